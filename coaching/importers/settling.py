"""Bringing the interactions of some conversations into line with what their records say.

The conversations are in the table settled_conversations. What is stored under another interaction_id moves along, and
what follows from it (scores, areas, daily totals, supervisions) is worked out anew.
"""

import json
from collections.abc import Sequence
from contextlib import ExitStack

import duckdb

from coaching.importers import record_store
from coaching.importers.evidence import resolve_evidence
from coaching.importers.interaction_ids import OF_CONVERSATION, OF_INTERACTION, rename_interactions
from coaching.importers.record_order import content, file_name, level, position, version
from coaching.importers.staging import COUNT, FLAG, INSTANT, NUMBER, TEXT, staged
from coaching.importers.supervisions import refresh_supervisions
from coaching.importers.transcript_store import follow_languages
from coaching.importers.turn_times import follow_times
from coaching.quality import daily_totals, stored_audits, stored_scores, transcript_words

RESULTS = {
    "conversation_id": TEXT,
    "record_order": TEXT,
    "metric_id": TEXT,
    "position": COUNT,
    "qualification": TEXT,
    "weight": NUMBER,
    "negative_weight": NUMBER,
    "fatal_error": FLAG,
    "justification": TEXT,
    "weight_reported": FLAG,
    "fatal_reported": FLAG,
}
EVIDENCE = {"conversation_id": TEXT, "record_order": TEXT, "metric_id": TEXT, "said_at": INSTANT, "message_id": TEXT}
Rows = Sequence[tuple[object, ...]]

# Where what is stored of an interaction goes: to the interaction of its agent, otherwise to the conversation's own.
RENAMED = """
    CREATE OR REPLACE TEMP TABLE renamed_interactions AS
    SELECT k.interaction_id AS old_id, coalesce(w.interaction_id, k.conversation_id) AS new_id
    FROM known_interactions k
    LEFT JOIN settled_interactions w ON w.conversation_id = k.conversation_id AND w.agent_id = k.agent_id"""

RENAMED_IDS = "(SELECT unnest([old_id, new_id]) AS interaction_id FROM renamed_interactions)"

# Interactions whose automatic results are not those of the evaluation that counts.
OUTDATED = """
    CREATE OR REPLACE TEMP TABLE outdated_results AS
    SELECT m.old_id AS interaction_id
    FROM renamed_interactions m JOIN settled_interactions w ON w.interaction_id = m.new_id
    LEFT JOIN settled_records r ON r.interaction_id = m.old_id AND r.results_stored
    WHERE r.record_order IS DISTINCT FROM w.evaluated"""

# Scores and sentiments are taken over below: those that are worked out here stay where no record gives any.
TAKEN_OVER = ", ".join(f"{column} = w.{column}" for column in (*record_store.SHARED[:-1], "form_id", "pass_score"))
UPDATE = f"""
    UPDATE interactions i SET agent_id = w.agent_id,
        {TAKEN_OVER},
        kore_evaluation_score = CASE WHEN w.kore_evaluation_score IS NOT NULL OR NOT i.evaluation_computed
                                     THEN w.kore_evaluation_score ELSE i.kore_evaluation_score END,
        evaluation_computed = i.evaluation_computed AND w.kore_evaluation_score IS NULL,
        sentiment_score = CASE WHEN w.sentiment_score IS NOT NULL OR NOT i.sentiment_estimated
                               THEN w.sentiment_score ELSE i.sentiment_score END,
        sentiment_estimated = i.sentiment_estimated AND w.sentiment_score IS NULL
    FROM settled_interactions w WHERE i.interaction_id = w.interaction_id"""

INSERT = """
    INSERT INTO interactions BY NAME
    SELECT * EXCLUDE (conversation_id, evaluated, counts_fatal), FALSE AS evaluation_computed,
           FALSE AS sentiment_estimated, FALSE AS fatal
    FROM settled_interactions ANTI JOIN interactions USING (interaction_id)"""

# The interaction that each record is about, and whether its results are the stored ones.
FOLLOW_RECORDS = """
    UPDATE interaction_records r SET interaction_id = s.interaction_id, results_stored = s.results_stored
    FROM (
        SELECT r.conversation_id, r.record_order, coalesce(w.interaction_id, r.conversation_id) AS interaction_id,
               coalesce(r.record_order = w.evaluated, FALSE) AS results_stored
        FROM settled_records r
        LEFT JOIN settled_interactions w
            ON w.conversation_id = r.conversation_id AND w.agent_id = r.agent_id
    ) s
    WHERE r.conversation_id = s.conversation_id AND r.record_order = s.record_order
      AND (r.interaction_id, r.results_stored) IS DISTINCT FROM (s.interaction_id, s.results_stored)"""

