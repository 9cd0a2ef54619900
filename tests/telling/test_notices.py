"""Notices: who is told what, who may still read it, and when it is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from coaching.assignments import assigning, discussion, marks, requests, withdrawing
from coaching.assignments.discussion import Outcome
from coaching.intake.import_log import Ended, ImportLog
from coaching.intake.request import CameBy
from coaching.people.notices import Kind
from coaching.storage.database import Database
from coaching.telling import notice_list
from coaching.telling.daily_notices import LOOKS_BACK, tell_of_follow_ups, tell_of_old_data
from coaching.telling.rules import PAGES, RULES, Standing, may_read
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.refusals import RefusedError
from tests.assignments.assignable_draft import GOOD, TODAY
from tests.centre import PEOPLE, conclude_all_coaching
from tests.permission_marks import permission_of

ANA, BEN, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "lee", "kim"))
NOW = datetime(2026, 12, 1, 8)


def told(database: Database) -> list[tuple[str, str, str]]:
    """Every notice that is stored: who, kind, about what."""
    rows = database.rows("SELECT person_id, kind, about FROM notices ORDER BY written_at, kind, person_id")
    return [(row["person_id"], row["kind"], row["about"]) for row in rows]


def seen(database: Database, viewer: str) -> list[str]:
    """The kinds of notices that somebody finds, the newest first."""
    return [each.kind.value for each in notice_list.notices(database, viewer)]


def change(database: Database, sql: str, *values: object) -> None:
    with database.transaction() as cursor:
        cursor.execute(sql, list(values))


def administrator(database: Database, person: str) -> None:
    change(database, "UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = ?", person)


@pytest.mark.storage
def test_an_agent_is_told_what_becomes_of_their_assignment(small_centre: Database) -> None:
    conclude_all_coaching(small_centre)
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    found = assigning.assignment_to_edit(small_centre, SAM, made)
    assert found is not None
    _, draft, version = found
    assigning.edit(small_centre, SAM, made, replace(draft, name="Another name"), version, TODAY)
    assert seen(small_centre, ANA) == ["changed", "assigned"]
    withdrawing.withdraw(small_centre, SAM, made, "A mistake")
    assert seen(small_centre, ANA) == ["withdrawn"]  # what was said of it before is gone with it
    withdrawing.put_back(small_centre, SAM, made)
    assert seen(small_centre, ANA) == ["assigned", "changed", "assigned"]
    assert {person for person, *_ in told(small_centre)} == {ANA}


@pytest.mark.storage
def test_what_is_said_is_told_to_the_other_side(small_centre: Database) -> None:
    discussion.write_note(small_centre, ANA, "ca-ana", "Why?")
    discussion.write_note(small_centre, ANA, "ca-ana", "Why?")  # a second click
    discussion.write_note(small_centre, KIM, "ca-ana", "Because.")
    change(small_centre, "UPDATE assignments SET follow_up_on = ? WHERE assignment_id = 'ca-ana'", date(2026, 1, 1))
    discussion.record_outcome(small_centre, SAM, "ca-ana", Outcome.CLOSED, "Enough", date(2026, 1, 2))
    assert told(small_centre) == [(SAM, "note", "ca-ana"), (ANA, "note", "ca-ana"), (ANA, "outcome", "ca-ana")]


def test_a_note_is_told_to_all_supervisors_where_whoever_assigned_it_may_not_coach(small_centre: Database) -> None:
    change(small_centre, "UPDATE assignments SET assigned_by = ? WHERE assignment_id = 'ca-ana'", LEE)
    discussion.write_note(small_centre, ANA, "ca-ana", "Why?")
    assert told(small_centre) == [(SAM, "note", "ca-ana")]


@pytest.mark.storage
def test_a_request_is_told_to_the_supervisors_and_gone_once_it_is_taken_back(small_centre: Database) -> None:
    asked = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    marks.mark(small_centre, SAM, "c-ana-2", ["Accuracy"], "")  # nobody asked for this one
    assert told(small_centre) == [(SAM, "request", asked)]
    (notice,) = notice_list.notices(small_centre, SAM)
    assert (notice.agent, notice.page, notice.parameters) == ("Ana Alves", "marked-for-coaching", {"agent": ANA})
    requests.take_back(small_centre, ANA, asked)
    assert seen(small_centre, SAM) == []


@pytest.mark.parametrize(
    "refused",
    [
        lambda database: discussion.write_note(database, BEN, "ca-ana", "Mine?"),
        lambda database: withdrawing.withdraw(database, LEE, "ca-ana", "Mine?"),
        lambda database: withdrawing.withdraw(database, SAM, "ca-ana", ""),
        lambda database: marks.ask(database, BEN, "c-ana-1", ["Accuracy"], ""),
        lambda database: assigning.create(database, LEE, ANA, GOOD, TODAY),
    ],
)
def test_a_refused_command_tells_nobody(small_centre: Database, refused: Callable[[Database], object]) -> None:
    with pytest.raises(RefusedError):
        refused(small_centre)
    assert told(small_centre) == []


@pytest.mark.storage
def test_follow_ups_are_told_once_however_often_the_day_is_run(small_centre: Database) -> None:
    day = small_centre.rows("SELECT follow_up_on FROM assignments WHERE assignment_id = 'ca-ana'")[0]["follow_up_on"]
    for _ in range(2):
        tell_of_follow_ups(small_centre, day - timedelta(days=1), NOW)
    of_ana = [each for each in told(small_centre) if each[2] == "ca-ana"]
    assert of_ana == [(ANA, "follow_up_tomorrow", "ca-ana"), (SAM, "follow_up_tomorrow", "ca-ana")]
    for _ in range(2):
        tell_of_follow_ups(small_centre, day + timedelta(days=1), NOW + timedelta(days=2))
    assert [each for each in told(small_centre) if each[2] == "ca-ana"][2:] == [
        (ANA, "overdue", "ca-ana"), (SAM, "overdue", "ca-ana"),
    ]  # fmt: skip
    change(small_centre, "UPDATE assignments SET follow_up_on = ? WHERE assignment_id = 'ca-ana'", day + timedelta(9))
    assert not {"overdue", "follow_up_tomorrow"} & {
        each.kind for each in notice_list.notices(small_centre, ANA) if each.assignment_id == "ca-ana"
    }  # it was put off
    tell_of_follow_ups(small_centre, day + timedelta(days=8), NOW + timedelta(days=9))
    assert (ANA, "follow_up_tomorrow", "ca-ana") in told(small_centre)[4:]


@pytest.mark.parametrize(("days", "expected"), [(-2, 0), (-1, 1), (0, 0), (1, 1), (7, 1), (8, 0)])
def test_which_days_are_told(small_centre: Database, days: int, expected: int) -> None:
    assert timedelta(days=7) == LOOKS_BACK
    day = small_centre.rows("SELECT follow_up_on FROM assignments WHERE assignment_id = 'ca-ben'")[0]["follow_up_on"]
    tell_of_follow_ups(small_centre, day + timedelta(days=days), NOW)
    assert len([each for each in told(small_centre) if each[0] == BEN]) == expected


@pytest.mark.parametrize(
    "over",
    [
        "INSERT INTO outcomes VALUES ('ca-ben', 'sam@example.com', '2026-01-01', 'closed', '')",
        "UPDATE assignments SET withdrawn_at = '2026-01-01' WHERE assignment_id = 'ca-ben'",
    ],
)
def test_what_is_over_is_told_nobody(small_centre: Database, over: str) -> None:
    change(small_centre, over)
    day = small_centre.rows("SELECT follow_up_on FROM assignments WHERE assignment_id = 'ca-ben'")[0]["follow_up_on"]
    for days in (-1, 1):
        tell_of_follow_ups(small_centre, day + timedelta(days=days), NOW)
    assert BEN not in {person for person, *_ in told(small_centre)}


def test_what_was_reviewed_is_not_overdue(small_centre: Database) -> None:
    change(small_centre, "INSERT INTO openings VALUES ('ca-ben', 'c-ben-1', 'ben@example.com', '2026-01-01')")
    day = small_centre.rows("SELECT follow_up_on FROM assignments WHERE assignment_id = 'ca-ben'")[0]["follow_up_on"]
    tell_of_follow_ups(small_centre, day + timedelta(days=1), NOW)
    assert BEN not in {person for person, *_ in told(small_centre)}


@pytest.mark.storage
def test_administrators_are_told_of_failed_imports_and_of_old_data(small_centre: Database) -> None:
    administrator(small_centre, KIM)
    log = ImportLog(small_centre)
    ids = []
    for ended in (Ended.COMPLETE, Ended.FAILED, Ended.FAILED):  # the last one is the same files again
        ids.append(log.begin(came_by=CameBy.INBOX, begun_by=None, account=None, files=[]))
        log.end(ids[-1], ended, None, "")
    died = log.begin(came_by=CameBy.COMMAND, begun_by=None, account="root", files=[])
    log.close_open()
    newest, limit = NOW - timedelta(hours=49), timedelta(hours=48)
    for old, now in ((newest, NOW), (newest, NOW + timedelta(hours=1)), (NOW, NOW), (None, NOW)):
        tell_of_old_data(small_centre, old, limit, now)
    assert sorted(told(small_centre)) == sorted(
        [(KIM, "import_failed", ids[1]), (KIM, "import_failed", died), (KIM, "data_too_old", "")]
    )
    change(small_centre, "UPDATE people SET permissions = [] WHERE person_id = ?", KIM)
    assert seen(small_centre, KIM) == []


def test_every_kind_has_a_rule_a_page_and_its_words() -> None:
    assert set(RULES) == set(PAGES) == set(Kind)
    assert set(PAGES.values()) <= set(navigation.FILES)
    assert {key.removesuffix("_of_agent") for key in wording.NOTICE_SAYS} == set(Kind)


def test_nobody_reads_what_they_have_nothing_to_do_with() -> None:
    for kind, withdrawn in product(Kind, (False, True)):
        nothing = Standing(withdrawn=withdrawn, follow_up_on=date(2026, 12, 1))
        assert not may_read(kind, nothing, "2026-12-01"), kind


@permission_of(notice_list.notices, notice_list.unread, notice_list.record_read)
def test_a_notice_is_gone_for_whoever_may_no_longer_see_what_it_is_about(small_centre: Database) -> None:
    day = small_centre.rows("SELECT follow_up_on FROM assignments WHERE assignment_id = 'ca-ana'")[0]["follow_up_on"]
    tell_of_follow_ups(small_centre, day - timedelta(days=1), NOW)
    discussion.write_note(small_centre, ANA, "ca-ana", "Why?")
    everybody = [email for email, *_ in PEOPLE]
    assert {each for each in everybody if "follow_up_tomorrow" in seen(small_centre, each)} >= {ANA, SAM}
    assert seen(small_centre, BEN) == seen(small_centre, LEE) == seen(small_centre, "stranger@example.com") == []

    (of_ana,) = [each for each in notice_list.unread(small_centre, ANA) if each.assignment_id == "ca-ana"]
    notice_list.record_read(small_centre, BEN, [of_ana.notice_id])  # not his
    assert of_ana in notice_list.unread(small_centre, ANA)

    change(small_centre, "DELETE FROM supervisions WHERE supervisor_id = ?", SAM)
    change(small_centre, "UPDATE people SET permissions = ['agent_dashboard'] WHERE person_id = ?", ANA)
    assert seen(small_centre, SAM) == seen(small_centre, ANA) == []
    assert notice_list.unread(small_centre, SAM) == []


@pytest.mark.storage
def test_a_notice_is_read_once(small_centre: Database) -> None:
    discussion.write_note(small_centre, SAM, "ca-ana", "Hello")
    (notice,) = notice_list.unread(small_centre, ANA)
    for _ in range(2):
        notice_list.record_read(small_centre, ANA, [notice.notice_id])
    assert notice_list.unread(small_centre, ANA) == []
    assert [each.read for each in notice_list.notices(small_centre, ANA)] == [True]
    assert len(small_centre.rows("FROM notices_read")) == 1


@pytest.mark.parametrize(
    ("page", "query", "expected"),
    [
        ("assignment", {"assignment": "ca-ana", "viewer": ANA}, True),
        ("interaction", {"assignment": "ca-ana", "interaction": "c-ana-1"}, True),
        ("assignment", {"assignment": "ca-ana-old"}, False),
        ("my-coaching", {}, False),
        ("marked-for-coaching", {"agent": ANA}, False),
    ],
)
def test_a_notice_is_read_where_it_leads_to(
    small_centre: Database, page: str, query: dict[str, str], expected: bool
) -> None:
    discussion.write_note(small_centre, SAM, "ca-ana", "Hello")
    (notice,) = notice_list.unread(small_centre, ANA)
    assert notice.is_at(page, query) is expected


def test_only_the_newest_are_listed(small_centre: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_list, "MOST", 2)
    for number in range(3):
        discussion.write_note(small_centre, SAM, "ca-ana", f"Note {number}")
    assert len(notice_list.notices(small_centre, ANA)) == 2
    assert utc_now() >= notice_list.notices(small_centre, ANA)[0].written_at
