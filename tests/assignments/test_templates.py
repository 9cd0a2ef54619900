from functools import partial

import pytest

from coaching.assignments import templates
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError, OutdatedError
from tests.assignments.test_marks import look_only
from tests.centre import PEOPLE
from tests.permission_marks import permission_of
from tests.refusals import complaints, refusal

ANA, SAM, LEE, KIM = "ana@example.com", "sam@example.com", "lee@example.com", "kim@example.com"


def test_every_area_is_listed_with_or_without_a_template(small_centre: Database) -> None:
    templates.save(small_centre, SAM, "Accuracy", 0, " Good ", "Better", ["Read  it", "  ", "Do it"])
    rows = templates.templates(small_centre, KIM)
    assert rows["coaching_area"].tolist() == ["Accuracy", "Compliance", "Etiquette"]
    assert rows["written"].tolist() == [True, False, False]
    assert rows["action_plan"].tolist() == [["Read it", "Do it"], [], []]
    assert rows["version"].tolist() == [1, 0, 0]
    assert templates.template(small_centre, KIM, "Accuracy") == templates.Template(
        coaching_area="Accuracy", went_well="Good", work_on="Better", action_plan=["Read it", "Do it"], version=1
    )
    assert templates.template(small_centre, KIM, "Etiquette") is None


@permission_of(templates.template, templates.templates, templates.history)
def test_supervisors_read_and_agents_do_not(small_centre: Database) -> None:
    templates.save(small_centre, SAM, "Accuracy", 0, "Good", "", [])
    look_only(small_centre, LEE)
    readers = {email for email, *_ in PEOPLE if templates.template(small_centre, email, "Accuracy")}
    assert readers == {SAM, LEE, KIM}
    assert {email for email, *_ in PEOPLE if len(templates.templates(small_centre, email))} == readers
    assert {email for email, *_ in PEOPLE if len(templates.history(small_centre, email, "Accuracy"))} == readers


@permission_of(templates.save, templates.remove)
def test_only_those_who_may_coach_write(small_centre: Database) -> None:
    templates.save(small_centre, SAM, "Accuracy", 0, "Good", "", [])
    look_only(small_centre, LEE)
    for viewer in (ANA, LEE, "ned@example.com", "stranger@example.com", ""):
        assert isinstance(refusal(templates.save, small_centre, viewer, "Accuracy", 1, "Mine", "", []), NotAllowedError)
        assert isinstance(refusal(templates.remove, small_centre, viewer, "Accuracy", 1), NotAllowedError)
        own = partial(templates.save, own=True)
        assert isinstance(refusal(own, small_centre, viewer, "Accuracy", 0, "Mine", "", []), NotAllowedError)
        assert isinstance(
            refusal(partial(templates.remove, own=True), small_centre, viewer, "Accuracy", 0), NotAllowedError
        )
    assert small_centre.query("FROM own_templates").empty
    assert small_centre.query("FROM templates")["went_well"].tolist() == ["Good"]
    assert set(small_centre.query("FROM changes")["changed_by"]) == {SAM}


def test_what_is_wrong_is_said_at_its_field(small_centre: Database) -> None:
    save = (templates.save, small_centre, SAM)
    assert isinstance(refusal(*save, "Juggling", 0, "Good", "", []), NotFoundError)
    nothing = refusal(*save, "Accuracy", 0, " ", "\n", [" "])
    assert isinstance(nothing, InvalidFieldsError)
    assert (nothing.complaints, nothing.sentence) == ({}, wording.TEMPLATE_NEEDS_A_PART)
    long = complaints(*save, "Accuracy", 0, "x" * 5_001, "x" * 5_001, ["x" * 501])
    assert set(long) == {"went_well", "work_on", "action_plan"}
    assert set(complaints(*save, "Accuracy", 0, "", "", [f"Step {n} of it" for n in range(21)])) == {"action_plan"}
    assert small_centre.query("FROM templates").empty
    assert small_centre.query("FROM changes").empty


def test_changes_are_noted_from_what_to_what(small_centre: Database) -> None:
    templates.save(small_centre, SAM, "Accuracy", 0, "Good", "", ["Read it", "Do it"])
    templates.save(small_centre, KIM, "Accuracy", 1, "Good", "More", ["Do it"])
    templates.save(small_centre, KIM, "Accuracy", 2, " Good ", "More", ["Do  it"])  # the same: nothing changes
    rows = templates.history(small_centre, LEE, "Accuracy")
    assert rows["changed_by"].tolist() == ["Kim Kaur"] * 2 + ["Sam Soto"] * 3
    assert rows["field"].tolist() == ["work_on", "action_plan", "created", "went_well", "action_plan"]
    assert rows["was"].fillna("").tolist()[:2] == ["", "Read it\nDo it"]
    assert rows["becomes"].tolist()[:2] == ["More", "Do it"]
    found = templates.template(small_centre, SAM, "Accuracy")
    assert found is not None
    assert found.version == 2


