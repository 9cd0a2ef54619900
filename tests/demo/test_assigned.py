"""The assignments of the demo agree with its interactions, audits and openings."""

from datetime import timedelta

import pandas as pd
import pytest

from coaching.assignments.status import Status, is_overdue, status
from coaching.storage.database import Database
from tests.demo.demo_of_a_day import PROGRESS, TODAY, count


def test_assignments(database: Database) -> None:
    assignments = database.query("FROM assignments")
    assert len(assignments) == pytest.approx(180, abs=12)
    by_agent = assignments["agent_id"].value_counts()
    assert len(by_agent) == 60
    assert (by_agent >= 4).sum() >= 5
    assert assignments["assigned_at"].dt.day_of_week.max() < 5
    assert assignments["assigned_at"].dt.hour.between(9, 16).all()
    follow_up_on = pd.to_datetime(assignments["follow_up_on"])
    assert (follow_up_on - assignments["assigned_at"].dt.normalize()).dt.days.between(7, 14).all()
    assert follow_up_on.dt.day_of_week.max() < 5
    assert assignments["action_plan"].map(len).between(2, 5).all()
    assert set(assignments["follow_up_on"]) >= {TODAY, TODAY + timedelta(days=1)}
    supervisors = database.query("SELECT agent_id, supervisor_id FROM supervisions").set_index("agent_id")
    assert (assignments["agent_id"].map(supervisors["supervisor_id"]) == assignments["assigned_by"]).all()
    assert assignments["work_on"].nunique() > 0.95 * len(assignments)


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


def test_best_responses_meet_what_they_are_an_example_of(database: Database) -> None:
    scores = database.query("""
        SELECT i.kore_evaluation_score, i.fatal
        FROM assignment_interactions x JOIN interactions i USING (interaction_id)
        WHERE x.kind = 'best_response'""")
    assert scores["kore_evaluation_score"].min() >= 85
    assert not scores["fatal"].any()


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
