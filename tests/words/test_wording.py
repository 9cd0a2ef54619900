import ast
from collections import Counter
from itertools import permutations
from pathlib import Path

from coaching.words import wording


def test_what_stands_beside_each_other_is_told_apart_at_the_first_look() -> None:
    of_the_menu = (
        wording.TO_DO, wording.TEAM, wording.AGENT_PAGE, wording.COACHING_ASSIGNMENTS, wording.EVALUATION,
        wording.MARKED_FOR_COACHING, wording.PLANNER, wording.ASSIGNMENTS_OF_AGENT, wording.COACHING_MONITOR,
        wording.EFFECT, wording.COVERAGE, wording.REPORT, wording.DASHBOARD_OF_AGENT, wording.TEMPLATES,
        wording.PEOPLE, wording.IMPORTS, wording.BACKUPS, wording.SETTINGS, wording.CHANGE_LOG,
    )  # fmt: skip
    for words in (of_the_menu, wording.TABS.values(), wording.STANDINGS.values(), wording.OUTCOMES.values()):
        for one, other in permutations(words, 2):
            assert not one.startswith(other), f"{other} is the beginning of {one}"


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
