from datetime import timedelta

import pandas as pd
import pytest

from coaching.assignments import assignments
from coaching.assignments.status import Status
from coaching.quality import stored_scores
from coaching.storage.database import Database
from coaching.words.days import utc_now
from tests.centre import add_best_response, reattribute
from tests.permission_marks import permission_of
from tests.quality.interaction_columns import SCORES

ANA, SAM, KIM = "ana@example.com", "sam@example.com", "kim@example.com"


def openings(database: Database) -> list[tuple[str, str, str]]:
    rows = database.query("SELECT assignment_id, interaction_id, person_id FROM openings ORDER BY ALL")
    return list(rows.itertuples(index=False, name=None))


def ids(database: Database) -> list[str]:
    """What of Ana's assignment she sees, in order."""
    return list(assignments.interactions_of_assignment(database, ANA, "ca-ana")["interaction_id"])


def test_the_list_is_newest_assigned_first_with_its_columns(small_centre: Database) -> None:
    listed = assignments.assignments_of_agent(small_centre, ANA, ANA, utc_now().date())
    first, second = listed.itertuples(index=False)
    assert [first.assignment_id, second.assignment_id] == ["ca-ana", "ca-ana-old"]
    assert first.coaching_areas == ["Accuracy", "Compliance", "Etiquette"]
    assert first.assigned_by == "Sam Soto"
    assert first.follow_up_on == (utc_now() + timedelta(days=5)).date()
    assert (first.total, first.reviewed, first.status) == (3, 0, Status.NOT_STARTED)
    assert (first.is_over, first.is_open, first.is_overdue) == (False, True, False)
    assert (second.is_over, second.is_open, second.is_overdue) == (False, True, True)
    assert first.outcome is None
    assert pd.isna(first.answered_at)
    assert first.assigned_at > second.assigned_at


@pytest.mark.parametrize("viewer", [ANA, "stranger@example.com"])
def test_the_frames_have_the_dtypes_they_promise_with_and_without_rows(small_centre: Database, viewer: str) -> None:
    listed = assignments.assignments_of_agent(small_centre, viewer, ANA, utc_now().date())
    found = assignments.interactions_of_assignment(small_centre, viewer, "ca-ana")
    assert (len(listed), len(found)) == ((2, 3) if viewer == ANA else (0, 0))
    assert {name: str(dtype) for name, dtype in listed.dtypes.items()} == {
        "assignment_id": "object",
        "name": "object",
        "coaching_areas": "object",
        "assigned_by": "object",
        "assigned_at": "datetime64[us]",
        "follow_up_on": "object",
        "went_well": "object",
        "work_on": "object",
        "total": "int64",
        "reviewed": "int64",
        "status": "object",
        "is_over": "bool",
        "is_open": "bool",
        "is_overdue": "bool",
        "outcome": "object",
        "answered_at": "datetime64[us]",
    }
    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == {
        "interaction_id": "object",
        "kind": "object",
        "started_at": "datetime64[us]",
        "queue": "object",
        "channel": "object",
        "topic": "object",
        "failed_areas": "object",
        **SCORES,
        "reviewed": "bool",
    }


def test_opening_everything_as_its_agent_completes_it(small_centre: Database) -> None:
    seen = []
    for interaction in ("c-ana-1", "c-ana-2", "c-cleo-1"):
        assignments.record_opening(small_centre, ANA, "ca-ana", interaction)
        found = assignments.assignment(small_centre, ANA, "ca-ana")
        assert found is not None
        seen.append((found.reviewed, found.status))
    assert seen == [(1, Status.IN_PROGRESS), (2, Status.IN_PROGRESS), (3, Status.COMPLETED)]


