"""Every figure of the dashboard against one computed another way: with pandas, from the raw tables."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest

from coaching.measuring import agent_figures
from coaching.measuring.agent_figures import Figure
from coaching.measuring.score_change import Verdict
from coaching.quality import auditing, interaction_list, interactions
from coaching.quality.auditing import Answer
from coaching.quality.interaction_filter import InteractionFilter
from coaching.quality.scope import Scope
from coaching.quality.scoring import evaluation_score
from coaching.storage.database import Database
from coaching.words.days import Period
from coaching.words.formatting import as_shown
from tests.figures import NO_FIGURES
from tests.metric_results import metric_result
from tests.permission_marks import permission_of

ANA, SAM = "ana@example.com", "sam@example.com"


def raw(database: Database, table: str) -> pd.DataFrame:
    return database.query(f"FROM {table}")


def of_agent(database: Database, scope: Scope, period: Period) -> pd.DataFrame:
    found = raw(database, "interactions")
    found["day"] = found["started_at"].dt.date
    found = found[
        (found["agent_id"] == scope.agent_id) & (found["day"] >= period.first) & (found["day"] <= period.last)
    ]
    if scope.queue_id:
        found = found[found["queue_id"] == scope.queue_id]
    if scope.channel:
        found = found[found["channel"] == scope.channel]
    return found


def agents_and_periods(database: Database) -> list[tuple[Scope, Period]]:
    newest = interactions.data_as_of(database)
    assert newest is not None
    agents = sorted(raw(database, "interactions")["agent_id"].unique())[::7]
    queues = raw(database, "interactions").groupby("agent_id")["queue_id"].first()
    scopes = [Scope(agent_id=agent) for agent in agents] + [
        Scope(agent_id=agent, queue_id=queues[agent], channel="chat") for agent in agents[:3]
    ]
    periods = [Period.of_last_days(7, newest.date()), Period.of_days(newest.date() - timedelta(days=12), newest.date())]
    return [(scope, period) for scope in scopes for period in (*periods, periods[0].previous)]


def test_figures(shared_centre: Database) -> None:
    assigned = raw(shared_centre, "assignments")
    for scope, period in agents_and_periods(shared_centre):
        found = of_agent(shared_centre, scope, period)
        mine = assigned[
            (assigned["agent_id"] == scope.agent_id)
            & (assigned["assigned_at"].dt.date >= period.first)
            & (assigned["assigned_at"].dt.date <= period.last)
        ]
        got = agent_figures.figures(shared_centre, scope.agent_id, scope, period)
        assert_are_of(got, found, len(mine))


def assert_are_of(got: agent_figures.Figures, found: pd.DataFrame, assigned: int) -> None:
    """Asserts that these are the figures of the interactions that were found, and of so many assignments."""
    expected = {
        "interactions": len(found),
        "kore_evaluation_score": as_shown(found["kore_evaluation_score"].mean()),
        "audits": int(found["supervisor_audit_score"].notna().sum()),
        "supervisor_audit_score": as_shown(found["supervisor_audit_score"].mean()),
        "assignments": assigned,
        "below_pass_score": int((found["kore_evaluation_score"] < found["pass_score"]).sum()),
        "fatal": int(found["fails_fatally"].sum()),
    }
    values = {name: np.nan if value is None else value for name, value in vars(got).items()}
    assert values == pytest.approx(expected, nan_ok=True)


def earned_by_hand(database: Database, found: pd.DataFrame) -> pd.DataFrame:
    """What each interaction earned of what was possible in each coaching area, by its automatic results."""
    results = raw(database, "metric_results").merge(raw(database, "metrics"), on="metric_id", suffixes=("", "_defined"))
    results = results[results["interaction_id"].isin(found["interaction_id"]) & results["auditor_id"].isna()]
    rows_of = []
    for (interaction, area), rows in results.groupby(["interaction_id", "coaching_area"]):
        score = evaluation_score(
            metric_result(r.qualification, r.weight, r.negative_weight, r.fatal_error, r.expected_response)
            for r in rows.itertuples()
        )
        if score is not None:
            weight = rows.loc[rows["qualification"] != "NA", "weight"].sum()
            rows_of.append((interaction, area, score / 100 * weight, weight))
    return pd.DataFrame(rows_of, columns=["interaction_id", "coaching_area", "earned", "possible"])


def area_scores(earned: pd.DataFrame) -> dict[str, float]:
    """The score of each coaching area, of what earned_by_hand() says."""
    sums = earned.groupby("coaching_area")[["earned", "possible"]].sum()
    return {area: as_shown(100 * row["earned"] / row["possible"]) for area, row in sums.iterrows()}


def test_areas_and_the_metrics_behind_them(shared_centre: Database) -> None:
    definitions = raw(shared_centre, "metrics").set_index("metric_id")
    results = raw(shared_centre, "metric_results")
    for scope, period in agents_and_periods(shared_centre)[:12]:
        found = of_agent(shared_centre, scope, period)
        scored = agent_figures.areas(shared_centre, scope.agent_id, scope, period)
        expected = area_scores(earned_by_hand(shared_centre, found))
        assert dict(zip(scored["coaching_area"], scored["score"], strict=True)) == pytest.approx(expected)
        assert scored["score"].is_monotonic_decreasing
        for area in scored["coaching_area"]:
            metrics = agent_figures.metrics_of_area(shared_centre, scope.agent_id, scope, period, area)
            for row in metrics.itertuples():
                mine = results[
                    (results["metric_id"] == row.metric_id) & results["interaction_id"].isin(found["interaction_id"])
                ]
                counted = mine[mine["qualification"] != "NA"]
                adhered = (counted["qualification"] == definitions.loc[row.metric_id, "expected_response"]).sum()
                assert (row.applicable, row.failed) == (len(counted), len(counted) - adhered)
                assert row.adherence == as_shown(100 * adhered / len(counted))
                listed, total = interaction_list.interactions_of_agent(
                    shared_centre,
                    scope.agent_id,
                    scope,
                    period,
                    InteractionFilter(failed_metric_id=row.metric_id),
                    page=1,
                    size=500,
                )
                assert total == len(listed) == row.failed


@pytest.mark.parametrize(("grain", "frequency"), [("day", "D"), ("week", "W-SUN"), ("month", "M")])
def test_trend(shared_centre: Database, grain: agent_figures.Grain, frequency: str) -> None:
    newest = interactions.data_as_of(shared_centre)
    assert newest is not None
    for scope, _ in agents_and_periods(shared_centre)[::6]:
        rows = agent_figures.trend(shared_centre, scope.agent_id, scope, newest.date(), grain)
        found = of_agent(shared_centre, scope, Period.of_days(date(2026, 1, 1), newest.date()))
        steps = pd.to_datetime(found["day"]).dt.to_period(frequency)
        for series, column in (
            (Figure.KORE, "kore_evaluation_score"),
            (Figure.AUDIT, "supervisor_audit_score"),
        ):
            line = rows[rows["series"] == series]
            assert len(line) in (0, 7)
            for row in line.itertuples():
                scores = found.loc[steps == pd.Timestamp(row.starts_on).to_period(frequency), column]
                assert row.score == pytest.approx(as_shown(scores.mean()), nan_ok=True)
                assert row.interactions == scores.notna().sum()


def test_a_period_and_the_one_before() -> None:
    period = Period.of_last_days(7, date(2026, 11, 18))
    assert (period.first, period.days) == (date(2026, 11, 12), 7)
    assert period.previous == Period.of_days(date(2026, 11, 5), date(2026, 11, 11))


WEEK = Period.of_days(date(2026, 3, 9), date(2026, 3, 15))


def of_days(database: Database, days: Mapping[int, tuple[int, float, int, float, int, int]]) -> None:
    """Ana's daily totals by days after the first of WEEK.

    Each: evaluated interactions, their mean score, audits, their mean score, below the pass score, fatal.
    """
    with database.transaction() as cursor:
        cursor.execute("DELETE FROM agent_daily")
        for number, (evaluated, kore, audited, audit, fails, fatal) in days.items():
            cursor.execute(
                "INSERT INTO agent_daily VALUES (?, 'q-1', 'chat', ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    ANA, WEEK.first + timedelta(number), evaluated, evaluated, evaluated * kore, audited,
                    audited * audit, fails, fatal,
                ],
            )  # fmt: skip


@permission_of(agent_figures.readings)
def test_what_can_be_said_of_each_change(small_centre: Database) -> None:
    before = {-day: (10, 60 + day, 0, 0.0, 5 + day % 2, 0) for day in range(1, 8)}
    after = {day: (10, 80 + day, 0, 0.0, 1 + day % 2, 0) for day in range(7)}
    of_days(small_centre, before | after)
    assert agent_figures.readings(small_centre, SAM, Scope(agent_id=ANA), WEEK) == {
        Figure.KORE: Verdict.BETTER,
        Figure.AUDIT: Verdict.NO_DATA,
        Figure.BELOW_PASS: Verdict.BETTER,
        Figure.FATAL: Verdict.WITHIN_NOISE,
    }
    assert set(agent_figures.readings(small_centre, "ben@example.com", Scope(agent_id=ANA), WEEK).values()) == {
        Verdict.NO_DATA
    }
    assert set(agent_figures.readings(small_centre, SAM, Scope(agent_id=ANA, queue_id="q-2"), WEEK).values()) == {
        Verdict.NO_DATA
    }


def test_one_audit_against_three_says_nothing(small_centre: Database) -> None:
    before = {-day: (3, 50 + 9 * (day % 3), int(day < 4), 40.0, 1, 0) for day in range(1, 8)}
    after = {day: (3, 51 + 9 * (day % 3), int(day == 0), 95.0, 1, 0) for day in range(7)}
    of_days(small_centre, before | after)
    found = agent_figures.readings(small_centre, SAM, Scope(agent_id=ANA), WEEK)
    assert (found[Figure.AUDIT], found[Figure.KORE]) == (
        Verdict.TOO_FEW,
        Verdict.WITHIN_NOISE,
    )


def test_fails_of_days_that_are_more_alike_than_chance_are_noise(small_centre: Database) -> None:
    fails = [(1, 2), (1, 2), (1, 2), (1, 3), (1, 2), (1, 2), (1, 2)], [(0, 2), (1, 3), (0, 2), (1, 3), (0, 2), (1, 2)]
    after, before = (dict(enumerate(side)) for side in fails)
    before[6] = (0, 2)
    of_days(
        small_centre,
        {day - 7 * (side is before): (n, 70.0, 0, 0.0, few, few) for side in (before, after)
         for day, (few, n) in side.items()},
    )  # fmt: skip
    found = agent_figures.readings(small_centre, SAM, Scope(agent_id=ANA), WEEK)
    assert (found[Figure.BELOW_PASS], found[Figure.FATAL]) == (
        Verdict.WITHIN_NOISE,
        Verdict.WITHIN_NOISE,
    )


def test_mean_scores_of_days_that_are_more_alike_than_chance_are_noise(small_centre: Database) -> None:
    """Each day has a good and a bad interaction; the means of the days hardly differ."""
    of_days(
        small_centre,
        {day: (2, 60 + day % 2 + 5 * (day >= 0), 2, 60 + day % 2 + 5 * (day >= 0), 0, 0) for day in range(-7, 7)},
    )
    alone = agent_figures.readings(small_centre, SAM, Scope(agent_id=ANA), WEEK)
    assert (alone[Figure.KORE], alone[Figure.AUDIT]) == (Verdict.BETTER, Verdict.BETTER)
    with small_centre.transaction() as cursor:
        for day, apart in product(range(-7, 7), (-30, 30)):
            cursor.execute(
                "INSERT INTO interactions BY NAME SELECT * REPLACE ($key AS interaction_id, 'q-1' AS queue_id, "
                "'chat' AS channel, $at::TIMESTAMP AS started_at, $score AS kore_evaluation_score, "
                "$score AS supervisor_audit_score) FROM interactions WHERE interaction_id = 'c-ana-1'",
                {
                    "key": f"alike{day}{apart}",
                    "at": WEEK.first + timedelta(day),
                    "score": 60 + day % 2 + 5 * (day >= 0) + apart,
                },
            )
    found = agent_figures.readings(small_centre, SAM, Scope(agent_id=ANA, queue_id="q-1", channel="chat"), WEEK)
    assert (found[Figure.KORE], found[Figure.AUDIT]) == (
        Verdict.WITHIN_NOISE,
        Verdict.WITHIN_NOISE,
    )


def test_metrics_count_by_the_answers_that_count(small_centre: Database) -> None:
    ever = Period.of_days(date(2000, 1, 1), date(2100, 1, 1))

    def figures(area: str) -> list[list[float]]:
        found = agent_figures.metrics_of_area(small_centre, SAM, Scope(agent_id=ANA), ever, area)
        return [list(row) for row in found[["applicable", "failed"]].values]

    assert (figures("Accuracy"), figures("Compliance")) == ([[3, 1]], [[2, 1]])
    given = {"m-greet": Answer("NO"), "m-verify": Answer("NA"), "m-answer": Answer("YES")}
    auditing.submit(small_centre, SAM, "c-ana-1", given, "")
    assert (figures("Accuracy"), figures("Compliance"), figures("Etiquette")) == ([[3, 0]], [[1, 1]], [[3, 1]])
    before = agent_figures.areas(small_centre, SAM, Scope(agent_id=ANA), ever)
    auditing.submit(small_centre, SAM, "c-ana-2", dict.fromkeys(given, Answer("NA")), "")
    assert figures("Compliance") == []
    # the scores of the areas are those of the automatic evaluation, whatever auditors say
    pd.testing.assert_frame_equal(agent_figures.areas(small_centre, SAM, Scope(agent_id=ANA), ever), before)


def test_a_stranger_gets_zeros(small_centre: Database) -> None:
    newest = interactions.data_as_of(small_centre)
    assert newest is not None
    period = Period.of_last_days(90, newest.date() + timedelta(days=40))
    assert agent_figures.figures(small_centre, "ben@example.com", Scope(agent_id=ANA), period) == NO_FIGURES
    assert agent_figures.figures(small_centre, SAM, Scope(agent_id=ANA), period).interactions == 3


def test_two_metrics_of_one_name_say_their_forms(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO forms BY NAME SELECT 'Sales' AS form_id, 'Sales' AS name")
        cursor.execute("INSERT INTO metrics BY NAME SELECT * REPLACE ('m-2' AS metric_id, 'Sales' AS form_id, "
                       "'answers  the question' AS name) FROM metrics WHERE metric_id = 'm-answer'")  # fmt: skip
        cursor.execute("UPDATE metric_daily SET metric_id = 'm-2' WHERE agent_id = 'cleo@example.com'")
        cursor.execute("UPDATE metric_daily SET agent_id = 'ana@example.com' WHERE metric_id = 'm-2'")
    ever = Period.of_days(date(2020, 1, 1), date(2100, 1, 1))
    rows = agent_figures.metrics_of_area(
        small_centre, "ana@example.com", Scope(agent_id="ana@example.com"), ever, "Accuracy"
    )
    assert sorted(rows["name"]) == ["Answers the question (Service)", "answers  the question (Sales)"]
    assert agent_figures.metric_name(small_centre, "ana@example.com", "m-2") == "answers  the question (Sales)"
