"""The figures of one agent for readers in several zones, against the raw rows counted by hand on the reader's days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from coaching.measuring import agent_figures, leaderboard, score_change
from coaching.measuring.agent_figures import Figure
from coaching.measuring.score_change import AFTER, BEFORE, Verdict
from coaching.quality import best_moments, daily_totals, interaction_list
from coaching.quality.interaction_filter import InteractionFilter
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words.days import Period, Span, named_days, start_of
from coaching.words.formatting import as_shown
from coaching.words.reader import reader_of, reading_as
from tests import databases
from tests.measuring.test_agent_figures import area_scores, assert_are_of, earned_by_hand, raw
from tests.places import SHARED_DATA, need

# Clocks change on 27 September in Auckland, on 1 November in New York, on 25 October in London and on 6 September, at
# midnight, in Santiago; never in Kolkata, whose days begin at half past.
# Of each zone the day after a change of clocks, or another.
TODAYS = {
    "Pacific/Auckland": date(2026, 9, 28),
    "America/New_York": date(2026, 11, 2),
    "Asia/Kolkata": date(2026, 10, 1),
    "Europe/London": date(2026, 10, 26),
    "America/Santiago": date(2026, 9, 7),
    "UTC": date(2026, 11, 15),
}
# How the statements read days that are cut is asked of each database by one zone.
OF_EACH_ZONE = pytest.mark.parametrize(
    "zone",
    [
        pytest.param(ZoneInfo(name), marks=[pytest.mark.storage] * (name == "America/New_York"), id=name)
        for name in TODAYS
    ],
)
SPANS = (Span.TODAY, Span.YESTERDAY, Span.THIS_WEEK, Span.LAST_MONTH, Span.LAST_28_DAYS)
EXACT = score_change.exact_changes
BEGUN_IN = """
    UPDATE interactions SET
        agent_id = CASE hash(interaction_id, 1) % 2 WHEN 0 THEN agent_id ELSE $agent END,
        started_at = TIMESTAMP '2026-08-01' + to_minutes((hash(interaction_id) % (120 * 1440))::BIGINT)"""


@dataclass(frozen=True)
class Busy:
    """A database, an agent in it, and the raw rows about them."""

    database: Database
    agent: str
    interactions: pd.DataFrame
    areas: pd.DataFrame  # what each interaction earned of what was possible in each coaching area

    def of(self, period: Period, zone: ZoneInfo) -> pd.DataFrame:
        """The interactions of the agent on those days, by hand."""
        days = days_in(self.interactions["started_at"], zone)
        return self.interactions[(days >= period.first) & (days < period.end)]

    def areas_of(self, period: Period, zone: ZoneInfo) -> dict[str, float]:
        """The scores of the coaching areas on those days, by hand."""
        return area_scores(self.areas[self.areas["interaction_id"].isin(self.of(period, zone)["interaction_id"])])


@pytest.fixture(scope="module")
def busy() -> Iterator[Busy]:
    """The real chats, at any minute of day and night from August to November, and an agent who has half of them."""
    need(SHARED_DATA)
    opened = databases.like(databases.of_shared_data())
    agent = opened.rows("SELECT min(agent_id) AS agent FROM interactions")[0]["agent"]
    with opened.transaction() as cursor:
        cursor.execute(BEGUN_IN, {"agent": agent})
        cursor.execute("UPDATE assignments SET agent_id = $agent", {"agent": agent})
        cursor.execute("UPDATE people SET team = 'North'")
        daily_totals.rebuild(cursor)
    interactions = raw(opened, "interactions")
    own = interactions[interactions["agent_id"] == agent]
    yield Busy(opened, agent, own, earned_by_hand(opened, own))
    opened.close()


def days_in(instants: "pd.Series[pd.Timestamp]", zone: ZoneInfo) -> "pd.Series[date]":
    return instants.dt.tz_localize("UTC").dt.tz_convert(zone.key).dt.date


def assigned_on(busy: Busy, period: Period, zone: ZoneInfo) -> int:
    """How many assignments were made on those days, all of them the agent's."""
    days = days_in(raw(busy.database, "assignments")["assigned_at"], zone)
    return int(((days >= period.first) & (days < period.end)).sum())


