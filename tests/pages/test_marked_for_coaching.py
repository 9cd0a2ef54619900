from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import groups, marks
from coaching.assignments.proposals import subject_of_agent
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from tests import kept_drafts
from tests.pages.screens import everything_sent, open_page, rows_of, shown

PAGE = "pages/supervisor/marked_for_coaching.py"
INTERACTION = "pages/agent/interaction.py"
ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"


def press(page: AppTest, label: str) -> AppTest:
    """Presses the last button with this label: inside a popover of the same name it is the one that acts."""
    buttons = [button for button in page.button if button.label == label]
    page = buttons[-1].click().run()
    assert not page.exception
    return page


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def texts(page: AppTest) -> str:
    """What the page says, with what was escaped for Markdown as it is read."""
    parts: list[Any] = [*page.text, *page.caption, *page.markdown, *page.info, *page.warning, *page.error, *page.title]
    return "\n".join(part.value for part in parts).replace("\\", "")


def look_only(centre: Database, person: str = SAM) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = $person",
            {"person": person},
        )


# Marking on the page of an interaction


def test_a_supervisor_marks_on_the_audit_screen(centre: Database) -> None:
    page = open_page(INTERACTION, viewer=SAM, interaction="c-ana-1")
    areas = page.multiselect(key="mark_c-ana-1_areas")
    assert areas.value == ["Accuracy"]  # what it failed
    assert areas.options == ["Accuracy", "Compliance", "Etiquette"]
    page.text_area(key="mark_c-ana-1_note").set_value("The *date* was wrong")
    page = press(page, wording.MARK_FOR_COACHING)
    assert marks.open_marks(centre, SAM)["note"].tolist() == ["The *date* was wrong"]
    assert wording.MARK_FOR_COACHING not in labels(page)
    assert "You marked Ana Alves on" in texts(page)
    assert "The *date* was wrong" in [text.value for text in page.text]


def test_marking_without_an_area_says_so_and_keeps_the_note(centre: Database) -> None:
    page = open_page(INTERACTION, viewer=SAM, interaction="c-ana-1")
    page.text_area(key="mark_c-ana-1_note").set_value("Kept")
    page.multiselect(key="mark_c-ana-1_areas").set_value([])
    page = press(page, wording.MARK_FOR_COACHING)
    assert wording.AREA_WANTED in texts(page)
    assert page.text_area(key="mark_c-ana-1_note").value == "Kept"
    assert centre.query("FROM marks").empty
    page.multiselect(key="mark_c-ana-1_areas").set_value(["Etiquette"])
    page = press(page, wording.MARK_FOR_COACHING)
    assert wording.AREA_WANTED not in texts(page)
    assert len(centre.query("FROM marks")) == 1


def test_a_mark_made_in_another_tab_is_not_made_twice(centre: Database) -> None:
    page = open_page(INTERACTION, viewer=SAM, interaction="c-ana-1")
    marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "First")
    page = press(page, wording.MARK_FOR_COACHING)
    assert centre.query("FROM marks")["note"].tolist() == ["First"]
    assert "You marked Ana Alves on" in texts(page)


def test_an_agent_asks_also_from_an_assignment(centre: Database) -> None:
    marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "A supervisor's secret")
    page = open_page(INTERACTION, viewer=ANA, interaction="c-ana-1", assignment="ca-ana")
    assert "A supervisor's secret" not in everything_sent(page)
    assert wording.MARK_FOR_COACHING not in labels(page)
    page.text_area(key="mark_c-ana-1_note").set_value("How would you say it?")
    page = press(page, wording.ASK_FOR_COACHING)
    assert "You asked for coaching on" in texts(page)
    assert marks.open_marks(centre, SAM)["asked_by_agent"].tolist() == [True, False]


def test_the_agent_reads_what_came_of_it_and_may_ask_again(centre: Database) -> None:
    mark_id = marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "")
    marks.set_aside(centre, SAM, mark_id, "Let us talk on *Monday*.")
    page = open_page(INTERACTION, viewer=ANA, interaction="c-ana-1")
    assert "Sam Soto set it aside on" in texts(page)
    assert "Let us talk on *Monday*." in [text.value for text in page.text]
    page = press(page, wording.ASK_FOR_COACHING)
    assert len(marks.open_marks(centre, SAM)) == 1


def test_what_was_asked_for_leads_to_the_coaching_that_came_of_it(centre: Database) -> None:
    marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "")
    with centre.transaction() as cursor:
        marks.close_for_assignments(cursor, SAM, [("ca-ana", "c-ana-1")], utc_now())
    page = open_page(INTERACTION, viewer=ANA, interaction="c-ana-1")
    assert "It became coaching on" in texts(page)
    assert wording.OPEN_COACHING in everything_sent(page)


