"""One import: files in, rows in the database, and a report of what was loaded and what was refused."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeVar

import duckdb

from coaching.importers import assignments, audits, evaluation_forms, express_metadata, fields, limits, people, raw_data
from coaching.importers.conversation_store import store_conversations
from coaching.importers.conversations import Conversation
from coaching.importers.fields import Spellings
from coaching.importers.json_files import Unreadable, read_object, read_records
from coaching.importers.recognition import Kind, SourceFile, find_files
from coaching.importers.refused_records import Refusal, UnusableRecordError
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


@dataclass(kw_only=True)
class Report:
    """What became of an import: records loaded by what they are called, and all that was refused.

    Of people.json: who was on an earlier one and lost all permissions (`left`), whose supervisor did, and whether it
    could be told who is on it.
    """

    loaded: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    without_supervisor: list[str] = field(default_factory=list)
    list_is_clear: bool = True

    unnamed: Counter[str] = field(default_factory=Counter)
    """Refusals beyond those that are named, by file."""

    def refuse(self, *refusals: Refusal) -> None:
        """Adds refusals. Of one file only so many are named; the others are counted."""
        for refusal in refusals:
            self._of_file[refusal.file] += 1
            if self._of_file[refusal.file] <= limits.REFUSALS_A_FILE:
                self.refusals.append(refusal)
            else:
                self.unnamed[refusal.file] += 1

    _of_file: Counter[str] = field(default_factory=Counter, repr=False, compare=False)


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
    files, refusals = find_files(paths)
    run = _Import(database, progress or Silent(), records_a_batch, turns_a_batch)
    run.report.refuse(*refusals)
    with _without_garbage_collection():
        run.load(files)
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

    file: str
    position: str
    record: dict[str, Any]
    spellings: Spellings

    def refusal(self, error: UnusableRecordError) -> Refusal:
        return Refusal(
            file=self.file,
            position=self.position,
            field=self.spellings.spelling_in(self.record, error.field),
            reason=error.reason,
        )


Listed = list[tuple[_Origin, people.ListedPerson]]


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
        by_kind = {kind: [file for file in files if file.kind is kind] for kind in Kind}
        with reading(by_kind[Kind.TRANSCRIPT]) as transcripts:
            self._load_forms(by_kind[Kind.FORM])
            waiting = self._load_list(by_kind[Kind.PEOPLE])
            metadata = self._metadata(by_kind[Kind.METADATA])
            self._load_conversations(chain(metadata, self._raw_data(by_kind[Kind.RAW_DATA])))
            self._load_transcripts(transcripts)
            self._load_audits(by_kind[Kind.AUDITS])
            self._load_assignments(by_kind[Kind.ASSIGNMENTS])
            self._load_waiting_people(waiting)

    def _load_forms(self, files: Sequence[SourceFile]) -> None:
        forms: list[tuple[_Origin, evaluation_forms.EvaluationForm]] = []
        for file in files:
            content = read_object(file.path)
            if isinstance(content, Unreadable):
                self.report.refuse(Refusal(file=file.name, position=content.position, field="", reason=content.reason))
            else:
                origin = _Origin(file=file.name, position="", record=content, spellings=evaluation_forms.FORM)
                forms += [(origin, form) for form in self._parsed(evaluation_forms.evaluation_form, origin)]
            self._progress.advance(1)
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

        def listed_person(record: dict[str, Any]) -> people.ListedPerson:
            mentioned.add(people.mentioned(record))
            return people.listed_person(record)

        before = len(self.report.refusals)
        listed = list(self._records(files, people.PERSON, listed_person))
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

    def _metadata(self, files: Sequence[SourceFile]) -> Iterator[Conversation]:
        for file in files:
            self._bytes_read += file.bytes
            for read in express_metadata.read_rows(file.path, file.name):
                if isinstance(read, Refusal):
                    self.report.refuse(read)
                    continue
                line, row = read
                origin = _Origin(file=file.name, position=f"line {line}", record=row, spellings=express_metadata.ROW)
                for conversation in self._parsed(express_metadata.conversation, origin):
                    self._note_transcript(origin, conversation.conversation_id)
                    self.report.loaded["metadata row"] += 1
                    yield conversation
            self._progress.advance(1)

    def _raw_data(self, files: Sequence[SourceFile]) -> Iterator[Conversation]:
        for _, conversation in self._records(files, raw_data.RECORD, raw_data.conversation):
            self.report.loaded["conversation"] += 1
            yield conversation

    def _load_conversations(self, conversations: Iterator[Conversation]) -> None:
        for batch in self._batches(conversations):
            with self._database.transaction(writes=WRITES) as cursor:
                store_conversations(cursor, batch)

    def _note_transcript(self, origin: _Origin, conversation_id: str) -> None:
        """Notes which conversation a transcript with another name belongs to, and a refusal if the transcript is not
        there."""
        path = express_metadata.transcript_path(origin.record)
        if path is None:
            return
        beside_metadata = os.path.join(os.path.dirname(origin.file), path)
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
        found = self._records(files, audits.AUDIT, audits.audit)
        for batch in self._batches(found):
            with self._database.transaction(writes=WRITES) as cursor:
                interactions = _agents_of(cursor, [audit.interaction_id for _, audit in batch])
                metrics = _column(cursor, "SELECT metric_id FROM metrics")
                usable = self._checked(batch, partial(audits.check, interactions=interactions, metrics=metrics))
                audits.store(cursor, usable)
            self.report.loaded["audit"] += len(usable)

    def _load_assignments(self, files: Sequence[SourceFile]) -> None:
        found = self._records(files, assignments.ASSIGNMENT, assignments.assignment)
        for batch in self._batches(found):
            with self._database.transaction(writes=WRITES) as cursor:
                named = chain.from_iterable((*one.interactions, *one.best_responses) for _, one in batch)
                agent_of = _agents_of(cursor, named)
                known = _column(cursor, "SELECT person_id FROM people")
                usable = self._checked(batch, partial(assignments.check, agent_of=agent_of, people=known))
                assignments.store(cursor, usable)
            self.report.loaded["assignment"] += len(usable)

    def _records(
        self, files: Sequence[SourceFile], spellings: Spellings, parse: Callable[[dict[str, Any]], Parsed]
    ) -> Iterator[tuple[_Origin, Parsed]]:
        for file in files:
            self._bytes_read += file.bytes
            records, refusals = read_records(file.path, file.name, file.key)
            self.report.refuse(*refusals)
            for number, record in records:
                origin = _Origin(file=file.name, position=f"record {number}", record=record, spellings=spellings)
                for parsed in self._parsed(parse, origin):
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

    def _parsed(self, parse: Callable[[dict[str, Any]], Parsed], origin: _Origin) -> Iterator[Parsed]:
        """Yields the parsed record, or nothing and notes the refusal."""
        try:
            yield parse(origin.record)
        except UnusableRecordError as error:
            self.report.refuse(origin.refusal(error))

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
