"""How do exports spell what has one name here: the keys of records, and words such as yes and no?"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from coaching.importers import limits
from coaching.importers.notes import NotedValues, Notes, Values
from coaching.importers.refused_records import UnusableRecordError, shown

NOTHING = frozenset(
    {"", "-", "--", "\u2013", "\u2014", "na", "n/a", "n.a.", "n.a", "#n/a", "#na", "nan", "null", "none"}
)
LONGEST_NOTHING = max(map(len, NOTHING))
QUALIFICATIONS = {
    **dict.fromkeys(("YES", "TRUE", "ADHERED"), "YES"),
    **dict.fromkeys(("NO", "FALSE", "NOT ADHERED", "NOTADHERED", "NOT_ADHERED", "NON-ADHERED"), "NO"),
    **dict.fromkeys(("NOT APPLICABLE", "NOTAPPLICABLE", "NOT_APPLICABLE"), "NA"),
}
TRUE = frozenset({"true", "yes", "y", "1", "1.0"})
FALSE = frozenset({"false", "no", "n", "0", "0.0"})


def normalised(key: str) -> str:
    """A key without case, spaces and punctuation, so that "Conversation ID" and conversationId are the same key. "" for
    a key that is longer than any known one."""
    return _normalised(key) if len(key) <= limits.KEY else ""


@lru_cache(maxsize=4096)
def _normalised(key: str) -> str:
    return "".join(character for character in key.lower() if character.isalnum())


def _refuse_twice(record: Mapping[str, Any], key: str, field: str) -> None:
    """Refuses a record with two values under one key. Of two names for a field the first counts, as nobody can say
    whether both mean the same."""
    value = record[key]
    for other, first in record.items():
        if other == key:
            return
        if normalised(other) == normalised(key) and not {_word(first), _word(value)} & NOTHING and first != value:
            there = f"{shown(first)} is here and {shown(value)} in {shown(key)}, which is the same key"
            raise UnusableRecordError(field, f"{there}: leave the one that counts")


def _word(value: object) -> str:
    return str(value)[: LONGEST_NOTHING + 1].strip().casefold() if value is not None else ""


class Spellings:
    """The fields of one kind of record, each with the spellings that exports use."""

    def __init__(self, fields: Mapping[str, Iterable[str]]) -> None:
        """`fields` maps our name of a field to further spellings; its own name is one of them. `names` keeps it."""
        self.names = {field: tuple(others) for field, others in fields.items()}
        self._field_of = {
            normalised(spelling): field for field, others in self.names.items() for spelling in (field, *others)
        }
        self._field_of_key: dict[str, str | None] = {}

    def read(self, record: Mapping[str, Any], notes: Notes | None = None) -> Values:
        """The record's known fields under our names. Unknown keys are left out; of two spellings the first counts.

        With `notes`, readers leave out what cannot be used; a record within a record has the notes of that one. Then it
        raises UnusableRecordError where two keys that differ only in case, blanks or punctuation have different values.
        """
        values: Values = {}
        if notes is not None:
            values = NotedValues()
            values.notes = notes
        fields = self._field_of_key
        for key, value in record.items():
            try:
                field = fields[key]
            except KeyError:
                field = self._field(key)
            if field is None or value is None:
                continue
            if field not in values:
                values[field] = value
            elif notes is not None and value != values[field]:
                _refuse_twice(record, key, field)
        return values

    def spelling_in(self, record: object, field: str) -> str:
        """How the record spells `field`, or our own name where the record does not have it."""
        found = record if isinstance(record, Mapping) else {}
        keys = [key for key in found if self._field_of.get(normalised(key)) == field]
        return next((key for key in keys if found[key] is not None), keys[0] if keys else field)

    def mentions(self, record: Mapping[str, Any], field: str) -> bool:
        """Whether the record has the field, be it with null."""
        return any(self._field_of.get(normalised(key)) == field for key in record)

    def field_of(self, name: str) -> str | None:
        """The field that is spelled with this normalised name."""
        return self._field_of.get(name)

    def _field(self, key: str) -> str | None:
        field = self._field_of.get(normalised(key))
        # Bounded, because a file may have a new key in every record.
        if len(self._field_of_key) < 4096 and len(key) <= limits.KEY:
            self._field_of_key[key] = field
        return field
