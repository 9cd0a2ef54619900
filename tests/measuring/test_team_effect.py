"""The effect of a team's coaching: asked of the database it is what effect.py says of the same data."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from coaching.measuring import effect, team_effect
from coaching.measuring.team_effect import EffectFilter, Reading
from coaching.storage.database import Database
from coaching.words.days import Period
from coaching.words.formatting import as_shown
from tests import simulated_centre
from tests.simulated_centre import KIM, LEE, SAM, Simulation
from tests.written_tables import written_by


@pytest.fixture
def simulation(database: Database) -> Simulation:
    return simulated_centre.fill(database)


@pytest.fixture
def estimates(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one whenever an estimate is really made."""
    made: list[str] = []
    estimate = effect.estimate

    def noting(*asked: Any, **named: Any) -> pd.DataFrame:
        made.append("estimate")
        return estimate(*asked, **named)

    monkeypatch.setattr(effect, "estimate", noting)
    return made


def shown(figures: pd.DataFrame) -> pd.DataFrame:
    """The scores and points of an estimate as people read them."""
    points = [name for name in (*effect.POINTS, "score", "expected") if name in figures]
    return figures.assign(**{name: as_shown(figures[name].astype(float)) for name in points})


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    columns = [*effect.POINTS, *effect.COUNTS, *effect.LEFT_OUT]
    pd.testing.assert_frame_equal(found[columns], shown(expected[columns]), rtol=1e-9)


def test_everything_is_what_the_estimate_says_of_the_same_data(database: Database, simulation: Simulation) -> None:
    daily, assigned = simulation.daily, simulation.assignments
    asked = (database, KIM, EffectFilter())
    assert team_effect.assignments(*asked) == len(assigned)
    same(team_effect.overall(*asked), effect.estimate(daily, assigned))
    by_area = team_effect.by_area(*asked)
    same(by_area, effect.estimate(daily, assigned, "coaching_area"))
    assert by_area["coaching_area"].tolist() == ["Empathy"]
    by_weeks = team_effect.by_weeks(*asked)
    same(by_weeks, effect.by_weeks(daily, assigned))
    assert by_weeks["weeks"].tolist() == list(effect.WEEKS_SINCE)
    same(team_effect.peers_only(*asked), effect.peers_only(daily, assigned))
    same(team_effect.placebo(*asked), effect.placebo(daily, assigned))
    by_supervisor = team_effect.by_supervisor(*asked)
    same(by_supervisor, effect.estimate(daily, assigned, "supervisor"))
    assert by_supervisor["supervisor"].tolist() == ["Lee Lang", "Sam Soto"]
    crossed = team_effect.by_area_and_supervisor(*asked)
    same(crossed, effect.estimate(daily, assigned, "supervisor"))
    assert crossed[["coaching_area", "supervisor"]].to_numpy().tolist() == [
        ["Empathy", "Lee Lang"], ["Empathy", "Sam Soto"],
    ]  # fmt: skip
    for place, viewer in enumerate((LEE, SAM)):  # each reads of themselves what Kim reads of them
        theirs = by_supervisor.iloc[[place]].reset_index(drop=True)
        same(team_effect.overall(database, KIM, EffectFilter(supervisor_id=viewer)), theirs)
        same(team_effect.overall(database, viewer, EffectFilter()), theirs)
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET chosen_because = 'judgement' WHERE assigned_by = ?", [SAM])
    by_reason = team_effect.by_reason(*asked)
    same(by_reason, effect.estimate(daily, assigned, "supervisor"))
    assert by_reason["chosen_because"].tolist() == ["", "judgement"]
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET assigned_by = ?", [KIM])  # the agents' leads are the same all the same
    by_lead = team_effect.by_area_and_lead(*asked)
    same(by_lead, effect.estimate(daily, assigned, "supervisor"))
    assert by_lead[["coaching_area", "supervisor"]].equals(crossed[["coaching_area", "supervisor"]])
    assert team_effect.by_area_and_supervisor(*asked)["supervisor"].tolist() == ["Kim Kaur"]
    with database.transaction() as cursor:  # of several leads the one that people.json names
        cursor.execute(
            "INSERT INTO supervisions SELECT ?, agent_id FROM supervisions WHERE supervisor_id = ?", [KIM, LEE]
        )
        cursor.execute("UPDATE people SET supervisor_id = ? WHERE person_id IN "
                       "(SELECT agent_id FROM supervisions WHERE supervisor_id = ?)", [LEE, LEE])  # fmt: skip
    same(team_effect.by_area_and_lead(*asked), effect.estimate(daily, assigned, "supervisor"))
    row = team_effect.overall(*asked).iloc[0]
    assert row["low"] < 5 < row["high"]  # the true effect


