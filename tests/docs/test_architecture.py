"""The documents say what the code is today."""

import re

from docs import draw_rooms
from tests.places import ROOT

PAGE = ROOT / "docs" / "architecture.md"


def test_the_drawing_of_the_rooms_is_that_of_todays_imports() -> None:
    assert PAGE.read_text() == draw_rooms.page_with_drawing(), "run .venv/bin/python -m docs.draw_rooms"
    assert "people --> storage" in draw_rooms.drawing()


def test_arrows_that_follow_from_others_are_left_out() -> None:
    pairs = {("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")}
    assert draw_rooms.without_detours(pairs) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_every_file_that_it_names_is_there() -> None:
    text = PAGE.read_text()
    assert len(re.findall(r"`[a-z_/]+\.py`", text)) > 25
    for row in re.findall(r"^\| `([a-z/]+)` \|.*\| ([^|]*) \|$", text, flags=re.M):
        room, begin = row
        for name in re.findall(r"`(\w+\.py)`", begin):
            assert (ROOT / "coaching" / room / name).exists(), f"{room}/{name}"
    for path in re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", text):
        assert (ROOT / path).exists() or (ROOT / "coaching" / path).exists(), path


def test_every_file_that_contributing_names_is_there() -> None:
    text = (ROOT / "docs" / "contributing.md").read_text()
    paths = set(re.findall(r"`((?:\w+/)*[\w.]+\.(?:py|md|toml|yaml|json|example))`", text))
    assert len(paths) > 60
    missing = {path for path in paths if not re.search("NNNN|NAME|ROLE", path) and not (ROOT / path).exists()}
    assert missing <= {"assignments.json", "people.json"} | {p for p in missing if (ROOT / "docs" / p).exists()}
