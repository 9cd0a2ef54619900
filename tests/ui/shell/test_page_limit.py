import threading
import time

import pytest

from coaching.ui.shell import page_limit


def test_no_more_pages_at_once_than_turns_and_all_get_theirs() -> None:
    now, most, done = 0, 0, 0
    lock = threading.Lock()

    def page() -> None:
        nonlocal now, most, done
        with page_limit.place():
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= 1
                done += 1

    threads = [threading.Thread(target=page) for _ in range(5 * page_limit.MOST_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (most, done) == (page_limit.MOST_AT_ONCE, 5 * page_limit.MOST_AT_ONCE)


def test_behind_slow_pages_nobody_waits_for_ever_and_no_turn_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_limit, "PATIENCE_SECONDS", 0.05)
    for _ in range(page_limit.MOST_AT_ONCE):
        page_limit._places.acquire()
    with page_limit.place():
        pass
    page_limit._places.release(page_limit.MOST_AT_ONCE)
    with pytest.raises(ValueError, match="a page that fails"), page_limit.place():
        raise ValueError("a page that fails")
    assert page_limit._places._value == page_limit.MOST_AT_ONCE


def test_a_page_that_takes_long_steps_aside_and_gives_back_no_turn_twice() -> None:
    with page_limit.place():
        assert page_limit._places._value == page_limit.MOST_AT_ONCE - 1
        page_limit.give_up_place()
        page_limit.give_up_place()
        assert page_limit._places._value == page_limit.MOST_AT_ONCE
    assert page_limit._places._value == page_limit.MOST_AT_ONCE
    page_limit.give_up_place()  # outside any turn, as where a fragment is drawn again
    assert page_limit._places._value == page_limit.MOST_AT_ONCE
