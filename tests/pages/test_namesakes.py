"""People, queues and conversations of one name: whichever is chosen is meant, and every label says which it is."""

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import discussion, groups, marks, templates
from coaching.measuring import monitor, team_effect
from coaching.quality import bookmarks, daily_totals, interactions
from coaching.storage.database import Database
from coaching.ui.pages import (
    coverage_view,
    groups_view,
    marked_view,
    monitor_view,
    team_assignments_view,
)
from coaching.ui.pieces.agent_picker import chosen_agent
from coaching.ui.shell import navigation
from coaching.words import spreadsheets, wording
from coaching.words.days import Span
from tests.centre import PEOPLE, add_best_response
from tests.pages.monitored import change
from tests.pages.screens import everything_sent, html_of, open_page, shown, tables_of

ANA, BEN, CLEO, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "cleo", "sam", "lee", "kim"))
EVERYBODY = [person for person, *_ in PEOPLE]
EVALUATION, COACHING, ASSIGNMENT = (
    navigation.FILES[page] for page in (navigation.EVALUATION, navigation.MY_COACHING, navigation.ASSIGNMENT)
)


@pytest.fixture(autouse=True)
def namesakes(centre: Database) -> Database:
    """Two agents of one name in one team, a third of that name in another team; two supervisors of one name."""
    change(centre, f"UPDATE people SET name = 'Ana Alves' WHERE person_id IN ('{BEN}', '{CLEO}')")
    change(centre, f"UPDATE people SET name = 'Sam Soto' WHERE person_id = '{LEE}'")
    return centre


@pytest.mark.parametrize("address", [navigation.EVALUATION, navigation.MY_DASHBOARD])
@pytest.mark.parametrize("agent", [ANA, BEN, CLEO])
def test_the_agent_of_the_address_is_shown_and_stays_whatever_is_filtered(address: str, agent: str) -> None:
    page = open_page(navigation.FILES[address], viewer=KIM, agent=agent)
    picker = page.selectbox(key=chosen_agent(address))
    assert picker.value == agent
    assert len(set(picker.options)) == len(picker.options)
    fields = (*page.selectbox, *page.button_group)
    period: Any = next(one for one in fields if one.key and one.key.endswith(("_period", "_assigned")))
    period.set_value(Span.LAST_90_DAYS).run()
    assert page.query_params["agent"] in (agent, [agent])
    assert page.selectbox(key=chosen_agent(address)).value == agent


@pytest.mark.parametrize("agent", [ANA, BEN, CLEO])
def test_a_filtered_list_is_of_the_agent_of_its_address(agent: str) -> None:
    page = open_page(COACHING, viewer=KIM, agent=agent, my_coaching_assigned=Span.LAST_90_DAYS)
    assert page.selectbox(key=chosen_agent(navigation.MY_COACHING)).value == agent
    assert page.query_params["agent"] in (agent, [agent])
    assert tables_of(page, "my_coaching_table")[0]["period"] == Span.LAST_90_DAYS


@pytest.mark.parametrize("agent", [ANA, BEN, CLEO])
def test_whichever_agent_is_picked_is_meant(agent: str) -> None:
    page = open_page(EVALUATION, viewer=KIM, agent=CLEO if agent == ANA else ANA)
    page.selectbox(key=chosen_agent(navigation.EVALUATION)).set_value(agent).run()
    assert page.query_params["agent"] in (agent, [agent])
    page.selectbox(key="evaluation_period").set_value(Span.LAST_90_DAYS).run()
    page.session_state["evaluation_selected"] = {"agent": agent, "selected": ["c-whatever"]}
    page.run()
    assert page.session_state["evaluation_selected"]["agent"] == agent


def test_labels_of_agents_say_team_and_address() -> None:
    options = open_page(EVALUATION, viewer=KIM).selectbox(key=chosen_agent(navigation.EVALUATION)).options
    assert options[:3] == [f"Ana Alves · North ({ANA})", f"Ana Alves · North ({BEN})", "Ana Alves · South"]