@pytest.mark.parametrize(
    ("viewer", "parameters"),
    [
        (ANA, {"interaction": "c-cleo-1", "assignment": "ca-ana"}),  # a best response, not hers
        (SAM, {"interaction": "c-cleo-1", "assignment": "ca-ana"}),  # of an agent he does not supervise
    ],
)
def test_nothing_to_mark_on_the_interaction_of_somebody_else(viewer: str, parameters: dict[str, str]) -> None:
    page = open_page(INTERACTION, viewer=viewer, **parameters)
    assert page.title
    assert not {wording.MARK_FOR_COACHING, wording.ASK_FOR_COACHING} & set(labels(page))


def test_who_may_only_look_marks_nothing(centre: Database) -> None:
    look_only(centre)
    page = open_page(INTERACTION, viewer=SAM, interaction="c-ana-1")
    assert page.title
    assert wording.MARK_FOR_COACHING not in labels(page)


# Individuals


def test_nobody_is_marked() -> None:
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.info[0].value == wording.NOBODY_MARKED


def test_individuals_asked_first_and_filtered(centre: Database) -> None:
    marks.ask(centre, BEN, "c-ben-1", ["Etiquette"], "")
    marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "")
    marks.mark(centre, KIM, "c-ana-2", ["Compliance"], "")
    marks.mark(centre, KIM, "c-cleo-1", ["Compliance"], "")
    page = open_page(PAGE, viewer=SAM)
    assert shown(page, "marked_agents", "agent") == ["Ben Bauer", "Ana Alves"]
    assert shown(page, "marked_agents", "asked") == [
        wording.ASKED_FOR_BY_AGENT,
        wording.BY_SUPERVISORS,
    ]
    assert shown(page, "marked_agents", "interactions") == ["1", "2"]
    assert "Cleo" not in everything_sent(page).replace("Cleo Costa · agent, South", "")
    page = page.text_input(key="marked_agent_or_team").set_value("ana").run()
    assert shown(page, "marked_agents", "agent") == ["Ana Alves"]
    page = page.selectbox(key="marked_area").set_value("Etiquette").run()
    assert wording.NOBODY_MATCHES in texts(page)
    page = press(page, wording.CLEAR)
    assert len(rows_of(page, "marked_agents")) == 2
    page = page.checkbox(key="marked_asked_for").check().run()
    assert shown(page, "marked_agents", "agent") == ["Ben Bauer"]


def test_one_agent_with_notes_as_text(centre: Database) -> None:
    marks.mark(centre, KIM, "c-ana-1", ["Accuracy"], "**Bold** <b>claim</b>")
    marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert page.title[0].value == "Ana Alves"
    assert {"**Bold** <b>claim</b>", "How?"} <= {text.value for text in page.text}
    assert "North · 1 marked interaction" in [text.value for text in page.text]
    assert "Ana Alves asked for coaching" in texts(page)
    assert "marked by Kim Kaur" in texts(page)


def test_set_aside_wants_a_reason(centre: Database) -> None:
    mark_id = marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "")
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    page = press(page, wording.SET_ASIDE)
    assert "Say why" in texts(page)
    assert centre.query("FROM mark_closings").empty
    page.text_area(key=f"marked_aside_{mark_id}").set_value("We talked.")
    page = press(page, wording.SET_ASIDE)
    assert centre.query("FROM mark_closings")["reason"].tolist() == ["We talked."]
    assert wording.NOTHING_MARKED_ANY_MORE.format(name="Ana Alves") in texts(page)


def test_assign_coaching_begins_a_draft_with_all_that_is_marked(centre: Database) -> None:
    marks.mark(centre, KIM, "c-ana-2", ["Compliance"], "")
    marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "")
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    page = press(page, wording.ASSIGN_COACHING)
    draft = kept_drafts.content_of(centre, SAM, "assignment", subject_of_agent(ANA))
    assert draft is not None
    assert draft["interactions"] == ["c-ana-1", "c-ana-2"]
    assert draft["chosen_because"] == "asked_for_by_agent"
    assert page.title[0].value == wording.NEW_COACHING.format(name="Ana Alves")


def test_without_asking_the_reason_is_left_open(centre: Database) -> None:
    marks.mark(centre, SAM, "c-ana-2", ["Compliance"], "")
    press(open_page(PAGE, viewer=SAM, agent=ANA), wording.ASSIGN_COACHING)
    draft = kept_drafts.content_of(centre, SAM, "assignment", subject_of_agent(ANA))
    assert draft is not None
    assert draft["chosen_because"] is None