def test_areas_and_people_that_cross_are_told_apart_by_their_ids(database: Database, simulation: Simulation) -> None:
    """Two areas and two supervisors, whose names come in the other order than their ids."""
    on_accuracy = simulation.assignments["assignment_id"].iloc[::3].tolist()
    assigned = simulation.assignments.assign(
        coaching_area=simulation.assignments["coaching_area"].mask(
            simulation.assignments["assignment_id"].isin(on_accuracy), "Accuracy"
        )
    )
    with database.transaction() as cursor:
        cursor.execute(
            "UPDATE assignment_areas SET coaching_area = 'Accuracy' WHERE list_contains(?, assignment_id)",
            [on_accuracy],
        )
        cursor.execute("UPDATE people SET name = 'Zoe Lang' WHERE person_id = ?", [LEE])
    expected = effect.estimate(
        simulation.daily, assigned.assign(pair=assigned["coaching_area"] + "|" + assigned["supervisor"]), "pair"
    )
    assert len(expected) == 4
    for crossed in (team_effect.by_area_and_supervisor, team_effect.by_area_and_lead):
        found = crossed(database, KIM, EffectFilter())
        assert (found["coaching_area"] + "|" + found["supervisor_id"]).tolist() == expected["pair"].tolist()
        assert found["supervisor"].tolist() == 2 * ["Zoe Lang", "Sam Soto"]
        same(found, expected)


def test_a_supervisors_own_agents_count_and_peers_come_from_the_whole_centre(
    database: Database, simulation: Simulation
) -> None:
    found = team_effect.overall(database, SAM, EffectFilter())
    his = simulation.assignments["supervisor"].where(simulation.assignments["supervisor"] == SAM, None)
    same(found, effect.estimate(simulation.daily, simulation.assignments.assign(his=his), "his"))
    assert found["peers"][0] > 60  # Sam supervises 60
    assert team_effect.by_supervisor(database, SAM, EffectFilter())["supervisor"].tolist() == ["Sam Soto"]
    assert team_effect.assignments(database, SAM, EffectFilter()) == his.notna().sum()


ANSWERS = (
    team_effect.overall,
    team_effect.by_area,
    team_effect.by_supervisor,
    team_effect.by_area_and_supervisor,
    team_effect.by_area_and_lead,
    team_effect.by_reason,
    team_effect.by_weeks,
    team_effect.peers_only,
    team_effect.placebo,
)


@pytest.mark.parametrize("viewer", ["agent-001@example.com", "stranger@example.com", "", SAM])
def test_nobody_else_learns_anything(database: Database, simulation: Simulation, viewer: str) -> None:
    with database.transaction() as cursor:  # a supervisor without coaching_monitor is somebody else, too
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] WHERE person_id = ?", [SAM]
        )
    assert all(answer(database, viewer, EffectFilter()).empty for answer in ANSWERS)
    assert team_effect.assignments(database, viewer, EffectFilter()) == 0
    assert team_effect.coached(database, viewer).empty
    assert team_effect.course(database, viewer, simulation.assignments["assignment_id"].iloc[0]).empty


