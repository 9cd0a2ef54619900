"""In which of some interactions were words said in a row? Their turns are found by the index on turns, not by reading
all there are.

These check no permission: they look up what a query has found for the viewer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from coaching.quality import interaction_filter
from coaching.quality.interaction_filter import Words
from coaching.storage.database import Database
from coaching.storage.statements import used

# Where the keys have more than 2,048 turns, and more than a thousandth of all, DuckDB reads the whole table.
TRANSCRIPTS_AT_ONCE = 100
# After these that is no slower: what is read of the index fills the memory.
LOOKED_UP = 300
SAYING = """
    WITH t AS MATERIALIZED (SELECT interaction_id, speaker, text FROM turns WHERE interaction_id IN ({keys}))
    SELECT DISTINCT interaction_id FROM t WHERE {says}"""

Asked = Mapping[str, object]


def first_saying(
    database: Database, ids: Sequence[str], words: Words, names: Collection[str], asked: Asked, wanted: int
) -> tuple[list[str], int]:
    """Those of the interactions, in their order, in which each of some words with blanks was said, and how many
    interactions were looked at: no more than it takes to find as many as are `wanted`, but for the rest of
    TRANSCRIPTS_AT_ONCE; those after LOOKED_UP all at once.

    `names`: of the parameters of these words, as interaction_filter.phrases() gives them. `asked`: what they hold.
    """
    found, looked_at = list[str](), 0
    while looked_at < len(ids) and len(found) < wanted:
        part = ids[looked_at : looked_at + TRANSCRIPTS_AT_ONCE] if looked_at < LOOKED_UP else ids[looked_at:]
        found += _saying(database, part, words, names, asked)
        looked_at += len(part)
    return found, looked_at


def _saying(database: Database, ids: Sequence[str], words: Words, names: Iterable[str], asked: Asked) -> list[str]:
    found = list(ids)
    for name in names:
        if found:
            keys = {f"key_{place}": key for place, key in enumerate(found)}
            says = interaction_filter.says("t", name, words)
            sql = SAYING.format(keys=", ".join(f"${key}" for key in keys), says=says)
            said = {row["interaction_id"] for row in database.rows(sql, used(sql, {**asked, **keys}))}
            found = [each for each in found if each in said]
    return found
