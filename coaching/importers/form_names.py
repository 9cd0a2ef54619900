"""Which spelling of a form's name is its form_id? Names with one key are one form.

Where evaluation_form.json has the form, that is the spelling there; otherwise it is that of the newest record.
"""

from collections import defaultdict
from collections.abc import Iterable

import duckdb

from coaching.importers.newest_values import NewestValues, Subject
from coaching.importers.staging import TEXT, staged
from coaching.words.name_key import name_key

STORED = "SELECT form_id FROM interactions UNION SELECT form_id FROM interaction_records"


class FormNames:
    """The forms that records name. Call `see` in the order of the records, then `store`, and then ask `form_id`."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._newest = NewestValues(cursor, Subject.FORM)
        self._defined = {name_key(form): form for (form,) in cursor.execute("SELECT form_id FROM forms").fetchall()}
        self._spellings: defaultdict[str, set[str]] = defaultdict(set)
        for spelling in self._newest.subjects():
            self._spellings[name_key(spelling)].add(spelling)
        self._are_all_known = False
        self._stored_as = {key: self._counting(key) for key in self._spellings}

    def see(self, name: str, order: str) -> None:
        """Notes that a record of this order names a form so."""
        key = name_key(name)
        if key not in self._spellings:
            self._look_for_others()
        self._spellings[key].add(name)
        self._newest.takes(name, "name", order)

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Writes the spellings, and gives the forms whose newest spelling is another one now that form_id."""
        self._newest.store(cursor)
        renamed = [(old, new) for key, old in self._stored_as.items() if (new := self._counting(key)) != old]
        rename_forms(cursor, renamed)

    def form_id(self, name: str | None) -> str | None:
        """The form_id of a form that has been seen."""
        return None if name is None else self._counting(name_key(name))

    def _counting(self, key: str) -> str:
        spellings = [(self._newest.order(name, "name"), name) for name in self._spellings[key]]
        return self._defined[key] if key in self._defined else max(spellings)[1]

    def _look_for_others(self) -> None:
        """Adds the forms of interactions whose records were stored before spellings were kept."""
        if self._are_all_known:
            return
        self._are_all_known = True
        for spelling in _stored(self._cursor):
            key = name_key(spelling)
            if key not in self._spellings:
                self._spellings[key].add(spelling)
                self._stored_as[key] = self._counting(key)


def spell_as(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """Gives everything that is stored of a form, however its name is spelled there, the form_id `name`."""
    key = name_key(name)
    defined = {form for (form,) in cursor.execute("SELECT form_id FROM forms").fetchall()}
    others = {form for form in _stored(cursor) | defined if form != name and name_key(form) == key}
    rename_forms(cursor, [(other, name) for other in sorted(others)])


def rename_forms(cursor: duckdb.DuckDBPyConnection, renamed: Iterable[tuple[str, str]]) -> None:
    """Gives forms other form_ids: pairs of the old and the new one."""
    rows = list(renamed)
    if not rows:
        return
    with staged(cursor, "renamed_forms", {"old_id": TEXT, "new_id": TEXT}, rows):
        for table in ("interactions", "interaction_records", "metrics", "shared_metrics", "forms"):
            name = ", name = r.new_id" if table == "forms" else ""
            cursor.execute(
                f"UPDATE {table} t SET form_id = r.new_id{name} FROM renamed_forms r WHERE t.form_id = r.old_id"
            )


def _stored(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    return {form for (form,) in cursor.execute(STORED).fetchall() if form is not None}
