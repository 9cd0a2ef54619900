"""Does `.ci/run` name every statement of the app that ran on a database file and on no other database?"""

import json
from pathlib import Path

import pytest

from coaching.people import people
from coaching.storage import drafts
from coaching.storage.database import Database
from tests import statements
from tests.statements import Ran, left_out, parts


@pytest.mark.parametrize(
    "same",
    [
        "SELECT name FROM people WHERE team = 'South' AND age > 7",
        "SELECT name FROM people WHERE team = $other AND age > $least",
        "SELECT name -- of whom\n  FROM people\n WHERE team = 'it''s, or is it' AND age > 1.5",
    ],
)
def test_values_and_spaces_make_no_difference(same: str) -> None:
    assert parts(same) == parts("SELECT name FROM people WHERE team = ? AND age > ?")


def test_the_number_of_values_makes_no_difference() -> None:
    assert parts("DELETE FROM t WHERE a IN ($key_0, $key_1, $key_2)") == parts("DELETE FROM t WHERE a IN ($key_0)")
    assert parts("INSERT INTO t VALUES (?, ?), (?, ?)") == parts("INSERT INTO t VALUES (?, ?)")


@pytest.mark.parametrize(
    "other",
    [
        "SELECT name FROM people WHERE team = ? AND height > ?",
        "SELECT count(*) FROM people WHERE team = ? AND age > ?",
        "SELECT name FROM people WHERE team = ? AND age > ? AND language = ?",
    ],
)
def test_another_column_or_condition_is_another_part(other: str) -> None:
    assert parts(other) - parts("SELECT name FROM people WHERE team = ? AND age > ?")


@pytest.fixture
def noted(small_centre: Database, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What is noted from here on, after the centre was made."""
    found: set[str] = set()
    monkeypatch.setattr(statements, "_parts", found)
    monkeypatch.setattr(statements, "_noted", set())
    statements.note_all(monkeypatch)
    return found


def test_a_statement_of_the_app_is_noted_with_its_place(noted: set[str], small_centre: Database) -> None:
    people.viewer_chosen(small_centre, "sam@example.com")
    assert noted
    assert {statement.partition(":")[0] for statement in noted} == {"people/people.py"}


def test_a_statement_of_a_test_is_not_noted(noted: set[str], small_centre: Database) -> None:
    small_centre.query("SELECT count(*) AS n FROM people")
    with small_centre.transaction(writes=["people"]) as cursor:
        cursor.execute("DELETE FROM people")
    assert not noted


def test_a_statement_of_the_room_of_storage_is_not_noted(noted: set[str], small_centre: Database) -> None:
    """Its own tests run on each database; whoever calls it needs no test of their own there."""
    assert drafts.get(small_centre, "sam@example.com", "words", "nothing") is None
    assert not noted


def test_what_a_later_run_left_out_is_named() -> None:
    runs = [
        (Ran.FIRST, ["a: x", "a: y"]),
        (Ran.FIRST, ["b: z"]),
        (Ran.NEXT, ["a: x", "b: z", "a: of its own"]),
        (Ran.NEXT, ["a: y"]),
        (Ran.LAKE, ["b: z", "a: x"]),
    ]
    assert left_out(runs) == {Ran.NEXT: [], Ran.LAKE: ["a: y"]}


@pytest.mark.parametrize(
    ("missing", "code"), [(0, 0), (statements.MOST_LEFT_OUT, 0), (statements.MOST_LEFT_OUT + 1, 1)]
)
def test_more_than_a_few_statements_that_were_left_out_fail(tmp_path: Path, missing: int, code: int) -> None:
    every = [f"a: {number}" for number in range(100)]
    for place, (ran, noted) in enumerate({Ran.FIRST: every, Ran.NEXT: every, Ran.LAKE: every[missing:]}.items()):
        (tmp_path / f"{place}.statements").write_text(json.dumps({"ran": ran, "parts": noted}))
    assert statements.main(tmp_path) == code


def test_where_nothing_was_noted_it_fails(tmp_path: Path) -> None:
    assert statements.main(tmp_path) == 1
