from datetime import timedelta
from typing import Any

import pytest

from coaching.assignments import marks
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.refusals import AlreadyDoneError, NotAllowedError, NotFoundError
from tests.centre import PEOPLE
from tests.permission_marks import permission_of
from tests.refusals import complaints, refusal

ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"


def look_only(database: Database, person: str) -> None:
    """Takes away what it needs to change anything."""
    with database.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = $person",
            {"person": person},
        )


def test_a_supervisor_marks_an_agent_because_of_an_interaction(small_centre: Database) -> None:
    before = utc_now()
    mark_id = marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy", "Compliance", "Accuracy"], "  The <b>end</b>. ")
    (row,) = marks.open_marks(small_centre, SAM).to_dict("records")
    assert row["mark_id"] == mark_id
    assert (row["agent_id"], row["agent"], row["agent_email"], row["team"]) == (ANA, "Ana Alves", ANA, "North")
    assert (row["interaction_id"], row["queue"], row["channel"], row["topic"]) == (
        "c-ana-1",
        "Hotel booking",
        "chat",
        "Room booking",
    )
    assert (row["kore_evaluation_score"], row["supervisor_audit_score"], row["sentiment_score"]) == (40, 45, -1.2)
    assert row["coaching_areas"] == ["Accuracy", "Compliance"]
    assert (row["note"], row["marked_by"], row["asked_by_agent"]) == ("The <b>end</b>.", "Sam Soto", False)
    assert before <= row["marked_at"].to_pydatetime() <= utc_now()
    own = marks.own_mark(small_centre, SAM, "c-ana-1")
    assert own is not None
    assert own.mark_id == mark_id
    assert own.closed_at is None


@permission_of(marks.mark)
@pytest.mark.parametrize(
    ("viewer", "interaction", "areas", "note", "field", "words"),
    [
        (SAM, "c-ana-1", [], "", "areas", wording.AREA_WANTED),
        (SAM, "c-ana-1", ["Accuracy", "Juggling"], "", "areas", "no coaching area Juggling"),
        (SAM, "c-ana-1", ["Accuracy"], "x" * 1_001, "note", "at most 1,000"),
    ],
)
def test_what_may_not_be_marked_is_refused_and_nothing_written(
    small_centre: Database, viewer: str, interaction: str, areas: list[str], note: str, field: str, words: str
) -> None:
    found = complaints(marks.mark, small_centre, viewer, interaction, areas, note)
    assert list(found) == [field]
    assert words in found[field]
    assert small_centre.query("FROM marks").empty


@pytest.mark.parametrize(
    ("viewer", "interaction"),
    [
        (SAM, "c-cleo-1"),
        (SAM, "no-such"),
        (ANA, "c-ana-1"),
        (ANA, "c-ben-1"),
        ("stranger@example.com", "c-ana-1"),
    ],
)
def test_only_agents_whom_one_may_coach_are_marked(small_centre: Database, viewer: str, interaction: str) -> None:
    assert isinstance(refusal(marks.mark, small_centre, viewer, interaction, ["Accuracy"], ""), NotAllowedError)
    assert small_centre.query("FROM marks").empty


def test_a_note_of_a_thousand_characters_is_taken(small_centre: Database) -> None:
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "x" * 1_000)
    assert len(small_centre.query("FROM marks")) == 1


def test_everything_that_is_wrong_is_said_at_once(small_centre: Database) -> None:
    assert set(complaints(marks.mark, small_centre, SAM, "c-ana-1", [], "x" * 1_001)) == {"areas", "note"}


def test_a_supervisor_who_may_only_look_marks_nobody(small_centre: Database) -> None:
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "")
    look_only(small_centre, SAM)
    assert isinstance(refusal(marks.mark, small_centre, SAM, "c-ana-2", ["Accuracy"], ""), NotAllowedError)
    assert len(marks.open_marks(small_centre, SAM)) == 1


def test_the_same_mark_twice_by_one_person_is_refused_kindly(small_centre: Database) -> None:
    mark_id = marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "")
    now = utc_now()
    error = refusal(marks.mark, small_centre, SAM, "c-ana-1", ["Compliance"], "")
    assert isinstance(error, AlreadyDoneError)
    sentence = error.sentence
    assert "marked Ana Alves because of this interaction already" in sentence
    assert f"{now.day} {now:%b %Y}" in sentence
    assert "Marked for coaching" in sentence
    marks.mark(small_centre, KIM, "c-ana-1", ["Accuracy"], "")  # another person
    marks.mark(small_centre, SAM, "c-ana-2", ["Accuracy"], "")  # another interaction
    marks.set_aside(small_centre, SAM, mark_id, "Talked about it.")
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "Again.")  # the first is closed
    assert len(marks.open_marks_of(small_centre, SAM, ANA)) == 3


