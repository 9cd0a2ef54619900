"""How long suggesting best responses takes in a large centre.

    python benchmarks/best_responses.py 1000000

makes a centre of that many interactions over two years in a temporary file (about 0.5 GB and a minute or two a
million; TMPDIR says where), each with 12 metric results and 8 turns, and times suggest() for a supervisor of all.
A second argument names a file to keep: it is
used again where it holds a centre already. The identifiers are in no order, as the worst exports have them.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coaching import scores
from coaching.best_responses import suggest
from coaching.database import Database
from coaching.interactions import data_as_of

SUPERVISOR = "supervisor"
INTERACTIONS_A_BATCH = 250_000
RUNS = 7

PEOPLE = f"""
    INSERT INTO people BY NAME
    SELECT 'agent-' || n AS person_id, 'Agent ' || n AS name,
           ['agent_dashboard', 'coaching_assignments'] AS permissions, TRUE AS listed
    FROM range(5000) agents(n)
    UNION ALL
    SELECT '{SUPERVISOR}', 'Supervisor', ['coaching_assignments', 'qa_functionalities', 'cross_team_access'], TRUE"""

METRICS = """
    INSERT INTO metrics BY NAME
    SELECT 'metric-' || n AS metric_id, 'Metric ' || n AS name, 'Area ' || n // 3 AS coaching_area, 10 AS weight,
           0 AS negative_weight, FALSE AS fatal, 'YES' AS expected_response, n AS position
    FROM range(12) metrics(n)"""

# Interaction n of $first to $behind - 1, out of $total. Five bits of its hash decide one thing.
NUMBERED = """
    (SELECT n, hash(n) AS bits, md5(n::VARCHAR) AS interaction_id,
            TIMESTAMP '2025-01-01' + to_seconds((n * 730 * 86400 // $total)::BIGINT) AS started_at
     FROM range($first, $behind) numbers(n))"""

INTERACTIONS = f"""
    INSERT INTO interactions BY NAME
    SELECT interaction_id, 'agent-' || bits % 5000 AS agent_id, 'queue-' || hash(n, 1) % 40 AS queue_id,
           'chat' AS channel, 'Topic ' || hash(n, 2) % 80 AS topic, started_at,
           started_at + INTERVAL 5 MINUTE AS ended_at, 70 AS pass_score,
           40 + hash(n, 3) % 61 AS kore_evaluation_score, FALSE AS evaluation_computed,
           CASE WHEN hash(n, 4) % 20 = 0 THEN 40 + hash(n, 5) % 61 END AS supervisor_audit_score,
           FALSE AS sentiment_estimated, hash(n, 6) % 50 = 0 AS fatal
    FROM {NUMBERED}"""

METRIC_RESULTS = f"""
    INSERT INTO metric_results BY NAME
    SELECT interaction_id, 'metric-' || metric AS metric_id, metric AS position,
           CASE WHEN chance < 26 THEN 'YES' WHEN chance < 29 THEN 'NO' ELSE 'NA' END AS qualification,
           10 AS weight, 0 AS negative_weight, FALSE AS fatal_error, 'Because of rule ' || metric AS justification
    FROM (SELECT interaction_id, metric, (bits >> (metric * 5)) & 31 AS chance
          FROM (SELECT *, unnest(range(12)) AS metric FROM {NUMBERED}))"""

PHRASES = """
    CREATE TEMP TABLE phrases AS
    SELECT list(words ORDER BY n) AS phrases
    FROM (SELECT n, concat_ws(' ', 'word' || hash(n, 1) % 3000, 'word' || hash(n, 2) % 3000,
                              'word' || hash(n, 3) % 3000, 'word' || hash(n, 4) % 3000) AS words
          FROM range(2048) numbers(n))"""

TURNS = f"""
    INSERT INTO turns BY NAME
    SELECT interaction_id, turn + 1 AS position, CASE turn % 2 WHEN 0 THEN 'customer' ELSE 'agent' END AS speaker,
           started_at + to_seconds(turn * 20) AS said_at,
           phrases[1 + (bits >> (turn * 5) & 2047)::INTEGER] || ' '
               || phrases[1 + (bits >> (turn * 5 + 3) & 2047)::INTEGER] AS text
    FROM (SELECT *, unnest(range(8)) AS turn FROM {NUMBERED}), phrases"""

MARKED = """
    SELECT interaction_id FROM interactions
    WHERE NOT fatal AND started_at < (SELECT max(started_at) - INTERVAL 5 DAY FROM interactions)
    ORDER BY started_at DESC LIMIT 3"""


def fill(database: Database, interactions: int) -> None:
    with database.transaction() as cursor:
        cursor.execute(PEOPLE)
        cursor.execute(METRICS)
    for first in range(0, interactions, INTERACTIONS_A_BATCH):
        behind = min(first + INTERACTIONS_A_BATCH, interactions)
        with database.transaction() as cursor:
            cursor.execute(PHRASES)
            for insert in (INTERACTIONS, METRIC_RESULTS, TURNS):
                cursor.execute(insert, {"first": first, "behind": behind, "total": interactions})
            cursor.execute("DROP TABLE phrases")
    with database.transaction() as cursor:
        scores.judge_areas(cursor, "interactions")


def milliseconds(
    database: Database, viewer: str, marked: Sequence[str], areas: Sequence[str]
) -> tuple[list[float], int]:
    """Each of RUNS calls after a first one that loads what is loaded once, and the number of suggestions."""
    found = len(suggest(database, viewer, marked, areas, 5))
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        suggest(database, viewer, marked, areas, 5)
        took.append(1000 * (time.perf_counter() - start))
    return took, found


def report(database: Database) -> None:
    marked = database.query(MARKED)["interaction_id"].tolist()
    with database.transaction() as cursor:
        cursor.execute(
            "UPDATE interactions SET queue_id = 'queue-empty' WHERE interaction_id = $interaction",
            {"interaction": marked[2]},
        )
    for what, viewer, interactions, areas in (
        ("one interaction", SUPERVISOR, marked[:1], ["Area 0", "Area 1"]),
        ("two, of two queues", SUPERVISOR, marked[:2], ["Area 0"]),
        ("one, only its topic has candidates", SUPERVISOR, marked[2:], ["Area 0"]),
        ("a stranger asks", "stranger", marked[:1], ["Area 0"]),
    ):
        took, found = milliseconds(database, viewer, interactions, areas)
        print(
            f"{what:36s}{found:2d} found, median {statistics.median(took):7.1f} ms, most {max(took):7.1f} ms",
            flush=True,
        )


def main() -> None:
    interactions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sys.argv[2] if len(sys.argv) > 2 else str(Path(folder) / "centre.duckdb"))
        if data_as_of(database) is None:
            start = time.perf_counter()
            fill(database, interactions)
            print(f"{interactions:,} interactions made in {time.perf_counter() - start:.0f} s", flush=True)
        report(database)
        database.close()


if __name__ == "__main__":
    main()
