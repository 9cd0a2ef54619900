"""The coaching form over time: kept while it is filled in, open twice, edited and withdrawn."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from coaching.assignments import assigning, assignments, proposals, withdrawing
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from tests import kept_drafts
from tests.pages.filled_form import (
    ANA,
    ASSIGNMENT,
    KIM,
    PAGE,
    SAM,
    count,
    group_of_two,
    newest_of_ana,
    opened,
    submit,
    write_feedback,
)
from tests.pages.screens import everything_sent, open_page

pytestmark = pytest.mark.usefixtures("nothing_is_open")


def working_day(after: int = 7) -> date:
    day = utc_now().date() + timedelta(days=after)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


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
    page.button(key="assignment_put_back").click().run()
    assert [button for button in page.button if button.label == wording.EDIT]
    assert not [button for button in page.button if button.label == wording.PUT_BACK_IN_FORCE]
    assert not open_page(ASSIGNMENT, viewer=ANA, assignment="ca-ana").error


def test_somebody_withdraws_what_is_being_edited(centre: Database) -> None:
    page = opened(assignment="ca-ana", agent="")
    page.text_area(key="assign_work_on").set_value("Sam's *words*").run()
    withdrawing.withdraw(centre, KIM, "ca-ana", "It was for Ben")
    page = submit(page)
    assert page.error[0].value == wording.NO_SUCH_FORM
    assert "Kim Kaur withdrew" in page.warning[0].value
    assert "It was for Ben" in page.warning[0].value
    assert "Sam's *words*" in [text.value for text in page.text]
    # nobody else reads them
    assert "words" not in everything_sent(open_page(PAGE, viewer=KIM, assignment="ca-ana"))


def test_the_way_back_to_a_form_that_was_sent_says_so(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    page = submit(write_feedback(opened())).switch_page(PAGE)
    del page.query_params["assignment"]
    page.query_params["agent"] = ANA
    page = page.run()
    assert [done.value for done in page.success] == [wording.JUST_ASSIGNED]
    assert newest_of_ana(centre) in everything_sent(page)
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-2"])  # another assignment is begun
    assert not page.run().success


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