FATAL = """
    UPDATE interactions i SET fatal = f.fatal
    FROM (
        SELECT w.interaction_id, coalesce(w.counts_fatal, FALSE) OR r.interaction_id IS NOT NULL AS fatal
        FROM settled_interactions w
        LEFT JOIN (
            SELECT DISTINCT interaction_id FROM metric_results SEMI JOIN settled_interactions USING (interaction_id)
            WHERE fatal_error AND auditor_id IS NULL
        ) r USING (interaction_id)
    ) f
    WHERE i.interaction_id = f.interaction_id AND i.fatal <> f.fatal"""

STORE_RESULTS = """
    INSERT INTO metric_results BY NAME
    SELECT w.interaction_id, s.* EXCLUDE (conversation_id, record_order)
    FROM staged_results s
    JOIN settled_interactions w ON w.conversation_id = s.conversation_id AND w.evaluated = s.record_order
    ANTI JOIN results_there t ON t.interaction_id = w.interaction_id"""

STORE_EVIDENCE = """
    INSERT INTO evidence BY NAME
    SELECT w.interaction_id, s.* EXCLUDE (conversation_id, record_order)
    FROM staged_evidence s
    JOIN settled_interactions w ON w.conversation_id = s.conversation_id AND w.evaluated = s.record_order
    ANTI JOIN results_there t ON t.interaction_id = w.interaction_id"""

# Interactions that have the results of the record whose evaluation counts already.
RESULTS_THERE = """
    CREATE OR REPLACE TEMP TABLE results_there AS
    SELECT w.interaction_id
    FROM settled_interactions w
    JOIN settled_records r ON r.conversation_id = w.conversation_id AND r.record_order = w.evaluated
    WHERE r.results_stored"""

# What is estimated of a conversation is kept where its interactions are renamed.
ESTIMATES = """
    CREATE OR REPLACE TEMP TABLE estimates AS
    SELECT k.conversation_id, any_value(i.sentiment_score) AS sentiment_score
    FROM known_interactions k JOIN interactions i USING (interaction_id) WHERE i.sentiment_estimated
    GROUP BY k.conversation_id"""

KEEP_ESTIMATES = """
    UPDATE interactions i SET sentiment_score = e.sentiment_score, sentiment_estimated = TRUE
    FROM settled_interactions w JOIN estimates e USING (conversation_id)
    WHERE i.interaction_id = w.interaction_id AND w.sentiment_score IS NULL"""

# Coaching is about the evaluation of the agent who is coached, and a best response is somebody else's.
MOVED_LINKS = """
    CREATE OR REPLACE TEMP TABLE moved_links AS
    SELECT l.assignment_id, l.interaction_id AS old_id, l.kind,
           coalesce(arg_min(w.interaction_id, length(w.interaction_id))
                        FILTER ((w.agent_id = a.agent_id) = (l.kind = 'marked')), s.conversation_id) AS new_id
    FROM assignment_interactions l
    JOIN settled_interactions s USING (interaction_id)
    JOIN assignments a ON a.assignment_id = l.assignment_id
    JOIN settled_interactions w ON w.conversation_id = s.conversation_id
    GROUP BY l.assignment_id, l.interaction_id, l.kind, s.conversation_id, s.agent_id, a.agent_id
    HAVING count(*) > 1 AND (s.agent_id = a.agent_id) <> (l.kind = 'marked')"""

LINKS_OF_AGENTS = """
    UPDATE assignment_interactions l SET agent_id = w.agent_id
    FROM settled_interactions w
    WHERE l.interaction_id = w.interaction_id AND l.agent_id IS DISTINCT FROM w.agent_id"""

# An assignment, or a person, may name an interaction under two ids that are one.
REPEATED = (
    ("assignment_interactions", "assignment_id, interaction_id, kind", "position"),
    ("bookmarks", "person_id, interaction_id", "bookmarked_at DESC"),
)

REATTRIBUTED = """
    SELECT unnest([k.agent_id, w.agent_id]) AS agent_id
    FROM known_interactions k LEFT JOIN settled_interactions w USING (interaction_id)
    WHERE w.agent_id IS DISTINCT FROM k.agent_id"""


