"""Writes docs/data.md: what each table holds, who writes it, its columns with their types, its keys and indexes.

    .venv/bin/python docs/write_data.py

Columns, types, keys and indexes are those of a database that the migrations have just made. What tables and columns
mean stands in docs/data.toml: the comments in the migrations are frozen with them and cannot be mended.
"""

import sys
import tomllib
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from coaching.storage.database import Database  # noqa: E402

MEANINGS = DOCS / "data.toml"
PAGE = DOCS / "data.md"
START = """# Tables and columns

Made from `coaching/storage/migrations/` and `docs/data.toml` by `docs/write_data.py`; do not edit this page by hand.

Instants are naive UTC, days are dates. A name ending in `_id` is a key; identifiers come from the source and stay text.
Tables that are called append-only are never changed: what is a state is computed from them. Where an import finds out
that two people are one, it rewrites their id in every table. A DuckLake has the same tables without keys and indexes.
"""

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable
    FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index"""

KEYS = """
    SELECT table_name, constraint_column_names AS columns
    FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"""

INDEXES = "SELECT table_name, expressions FROM duckdb_indexes() ORDER BY index_name"


def page() -> str:
    """The whole page. Raises SystemExit where docs/data.toml leaves a table out or describes what is not there."""
    meanings = tomllib.loads(MEANINGS.read_text())
    with closing(Database(":memory:")) as database:
        columns: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in database.rows(COLUMNS):
            columns[row["table_name"]].append(row)
        keys = {row["table_name"]: row["columns"] for row in database.rows(KEYS)}
        indexes = defaultdict(list)
        for row in database.rows(INDEXES):
            indexes[row["table_name"]].append(str(row["expressions"]).strip("[]"))
    _check(meanings, columns)
    parts = [START]
    for part, tables in meanings.items():
        parts.append(f"\n## {part}\n")
        parts += [_table(name, said, columns[name], keys.get(name, []), indexes[name]) for name, said in tables.items()]
    return "".join(parts)


def _table(name: str, said: dict[str, Any], columns: list[dict[str, Any]], keys: list[str], indexes: list[str]) -> str:
    meanings = said.get("columns", {})
    rows = "".join(
        f"| `{column['column_name']}` | {column['data_type']}{_marks(column, keys)} "
        f"| {meanings.get(column['column_name'], '')} |\n"
        for column in columns
    )
    indexed = f"Indexes: {', '.join(f'`{each}`' for each in indexes)}.\n" if indexes else ""
    return (
        f"\n### {name}\n\n{said['holds']} Written by: {said['writers']}.\n{indexed}\n"
        f"| column | type | meaning |\n|---|---|---|\n{rows}"
    )


def _marks(column: dict[str, Any], keys: list[str]) -> str:
    if column["column_name"] in keys:
        return ", key"
    return ", may be NULL" if column["is_nullable"] else ""


def _check(meanings: dict[str, Any], columns: dict[str, list[dict[str, Any]]]) -> None:
    described = {name: said for tables in meanings.values() for name, said in tables.items()}
    wrong = sorted(columns.keys() ^ described.keys())
    for name, said in described.items():
        known = {column["column_name"] for column in columns.get(name, [])}
        wrong += [f"{name}.{column}" for column in said.get("columns", {}) if column not in known]
    if wrong:
        raise SystemExit(f"docs/data.toml leaves out, or describes without there being one: {', '.join(wrong)}")


if __name__ == "__main__":
    PAGE.write_text(page())
