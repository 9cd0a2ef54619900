"""The demo data hangs together: what is shown in one place agrees with what is shown in another."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from coaching import demo
from coaching.assignments.status import Status, is_overdue, status
from coaching.comparison.metric_result import MetricResult
from coaching.demo.content import FOLDER
from coaching.quality import daily_totals
from coaching.quality.scoring import evaluation_score
from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseUnusableError
from tests import databases
from tests.metric_results import metric_result

AS_THE_DEMO_IS_MADE = pytest.mark.first_run_only("what the demo tells is made in Python")
TODAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 24)

PROGRESS = """
    SELECT a.assignment_id, a.follow_up_on::TIMESTAMP AS follow_up_on,
           count(DISTINCT i.interaction_id) AS total,
           count(DISTINCT o.interaction_id) AS reviewed
    FROM assignments a
    JOIN assignment_interactions i USING (assignment_id)
    LEFT JOIN openings o ON o.assignment_id = a.assignment_id AND o.interaction_id = i.interaction_id
                        AND o.person_id = a.agent_id
    GROUP BY ALL"""

TEXTS = """
    SELECT text FROM turns
    UNION SELECT justification FROM metric_results WHERE justification IS NOT NULL
    UNION SELECT comment FROM audits
    UNION SELECT name FROM assignments
    UNION SELECT went_well FROM assignments
    UNION SELECT work_on FROM assignments
    UNION SELECT unnest(action_plan) FROM assignments
    UNION SELECT note FROM marks
    UNION SELECT reason FROM mark_closings WHERE assignment_id IS NULL
    UNION SELECT note FROM bookmarks WHERE note <> ''
    UNION SELECT name FROM groups
    UNION SELECT description FROM groups
    UNION SELECT text FROM notes
    UNION SELECT note FROM outcomes
    UNION SELECT coalesce(was, becomes) FROM changes WHERE subject <> 'template'
    UNION SELECT becomes FROM changes WHERE subject <> 'template' AND becomes IS NOT NULL"""  # templates have [gaps]
# A draft is what somebody was interrupted in, an offer what they were shown in the form: both come of using the app.
EMPTY_TABLES = {"drafts", "best_response_offers", "saved_filters", "notes_set_aside"}


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """The demo of TODAY, for all tests of this module."""
    database = databases.like(databases.of_demo(TODAY))
    yield database
    database.close()


def count(database: Database, sql: str) -> int:
    """The number of rows of a SELECT, or FROM …, that shows what must not be, or must be so often."""
    return int(database.query(f"SELECT count(*) AS n FROM ({sql})")["n"].item())


def contents(database: Database) -> dict[str, pd.DataFrame]:
    tables = database.query("SELECT table_name FROM duckdb_tables() WHERE table_name <> 'migrations' AND NOT temporary")
    return {table: database.query(f"FROM {table} ORDER BY ALL") for table in tables["table_name"]}


@AS_THE_DEMO_IS_MADE
def test_same_day_gives_the_same_data(database: Database) -> None:
    again = databases.fresh()
    demo.create(again, TODAY)
    expected, actual = contents(database), contents(again)
    assert expected.keys() == actual.keys()
    assert {table for table, frame in expected.items() if frame.empty} == EMPTY_TABLES
    for table, frame in expected.items():
        pd.testing.assert_frame_equal(frame, actual[table], obj=table)
    again.close()


@AS_THE_DEMO_IS_MADE
@pytest.mark.parametrize("today", [date(2027, 1, 3), date(2028, 2, 29)])
def test_every_day_gives_a_whole_demo(today: date) -> None:
    database = databases.fresh()
    demo.create(database, today)
    assert count(database, "FROM interactions") == pytest.approx(18_000, rel=0.03)
    assert count(database, "FROM assignments") == pytest.approx(180, abs=12)
    states = database.query(PROGRESS)
    assert {status(row.reviewed, row.total) for row in states.itertuples()} == set(Status)
    newest = database.query("SELECT max(started_at) AS newest FROM interactions")["newest"].item()
    assert today - timedelta(days=2) <= newest.date() < today
    database.close()


@AS_THE_DEMO_IS_MADE
def test_people(database: Database) -> None:
    people = database.query("FROM people")
    agents = people[people["supervisor_id"].notna()]
    supervisors = people[people["supervisor_id"].isna()]
    assert (len(agents), len(supervisors)) == (60, 5)
    assert people["name"].is_unique
    assert people["name"].str.split().str[0].is_unique
    assert people["email"].str.fullmatch(r"[a-z]+\.[a-z-]+@example\.com").all()
    assert people["listed"].all()
    assert all({"agent_dashboard", "coaching_assignments"} == set(each) for each in agents["permissions"])
    rights = [set(each) for each in supervisors["permissions"]]
    assert all({"coaching_assignments", "coaching_monitor", "qa_functionalities"} <= each for each in rights)
    assert sum({"cross_team_access", "administration"} <= each for each in rights) == 1
    supervised = database.query("SELECT agent_id, supervisor_id FROM supervisions ORDER BY ALL")
    said = agents[["person_id", "supervisor_id"]].sort_values("person_id", ignore_index=True)
    pd.testing.assert_frame_equal(supervised.rename(columns={"agent_id": "person_id"}), said)


@AS_THE_DEMO_IS_MADE
def test_queues_and_forms(database: Database) -> None:
    assert count(database, "FROM queues") == 12
    assert count(database, "SELECT DISTINCT queue_id, channel FROM interactions") == 12
    assert set(database.query("SELECT DISTINCT channel FROM interactions")["channel"]) == {"voice", "chat", "email"}
    assert set(database.query("FROM forms")["pass_score"]) == {70, 75}
    metrics = database.query("FROM metrics")
    assert metrics["coaching_area"].nunique() == 7
    assert metrics["fatal"].any()
    assert (metrics["negative_weight"] > 0).any()
    assert (metrics["expected_response"] == "NO").sum() == 1


@AS_THE_DEMO_IS_MADE
def test_interactions_happen_within_opening_hours_and_before_today(database: Database) -> None:
    times = database.query("SELECT started_at, ended_at FROM interactions")
    assert count(database, "FROM interactions") == pytest.approx(18_000, rel=0.03)
    assert times["started_at"].dt.hour.min() >= 8
    assert times["ended_at"].dt.hour.max() < 19
    assert (times["started_at"] < times["ended_at"]).all()
    assert (times["started_at"].dt.date == times["ended_at"].dt.date).all()
    assert times["started_at"].min() >= pd.Timestamp(MIDNIGHT - timedelta(days=180))
    assert times["ended_at"].max() < MIDNIGHT
    by_weekday = times["started_at"].dt.day_of_week.value_counts()
    assert by_weekday[[5, 6]].max() < by_weekday[[0, 1, 2, 3, 4]].min() / 2


@pytest.mark.storage
@databases.about_files
def test_interactions_are_stored_as_they_happened(database: Database) -> None:
    assert database.query("SELECT started_at FROM interactions")["started_at"].is_monotonic_increasing


@AS_THE_DEMO_IS_MADE
def test_nothing_happens_in_the_future(database: Database) -> None:
    for table, column in (
        ("turns", "said_at"),
        ("assignments", "assigned_at"),
        ("openings", "opened_at"),
        ("audits", "audited_at"),
        ("assignments", "withdrawn_at"),
        ("changes", "changed_at"),
        ("bookmarks", "bookmarked_at"),
        ("marks", "marked_at"),
        ("mark_closings", "closed_at"),
        ("groups", "created_at"),
        ("acknowledgements", "acknowledged_at"),
        ("step_ticks", "ticked_at"),
        ("notes", "written_at"),
        ("outcomes", "recorded_at"),
    ):
        assert database.query(f"SELECT max({column}) AS newest FROM {table}")["newest"].item() < MIDNIGHT


@AS_THE_DEMO_IS_MADE
def test_scores_are_what_the_rule_gives(database: Database) -> None:
    results = database.query("""
        SELECT i.interaction_id, i.kore_evaluation_score, i.fatal, r.qualification, r.weight, r.negative_weight,
               r.fatal_error, m.fatal AS fatal_metric, m.expected_response
        FROM metric_results r JOIN metrics m USING (metric_id) JOIN interactions i USING (interaction_id)
        WHERE r.auditor_id IS NULL AND (hash(i.interaction_id) % 20 = 0 OR i.kore_evaluation_score IS NULL)""")
    for _, rows in results.groupby("interaction_id"):
        score = evaluation_score(_rule_results(rows))
        reported = rows["kore_evaluation_score"].iloc[0]
        assert (score is None and pd.isna(reported)) or score == pytest.approx(reported, abs=0.05001)
        assert rows["fatal"].iloc[0] == rows["fatal_error"].any()
    assert results["kore_evaluation_score"].isna().any()
    assert results["fatal"].any()


@AS_THE_DEMO_IS_MADE
def test_detailed_audits_give_their_score(database: Database) -> None:
    results = database.query("""
        SELECT a.audit_id, a.score, r.qualification, r.weight, r.negative_weight, m.fatal AS fatal_metric,
               m.expected_response
        FROM audits a JOIN metric_results r USING (interaction_id, auditor_id) JOIN metrics m USING (metric_id)""")
    assert results["audit_id"].nunique() > 300
    for _, rows in results.groupby("audit_id"):
        assert evaluation_score(_rule_results(rows)) == pytest.approx(rows["score"].iloc[0], abs=0.05001)


def _rule_results(rows: pd.DataFrame) -> list[MetricResult]:
    return [
        metric_result(row.qualification, row.weight, row.negative_weight, row.fatal_metric, row.expected_response)
        for row in rows.itertuples()
    ]


@AS_THE_DEMO_IS_MADE
def test_audits_agree_mostly_and_differ_sometimes(database: Database) -> None:
    audits = database.query("""
        SELECT a.*, abs(a.score - i.kore_evaluation_score) AS difference, i.supervisor_audit_score, i.agent_id
        FROM audits a JOIN interactions i USING (interaction_id)""")
    assert (audits["difference"] <= 5).mean() > 0.5
    assert 0.03 < (audits["difference"] >= 15).mean() < 0.3
    assert (audits["score"] == audits["supervisor_audit_score"]).all()
    supervisors = database.query("SELECT agent_id, supervisor_id FROM supervisions").set_index("agent_id")
    assert (audits["agent_id"].map(supervisors["supervisor_id"]) == audits["auditor_id"]).all()
    marked = "FROM assignment_interactions WHERE kind = 'marked'"
    share = count(database, f"{marked} AND interaction_id IN (SELECT interaction_id FROM audits)")
    assert share > 0.7 * count(database, marked)


@AS_THE_DEMO_IS_MADE
def test_assignments(database: Database) -> None:
    assignments = database.query("FROM assignments")
    assert len(assignments) == pytest.approx(180, abs=12)
    by_agent = assignments["agent_id"].value_counts()
    assert len(by_agent) == 60
    assert (by_agent >= 4).sum() >= 5
    assert assignments["assigned_at"].dt.day_of_week.max() < 5
    assert assignments["assigned_at"].dt.hour.between(9, 16).all()
    days = (assignments["follow_up_on"] - assignments["assigned_at"].dt.normalize()).dt.days
    assert days.between(7, 14).all()
    assert assignments["follow_up_on"].dt.day_of_week.max() < 5
    assert assignments["action_plan"].map(len).between(2, 5).all()
    assert set(assignments["follow_up_on"]) >= {pd.Timestamp(TODAY), pd.Timestamp(TODAY + timedelta(days=1))}
    supervisors = database.query("SELECT agent_id, supervisor_id FROM supervisions").set_index("agent_id")
    assert (assignments["agent_id"].map(supervisors["supervisor_id"]) == assignments["assigned_by"]).all()
    assert assignments["work_on"].nunique() > 0.95 * len(assignments)


@AS_THE_DEMO_IS_MADE
def test_assigned_interactions(database: Database) -> None:
    assigned = database.query("""
        SELECT x.*, i.agent_id, a.agent_id AS coached, i.ended_at < a.assigned_at AS before, i.queue_id, i.topic
        FROM assignment_interactions x JOIN assignments a USING (assignment_id)
        LEFT JOIN interactions i USING (interaction_id)""")
    marked = assigned[assigned["kind"] == "marked"]
    examples = assigned[assigned["kind"] == "best_response"]
    assert (marked["agent_id"] == marked["coached"]).all()
    assert examples["agent_id"].notna().all()
    assert (examples["agent_id"] != examples["coached"]).all()
    assert assigned["before"].all()
    assert marked.groupby("assignment_id").size().between(1, 5).all()
    assert marked["assignment_id"].nunique() == count(database, "FROM assignments")
    assert examples.groupby("assignment_id").size().max() == 3
    without = 1 - examples["assignment_id"].nunique() / marked["assignment_id"].nunique()
    assert 0.08 < without < 0.25
    pairs = examples.merge(marked, on=["assignment_id", "queue_id", "topic"])
    assert set(examples["assignment_id"]) == set(pairs["assignment_id"])


@AS_THE_DEMO_IS_MADE
def test_coaching_areas_are_failed_by_the_marked_interactions(database: Database) -> None:
    assert (
        count(
            database,
            """
        SELECT assignment_id, coaching_area FROM assignment_areas
        EXCEPT
        SELECT x.assignment_id, m.coaching_area
        FROM assignment_interactions x JOIN metric_results r USING (interaction_id) JOIN metrics m USING (metric_id)
        WHERE x.kind = 'marked' AND r.auditor_id IS NULL AND r.qualification NOT IN ('NA', m.expected_response)""",
        )
        == 0
    )
    areas = database.query("SELECT count(*) AS n FROM assignment_areas GROUP BY assignment_id")["n"]
    assert areas.between(1, 4).all()
    assert count(database, "SELECT DISTINCT assignment_id FROM assignment_areas") == count(database, "FROM assignments")


@AS_THE_DEMO_IS_MADE
def test_best_responses_meet_what_they_are_an_example_of(database: Database) -> None:
    scores = database.query("""
        SELECT i.kore_evaluation_score, i.fatal
        FROM assignment_interactions x JOIN interactions i USING (interaction_id)
        WHERE x.kind = 'best_response'""")
    assert scores["kore_evaluation_score"].min() >= 85
    assert not scores["fatal"].any()


@AS_THE_DEMO_IS_MADE
def test_every_status_and_overdue_occur(database: Database) -> None:
    progress = database.query(PROGRESS)
    progress["status"] = [status(row.reviewed, row.total) for row in progress.itertuples()]
    for state in Status:
        assert (progress["status"] == state).sum() >= 10
    late = progress["follow_up_on"] < pd.Timestamp(TODAY)
    concluded = progress["assignment_id"].isin(database.query("FROM outcomes")["assignment_id"])
    overdue = [
        is_overdue(row.follow_up_on.date(), row.status, over, TODAY)
        for row, over in zip(progress.itertuples(), concluded, strict=True)
    ]
    assert sum(overdue) >= 3
    assert (late & ~concluded).sum() >= 10  # the follow-up is due


@AS_THE_DEMO_IS_MADE
def test_openings_follow_the_assignment(database: Database) -> None:
    wrong = """
        SELECT o.* FROM openings o JOIN assignments a USING (assignment_id)
        WHERE o.opened_at <= a.assigned_at OR o.person_id NOT IN (a.agent_id, a.assigned_by)
           OR NOT EXISTS (FROM assignment_interactions x
                          WHERE x.assignment_id = o.assignment_id AND x.interaction_id = o.interaction_id)"""
    assert count(database, wrong) == 0
    by_supervisors = (
        "SELECT * FROM openings o JOIN assignments a USING (assignment_id) WHERE o.person_id = a.assigned_by"
    )
    assert count(database, by_supervisors) > 0


@AS_THE_DEMO_IS_MADE
def test_what_can_be_opened_from_a_list_has_a_transcript(database: Database) -> None:
    assert (
        count(database, "SELECT interaction_id FROM assignment_interactions EXCEPT SELECT interaction_id FROM turns")
        == 0
    )
    newest = database.query("""
        SELECT interaction_id IN (SELECT interaction_id FROM turns) AS told FROM interactions
        QUALIFY row_number() OVER (PARTITION BY agent_id ORDER BY started_at DESC) <= 3""")
    assert len(newest) == 180
    assert newest["told"].all()


@AS_THE_DEMO_IS_MADE
def test_at_least_forty_different_conversations_are_told(database: Database) -> None:
    told = (
        "SELECT DISTINCT queue_id, topic FROM interactions WHERE interaction_id IN (SELECT interaction_id FROM turns)"
    )
    assert count(database, told) >= 40
    texts = database.query(
        "SELECT interaction_id, string_agg(text, ' ' ORDER BY position) AS text FROM turns GROUP BY 1"
    )
    assert texts["text"].nunique() > 0.98 * len(texts)


@AS_THE_DEMO_IS_MADE
def test_turns_are_a_conversation(database: Database) -> None:
    turns = database.query("""
        SELECT t.*, i.started_at, i.ended_at, i.channel, i.kore_evaluation_score IS NOT NULL AS evaluated
        FROM turns t JOIN interactions i USING (interaction_id)
        ORDER BY t.interaction_id, t.position""")
    lengths = turns[turns["evaluated"]].groupby(["channel", "interaction_id"]).size()
    assert lengths["voice"].between(8, 36).all()
    assert lengths["chat"].between(8, 36).all()
    assert lengths["email"].between(4, 8).all()
    for _, conversation in turns.groupby("interaction_id"):
        assert conversation["position"].tolist() == list(range(1, len(conversation) + 1))
        assert conversation["said_at"].is_monotonic_increasing
        assert conversation["said_at"].is_unique
        assert conversation["said_at"].iloc[0] == conversation["started_at"].iloc[0]
        assert conversation["said_at"].iloc[-1] <= conversation["ended_at"].iloc[0]
        assert {"agent", "customer"} <= set(conversation["speaker"])
    assert turns["sentiment"].notna().equals(turns["speaker"] == "customer")


@AS_THE_DEMO_IS_MADE
def test_sentiment_is_estimated_where_there_is_a_transcript(database: Database) -> None:
    sentiment = database.query("""
        SELECT i.*, interaction_id IN (SELECT interaction_id FROM turns) AS told FROM interactions i""")
    assert (sentiment["sentiment_estimated"] == sentiment["told"]).all()
    assert sentiment["sentiment_score"].between(-10, 10).all()


@AS_THE_DEMO_IS_MADE
def test_evidence_points_at_messages(database: Database) -> None:
    missing = """
        SELECT e.* FROM evidence e LEFT JOIN turns t USING (interaction_id, position)
        WHERE t.said_at IS DISTINCT FROM e.said_at"""
    assert count(database, missing) == 0
    unshown = """
        SELECT interaction_id, metric_id FROM metric_results r
        WHERE auditor_id IS NULL AND qualification <> 'NA' AND interaction_id IN (SELECT interaction_id FROM turns)
        EXCEPT SELECT interaction_id, metric_id FROM evidence"""
    assert count(database, unshown) == 0
    assert (
        count(
            database,
            """FROM evidence JOIN metric_results USING (interaction_id, metric_id)
               WHERE qualification = 'NA' AND auditor_id IS NULL""",
        )
        == 0
    )


@AS_THE_DEMO_IS_MADE
def test_a_missed_check_is_missing_in_the_transcript(database: Database) -> None:
    opened_too_early = database.query("""
        SELECT t.text FROM evidence e JOIN metric_results r USING (interaction_id, metric_id)
        JOIN turns t ON t.interaction_id = e.interaction_id AND t.position = e.position
        WHERE e.metric_id = 'v-verification' AND r.qualification = 'NO' AND r.auditor_id IS NULL
          AND t.speaker = 'agent'""")["text"]
    assert len(opened_too_early) > 0
    assert not opened_too_early.str.contains("password|security answer|last bill", regex=True).any()


@AS_THE_DEMO_IS_MADE
def test_no_placeholder_is_left_in_any_text(database: Database) -> None:
    texts = database.query(TEXTS)["text"]
    assert not texts.str.contains(r"[{}\[\]|]|lorem|TODO|\bnan\b", regex=True).any()
    assert not texts.str.contains(r"  |\s[.,;!?](?:\s|$)", regex=True).any()
    assert (texts.str.strip() == texts).all()
    assert (texts.str.len() > 1).all()


@pytest.mark.storage
def test_daily_totals_equal_a_rebuild(database: Database) -> None:
    tables = ("area_daily", "metric_daily", "agent_daily")
    stored = [database.query(f"FROM {table} ORDER BY ALL") for table in tables]
    with database.transaction() as cursor:
        daily_totals.rebuild(cursor)
    for table, before in zip(tables, stored, strict=True):
        assert not before.empty
        pd.testing.assert_frame_equal(before, database.query(f"FROM {table} ORDER BY ALL"))


@AS_THE_DEMO_IS_MADE
@pytest.mark.parametrize("path", sorted(FOLDER.glob("conversations/*.json")), ids=lambda path: path.stem)
def test_every_queue_has_four_conversations_of_its_own(path: Path) -> None:
    stories = json.loads(path.read_text(encoding="utf-8"))
    assert len({story["conversation"] for story in stories}) >= 4
    assert len({story["about"] for story in stories}) == len(stories)


@pytest.mark.storage
def test_the_demo_goes_into_an_empty_database_only(small_centre: Database) -> None:
    before = small_centre.query("FROM interactions ORDER BY ALL")
    assert not demo.fits_into(small_centre)
    with pytest.raises(DatabaseUnusableError, match="holds data already"):
        demo.create(small_centre)
    pd.testing.assert_frame_equal(before, small_centre.query("FROM interactions ORDER BY ALL"))
