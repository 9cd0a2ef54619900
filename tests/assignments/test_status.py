from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.assignments.status import Status, is_follow_up_due, is_live, is_open, is_overdue, status
from coaching.words import wording
from coaching.words.days import day_of


@pytest.mark.parametrize(
    ("reviewed", "total", "expected", "agent_reads", "supervisor_reads"),
    [
        (0, 0, Status.NOT_STARTED, "Start Now", "Yet to Start"),
        (0, 3, Status.NOT_STARTED, "Start Now", "Yet to Start"),
        (1, 3, Status.IN_PROGRESS, "In Progress", "In Progress"),
        (2, 3, Status.IN_PROGRESS, "In Progress", "In Progress"),
        (3, 3, Status.COMPLETED, "Completed", "Completed"),
        (1, 1, Status.COMPLETED, "Completed", "Completed"),
    ],
)
def test_status_and_its_wordings(
    reviewed: int, total: int, expected: Status, agent_reads: str, supervisor_reads: str
) -> None:
    assert status(reviewed, total) is expected
    assert wording.AGENT_STATUS[expected] == agent_reads
    assert wording.SUPERVISOR_STATUS[expected] == supervisor_reads


@pytest.mark.parametrize(("reviewed", "total"), [(-1, 3), (4, 3), (1, 0), (0, -1)])
def test_impossible_counts_are_refused(reviewed: int, total: int) -> None:
    with pytest.raises(ValueError, match="not a possible count"):
        status(reviewed, total)


@given(st.integers(0, 50), st.integers(0, 50))
def test_status_is_total_and_adding_to_a_completed_assignment_reopens_it(reviewed: int, more: int) -> None:
    total = reviewed + more
    found = status(reviewed, total)
    assert (found is Status.NOT_STARTED) == (reviewed == 0)
    assert (found is Status.COMPLETED) == (0 < reviewed == total)
    if found is Status.COMPLETED:
        assert status(reviewed, total + 1) is Status.IN_PROGRESS


FOLLOW_UP = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("now", "zone", "state", "expected"),
    [
        (datetime(2026, 11, 18, 12), "UTC", Status.NOT_STARTED, False),
        (datetime(2026, 11, 18, 23, 59), "UTC", Status.NOT_STARTED, False),
        (datetime(2026, 11, 19, 0, 0), "UTC", Status.NOT_STARTED, True),
        (datetime(2026, 11, 19, 0, 0), "UTC", Status.IN_PROGRESS, True),
        (datetime(2026, 11, 19, 0, 0), "UTC", Status.COMPLETED, False),
        # 23:30 in London is already tomorrow in Berlin, and still the same day in New York
        (datetime(2026, 11, 18, 23, 30), "Europe/Berlin", Status.NOT_STARTED, True),
        (datetime(2026, 11, 19, 3, 0), "America/New_York", Status.NOT_STARTED, False),
        (datetime(2026, 11, 19, 5, 0), "America/New_York", Status.NOT_STARTED, True),
        (datetime(2026, 11, 18, 10, 30), "Pacific/Kiritimati", Status.NOT_STARTED, True),
    ],
)
def test_overdue_in_the_viewers_time_zone(now: datetime, zone: str, state: Status, expected: bool) -> None:
    assert is_overdue(FOLLOW_UP, state, False, day_of(now, ZoneInfo(zone))) is expected


BEFORE, ON, AFTER = date(2026, 11, 17), FOLLOW_UP, date(2026, 11, 19)


@pytest.mark.parametrize(
    ("day", "state", "over", "opened", "overdue", "due"),
    [
        (BEFORE, Status.NOT_STARTED, False, True, False, False),
        (BEFORE, Status.COMPLETED, False, False, False, False),
        (ON, Status.IN_PROGRESS, False, True, False, False),
        (AFTER, Status.NOT_STARTED, False, True, True, True),
        (AFTER, Status.IN_PROGRESS, False, True, True, True),
        (AFTER, Status.COMPLETED, False, False, False, True),  # the agent is done, the supervisor is not
        (AFTER, Status.NOT_STARTED, True, False, False, False),  # concluded before the agent read anything
        (AFTER, Status.IN_PROGRESS, True, False, False, False),
        (AFTER, Status.COMPLETED, True, False, False, False),
        (BEFORE, Status.NOT_STARTED, True, False, False, False),
    ],
)
def test_open_overdue_and_follow_up_due(
    day: date, state: Status, over: bool, opened: bool, overdue: bool, due: bool
) -> None:
    assert is_open(state, over) is opened
    assert is_overdue(FOLLOW_UP, state, over, day) is overdue
    assert is_follow_up_due(FOLLOW_UP, over, day) is due


@given(st.sampled_from(Status), st.booleans(), st.dates())
def test_what_is_over_is_on_nobodys_list_and_overdue_is_open_and_due(state: Status, over: bool, day: date) -> None:
    late, due = is_overdue(FOLLOW_UP, state, over, day), is_follow_up_due(FOLLOW_UP, over, day)
    assert not over or not (late or due or is_open(state, over))
    assert late == (due and is_open(state, over))


@given(st.sampled_from(Status), st.booleans(), st.dates())
def test_what_is_open_is_either_live_or_overdue(state: Status, over: bool, day: date) -> None:
    live, late = is_live(FOLLOW_UP, state, over, day), is_overdue(FOLLOW_UP, state, over, day)
    assert is_open(state, over) == (live or late)
    assert not (live and late)
    assert live == (state is not Status.COMPLETED and not over and day <= FOLLOW_UP)


def test_today_follows_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert day_of(datetime(2026, 7, 1, 22, 30), berlin) == date(2026, 7, 2)
    assert day_of(datetime(2026, 12, 1, 22, 30), berlin) == date(2026, 12, 1)
