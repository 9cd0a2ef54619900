"""Which tables a statement writes to, so that every test checks what transactions say of themselves."""

import re
from pathlib import Path
from typing import Any

import pytest

from coaching.storage import database
from coaching.storage.query_cache import EVERY_TABLE
from coaching.storage.schema import COPYING, MIGRATIONS
from coaching.storage.transaction_cursor import TransactionCursor

TABLES = {
    *re.findall(r"CREATE TABLE (\w+)", "".join(path.read_text() for path in Path(MIGRATIONS).glob("*.sql"))),
    COPYING,
}
CHANGES = re.compile(r"\b(insert|update|delete|merge|create|alter|drop|truncate|copy|call|import|attach)\b")
WRITES = re.compile(
    r"""\b(?:insert\s+(?:or\s+\w+\s+)?into|merge\s+into|delete\s+from|truncate(?:\s+table)?|(?<!do\s)update(?!\s+set\b)
    |(?:create|alter|drop)(?:\s+or\s+replace)?(?:\s+temp|\s+temporary)?\s+(?:table|view|index)
     (?:\s+if\s+(?:not\s+)?exists)?)
    \s+(?:main\.)?"?(\w+)""",
    re.VERBOSE,
)


def written_by(sql: str) -> set[str]:
    """The tables that one statement, or several, may write to; temporary ones, which only their transaction sees, are
    not among them. Raises ValueError for a statement that changes something, nobody knows what."""
    plain = re.sub(r"'(?:[^']|'')*'|--[^\n]*", "''", sql).lower()
    written = set(WRITES.findall(plain))
    if CHANGES.search(plain) and not written:
        raise ValueError(f"Which table does this write to? {sql}")
    return written & TABLES


def check(cursor: TransactionCursor, sql: str) -> None:
    """Raises AssertionError where a statement writes to a table that its transaction has not named."""
    if EVERY_TABLE not in cursor.writes:
        unnamed = written_by(sql) - cursor.writes
        assert not unnamed, f"This transaction writes to {', '.join(sorted(unnamed))} without saying so:\n{sql}"


def check_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on checks every statement that a transaction runs."""

    class Checking(TransactionCursor):
        def execute(self, sql: str, parameters: object = None) -> TransactionCursor:
            check(self, sql)
            return super().execute(sql, parameters)

        def executemany(self, sql: str, parameters: object = None) -> TransactionCursor:
            check(self, sql)
            return super().executemany(sql, parameters)

    monkeypatch.setattr(database, "TransactionCursor", Checking)


def calls_without_tables(source: str) -> list[int]:
    """The lines of calls of transaction() and append() of a Database that do not name the tables they write to."""
    import ast

    def is_call(node: Any) -> bool:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            return False
        return node.func.attr == "transaction" or (node.func.attr == "append" and "database" in ast.unparse(node.func))

    calls = [node for node in ast.walk(ast.parse(source)) if is_call(node)]
    return [call.lineno for call in calls if "writes" not in [keyword.arg for keyword in call.keywords]]  # type: ignore[attr-defined]