@pytest.mark.parametrize("agent", [ANA, BEN])
def test_the_form_for_an_agent_leads_back_to_that_agents_evaluation(centre: Database, agent: str) -> None:
    """Also where the agent has another id than the address."""
    change(centre, f"UPDATE people SET email = 'address-of-{agent}' WHERE person_id = '{agent}'")
    page = open_page(navigation.FILES[navigation.ASSIGN], viewer=SAM, agent=agent)
    (link,) = [each.proto for each in page.get("page_link") if each.proto.label == wording.FIND_IN_EVALUATION]
    asked = f"agent={agent.replace('@', '%40')}"
    assert asked in link.query_string
    assert re.search(f'<a href="evaluation[?][^"]*{asked}[^"]*">', html_of(page))
    shown = open_page(EVALUATION, viewer=SAM, agent=agent)
    assert not shown.error
    assert shown.selectbox(key=chosen_agent(navigation.EVALUATION)).value == agent


@pytest.mark.parametrize("person", EVERYBODY)
def test_whoever_is_picked_signs_in(person: str) -> None:
    page = open_page(None)
    picker = page.selectbox(key="sign_in_person")
    assert len(set(picker.options)) == len(picker.options) == len(EVERYBODY)
    picker.set_value(person).run()
    assert page.query_params["viewer"] in (person, [person])
    assert page.selectbox(key="sign_in_person").value == person


def test_two_queues_of_one_name_are_two(centre: Database) -> None:
    change(centre, "INSERT INTO queues VALUES ('q-2', 'hotel  booking')")
    change(centre, "UPDATE interactions SET queue_id = 'q-2' WHERE interaction_id = 'c-ana-2'")
    with centre.transaction() as cursor:
        daily_totals.rebuild(cursor)
    page = open_page(EVALUATION, viewer=SAM, agent=ANA)
    page.selectbox(key="evaluation_period").set_value(Span.LAST_90_DAYS).run()
    queue = page.selectbox(key="evaluation_queue")
    assert queue.options == ["Hotel booking (q-1)", "hotel  booking (q-2)"]
    for chosen, count in (("q-1", "2 interactions"), ("q-2", "1 interaction")):
        page.selectbox(key="evaluation_queue").set_value(chosen).run()
        assert any(caption.value.startswith(f"{count},") for caption in page.caption)


# Lists, filters, titles, forms, groups, exports.

CALLED = {
    ANA: f"Ana Alves (North, {ANA})",
    BEN: f"Ana Alves (North, {BEN})",
    CLEO: "Ana Alves (South)",
    SAM: f"Sam Soto ({SAM})",
    LEE: f"Sam Soto ({LEE})",
}
ASSIGNMENT_OF = {ANA: "ca-ana", BEN: "ca-ben", CLEO: "ca-cleo"}
INTERACTION_OF = {ANA: "c-ana-1", BEN: "c-ben-1", CLEO: "c-cleo-1"}


def value(page: AppTest, name: str) -> Any:
    """What the address has under this name."""
    found = page.query_params[name]
    return found[0] if isinstance(found, list) else found


def addresses(page: AppTest, table: str) -> list[str]:
    """Where the rows of a table lead, from top to bottom."""
    return [row["address"] for row in tables_of(page, table)[0]["rows"]]


def title(page: AppTest) -> str:
    return page.title[0].value.replace("\\", "").replace("\u2060", "")


def test_the_teams_assignments_by_whoever_of_two_supervisors() -> None:
    page = open_page(navigation.FILES[navigation.ASSIGNMENTS], viewer=KIM)
    table = team_assignments_view.TABLE
    assert set(shown(page, table, "agent")) == {CALLED[ANA], CALLED[BEN], CALLED[CLEO]}
    picker = page.selectbox(key=team_assignments_view.ASSIGNED_BY)
    assert sorted(picker.options) == sorted([CALLED[SAM], CALLED[LEE]])
    page = picker.set_value(LEE).run()
    assert value(page, team_assignments_view.ASSIGNED_BY) == LEE
    assert shown(page, table, "agent") == [CALLED[CLEO]]
    page = page.selectbox(key=team_assignments_view.TEAM).set_value("South").run()
    assert page.selectbox(key=team_assignments_view.ASSIGNED_BY).value == LEE
    page = next(button for button in page.button if button.label == wording.CLEAR).click().run()
    assert team_assignments_view.ASSIGNED_BY not in page.query_params
    assert len(shown(page, table, "agent")) == 4


