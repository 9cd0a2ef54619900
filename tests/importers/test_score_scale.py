"""Scores from 0 to 1 in a whole file are never taken for points."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.format import Source, SourceFile
from coaching.importers.formats import raw_data
from coaching.importers.score_scale import scales
from coaching.importers.spellings import Spellings
from coaching.storage.database import Database
from tests.importers.export import conversation, load, page, rows

SCORE = "Score"
SPELLINGS = Spellings({SCORE: (), "Pass Score": ()})
PARTS = st.decimals("0.01", "0.99", places=2).map(float)
BETWEEN = PARTS | st.sampled_from([0, 1, 0.0, 1.0, None, "NA", "0.5", "0,25", "85%", "17 / 20"])
POINTS = st.decimals("1.01", 100, places=2).map(float)


def scale_of(*scores: object) -> dict[str, float | None]:
    return scales([{SCORE: score} for score in scores], SPELLINGS, [SCORE])


@pytest.mark.parametrize(
    ("scores", "scale"),
    [
        ((0.92, 0.81, 1.0, 0.4), {SCORE: 100}),
        ((0.92,), {SCORE: 100}),
        ((0, 1, 1), {SCORE: None}),
        ((1,), {SCORE: None}),
        ((0, 0), {}),
        ((0.85, 85), {}),
        (("85%", "17 / 20", None), {}),
        (("85%", "0.5"), {SCORE: 100}),
        ((-36, 0.5), {}),
        (("abc", None), {}),
        ((), {}),
    ],
)
def test_all_scores_of_a_file_tell_what_they_are(scores: tuple[object, ...], scale: dict[str, float | None]) -> None:
    assert scale_of(*scores) == scale


@given(st.lists(BETWEEN), PARTS, st.randoms(use_true_random=False))
def test_parts_of_one_are_told_whatever_is_beside_them(others: list[object], part: float, order: Random) -> None:
    scores = [*others, part]
    order.shuffle(scores)
    assert scale_of(*scores) == {SCORE: 100}


@given(st.lists(BETWEEN), POINTS, st.randoms(use_true_random=False))
def test_one_score_above_one_makes_points_of_all(others: list[object], points: float, order: Random) -> None:
    scores = [*others, points]
    order.shuffle(scores)
    assert scale_of(*scores) == {}


def test_each_field_has_a_scale_of_its_own() -> None:
    records = [{SCORE: 92, "Pass Score": 0.75}, {SCORE: 0.5, "Pass Score": 0.75}]
    assert scales(records, SPELLINGS, [SCORE, "Pass Score"]) == {"Pass Score": 100}


@given(score=PARTS)
def test_a_file_of_parts_is_stored_in_points(score: float) -> None:
    source = Source(file=SourceFile(format=raw_data.FORMAT, name="page.json"))
    source.notes.scale = {"Kore Evaluation Score": 100}
    parsed = raw_data.conversation(conversation(**{"Kore Evaluation Score": score}), source)
    assert parsed.kore_evaluation_score == pytest.approx(100 * score)


def test_zeros_and_ones_are_left_out_because_nobody_can_tell(database: Database, tmp_path: Path) -> None:
    scored = [conversation(f"k-{score}", **{"Kore Evaluation Score": score}) for score in (0, 1)]
    report = load(database, tmp_path, {"page.json": page(*scored)})
    (dropped,) = report.dropped.values()
    assert (dropped.field, dropped.count) == ("Kore Evaluation Score", 2)
    assert rows(database, "SELECT DISTINCT kore_evaluation_score FROM interactions") == [(None,)]
