"""Who is coached and who is not: agents under the pass score, their assignments, and both computed another way."""

import math
from datetime import date, timedelta

import pandas as pd
import pytest

from coaching.assignments import assignments, discussion
from coaching.assignments.status import Status, status
from coaching.measuring import coverage
from coaching.people import visibility
from coaching.quality import interactions
from coaching.storage.database import Database
from coaching.words.days import Period, utc_now
from coaching.words.formatting import as_shown
from tests.centre import reattribute

ANA, BEN, CLEO, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "cleo", "sam", "lee", "kim"))
TODAY = date.today()


def run(database: Database, *statements: str) -> None:
    with database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def now_period(database: Database) -> Period:
    newest = interactions.data_as_of(database)
    assert newest is not None
    return coverage.window(newest)


def standing(database: Database, viewer: str = KIM) -> pd.DataFrame:
    found = coverage.agents(database, viewer, now_period(database))
    return coverage.with_coaching(found, coverage.assignments(database, viewer, TODAY))


def more_interactions(database: Database, agent: str, scores: list[float | None], days_ago: float = 0) -> None:
    """Interactions of the form whose pass score is 70, a minute after each other, so long before the newest one."""
    with database.transaction() as cursor:
        for place, score in enumerate(scores):
            cursor.execute(
                "INSERT INTO interactions BY NAME SELECT * REPLACE ($key AS interaction_id, $agent AS agent_id, "
                "$score AS kore_evaluation_score, started_at - to_seconds($before) AS started_at) "
                "FROM interactions WHERE interaction_id = 'c-cleo-2'",
                {
                    "key": f"more-{agent}-{days_ago}-{place}",
                    "agent": agent,
                    "score": score,
                    "before": days_ago * 86_400 + 60 * (len(scores) - place),
                },
            )


def test_the_agents_with_their_columns(small_centre: Database) -> None:
    more_interactions(small_centre, ANA, [50.0, 60.0, None])
    more_interactions(small_centre, ANA, [0.0] * 9, days_ago=29)
    rows = coverage.agents(small_centre, SAM, now_period(small_centre))
    assert list(rows.columns) == [
        "agent_id", "agent_name", "team", "interactions", "judged", "score", "pass_score", "lowest_area",
        "lowest_area_score",
    ]  # fmt: skip
    assert rows["agent_name"].tolist() == ["Ana Alves", "Ben Bauer"]
    assert rows["agent_id"].tolist() == [ANA, BEN]
    assert rows["interactions"].tolist() == [6, 1]
    assert rows["judged"].tolist() == [5, 1]  # without a score it is not judged
    assert rows["score"].tolist() == [50.0, 90.0]
    assert rows["pass_score"].tolist() == [70.0, 70.0]
    assert rows["lowest_area"].tolist() == ["Compliance", "Etiquette"]
    assert rows["lowest_area_score"].tolist() == [50.0, 0.0]
    assert str(rows["score"].dtype) == "float64"
    assert str(rows["judged"].dtype) == "int32"


def test_the_window_is_28_days_up_to_the_newest_with_data(small_centre: Database) -> None:
    newest = interactions.data_as_of(small_centre)
    assert newest is not None
    period = coverage.window(newest)
    assert (period.last, period.days) == (newest.date(), 28)
    run(
        small_centre,
        f"UPDATE interactions SET started_at = '{period.first} 00:00:00' WHERE interaction_id = 'c-ben-1'",
    )
    assert coverage.agents(small_centre, SAM, period)["interactions"].tolist() == [3, 1]
    run(small_centre, "UPDATE interactions SET started_at = started_at - INTERVAL 1 SECOND "
                      "WHERE interaction_id = 'c-ben-1'")  # fmt: skip
    assert coverage.agents(small_centre, SAM, period)["agent_id"].tolist() == [ANA]