@pytest.mark.parametrize("asked", [LEE, CALLED[LEE]])
def test_a_link_to_one_supervisors_assignments(asked: str) -> None:
    page = open_page(navigation.FILES[navigation.ASSIGNMENTS], viewer=KIM, assignments_assigned_by=asked)
    assert shown(page, team_assignments_view.TABLE, "agent") == [CALLED[CLEO]]


def test_an_older_link_with_a_name_that_two_have_chooses_neither() -> None:
    page = open_page(navigation.FILES[navigation.ASSIGNMENTS], viewer=KIM, assignments_assigned_by="Sam Soto")
    assert page.selectbox(key=team_assignments_view.ASSIGNED_BY).value is None
    assert len(shown(page, team_assignments_view.TABLE, "agent")) == 4


@pytest.mark.parametrize("agent", [ANA, BEN, CLEO])
def test_the_monitor_of_one_of_them_also_on_the_next_visit(agent: str) -> None:
    file = navigation.FILES[navigation.COACHING_MONITOR]
    page = open_page(file, viewer=KIM)
    assert page.multiselect(key=monitor_view.AGENTS).options == [CALLED[ANA], CALLED[BEN], CALLED[CLEO]]
    page = page.multiselect(key=monitor_view.AGENTS).set_value([agent]).run()
    assert value(page, monitor_view.AGENTS) == agent
    assert set(shown(page, monitor_view.TABLE, "agent")) == {CALLED[agent]}
    page = page.toggle(key=monitor_view.COMPARE).set_value(True).run()
    assert set(shown(page, monitor_view.TABLE, "agent")) == {CALLED[agent]}
    again = open_page(file, viewer=KIM)
    assert again.multiselect(key=monitor_view.AGENTS).value == [agent]
    assert set(shown(again, monitor_view.TABLE, "agent")) == {CALLED[agent]}


def test_an_agent_of_another_team_is_chosen_no_longer() -> None:
    page = open_page(navigation.FILES[navigation.COACHING_MONITOR], viewer=KIM, monitor_agent=[BEN, CLEO])
    assert page.multiselect(key=monitor_view.AGENTS).value == [BEN, CLEO]
    page = page.selectbox(key=monitor_view.TEAM).set_value("South").run()
    assert page.multiselect(key=monitor_view.AGENTS).value == [CLEO]
    assert value(page, monitor_view.AGENTS) == CLEO


@pytest.mark.parametrize("compared", [False, True])
def test_the_export_says_whose_row_it_is(centre: Database, compared: bool) -> None:
    frame = monitor.exported(centre, KIM, monitor.MonitorFilter(), date.today(), ZoneInfo("UTC"), compared)
    whose = dict(zip(frame["Name"], frame["Agent"], strict=True))
    assert {key: whose[f"Coaching {key}"] for key in ("ca-ana", "ca-ben", "ca-cleo")} == {
        ASSIGNMENT_OF[agent]: CALLED[agent] for agent in (ANA, BEN, CLEO)
    }
    assert all(CALLED[agent] in spreadsheets.csv(frame).decode("utf-8-sig") for agent in (ANA, BEN, CLEO))


def test_coverage_keeps_supervisors_apart(centre: Database) -> None:
    page = open_page(navigation.FILES[navigation.COVERAGE], viewer=KIM, coverage_show="open")
    assert sorted(shown(page, coverage_view.SUPERVISORS_TABLE, "supervisor")) == sorted([CALLED[SAM], CALLED[LEE]])
    leads = addresses(page, coverage_view.SUPERVISORS_TABLE)
    assert sorted("sam%40example.com" in one for one in leads) == [False, True]
    assert all("Soto" not in one for one in [*leads, *addresses(page, coverage_view.FLOW_TABLE)])
    assert shown(page, coverage_view.FLOW_TABLE, "who")[1:] == sorted([CALLED[SAM], CALLED[LEE]])


