"""What do the records of a conversation add up to? Its interactions, whatever the order in which the records came.

A conversation is one interaction. Where records have evaluations of several agents, it is one for each: the newest
evaluation has the id of the conversation, the others have their agent's id behind it. Each value comes from the newest
record that gives it, except that what another agent's evaluation says of the conversation counts only where nothing
else says it, and what it says of the evaluation does not count at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import duckdb

from coaching.importers.conversations import Conversation
from coaching.importers.record_order import content, generation, in_generation, microseconds, version
from coaching.importers.staging import FLAG, INSTANT, NUMBER, TEXT, TEXTS, staged
from coaching.words.name_key import name_key

EVALUATION, METRICS, AUDIT = "evaluation", "metrics", "audit"
TRANSCRIPT, PARTICIPANTS, TOPICS = "transcript", "participants", "topics"
SCALE = "sentiment_scale:"  # the scale of the source follows, where it is not -10 to +10
NAMED = "named:"  # the key of a metric's name follows, where the record says neither its id nor the form
WITH_ID = "with id:"  # the id of another metric of such a record follows
# Of a record of which some metric has no id: when somebody audited it and answered follows, in microseconds since 1970.
ANSWERED_AT = "answered at:"

RECORDS = {
    "conversation_id": TEXT,
    "interaction_id": TEXT,
    "record_order": TEXT,
    "file": TEXT,
    "gives": TEXTS,
    "results_stored": FLAG,
    "agent_id": TEXT,
    "said_agent": TEXT,
    "queue_id": TEXT,
    "channel": TEXT,
    "direction": TEXT,
    "language": TEXT,
    "topic": TEXT,
    "started_at": INSTANT,
    "ended_at": INSTANT,
    "form_id": TEXT,
    "pass_score": NUMBER,
    "kore_evaluation_score": NUMBER,
    "sentiment_score": NUMBER,
    "counts_fatal": FLAG,
}
# What is said of the conversation, and of the evaluation.
SHARED = ("queue_id", "channel", "direction", "language", "topic", "started_at", "ended_at", "sentiment_score")
EVALUATED = ("form_id", "pass_score", "kore_evaluation_score", "counts_fatal")

# Interactions that were stored before records were kept, or by the demo, count as one record, older than any other.
WITHOUT_RECORDS = """
    FROM interactions SEMI JOIN {conversations} s ON s.conversation_id = interaction_id
    ANTI JOIN interaction_records r ON r.conversation_id = interactions.interaction_id"""
EARLIER = f"""
    INSERT INTO interaction_records BY NAME
    WITH found AS ({WITHOUT_RECORDS}), results AS (
        SELECT interaction_id, bool_or(fatal_error) AS fatal
        FROM (FROM metric_results SEMI JOIN found USING (interaction_id))
        WHERE auditor_id IS NULL GROUP BY interaction_id
    ), given AS (
        SELECT interaction_id, '{EVALUATION}' AS part
        FROM found WHERE kore_evaluation_score IS NOT NULL AND NOT evaluation_computed
        UNION SELECT interaction_id, unnest(['{EVALUATION}', '{METRICS}']) FROM results
        UNION SELECT interaction_id, '{TRANSCRIPT}' FROM turns SEMI JOIN found USING (interaction_id)
        UNION SELECT interaction_id, '{PARTICIPANTS}' FROM participants SEMI JOIN found USING (interaction_id)
        UNION SELECT interaction_id, '{TOPICS}' FROM interaction_topics SEMI JOIN found USING (interaction_id)
        UNION SELECT interaction_id, kind FROM interaction_details SEMI JOIN found USING (interaction_id)
    )
    SELECT f.interaction_id AS conversation_id, f.interaction_id, '' AS record_order, NULL AS file,
           coalesce(g.gives, []) AS gives, list_contains(coalesce(g.gives, []), '{METRICS}') AS results_stored,
           f.agent_id, f.queue_id, f.channel, f.direction, f.language, f.topic, f.started_at, f.ended_at, f.form_id,
           f.pass_score, CASE WHEN NOT f.evaluation_computed THEN f.kore_evaluation_score END AS kore_evaluation_score,
           CASE WHEN NOT f.sentiment_estimated THEN f.sentiment_score END AS sentiment_score,
           f.fatal AND NOT coalesce(r.fatal, FALSE) AS counts_fatal
    FROM found f LEFT JOIN results r USING (interaction_id)
    LEFT JOIN (SELECT interaction_id, list(part ORDER BY part) AS gives FROM given GROUP BY interaction_id) g
        USING (interaction_id)"""

ADD = """
    INSERT INTO interaction_records BY NAME
    FROM staged_records ANTI JOIN interaction_records USING (conversation_id, record_order)"""

RECORDS_OF = """
    CREATE OR REPLACE TEMP TABLE settled_records AS
    FROM interaction_records SEMI JOIN settled_conversations USING (conversation_id)
    WHERE agent_id IS NOT NULL OR channel IS NOT NULL"""

# A transcript that says something of its conversation has a channel, and no agent.
# One row an interaction that there will be: whose it is, and which record its metric results come from.
EVALUATIONS = f"""
    CREATE OR REPLACE TEMP TABLE settled_evaluations AS
    WITH of_agents AS (
        SELECT conversation_id, agent_id,
               max(record_order) FILTER (list_has_any(gives, ['{EVALUATION}', '{AUDIT}'])) AS newest,
               max(record_order) FILTER (list_contains(gives, '{METRICS}')) AS evaluated
        FROM settled_records WHERE agent_id IS NOT NULL GROUP BY conversation_id, agent_id
        HAVING bool_or(list_has_any(gives, ['{EVALUATION}', '{AUDIT}']))
        UNION ALL
        SELECT conversation_id, arg_max(agent_id, record_order), max(record_order),
               max(record_order) FILTER (list_contains(gives, '{METRICS}'))
        FROM settled_records WHERE agent_id IS NOT NULL GROUP BY conversation_id
        HAVING NOT bool_or(list_has_any(gives, ['{EVALUATION}', '{AUDIT}']))
    )
    SELECT CASE WHEN row_number() OVER (PARTITION BY conversation_id ORDER BY newest DESC, agent_id) = 1
                THEN conversation_id ELSE concat(conversation_id, '|', agent_id) END AS interaction_id,
           conversation_id, agent_id, evaluated
    FROM of_agents"""

NEWEST_SHARED = ", ".join(f"arg_max(r.{column}, r.counts) AS {column}" for column in SHARED)
NEWEST_EVALUATED = ", ".join(
    f"arg_max(r.{column}, r.counts) FILTER (NOT r.is_other) AS {column}" for column in EVALUATED
)
WANTED = f"""
    CREATE OR REPLACE TEMP TABLE settled_interactions AS
    SELECT e.interaction_id, e.conversation_id, e.agent_id, e.evaluated,
           {NEWEST_SHARED}, {NEWEST_EVALUATED}
    FROM settled_evaluations e
    JOIN (
        SELECT *, concat(CASE WHEN is_other THEN '0' ELSE '1' END, record_order) AS counts
        FROM (
            SELECT e.interaction_id AS of_interaction, r.*,
                   r.agent_id IS NULL
                       OR (r.agent_id <> e.agent_id AND list_has_any(r.gives, ['{EVALUATION}', '{AUDIT}'])) AS is_other
            FROM settled_evaluations e JOIN settled_records r USING (conversation_id)
        )
    ) r ON r.of_interaction = e.interaction_id
    GROUP BY e.interaction_id, e.conversation_id, e.agent_id, e.evaluated"""

# The times of conversations of which one record has a start behind the end that another one has.
CONTRADICTING = "SELECT conversation_id FROM settled_records GROUP BY ALL HAVING max(started_at) > min(ended_at)"
CONTRADICTED = f"""
    SELECT w.interaction_id, r.started_at, r.ended_at
    FROM settled_interactions w JOIN settled_records r USING (conversation_id)
    WHERE conversation_id IN ({CONTRADICTING})
      AND (r.started_at IS NOT NULL OR r.ended_at IS NOT NULL)
    ORDER BY w.interaction_id, r.agent_id IS NOT NULL,
             r.agent_id = w.agent_id OR NOT list_has_any(r.gives, ['evaluation', 'audit']),
             r.record_order"""


def record_row(conversation: Conversation, agent_id: str | None, said_agent: str | None) -> tuple[object, ...]:
    """The row of interaction_records for one record. `agent_id`: None of a transcript. `said_agent`: what the record
    calls the agent, if that is not agent_id."""
    c = conversation
    return (
        c.conversation_id,
        c.conversation_id,
        c.order,
        c.file,
        parts(c),
        False,
        agent_id,
        said_agent,
        c.queue.queue_id if c.queue else None,
        c.channel,
        c.direction,
        c.language,
        c.topic,
        c.started_at,
        c.ended_at,
        c.form_id,
        c.pass_score,
        c.kore_evaluation_score,
        c.sentiment_score,
        c.counts_fatal,
    )


def parts(conversation: Conversation) -> list[str]:
    """What a record gives besides single values: interaction_records.gives."""
    c = conversation
    given = []
    if c.is_evaluation:
        given.append(EVALUATION)
    if c.metrics is not None:
        given.append(METRICS)
    if c.audits:
        given.append(AUDIT)
    if c.participants:
        given.append(PARTICIPANTS)
    if c.topics:
        given.append(TOPICS)
    if c.has_transcript:
        given.append(TRANSCRIPT)
    if c.converted_from is not None:
        given.append(f"{SCALE}{c.converted_from}")
    if any(each.metric_id is None for each in c.metrics or ()):
        answered = [audit for audit in c.audits if any(each.auditor_response is not None for each in audit.metrics)]
        given += dict.fromkeys(f"{ANSWERED_AT}{microseconds(audit.audited_at)}" for audit in answered)
    if c.form_id is None and c.metrics:
        names = [each.name for each in c.metrics if each.metric_id is None and each.name is not None]
        if names:
            given += dict.fromkeys(f"{NAMED}{name_key(name)}" for name in names)
            given += dict.fromkeys(f"{WITH_ID}{each.metric_id}" for each in c.metrics if each.metric_id is not None)
    return [*given, *dict.fromkeys(detail.kind.value for detail in c.details)]


def add_records(cursor: duckdb.DuckDBPyConnection, rows: Sequence[tuple[object, ...]]) -> None:
    """Adds records that are not there yet. Their conversations are in settled_conversations from then on."""
    once = {(row[0], row[2]): row for row in rows}  # by conversation_id and record_order
    with staged(cursor, "staged_records", RECORDS, list(once.values())):
        cursor.execute("""
            CREATE OR REPLACE TEMP TABLE settled_conversations AS
            SELECT DISTINCT conversation_id FROM staged_records""")
        add_earlier(cursor, "settled_conversations")
        cursor.execute(ADD)


def add_earlier(cursor: duckdb.DuckDBPyConnection, conversations: str) -> None:
    """Adds a record for each interaction of these conversations (a table with conversation_id) that has none."""
    if cursor.execute(f"{WITHOUT_RECORDS} LIMIT 1".format(conversations=conversations)).fetchall():
        cursor.execute(EARLIER.format(conversations=conversations))


Key = tuple[str, str]
Generations = dict[Key, int]


def in_generations(
    cursor: duckdb.DuckDBPyConnection, orders: Sequence[tuple[str, str]], begun: Generations
) -> list[str]:
    """The orders of records (conversation_id, order) that are about to be added, newer than what the same file has said
    of the conversation in an earlier import, unless it says the same again.

    `begun`: what this import has decided for records of the file that it was in the middle of; the next call needs it.
    """
    said: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    named = [(conversation_id,) for conversation_id in {conversation_id for conversation_id, _ in orders}]
    with staged(cursor, "asked_conversations", {"conversation_id": TEXT}, named):
        rows = cursor.execute("""
            SELECT conversation_id, record_order
            FROM interaction_records SEMI JOIN asked_conversations USING (conversation_id)
            WHERE record_order <> ''""").fetchall()
    for conversation_id, order in rows:
        said[conversation_id, version(order)].append(order)
    keyed = [(order, (conversation_id, version(order))) for conversation_id, order in orders]
    says: defaultdict[Key, list[str]] = defaultdict(list)
    for order, key in keyed:
        says[key].append(order)
    given: dict[tuple[Key, str], str] = {}
    for key, own in says.items():
        given |= {(key, order): new for order, new in _in_generation(own, said.get(key, ()), begun.get(key)).items()}
    result = [given[key, order] for order, key in keyed]
    last = version(orders[-1][1]) if orders else ""
    begun_now = {key: generation(new) for (key, _), new in given.items() if key[1] == last}
    if any(key[1] != last for key in begun):
        begun.clear()
    begun.update(begun_now)
    return result


def _in_generation(own: Sequence[str], said: Sequence[str], begun: int | None) -> dict[str, str]:
    """The orders of records of one file and conversation, given what the file has said before."""
    if not said:
        return {order: order for order in own}
    newest = max(map(generation, said))
    known = {content(each): each for each in sorted(said) if generation(each) == newest}
    if begun is None and not {content(order) for order in own} <= known.keys():
        return {order: in_generation(order, newest + 1) for order in own}
    at = newest if begun is None else begun
    return {order: known.get(content(order), in_generation(order, at)) for order in own}


def add_transcripts(
    cursor: duckdb.DuckDBPyConnection, rows: Sequence[tuple[str, str, str]], more: Sequence[str] = ()
) -> None:
    """Adds a record for each transcript: conversation_id, order, file. Their conversations, and `more`, are in
    settled_conversations from then on."""
    empty = [None] * (len(RECORDS) - 6)
    add_records(
        cursor,
        [
            (conversation_id, conversation_id, order, file, [TRANSCRIPT], False, *empty)
            for conversation_id, order, file in rows
        ],
    )
    if more:
        with staged(cursor, "more_conversations", {"conversation_id": TEXT}, [(each,) for each in more]):
            cursor.execute("""
                INSERT INTO settled_conversations
                SELECT DISTINCT conversation_id
                FROM more_conversations ANTI JOIN settled_conversations USING (conversation_id)""")


def newest_parts(cursor: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """The order of the newest record that gives a part, by conversation and part, of the conversations in
    settled_conversations."""
    rows = cursor.execute("""
        SELECT conversation_id, part, max(record_order)
        FROM (SELECT conversation_id, unnest(gives) AS part, record_order
              FROM interaction_records SEMI JOIN settled_conversations USING (conversation_id))
        GROUP BY conversation_id, part""").fetchall()
    return {(conversation_id, part): order for conversation_id, part, order in rows}


def work_out(cursor: duckdb.DuckDBPyConnection) -> None:
    """Says in settled_interactions what the interactions of the conversations in settled_conversations are, and in
    known_interactions which of them are stored now: interaction_id, conversation_id, agent_id, language."""
    cursor.execute(RECORDS_OF)
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE known_interactions AS
        SELECT DISTINCT r.interaction_id, r.conversation_id, i.agent_id, i.language
        FROM settled_records r JOIN interactions i ON i.interaction_id = r.interaction_id""")
    cursor.execute(EVALUATIONS)
    cursor.execute(WANTED)
    times: defaultdict[str, list[tuple[datetime | None, datetime | None]]] = defaultdict(list)
    if cursor.execute(f"{CONTRADICTING} LIMIT 1").fetchall():
        for interaction_id, started_at, ended_at in cursor.execute(CONTRADICTED).fetchall():
            times[interaction_id].append((started_at, ended_at))
    if times:
        rows = [(interaction_id, *fitting_times(said)) for interaction_id, said in times.items()]
        columns = {"interaction_id": TEXT, "started_at": INSTANT, "ended_at": INSTANT}
        with staged(cursor, "fitting_times", columns, rows):
            cursor.execute("""
                UPDATE settled_interactions w SET started_at = t.started_at, ended_at = t.ended_at
                FROM fitting_times t WHERE w.interaction_id = t.interaction_id""")


def fitting_times(
    said: Sequence[tuple[datetime | None, datetime | None]],
) -> tuple[datetime | None, datetime | None]:
    """Start and end of a conversation by what its records say, the oldest first: a record after whose times the end
    would be before the start is passed over."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    for start, end in said:
        first, last = start or started_at, end or ended_at
        if first is None or last is None or first <= last:
            started_at, ended_at = first, last
    return started_at, ended_at


def transcript_files(cursor: duckdb.DuckDBPyConnection, conversations: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The order and the file of the newest transcript of each of these conversations that has one."""
    named = [(each,) for each in conversations]
    with staged(cursor, "asked_conversations", {"conversation_id": TEXT}, named):
        rows = cursor.execute("""
            SELECT conversation_id, max(record_order), coalesce(arg_max(file, record_order), '')
            FROM interaction_records SEMI JOIN asked_conversations USING (conversation_id)
            WHERE list_contains(gives, 'transcript') GROUP BY conversation_id""").fetchall()
    return {conversation_id: (order, file) for conversation_id, order, file in rows}
