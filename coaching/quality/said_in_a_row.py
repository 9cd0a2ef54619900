"""In which of some interactions were words said in a row? Their turns are found by the index on turns, not by reading
all there are.

These check no permission: they look up what a query has found for the viewer.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from coaching.quality import interaction_filter
from coaching.quality.interaction_filter import Words
from coaching.storage.database import Database

LOOKED_UP_AT_ONCE = 2_000  # of 2,049 keys or more DuckDB reads the whole table
SAYING = """
    WITH t AS MATERIALIZED (SELECT interaction_id, speaker, text FROM turns WHERE interaction_id IN ({keys}))
    SELECT DISTINCT interaction_id FROM t WHERE {says}"""

Asked = Mapping[str, object]


def saying(database: Database, ids: Sequence[str], words: Words, names: Iterable[str], asked: Asked) -> list[str]:
    """Those of up to LOOKED_UP_AT_ONCE interactions, in their order, in which each of some words with blanks was said.

    `names`: those of their parameters, as interaction_filter.phrases() gives them. `asked`: what the parameters hold.
    """
    found = list(ids)
    for name in names:
        if found:
            keys = {f"key_{place}": key for place, key in enumerate(found)}
            sql = SAYING.format(
                keys=", ".join(f"${name}" for name in keys), says=interaction_filter.says("t", name, words)
            )
            said = {row["interaction_id"] for row in database.rows(sql, used(sql, {**asked, **keys}))}
            found = [each for each in found if each in said]
    return found


def first_saying(
    database: Database, ids: Sequence[str], words: Words, asked: Asked, wanted: int
) -> tuple[list[str], int]:
    """Those of the interactions, in their order, in which all words with blanks were said, and how many interactions
    were looked at: no more than it takes to find as many as are `wanted`, but for the rest of LOOKED_UP_AT_ONCE."""
    names, found, looked_at = interaction_filter.phrases(words), list[str](), 0
    while looked_at < len(ids) and len(found) < wanted:
        part = ids[looked_at : looked_at + LOOKED_UP_AT_ONCE]
        found += saying(database, part, words, names, asked)
        looked_at += len(part)
    return found, looked_at


def used(sql: str, asked: Asked) -> dict[str, object]:
    """Those parameters that a statement has: it takes no others."""
    return {name: asked[name] for name in _PARAMETER.findall(sql)}


_PARAMETER = re.compile(r"\$(\w+)")
