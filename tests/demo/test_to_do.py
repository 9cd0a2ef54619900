"""What the demo's supervisors find to do, against what the raw tables say: computed here with pandas alone."""

from datetime import timedelta

import pandas as pd
import pytest

from coaching.measuring import coverage, to_do
from coaching.quality import interactions
from coaching.storage.database import Database
from tests.demo.demo_of_a_day import TODAY

SUPERVISORS = ("helen.achterberg@example.com", "simone.baptiste@example.com", "dermot.osullivan@example.com")


def team_of(database: Database, viewer: str) -> set[str]:
    people = database.query("SELECT person_id, permissions FROM people").set_index("person_id")
    if "cross_team_access" in list(people.at[viewer, "permissions"]):
        return set(people.index) - {viewer}
    supervisions = database.query("FROM supervisions")
    return set(supervisions[supervisions["supervisor_id"] == viewer]["agent_id"])


def waiting(database: Database, team: set[str]) -> set[str]:
    """The assignments whose agent had the last word."""
    notes, outcomes = database.query("FROM notes"), database.query("FROM outcomes")
    aside = database.query("FROM notes_set_aside")
    found = set()
    for row in database.query("FROM assignments").itertuples():
        of_it = notes[notes["assignment_id"] == row.assignment_id]
        own = of_it[of_it["person_id"] == row.agent_id]["written_at"]
        until = pd.concat([
            of_it[of_it["person_id"] != row.agent_id]["written_at"],
            outcomes[outcomes["assignment_id"] == row.assignment_id]["recorded_at"],
            aside[aside["assignment_id"] == row.assignment_id]["written_until"],
        ])  # fmt: skip
        if row.agent_id in team and len(own) and (until.empty or own.max() > until.max()):
            found.add(row.assignment_id)
    return found


@pytest.mark.parametrize("viewer", SUPERVISORS)
def test_notes_follow_ups_and_what_is_overdue(database: Database, viewer: str) -> None:
    team = team_of(database, viewer)
    rows = to_do.assignments_to_see_to(database, viewer, TODAY)
    assert set(to_do.notes_to_answer(rows)["assignment_id"]) == waiting(database, team)
    assigned = database.query("FROM assignments")
    concluded = set(database.query("FROM outcomes")["assignment_id"])
    due = assigned[
        assigned["agent_id"].isin(team)
        & assigned["withdrawn_at"].isna()
        & ~assigned["assignment_id"].isin(concluded)
        & (assigned["follow_up_on"].apply(lambda day: pd.Timestamp(day).date()) < TODAY)
    ]
    assert set(to_do.follow_ups_due(rows)["assignment_id"]) == set(due["assignment_id"])
    belongs, openings = database.query("FROM assignment_interactions"), database.query("FROM openings")
    late: dict[str, int] = {}
    for row in due.itertuples():
        of_it = set(belongs[belongs["assignment_id"] == row.assignment_id]["interaction_id"])
        opened = openings[
            (openings["assignment_id"] == row.assignment_id) & (openings["person_id"] == row.agent_id)
        ]["interaction_id"]  # fmt: skip
        if of_it - set(opened):
            late[row.agent_id] = late.get(row.agent_id, 0) + 1
    assert to_do.overdue_by_agent(rows).set_index("agent_id")["assignments"].to_dict() == late


@pytest.mark.parametrize("viewer", SUPERVISORS)
def test_requests_and_marks(database: Database, viewer: str) -> None:
    closings = database.query("FROM mark_closings WHERE reopened_at IS NULL")
    marks = database.query("FROM marks")
    team = team_of(database, viewer)
    left = marks[marks["agent_id"].isin(team) & ~marks["mark_id"].isin(closings["mark_id"])]
    expected = {
        (agent, bool(asked)): rows["interaction_id"].nunique()
        for (agent, asked), rows in left.groupby(["agent_id", left["agent_id"] == left["marked_by"]])
    }
    found = to_do.marks_to_see_to(database, viewer).set_index(["agent_id", "asked"])["interactions"].to_dict()
    assert found == expected
    due = to_do.follow_ups_due(to_do.assignments_to_see_to(database, viewer, TODAY))
    asking = sum(asked for _, asked in expected)
    assert to_do.number_waiting(database, viewer, TODAY) == len(due) + asking + len(waiting(database, team))


