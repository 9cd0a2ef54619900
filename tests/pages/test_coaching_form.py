"""The coaching form, as a supervisor fills it in."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import assigning, assignments, proposals, templates
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.quality import bookmarks
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import plain
from tests import kept_drafts
from tests.pages.screens import everything_sent, open_page

PAGE, ASSIGNMENT = "pages/supervisor/assign.py", "pages/agent/assignment.py"
ANA, BEN, SAM, KIM, LEE = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim", "lee"))


@pytest.fixture(autouse=True)
def nothing_is_open(centre: Database) -> None:
    """The coaching that the centre has is over: it would be in doubt whether more of it is meant."""
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO outcomes SELECT assignment_id, assigned_by, assigned_at, 'closed', '' FROM assignments"
        )


def write_feedback(page: AppTest) -> AppTest:
    page.text_area(key="assign_work_on").set_value("Answer first.").run()
    return page.text_area(key="assign_action_plan").set_value("Read the example").run()


def working_day(after: int = 7) -> date:
    day = utc_now().date() + timedelta(days=after)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def opened(**parameters: str) -> AppTest:
    page = open_page(PAGE, **({"viewer": SAM, "agent": ANA} | parameters))
    assert not page.exception
    return page


def newest_of_ana(centre: Database) -> str:
    """The assignment_id of the assignment that Ana was given last."""
    listed = assignments.assignments_of_agent(centre, ANA, ANA, utc_now().date())
    return str(listed["assignment_id"].iloc[0])


def submit(page: AppTest) -> AppTest:
    return page.button(key="assign_submit").click().run()


def complaints(page: AppTest) -> list[str]:
    return [part.value for part in page.markdown if part.value.startswith(":red[")]


def count(centre: Database, table: str = "assignments") -> int:
    return len(centre.query(f"FROM {table}"))


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


def test_a_half_filled_form_survives_a_reload_and_a_click_elsewhere(centre: Database) -> None:
    page = opened()
    page.text_input(key="assign_name").set_value("Half a name").run()
    page.text_area(key="assign_work_on").set_value("Half a thought").run()
    page.selectbox(key="assign_add").set_value("c-ana-2").run()
    page.date_input(key="assign_follow_up_on").set_value(working_day(20)).run()
    elsewhere = page.switch_page("pages/supervisor/templates.py").run()
    assert elsewhere.title[0].value == wording.TEMPLATES
    again = opened()
    assert again.text_input(key="assign_name").value == "Half a name"
    assert again.text_area(key="assign_work_on").value == "Half a thought"
    assert again.date_input(key="assign_follow_up_on").value == working_day(20)
    assert "c-ana-2" in json.dumps(kept_drafts.content_of(centre, SAM, "assignment", proposals.subject_of_agent(ANA)))
    # what was typed is not proposed over; the areas, untouched, follow the interactions
    assert again.multiselect(key="assign_coaching_areas").value == ["Compliance"]
    # another supervisor's form for the same agent knows nothing of it
    assert opened(viewer=KIM).text_input(key="assign_name").value == ""
    again.button(key="assign_discard").click().run()
    assert opened().text_input(key="assign_name").value == ""


def test_what_is_typed_into_one_field_after_the_other_is_kept(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    page = opened()
    page.text_input(key="assign_name").set_value("Typed quickly").run()
    page.text_area(key="assign_action_plan").set_value("Read it\nDo it").run()
    assert page.text_input(key="assign_name").value == "Typed quickly"
    content = kept_drafts.content_of(centre, SAM, "assignment", proposals.subject_of_agent(ANA))
    assert content is not None
    assert (content["name"], content["action_plan"]) == ("Typed quickly", ["Read it", "Do it"])
    assert {"name", "action_plan"} <= set(content["touched"])


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
    assert page.text_area(key="assign_work_on").value == "Check twice."
    assert page.text_area(key="assign_action_plan").value == "Open the article"


def test_editing_and_being_second(centre: Database) -> None:
    page = opened(assignment="ca-ana", agent="")
    assert page.title[0].value == "Change the coaching of Ana Alves"
    assert page.text_input(key="assign_name").value == "Coaching ca-ana"
    page.text_area(key="assign_work_on").set_value("Sam's words").run()
    page.text_area(key="assign_went_well").set_value("Sam's praise").run()
    found = assigning.assignment_to_edit(centre, KIM, "ca-ana")
    assert found is not None
    theirs = replace(found[1], name="Kim's name", went_well="Kim's praise")
    assigning.edit(centre, KIM, "ca-ana", theirs, found[2], utc_now().date())
    page = submit(page)
    assert "Kim Kaur changed this since you opened it" in page.warning[0].value
    assert any("Kim's praise" in text.value for text in page.text)
    assert page.text_area(key="assign_work_on").value == "Sam's words"
    page = page.button(key="assign_bring_in").click().run()
    assert page.text_input(key="assign_name").value == "Kim's name"
    assert page.text_area(key="assign_went_well").value == "Sam's praise"
    submit(page)
    now = assignments.assignment(centre, ANA, "ca-ana")
    assert now is not None
    assert (now.name, now.went_well, now.work_on) == ("Kim's name", "Sam's praise", "Sam's words")


def test_edit_and_withdraw_from_the_assignment(centre: Database) -> None:
    page = open_page(ASSIGNMENT, viewer=SAM, assignment="ca-ana")
    page.button(key="assignment_edit").click().run()
    page = open_page(ASSIGNMENT, viewer=SAM, assignment="ca-ana")
    withdraw = next(button for button in page.button if button.label == wording.WITHDRAW)
    page = withdraw.click().run()
    assert "Say why" in page.error[0].value
    page.text_area(key="assignment_withdraw_reason").set_value("It was for Ben")
    next(button for button in page.button if button.label == wording.WITHDRAW).click().run()
    assert assignments.assignment(centre, ANA, "ca-ana") is None
    page = open_page(ASSIGNMENT, viewer=SAM, assignment="ca-ana")
    assert wording.WITHDRAWN in everything_sent(page)
    assert not [button for button in page.button if button.label in (wording.WITHDRAW, wording.EDIT)]
    assert open_page(ASSIGNMENT, viewer=ANA, assignment="ca-ana").error[0].value == wording.NO_SUCH_ASSIGNMENT


def test_a_group_is_assigned_as_a_whole(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO groups VALUES ('g-1', 'New hires', '', ['Accuracy'], ?, ?, 1, NULL)", [SAM, utc_now()]
        )
        for agent, interaction in ((ANA, "c-ana-1"), (BEN, "c-ben-1")):
            cursor.execute("INSERT INTO group_members VALUES ('g-1', ?)", [agent])
            cursor.execute(
                "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ['Accuracy'], '')",
                [interaction, agent, interaction, SAM, utc_now()],
            )
    page = opened(group="g-1", agent="")
    assert any("Ben Bauer · 1 interaction marked" in text.value for text in page.text)
    assert page.title[0].value == "Coaching for the group New hires"
    assert page.multiselect(key="assign_coaching_areas").value == ["Accuracy"]
    assert page.text_input(key="assign_name").value == "Accuracy"
    page = page.text_input(key="assign_name").set_value("Answer first").run()
    # what does not fit a member is said beside them, and is meant so
    assert not page.checkbox(key=f"assign_meant_{BEN}").value
    assert not [box for box in page.checkbox if box.key == f"assign_meant_{ANA}"]
    page = submit(write_feedback(page))
    assert f":red[⚠ {plain(wording.MEMBERS_IN_DOUBT)}]" in complaints(page)
    page = submit(page.checkbox(key=f"assign_meant_{BEN}").check().run())
    assert not complaints(page)
    assert len(centre.query("FROM assignments WHERE name = 'Answer first' AND group_id = 'g-1'")) == 2
    for agent in (ANA, BEN):
        mine = open_page("pages/agent/my_coaching.py", viewer=agent)
        assert "Answer first" in everything_sent(mine)
        assert "New hires" not in everything_sent(mine)
        assert "g-1" not in everything_sent(mine)
    page = opened(group="g-1", agent="")
    page = submit(page.text_input(key="assign_name").set_value("Again").run())
    assert "have no interactions marked for coaching" in "\n".join(complaints(page))
    assert centre.query("FROM assignments WHERE name = 'Again'").empty


@pytest.mark.parametrize(
    "parameters", [{"agent": "cleo@example.com"}, {"agent": "no-such"}, {"assignment": "ca-cleo"}, {"group": "g"}, {}]
)
def test_nothing_to_fill_in(parameters: dict[str, str]) -> None:
    page = open_page(PAGE, viewer=SAM, **parameters)
    assert page.error[0].value == wording.NO_SUCH_FORM
    assert not page.title


def test_who_may_only_look_reads_which_permission_is_missing(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = ?", [SAM]
        )
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert page.error[0].value == wording.MISSING_PERMISSION.format(permissions="qa_functionalities")
    assert not open_page(ASSIGNMENT, viewer=SAM, assignment="ca-ana").button


def test_somebody_withdraws_what_is_being_edited(centre: Database) -> None:
    page = opened(assignment="ca-ana", agent="")
    page.text_area(key="assign_work_on").set_value("Sam's *words*").run()
    assigning.withdraw(centre, KIM, "ca-ana", "It was for Ben")
    page = submit(page)
    assert page.error[0].value == wording.NO_SUCH_FORM
    assert "Kim Kaur withdrew" in page.warning[0].value
    assert "It was for Ben" in page.warning[0].value
    assert "Sam's *words*" in [text.value for text in page.text]
    # nobody else reads them
    assert "words" not in everything_sent(open_page(PAGE, viewer=KIM, assignment="ca-ana"))


def test_what_is_no_longer_there_can_be_taken_away(centre: Database) -> None:
    draft = Draft(interactions=["c-ana-1", "gone"], best_responses=["c-cleo-2"])
    kept_drafts.keep(centre, SAM, "assignment", proposals.subject_of_agent(ANA), draft.to_json() | {"touched": []})
    page = opened()
    page = page.button(key="assign_remove_interactions_gone").click().run()
    page = page.button(key="assign_remove_best_responses_c-cleo-2").click().run()
    page = submit(write_feedback(page))
    assert not complaints(page)
    assert not page.exception


def group_of_two(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO groups VALUES ('g-1', 'New hires', '', ['Accuracy'], ?, ?, 1, NULL)", [SAM, utc_now()]
        )
        for agent, interaction in ((ANA, "c-ana-1"), (BEN, "c-ben-1")):
            cursor.execute("INSERT INTO group_members VALUES ('g-1', ?)", [agent])
            cursor.execute(
                "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ['Accuracy'], 'Could we *look* at this one?')",
                [interaction, agent, interaction, agent, utc_now()],
            )


def test_a_member_is_left_out_and_taken_in_again(centre: Database) -> None:
    group_of_two(centre)
    page = opened(group="g-1", agent="")
    page = page.button(key=f"assign_left_out_{BEN}").click().run()
    assert page.button(key="assign_submit").label == "Assign to 1 member"
    page = page.button(key=f"assign_left_out_{BEN}").click().run()
    assert page.button(key="assign_submit").label == "Assign to 2 members"
    page = page.button(key=f"assign_left_out_{BEN}").click().run()
    page = submit(write_feedback(page))
    assert not complaints(page)
    made = centre.query("SELECT agent_id, assignment_id FROM assignments WHERE group_id = 'g-1'")
    assert made["agent_id"].tolist() == [ANA]
    # what Ana asked stays on it, in her words, for her and her supervisor
    (assignment_id,) = made["assignment_id"]
    for viewer, asked in ((ANA, "You asked for this"), (SAM, "Ana Alves asked for this")):
        sent = everything_sent(open_page(ASSIGNMENT, viewer=viewer, assignment=assignment_id))
        assert asked in sent
        assert "Could we *look* at this one?" in sent


def test_the_reason_proposed_for_a_group_holds_for_every_member(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET pass_score = 80")  # Ben's has 90
    group_of_two(centre)
    page = opened(group="g-1", agent="")
    assert page.selectbox(key="assign_chosen_because").value == ChosenBecause.JUDGEMENT
    page = page.selectbox(key="assign_chosen_because").set_value(ChosenBecause.BELOW_PASS_SCORE).run()
    assert "which is the reason given" in everything_sent(page)
    page = submit(write_feedback(page))
    assert any("Ben Bauer" in said and "below the pass score" in said for said in complaints(page))


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
    assert [box.key for box in page.checkbox] == ["assign_without_feedback"]


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
    page = submit(page)
    assert complaints(page) == [f":red[⚠ {plain('Fill in [what], or take it out: the agent reads it as it stands.')}]"]
    page.text_area(key="assign_work_on").set_value(f"Check the number twice: {quote}").run()
    page = submit(page)
    assert not complaints(page)


def test_the_second_tab_is_told_and_led_to_what_was_assigned(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    first = write_feedback(opened())
    second = opened()
    assert second.text_area(key="assign_work_on").value == "Answer first."
    submit(first)
    before = count(centre)
    second = submit(second)
    assert [warning.value for warning in second.warning] == [wording.ALREADY_ASSIGNED]
    made = newest_of_ana(centre)
    assert made in everything_sent(second)
    assert count(centre) == before
    # also when more was typed there since
    third = opened()
    assert not third.warning
    # the next form for this agent is another one
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    second = write_feedback(opened())
    second = submit(second.checkbox(key="assign_meant_coaching_areas").check().run())
    assert count(centre) == before + 1


def test_what_was_typed_in_a_second_tab_is_not_assigned_again(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    first, second = write_feedback(opened()), opened()
    submit(first)
    before = count(centre)
    second = second.text_area(key="assign_went_well").set_value("One more thing.").run()
    second = submit(second)
    assert [warning.value for warning in second.warning] == [wording.ALREADY_ASSIGNED]
    assert count(centre) == before
    assert second.text_area(key="assign_went_well").value == "One more thing."
    # begun anew it is another form
    second = second.button(key="assign_discard").click().run()
    assert not second.warning


def test_withdrawing_says_what_is_open_again(centre: Database) -> None:
    group_of_two(centre)
    made = assigning.create(
        centre,
        SAM,
        ANA,
        Draft(
            name="Answer first",
            coaching_areas=["Accuracy"],
            interactions=["c-ana-1"],
            chosen_because=ChosenBecause.ASKED_FOR,
            period_first=working_day(0),
            period_last=working_day(0),
            work_on="Answer first.",
            action_plan=["Do it"],
            follow_up_on=working_day(),
        ),
        utc_now().date(),
    )
    page = open_page(ASSIGNMENT, viewer=SAM, assignment=made)
    page.text_area(key="assignment_withdraw_reason").set_value("A mistake")
    page = next(button for button in page.button if button.label == wording.WITHDRAW).click().run()
    assert "asked for by the agent" in everything_sent(page)
    marked = everything_sent(open_page("pages/supervisor/marked_for_coaching.py", viewer=SAM, agent=ANA))
    assert "Ana Alves" in marked
