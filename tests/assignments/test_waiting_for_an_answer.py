"""Which conversations wait for a supervisor's answer, and what it costs to count them."""

import re
from typing import Any

import pytest

from coaching.assignments import assignments, discussion, marks, team_assignments
from coaching.assignments.status import Standing
from coaching.assignments.team_assignments import AssignmentFilter, Order
from coaching.storage.database import Database
from coaching.words.days import utc_now
from tests.assignments.assignments_found import ANA, BEN, KIM, SAM, TODAY, UTC, figures, found, run


@pytest.mark.storage
def test_what_waits_for_an_answer(small_centre: Database) -> None:
    def waiting() -> list[str]:
        listed = found(small_centre, AssignmentFilter(to_answer=True))
        assert (
            len(listed) == team_assignments.number_to_answer(small_centre, SAM) == figures(small_centre, SAM).to_answer
        )
        return listed

    assert waiting() == []
    discussion.write_note(small_centre, SAM, "ca-ana", "How is it going?")
    assert waiting() == []
    for agent, assignment in ((ANA, "ca-ana-old"), (BEN, "ca-ben"), (ANA, "ca-ana")):
        discussion.write_note(small_centre, agent, assignment, "Could we talk?")
    assert waiting() == ["ca-ana", "ca-ben", "ca-ana-old"]
    rows, _ = team_assignments.team_assignments(
        small_centre, SAM, AssignmentFilter(), TODAY, UTC, page=1, size=2, order=Order.WAITING_LONGEST
    )
    assert rows["assignment_id"].tolist() == ["ca-ana-old", "ca-ben"]
    assert (utc_now() - rows["waits_since"][0]).total_seconds() < 600
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")  # completed: it waits still
    assert waiting() == ["ca-ana", "ca-ben", "ca-ana-old"]
    discussion.write_note(small_centre, KIM, "ca-ben", "Yes.")  # whoever of the supervisors answers
    assert waiting() == ["ca-ana", "ca-ana-old"]
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "closed", "We talked.", TODAY)
    assert waiting() == ["ca-ana"]
    discussion.write_note(small_centre, ANA, "ca-ana-old", "One thing more.")  # over: it is found all the same
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    assert waiting() == ["ca-ana", "ca-ana-old"]  # and so is what was withdrawn
    assert found(small_centre, AssignmentFilter(to_answer=True, status=Standing.WITHDRAWN)) == ["ca-ana"]
    discussion.set_note_aside(small_centre, SAM, "ca-ana", str(last_note(small_centre, "ca-ana")))
    assert waiting() == ["ca-ana-old"]


def last_note(database: Database, assignment: str) -> str | None:
    return discussion.note_to_answer(database, SAM, assignment)


def test_what_the_conversation_has_come_to(small_centre: Database) -> None:
    def of_old() -> tuple[bool, bool, str | None]:
        rows, _ = team_assignments.team_assignments(
            small_centre, SAM, AssignmentFilter(text="ana-old"), TODAY, UTC, page=1, size=9
        )
        row = rows.iloc[0]
        return bool(row["acknowledged"]), bool(row["to_answer"]), row["outcome"]

    assert of_old() == (False, False, None)
    discussion.acknowledge(small_centre, ANA, "ca-ana-old")
    assert of_old() == (True, False, None)
    discussion.write_note(small_centre, SAM, "ca-ana-old", "How is it going?")
    assert of_old() == (True, False, None)
    discussion.write_note(small_centre, ANA, "ca-ana-old", "Well.")
    assert of_old() == (True, True, None)
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "training", "A course.", TODAY)
    assert of_old() == (True, False, "training")
    discussion.write_note(small_centre, ANA, "ca-ana-old", "When is it?")
    assert of_old() == (True, True, "training")
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "closed", "Not needed.", TODAY)
    assert of_old() == (True, False, "closed")


def test_a_note_of_any_team_costs_the_menus_of_all_supervisors_one_query(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, found = small_centre._run, []

    def noted(sql: str, *more: Any) -> Any:
        found.append(sql)
        return ask(sql, *more)

    def counts() -> list[int]:
        return [
            count(small_centre, viewer)
            for viewer in (SAM, KIM, "lee@example.com")
            for count in (team_assignments.number_to_answer, marks.number_asking)
        ]

    monkeypatch.setattr(small_centre, "_run", noted)
    assert counts() == [0] * 6
    found.clear()
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    discussion.tick_step(small_centre, ANA, "ca-ana", "Read it", True)
    assert counts() == [0] * 6
    assert not {team_assignments.WAITING_BY_AGENT, marks.ASKING} & set(found)
    discussion.write_note(small_centre, "cleo@example.com", "ca-cleo", "Could we talk?")
    found.clear()
    assert counts() == [0, 0, 1, 0, 1, 0]
    assert found == [team_assignments.WAITING_BY_AGENT]
    marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    found.clear()
    assert counts() == [0, 1, 1, 1, 1, 0]
    assert found == [marks.ASKING]


def test_the_menu_and_the_figures_of_all_assignments_ask_once_who_waits(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion.write_note(small_centre, BEN, "ca-ben", "Could we talk?")
    ask, found = small_centre._run, []

    def noted(sql: str, *more: Any) -> Any:
        found.append(sql)
        return ask(sql, *more)

    monkeypatch.setattr(small_centre, "_run", noted)
    assert team_assignments.number_to_answer(small_centre, SAM) == 1
    quick = AssignmentFilter(overdue=True, to_answer=True, status=Standing.OPEN)
    for filters in (AssignmentFilter(), quick):  # whatever the figures themselves ask for
        assert figures(small_centre, SAM, filters).to_answer == 1
    assert figures(small_centre, SAM, AssignmentFilter(text="ana")).to_answer == 0
    assert [sql for sql in found if re.search(r"\bnotes\b", sql)] == [
        team_assignments.WAITING_BY_AGENT,
        team_assignments.FIGURES,  # of those that are filtered for
    ]
