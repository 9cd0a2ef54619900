"""Are the scores of a file points from 0 to 100, or parts of one?

One score alone does not tell: 0.85 may be 85 of 100, or less than a point. All scores of a file do.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from coaching.importers import fields, numbers
from coaching.importers.spellings import Spellings

POINTS_OF_ONE = 100.0


def scales(records: Iterable[Mapping[str, Any]], spellings: Spellings, names: Iterable[str]) -> dict[str, float | None]:
    """By how much the scores of a file are multiplied, for each field of `names` whose scores are no points.

    Where all lie between 0 and 1 and one is neither, they are parts of one: 100. Where all are 0 or 1 they may be
    passed and failed, or 0 % and 100 %: None, because nobody can tell. Scores that say of what they are part (85%,
    17 / 20) need no scale and do not count.
    """
    most = dict.fromkeys(names, 0.0)
    with_parts: set[str] = set()
    for record in records:
        values = spellings.read(record)
        for name in most:
            score = _without_whole(values.get(name))
            if score is not None:
                most[name] = max(most[name], abs(score))
                if 0 < abs(score) < 1:
                    with_parts.add(name)
        if all(score > 1 for score in most.values()):
            return {}
    return {name: POINTS_OF_ONE if name in with_parts else None for name, score in most.items() if 0 < score <= 1}


def _without_whole(value: object) -> float | None:
    """A score that does not say of what it is part; None for any other value."""
    if fields.is_nothing(value):
        return None
    try:
        share = numbers.share(value)
    except numbers.NotANumberError:
        return None
    return share.number if share.whole is None else None