@pytest.mark.parametrize("agent", [CLEO, "no-such", ""])
def test_an_agent_of_another_team_is_refused_like_one_who_does_not_exist(centre: Database, agent: str) -> None:
    marks.mark(centre, KIM, "c-cleo-1", ["Compliance"], "Secret")
    page = open_page(PAGE, viewer=SAM, agent=agent)
    assert page.error[0].value == wording.NO_SUCH_AGENT
    assert [title.value for title in page.title] == [wording.NOT_HERE]
    assert "Secret" not in everything_sent(page)


def test_who_may_only_look_changes_nothing(centre: Database) -> None:
    marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "Seen")
    group_id = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA])
    look_only(centre)
    changing = {
        wording.ASSIGN_COACHING,
        wording.SET_ASIDE,
        wording.NEW_GROUP,
        wording.EDIT_GROUP,
        wording.REMOVE_GROUP,
        wording.ASSIGN_TO_WHOLE_GROUP,
        wording.SAVE_GROUP,
    }
    for parameters in (
        {"agent": ANA},
        {"group": group_id},
        {"group": group_id, "edit": "yes"},
        {"marked_show": "groups"},
    ):
        page = open_page(PAGE, viewer=SAM, **parameters)
        assert not page.exception
        assert page.title
        assert not changing & set(labels(page))
        assert wording.LOOK_ONLY in texts(page)
    page = open_page(PAGE, viewer=SAM, group="new")
    assert page.error[0].value == wording.LOOK_ONLY


# Groups


def fill_in(page: AppTest, group_id: str, name: str, areas: list[str], members: list[str]) -> AppTest:
    place = f"marked_group_{group_id}"
    page.text_input(key=f"{place}_name").set_value(name)
    page.multiselect(key=f"{place}_areas").set_value(areas)
    page.multiselect(key=f"{place}_members").set_value(members)
    return page


def test_a_group_is_made_and_opens(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, marked_show="groups")
    assert wording.NO_GROUPS in texts(page)
    page = press(page, wording.NEW_GROUP)
    assert page.title[0].value == wording.NEW_GROUP
    assert page.multiselect(key="marked_group_new_members").options == ["Ana Alves · North", "Ben Bauer · North"]
    page = fill_in(page, "new", "*North*", ["Accuracy"], [ANA, BEN])
    page = press(page, wording.SAVE_GROUP)
    (row,) = groups.groups(centre, SAM).to_dict("records")
    assert (row["name"], row["members"]) == ("*North*", 2)
    assert page.title[0].value == "\\*North\\*"


def test_what_is_wrong_with_a_group_is_said_and_what_was_typed_stays(centre: Database) -> None:
    groups.create(centre, KIM, "north", "", ["Accuracy"], [CLEO])
    page = fill_in(open_page(PAGE, viewer=SAM, group="new"), "new", "NORTH", [], [ANA])
    page = press(page, wording.SAVE_GROUP)
    assert "of this name already" in texts(page)
    assert "Choose at least one coaching area" in texts(page)
    assert page.text_input(key="marked_group_new_name").value == "NORTH"
    assert page.multiselect(key="marked_group_new_members").value == [ANA]
    assert len(centre.query("FROM groups")) == 1


def test_the_list_says_who_is_ready(centre: Database) -> None:
    groups.create(centre, SAM, "North", "Both", ["Accuracy"], [ANA, BEN])
    groups.create(centre, SAM, "Ana only", "", ["Accuracy"], [ANA])
    groups.create(centre, KIM, "Not his", "", ["Accuracy"], [CLEO])
    marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "")
    page = open_page(PAGE, viewer=SAM, marked_show="groups")
    assert shown(page, "marked_groups", "name") == ["Ana only", "North"]
    assert shown(page, "marked_groups", "ready") == [
        wording.ALL_READY,
        "1 of 2 members have marked interactions",
    ]
    assert "Not his" not in everything_sent(page)


def test_a_group_cannot_be_sent_before_everybody_has_something_marked(centre: Database) -> None:
    group_id = groups.create(centre, SAM, "North", "Both", ["Accuracy"], [ANA, BEN])
    marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "")
    page = open_page(PAGE, viewer=SAM, group=group_id)
    assert page.warning[0].value.startswith("Ben Bauer has no interaction marked for coaching")
    button = next(button for button in page.button if button.label == wording.ASSIGN_TO_WHOLE_GROUP)
    assert button.disabled
    assert shown(page, "marked_members", "member") == ["Ana Alves", "Ben Bauer"]
    assert shown(page, "marked_members", "interaction")[1] == wording.NOTHING_MARKED_OF_MEMBER
    marks.mark(centre, SAM, "c-ben-1", ["Accuracy"], "")
    page = open_page(PAGE, viewer=SAM, group=group_id)
    assert not page.warning
    page = press(page, wording.ASSIGN_TO_WHOLE_GROUP)
    assert page.title[0].value == wording.COACH_GROUP.format(name="North")


