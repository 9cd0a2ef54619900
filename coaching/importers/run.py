"""One import: files in, rows in the database, and a report of what was loaded and what was refused."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from coaching.importers import alike, evaluation_forms, limits, shared_metrics
from coaching.importers.agent_names import AgentNames
from coaching.importers.conversation_store import store_conversations
from coaching.importers.conversations import Conversation
from coaching.importers.day_order import day_comes_first
from coaching.importers.evidence import near_no_message
from coaching.importers.finding import Found, find_files
from coaching.importers.format import Guessed, Lands, Page, Read, Source, SourceFile
from coaching.importers.formats import people_json
from coaching.importers.formats.evaluation_form_json import EvaluationForm
from coaching.importers.instants import Form
from coaching.importers.known_interactions import still_without_time
from coaching.importers.notes import Notes
from coaching.importers.origin import Origin
from coaching.importers.pace import RECORDS_A_BATCH, TURNS_A_BATCH, Batch, beside
from coaching.importers.pages import Pages
from coaching.importers.people_directory import Directory
from coaching.importers.record_order import file_order, microseconds
from coaching.importers.record_store import Generations
from coaching.importers.referring import Listed, ReferringLoader
from coaching.importers.refused_records import Refusal, UnusableRecordError
from coaching.importers.report import PassedOver, Report
from coaching.importers.score_scale import scales
from coaching.importers.sentiment_scale import STORED, SentimentScale
from coaching.importers.transcript_loader import TranscriptLoader
from coaching.importers.transcript_pool import reading
from coaching.importers.waiting import WRITES, Waiting
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted

if TYPE_CHECKING:
    from coaching.importers.mapping.mapping import Mapping

Parsed = TypeVar("Parsed")


class ImportStoppedError(Exception):
    """Raised by after_batch() where an import is to stop: what is stored stays, and the report says what that is."""


class Progress(Protocol):
    """Is told how far an import is."""

    def start(self, files: int) -> None:
        """The import found this many files."""

    def advance(self, files: int) -> None:
        """This many more are done."""

    def after_batch(self) -> None:
        """What was read so far is stored. May raise ImportStoppedError."""


class Silent:
    """Progress that nobody watches."""

    def start(self, files: int) -> None:
        """Says nothing."""

    def advance(self, files: int) -> None:
        """Says nothing."""

    def after_batch(self) -> None:
        """Says nothing."""


def import_paths(
    database: Database,
    paths: Iterable[Path],
    progress: Progress | None = None,
    records_a_batch: int = RECORDS_A_BATCH,
    turns_a_batch: int = TURNS_A_BATCH,
    sentiment_scale: SentimentScale = STORED,
    mapping: "Mapping | None" = None,
    beside_people: bool = False,
) -> Report:
    """Loads files and folders into the database. Their order does not matter, and loading twice changes nothing.

    `sentiment_scale` is that of the sentiments that these files report, unless their format has one of its own.
    With a `mapping` all files are tables that it reads. `beside_people`: this process also serves people, who wait no
    longer than for a small batch.

    Raises MissingPathError, before anything is loaded, where a path does not exist.
    """
    found = find_files(paths) if mapping is None else _find_mapped(paths, mapping)
    batches = (
        beside(records_a_batch, turns_a_batch) if beside_people else (Batch(records_a_batch), Batch(turns_a_batch))
    )
    run = _Import(database, progress or Silent(), *batches, sentiment_scale)
    run.report.refuse(*found.refusals)
    run.report.passed_over = found.passed_over
    with nullcontext() if beside_people else _without_garbage_collection(), _on_one_thread(database):
        try:
            run.load(found.files)
        except ImportStoppedError:
            run.report.was_stopped = True
    return run.report


def _find_mapped(paths: Iterable[Path], mapping: "Mapping") -> Found:
    from coaching.importers.mapping import finding  # loaded only with a mapping

    return finding.find_files(paths, mapping)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Python's cyclic garbage collection is off: an import makes millions of objects without cycles, and it took a
    tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def _on_one_thread(database: Database) -> Iterator[None]:
    """DuckDB works on one thread: an import has many small statements, and to divide each among threads took a sixth of
    its time, and half of it where people use the same database."""
    with database.snapshot() as cursor:
        [(threads,)] = cursor.execute("SELECT current_setting('threads')").fetchall()
        cursor.execute("SET threads = 1")
    try:
        yield
    finally:
        with database.snapshot() as cursor:
            cursor.execute("SET threads = $threads", {"threads": threads})


class _Import:
    def __init__(
        self,
        database: Database,
        progress: Progress,
        records: Batch,
        turns: Batch,
        sentiment_scale: SentimentScale,
    ) -> None:
        self.report = Report()
        self._database = database
        self._progress = progress
        self._batch = records
        self._sentiment_scale = sentiment_scale
        self._waiting = Waiting()
        self._transcripts = TranscriptLoader(database, progress, self.report, self._waiting, turns)
        self._referring = ReferringLoader(database, self.report, self._waiting)
        self._several_agents: set[str] = set()
        self._ids: set[str] = set()
        self._agent_ids: set[str] = set()
        self._queue_ids: set[str] = set()
        self._unordered: dict[str, tuple[str, str]] = {}
        self._joined: dict[str, list[str]] = {}
        self._erased = 0
        self._without_time: Counter[tuple[str, str]] = Counter()  # by conversation and what its records are called
        self._with_evidence: set[str] = set()
        self._pages = Pages()
        self._bytes_read = 0

    def load(self, files: Sequence[SourceFile]) -> None:
        self._progress.start(len(files))
        landing = {lands: [file for file in files if file.format.lands is lands] for lands in Lands}
        with reading(landing[Lands.TRANSCRIPTS]) as transcripts:
            self._load_forms(landing[Lands.FORMS])
            waiting = self._load_list(landing[Lands.PEOPLE])
            conversations = [*landing[Lands.CONTACTS], *landing[Lands.EVALUATIONS]]
            self._load_conversations([file for file in conversations if not file.format.names_agents])
            self._load_conversations([file for file in conversations if file.format.names_agents])
            self._transcripts.load(transcripts)
            for batch in self._batches(self._records(landing[Lands.AUDITS])):
                self._write(batch, self._referring.load_audits)
            for batch in self._batches(self._records(landing[Lands.ASSIGNMENTS])):
                self._write(batch, self._referring.load_assignments)
            self._try_again(waiting)
        self._referring.say_who_has_no_supervisor()
        self._pages.say(self.report)
        self._say_what_is_special()
        self._waiting.say(self._database, self.report)

    def _try_again(self, people_waiting: Listed) -> None:
        """Loads what has waited until now, here or in an earlier import, as long as something is found."""
        self._referring.keep_people(self._referring.load_people(people_waiting))
        while self._transcripts.try_again() + self._referring.try_again():
            self._progress.after_batch()

    def _load_forms(self, files: Sequence[SourceFile]) -> None:
        forms: list[tuple[Origin, EvaluationForm]] = list(self._records(files))
        for _, form in forms:
            with self._database.transaction(writes=WRITES) as cursor:
                evaluation_forms.store_form(cursor, form)
            self.report.loaded["evaluation form"] += 1
            self._progress.after_batch()
        if not forms:
            return
        with self._database.snapshot() as cursor:
            differing = shared_metrics.disagreements(cursor, {form.name for _, form in forms})
        if differing:
            metric_id, field, form_id, other = differing[0]
            named = {"id": metric_id, "field": field, "form": form_id, "other": other}
            self.report.note(counted(len(differing), wording.METRICS_DIFFER, **named), is_incomplete=True)

    def _load_list(self, files: Sequence[SourceFile]) -> Listed:
        """Loads all people.json as one list that takes the place of any before, and returns who waits for a supervisor.

        Nobody is taken off where the list has a part that cannot be read: they might be in there.
        """
        mentioned: set[str | None] = set()

        def note_mentioned(record: dict[str, Any]) -> None:
            mentioned.add(people_json.mentioned(record))

        before = len(self.report.refusals)
        listed = list(self._records(files, note_mentioned))
        unread = any(refusal.field == "" for refusal in self.report.refusals[before:]) or bool(self.report.unnamed)
        self.report.list_is_clear = not unread and None not in mentioned
        known = {email for email in mentioned if email is not None}
        return self._referring.load_list(listed, known if self.report.list_is_clear else None)

    def _load_conversations(self, files: Sequence[SourceFile]) -> None:
        if not files:
            return
        begun: Generations = {}
        names = AgentNames(self._database)

        def store(batch: list[Conversation]) -> None:
            with self._database.transaction(writes=WRITES) as cursor:
                stored = store_conversations(cursor, batch, begun)
            self._several_agents |= set(stored.several_agents)
            self._unordered |= stored.unordered
            self._joined |= stored.joined
            self._erased += stored.erased

        for batch in self._batches(self._conversations(files, names)):
            self._write(batch, store)
        names.say(self.report)

    def _conversations(self, files: Sequence[SourceFile], names: AgentNames) -> Iterator[Conversation]:
        for origin, conversation in self._records(files):
            if not conversation.agent.identity:
                agent = names.agent(conversation.agent, origin.file)
                if agent is None:
                    continue
                conversation.agent = agent
            self._ids.add(conversation.conversation_id)
            if conversation.queue is not None:
                self._queue_ids.add(conversation.queue.queue_id)
            if conversation.agent.source_id is not None:
                self._agent_ids.add(conversation.agent.source_id)
            scale = conversation.converted_from
            read_as = None if scale is None else str(scale)
            conversation.order = origin.order(microseconds(conversation.evaluated_at), read_as)
            conversation.file = os.path.basename(origin.file.name)
            if conversation.transcript_path is not None:
                self._transcripts.note_path(origin, conversation.conversation_id, conversation.transcript_path)
            if any(metric.evidence for metric in conversation.metrics or ()):
                self._with_evidence.add(conversation.conversation_id)
            called = origin.file.format.record
            self.report.loaded[called] += 1
            if conversation.started_at is None:
                self._without_time[conversation.conversation_id, called] += 1
            yield conversation

    def _say_what_is_special(self) -> None:
        with self._database.snapshot() as cursor:
            for called, number in still_without_time(cursor, self._without_time).items():
                self.report.loaded[called] -= number
                sentence = wording.WAITING_SCORES if called == "conversation" else wording.WAITING_TIMES
                self.report.note(counted(number, sentence), is_incomplete=True)
            kept_apart = Directory(cursor).kept_apart(self._agent_ids)
            for pairs, sentence in (
                (alike.conversations(cursor, self._ids), wording.CONVERSATIONS_ALIKE),
                (alike.agents(cursor, self._agent_ids), wording.AGENTS_ALIKE),
                (alike.queues(cursor, self._queue_ids), wording.QUEUES_ALIKE),
            ):
                if pairs:
                    self.report.note(counted(len(pairs), sentence, one=pairs[0][0], other=pairs[0][1]))
            for ids in (self._ids, self._agent_ids):
                if rounded := alike.rounded(ids):
                    self.report.note(counted(len(rounded), wording.IDS_ROUNDED, example=rounded[0]), is_incomplete=True)
            missed, example = near_no_message(cursor, self._with_evidence.union(self._transcripts.stored))
        if missed:
            self.report.note(counted(missed, wording.EVIDENCE_NEAR_NOTHING, example=example))
        if kept_apart:
            agent_id, addresses = min(kept_apart.items())
            named = ", ".join(addresses[:3])
            self.report.note(counted(len(kept_apart), wording.IDS_OF_SEVERAL, id=agent_id, addresses=named))
        if self._erased:
            self.report.note(counted(self._erased, wording.ERASED_STAY_SO))
        if self._several_agents:
            example = min(self._several_agents)
            self.report.note(counted(len(self._several_agents), wording.SEVERAL_AGENTS, example=example))
        if self._joined:
            custom_id, of_system = min(self._joined.items())
            named = ", ".join(of_system[:3])
            self.report.note(counted(len(self._joined), wording.JOINED_IDS, id=custom_id, ids=named))
        if self._unordered:
            example, (file, other) = min(self._unordered.items())
            self.report.note(counted(len(self._unordered), wording.UNORDERED, example=example, file=file, other=other))

    def _records(
        self, files: Sequence[SourceFile], seen: Callable[[dict[str, Any]], None] | None = None
    ) -> Iterator[tuple[Origin, Any]]:
        """The records of the files as their formats parse them; `seen` is called with each before it is parsed."""
        for file in files:
            self._bytes_read += file.bytes
            notes = Notes(day_first=cache(partial(day_comes_first, file)))
            source = Source(file=file, sentiment_scale=self._sentiment_scale, notes=notes)
            order_of_file = file_order(os.path.abspath(file.name), file.format.lands).text
            is_empty = True
            order_read: Form | None = None
            for place, read in enumerate(self._with_scales(source), start=1):
                is_empty &= not isinstance(read, tuple | Refusal)
                if not isinstance(read, tuple):
                    self._note(file, read)
                    continue
                position, record = read
                if seen is not None:
                    seen(record)
                origin = Origin(file=file, position=position, record=record, order_of_file=order_of_file, place=place)
                try:
                    parsed = file.format.parse(record, source)
                except UnusableRecordError as error:
                    self.report.refuse_record(origin.refusal(error), file, record)
                else:
                    for left_out in notes.left_out:
                        self.report.drop(**origin.dropped(left_out))
                    if notes.was_day_first is not None:
                        origin = replace(origin, day_first=notes.was_day_first)
                        order_read = Form.DAY_FIRST if notes.was_day_first else Form.MONTH_FIRST
                    yield origin, parsed
                notes.forget_record()
            self._say_of_file(source, order_read)
            if is_empty:
                self.report.passed_over.append(PassedOver(file=file.name, reason=wording.PASSED_OVER_NO_RECORDS))
            self._progress.advance(1)

    def _with_scales(self, source: Source) -> Iterable[Read]:
        """What is in a file. The scale of its scores is known before the first record is parsed."""
        file = source.file
        if not file.format.scores:
            return file.format.read(file)
        found = list(file.format.read(file))
        records = (read[1] for read in found if isinstance(read, tuple))
        source.notes.scale = scales(records, file.format.spellings, file.format.scores)
        if fields := [field for field, scale in source.notes.scale.items() if scale is not None]:
            self.report.note(wording.PARTS_OF_ONE.format(file=file.name, fields=", ".join(fields)))
        return found

    def _say_of_file(self, source: Source, order_read: Form | None) -> None:
        if order_read is not None:
            self.report.note(wording.DATES_READ.format(file=source.file.name, read_as=order_read.value))
        if source.notes.unplaced:
            sentence = counted(source.notes.unplaced, wording.EVIDENCE_UNREADABLE, file=source.file.name)
            self.report.note(sentence)

    def _note(self, file: SourceFile, read: Refusal | Page | Guessed) -> None:
        """Notes what there is to say of a file besides its records."""
        match read:
            case Refusal():
                self.report.refuse(read)
            case Page():
                self._pages.note(file.name, read)
            case Guessed():
                self.report.note(wording.GUESSED_ENCODING.format(file=file.name, encoding=read.encoding))

    def _write(self, batch: list[Parsed], store: Callable[[list[Parsed]], object]) -> None:
        with self._batch.written(len(batch)):
            store(batch)
        self._progress.after_batch()

    def _batches(self, elements: Iterator[Parsed]) -> Iterator[list[Parsed]]:
        """Divides into what one transaction writes: bounded by number and by the size of the files they come from."""
        batch: list[Parsed] = []
        before = self._bytes_read
        for element in elements:
            batch.append(element)
            if len(batch) >= self._batch.size or self._bytes_read - before >= limits.BYTES_IN_MEMORY:
                yield batch
                batch, before = [], self._bytes_read
        if batch:
            yield batch
