"""One import: files in, rows in the database, and a report of what was loaded and what was refused."""

import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeVar

import duckdb

from coaching.importers import assignments, audits, evaluation_forms, fields, limits, people
from coaching.importers.conversation_store import store_conversations
from coaching.importers.conversations import Conversation
from coaching.importers.format import Lands, Source, SourceFile
from coaching.importers.formats import people_json
from coaching.importers.formats.evaluation_form_json import EvaluationForm
from coaching.importers.formats.people_json import ListedPerson
from coaching.importers.recognition import find_files
from coaching.importers.refused_records import Refusal, UnusableRecordError
from coaching.importers.report import Report
from coaching.importers.staging import TEXT, staged
from coaching.importers.transcript_pool import reading
from coaching.importers.transcript_store import store_transcripts
from coaching.importers.transcripts import Transcript, Transcripts
from coaching.storage.database import Database
from coaching.storage.query_cache import EVERY_TABLE

# An import may learn that two people are one, and then changes who it is about in every table.
WRITES = [EVERY_TABLE]

# How much one transaction writes, which bounds the memory.
RECORDS_A_BATCH = 10_000
TURNS_A_BATCH = 30_000

Parsed = TypeVar("Parsed")


class Progress(Protocol):
    """Is told how far an import is."""

    def start(self, files: int) -> None:
        """The import found this many files."""

    def advance(self, files: int) -> None:
        """This many more are done."""


class Silent:
    """Progress that nobody watches."""

    def start(self, files: int) -> None:
        """Says nothing."""

    def advance(self, files: int) -> None:
        """Says nothing."""


def import_paths(
    database: Database,
    paths: Iterable[Path],
    progress: Progress | None = None,
    records_a_batch: int = RECORDS_A_BATCH,
    turns_a_batch: int = TURNS_A_BATCH,
) -> Report:
    """Loads files and folders into the database. Their order does not matter, and loading twice changes nothing.

    Raises MissingPathError, before anything is loaded, where a path does not exist.
    """
    found = find_files(paths)
    run = _Import(database, progress or Silent(), records_a_batch, turns_a_batch)
    run.report.refuse(*found.refusals)
    run.report.passed_over = found.passed_over
    with _without_garbage_collection():
        run.load(found.files)
    return run.report


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


@dataclass(frozen=True, kw_only=True)
class _Origin:
    """Where a parsed record stands in its file, for a refusal later."""

    file: SourceFile
    position: str
    record: dict[str, Any]

    def refusal(self, error: UnusableRecordError) -> Refusal:
        return Refusal(
            file=self.file.name,
            position=self.position,
            field=self.file.format.spellings.spelling_in(self.record, error.field),
            reason=error.reason,
        )


Listed = list[tuple[_Origin, ListedPerson]]


