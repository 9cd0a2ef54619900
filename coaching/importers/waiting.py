"""What waits because of an import, and what does the summary say of it?"""

from collections import Counter
from collections.abc import Sequence

import duckdb

from coaching.importers import waiting_records
from coaching.importers.refused_records import Refusal
from coaching.importers.report import Report
from coaching.importers.waiting_records import WaitingKind, WaitingRecord
from coaching.storage.database import Database
from coaching.storage.query_cache import EVERY_TABLE
from coaching.words import wording
from coaching.words.formatting import counted

# An import may learn that two people, or two conversations, are one, and then changes every table.
WRITES = [EVERY_TABLE]

SENTENCES = {
    WaitingKind.TRANSCRIPT: lambda: wording.WAITING_TRANSCRIPTS,
    WaitingKind.AUDIT: lambda: wording.WAITING_AUDITS,
    WaitingKind.ASSIGNMENT: lambda: wording.WAITING_ASSIGNMENTS,
    WaitingKind.PERSON: lambda: wording.WAITING_PEOPLE,
}


class Waiting:
    """What waits because of one import."""

    def __init__(self) -> None:
        self._refusals: dict[tuple[str, str], Refusal] = {}

    def keep(self, cursor: duckdb.DuckDBPyConnection, records: Sequence[tuple[WaitingRecord, Refusal]]) -> None:
        """Keeps records, each with what to say of it should it still wait at the end."""
        waiting_records.keep(cursor, [record for record, _ in records])
        self._refusals |= {(record.kind.value, record.digest): refusal for record, refusal in records}

    def say(self, database: Database, report: Report) -> None:
        """Says at the end of an import what waits."""
        if not self._refusals:
            return
        with database.snapshot() as cursor:
            still = set(cursor.execute("SELECT kind, digest FROM waiting_records").fetchall())
        waiting = [(key[0], refusal) for key, refusal in self._refusals.items() if key in still]
        for kind, number in Counter(kind for kind, _ in waiting).items():
            report.note(counted(number, SENTENCES[WaitingKind(kind)]()), is_incomplete=True)
        report.set_aside += [refusal for _, refusal in waiting]
        report.refuse(*(refusal for _, refusal in waiting))
