"""What the coaching form drafts from the evidence: marked until it is read, traced to its sources, never over words."""

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import assigning, proposals, templates
from coaching.assignments.draft import Draft
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import plain
from coaching.words.refusals import InvalidFieldsError
from tests import kept_drafts
from tests.assignments.assignable_draft import GOOD, TODAY
from tests.pages.filled_form import ANA, BEN, SAM, complaints, count, group_of_two, opened, submit
from tests.pages.screens import everything_sent

pytestmark = pytest.mark.usefixtures("nothing_is_open")

UNREAD = f":red[⚠ {plain(wording.DRAFT_UNREAD)}]"
MARK = f":orange[{wording.DRAFT_TO_READ}]"
ANSWERS = "“Answers the question” was missed in 1 of 2 interactions."
VERIFIES = "“Verifies the customer” was missed in 1 of 2 interactions."


@pytest.fixture
def begun(centre: Database) -> AppTest:
    """A form with two interactions of Ana's: one fails Accuracy, one Compliance; the team has steps for both."""
    templates.save(centre, SAM, "Accuracy", 0, "", "", ["Look it up before you answer"])
    templates.save(centre, SAM, "Compliance", 0, "", "", ["Ask for the name first"])
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1", "c-ana-2"])
    return opened()


def text(page: AppTest, field: str) -> str:
    return str(page.text_area(key=f"assign_{field}").value)


def type_over(page: AppTest, field: str, words: str) -> AppTest:
    return page.text_area(key=f"assign_{field}").set_value(words).run()


def sentence(page: AppTest, begins: str, label: str) -> AppTest:
    """Presses *Take out* or *Put in* at the sentence with these words, in the list of sources."""
    shown = [part.value for part in page.expander[0].text]
    button = page.expander[0].button
    (place,) = [number for number, said in enumerate(shown) if said.startswith(begins)]
    wanted = [each for each in button if (each.key or "").startswith("assign_sentence_")][place]
    assert wanted.label == label
    return wanted.click().run()


def test_the_empty_form_drafts_nothing() -> None:
    page = opened()
    assert text(page, "work_on") == ""
    assert not page.expander
    assert "assign_draft_read" not in [box.key for box in page.checkbox]


@pytest.mark.storage
def test_a_draft_is_marked_and_refused_until_it_is_read(begun: AppTest, centre: Database) -> None:
    assert text(begun, "work_on").startswith(VERIFIES)  # fatal, so first
    assert ANSWERS in text(begun, "work_on")
    assert text(begun, "action_plan") == "Ask for the name first\nIf it comes up again: Look it up before you answer"
    assert MARK in [part.value for part in begun.markdown]
    before = count(centre)
    page = submit(begun)
    assert complaints(page) == [UNREAD, UNREAD]
    assert count(centre) == before
    page = page.checkbox(key="assign_draft_read").check().run()
    assert not complaints(page)
    assert MARK not in [part.value for part in page.markdown]
    page = submit(page)
    assert count(centre) == before + 1
    made = centre.query("SELECT work_on, action_plan FROM assignments ORDER BY assigned_at DESC LIMIT 1").iloc[0]
    assert made["work_on"].startswith(VERIFIES)
    assert len(made["action_plan"]) == 2


def test_what_was_changed_was_read(begun: AppTest, centre: Database) -> None:
    before = count(centre)
    page = type_over(begun, "work_on", f"{text(begun, 'work_on')}\n\nMy own thought.")
    page = submit(page)
    assert complaints(page) == [UNREAD]  # of the plan
    page = submit(type_over(page, "action_plan", "Read it"))
    assert not complaints(page)
    assert count(centre) == before + 1


def test_the_evidence_changes_only_what_nobody_has_changed(begun: AppTest, centre: Database) -> None:
    first, second = text(begun, "work_on").split("\n\n")
    page = type_over(begun, "work_on", f"Ana, this is mine. {first}\n\n{second}")
    page = page.button(key="assign_remove_interactions_c-ana-2").click().run()
    mine, theirs = text(page, "work_on").split("\n\n")
    assert mine == f"Ana, this is mine. {first}"
    assert theirs.startswith("“Answers the question” was missed in the interaction.")
    assert MARK in [part.value for part in page.markdown]  # it says something else now
    page = page.selectbox(key="assign_add").set_value("c-ana-2").run()
    assert text(page, "work_on").split("\n\n") == [mine, second]
    again = opened()  # as it is kept
    assert text(again, "work_on").split("\n\n") == [mine, second]


def test_a_draft_that_is_deleted_stays_deleted(begun: AppTest) -> None:
    page = type_over(begun, "work_on", "")
    assert text(page, "work_on") == ""
    assert text(page, "action_plan") == ""  # the steps go with what they are about
    assert text(opened(), "work_on") == ""


