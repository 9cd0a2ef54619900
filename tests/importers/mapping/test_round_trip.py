"""A table that is mapped as proposed and imported gives the figures that it was made from."""

import csv
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.__main__ import main
from coaching.importers.conversations import Conversation
from coaching.importers.mapping.mapping import parse
from coaching.importers.mapping.proposal import propose
from coaching.importers.mapping.records import format_of, records
from coaching.importers.mapping.tables import Row
from coaching.importers.mapping.writing import written
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import rows as rows_of
from tests.importers.export import source

ANSWERS = (("YES", "NO"), ("Yes", "No"), ("1", "0"), ("Pass", "Fail"), ("TRUE", "FALSE"), ("Met", "Not met"))
UNITS = {"Duration (ms)": 0.001, "Handle time (s)": 1, "Duration (min)": 60, "AHT sec": 1, "Call Duration hours": 3600}
WRITTEN = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S")
METRICS = ("Greets the customer", "Verifies the account", 'Says "thanks", twice', "Nächste Schritte")


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a table is made from."""

    conversation_id: str
    agent: str
    started_at: datetime
    seconds: int
    score: int
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a table is written."""

    is_long: bool
    id_column: str
    agent_column: str
    start_column: str
    duration_column: str
    score_column: str
    time: str
    yes_and_no: tuple[str, str]
    out_of: int


SHAPES = st.builds(
    Shape,
    is_long=st.booleans(),
    id_column=st.sampled_from(("Call ID", "contact_id", "Ticket Number", "Reference")),
    agent_column=st.sampled_from(("Agent Email", "Agent", "rep e-mail", "Handled by")),
    start_column=st.sampled_from(("Start time", "Call date", "begun", "When")),
    duration_column=st.sampled_from(tuple(UNITS)),
    score_column=st.sampled_from(("QA Score", "score", "Total")),
    time=st.sampled_from(WRITTEN),
    yes_and_no=st.sampled_from(ANSWERS),
    out_of=st.sampled_from((100, 10, 5)),
)


@st.composite
def calls(draw: st.DrawFn) -> list[Call]:
    """Some calls. The first two show the order of day and month, the whole scale of scores, and each answer."""
    begin = datetime(2024, 1, 31, 9, 30, 5)
    number = draw(st.integers(2, 8))
    others = st.datetimes(datetime(2020, 1, 1), datetime(2024, 6, 1)).map(lambda one: one.replace(microsecond=0))
    return [
        Call(
            conversation_id=f"c-{1000 + place}",
            agent=draw(st.sampled_from(("nia@example.com", "omar@example.com"))),
            started_at=begin if place == 0 else draw(others),
            seconds=draw(st.integers(1, 5000)) * 36,
            score=(100, 0)[place] if place < 2 else draw(st.integers(0, 20)) * 5,
            answers=tuple("YES" if place == 0 else "NO" if place == 1 else draw(st.sampled_from(("YES", "NO", "NA")))
                          for _ in METRICS),
        )
        for place in range(number)
    ]  # fmt: skip


def table(made: list[Call], shape: Shape) -> list[Row]:
    """The calls as a table."""
    yes, no = shape.yes_and_no
    words = {"YES": yes, "NO": no, "NA": "N/A"}
    rows: list[Row] = []
    for call in made:
        row = {
            shape.id_column: call.conversation_id,
            shape.agent_column: call.agent,
            shape.start_column: call.started_at.strftime(shape.time),
            shape.duration_column: f"{call.seconds / UNITS[shape.duration_column]:.6f}".rstrip("0").rstrip("."),
            shape.score_column: f"{call.score * shape.out_of / 100:g}",
        }
        answers = dict(zip(METRICS, (words[answer] for answer in call.answers), strict=True))
        if shape.is_long:
            rows += [{**row, "Question": metric, "Answer": answer} for metric, answer in answers.items()]
        else:
            rows.append({**row, **answers})
    return rows


def loaded(rows: list[Row]) -> list[Conversation]:
    """The conversations of a table that is read by the mapping proposed for it."""
    mapping = parse(written(propose(rows), "table.csv"), "table.toml")
    table_format = format_of(mapping)
    read = list(records(((f"line {place}", row) for place, row in enumerate(rows, 2)), mapping, "table.csv"))
    assert all(isinstance(each, tuple) for each in read), read
    return [table_format.parse(each[1], source(table_format)) for each in read if isinstance(each, tuple)]


@given(calls(), SHAPES, st.randoms())
def test_the_figures_are_those_that_the_table_was_made_from(made: list[Call], shape: Shape, chance: object) -> None:
    rows = table(made, shape)
    chance.shuffle(rows)  # type: ignore[attr-defined]
    found = {each.conversation_id: each for each in loaded(rows)}
    assert found.keys() == {call.conversation_id for call in made}
    for call in made:
        one = found[call.conversation_id]
        assert one.agent.email == call.agent
        assert one.started_at == call.started_at
        assert one.ended_at == call.started_at + timedelta(seconds=call.seconds)
        assert one.kore_evaluation_score == pytest.approx(call.score)
        assert {each.name: each.qualification for each in one.metrics or []} == dict(
            zip(METRICS, call.answers, strict=True)
        )


