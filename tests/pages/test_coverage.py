import json

import pytest

from coaching.assignments import assignments
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.assignments.status import Status
from coaching.storage.database import Database
from coaching.ui.pages import coverage_view
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import Span
from coaching.words.formatting import day
from tests import kept_drafts
from tests.pages.screens import elements_in, everything_sent, follow, open_page, rows_of, shown

PAGE = navigation.FILES[navigation.COVERAGE]
ANA, BEN, CLEO, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "cleo", "sam", "kim"))
AREAS, AGENTS = coverage_view.AREAS_TABLE, coverage_view.AGENTS_TABLE
SUPERVISORS, FLOW = coverage_view.SUPERVISORS_TABLE, coverage_view.FLOW_TABLE


def change(centre: Database, *statements: str) -> None:
    with centre.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def failing(centre: Database) -> Database:
    """Ben has worked through his coaching and fails six chats since; Cleo's coaching was withdrawn."""
    assignments.record_opening(centre, BEN, "ca-ben", "c-ben-1")
    change(
        centre,
        "INSERT INTO interactions BY NAME SELECT i.* REPLACE ('fail-' || n AS interaction_id, 40 AS "
        "kore_evaluation_score, started_at - to_minutes(n) AS started_at) "
        "FROM interactions i, range(1, 7) r(n) WHERE interaction_id = 'c-ben-1'",
        "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-cleo'",
    )
    return centre


def counts(page) -> list[str]:  # type: ignore[no-untyped-def]
    return [metric.value for metric in page.metric]


def captions(page) -> str:  # type: ignore[no-untyped-def]
    return " ".join(caption.value for caption in page.caption)


def data_of(page, key: str):  # type: ignore[no-untyped-def]
    """What a table is drawn from, with the ids and addresses of its rows."""
    for element in elements_in(page.main):
        if getattr(element, "type", "") == "bidi_component" and element.proto.id.endswith(key):
            return json.loads(element.proto.json)[0]
    raise AssertionError(key)


def asked(page, key: str, row: str):  # type: ignore[no-untyped-def]
    """A press of a row's button, which AppTest cannot do: as the page finds it afterwards."""
    page.session_state[key] = {"asked": row}
    return page.run()


def score_all_areas(centre: Database, score: int, interactions: int = 7) -> None:
    """What Ben scores each day in every area."""
    change(centre, f"UPDATE area_daily SET earned = {score}, possible = 100, interactions = {interactions} "
                   "WHERE agent_id = 'ben@example.com'")  # fmt: skip


def of_ben(page) -> list[str]:  # type: ignore[no-untyped-def]
    """The areas that are listed of Ben."""
    agents, areas = shown(page, AREAS, "agent"), shown(page, AREAS, "area")
    return [area for agent, area in zip(agents, areas, strict=True) if agent == "Ben Bauer"]


def test_coverage_is_by_area_and_only_live_coaching_on_that_area_covers_it(centre: Database) -> None:
    score_all_areas(centre, 40)
    coached = {row["coaching_area"] for row in
               centre.rows("SELECT coaching_area FROM assignment_areas WHERE assignment_id = 'ca-ben'")}  # fmt: skip
    every = {row["coaching_area"] for row in
             centre.rows("SELECT coaching_area FROM area_daily WHERE agent_id = 'ben@example.com'")}  # fmt: skip
    assert coached
    assert coached < every
    page = open_page(PAGE, viewer=KIM)
    assert page.header[0].value == wording.UNCOVERED_AREAS.format(bar="80")
    assert set(of_ben(page)) == every - coached
    assert counts(page)[0] == str(len(rows_of(page, AREAS)))
    assert set(shown(page, AREAS, "score")) == {"40"}
    change(centre, "UPDATE assignments SET follow_up_on = current_date - 30 WHERE assignment_id = 'ca-ben'")
    assert set(of_ben(page.run())) == every  # overdue
    assignments.record_opening(centre, BEN, "ca-ben", "c-ben-1")
    assert set(of_ben(page.run())) == every  # finished
    score_all_areas(centre, 80)
    assert page.run().info[0].value == wording.NO_UNCOVERED_AREAS.format(bar="80", days=28)
    score_all_areas(centre, 40, interactions=1)
    assert page.run().info[0].value == wording.NO_UNCOVERED_AREAS.format(bar="80", days=28)  # too few to judge