def settle(cursor: duckdb.DuckDBPyConnection, results: Rows = (), evidence: Rows = ()) -> None:
    """Brings everything into line. `results` and `evidence` (RESULTS, EVIDENCE) are those of new records; of each
    evaluation those of the record that counts are stored."""
    record_store.work_out(cursor)
    any_known = bool(cursor.execute("FROM known_interactions LIMIT 1").fetchall())
    moves = estimates = False
    if any_known:
        cursor.execute(RENAMED)
        moves = bool(cursor.execute("FROM renamed_interactions WHERE old_id <> new_id LIMIT 1").fetchall())
        ((estimates,),) = cursor.execute(ESTIMATES).fetchall()
    with ExitStack() as stack:
        stack.enter_context(staged(cursor, "staged_results", RESULTS, results))
        stack.enter_context(staged(cursor, "staged_evidence", EVIDENCE, evidence))
        with daily_totals.in_step(cursor, "settled_interactions", "known_interactions"):
            if any_known:
                _clear(cursor)
            if moves:
                _move(cursor)
                _move_audits(cursor)
            if any_known:
                cursor.execute(UPDATE)
            cursor.execute(INSERT)
            if estimates:
                cursor.execute(KEEP_ESTIMATES)
            cursor.execute(RESULTS_THERE)
            if results:
                cursor.execute(STORE_RESULTS)
            if evidence:
                cursor.execute(STORE_EVIDENCE)
            cursor.execute(FOLLOW_RECORDS)
            cursor.execute(FATAL)
            stored_scores.compute_missing_evaluation_scores(cursor, "settled_interactions")
            stored_scores.judge_areas(cursor, "settled_interactions")
    if any_known:
        _follow(cursor)
        follow_languages(cursor)
        follow_times(cursor, "settled_interactions")
    if moves:
        transcript_words.index(cursor, RENAMED_IDS)
    share(cursor)
    if any_known:
        resolve_evidence(cursor, "settled_interactions")


def share(cursor: duckdb.DuckDBPyConnection) -> None:
    """Gives each further evaluation of the conversations in settled_conversations the transcript and the details of the
    conversation."""
    ((further,),) = cursor.execute("""
        CREATE OR REPLACE TEMP TABLE further_interactions AS
        SELECT DISTINCT interaction_id, conversation_id
        FROM interaction_records SEMI JOIN settled_conversations USING (conversation_id)
        WHERE interaction_id <> conversation_id""").fetchall()
    if not further:
        return
    for table, _ in OF_CONVERSATION:
        cursor.execute(f"DELETE FROM {table} WHERE interaction_id IN (SELECT interaction_id FROM further_interactions)")
        cursor.execute(f"""
            INSERT INTO {table} BY NAME
            SELECT t.* REPLACE (f.interaction_id AS interaction_id)
            FROM {table} t JOIN further_interactions f ON f.conversation_id = t.interaction_id""")
    transcript_words.index(cursor, "further_interactions")
    cursor.execute("""
        UPDATE interactions i
        SET sentiment_score = own.sentiment_score, sentiment_estimated = own.sentiment_estimated
        FROM further_interactions f JOIN interactions own ON own.interaction_id = f.conversation_id
        WHERE i.interaction_id = f.interaction_id AND (own.sentiment_estimated OR i.sentiment_estimated)""")
    resolve_evidence(cursor, "further_interactions")


