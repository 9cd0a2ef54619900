import threading
import time

import pytest

from coaching.ui.shell import page_limit


def test_no_more_pages_at_once_than_turns_and_all_get_theirs() -> None:
    now, most, done = 0, 0, 0
    lock = threading.Lock()

    def page() -> None:
        nonlocal now, most, done
        with page_limit.turn():
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= 1
                done += 1

    threads = [threading.Thread(target=page) for _ in range(5 * page_limit.TURNS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (most, done) == (page_limit.TURNS, 5 * page_limit.TURNS)


def test_behind_slow_pages_nobody_waits_for_ever_and_no_turn_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_limit, "PATIENCE_SECONDS", 0.05)
    for _ in range(page_limit.TURNS):
        page_limit._turns.acquire()
    with page_limit.turn():
        pass
    page_limit._turns.release(page_limit.TURNS)
    with pytest.raises(ValueError, match="a page that fails"), page_limit.turn():
        raise ValueError("a page that fails")
    assert page_limit._turns._value == page_limit.TURNS


def test_a_page_that_takes_long_steps_aside_and_gives_back_no_turn_twice() -> None:
    with page_limit.turn():
        assert page_limit._turns._value == page_limit.TURNS - 1
        page_limit.step_aside()
        page_limit.step_aside()
        assert page_limit._turns._value == page_limit.TURNS
    assert page_limit._turns._value == page_limit.TURNS
    page_limit.step_aside()  # outside any turn, as where a fragment is drawn again
    assert page_limit._turns._value == page_limit.TURNS
