"""Which conversation does each transcript of an import belong to, and which of several is the newest?"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

import duckdb

from coaching.importers import limits, record_store, settling, transcript_paths, waiting_records
from coaching.importers.conversation_store import newest_details
from coaching.importers.conversations import Conversation
from coaching.importers.detail_store import store_details
from coaching.importers.known_interactions import KnownInteractions
from coaching.importers.origin import Origin, kept
from coaching.importers.pace import Batch
from coaching.importers.record_order import content, file_order
from coaching.importers.refused_records import Refusal, UnusableRecordError, shown
from coaching.importers.report import Report
from coaching.importers.transcript_paths import TranscriptPaths
from coaching.importers.transcript_store import store_transcripts
from coaching.importers.transcripts import Transcript, Transcripts, content_of
from coaching.importers.waiting import WRITES, Waiting
from coaching.importers.waiting_records import WaitingKind, WaitingRecord
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted

WAITING_AT_ONCE = 500  # transcripts that have waited and are stored in one transaction

# The conversation, RecordOrder.text, the transcript.
Owned = tuple[str, str, Transcript]


class Advances(Protocol):
    """Is told how many files are done."""

    def advance(self, files: int) -> None:
        """This many more are done."""

    def after_batch(self) -> None:
        """What was read so far is stored."""


class TranscriptLoader:
    """Loads transcripts; `waiting` has those without a conversation."""

    def __init__(
        self, database: Database, progress: Advances, report: Report, waiting: Waiting, most_turns: Batch
    ) -> None:
        self._database = database
        self._progress = progress
        self._report = report
        self._waiting = waiting
        self._most_turns = most_turns
        self._paths: list[WaitingRecord] = []
        self._places = TranscriptPaths()
        self._missing: dict[str, Refusal] = {}  # refusals of paths that lead nowhere, by the conversation
        self._files: dict[str, str] = {}  # the file that was stored, by the conversation
        self._found: set[str] = set()  # conversations with a transcript in this import
        self._times_read: Counter[str] = Counter()  # transcripts, by how their times were read

    @property
    def stored(self) -> Iterable[str]:
        """The conversations of which it stored a transcript."""
        return self._files.keys()

    def note_path(self, origin: Origin, conversation_id: str, path: str) -> None:
        """Notes which conversation a transcript with another name belongs to, and a refusal if the transcript is not
        there."""
        folder = os.path.dirname(origin.file.name)
        found = self._places.find(folder, path)
        if found is not None:
            self._missing.pop(conversation_id, None)
        else:
            problem = f"there is no file {shown(path)}"
            error = UnusableRecordError("transcriptPath", problem, wanted=wording.TRANSCRIPT_PATH_WANTED)
            self._missing[conversation_id] = origin.refusal(error)
        file = found or transcript_paths.expected(folder, path)
        if os.path.splitext(os.path.basename(file))[0] != conversation_id:
            self._paths.append(
                WaitingRecord(
                    kind=WaitingKind.PATH,
                    file=os.path.realpath(file),
                    position="",
                    order=origin.order(),
                    record=None,
                    waits_for=conversation_id,
                )
            )

    def load(self, chunks: Iterable[Transcripts]) -> None:
        """Loads the transcripts, some at a time."""
        if self._paths:
            with self._database.transaction(writes=WRITES) as cursor:
                waiting_records.keep(cursor, self._paths)
                waiting_records.follow_paths(cursor)
        batch: list[Transcript] = []
        turns = size = 0
        for chunk in chunks:
            self._report.refuse(*chunk.refusals)
            for transcript in chunk.read:
                self._note(transcript)
            batch += chunk.read
            turns += sum(len(transcript.turns) for transcript in chunk.read)
            size += sum(transcript.file.bytes for transcript in chunk.read)
            self._progress.advance(len(chunk.read) + len(chunk.refusals))
            if turns >= self._most_turns.size or size >= limits.BYTES_IN_MEMORY:
                self._store(batch, turns)
                batch, turns, size = [], 0, 0
        self._store(batch, turns)
        for read_as, count in self._times_read.items():
            self._report.note(counted(count, wording.TIMES_READ, read_as=read_as))
        self._report.refuse(*(refusal for owner, refusal in self._missing.items() if owner not in self._found))

    def _note(self, transcript: Transcript) -> None:
        """Notes how the times of a transcript were read, and what of it could not be used."""
        if transcript.form is not None and not transcript.since_start:
            self._times_read[transcript.form.value] += 1
        for one in transcript.left_out:
            self._report.drop(transcript.file.name, one.field, position=one.position, was=one.was, wanted=one.wanted)

    def try_again(self) -> int:
        """Loads transcripts that have waited and whose conversation is there now. Returns how many."""
        with self._database.snapshot() as cursor:
            records = waiting_records.found_transcripts(cursor, WAITING_AT_ONCE)
        if not records:
            return 0
        found: list[Owned] = []
        for record in records:
            parsed = kept(record)
            if parsed is not None and isinstance(parsed[1], Transcript):
                found.append((record.waits_for or "", record.order, parsed[1]))
        with self._database.transaction(writes=WRITES) as cursor:
            known = KnownInteractions(cursor, [owner for owner, _, _ in found])
            self._store_known(cursor, known, found)
            waiting_records.forget(cursor, records)
        return len(records)

    def _store(self, transcripts: list[Transcript], turns: int) -> None:
        if not transcripts:
            return
        with self._most_turns.written(turns), self._database.transaction(writes=WRITES) as cursor:
            named = waiting_records.owners(cursor, [each.file.name for each in transcripts])
            owned = [(named.get(each.file.name) or _owner(each), _order(each), each) for each in transcripts]
            known = KnownInteractions(cursor, [owner for owner, _, _ in owned])
            self._store_known(cursor, known, [each for each in owned if known.conversation(each[0]) is not None])
            without = [each for each in owned if known.conversation(each[0]) is None]
            self._waiting.keep(cursor, [_waiting(*each) for each in without])
        self._found |= {owner for owner, _, _ in owned}
        self._progress.after_batch()

    def _store_known(
        self, cursor: duckdb.DuckDBPyConnection, known: KnownInteractions, transcripts: list[Owned]
    ) -> None:
        """Stores the newest transcript of each conversation, unless a newer one is stored. The others are refused."""
        newest: dict[str, tuple[str, Transcript]] = {}
        rows = []
        contacts: list[Conversation] = []
        named = [(known.conversation(owner) or owner, order) for owner, order, _ in transcripts]
        orders = record_store.in_generations(cursor, named, {})
        found = [
            (conversation_id, order, transcript)
            for (conversation_id, _), order, (_, _, transcript) in zip(named, orders, transcripts, strict=True)
        ]
        for conversation_id, order, transcript in sorted(found, key=lambda each: each[1]):
            if transcript.contact is None:
                rows.append((conversation_id, order, transcript.file.name))
            else:
                contact = transcript.contact
                contact.conversation_id, contact.order, contact.file = conversation_id, order, transcript.file.name
                contacts.append(contact)
            if conversation_id in newest:
                older_order, older = newest[conversation_id]
                self._refuse(conversation_id, older.file.name, older_order, transcript.file.name, order)
            newest[conversation_id] = order, transcript
        stored = record_store.transcript_files(cursor, newest)
        _add_contacts(cursor, contacts)
        record_store.add_transcripts(cursor, rows, more=[contact.conversation_id for contact in contacts])
        counting = {}
        for conversation_id, (order, transcript) in newest.items():
            file = transcript.file.name
            stored_order, stored_file = stored.get(conversation_id, ("", ""))
            if order >= stored_order:
                counting[conversation_id] = transcript
                if conversation_id in self._files and stored_order:
                    self._refuse(conversation_id, self._files[conversation_id], stored_order, file, order)
                self._files[conversation_id] = file
            else:
                self._refuse(conversation_id, file, order, stored_file, stored_order)
        units = store_transcripts(cursor, counting)
        self._times_read.update({wording.FROM_THE_START.format(unit=unit): count for unit, count in units.items()})
        settling.share(cursor)
        self._report.loaded["transcript"] += len(counting)

    def _refuse(self, conversation_id: str, file: str, order: str, other: str, other_order: str) -> None:
        """Refuses a transcript in favour of another one, unless both say the same, one of them redacted."""
        if content(order) != content(other_order) and _is_redacted(order) == _is_redacted(other_order):
            reason = f'another file, {other}, already holds the transcript of "{conversation_id}"'
            self._report.refuse(Refusal(file=file, position="", field="", reason=reason))


def _owner(transcript: Transcript) -> str:
    """The conversation that a transcript is of, where no metadata says it."""
    return transcript.file.stem if transcript.contact is None else transcript.contact.conversation_id


def _add_contacts(cursor: duckdb.DuckDBPyConnection, contacts: Sequence[Conversation]) -> None:
    """Stores what transcripts say of conversations that are there."""
    if contacts:
        record_store.add_records(cursor, [record_store.record_row(contact, None, None) for contact in contacts])
        store_details(cursor, newest_details(cursor, contacts))
        settling.settle(cursor)


# What a redacted transcript has in its order in place of the instant of an evaluation, so that it counts over others.
_REDACTED = 0


def _is_redacted(order: str) -> bool:
    return order.startswith(f"{_REDACTED:016}/")


def _order(transcript: Transcript) -> str:
    file = transcript.file
    said = transcript.turns if transcript.contact is None else repr((transcript.turns, transcript.contact))
    evaluated = _REDACTED if transcript.is_redacted else -1
    order = file_order(os.path.abspath(file.name), file.format.lands).text
    return Origin(file=file, position="", record=said, order_of_file=order, place=1).order(evaluated)


def _waiting(owner: str, order: str, transcript: Transcript) -> tuple[WaitingRecord, Refusal]:
    file = transcript.file
    reason = f'there is no conversation "{owner}" that this could be the transcript of'
    if transcript.contact is not None:
        reason += wording.NO_AGENT_IN_TRANSCRIPT
    record = WaitingRecord(
        kind=WaitingKind.TRANSCRIPT,
        file=os.path.realpath(file.name),
        position="",
        order=order,
        record={"format": file.format.name, "record": content_of(file)},
        waits_for=owner,
    )
    return record, Refusal(file=file.name, position="", field="", reason=reason)
