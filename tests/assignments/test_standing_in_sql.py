"""SQL says how an assignment stands as the rules in Python do, whatever assignments there are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.assignments import assignments, discussion, team_assignments
from coaching.assignments.last_word import Said, last_word
from coaching.assignments.status import Standing, Status, is_follow_up_due, is_open, is_overdue, status
from coaching.assignments.team_assignments import AssignmentFilter
from coaching.storage.database import Database
from coaching.words.days import day_of
from tests import centre, databases
from tests.assignments.assignments_found import ANA, KIM, SAM, TODAY, UTC, run


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


Made = tuple[set[str], set[str], set[str], list[str], int, bool, list[discussion.Outcome], list[str]]


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """What the rules say of the assignments that were written, each by its assignment_id."""

    shown: dict[str, dict[str, object]]  # the columns of the list
    outcome: dict[str, discussion.Outcome | None]
    waits_since: dict[str, datetime | None]

    @property
    def in_force(self) -> set[str]:
        return {key for key, each in self.shown.items() if not each["withdrawn"]}

    @property
    def over(self) -> set[str]:
        """Those in force that have an outcome."""
        return {key for key in self.in_force if self.outcome[key] is not None}

    @property
    def open(self) -> set[str]:
        return {key for key in self.in_force if is_open(self.status(key), key in self.over)}

    def status(self, key: str) -> Status:
        return Status(str(self.shown[key]["status"]))


def clear(cursor: duckdb.DuckDBPyConnection) -> None:
    """Empties the tables of assignments and of what is said on them."""
    for table in ("assignments", "assignment_interactions", "openings", "outcomes", "notes", "notes_set_aside"):
        cursor.execute(f"DELETE FROM {table}")


def write_assignment(cursor: duckdb.DuckDBPyConnection, key: str, made: Made, now: datetime) -> None:
    """One assignment of Ana with its interactions, openings and outcomes."""
    own, shown, wrong, opened, days, withdrawn, outcomes, _ = made
    cursor.execute(
        "INSERT INTO assignments BY NAME SELECT $key AS assignment_id, $key AS name, $agent AS agent_id, "
        "'sam@example.com' AS assigned_by, $now::TIMESTAMP AS assigned_at, $follow_up::DATE AS follow_up_on, "
        "'' AS went_well, '' AS work_on, [] AS action_plan, $withdrawn::TIMESTAMP AS withdrawn_at",
        {
            "key": key,
            "agent": ANA,
            "now": now,
            "follow_up": now.date() + timedelta(days=days),
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


def write_notes(cursor: duckdb.DuckDBPyConnection, key: str, said: list[str], now: datetime) -> datetime | None:
    """The notes on an assignment, a minute after each other; the moment since which one waits for an answer."""
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
    return since


def write(database: Database, made: list[Made], now: datetime, day: date) -> Ruled:
    """Writes these assignments in place of those there are."""
    ruled = Ruled(shown={}, outcome={}, waits_since={})
    with database.transaction() as cursor:
        clear(cursor)
        for number, each in enumerate(made):
            key = f"a-{number}"
            own, shown, _, opened, days, withdrawn, outcomes, said = each
            write_assignment(cursor, key, each, now)
            since = write_notes(cursor, key, said, now)
            total, reviewed = len(own | shown), len((own | shown) & set(opened))
            state, over, follow_up_on = (
                status(reviewed, total), withdrawn or bool(outcomes), now.date() + timedelta(days=days)
            )  # fmt: skip
            ruled.shown[key] = {
                "total": total,
                "reviewed": reviewed,
                "status": state,
                "overdue": is_overdue(follow_up_on, state, over, day),
                "follow_up_due": is_follow_up_due(follow_up_on, over, day),
                "withdrawn": withdrawn,
                "to_answer": since is not None,
            }
            ruled.outcome[key] = outcomes[-1] if outcomes else None
            ruled.waits_since[key] = since
    return ruled


def listed(database: Database, filters: AssignmentFilter, day: date, zone: ZoneInfo) -> pd.DataFrame:
    """The rows that Sam finds, as many as the count says."""
    rows, total = team_assignments.team_assignments(database, SAM, filters, day, zone, page=1, size=100)
    assert len(rows) == total
    return rows


def check_list(ruled: Ruled, rows: pd.DataFrame) -> None:
    """The columns of all assignments, withdrawn or not."""
    got = rows.set_index("assignment_id")
    assert got[list(next(iter(ruled.shown.values()), {}))].to_dict("index") == ruled.shown
    assert got["outcome"].to_dict() == ruled.outcome
    assert {key: None if pd.isna(at) else at for key, at in got["waits_since"].to_dict().items()} == ruled.waits_since


def check_filters(ruled: Ruled, keys: Callable[[AssignmentFilter], set[str]]) -> None:
    """`keys` finds with each filter the assignments for which the rules hold."""
    for state in Status:
        matching = {key for key in ruled.in_force if ruled.status(key) is state}
        assert keys(AssignmentFilter(status=state)) == (
            matching if state is Status.COMPLETED else matching & ruled.open
        )
    assert keys(AssignmentFilter(status=Standing.OPEN)) == ruled.open
    unfinished = {key for key in ruled.over if ruled.status(key) is not Status.COMPLETED}
    assert keys(AssignmentFilter(status=Standing.OVER)) == unfinished
    for name in ("overdue", "follow_up_due", "to_answer"):
        assert keys(QUICK[name]) == {key for key, each in ruled.shown.items() if each[name]}


def check_agents_list(ruled: Ruled, database: Database, day: date) -> None:
    """The agent's list and the page of one assignment say the same."""
    rows = assignments.assignments_of_agent(database, ANA, ANA, day)
    assert set(rows["assignment_id"]) == ruled.in_force
    for each in rows.itertuples():
        key = each.assignment_id
        assert each.is_overdue == ruled.shown[key]["overdue"]
        assert each.is_open == (key in ruled.open)
        assert each.is_over == (key in ruled.over)
        assert each.outcome == ruled.outcome[key]
        assert (discussion.note_to_answer(database, SAM, key) is not None) == ruled.shown[key]["to_answer"]


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
    made: list[Made],
    now: datetime,
    zone_name: str,
    filtered: AssignmentFilter,
) -> None:
    zone = ZoneInfo(zone_name)
    day = day_of(now, zone)
    ruled = write(property_centre, made, now, day)

    def answer(filters: AssignmentFilter) -> pd.DataFrame:
        return listed(property_centre, filters, day, zone)

    withdrawn = AssignmentFilter(status=Standing.WITHDRAWN)
    check_list(ruled, pd.concat([answer(AssignmentFilter()), answer(withdrawn)]))
    check_filters(ruled, lambda filters: set(answer(filters)["assignment_id"]))
    assert team_assignments.number_to_answer(property_centre, SAM) == sum(bool(at) for at in ruled.waits_since.values())
    # Each figure is the number of rows that its name leads to, whatever else is filtered for.
    figures = team_assignments.figures(property_centre, SAM, filtered, day, zone)
    for name, quick in QUICK.items():
        clicked = replace(filtered, status=quick.status, overdue=quick.overdue, follow_up_due=quick.follow_up_due,
                          to_answer=quick.to_answer)  # fmt: skip
        assert getattr(figures, name) == len(answer(clicked))
    check_agents_list(ruled, property_centre, day)


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
        clear(cursor)
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
