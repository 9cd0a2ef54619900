"""Docstrings and comments name modules and functions of the project: those must exist."""

import ast
import importlib
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.places import ROOT

MODULES = sorted([*ROOT.glob("coaching/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "app.py"])
# In prose: drafts.get(), scoring.FAILED.
NAME = re.compile(r"(?<![\w./`\"'-])([a-z]\w+)\.([A-Za-z_]\w+(?=\(\))|[A-Z]\w+)")
FILE = re.compile(r"(?<![\w./-])([a-z]\w+\.py)\b")


@cache
def module_names() -> dict[str, str]:
    """The dotted name of each module of coaching/ by its last part, of those that no other module shares."""
    dotted: dict[str, list[str]] = {}
    for file in ROOT.glob("coaching/**/*.py"):
        if file.stem not in ("__init__", "__main__"):
            dotted.setdefault(file.stem, []).append(".".join(file.relative_to(ROOT).with_suffix("").parts))
    return {name: found[0] for name, found in dotted.items() if len(found) == 1}


@cache
def file_names() -> set[str]:
    """What the files of the project's Python are called."""
    return {file.name for file in ROOT.rglob("*.py") if ".venv" not in file.parts}


def prose(source: str) -> Iterator[tuple[int, str]]:
    """The docstrings and comments of a module, with the line that each begins in."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def unknown(source: str) -> list[str]:
    """The names and files in the prose of this source that do not exist."""
    names, files, found = module_names(), file_names(), []
    for line, text in prose(source):
        found += [f"{line}: {file}" for file in FILE.findall(text) if file not in files]
        for module, name in NAME.findall(text):
            if module in names and not hasattr(importlib.import_module(names[module]), name):
                found.append(f"{line}: {module}.{name}")
    return found


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_the_prose_names_exists(file: Path) -> None:
    assert unknown(file.read_text()) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"""See drafts.get() and scoring.FAILED."""', []),
        ('"""See drafts.gotten()."""', ["1: drafts.gotten"]),
        ("x = 1  # as in no_such_module.py", ["1: no_such_module.py"]),
        ("x = 1  # as in status.py, e.g. st.cache_data", []),
    ],
)
def test_what_does_not_exist_is_found(source: str, expected: list[str]) -> None:
    assert unknown(source) == expected
