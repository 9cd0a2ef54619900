import threading

import pytest

from coaching.storage import saved_filters
from coaching.storage.database import Database
from tests.permission_marks import permission_of

pytestmark = pytest.mark.storage

SAM, LEE = "sam@example.com", "lee@example.com"


def test_what_was_left_comes_back_and_the_last_one_counts(small_centre: Database) -> None:
    assert saved_filters.saved(small_centre, SAM, "monitor") is None
    saved_filters.save(small_centre, SAM, "monitor", {"team": "North", "agents": ["a", "b"], "compare": True})
    saved_filters.save(small_centre, SAM, "monitor", {"team": None, "dates": ["2026-11-01", "2026-11-18"]})
    assert saved_filters.saved(small_centre, SAM, "monitor") == {"team": None, "dates": ["2026-11-01", "2026-11-18"]}
    assert len(small_centre.query("FROM saved_filters")) == 1


def test_pages_are_kept_apart(small_centre: Database) -> None:
    saved_filters.save(small_centre, SAM, "monitor", {"team": "North"})
    saved_filters.save(small_centre, SAM, "coverage", {"team": "South"})
    assert saved_filters.saved(small_centre, SAM, "monitor") == {"team": "North"}
    assert saved_filters.saved(small_centre, SAM, "coverage") == {"team": "South"}


@permission_of(saved_filters.saved, saved_filters.save)
def test_nobody_sees_or_changes_anothers(small_centre: Database) -> None:
    saved_filters.save(small_centre, SAM, "monitor", {"team": "North"})
    for other in (LEE, "kim@example.com", "ana@example.com", "stranger@example.com", ""):
        assert saved_filters.saved(small_centre, other, "monitor") is None
    saved_filters.save(small_centre, LEE, "monitor", {"team": "South"})
    assert saved_filters.saved(small_centre, SAM, "monitor") == {"team": "North"}


def test_a_stranger_keeps_nothing(small_centre: Database) -> None:
    saved_filters.save(small_centre, "stranger@example.com", "monitor", {"team": "North"})
    assert small_centre.query("FROM saved_filters").empty


def test_two_at_once_leave_one_row(small_centre: Database) -> None:
    def keep(number: int) -> None:
        saved_filters.save(small_centre, SAM, "monitor", {"number": number})

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(small_centre.query("FROM saved_filters")) == 1


@permission_of(saved_filters.has_any, saved_filters.forget_all)
def test_only_ones_own_filters_are_forgotten(small_centre: Database) -> None:
    saved_filters.save(small_centre, "sam@example.com", "coaching-monitor", {"team": "North"})
    saved_filters.forget_all(small_centre, "kim@example.com")
    assert saved_filters.has_any(small_centre, "sam@example.com")
    assert not saved_filters.has_any(small_centre, "kim@example.com")
    saved_filters.forget_all(small_centre, "sam@example.com")
    assert not saved_filters.has_any(small_centre, "sam@example.com")
