"""What has been imported: who, when, by which way in, which files, and what became of them? For administrators."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import pandas as pd

from coaching import log_lines
from coaching.importers.report import Report
from coaching.intake.request import CameBy
from coaching.log_lines import Event
from coaching.people.notices import Kind, tell_administrators
from coaching.people.permissions import Action
from coaching.people.visibility import viewer_may
from coaching.storage.database import Database
from coaching.words.days import utc_now

MOST_CHARACTERS = 1_000_000  # of a report that are kept
RETURNED_FOR = timedelta(days=30)  # files with what was refused are kept
CUT = "\n… The rest of this report was not kept."

BEGIN = """
    INSERT INTO imports (import_id, came_by, begun_by, account, begun_at, files, pulled_until)
    VALUES ($import_id, $came_by, $begun_by, $account, $begun_at, $files, $pulled_until)"""

# Nobody begins an import before the one before it is over.
DIED = "UPDATE imports SET outcome = 'killed' WHERE outcome IS NULL"

OPEN = "SELECT import_id FROM imports WHERE outcome IS NULL"

# The inbox tries files again that it could not import: administrators are told once a day.
FAILED_BEFORE = """
    SELECT 1 FROM imports i JOIN imports b ON b.files = i.files AND b.came_by = i.came_by
    WHERE i.import_id = $import_id AND b.import_id <> $import_id AND b.outcome = 'failed'
      AND b.ended_at > $now::TIMESTAMP - INTERVAL 1 DAY LIMIT 1"""

END = """
    UPDATE imports
    SET ended_at = $ended_at, outcome = $outcome, loaded = $loaded, set_aside = $set_aside, refused = $refused,
        left_out = $left_out, report = $report, returned = $returned
    WHERE import_id = $import_id"""

# What was refused has words of customers in it: it is there to be mended, not to be kept.
FORGET = "UPDATE imports SET returned = NULL WHERE returned IS NOT NULL AND begun_at < $before"

IMPORTS = f"""
    SELECT i.import_id, i.came_by, coalesce(p.name, i.begun_by, i.account) AS begun_by, i.begun_at, i.ended_at,
           i.files, i.outcome, i.loaded, i.set_aside, i.refused, i.left_out
    FROM imports i LEFT JOIN people p ON p.person_id = i.begun_by
    WHERE {viewer_may(Action.ADMINISTER)}
    ORDER BY i.begun_at DESC, i.import_id LIMIT $most"""

RETURNED = f"SELECT returned FROM imports WHERE import_id = $import_id AND {viewer_may(Action.ADMINISTER)}"
HAS_RETURNED = f"SELECT 1 AS found FROM ({RETURNED}) WHERE returned IS NOT NULL"
REPORT = f"SELECT report FROM imports WHERE import_id = $import_id AND {viewer_may(Action.ADMINISTER)}"


class Ended(StrEnum):
    """How an import ended."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    STOPPED = "stopped"
    FAILED = "failed"
    KILLED = "killed"


class ImportLog:
    """Notes imports. To be used by whoever has the turn to import (ImportTurn)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close_open(self) -> None:
        """Notes of every import that has not ended that its process has died."""
        if self._database.first("SELECT 1 AS found FROM imports WHERE outcome IS NULL LIMIT 1"):
            with self._database.transaction(writes=["imports", "notices"]) as cursor:
                died = cursor.execute(OPEN).fetchall()
                cursor.execute(DIED)
                for (import_id,) in died:
                    tell_administrators(cursor, Kind.IMPORT_FAILED, import_id, written_at=utc_now())

    def begin(
        self,
        *,
        came_by: CameBy,
        begun_by: str | None,
        account: str | None,
        files: Sequence[str],
        pulled_until: datetime | None = None,
    ) -> str:
        """Notes that an import begins, and returns its id. `files`: how its report names them."""
        self.close_open()
        import_id = str(uuid.uuid4())
        log_lines.say(Event.IMPORT_BEGUN, import_id=import_id, came_by=came_by.value, person=begun_by)
        with self._database.transaction(writes=["imports"]) as cursor:
            cursor.execute(
                BEGIN,
                {
                    "import_id": import_id,
                    "came_by": came_by.value,
                    "begun_by": begun_by,
                    "account": None if account is None else _storable(account),
                    "begun_at": utc_now(),
                    "files": [_storable(file) for file in files],
                    "pulled_until": pulled_until,
                },
            )
        return import_id

    def end(
        self, import_id: str, ended: Ended, report: Report | None, text: str, returned: bytes | None = None
    ) -> None:
        """Notes how it ended. `text`: what whoever imported reads. `returned`: Report.returned_files()."""
        text = _storable(text)
        counts, now = None if report is None else _counts(report), utc_now()
        log_lines.say(Event.IMPORT_ENDED, import_id=import_id, outcome=ended.value, **(counts or {}))
        with self._database.transaction(writes=["imports", "notices"]) as cursor:
            cursor.execute(FORGET, {"before": now - RETURNED_FOR})
            cursor.execute(
                END,
                {
                    "import_id": import_id,
                    "ended_at": now,
                    "outcome": ended.value,
                    "report": text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + CUT,
                    "returned": returned,
                    **dict.fromkeys(("loaded", "set_aside", "refused", "left_out")),
                    **(counts or {}),
                },
            )
            asked = {"import_id": import_id, "now": now}
            if ended is Ended.FAILED and not cursor.execute(FAILED_BEFORE, asked).fetchall():
                tell_administrators(cursor, Kind.IMPORT_FAILED, import_id, written_at=now)


def imports(database: Database, viewer_id: str, *, most: int = 100) -> pd.DataFrame:
    """The newest imports, for who may administer; nothing for others.

    Columns: import_id, came_by, begun_by (the name of a person, or the user of a machine), begun_at, ended_at (naive
    UTC), files, outcome (None while it runs), loaded, set_aside, refused (records), left_out (values).
    """
    return database.query(IMPORTS, {"viewer_id": viewer_id, "most": most})


def report_of(database: Database, viewer_id: str, import_id: str) -> str | None:
    """What was said at the end of an import; None where it has not ended, or for who may not administer."""
    row = database.first(REPORT, {"viewer_id": viewer_id, "import_id": import_id})
    return None if row is None else row["report"]


def has_returned(database: Database, viewer_id: str, import_id: str) -> bool:
    """Whether what an import refused can be had as it came; not for who may not administer."""
    return database.first(HAS_RETURNED, {"viewer_id": viewer_id, "import_id": import_id}) is not None


def returned(database: Database, viewer_id: str, import_id: str) -> bytes | None:
    """A zip file with what an import refused, as it came; None where there is none, or for who may not administer."""
    with database.snapshot() as cursor:  # too large to be cached
        row = cursor.execute(RETURNED, {"viewer_id": viewer_id, "import_id": import_id}).fetchone()
    return None if row is None else row[0]


def _counts(report: Report) -> dict[str, int]:
    return {
        "loaded": report.loaded.total(),
        "set_aside": len(report.set_aside),
        "refused": report.refused,
        "left_out": sum(each.count for each in report.dropped.values()),
    }


def _storable(text: str) -> str:
    """A text that may come from the name of a file, which need not be Unicode."""
    return text.encode("utf-8", "replace").decode()
