"""Mails, against a real mail server: what is in them, for whom, when, and what becomes of those it does not take."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coaching.assignments import discussion
from coaching.people import preferences
from coaching.people.notices import Kind, tell
from coaching.people.preferences import Preference, When, preference_of, when_mailed
from coaching.storage.database import Database
from coaching.telling import notice_list, outbox
from coaching.telling.letters import Sender, Told, letter
from coaching.telling.mailing import Mailer, Mailing
from coaching.telling.notice_list import Notice
from coaching.telling.outbox import GIVES_UP_AFTER
from coaching.telling.post import Post
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.reader import reader_of, reading_as
from tests.centre import decide, let_administer
from tests.servers import free_port
from tests.telling import mail_server
from tests.telling.mail_server import Mailbox

ANA, SAM, KIM = "ana@example.com", "sam@example.com", "kim@example.com"
AT_NOON = utc_now().replace(hour=12, minute=0)
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    with mail_server.running() as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(server: Mailbox) -> Mailbox:
    server.taken.clear()
    server.to_recipient = server.to_data = "250 OK"
    server.goes_away_after_data = False
    return server


def mailing(database: Database, port: int) -> Mailing:
    post = Post(host="127.0.0.1", port=port, security="none", seconds=5)
    return Mailing(
        database, Mailer(post=post, address="app@example.com", public_address="https://coaching.example.com")
    )


def tell_ana(database: Database, kind: Kind = Kind.ASSIGNED, occasion: str = "", at: datetime = AT_NOON) -> None:
    with database.transaction() as cursor:
        tell(cursor, kind, [(ANA, "ca-ana")], written_at=at, occasion=occasion, caused_by=SAM)


def call_it(database: Database, name: str) -> None:
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET name = ? WHERE assignment_id = 'ca-ana'", [name])


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def outcomes(database: Database) -> list[str | None]:
    return [row["outcome"] for row in database.rows("SELECT outcome FROM mails ORDER BY queued_at, mail_id")]


@pytest.mark.storage
def test_a_mail_has_the_name_and_a_link_and_is_sent_once(small_centre: Database, mailbox: Mailbox) -> None:
    tell_ana(small_centre)
    for _ in range(2):
        mailing(small_centre, mailbox.port).go(AT_NOON)  # as after a restart
    ((to, message),) = mailbox.taken
    assert to == [ANA]
    assert message["Subject"] == wording.MAIL_SAYS["assigned"].format(name="Coaching ca-ana")
    for kind in ("plain", "html"):
        said = text_of(message, kind)
        assert "https://coaching.example.com/assignment?assignment=ca-ana" in said
        assert not [word for word in ("Sam", "Soto", "Accuracy", "Good in") if word in said]
    assert outcomes(small_centre) == ["sent"]


def test_the_centre_may_let_mails_say_more(small_centre: Database, mailbox: Mailbox) -> None:
    decide(small_centre, mail_says_more="yes")
    tell_ana(small_centre)
    mailing(small_centre, mailbox.port).go(AT_NOON)
    said = text_of(mailbox.taken[0][1])
    assert "Sam Soto assigned you coaching: Coaching ca-ana" in said
    assert "Accuracy, Compliance, Etiquette" in said
    assert "Good in" not in said


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "Hello\r\nBcc: everybody@example.com",
        "Hello\nSubject: another\n\nbody",
        "Hello\r\n.\r\nMAIL FROM:<evil@example.com>",
        "\u2028Bcc: x@example.com\x0b\x85X: y",
        "=?utf-8?q?Hello=0D=0ABcc:_everybody=40example.com=0D=0A=0D=0Abody?=",
        "Größe ✓ שלום",
        '"><a href="https://evil.example">here</a>',
    ],
)
@pytest.mark.parametrize("says_more", ["no", "yes"])
def test_hostile_names_stay_text(small_centre: Database, mailbox: Mailbox, name: str, says_more: str) -> None:
    decide(small_centre, mail_says_more=says_more)
    call_it(small_centre, name)
    tell_ana(small_centre)
    mailing(small_centre, mailbox.port).go(AT_NOON)
    ((to, message),) = mailbox.taken
    assert to == [ANA]
    assert set(message.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    assert message["To"] == ANA
    page = text_of(message, "html")
    assert page.count("<a ") == 1
    assert "<script" not in page


ENCODED = ("=?utf-8?q?", "=?utf-8?b?", "=0D=0ABcc:_x=40example.com", "DQpCY2M6IHhAeC54", "?=", " ", "é")


@given(st.text(max_size=80) | st.lists(st.sampled_from(ENCODED), max_size=12).map("".join))
@example("".join(ENCODED[number] for number in (0, 2, 4)))
def test_no_name_makes_a_header_or_an_element(name: str) -> None:
    notice = Notice(
        notice_id="n", kind=Kind.ASSIGNED, written_at=AT_NOON, read=False, occasion="", assignment_id="a", name=name,
        agent=None, caused_by=name, follow_up_on=None, page="assignment", parameters={"assignment": name},
    )  # fmt: skip
    for says_more in (False, True):
        sender = Sender(
            address="app@example.com", public_address="https://c.example", zone=UTC_ZONE, says_more=says_more
        )
        sent = letter(sender, "m-1", ANA, [Told(notice=notice)], AT_NOON.astimezone()).as_bytes()
        head, _, _ = sent.partition(b"\r\n\r\n")
        assert len([line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]) == 8
        assert head.count(b"\n") == head.count(b"\r\n")


@pytest.mark.storage
def test_each_kind_comes_at_once_daily_or_never(small_centre: Database, mailbox: Mailbox) -> None:
    for kind, when in ((Kind.NOTE, When.AT_ONCE), (Kind.CHANGED, When.DAILY), (Kind.OUTCOME, When.NEVER)):
        preferences.prefer(small_centre, ANA, preference_of(kind), when)
        tell_ana(small_centre, kind, at=AT_NOON - timedelta(hours=9))
    sends = mailing(small_centre, mailbox.port)
    sends.go(AT_NOON.replace(hour=6))
    assert [message["Subject"] for _, message in mailbox.taken] == ["There is a new note: Coaching ca-ana"]
    for hour in (7, 8):
        sends.go(AT_NOON.replace(hour=hour))
    assert [message["Subject"] for _, message in mailbox.taken][1:] == ["Your coaching was changed: Coaching ca-ana"]
    for occasion in ("1", "2"):
        tell_ana(small_centre, Kind.CHANGED, occasion)
    sends.go(AT_NOON)
    assert len(mailbox.taken) == 2  # today's has been sent
    sends.go(AT_NOON + timedelta(days=1))
    assert mailbox.taken[2][1]["Subject"] == "2 notices"
    assert len(mailbox.taken) == 3


def test_what_was_chosen_counts_and_all_else_has_a_default() -> None:
    assert {when_mailed(kind, {}) for kind in Kind} == {When.AT_ONCE, When.DAILY}
    for kind in Kind:
        assert when_mailed(kind, {preference_of(kind): "never"}) is When.NEVER
        assert when_mailed(kind, {preference_of(kind): "whenever"}) is when_mailed(kind, {})


def test_a_mail_is_in_the_language_that_its_reader_chose(small_centre: Database, mailbox: Mailbox) -> None:
    preferences.prefer(small_centre, ANA, Preference.LANGUAGE, "de")
    tell_ana(small_centre)
    mailing(small_centre, mailbox.port).go(AT_NOON)
    with reading_as(reader_of("de", None)):
        expected = wording.MAIL_SAYS["assigned"].format(name="Coaching ca-ana")
    assert mailbox.taken[0][1]["Subject"] == expected
    assert expected != wording.MAIL_SAYS["assigned"].format(name="Coaching ca-ana")


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE assignments SET withdrawn_at = '2026-01-01' WHERE assignment_id = 'ca-ana'",
        "UPDATE people SET permissions = [] WHERE person_id = 'ana@example.com'",
        "INSERT INTO notices_read SELECT person_id, notice_id, '2026-01-01' FROM notices",
    ],
)
def test_what_may_not_be_seen_any_more_or_was_read_is_not_sent(
    small_centre: Database, mailbox: Mailbox, gone: str
) -> None:
    tell_ana(small_centre)
    mailing(small_centre, free_port()).go(AT_NOON)  # queued, and the server is away
    with small_centre.transaction() as cursor:
        cursor.execute(gone)
    mailing(small_centre, mailbox.port).go(AT_NOON)
    assert (mailbox.taken, outcomes(small_centre)) == ([], ["nothing_to_tell"])


@pytest.mark.storage
def test_a_server_that_is_away_is_tried_again_until_two_days_have_passed(
    small_centre: Database, mailbox: Mailbox
) -> None:
    let_administer(small_centre, KIM)
    tell_ana(small_centre)
    away = mailing(small_centre, free_port())
    for hours in (0, 1, 47):
        away.go(AT_NOON + timedelta(hours=hours))
    assert outcomes(small_centre) == [None]
    away.go(AT_NOON + GIVES_UP_AFTER)
    assert outcomes(small_centre)[0] == "given_up"
    assert [each.kind for each in notice_list.notices(small_centre, KIM)] == [Kind.MAIL_FAILED]
    mailing(small_centre, mailbox.port).go(AT_NOON + GIVES_UP_AFTER)
    assert [to for to, _ in mailbox.taken] == [[KIM]]  # and not to Ana any more


@pytest.mark.storage
def test_a_temporary_refusal_is_tried_again_and_a_permanent_one_is_not(
    small_centre: Database, mailbox: Mailbox
) -> None:
    let_administer(small_centre, KIM)
    tell_ana(small_centre)
    sends = mailing(small_centre, mailbox.port)
    mailbox.to_recipient = "451 Greylisted"
    sends.go(AT_NOON)
    mailbox.to_recipient, mailbox.to_data = "250 OK", "452 Full"
    sends.go(AT_NOON + timedelta(minutes=1))  # not yet
    sends.go(AT_NOON + timedelta(minutes=3))
    assert (mailbox.taken, outcomes(small_centre)) == ([], [None])
    mailbox.to_data = "250 OK"
    sends.go(AT_NOON + timedelta(minutes=10))
    assert outcomes(small_centre) == ["sent"]
    tell_ana(small_centre, Kind.ASSIGNED, "again")
    mailbox.to_recipient = "550 Nobody of that name"
    for minutes in (20, 90):
        sends.go(AT_NOON + timedelta(minutes=minutes))
    assert outcomes(small_centre)[:2] == ["sent", "refused"]
    assert [each.kind for each in notice_list.notices(small_centre, KIM)] == [Kind.MAIL_FAILED]
    assert len(mailbox.taken) == 1


def test_nobody_is_written_to_again_where_it_is_not_known_whether_they_were(
    small_centre: Database, mailbox: Mailbox
) -> None:
    tell_ana(small_centre)
    mailbox.goes_away_after_data = True
    sends = mailing(small_centre, mailbox.port)
    for hours in range(3):
        sends.go(AT_NOON + timedelta(hours=hours))
    assert len(mailbox.taken) == 1
    assert outcomes(small_centre) == ["unknown"]


@pytest.mark.storage
def test_a_process_that_dies_between_claiming_and_noting_leaves_a_mail_that_is_not_sent_again(
    small_centre: Database, mailbox: Mailbox
) -> None:
    tell_ana(small_centre)
    outbox.queue(small_centre, AT_NOON, AT_NOON.date(), digests=False)
    (mail,) = outbox.to_send(small_centre, AT_NOON)
    assert outbox.claim(small_centre, mail, AT_NOON)
    assert not outbox.claim(small_centre, mail, AT_NOON)
    assert outbox.unsent(small_centre) == 1
    mailing(small_centre, mailbox.port).go(AT_NOON)
    assert (mailbox.taken, outcomes(small_centre)) == ([], ["unknown"])
    assert outbox.unsent(small_centre) == 0


@pytest.mark.parametrize("address", ["ana@example.com\r\nBcc: x@example.com", "Ana <ana@example.com>", "a@b@c"])
def test_an_address_that_is_none_is_not_written_to(small_centre: Database, mailbox: Mailbox, address: str) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET email = ? WHERE person_id = ?", [address, ANA])
    tell_ana(small_centre)
    mailing(small_centre, mailbox.port).go(AT_NOON)
    assert (mailbox.taken, outcomes(small_centre)) == ([], ["refused"])


def test_old_notices_are_not_mailed_when_a_centre_begins_to_send_mails(
    small_centre: Database, mailbox: Mailbox
) -> None:
    tell_ana(small_centre, at=AT_NOON - GIVES_UP_AFTER)
    discussion.write_note(small_centre, SAM, "ca-ana", "Hello")
    preferences.prefer(small_centre, ANA, preference_of(Kind.NOTE), When.AT_ONCE)
    mailing(small_centre, mailbox.port).go(AT_NOON)
    assert [message["Subject"] for _, message in mailbox.taken] == ["There is a new note: Coaching ca-ana"]
