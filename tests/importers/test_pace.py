"""How large a batch of an import is beside people who work."""

from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import pace
from coaching.importers.pace import Batch, size_after

SIZES = st.integers(1, pace.RECORDS_A_BATCH)
SECONDS = st.floats(0, 1000, allow_nan=False)


@given(SIZES, SIZES, SECONDS)
def test_a_batch_is_at_most_twice_as_large_as_the_one_before(size: int, number: int, seconds: float) -> None:
    after = size_after(size, number, seconds)
    assert after <= 2 * size
    if number < size:
        assert after >= size


@given(st.floats(0.0001, 0.01), SIZES)
def test_where_each_record_takes_as_long_batches_come_to_take_what_they_may(a_record: float, size: int) -> None:
    for _ in range(20):
        size = size_after(size, size, size * a_record)
    assert abs(size - pace.SECONDS_BESIDE_PEOPLE / a_record) <= 1


@given(SIZES, SECONDS)
def test_a_full_batch_that_takes_too_long_makes_the_next_one_smaller(size: int, seconds: float) -> None:
    if seconds > 2 * pace.SECONDS_BESIDE_PEOPLE:
        assert size_after(size, size, seconds) <= size / 2 + 1


def test_the_size_stays_within_its_bounds_whatever_a_batch_takes() -> None:
    alone, (beside_people, _) = Batch(pace.RECORDS_A_BATCH), pace.beside(pace.RECORDS_A_BATCH, pace.TURNS_A_BATCH)
    fewest, most = pace.RECORDS_BESIDE_PEOPLE
    for number in (1, 50, pace.RECORDS_A_BATCH * 100, 0):
        for batch in (alone, beside_people):
            with batch.written(number):
                pass
        assert fewest <= beside_people.size <= most
        assert alone.size == pace.RECORDS_A_BATCH
