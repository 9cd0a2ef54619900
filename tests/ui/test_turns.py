import threading
import time

import pytest

from coaching.ui import turns


def test_no_more_pages_at_once_than_turns_and_all_get_theirs() -> None:
    now, most, done = 0, 0, 0
    lock = threading.Lock()

    def page() -> None:
        nonlocal now, most, done
        with turns.turn():
            with lock:
                now += 1
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= 1
                done += 1

    threads = [threading.Thread(target=page) for _ in range(5 * turns.TURNS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (most, done) == (turns.TURNS, 5 * turns.TURNS)


def test_behind_slow_pages_nobody_waits_for_ever_and_no_turn_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.05)
    for _ in range(turns.TURNS):
        turns._turns.acquire()
    with turns.turn():
        pass
    turns._turns.release(turns.TURNS)
    with pytest.raises(ValueError, match="a page that fails"), turns.turn():
        raise ValueError("a page that fails")
    assert turns._turns._value == turns.TURNS


def test_a_page_that_takes_long_steps_aside_and_gives_back_no_turn_twice() -> None:
    with turns.turn():
        assert turns._turns._value == turns.TURNS - 1
        turns.step_aside()
        turns.step_aside()
        assert turns._turns._value == turns.TURNS
    assert turns._turns._value == turns.TURNS
    turns.step_aside()  # outside any turn, as where a fragment is drawn again
    assert turns._turns._value == turns.TURNS
