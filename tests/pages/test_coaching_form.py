"""The coaching form for one agent: what it proposes, suggests, refuses and asks to confirm."""

from dataclasses import replace
from datetime import timedelta

import pytest

from coaching.assignments import assignments, proposals, templates
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.quality import bookmarks
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import plain
from tests import kept_drafts
from tests.pages.filled_form import (
    ANA,
    ASSIGNMENT,
    PAGE,
    SAM,
    complaints,
    count,
    newest_of_ana,
    opened,
    submit,
    write_feedback,
)
from tests.pages.screens import everything_sent, open_page

pytestmark = pytest.mark.usefixtures("nothing_is_open")


def test_proposals_are_there_and_one_click_assigns(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1", "c-ana-2"])
    page = opened()
    assert page.title[0].value == "New coaching for Ana Alves"
    assert page.multiselect(key="assign_coaching_areas").value == ["Compliance", "Accuracy"]
    assert page.text_input(key="assign_name").value == "Compliance: room booking"
    assert page.selectbox(key="assign_chosen_because").value == ChosenBecause.BELOW_PASS_SCORE
    page.text_area(key="assign_went_well").set_value("You greet everybody.").run()
    page.text_area(key="assign_work_on").set_value("Answer first.").run()
    page.text_area(key="assign_action_plan").set_value("Read it\n\nDo it").run()
    page = submit(page)
    assert page.title[0].value == plain("Compliance: room booking")
    made = assignments.assignment(centre, ANA, newest_of_ana(centre))
    assert made is not None
    assert (made.name, made.action_plan, made.went_well) == (
        "Compliance: room booking",
        ["Read it", "Do it"],
        "You greet everybody.",
    )
    assert kept_drafts.content_of(centre, SAM, "assignment", proposals.subject_of_agent(ANA)) is None


def test_refusals_stand_at_their_fields_and_lose_nothing(centre: Database) -> None:
    page = opened()
    page.text_area(key="assign_went_well").set_value("Kept").run()
    page.date_input(key="assign_follow_up_on").set_value(utc_now().date() - timedelta(days=3)).run()
    before = count(centre)
    page = submit(page)
    said = "\n".join(complaints(page))
    for sentence in (
        "Give it a name",
        "at least one coaching area",
        "why this agent was chosen",
        "at least one interaction",
        "not in the future",
        "at least one step",
    ):
        assert sentence in said
    assert page.error[0].value == wording.NOT_ASSIGNED.format(count="6 things")
    assert page.text_area(key="assign_went_well").value == "Kept"
    assert count(centre) == before
    # a complaint goes when its field is put right
    page = page.text_input(key="assign_name").set_value("A name").run()
    assert "Give it a name" not in "\n".join(complaints(page))
    assert len(complaints(page)) == 5


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"interactions": ["c-ben-1"]}, "of another agent"),
        ({"best_responses": ["c-ana-2"]}, "of the same agent"),
        ({"best_responses": ["c-cleo-2"]}, "not yours to show"),
    ],
)
def test_a_forged_draft_is_refused(centre: Database, change: dict[str, list[str]], says: str) -> None:
    draft = replace(Draft(interactions=["c-ana-1"]), **change)  # type: ignore[arg-type]
    kept_drafts.keep(centre, SAM, "assignment", proposals.subject_of_agent(ANA), draft.to_json() | {"touched": []})
    before = count(centre)
    page = submit(opened())
    assert says in "\n".join(complaints(page))
    assert count(centre) == before


def test_suggestions_say_why_and_bookmarks_are_offered(centre: Database) -> None:
    bookmarks.add(centre, SAM, "c-ben-1", "Nice *closing*")
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    page = opened()
    said = [caption.value for caption in page.caption]
    assert any("Same queue" in words and "Accuracy fully met" in words for words in said)
    assert any(words.endswith(f"★ {plain('Nice *closing*')}") for words in said)
    page = page.button(key="assign_add_best_responses_c-cleo-1").click().run()
    page = page.button(key="assign_add_best_responses_c-ben-1").click().run()
    draft = kept_drafts.content_of(centre, SAM, "assignment", proposals.subject_of_agent(ANA))
    assert draft is not None
    assert draft["best_responses"] == ["c-cleo-1", "c-ben-1"]
    page = page.button(key="assign_remove_best_responses_c-ben-1").click().run()
    page = submit(write_feedback(page))
    rows = centre.query("FROM assignment_interactions WHERE kind = 'best_response' AND interaction_id = 'c-cleo-1'")
    assert len(rows) == 2  # ca-ana had it before


