"""Which records wait for something that they name? They are kept, and the next import tries them again."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import duckdb

from coaching.importers import erased
from coaching.importers.record_order import digest
from coaching.importers.staging import TEXT, staged


class WaitingKind(StrEnum):
    """What waits."""

    TRANSCRIPT = "transcript"
    AUDIT = "audit"
    ASSIGNMENT = "assignment"
    PERSON = "person"
    PATH = "path"
    """Where the transcript of a conversation is, whether or not the file is there: `record` is nothing."""


@dataclass(frozen=True, kw_only=True)
class WaitingRecord:
    """A record that waits: the file and the position that it comes from, and what it says, as JSON holds it.

    `waits_for` is the conversation that a transcript belongs to; the `file` of a transcript is its real path.
    """

    kind: WaitingKind
    file: str
    position: str
    order: str
    record: Any
    waits_for: str | None = None

    @property
    def digest(self) -> str:
        """Tells it apart from other waiting records of its kind."""
        file = self.file if self.kind in (WaitingKind.TRANSCRIPT, WaitingKind.PATH) else None
        conversation = self.waits_for if self.kind is WaitingKind.PATH else None
        return digest(json.dumps([file, conversation, self.record]))


_COLUMNS = {
    "kind": TEXT,
    "digest": TEXT,
    "file": TEXT,
    "position": TEXT,
    "waits_for": TEXT,
    "record_order": TEXT,
    "record": TEXT,
}
_KEY = {"kind": TEXT, "digest": TEXT}


def keep(cursor: duckdb.DuckDBPyConnection, records: Sequence[WaitingRecord]) -> None:
    """Keeps records that wait. One that is kept already is kept once."""
    once = {(each.kind, each.digest): each for each in sorted(records, key=lambda each: each.order)}
    rows = [
        (kind.value, key, one.file, one.position, one.waits_for, one.order, json.dumps(one.record))
        for (kind, key), one in once.items()
    ]
    named = [_named(one) for one in once.values()]
    gone = erased.among(cursor, set[str]().union(*named))  # of these nothing waits for anything any more
    rows = [row for row, names in zip(rows, named, strict=True) if gone.isdisjoint(names)]
    if not rows:
        return
    with staged(cursor, "staged_waiting", _COLUMNS, rows):
        cursor.execute("""
            DELETE FROM waiting_records w USING staged_waiting s
            WHERE w.kind = s.kind AND w.digest = s.digest AND w.record_order < s.record_order""")
        cursor.execute("""
            INSERT INTO waiting_records BY NAME
            SELECT * FROM staged_waiting ANTI JOIN waiting_records USING (kind, digest)""")


def _named(one: WaitingRecord) -> set[str]:
    """The conversations that a record may name."""
    if one.kind in (WaitingKind.AUDIT, WaitingKind.ASSIGNMENT):
        return set(_texts(one.record))
    return {one.waits_for} if one.waits_for else set()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def waiting(cursor: duckdb.DuckDBPyConnection, kind: WaitingKind) -> list[WaitingRecord]:
    """All that waits, of one kind but transcripts, in the order of the records."""
    rows = cursor.execute(
        """
        SELECT file, position, record_order, record, waits_for FROM waiting_records WHERE kind = ?
        ORDER BY record_order""",
        [kind.value],
    ).fetchall()
    return [_record(kind, *row) for row in rows]


# Transcripts whose conversation has come meanwhile, under one of its ids.
FOUND_TRANSCRIPTS = """
    SELECT w.file, w.position, w.record_order, w.record, w.waits_for
    FROM waiting_records w LEFT JOIN conversation_ids c ON c.other_id = w.waits_for
    WHERE w.kind = 'transcript'
      AND coalesce(c.conversation_id, w.waits_for) IN (SELECT conversation_id FROM interaction_records
                                                       UNION SELECT interaction_id FROM interactions)
    ORDER BY w.record_order LIMIT $most"""


def found_transcripts(cursor: duckdb.DuckDBPyConnection, most: int) -> list[WaitingRecord]:
    """Up to so many waiting transcripts whose conversation is there now."""
    rows = cursor.execute(FOUND_TRANSCRIPTS, {"most": most}).fetchall()
    return [_record(WaitingKind.TRANSCRIPT, *row) for row in rows]


def forget(cursor: duckdb.DuckDBPyConnection, records: Iterable[WaitingRecord]) -> None:
    """Removes records that wait no longer."""
    keys = [(each.kind.value, each.digest) for each in records]
    if keys:
        with staged(cursor, "staged_waiting", _KEY, keys):
            cursor.execute("""
                DELETE FROM waiting_records w USING staged_waiting s
                WHERE w.kind = s.kind AND w.digest = s.digest""")


def forget_all(cursor: duckdb.DuckDBPyConnection, kind: WaitingKind) -> None:
    """Removes all of one kind."""
    cursor.execute("DELETE FROM waiting_records WHERE kind = ?", [kind.value])


# Whose transcripts these files are, as the newest metadata says it.
OWNERS = """
    SELECT file, arg_max(waits_for, (record_order, waits_for)) FROM waiting_records
    WHERE kind = 'path' AND file IN (SELECT file FROM asked_files) GROUP BY file"""

FOLLOW_PATHS = """
    UPDATE waiting_records w SET waits_for = p.owner
    FROM (SELECT file, arg_max(waits_for, (record_order, waits_for)) AS owner
          FROM waiting_records WHERE kind = 'path' GROUP BY file) p
    WHERE w.kind = 'transcript' AND w.file = p.file AND w.waits_for <> p.owner"""


def owners(cursor: duckdb.DuckDBPyConnection, files: Iterable[str]) -> dict[str, str]:
    """The conversation of each of these transcripts that any metadata names in another way than by its id."""
    if not cursor.execute("FROM waiting_records WHERE kind = 'path' LIMIT 1").fetchall():
        return {}
    real_paths = {file: os.path.realpath(file) for file in files}
    with staged(cursor, "asked_files", {"file": TEXT}, [(each,) for each in real_paths.values()]):
        named = dict(cursor.execute(OWNERS).fetchall())
    return {file: named[real_path] for file, real_path in real_paths.items() if real_path in named}


def follow_paths(cursor: duckdb.DuckDBPyConnection) -> None:
    """Lets waiting transcripts wait for the conversations that metadata says they are of."""
    cursor.execute(FOLLOW_PATHS)


def _record(
    kind: WaitingKind, file: str, position: str, order: str, record: str, waits_for: str | None
) -> WaitingRecord:
    return WaitingRecord(
        kind=kind, file=file, position=position, order=order, record=json.loads(record), waits_for=waits_for
    )
