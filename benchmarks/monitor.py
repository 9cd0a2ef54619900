"""How long the Coaching monitor waits for its rows.

    python benchmarks/monitor.py 20000

makes that many assignments of 5,000 agents and the daily totals of 180 days, straight in SQL and in a temporary file:
two queues a day with 5 or 6 interactions each, six coaching areas, in no order at all. That is 10.8 million rows of
area_daily and 1.8 million of agent_daily, which stand for ten million interactions. The interactions themselves are not
made: the page reads only the instant of the newest one. Asks as a supervisor of all for one page of 25 of each filter,
with and without Compare, the median of nine calls, and for the whole export, of three. With Compare the changes of all
that match are counted and filtered, as far as they are no more than monitor.MOST_COMPARED.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coaching import monitor, saved_filters, spreadsheets
from coaching.database import Database
from coaching.monitor import Wanted
from coaching.ui import monitor_view

SUPERVISOR = "supervisor"
NEWEST = date(2026, 11, 18)
ZONE = ZoneInfo("Europe/Berlin")
AGENTS, DAYS, AREAS, QUEUES = 5_000, 180, 6, 2
SIZE = 25
RUNS, EXPORT_RUNS = 9, 3

FILL = (
    f"""
    INSERT INTO people BY NAME
    SELECT 'agent-' || n AS person_id, 'agent-' || n || '@example.com' AS email, 'Agent ' || n AS name,
           'Team ' || n % 40 AS team, ['agent_dashboard', 'coaching_assignments'] AS permissions, TRUE AS listed
    FROM range({AGENTS}) agents(n)
    UNION ALL
    SELECT '{SUPERVISOR}', NULL, 'Supervisor', NULL,
           ['coaching_assignments', 'coaching_monitor', 'cross_team_access'], TRUE""",
    f"""
    INSERT INTO assignments BY NAME
    SELECT 'assignment-' || n AS assignment_id, 'Coaching ' || n AS name, 'agent-' || n % {AGENTS} AS agent_id,
           '{SUPERVISOR}' AS assigned_by, TIMESTAMP '2026-11-18' - to_hours((hash(n, 1) % 4000)::BIGINT) AS assigned_at,
           (assigned_at + INTERVAL 14 DAY)::DATE AS follow_up_on, repeat('Well done. ', 30) AS went_well,
           repeat('Try this. ', 30) AS work_on, ['Read it', 'Try it', 'Tell me'] AS action_plan,
           CASE WHEN hash(n, 2) % 30 = 0 THEN TIMESTAMP '2026-11-18' END AS withdrawn_at
    FROM range($assignments) numbers(n)""",
    f"""
    INSERT INTO assignment_areas
    SELECT 'assignment-' || n, 'Area ' || (n + area) % {AREAS}, area
    FROM range($assignments) numbers(n), range(1, 3) areas(area)""",
    f"""
    INSERT INTO agent_daily BY NAME
    SELECT 'agent-' || agent AS agent_id, 'queue-' || (agent + queue) % 12 AS queue_id,
           CASE WHEN queue = 0 THEN 'chat' ELSE 'voice' END AS channel, DATE '2026-11-18' - day::INTEGER AS day,
           (5 + hash(agent, day, queue) % 2)::INTEGER AS interactions, interactions AS evaluated,
           interactions * (60.0 + hash(agent, day, queue, 1) % 40) AS evaluation_total, 0 AS audited, 0 AS audit_total,
           1 AS fails, 0 AS fatal
    FROM range({DAYS}) dates(day), range({AGENTS}) agents(agent), range({QUEUES}) queues(queue)
    ORDER BY hash(agent, day, queue, 2)""",
    f"""
    INSERT INTO area_daily BY NAME
    SELECT d.agent_id, d.queue_id, d.channel, 'Area ' || area AS coaching_area, d.day,
           d.interactions * 20.0 AS possible, possible * (50 + hash(d.agent_id, d.day, d.queue_id, area) % 50) / 100.0
               AS earned, d.interactions
    FROM agent_daily d, range({AREAS}) areas(area)
    ORDER BY hash(d.agent_id, d.day, d.queue_id, area, 3)""",
)

FILTERS = {
    "no filter": Wanted(),
    "assigned in 7 days": Wanted(first_day=NEWEST - timedelta(6), last_day=NEWEST),
    "assigned in 9 days": Wanted(first_day=NEWEST - timedelta(8), last_day=NEWEST),  # nearly monitor.MOST_COMPARED
    "assigned in 90 days": Wanted(first_day=NEWEST - timedelta(89), last_day=NEWEST),
    "follow-up in 7 days": Wanted("follow_up", NEWEST - timedelta(6), NEWEST),
    "coaching areas": Wanted(coaching_areas=("Area 1", "Area 2")),
    "team": Wanted(team="Team 7"),
    "three agents": Wanted(agents=("agent-7", "agent-77", "agent-777")),
}


def milliseconds(ask: Callable[[], object], runs: int = RUNS) -> float:
    """The median of `runs` calls after a first one."""
    ask()
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


def report(database: Database) -> None:
    def page_of(wanted: Wanted, compared: bool, page: int = 1) -> int:
        changes = monitor.changes_of_all(database, SUPERVISOR, wanted, NEWEST, ZONE) if compared else None
        if changes is not None:
            wanted = replace(wanted, assignments=monitor.assignments_read(changes, monitor.READINGS))
        rows, total = monitor.monitor(database, SUPERVISOR, wanted, NEWEST, ZONE, page=page, size=SIZE)
        if compared and changes is None:
            monitor.changes_of(database, SUPERVISOR, list(rows["assignment_id"]), NEWEST)
        return total

    print(f"{'':24s}{'':>14s} {'plain':>10s} {'compared':>10s}")
    for name, wanted in FILTERS.items():
        plain = milliseconds(lambda wanted=wanted: page_of(wanted, False))
        compared = milliseconds(lambda wanted=wanted: page_of(wanted, True))
        print(f"{name:24s}{page_of(wanted, False):8,} match {plain:7.0f} ms {compared:7.0f} ms", flush=True)
    last = milliseconds(lambda: page_of(Wanted(), True, 10**6))
    print(f"{'the last page':24s}{'':>14s} {'':>10s} {last:7.0f} ms")
    print(f"choices of the filters {milliseconds(lambda: monitor.choices(database, SUPERVISOR)):.0f} ms")
    saving = milliseconds(lambda: saved_filters.save(database, SUPERVISOR, "coaching-monitor", {"team": "Team 7"}))
    print(f"saving the filters {saving:.0f} ms")
    for compared in (False, True):
        frame = monitor_view.exported(database, SUPERVISOR, Wanted(), NEWEST, ZONE, compared)
        name = f"export of all, {len(frame):,} rows{', compared' if compared else ''}"
        made = milliseconds(
            lambda compared=compared: monitor_view.exported(database, SUPERVISOR, Wanted(), NEWEST, ZONE, compared),
            EXPORT_RUNS,
        )
        as_csv = milliseconds(lambda frame=frame: spreadsheets.csv(frame), EXPORT_RUNS)
        as_xlsx = milliseconds(lambda frame=frame: spreadsheets.xlsx(frame, "Monitor"), EXPORT_RUNS)
        print(f"{name}: rows {made:,.0f} ms, CSV {as_csv:,.0f} ms, XLSX {as_xlsx:,.0f} ms", flush=True)


def main() -> None:
    assignments = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        database = Database(str(Path(folder) / "centre.duckdb"))
        with database.transaction() as cursor:
            for insert in FILL:
                cursor.execute(insert, {"assignments": assignments} if "$assignments" in insert else {})
        stood_for = database.first("SELECT sum(interactions)::BIGINT AS n FROM agent_daily")
        assert stood_for is not None
        print(f"{assignments:,} assignments, totals of {stood_for['n']:,} interactions", flush=True)
        report(database)
        database.close()


if __name__ == "__main__":
    main()
