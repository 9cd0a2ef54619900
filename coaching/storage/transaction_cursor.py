"""What may a command do with the cursor of its transaction?"""

from collections.abc import Mapping
from typing import Any

import duckdb


class TransactionCursor:
    """A cursor of DuckDB inside a transaction that has said which tables it `writes` to.

    It lacks the methods that would end the transaction (commit, rollback) or write without a statement (append). All
    others are those of DuckDB's cursor.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, writes: frozenset[str]) -> None:
        self._cursor = cursor
        self.writes = writes

    def execute(self, sql: str, parameters: object = None) -> "TransactionCursor":
        """Runs one statement, as DuckDB has it."""
        self._cursor.execute(sql, storable(parameters))
        return self

    def executemany(self, sql: str, parameters: object = None) -> "TransactionCursor":
        """Runs one statement for each of several sets of parameters, as DuckDB has it."""
        self._cursor.executemany(sql, storable(parameters))
        return self

    def __getattr__(self, name: str) -> Any:  # noqa: D105
        if name in ("sql", "query", "append", "begin", "commit", "rollback"):
            raise AttributeError(f"{name}: inside a transaction, use execute")
        return getattr(self._cursor, name)


def storable(value: Any) -> Any:
    """Parameters with U+FFFD for each NUL character, at which PostgreSQL (the catalogue of a lake) ends a text."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, Mapping):
        return {name: storable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    return value
