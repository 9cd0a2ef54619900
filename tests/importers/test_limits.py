"""No file fills the memory, takes for ever or hides the others: what is too much is refused, and the rest is loaded."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers import broken_json, limits, transcript_pool
from coaching.importers.finding import find_files
from coaching.importers.format import SourceFile
from coaching.importers.formats import express_transcript
from coaching.importers.refused_records import Refusal
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import (
    FORM,
    assignment,
    conversation,
    load,
    metric,
    page,
    person,
    read_json,
    read_rows,
    refused,
    rows,
    transcript,
    turn,
)
from tests.places import ROOT

START = 1772442000000
GOOD = json.dumps(conversation("k-good"))


def imports(path: Path, database: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own, so that one that waits for ever fails."""
    command = [sys.executable, "-m", "coaching", "import", str(path), "--database", str(database)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)


@databases.about_files
def test_only_regular_files_are_read_and_the_others_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "elsewhere").mkdir(parents=True)
    (tmp_path / "kept.json").write_text(json.dumps(page(conversation())))
    (folder / "page.json").symlink_to(tmp_path / "kept.json")
    os.mkfifo(folder / "pipe.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    (folder / "nowhere.json").symlink_to(tmp_path / "missing")
    (folder / "elsewhere" / "round").symlink_to(folder)
    (folder / "itself").symlink_to("itself")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(folder / "socket.json"))
        done = imports(folder, tmp_path / "coaching.duckdb")
    irregular = "it is not a regular file: copy what it gives into one"
    assert sorted(done.stderr.splitlines()) == [
        f"{folder}/itself: the file cannot be read (Too many levels of symbolic links)",
        f"{folder}/nowhere.json: the file cannot be read (No such file or directory)",
        f"{folder}/pipe.json: {irregular}",
        f"{folder}/socket.json: {irregular}",
        f"{folder}/zero.json: {irregular}",
    ]
    assert (done.returncode, done.stdout.splitlines()[-1]) == (2, "1 loaded, 5 refused")
    alone = imports(folder / "pipe.json", tmp_path / "coaching.duckdb")
    assert (alone.returncode, alone.stderr) == (2, f"{folder}/pipe.json: {irregular}\n")


def test_a_file_that_became_a_pipe_meanwhile_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.json")
    _, refusals = read_json(tmp_path / "page.json")
    assert [refusal.reason for refusal in refusals] == ["it is not a regular file: copy what it gives into one"]


def test_folders_may_lie_a_thousand_deep(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    (tmp_path / "page.json").write_text(json.dumps(page(conversation())))
    files = find_files([tmp_path]).files
    assert [Path(file.name).name for file in files] == ["page.json"]
    subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.json", page(conversation())),
        ("k-1.json", transcript(turn("AGENT", "Hello", START))),
        ("form.json", FORM),
        ("metadata.csv", "conversationId,agentEmail\nk-9,nia@example.com\n"),
    ],
)
def test_a_file_that_is_too_large_is_refused_and_the_others_are_read(
    database: Database, tmp_path: Path, name: str, content: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    padded = text + " " * (limits.FILE_BYTES + 1 - len(text)) if name != "k-1.json" else text + " " * 20_000_000
    report = load(database, tmp_path, {name: padded, "z.json": page(conversation("k-1"))})
    ((file, position, field, reason),) = refused(report)
    assert (file, position, field) == (name, "", "")
    assert "MB are read: split it into several files" in reason
    assert rows(database, "SELECT interaction_id FROM interactions") == [("k-1",)]


def test_a_file_of_too_many_values_is_refused_before_it_fills_the_memory(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"page.json": '{"results": [' + "1," * limits.VALUES_A_FILE + "1]}"})
    assert refused(report) == [
        ("page.json", "", "", "the file has more than 10,000,000 values: split it into several files")
    ]


def long(characters: int) -> str:
    return "x" * characters


