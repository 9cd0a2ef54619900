"""Whether all pages came, of which the pages speak."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.format import Page
from coaching.importers.pages import Pages
from coaching.importers.report import Report
from coaching.words import wording
from coaching.words.formatting import counted


def page(content: str = "a", records: int = 1, **said: Any) -> Page:
    nothing = dict.fromkeys(("number", "total", "pages", "has_more"))
    return Page(**{**nothing, **said}, records=records, content=content)


def notes(*pages: tuple[str, Page]) -> list[str]:
    report, all_pages = Report(), Pages()
    for file, one in pages:
        all_pages.note(file, one)
    all_pages.say(report)
    assert report.is_incomplete == bool(report.notes)
    return report.notes


def missing(count: int, file: str, came: int, total: int) -> str:
    return counted(count, wording.PAGES_MISSING, file=file, came=came, total=total)


def gap(count: int, file: str, numbers: str) -> str:
    return counted(count, wording.PAGES_NOT_THERE, file=file, numbers=numbers)


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([("p.json", page(has_more=False))], []),
        ([("p.json", page())], []),
        ([("p.json", page(has_more=True))], [wording.MORE_PAGES.format(file="p.json", came=1)]),
        (
            [("p1.json", page(has_more=True)), ("p2.json", page("b", has_more=True))],
            [wording.MORE_PAGES.format(file="p2.json", came=2)],
        ),
        ([("p1.json", page(has_more=True)), ("p2.json", page("b", has_more=False))], []),
        ([("p.json", page(total=5, records=2, has_more=True))], [missing(3, "p.json", 2, 5)]),
        ([("p.json", page(total=5, records=2, has_more=False))], [missing(3, "p.json", 2, 5)]),
        ([("p.json", page(total=2, records=2, has_more=True))], [wording.MORE_PAGES.format(file="p.json", came=1)]),
        ([("p.json", page(pages=3))], [wording.MORE_PAGES.format(file="p.json", came=1)]),
        (
            [("e/page-1.json", page(has_more=True)), ("e/page-3.json", page("b", has_more=False))],
            [gap(1, "e/page-3.json", "2")],
        ),
        ([("a.json", page(number=1)), ("b.json", page("b", number=4))], [gap(2, "b.json", "2, 3")]),
        ([("day1/page-1.json", page()), ("day3/page-1.json", page("b"))], []),
        ([("page-1.json", page(total=2)), ("page-3.json", page("b", total=2))], []),
        ([("page-20260504.json", page()), ("page-20260506.json", page("b"))], []),
        ([("calls_page1.json", page()), ("chats_page3.json", page("b"))], []),
        ([("a/page-2.json", page()), ("b/page-4.json", page("b"))], []),
        ([("a.json", page(number=3))], [gap(2, "a.json", "1, 2")]),
    ],
)
def test_what_is_missing_is_said(pages: list[tuple[str, Page]], said: list[str]) -> None:
    assert notes(*pages) == said


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.data())
def test_any_page_that_is_left_out_is_said(sizes: list[int], data: st.DataObject) -> None:
    last = len(sizes) - 1
    pages = [
        (f"page-{number + 1}.json", page(str(number), size, total=sum(sizes), has_more=number < last))
        for number, size in enumerate(sizes)
    ]
    assert notes(*pages) == []
    left_out = data.draw(st.integers(0, last))
    if len(pages) > 1 and sizes[left_out]:
        assert notes(*data.draw(st.permutations([one for one in pages if one != pages[left_out]]))) != []


def test_the_same_page_twice_is_one() -> None:
    assert notes(("a.json", page(total=2)), ("b.json", page(total=2))) == [missing(1, "a.json", 1, 2)]
