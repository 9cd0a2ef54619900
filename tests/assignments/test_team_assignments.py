import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.assignments import assignments, discussion, marks, team_assignments
from coaching.assignments.last_word import Said, last_word
from coaching.assignments.status import Standing, Status, is_follow_up_due, is_open, is_overdue, status
from coaching.assignments.team_assignments import AssignmentFilter, Order, TeamFigures, Totals
from coaching.storage.database import Database
from coaching.words.days import Period, day_of, utc_now
from tests import centre, databases

pytestmark = pytest.mark.storage

ANA, BEN, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim"))
UTC = ZoneInfo("UTC")
EVERYTHING = AssignmentFilter()
FOLLOW_UP = "SELECT follow_up_on FROM assignments WHERE assignment_id = 'ca-ana-old'"
TODAY = date.today()


def found(
    database: Database, filters: AssignmentFilter, viewer: str = SAM, day: date = TODAY, zone: ZoneInfo = UTC
) -> list[str]:
    """The assignments found, in order; as many as the count says."""
    rows, total = team_assignments.team_assignments(database, viewer, filters, day, zone, page=1, size=100)
    assert len(rows) == total
    return list(rows["assignment_id"])


def run(database: Database, *statements: str) -> None:
    with database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


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


def figures(database: Database, viewer: str, filters: AssignmentFilter = EVERYTHING) -> TeamFigures:
    return team_assignments.figures(database, viewer, filters, TODAY, UTC)


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


# SQL and status.py say the same of whatever assignments there are.


@pytest.fixture(scope="module")
def property_centre() -> Iterator[Database]:
    opened = databases.fresh()
    centre.fill(opened)
    run(opened, "DELETE FROM assignments", "DELETE FROM assignment_interactions", "DELETE FROM assignment_areas")
    yield opened
    opened.close()


# Of each assignment: the interactions of Ana it marks, of Cleo it shows and of Ben it marks by mistake; which of them
# Ana has opened (some twice); the days until the follow-up; whether it is withdrawn; the outcomes recorded; who wrote a
# note (or recorded nothing but set the notes so far aside), one after the other.
OWN, OTHERS, WRONG = ("c-ana-1", "c-ana-2", "c-ana-3"), ("c-cleo-1", "c-ana-1"), ("c-ben-1", "no-such-interaction")
SET_ASIDE = "set aside"
ASSIGNMENT = st.tuples(
    st.sets(st.sampled_from(OWN)),
    st.sets(st.sampled_from(OTHERS)),
    st.sets(st.sampled_from(WRONG)),
    st.lists(st.sampled_from((*OWN, *OTHERS, *WRONG))),
    st.integers(-3, 3),
    st.booleans(),
    st.lists(st.sampled_from(list(discussion.Outcome)), max_size=2),
    st.lists(st.sampled_from([ANA, SAM, KIM, SET_ASIDE]), max_size=3),
)
QUICK = {
    "overdue": AssignmentFilter(overdue=True),
    "follow_up_due": AssignmentFilter(follow_up_due=True),
    "to_answer": AssignmentFilter(to_answer=True),
    "not_started": AssignmentFilter(status=Status.NOT_STARTED),
    "in_progress": AssignmentFilter(status=Status.IN_PROGRESS),
    "completed": AssignmentFilter(status=Status.COMPLETED),
}


