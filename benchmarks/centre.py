"""A contact centre of any size, made straight in SQL: what every benchmark asks.

    python -m benchmarks.centre FILE 10000000

fills an empty file with that many interactions of 180 days. Everything else follows from their number: an agent for
every 2,000 (5,000 agents at ten million), 40 queues, 12 metric results an interaction in six coaching areas, four
assignments an agent, an audit of one interaction in 20, transcripts of 17 turns for one interaction in 17 (among them
all that are marked for coaching), so ten million turns at ten million interactions, their index of words, and daily
totals. So an agent has the same day's work in a small centre as in a large one, and what a query costs more in
the large one is the price of size alone.

Identifiers are in no order, as the worst exports have them, and neighbouring interactions belong to different agents.
"""

import argparse
import hashlib
import sys
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import duckdb

from benchmarks.serving import Page
from coaching.quality import daily_totals, transcript_words
from coaching.quality.scoring import AREAS_AS_TEXT
from coaching.storage.database import Database

SUPERVISOR = "supervisor"  # of everybody
TEAM_LEAD = "lead-1"  # of one team of 25
AGENT = "agent-7"
LEAD_OF_AGENT = "lead-0"
AGENT_EMAIL, SUPERVISOR_EMAIL = f"{AGENT}@example.com", f"{SUPERVISOR}@example.com"
ASSIGNMENT = "assignment-7"  # one of AGENT's
NEWEST = datetime(2026, 11, 18, 20)
DAYS = 180
INTERACTIONS_AN_AGENT = 2_000
ASSIGNMENTS_AN_AGENT = 4
ROUNDS_A_TRANSCRIPT = 17
TURNS = 17
AGENTS_A_TEAM = 25
METRICS, AREAS = 12, 6
INTERACTIONS_A_BATCH = 500_000

