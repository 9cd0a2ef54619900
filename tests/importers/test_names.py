"""Metrics, forms, areas and queues are told by the key of their names, whatever the spelling and the order."""

import itertools
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.storage.database import Database
from tests import databases
from tests.importers.export import assignment, conversation, load, page, rows
from tests.importers.test_any_order import check_daily_totals
from tests.words.test_name_key import spellings

pytestmark = pytest.mark.storage

FORM = {
    "name": "Größe prüfen",
    "pass_score": 70,
    "metrics": [
        {"name": "Se présente", "coaching_area": "Tone of voice", "weight": 60, "fatal": True},
        {"name": "挨拶 o'brien", "coaching_area": "Tone of voice", "weight": 40},
    ],
}


def failing(interaction: str, form: str, metric: str, **more: Any) -> dict[str, Any]:
    answered = {"Metric Name": metric, "Qualification": "NO", "Metric Weight": 60}
    return conversation(interaction, **{"Evaluation Form Name": form, "Metrics": [answered]} | more)


@settings(max_examples=databases.examples(25), deadline=None)
@given(
    form=spellings(["größe", "prüfen"]),
    metric=spellings(["se", "présente"]),
    area=spellings(["tone", "of", "voice"]),
    order=st.permutations(("form.json", "page.json", "assignments.json")),
)
def test_whatever_the_spelling_it_is_the_forms_metric(form: str, metric: str, area: str, order: list[str]) -> None:
    files: dict[str, Any] = {
        "form.json": FORM,
        "page.json": page(failing("k-1", form, metric)),
        "assignments.json": [assignment(coaching_areas=[area])],
    }
    with tempfile.TemporaryDirectory() as folder, closing(databases.fresh()) as database:
        for name in order:
            load(database, Path(folder, name), {name: files[name]})
        assert rows(database, "SELECT form_id, fatal, failed_areas FROM interactions") == [
            ("Größe prüfen", True, ["Tone of voice"])
        ]
        assert rows(database, "SELECT coaching_area FROM assignment_areas") == [("Tone of voice",)]
        assert rows(database, "SELECT name FROM metrics ORDER BY position") == [("Se présente",), ("挨拶 o'brien",)]
        check_daily_totals(database)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_without_a_form_the_newest_spelling_is_shown(database: Database, tmp_path: Path, order: list[int]) -> None:
    said = (
        ("Voice form", "Greets", "Returns", 4),
        ("VOICE  form", "GREETS", "returns", 6),
        ("voice form", "greets", "R", 5),
    )
    for place in order:
        form, metric, queue, day = said[place]
        record = failing(f"k-{place}", form, metric, Queues=[{"Queue Name": queue}])
        load(
            database, tmp_path / str(place), {"page.json": page(record | {"evaluatedAt": f"2026-05-0{day}T09:00:00Z"})}
        )
    assert rows(database, "SELECT DISTINCT form_id FROM interactions") == [("VOICE  form",)]
    assert rows(database, "SELECT DISTINCT form_id FROM interaction_records") == [("VOICE  form",)]
    assert rows(database, "SELECT metric_id, name FROM metrics") == [("name:greets", "GREETS")]
    assert rows(database, "SELECT queue_id, name FROM queues ORDER BY ALL") == [("r", "R"), ("returns", "returns")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_without_a_form_the_newest_assignment_spells_an_area(
    database: Database, tmp_path: Path, order: tuple[int, int]
) -> None:
    load(database, tmp_path, {"page.json": page(conversation("k-1"))})
    made = [
        assignment("as-1", coaching_areas=["Tone", "Speed"], assigned_at="2026-03-06T08:00:00Z"),
        assignment("as-2", coaching_areas=["TONE", "tone "], assigned_at="2026-03-07T08:00:00Z"),
    ]
    for place in order:
        load(database, tmp_path / str(place), {"assignments.json": [made[place]]})
    assert rows(database, "SELECT assignment_id, coaching_area FROM assignment_areas ORDER BY ALL") == [
        ("as-1", "Speed"),
        ("as-1", "tone"),
        ("as-2", "tone"),
    ]


def test_a_form_in_another_spelling_is_the_same_form(database: Database, tmp_path: Path) -> None:
    load(
        database, tmp_path / "1", {"form.json": FORM, "page.json": page(failing("k-1", "Größe prüfen", "se présente"))}
    )
    shouted = {
        "name": "GRÖSSE prüfen",
        "pass_score": 80,
        "metrics": [{"name": "SE PRÉSENTE", "coaching_area": "TONE of voice", "weight": 60}],
    }
    load(database, tmp_path / "2", {"form.json": shouted})
    assert rows(database, "SELECT form_id, name, pass_score FROM forms") == [("GRÖSSE prüfen", "GRÖSSE prüfen", 80.0)]
    assert rows(database, "SELECT form_id, name, coaching_area FROM metrics ORDER BY position, name") == [
        ("GRÖSSE prüfen", "SE PRÉSENTE", "TONE of voice"),
        ("GRÖSSE prüfen", "挨拶 o'brien", "TONE of voice"),
    ]
    assert rows(database, "SELECT form_id, fatal, failed_areas FROM interactions") == [
        ("GRÖSSE prüfen", False, ["TONE of voice"])
    ]
    check_daily_totals(database)


def test_a_form_may_not_have_a_name_twice(database: Database, tmp_path: Path) -> None:
    twice = {"name": "F", "metrics": [{"name": "Greets", "weight": 1}, {"name": "GREETS ", "weight": 2}]}
    report = load(database, tmp_path, {"form.json": twice})
    assert [refusal.field for refusal in report.refusals] == ["metric 2, metric_id"]
