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
    held = [turns.turn() for _ in range(turns.TURNS)]
    for one in held:
        one.__enter__()
    with turns.turn():
        pass
    for one in held:
        one.__exit__(None, None, None)
    with pytest.raises(ValueError, match="a page that fails"), turns.turn():
        raise ValueError("a page that fails")
    assert turns._turns._value == turns.TURNS
