"""Are the pages of a list of everything, whose days the daily totals tell, those of the same list read as a whole?"""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.quality import interaction_list
from coaching.quality.interaction_filter import InteractionFilter
from coaching.quality.interaction_list import By, Sorted, WideScope
from coaching.storage.database import Database
from coaching.storage.paging import AtLeast, pages
from coaching.words.days import Period, utc_now
from tests import databases, varied_centre
from tests.centre import PEOPLE

VARIED = databases.Template("varied_centre", lambda database: varied_centre.fill(database, seed=1))
VIEWERS = [person for person, *_ in PEOPLE]


@pytest.fixture(scope="module")
def varied() -> Iterator[Database]:
    with closing(databases.to_read(VARIED)) as database:
        yield database


@st.composite
def some_days(draw: st.DrawFn) -> Period:
    first = utc_now().date() - timedelta(draw(st.integers(0, varied_centre.DAYS + 5)))
    return Period(first, first + timedelta(draw(st.integers(1, 60))))


scopes = st.builds(
    WideScope,
    agent_id=st.sampled_from([None, None, *varied_centre.AGENTS]),
    team=st.sampled_from([None, None, "North", "South"]),
    queue_id=st.sampled_from([None, None, "q-1", "q-2", "no-such-queue"]),
    channel=st.sampled_from([None, None, "chat", "email"]),
    period=st.none() | some_days(),
)
orders = st.builds(Sorted, st.sampled_from([By.DATE, By.DATE, By.KORE]), st.booleans())


@pytest.mark.storage
@settings(deadline=None, max_examples=databases.examples(60))
@given(
    viewer=st.sampled_from(["kim@example.com", *VIEWERS]),
    scope=scopes,
    order=orders,
    page=st.integers(0, 12),
    size=st.integers(1, 40),
)
def test_a_page_of_everything_is_that_of_the_whole_list(
    varied: Database, viewer: str, scope: WideScope, order: Sorted, page: int, size: int
) -> None:
    """The whole list is narrowed to all interactions there are, so that it is counted and sorted row by row."""
    all_of_them = InteractionFilter(interaction_ids=tuple(varied.query("FROM interactions")["interaction_id"]))
    whole, number = interaction_list.interactions(varied, viewer, scope, all_of_them, order, page=1, size=1_000)
    rows, total = interaction_list.interactions(varied, viewer, scope, order=order, page=page, size=size)
    first = size * (min(max(page, 1), pages(number, size)) - 1)
    assert list(rows["interaction_id"]) == list(whole["interaction_id"])[first : first + size]
    assert total == number == len(whole)
    assert not isinstance(total, AtLeast)
