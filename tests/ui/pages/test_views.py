"""A page asks its queries and hands what comes back to its view: a view asks nothing and runs no command."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from tests.places import ROOT

VIEWS = sorted((ROOT / "coaching/ui/pages").glob("*_view.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
LONGEST_PAGE = 150
RUN_COMMANDS = {"carry_out", "written"}


def asking_methods() -> set[str]:
    """The names of the methods in coaching/ui that ask the database or run a command, such as CoachingForm.fitting."""
    return {
        method.name
        for file in (ROOT / "coaching/ui").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef)
        and {"database", "carry_out", "written"} & {_last_name(call) for call in _calls(method)}
    }


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _last_name(call: ast.Call) -> str:
    """What is called, without the module or object that it is of."""
    return ast.unparse(call.func).rpartition(".")[2]


ASKING_METHODS = asking_methods()


def asked_by(source: str) -> list[str]:
    """What in this source asks the database or runs a command: names and where they are used."""
    tree = ast.parse(source)
    imported = dict(_imported(tree))
    found = [
        f"{node.name}({argument.arg})"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for argument in (*node.args.args, *node.args.kwonlyargs)
        if argument.arg == "database"
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in imported:
            found += [node.id] * _asks(imported[node.id])
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported:
            found += [f"{node.value.id}.{node.attr}"] * _asks(getattr(imported[node.value.id], node.attr, None))
    methods = [call.func for call in _calls(tree) if isinstance(call.func, ast.Attribute)]
    found += [ast.unparse(method) for method in methods if method.attr in ASKING_METHODS]
    return sorted(set(found))


def _imported(tree: ast.Module) -> list[tuple[str, object]]:
    """The names that a module imports from ours, and what they are."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("coaching"):
            module = importlib.import_module(str(node.module))
            for each in node.names:
                known = getattr(module, each.name, None) or importlib.import_module(f"{node.module}.{each.name}")
                found.append((each.asname or each.name, known))
    return found


def _asks(known: object) -> bool:
    if not inspect.isfunction(known):
        return False
    runs_command = known.__name__ in RUN_COMMANDS and known.__module__.startswith("coaching.ui")
    is_database = known.__module__ == "coaching.ui.shell.session" and known.__name__ == "database"
    return runs_command or is_database or "database" in inspect.signature(known).parameters


@pytest.mark.parametrize("file", VIEWS, ids=lambda file: file.stem)
def test_a_view_asks_nothing_and_runs_no_command(file: Path) -> None:
    assert asked_by(file.read_text()) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from coaching.ui.shell.session import database\ndef f():\n    database()", ["database"]),
        ("from coaching.ui.shell import session\ndef f():\n    session.database()", ["session.database"]),
        ("from coaching.quality import interactions\nf = interactions.turns", ["interactions.turns"]),
        ("from coaching.quality.interactions import turns as t\nf = t", ["t"]),
        ("from coaching.ui.pieces import commands\nf = commands.carry_out", ["commands.carry_out"]),
        ("from coaching.ui.shell import failures\nf = failures.written", ["failures.written"]),
        ("def f(form):\n    form.fitting()", ["form.fitting"]),
        ("def f(form):\n    button(on_click=form.discard)", []),
        ("def rows(database):\n    pass", ["rows(database)"]),
        ("from coaching.quality import interactions\nf = interactions.long_pauses", []),
        ("from coaching.ui.pieces import commands\nf = commands.complaints", []),
    ],
)
def test_what_asks_is_found(source: str, expected: list[str]) -> None:
    assert asked_by(source) == expected


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_is_short_and_has_neither_sql_nor_arithmetic(file: Path) -> None:
    source = file.read_text()
    assert len(source.splitlines()) < LONGEST_PAGE
    assert not [word for word in ("SELECT ", "INSERT ", "UPDATE ", "DELETE ") if word in source]
    calculated = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.BinOp)]
    assert [ast.unparse(node) for node in calculated if not isinstance(node.op, ast.BitOr)] == []


def test_every_page_and_view_was_looked_at() -> None:
    assert len(PAGES) >= 15
    assert len(VIEWS) >= 15