@OF_EACH_ZONE
def test_periods_are_days_of_the_reader(busy: Busy, zone: ZoneInfo) -> None:
    database, agent, today = busy.database, busy.agent, TODAYS[zone.key]
    scope = Scope(agent_id=agent, zone=zone)
    with reading_as(reader_of("en", "en-US")):  # whose weeks begin on Sunday
        periods = [named_days(span, today, today) for span in SPANS]
    for period in filter(None, periods):
        for days in (period, period.previous):
            got = agent_figures.figures(database, agent, scope, days)
            assert_are_of(got, busy.of(days, zone), assigned_on(busy, days, zone))
        found = busy.of(period, zone)
        scored = agent_figures.areas(database, agent, scope, period)
        expected = busy.areas_of(period, zone)
        assert dict(zip(scored["coaching_area"], scored["score"], strict=True)) == pytest.approx(expected)
        before = busy.areas_of(period.previous, zone)
        changes = agent_figures.area_changes(database, agent, scope, period).set_index("coaching_area")
        assert changes["after"].dropna().to_dict() == pytest.approx(expected)
        assert changes["before"].dropna().to_dict() == pytest.approx(before)
        for filters in (InteractionFilter(), InteractionFilter(audited=True)):
            listed, total = interaction_list.interactions_of_agent(
                database, agent, scope, period, filters, page=1, size=2_000
            )
            wanted = found if filters.audited is None else found[found["supervisor_audit_score"].notna()]
            assert total == len(listed)
            assert set(listed["interaction_id"]) == set(wanted["interaction_id"])
        best = best_moments.best_moments(database, agent, scope, period, 500)
        assert set(best["interaction_id"]) <= set(found["interaction_id"])


@pytest.mark.parametrize("grain", ["day", "week", "month"])
@OF_EACH_ZONE
def test_the_steps_of_a_trend_are_those_of_the_reader(busy: Busy, zone: ZoneInfo, grain: agent_figures.Grain) -> None:
    database, agent = busy.database, busy.agent
    until = date(2026, 11, 4)
    rows = agent_figures.trend(database, agent, Scope(agent_id=agent, zone=zone), until, grain)
    kore = rows[rows["series"] == Figure.KORE].reset_index(drop=True)
    starts = pd.to_datetime(kore["starts_on"]).dt.date
    ends = [*starts.iloc[1:], until + timedelta(days=1)]
    for starts_on, end, score, n in zip(starts, ends, kore["score"], kore["interactions"], strict=True):
        found = busy.of(Period(starts_on, end), zone)
        assert n == found["kore_evaluation_score"].notna().sum()
        assert score == pytest.approx(as_shown(found["kore_evaluation_score"].mean()), nan_ok=True)
    assert kore["interactions"].iloc[-1] > 0


@OF_EACH_ZONE
def test_what_is_told_of_a_metric_and_of_a_change_rests_on_the_same_days(busy: Busy, zone: ZoneInfo) -> None:
    database, agent = busy.database, busy.agent
    scope, period = Scope(agent_id=agent, zone=zone), Period.of_last_days(7, date(2026, 11, 2))
    found, results = busy.of(period, zone), raw(database, "metric_results")
    own = results[results["interaction_id"].isin(found["interaction_id"]) & (results["qualification"] != "NA")]
    automatic = own[own["auditor_id"].isna()].groupby("metric_id").size().to_dict()
    changes = agent_figures.metric_changes(database, agent, scope, period).set_index("metric_id")
    told = changes["n_after"][changes["n_after"] > 0].to_dict()
    assert told == automatic
    behind = {
        row.metric_id: row.applicable
        for area in agent_figures.areas(database, agent, scope, period)["coaching_area"]
        for row in agent_figures.metrics_of_area(database, agent, scope, period, area).itertuples()
    }
    assert behind == automatic


