"""How much does one transaction of an import write?

It bounds the memory. Each transaction takes some 60 statements, however little it writes: a quarter of a second of
processor time, and a thousand conversations add a tenth. So an import that has the database to itself writes much at
once. Beside people who work, nobody may wait long for the transaction to end: there it writes what takes
SECONDS_BESIDE_PEOPLE, as the last batches have shown, but never so little that the statements are most of the work.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

RECORDS_A_BATCH = 10_000
TURNS_A_BATCH = 60_000
# At least and at most. What comes next may be of another kind, which takes three times as long.
RECORDS_BESIDE_PEOPLE = (500, 1_000)
TURNS_BESIDE_PEOPLE = (3_000, 12_000)
SECONDS_BESIDE_PEOPLE = 0.4


class Batch:
    """How many elements of one kind (records, turns) a transaction writes at most: `size`."""

    def __init__(self, most: int, fewest: int | None = None) -> None:
        """`fewest`: what a batch takes decides how large the next one is, from so many to `most`; without it, `most`
        in any case."""
        self._most, self._fewest = most, most if fewest is None else min(most, fewest)
        self.size = self._fewest

    @contextmanager
    def written(self, number: int) -> Iterator[None]:
        """Measures how long it takes to write so many."""
        begun = time.perf_counter()
        yield
        fitting = size_after(self.size, number, time.perf_counter() - begun)
        self.size = max(self._fewest, min(self._most, fitting))


def size_after(size: int, number: int, seconds: float) -> int:
    """How large the next batch is, after one of `number` elements took so long: at most twice as large as before, so
    that one quick batch decides nothing, and no smaller where the last one was not full."""
    fitting = number * SECONDS_BESIDE_PEOPLE / max(seconds, 1e-6)
    if number < size:
        fitting = max(fitting, size)
    return round(min(2 * size, fitting))


def beside(most_records: int, most_turns: int) -> tuple[Batch, Batch]:
    """The batches of records and of turns beside people who work."""
    (fewest_records, records), (fewest_turns, turns) = RECORDS_BESIDE_PEOPLE, TURNS_BESIDE_PEOPLE
    return Batch(min(most_records, records), fewest_records), Batch(min(most_turns, turns), fewest_turns)