def test_a_read_draft_that_changes_is_unread_again(begun: AppTest) -> None:
    page = begun.checkbox(key="assign_draft_read").check().run()
    assert MARK not in [part.value for part in page.markdown]
    page = page.button(key="assign_remove_interactions_c-ana-2").click().run()
    assert MARK in [part.value for part in page.markdown]
    assert not page.checkbox(key="assign_draft_read").value


def test_every_sentence_is_traced_and_can_be_taken_out_and_put_in(begun: AppTest) -> None:
    shown = [part.value for part in begun.expander[0].text]
    assert {*text(begun, "work_on").split("\n\n"), *text(begun, "action_plan").split("\n")} <= set(shown)
    labels = [button.label for button in begun.expander[0].button if (button.key or "").startswith("assign_source")]
    assert any("Room booking, at 2" in label for label in labels)
    page = sentence(begun, "“Verifies", wording.DRAFT_TAKE_OUT)
    assert text(page, "work_on").startswith(ANSWERS)
    assert text(page, "action_plan") == "If it comes up again: Look it up before you answer"
    page = sentence(page, "“Verifies", wording.DRAFT_PUT_IN)
    assert text(page, "work_on").split("\n\n")[1].startswith(VERIFIES)
    look = next(button for button in page.expander[0].button if "Room booking, at 2" in button.label)
    page = look.click().run()
    dialog = everything_sent(page).replace('\\"', '"')
    (message,) = re.findall(r'<li class="[^"]*looked-at" id="turn-\d+">.*?</li>', dialog)
    assert "The answer of c-ana-1." in message
    assert "coaching_scroll" in dialog


def test_what_the_best_response_did_is_told_once_it_is_chosen(begun: AppTest) -> None:
    assert "best response" not in text(begun, "work_on")
    page = begun.button(key="assign_add_best_responses_c-cleo-1").click().run()
    assert "The best response answered the question (Accuracy 100 against 0): “The answer of c-cleo-1.”" in text(
        page, "work_on"
    )


def test_without_failures_it_says_that_nothing_failed(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-3"], coaching_areas=["Accuracy"])
    page = opened()
    assert text(page, "work_on") == "In the interaction nothing failed in Accuracy."
    assert text(page, "action_plan") == ""


def test_a_change_to_an_assignment_is_offered_sentences_and_keeps_its_words(centre: Database) -> None:
    page = opened(assignment="ca-ana", agent="")
    assert text(page, "work_on") == "Work on ca-ana"
    page = sentence(page, "“Answers", wording.DRAFT_PUT_IN)
    assert text(page, "work_on").startswith("Work on ca-ana\n\n“Answers the question” was missed")
    assert UNREAD in complaints(submit(page))
    page = submit(page.checkbox(key="assign_draft_read").check().run())
    kept = centre.query("SELECT work_on FROM assignments WHERE assignment_id = 'ca-ana'")["work_on"].iloc[0]
    assert "“Answers the question” was missed" in kept


def test_a_group_reads_only_what_is_true_of_each(centre: Database) -> None:
    group_of_two(centre)
    page = opened(group="g-1", agent="")
    assert text(page, "work_on") == ""  # Ben answered the question
    page = page.button(key=f"assign_left_out_{BEN}").click().run()
    assert "The answer of c-ana-1." in text(page, "work_on")
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE metric_results SET qualification = 'NO' WHERE interaction_id = 'c-ben-1' AND metric_id = 'm-answer'"
        )
    page = page.button(key=f"assign_left_out_{BEN}").click().run()
    assert text(page, "work_on") == "“Answers the question” was missed in at least one of these interactions."
    assert UNREAD in complaints(submit(page))


def test_the_commands_refuse_an_unread_draft_whatever_the_page_says(centre: Database) -> None:
    unread = replace(GOOD, unread=["Answer first."])
    before = count(centre)
    for command, key in ((assigning.create, ANA), (assigning.create_for_group, "g-1")):
        if key == "g-1":
            group_of_two(centre)
        with pytest.raises(InvalidFieldsError) as refused:
            command(centre, SAM, key, unread, TODAY)
        assert refused.value.complaints["work_on"] == wording.DRAFT_UNREAD
    found = assigning.assignment_to_edit(centre, SAM, "ca-ana")
    assert found is not None
    edited = replace(found[1], work_on="Answer first.", unread=["Answer first."])
    with pytest.raises(InvalidFieldsError):
        assigning.edit(centre, SAM, "ca-ana", edited, found[2], utc_now().date())
    assert count(centre) == before


def test_a_draft_that_was_kept_before_there_was_drafting_is_as_it_was(centre: Database) -> None:
    older = Draft(interactions=["c-ana-1"], work_on="Typed before.").to_json() | {"touched": ["work_on"]}
    del older["unread"]
    kept_drafts.keep(centre, SAM, "assignment", proposals.subject_of_agent(ANA), older)
    assert text(opened(), "work_on") == "Typed before."