def test_members_of_another_supervisor_are_counted_and_not_named(centre: Database) -> None:
    group_id = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    with centre.transaction() as cursor:
        cursor.execute(f"UPDATE supervisions SET supervisor_id = '{LEE}' WHERE agent_id = '{BEN}'")
    page = open_page(PAGE, viewer=SAM, group=group_id)
    sent = everything_sent(page).replace("Ben Bauer · agent, North", "")
    assert "Ben" not in sent.replace("Ben Bauer · agent", "")
    assert "and 1 other you do not supervise" in texts(page)
    assert "You do not supervise 1 other of this group" in page.warning[0].value


def test_the_second_editor_is_told_who_was_faster_and_loses_nothing(centre: Database) -> None:
    group_id = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    page = open_page(PAGE, viewer=SAM, group=group_id, edit="yes")
    page = fill_in(page, group_id, "Mine", ["Compliance"], [ANA])
    groups.edit(centre, KIM, group_id, 1, "Kim's", "", ["Etiquette"], [ANA, BEN])
    page = press(page, wording.SAVE_GROUP)
    assert "Kim Kaur has changed this" in page.error[0].value
    assert page.text_input(key=f"marked_group_{group_id}_name").value == "Mine"
    assert page.multiselect(key=f"marked_group_{group_id}_areas").value == ["Compliance"]
    assert "Name: Kim's" in [text.value for text in page.text]
    found = groups.group(centre, SAM, group_id)
    assert found is not None
    assert found.name == "Kim's"
    page = press(page, wording.SAVE_GROUP)  # now they know
    found = groups.group(centre, SAM, group_id)
    assert found is not None
    assert (found.name, found.coaching_areas, found.version) == ("Mine", ["Compliance"], 3)
    assert page.title[0].value == "Mine"


def test_a_group_that_somebody_else_removed(centre: Database) -> None:
    group_id = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    page = open_page(PAGE, viewer=SAM, group=group_id, edit="yes")
    groups.remove(centre, KIM, group_id, 1)
    page = press(page, wording.SAVE_GROUP)
    assert "Kim Kaur has removed this group" in page.error[0].value


def test_a_group_is_removed(centre: Database) -> None:
    group_id = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    page = press(open_page(PAGE, viewer=SAM, group=group_id), wording.REMOVE_GROUP)
    assert groups.groups(centre, SAM).empty
    assert wording.NO_GROUPS in texts(page)


def test_cancel_forgets_what_was_typed(centre: Database) -> None:
    group_id = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    page = fill_in(open_page(PAGE, viewer=SAM, group=group_id, edit="yes"), group_id, "Mine", ["Compliance"], [ANA])
    page = press(page, wording.CANCEL)
    assert page.title[0].value == "North"
    page = press(page, wording.EDIT_GROUP)
    assert page.text_input(key=f"marked_group_{group_id}_name").value == "North"


@pytest.mark.parametrize("group", ["no-such", ""])
def test_a_group_that_is_not_there_is_refused(group: str) -> None:
    page = open_page(PAGE, viewer=SAM, group=group)
    assert page.error[0].value == wording.NO_SUCH_GROUP
    assert [title.value for title in page.title] == [wording.NOT_HERE]


def test_the_group_of_others_is_refused_like_one_that_does_not_exist(centre: Database) -> None:
    group_id = groups.create(centre, KIM, "Not his", "", ["Accuracy"], [ANA, CLEO])
    page = open_page(PAGE, viewer=SAM, group=group_id)
    assert page.error[0].value == wording.NO_SUCH_GROUP
    assert "Not his" not in everything_sent(page)


@pytest.mark.parametrize(
    ("file", "parameters"),
    [
        ("pages/agent/my_coaching.py", {}),
        ("pages/agent/my_dashboard.py", {}),
        ("pages/agent/assignment.py", {"assignment": "ca-ana"}),
        (INTERACTION, {"assignment": "ca-ana", "interaction": "c-ana-1"}),
        ("pages/agent/compare.py", {"assignment": "ca-ana", "interaction": "c-ana-1", "best": "c-cleo-1"}),
    ],
)
def test_no_page_of_an_agent_tells_of_a_group(centre: Database, file: str, parameters: dict[str, str]) -> None:
    group_id = groups.create(centre, SAM, "Hush-hush", "Hush-hush", ["Accuracy"], [ANA, BEN])
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET group_id = $group WHERE assignment_id = 'ca-ana'", {"group": group_id})
    page = open_page(file, viewer=ANA, **parameters)
    assert not page.exception
    assert page.title
    sent = everything_sent(page)
    assert group_id not in sent
    assert "Hush-hush" not in sent
