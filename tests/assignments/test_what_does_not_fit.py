"""What of a draft is in doubt: coaching that is open already, a reason the scores contradict."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from coaching.assignments import assigning, assignments, facts, proposals, withdrawing
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.assignments.status import is_open, status
from coaching.quality import auditing
from coaching.storage.database import Database
from coaching.words.formatting import day_and_time
from coaching.words.refusals import InvalidFieldsError
from tests.assignments.assignable_draft import ANA, BEN, GOOD, LEE, SAM, TODAY, end
from tests.permission_marks import permission_of

pytestmark = pytest.mark.usefixtures("nothing_is_open")


@pytest.mark.parametrize("over", ["withdrawn", "completed", "concluded", "not at all", "another area"])
def test_open_coaching_on_the_same_area_is_in_doubt(small_centre: Database, over: str) -> None:
    draft = replace(GOOD, interactions=["c-ana-1"], best_responses=[], name="The first one", confirmed=[])
    made = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    if over == "withdrawn":
        withdrawing.withdraw(small_centre, SAM, made, "A mistake")
    elif over == "completed":
        assignments.record_opening(small_centre, ANA, made, "c-ana-1")
    elif over == "concluded":
        end(small_centre, made)
    if over == "another area":
        draft = replace(draft, coaching_areas=["Compliance"], interactions=["c-ana-2"])
    second = replace(draft, name="The second one")
    if over != "not at all":
        assigning.create(small_centre, SAM, ANA, second, TODAY)
        return
    with pytest.raises(InvalidFieldsError, match="open coaching on Accuracy already: “The first one”") as refused:
        assigning.create(small_centre, SAM, ANA, second, TODAY)
    assert list(refused.value.complaints) == ["coaching_areas"]
    ((found, contradicted),) = facts.fitting(small_centre, SAM, {ANA: second}).values()
    assert not contradicted
    assigning.create(small_centre, SAM, ANA, replace(second, confirmed=[doubt.key for doubt in found]), TODAY)
    # an edit does not doubt itself, nor what stood there before
    kept = assigning.assignment_to_edit(small_centre, SAM, made)
    assert kept is not None
    assigning.edit(small_centre, SAM, made, replace(kept[1], name="Renamed"), 1, TODAY)


def test_a_doubt_names_times_where_the_reader_is(small_centre: Database) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    draft = replace(GOOD, interactions=["c-ana-1"], coaching_areas=["Etiquette"], best_responses=[], confirmed=[])
    (began,) = small_centre.rows("SELECT started_at FROM interactions WHERE interaction_id = 'c-ana-1'")
    when = day_and_time(began["started_at"], tokyo)
    assert when != day_and_time(began["started_at"], facts.UTC)
    (doubt, *_), _ = facts.fitting(small_centre, SAM, {ANA: draft}, zone=tokyo)[ANA]
    assert when in doubt.sentence
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create(small_centre, SAM, ANA, draft, TODAY, zone=tokyo)
    assert doubt.sentence in refused.value.complaints["interactions"]


def test_the_answer_and_the_score_that_count_are_the_newest_audits(small_centre: Database) -> None:
    """c-ana-1 fails Accuracy by the automatic evaluation and is below its pass score; a supervisor heard it and says
    that it is fine."""
    below = replace(
        GOOD, interactions=["c-ana-1"], best_responses=[], chosen_because=ChosenBecause.BELOW_PASS_SCORE, confirmed=[]
    )
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET pass_score = 80")
    assert facts.fitting(small_centre, SAM, {ANA: below})[ANA] == ([], False)
    given = {metric: auditing.Answer("YES") for metric in ("m-greet", "m-verify", "m-answer")}
    auditing.submit(small_centre, SAM, "c-ana-1", given, "")
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create(small_centre, SAM, ANA, below, TODAY)
    assert set(refused.value.complaints) == {"chosen_because", "interactions"}
    proposed = proposals.with_proposals(small_centre, SAM, Draft(), [], TODAY, ["c-ana-1"])
    assert proposed.chosen_because is ChosenBecause.JUDGEMENT


@permission_of(facts.fitting)
@pytest.mark.parametrize("viewer", [ANA, BEN, LEE, "stranger@example.com", ""])
def test_nobody_else_learns_what_would_not_fit(small_centre: Database, viewer: str) -> None:
    assigning.create(small_centre, SAM, ANA, replace(GOOD, best_responses=[]), TODAY)
    assert facts.fitting(small_centre, viewer, {ANA: GOOD.tidy}) == {ANA: ([], False)}
    assert facts.fitting(small_centre, SAM, {ANA: GOOD.tidy}) != {ANA: ([], False)}


@pytest.mark.parametrize("withdrawn", [False, True])
@pytest.mark.parametrize("concluded", [False, True])
@pytest.mark.parametrize("opened", [0, 1, 3])
def test_coaching_is_open_here_exactly_where_it_is_everywhere(
    small_centre: Database, withdrawn: bool, concluded: bool, opened: int
) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM outcomes WHERE assignment_id = 'ca-ana'")
        if withdrawn:
            cursor.execute("UPDATE assignments SET withdrawn_at = '2026-01-01' WHERE assignment_id = 'ca-ana'")
        if concluded:
            cursor.execute("INSERT INTO outcomes VALUES ('ca-ana', 'sam@example.com', '2026-01-01', 'closed', '')")
    for interaction in ("c-ana-1", "c-ana-2", "c-cleo-1")[:opened]:
        with small_centre.transaction() as cursor:
            cursor.execute("INSERT INTO openings VALUES ('ca-ana', ?, 'ana@example.com', '2026-01-01')", [interaction])
    draft = Draft(coaching_areas=["Compliance"], interactions=["c-ana-2"])
    doubts, _ = facts.fitting(small_centre, "sam@example.com", {"ana@example.com": draft})["ana@example.com"]
    found = any("open coaching" in doubt.sentence for doubt in doubts)
    assert found == is_open(status(opened, 3), withdrawn or concluded)