def scored_by_hand(busy: Busy, period: Period, zone: ZoneInfo) -> pd.DataFrame:
    """What each interaction earned of each figure, on the day of the reader on which its day of UTC begins, or the part
    of that day on its side of the reader's midnight: as score_change.changes() has it."""
    both = busy.of(Period(period.previous.first, period.end), zone)
    midnights = [start_of(day, zone) for day in (period.previous.first, period.first)]
    begins = [max([datetime.combine(t, time()), *(m for m in midnights if m <= t)]) for t in both["started_at"]]
    both = both.assign(day=days_in(pd.Series(begins, both.index, dtype="datetime64[us]"), zone))
    both["side"] = np.where(both["day"] < period.first, BEFORE, AFTER)
    kore, audit = both["kore_evaluation_score"] / 100, both["supervisor_audit_score"] / 100
    passed = (~(both["kore_evaluation_score"] < both["pass_score"])).astype(float).where(kore.notna())
    earned = {
        Figure.KORE: kore, Figure.AUDIT: audit, Figure.BELOW_PASS: passed, Figure.FATAL: 1 - both["fails_fatally"]
    }  # fmt: skip
    columns = ["figure", "side", "day", "earned", "possible", "interactions", "squares"]
    sums = [
        both.assign(figure=figure, earned=each, possible=1, interactions=1, squares=each**2).loc[each.notna(), columns]
        for figure, each in earned.items()
    ]
    return pd.concat(sums, ignore_index=True)


def changes_told(busy: Busy, period: Period, zone: ZoneInfo, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """The changes behind readings()."""
    told = []

    def changes(sums: pd.DataFrame) -> pd.DataFrame:
        told.append(EXACT(sums))
        return told[0]

    monkeypatch.setattr(score_change, "changes", changes)
    agent_figures.readings(busy.database, busy.agent, Scope(agent_id=busy.agent, zone=zone), period)
    monkeypatch.undo()
    return told[0]


@pytest.mark.parametrize("days", [1, 2, 7, 28])
@OF_EACH_ZONE
def test_a_change_is_judged_by_the_days_of_the_reader(
    busy: Busy, zone: ZoneInfo, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, period = Scope(agent_id=busy.agent, zone=zone), Period.of_last_days(days, TODAYS[zone.key])
    told = changes_told(busy, period, zone, monkeypatch)
    expected = EXACT(scored_by_hand(busy, period, zone))
    assert_frame_equal(told[told["figure"].isin(expected["figure"])].reset_index(drop=True), expected)
    if days == 1:
        assert set(told["verdict"]) <= {Verdict.TOO_FEW, Verdict.NO_DATA}
        for changes in (agent_figures.area_changes, agent_figures.metric_changes):
            verdicts = changes(busy.database, busy.agent, scope, period)["verdict"]
            assert set(verdicts) <= {Verdict.TOO_FEW, Verdict.NO_DATA}


@OF_EACH_ZONE
def test_the_place_in_a_team_rests_on_days_of_the_reader(busy: Busy, zone: ZoneInfo) -> None:
    period = Period.of_last_days(21, TODAYS[zone.key])
    every = raw(busy.database, "interactions")
    days = days_in(every["started_at"], zone)
    scored = every[(days >= period.first) & (days < period.end)].groupby("agent_id")["kore_evaluation_score"]
    expected = sorted((as_shown(found.mean()), found.count()) for _, found in scored if found.count() >= 5)
    found = leaderboard.places(busy.database, busy.agent, busy.agent, period, zone)
    assert sorted(zip(found["score"], found["evaluated"], strict=True)) == expected
    (own,) = found[found["own"]].itertuples()
    place = leaderboard.place(busy.database, busy.agent, busy.agent, period, zone)
    assert place == leaderboard.Place(others=len(expected) - 1, above=sum(score > own.score for score, _ in expected))


def test_the_days_of_zones_differ(busy: Busy) -> None:
    database, agent = busy.database, busy.agent
    day = Period.of_days(date(2026, 11, 3), date(2026, 11, 3))
    told = {
        zone: agent_figures.figures(database, agent, Scope(agent_id=agent, zone=ZoneInfo(zone)), day) for zone in TODAYS
    }
    listed = [set(busy.of(day, ZoneInfo(zone))["interaction_id"]) for zone in TODAYS]
    assert len({frozenset(each) for each in listed}) > 3
    assert len(set(map(str, told.values()))) > 2
