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
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from benchmarks.serving import Page
from coaching.quality import daily_totals, transcript_words
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

# Interaction n of round n / agents belongs to agent n % agents; bits decide by chance, the same in every run.
NUMBERED = f"""
    (SELECT n, n // $agents AS round, n % $agents AS agent, hash(n) AS bits, md5(n::VARCHAR) AS interaction_id,
            TIMESTAMP '{NEWEST}' - to_seconds((($total - 1 - n) * {DAYS * 86_400} // $total)::BIGINT) AS started_at
     FROM range($first, $behind) numbers(n))"""

# A metric result adheres, fails or does not apply by five bits of its own.
CHANCE = "(bits >> (metric * 5)) & 31"
ADHERES, FAILS = "chance < 24", "chance BETWEEN 24 AND 28"

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

# What the metric results of an interaction add up to, in the same words as scores.judge_areas.
INTERACTIONS = f"""
    INSERT INTO interactions BY NAME
    SELECT interaction_id, 'agent-' || agent AS agent_id,
           'queue-' || (agent + hash(n, 1) % 2) % 40 AS queue_id,
           CASE hash(n, 1) % 2 WHEN 0 THEN 'chat' ELSE 'voice' END AS channel, 'inbound' AS direction,
           'English' AS language, 'Topic ' || hash(n, 2) % 80 AS topic, started_at,
           started_at + INTERVAL 340 SECOND AS ended_at, 'Service' AS form_id, 70 AS pass_score,
           coalesce(100 * len(met) / nullif(len(met) + len(failed), 0), 0) AS kore_evaluation_score,
           FALSE AS evaluation_computed,
           CASE WHEN hash(n, 4) % 20 = 0 THEN 40 + hash(n, 5) % 61 END AS supervisor_audit_score,
           hash(n, 6) % 80 / 10 - 4 AS sentiment_score, FALSE AS sentiment_estimated, FALSE AS fatal,
           list_sort(list_distinct(met)) AS met_areas, list_sort(list_distinct(failed)) AS failed_areas
    FROM (SELECT *, [area_of(metric) FOR metric IN range({METRICS}) IF {CHANCE} < 24] AS met,
                 [area_of(metric) FOR metric IN range({METRICS}) IF {CHANCE} BETWEEN 24 AND 28] AS failed
          FROM {NUMBERED})""".replace("area_of(metric)", f"'Area ' || metric // {METRICS // AREAS}")

METRIC_RESULTS = f"""
    INSERT INTO metric_results BY NAME
    SELECT interaction_id, 'metric-' || metric AS metric_id, metric AS position,
           CASE WHEN {ADHERES} THEN 'YES' WHEN {FAILS} THEN 'NO' ELSE 'NA' END AS qualification,
           10 AS weight, 0 AS negative_weight, FALSE AS fatal_error,
           'The agent was judged by what rule ' || metric || ' says.' AS justification
    FROM (SELECT interaction_id, metric, {CHANCE} AS chance
          FROM (SELECT *, unnest(range({METRICS})) AS metric FROM {NUMBERED}))"""

# One for each audit score.
AUDITS = f"""
    INSERT INTO audits BY NAME
    SELECT 'audit-' || n AS audit_id, interaction_id, 'lead-' || agent // {AGENTS_A_TEAM} AS auditor_id,
           least(started_at + INTERVAL 1 DAY, TIMESTAMP '{NEWEST}') AS audited_at, 40 + hash(n, 5) % 61 AS score
    FROM {NUMBERED} WHERE hash(n, 4) % 20 = 0"""

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
    FROM (SELECT *, unnest(range({TURNS})) AS turn FROM {NUMBERED} WHERE round % {ROUNDS_A_TRANSCRIPT} = 0), phrases"""

EVIDENCE = f"""
    INSERT INTO evidence BY NAME
    SELECT interaction_id, 'metric-' || metric AS metric_id, started_at + to_seconds(metric * 20) AS said_at,
           metric + 1 AS position
    FROM (SELECT *, {CHANCE} AS chance
          FROM (SELECT *, unnest(range({METRICS})) AS metric FROM {NUMBERED} WHERE round % {ROUNDS_A_TRANSCRIPT} = 0))
    WHERE chance < 29"""

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
        for insert in PEOPLE:
            cursor.execute(insert, {"agents": agents} if "$agents" in insert else {})
    for first in range(0, total, INTERACTIONS_A_BATCH):
        asked = {"first": first, "behind": min(first + INTERACTIONS_A_BATCH, total), "total": total, "agents": agents}
        with database.transaction() as cursor:
            cursor.execute(PHRASES)
            for insert in (INTERACTIONS, METRIC_RESULTS, AUDITS, TRANSCRIPTS, EVIDENCE):
                cursor.execute(insert, asked)
    with database.transaction() as cursor:
        for insert in COACHING:
            cursor.execute(insert, {"agents": agents} if "$agents" in insert else {})
        daily_totals.rebuild(cursor)
        transcript_words.rebuild(cursor)


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