@settings(max_examples=databases.examples(25), deadline=None)
@given(
    st.lists(ASSIGNMENT, max_size=6),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"]),
    st.builds(
        AssignmentFilter,
        text=st.sampled_from(["", "ana", "a-1", "no such"]),
        team=st.sampled_from([None, "North", "South"]),
        status=st.sampled_from([None, "open", "over", "withdrawn", *Status]),
        overdue=st.booleans(),
        in_group=st.sampled_from([None, True]),
    ),
)
def test_sql_says_how_an_assignment_stands_as_the_rules_do(
    property_centre: Database,
    made: list[tuple[set[str], set[str], set[str], list[str], int, bool, list[discussion.Outcome], list[str]]],
    now: datetime,
    zone_name: str,
    filtered: AssignmentFilter,
) -> None:
    zone = ZoneInfo(zone_name)
    expected = {}
    outcome_of, last_of = {}, {}
    with property_centre.transaction() as cursor:
        for table in ("assignments", "assignment_interactions", "openings", "outcomes", "notes", "notes_set_aside"):
            cursor.execute(f"DELETE FROM {table}")
        for number, (own, shown, wrong, opened, days, withdrawn, outcomes, said) in enumerate(made):
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
            for place, outcome in enumerate(outcomes):  # before all notes
                recorded_at = now - timedelta(minutes=9 - place)
                cursor.execute("INSERT INTO outcomes VALUES (?, ?, ?, ?, '')", [key, SAM, recorded_at, str(outcome)])
            since = None
            for place, who in enumerate(said):
                moment = now + timedelta(minutes=place)
                if who == SET_ASIDE:
                    until = now + timedelta(minutes=place - 1)
                    cursor.execute("INSERT INTO notes_set_aside VALUES (?, ?, ?, ?)", [key, KIM, moment, until])
                    since = None
                    continue
                cursor.execute("INSERT INTO notes VALUES (?, ?, ?, ?, 'x')", [f"{key}-{place}", key, who, moment])
                since = None if who != ANA else since or moment
            total, reviewed = len(own | shown), len((own | shown) & set(opened))
            state, over, day = status(reviewed, total), withdrawn or bool(outcomes), day_of(now, zone)
            expected[key] = {
                "total": total,
                "reviewed": reviewed,
                "status": state,
                "overdue": is_overdue(follow_up_on, state, over, day),
                "follow_up_due": is_follow_up_due(follow_up_on, over, day),
                "withdrawn": withdrawn,
                "to_answer": since is not None,
            }
            outcome_of[key] = outcomes[-1] if outcomes else None
            last_of[key] = since
    day = day_of(now, zone)

    def answer(filters: AssignmentFilter) -> pd.DataFrame:
        rows, total = team_assignments.team_assignments(property_centre, SAM, filters, day, zone, page=1, size=100)
        assert len(rows) == total
        return rows

    def keys(filters: AssignmentFilter) -> set[str]:
        return set(answer(filters)["assignment_id"])

    got = pd.concat([answer(AssignmentFilter()), answer(AssignmentFilter(status=Standing.WITHDRAWN))]).set_index(
        "assignment_id"
    )
    assert got[list(next(iter(expected.values()), {}))].to_dict("index") == expected
    assert got["outcome"].to_dict() == outcome_of
    assert {key: None if pd.isna(at) else at for key, at in got["waits_since"].to_dict().items()} == last_of
    in_force = {key: each for key, each in expected.items() if not each["withdrawn"]}
    over_ones = {key for key in in_force if outcome_of[key] is not None}
    still_open = {key for key, each in in_force.items() if is_open(Status(str(each["status"])), key in over_ones)}
    for state in Status:
        matching = {key for key, each in in_force.items() if each["status"] is state}
        assert keys(AssignmentFilter(status=state)) == (
            matching if state is Status.COMPLETED else matching & still_open
        )
    assert keys(AssignmentFilter(status=Standing.OPEN)) == still_open
    unfinished = {key for key in over_ones if in_force[key]["status"] is not Status.COMPLETED}
    assert keys(AssignmentFilter(status=Standing.OVER)) == unfinished
    for name in ("overdue", "follow_up_due", "to_answer"):
        assert keys(QUICK[name]) == {key for key, each in expected.items() if each[name]}
    assert team_assignments.number_to_answer(property_centre, SAM) == sum(bool(at) for at in last_of.values())
    # Each figure is the number of rows that its name leads to, whatever else is filtered for.
    figures = team_assignments.figures(property_centre, SAM, filtered, day, zone)
    for name, quick in QUICK.items():
        clicked = replace(filtered, status=quick.status, overdue=quick.overdue, follow_up_due=quick.follow_up_due,
                          to_answer=quick.to_answer)  # fmt: skip
        assert getattr(figures, name) == len(answer(clicked))
    # The agent's list and the page of one assignment say the same.
    listed = assignments.assignments_of_agent(property_centre, ANA, ANA, day)
    assert set(listed["assignment_id"]) == set(in_force)
    for each in listed.itertuples():
        key = each.assignment_id
        assert each.is_overdue == expected[key]["overdue"]
        assert each.is_open == (key in still_open)
        assert each.is_over == (key in over_ones)
        assert each.outcome == outcome_of[key]
        assert (discussion.note_to_answer(property_centre, SAM, key) is not None) == expected[key]["to_answer"]


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