def test_an_interactions_own_pass_score_wins_and_without_any_it_is_not_judged(small_centre: Database) -> None:
    run(small_centre, "UPDATE interactions SET pass_score = 95 WHERE interaction_id = 'c-ben-1'")
    rows = coverage.agents(small_centre, SAM, now_period(small_centre)).set_index("agent_id")
    assert rows.loc[BEN, "pass_score"] == 95
    run(small_centre, "UPDATE forms SET pass_score = NULL")
    rows = coverage.agents(small_centre, SAM, now_period(small_centre)).set_index("agent_id")
    assert (rows.loc[ANA, "judged"], rows.loc[BEN, "judged"]) == (0, 1)
    assert math.isnan(rows.loc[ANA, "score"])


def test_who_is_under_the_pass_score_with_nothing_open_worst_first(small_centre: Database) -> None:
    more_interactions(small_centre, BEN, [60.0] * 4)  # 66 of 70
    more_interactions(small_centre, ANA, [0.0] * 4)
    more_interactions(small_centre, CLEO, [0.0] * 2)  # 4 judged in all: too few
    assert coverage.under_pass_score(standing(small_centre)).empty  # all have something open
    assert coverage.not_judged(standing(small_centre)) == 1
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    assert coverage.under_pass_score(standing(small_centre))["agent_id"].tolist() == [BEN]
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP")
    found = coverage.under_pass_score(standing(small_centre))
    assert found["agent_id"].tolist() == [ANA, BEN]
    assert found["below_by"].round(9).tolist() == [50.0, 4.0]
    more_interactions(small_centre, CLEO, [0.0], days_ago=1)
    assert coverage.under_pass_score(standing(small_centre))["agent_id"].tolist() == [ANA, CLEO, BEN]
    assert coverage.under_pass_score(standing(small_centre, SAM))["agent_id"].tolist() == [ANA, BEN]


def test_at_the_pass_score_is_not_under_it(small_centre: Database) -> None:
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP",
        "UPDATE interactions SET kore_evaluation_score = 70 WHERE agent_id = 'ben@example.com'")  # fmt: skip
    more_interactions(small_centre, BEN, [70.0, 60.0, 80.0, 70.0])
    assert coverage.under_pass_score(standing(small_centre)).empty


def test_never_coached(small_centre: Database) -> None:
    assert coverage.never_coached(standing(small_centre)).empty
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE agent_id <> 'cleo@example.com'")
    more_interactions(small_centre, BEN, [50.0] * 5)
    found = coverage.never_coached(standing(small_centre))
    assert found["agent_id"].tolist() == [BEN, ANA]  # Ana has too few to be judged
    run(small_centre, "DELETE FROM interactions WHERE agent_id = 'ana@example.com'")
    assert coverage.never_coached(standing(small_centre))["agent_id"].tolist() == [BEN]


@pytest.mark.storage
def test_failing_interactions_newest_first(small_centre: Database) -> None:
    period = now_period(small_centre)
    assert coverage.interactions_below_pass_score(small_centre, SAM, ANA, period) == ["c-ana-2", "c-ana-1"]
    assert coverage.interactions_below_pass_score(small_centre, SAM, BEN, period) == []
    assert coverage.interactions_below_pass_score(small_centre, SAM, CLEO, period) == []
    more_interactions(small_centre, ANA, [1.0] * 9, days_ago=1)
    found = coverage.interactions_below_pass_score(small_centre, SAM, ANA, period)
    assert found == ["c-ana-2", "c-ana-1", *(f"more-{ANA}-1-{place}" for place in (8, 7, 6))]


def test_assignments_with_their_columns(small_centre: Database) -> None:
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    run(small_centre, "INSERT INTO openings SELECT * REPLACE (opened_at + INTERVAL 1 HOUR AS opened_at) FROM openings",
        "INSERT INTO openings VALUES ('ca-ana', 'c-ana-2', 'sam@example.com', '2026-01-01')",
        "INSERT INTO openings VALUES ('ca-ana', 'c-ana-3', 'ana@example.com', '2026-01-01')")  # fmt: skip
    rows = coverage.assignments(small_centre, SAM, TODAY)
    assert list(rows.columns) == [
        "assignment_id", "agent_id", "team", "assigned_by", "assigned_at", "follow_up_on", "status", "open", "live",
        "overdue", "first_reviewed_at", "completed_at", "over_at",
    ]  # fmt: skip
    assert rows["assignment_id"].tolist() == ["ca-ana-old", "ca-ben", "ca-ana"]
    assert rows["status"].tolist() == [Status.NOT_STARTED, Status.COMPLETED, Status.IN_PROGRESS]
    assert rows["open"].tolist() == [True, False, True]
    assert rows["overdue"].tolist() == [True, False, False]
    assert rows["first_reviewed_at"].isna().tolist() == [True, False, False]
    assert rows["completed_at"].isna().tolist() == [True, False, True]
    first = rows["first_reviewed_at"].iloc[1]
    assert first == rows["completed_at"].iloc[1]  # the second opening of the same one counts nothing
    assert abs(first - utc_now()) < timedelta(minutes=1)


