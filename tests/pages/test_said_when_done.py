"""After every command somebody reads that it was done: commands of pages are in wording.DONE, or the page says it."""

import ast
import importlib
from collections.abc import Iterator

import pytest

from coaching.ui.pieces import commands
from coaching.words import wording
from tests.pages.screens import open_page
from tests.places import ROOT

# What says in words of its own what was done, and how many it was about.
SAY_IT_THEMSELVES = {
    "command",  # evaluation_actions._run: a toast with the number
    "self._carry_out",  # coaching_form: the box above the list that names the assignments
    "named_filters.save", "requests.take_back", "together.change", "together.withdraw", "templates.save",
    "templates.remove", "marks.set_aside", "withdrawing.put_back", "withdrawing.withdraw",
    "changing_people.change_people", "erasing.erase_conversation",
}  # fmt: skip


def carried_out() -> Iterator[tuple[str, str]]:
    """Each command that a page carries out, and the file."""
    for file in sorted((ROOT / "coaching" / "ui" / "pages").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "commands.carry_out":
                command = node.args[1]
                both = [command.body, command.orelse] if isinstance(command, ast.IfExp) else [command]
                yield from ((ast.unparse(each), file.name) for each in both)


def test_every_command_of_a_page_says_that_it_was_done() -> None:
    found = dict(carried_out())
    assert len(found) > 20
    assert found.keys() - wording.DONE.keys() == SAY_IT_THEMSELVES
    assert wording.DONE.keys() <= found.keys()


@pytest.mark.parametrize("file", sorted({file for name, file in carried_out() if name in SAY_IT_THEMSELVES}))
def test_what_says_it_itself_does(file: str) -> None:
    pages = ROOT / "coaching" / "ui" / "pages"
    view = file.replace("_actions.py", "_view.py")
    said = "".join((pages / each).read_text() for each in {file, view} if (pages / each).is_file())
    assert "st.toast(" in said or "MADE" in said


@pytest.mark.parametrize("name", wording.DONE)
def test_a_name_is_that_of_a_command(name: str) -> None:
    module, _, function = name.partition(".")
    found = [file.parent.name for file in (ROOT / "coaching").glob(f"*/{module}.py")]
    command = getattr(importlib.import_module(f"coaching.{found[0]}.{module}"), function)
    assert commands.name_of(command) == name


@pytest.mark.usefixtures("centre")
def test_a_page_shows_it() -> None:
    page = open_page("pages/agent/interaction.py", viewer="sam@example.com", interaction="c-ana-1")
    page.button(key="bookmark_c-ana-1_save").click().run()
    assert [toast.value for toast in page.toast] == [wording.DONE["bookmarks.add"]]
