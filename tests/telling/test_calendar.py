"""Follow-ups in a calendar: whose, what is in the file, and who gets it at an address."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.testclient import TestClient

from coaching.storage.database import Database
from coaching.telling import calendar_addresses
from coaching.telling.calendar_addresses import FollowUp
from coaching.telling.calendar_file import calendar_file
from coaching.ui.shell import calendar_route
from coaching.words.refusals import NotAllowedError
from tests.centre import decide
from tests.permission_marks import permission_of

ANA, BEN, SAM, LEE, NED = (f"{name}@example.com" for name in ("ana", "ben", "sam", "lee", "ned"))
NOW = datetime(2026, 11, 30, 12)


def change(database: Database, sql: str, *values: object) -> None:
    with database.transaction() as cursor:
        cursor.execute(sql, list(values))


def asked_for(database: Database, calendar_id: str, secret: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr(calendar_route, "database", lambda: database)
    with TestClient(Starlette(routes=[calendar_route.route()])) as client:
        found = client.get(f"/calendar/{calendar_id}/{secret}.ics")
    assert found.headers["cache-control"] == "no-store"
    return found.status_code, found.text


@permission_of(
    calendar_addresses.follow_ups,
    calendar_addresses.has_address,
    calendar_addresses.make_address,
    calendar_addresses.stop_address,
)
@pytest.mark.storage
def test_everybody_has_their_own_follow_ups_and_those_they_coach(small_centre: Database) -> None:
    def ids(viewer: str) -> set[str]:
        return {each.assignment_id for each in calendar_addresses.follow_ups(small_centre, viewer)}

    assert ids(ANA) == {"ca-ana", "ca-ana-old"}
    assert ids(SAM) == {"ca-ana", "ca-ana-old", "ca-ben"}
    assert ids(LEE) == {"ca-cleo"}
    assert ids(NED) == ids("stranger@example.com") == set()
    change(small_centre, "INSERT INTO outcomes VALUES ('ca-ana-old', ?, '2026-01-01', 'closed', '')", SAM)
    change(small_centre, "UPDATE assignments SET withdrawn_at = '2026-01-01' WHERE assignment_id = 'ca-ben'")
    assert (ids(ANA), ids(BEN), ids(SAM)) == ({"ca-ana"}, set(), {"ca-ana"})
    for viewer in (NED, "stranger@example.com"):
        for command in (calendar_addresses.make_address, calendar_addresses.stop_address):
            with pytest.raises(NotAllowedError):
                command(small_centre, viewer)
        assert not calendar_addresses.has_address(small_centre, viewer)


@pytest.mark.storage
def test_an_address_gives_its_owners_follow_ups_until_it_ends(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = calendar_addresses.make_address(small_centre, ANA)
    status, text = asked_for(small_centre, *first, monkeypatch)
    assert status == 200
    assert {str(event["uid"]) for event in Calendar.from_ical(text).walk("VEVENT")} == {
        "ca-ana@coaching", "ca-ana-old@coaching",
    }  # fmt: skip
    other = calendar_addresses.make_address(small_centre, SAM)
    second = calendar_addresses.make_address(small_centre, ANA)
    assert asked_for(small_centre, *second, monkeypatch)[0] == 200
    nothing = (404, "")
    assert asked_for(small_centre, *first, monkeypatch) == nothing  # another one took its place
    for wrong in ((second[0], other[1]), (second[0], second[1][:-1]), (second[0], "é"), ("none", second[1])):
        assert asked_for(small_centre, *wrong, monkeypatch) == nothing
    calendar_addresses.stop_address(small_centre, ANA)
    assert asked_for(small_centre, *second, monkeypatch) == nothing
    assert not calendar_addresses.has_address(small_centre, ANA)
    assert asked_for(small_centre, *other, monkeypatch)[0] == 200


def test_an_address_of_somebody_who_may_do_nothing_any_more_is_none(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = calendar_addresses.make_address(small_centre, ANA)
    change(small_centre, "UPDATE people SET permissions = [] WHERE person_id = ?", ANA)  # as for the deactivated
    assert asked_for(small_centre, *made, monkeypatch) == (404, "")


def test_the_secret_is_stored_nowhere(small_centre: Database) -> None:
    _, secret = calendar_addresses.make_address(small_centre, ANA)
    assert secret not in str(small_centre.rows("FROM calendar_addresses"))
    assert len(secret) >= 43  # 256 bits


def test_agents_are_named_only_where_the_centre_says_so(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = calendar_addresses.make_address(small_centre, SAM)
    assert "Ana Alves" not in asked_for(small_centre, *made, monkeypatch)[1]
    decide(small_centre, mail_says_more="yes")
    assert "Ana Alves" in asked_for(small_centre, *made, monkeypatch)[1]


@given(
    name=st.text(max_size=120), agent=st.none() | st.text(max_size=60), on=st.dates(date(2000, 1, 1), date(2100, 1, 1))
)
def test_a_follow_up_is_one_whole_day_whatever_its_name(name: str, agent: str | None, on: date) -> None:
    found = FollowUp(assignment_id="ca-1", name=name, agent=agent, on=on)
    made = calendar_file(
        [found], public_address="https://c.example/", zone=ZoneInfo("Pacific/Auckland"), says_more=True, made_at=NOW
    )
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (on, on + timedelta(days=1))
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"}
    assert str(event["url"]) == "https://c.example/assignment?assignment=ca-1"