def test_filters_choose_what_is_counted_and_leave_the_peers_alone(database: Database, simulation: Simulation) -> None:
    assigned = simulation.assignments
    with database.transaction() as cursor:
        cursor.execute("UPDATE people SET team = 'South' WHERE person_id IN (SELECT agent_id FROM supervisions "
                       "WHERE supervisor_id = ?)", [LEE])  # fmt: skip
    middle = sorted(assigned["assigned_on"])[len(assigned) // 2]
    for filters, counted in (
        (EffectFilter(supervisor_id=LEE), assigned["supervisor"] == LEE),
        (EffectFilter(team="South"), assigned["supervisor"] == LEE),
        (EffectFilter(assigned=Period.since(middle)), assigned["assigned_on"] >= middle),
        (EffectFilter(assigned=Period.of_days(date(2000, 1, 1), middle)), assigned["assigned_on"] <= middle),
        (EffectFilter(coaching_area="Empathy"), assigned["coaching_area"] == "Empathy"),
    ):
        asked = assigned.assign(asked=counted.astype(object).where(counted, None))
        same(team_effect.overall(database, KIM, filters), effect.estimate(simulation.daily, asked, "asked"))
    assert team_effect.overall(database, KIM, EffectFilter(coaching_area="Accuracy")).empty
    assert team_effect.overall(database, KIM, EffectFilter(assigned=Period.since(date(2030, 1, 1)))).empty


def test_withdrawn_assignments_count_nowhere(database: Database, simulation: Simulation) -> None:
    first = simulation.assignments["assignment_id"].iloc[0]
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = assigned_at WHERE assignment_id = ?", [first])
    found = team_effect.overall(database, KIM, EffectFilter())
    same(found, effect.estimate(simulation.daily, simulation.assignments.iloc[1:]))
    assert team_effect.course(database, KIM, first).empty


def test_the_course_of_one_assignment(database: Database, simulation: Simulation) -> None:
    row = simulation.assignments.iloc[3]
    owner, other = (SAM, LEE) if row["supervisor"] == SAM else (LEE, SAM)
    found = team_effect.course(database, owner, row["assignment_id"])
    expected = effect.course(
        simulation.daily, simulation.assignments, row["agent_id"], row["coaching_area"], row["assigned_on"]
    )
    pd.testing.assert_frame_equal(found[expected.columns], shown(expected), rtol=1e-9)
    assert found["coaching_area"].unique().tolist() == ["Empathy"]
    assert team_effect.course(database, other, row["assignment_id"]).empty


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE area_daily SET earned = earned + 0.01 WHERE agent_id = 'agent-005@example.com'",
        "UPDATE area_daily SET interactions = 0 WHERE agent_id = 'agent-005@example.com'",
        "UPDATE area_daily SET day = day + 1 WHERE agent_id = 'agent-005@example.com'",
        "UPDATE area_daily SET queue_id = 'q-2'",
        "DELETE FROM area_daily WHERE agent_id = 'agent-005@example.com'",
        "UPDATE assignments SET withdrawn_at = assigned_at",
        "UPDATE assignment_areas SET coaching_area = 'Accuracy'",
        "UPDATE people SET name = 'Samuel Soto' WHERE person_id = 'sam@example.com'",
    ],
)
def test_an_estimate_is_made_anew_after_a_change_of_whatever_it_depends_on(
    database: Database, simulation: Simulation, estimates: list[str], change: str
) -> None:
    for _ in range(2):
        for viewer in (SAM, LEE, KIM):
            team_effect.overall(database, viewer, EffectFilter())
    assert len(estimates) == 3
    with database.transaction(writes=written_by(change)) as cursor:
        cursor.execute(change)
    for viewer in (SAM, LEE, KIM):
        team_effect.overall(database, viewer, EffectFilter())
    # Where no assignment is left there is nothing to estimate, and that is found out anew.
    assert len(estimates) == 6 or team_effect.overall(database, KIM, EffectFilter()).empty


def test_an_estimate_is_made_anew_when_the_viewer_supervises_others(
    database: Database, simulation: Simulation, estimates: list[str]
) -> None:
    for viewer in (SAM, LEE):
        team_effect.overall(database, viewer, EffectFilter())
    with database.transaction(writes={"supervisions"}) as cursor:
        cursor.execute("DELETE FROM supervisions WHERE agent_id = 'agent-004@example.com'")
    for viewer in (SAM, LEE):
        team_effect.overall(database, viewer, EffectFilter())
    assert len(estimates) == 3  # Sam's twice


