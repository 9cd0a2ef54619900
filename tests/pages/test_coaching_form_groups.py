"""The coaching form for a group: its members, who is left out, and the reason they share."""

import pytest

from coaching.assignments.draft import ChosenBecause
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import plain
from tests.pages.filled_form import ANA, ASSIGNMENT, BEN, SAM, complaints, group_of_two, opened, submit, write_feedback
from tests.pages.screens import everything_sent, open_page

pytestmark = pytest.mark.usefixtures("nothing_is_open")


def test_a_group_is_assigned_as_a_whole(centre: Database) -> None:
    group_of_two(centre, marked_by=SAM, note="")
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
