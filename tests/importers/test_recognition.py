"""Which files an import reads, and in which order."""

from pathlib import Path

from coaching.importers.finding import find_files
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests.importers.export import conversation, load, page, rows, write


def test_pages_are_read_in_the_order_of_their_numbers(database: Database, tmp_path: Path) -> None:
    load(
        database,
        tmp_path,
        {f"page-{number}.json": page(conversation(**{"Kore Evaluation Score": number})) for number in (1, 2, 10)},
    )
    assert rows(database, "SELECT kore_evaluation_score FROM interactions") == [(10.0,)]


def test_the_numbers_of_folders_and_files_count_as_numbers(tmp_path: Path) -> None:
    names = ["day-2/page-9.json", "day-2/page-011.json", "day-10/page-1.json", "page.json"]
    write(tmp_path, dict.fromkeys(reversed(names), page(conversation())))
    files = find_files([tmp_path]).files
    assert [Path(file.name).relative_to(tmp_path).as_posix() for file in files] == names


def test_linked_folders_are_read_once_and_without_end(database: Database, tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/page.json": page(conversation("k-1")), "top/page.json": page(conversation("k-2"))})
    (tmp_path / "top" / "a-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "top" / "the-same").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "top")
    report = import_paths(database, [tmp_path / "top"])
    assert (report.refusals, report.loaded) == ([], {"conversation": 2})
    assert rows(database, "SELECT interaction_id FROM interactions ORDER BY ALL") == [("k-1",), ("k-2",)]
