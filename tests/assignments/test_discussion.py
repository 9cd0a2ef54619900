from collections.abc import Callable
from datetime import date, timedelta

import pytest

from coaching.assignments import assignments, discussion
from coaching.assignments.discussion import Outcome
from coaching.people.permissions import Action, needed
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, RefusedError
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

ANA, BEN, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "lee", "kim"))
TABLES = ("acknowledgements", "step_ticks", "notes", "outcomes", "notes_set_aside")
TODAY = date.today()
EVERYBODY_ELSE = [BEN, LEE, "dan@example.com", "eve@example.com", "ned@example.com", "stranger@example.com", ""]

COMMANDS: dict[str, Callable[[Database, str, str], object]] = {
    "acknowledge": lambda database, viewer, assignment: discussion.acknowledge(database, viewer, assignment),
    "tick": lambda database, viewer, assignment: discussion.tick_step(database, viewer, assignment, "Do it", True),
    "note": lambda database, viewer, assignment: discussion.write_note(database, viewer, assignment, "Hello"),
    "outcome": lambda database, viewer, assignment: discussion.record_outcome(
        database, viewer, assignment, Outcome.CLOSED, "Enough", TODAY
    ),
}


def written(database: Database) -> int:
    """How many rows there are of any kind."""
    return sum(len(database.query(f"FROM {table}")) for table in TABLES)


def refused(database: Database, command: str, viewer: str, assignment: str) -> str:
    """The sentence that a command is refused with; nothing is written."""
    before = written(database)
    with pytest.raises(RefusedError) as refusal:
        COMMANDS[command](database, viewer, assignment)
    assert written(database) == before
    return str(refusal.value)


def withdraw(database: Database, assignment: str) -> None:
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = ? WHERE assignment_id = ?", [utc_now(), assignment])


def take_away(database: Database, viewer: str, permission: str) -> None:
    with database.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = list_filter(permissions, lambda p: p <> ?) WHERE person_id = ?",
            [permission, viewer],
        )


@pytest.mark.storage
def test_the_agent_acknowledges_once(small_centre: Database) -> None:
    discussion.acknowledge(small_centre, ANA, "ca-ana")
    first = discussion.viewer_role(small_centre, ANA, "ca-ana")
    discussion.acknowledge(small_centre, ANA, "ca-ana")
    assert first == discussion.viewer_role(small_centre, ANA, "ca-ana")
    assert first is not None
    assert first.acknowledged_at is not None
    assert abs((utc_now() - first.acknowledged_at).total_seconds()) < 60
    assert small_centre.query("FROM acknowledgements")["person_id"].tolist() == [ANA]
    seen = discussion.viewer_role(small_centre, SAM, "ca-ana")
    assert seen is not None
    assert seen.acknowledged_at == first.acknowledged_at
    assert (first.is_agent, first.may_coach, seen.is_agent, seen.may_coach) == (True, False, False, True)


def test_steps_are_ticked_off_and_taken_back(small_centre: Database) -> None:
    assert [step.done for step in discussion.steps(small_centre, ANA, "ca-ana")] == [False, False]
    discussion.tick_step(small_centre, ANA, "ca-ana", "Do it", True)
    steps = discussion.steps(small_centre, SAM, "ca-ana")
    assert [(step.number, step.step, step.done) for step in steps] == [(1, "Read it", False), (2, "Do it", True)]
    assert [step.ticked_at is None for step in steps] == [True, False]
    discussion.tick_step(small_centre, ANA, "ca-ana", "Do it", False)
    assert {step.ticked_at for step in discussion.steps(small_centre, SAM, "ca-ana")} == {None}
    discussion.tick_step(small_centre, ANA, "ca-ana", "Do it", True)
    assert [step.done for step in discussion.steps(small_centre, SAM, "ca-ana")] == [False, True]
    assert small_centre.query("FROM step_ticks ORDER BY ticked_at")["done"].tolist() == [True, False, True]


def test_a_second_click_on_a_step_is_no_second_fact(small_centre: Database) -> None:
    discussion.tick_step(small_centre, ANA, "ca-ana", "Do it", False)
    assert written(small_centre) == 0
    discussion.tick_step(small_centre, ANA, "ca-ana", "Do it", True)
    discussion.tick_step(small_centre, ANA, "ca-ana", "Do it", True)
    assert written(small_centre) == 1


