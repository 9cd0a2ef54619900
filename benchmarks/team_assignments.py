"""How long the team's Assignments page waits for its rows.

    python benchmarks/team_assignments.py 10000

makes that many assignments (with four interactions each, openings, notes and outcomes) among 20 times as many
interactions of 5,000 agents, straight in SQL and in a temporary file, and asks as a supervisor of all for one page of
each filter: the median of the page's query and of its count, and how many match. A number nothing is filtered from is
counted first, with nothing but the viewer's scope, for comparison.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coaching import team_assignments
from coaching.database import Database
from coaching.people import VISIBLE_AGENTS
from coaching.status import Status
from coaching.team_assignments import Wanted

SUPERVISOR = "supervisor"
TODAY = date(2026, 11, 18)
ZONE = ZoneInfo("Europe/Berlin")
AGENTS = 5_000
INTERACTIONS_AN_ASSIGNMENT = 20
RUNS = 9

FILL = (
    f"""
    INSERT INTO people BY NAME
    SELECT 'agent-' || n AS person_id, 'agent-' || n || '@example.com' AS email, 'Agent ' || n AS name,
           'Team ' || n % 40 AS team, ['agent_dashboard', 'coaching_assignments'] AS permissions, TRUE AS listed
    FROM range({AGENTS}) agents(n)
    UNION ALL
    SELECT '{SUPERVISOR}', NULL, 'Supervisor', NULL,
           ['coaching_assignments', 'qa_functionalities', 'cross_team_access'], TRUE""",
    f"""
    INSERT INTO interactions BY NAME
    SELECT md5(n::VARCHAR) AS interaction_id, 'agent-' || n % {AGENTS} AS agent_id, 'chat' AS channel,
           FALSE AS evaluation_computed, FALSE AS sentiment_estimated, FALSE AS fatal
    FROM range($assignments * {INTERACTIONS_AN_ASSIGNMENT}) numbers(n)""",
    f"""
    INSERT INTO assignments BY NAME
    SELECT 'assignment-' || n AS assignment_id, 'Coaching ' || n AS name, 'agent-' || n % {AGENTS} AS agent_id,
           '{SUPERVISOR}' AS assigned_by, TIMESTAMP '2026-11-18' - to_hours((hash(n, 1) % 8760)::BIGINT) AS assigned_at,
           (assigned_at + INTERVAL 14 DAY)::DATE AS follow_up_on, repeat('Well done. ', 30) AS went_well,
           repeat('Try this. ', 30) AS work_on, ['Read it', 'Try it', 'Tell me'] AS action_plan,
           CASE WHEN hash(n, 2) % 30 = 0 THEN TIMESTAMP '2026-11-18' END AS withdrawn_at,
           CASE WHEN hash(n, 3) % 4 = 0 THEN 'group-' || hash(n, 4) % 50 END AS group_id
    FROM range($assignments) numbers(n)""",
    """
    INSERT INTO assignment_areas
    SELECT 'assignment-' || n, 'Area ' || hash(n, area) % 12, area
    FROM range($assignments) numbers(n), range(1, 3) areas(area)""",
    f"""
    INSERT INTO assignment_interactions
    SELECT 'assignment-' || n, md5((n % {AGENTS} + {AGENTS} * (hash(n, place) % 30))::VARCHAR),
           CASE WHEN place < 4 THEN 'marked' ELSE 'best_response' END, place
    FROM range($assignments) numbers(n), range(1, 5) places(place)""",
    """
    INSERT INTO openings
    SELECT ai.assignment_id, ai.interaction_id, a.agent_id, a.assigned_at + INTERVAL 1 DAY
    FROM assignments a JOIN assignment_interactions ai USING (assignment_id)
    WHERE hash(a.assignment_id) % 3 = 0 OR hash(ai.assignment_id, ai.position) % 3 = 0""",
    """
    INSERT INTO notes
    SELECT uuid()::VARCHAR, assignment_id, CASE WHEN hash(assignment_id, n) % 2 = 0 THEN agent_id ELSE assigned_by END,
           assigned_at + to_hours(n * 5), 'A note about it.'
    FROM assignments, range(3) notes(n)""",
    """
    INSERT INTO outcomes
    SELECT assignment_id, assigned_by, assigned_at + INTERVAL 15 DAY, 'continue_coaching', 'Better already.'
    FROM assignments WHERE hash(assignment_id, 9) % 3 = 0""",
)

UNFILTERED = f"""
    WITH {VISIBLE_AGENTS}
    SELECT count(*) AS total FROM assignments a WHERE a.agent_id IN (FROM visible_agents)"""

FILTERS = {
    "no filter": Wanted(),
    "status in progress": Wanted(status=Status.IN_PROGRESS),
    "withdrawn": Wanted(status="withdrawn"),
    "overdue only": Wanted(overdue=True),
    "agent or name": Wanted(text="gent 12"),
    "text that nothing has": Wanted(text="no such thing"),
    "team": Wanted(team="Team 7"),
    "coaching areas": Wanted(coaching_areas=["Area 1", "Area 2"]),
    "assigned in 28 days": Wanted(first_day=TODAY - timedelta(days=27)),
    "group assignments": Wanted(in_group=True),
    "all filters together": Wanted("gent 1", None, Status.IN_PROGRESS, ["Area 1"], TODAY - timedelta(300), TODAY, True),
}


def milliseconds(ask: Callable[[], object]) -> float:
    """The median of RUNS calls after a first one."""
    ask()
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


def report(database: Database) -> None:
    def page_of(wanted: Wanted, page: int = 1) -> int:
        asked = team_assignments.team_assignments(database, SUPERVISOR, wanted, TODAY, ZONE, page=page, size=25)
        return asked[1]

    plain = milliseconds(lambda: database.first(UNFILTERED, {"viewer": SUPERVISOR}))
    print(f"{'unfiltered count':24s}{'':>15s} median {plain:7.1f} ms")
    print(
        f"{'figures':24s}{'':>15s} median "
        f"{milliseconds(lambda: team_assignments.figures(database, SUPERVISOR, TODAY)):7.1f} ms"
    )
    for name, wanted in FILTERS.items():
        took = milliseconds(lambda wanted=wanted: page_of(wanted))
        print(f"{name:24s}{page_of(wanted):7,} match, median {took:7.1f} ms", flush=True)
    print(f"{'the last page':24s}{'':>15s} median {milliseconds(lambda: page_of(Wanted(), 10**6)):7.1f} ms")
    for name, choices in (("teams", team_assignments.teams), ("areas", team_assignments.coaching_areas)):
        took = milliseconds(lambda choices=choices: choices(database, SUPERVISOR))
        print(f"{'choices of ' + name:24s}{'':>15s} median {took:7.1f} ms")


def main() -> None:
    assignments = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        database = Database(str(Path(folder) / "centre.duckdb"))
        with database.transaction() as cursor:
            for insert in FILL:
                cursor.execute(insert, {"assignments": assignments} if "$assignments" in insert else {})
        print(
            f"{assignments:,} assignments among {assignments * INTERACTIONS_AN_ASSIGNMENT:,} interactions", flush=True
        )
        report(database)
        database.close()


if __name__ == "__main__":
    main()
