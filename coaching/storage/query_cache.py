"""What SELECTs have answered and what was made of it, kept until something is written to a table that was read.

A person who filters a list, ticks a box or goes back asks for the same rows again and again. Every write of this
process goes through its Database, and a DuckLake tells what others have written, so it is known for certain when an
answer is out of date. Whoever asks is a part of the question, unless who may read it was decided before.
"""

import re
import threading
from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cachetools

MOST_BYTES = 64 * 2**20
MOST_BYTES_OF_ONE = 2**20
OVERHEAD_BYTES = 1_000  # of an answer of nothing: measured
EVERY_TABLE = "*"
# A statement without any of these words only reads.
CHANGING = frozenset(
    {"insert", "update", "delete", "merge", "create", "alter", "drop", "truncate", "copy", "call", "import"}
)
# What is written to, in lower case; of a statement that does anything else, what is no table.
WRITTEN = re.compile(
    r"\b(?:insert\s+(?:or\s+\w+\s+)?into|merge\s+into|delete\s+from|(?<!do )update(?!\s+set\b)"
    r"|create|alter|drop|truncate|copy|call|import)\s+\"?(\w+)"
)

# How often each table that was read had been written to, when it was read.
State = dict[str, int]


@dataclass(frozen=True)
class Kept:
    """One answer, and on what it rests."""

    answer: Any
    state: State
    size: int


class Answers:
    """The answers given last, within bounds: MOST_BYTES in all, none larger than MOST_BYTES_OF_ONE. Safe to share
    between threads. What is handed out is shared as well: nobody may change it."""

    def __init__(self, tables: Collection[str]) -> None:
        """`tables`: every table there is."""
        self._tables = frozenset(tables)
        self._written: Counter[str] = Counter()
        self._answered: cachetools.LRUCache[Hashable, Kept] = cachetools.LRUCache(
            MOST_BYTES, getsizeof=lambda kept: kept.size
        )
        self._lock = threading.Lock()
        self._resting = threading.local()  # the state of each answer that this thread is just making, outermost first

    def find(self, question: Hashable) -> Kept | None:
        """The answer to the same question, where none of the tables it rests on has been written to since."""
        with self._lock:
            kept = self._answered.get(question)
            if kept is None:
                return None
            if any(self._written[table] != count for table, count in kept.state.items()):
                del self._answered[question]
                return None
        self._rest_on(kept.state)
        return kept

    @contextmanager
    def making(self) -> Iterator[State]:
        """While an answer is made of others: the state it comes to rest on. To be kept with it when it is made."""
        state: State = {}
        stack = self._resting.__dict__.setdefault("stack", [])
        stack.append(state)
        try:
            yield state
        finally:
            stack.pop()
            self._rest_on(state)

    def reading(self, sql: str) -> State:
        """What the answer of one SELECT rests on. To be asked before it runs: what is written meanwhile outdates it."""
        tables = _words(sql) & self._tables
        with self._lock:
            state = {table: self._written[table] for table in (EVERY_TABLE, *tables)}
        self._rest_on(state)
        return state

    @property
    def is_making(self) -> bool:
        """Whether this thread is making an answer of others: that one will be known, they need not be."""
        return bool(self._resting.__dict__.get("stack"))

    def keep(self, question: Hashable, answer: Any, state: State, size: int) -> None:
        """Keeps an answer of about `size` bytes, as it is told: in memory, with the question, it is longer."""
        size = 2 * size + len(repr(question)) + OVERHEAD_BYTES
        if size <= MOST_BYTES_OF_ONE:
            with self._lock:
                self._answered[question] = Kept(answer, state, size)

    def outdate_by(self, statements: Collection[str]) -> None:
        """Says that these SQL statements were run. After one that neither reads nor writes to one of the tables, nobody
        knows what is still right."""
        for sql in statements:
            if not _words(sql).isdisjoint(CHANGING):
                written = set(WRITTEN.findall(sql.lower()))
                self.outdate(written if written and written <= self._tables else (EVERY_TABLE,))

    def outdate(self, tables: Collection[str] = (EVERY_TABLE,)) -> None:
        """Says that something was written: to these tables, or to nobody knows which."""
        with self._lock:
            self._written.update(tables)

    def _rest_on(self, state: State) -> None:
        """The answer that this thread is making rests on this as well. Read twice, a table counts as it was first."""
        stack = self._resting.__dict__.get("stack")
        if stack:
            stack[-1].update({table: min(count, stack[-1].get(table, count)) for table, count in state.items()})


@lru_cache(maxsize=1_000)
def _words(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", sql.lower()))
