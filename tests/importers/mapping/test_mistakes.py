"""A mistake in a mapping or a table is said: where it is, what was there, and what is wanted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.__main__ import main
from coaching.importers.mapping import command
from coaching.importers.mapping.finding import find_files
from coaching.importers.mapping.mapping import MappingError, parse, read
from coaching.importers.mapping.records import format_of, records
from coaching.importers.refused_records import Refusal
from tests import databases

GOOD = """[columns]
conversation = "Call"
agent_email = "Agent"
start = "Begin"
[values]
duration = "minutes"
"""
LONG = '[columns]\nconversation = "Call"\nagent_id = "Agent"\nscore = "Score"\nmetric = "Question"\nanswer = "Answer"'


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('"minutes"', '"minuts"', 'line 6, values.duration: "minuts" is no unit of time; write minutes?'),
        ("start =", "begin =", "line 4, columns.begin: this is nothing that a column can say"),
        ('"Begin"', "7", 'line 4, columns.start: 7 is no column; write the name of a column in double quotes'),
        ('"Begin"', "Begin", "line 4"),
        ('conversation = "Call"\n', "", 'line 1, columns: no column is the conversation; write conversation = "…"'),
        ('agent_email = "Agent"\n', "", "line 1, columns: no column is the agent"),
        ("[values]", "[value]", "line 5, value: this is no part of a mapping; write values?"),
        ("[values]\n", '[values]\nscore = "5"\n', 'line 6, values.score: "5" is no scale'),
        ("[values]\n", '[values]\ntime_zone = "Berlin"\n', 'line 6, values.time_zone: "Berlin" is no time zone'),
        ("[values]\n", '[values]\nday_first = "yes"\n', 'line 6, values.day_first: "yes" is neither true nor false'),
        ("[values]\n", '[values]\nyes = ["0"]\n', 'line 6, values.yes: "0" is in both yes and no'),
        ("[values]\n", '[metrics]\n"Q 1" = 5\n[values]\n', "line 6, metrics.Q 1: 5 names no metric"),
        ("[values]\n", '[metrics]\na = "G"\nb = "G"\n[values]\n', 'line 7, metrics.b: "a" is the same metric'),
        ("start =", "answer =", "line 1, columns: one of metric and answer is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(was: str, becomes: str, says: str) -> None:
    assert parse(GOOD, "calls.toml").duration == "minutes"
    with pytest.raises(MappingError, match=r"calls\.toml") as caught:
        parse(GOOD.replace(was, becomes), "calls.toml")
    assert says in str(caught.value)


def mistake_in(text: str) -> str:
    """What is said of a mapping; nothing of one that can be read."""
    try:
        parse(text, "calls.toml")
    except MappingError as error:
        return str(error)
    return ""


@given(st.text())
def test_any_text_is_a_mapping_or_a_mistake(text: str) -> None:
    mistake = mistake_in(text)
    assert not mistake or mistake.startswith("calls.toml")


@given(
    st.sampled_from(("yes", "duration", "day_first", "time_zone", "score", "start", "agent_email", "sentiment_scale")),
    st.sampled_from(
        ("[]", "{}", "1", "-1.5", "true", '"x"', '""', "[1, [2]]", '{a = "b"}', "nan", "2026-01-01", '"../x"')
    ),
    st.sampled_from(("columns", "values", "metrics")),
)
def test_any_value_is_read_or_a_mistake(key: str, value: str, section: str) -> None:
    text = f"[{section}]\n{key} = {value}\n"
    if section != "columns":
        text = '[columns]\nconversation = "Call"\nagent_id = "Agent"\n' + text
    mistake = mistake_in(text)
    assert not mistake or "; " in mistake, "what is wanted"


def refusals(rows: list[dict[str, str]], text: str) -> list[Refusal]:
    read = records(((f"line {place}", row) for place, row in enumerate(rows, 2)), parse(text, "t"), "t.csv")
    return [each for each in read if isinstance(each, Refusal)]


def test_rows_of_one_evaluation_that_do_not_agree_are_refused() -> None:
    row = {"Call": "c-1", "Agent": "7", "Score": "80", "Question": "Greets", "Answer": "1"}
    assert refusals([row, row], LONG) == []
    (scores,) = refusals([row, {**row, "Question": "Asks", "Score": "70"}], LONG)
    assert (scores.position, scores.field) == ("line 3", "Score")
    assert '"70" is here and "80" in line 2' in scores.reason
    (answers,) = refusals([row, {**row, "Answer": "0"}], LONG)
    assert (answers.position, answers.field) == ("line 3", "Question")


def test_a_refused_value_names_the_column_of_the_table() -> None:
    mapping = parse(GOOD, "calls.toml")
    assert format_of(mapping).spellings.spelling_in({}, "Conversation Start Time") == "Begin"
    assert format_of(mapping).spellings.spelling_in({}, "Agent Email") == "Agent"


@pytest.mark.storage
def test_a_table_without_a_column_of_the_mapping_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "calls.toml").write_text(GOOD)
    (tmp_path / "calls.csv").write_text("Call,Agent,Began\nc-1,nia@example.com,2026-01-02\n")
    address = databases.address(tmp_path / "coaching.duckdb")
    code = main(
        ["import", "--mapping", str(tmp_path / "calls.toml"), str(tmp_path / "calls.csv"), "--database", address]
    )
    assert code == 2
    assert 'no column "Begin", which the mapping names: is it "Began"?' in capsys.readouterr().err


def test_a_mapping_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, mapping = tmp_path / "calls.csv", tmp_path / "calls.toml"
    table.write_text("Call ID,Agent,Start\nc-1,nia@example.com,2026-01-02\n")
    mapping.write_text("mine")
    assert main(["map", str(table), "--output", str(mapping)]) == 1
    assert mapping.read_text() == "mine"
    assert "is not overwritten" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "a,b\n", "PAR1 broken", "{broken", "[1]", "{broken\n[1]\n2\nnull"])
def test_a_table_that_cannot_be_read_is_said(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "calls").write_text(content)
    assert main(["map", str(tmp_path / "calls")]) == 1
    assert str(tmp_path / "calls") in capsys.readouterr().err


def test_a_name_with_half_of_a_character_is_written_so_that_the_mapping_finds_it(tmp_path: Path) -> None:
    table = tmp_path / "calls\udcff.ndjson"
    table.write_text(
        '{"Call ID \\ud800": "c-1", "Agent Email": "nia@example.com", "Start": "2026-01-02", "Q": "Yes"}\n'
    )
    (tmp_path / "calls.toml").write_text(command.proposed(table), encoding="utf-8")
    mapping = read(tmp_path / "calls.toml")
    (file,) = find_files([table], mapping).files
    (found,) = file.format.read(file)
    assert isinstance(found, tuple)
    assert found[1]["Conversation ID"] == "c-1"