def test_the_second_of_two_editors_is_told(small_centre: Database) -> None:
    templates.save(small_centre, SAM, "Accuracy", 0, "Good", "", [])
    with pytest.raises(OutdatedError, match="Sam Soto has changed this"):  # both began with nothing
        templates.save(small_centre, KIM, "Accuracy", 0, "Kim's", "", [])
    templates.save(small_centre, KIM, "Accuracy", 1, "Kim's", "", [])
    with pytest.raises(OutdatedError, match=r"Kim Kaur has changed this \(what went well\)") as refused:
        templates.save(small_centre, SAM, "Accuracy", 1, "Sam's", "", [])
    assert refused.value.version == 2
    with pytest.raises(OutdatedError):
        templates.remove(small_centre, SAM, "Accuracy", 1)
    found = templates.template(small_centre, SAM, "Accuracy")
    assert found is not None
    assert found.went_well == "Kim's"


def test_an_old_form_never_fits_a_template_that_was_removed_and_written_anew(small_centre: Database) -> None:
    templates.save(small_centre, SAM, "Accuracy", 0, "First", "", [])
    templates.remove(small_centre, SAM, "Accuracy", 1)
    assert templates.template(small_centre, SAM, "Accuracy") is None
    assert templates.history(small_centre, SAM, "Accuracy")["field"].tolist()[0] == "removed"
    templates.save(small_centre, KIM, "Accuracy", 0, "Second", "", [])
    with pytest.raises(OutdatedError):
        templates.save(small_centre, SAM, "Accuracy", 1, "Mine", "", [])
    assert refusal(templates.remove, small_centre, SAM, "Etiquette", 0).sentence == wording.TEMPLATE_GONE


@permission_of(templates.template, templates.templates, templates.save, templates.remove)
def test_nobody_else_reads_ones_own_template_or_changes_it(small_centre: Database) -> None:
    templates.save(small_centre, SAM, "Accuracy", 0, "The team's", "", [])
    templates.save(small_centre, SAM, "Accuracy", 0, "Sam's", "", ["Ask Sam"], own=True)
    templates.save(small_centre, KIM, "Accuracy", 0, "Kim's", "", [], own=True)
    for viewer in [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]:
        found = templates.template(small_centre, viewer, "Accuracy", own=True)
        assert (found.went_well if found else None) == {SAM: "Sam's", KIM: "Kim's"}.get(viewer)
        rows = templates.templates(small_centre, viewer)
        assert rows[rows["own"]]["went_well"].tolist() == ([] if found is None else [found.went_well])
    templates.remove(small_centre, KIM, "Accuracy", 1, own=True)
    assert templates.template(small_centre, KIM, "Accuracy", own=True) is None
    assert templates.template(small_centre, SAM, "Accuracy", own=True) is not None
    team = templates.template(small_centre, LEE, "Accuracy")
    assert team is not None
    assert (team.went_well, team.changed_by) == ("The team's", "Sam Soto")
    sams = templates.template(small_centre, SAM, "Accuracy")
    assert sams is not None
    assert sams.changed_by is None  # the viewer
    assert set(small_centre.query("FROM changes")["subject"]) == {"template"}  # of the team's alone


@pytest.mark.storage
def test_an_old_form_never_fits_ones_own_template_either(small_centre: Database) -> None:
    save = partial(templates.save, own=True)
    save(small_centre, SAM, "Accuracy", 0, "One", "", [])
    save(small_centre, SAM, "Accuracy", 1, "Two", "", [])
    assert isinstance(refusal(save, small_centre, SAM, "Accuracy", 1, "Three", "", []), OutdatedError)
    templates.remove(small_centre, SAM, "Accuracy", 2, own=True)
    remove = partial(templates.remove, own=True)
    assert isinstance(refusal(remove, small_centre, SAM, "Accuracy", 3), NotFoundError)
    assert isinstance(refusal(save, small_centre, SAM, "Accuracy", 2, "Three", "", []), OutdatedError)
    save(small_centre, SAM, "Accuracy", 0, "Anew", "", [])  # begun where there is none
    found = templates.template(small_centre, SAM, "Accuracy", own=True)
    assert found is not None
    assert (found.went_well, found.version) == ("Anew", 4)
    assert isinstance(refusal(save, small_centre, SAM, "Accuracy", 4, "", "", []), InvalidFieldsError)