@given(st.datetimes(datetime(2001, 1, 1), datetime(2025, 1, 1)), st.sampled_from(("Europe/Berlin", "America/New_York")))
def test_times_without_a_zone_are_in_that_of_the_mapping(local: datetime, zone: str) -> None:
    there = local.replace(tzinfo=ZoneInfo(zone))
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        return  # the clocks are changed in that hour, so that nobody knows
    text = f'[columns]\nconversation = "id"\nagent_id = "who"\nstart = "at"\n[values]\ntime_zone = "{zone}"'
    mapping = parse(text, "table.toml")
    row = {"id": "c-1", "who": "77", "at": local.isoformat(" ")}
    ((_, record),) = [each for each in records(iter([("line 2", row)]), mapping, "t.csv") if isinstance(each, tuple)]
    one = format_of(mapping).parse(record, source(format_of(mapping)))
    assert one.started_at == there.astimezone(UTC).replace(tzinfo=None)


def test_the_order_of_day_and_month_may_show_in_another_column() -> None:
    columns = '[columns]\nconversation = "C"\nagent_email = "A"\nstart = "Begin"\nevaluated = "Checked"'
    row = {"C": "c-1", "A": "nia@example.com", "Begin": "04/05/2026", "Checked": "13/05/2026"}
    (found,) = records(iter([("row 2", row)]), parse(columns, "calls.toml"), "calls.csv")
    assert isinstance(found, tuple)
    assert found[1]["Conversation Start Time"] == "2026-05-04T00:00:00[UTC]"


def write(rows: list[Row], path: Path) -> None:
    """Writes a table as the ending of its name says."""
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


@pytest.mark.parametrize("is_long", [False, True])
@pytest.mark.parametrize("ending", ["csv", "parquet", "ndjson"])
def test_every_kind_of_table_is_mapped_and_loaded(tmp_path: Path, ending: str, is_long: bool) -> None:
    made = [
        Call(conversation_id=f"c-{number}", agent="nia@example.com", started_at=datetime(2024, 1, 20 + number, 9),
             seconds=90, score=score, answers=answers)
        for number, score, answers in ((1, 80, ("YES", "NO", "NA", "YES")), (2, 40, ("NO", "NO", "YES", "NO")))
    ]  # fmt: skip
    shape = Shape(
        is_long=is_long,
        id_column="Call ID",
        agent_column="Agent",
        start_column="Start",
        duration_column="Handle time (s)",
        score_column="Score",
        time=WRITTEN[2],
        yes_and_no=("Pass", "Fail"),
        out_of=100,
    )
    file, mapping = tmp_path / f"calls.{ending}", tmp_path / "calls.toml"
    write(table(made, shape), file)
    address = databases.address(tmp_path / "coaching.duckdb")
    assert main(["map", str(file), "--output", str(mapping)]) == 0
    for _ in range(2):  # loading it again changes nothing
        assert main(["import", "--mapping", str(mapping), str(tmp_path), "--database", address]) == 0
        with closing(Database(address)) as database:
            stored = rows_of(
                database,
                """SELECT interaction_id, agent_id, started_at, ended_at, kore_evaluation_score FROM interactions
                   ORDER BY interaction_id""",
            )
            assert stored == [
                (
                    call.conversation_id,
                    "nia@example.com",
                    call.started_at,
                    call.started_at + timedelta(seconds=90),
                    call.score,
                )
                for call in made
            ]
            answers = rows_of(
                database,
                "SELECT interaction_id, name, qualification FROM metric_results JOIN metrics USING (metric_id)",
            )
            assert sorted(answers) == sorted(
                (call.conversation_id, *answer) for call in made for answer in zip(METRICS, call.answers, strict=True)
            )


@pytest.mark.parametrize(
    ("scale", "scores", "points"),
    [
        ("", ("0.85", "0.4"), [85, 40]),
        ("", ("1", "0"), [None, None]),
        ('score = "0..1"', ("1", "0"), [100, 0]),
        ('score = "0..100"', ("0.85", "0.4"), [0.85, 0.4]),
        ('score = "1..5"', ("5", "3"), [100, 50]),
        ('score = "0..5"', ("7", "5"), [None, 100]),
        ('score = "0..5"', ("85%", "17 / 20"), [85, 85]),
    ],
)
def test_scores_are_read_on_the_scale_of_the_mapping_or_of_the_file(
    tmp_path: Path, scale: str, scores: tuple[str, str], points: list[float | None]
) -> None:
    text = f'[columns]\nconversation = "id"\nagent_id = "who"\nstart = "at"\nscore = "points"\n[values]\n{scale}\n'
    (tmp_path / "m.toml").write_text(text)
    rows = [{"id": f"c-{place}", "who": "77", "at": "2024-05-04", "points": one} for place, one in enumerate(scores)]
    write(rows, tmp_path / "calls.csv")
    address = databases.address(tmp_path / "coaching.duckdb")
    command = ["import", "--mapping", str(tmp_path / "m.toml"), str(tmp_path / "calls.csv"), "--database", address]
    assert main(command) == (2 if None in points else 0), "what is left out is said"
    with closing(Database(address)) as database:
        found = rows_of(database, "SELECT kore_evaluation_score FROM interactions ORDER BY interaction_id")
    assert [score for (score,) in found] == points
