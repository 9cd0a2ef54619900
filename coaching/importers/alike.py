"""Which ids of an import are so alike that they may be meant for one thing? Nobody knows, so a summary names them."""

import re
from collections import defaultdict
from collections.abc import Collection

import duckdb

from coaching.importers.staging import TEXT, staged
from coaching.words.name_key import name_key

Pair = tuple[str, str]

# A spreadsheet keeps 15 digits of a number and writes zeros for the others.
_LONG = re.compile(r"\d{15}(\d+)", re.ASCII)
_FEWEST_ZEROS = 3  # together: of 1,000 imports with such ids one has as many zeros, and no other digit, by chance


def conversations(cursor: duckdb.DuckDBPyConnection, ids: Collection[str]) -> list[Pair]:
    """Conversations whose ids differ by capitals only, of which one is among `ids`."""
    with staged(cursor, "asked_ids", {"id": TEXT}, [(each,) for each in ids]):
        return cursor.execute("""
            SELECT min(interaction_id), max(interaction_id)
            FROM interactions WHERE lower(interaction_id) IN (SELECT lower(id) FROM asked_ids)
            GROUP BY lower(interaction_id) HAVING count(*) > 1 ORDER BY ALL""").fetchall()


def rounded(ids: Collection[str]) -> list[str]:
    """The ids of more than 15 digits, where all of them have only zeros behind these: whatever the digits were that a
    spreadsheet has lost, several ids may be one now."""
    ends = {each: found[1] for each in ids if (found := _LONG.fullmatch(each))}
    zeros = "".join(ends.values())
    return sorted(ends) if len(zeros) >= _FEWEST_ZEROS and not zeros.strip("0") else []


def agents(cursor: duckdb.DuckDBPyConnection, ids: Collection[str]) -> list[Pair]:
    """The ids of two people that differ by capitals only, of which one is among `ids`."""
    rows = cursor.execute("""
        SELECT min(source_id), max(source_id)
        FROM (SELECT person_id, unnest(CASE WHEN is_address THEN source_ids ELSE [identity] END) AS source_id
              FROM identities)
        GROUP BY lower(source_id) HAVING count(DISTINCT person_id) > 1 ORDER BY ALL""").fetchall()
    return [pair for pair in rows if not set(pair).isdisjoint(ids)]


def queues(cursor: duckdb.DuckDBPyConnection, ids: Collection[str]) -> list[Pair]:
    """Queues of one name, one of which is known by its name alone: the name, and the id of the other."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for queue_id, name in cursor.execute("SELECT queue_id, name FROM queues ORDER BY ALL").fetchall():
        found[name_key(name)][queue_id] = name
    return [
        (names[key], next(each for each in names if each != key))
        for key, names in found.items()
        if key in names and len(names) > 1 and not names.keys().isdisjoint(ids)
    ]
