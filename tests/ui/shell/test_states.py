"""Pages that have nothing to show, and pages that refuse, look alike: all are drawn by one module."""

import ast
from collections.abc import Iterator

import pytest

from tests.places import ROOT

FILES = [*sorted((ROOT / "coaching" / "ui").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py"))]
STATES = "coaching/ui/shell/states.py"


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Each call of `st.name` in a page or what draws it, and in which file."""
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                yield file.relative_to(ROOT).as_posix(), node


def test_an_empty_state_is_drawn_by_the_one_module() -> None:
    assert {file for file, _ in calls("st.info")} == {STATES}


def test_every_empty_state_names_a_sentence_and_a_way_on() -> None:
    found = list(calls("states.nothing"))
    assert len(found) > 35
    assert [(file, ast.unparse(call)) for file, call in found if len(call.args) < 2] == []


def test_an_empty_state_leads_nowhere_only_where_nothing_can_be_done() -> None:
    found = [(file, call) for file, call in calls("states.nothing") if ast.unparse(call.args[1]) == "states.stay"]
    assert {file for file, _ in found} == {"coaching/ui/pages/templates_view.py"}  # it says why
    beside = {file for file, call in calls("states.nothing") if "states.beside" in ast.unparse(call.args[1])}
    assert beside == {"coaching/ui/pages/interaction_view.py", "coaching/ui/pages/backups_view.py"}
    below = {file for file, call in calls("states.nothing") if ast.unparse(call.args[1]) == "states.below"}
    assert below == {"coaching/ui/pages/coaching_form_view.py", "coaching/ui/pages/audit_form_view.py"}


@pytest.mark.parametrize("name", ["access.refuse", "refuse"])
def test_a_refusal_of_a_page_without_a_title_has_a_heading(name: str) -> None:
    titled = {"coaching/ui/pieces/agent_picker.py", "coaching/ui/pages/evaluation_view.py",
              "coaching/ui/pages/comparison_view.py", "pages/agent/compare.py"}  # fmt: skip
    without = {file for file, call in calls(name) if len(call.args) > 1 and ast.unparse(call.args[1]) == "None"}
    assert without <= titled
