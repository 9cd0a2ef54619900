"""The leaderboard: every figure against one computed from the raw tables, in plain pandas."""

import pandas as pd
import pytest

from coaching.measuring import leaderboard
from coaching.measuring.leaderboard import Rank, Ranked
from coaching.measuring.score_map import TeamScope
from coaching.storage.database import Database
from coaching.words.days import Period
from tests import databases
from tests.demo.demo_of_a_day import TODAY


@pytest.mark.parametrize("channel", [None, "chat"])
def test_every_figure_of_the_demo_is_that_of_the_raw_tables(demo_centre: Database, channel: str | None) -> None:
    (boss,) = demo_centre.rows("SELECT person_id FROM people WHERE list_contains(permissions, 'cross_team_access')")
    (newest,) = demo_centre.rows("SELECT max(started_at)::DATE AS day FROM interactions")
    scope = TeamScope(period=Period.of_last_days(28, newest["day"]), channel=channel)
    every = demo_centre.query("""
        SELECT i.agent_id, i.channel, i.started_at, i.kore_evaluation_score AS kore, i.supervisor_audit_score AS audit,
               i.fails_fatally, coalesce(i.pass_score, f.pass_score) AS pass_score
        FROM interactions i, forms f WHERE f.form_id = i.form_id""")
    assigned = demo_centre.query("SELECT agent_id, assigned_at FROM assignments WHERE withdrawn_at IS NULL")
    assigned = of_period(assigned, "assigned_at", scope.period)["agent_id"].value_counts()
    every = every if channel is None else every[every["channel"] == channel]
    now, before = (of_period(every, "started_at", each) for each in (scope.period, scope.period.previous))
    found = leaderboard.leaderboard(demo_centre, boss["person_id"], scope).set_index("agent_id")
    trends = leaderboard.trends(demo_centre, boss["person_id"], scope).set_index("agent_id")
    assert set(found.index) == set(now["agent_id"])
    assert len(found) > 20
    for agent, rows in now.groupby("agent_id"):
        row, evaluated = found.loc[agent], rows[rows["kore"].notna()]
        assert (row["interactions"], row["evaluated"], row["audits"], row["fatal"]) == (
            len(rows), len(evaluated), rows["audit"].notna().sum(), rows["fails_fatally"].sum(),
        )  # fmt: skip
        assert row["kore_evaluation_score"] == pytest.approx(evaluated["kore"].mean(), abs=0.0501)
        assert row["supervisor_audit_score"] == pytest.approx(rows["audit"].mean(), abs=0.0501, nan_ok=True)
        assert row["below_pass_score"] == (evaluated["kore"] < evaluated["pass_score"]).sum()
        assert row["below_share"] == pytest.approx(100 * row["below_pass_score"] / len(evaluated), abs=0.0501)
        assert row["assignments"] == assigned.get(agent, 0)
        earlier = before.loc[before["agent_id"] == agent, "kore"]
        if earlier.notna().any():
            assert trends.loc[agent, "change"] == pytest.approx(evaluated["kore"].mean() - earlier.mean(), abs=0.0501)
            assert trends.loc[agent, "n_before"] == earlier.notna().sum()


def of_period(rows: pd.DataFrame, column: str, period: Period) -> pd.DataFrame:
    return rows[(rows[column] >= pd.Timestamp(period.first)) & (rows[column] < pd.Timestamp(period.end))]


def test_a_lead_sees_no_figure_of_another_team(small_centre: Database) -> None:
    (newest,) = small_centre.rows("SELECT max(day) AS day FROM agent_daily")
    scope = TeamScope(period=Period.of_last_days(90, newest["day"]))
    asked = (small_centre, "sam@example.com", scope)
    assert leaderboard.leaderboard(*asked)["agent"].tolist() == ["Ana Alves", "Ben Bauer"]
    assert set(leaderboard.trends(*asked)["agent_id"]) == {"ana@example.com", "ben@example.com"}
    assert leaderboard.trends(*asked, ["cleo@example.com"]).empty


FOUND = pd.DataFrame(
    {"agent_id": list("abcd"), "agent": ["Zoe", "adam", "Mia", "Bo"], "fatal": [2, 0, 2, 1],
     "kore_evaluation_score": [70.0, 90.0, float("nan"), 70.0]}
)  # fmt: skip
TRENDS = pd.DataFrame({"agent_id": ["a", "b", "d"], "change": [-3.0, 5.0, 0.0]})


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (Ranked(), "bdac"),  # of equal ones by name; without a score last
        (Ranked(backwards=True), "dabc"),
        (Ranked(by=Rank.NAME), "bdca"),
        (Ranked(by=Rank.FATAL), "bdca"),
        (Ranked(by=Rank.FATAL, backwards=True), "cadb"),
        (Ranked(by=Rank.TREND), "bdac"),
    ],
)
def test_agents_are_sorted(by: Ranked, expected: str) -> None:
    assert "".join(leaderboard.ranked(FOUND, by, TRENDS)["agent_id"]) == expected


def test_an_agent_reads_how_many_of_the_team_score_higher(demo_centre: Database) -> None:
    (newest,) = demo_centre.rows("SELECT max(started_at)::DATE AS day FROM interactions")
    period = Period.of_last_days(28, newest["day"])
    every = demo_centre.query("""
        SELECT i.agent_id, p.team, i.started_at, i.kore_evaluation_score AS kore FROM interactions i, people p
        WHERE p.person_id = i.agent_id AND i.kore_evaluation_score IS NOT NULL""")
    now = of_period(every, "started_at", period).groupby(["team", "agent_id"])["kore"].agg(["mean", "size"])
    scores = now[now["size"] >= 5]["mean"].round(1)
    team, agent = scores.index[3]
    own = scores[team]
    found = leaderboard.place(demo_centre, agent, agent, period)
    assert found == leaderboard.Place(others=len(own) - 1, above=int((own > own[agent]).sum()))
    placed = leaderboard.places(demo_centre, agent, agent, period)
    assert placed["score"].tolist() == sorted(own, reverse=True)
    assert placed["place"].tolist() == own.rank(ascending=False, method="min").astype(int).sort_values().tolist()
    assert sorted(placed["evaluated"]) == sorted(now.loc[own.index.map(lambda one: (team, one)), "size"])
    assert placed.loc[placed["own"], ["score", "evaluated"]].to_numpy().tolist() == [
        [own[agent], now.loc[(team, agent), "size"]]
    ]  # fmt: skip
    assert set(placed) == {"place", "score", "evaluated", "own"}
    assert leaderboard.places(demo_centre, agent, own.index[0 if own.index[0] != agent else 1], period).empty
    assert leaderboard.place(demo_centre, agent, own.index[0 if own.index[0] != agent else 1], period) is None
    small = databases.like(databases.of_demo(TODAY))
    with small.transaction() as cursor:  # in a team of four everybody knows who is meant
        cursor.execute(
            "UPDATE people SET team = 'Small' WHERE person_id IN (SELECT unnest(?))", [[agent, *own.index[:3]]]
        )
    assert leaderboard.place(small, agent, agent, period) is None
    assert leaderboard.places(small, agent, agent, period).empty
    small.close()
