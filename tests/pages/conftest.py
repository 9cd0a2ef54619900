"""Pages run against a real database with the small centre in it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.ui.shell import session
from tests import simulated_centre
from tests.centre import conclude_all_coaching, decide
from tests.pages.monitored import ANA, change, today


@pytest.fixture
def settings_of_app(centre_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app finds the centre, and everything else is as it comes."""
    monkeypatch.setenv("COACHING_DATABASE", centre_file)
    for name in ("COACHING_SIGN_IN", "COACHING_PROXY_HEADER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def centre(settings_of_app: None) -> Iterator[Database]:
    """The app's own connection to the centre: what a test writes through it, the page reads."""
    yield session.database()
    session.close_database()


@pytest.fixture
def read_in_new_york(centre: Database) -> None:
    """The newest interaction, c-ana-1, began on the 1st of March there, by UTC on the 2nd; all others days before."""
    decide(centre, time_zone="America/New_York")
    with centre.transaction() as cursor:
        cursor.execute("""
            UPDATE interactions SET started_at = CASE interaction_id WHEN 'c-ana-1' THEN TIMESTAMP '2026-03-02 02:00'
                                                 ELSE TIMESTAMP '2026-02-25 12:00' END""")
        daily_totals.rebuild(cursor)


@pytest.fixture
def nothing_is_open(centre: Database) -> None:
    """The coaching that the centre has is over: it would be in doubt whether more of it is meant."""
    conclude_all_coaching(centre)


@pytest.fixture
def scored(centre: Database) -> Database:
    """An interaction of today, and Ana's Accuracy before and after ca-ana (three days ago): from 50 to 90. Compliance
    has a single day after it, Etiquette none."""
    change(
        centre,
        "INSERT INTO interactions BY NAME SELECT * REPLACE ('c-today' AS interaction_id, "
        "now()::TIMESTAMP AS started_at, now()::TIMESTAMP AS ended_at) "
        "FROM interactions WHERE interaction_id = 'c-ben-1'",
        f"INSERT INTO agent_daily VALUES ('{ANA}', 'q-1', 'chat', '{today()}', 4, 4, 330, 0, 0, 0, 0)",
    )
    assigned = centre.first("SELECT assigned_at::DATE AS assigned FROM assignments WHERE assignment_id = 'ca-ana'")
    assert assigned is not None
    days = {
        "Accuracy": {-7: 5, -6: 6, -1: 4, 1: 8, 2: 9, 3: 10},
        "Compliance": {-2: 5, -1: 5, 2: 6},
        "Etiquette": {-2: 5, -1: 5},
    }
    with centre.transaction() as cursor:
        for area, earned in days.items():
            for number, points in earned.items():
                on = assigned["assigned"] + timedelta(number)
                cursor.execute(
                    "INSERT INTO area_daily VALUES (?, 'q-1', 'chat', ?, ?, ?, 10, 2)", [ANA, area, on, points]
                )
    return centre


@pytest.fixture
def simulated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The app's own connection to a simulated centre in which coaching added five points."""
    file = str(tmp_path_factory.mktemp("simulated") / "centre.duckdb")
    Database(file).close()
    monkeypatch.setenv("COACHING_DATABASE", file)
    database = session.database()
    simulated_centre.fill(database)
    return database
