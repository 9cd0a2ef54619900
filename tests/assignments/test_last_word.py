from datetime import datetime, timedelta

import pytest

from coaching.assignments.last_word import Said, last_word


def at(minute: int) -> datetime:
    return datetime(2026, 3, 1, 9) + timedelta(minutes=minute)


def by_agent(minute: int, note_id: str = "note") -> Said:
    return Said(said_at=at(minute), by_agent=True, note_id=note_id)


def answer(minute: int) -> Said:
    return Said(said_at=at(minute), by_agent=False)


def outcome(minute: int, value: str = "training") -> Said:
    return Said(said_at=at(minute), by_agent=False, outcome=value)


@pytest.mark.parametrize(
    ("said", "set_aside_until", "concluded", "answered", "waiting"),
    [
        ([], [], None, None, []),
        ([by_agent(1)], [], None, None, [1]),
        ([by_agent(1), by_agent(2)], [], None, None, [1, 2]),
        ([by_agent(2), by_agent(1)], [at(1)], None, None, [2]),
        ([by_agent(1)], [at(1)], None, None, []),
        ([by_agent(1), answer(2)], [], None, 2, []),
        ([answer(1), by_agent(1)], [], None, 1, []),  # at the same instant: it is answered, in whichever order
        ([by_agent(1), answer(1)], [], None, 1, []),
        ([answer(1), by_agent(2)], [], None, None, [2]),
        ([answer(1), by_agent(2)], [at(2)], None, None, []),
        ([answer(1)], [], None, 1, []),
        ([answer(1), outcome(2)], [], "training", None, []),
        ([outcome(1), answer(2)], [], "training", 2, []),
        ([by_agent(1), outcome(2)], [], "training", None, []),
        ([outcome(1), by_agent(2)], [], "training", None, [2]),
        ([outcome(1, "refer"), outcome(2, "training")], [], "training", None, []),
        ([outcome(1, "refer"), outcome(1, "closed")], [], "closed", None, []),
    ],
)
def test_who_has_the_last_word(
    said: list[Said], set_aside_until: list[datetime], concluded: str | None, answered: int | None, waiting: list[int]
) -> None:
    found = last_word(said, set_aside_until)
    assert found.outcome == concluded
    assert found.answered_at == (None if answered is None else at(answered))
    assert [each.said_at for each in found.waiting] == [at(minute) for minute in waiting]


def test_of_two_notes_at_one_instant_the_newest_is_always_the_same_one() -> None:
    for said in ([by_agent(1, "a"), by_agent(1, "b")], [by_agent(1, "b"), by_agent(1, "a")]):
        assert last_word(said).waiting[-1].note_id == "b"
