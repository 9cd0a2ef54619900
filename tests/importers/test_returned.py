"""What an import refuses comes back as it came: mended it can be imported, and until then it is refused the same."""

import io
import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers import returned
from coaching.importers.containers import RETURNED_BECAUSE
from coaching.importers.report import Report
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests.importers.export import METADATA_HEADER, conversation, load, page, person, rows, transcript, turn, write


def files_in(report: Report) -> dict[str, str]:
    """The files that come back, but for the reasons."""
    packed = report.returned_files()
    if packed is None:
        return {}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name != RETURNED_BECAUSE}


def reasons_in(report: Report) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(report.returned_files() or b"")) as archive:
        return archive.read(RETURNED_BECAUSE).decode().splitlines()


def record(number: int, is_good: bool) -> dict[str, object]:
    return conversation(f"k-{number}", **({} if is_good else {"Conversation Start Time": f"on day {number}"}))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=6), min_size=1, max_size=3))
def test_what_comes_back_is_what_was_refused_in_its_order_and_is_refused_again(pages: list[list[bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        exported = {
            f"page-{place}.json": page(*(record(10 * place + number, good) for number, good in enumerate(one)))
            for place, one in enumerate(pages)
        }
        database = Database(":memory:")
        report = load(database, Path(folder), exported)
        found = [each for content in files_in(report).values() for each in json.loads(content)]
        bad = [record(10 * place + number, good) for place, one in enumerate(pages) for number, good in enumerate(one)]
        assert found == [each for each in bad if "Conversation Start Time" in each and "on day" in str(each)]
        if found:
            (Path(folder) / "again.zip").write_bytes(report.returned_files() or b"")
            again = import_paths(database, [Path(folder) / "again.zip"])
            assert [*files_in(again).values()] == [*files_in(report).values()]
        database.close()


def test_the_reasons_name_the_file_that_comes_back_and_the_place_in_it(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"x/a.json": page(record(1, True), record(2, False), record(3, False))})
    (_, first, second) = reasons_in(report)
    assert first.startswith(f"a.json, 1 < {tmp_path}/x/a.json, record 2, Conversation Start Time: ")
    assert second.startswith(f"a.json, 2 < {tmp_path}/x/a.json, record 3, Conversation Start Time: ")


def test_the_row_of_a_table_comes_back_as_a_table(database: Database, tmp_path: Path) -> None:
    def line(conversation_id: str, started_at: str) -> str:
        said = {"conversationId": conversation_id, "agentEmail": "ana@example.com", "conversationStartTime": started_at}
        return ",".join(said.get(name, "") for name in METADATA_HEADER)

    bad = '"soon, or ""later"""'
    table = [",".join(METADATA_HEADER), line("k-1", "2026-03-01T10:00:00Z"), line("k-2", bad)]
    report = load(database, tmp_path, {"calls.csv": "\n".join(table)})
    mended = files_in(report)["calls.csv"].replace(bad, "2026-03-02T10:00:00Z")
    load(database, tmp_path / "mended", {"calls.csv": mended})
    assert rows(database, "SELECT conversation_id FROM interaction_records ORDER BY 1") == [("k-1",), ("k-2",)]


def test_a_file_that_cannot_be_read_comes_back_whole(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"a.json": "[{broken", "b.json": page(record(1, False))})
    assert files_in(report)["a.json"] == "[{broken"
    assert json.loads(files_in(report)["b.json"]) == [record(1, False)]


def test_a_list_of_people_comes_back_whole_so_that_nobody_is_taken_off_by_it(
    database: Database, tmp_path: Path
) -> None:
    people = [person("ana@example.com", "Ana"), person("ben@example.com", "Ben", permissions=["no such"])]
    report = load(database, tmp_path, {"people.json": people})
    assert json.loads(files_in(report)["people.json"]) == people


def test_what_waits_does_not_come_back(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"k-none.json": transcript(turn("USER", "Hello", 1772442000000))})
    assert report.set_aside
    assert report.returned_files() is None


def test_a_file_in_an_archive_comes_back(database: Database, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("in/a.json", "[{broken")
    report = import_paths(database, [tmp_path / "all.zip"])
    assert files_in(report) == {"a.json": "[{broken"}


def test_no_more_is_kept_than_fits(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned, "MOST_BYTES", 2_000)
    write(tmp_path, {"a.json": page(*(record(number, False) for number in range(100)))})
    report = import_paths(database, [tmp_path])
    assert files_in(report) == {}
    assert reasons_in(report)[1].startswith(returned.NOT_RETURNED.partition("{")[0])
    assert len(reasons_in(report)) == 102