def test_new_scores_are_read(database: Database, simulation: Simulation) -> None:
    before = team_effect.overall(database, KIM, EffectFilter())
    with database.transaction() as cursor:
        cursor.execute("UPDATE area_daily SET earned = 0.9 * earned WHERE day > DATE '2026-05-01'")
    after = team_effect.overall(database, KIM, EffectFilter())
    assert before["plain_change"][0] != after["plain_change"][0]


def test_on_the_real_chats_there_is_too_little_and_it_says_so(shared_centre: Database) -> None:
    supervisor = shared_centre.first("SELECT supervisor_id FROM supervisions GROUP BY ALL ORDER BY count(*) DESC")
    assert supervisor is not None
    asked = (shared_centre, supervisor["supervisor_id"], EffectFilter())
    row = team_effect.overall(*asked).iloc[0]
    assert row["reason"].startswith("Too few to say: 0 coached agents")
    assert row[list(effect.POINTS)].isna().all()
    assert row["left_out"] == row["too_recent"] == team_effect.assignments(*asked)


def opened(database: Database, assignment: str, after: str, person: str | None = None) -> None:
    """Its agent (or `person`) opens an assignment, so long after the beginning of the day on which it was assigned."""
    with database.transaction(writes={"openings"}) as cursor:
        cursor.execute(
            "INSERT INTO openings SELECT assignment_id, 'c-1', coalesce($person, agent_id), "
            f"date_trunc('day', assigned_at) + INTERVAL {after} FROM assignments WHERE assignment_id = $assignment",
            {"assignment": assignment, "person": person},
        )


def test_what_was_read_by_the_7th_day_is_measured_apart_from_what_was_not(
    database: Database, simulation: Simulation
) -> None:
    ids = simulation.assignments["assignment_id"].tolist()
    read, unread = ids[::2], ids[1::2]
    for assignment in read[:-1]:
        opened(database, assignment, "10 HOUR")
        opened(database, assignment, "20 DAY")  # a second time
    opened(database, read[-1], "'7 DAYS 23 HOURS 59 MINUTES'")
    opened(database, unread[0], "8 DAY")  # when the days that are measured have begun
    opened(database, unread[1], "1 DAY", person=SAM)  # a supervisor's look never counts
    asked = (database, KIM, EffectFilter())
    found = team_effect.by_read(*asked)
    assert found["was_read"].tolist() == [True, False]
    assigned = simulation.assignments.assign(was_read=simulation.assignments["assignment_id"].isin(read))
    expected = effect.by_read(simulation.daily, assigned, "was_read")
    same(found, expected.sort_values("was_read", ascending=False, ignore_index=True))
    newest = pd.Timestamp(simulation.newest)
    settled = assigned[pd.to_datetime(assigned["assigned_on"]) + pd.Timedelta(days=7) < newest]
    assert team_effect.reading(*asked) == Reading(len(settled), int((~settled["was_read"]).sum()))
    assert 0 < team_effect.reading(database, SAM, EffectFilter()).assignments < len(settled)
    assert team_effect.reading(database, KIM, EffectFilter(assigned=Period.since(simulation.newest))) == Reading(0, 0)


def test_one_interaction_in_the_far_future_settles_nothing(database: Database) -> None:
    before = team_effect.reading(database, KIM, EffectFilter())
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO area_daily SELECT * REPLACE ('2099-01-01'::DATE AS day) FROM area_daily LIMIT 1")
        cursor.execute("""
            INSERT INTO interactions
            SELECT * REPLACE ('i-far' AS interaction_id, '2099-01-01'::TIMESTAMP AS started_at)
            FROM interactions LIMIT 1""")
    assert team_effect.reading(database, KIM, EffectFilter()) == before


def test_only_an_opening_in_time_outdates_an_estimate(
    database: Database, simulation: Simulation, estimates: list[str]
) -> None:
    made = []
    for after in (None, "8 DAY", "1 DAY", "2 DAY"):
        if after:
            opened(database, simulation.assignments["assignment_id"][0], after)
        team_effect.overall(database, KIM, EffectFilter())
        made.append(len(estimates))
    assert made == [1, 1, 2, 2]