def _clear(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(OUTDATED)
    outdated = "interaction_id IN (SELECT interaction_id FROM outdated_results)"
    cursor.execute(f"DELETE FROM metric_results WHERE auditor_id IS NULL AND {outdated}")
    cursor.execute(f"DELETE FROM evidence WHERE {outdated}")


def _move(cursor: duckdb.DuckDBPyConnection) -> None:
    rename_interactions(cursor, OF_INTERACTION, "renamed_interactions")
    _remove_repeated(cursor)
    for table, _ in OF_CONVERSATION:  # share() gives further evaluations theirs again
        cursor.execute(f"""
            DELETE FROM {table} WHERE interaction_id IN (
                SELECT interaction_id FROM known_interactions WHERE interaction_id <> conversation_id)""")
    cursor.execute("""
        DELETE FROM interactions
        WHERE interaction_id IN (SELECT old_id FROM renamed_interactions WHERE old_id <> new_id)
          AND interaction_id NOT IN (SELECT interaction_id FROM settled_interactions)""")
    cursor.execute("""
        UPDATE interactions SET supervisor_audit_score = NULL
        WHERE interaction_id IN (SELECT unnest([old_id, new_id]) FROM renamed_interactions WHERE old_id <> new_id)""")
    _move_drafts(cursor)


def _move_audits(cursor: duckdb.DuckDBPyConnection) -> None:
    """Gives audits that name a conversation, not whose evaluation of it, to the newest evaluation."""
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE moved_audits AS
        SELECT a.audit_id, a.interaction_id, a.auditor_id
        FROM audits a SEMI JOIN settled_conversations s ON s.conversation_id = a.conversation_id
        WHERE a.interaction_id <> a.conversation_id""")
    cursor.execute("""
        DELETE FROM metric_results r USING moved_audits m
        WHERE r.interaction_id = m.interaction_id AND r.auditor_id = m.auditor_id""")
    cursor.execute("""
        UPDATE interactions SET supervisor_audit_score = NULL
        WHERE interaction_id IN (SELECT interaction_id FROM moved_audits)""")
    cursor.execute("""
        UPDATE audits SET interaction_id = conversation_id WHERE audit_id IN (SELECT audit_id FROM moved_audits)""")


def _remove_repeated(cursor: duckdb.DuckDBPyConnection) -> None:
    for table, key, first in REPEATED:
        renamed = "interaction_id IN (SELECT new_id FROM renamed_interactions WHERE old_id <> new_id)"
        cursor.execute(f"""
            CREATE OR REPLACE TEMP TABLE once AS
            FROM {table} WHERE {renamed} QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {first}) = 1""")
        cursor.execute(f"DELETE FROM {table} WHERE {renamed}")
        cursor.execute(f"INSERT INTO {table} BY NAME FROM once")


def _move_drafts(cursor: duckdb.DuckDBPyConnection) -> None:
    """Half-filled forms name interactions in their JSON, and the form of an audit is about one."""
    renamed = cursor.execute("SELECT old_id, new_id FROM renamed_interactions WHERE old_id <> new_id").fetchall()
    drafts = cursor.execute("SELECT person_id, form, subject_id, content FROM drafts").fetchall()
    new_ids = dict(renamed)
    for person_id, form, subject_id, written in drafts:
        kind, colon, subject = subject_id.rpartition(":")
        moved_subject = f"{kind}{colon}{new_ids.get(subject, subject)}"
        moved_content = _renamed_in(written, new_ids)
        if (moved_subject, moved_content) != (subject_id, written):
            cursor.execute(
                """
                UPDATE drafts SET subject_id = $moved, content = $content
                WHERE person_id = $person AND form = $form AND subject_id = $subject""",
                {
                    "moved": moved_subject,
                    "content": moved_content,
                    "person": person_id,
                    "form": form,
                    "subject": subject_id,
                },
            )


def _renamed_in(written: str, new_ids: dict[str, str]) -> str:
    try:
        found = json.loads(written)
    except ValueError:
        return written
    renamed = False
    if isinstance(found, dict):
        for field in ("interactions", "best_responses"):
            if isinstance(found.get(field), list) and any(each in new_ids for each in map(str, found[field])):
                found[field] = list(dict.fromkeys(new_ids.get(str(each), each) for each in found[field]))
                renamed = True
    return json.dumps(found) if renamed else written


def _follow(cursor: duckdb.DuckDBPyConnection) -> None:
    """Lets audits, assignments and supervisions follow interactions that have another id, agent or evaluation."""
    stored_audits.bring_into_line(cursor, "settled_interactions")
    cursor.execute(MOVED_LINKS)
    for table, kind in (("assignment_interactions", "AND t.kind = m.kind"), ("openings", "")):
        cursor.execute(f"""
            UPDATE {table} t SET interaction_id = m.new_id FROM moved_links m
            WHERE t.assignment_id = m.assignment_id AND t.interaction_id = m.old_id {kind}""")
    cursor.execute(LINKS_OF_AGENTS)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE reattributed AS {REATTRIBUTED}")
    if cursor.execute("FROM reattributed LIMIT 1").fetchall():
        refresh_supervisions(cursor, "SELECT agent_id FROM reattributed WHERE agent_id IS NOT NULL")


def several_agents(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """The conversations just settled that have evaluations of several agents."""
    return [
        conversation_id
        for (conversation_id,) in cursor.execute("""
            SELECT conversation_id FROM settled_interactions GROUP BY conversation_id HAVING count(*) > 1""").fetchall()
    ]


def interactions_of_agents(cursor: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """The interactions just settled, by conversation and agent."""
    rows = cursor.execute("SELECT conversation_id, agent_id, interaction_id FROM settled_interactions").fetchall()
    return {(conversation_id, agent_id): interaction_id for conversation_id, agent_id, interaction_id in rows}


def unordered(cursor: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """The conversations just settled that have evaluations of one agent in several files, of which nothing says which
    is newer: the file that counts, and another."""
    rows = cursor.execute(
        """
        SELECT conversation_id, agent_id, record_order
        FROM settled_records WHERE list_contains(gives, $evaluation) AND record_order <> ''
        QUALIFY count(*) OVER (PARTITION BY conversation_id, agent_id) > 1
        ORDER BY conversation_id, agent_id, record_order DESC""",
        {"evaluation": record_store.EVALUATION},
    ).fetchall()
    newest: dict[tuple[str, str], str] = {}
    found: dict[str, tuple[str, str]] = {}
    for conversation_id, agent_id, order in rows:
        counting = newest.setdefault((conversation_id, agent_id), order)
        # Two records at one place of one name are in files of this name in two folders.
        elsewhere = version(order) != version(counting) or position(order) == position(counting)
        if elsewhere and content(order) != content(counting) and level(order) == level(counting):
            found.setdefault(conversation_id, (file_name(counting), file_name(order)))
    return found
