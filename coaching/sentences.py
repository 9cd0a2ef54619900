"""Pieces of sentences that rules and screens share."""

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
