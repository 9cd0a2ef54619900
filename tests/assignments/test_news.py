from datetime import datetime, timedelta

import pytest

from coaching.assignments import assignments, discussion, news
from coaching.assignments.news import News
from coaching.storage import change_log
from coaching.storage.database import Database
from coaching.words.days import utc_now
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

ANA, BEN, CLEO, SAM = "ana@example.com", "ben@example.com", "cleo@example.com", "sam@example.com"


def read(centre: Database, viewer: str, assignment_id: str) -> None:
    news.record_read(centre, viewer, assignment_id, news.unread(centre, viewer)[assignment_id])


def change(centre: Database, fields: dict[str, tuple[str | None, str | None]], by: str = SAM) -> None:
    with centre.transaction() as cursor:
        at = change_log.next_instant(cursor, "assignment", ["ca-ana"])
        change_log.append(cursor, "assignment", ["ca-ana"], by, at, fields)


def kinds(centre: Database, viewer: str = ANA) -> dict[str, tuple[News, ...]]:
    return {assignment_id: new.kinds for assignment_id, new in news.unread(centre, viewer).items()}


def test_an_assignment_is_new_until_its_agent_has_it_open(small_centre: Database) -> None:
    assert kinds(small_centre) == {"ca-ana": (News.ASSIGNED,), "ca-ana-old": (News.ASSIGNED,)}
    read(small_centre, ANA, "ca-ana")
    assert kinds(small_centre) == {"ca-ana-old": (News.ASSIGNED,)}
    assignments.record_opening(small_centre, ANA, "ca-ana-old", "c-ana-3")  # by a link to its interaction
    assert kinds(small_centre) == {}


def test_what_others_do_is_new_until_it_was_read(small_centre: Database) -> None:
    for assignment_id in ("ca-ana", "ca-ana-old"):
        read(small_centre, ANA, assignment_id)
    discussion.write_note(small_centre, SAM, "ca-ana", "How is it going?")
    change(small_centre, {"follow_up_on": ("1 Mar 2026", "8 Mar 2026"), "work_on": ("", "Listen")})
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "training", "A course.", utc_now().date())
    found = news.unread(small_centre, ANA)
    assert found["ca-ana"].kinds == (News.ANSWERED, News.CHANGED)
    assert set(found["ca-ana"].fields) == {"follow_up_on", "work_on"}
    assert found["ca-ana-old"].kinds == (News.CONCLUDED,)
    read(small_centre, ANA, "ca-ana")
    assert kinds(small_centre) == {"ca-ana-old": (News.CONCLUDED,)}
    discussion.write_note(small_centre, SAM, "ca-ana", "Well?")
    assert kinds(small_centre)["ca-ana"] == (News.ANSWERED,)
    discussion.write_note(small_centre, ANA, "ca-ana", "Well.")  # whoever writes has read what was there
    assert "ca-ana" not in kinds(small_centre)


def test_whoever_writes_a_note_has_read_the_notes_and_nothing_else(small_centre: Database) -> None:
    """A note that is sent draws the notes anew, and not the plan that was changed or the outcome meanwhile."""
    read(small_centre, ANA, "ca-ana")
    discussion.write_note(small_centre, SAM, "ca-ana", "How is it going?")
    change(small_centre, {"action_plan": ("Listen", "Listen twice")})
    discussion.write_note(small_centre, ANA, "ca-ana", "Well.")
    assert kinds(small_centre)["ca-ana"] == (News.CHANGED,)


@pytest.mark.parametrize("ahead", [timedelta(hours=20), timedelta(days=20_000)])
def test_an_assignment_that_is_dated_ahead_hides_nothing(small_centre: Database, ahead: timedelta) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE assignments SET assigned_at = ? WHERE assignment_id IN ('ca-ana', 'ca-ana-old')",
            [utc_now() + ahead],
        )
    read(small_centre, ANA, "ca-ana")
    assignments.record_opening(small_centre, ANA, "ca-ana-old", "c-ana-3")
    assert kinds(small_centre) == {}
    for assignment_id in ("ca-ana", "ca-ana-old"):
        discussion.write_note(small_centre, SAM, assignment_id, "How is it going?")
    assert kinds(small_centre) == {"ca-ana": (News.ANSWERED,), "ca-ana-old": (News.ANSWERED,)}


def test_what_was_read_in_a_future_that_nobody_believes_leaves_nothing_new_for_ever(small_centre: Database) -> None:
    """The clock was a year ahead for an hour, and an agent read something meanwhile."""
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO news_read VALUES ('ca-ana', ?, ?)", [ANA, datetime(2099, 1, 1)])
    read(small_centre, ANA, "ca-ana")
    discussion.write_note(small_centre, SAM, "ca-ana", "Now")
    assert kinds(small_centre)["ca-ana"] == (News.ANSWERED,)
    read(small_centre, ANA, "ca-ana")
    assert "ca-ana" not in kinds(small_centre)


def test_what_is_written_while_the_agent_reads_stays_new(small_centre: Database) -> None:
    read(small_centre, ANA, "ca-ana")
    discussion.write_note(small_centre, SAM, "ca-ana", "First")
    seen = news.unread(small_centre, ANA)["ca-ana"]
    discussion.write_note(small_centre, SAM, "ca-ana", "Second")
    news.record_read(small_centre, ANA, "ca-ana", seen)
    assert kinds(small_centre)["ca-ana"] == (News.ANSWERED,)
    rows = small_centre.query("FROM news_read")
    news.record_read(small_centre, ANA, "ca-ana", seen)
    assert len(small_centre.query("FROM news_read")) == len(rows)


@pytest.mark.storage
def test_what_is_for_supervisors_is_no_news(small_centre: Database) -> None:
    """Why an agent was chosen, and with which others, is told to supervisors alone."""
    read(small_centre, ANA, "ca-ana")
    change(small_centre, {"chosen_because": (None, "judgement"), "period_first": (None, "1 Mar 2026")})
    change(small_centre, {"without_feedback_because": (None, "we talked"), "put_back": (None, None)})
    assert "ca-ana" not in kinds(small_centre)


def test_a_note_of_a_future_that_nobody_believes_hides_nothing(small_centre: Database) -> None:
    far = datetime(2099, 1, 1)
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO notes VALUES ('far', 'ca-ana', ?, ?, 'Far away')", [SAM, far])
    read(small_centre, ANA, "ca-ana")
    assert small_centre.query("SELECT max(read_until) AS until FROM news_read")["until"].item() < far - timedelta(
        days=1
    )
    discussion.write_note(small_centre, SAM, "ca-ana", "Now")
    assert kinds(small_centre)["ca-ana"] == (News.ANSWERED,)


@permission_of(news.unread, news.record_read)
@pytest.mark.parametrize("person", [person for person, *_ in PEOPLE])
def test_only_its_own_agent_is_told_and_only_their_look_counts(small_centre: Database, person: str) -> None:
    own = {ANA: {"ca-ana", "ca-ana-old"}, BEN: {"ca-ben"}, CLEO: {"ca-cleo"}}
    assert set(news.unread(small_centre, person)) == own.get(person, set())
    if person == ANA:
        return
    news.record_read(small_centre, person, "ca-ana", news.unread(small_centre, ANA)["ca-ana"])
    assert "ca-ana" in news.unread(small_centre, ANA)


def test_a_withdrawn_assignment_has_no_news(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    assert set(news.unread(small_centre, ANA)) == {"ca-ana-old"}
