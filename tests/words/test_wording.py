import ast
from collections import Counter
from pathlib import Path

from coaching.words import wording


def test_every_label_is_written_once() -> None:
    statements = ast.parse(Path(wording.__file__).read_text()).body
    names = Counter(
        target.id
        for statement in statements
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    )
    assert [name for name, count in names.items() if count > 1] == []
