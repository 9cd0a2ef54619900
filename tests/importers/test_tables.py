"""Tables with any separator, title lines, columns without names, and columns twice."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importers.reading import HEADER, read, row, table, write

SEPARATORS = {";": "sep=;\r\n", "\t": "sep=\t\n", ",": "sep=,\n", "|": '"sep=|"\n'}
TITLES = ("", "Quality export", "Run on 2026-05-05", ",,,", "All agents, all queues")
titles = st.lists(st.sampled_from(TITLES), max_size=8)
cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8)


def read_text(text: str | bytes, name: str = "metadata.csv") -> tuple[list[str], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {name: text})
        ids, refusals, *_ = read(Path(folder))
    return ids, refusals


@pytest.mark.parametrize("separator", list(SEPARATORS))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("is_said", [True, False])
@pytest.mark.parametrize("title", ["", "Quality export\n\nRun on 2026-05-05\n\n"])
def test_separators_encodings_and_titles(separator: str, encoding: str, is_said: bool, title: str) -> None:
    text = (SEPARATORS[separator] if is_said else "") + title + table("k-1", "k-2", separator=separator)
    assert read_text(text.encode(encoding)) == (["k-1", "k-2"], [])


@settings(deadline=None)
@given(titles, st.sampled_from(list(SEPARATORS)), cells, st.integers(0, 3))
def test_titles_quotes_and_empty_columns_change_nothing(
    above: list[str], separator: str, note: str, unnamed: int
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator="\n")
    writer.writerow([*HEADER, "note", *[""] * unnamed])
    writer.writerow([*row("k-1"), note, *[""] * unnamed])
    writer.writerow([""] * 5)
    writer.writerow([*row("k-2"), "x", *["more"] * unnamed])
    assert read_text("".join(f"{line}\n" for line in above) + file.getvalue()) == (["k-1", "k-2"], [])


@pytest.mark.parametrize("cell", ['"=""0012"""', '="0012"'])
def test_a_text_is_read_without_the_formula_that_keeps_it_from_becoming_a_number(cell: str) -> None:
    assert read_text(table("k-1").replace("k-1", cell)) == (["0012"], [])


@pytest.mark.parametrize("content", [table("k-1").replace("nia@", "ni\0a@"), table("k-1") + "\0" * 700])
def test_a_nul_here_and_there_makes_a_table_no_other_file(content: str) -> None:
    assert read_text(content) == (["k-1"], [])


@pytest.mark.parametrize("again", ["agentEmail", "AgentEmail", " Agent  Email ", "agent_email", "AGENT-EMAIL"])
def test_a_column_twice_is_refused_and_both_are_named(again: str) -> None:
    ids, refusals = read_text(f"{','.join(HEADER)},{again}\n{','.join(row('k-1'))},ben@example.com\n")
    assert ids == []
    assert len(refusals) == 1
    assert '"agentEmail"' in refusals[0]
    assert f'"{again}"' in refusals[0]


def test_a_line_of_other_length_is_refused_and_the_rest_read() -> None:
    lines = ("k-2,nia@example.com", ",".join([*row("k-3"), "x"]), ",".join(row("k-4")))
    ids, refusals = read_text(table("k-1") + "\n".join(lines))
    assert ids == ["k-1", "k-4"]
    assert [line.partition(":")[0] for line in refusals] == ["metadata.csv, line 3", "metadata.csv, line 4"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "metadata.csv",
            "conversationId;channelType;recordingType\nx;chat;transcription\n",
            'it is of no known format: a table in UTF-8 with a semicolon between its columns "conversationId", '
            '"channelType", "recordingType". It comes nearest to Quality AI Express metadata, and lacks agentEmail',
        ),
        (
            "page.json",
            '[{"Conversation ID": "x", "Agent": 1}]',
            'it is of no known format: a list of JSON objects in UTF-8 with the keys "Conversation ID", "Agent". It '
            "comes nearest to Raw Data API page (present or older shape), ScoreReporting response, and lacks Agents",
        ),
        ("error.json", '{"errors": []}', 'it is of no known format: a JSON object in UTF-8 with the keys "errors"'),
        (
            "page.json",
            "<!DOCTYPE html><p>Sign in",
            "it is of no known format: a page for a browser or XML in UTF-8, as a server sends it with an error or to "
            "ask who signs in",
        ),
        (
            "rows.csv",
            "call ana, then ben".encode("utf-16"),
            'it is of no known format: a text in UTF-16 that begins with "call ana, then ben"',
        ),
    ],
)
def test_of_no_known_format_says_what_was_seen(name: str, content: str | bytes, said: str) -> None:
    assert read_text(content, name) == ([], [f"{name}: {said}"])
