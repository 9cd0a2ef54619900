"""docs/data.md says what the migrations make."""

import runpy
from typing import Any

import pytest

from tests.places import ROOT

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "write_data.py"))


def test_the_page_of_tables_is_current(script: dict[str, Any]) -> None:
    assert script["page"]() == (DOCS / "data.md").read_text(), "run .venv/bin/python docs/write_data.py"


def test_a_table_or_column_that_is_left_out_or_is_not_there_is_named(script: dict[str, Any]) -> None:
    columns = {"people": [{"column_name": "name"}], "queues": [{"column_name": "name"}]}
    meanings = {"Who": {"people": {"columns": {"nickname": ""}}, "pets": {}}}
    with pytest.raises(SystemExit, match=r"pets, queues, people\.nickname$"):
        script["_check"](meanings, columns)
