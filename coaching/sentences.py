"""Pieces of sentences that rules and screens share."""

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def too_long(words: str, most: int) -> str:
    """What to say of words with more than `most` characters; nothing of others."""
    return f"Use at most {most:,} characters: these are {len(words):,}." if len(words) > most else ""