def test_an_agent_asks_for_coaching(small_centre: Database) -> None:
    marks.mark(small_centre, SAM, "c-ana-2", ["Accuracy"], "")
    marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "How should I have said it?")
    rows = marks.open_marks(small_centre, SAM)
    assert rows["interaction_id"].tolist() == ["c-ana-1", "c-ana-2"]  # asked for comes first
    assert rows["asked_by_agent"].tolist() == [True, False]
    assert rows["marked_by"].tolist() == ["Ana Alves", "Sam Soto"]
    error = refusal(marks.ask, small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    assert isinstance(error, AlreadyDoneError)
    sentence = error.sentence
    assert "asked for coaching on this interaction already" in sentence


def test_an_area_may_be_missing_only_where_nothing_failed(small_centre: Database) -> None:
    assert complaints(marks.ask, small_centre, ANA, "c-ana-1", [], "") == {"areas": wording.AREA_WANTED}
    marks.ask(small_centre, ANA, "c-ana-3", [], "Was this right?")
    assert marks.open_marks(small_centre, SAM)["coaching_areas"].tolist() == [[]]


@permission_of(marks.ask)
@pytest.mark.parametrize(
    ("viewer", "interaction"),
    [
        (ANA, "c-ben-1"),
        (ANA, "c-cleo-1"),  # a best response of hers to read, not hers
        (SAM, "c-ana-1"),  # he may see it, but it is not his own
        (ANA, "no-such"),
        ("stranger@example.com", "c-ana-1"),
    ],
)
def test_nobody_asks_on_an_interaction_of_somebody_else(small_centre: Database, viewer: str, interaction: str) -> None:
    assert isinstance(refusal(marks.ask, small_centre, viewer, interaction, ["Accuracy"], ""), NotAllowedError)
    assert small_centre.query("FROM marks").empty


@pytest.mark.parametrize("permission", ["agent_dashboard", "coaching_assignments"])
def test_asking_takes_both_agent_permissions(small_centre: Database, permission: str) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute(f"UPDATE people SET permissions = ['{permission}'] WHERE person_id = '{ANA}'")
    assert isinstance(refusal(marks.ask, small_centre, ANA, "c-ana-1", ["Accuracy"], ""), NotAllowedError)


def test_an_agent_never_learns_who_marked_them(small_centre: Database) -> None:
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "Secret")
    assert marks.open_marks(small_centre, ANA).empty
    assert marks.open_marks_of(small_centre, ANA, ANA).empty
    assert marks.marked_agents(small_centre, ANA, page=1, size=9)[1] == 0
    assert marks.own_mark(small_centre, ANA, "c-ana-1") is None
    marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "Mine")  # the supervisor's mark does not stand in the way
    own = marks.own_mark(small_centre, ANA, "c-ana-1")
    assert own is not None
    assert own.note == "Mine"
    sams = marks.own_mark(small_centre, SAM, "c-ana-1")
    assert sams is not None
    assert sams.note == "Secret"


@permission_of(marks.open_marks, marks.open_marks_of, marks.marked_agents, marks.own_mark)
def test_who_reads_marks(small_centre: Database) -> None:
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "")
    marks.ask(small_centre, CLEO, "c-cleo-2", ["Accuracy"], "")
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    expected = {SAM: {ANA}, LEE: {CLEO}, KIM: {ANA, CLEO}}
    for viewer in everybody:
        allowed = expected.get(viewer, set())
        assert set(marks.open_marks(small_centre, viewer)["agent_id"]) == allowed
        assert set(marks.marked_agents(small_centre, viewer, page=1, size=9)[0]["agent_id"]) == allowed
        assert {agent for agent in (ANA, CLEO) if len(marks.open_marks_of(small_centre, viewer, agent))} == allowed
    marked = {viewer for viewer in everybody if marks.own_mark(small_centre, viewer, "c-ana-1")}
    assert marked == {SAM}
    asked = {viewer for viewer in everybody if marks.own_mark(small_centre, viewer, "c-cleo-2")}
    assert asked == {CLEO}
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = []")
    assert marks.open_marks(small_centre, SAM).empty
    assert marks.own_mark(small_centre, CLEO, "c-cleo-2") is None


def test_set_aside_closes_a_mark_and_says_why_to_whoever_asked(small_centre: Database) -> None:
    mark_id = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    marks.set_aside(small_centre, SAM, mark_id, " We spoke about it on Monday. ")
    assert marks.open_marks(small_centre, SAM).empty
    own = marks.own_mark(small_centre, ANA, "c-ana-1")
    assert own is not None
    assert (own.closed_by, own.reason, own.became_coaching) == ("Sam Soto", "We spoke about it on Monday.", False)
    assert own.closed_at is not None
    error = refusal(marks.set_aside, small_centre, KIM, mark_id, "Me too")
    assert isinstance(error, AlreadyDoneError)
    sentence = error.sentence
    assert "Sam Soto set it aside" in sentence
    assert len(small_centre.query("FROM mark_closings")) == 1