def test_an_area_says_when_and_how_often_it_was_coached_and_assigns_in_one_click(centre: Database) -> None:
    score_all_areas(centre, 40)
    change(centre, "UPDATE assignments SET follow_up_on = current_date - 30, "
                   "assigned_at = TIMESTAMP '2026-03-02 09:00' WHERE assignment_id = 'ca-ben'",
           "INSERT INTO assignments BY NAME SELECT * REPLACE ('again' AS assignment_id, assigned_at - INTERVAL 80 DAY "
           "AS assigned_at) FROM assignments WHERE assignment_id = 'ca-ben'",
           "INSERT INTO assignment_areas BY NAME SELECT * REPLACE ('again' AS assignment_id) FROM assignment_areas "
           "WHERE assignment_id = 'ca-ben'")  # fmt: skip
    page = open_page(PAGE, viewer=SAM)
    coached = centre.first("SELECT min(coaching_area) AS area FROM assignment_areas WHERE assignment_id = 'ca-ben'")
    assert coached is not None
    (row,) = [each for each in data_of(page, AREAS)["rows"] if json.loads(each["id"]) == [BEN, coached["area"]]]
    last = row["cells"]["last"]
    assert (last["text"], last["note"]) == ("2 Mar 2026", "coached 2 times, again")
    assert set(shown(page, AREAS, "last")) == {"2 Mar 2026", wording.NEVER}
    asked(page, AREAS, row["id"])
    assert page.title[0].value == wording.NEW_COACHING.format(name="Ben Bauer")
    kept = kept_drafts.content_of(centre, SAM, "assignment", f"agent:{BEN}")
    assert kept is not None
    assert Draft.from_json(kept).coaching_areas == [coached["area"]]


