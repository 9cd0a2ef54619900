"""Pieces of sentences that rules and screens share."""

import re
from collections.abc import Iterable, Sequence

from coaching.words import wording
from coaching.words.formatting import numeral
from coaching.words.reader import reader

# Before which words "and" and "or" are others, by language: "padres e hijos", but "agua y hielo"; "uno u otro".
AND_CHANGES = {"es": re.compile(r"h?[ií](?![aeou])", re.IGNORECASE)}
OR_CHANGES = {"es": re.compile(r"h?[oó]|8|11\b", re.IGNORECASE)}
# What a name may hold that would make two of it in a list.
DIVIDES = re.compile(r'[,;"\r\n]|^\s|\s$|^$')


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    changes = AND_CHANGES.get(reader().language)
    return _listed(words, wording.AND_BEFORE_THE_SAME if _begins(words, changes) else wording.AND)


def listed_or(words: Sequence[str]) -> str:
    """a, b or c."""
    changes = OR_CHANGES.get(reader().language)
    return _listed(words, wording.OR_BEFORE_THE_SAME if _begins(words, changes) else wording.OR)


def _begins(words: Sequence[str], changes: re.Pattern[str] | None) -> bool:
    return changes is not None and bool(words) and changes.match(words[-1].lstrip("“\"«'")) is not None


def _listed(words: Sequence[str], joined: str) -> str:
    others, last = wording.COMMA.join(words[:-1]), words[-1] if words else ""
    return joined.format(others=others, last=last) if others and last else others or last


def listed_names(words: Iterable[str]) -> str:
    """Names with commas between them, each still one to a reader and to a spreadsheet.

    A name that a comma, a semicolon, a line's end or a blank at an end would make two of, or none, stands in quotation
    marks, and those of its own are doubled, as in CSV: Accuracy, "Tone, voice", Etiquette.
    """
    return ", ".join('"' + word.replace('"', '""') + '"' if DIVIDES.search(word) else word for word in words)


def too_long(words: str, most: int) -> str:
    """What to say of words with more than `most` characters; nothing of others."""
    return wording.TOO_LONG.format(most=numeral(most), length=numeral(len(words))) if len(words) > most else ""
