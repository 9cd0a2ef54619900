"""Does an import leave the same rows in a DuckLake as in a database file?

The other tests of imports need not run on a lake then: what they say of a file holds there too.
"""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coaching.__main__ import main
from coaching.assignments import assignments, marks
from coaching.importers.mapping.mapping import Mapping, parse
from coaching.importers.run import import_paths
from coaching.intake.request import LOADED
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import conversation, page, write
from tests.importers.fuzzing.samples import CENTRE, SAMPLES
from tests.importers.test_any_order_of_forms import ANSWERED_BY_ID, AREA_OF_SHARED, ONE_ID
from tests.importers.test_any_permutation import all_rows, differences, exports, parts
from tests.places import FIELD_CASES, SHARED_DATA, need

pytestmark = [pytest.mark.storage, pytest.mark.skipif(not databases.ON_LAKE, reason="compares a lake with a file")]


def rows_of_both(
    lake: Database, file: Database, imports: Sequence[tuple[list[Path], Mapping | None]]
) -> dict[str, list[str]]:
    """The rows of all tables, which are the same in both after these imports. Each is the paths to load, and the
    mapping by which they are read."""
    with closing(lake), closing(file):
        for paths, mapping in imports:
            assert import_paths(lake, paths, mapping=mapping) == import_paths(file, paths, mapping=mapping)
        found = all_rows(file)
        assert differences(all_rows(lake), found) == {}
        return found


def empty() -> tuple[Database, Database]:
    """An empty lake and an empty file."""
    return databases.LakeOfATest(databases.EMPTY), databases.FileOfATest(databases.EMPTY)


@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(files=exports(), seed=st.integers(0, 10_000))
def test_files_divided_into_imports(files: dict[str, Any], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows_of_both(*empty(), [(part, None) for part in parts(write(Path(folder), files), seed)])


@pytest.mark.parametrize("files", [ONE_ID, AREA_OF_SHARED, ANSWERED_BY_ID])
def test_forms_that_share_a_metric_or_a_name(tmp_path: Path, files: dict[str, Any]) -> None:
    rows_of_both(*empty(), [([path], None) for path in reversed(write(tmp_path, files))])


def test_every_format(tmp_path: Path) -> None:
    imports: list[tuple[list[Path], Mapping | None]] = [(write(tmp_path, CENTRE), None)]
    for number, sample in enumerate(SAMPLES):
        mapping = None if sample.mapping is None else parse(sample.mapping, "mapping.toml")
        imports.append((write(tmp_path / str(number), {sample.file: sample.text}), mapping))
    assert rows_of_both(*empty(), imports)["turns"]


@pytest.mark.parametrize("folder", [SHARED_DATA, FIELD_CASES], ids=lambda folder: folder.name)
def test_the_data_beside_the_project(folder: Path) -> None:
    need(folder)
    assert rows_of_both(*empty(), [([folder], None), ([folder], None)])["turns"]


def test_what_was_done_here_goes_along_where_two_ids_turn_out_to_be_one_conversation(
    centre_file: str, tmp_path: Path
) -> None:
    ana, copied = "ana@example.com", str(tmp_path / "copy.duckdb")
    first = page(conversation("up-1", Agents=[{"agentId": "a-ana", "Agent Email": ana}]))
    with closing(Database(centre_file)) as lake:
        import_paths(lake, write(tmp_path / "1", {"page.json": first}))
        marks.ask(lake, ana, "up-1", ["Accuracy"], "How should I have said it?")
        assignments.record_opening(lake, ana, "ca-ana", "c-ana-1")
    assert main(["copy", centre_file, copied]) == LOADED
    joining = conversation("c-ana-1", Agents=[{"agentId": "a-ana", "Agent Email": "ana.alves@example.com"}],
                           customConversationId="up-1", evaluatedAt="2026-03-05T10:00:00Z")  # fmt: skip
    paths = write(tmp_path / "2", {"page.json": page(joining)})
    found = rows_of_both(Database(centre_file), Database(copied), [(paths, None)])
    assert not [row for table in ("interactions", "marks") for row in found[table] if "'up-1'" in row]
    assert [table for table in ("openings", "marks") for row in found[table] if "'c-ana-1'" in row]