@pytest.mark.parametrize(
    ("files", "position", "field"),
    [
        ({"z.json": page(conversation(long(301)))}, "record 1", "Conversation ID"),
        ({"z.json": page(conversation(Agents=[{"agentId": long(301)}]))}, "record 1", "Agent ID"),
        ({"z.json": page(conversation(Agents=[{"Agent Email": "nia@example.com", "Agent Name": long(1001)}]))},
         "record 1", "Agent Name"),
        ({"z.json": page(conversation(Queues=[{"Queue Name": long(1001)}]))}, "record 1", "Queue Name"),
        ({"z.json": page(conversation(Language=long(1001)))}, "record 1", "Language"),
        ({"z.json": page(conversation(Topics=[{"topic": long(2001)}]))}, "record 1", "Topics"),
        ({"z.json": page(conversation(Metrics=[metric(long(301), "YES")]))}, "record 1", "Metric ID"),
        ({"z.json": page(conversation(Metrics=[metric("m", "YES", justification=long(100_001))]))}, "record 1",
         "justification"),
        ({"z.json": page(conversation(Metrics=[metric("m", "YES")] * 10_001))}, "record 1", "Metrics"),
        ({"z.json": page(conversation(Metrics=[metric("m", "YES", justification=[{"timestamp": [START] * 10_001}])]))},
         "record 1", "timestamp"),
        ({"k-1.json": transcript(turn("AGENT", long(2_000_001), START))}, "turn 1", "text"),
        ({"form.json": {**FORM, "name": long(1001)}}, "", "name"),
        ({"people.json": [person("nia@example.com", long(1001))]}, "record 1", "name"),
        ({"people.json": [person(long(1001) + "@example.com", "Nia")]}, "record 1", "email"),
        ({"audits.json": [{"conversation_id": "k-1", "auditor_email": "uma@example.com", "audited_at": "2026-03-05",
                           "comment": long(100_001)}]}, "record 1", "comment"),
        ({"assignments.json": [assignment(name=long(1001))]}, "record 1", "name"),
        ({"assignments.json": [assignment(feedback={"went_well": long(100_001)})]}, "record 1", "went_well"),
        ({"assignments.json": [assignment(action_plan=[long(100_001)])]}, "record 1", "action_plan"),
        ({"assignments.json": [assignment(interactions=["k-1"] * 10_001)]}, "record 1", "interactions"),
    ],
)  # fmt: skip
def test_a_field_that_is_too_long_is_left_out_or_refuses_its_record(
    database: Database, tmp_path: Path, files: dict[str, Any], position: str, field: str
) -> None:
    report = load(database, tmp_path, {"a.json": page(conversation("k-1")), **files})
    said = [(position, field, reason) for _, position, field, reason in refused(report)]
    said += [(each.position, each.field, f"{each.was}: {each.wanted}") for each in report.dropped.values()]
    ((found, spelled, reason),) = said
    assert (found, spelled) == (position, field)
    assert "at most " in reason
    assert rows(database, "SELECT interaction_id FROM interactions") == [("k-1",)]


def test_a_message_as_long_as_allowed_is_kept_whole(database: Database, tmp_path: Path) -> None:
    text = "I am happy but " * 133_333
    files = {"page.json": page(conversation()), "k-1.json": transcript(turn("USER", text, START))}
    assert load(database, tmp_path, files).refusals == []
    assert rows(database, "SELECT text = $$" + text + "$$ FROM turns") == [(True,)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"deep": ' * 20_000 + "1" + "}" * 20_000, broken_json.TOO_DEEP),
        ('{"deep": ' + "[" * 20_000 + "]" * 20_000 + "}", broken_json.TOO_DEEP),
        ('{"Conversation ID": ' + "9" * 10_000_000 + "}", broken_json.TOO_MANY_DIGITS),
        ('{"Conversation ID": 1e999999999, "Agents": [{"agentId": "a"}]}', "inf is not a text"),
        ('{"Conversation ID": "k\\ud800", "Agents": [{"agentId": "a"}]}', "half of a character"),
        ('{"Conversation ID": {"a": %s}}' % ("[" * 500 + "]" * 500), "an object is not a text"),
    ],
    ids=["objects", "lists", "digits", "exponent", "surrogate", "id"],
)  # fmt: skip
def test_what_no_export_has_costs_only_its_record(
    database: Database, tmp_path: Path, content: str, reason: str
) -> None:
    report = load(database, tmp_path, {"page.json": f'{{"results": [{content},\n{GOOD}]}}'})
    ((_, position, _, said),) = refused(report)
    assert position.startswith("record 1")
    assert reason in said
    assert rows(database, "SELECT interaction_id FROM interactions") == [("k-good",)]


@pytest.mark.parametrize("odd", [{"Conversation ID": "k\0-1"}, {"Agents": [{"agentId": "a", "Agent Name": "A\0B"}]}])
def test_a_nul_is_left_out_of_ids_and_names(database: Database, tmp_path: Path, odd: dict[str, object]) -> None:
    report = load(database, tmp_path, {"page.json": page(conversation("k-1") | odd, conversation("k-good"))})
    assert refused(report) == []
    assert rows(database, "SELECT interaction_id FROM interactions ORDER BY ALL") == [("k-1",), ("k-good",)]
    assert rows(database, "FROM people WHERE contains(name, chr(0)) OR contains(person_id, chr(0))") == []