def test_a_look_before_adding(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    page = opened().button(key="assign_look_best_responses_c-cleo-1").click().run()
    assert not page.exception
    assert "The answer of c-cleo-1." in everything_sent(page)
    assert "Cleo" not in everything_sent(page).replace("Cleo Costa · agent", "")
    # What was typed just before is sent a moment later: the page runs again, and the dialog stays.
    assert "The answer of c-cleo-1." in everything_sent(page.run())


def test_a_template_is_added_to_what_stands_there(centre: Database) -> None:
    templates.save(centre, SAM, "Accuracy", 0, "You read well.", "Check twice.", ["Open the article"])
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    page = opened()
    page.text_area(key="assign_went_well").set_value("My own words.").run()
    page = page.button(key="assign_template_Accuracy").click().run()
    assert page.text_area(key="assign_went_well").value == "My own words.\n\nYou read well."
    assert str(page.text_area(key="assign_work_on").value).endswith("\n\nCheck twice.")  # below the draft
    assert page.text_area(key="assign_action_plan").value == "Open the article"  # which has the same step


@pytest.mark.parametrize(
    "parameters", [{"agent": "cleo@example.com"}, {"agent": "no-such"}, {"assignment": "ca-cleo"}, {"group": "g"}, {}]
)
def test_nothing_to_fill_in(parameters: dict[str, str]) -> None:
    page = open_page(PAGE, viewer=SAM, **parameters)
    assert page.error[0].value == wording.NO_SUCH_FORM
    assert [title.value for title in page.title] == [wording.NOT_HERE]


def test_who_may_only_look_reads_which_permission_is_missing(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = ?", [SAM]
        )
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert page.error[0].value == wording.MISSING_PERMISSION.format(permissions="qa_functionalities")
    assert not open_page(ASSIGNMENT, viewer=SAM, assignment="ca-ana").button


def test_what_is_no_longer_there_can_be_taken_away(centre: Database) -> None:
    draft = Draft(interactions=["c-ana-1", "gone"], best_responses=["c-cleo-2"])
    kept_drafts.keep(centre, SAM, "assignment", proposals.subject_of_agent(ANA), draft.to_json() | {"touched": []})
    page = opened()
    page = page.button(key="assign_remove_interactions_gone").click().run()
    page = page.button(key="assign_remove_best_responses_c-cleo-2").click().run()
    page = submit(write_feedback(page))
    assert not complaints(page)
    assert not page.exception


def test_what_does_not_fit_is_said_at_its_field_and_confirmed_there(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM outcomes")  # ca-ana is open again
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1", "c-ana-3"])
    page = opened()
    assert "does not fail Accuracy" in everything_sent(page)
    assert not page.checkbox(key="assign_meant_interactions").value
    page = page.checkbox(key="assign_meant_interactions").check().run()
    before = count(centre)
    page = submit(write_feedback(page))
    assert ["open coaching on Accuracy" in said for said in complaints(page)] == [True]
    assert count(centre) == before
    # another interaction that does not fit is not confirmed with the first one
    page = page.selectbox(key="assign_add").set_value("c-ana-2").run()
    page = page.multiselect(key="assign_coaching_areas").set_value(["Accuracy"]).run()
    assert not page.checkbox(key="assign_meant_interactions").value
    page = page.checkbox(key="assign_meant_interactions").check().run()
    page = submit(page.checkbox(key="assign_meant_coaching_areas").check().run())
    assert not complaints(page)
    assert count(centre) == before + 1


def test_what_fits_is_not_asked_about(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1", "c-ana-2"])
    page = opened()
    assert [box.key for box in page.checkbox] == ["assign_draft_read", "assign_without_feedback"]


def test_without_feedback_on_purpose(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    page = submit(opened())
    assert len(complaints(page)) == 2  # feedback and plan
    page = page.checkbox(key="assign_without_feedback").check().run()
    assert not complaints(page)
    page = submit(page)
    assert "Say why" in "\n".join(complaints(page))
    page = page.text_input(key="assign_without_feedback_because").set_value("We talk on *Friday*.").run()
    page = submit(page)
    assert not complaints(page)
    assert [plain("We talk on *Friday*.") in info.value for info in page.info[:1]] == [True]
    made = newest_of_ana(centre)
    mine = everything_sent(open_page(ASSIGNMENT, viewer=ANA, assignment=made))
    assert "your supervisor will talk with you about this" in mine
    assert "Friday" not in mine
    assert wording.NO_FEEDBACK not in mine


def test_a_quoted_redaction_is_not_a_form_to_fill_in(centre: Database) -> None:
    templates.save(centre, SAM, "Accuracy", 0, "You [say what].", "Check [what] twice.", ["Open it"])
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    page = opened()
    page = page.button(key="assign_template_Accuracy").click().run()
    quote = "“[NAME], your number is [PHONE NUMBER].”"
    page.text_area(key="assign_went_well").set_value(f"You said {quote}").run()
    page.checkbox(key="assign_draft_read").check().run()
    page = submit(page)
    assert complaints(page) == [f":red[⚠ {plain('Fill in [what], or take it out: the agent reads it as it stands.')}]"]
    page.text_area(key="assign_work_on").set_value(f"Check the number twice: {quote}").run()
    page = submit(page)
    assert not complaints(page)
