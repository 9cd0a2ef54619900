"""How fast an import is: on the shared data, against what DuckDB itself needs, and into a database that is large.

    python benchmarks/import_speed.py

All of it in one run, since only figures of one machine and one moment can be compared. Each is the best of some tries.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SHARED = ROOT.parent / "shared" / "data" / "quality-ai"

TRIES = 3
LARGE = 300_000
REQUIRED_A_SECOND = 1_500
ALLOWED_TIMES_DUCKDB = 3.0

# Reads every file and writes the rows that the import writes; what only this project does (sentiment, daily totals,
# checks, who is who) is left out.
READ_AND_WRITE = """
INSERT INTO forms SELECT name, name, pass_score, scoring_type FROM read_json('{folder}/evaluation_form.json');
INSERT INTO metrics SELECT m.metric_id, name, m.name, m.coaching_area, m.weight, m.negative_weight, m.fatal,
                           m.correct_response, 1
FROM (SELECT name, unnest(metrics) AS m FROM read_json('{folder}/evaluation_form.json'));
INSERT INTO people BY NAME
SELECT email AS person_id, email, name, team, supervisor_email AS supervisor_id, permissions, TRUE AS listed
FROM read_json('{folder}/people.json');
CREATE TEMP TABLE metadata AS FROM read_csv('{folder}/metadata.csv');
CREATE TEMP TABLE pages AS
SELECT unnest(results) AS r FROM read_json('{folder}/rawdata/*.json', maximum_object_size = 1000000000);
INSERT INTO queues SELECT DISTINCT r.Queues[1]."Queue ID", r.Queues[1]."Queue Name" FROM pages;
INSERT INTO interactions BY NAME
SELECT r."Conversation ID" AS interaction_id, r.Agents[1]."Agent Email" AS agent_id,
       r.Queues[1]."Queue ID" AS queue_id, m.channelType AS channel, r.contactDirection AS direction,
       r.Language AS language, r."Generated Intents"[1].topic AS topic, r."Conversation Start Time" AS started_at,
       r."Conversation End Time" AS ended_at, r."Evaluation Form Name" AS form_id, r."Pass Score" AS pass_score,
       r."Kore Evaluation Score" AS kore_evaluation_score, FALSE AS evaluation_computed,
       FALSE AS sentiment_estimated, r."Fatal Errors" > 0 AS fatal
FROM pages JOIN metadata m ON m.conversationId = r."Conversation ID";
INSERT INTO metric_results BY NAME
SELECT id AS interaction_id, m."Metric ID" AS metric_id, position, m.Qualification AS qualification,
       m."Metric Weight" AS weight, m."Metric Negative Weight" AS negative_weight, m.isFatalError AS fatal_error,
       m.justification[1].justification AS justification
FROM (SELECT r."Conversation ID" AS id, unnest(r.Metrics) AS m, generate_subscripts(r.Metrics, 1) AS position
      FROM pages);
INSERT INTO evidence BY NAME
SELECT id AS interaction_id, metric_id, make_timestamp(unnest(j.timestamp) * 1000) AS said_at,
       unnest(j.message_id) AS message_id
FROM (SELECT id, m."Metric ID" AS metric_id, unnest(m.justification) AS j
      FROM (SELECT r."Conversation ID" AS id, unnest(r.Metrics) AS m FROM pages));
INSERT INTO turns BY NAME
SELECT parse_filename(filename, TRUE) AS interaction_id, t.key::INTEGER AS position, t.value.type AS speaker,
       make_timestamp(t.value."timestamp" * 1000) AS said_at, t.value.text AS text
FROM (SELECT filename, unnest(map_entries(
        json::MAP(VARCHAR, STRUCT(type VARCHAR, text VARCHAR, "timestamp" BIGINT, "userId" VARCHAR)))) AS t
      FROM read_json_objects('{folder}/transcripts/*.json', filename = TRUE));
INSERT INTO audits BY NAME
SELECT conversation_id || auditor_email || audited_at AS audit_id, conversation_id AS interaction_id,
       auditor_email AS auditor_id, audited_at, supervisor_audit_score AS score
FROM read_json('{folder}/audits.json');
CREATE TEMP TABLE coached AS FROM read_json('{folder}/assignments.json');
INSERT INTO assignments BY NAME
SELECT assignment_id, name, agent_email AS agent_id, assigned_by, assigned_at, follow_up_on,
       feedback.went_well AS went_well, feedback.work_on AS work_on, action_plan FROM coached;
INSERT INTO assignment_areas SELECT assignment_id, unnest(coaching_areas), 1 FROM coached;
INSERT INTO assignment_interactions BY NAME
SELECT assignment_id, unnest(interactions) AS interaction_id, 'marked' AS kind, 1 AS position,
       agent_email AS agent_id FROM coached;