def test_coverage_keeps_agents_apart(centre: Database) -> None:
    change(centre, "UPDATE assignments SET withdrawn_at = assigned_at")
    page = open_page(navigation.FILES[navigation.COVERAGE], viewer=KIM, coverage_show="never_coached")
    agents = shown(page, coverage_view.AGENTS_TABLE, "agent")
    found = dict(zip(agents, addresses(page, coverage_view.AGENTS_TABLE), strict=True))
    assert set(found) == {CALLED[ANA], CALLED[BEN], CALLED[CLEO]}
    for agent in (ANA, BEN, CLEO):
        assert f"agent={agent.replace('@', '%40')}" in found[CALLED[agent]]


def test_the_effect_of_one_supervisor(centre: Database) -> None:
    page = open_page(navigation.FILES[navigation.EFFECT], viewer=KIM)
    assert sorted(page.selectbox(key="effect_supervisor").options) == sorted([CALLED[SAM], CALLED[LEE]])
    page = page.selectbox(key="effect_supervisor").set_value(LEE).run()
    assert value(page, "effect_supervisor") == LEE
    of_each = team_effect.by_supervisor(centre, KIM, team_effect.EffectFilter())
    assert sorted(of_each["supervisor"]) == sorted([CALLED[SAM], CALLED[LEE]])


@pytest.mark.parametrize("agent", [ANA, BEN, CLEO])
def test_titles_say_which_of_them_it_is(agent: str) -> None:
    assignment, interaction, said = ASSIGNMENT_OF[agent], INTERACTION_OF[agent], CALLED[agent]
    assert title(open_page(navigation.FILES[navigation.PROGRESS], viewer=KIM, assignment=assignment)) == (
        wording.PROGRESS_OF.format(name=said)
    )
    new = open_page(navigation.FILES[navigation.ASSIGN], viewer=KIM, agent=agent)
    assert title(new) == wording.NEW_COACHING.format(name=said)
    assert wording.ASSIGN_TO.format(name=said) in [
        button.label.replace("\\", "").replace("\u2060", "") for button in new.button
    ]
    edited = open_page(navigation.FILES[navigation.ASSIGN], viewer=KIM, assignment=assignment)
    assert title(edited) == wording.EDIT_COACHING.format(name=said)
    shown_interaction = open_page(navigation.FILES[navigation.INTERACTION], viewer=KIM, interaction=interaction)
    assert f"<p>{said} · " in html_of(shown_interaction)
    back = re.search('<a href="evaluation[?]([^"]*)">(?:<[^>]*>)?([^<]*)<', html_of(shown_interaction))
    assert back
    assert back[2] == wording.EVALUATION_OF.format(name=said)
    assert f"agent={agent.replace('@', '%40')}" in back[1]
    read = open_page(ASSIGNMENT, viewer=KIM, assignment=assignment)
    assert wording.READ_ONLY.format(name=said) in [
        caption.value.replace("\\", "").replace("\u2060", "") for caption in read.caption
    ]
    marked = open_page(navigation.FILES[navigation.MARKED_FOR_COACHING], viewer=KIM, agent=agent)
    assert title(marked) == said


def test_an_agent_reads_which_supervisor_wrote(centre: Database) -> None:
    change(centre, f"INSERT INTO supervisions VALUES ('{LEE}', '{ANA}')")
    for supervisor, words in ((SAM, "First"), (LEE, "Second")):
        discussion.write_note(centre, supervisor, "ca-ana", words)
    notes = discussion.notes(centre, ANA, "ca-ana")
    assert {note.text: note.writer for note in notes} == {"First": CALLED[SAM], "Second": CALLED[LEE]}
    page = everything_sent(open_page(ASSIGNMENT, viewer=ANA, assignment="ca-ana"))
    assert CALLED[SAM] in page
    assert CALLED[LEE] in page


