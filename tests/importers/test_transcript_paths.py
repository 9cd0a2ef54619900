"""Paths of transcripts as metadata has them: of another machine, of a bucket, encoded, in another case."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.transcript_paths import TranscriptPaths
from coaching.storage.database import Database
from coaching.words import wording
from tests.importers.export import load, refused, rows, transcript, turn

NAMES = st.text("abcXYZ019 -_+é", min_size=1, max_size=8).map(str.strip).filter(bool)
WAYS: dict[str, Callable[[str], str]] = {
    "as it is": lambda path: path,
    "from the root": lambda path: f"/{path}",
    "of another machine": lambda path: f"/mnt/export/{path}",
    "of Windows": lambda path: "C:\\exports\\" + path.replace("/", "\\"),
    "below a dot": lambda path: f"./{path}",
    "of a bucket": lambda path: f"s3://bucket/conversations/{path}",
    "of a bucket on the web": lambda path: f"https://bucket.s3.example.com/{quote(path)}?X-Amz-Date=1&a=b#c",
    "encoded": quote,
    "in capitals": str.upper,
}


@given(NAMES, NAMES, st.sampled_from(list(WAYS)))
def test_a_path_is_found_however_it_is_written(tmp_path: Path, folder: str, name: str, way: str) -> None:
    file = tmp_path / "chats" / folder / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    found = TranscriptPaths().find(str(tmp_path), WAYS[way](f"chats/{folder}/{name}.json"))
    assert found is not None
    assert Path(found).name.casefold() == file.name.casefold()


@given(st.text(max_size=40))
def test_what_is_no_path_is_no_error(written: str) -> None:
    assert TranscriptPaths().find("/nowhere", written) is None


def test_the_file_whose_folders_are_named_counts_over_one_with_the_name_alone(tmp_path: Path) -> None:
    for folder in ("", "monday"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "a.json").touch()
    assert TranscriptPaths().find(str(tmp_path), "s3://bucket/monday/a.json") == str(tmp_path / "monday" / "a.json")
    assert TranscriptPaths().find(str(tmp_path), "s3://bucket/friday/a.json") == str(tmp_path / "a.json")


def test_a_file_that_has_another_case_than_the_id_belongs_to_it(database: Database, tmp_path: Path) -> None:
    row = {"conversationId": "K-1", "agentEmail": "a@e.com", "conversationStartTime": "2026-03-02T09:00:00Z"}
    lines = [row | {"transcriptPath": "CHATS/K-1.JSON"}]
    files = {"metadata.csv": lines, "chats/k-1.json": transcript(turn("USER", "Hi.", 1772442000000))}
    assert load(database, tmp_path, files).is_complete
    assert rows(database, "SELECT interaction_id FROM turns") == [("K-1",)]


def test_an_address_that_leads_nowhere_is_named(database: Database, tmp_path: Path) -> None:
    row = {"conversationId": "k-1", "agentEmail": "a@e.com", "conversationStartTime": "2026-03-02T09:00:00Z"}
    report = load(database, tmp_path, {"metadata.csv": [row | {"transcriptPath": "s3://bucket/other.json"}]})
    said = f'there is no file "s3://bucket/other.json": {wording.TRANSCRIPT_PATH_WANTED}'
    assert refused(report) == [("metadata.csv", "line 2", "transcriptPath", said)]