INSERT INTO assignment_interactions BY NAME
SELECT assignment_id, unnest(best_responses::VARCHAR[]) AS interaction_id, 'best_response' AS kind, 1 AS position
FROM coached;
"""
SYNTHETIC = f"""
INSERT INTO metrics SELECT 's-' || n, NULL, 'Metric ' || n, 'Area ' || n % 4, 10, 0, FALSE, 'YES', n FROM range(8) t(n);
INSERT INTO people BY NAME
SELECT 's' || n || '@example.com' AS person_id, person_id AS email, 'Person ' || n AS name,
       ['agent_dashboard', 'coaching_assignments'] AS permissions, FALSE AS listed
FROM range(500) t(n);
INSERT INTO interactions BY NAME
SELECT 's-' || n AS interaction_id, 's' || n % 500 || '@example.com' AS agent_id, 'q' AS queue_id, 'chat' AS channel,
       'inbound' AS direction, 'English' AS language, TIMESTAMP '2026-01-01' + to_seconds(n * 50) AS started_at,
       started_at + INTERVAL 300 SECOND AS ended_at, 70 AS pass_score, 60 AS kore_evaluation_score,
       FALSE AS evaluation_computed, 1 AS sentiment_score, FALSE AS sentiment_estimated, FALSE AS fatal
FROM range({LARGE}) t(n);
INSERT INTO metric_results BY NAME
SELECT 's-' || n AS interaction_id, 's-' || m AS metric_id, m AS position,
       CASE WHEN (n + m) % 3 = 0 THEN 'NO' ELSE 'YES' END AS qualification, 10 AS weight, 0 AS negative_weight,
       FALSE AS fatal_error FROM range({LARGE}) t(n), range(8) u(m);
INSERT INTO turns BY NAME
SELECT 's-' || n AS interaction_id, m AS position, 'agent' AS speaker,
       TIMESTAMP '2026-01-01' + to_seconds(n * 50 + m) AS said_at, 'Something was said.' AS text
FROM range({LARGE}) t(n), range(1, 13) u(m);
INSERT INTO evidence SELECT 's-' || n, 's-1', TIMESTAMP '2026-01-01' + to_seconds(n * 50 + 2), NULL, 2
FROM range({LARGE}) t(n);
"""


def report(empty: float, duckdb_alone: float, into_large: float, again: float) -> bool:
    """Prints the figures, from seconds; whether both requirements are met."""
    import duckdb

    conversations = len(list((SHARED / "transcripts").glob("*.json")))
    print(f"DuckDB {duckdb.__version__}, Python {sys.version.split()[0]}, {os.cpu_count()} cores, best of {TRIES}")
    print(f"{conversations:,} conversations with their turns, metrics, evidence and sentiment\n")
    for what, seconds in (
        ("import into an empty database", empty),
        (f"import into one of {LARGE:,} interactions", into_large),
        ("the same import again", again),
        ("DuckDB reads the files and writes the rows", duckdb_alone),
    ):
        print(f"{what:45} {seconds:6.2f} s {conversations / seconds:8,.0f} conversations/s")
    print(f"{'import / DuckDB alone':45} {empty / duckdb_alone:6.2f} times")
    met = conversations / empty >= REQUIRED_A_SECOND and empty <= ALLOWED_TIMES_DUCKDB * duckdb_alone
    print(f"\nrequired: {REQUIRED_A_SECOND:,}/s and {ALLOWED_TIMES_DUCKDB:g} times: {'met' if met else 'NOT MET'}")
    return met


def main() -> int:
    """Prints the figures; the exit code says whether both requirements are met."""
    from coaching.importers.run import import_paths
    from coaching.quality import daily_totals, stored_scores, transcript_words
    from coaching.storage.database import Database

    def timed(address: str, work: Callable[[Database], object]) -> float:
        database = Database(address)
        start = time.perf_counter()
        work(database)
        elapsed = time.perf_counter() - start
        database.close()
        return elapsed

    def load(database: Database) -> None:
        report = import_paths(database, [SHARED])
        assert not report.refusals, report.refusals[:3]

    def read_and_write(database: Database) -> None:
        with database.transaction() as cursor:
            cursor.execute(READ_AND_WRITE.format(folder=SHARED))

    def fill(database: Database) -> None:
        with database.transaction() as cursor:
            cursor.execute(SYNTHETIC)
            stored_scores.judge_areas(cursor, "interactions")
            daily_totals.rebuild(cursor)
            transcript_words.rebuild(cursor)

    with tempfile.TemporaryDirectory() as folder:
        fresh = iter(f"{folder}/{number}.duckdb" for number in range(1000))
        # In turns, so that a busy moment of the machine hits both.
        pairs = [(timed(next(fresh), load), timed(next(fresh), read_and_write)) for _ in range(TRIES)]
        empty, duckdb_alone = (min(times) for times in zip(*pairs, strict=True))
        into_large, again = [], []
        for _ in range(TRIES):
            large = next(fresh)
            timed(large, fill)
            into_large.append(timed(large, load))
            again.append(timed(large, load))
            Path(large).unlink()

    return 0 if report(empty, duckdb_alone, min(into_large), min(again)) else 1


if __name__ == "__main__":
    sys.exit(main())