def test_two_auditors_of_one_name_are_two(centre: Database) -> None:
    change(centre, f"INSERT INTO audits BY NAME SELECT 'audit-2' AS audit_id, 'c-ana-1' AS interaction_id, "
                   f"'{LEE}' AS auditor_id, now()::TIMESTAMP AS audited_at, 80 AS score")  # fmt: skip
    audits = interactions.audits(centre, KIM, "c-ana-1")
    assert [audit.auditor for audit in audits] == [CALLED[LEE], CALLED[SAM]]


def test_marks_of_two_agents_and_by_two_supervisors(centre: Database) -> None:
    change(centre, f"INSERT INTO supervisions VALUES ('{LEE}', '{ANA}')")
    for supervisor, interaction in ((SAM, "c-ana-1"), (LEE, "c-ana-1"), (SAM, "c-ben-1")):
        marks.mark(centre, supervisor, interaction, ["Accuracy"], "")
    page = open_page(navigation.FILES[navigation.MARKED_FOR_COACHING], viewer=SAM)
    assert sorted(shown(page, marked_view.TABLE, "agent")) == sorted([CALLED[ANA], CALLED[BEN]])
    rows = marks.open_marks(centre, SAM)
    assert set(rows["agent"]) == {CALLED[ANA], CALLED[BEN]}
    assert set(rows.loc[rows["agent_id"] == ANA, "marked_by"]) == {CALLED[SAM], CALLED[LEE]}


@pytest.mark.parametrize("member", [ANA, BEN, CLEO])
def test_a_group_has_the_member_who_was_chosen(centre: Database, member: str) -> None:
    page = open_page(navigation.FILES[navigation.MARKED_FOR_COACHING], viewer=KIM, group=groups.NEW)
    place = "marked_group_new"
    options = page.multiselect(key=f"{place}_members").options
    assert options[:3] == [f"Ana Alves · North ({ANA})", f"Ana Alves · North ({BEN})", "Ana Alves · South"]
    page.text_input(key=f"{place}_name").set_value("New starters")
    page.multiselect(key=f"{place}_areas").set_value(["Accuracy"])
    page.multiselect(key=f"{place}_members").set_value([member])
    page = page.button(key=f"{place}_save").click().run()
    made = groups.groups(centre, KIM)["group_id"].iloc[0]
    assert groups.members_of(centre, KIM, made)[["agent_id", "name"]].values.tolist() == [[member, CALLED[member]]]
    assert shown(page, groups_view.MEMBERS_TABLE, "member") == [CALLED[member]]


def test_one_for_another_of_the_same_name_is_a_change_of_the_group(centre: Database) -> None:
    made = groups.create(centre, KIM, "New starters", "", ["Accuracy"], [ANA])
    groups.edit(centre, KIM, made, 1, "New starters", "", ["Accuracy"], [BEN])
    noted = centre.query("SELECT was, becomes FROM changes WHERE field = 'members' AND was IS NOT NULL")
    assert noted.values.tolist() == [[f'"{CALLED[ANA]}"', f'"{CALLED[BEN]}"']]  # they hold a comma


def test_members_who_are_not_to_be_named_stay_unnamed(centre: Database) -> None:
    made = groups.create(centre, KIM, "New starters", "", ["Accuracy"], [ANA, CLEO])
    change(centre, f"UPDATE groups SET created_by = '{SAM}'")
    page = open_page(navigation.FILES[navigation.MARKED_FOR_COACHING], viewer=SAM, group=made)
    sent = everything_sent(page)
    assert CALLED[ANA] in sent
    assert CALLED[CLEO] not in sent
    assert "cleo" not in sent


def test_histories_say_who_of_two(centre: Database) -> None:
    for version, supervisor in enumerate((SAM, LEE)):
        templates.save(centre, supervisor, "Accuracy", version, f"Words of {supervisor}", "", [])
    changed_by = templates.history(centre, KIM, "Accuracy")["changed_by"]
    assert set(changed_by) == {CALLED[SAM], CALLED[LEE]}


