"""What SELECTs have answered, kept until something is written to a table that they read.

A person who filters a list, ticks a box or goes back asks for the same rows again and again. One process owns a
database file and every write goes through it, so it knows for certain when an answer is out of date. Whoever asks is
one of the parameters, so nobody gets what was answered to somebody else.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cachetools

MOST_BYTES = 48 * 2**20
MOST_BYTES_OF_ONE = 2**20
EVERY_TABLE = "*"

Reader = Callable[..., Any]


@dataclass(frozen=True)
class Asked:
    """One SELECT with its parameters, and how often its tables had been written to when it was asked."""

    key: tuple[Reader, str, str]
    state: tuple[int, ...]


class Answers:
    """The answers given last, within bounds: MOST_BYTES in all, none larger than MOST_BYTES_OF_ONE. Safe to share
    between threads. What is handed out is shared as well: nobody may change it."""

    def __init__(self, tables: Collection[str]) -> None:
        """`tables`: every table there is."""
        self._tables = frozenset(tables)
        self._written: Counter[str] = Counter()
        self._kept: cachetools.LRUCache[tuple[Reader, str, str], tuple[tuple[int, ...], Any, int]] = (
            cachetools.LRUCache(MOST_BYTES, getsizeof=lambda kept: kept[2])
        )
        self._lock = threading.Lock()

    def asked(self, read: Reader, sql: str, parameters: Mapping[str, Any] | None) -> Asked:
        """Notes what is asked, and with what it will be `read`: a frame is another answer than a row.

        To be called before the SELECT runs: what is written meanwhile makes its answer old.
        """
        tables = _words(sql) & self._tables
        with self._lock:
            state = tuple(self._written[table] for table in (EVERY_TABLE, *sorted(tables)))
        return Asked((read, sql, repr(sorted((parameters or {}).items()))), state)

    def find(self, asked: Asked) -> Any:
        """The answer to the same question, where none of its tables has been written to since; else None."""
        with self._lock:
            kept = self._kept.get(asked.key)
        return kept[1] if kept is not None and kept[0] == asked.state else None

    def keep(self, asked: Asked, answer: Any, size: int) -> None:
        """Keeps an answer of about `size` bytes."""
        if size <= MOST_BYTES_OF_ONE:
            with self._lock:
                self._kept[asked.key] = (asked.state, answer, max(size, 1))

    def outdate(self, tables: Collection[str] = (EVERY_TABLE,)) -> None:
        """Says that something was written: to these tables, or to nobody knows which."""
        with self._lock:
            self._written.update(tables)


@lru_cache(maxsize=1_000)
def _words(sql: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", sql))
