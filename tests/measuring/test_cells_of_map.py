"""What is said of the cells and rows of a map, once their scores are known."""

import pandas as pd
import pytest

from coaching.measuring import map_order, score_map
from coaching.measuring.map_order import Order, Sorted
from coaching.measuring.score_map import Column


@pytest.mark.parametrize(
    ("score", "interactions", "judged", "below"),
    [
        (79.9, 5, True, True),
        (80.0, 5, True, False),
        (79.9, 4, False, False),
        (0.0, 1, False, False),
        (100.0, 900, True, False),
    ],
)
def test_what_is_judged_and_below_the_bar(score: float, interactions: int, judged: bool, below: bool) -> None:
    assert score_map.is_judged([interactions]).tolist() == [judged]
    assert score_map.is_below_bar([score], [interactions]).tolist() == [below]


AREAS = {area: Column(name=area, coaching_area=area) for area in ("Accuracy", "Empathy")}
SCORED = pd.DataFrame(
    [
        ("a", "Accuracy", 60.0, 20),
        ("a", "Empathy", 70.0, 20),
        ("b", "Accuracy", 50.0, 9),
        ("b", "Empathy", 90.0, 9),
        ("c", "Accuracy", 10.0, 4),
        ("d", "Empathy", 40.0, 30),
    ],
    columns=["row_id", "column_id", "score", "interactions"],
)
NAMES = pd.DataFrame({"row_id": list("abcd"), "name": ["Zoe", "adam", "Mia", "Bo"], "team": None})
COACHED = pd.DataFrame(
    [
        ("a", "Accuracy", 2, pd.Timestamp(2026, 11, 1), True, True),
        ("d", "Empathy", 1, pd.Timestamp(2026, 5, 1), False, False),
    ],
    columns=["agent_id", "coaching_area", "times", "last_coached_at", "live", "repeated"],
)


def test_live_coaching_on_the_area_covers_a_cell_and_older_coaching_does_not() -> None:
    cells = score_map.cells(SCORED, AREAS, COACHED).set_index(["row_id", "column_id"])
    assert cells[cells["below"]].index.tolist() == [
        ("a", "Accuracy"), ("a", "Empathy"), ("b", "Accuracy"), ("d", "Empathy"),
    ]  # fmt: skip
    assert cells[cells["live"]].index.tolist() == [("a", "Accuracy")]
    assert cells[cells["uncovered"]].index.tolist() == [("a", "Empathy"), ("b", "Accuracy"), ("d", "Empathy")]
    assert cells.loc[("d", "Empathy"), "last_coached_at"] == pd.Timestamp(2026, 5, 1)
    assert pd.isna(cells.loc[("b", "Accuracy"), "last_coached_at"])


def test_a_metric_is_covered_by_coaching_on_its_area() -> None:
    metrics = {area: Column(name=area, coaching_area="Accuracy") for area in ("Accuracy", "Empathy")}
    cells = score_map.cells(SCORED, metrics, COACHED)
    assert cells.loc[cells["row_id"] == "a", "live"].tolist() == [True, True]


def test_no_coaching_is_asked_for_where_rows_are_no_agents() -> None:
    cells = score_map.cells(SCORED, AREAS)
    assert cells["uncovered"].tolist() == cells["below"].tolist()
    assert not cells["live"].any()


def order(by: Sorted) -> list[str]:
    return list(map_order.rows(score_map.cells(SCORED, AREAS, COACHED), NAMES, by)["row_id"])


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Sorted(), ["d", "b", "a", "c"]),  # one uncovered cell each, the lowest first
        (Sorted(by=Order.NAME), ["b", "d", "c", "a"]),
        (Sorted(by=Order.NAME, backwards=True), ["a", "c", "d", "b"]),
        (Sorted(column_id="Accuracy"), ["b", "a", "c", "d"]),  # c rests on too few, d has none
        (Sorted(column_id="Accuracy", backwards=True), ["a", "b", "c", "d"]),
        (Sorted(column_id="Empathy"), ["d", "a", "b", "c"]),
    ],
)
def test_rows_are_sorted(by: Sorted, expected: list[str]) -> None:
    assert order(by) == expected


def test_rows_count_what_is_below_and_what_of_it_is_uncovered() -> None:
    found = map_order.rows(score_map.cells(SCORED, AREAS, COACHED), NAMES).set_index("row_id")
    assert found["below"].to_dict() == {"a": 2, "b": 1, "c": 0, "d": 1}
    assert found["uncovered"].to_dict() == {"a": 1, "b": 1, "c": 0, "d": 1}
    assert found.loc["a", "lowest"] == 70.0


def test_the_lowest_score_with_nothing_live() -> None:
    lowest = score_map.lowest_uncovered(score_map.cells(SCORED, AREAS, COACHED))
    assert lowest is not None
    assert (lowest["row_id"], lowest["column_id"]) == ("d", "Empathy")
    assert score_map.lowest_uncovered(score_map.cells(SCORED[SCORED["row_id"] == "c"], AREAS, COACHED)) is None
