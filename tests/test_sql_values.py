"""Values reach SQL as parameters. Only names of tables and columns, and other SQL, are written into a statement.

A statement that is put together in Python must not hold what a person, an address or a file says: that would be run.
"""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from tests.places import ROOT

MODULES = sorted(ROOT.glob("coaching/**/*.py"))
SQL = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|FROM|WHERE|ORDER BY|CREATE|DROP|ATTACH|COPY|LOAD|SET|ALTER)\b"
)
# Written in capitals: constants, types and members of enums. They are part of the program.
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
# What variables are called that hold a part of a statement. Whoever adds one says what it holds.
SQL_IN_VARIABLES = {
    # a table, columns of one, an extension or a setting of DuckDB
    "table", "totals.table", "touched", "known", "merged", "before", "column", "key", "keys", "keyed", "extension",
    "name",
    # a SELECT, a condition, or expressions over columns
    "stored", "changes", "contributed", "condition", "order", "held", "reported", "fatal_results", "judged", "counts",
    "added", "taken", "moved", "summed", "changed", "same", "counted",
    # from a migration: the beginning of a statement, and the literal that is a column's default
    "alter", "default", "literal",
    # literals that _quoted() or _setting() made
    "value", "given",
}  # fmt: skip
# What makes SQL: conditions out of the map of permissions, and an address in quotes where no parameter is taken.
SQL_FROM_FUNCTIONS = {"viewer_may", "allowed_in_sql", "condition", "_agents_reached", "_agents_of", "_quoted"}
# The methods that run a statement.
RUNNING = {"execute", "executemany", "query", "query_at_once", "rows", "first"}


def values_in_sql(source: str, *, any_variable: bool = False) -> list[str]:
    """The expressions that are written into SQL and may be values, with the line of each.

    A variable is never SQL within quotes, nor in a function that is asked by a viewer; elsewhere one of
    SQL_IN_VARIABLES is, or with `any_variable` each. What stands within quotes in a function that runs statements is a
    value, even a constant: it can be a parameter there. A constant of a module may be
    a part of several statements, so that other constants may stand within quotes in it.
    """
    tree = ast.parse(source)
    found = []
    for function, node in _strings(tree):
        takes_viewer = function is not None and "viewer_id" in {
            argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)
        }
        for place, part in enumerate(node.values):
            if not isinstance(part, ast.FormattedValue):
                continue
            quoted = "".join(map(_text, node.values[:place])).count("'") % 2 == 1
            may_be_parameter = quoted and function is not None and _runs_statements(function)
            if quoted or takes_viewer:
                variables: set[str] = set()
            else:
                variables = _variables(part.value) if any_variable else SQL_IN_VARIABLES
            if may_be_parameter or not _is_sql(part.value, variables):
                found.append(f"{part.value.lineno}: {ast.unparse(part.value)}")
    return found


def _strings(
    tree: ast.AST, function: ast.FunctionDef | None = None
) -> Iterator[tuple[ast.FunctionDef | None, ast.JoinedStr]]:
    """The f-strings that hold SQL, each with the function that it stands in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Raise):  # a sentence
            continue
        if isinstance(node, ast.JoinedStr) and any(SQL.search(_text(part)) for part in node.values):
            yield function, node
        yield from _strings(node, node if isinstance(node, ast.FunctionDef) else function)


def _runs_statements(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in RUNNING for node in ast.walk(function))


def _text(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else ""


def _variables(value: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}


def _is_sql(value: ast.expr, variables: Collection[str]) -> bool:
    written = ast.unparse(value)
    if isinstance(value, ast.BinOp):
        return _is_sql(value.left, variables) and _is_sql(value.right, variables)
    if isinstance(value, ast.BoolOp):
        return all(_is_sql(each, variables) for each in value.values)
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Call):
        name = ast.unparse(value.func)
        if name.endswith(".format"):
            into = (value.func.value, *(keyword.value for keyword in value.keywords))  # type: ignore[attr-defined]
            return all(_is_sql(each, variables) for each in into)
        if name in ("', '.join", "' AND '.join"):
            return _is_sql(value.args[0], variables)
        return name.rpartition(".")[2] in SQL_FROM_FUNCTIONS
    return bool(CONSTANT.fullmatch(written.rpartition(".")[2])) or written in variables


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_value_is_written_into_sql(file: Path) -> None:
    # What importers write into SQL are tables that they have made themselves: staged_ and a kind of record.
    assert values_in_sql(file.read_text(), any_variable="importers" in file.parts) == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('f"SELECT {COLUMNS} FROM {table} WHERE {viewer_may(Action.SEE)}"', []),
        ("f\"SELECT 1 WHERE status = '{Status.COMPLETED}'\"", []),
        ('f"SELECT 1 WHERE name = {name_typed}"', ["3: name_typed"]),
        ("f\"SELECT 1 WHERE name = '{table}'\"", ["3: table"]),
        ('f"FROM {table} LIMIT {size + 1}"', ["3: size + 1"]),
        ('f"{COLUMNS} of {whatever} is no statement"', []),
    ],
)
def test_a_value_that_is_written_into_sql_is_found(written: str, expected: list[str]) -> None:
    assert values_in_sql(f"def f(database):\n    return (\n{written})") == expected


def test_where_a_viewer_asks_only_constants_are_written_into_sql() -> None:
    assert values_in_sql('def f(database, viewer_id, table):\n    return f"FROM {table}"') == ["2: table"]


@pytest.mark.parametrize("constant", ["PREFIX", "Status.COMPLETED", "places.PREFIX"])
def test_a_constant_in_quotes_is_found_where_the_statement_is_run(constant: str) -> None:
    written = f"def f(cursor):\n    cursor.execute(f\"SELECT 1 FROM t WHERE name = '{{{constant}}}'\")"
    assert values_in_sql(written) == [f"2: {constant}"]