def test_areas_are_assigned_only_by_who_may_coach(centre: Database) -> None:
    score_all_areas(centre, 40)
    change(centre, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_page(PAGE, viewer=SAM)
    assert of_ben(page)
    assert wording.LOOK_ONLY_ASSIGN in captions(page)
    assert "assign" not in [column["key"] for column in data_of(page, AREAS)["columns"]]
    assert page.title[0].value == asked(page, AREAS, json.dumps([BEN, "Accuracy"])).title[0].value
    assert kept_drafts.content_of(centre, SAM, "assignment", f"agent:{BEN}") is None


def test_who_is_under_the_pass_score_with_nothing_open(failing: Database) -> None:
    page = open_page(PAGE, viewer=KIM, coverage_show="under_pass_score")
    assert not page.exception
    assert page.title[0].value == wording.COVERAGE
    assert counts(page) == ["0", "1", "1", "1", "2"]
    assert shown(page, AGENTS, "agent") == ["Ben Bauer"]
    assert shown(page, AGENTS, "score") == ["47.1"]
    assert shown(page, AGENTS, "pass_score") == ["70"]
    assert shown(page, AGENTS, "judged") == ["7"]
    assert shown(page, AGENTS, "lowest") == ["Etiquette 0"]
    assert "1 of 1 agent with at least 5 such interactions." in captions(page)
    assert "2 agents with fewer than 5 such interactions: not judged." in captions(page)
    assert "data as of" in captions(page)


def test_assign_takes_one_click(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, coverage_show="under_pass_score")
    (row,) = data_of(page, AGENTS)["rows"]
    assert row["cells"]["assign"]["kind"] == "asks"
    asked(page, AGENTS, row["id"])
    assert not page.exception
    assert page.title[0].value == wording.NEW_COACHING.format(name="Ben Bauer")
    kept = kept_drafts.content_of(failing, SAM, "assignment", f"agent:{BEN}")
    assert kept is not None
    draft = Draft.from_json(kept)
    assert draft.interactions == [f"fail-{number}" for number in range(1, 6)]
    assert draft.chosen_because is ChosenBecause.BELOW_PASS_SCORE
    newest = failing.first("SELECT max(started_at)::DATE AS day FROM interactions")
    assert newest is not None
    assert draft.period_first is not None
    assert draft.period_last is not None
    assert (draft.period_last, (draft.period_last - draft.period_first).days) == (newest["day"], 27)


def test_assign_to_somebody_never_coached_who_fails_nothing(failing: Database) -> None:
    change(failing, "UPDATE interactions SET kore_evaluation_score = 90 WHERE agent_id = 'cleo@example.com'")
    page = open_page(PAGE, viewer=KIM, coverage_show="never_coached")
    assert shown(page, AGENTS, "agent") == ["Cleo Costa"]
    assert shown(page, AGENTS, "last") == [wording.NEVER]
    asked(page, AGENTS, CLEO)
    assert not page.exception
    assert page.title[0].value == wording.NEW_COACHING.format(name="Cleo Costa")
    assert wording.NO_INTERACTION_YET in everything_sent(page)


def test_nobody_else_can_be_assigned_to_from_here(failing: Database) -> None:
    page = asked(open_page(PAGE, viewer=SAM, coverage_show="under_pass_score"), AGENTS, CLEO)
    assert page.error[0].value == wording.NO_SUCH_FORM
    assert "c-cleo" not in str(kept_drafts.content_of(failing, SAM, "assignment", f"agent:{CLEO}"))


@pytest.mark.parametrize("may_coach", [True, False])
def test_a_name_leads_to_the_agent_a_score_to_evaluation_and_assign_is_for_who_may_coach(
    failing: Database, may_coach: bool
) -> None:
    if not may_coach:
        change(failing, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                        "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_page(PAGE, viewer=SAM, coverage_show="under_pass_score")
    assert (wording.LOOK_ONLY_ASSIGN in captions(page)) != may_coach
    assert ("assign" in [column["key"] for column in data_of(page, AGENTS)["columns"]]) == may_coach
    (row,) = data_of(page, AGENTS)["rows"]
    assert row["cells"]["agent"]["address"].startswith("agent?agent=ben%40example.com")
    score = row["cells"]["score"]
    assert score["address"].startswith("evaluation?agent=ben%40example.com")
    page = follow(score["address"])
    assert page.title[0].value == wording.EVALUATION
    assert page.selectbox(key="evaluation_period").value == Span.LAST_28_DAYS
    assert len(rows_of(page, "evaluation_table")) == 6
    assert kept_drafts.content_of(failing, SAM, "assignment", f"agent:{BEN}") is None


def test_each_figure_opens_its_list(failing: Database) -> None:
    page = open_page(PAGE, viewer=KIM)
    page.button(key="coverage_see_never_coached").click().run()
    assert page.query_params["coverage_show"] == "never_coached"
    assert page.header[0].value == wording.NEVER_COACHED
    assert shown(page, AGENTS, "agent") == ["Cleo Costa"]
    page.button(key="coverage_see_open").click().run()
    assert page.header[0].value == wording.OPEN_ASSIGNMENTS
    assert shown(page, SUPERVISORS, "supervisor") == ["Sam Soto"]
    assert shown(page, SUPERVISORS, "open") == ["2"]
    assert shown(page, SUPERVISORS, "overdue") == ["⚠ 1"]
    assert shown(page, SUPERVISORS, "agents") == ["1"]
    page.button(key="coverage_see_under_pass_score").click().run()
    assert shown(page, AGENTS, "agent") == ["Ben Bauer"]
    page.button(key="coverage_see_overdue").click().run()
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS
    assert shown(page, "assignments_table", "name") == ["Coaching ca-ana-old"]


def test_an_unknown_list_is_the_first() -> None:
    page = open_page(PAGE, viewer=KIM, coverage_show="nonsense")
    assert page.header[0].value == wording.UNCOVERED_AREAS.format(bar="80")
    assert page.info[0].value == wording.NO_UNCOVERED_AREAS.format(bar="80", days=28)


def test_what_was_filtered_in_assignments_before_does_not_hide_the_list(failing: Database) -> None:
    page = open_page(navigation.FILES[navigation.ASSIGNMENTS], viewer=SAM)
    page.text_input(key="assignments_agent_or_name").set_value("no such thing").run()
    page.multiselect(key="assignments_area").set_value(["Accuracy"]).run()
    page.button_group(key="assignments_status").set_value(Status.IN_PROGRESS).run()
    page.switch_page(PAGE)
    page.query_params["viewer"] = SAM
    page.run()
    page.button(key="coverage_see_overdue").click().run()
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS
    assert shown(page, "assignments_table", "name") == ["Coaching ca-ana-old"]
    assert page.text_input(key="assignments_agent_or_name").value == ""


def test_rows_open_the_assignments_behind_them(failing: Database) -> None:
    page = open_page(PAGE, viewer=KIM, coverage_show="open")
    (row,) = data_of(page, SUPERVISORS)["rows"]
    page = follow(row["address"])
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS
    assert shown(page, "assignments_table", "name") == ["Coaching ca-ana", "Coaching ca-ana-old"]
    page = open_page(PAGE, viewer=KIM, coverage_by="coaching_area", coverage_period=Span.LAST_28_DAYS)
    assert shown(page, FLOW, "who") == ["All", "Accuracy", "Compliance", "Etiquette"]
    assert shown(page, FLOW, "assignments") == ["3", "1", "1", "3"]
    etiquette = data_of(page, FLOW)["rows"][3]
    page = follow(etiquette["address"])
    assert len(rows_of(page, "assignments_table")) == 3
    assert page.multiselect(key="assignments_area").value == ["Etiquette"]
    assert page.selectbox(key="assignments_assigned").value == Span.LAST_28_DAYS


def test_how_coaching_flows(failing: Database) -> None:
    page = open_page(PAGE, viewer=KIM)
    assert shown(page, FLOW, "who") == ["All", "Sam Soto"]
    assert shown(page, FLOW, "first_review_median") == [wording.NOT_REACHED, wording.NOT_REACHED]
    notes = [cells["first_review_median"]["note"] for cells in rows_of(page, FLOW)]
    assert notes == ["2 of 3 still waiting"] * 2
    change(failing, "INSERT INTO openings SELECT 'ca-ana-old', 'c-ana-3', agent_id, assigned_at + INTERVAL 6 HOUR "
                    "FROM assignments WHERE assignment_id = 'ca-ana-old'")  # fmt: skip
    page.run()
    assert shown(page, FLOW, "first_review_median")[0] == "5 days"
    assert wording.FLOW_MEANS in captions(page)
    page.selectbox(key="coverage_period").set_value(Span.LAST_28_DAYS).run()
    assert shown(page, FLOW, "assignments") == ["3", "3"]
    change(failing, "UPDATE assignments SET assigned_at = assigned_at - INTERVAL 70 DAY")
    page.run()
    assert page.info[-1].value == wording.NOTHING_ASSIGNED
    page.selectbox(key="coverage_period").set_value(Span.LAST_180_DAYS).run()
    assert shown(page, FLOW, "assignments") == ["3", "3"]


def test_one_team(failing: Database) -> None:
    page = open_page(PAGE, viewer=KIM, coverage_team="South", coverage_show="under_pass_score")
    assert counts(page) == ["0", "0", "0", "1", "0"]
    assert page.info[0].value == wording.NOBODY_UNDER_PASS_SCORE.format(days=28)
    page.button(key="coverage_clear").click().run()
    assert counts(page) == ["0", "1", "1", "1", "2"]
    page.selectbox(key="coverage_team").set_value("North").run()
    assert counts(page) == ["0", "1", "1", "0", "2"]
    page.button(key="coverage_see_overdue").click().run()
    assert page.selectbox(key="assignments_team").value == "North"


def test_an_agent_and_a_supervisor_without_the_permission_read_none_of_it(failing: Database) -> None:
    change(failing, "UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] "
                    "WHERE person_id = 'sam@example.com'")  # fmt: skip
    for viewer in (ANA, SAM):
        page = open_page(PAGE, viewer=viewer)
        assert [message.value for message in page.error] == [
            wording.MISSING_PERMISSION.format(permissions="coaching_monitor")
        ]
        assert "Bauer" not in everything_sent(page).replace("Ben Bauer · agent, North", "")


def test_many_come_in_pages(failing: Database) -> None:
    change(
        failing,
        "INSERT INTO people BY NAME SELECT p.* REPLACE ('a-' || n AS person_id, NULL AS email, 'Agent ' || n AS name) "
        "FROM people p, range(30) r(n) WHERE person_id = 'ben@example.com'",
        "INSERT INTO interactions BY NAME SELECT i.* REPLACE ('new-' || n AS interaction_id, 'a-' || n AS agent_id) "
        "FROM interactions i, range(30) r(n) WHERE interaction_id = 'c-ben-1'",
    )
    page = open_page(PAGE, viewer=KIM, coverage_show="never_coached")
    assert len(rows_of(page, AGENTS)) == 25
    assert "31 agents, page 1 of 2" in captions(page)
    page.button(key="coverage_page_older").click().run()
    assert len(rows_of(page, AGENTS)) == 6


def test_without_any_data(centre: Database) -> None:
    change(centre, "DELETE FROM interactions")
    page = open_page(PAGE, viewer=KIM)
    assert not page.exception
    assert page.info[0].value == wording.NO_DATA


def test_days_are_said(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, coverage_show="under_pass_score")
    then = failing.first("SELECT assigned_at FROM assignments WHERE assignment_id = 'ca-ben'")
    assert then is not None
    assert shown(page, AGENTS, "last") == [day(then["assigned_at"].date())]


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "**bold** [x](http://evil)"])
def test_other_peoples_words_are_text(failing: Database, words: str) -> None:
    with failing.transaction() as cursor:
        cursor.execute("UPDATE people SET name = ?, team = ? WHERE person_id = ?", [words, words, BEN])
        cursor.execute("UPDATE people SET name = ? WHERE person_id = ?", [f"{words} 2", SAM])
    page = open_page(PAGE, viewer=KIM, coverage_show="under_pass_score")
    assert shown(page, AGENTS, "agent") == [words]
    assert shown(page, AGENTS, "team") == [words]
    assert shown(page, FLOW, "who")[1] == f"{words} 2"


@pytest.mark.parametrize(
    ("days", "said"),
    [(float("nan"), "not yet"), (3.44, "3.4 days"), (1.0, "1 day"), (0.25, "6 hours"), (1 / 24, "1 hour"),
     (12.0, "12 days"), (0.004, "0.1 hours"), (0.999, "24 hours")],
)  # fmt: skip
def test_how_long_is_said(days: float, said: str) -> None:
    assert coverage_view.waited(days) == said
