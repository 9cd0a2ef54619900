"""Metrics, forms, areas and queues are told by the key of their names, whatever the spelling and the order."""

import itertools
import json
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers import area_names
from coaching.importers.run import import_paths
from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.ui.pages import evaluation_view, monitor_view
from tests import databases
from tests.importers.export import FORM as PHONE_SHOP
from tests.importers.export import assignment, conversation, load, page, rows, write
from tests.importers.test_any_order import check_daily_totals
from tests.words.test_name_key import spellings

FORM: dict[str, Any] = {
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


@pytest.mark.parametrize("order", list(itertools.permutations(("form.json", "answers.json", "other.json"))))
@pytest.mark.parametrize(
    ("form", "other_form", "metric_id"),
    [(None, "Bakery", "q-id"), ("Bakery", PHONE_SHOP["name"], "name:checks the account")],
)
def test_a_metric_without_an_id_is_of_the_form_of_its_own_record(
    database: Database, tmp_path: Path, order: tuple[str, ...], form: str | None, other_form: str, metric_id: str
) -> None:
    answered = {"Metric Name": "Checks the account", "Qualification": "YES", "Auditor Response": "NO"}
    audited = {"Auditor Name": "Sol", "Audit Date": "2026-05-04T09:00:00Z", "Metrics": [answered]}
    files = {
        "form.json": PHONE_SHOP,
        "answers.json": page(conversation("k-1", **audited, **{"Evaluation Form Name": form})),
        "other.json": page(
            conversation("k-1", **{"Evaluation Form Name": other_form, "evaluatedAt": "2026-05-05T09:00:00Z"})
        ),
    }
    for name in order:
        load(database, tmp_path / name, {name: files[name]})
    assert rows(database, "SELECT form_id FROM interactions") == [(other_form,)]
    assert rows(database, "SELECT DISTINCT metric_id FROM metric_results") == [(metric_id,)]
    assert rows(database, "SELECT metric_id FROM audit_answers") == [(metric_id,)]
    check_daily_totals(database)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_queue_is_known_by_its_id_or_by_its_name(database: Database, tmp_path: Path, order: tuple[int, ...]) -> None:
    said = ({"Queue ID": "Returns"}, {"Queue Name": "Returns"}, {"Queue ID": "RETURNS", "Queue Name": "Returns"})
    for place in order:
        record = conversation(f"k-{place}", Queues=[said[place]])
        load(database, tmp_path / str(place), {"page.json": page(record)})
    assert rows(database, "SELECT interaction_id, queue_id FROM interactions ORDER BY ALL") == [
        ("k-0", "Returns"),
        ("k-1", "returns"),
        ("k-2", "RETURNS"),
    ]


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


@pytest.mark.storage
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


def test_every_table_that_names_areas_follows_the_spelling_of_the_form(database: Database, tmp_path: Path) -> None:
    columns = rows(
        database, "SELECT table_name, column_name FROM information_schema.columns WHERE column_name LIKE '%area%'"
    )
    worked_out = {("interactions", name) for name in ("failed_areas", "failed_areas_text", "met_areas")}
    worked_out |= {(table, "coaching_area") for table in daily_totals.TABLES}
    assert set(columns) - worked_out == {
        *((table, "coaching_area") for table in area_names.IN_ROWS),
        *((table, "coaching_areas") for table in area_names.IN_LISTS),
    }
    load(database, tmp_path / "1", {"form.json": FORM})
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO templates VALUES ('Tone of voice', 'Well', 'Work', ['Read'], 1)")
        cursor.execute("INSERT INTO own_templates VALUES ('sam', 'Tone of voice', 'Well', 'Work', ['Read'], 1)")
        for subject in ("template", "group"):
            cursor.execute(f"""
                INSERT INTO changes
                VALUES ('{subject}', 'Tone of voice', 'sam', '2026-03-01', 1, 'work_on', NULL, 'Work')""")
        cursor.execute("""
            INSERT INTO marks VALUES ('m', 'ana', 'k-1', 'sam', '2026-03-01', ['Other', 'Tone of voice'], '')""")
        cursor.execute("""
            INSERT INTO groups VALUES ('g', 'New', '', ['Tone of voice', 'Other'], 'sam', '2026-03-01', 1, NULL)""")
    shouted = [metric | {"coaching_area": "TONE of voice"} for metric in FORM["metrics"]]
    load(database, tmp_path / "2", {"form.json": FORM | {"metrics": shouted}})
    for table in ("metrics", "templates", "own_templates"):
        assert rows(database, f"SELECT DISTINCT coaching_area FROM {table}") == [("TONE of voice",)]
    assert rows(database, "SELECT subject, subject_id FROM changes ORDER BY subject") == [
        ("group", "Tone of voice"),
        ("template", "TONE of voice"),
    ]
    assert rows(database, "SELECT coaching_areas FROM marks") == [(["Other", "TONE of voice"],)]
    assert rows(database, "SELECT coaching_areas FROM groups") == [(["TONE of voice", "Other"],)]


@pytest.mark.storage
def test_what_is_kept_as_json_follows_the_spelling_of_the_form(database: Database, tmp_path: Path) -> None:
    """Filters still find what they found, and forms that are being filled in lose nothing; what was typed stays."""
    kept = rows(database, "SELECT table_name FROM information_schema.columns WHERE column_name = 'content'")
    assert {table for (table,) in kept} == set(area_names.IN_JSON)
    load(database, tmp_path / "1", {"form.json": FORM})
    old, new = "Tone of voice", "TONE of voice"

    def drafted(area: str) -> dict[str, Any]:
        of_draft = {"coaching_areas": [area, "Other"], "confirmed": [f"sam\nnot failed\n{area}"], "went_well": old}
        return of_draft | {"drafted": {"work_on": {f"failed\n{area}\ngreets": old}}, "base": {"coaching_areas": [area]}}

    def contents(area: str) -> list[tuple[str, str, dict[str, Any] | None]]:
        return [
            ("assignment", "agent:ana", drafted(area)),
            ("audit", "k-1", None),
            ("words", "group 1:g", {"texts": {"coaching_areas": [area], "name": old}, "writers": {}}),
            ("words", f"own_template 3:{area}", {"texts": {"went_well": old}, "writers": {}}),
            ("words", f"template 12:{area}", {"texts": {"went_well": old}, "writers": {}}),
        ]

    filters = {evaluation_view.AREA: [old], evaluation_view.SAID: [old], evaluation_view.TOPIC: [old]}
    monitored = {monitor_view.AREAS: [old, "Other"], monitor_view.TEAM: old}
    with database.transaction() as cursor:
        for form, subject, content in contents(old):
            said = "no JSON" if content is None else json.dumps(content)
            cursor.execute("INSERT INTO drafts VALUES ('sam', ?, ?, ?, '2026-03-01')", [form, subject, said])
        cursor.execute("INSERT INTO named_filters VALUES ('f', 'sam', ?, TRUE, ?)", [old, json.dumps(filters)])
        cursor.execute("INSERT INTO saved_filters VALUES ('sam', 'monitor', ?, '2026-03-01')", [json.dumps(monitored)])
    shouted = [metric | {"coaching_area": new} for metric in FORM["metrics"]]
    load(database, tmp_path / "2", {"form.json": FORM | {"metrics": shouted}})
    found = rows(database, "SELECT form, subject_id, content FROM drafts ORDER BY form, subject_id")
    read = [(form, subject, None if said == "no JSON" else json.loads(said)) for form, subject, said in found]
    assert read == contents(new)
    [(name, said)] = rows(database, "SELECT name, content FROM named_filters")
    assert (name, json.loads(said)) == (old, filters | {evaluation_view.AREA: [new]})
    [(said,)] = rows(database, "SELECT content FROM saved_filters")
    assert json.loads(said) == monitored | {monitor_view.AREAS: [new, "Other"]}


def test_a_form_may_not_have_a_name_twice(database: Database, tmp_path: Path) -> None:
    twice = {"name": "F", "metrics": [{"name": "Greets", "weight": 1}, {"name": "GREETS ", "weight": 2}]}
    report = load(database, tmp_path, {"form.json": twice})
    assert [refusal.field for refusal in report.refusals] == ["metric 2, metric_id"]


def hello(conversation_id: str, form: str | None, name: str, weight: float, *more: dict[str, Any]) -> dict[str, Any]:
    said = {"Metric Name": name, "Qualification": "NO", "Metric Weight": weight}
    return conversation(conversation_id, Metrics=[said, *more], **{"Evaluation Form Name": form})


@pytest.mark.parametrize("order", list(itertools.permutations(("form.json", "1.json", "2.json"))))
def test_what_is_known_of_a_metric_without_an_id_does_not_depend_on_when_a_form_comes(
    database: Database, tmp_path: Path, order: tuple[str, ...]
) -> None:
    files = {
        "form.json": PHONE_SHOP,
        "1.json": page(hello("k-1", "Bakery", "says HELLO", 3), hello("k-2", None, "Says hello", 5)),
        "2.json": page(hello("k-3", "Phone shop", "SAYS hello", 7, {"Metric ID": "q-hello", "Qualification": "YES"})),
    }
    write(tmp_path, files)
    for name in order:
        import_paths(database, [tmp_path / name])
    assert rows(database, "SELECT metric_id, name, weight FROM metrics WHERE form_id IS NULL") == [
        ("name:says hello", "SAYS hello", 3.0)
    ]
    assert rows(database, "SELECT interaction_id, metric_id FROM metric_results ORDER BY ALL") == [
        ("k-1", "name:says hello"), ("k-2", "q-hello"), ("k-3", "q-hello")
    ]  # fmt: skip
    named = "SELECT subject_id FROM newest_values WHERE subject LIKE 'metric%' ORDER BY ALL"
    assert [name for (name,) in rows(database, named)] == ["SAYS hello", "Says hello", "says HELLO"]
