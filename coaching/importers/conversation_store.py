"""Writing conversations: interactions, queues, automatic metric results, evidence and the audits they carry."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

import duckdb

from coaching.comparison import metric_result
from coaching.importers.audit_store import AuditRow, ResultRow, store_audits
from coaching.importers.conversations import AuditMention, Conversation, MetricMention
from coaching.importers.detail_store import store_details
from coaching.importers.evidence import resolve_evidence
from coaching.importers.metric_definitions import MetricDefinitions, SeenMetric
from coaching.importers.people_directory import UNKNOWN_AUDITOR, Directory, refresh_supervisions
from coaching.importers.staging import COUNT, FLAG, INSTANT, NUMBER, TEXT, staged
from coaching.importers.transcript_store import follow_languages
from coaching.quality import daily_totals, stored_scores

_CONVERSATIONS = {
    "interaction_id": TEXT,
    "agent_id": TEXT,
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
    "has_metrics": FLAG,
}
_RESULTS = {
    "interaction_id": TEXT,
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
_EVIDENCE = {"interaction_id": TEXT, "metric_id": TEXT, "said_at": INSTANT, "message_id": TEXT}


def store_conversations(cursor: duckdb.DuckDBPyConnection, mentions: Sequence[Conversation]) -> None:
    """Adds new conversations and updates known ones. Of several records of one conversation the later one counts."""
    conversations: dict[str, Conversation] = {}
    directory = Directory(cursor)
    batch = _Batch(cursor, directory)
    times = _known_times(cursor, mentions)
    for mention in mentions:
        batch.see(mention)
        known = conversations.setdefault(mention.conversation_id, mention)
        if known is not mention:
            known.update(mention)
        elif mention.conversation_id in times:
            mention.follow(*times[mention.conversation_id])
    for conversation in conversations.values():
        batch.add(conversation)
    directory.store(cursor)
    batch.store(cursor)
    store_details(cursor, conversations.values())


class _Batch:
    """The rows that a number of conversations become."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, directory: Directory) -> None:
        self._directory = directory
        self._definitions = MetricDefinitions(cursor)
        self._queues: dict[str, str | None] = {}
        self._metrics: dict[str, dict[str, MetricMention]] = {}
        self._conversations: list[tuple[object, ...]] = []
        self._results: list[tuple[object, ...]] = []
        self._evidence: list[tuple[object, ...]] = []
        self._audits: list[AuditRow] = []
        self._audit_results: list[ResultRow] = []

    def see(self, mention: Conversation) -> None:
        """Notes the people, queues and metrics that a record names. Call it in the order of the records."""
        agent, queue = mention.agent, mention.queue
        self._directory.agent(agent.email, agent.source_id, agent.name, agent.team)
        if queue is not None:
            self._queues[queue.queue_id] = queue.name or self._queues.get(queue.queue_id)
        if mention.metrics is None:
            return
        metrics = self._metrics[mention.conversation_id] = self._identified(mention.metrics, mention.form_id)
        for metric_id, metric in metrics.items():
            named = f"Metric {metric.position}" if metric.name is None and metric.metric_id is None else metric.name
            self._definitions.see(
                metric_id,
                SeenMetric(
                    position=metric.position,
                    name=named,
                    weight=metric.weight,
                    negative_weight=metric.negative_weight,
                    fatal=bool(metric.fatal_error),
                ),
            )

    def add(self, conversation: Conversation) -> None:
        """Adds a conversation, made of all its records."""
        c = conversation
        agent_id = self._directory.agent_id(c.agent.email, c.agent.source_id)
        self._conversations.append(
            (
                c.conversation_id,
                agent_id,
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
                c.metrics is not None,
            )
        )
        for metric_id, metric in self._metrics.get(c.conversation_id, {}).items():
            self._add_result(c.conversation_id, metric_id, metric)
        for audit in c.audits:
            self._add_audit(c, audit)

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes the rows. Store the people before."""
        with ExitStack() as stack:
            stack.enter_context(staged(cursor, "staged_conversations", _CONVERSATIONS, self._conversations))
            stack.enter_context(staged(cursor, "staged_results", _RESULTS, self._results))
            stack.enter_context(staged(cursor, "staged_evidence", _EVIDENCE, self._evidence))
            cursor.execute("""
                CREATE OR REPLACE TEMP TABLE known_conversations AS
                SELECT s.interaction_id, s.has_metrics, i.agent_id, i.language
                FROM staged_conversations s JOIN interactions i USING (interaction_id)""")
            with daily_totals.in_step(cursor, "staged_conversations", "known_conversations"):
                with stored_scores.fatal_in_step(
                    cursor, "staged_conversations", "t.counts_fatal", "known_conversations"
                ):
                    _store_queues(cursor, self._queues)
                    _store_interactions(cursor)
                    self._definitions.store(cursor)
                    _store_results(cursor)
                stored_scores.compute_missing_evaluation_scores(cursor, "staged_conversations")
                stored_scores.judge_areas(cursor, "staged_conversations")
            resolve_evidence(cursor, "known_conversations")
            _follow_reattributed(cursor)
            follow_languages(cursor, "known_conversations")
        store_audits(cursor, self._audits, self._audit_results)

    def _identified(self, mentions: list[MetricMention], form_id: str | None) -> dict[str, MetricMention]:
        """The metrics by metric_id. Of a metric that occurs twice the last one counts."""
        names: dict[str, str | None] = {}
        metrics: dict[str, MetricMention] = {}
        for metric in mentions:
            metric_id = self._definitions.identify(metric.metric_id, metric.name, form_id, metric.position, names)
            names.setdefault(metric_id, metric.name)
            metrics[metric_id] = metric
        return metrics

    def _add_result(self, interaction_id: str, metric_id: str, metric: MetricMention) -> None:
        form = self._definitions.known(metric_id)
        weight, negative_weight = metric.weight, metric.negative_weight
        if weight is None:
            weight = form.weight if form else 0.0
            negative_weight = form.negative_weight if form else negative_weight
        # A result is fatal if the source or the form calls the metric fatal and the answer fails, whatever else the
        # source says.
        failed = metric_result.failed(metric.qualification, form.expected_response if form else "YES")
        fatal_error = failed and (bool(metric.fatal_error) or (form is not None and form.fatal))
        self._results.append(
            (
                interaction_id,
                metric_id,
                metric.position,
                metric.qualification,
                weight,
                negative_weight or 0.0,
                fatal_error,
                metric.justification,
                metric.weight is not None,
                bool(metric.fatal_error),
            )
        )
        self._evidence.extend(
            (interaction_id, metric_id, said_at, message_id) for said_at, message_id in metric.evidence
        )

    def _add_audit(self, conversation: Conversation, audit: AuditMention) -> None:
        auditor_id = self._directory.auditor(audit.auditor or UNKNOWN_AUDITOR)
        self._audits.append((conversation.conversation_id, auditor_id, audit.audited_at, audit.score, None, True))
        self._audit_results.extend(
            (conversation.conversation_id, auditor_id, audit.audited_at, metric_id, metric.auditor_response, None)
            for metric_id, metric in self._identified(audit.metrics, conversation.form_id).items()
            if metric.auditor_response is not None
        )


def _known_times(
    cursor: duckdb.DuckDBPyConnection, mentions: Sequence[Conversation]
) -> dict[str, tuple[datetime | None, datetime | None]]:
    """The stored start and end by interaction_id, of those of these conversations that are stored."""
    ids = [(mention.conversation_id,) for mention in mentions]
    with staged(cursor, "mentioned", {"interaction_id": TEXT}, ids):
        rows = cursor.execute("""
            SELECT interaction_id, started_at, ended_at FROM interactions SEMI JOIN mentioned USING (interaction_id)""")
        return {interaction_id: (started_at, ended_at) for interaction_id, started_at, ended_at in rows.fetchall()}


def _store_queues(cursor: duckdb.DuckDBPyConnection, queues: dict[str, str | None]) -> None:
    with staged(cursor, "staged_queues", {"queue_id": TEXT, "name": TEXT}, list(queues.items())):
        cursor.execute("""
            UPDATE queues q SET name = s.name FROM staged_queues s
            WHERE q.queue_id = s.queue_id AND s.name IS NOT NULL AND q.name <> s.name""")
        cursor.execute("""
            INSERT INTO queues BY NAME SELECT queue_id, coalesce(name, queue_id) AS name FROM staged_queues s
            WHERE NOT EXISTS (FROM queues q WHERE q.queue_id = s.queue_id)""")


def _store_interactions(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("""
        UPDATE interactions i SET
            agent_id = s.agent_id,
            queue_id = coalesce(s.queue_id, i.queue_id),
            channel = coalesce(s.channel, i.channel),
            direction = coalesce(s.direction, i.direction),
            language = coalesce(s.language, i.language),
            topic = coalesce(s.topic, i.topic),
            started_at = coalesce(s.started_at, i.started_at),
            ended_at = coalesce(s.ended_at, i.ended_at),
            form_id = coalesce(s.form_id, i.form_id),
            pass_score = coalesce(s.pass_score, i.pass_score),
            kore_evaluation_score = coalesce(s.kore_evaluation_score, i.kore_evaluation_score),
            evaluation_computed = i.evaluation_computed AND s.kore_evaluation_score IS NULL,
            sentiment_score = coalesce(s.sentiment_score, i.sentiment_score),
            sentiment_estimated = i.sentiment_estimated AND s.sentiment_score IS NULL
        FROM staged_conversations s WHERE i.interaction_id = s.interaction_id""")
    cursor.execute("""
        INSERT INTO interactions BY NAME
        SELECT * EXCLUDE (counts_fatal, has_metrics), FALSE AS evaluation_computed,
               FALSE AS sentiment_estimated, FALSE AS fatal
        FROM staged_conversations s ANTI JOIN known_conversations USING (interaction_id)""")


def _follow_reattributed(cursor: duckdb.DuckDBPyConnection) -> None:
    """Where an interaction now belongs to another agent, assignments are updated, and its audits make supervisors of
    that one instead."""
    cursor.execute("""
        CREATE OR REPLACE TEMP TABLE reattributed AS
        SELECT k.interaction_id, k.agent_id AS was, i.agent_id
        FROM known_conversations k JOIN interactions i USING (interaction_id) WHERE k.agent_id <> i.agent_id""")
    if cursor.execute("FROM reattributed LIMIT 1").fetchall():
        cursor.execute("""
            UPDATE assignment_interactions ai SET agent_id = r.agent_id
            FROM reattributed r WHERE r.interaction_id = ai.interaction_id""")
        refresh_supervisions(cursor, "SELECT unnest([was, agent_id]) AS agent_id FROM reattributed")


def _store_results(cursor: duckdb.DuckDBPyConnection) -> None:
    replaced = "interaction_id IN (SELECT interaction_id FROM known_conversations WHERE has_metrics)"
    cursor.execute(f"DELETE FROM metric_results WHERE auditor_id IS NULL AND {replaced}")
    cursor.execute(f"DELETE FROM evidence WHERE {replaced}")
    cursor.execute("INSERT INTO metric_results BY NAME SELECT * FROM staged_results")
    cursor.execute("INSERT INTO evidence BY NAME SELECT * FROM staged_evidence")
