"""How is each coaching area of one file spelled? Pure: the processes that read files load this without DuckDB."""

from collections.abc import Iterable

from coaching.words.name_key import name_key

OTHER = "Other"  # the area of metrics that no form puts in one


def spellings(areas: Iterable[str]) -> dict[str, str]:
    """How to spell each of these areas: of those with one key the last one counts."""
    named = list(areas)
    last = {name_key(area): area for area in named} | {name_key(OTHER): OTHER}
    return {area: last[name_key(area)] for area in named}
