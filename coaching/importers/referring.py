"""Which audits, assignments and people can be loaded, and which wait for something that they name?

What names something that is not there is kept, and tried again at the end of this import and of each later one.
"""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import chain
from typing import Any, TypeVar

import duckdb

from coaching.importers import assignments, audits, erased, people, waiting_records
from coaching.importers.formats.assignments_json import Assignment
from coaching.importers.formats.audits_json import Audit
from coaching.importers.formats.people_json import ListedPerson
from coaching.importers.known_interactions import KnownInteractions
from coaching.importers.origin import Origin, kept
from coaching.importers.people_directory import Directory
from coaching.importers.record_order import microseconds
from coaching.importers.refused_records import NotThereYetError, UnusableRecordError
from coaching.importers.report import Report
from coaching.importers.waiting import WRITES, Waiting
from coaching.importers.waiting_records import WaitingKind
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted

Parsed = TypeVar("Parsed")
Listed = list[tuple[Origin, ListedPerson]]


class ReferringLoader:
    """Loads such records; `report` counts them, `waiting` has those that wait."""

    def __init__(self, database: Database, report: Report, waiting: Waiting) -> None:
        self._database = database
        self._report = report
        self._waiting = waiting
        self._has_new_list = False

    def load_list(self, listed: Listed, whole_list: Collection[str] | None) -> Listed:
        """Loads the people of people.json, and returns those whose supervisor is nobody known (yet). With `whole_list`,
        the addresses of all who are listed, those who are no more lose their permissions at the same moment. Nobody of
        an earlier list waits any more."""
        if not listed:
            return []
        with self._database.transaction(writes=WRITES) as cursor:
            waiting_records.forget_all(cursor, WaitingKind.PERSON)
            stored = people.store_people(cursor, [person for _, person in listed])
            if whole_list is not None:
                self._report.left = people.take_off(cursor, whole_list)
                self._has_new_list = True
        return self._counted(listed, stored)

    def say_who_has_no_supervisor(self) -> None:
        """Reports whose supervisor may do nothing, at the end of an import with a list: what else came with it may
        have named supervisors."""
        if self._has_new_list:
            with self._database.snapshot() as cursor:
                self._report.without_supervisor = people.without_supervisor(cursor)

    def load_people(self, listed: Listed) -> Listed:
        """Loads people once the rest of an import is loaded, and returns those whose supervisor is still unknown."""
        if not listed:
            return []
        with self._database.transaction(writes=WRITES) as cursor:
            stored = people.store_people(cursor, [person for _, person in listed])
        return self._counted(listed, stored)

    def keep_people(self, listed: Listed) -> None:
        """Keeps people whose supervisor is nobody known."""
        if not listed:
            return
        with self._database.transaction(writes=WRITES) as cursor:
            for origin, person in listed:
                reason = f'there is nobody with the address "{person.supervisor_email}"'
                self._keep(cursor, WaitingKind.PERSON, origin, NotThereYetError("supervisor_email", reason))

    def load_audits(self, batch: Sequence[tuple[Origin, Audit]]) -> int:
        """Loads audits and returns how many; keeps those whose conversation or metric is not there."""
        with self._database.transaction(writes=WRITES) as cursor:
            gone = erased.among(cursor, [audit.interaction_id for _, audit in batch])
            batch = [(origin, audit) for origin, audit in batch if audit.interaction_id not in gone]
            known = KnownInteractions(cursor, [audit.interaction_id for _, audit in batch])
            metrics = {key for (key,) in cursor.execute("SELECT metric_id FROM metrics").fetchall()}
            check = partial(audits.check, known=known, metrics=metrics)
            usable = self._checked(cursor, WaitingKind.AUDIT, batch, check)
            audits.store(cursor, [(origin.order(), audit) for origin, audit in usable], known)
        self._report.loaded["audit"] += len(usable)
        return len(usable)

    def load_assignments(self, batch: Sequence[tuple[Origin, Assignment]]) -> int:
        """Loads assignments and returns how many; keeps those whose agent or interactions are not there."""
        with self._database.transaction(writes=WRITES) as cursor:
            named = chain.from_iterable(assignments.named_interactions(one) for _, one in batch)
            check = partial(assignments.check, known=KnownInteractions(cursor, named), people=Directory(cursor))
            usable = self._checked(cursor, WaitingKind.ASSIGNMENT, batch, check)
            ordered = [(origin.order(microseconds(one.assigned_at)), one) for origin, one in usable]
            assignments.store(cursor, ordered)
        self._report.loaded["assignment"] += len(usable)
        return len(usable)

    def try_again(self) -> int:
        """Loads what waits and can be loaded now. Returns how many records that are."""
        loaded = self._try_people()
        if waiting_audits := self._kept(WaitingKind.AUDIT):
            loaded += self.load_audits(waiting_audits)
        if waiting_assignments := self._kept(WaitingKind.ASSIGNMENT):
            loaded += self.load_assignments(waiting_assignments)
        return loaded

    def _try_people(self) -> int:
        listed = self._kept(WaitingKind.PERSON)
        left = {id(person) for _, person in self.load_people(listed)}
        found = [origin for origin, person in listed if id(person) not in left]
        if found:
            with self._database.transaction(writes=WRITES) as cursor:
                waiting_records.forget(cursor, [origin.waiting(WaitingKind.PERSON) for origin in found])
        return len(found)

    def _counted(self, listed: Listed, stored: people.Stored) -> Listed:
        left = [(origin, person) for origin, person in listed if person in stored.unusable]
        if stored.kept:
            sentence = counted(len(stored.kept), wording.KEPT_AS_SET_HERE, example=stored.kept[0])
            self._report.note(sentence)
        self._report.loaded["person"] += len(listed) - len(left)
        return left

    def _kept(self, kind: WaitingKind) -> list[tuple[Origin, Any]]:
        with self._database.snapshot() as cursor:
            records = waiting_records.waiting(cursor, kind)
        return [parsed for parsed in map(kept, records) if parsed is not None]

    def _checked(
        self,
        cursor: duckdb.DuckDBPyConnection,
        kind: WaitingKind,
        batch: Sequence[tuple[Origin, Parsed]],
        check: Callable[[Parsed], None],
    ) -> list[tuple[Origin, Parsed]]:
        """Those that can be loaded. Those that name something that is not there are kept, others are refused."""
        usable = []
        for origin, parsed in batch:
            try:
                check(parsed)
            except NotThereYetError as error:
                self._keep(cursor, kind, origin, error)
            except UnusableRecordError as error:
                self._report.refuse_record(origin.refusal(error), origin.file, origin.record)
            else:
                usable.append((origin, parsed))
        waited = [origin.waiting(kind) for origin, _ in usable if origin.kept_order is not None]
        waiting_records.forget(cursor, waited)
        return usable

    def _keep(
        self, cursor: duckdb.DuckDBPyConnection, kind: WaitingKind, origin: Origin, error: NotThereYetError
    ) -> None:
        if origin.kept_order is None:
            self._waiting.keep(cursor, [(origin.waiting(kind), origin.refusal(error))])
