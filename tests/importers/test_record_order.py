"""Which of two records is the newer one, and does the text that the database keeps sort as the records do?"""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.record_order import (
    FileOrder,
    RecordOrder,
    content,
    digest,
    file_order,
    generation,
    in_generation,
    level,
    microseconds,
    newest_date,
    version,
)

FIRST_OF_JUNE = "20260601000000"

file_orders = st.builds(
    FileOrder,
    exported=st.sampled_from(("", FIRST_OF_JUNE, "20260601080000", "20251231235959")),
    rank=st.integers(0, 9),
    pages=st.lists(st.integers(0, 999_999_999), max_size=3).map(tuple),
    name=st.sampled_from(("/", "a/", "a-b/", "a b.json/", "page.json/")),
)
orders = st.builds(
    RecordOrder,
    evaluated=st.one_of(st.just(-1), st.integers(0, 7_000_000_000_000_000)),
    file=file_orders,
    generation=st.integers(0, 999),
    place=st.integers(1, 10_000_000),
    digest=st.sampled_from(("00ff", "a0b1", "ffff")),
)


@given(first=orders, second=orders)
def test_the_text_sorts_as_the_records_do(first: RecordOrder, second: RecordOrder) -> None:
    assert (first < second) == (first.text < second.text)
    assert (first == second) == (first.text == second.text)


@pytest.mark.parametrize(
    "name",
    [
        "2026-06-01.json",
        "2026_06_01.json",
        "2026.06.01.json",
        "20260601.json",
        "export20260601.json",
        "01-06-2026.json",
        "1-6-2026.json",
        "01.06.2026.json",
        "01062026.json",
        "1 Jun 2026.json",
        "01-June-2026.json",
        "June 1, 2026.json",
        "Jun-01-2026.json",
        "2026-Jun-01.json",
        "2026-05-01_2026-06-01.json",
        "from 01-05-2026 to 01-06-2026.json",
        "2026-06-01_page-3.json.gz",
        "1. Juni 2026.json",
        "1 juin 2026.json",
        "1 junio 2026.json",
    ],
)
def test_a_date_is_found_in_a_name(name: str) -> None:
    assert newest_date(name) == FIRST_OF_JUNE


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2026-06-01T08-30-15.json", "20260601083015"),
        ("20260601_0830.json", "20260601083000"),
        ("20260601083015.json", "20260601083015"),
        ("05-31-2026.json", "20260531000000"),  # there is no 31st month
        ("31-05-2026.json", "20260531000000"),
        ("c-8797b6f6-960e.json", ""),
        ("page-10.json", ""),
        ("2026-13-45.json", ""),
        ("31-02-2026.json", ""),
        ("Bewertungen 3. M\u00e4rz 2026.csv", "20260303000000"),
        ("Bewertungen 3. Ma\u0308rz 2026.csv", "20260303000000"),
        ("scores 15 ao\u00fbt 2026.json", "20260815000000"),
        ("1 marketing 2026.json", ""),
    ],
)
def test_times_and_names_without_a_date(name: str, found: str) -> None:
    assert newest_date(name) == found


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)), st.sampled_from(("%Y-%m-%d", "%Y%m%d", "%d-%m-%Y", "%d %b %Y")))
def test_every_day_is_read_as_it_is_written(day: date, form: str) -> None:
    assert newest_date(f"scores {day.strftime(form)}.json") == f"{day:%Y%m%d}000000"


def test_the_nearest_folder_with_a_date_counts_where_the_file_has_none() -> None:
    assert file_order("/a/2026-05-31/b/page-2.json", 1) == FileOrder(
        exported="20260531000000", rank=1, pages=(2,), name="page-2.json/"
    )
    assert file_order("/a/2026/06/01/page-2.json", 1) == FileOrder(
        exported=FIRST_OF_JUNE, rank=1, pages=(2,), name="page-2.json/"
    )
    assert file_order("/a/2026-05-31/2026-06-01.json", 1).exported == FIRST_OF_JUNE
    assert file_order("/a/year=2026/month=06/day=01/hour=13/part-0.json", 1).exported == FIRST_OF_JUNE
    assert file_order("/a/dt=2026-06-01/part-0.json", 1).exported == FIRST_OF_JUNE


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("page-10.json", (10,)),
        ("page2.json", (2,)),
        ("page.3.json", (3,)),
        ("raw_3_page_10.json", (3, 10)),
        ("export (2).json", (2,)),
        ("2026-06-01 page 4.csv", (4,)),
        ("01-06-2026.json", ()),
        ("c-8797b6f6-960e.json", ()),
    ],
)
def test_page_numbers(name: str, pages: tuple[int, ...]) -> None:
    assert file_order(f"/exports/{name}", 0).pages == pages


def test_an_evaluation_counts_more_than_a_date_that_more_than_a_kind_of_file_that_more_than_a_page() -> None:
    evaluated = microseconds(datetime(2026, 5, 4))
    in_order = [
        RecordOrder(file=FileOrder(rank=0, pages=(9,)), place=9),
        RecordOrder(file=FileOrder(rank=1, pages=(2,)), place=9),
        RecordOrder(file=FileOrder(rank=1, pages=(10,)), place=1),
        RecordOrder(file=FileOrder(rank=1, pages=(10,)), place=2),
        RecordOrder(file=FileOrder(exported=FIRST_OF_JUNE, rank=0), place=1),
        RecordOrder(evaluated=evaluated, place=1),
        RecordOrder(evaluated=evaluated, file=FileOrder(exported=FIRST_OF_JUNE), place=1),
        RecordOrder(evaluated=evaluated + 1, place=1),
    ]
    assert sorted(in_order, reverse=True)[::-1] == in_order


def test_the_level_is_what_says_how_new_a_record_is_and_the_version_also_in_which_file() -> None:
    first = RecordOrder(evaluated=5, file=FileOrder(pages=(1,), name="a/"), place=1, digest="a").text
    elsewhere = RecordOrder(evaluated=5, file=FileOrder(pages=(1,), name="b/"), place=2, digest="b").text
    assert level(first) == level(elsewhere)
    assert version(first) != version(elsewhere)
    assert level(first) != level(RecordOrder(evaluated=6, file=FileOrder(pages=(1,)), place=1, digest="a").text)


@given(order=orders, number=st.integers(0, 999_999))
def test_an_order_in_another_generation(order: RecordOrder, number: int) -> None:
    moved = in_generation(order.text, number)
    assert (generation(moved), version(moved), content(moved)) == (number, version(order.text), order.digest)
    assert (moved > order.text) == (number > order.generation)


def test_a_digest_is_that_of_the_content() -> None:
    assert digest({"a": [1, None, "\ud800"]}) == digest({"a": [1, None, "\ud800"]}) != digest({"a": [1, None, "x"]})
