"""The demo as a whole: the same on the same day, whole on every day, and its scores follow the rules."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from coaching import demo
from coaching.assignments.status import Status, status
from coaching.comparison.metric_result import MetricResult
from coaching.quality import daily_totals
from coaching.quality.scoring import evaluation_score
from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseUnusableError
from tests import databases
from tests.demo.demo_of_a_day import PROGRESS, TODAY, count
from tests.metric_results import metric_result

MIDNIGHT = datetime(2026, 11, 24)
# A draft is what somebody was interrupted in, an offer what they were shown in the form, a template of
# their own what they wrote again and again, a note what they keep of an agent: these come of using the app.
# What records and further forms said, and the details that only records have, come of imports.
EMPTY_TABLES = {
    "drafts", "best_response_offers", "saved_filters", "notes_set_aside", "own_templates",
    "agent_notes", "named_filters", "preferences",
    "interaction_records", "conversation_ids", "waiting_records", "newest_values", "audit_orders", "identities",
    "participants", "interaction_topics", "interaction_details", "shared_metrics", "dropped_metrics",
    "imports", "centre_settings", "notices", "notices_read", "erasures",
    "erased_ids", "erased_totals", "mails", "calendar_addresses",
}  # fmt: skip


def contents(database: Database) -> dict[str, pd.DataFrame]:
    tables = database.query("SELECT table_name FROM duckdb_tables() WHERE table_name <> 'migrations' AND NOT temporary")
    return {table: database.query(f"FROM {table} ORDER BY ALL") for table in tables["table_name"]}


def test_same_day_gives_the_same_data(database: Database) -> None:
    again = databases.fresh()
    demo.create(again, TODAY)
    expected, actual = contents(database), contents(again)
    assert expected.keys() == actual.keys()
    assert {table for table, frame in expected.items() if frame.empty} == EMPTY_TABLES
    for table, frame in expected.items():
        pd.testing.assert_frame_equal(frame, actual[table], obj=table)
    again.close()


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


@databases.about_files
def test_interactions_are_stored_as_they_happened(database: Database) -> None:
    assert database.query("SELECT started_at FROM interactions")["started_at"].is_monotonic_increasing


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
        ("news_read", "read_until"),
    ):
        assert database.query(f"SELECT max({column}) AS newest FROM {table}")["newest"].item() < MIDNIGHT


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


def test_daily_totals_equal_a_rebuild(database: Database) -> None:
    tables = ("area_daily", "metric_daily", "agent_daily")
    stored = [database.query(f"FROM {table} ORDER BY ALL") for table in tables]
    with database.transaction() as cursor:
        daily_totals.rebuild(cursor)
    for table, before in zip(tables, stored, strict=True):
        assert not before.empty
        pd.testing.assert_frame_equal(before, database.query(f"FROM {table} ORDER BY ALL"))


def test_the_demo_goes_into_an_empty_database_only(small_centre: Database) -> None:
    before = small_centre.query("FROM interactions ORDER BY ALL")
    assert not demo.fits_into(small_centre)
    with pytest.raises(DatabaseUnusableError, match="holds data already"):
        demo.create(small_centre)
    pd.testing.assert_frame_equal(before, small_centre.query("FROM interactions ORDER BY ALL"))