MOMENT = datetime(2026, 3, 1, 9)
MOMENTS = st.integers(0, 3).map(lambda minutes: MOMENT + timedelta(minutes=minutes))


@settings(max_examples=databases.examples(25), deadline=None)
@given(
    st.lists(st.tuples(MOMENTS, st.sampled_from([ANA, ANA, SAM, KIM])), max_size=5),
    st.lists(st.tuples(MOMENTS, st.sampled_from(list(discussion.Outcome))), max_size=2),
    st.lists(MOMENTS, max_size=2),
)
def test_who_has_the_last_word_is_the_same_in_sql_on_the_page_and_in_the_agents_list(
    property_centre: Database,
    notes: list[tuple[datetime, str]],
    outcomes: list[tuple[datetime, discussion.Outcome]],
    set_aside_until: list[datetime],
) -> None:
    """Also of what was said at one instant, as an import may have it."""
    with property_centre.transaction() as cursor:
        for table in ("assignments", "assignment_interactions", "openings", "outcomes", "notes", "notes_set_aside"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            "INSERT INTO assignments BY NAME SELECT 'a' AS assignment_id, 'a' AS name, $ana AS agent_id, "
            "$sam AS assigned_by, $moment::TIMESTAMP AS assigned_at, $moment::DATE AS follow_up_on, '' AS went_well, "
            "'' AS work_on, [] AS action_plan",
            {"ana": ANA, "sam": SAM, "moment": MOMENT},
        )
        for number, (written_at, person) in enumerate(notes):
            cursor.execute("INSERT INTO notes VALUES (?, 'a', ?, ?, 'x')", [f"n-{number}", person, written_at])
        for recorded_at, outcome in outcomes:
            cursor.execute("INSERT INTO outcomes VALUES ('a', ?, ?, ?, '')", [SAM, recorded_at, str(outcome)])
        for until in set_aside_until:
            cursor.execute("INSERT INTO notes_set_aside VALUES ('a', ?, ?, ?)", [KIM, MOMENT, until])
    said = [
        Said(said_at=at, by_agent=person == ANA, note_id=f"n-{number}") for number, (at, person) in enumerate(notes)
    ]
    said += [Said(said_at=at, by_agent=False, outcome=str(outcome)) for at, outcome in outcomes]
    ruled = last_word(said, set_aside_until)
    rows, _ = team_assignments.team_assignments(
        property_centre, SAM, AssignmentFilter(to_answer=True), TODAY, UTC, page=1, size=9
    )
    assert list(rows["waits_since"]) == [each.said_at for each in ruled.waiting[:1]]
    assert team_assignments.number_to_answer(property_centre, SAM) == len(ruled.waiting[:1])
    newest = discussion.note_to_answer(property_centre, SAM, "a")
    assert newest == (ruled.waiting[-1].note_id if ruled.waiting else None)
    (listed,) = assignments.assignments_of_agent(property_centre, ANA, ANA, TODAY).itertuples()
    answered_at = None if pd.isna(listed.answered_at) else listed.answered_at
    assert (listed.outcome, answered_at) == (ruled.outcome, ruled.answered_at)
    assert not (ruled.waiting and ruled.answered_at)
    recorded = discussion.outcomes(property_centre, ANA, "a")
    assert ruled.outcome == (recorded[0].outcome if recorded else None)


def test_one_assignment_in_the_far_future_is_not_the_newest(small_centre: Database) -> None:
    before = team_assignments.newest_assigned_at(small_centre, "sam@example.com")
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET assigned_at = '2099-01-01' WHERE assignment_id = 'ca-ana-old'")
    assert before is not None
    assert team_assignments.newest_assigned_at(small_centre, "sam@example.com") == before