def test_a_step_that_is_worded_anew_is_another_step(small_centre: Database) -> None:
    discussion.tick_step(small_centre, ANA, "ca-ana", "Do it", True)
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET action_plan = ['Do it twice'] WHERE assignment_id = 'ca-ana'")
    assert [step.done for step in discussion.steps(small_centre, ANA, "ca-ana")] == [False]
    assert refused(small_centre, "tick", ANA, "ca-ana") == wording.STEP_CHANGED


def test_only_the_ticks_of_its_agent_count(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO step_ticks VALUES ('ca-ana', 'Do it', ?, TRUE, now()::TIMESTAMP)", [SAM])
        cursor.execute("INSERT INTO acknowledgements VALUES ('ca-ana', ?, now()::TIMESTAMP)", [SAM])
    assert not any(step.done for step in discussion.steps(small_centre, ANA, "ca-ana"))
    mine = discussion.viewer_role(small_centre, ANA, "ca-ana")
    assert mine is not None
    assert mine.acknowledged_at is None


def test_notes_of_both_sides_are_read_oldest_first(small_centre: Database) -> None:
    discussion.write_note(small_centre, ANA, "ca-ana", "  What about <b>Friday</b>?\nOr Monday.\n")
    discussion.write_note(small_centre, SAM, "ca-ana", "Monday.")
    discussion.write_note(small_centre, KIM, "ca-ana", "I join you.")
    for viewer in (ANA, SAM, KIM):
        notes = discussion.notes(small_centre, viewer, "ca-ana")
        assert [(note.writer, note.by_agent, note.text) for note in notes] == [
            ("Ana Alves", True, "What about <b>Friday</b>?\nOr Monday."),
            ("Sam Soto", False, "Monday."),
            ("Kim Kaur", False, "I join you."),
        ]
    assert not discussion.notes(small_centre, ANA, "ca-ana-old")


@permission_of(discussion.notes, discussion.outcomes)
def test_whoever_may_see_the_assignment_reads_the_conversation(small_centre: Database) -> None:
    discussion.write_note(small_centre, ANA, "ca-ana-old", "Well.")
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "closed", "Enough.", TODAY)
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    for query in (discussion.notes, discussion.outcomes):
        readers = {viewer for viewer in everybody if query(small_centre, viewer, "ca-ana-old")}
        assert readers == {ANA, SAM, KIM}


def test_a_second_click_on_send_is_no_second_note(small_centre: Database) -> None:
    for viewer in (ANA, ANA, SAM, ANA):
        discussion.write_note(small_centre, viewer, "ca-ana", "Yes")
    assert [note.writer for note in discussion.notes(small_centre, ANA, "ca-ana")] == [
        "Ana Alves",
        "Sam Soto",
        "Ana Alves",
    ]
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE notes SET written_at = written_at - INTERVAL 2 MINUTE")
    discussion.write_note(small_centre, ANA, "ca-ana", "Yes")
    assert len(discussion.notes(small_centre, ANA, "ca-ana")) == 4


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", wording.EMPTY_NOTE),
        (" \n\t ", wording.EMPTY_NOTE),
        ("x" * 4_001, wording.LONG_NOTE.format(length="4,001", longest="4,000")),
    ],
)
@pytest.mark.parametrize("viewer", [ANA, SAM])
def test_an_empty_or_long_note_is_refused_with_a_sentence(
    small_centre: Database, viewer: str, text: str, complaint: str
) -> None:
    with pytest.raises(InvalidFieldsError) as refusal:
        discussion.write_note(small_centre, viewer, "ca-ana", text)
    assert refusal.value.complaints == {"note": complaint}
    assert written(small_centre) == 0