@pytest.mark.parametrize("viewer", SUPERVISORS)
def test_scores_in_doubt_and_agents_below_the_pass_score(database: Database, viewer: str) -> None:
    team = team_of(database, viewer)
    newest = interactions.data_as_of(database)
    assert newest is not None
    period = coverage.window(newest)
    talks, audits = database.query("FROM interactions"), database.query("FROM audits WHERE score IS NOT NULL")
    talks = talks[talks["agent_id"].isin(team)]
    audited = set(audits[audits["audited_at"] >= pd.Timestamp(period.first)]["interaction_id"])
    apart = (talks["kore_evaluation_score"] - talks["supervisor_audit_score"]).abs() >= 15
    numbers = audits.groupby("interaction_id").size()
    doubtful = {one for one in talks[apart]["interaction_id"] if one in audited}
    assert all(numbers[one] == 1 for one in doubtful)  # nobody has audited them twice
    assert set(to_do.doubtful_scores(database, viewer, period)["interaction_id"]) == doubtful

    pass_scores = database.query("FROM forms").set_index("form_id")["pass_score"]
    recent = talks[(talks["started_at"] >= pd.Timestamp(period.first))
                   & (talks["started_at"] < pd.Timestamp(period.last) + timedelta(days=1))]  # fmt: skip
    recent = recent.assign(to_reach=recent["pass_score"].fillna(recent["form_id"].map(pass_scores)))
    recent = recent[recent["to_reach"].notna() & recent["kore_evaluation_score"].notna()]
    means = recent.groupby("agent_id")[["kore_evaluation_score", "to_reach"]].mean()
    low = means[(means["kore_evaluation_score"] < means["to_reach"])
                & (recent.groupby("agent_id").size() >= coverage.FEWEST_JUDGED)]  # fmt: skip
    helped = set(in_time(database))
    expected = set(low.index) - helped
    assert set(to_do.agents_below_pass_score(database, viewer, period, TODAY)["agent_id"]) == expected

    totals = database.query("FROM area_daily")
    days = pd.to_datetime(totals["day"])
    totals = totals[(days >= pd.Timestamp(period.first)) & (days <= pd.Timestamp(period.last))]
    sums = totals.groupby(["agent_id", "coaching_area"])[["earned", "possible", "interactions"]].sum()
    scores = (100 * sums["earned"] / sums["possible"]).round(1)
    below = set(scores[(scores < 80) & (sums["interactions"] >= 5)].index)
    on_area = {(row.agent_id, area) for row in in_force(database).itertuples() for area in row.coaching_areas}
    found = to_do.areas_without_coaching(database, viewer, period, TODAY)
    assert found["score"].is_monotonic_increasing
    listed = set(zip(found["agent_id"], found["coaching_area"], strict=True))
    assert listed == {(agent, area) for agent, area in below - on_area if agent in team}
    assert listed


def in_time(database: Database) -> list[str]:
    """The agents who have an assignment that is in force, not finished, and whose follow-up is yet to come."""
    return list(in_force(database)["agent_id"])


def in_force(database: Database) -> pd.DataFrame:
    """Those assignments."""
    rows = database.query(
        "SELECT a.agent_id, a.follow_up_on, "
        "(SELECT list(s.coaching_area) FROM assignment_areas s WHERE s.assignment_id = a.assignment_id) "
        "AS coaching_areas, "
        "(SELECT count(DISTINCT x.interaction_id) FROM assignment_interactions x WHERE x.assignment_id = "
        "a.assignment_id) AS total, (SELECT count(DISTINCT o.interaction_id) FROM openings o WHERE o.assignment_id = "
        "a.assignment_id AND o.person_id = a.agent_id) AS opened FROM assignments a "
        "WHERE withdrawn_at IS NULL AND assignment_id NOT IN (SELECT assignment_id FROM outcomes)"
    )
    days = rows["follow_up_on"].apply(lambda day: pd.Timestamp(day).date())
    return rows[(days >= TODAY) & (rows["opened"] < rows["total"])]