@permission_of(marks.set_aside)
def test_set_aside_is_refused(small_centre: Database) -> None:
    mark_id = marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "")
    for viewer in (ANA, BEN, LEE, "stranger@example.com"):
        assert isinstance(refusal(marks.set_aside, small_centre, viewer, mark_id, "No"), NotFoundError)
    assert isinstance(refusal(marks.set_aside, small_centre, SAM, "no-such", "No"), NotFoundError)
    assert "reason" in complaints(marks.set_aside, small_centre, SAM, mark_id, " ")
    assert "reason" in complaints(marks.set_aside, small_centre, SAM, mark_id, "x" * 1_001)
    look_only(small_centre, SAM)
    assert isinstance(refusal(marks.set_aside, small_centre, SAM, mark_id, "No"), NotFoundError)
    assert small_centre.query("FROM mark_closings").empty


def test_what_became_coaching_is_closed_whoever_marked_it(small_centre: Database) -> None:
    marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    marks.mark(small_centre, KIM, "c-ana-1", ["Accuracy"], "")
    marks.mark(small_centre, SAM, "c-ana-2", ["Accuracy"], "")
    marks.mark(small_centre, SAM, "c-ben-1", ["Accuracy"], "")
    with small_centre.transaction() as cursor:
        marks.close_for_assignments(cursor, SAM, [("ca-ana", "c-ana-1"), ("ca-ana", "c-ben-1")], utc_now())
    assert set(marks.open_marks(small_centre, SAM)["interaction_id"]) == {"c-ana-2", "c-ben-1"}
    own = marks.own_mark(small_centre, ANA, "c-ana-1")
    assert own is not None
    assert (own.became_coaching, own.assignment_id, own.reason) == (True, "ca-ana", "")
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    own = marks.own_mark(small_centre, ANA, "c-ana-1")
    assert own is not None
    assert (own.became_coaching, own.assignment_id) == (True, None)


def test_a_mark_lapses_when_the_interaction_was_somebody_elses(small_centre: Database) -> None:
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "")
    with small_centre.transaction() as cursor:
        cursor.execute(f"UPDATE interactions SET agent_id = '{BEN}' WHERE interaction_id = 'c-ana-1'")
    assert marks.open_marks(small_centre, SAM).empty
    assert marks.own_mark(small_centre, SAM, "c-ana-1") is None
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "")  # now about Ben
    assert marks.open_marks(small_centre, SAM)["agent_id"].tolist() == [BEN]


def test_the_newest_of_several_own_marks_counts(small_centre: Database) -> None:
    first = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "First")
    marks.set_aside(small_centre, SAM, first, "Not now")
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE marks SET marked_at = $then", {"then": utc_now() - timedelta(days=3)})
    marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "Second")
    own = marks.own_mark(small_centre, ANA, "c-ana-1")
    assert own is not None
    assert (own.note, own.closed_at) == ("Second", None)


def test_marked_agents_are_filtered_and_paged(small_centre: Database) -> None:
    marks.mark(small_centre, KIM, "c-cleo-1", ["Compliance"], "")
    marks.mark(small_centre, SAM, "c-ben-1", ["Etiquette"], "")
    marks.mark(small_centre, SAM, "c-ana-1", ["Etiquette", "Accuracy"], "")
    marks.mark(small_centre, KIM, "c-ana-1", ["Compliance"], "")
    marks.ask(small_centre, BEN, "c-ben-1", ["Etiquette"], "")
    rows, total = marks.marked_agents(small_centre, KIM, page=1, size=9)
    assert total == 3
    assert rows["agent"].tolist() == ["Ben Bauer", "Ana Alves", "Cleo Costa"]
    assert rows["interactions"].tolist() == [1, 1, 1]
    assert rows["coaching_areas"].tolist() == [["Etiquette"], ["Accuracy", "Compliance", "Etiquette"], ["Compliance"]]
    assert rows["asked_by_agent"].tolist() == [True, False, False]

    def found(**filters: Any) -> list[str]:
        return list(marks.marked_agents(small_centre, KIM, page=1, size=9, **filters)[0]["agent"])

    assert found(text="SOUTH") == ["Cleo Costa"]
    assert found(text="ana a") == ["Ana Alves"]
    assert found(area="Compliance") == ["Ana Alves", "Cleo Costa"]
    assert found(asked=True) == ["Ben Bauer"]
    assert found(text="%") == []
    second, total = marks.marked_agents(small_centre, KIM, page=2, size=2)
    assert (second["agent"].tolist(), total) == (["Cleo Costa"], 3)
    assert marks.marked_agents(small_centre, SAM, page=1, size=9)[1] == 2