def test_a_note_that_needs_no_answer_is_set_aside_and_one_written_meanwhile_is_not(small_centre: Database) -> None:
    discussion.write_note(small_centre, ANA, "ca-ana", "Thank you.")
    read = discussion.note_to_answer(small_centre, SAM, "ca-ana")
    assert read is not None
    discussion.write_note(small_centre, ANA, "ca-ana", "And what about Friday?")
    discussion.set_note_aside(small_centre, SAM, "ca-ana", read)
    unread = discussion.note_to_answer(small_centre, SAM, "ca-ana")
    assert unread not in (None, read)
    for _ in range(2):  # a second click is no second fact
        discussion.set_note_aside(small_centre, SAM, "ca-ana", str(unread))
    assert discussion.note_to_answer(small_centre, SAM, "ca-ana") is None
    assert len(small_centre.query("FROM notes_set_aside")) == 2
    discussion.set_note_aside(small_centre, SAM, "ca-ana", "no such note")
    discussion.set_note_aside(small_centre, SAM, "ca-ana-old", str(unread))  # of another assignment
    assert len(small_centre.query("FROM notes_set_aside")) == 2


def test_a_note_on_a_withdrawn_assignment_can_be_set_aside(small_centre: Database) -> None:
    discussion.write_note(small_centre, ANA, "ca-ana", "Could we talk?")
    withdraw(small_centre, "ca-ana")
    note = discussion.note_to_answer(small_centre, SAM, "ca-ana")
    assert note is not None
    discussion.set_note_aside(small_centre, SAM, "ca-ana", note)
    assert discussion.note_to_answer(small_centre, SAM, "ca-ana") is None


@permission_of(discussion.set_note_aside)
@pytest.mark.parametrize("viewer", [ANA, *EVERYBODY_ELSE])
def test_who_may_not_coach_sets_no_note_aside(small_centre: Database, viewer: str) -> None:
    discussion.write_note(small_centre, ANA, "ca-ana", "Could we talk?")
    note = discussion.note_to_answer(small_centre, SAM, "ca-ana")
    with pytest.raises(RefusedError):
        discussion.set_note_aside(small_centre, viewer, "ca-ana", str(note))
    take_away(small_centre, SAM, "qa_functionalities")
    with pytest.raises(RefusedError):
        discussion.set_note_aside(small_centre, SAM, "ca-ana", str(note))
    assert small_centre.query("FROM notes_set_aside").empty


def test_the_longest_note_is_taken(small_centre: Database) -> None:
    discussion.write_note(small_centre, ANA, "ca-ana", " " + "é" * 4_000 + " ")
    assert [len(note.text) for note in discussion.notes(small_centre, ANA, "ca-ana")] == [4_000]


def test_the_outcome_is_recorded_from_the_follow_up_day_on(small_centre: Database) -> None:
    due = TODAY + timedelta(days=5)
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET follow_up_on = ? WHERE assignment_id = 'ca-ana'", [due])
    with pytest.raises(RefusedError, match="from the follow-up day on") as refusal:
        discussion.record_outcome(small_centre, SAM, "ca-ana", "training", "A course.", due - timedelta(days=1))
    assert f"{due.day} {due:%b %Y}" in str(refusal.value)
    assert written(small_centre) == 0
    discussion.record_outcome(small_centre, SAM, "ca-ana", "training", " A course. ", due)
    discussion.record_outcome(small_centre, SAM, "ca-ana", "training", "A course.", due)  # a second click
    discussion.record_outcome(small_centre, KIM, "ca-ana", Outcome.RECOGNISE, "It worked.", due + timedelta(days=9))
    for viewer in (ANA, SAM, KIM):
        outcomes = discussion.outcomes(small_centre, viewer, "ca-ana")
        assert [(each.recorded_by, each.outcome, each.note) for each in outcomes] == [
            ("Kim Kaur", "recognise", "It worked."),
            ("Sam Soto", "training", "A course."),
        ]


@pytest.mark.parametrize(
    ("outcome", "note", "complaints"),
    [
        (None, "Because", {"outcome": wording.CHOOSE_OUTCOME}),
        ("completed", "Because", {"outcome": wording.CHOOSE_OUTCOME}),
        ("closed", " ", {"note": wording.OUTCOME_NEEDS_NOTE}),
        ("closed", "x" * 5_000, {"note": wording.LONG_NOTE.format(length="5,000", longest="4,000")}),
    ],
)
def test_an_outcome_that_says_nothing_is_refused(
    small_centre: Database, outcome: str | None, note: str, complaints: dict[str, str]
) -> None:
    with pytest.raises(InvalidFieldsError) as refusal:
        discussion.record_outcome(small_centre, SAM, "ca-ana-old", outcome, note, TODAY)
    assert refusal.value.complaints == complaints
    assert written(small_centre) == 0


