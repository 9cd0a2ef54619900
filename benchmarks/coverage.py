"""How long Coverage waits for its figures.

    python benchmarks/coverage.py 10000000 20000

makes that many interactions of 5,000 agents in a year, their daily totals by area, and that many assignments with four
interactions each and openings, straight in SQL and in a temporary file, and asks as a supervisor of all: the median of
each query, of what follows from it in pandas, and of all of it together, as the page does it.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pandas as pd

from coaching import coverage, interactions, team_assignments
from coaching.database import Database

SUPERVISOR = "supervisor"
TODAY, NOW = date(2026, 11, 18), datetime(2026, 11, 18, 12)
AGENTS, DAYS = 5_000, 365
RUNS = 7

FILL = (
    f"""
    INSERT INTO people BY NAME
    SELECT 'agent-' || n AS person_id, 'agent-' || n || '@example.com' AS email, 'Agent ' || n AS name,
           'Team ' || n % 40 AS team, ['agent_dashboard', 'coaching_assignments'] AS permissions, TRUE AS listed
    FROM range({AGENTS}) agents(n)
    UNION ALL
    SELECT CASE n WHEN 0 THEN '{SUPERVISOR}' ELSE 'supervisor-' || n END, NULL, 'Supervisor ' || n, NULL,
           ['coaching_assignments', 'coaching_monitor', 'qa_functionalities', 'cross_team_access'], TRUE
    FROM range(200) supervisors(n)""",
    "INSERT INTO forms BY NAME SELECT 'Service' AS form_id, 'Service' AS name, 75 AS pass_score",
    f"""
    INSERT INTO interactions BY NAME
    SELECT md5(n::VARCHAR) AS interaction_id, 'agent-' || n % {AGENTS} AS agent_id, 'chat' AS channel,
           'Service' AS form_id,
           TIMESTAMP '2026-11-18' - to_seconds(n * {DAYS * 86_400} // $interactions) AS started_at,
           60 + hash(n % {AGENTS}) % 25 + hash(n) % 11 AS kore_evaluation_score,
           FALSE AS evaluation_computed, FALSE AS sentiment_estimated, FALSE AS fatal
    FROM range($interactions) numbers(n)""",
    f"""
    INSERT INTO area_daily BY NAME
    SELECT 'agent-' || agent AS agent_id, 'chat' AS channel, 'Area ' || area AS coaching_area,
           DATE '2026-11-18' - day::INTEGER AS day, hash(agent, area, day) % 100 AS earned, 100 AS possible,
           5 AS interactions
    FROM range({AGENTS}) agents(agent), range(6) areas(area), range({DAYS}) passed(day)""",
    f"""
    INSERT INTO assignments BY NAME
    SELECT 'assignment-' || n AS assignment_id, 'Coaching ' || n AS name, 'agent-' || n % {AGENTS} AS agent_id,
           'supervisor-' || n % 200 AS assigned_by,
           TIMESTAMP '2026-11-18' - to_hours((hash(n, 1) % 8760)::BIGINT) AS assigned_at,
           (assigned_at + INTERVAL 14 DAY)::DATE AS follow_up_on, 'Well done.' AS went_well, 'Try this.' AS work_on,
           ['Read it'] AS action_plan, CASE WHEN hash(n, 2) % 30 = 0 THEN TIMESTAMP '2026-11-18' END AS withdrawn_at
    FROM range($assignments) numbers(n)""",
    """
    INSERT INTO assignment_areas
    SELECT 'assignment-' || n, 'Area ' || hash(n, area) % 6, area
    FROM range($assignments) numbers(n), range(1, 3) areas(area)""",
    f"""
    INSERT INTO assignment_interactions
    SELECT 'assignment-' || n, md5((n % {AGENTS} + {AGENTS} * (hash(n, place) % 30))::VARCHAR),
           CASE WHEN place < 4 THEN 'marked' ELSE 'best_response' END, place
    FROM range($assignments) numbers(n), range(1, 5) places(place)""",
    """
    INSERT INTO openings
    SELECT ai.assignment_id, ai.interaction_id, a.agent_id,
           a.assigned_at + to_hours((hash(ai.assignment_id, ai.position) % 300)::BIGINT)
    FROM assignments a JOIN assignment_interactions ai USING (assignment_id)
    WHERE hash(a.assignment_id) % 3 > 0 OR hash(ai.assignment_id, ai.position) % 3 = 0""",
)


def milliseconds(ask: Callable[[], object]) -> str:
    """The median and the most of RUNS calls after a first one."""
    ask()
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - start))
    return f"median {statistics.median(took):7.1f} ms, most {max(took):7.1f} ms"


def report(database: Database) -> None:
    newest = interactions.data_as_of(database)
    assert newest is not None
    period = coverage.window(newest)
    agents = coverage.agents(database, SUPERVISOR, period)
    assigned = coverage.assignments(database, SUPERVISOR, TODAY)
    areas = coverage.areas_of_assignments(database, SUPERVISOR)
    waits = coverage.waits(assigned[assigned["assigned_at"] >= pd.Timestamp("2026-08-20")], NOW)
    coached = coverage.with_coaching(agents, assigned)
    asked: dict[str, Callable[[], object]] = {
        "data as of": lambda: interactions.data_as_of(database),
        "agents": lambda: coverage.agents(database, SUPERVISOR, period),
        "assignments": lambda: coverage.assignments(database, SUPERVISOR, TODAY),
        "areas of assignments": lambda: coverage.areas_of_assignments(database, SUPERVISOR),
        "supervisors": lambda: team_assignments.supervisors(database, SUPERVISOR),
        "failing interactions": lambda: coverage.failing_interactions(database, SUPERVISOR, "agent-7", period),
        "the lists": lambda: (coverage.under_pass_score(coverage.with_coaching(agents, assigned)),
                              coverage.open_by_supervisor(assigned)),
        "flow, all and its curve": lambda: (coverage.flow(waits), coverage.finished_shares(waits)),
        "flow by supervisor": lambda: coverage.flow(waits, "assigned_by"),
        "flow by area": lambda: coverage.flow(waits.merge(areas, on="assignment_id"), "coaching_area"),
    }  # fmt: skip
    for name, ask in asked.items():
        print(f"{name:26s}{milliseconds(ask)}", flush=True)
    print(
        f"{len(agents):,} agents, {len(coverage.under_pass_score(coached)):,} under the pass score with nothing open; "
        f"{len(assigned):,} assignments in force, {int(assigned['open'].sum()):,} open"
    )


def main() -> None:
    asked = {
        "interactions": int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000,
        "assignments": int(sys.argv[2]) if len(sys.argv) > 2 else 20_000,
    }
    with tempfile.TemporaryDirectory() as folder:
        database = Database(str(Path(folder) / "centre.duckdb"))
        with database.transaction() as cursor:
            for insert in FILL:
                cursor.execute(insert, {name: value for name, value in asked.items() if f"${name}" in insert})
        print(f"{asked['interactions']:,} interactions, {asked['assignments']:,} assignments", flush=True)
        report(database)
        database.close()


if __name__ == "__main__":
    main()
