"""Writing conversations: interactions, queues, automatic metric results, evidence and the audits they carry."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import duckdb

from coaching.comparison import metric_result
from coaching.importers import erased, record_order, record_store, settling
from coaching.importers.audit_store import FoundAudit, store_audits
from coaching.importers.conversations import AUDITOR_PREFIX, Conversation, MetricMention, QueueMention
from coaching.importers.detail_store import store_details
from coaching.importers.form_names import FormNames
from coaching.importers.interaction_ids import ConversationIds
from coaching.importers.joining import join_conversations
from coaching.importers.metric_definitions import MetricDefinitions, SaidIds, SeenMetric, settle_named
from coaching.importers.newest_values import NewestValues, Subject
from coaching.importers.people_directory import UNKNOWN_AUDITOR, Directory
from coaching.importers.record_order import FileOrder, digest, record_text
from coaching.importers.record_store import Generations
from coaching.importers.staging import TEXT, staged
from coaching.words.name_key import name_key

Said = TypeVar("Said")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What storing some records has found: conversations with evaluations of several agents, for each conversation
    whose records nothing puts in order the files that they are in, the one that counts first, and for each id given at
    upload that came with several ids of the system these."""

    several_agents: list[str] = field(default_factory=list)
    unordered: dict[str, tuple[str, str]] = field(default_factory=dict)
    joined: dict[str, list[str]] = field(default_factory=dict)
    erased: int = 0
    """How many records were left out, because their conversation was erased here."""


def store_conversations(
    cursor: duckdb.DuckDBPyConnection, mentions: Sequence[Conversation], begun: Generations | None = None
) -> Stored:
    """Adds new conversations and updates known ones. Of several records the newest counts, whichever comes first.

    `begun` is what record_store.in_generations() keeps from one batch of an import to the next.
    """
    gone = erased.among(cursor, (each for one in mentions for each in (one.conversation_id, one.custom_id) if each))
    said = len(mentions)
    mentions = [one for one in mentions if one.conversation_id not in gone and one.custom_id not in gone]
    joined = _unite_ids(cursor, mentions)
    read_at = _give_generations(cursor, mentions, {} if begun is None else begun)
    in_order = sorted(mentions, key=lambda mention: mention.order)
    directory = Directory(cursor)
    batch = _Batch(cursor, directory)
    for mention in in_order:
        batch.see(mention, read_at[id(mention)])
    directory.store(cursor)
    once = {(mention.conversation_id, mention.order): mention for mention in in_order}
    batch.store(cursor, list(once.values()))
    return Stored(
        several_agents=settling.several_agents(cursor),
        unordered=settling.unordered(cursor),
        joined=joined,
        erased=said - len(mentions),
    )


def _unite_ids(cursor: duckdb.DuckDBPyConnection, mentions: Sequence[Conversation]) -> dict[str, list[str]]:
    """Gives each mention the one id of its conversation, and joins what is stored under several. Returns the ids of the
    system that are one conversation because they came with one id given at upload, by that one."""
    of_upload: defaultdict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.custom_id and mention.custom_id != mention.conversation_id:
            of_upload[mention.custom_id].add(mention.conversation_id)
    named = {mention.conversation_id for mention in mentions}
    linked = {mention.custom_id for mention in mentions if mention.custom_id}
    ids = ConversationIds(cursor, named | linked)
    for mention in mentions:
        if mention.custom_id and mention.custom_id != mention.conversation_id:
            ids.link(mention.conversation_id, mention.custom_id)
    joined = ids.joined()
    ids.store(cursor)
    if joined:
        join_conversations(cursor, joined)
    for mention in mentions:
        mention.conversation_id = ids.canonical(mention.conversation_id)
    return {custom: sorted(of_system) for custom, of_system in of_upload.items() if len(of_system) > 1}


def _give_generations(
    cursor: duckdb.DuckDBPyConnection, mentions: Sequence[Conversation], begun: Generations
) -> dict[int, str]:
    """Gives each mention its order. Returns by id() what it is with the place where the mention was read: one that says
    what an earlier place of its file has said has the order of that one."""
    orders = [
        (mention.conversation_id, mention.order or record_text(-1, FileOrder().text, place, digest(repr(mention))))
        for place, mention in enumerate(mentions)
    ]
    for mention, order in zip(mentions, record_store.in_generations(cursor, orders, begun), strict=True):
        mention.order = order
    return {
        id(mention): record_order.in_generation(order, record_order.generation(mention.order))
        for mention, (_, order) in zip(mentions, orders, strict=True)
    }


