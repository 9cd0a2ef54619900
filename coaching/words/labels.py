"""What to call things whose names are not unique: labels that people can tell apart. Pure.

A picker tells its options apart by their labels, and so does a reader: to both, two people with one label are one. So
labels are unique, and what is kept of a choice is the id.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from coaching.words.name_key import name_key


def as_read(text: str) -> str:
    """What a reader notices of a text: its key without blanks, and nothing that has no shape of its own."""
    key = name_key(text).replace(" ", "")
    return key if key.isascii() else "".join(letter for letter in key if unicodedata.category(letter)[0] != "C")


def told_apart(names: Mapping[str, str], *details: Mapping[str, str | None]) -> dict[str, str]:
    """What to call each of several things, by id, so that no two labels read alike. `names`: by id; their order stays.

    A name that nothing else has is the label. Names that read alike say more: the first of `details` (by id) that
    differs between them, then the next, and the id where these do not tell them apart: "Ann (West)",
    "Ann (ann@example.com)". For a detail that is missing the next one stands in. A name of blanks says more as well.
    """
    levels = [*details, {key: key for key in names}]
    said: dict[str, list[str]] = {key: [] for key in names}
    labels = dict(names)
    for place, level in enumerate(levels):
        for alike in _alike(labels):
            if len(alike) > 1 and len({as_read(level.get(key) or "") for key in alike}) == 1:
                continue  # it is the same for all of them
            for key in alike:
                more = _first(key, levels[place:])
                if more not in said[key]:
                    said[key].append(more)
                labels[key] = f"{names[key]} ({', '.join(said[key])})".strip()
    return _numbered(labels)


def _alike(labels: Mapping[str, str]) -> Iterable[Collection[str]]:
    """The ids whose labels read alike or like nothing."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, label in labels.items():
        found[as_read(label)].append(key)
    return [keys for read, keys in found.items() if len(keys) > 1 or not read]


def _first(key: str, levels: Iterable[Mapping[str, str | None]]) -> str:
    """The first of these details that there is of one thing."""
    return next((found for level in levels if as_read(found := level.get(key) or "")), key)


def _numbered(labels: dict[str, str]) -> dict[str, str]:
    """The labels with a number behind those that read like another one still: even their ids read alike."""
    taken = set(map(as_read, labels.values()))
    for alike in sorted(map(sorted, _alike(labels))):
        for number, key in enumerate(alike[1:], 2):
            while as_read(label := f"{labels[key]} #{number}") in taken:
                number += 1
            taken.add(as_read(label))
            labels[key] = label
    return labels
