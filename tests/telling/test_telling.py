"""What runs beside the app: once a day, one process at a time."""

from datetime import datetime, timedelta

import pytest

from coaching.people import centre_settings
from coaching.storage.database import Database
from coaching.telling.telling import Rounds
from tests.centre import decide, let_administer

ANA, KIM = "ana@example.com", "kim@example.com"


def follow_up_of_ana(database: Database, on: str) -> None:
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET follow_up_on = '2020-01-01'")
        cursor.execute("UPDATE assignments SET follow_up_on = ? WHERE assignment_id = 'ca-ana'", [on])


def kinds(database: Database, person: str) -> list[str]:
    rows = database.rows("SELECT kind FROM notices WHERE person_id = $person ORDER BY written_at", {"person": person})
    return [row["kind"] for row in rows]


@pytest.mark.storage
def test_a_day_is_told_of_from_six_oclock_on_where_the_centre_is(small_centre: Database) -> None:
    follow_up_of_ana(small_centre, "2026-12-02")
    decide(small_centre, time_zone="Europe/Berlin")
    rounds = Rounds(small_centre)
    for now, expected in (
        (datetime(2026, 12, 1, 4, 59), []),
        (datetime(2026, 12, 1, 5), ["follow_up_tomorrow"]),  # six in Berlin
        (datetime(2026, 12, 1, 22, 59), ["follow_up_tomorrow"]),
        (datetime(2026, 12, 3, 5), ["follow_up_tomorrow", "overdue"]),
    ):
        assert rounds.go(now)
        assert kinds(small_centre, ANA) == expected
    assert Rounds(small_centre).go(datetime(2026, 12, 3, 9))  # after a restart
    assert kinds(small_centre, ANA) == ["follow_up_tomorrow", "overdue"]


def test_data_is_too_old_after_what_the_centre_says(small_centre: Database) -> None:
    let_administer(small_centre, KIM)
    follow_up_of_ana(small_centre, "2020-01-01")
    newest = small_centre.rows("SELECT max(started_at) AS at_last FROM interactions")[0]["at_last"]
    rounds = Rounds(small_centre)
    rounds.go(newest + timedelta(hours=71))
    assert kinds(small_centre, KIM) == []
    centre_settings.change(small_centre, KIM, {"data_too_old_hours": "70"})
    for _ in range(2):
        rounds.go(newest + timedelta(hours=71))
    assert kinds(small_centre, KIM) == ["data_too_old"]


def test_nobody_tells_while_another_has_the_turn(small_centre: Database) -> None:
    follow_up_of_ana(small_centre, "2026-12-02")
    with small_centre.telling.taken(lambda: None):
        assert not Rounds(small_centre).go(datetime(2026, 12, 1, 9))
    assert kinds(small_centre, ANA) == []
