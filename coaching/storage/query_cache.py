"""Which results may be given again? Those that no table they were read from was written to since.

A person who filters a list, ticks a box or goes back asks for the same rows again and again. Whoever writes says to
which tables (Database.transaction), DuckDB says which tables a SELECT reads, and a DuckLake tells what others have
written: so it is known when a result is out of date. Who asks is a part of the question, unless it was decided before
who may read the result.
"""

import json
import threading
from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import cachetools
import duckdb

MOST_BYTES = 64 * 2**20
MOST_BYTES_OF_ONE = 2**20
MOST_LARGE_RESULTS = 1
OVERHEAD_BYTES = 1_000  # of an empty result: measured
EVERY_TABLE = "*"  # named instead of tables by whoever cannot say which they read or write

# The tables that a result was read from, and how often each had been written to by then.
Versions = dict[str, int]


@dataclass(frozen=True)
class CachedResult:
    """One result, what it was read from, and about how many bytes it takes."""

    result: Any
    versions: Versions
    size: int


class QueryCache:
    """The results given last, within bounds: MOST_BYTES in all, none larger than MOST_BYTES_OF_ONE; beside them
    MOST_LARGE_RESULTS that were said to be large. Safe to share between threads. A result is handed out to everybody
    who asks the same: nobody may change it."""

    def __init__(self, tables: Collection[str]) -> None:
        """`tables`: the names of all tables there are."""
        self.tables = frozenset(tables)
        self._times_written: Counter[str] = Counter()
        self._results: cachetools.LRUCache[Hashable, CachedResult] = cachetools.LRUCache(
            MOST_BYTES, getsizeof=lambda cached: cached.size
        )
        self._large_results: cachetools.LRUCache[Hashable, CachedResult] = cachetools.LRUCache(MOST_LARGE_RESULTS)
        self._lock = threading.Lock()
        self._of_thread = threading.local()  # .stack: the versions of each result being worked out, outermost first

    def find(self, question: Hashable) -> CachedResult | None:
        """The result of the same question, where none of the tables it was read from has been written to since."""
        with self._lock:
            results = self._large_results if question in self._large_results else self._results
            cached = results.get(question)
            if cached is None:
                return None
            if any(self._times_written[table] != times for table, times in cached.versions.items()):
                del results[question]
                return None
        self._note_read(cached.versions)
        return cached

    @contextmanager
    def working_out(self, depends_on: Collection[str] | None = None) -> Iterator[Versions]:
        """While a result is worked out from others: the versions of all that is read for it, to be put with it; where
        `depends_on` is given, of these tables only."""
        versions: Versions = {}
        stack = self._of_thread.__dict__.setdefault("stack", [])
        stack.append(versions)
        try:
            yield versions
        finally:
            stack.pop()
            if depends_on is not None:
                for table in versions.keys() - {EVERY_TABLE, *depends_on}:
                    del versions[table]
            self._note_read(versions)

    @property
    def is_working_out(self) -> bool:
        """Whether this thread is working out a result from others: that one will be cached, they need not be."""
        return bool(self._of_thread.__dict__.get("stack"))

    def reading(self, tables: Collection[str]) -> Versions:
        """The versions of what is read: these tables, or EVERY_TABLE. Names that are no table's do not count. To be
        asked before anything is read: what is written meanwhile outdates the result."""
        tables = self.tables if EVERY_TABLE in tables else self.tables.intersection(tables)
        with self._lock:
            versions = {table: self._times_written[table] for table in (EVERY_TABLE, *tables)}
        self._note_read(versions)
        return versions

    def put(self, question: Hashable, result: Any, versions: Versions, size: int) -> None:
        """Caches a result of about `size` bytes; in memory, with the question, it takes more."""
        size = 2 * size + len(repr(question)) + OVERHEAD_BYTES
        if size <= MOST_BYTES_OF_ONE:
            with self._lock:
                self._results[question] = CachedResult(result, versions, size)

    def put_large(self, question: Hashable, result: Any, versions: Versions) -> None:
        """Caches a result of any size, in place of the large one that was used longest ago."""
        with self._lock:
            self._large_results[question] = CachedResult(result, versions, 1)

    def written(self, tables: Collection[str]) -> None:
        """Says that these tables were written to, or EVERY_TABLE."""
        with self._lock:
            self._times_written.update(tables)

    def _note_read(self, versions: Versions) -> None:
        """Notes these versions for the result that this thread is working out, where it is working one out. Of a table
        that was read twice, the version at the first reading counts."""
        stack = self._of_thread.__dict__.get("stack")
        if stack:
            noted = stack[-1]
            noted.update({table: min(times, noted.get(table, times)) for table, times in versions.items()})


@cachetools.cached(cachetools.LRUCache(1_000), key=lambda cursor, sql: sql, lock=threading.Lock())
def tables_read(cursor: duckdb.DuckDBPyConnection, sql: str) -> frozenset[str]:
    """What a SELECT reads, in lower case: tables, and what it calls like one (WITH). As DuckDB's parser says, which
    takes 2 ms; of other statements EVERY_TABLE."""
    ((parsed,),) = cursor.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchall()
    statement = json.loads(parsed)
    return frozenset((EVERY_TABLE,) if statement["error"] else _tables_in(statement))


def _tables_in(node: Any) -> Iterator[str]:
    """The tables in a part of a statement as json_serialize_sql writes it."""
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE":
            yield node["table_name"].lower()
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _tables_in(part)
