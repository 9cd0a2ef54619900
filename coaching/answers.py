"""What SELECTs have answered and what was made of it, kept until something is written to a table that was read.

A person who filters a list, ticks a box or goes back asks for the same rows again and again. Every write of this
process goes through its Database, and a DuckLake tells what others have written, so it is known for certain when an
answer is out of date. Whoever asks is a part of the question, so nobody gets what was answered to somebody else.
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

MOST_BYTES = 48 * 2**20
MOST_BYTES_OF_ONE = 2**20
EVERY_TABLE = "*"
# What a statement begins with that writes to tables it names, and one that may do anything.
WRITING = frozenset({"insert", "update", "delete", "merge"})
REBUILDING = frozenset({"create", "alter", "drop", "truncate", "copy", "call", "import"})

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
        self._kept: cachetools.LRUCache[Hashable, Kept] = cachetools.LRUCache(MOST_BYTES, getsizeof=lambda k: k.size)
        self._lock = threading.Lock()
        self._resting = threading.local()  # the state of each answer that this thread is just making, outermost first

    def find(self, question: Hashable) -> Kept | None:
        """The answer to the same question, where none of the tables it rests on has been written to since."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or any(self._written[table] != count for table, count in kept.state.items()):
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

    def keep(self, question: Hashable, answer: Any, state: State, size: int) -> None:
        """Keeps an answer of about `size` bytes."""
        if size <= MOST_BYTES_OF_ONE:
            with self._lock:
                self._kept[question] = Kept(answer, state, max(size, 1))

    def outdate_by(self, statements: Collection[str]) -> None:
        """Says that these SQL statements were run: they have written to no other tables than those they name."""
        for sql in statements:
            words = _words(sql.lower())
            if words & REBUILDING:
                self.outdate()
            elif words & WRITING:
                self.outdate(words & self._tables)

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
    return frozenset(re.findall(r"\w+", sql))