class _Import:
    def __init__(self, database: Database, progress: Progress, records_a_batch: int, turns_a_batch: int) -> None:
        self.report = Report()
        self._database = database
        self._progress = progress
        self._records_a_batch = records_a_batch
        self._turns_a_batch = turns_a_batch
        self._transcript_owners: dict[str, str] = {}  # the conversation, by the real path
        self._transcript_files: dict[str, str] = {}  # the file that holds it, by the conversation
        self._missing_transcripts: dict[str, Refusal] = {}  # by the conversation
        self._bytes_read = 0

    def load(self, files: Sequence[SourceFile]) -> None:
        self._progress.start(len(files))
        landing = {lands: [file for file in files if file.format.lands is lands] for lands in Lands}
        with reading(landing[Lands.TRANSCRIPTS]) as transcripts:
            self._load_forms(landing[Lands.FORMS])
            waiting = self._load_list(landing[Lands.PEOPLE])
            self._load_conversations([*landing[Lands.CONTACTS], *landing[Lands.EVALUATIONS]])
            self._load_transcripts(transcripts)
            self._load_audits(landing[Lands.AUDITS])
            self._load_assignments(landing[Lands.ASSIGNMENTS])
            self._load_waiting_people(waiting)

    def _load_forms(self, files: Sequence[SourceFile]) -> None:
        forms: list[tuple[_Origin, EvaluationForm]] = list(self._records(files))
        for place, (origin, form) in enumerate(forms, start=1):
            try:
                with self._database.transaction(writes=WRITES) as cursor:
                    evaluation_forms.store_form(cursor, form, {later.name for _, later in forms[place:]})
            except UnusableRecordError as error:
                self.report.refuse(origin.refusal(error))
            else:
                self.report.loaded["evaluation form"] += 1

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
        return self._load_people(listed, known if self.report.list_is_clear else None)

    def _load_people(self, listed: Listed, whole_list: Collection[str] | None = None) -> Listed:
        """Loads people, and returns those whose supervisor is nobody known (yet). With `whole_list`, the addresses of
        all who are listed, those who are no more lose their permissions at the same moment."""
        if not listed:
            return []
        with self._database.transaction(writes=WRITES) as cursor:
            waiting = people.store_people(cursor, [person for _, person in listed])
            if whole_list is not None:
                self.report.left = people.take_off(cursor, whole_list)
                self.report.without_supervisor = people.without_supervisor(cursor)
        left = [(origin, person) for origin, person in listed if person in waiting]
        self.report.loaded["person"] += len(listed) - len(left)
        return left

    def _load_waiting_people(self, waiting: Listed) -> None:
        """Loads the people whose supervisor the rest of the import named, and refuses the others."""
        for origin, person in self._load_people(waiting):
            reason = f'there is nobody with the address "{person.supervisor_email}"'
            self.report.refuse(origin.refusal(UnusableRecordError("supervisor_email", reason)))

    def _load_conversations(self, files: Sequence[SourceFile]) -> None:
        for batch in self._batches(self._conversations(files)):
            with self._database.transaction(writes=WRITES) as cursor:
                store_conversations(cursor, batch)

    def _conversations(self, files: Sequence[SourceFile]) -> Iterator[Conversation]:
        for origin, conversation in self._records(files):
            if conversation.transcript_path is not None:
                self._note_transcript(origin, conversation.conversation_id, conversation.transcript_path)
            self.report.loaded[origin.file.format.record] += 1
            yield conversation

    def _note_transcript(self, origin: _Origin, conversation_id: str, path: str) -> None:
        """Notes which conversation a transcript with another name belongs to, and a refusal if the transcript is not
        there."""
        beside_metadata = os.path.join(os.path.dirname(origin.file.name), path)
        if not os.path.exists(beside_metadata):
            error = UnusableRecordError("transcriptPath", f"there is no file {fields.shown(path)}")
            self._missing_transcripts[conversation_id] = origin.refusal(error)
            return
        self._missing_transcripts.pop(conversation_id, None)
        if os.path.splitext(os.path.basename(path))[0] != conversation_id:
            self._transcript_owners[os.path.realpath(beside_metadata)] = conversation_id

    def _load_transcripts(self, chunks: Iterable[Transcripts]) -> None:
        waiting: dict[str, Transcript] = {}
        turns = size = 0
        for chunk in chunks:
            self.report.refuse(*chunk.refusals)
            for transcript in chunk.read:
                owner = self._owner(transcript.file)
                first = self._transcript_files.setdefault(owner, transcript.file.name)
                if first != transcript.file.name:
                    reason = f'another file, {first}, already holds the transcript of "{owner}"'
                    self.report.refuse(Refusal(file=transcript.file.name, position="", field="", reason=reason))
                    continue
                waiting[owner] = transcript
                turns += len(transcript.turns)
                size += transcript.file.bytes
            if turns >= self._turns_a_batch or size >= limits.BYTES_IN_MEMORY:
                self._store_transcripts(waiting)
                waiting, turns, size = {}, 0, 0
            self._progress.advance(len(chunk.read) + len(chunk.refusals))
        self._store_transcripts(waiting)
        missing = self._missing_transcripts.items()
        self.report.refuse(*(refusal for owner, refusal in missing if owner not in self._transcript_files))

    def _owner(self, transcript: SourceFile) -> str:
        """The conversation a transcript belongs to: the one whose metadata names the file, or the file's name."""
        owner = self._transcript_owners.get(os.path.realpath(transcript.name)) if self._transcript_owners else None
        return owner or transcript.path.stem

    def _store_transcripts(self, transcripts: dict[str, Transcript]) -> None:
        if not transcripts:
            return
        with self._database.transaction(writes=WRITES) as cursor:
            known = _agents_of(cursor, transcripts)
            store_transcripts(cursor, {owner: transcripts[owner] for owner in transcripts if owner in known})
        for conversation_id, transcript in transcripts.items():
            if conversation_id not in known:
                reason = f'there is no conversation "{conversation_id}" that this could be the transcript of'
                self.report.refuse(Refusal(file=transcript.file.name, position="", field="", reason=reason))
        self.report.loaded["transcript"] += len(transcripts.keys() & known)

    def _load_audits(self, files: Sequence[SourceFile]) -> None:
        for batch in self._batches(self._records(files)):
            with self._database.transaction(writes=WRITES) as cursor:
                interactions = _agents_of(cursor, [audit.interaction_id for _, audit in batch])
                metrics = _column(cursor, "SELECT metric_id FROM metrics")
                usable = self._checked(batch, partial(audits.check, interactions=interactions, metrics=metrics))
                audits.store(cursor, usable)
            self.report.loaded["audit"] += len(usable)

    def _load_assignments(self, files: Sequence[SourceFile]) -> None:
        for batch in self._batches(self._records(files)):
            with self._database.transaction(writes=WRITES) as cursor:
                named = chain.from_iterable((*one.interactions, *one.best_responses) for _, one in batch)
                agent_of = _agents_of(cursor, named)
                known = _column(cursor, "SELECT person_id FROM people")
                usable = self._checked(batch, partial(assignments.check, agent_of=agent_of, people=known))
                assignments.store(cursor, usable)
            self.report.loaded["assignment"] += len(usable)

    def _records(
        self, files: Sequence[SourceFile], seen: Callable[[dict[str, Any]], None] | None = None
    ) -> Iterator[tuple[_Origin, Any]]:
        """The records of the files as their formats parse them; `seen` is called with each before it is parsed."""
        for file in files:
            self._bytes_read += file.bytes
            source = Source(file=file)
            for read in file.format.read(file):
                if isinstance(read, Refusal):
                    self.report.refuse(read)
                    continue
                position, record = read
                if seen is not None:
                    seen(record)
                origin = _Origin(file=file, position=position, record=record)
                try:
                    parsed = file.format.parse(record, source)
                except UnusableRecordError as error:
                    self.report.refuse(origin.refusal(error))
                else:
                    yield origin, parsed
            self._progress.advance(1)

    def _batches(self, elements: Iterator[Parsed]) -> Iterator[list[Parsed]]:
        """Divides into what one transaction writes: bounded by number and by the size of the files they come from."""
        batch: list[Parsed] = []
        before = self._bytes_read
        for element in elements:
            batch.append(element)
            if len(batch) == self._records_a_batch or self._bytes_read - before >= limits.BYTES_IN_MEMORY:
                yield batch
                batch, before = [], self._bytes_read
        if batch:
            yield batch

    def _checked(self, batch: list[tuple[_Origin, Parsed]], check: Callable[[Parsed], None]) -> list[Parsed]:
        usable = []
        for origin, parsed in batch:
            try:
                check(parsed)
            except UnusableRecordError as error:
                self.report.refuse(origin.refusal(error))
            else:
                usable.append(parsed)
        return usable


def _agents_of(cursor: duckdb.DuckDBPyConnection, interactions: Iterable[str]) -> dict[str, str]:
    """The agent of each of these interactions that exists."""
    with staged(cursor, "named_interactions", {"interaction_id": TEXT}, [(each,) for each in set(interactions)]):
        rows = cursor.execute("""
            SELECT interaction_id, agent_id FROM interactions SEMI JOIN named_interactions USING (interaction_id)""")
        return dict(rows.fetchall())


def _column(cursor: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {value for (value,) in cursor.execute(query).fetchall()}