def test_every_outcome_has_its_words() -> None:
    assert set(wording.OUTCOMES) == set(Outcome)


@permission_of(discussion.acknowledge, discussion.tick_step, discussion.write_note, discussion.record_outcome)
@pytest.mark.parametrize("viewer", EVERYBODY_ELSE)
@pytest.mark.parametrize("command", COMMANDS)
def test_who_may_not_see_it_writes_nothing(small_centre: Database, command: str, viewer: str) -> None:
    assert refused(small_centre, command, viewer, "ca-ana-old") == wording.NO_SUCH_ASSIGNMENT
    assert refused(small_centre, command, viewer, "no-such") == wording.NO_SUCH_ASSIGNMENT


@pytest.mark.parametrize("command", ["acknowledge", "tick"])
@pytest.mark.parametrize("viewer", [SAM, KIM])
def test_only_its_agent_acknowledges_and_ticks(small_centre: Database, command: str, viewer: str) -> None:
    assert refused(small_centre, command, viewer, "ca-ana-old") == str(NotAllowedError(*needed(Action.BE_COACHED)))


def test_an_agent_records_no_outcome(small_centre: Database) -> None:
    assert refused(small_centre, "outcome", ANA, "ca-ana-old") == str(NotAllowedError(*needed(Action.COACH)))


@pytest.mark.parametrize("command", ["note", "outcome"])
def test_a_supervisor_who_may_only_look_writes_nothing(small_centre: Database, command: str) -> None:
    take_away(small_centre, SAM, "qa_functionalities")
    assert discussion.viewer_role(small_centre, SAM, "ca-ana-old") is not None
    assert refused(small_centre, command, SAM, "ca-ana-old") == str(NotAllowedError(*needed(Action.COACH)))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_withdrawn_permission_counts_at_once(small_centre: Database, command: str) -> None:
    take_away(small_centre, ANA, "agent_dashboard")
    take_away(small_centre, SAM, "coaching_assignments")
    assert refused(small_centre, command, ANA, "ca-ana-old") == wording.NO_SUCH_ASSIGNMENT
    assert refused(small_centre, command, SAM, "ca-ana-old") == wording.NO_SUCH_ASSIGNMENT


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_added_to_a_withdrawn_assignment(small_centre: Database, command: str) -> None:
    discussion.write_note(small_centre, ANA, "ca-ana-old", "Before")
    withdraw(small_centre, "ca-ana-old")
    assert refused(small_centre, command, SAM, "ca-ana-old") == wording.NOTHING_ADDED_TO_WITHDRAWN
    assert refused(small_centre, command, ANA, "ca-ana-old") == wording.NO_SUCH_ASSIGNMENT  # no longer there
    assert [note.text for note in discussion.notes(small_centre, SAM, "ca-ana-old")] == ["Before"]
    for query in (discussion.notes, discussion.outcomes, discussion.steps):
        assert not query(small_centre, ANA, "ca-ana-old")
    assert discussion.viewer_role(small_centre, ANA, "ca-ana-old") is None


def test_none_of_it_changes_the_status(small_centre: Database) -> None:
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")

    def standing() -> list[tuple[object, ...]]:
        listed = assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY)
        return list(listed[["assignment_id", "total", "reviewed", "status"]].itertuples(index=False, name=None))

    before = standing()
    for assignment in ("ca-ana", "ca-ana-old"):
        discussion.acknowledge(small_centre, ANA, assignment)
        for step in ("Read it", "Do it"):
            discussion.tick_step(small_centre, ANA, assignment, step, True)
        discussion.write_note(small_centre, ANA, assignment, "Done")
        for outcome in Outcome:
            discussion.record_outcome(small_centre, SAM, assignment, outcome, "So be it", date(2100, 1, 1))
    assert standing() == before
    assert written(small_centre) == 2 * (1 + 2 + 1 + len(Outcome))
