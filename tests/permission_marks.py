"""Which test says who may ask a query or run a command: a mark on the test, found without running it."""

import ast
import importlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.places import ROOT

MARK = "permission_of"


def permission_of(*functions: Callable[..., Any]) -> pytest.MarkDecorator:
    """Marks the test that tries these queries and commands for people who may not ask or run them."""
    return getattr(pytest.mark, MARK).with_args(*functions)  # type: ignore[no-any-return]


def marked_functions() -> dict[Callable[..., Any], str]:
    """Every function that a test is marked with, and the name of one such test. Raises where there is no such
    function."""
    found = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        module = ast.parse(file.read_text())
        names = _imported(module)
        for test in module.body:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                for argument in _arguments_of_mark(test):
                    found[function_meant(argument, names, file.name)] = test.name
    return found


def _imported(module: ast.Module) -> dict[str, str]:
    """What the names in a module stand for: marks -> coaching.assignments.marks."""
    return {
        alias.asname or alias.name: f"{statement.module}.{alias.name}"
        for statement in module.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }


def _arguments_of_mark(test: ast.FunctionDef) -> list[str]:
    return [
        ast.unparse(argument)
        for decorator in test.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == MARK
        for argument in decorator.args
    ]


def function_meant(argument: str, names: dict[str, str], file: str) -> Callable[..., Any]:
    """The function that an argument of the mark means: "marks.ask" in a module that imports coaching's marks.

    `names`: what the names in that module stand for; `file`: where it is. Raises LookupError where there is none.
    """
    first, _, rest = argument.partition(".")
    module, _, name = f"{names[first]}.{rest}".rstrip(".").rpartition(".")
    function = getattr(importlib.import_module(module), name, None)
    if not callable(function):
        raise LookupError(f"{file}: there is no function {argument}")
    return function  # type: ignore[no-any-return]