@permission_of(assignments.record_opening)
@pytest.mark.parametrize(
    ("viewer", "assignment", "interaction"),
    [
        (SAM, "ca-ana", "c-ana-1"),  # a supervisor's look never counts
        (KIM, "ca-ana", "c-ana-1"),
        ("ben@example.com", "ca-ana", "c-ana-1"),  # nor another agent's
        (ANA, "ca-ana", "c-ana-3"),  # not part of this assignment
        (ANA, "ca-ben", "c-ben-1"),
        (ANA, "no-such", "c-ana-1"),
        ("", "ca-ana", "c-ana-1"),
    ],
)
def test_an_opening_that_does_not_count(small_centre: Database, viewer: str, assignment: str, interaction: str) -> None:
    assignments.record_opening(small_centre, viewer, assignment, interaction)
    assert openings(small_centre) == []


def test_an_opening_without_the_permissions_does_not_count(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = [] WHERE person_id = ?", [ANA])
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assert openings(small_centre) == []


def test_an_opening_is_recorded_once_and_a_repeated_row_changes_nothing(small_centre: Database) -> None:
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assert openings(small_centre) == [("ca-ana", "c-ana-1", ANA)]
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO openings FROM openings")
    found = assignments.assignment(small_centre, ANA, "ca-ana")
    assert found is not None
    assert found.reviewed == 1


def test_one_more_interaction_puts_a_completed_assignment_back_in_progress(small_centre: Database) -> None:
    assignments.record_opening(small_centre, "ben@example.com", "ca-ben", "c-ben-1")
    before = assignments.assignment(small_centre, "ben@example.com", "ca-ben")
    add_best_response(small_centre, "ca-ben", "c-cleo-1")
    after = assignments.assignment(small_centre, "ben@example.com", "ca-ben")
    assert before is not None
    assert after is not None
    assert (before.status, after.status) == (Status.COMPLETED, Status.IN_PROGRESS)


def test_an_interaction_that_is_marked_and_best_response_counts_once(small_centre: Database) -> None:
    add_best_response(small_centre, "ca-ana", "c-ana-1")
    found = assignments.assignment(small_centre, ANA, "ca-ana")
    assert found is not None
    assert found.total == 3
    assert ids(small_centre) == ["c-ana-1", "c-ana-2", "c-cleo-1"]


def test_interactions_of_an_assignment(small_centre: Database) -> None:
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-2")
    found = assignments.interactions_of_assignment(small_centre, ANA, "ca-ana")
    assert found["kind"].tolist() == ["marked", "marked", "best_response"]
    assert found["failed_areas"].tolist() == [["Accuracy"], ["Compliance"], []]
    assert found["reviewed"].tolist() == [False, True, False]
    assert found["fatal"].tolist() == [False, True, False]
    assert found.loc[0, ["interaction_id", "queue"]].tolist() == ["c-ana-1", "Hotel booking"]
    assert found["supervisor_audit_score"].isna().tolist() == [False, True, False]


def test_what_an_agent_reads_of_a_best_response_does_not_say_whose_it_is(small_centre: Database) -> None:
    found = assignments.interactions_of_assignment(small_centre, ANA, "ca-ana")
    assert "cleo" not in str(found.drop(columns="interaction_id").to_dict("records")).lower()


def test_a_marked_interaction_that_turns_out_to_be_somebody_elses_no_longer_counts(small_centre: Database) -> None:
    reattribute(small_centre, "c-ana-2", "ben@example.com")
    for interaction in ("c-ana-1", "c-ana-2", "c-cleo-1"):
        assignments.record_opening(small_centre, ANA, "ca-ana", interaction)
    found = assignments.assignment(small_centre, ANA, "ca-ana")
    assert found is not None
    assert (found.total, found.reviewed, found.status) == (2, 2, Status.COMPLETED)
    assert ids(small_centre) == ["c-ana-1", "c-cleo-1"]


def test_an_interaction_without_results_fails_neither_nothing_nor_something(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM metric_results WHERE interaction_id = 'c-ana-1'")
        stored_scores.judge_areas(cursor, "interactions")
    found = assignments.interactions_of_assignment(small_centre, ANA, "ca-ana")
    assert found["failed_areas"].tolist() == [None, ["Compliance"], []]