# Interaction n of round n / agents belongs to agent n % agents; bits decide by chance, the same in every run. A metric
# result adheres, fails or does not apply by five bits of its own.
_CHANCES = [f"(bits >> {metric * 5} & 31)" for metric in range(METRICS)]
_METRICS_OF = [range(area * METRICS // AREAS, (area + 1) * METRICS // AREAS) for area in range(AREAS)]


def _how_many(condition: str, metrics: Iterable[int] = range(METRICS)) -> str:
    """How many of these metrics have a `chance` for which the condition holds, in SQL."""
    return " + ".join(f"({condition.format(chance=_CHANCES[metric])})::INTEGER" for metric in metrics)


def _areas(condition: str) -> str:
    """The areas with a metric for which the condition holds, one bit for each, in SQL."""
    return " | ".join(
        f"(({_how_many(condition, metrics)} > 0)::INTEGER << {area})" for area, metrics in enumerate(_METRICS_OF)
    )


ADHERES, FAILS, APPLIES = "{chance} < 24", "{chance} BETWEEN 24 AND 28", "{chance} < 29"

# The interactions of a few days, from which all tables are filled: DuckDB makes numbers on one core and reads tables on
# all.
MADE = f"""
    CREATE OR REPLACE TEMP TABLE made AS
    SELECT n, n // $agents AS round, n % $agents AS agent, hash(n) AS bits, md5(n::VARCHAR) AS interaction_id,
           'agent-' || agent AS agent_id, 'queue-' || (agent + hash(n, 1) % 2) % 40 AS queue_id,
           CASE hash(n, 1) % 2 WHEN 0 THEN 'chat' ELSE 'voice' END AS channel, 'Topic ' || hash(n, 2) % 80 AS topic,
           TIMESTAMP '{NEWEST}' - to_seconds((($total - 1 - n) * {DAYS * 86_400} // $total)::BIGINT) AS started_at,
           {_how_many(ADHERES)} AS adhered, {_how_many(APPLIES)} AS applied,
           {_areas(ADHERES)} AS met, {_areas(FAILS)} AS failed
    FROM range($first, $behind) numbers(n)"""

PEOPLE = (
    f"""
    INSERT INTO people BY NAME
    SELECT 'agent-' || n AS person_id, 'agent-' || n || '@example.com' AS email, 'Agent ' || n AS name,
           'Team ' || n // {AGENTS_A_TEAM} AS team, 'lead-' || n // {AGENTS_A_TEAM} AS supervisor_id,
           [] AS source_ids, ['agent_dashboard', 'coaching_assignments'] AS permissions, TRUE AS listed
    FROM range($agents) agents(n)
    UNION ALL
    SELECT 'lead-' || n, 'lead-' || n || '@example.com', 'Lead ' || n, 'Team ' || n, NULL, [],
           ['coaching_assignments', 'coaching_monitor', 'qa_functionalities'], TRUE
    FROM range($agents // {AGENTS_A_TEAM}) leads(n)
    UNION ALL
    SELECT '{SUPERVISOR}', '{SUPERVISOR_EMAIL}', 'Supervisor', NULL, NULL, [],
           ['coaching_assignments', 'coaching_monitor', 'qa_functionalities', 'cross_team_access'], TRUE""",
    f"""
    INSERT INTO supervisions
    SELECT 'lead-' || n // {AGENTS_A_TEAM}, 'agent-' || n FROM range($agents) agents(n)""",
    "INSERT INTO queues SELECT 'queue-' || n, 'Queue ' || n FROM range(40) queues(n)",
    "INSERT INTO forms BY NAME SELECT 'Service' AS form_id, 'Service' AS name, 70 AS pass_score",
    f"""
    INSERT INTO metrics BY NAME
    SELECT 'metric-' || n AS metric_id, 'Service' AS form_id, 'Does thing ' || n AS name,
           'Area ' || n // {METRICS // AREAS} AS coaching_area, 10 AS weight, 0 AS negative_weight, n = 11 AS fatal,
           'YES' AS expected_response, n AS position
    FROM range({METRICS}) metrics(n)""",
)

# Which areas 0 to 63 stand for: one bit for each.
_AREA_LISTS = f"""
    (SELECT list(['Area ' || area FOR area IN range({AREAS}) IF bits >> area & 1 = 1] ORDER BY bits) AS lists
     FROM range({2**AREAS}) masks(bits))"""

# What the metric results of an interaction add up to, in the same words as scores.judge_areas.
INTERACTIONS = f"""
    INSERT INTO interactions BY NAME
    SELECT interaction_id, agent_id, queue_id, channel, 'inbound' AS direction, 'English' AS language, topic,
           started_at, started_at + INTERVAL 340 SECOND AS ended_at, 'Service' AS form_id, 70 AS pass_score,
           coalesce(100 * adhered / nullif(applied, 0), 0) AS kore_evaluation_score,
           FALSE AS evaluation_computed,
           CASE WHEN hash(n, 4) % 20 = 0 THEN 40 + hash(n, 5) % 61 END AS supervisor_audit_score,
           hash(n, 6) % 80 / 10 - 4 AS sentiment_score, FALSE AS sentiment_estimated, FALSE AS fatal,
           lists[1 + met] AS met_areas, lists[1 + failed] AS failed_areas,
           {AREAS_AS_TEXT.format(areas="lists[1 + failed]")} AS failed_areas_text
    FROM made, {_AREA_LISTS}"""

# Joined with rows that are in order: DuckDB makes each metric of a few thousand rows, then the next of the same rows.
METRIC_RESULTS = f"""
    INSERT INTO metric_results BY NAME
    SELECT interaction_id, metric_id, position, weight, 0 AS negative_weight, FALSE AS fatal_error, justification,
           CASE WHEN {ADHERES} THEN 'YES' WHEN {FAILS} THEN 'NO' ELSE 'NA' END AS qualification
    FROM (SELECT interaction_id, bits >> position * 5 & 31 AS chance, metric_id, position, weight, justification
          FROM made, (
              SELECT metric_id, position, weight,
                     'The agent was judged by what rule ' || position || ' says.' AS justification
              FROM metrics))""".replace("{chance}", "chance")

# One for each audit score.
AUDITS = f"""
    INSERT INTO audits BY NAME
    SELECT 'audit-' || n AS audit_id, interaction_id, 'lead-' || agent // {AGENTS_A_TEAM} AS auditor_id,
           least(started_at + INTERVAL 1 DAY, TIMESTAMP '{NEWEST}') AS audited_at, 40 + hash(n, 5) % 61 AS score
    FROM made WHERE hash(n, 4) % 20 = 0"""

# Messages are put together from 2,048 phrases.
PHRASES = """
    CREATE OR REPLACE TEMP TABLE phrases AS
    SELECT list(words ORDER BY n) AS phrases
    FROM (SELECT n, concat_ws(' ', 'word' || hash(n, 1) % 3000, 'word' || hash(n, 2) % 3000,
                              'word' || hash(n, 3) % 3000, 'word' || hash(n, 4) % 3000) AS words
          FROM range(2048) numbers(n))"""

TRANSCRIPTS = f"""
    INSERT INTO turns BY NAME
    SELECT interaction_id, turn + 1 AS position, CASE turn % 2 WHEN 0 THEN 'customer' ELSE 'agent' END AS speaker,
           started_at + to_seconds(turn * 20) AS said_at,
           phrases[1 + (hash(n, turn) & 2047)::INTEGER] || ' '
               || phrases[1 + (hash(n, turn) >> 11 & 2047)::INTEGER] AS text,
           CASE WHEN turn % 2 = 0 THEN hash(n, turn) % 80 / 10 - 4 END AS sentiment
    FROM (SELECT *, unnest(range({TURNS})) AS turn FROM made WHERE round % {ROUNDS_A_TRANSCRIPT} = 0), phrases"""

EVIDENCE = f"""
    INSERT INTO evidence BY NAME
    SELECT interaction_id, 'metric-' || metric AS metric_id, started_at + to_seconds(metric * 20) AS said_at,
           metric + 1 AS position
    FROM (SELECT *, unnest(range({METRICS})) AS metric FROM made WHERE round % {ROUNDS_A_TRANSCRIPT} = 0)
    WHERE (bits >> (metric * 5)) & 31 < 29"""

# Daily totals of areas and metrics straight from the numbers: what daily_totals.rebuild() makes of the metric results.
_SUMS = {
    "adhered": [f"sum({_how_many(ADHERES, [metric])})::INTEGER" for metric in range(METRICS)],
    "applied": [f"sum({_how_many(APPLIES, [metric])})::INTEGER" for metric in range(METRICS)],
    "earned": [f"10 * sum({_how_many(ADHERES, metrics)})" for metrics in _METRICS_OF],
    "possible": [f"10 * sum({_how_many(APPLIES, metrics)})" for metrics in _METRICS_OF],
    "scored": [f"(count(*) FILTER ({_how_many(APPLIES, metrics)} > 0))::INTEGER" for metrics in _METRICS_OF],
}
_LISTED_SUMS = ", ".join(f"[{', '.join(sums)}] AS {name}" for name, sums in _SUMS.items())
SUMMED = f"""
    CREATE OR REPLACE TEMP TABLE summed AS
    SELECT {{keys}}, started_at::DATE AS day, {_LISTED_SUMS}
    FROM made GROUP BY {{keys}}, day ORDER BY day, {{first_key}}"""
TOTALS = (
    """
    INSERT INTO {of}metric_daily BY NAME
    SELECT {keys}, day, metric_id, adhered[1 + place] AS adhered, applied[1 + place] AS applicable
    FROM summed, (SELECT metric_id, position AS place FROM metrics) WHERE applied[1 + place] > 0""",
    f"""
    INSERT INTO {{of}}area_daily BY NAME
    SELECT {{keys}}, day, 'Area ' || place AS coaching_area, earned[1 + place] AS earned,
           possible[1 + place] AS possible, scored[1 + place] AS interactions
    FROM summed, range({AREAS}) areas(place) WHERE scored[1 + place] > 0""",
)
KEYS_OF_TOTALS = {
    "topic_": ("agent_id", "queue_id", "channel", "topic"),
    "": ("agent_id", "queue_id", "channel"),
    "centre_topic_": ("queue_id", "channel", "topic"),
    "centre_": ("queue_id", "channel"),
}
DAYS_OF_AGENTS = next(each for each in daily_totals.TOTALS if each.table == "agent_daily")
AGENT_DAYS = f"""
    INSERT INTO agent_daily BY NAME
    SELECT {", ".join(DAYS_OF_AGENTS.keys)}, {", ".join(f"sum({each}) AS {each}" for each in DAYS_OF_AGENTS.sums)}
    FROM ({DAYS_OF_AGENTS.contributions.format(scope="TRUE")})
    GROUP BY {", ".join(DAYS_OF_AGENTS.keys)} ORDER BY day, agent_id"""

# Made again when the tables are full, which is several times as fast.
LARGE_TABLES = ("interactions", "metric_results", "audits", "turns", "evidence", "area_daily", "metric_daily")
INDEXES = "SELECT index_name, sql FROM duckdb_indexes() WHERE table_name IN (SELECT unnest($tables))"

# Assignment k is of agent k % agents: three of their transcribed interactions and one of the next agent's.
COACHING = (
    f"""
    INSERT INTO assignments BY NAME
    SELECT 'assignment-' || k AS assignment_id, 'Coaching ' || k AS name, 'agent-' || k % $agents AS agent_id,
           'lead-' || k % $agents // {AGENTS_A_TEAM} AS assigned_by,
           TIMESTAMP '{NEWEST}' - to_hours((hash(k, 1) % 4000)::BIGINT) AS assigned_at,
           (assigned_at + INTERVAL 14 DAY)::DATE AS follow_up_on, repeat('Well done. ', 20) AS went_well,
           repeat('Try this. ', 20) AS work_on, ['Read it', 'Try it', 'Tell me'] AS action_plan, 1 AS version,
           CASE WHEN hash(k, 2) % 30 = 0 THEN TIMESTAMP '{NEWEST}' END AS withdrawn_at
    FROM range($agents * {ASSIGNMENTS_AN_AGENT}) numbers(k)""",
    f"""
    INSERT INTO assignment_areas
    SELECT 'assignment-' || k, 'Area ' || (k + area) % {AREAS}, area
    FROM range($agents * {ASSIGNMENTS_AN_AGENT}) numbers(k), range(1, 3) areas(area)""",
    f"""
    INSERT INTO assignment_interactions BY NAME
    SELECT 'assignment-' || k AS assignment_id,
           md5(((k + (place = 4)::INTEGER) % $agents
                + $agents * {ROUNDS_A_TRANSCRIPT} * ((k // $agents * 4 + place) % 40))::VARCHAR) AS interaction_id,
           'agent-' || (k + (place = 4)::INTEGER) % $agents AS agent_id,
           CASE WHEN place < 4 THEN 'marked' ELSE 'best_response' END AS kind, place AS position
    FROM range($agents * {ASSIGNMENTS_AN_AGENT}) numbers(k), range(1, 5) places(place)""",
    """
    INSERT INTO openings
    SELECT ai.assignment_id, ai.interaction_id, a.agent_id,
           a.assigned_at + to_hours((hash(ai.assignment_id, ai.position) % 300)::BIGINT)
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


def fill(database: Database, interactions: int) -> None:
    """Makes the centre in an empty database; `interactions` is rounded down to whole agents, at least 50 of them."""
    agents = max(50, interactions // INTERACTIONS_AN_AGENT)
    total = agents * (interactions // agents)
    with database.transaction() as cursor:
        indexes = cursor.execute(INDEXES, {"tables": LARGE_TABLES}).fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for insert in PEOPLE:
            cursor.execute(insert, {"agents": agents} if "$agents" in insert else {})
    for first, behind in pairwise(batches(total)):
        with database.transaction() as cursor:
            cursor.execute(PHRASES)
            cursor.execute(MADE, {"first": first, "behind": behind, "total": total, "agents": agents})
            for insert in (INTERACTIONS, METRIC_RESULTS, AUDITS, TRANSCRIPTS, EVIDENCE):
                cursor.execute(insert)
            for of, keys in KEYS_OF_TOTALS.items():
                keyed = ", ".join(keys)
                cursor.execute(SUMMED.format(keys=keyed, first_key=keys[0]))
                for insert in TOTALS:
                    cursor.execute(insert.format(of=of, keys=keyed))
    with database.transaction() as cursor:
        for insert in COACHING:
            cursor.execute(insert, {"agents": agents} if "$agents" in insert else {})
        cursor.execute(AGENT_DAYS)
        transcript_words.rebuild(cursor)
    for _, index in indexes:
        with database.transaction() as cursor:
            cursor.execute(index)


def batches(total: int) -> Iterator[int]:
    """The numbers of the first interactions of batches of whole days, and at last `total`."""
    days, midnight, first = max(1, DAYS * INTERACTIONS_A_BATCH // total), NEWEST.replace(hour=0) - timedelta(DAYS), 0
    while first < total:
        yield first
        midnight += timedelta(days)
        first = bisect_left(range(total), midnight, lo=first + 1, key=lambda number: started_at(number, total))
    yield total


def started_at(number: int, total: int) -> datetime:
    """When an interaction of so many started, as in MADE."""
    return NEWEST - timedelta(seconds=(total - 1 - number) * DAYS * 86_400 // total)


def make(file: str, interactions: int) -> None:
    """Makes the centre in a new file, and says how long it took."""
    start = time.perf_counter()
    database = Database(file)
    fill(database, interactions)
    database.close()
    print(f"{interactions:,} interactions made in {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Centre:
    """A file with a centre, and what a visitor must know of it; read before a server takes the file."""

    file: str
    agents: int
    in_force: Sequence[int]  # the agents whose first assignment is not withdrawn

    def page(self, name: str, place: int = 0) -> Page:
        """One of the agent pages as one of the agents opens it: their first assignment, its first interaction."""
        agent = self.in_force[place % len(self.in_force)]
        assignment = f"assignment=assignment-{agent}"
        marked, best = (
            hashlib.md5(str(number + self.agents * ROUNDS_A_TRANSCRIPT * at).encode()).hexdigest()
            for number, at in ((agent, 1), ((agent + 1) % self.agents, 4))
        )
        query = {
            "assignment": assignment,
            "interaction": f"{assignment}&interaction={marked}",
            "compare": f"{assignment}&interaction={marked}&best={best}",
        }
        return Page(name, f"agent-{agent}@example.com", query.get(name, ""))


def at(file: str) -> Centre:
    """The centre in this file."""
    with duckdb.connect(file, read_only=True) as connection:
        ((agents,),) = connection.execute("SELECT count(*) FROM people WHERE email LIKE 'agent-%'").fetchall()
        rows = connection.execute(
            "SELECT substr(agent_id, 7)::INTEGER AS n FROM assignments "
            "WHERE withdrawn_at IS NULL AND assignment_id = 'assignment-' || substr(agent_id, 7) ORDER BY n"
        ).fetchall()
    return Centre(file, agents, [number for (number,) in rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("interactions", type=int)
    options = parser.parse_args()
    make(options.file, options.interactions)


if __name__ == "__main__":
    main()
