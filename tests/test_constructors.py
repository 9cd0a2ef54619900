"""Whoever makes something of more than three parts names each of them."""

import ast
from collections.abc import Iterator

from tests.places import ROOT

MOST_IN_ORDER = 3


def dataclasses() -> Iterator[tuple[str, int, bool]]:
    """Every dataclass of coaching/: where it is, how many fields it has, and whether they have to be named."""
    for file in sorted((ROOT / "coaching").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                fields = sum(isinstance(statement, ast.AnnAssign) for statement in node.body)
                for decorator in map(ast.unparse, node.decorator_list):
                    if decorator.partition("(")[0].endswith("dataclass"):
                        yield f"{file.relative_to(ROOT)}: {node.name}", fields, "kw_only=True" in decorator


def test_a_dataclass_of_more_than_three_fields_takes_them_by_name_only() -> None:
    found = list(dataclasses())
    assert len(found) > 110
    assert not [where for where, fields, named in found if fields > MOST_IN_ORDER and not named]