def test_what_has_an_outcome_is_neither_open_nor_overdue_and_waits_no_longer(small_centre: Database) -> None:
    before = coverage.open_by_supervisor(coverage.assignments(small_centre, SAM, TODAY))
    assert (before["open_assignments"].tolist(), before["overdue"].tolist()) == ([3], [1])
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "training", "A course.", TODAY)
    rows = coverage.assignments(small_centre, SAM, TODAY).set_index("assignment_id")
    assert (rows.loc["ca-ana-old", "open"], rows.loc["ca-ana-old", "overdue"]) == (False, False)
    assert rows.loc["ca-ana-old", "status"] == Status.NOT_STARTED
    after = coverage.open_by_supervisor(rows.reset_index())
    assert (after["open_assignments"].tolist(), after["overdue"].tolist()) == ([2], [0])
    more_interactions(small_centre, ANA, [0.0] * 4)
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    assert coverage.under_pass_score(standing(small_centre))["agent_id"].tolist() == [ANA]  # nothing is open any more
    waits = coverage.waits(rows.reset_index(), utc_now() + timedelta(days=30))
    concluded = waits[waits["assignment_id"] == "ca-ana-old"]
    assert concluded["waited"].round(1).tolist() == [20.0, 20.0]  # until the outcome
    assert concluded["waiting"].tolist() == [False, False]
    assert coverage.flow(waits)["completion_waiting"].tolist() == [2]


def test_withdrawn_ones_count_nowhere(small_centre: Database) -> None:
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    assert coverage.assignments(small_centre, SAM, TODAY)["assignment_id"].tolist() == ["ca-ana-old", "ca-ben"]
    assert "ca-ana" not in coverage.areas_of_assignments(small_centre, SAM)["assignment_id"].tolist()


def test_an_interaction_that_is_somebody_elses_now_does_not_count(small_centre: Database) -> None:
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-cleo-1")
    reattribute(small_centre, "c-ana-2", "ben@example.com")
    rows = coverage.assignments(small_centre, SAM, TODAY).set_index("assignment_id")
    assert rows.loc["ca-ana", "status"] == Status.COMPLETED


def test_open_by_supervisor(small_centre: Database) -> None:
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    rows = coverage.open_by_supervisor(coverage.assignments(small_centre, KIM, TODAY))
    assert list(rows.columns) == ["assigned_by", "open_assignments", "overdue", "agents", "oldest_at"]
    assert rows["assigned_by"].tolist() == [SAM, LEE]
    assert rows["open_assignments"].tolist() == [2, 1]
    assert rows["overdue"].tolist() == [1, 0]
    assert rows["agents"].tolist() == [1, 1]
    assert (utc_now() - rows["oldest_at"].iloc[0]).days == 20


def test_nothing_assigned_at_all(small_centre: Database) -> None:
    run(small_centre, "DELETE FROM assignments")
    none = coverage.assignments(small_centre, KIM, TODAY)
    assert coverage.open_by_supervisor(none).empty
    assert coverage.never_coached(standing(small_centre))["agent_id"].tolist() == [ANA, BEN, CLEO]
    waits = coverage.waits(none, utc_now())
    assert coverage.flow(waits).empty
    assert coverage.flow(waits, "assigned_by").empty


