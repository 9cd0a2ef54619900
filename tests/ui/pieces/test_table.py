from types import SimpleNamespace
from typing import Any

import pytest

from coaching.ui import styles
from coaching.ui.pieces import table


def test_tags_beyond_the_first_two_are_counted() -> None:
    assert table.tags(["a", "b"]) == {"kind": "tags", "shown": ["a", "b"], "rest": []}
    assert table.tags(["a", "b", "c", "d"]) == {
        "kind": "tags", "shown": ["a", "b"], "rest": ["c", "d"], "label": "+2: c, d",
    }  # fmt: skip
    assert table.tags([]) == {"kind": "tags", "shown": [], "rest": []}


def test_the_script_has_a_function_for_every_kind_of_cell_and_sets_text_only() -> None:
    shared, script = ((styles.ASSETS / name).read_text() for name in ("cells.js", "table.js"))
    for cell in (table.text("a"), table.tags(["a"]), table.progress(1, 2)):
        assert f"  {cell['kind']}: (value) =>" in shared
    assert f"cells.{table.lines([])['kind']} = (value) =>" in script
    assert table.opens("a")["kind"] == "opens"
    assert table.tick("a")["kind"] == "tick"
    assert 'value.kind === "opens"' in script
    assert 'value.kind === "tick"' in script
    for file in styles.ASSETS.glob("*.js"):
        assert "innerHTML" not in file.read_text()
        assert "insertAdjacentHTML" not in file.read_text()


def test_ticks_bring_their_page_of_a_selection_up_to_date() -> None:
    ticks = table.Ticks(shown=("a", "b", "c"), ticked=("b", "c"))
    assert ticks.applied_to([]) == ["b", "c"]
    assert ticks.applied_to(["a", "z"]) == ["z", "b", "c"]  # z is on another page, a was unticked
    assert ticks.applied_to(["c", "z", "b"]) == ["z", "b", "c"]
    assert table.Ticks(("a",), ()).applied_to(["a"]) == []


def test_an_older_tick_that_comes_late_undoes_no_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(table, "st", SimpleNamespace(session_state=kept))

    def told(number: int, *ticked: str) -> table.Ticks | None:
        kept["list"] = {"ticked": {"number": number, "shown": ["a", "b"], "ticked": list(ticked)}}
        return table.just_ticked("list")

    assert table.just_ticked("list") is None
    assert told(2, "a", "b") == table.Ticks(("a", "b"), ("a", "b"))
    assert told(1, "a") is None
    assert told(3) == table.Ticks(("a", "b"), ())