class _Batch:
    """The rows that a number of records become."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, directory: Directory) -> None:
        self._directory = directory
        self._definitions = MetricDefinitions(cursor)
        self._queue_names = NewestValues(cursor, Subject.QUEUE)
        self._queues: dict[str, str | None] = {}
        rows = cursor.execute("SELECT queue_id FROM queues ORDER BY ALL DESC").fetchall()
        self._stored_queues = [queue_id for (queue_id,) in rows]
        ids = self._queue_names.having("id")
        self._queue_of_key = {name_key(queue_id): queue_id for queue_id in self._stored_queues if queue_id not in ids}
        self._forms = FormNames(cursor)
        self._identified_once: dict[int, list[tuple[str, MetricMention]]] = {}

    def see(self, mention: Conversation, read_at: str) -> None:
        """Notes the people, queues and metrics that a record names. Call it in the order of the records. `read_at`: its
        order, with the place where it was read."""
        agent, queue = mention.agent, mention.queue
        self._directory.agent(agent.email, agent.source_id, agent.name, agent.team, read_at)
        for audit in mention.audits:
            self._directory.auditor(audit.auditor or UNKNOWN_AUDITOR, read_at)
        if mention.form_id is not None:
            self._forms.see(mention.form_id, mention.order)
        if queue is not None:
            queue = mention.queue = self._known_queue(queue, mention.order)
            newer = queue.name is not None and self._queue_names.takes(queue.queue_id, "name", mention.order)
            self._queues[queue.queue_id] = queue.name if newer else self._queues.get(queue.queue_id)
        for metric in mention.metrics or []:
            if metric.metric_id is None and metric.name is not None:
                self._definitions.spell(metric.name, mention.order)
        identified = _last_of_each(self._identified(mention.metrics or [], mention.form_id))
        if identified.keys() <= self._definitions.of_forms.keys():  # most records: forms say everything
            return
        for metric_id, metric in identified.items():
            if metric_id in self._definitions.of_forms:
                continue
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
                mention.order,
            )

    def _known_queue(self, queue: QueueMention, order: str) -> QueueMention:
        """The queue as it is stored: those without an id had their name as it was spelled before keys were compared. A
        queue with an id is another one, however it is spelled."""
        if queue.name is None or queue.queue_id != name_key(queue.name):
            self._queue_names.takes(queue.queue_id, "id", order)
            return queue
        return QueueMention(self._queue_of_key.get(queue.queue_id, queue.queue_id), queue.name)

    def store(self, cursor: duckdb.DuckDBPyConnection, mentions: Sequence[Conversation]) -> None:
        """Writes the rows. Store the people before."""
        self._forms.store(cursor)
        for mention in mentions:
            mention.form_id = self._forms.form_id(mention.form_id)
        agents = [self._directory.agent_id(each.agent.email, each.agent.source_id) for each in mentions]
        record_store.add_records(
            cursor,
            [
                record_store.record_row(each, agent, self._directory.said(each.agent.identity))
                for each, agent in zip(mentions, agents, strict=True)
            ],
        )
        _store_queues(cursor, self._queues, frozenset(self._stored_queues))
        self._queue_names.store(cursor)
        self._definitions.store(cursor)
        store_details(cursor, newest_details(cursor, mentions))
        results, evidence = self._results(mentions, agents)
        settling.settle(cursor, results, evidence)
        self._store_audits(cursor, mentions, agents)
        settle_named(cursor)

    def _results(
        self, mentions: Sequence[Conversation], agents: Sequence[str]
    ) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        """The rows of metric results and of evidence, of each evaluation those of its newest record in this batch."""
        newest = {
            (mention.conversation_id, agent): mention
            for mention, agent in zip(mentions, agents, strict=True)
            if mention.metrics is not None
        }
        results: list[tuple[object, ...]] = []
        evidence: list[tuple[object, ...]] = []
        for mention in newest.values():
            key = (mention.conversation_id, mention.order)
            identified = self._identified(mention.metrics or [], mention.form_id)
            for metric_id, metric in _last_of_each(identified).items():
                results.append((*key, metric_id, *self._result(metric_id, metric, mention.form_id)))
                for said_at, message_id in metric.evidence:
                    evidence.append((*key, metric_id, said_at, message_id))
        return results, evidence

    def _store_audits(
        self, cursor: duckdb.DuckDBPyConnection, mentions: Sequence[Conversation], agents: Sequence[str]
    ) -> None:
        audited = [pair for pair in zip(mentions, agents, strict=True) if pair[0].audits]
        if not audited:
            return
        interactions = settling.interactions_of_agents(cursor)
        found = []
        for mention, agent in audited:
            for audit in mention.audits:
                auditor = audit.auditor or UNKNOWN_AUDITOR
                identified = self._identified(audit.metrics, mention.form_id)
                answers = [
                    (metric_id, (metric.position, metric.auditor_response))
                    for metric_id, metric in identified
                    if metric.auditor_response is not None
                ]
                found.append(
                    FoundAudit(
                        interaction_id=interactions[mention.conversation_id, agent],
                        auditor_id=self._directory.auditor_id(auditor),
                        said_auditor=self._directory.said(AUDITOR_PREFIX + auditor),
                        audited_at=audit.audited_at,
                        score=audit.score,
                        comment=None,
                        by_name=True,
                        order=mention.order,
                        answers=[(metric_id, *answer, None) for metric_id, answer in _last_of_each(answers).items()],
                    )
                )
        store_audits(cursor, found)

    def _identified(self, mentions: list[MetricMention], form_id: str | None) -> list[tuple[str, MetricMention]]:
        """The mentions in their order, each with its metric_id: a metric may occur twice, by its id and by its name."""
        known = self._identified_once.get(id(mentions))
        if known is not None:
            return known
        identified = [(metric.metric_id, metric) for metric in mentions if metric.metric_id is not None]
        ids = frozenset(metric_id for metric_id, _ in identified)
        if len(ids) < len(mentions):  # otherwise each has an id of its own, as in most records
            names = [metric.name for metric in mentions if metric.metric_id is None and metric.name is not None]
            said = SaidIds(anywhere=ids | self._definitions.said_by_several(names), before={})
            identified = []
            for metric in mentions:
                metric_id = self._definitions.identify(metric.metric_id, metric.name, form_id, metric.position, said)
                if metric.metric_id is not None:
                    said.before.setdefault(metric_id, metric.name)
                identified.append((metric_id, metric))
        if mentions:  # the list of a record of this batch, which outlives it
            self._identified_once[id(mentions)] = identified
        return identified

    def _result(self, metric_id: str, metric: MetricMention, form_id: str | None) -> tuple[object, ...]:
        form = self._definitions.known(metric_id)
        weight, negative_weight = metric.weight, metric.negative_weight
        if weight is None:
            weight, negative_weight = self._definitions.weights(metric_id, form_id)
        # A result is fatal if the source or the form calls the metric fatal and the answer fails, whatever else the
        # source says.
        failed = metric_result.failed(metric.qualification, form.expected_response if form else "YES")
        fatal_error = failed and (bool(metric.fatal_error) or (form is not None and form.fatal))
        return (
            metric.position,
            metric.qualification,
            weight,
            negative_weight or 0.0,
            fatal_error,
            metric.justification,
            metric.weight is not None,
            bool(metric.fatal_error),
        )


def _last_of_each(said: list[tuple[str, Said]]) -> dict[str, Said]:
    """What is said last of each metric counts, in its place: the metric is where it is said last."""
    last = dict(said)
    if len(last) < len(said):
        last.clear()
        for metric_id, each in said:
            last.pop(metric_id, None)
            last[metric_id] = each
    return last


def newest_details(cursor: duckdb.DuckDBPyConnection, mentions: Sequence[Conversation]) -> list[Conversation]:
    """The mentions that say something of their conversation as a whole, each with what no newer record says."""
    detailed = [mention for mention in mentions if mention.participants or mention.topics or mention.details]
    newest = record_store.newest_parts(cursor) if detailed else {}
    found = []
    for mention in detailed:
        parts = record_store.parts(mention)
        counting = {part for part in parts if newest[mention.conversation_id, part] == mention.order}
        if len(counting) == len(parts):
            found.append(mention)
            continue
        found.append(
            Conversation(
                conversation_id=mention.conversation_id,
                agent=mention.agent,
                participants=mention.participants if record_store.PARTICIPANTS in counting else (),
                topics=mention.topics if record_store.TOPICS in counting else (),
                details=[each for each in mention.details if each.kind.value in counting],
            )
        )
    return found


def _store_queues(cursor: duckdb.DuckDBPyConnection, queues: dict[str, str | None], stored: frozenset[str]) -> None:
    columns = {"queue_id": TEXT, "name": TEXT}
    renamed = [(queue_id, name) for queue_id, name in queues.items() if name is not None and queue_id in stored]
    if renamed:
        with staged(cursor, "staged_queues", columns, renamed):
            cursor.execute("""
                UPDATE queues q SET name = s.name FROM staged_queues s
                WHERE q.queue_id = s.queue_id AND q.name <> s.name""")
    new = [(queue_id, name) for queue_id, name in queues.items() if queue_id not in stored]
    added = [(queue_id, queue_id if name is None else name) for queue_id, name in new]
    if added:
        with staged(cursor, "staged_queues", columns, added):
            cursor.execute("INSERT INTO queues BY NAME SELECT * FROM staged_queues")
