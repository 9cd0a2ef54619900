from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching import assignments, conversation, team_assignments
from coaching.database import Database, utc_now
from coaching.status import Status, is_overdue, status, today
from coaching.team_assignments import TeamFigures, Wanted
from tests import centre, databases

ANA, BEN, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim"))
UTC = ZoneInfo("UTC")
TODAY = date.today()


def found(database: Database, wanted: Wanted, viewer: str = SAM, day: date = TODAY, zone: ZoneInfo = UTC) -> list[str]:
    """The assignments found, in order; as many as the count says."""
    rows, total = team_assignments.team_assignments(database, viewer, wanted, day, zone, page=1, size=100)
    assert len(rows) == total
    return list(rows["assignment_id"])


def run(database: Database, *statements: str) -> None:
    with database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_the_teams_assignments_newest_first_with_their_columns(small_centre: Database) -> None:
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    rows, total = team_assignments.team_assignments(small_centre, SAM, Wanted(), TODAY, UTC, page=1, size=25)
    assert total == 3
    assert list(rows.columns) == [
        "assignment_id", "agent_name", "name", "coaching_areas", "assigned_at", "follow_up_on", "status", "overdue",
        "withdrawn", "total", "reviewed", "acknowledged", "to_answer", "outcome",
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


def test_figures_of_the_whole_team(small_centre: Database) -> None:
    assert team_assignments.figures(small_centre, SAM, TODAY) == TeamFigures(3, 0, 1, 0, 0)
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana-old'")
    figures = team_assignments.figures(small_centre, SAM, TODAY)
    assert figures == TeamFigures(0, 1, 0, 1, 1)  # a withdrawn one is not overdue
    assert figures.in_force == 2
    assert team_assignments.figures(small_centre, KIM, TODAY) == TeamFigures(1, 1, 0, 1, 1)


def test_a_supervisors_own_assignments_are_not_the_teams(small_centre: Database) -> None:
    run(
        small_centre,
        "UPDATE people SET permissions = permissions || ['agent_dashboard'] WHERE person_id = 'sam@example.com'",
        "UPDATE assignments SET agent_id = 'sam@example.com' WHERE assignment_id = 'ca-ben'",
    )
    assert found(small_centre, Wanted()) == ["ca-ana", "ca-ana-old"]
    assert team_assignments.figures(small_centre, SAM, TODAY).in_force == 2


def test_choices(small_centre: Database) -> None:
    assert team_assignments.teams(small_centre, KIM) == ["North", "South"]
    assert team_assignments.coaching_areas(small_centre, SAM) == ["Accuracy", "Compliance", "Etiquette"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(text="BEN"), ["ca-ben"]),
        (Wanted(text=" alves "), ["ca-ana", "ca-ana-old"]),
        (Wanted(text="ana@EXAMPLE"), ["ca-ana", "ca-ana-old"]),
        (Wanted(text="coaching ca-ana-OLD"), ["ca-ana-old"]),
        (Wanted(text="%"), []),
        (Wanted(text="Cleo"), []),
        (Wanted(team="North"), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (Wanted(team="South"), []),
        (Wanted(status=Status.NOT_STARTED), ["ca-ben", "ca-ana-old"]),
        (Wanted(status=Status.IN_PROGRESS), ["ca-ana"]),
        (Wanted(status=Status.COMPLETED), []),
        (Wanted(status="withdrawn"), ["ca-gone"]),
        (Wanted(status="open"), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (Wanted(status="open", overdue=True), ["ca-ana-old"]),
        (Wanted(assigned_by=SAM), ["ca-ana", "ca-ana-old"]),
        (Wanted(assigned_by=KIM), ["ca-ben"]),
        (Wanted(assigned_by=KIM, status="open"), ["ca-ben"]),
        (Wanted(assigned_by=SAM, status="withdrawn"), ["ca-gone"]),
        (Wanted(assigned_by="Sam Soto"), []),
        (Wanted(coaching_areas=["Compliance"]), ["ca-ana"]),
        (Wanted(coaching_areas=["Compliance", "Etiquette"]), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (Wanted(overdue=True), ["ca-ana-old"]),
        (Wanted(overdue=True, status="withdrawn"), []),
        (Wanted(in_group=True), ["ca-ben"]),
        (Wanted(in_group=False), ["ca-ana", "ca-ana-old"]),
        (Wanted(first_day=TODAY - timedelta(days=6)), ["ca-ana", "ca-ben"]),
        (Wanted(last_day=TODAY - timedelta(days=4)), ["ca-ben", "ca-ana-old"]),
        (Wanted(first_day=TODAY - timedelta(days=5), last_day=TODAY - timedelta(days=5)), ["ca-ben"]),
        (Wanted("ana", "North", Status.NOT_STARTED, ["Etiquette"], None, TODAY, True, False), ["ca-ana-old"]),
    ],
)
def test_filters(database: Database, wanted: Wanted, expected: list[str]) -> None:
    centre.fill(database, TODAY)
    assignments.record_opening(database, ANA, "ca-ana", "c-ana-1")
    run(
        database,
        "UPDATE assignments SET group_id = 'g-1', assigned_by = 'kim@example.com' WHERE assignment_id = 'ca-ben'",
        "INSERT INTO assignments BY NAME "
        "SELECT * REPLACE ('ca-gone' AS assignment_id, now()::TIMESTAMP AS withdrawn_at) FROM assignments "
        "WHERE assignment_id = 'ca-ana-old'",
    )
    assert found(database, wanted) == expected


def test_open_is_all_but_completed(small_centre: Database) -> None:
    assignments.record_opening(small_centre, BEN, "ca-ben", "c-ben-1")
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assert found(small_centre, Wanted(status="open")) == ["ca-ana", "ca-ana-old"]
    run(small_centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    assert found(small_centre, Wanted(status="open")) == ["ca-ana-old"]


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
    on_18th = Wanted(text="Coaching ca-ana", first_day=date(2026, 11, 18), last_day=date(2026, 11, 18))
    assert found(small_centre, on_18th, zone=ZoneInfo("Europe/Berlin")) == ["ca-ana"]
    assert found(small_centre, on_18th, zone=UTC) == []


def test_pages_are_cut_in_sql_and_one_past_the_last_is_the_last(small_centre: Database) -> None:
    def page(number: int) -> tuple[list[str], int]:
        rows, total = team_assignments.team_assignments(small_centre, SAM, Wanted(), TODAY, UTC, page=number, size=2)
        return list(rows["assignment_id"]), total

    assert page(1) == (["ca-ana", "ca-ben"], 3)
    assert page(2) == (["ca-ana-old"], 3)
    assert page(99) == page(2)
    empty, total = team_assignments.team_assignments(
        small_centre, SAM, Wanted(text="no such"), TODAY, UTC, page=3, size=2
    )
    assert (len(empty), total) == (0, 0)


def test_what_the_conversation_has_come_to(small_centre: Database) -> None:
    def of_old() -> tuple[bool, bool, str | None]:
        rows, _ = team_assignments.team_assignments(
            small_centre, SAM, Wanted(text="ana-old"), TODAY, UTC, page=1, size=9
        )
        row = rows.iloc[0]
        return bool(row["acknowledged"]), bool(row["to_answer"]), row["outcome"]

    assert of_old() == (False, False, None)
    conversation.acknowledge(small_centre, ANA, "ca-ana-old")
    assert of_old() == (True, False, None)
    conversation.write_note(small_centre, SAM, "ca-ana-old", "How is it going?")
    assert of_old() == (True, False, None)
    conversation.write_note(small_centre, ANA, "ca-ana-old", "Well.")
    assert of_old() == (True, True, None)
    conversation.record_outcome(small_centre, SAM, "ca-ana-old", "training", "A course.", TODAY)
    assert of_old() == (True, False, "training")
    conversation.write_note(small_centre, ANA, "ca-ana-old", "When is it?")
    assert of_old() == (True, True, "training")
    conversation.record_outcome(small_centre, SAM, "ca-ana-old", "closed", "Not needed.", TODAY)
    assert of_old() == (True, False, "closed")


# SQL and status.py say the same of whatever assignments there are.


@pytest.fixture(scope="module")
def property_centre() -> Iterator[Database]:
    opened = databases.fresh()
    centre.fill(opened)
    run(opened, "DELETE FROM assignments", "DELETE FROM assignment_interactions", "DELETE FROM assignment_areas")
    yield opened
    opened.close()


# Of each assignment: the interactions of Ana it marks, of Cleo it shows and of Ben it marks by mistake; which of them
# Ana has opened (some twice); the days until the follow-up; whether it is withdrawn.
OWN, OTHERS, WRONG = ("c-ana-1", "c-ana-2", "c-ana-3"), ("c-cleo-1", "c-ana-1"), ("c-ben-1", "no-such-interaction")
ASSIGNMENT = st.tuples(
    st.sets(st.sampled_from(OWN)),
    st.sets(st.sampled_from(OTHERS)),
    st.sets(st.sampled_from(WRONG)),
    st.lists(st.sampled_from((*OWN, *OTHERS, *WRONG))),
    st.integers(-3, 3),
    st.booleans(),
)


@settings(max_examples=databases.examples(40), deadline=None)
@given(
    st.lists(ASSIGNMENT, max_size=6),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"]),
)
def test_sql_computes_status_and_overdue_as_the_rule_does(
    property_centre: Database,
    made: list[tuple[set[str], set[str], set[str], list[str], int, bool]],
    now: datetime,
    zone_name: str,
) -> None:
    zone = ZoneInfo(zone_name)
    expected = {}
    with property_centre.transaction() as cursor:
        for table in ("assignments", "assignment_interactions", "openings"):
            cursor.execute(f"DELETE FROM {table}")
        for number, (own, shown, wrong, opened, days, withdrawn) in enumerate(made):
            key, follow_up_on = f"a-{number}", now.date() + timedelta(days=days)
            cursor.execute(
                "INSERT INTO assignments BY NAME SELECT $key AS assignment_id, $key AS name, $agent AS agent_id, "
                "'sam@example.com' AS assigned_by, $now::TIMESTAMP AS assigned_at, $follow_up::DATE AS follow_up_on, "
                "'' AS went_well, '' AS work_on, [] AS action_plan, $withdrawn::TIMESTAMP AS withdrawn_at",
                {
                    "key": key,
                    "agent": ANA,
                    "now": now,
                    "follow_up": follow_up_on,
                    "withdrawn": now if withdrawn else None,
                },
            )
            parts = [(each, "marked") for each in own | wrong] + [(each, "best_response") for each in shown]
            for place, (interaction, kind) in enumerate(parts):
                cursor.execute(
                    "INSERT INTO assignment_interactions SELECT ?, ?, ?, ?, "
                    "(SELECT agent_id FROM interactions WHERE interaction_id = ?)",
                    [key, interaction, kind, place, interaction],
                )
            for interaction in opened:
                cursor.execute("INSERT INTO openings VALUES (?, ?, ?, ?)", [key, interaction, ANA, now])
            for interaction in own:  # a supervisor's look never counts
                cursor.execute("INSERT INTO openings VALUES (?, ?, ?, ?)", [key, interaction, SAM, now])
            total, reviewed = len(own | shown), len((own | shown) & set(opened))
            state = status(reviewed, total)
            late = not withdrawn and is_overdue(follow_up_on, state, today(now, zone))
            expected[key] = (total, reviewed, state, late, withdrawn)
    day = today(now, zone)

    def answer(wanted: Wanted) -> pd.DataFrame:
        rows, total = team_assignments.team_assignments(property_centre, SAM, wanted, day, zone, page=1, size=100)
        assert len(rows) == total
        return rows

    got = pd.concat([answer(Wanted()), answer(Wanted(status="withdrawn"))])
    columns = got[["total", "reviewed", "status", "overdue", "withdrawn"]].itertuples(index=False, name=None)
    assert dict(zip(got["assignment_id"], columns, strict=True)) == expected
    in_force = {key: value for key, value in expected.items() if not value[4]}
    for state in Status:
        matching = {key for key, value in in_force.items() if value[2] is state}
        assert set(answer(Wanted(status=state))["assignment_id"]) == matching
    still_open = {key for key, value in in_force.items() if value[2] is not Status.COMPLETED}
    assert set(answer(Wanted(status="open"))["assignment_id"]) == still_open
    assert set(answer(Wanted(overdue=True))["assignment_id"]) == {key for key, value in in_force.items() if value[3]}
    states = [value[2] for value in in_force.values()]
    assert team_assignments.figures(property_centre, SAM, day) == TeamFigures(
        states.count(Status.NOT_STARTED),
        states.count(Status.IN_PROGRESS),
        sum(value[3] for value in in_force.values()),
        states.count(Status.COMPLETED),
        len(expected) - len(in_force),
    )
