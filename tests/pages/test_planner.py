"""The planner as a page: who comes first, the draw and that it stands, and the way to the coaching form."""

from datetime import timedelta

import pytest

from coaching.assignments.draft import Draft
from coaching.measuring import rounds
from coaching.storage.database import Database
from coaching.ui.pages import planner_view
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import utc_now
from tests import kept_drafts
from tests.pages.screens import open_page, rows_of, shown, tables_of

PAGE = navigation.FILES[navigation.PLANNER]
SAM, LEE, KIM = (f"{name}@example.com" for name in ("sam", "lee", "kim"))
NAMES = {"ana@example.com": "Ana Alves", "ben@example.com": "Ben Bauer", "cleo@example.com": "Cleo Costa"}


@pytest.fixture
def in_need(centre: Database) -> Database:
    """All three agents are far below the bar in Etiquette, and no coaching is in force."""
    newest = centre.query("SELECT max(started_at) AS newest FROM interactions")["newest"][0].date()
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM assignments")
        cursor.execute("DELETE FROM area_daily")
        cursor.execute("DELETE FROM metric_daily")
        for agent in NAMES:
            for ago in range(3):
                cursor.execute(
                    "INSERT INTO area_daily BY NAME SELECT ? AS agent_id, 'Etiquette' AS coaching_area, "
                    "?::DATE AS day, 'q-1' AS queue_id, 'chat' AS channel, ? AS earned, 10 AS possible, "
                    "3 AS interactions",
                    [agent, newest - timedelta(ago), 2 + ago / 10],
                )
    return centre


def told(page) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(each.value for each in (*page.markdown, *page.caption, *page.info, *page.error, *page.text))


def test_lots_are_drawn_once_and_who_was_drawn_is_assigned(in_need: Database) -> None:
    page = open_page(PAGE, viewer=KIM, planner_places="2")
    assert not page.exception
    assert set(shown(page, planner_view.NEEDS_TABLE, "agent")) == set(NAMES.values())
    assert set(shown(page, planner_view.NEEDS_TABLE, "place")) == {wording.PLANNER_BY_LOT.format(lots=2, equals=3)}
    assert "2 by lot among 3" in told(page)
    assert in_need.query("FROM rounds").empty  # looking draws nothing
    page.button(key="planner_draw").click().run()
    assert not page.exception
    agents = rounds.agents_of_rounds(in_need, KIM, utc_now().date())
    assert agents["drawn"].tolist() == [True, True, False]
    assert shown(page, planner_view.ROUND_TABLE, "agent") == agents["agent_name"].tolist()
    assert shown(page, planner_view.ROUND_TABLE, "lot") == [wording.PLANNER_DRAWN] * 2 + [wording.PLANNER_WAITING]
    assert wording.PLANNER_NOBODY_ELSE in told(page)  # they need it, and wait for this round
    assert wording.PLANNER_NOBODY not in told(page)
    assert not [button for button in page.button if button.key == "planner_draw"]
    page = open_page(PAGE, viewer=KIM)  # and it stands
    assert shown(page, planner_view.ROUND_TABLE, "agent") == agents["agent_name"].tolist()
    cells = rows_of(page, planner_view.ROUND_TABLE)
    assert [each["assign"]["kind"] for each in cells] == ["asks", "asks", "text"]
    columns = {column["key"] for column in tables_of(page, planner_view.ROUND_TABLE)[0]["columns"]}
    assert all(columns <= each.keys() for each in cells)  # the table needs a cell for every column

    first = agents.iloc[0]
    key = f"{first['round_id']}{planner_view.OF_ROUND}{first['agent_id']}"
    page.session_state[planner_view.ROUND_TABLE] = {"asked": key}
    page.run()
    assert not page.exception
    assert page.title[0].value == wording.NEW_COACHING.format(name=first["agent_name"])
    kept = kept_drafts.content_of(in_need, KIM, "assignment", f"agent:{first['agent_id']}")
    assert kept is not None
    assert Draft.from_json(kept).coaching_areas == ["Etiquette"]
    waiting = agents.iloc[2]
    page = open_page(PAGE, viewer=KIM)
    page.session_state[planner_view.ROUND_TABLE] = {
        "asked": f"{waiting['round_id']}{planner_view.OF_ROUND}{waiting['agent_id']}"
    }
    page.run()
    assert page.title[0].value == wording.PLANNER
    assert kept_drafts.content_of(in_need, KIM, "assignment", f"agent:{waiting['agent_id']}") is None


def test_who_waits_and_is_coached_all_the_same_is_noted(in_need: Database) -> None:
    page = open_page(PAGE, viewer=KIM, planner_places="1")
    page.button(key="planner_draw").click().run()
    with in_need.transaction() as cursor:
        cursor.execute(
            "INSERT INTO assignments BY NAME SELECT 'a-' || agent_id AS assignment_id, 'Etiquette' AS name, agent_id, "
            f"'{KIM}' AS assigned_by, (SELECT max(drawn_at) FROM rounds) + INTERVAL 1 HOUR AS assigned_at, "
            "current_date + 7 AS follow_up_on, '' AS went_well, '' AS work_on, [] AS action_plan FROM round_agents"
        )
        cursor.execute("INSERT INTO assignment_areas SELECT 'a-' || agent_id, coaching_area, 1 FROM round_agents")
    page = open_page(PAGE, viewer=KIM)
    assert not page.exception
    coached = shown(page, planner_view.ROUND_TABLE, "coached")
    assert ["although waiting" in each for each in coached] == [False, True, True]


@pytest.mark.parametrize("places", ["3", "40"])
def test_nothing_is_drawn_where_there_is_time_for_all(in_need: Database, places: str) -> None:
    page = open_page(PAGE, viewer=KIM, planner_places=places)
    assert wording.PLANNER_TIME_FOR_ALL in told(page)
    assert not [button for button in page.button if button.key == "planner_draw"]
    assert set(shown(page, planner_view.NEEDS_TABLE, "place")) == {wording.PLANNER_CERTAIN}


def test_who_may_only_measure_looks_and_does_not_draw(in_need: Database) -> None:
    with in_need.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
            "WHERE person_id = 'sam@example.com'"
        )
    page = open_page(PAGE, viewer=SAM, planner_places="1")
    assert not page.exception
    assert set(shown(page, planner_view.NEEDS_TABLE, "agent")) == {"Ana Alves", "Ben Bauer"}
    assert not [button for button in page.button if button.key == "planner_draw"]
    assert wording.LOOK_ONLY_ASSIGN in told(page)


def test_a_supervisor_sees_of_anothers_round_their_own_agents(in_need: Database) -> None:
    open_page(PAGE, viewer=KIM, planner_places="2").button(key="planner_draw").click().run()
    page = open_page(PAGE, viewer=LEE)
    assert shown(page, planner_view.ROUND_TABLE, "agent") == ["Cleo Costa"]
    assert wording.PLANNER_ONLY_MINE in told(page)
