"""Which record said the name of a queue, form or metric? So that the newest spelling stays, whatever is read last."""

from enum import StrEnum

import duckdb

from coaching.importers.record_order import version
from coaching.importers.staging import TEXT, staged

_COLUMNS = {"subject": TEXT, "subject_id": TEXT, "field": TEXT, "record_order": TEXT}
_Key = tuple[str, str, str]


class Subject(StrEnum):
    """What a value is about."""

    QUEUE = "queue"
    METRIC = "metric"
    METRIC_NAME = "metric name"  # subject_id: a spelling of the name of a metric that came without an id
    FORM = "form"  # subject_id: a spelling of its name
    ASSIGNMENT = "assignment"


class NewestValues:
    """The orders of the records that the stored values come from; `store` writes what was learned.

    Ask with `takes` before a value of an export is taken. A value without an order is older than any other.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, subject: Subject) -> None:
        self._subject = subject
        rows = cursor.execute(
            "SELECT subject, subject_id, field, record_order FROM newest_values WHERE subject = ?", [subject.value]
        ).fetchall()
        self._stored: dict[_Key, str] = {(subject, key, field): order for subject, key, field, order in rows}
        self._known = dict(self._stored)

    def takes(self, subject_id: str, field: str, order: str) -> bool:
        """Whether a record of this order counts over what is known of the field. Notes that it does. Of two in the same
        file the one that is asked about later counts."""
        key = (self._subject.value, subject_id, field)
        said = version(order) if order else ""
        if said < self._known.get(key, ""):
            return False
        self._known[key] = said
        return True

    def subjects(self) -> set[str]:
        """The ids of all that something is known of."""
        return {subject_id for _, subject_id, _ in self._known}

    def having(self, field: str) -> set[str]:
        """The ids of all of which this field is known."""
        return {subject_id for _, subject_id, known in self._known if known == field}

    def order(self, subject_id: str, field: str) -> str:
        """How new the record was that the stored value comes from; "" where nobody knows."""
        return self._known.get((self._subject.value, subject_id, field), "")

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes what was learned since the last call."""
        if self._known == self._stored:
            return
        changed = [key for key in self._stored if self._known.get(key) != self._stored[key]]
        if changed:
            with staged(cursor, "staged_values", dict(list(_COLUMNS.items())[:3]), changed):
                cursor.execute("""
                    DELETE FROM newest_values n USING staged_values s
                    WHERE n.subject = s.subject AND n.subject_id = s.subject_id AND n.field = s.field""")
        added = [(*key, order) for key, order in self._known.items() if order and self._stored.get(key) != order]
        with staged(cursor, "staged_values", _COLUMNS, added):
            cursor.execute("INSERT INTO newest_values BY NAME SELECT * FROM staged_values")
        self._stored = dict(self._known)