def test_the_refusals_of_a_file_are_named_up_to_a_number_and_then_counted(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"page.json": page(*[{}] * 1003), "other.json": page({})})
    assert (len(report.refusals), list(report.unnamed.values())) == (1001, [3])
    assert len(load(database, tmp_path, {"page.json": page(*[1] * 5000)}).refusals) == 102


PIECES = (
    "[", "{", "]", "}", '{"a":', '{"a":[', '{"a":[{"a":1},', '{"b": }', ",", '"', '\\"', "\\", "\n", '{"a": x},',
    '{"a": 1},', '"a":', " " * 50, "9" * 5000, "\udc80", "x" * 300, '{"a":"\\"\\"', '{"id": "open}, ',
)  # fmt: skip
pieces = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from((1, 2, 3, 700, 3000))), max_size=8)


@settings(deadline=None)
@given(pieces)
def test_the_work_for_a_broken_file_is_in_proportion_to_its_size(found: list[tuple[str, int]]) -> None:
    content = '{"results": [' + "".join(piece * times for piece, times in found)
    work = broken_json.Work()
    elements = sum(1 for _ in broken_json.salvaged(content, "results", work, json.JSONDecoder()))
    assert elements <= len(content)
    assert work.broken_records <= limits.BROKEN_RECORDS
    assert work.read_again <= (limits.READ_AGAIN + 1) * len(content)
    assert work.looked_at <= 16 * len(content) + broken_json._FIRST_WINDOW * work.broken_records


def test_after_a_thousand_broken_records_the_rest_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text('{"results": [' + '{"a": },\n' * 1500 + GOOD + "]}")
    records, refusals = read_json(path)
    assert records == []
    assert (len(refusals), refusals[-1].position) == (1001, "line 1001 column 1")
    assert refusals[-1].reason == "too much of the file is broken: record 1001 and what follows is not read"


csv_lines = st.lists(
    st.tuples(st.sampled_from(('"', "k-1,nia@example.com", 'x,"open', ',"",', '"a""b', "", ",,,,", "k")),
              st.sampled_from((1, 2, 40))),
    max_size=10,
)  # fmt: skip


@settings(deadline=None)
@given(csv_lines)
def test_every_line_of_a_csv_file_is_read_or_refused_once(found: list[tuple[str, int]]) -> None:
    lines = ["conversationId,agentEmail", *(line for line, times in found for _ in range(times))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "metadata.csv")
        path.write_text("\n".join(lines))
        numbers = [
            int((read.position if isinstance(read, Refusal) else read[0]).removeprefix("line "))
            for read in read_rows(path)
        ]
    assert numbers == sorted(set(numbers))
    assert all(lines[number - 1].strip() for number in numbers)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("conversationId,agentEmail" + ",x" * 1000, ("line 1", "1,002 columns, and at most 1,000 are read")),
        ("conversationId,agentEmail\n" + "x" * 1_000_001, ("line 2", "has more than 1,000,000 characters")),
        ('conversationId,agentEmail\n"' + "x\n" * 100_000, ("line 2", "field larger than field limit")),
    ],
)
def test_rows_that_are_too_long_are_refused(tmp_path: Path, content: str, refusal: tuple[str, str]) -> None:
    path = tmp_path / "metadata.csv"
    path.write_text(content)
    first = next(iter(read_rows(path)))
    assert isinstance(first, Refusal)
    assert first.position == refusal[0]
    assert refusal[1] in first.reason


def test_transcripts_are_read_ahead_by_their_size() -> None:
    chat = express_transcript.FORMAT
    large = [SourceFile(format=chat, name=f"{number}.json", bytes=600_000) for number in range(3)]
    small = [SourceFile(format=chat, name=f"s{number}.json", bytes=1_000) for number in range(120)]
    assert [len(chunk) for chunk in transcript_pool._chunks([*large, *small])] == [1, 1, 50, 50, 21]


def test_what_waits_to_be_written_is_bounded_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BYTES_IN_MEMORY", 1)
    chats = {f"k-{number}.json": transcript(turn("AGENT", "Hello", START)) for number in range(3)}
    pages = {f"page-{number}.json": page(conversation(f"k-{number}")) for number in range(3)}
    with closing(databases.fresh()) as database:
        report = load(database, tmp_path, chats | pages)
        assert (report.refusals, report.loaded) == ([], {"conversation": 3, "transcript": 3})
