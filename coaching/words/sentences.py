"""Pieces of sentences that rules and screens share."""

import re
from collections.abc import Iterable, Sequence

from coaching.words import wording

# What a name may hold that would make two of it in a list.
DIVIDES = re.compile(r'[,;"\r\n]|^\s|\s$|^$')


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    others, last = wording.COMMA.join(words[:-1]), words[-1] if words else ""
    return wording.AND.format(others=others, last=last) if others and last else others or last


def listed_or(words: Sequence[str]) -> str:
    """a, b or c."""
    others, last = wording.COMMA.join(words[:-1]), words[-1] if words else ""
    return wording.OR.format(others=others, last=last) if others and last else others or last


def listed_names(words: Iterable[str]) -> str:
    """Names with commas between them, each still one to a reader and to a spreadsheet.

    A name that a comma, a semicolon, a line's end or a blank at an end would make two of, or none, stands in quotation
    marks, and those of its own are doubled, as in CSV: Accuracy, "Tone, voice", Etiquette.
    """
    return ", ".join('"' + word.replace('"', '""') + '"' if DIVIDES.search(word) else word for word in words)


def too_long(words: str, most: int) -> str:
    """What to say of words with more than `most` characters; nothing of others."""
    return wording.TOO_LONG.format(most=most, length=len(words)) if len(words) > most else ""