def standing_in_pandas(database: Database, viewer: str, day: date) -> tuple[dict[str, float], dict[str, str]]:
    """Of each visible agent with five judged interactions how far the pass score is missed; of each assignment its
    status, row by row."""
    visible = set(visibility.agents_visible_to(database, viewer)["agent_id"])
    tables = {name: database.query(f"FROM {name}") for name in ("interactions", "forms", "assignments",
                                                              "assignment_interactions", "openings")}  # fmt: skip
    found = tables["interactions"].merge(tables["forms"][["form_id", "pass_score"]], on="form_id", how="left",
                                         suffixes=("", "_of_form"))  # fmt: skip
    found["passes_at"] = found["pass_score"].fillna(found["pass_score_of_form"])
    started = pd.to_datetime(found["started_at"])
    recent = found[(started >= pd.Timestamp(day) - pd.Timedelta(days=27)) & found["agent_id"].isin(visible)]
    judged = recent.dropna(subset=["kore_evaluation_score", "passes_at"])
    below = {}
    for agent, of_agent in judged.groupby("agent_id"):
        if len(of_agent) >= 5:
            below[str(agent)] = as_shown(
                as_shown(of_agent["passes_at"].mean()) - as_shown(of_agent["kore_evaluation_score"].mean())
            )
    owner = dict(zip(tables["interactions"]["interaction_id"], tables["interactions"]["agent_id"], strict=True))
    states = {}
    for row in tables["assignments"].itertuples():
        if row.agent_id not in visible or not pd.isna(row.withdrawn_at):
            continue
        parts = tables["assignment_interactions"]
        parts = parts[parts["assignment_id"] == row.assignment_id]
        belonging = {
            part.interaction_id
            for part in parts.itertuples()
            if part.interaction_id in owner
            and (part.kind == "best_response" or owner[part.interaction_id] == row.agent_id)
        }
        opened = tables["openings"]
        opened = opened[(opened["assignment_id"] == row.assignment_id) & (opened["person_id"] == row.agent_id)]
        states[row.assignment_id] = status(len(belonging & set(opened["interaction_id"])), len(belonging))
    return below, {key: str(state) for key, state in states.items()}


def check_against_pandas(database: Database, viewer: str) -> tuple[int, int]:
    newest = interactions.data_as_of(database)
    assert newest is not None
    below, states = standing_in_pandas(database, viewer, newest.date())
    assigned = coverage.assignments(database, viewer, TODAY)
    assert dict(zip(assigned["assignment_id"], assigned["status"], strict=True)) == states
    agents = coverage.with_coaching(coverage.agents(database, viewer, coverage.window(newest)), assigned)
    judged = agents.dropna(subset="below_by").set_index("agent_id")["below_by"].to_dict()
    assert judged == pytest.approx(below)
    busy = set(assigned[assigned["status"] != Status.COMPLETED]["agent_id"])
    expected = {agent for agent, points in below.items() if points > 0 and agent not in busy}
    assert set(coverage.under_pass_score(agents)["agent_id"]) == expected
    assert set(coverage.never_coached(agents)["agent_id"]) == set(agents["agent_id"]) - set(assigned["agent_id"])
    return len(judged), len(states)


def test_the_lists_computed_another_way(small_centre: Database) -> None:
    more_interactions(small_centre, ANA, [10.0, 20.0, None, 30.0])
    more_interactions(small_centre, BEN, [50.0] * 6, days_ago=3)
    more_interactions(small_centre, CLEO, [99.0] * 6)
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    assert check_against_pandas(small_centre, KIM) == (3, 4)
    assert check_against_pandas(small_centre, SAM) == (2, 3)


def test_the_lists_of_the_real_chats_computed_another_way(shared_centre: Database) -> None:
    supervisors = shared_centre.query("""
        SELECT p.person_id FROM people p JOIN supervisions s ON s.supervisor_id = p.person_id
        WHERE list_has_all(p.permissions, ['coaching_assignments', 'coaching_monitor'])
        GROUP BY p.person_id ORDER BY count(*) DESC, p.person_id""")["person_id"]
    judged, assigned = check_against_pandas(shared_centre, supervisors.iloc[0])
    assert judged + assigned > 0
