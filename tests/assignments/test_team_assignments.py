"""The assignments of a team: the list with its filters and pages, and the figures over it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from coaching.assignments import assignments, discussion, team_assignments
from coaching.assignments.status import Standing, Status
from coaching.assignments.team_assignments import AssignmentFilter, TeamFigures, Totals
from coaching.storage.database import Database
from coaching.words.days import Period, utc_now
from tests import centre
from tests.assignments.assignments_found import ANA, BEN, KIM, SAM, TODAY, UTC, figures, found, run

FOLLOW_UP = "SELECT follow_up_on FROM assignments WHERE assignment_id = 'ca-ana-old'"


def test_the_teams_assignments_newest_first_with_their_columns(small_centre: Database) -> None:
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    rows, total = team_assignments.team_assignments(small_centre, SAM, AssignmentFilter(), TODAY, UTC, page=1, size=25)
    assert total == 3
    assert list(rows.columns) == [
        "assignment_id", "agent_name", "name", "coaching_areas", "assigned_at", "follow_up_on", "status", "overdue",
        "follow_up_due", "withdrawn", "total", "reviewed", "acknowledged", "to_answer", "waits_since", "outcome",
    ]  # fmt: skip
    assert rows["assignment_id"].tolist() == ["ca-ana", "ca-ben", "ca-ana-old"]
    assert rows["agent_name"].tolist() == ["Ana Alves", "Ben Bauer", "Ana Alves"]
    assert rows["coaching_areas"].tolist() == [["Accuracy", "Compliance", "Etiquette"], ["Etiquette"], ["Etiquette"]]
    assert rows["status"].tolist() == [Status.NOT_STARTED, Status.COMPLETED, Status.NOT_STARTED]
    assert all(isinstance(state, Status) for state in rows["status"])
    assert rows["overdue"].tolist() == [False, False, True]
    assert rows["total"].tolist() == [3, 1, 1]
    assert rows["reviewed"].tolist() == [0, 1, 0]
    assert rows["follow_up_on"].tolist()[0] == (utc_now() + timedelta(days=5)).date()
    assert rows["outcome"].tolist() == [None, None, None]


def test_figures_and_totals(small_centre: Database) -> None:
    assert figures(small_centre, SAM) == TeamFigures(
        not_started=3, in_progress=0, overdue=1, follow_up_due=1, to_answer=0, completed=0
    )
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana-old'")
    assert figures(small_centre, SAM) == TeamFigures(
        not_started=0, in_progress=1, overdue=0, follow_up_due=0, to_answer=0, completed=1
    )  # a withdrawn one is not overdue
    assert team_assignments.totals(small_centre, SAM) == Totals(2, 1)
    assert figures(small_centre, KIM) == TeamFigures(
        not_started=1, in_progress=1, overdue=0, follow_up_due=0, to_answer=0, completed=1
    )
    assert figures(small_centre, KIM, AssignmentFilter(team="South")) == TeamFigures(
        not_started=1, in_progress=0, overdue=0, follow_up_due=0, to_answer=0, completed=0
    )
    assert team_assignments.totals(small_centre, KIM) == Totals(3, 1)


def test_what_has_an_outcome_is_over_and_on_no_list_however_much_was_read(small_centre: Database) -> None:
    late = [
        AssignmentFilter(overdue=True),
        AssignmentFilter(follow_up_due=True),
        AssignmentFilter(status=Standing.OPEN, text="ana-old"),
    ]
    assert [found(small_centre, filters) for filters in late] == [["ca-ana-old"]] * 3
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "training", "A course.", TODAY)
    assert [found(small_centre, filters) for filters in late] == [[]] * 3
    assert found(small_centre, AssignmentFilter(status=Status.NOT_STARTED)) == ["ca-ana", "ca-ben"]
    assert found(small_centre, AssignmentFilter(status=Standing.OVER)) == ["ca-ana-old"]
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "continue_coaching", "After all.", TODAY)
    assert [found(small_centre, filters) for filters in late] == [[]] * 3
    assignments.record_opening(small_centre, ANA, "ca-ana-old", "c-ana-3")
    assert found(small_centre, AssignmentFilter(status=Standing.OVER)) == []  # it reads "Completed"
    assert found(small_centre, AssignmentFilter(status=Status.COMPLETED)) == ["ca-ana-old"]


def test_a_follow_up_is_due_although_the_agent_has_read_everything(small_centre: Database) -> None:
    assignments.record_opening(small_centre, ANA, "ca-ana-old", "c-ana-3")
    assert found(small_centre, AssignmentFilter(overdue=True)) == []
    assert found(small_centre, AssignmentFilter(follow_up_due=True)) == ["ca-ana-old"]
    follow_up = date.fromisoformat(str(small_centre.query(FOLLOW_UP)["follow_up_on"][0])[:10])
    for ahead in (0, 1):  # the follow-up day itself is still in time
        day = follow_up + timedelta(days=ahead)
        assert found(small_centre, AssignmentFilter(follow_up_due=True), day=day) == ["ca-ana-old"] * ahead


def test_a_supervisors_own_assignments_are_not_the_teams(small_centre: Database) -> None:
    run(
        small_centre,
        "UPDATE people SET permissions = permissions || ['agent_dashboard'] WHERE person_id = 'sam@example.com'",
        "UPDATE assignments SET agent_id = 'sam@example.com' WHERE assignment_id = 'ca-ben'",
    )
    assert found(small_centre, AssignmentFilter()) == ["ca-ana", "ca-ana-old"]
    assert team_assignments.totals(small_centre, SAM).in_force == 2


def test_choices(small_centre: Database) -> None:
    assert team_assignments.teams(small_centre, KIM) == ["North", "South"]
    assert team_assignments.coaching_areas(small_centre, SAM) == ["Accuracy", "Compliance", "Etiquette"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (AssignmentFilter(text="BEN"), ["ca-ben"]),
        (AssignmentFilter(text=" alves "), ["ca-ana", "ca-ana-old"]),
        (AssignmentFilter(text="ana@EXAMPLE"), ["ca-ana", "ca-ana-old"]),
        (AssignmentFilter(text="coaching ca-ana-OLD"), ["ca-ana-old"]),
        (AssignmentFilter(text="%"), []),
        (AssignmentFilter(text="Cleo"), []),
        (AssignmentFilter(team="North"), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (AssignmentFilter(team="South"), []),
        (AssignmentFilter(status=Status.NOT_STARTED), ["ca-ben", "ca-ana-old"]),
        (AssignmentFilter(status=Status.IN_PROGRESS), ["ca-ana"]),
        (AssignmentFilter(status=Status.COMPLETED), []),
        (AssignmentFilter(status=Standing.WITHDRAWN), ["ca-gone"]),
        (AssignmentFilter(status=Standing.OPEN), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (AssignmentFilter(status=Standing.OPEN, overdue=True), ["ca-ana-old"]),
        (AssignmentFilter(assigned_by=SAM), ["ca-ana", "ca-ana-old"]),
        (AssignmentFilter(assigned_by=KIM), ["ca-ben"]),
        (AssignmentFilter(assigned_by=KIM, status=Standing.OPEN), ["ca-ben"]),
        (AssignmentFilter(assigned_by=SAM, status=Standing.WITHDRAWN), ["ca-gone"]),
        (AssignmentFilter(assigned_by="Sam Soto"), []),
        (AssignmentFilter(coaching_areas=["Compliance"]), ["ca-ana"]),
        (AssignmentFilter(coaching_areas=["Compliance", "Etiquette"]), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (AssignmentFilter(overdue=True), ["ca-ana-old"]),
        (AssignmentFilter(overdue=True, status=Standing.WITHDRAWN), []),
        (AssignmentFilter(in_group=True), ["ca-ben"]),
        (AssignmentFilter(in_group=False), ["ca-ana", "ca-ana-old"]),
        (AssignmentFilter(assigned=Period.since(TODAY - timedelta(days=6))), ["ca-ana", "ca-ben"]),
        (
            AssignmentFilter(assigned=Period.of_days(date(2000, 1, 1), TODAY - timedelta(days=4))),
            ["ca-ben", "ca-ana-old"],
        ),
        (AssignmentFilter(assigned=Period.of_days(TODAY - timedelta(days=5), TODAY - timedelta(days=5))), ["ca-ben"]),
        (
            AssignmentFilter(
                text="ana",
                team="North",
                status=Status.NOT_STARTED,
                coaching_areas=["Etiquette"],
                assigned=Period.of_days(date(2000, 1, 1), TODAY),
                overdue=True,
                in_group=False,
            ),
            ["ca-ana-old"],
        ),
    ],
)
def test_filters(database: Database, filters: AssignmentFilter, expected: list[str]) -> None:
    centre.fill(database, TODAY)
    assignments.record_opening(database, ANA, "ca-ana", "c-ana-1")
    run(
        database,
        "UPDATE assignments SET group_id = 'g-1', assigned_by = 'kim@example.com' WHERE assignment_id = 'ca-ben'",
        "INSERT INTO assignments BY NAME "
        "SELECT * REPLACE ('ca-gone' AS assignment_id, now()::TIMESTAMP AS withdrawn_at) FROM assignments "
        "WHERE assignment_id = 'ca-ana-old'",
    )
    assert found(database, filters) == expected


def test_open_is_all_but_completed(small_centre: Database) -> None:
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assert found(small_centre, AssignmentFilter(status=Standing.OPEN)) == ["ca-ana", "ca-ana-old"]
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    assert found(small_centre, AssignmentFilter(status=Standing.OPEN)) == ["ca-ana-old"]


def test_supervisors_by_name(small_centre: Database) -> None:
    assert team_assignments.supervisors(small_centre, SAM) == {SAM: "Sam Soto"}
    assert list(team_assignments.supervisors(small_centre, KIM).items()) == [
        ("lee@example.com", "Lee Lang"),
        (SAM, "Sam Soto"),
    ]
    run(
        small_centre,
        "UPDATE people SET name = 'Sam Soto' WHERE person_id = 'lee@example.com'",
        "UPDATE assignments SET assigned_by = 'somebody-gone' WHERE assignment_id = 'ca-ben'",
    )
    assert team_assignments.supervisors(small_centre, KIM) == {
        "lee@example.com": "Sam Soto (lee@example.com)",
        SAM: "Sam Soto (sam@example.com)",
        "somebody-gone": "somebody-gone",
    }


def test_days_are_the_viewers(small_centre: Database) -> None:
    run(small_centre, "UPDATE assignments SET assigned_at = '2026-11-17 23:30:00' WHERE assignment_id = 'ca-ana'")
    on_18th = AssignmentFilter(text="Coaching ca-ana", assigned=Period.of_days(date(2026, 11, 18), date(2026, 11, 18)))
    assert found(small_centre, on_18th, zone=ZoneInfo("Europe/Berlin")) == ["ca-ana"]
    assert found(small_centre, on_18th, zone=UTC) == []


def test_pages_are_cut_in_sql_and_one_past_the_last_is_the_last(small_centre: Database) -> None:
    def page(number: int) -> tuple[list[str], int]:
        rows, total = team_assignments.team_assignments(
            small_centre, SAM, AssignmentFilter(), TODAY, UTC, page=number, size=2
        )
        return list(rows["assignment_id"]), total

    assert page(1) == (["ca-ana", "ca-ben"], 3)
    assert page(2) == (["ca-ana-old"], 3)
    assert page(99) == page(2)
    empty, total = team_assignments.team_assignments(
        small_centre, SAM, AssignmentFilter(text="no such"), TODAY, UTC, page=3, size=2
    )
    assert (len(empty), total) == (0, 0)


def test_one_assignment_in_the_far_future_is_not_the_newest(small_centre: Database) -> None:
    before = team_assignments.newest_assigned_at(small_centre, "sam@example.com")
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET assigned_at = '2099-01-01' WHERE assignment_id = 'ca-ana-old'")
    assert before is not None
    assert team_assignments.newest_assigned_at(small_centre, "sam@example.com") == before