def test_bookmarks_say_whose_conversation_it_is(centre: Database) -> None:
    for interaction in ("c-ana-1", "c-ben-1"):
        bookmarks.add(centre, SAM, interaction, "")
    rows = bookmarks.bookmarked(centre, SAM)
    assert dict(zip(rows["agent_id"], rows["agent_name"], strict=True)) == {ANA: CALLED[ANA], BEN: CALLED[BEN]}


def alike(centre: Database) -> None:
    """Two conversations of Ana's, and two best responses, of which nothing but the id differs."""
    same = "started_at = '2026-01-05 09:00', ended_at = '2026-01-05 09:09', kore_evaluation_score = 50"
    for ids in ("('c-ana-1', 'c-ana-2')", "('c-ben-1', 'c-cleo-1')"):
        change(centre, f"UPDATE interactions SET {same}, supervisor_audit_score = NULL WHERE interaction_id IN {ids}")
    add_best_response(centre, "ca-ana", "c-ben-1")


@pytest.mark.parametrize("chosen", ["c-ana-1", "c-ana-2"])
def test_two_conversations_alike_are_compared_each(centre: Database, chosen: str) -> None:
    alike(centre)
    page = open_page(navigation.FILES[navigation.COMPARE], viewer=ANA, assignment="ca-ana")
    for key in ("compare_interaction", "compare_best"):
        options = page.selectbox(key=key).options
        assert len(options) == len(set(options)) == 2
    page = page.selectbox(key="compare_interaction").set_value(chosen).run()
    page = page.selectbox(key="compare_best").set_value("c-ben-1").run()
    assert page.selectbox(key="compare_interaction").value == chosen
    assert page.selectbox(key="compare_best").value == "c-ben-1"
    assert f"The answer of {chosen}." in everything_sent(page)


def test_of_two_conversations_alike_the_chosen_one_is_added(centre: Database) -> None:
    alike(centre)
    page = open_page(navigation.FILES[navigation.ASSIGN], viewer=SAM, agent=ANA)
    options = page.selectbox(key="assign_add").options
    assert len(options) == len(set(options)) == 3
    page = page.selectbox(key="assign_add").set_value("c-ana-2").run()
    assert page.button(key="assign_remove_interactions_c-ana-2").label == wording.REMOVE
    assert "assign_remove_interactions_c-ana-1" not in [button.key for button in page.button]


def test_coaching_areas_that_read_alike_are_two(centre: Database) -> None:
    change(centre, "UPDATE metrics SET coaching_area = 'accuracy ' WHERE metric_id = 'm-greet'")
    page = open_page(navigation.FILES[navigation.TEMPLATES], viewer=SAM)
    _whose, pills = page.button_group
    assert len(pills.options) == len({one.strip().casefold() for one in pills.options}) == 3


@pytest.mark.parametrize("agent", ["no-such", "ned@example.com", "", "Ana Alves"])
def test_an_agent_who_is_not_there_is_refused_with_a_way_to_the_own_first_page(agent: str) -> None:
    page = open_page(EVALUATION, viewer=KIM, agent=agent)
    assert page.error[0].value == wording.NO_SUCH_AGENT
    assert [link.proto.label for link in page.get("page_link")] == [wording.TO_DO]


def test_an_address_that_two_share_chooses_neither_of_them(centre: Database) -> None:
    change(centre, f"UPDATE people SET email = 'shared@example.com' WHERE person_id IN ('{ANA}', '{BEN}')")
    assert open_page(EVALUATION, viewer=KIM, agent="shared@example.com").error[0].value == wording.NO_SUCH_AGENT
    asked = open_page(None, viewer="shared@example.com")
    assert asked.error[0].value.replace("\\", "").replace("\u2060", "") == (
        wording.SHARED_ADDRESS.format(email="shared@example.com")
    )
    for agent in (ANA, BEN):
        assert (
            open_page(EVALUATION, viewer=KIM, agent=agent).selectbox(key=chosen_agent(navigation.EVALUATION)).value
            == agent
        )
        assert open_page(COACHING, viewer=agent).selectbox(key="sign_in_person").value == agent
