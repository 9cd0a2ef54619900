"""The effect of coaching, computed by hand: windows, regression, groups, and what is said where there is no number."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.measuring import effect, effect_regression
from tests.measuring.noisy_agents import (
    COACHED,
    COACHED_ON,
    DAYS,
    FIGURES,
    PEERS,
    START,
    after,
    assignments,
    daily,
    noise,
    only,
)


def test_columns_and_types() -> None:
    frame = effect.estimate(daily(noise()), assignments())
    assert list(frame) == [
        *FIGURES, "coached_agents", "peers", "left_out", *effect.LEFT_OUT, "reason", "caution",
    ]  # fmt: skip
    row = only(frame)
    assert (row["coached_agents"], row["peers"], row["left_out"]) == (10, 25, 0)
    assert row["reason"] is None
    assert row["caution"] is None
    assert row["plain_change"] == pytest.approx(row["expected_change"] + row["effect"])
    assert row["low"] < row["effect"] < row["high"]


def test_the_plain_change_is_that_of_the_7_days_before_and_the_28_days_after() -> None:
    def score(agent: str, day: int) -> float:
        if agent in PEERS:
            return 75
        since = day - COACHED_ON
        return {-8: 0, 0: 0, 29: 0}.get(since, 60 if since < 0 else 82)

    row = only(effect.estimate(daily(score, days=DAYS + 1), assignments()))
    assert row["plain_change"] == pytest.approx(22)


def test_peers_only_compares_with_the_month_before_the_selecting_week() -> None:
    def score(agent: str, day: int) -> float:
        since = day - COACHED_ON
        if agent in PEERS:
            return 70 if since <= 0 else 73
        if since < -35:
            return 10
        return 60 if since < -7 else 20 if since <= 0 else 68

    row = only(effect.peers_only(daily(score), assignments()))
    assert row["effect"] == pytest.approx(8 - 3)
    assert row["plain_change"] == pytest.approx(48)


@pytest.mark.parametrize("calibrated", [False, True])
def test_the_effect_is_follow_up_less_what_least_squares_over_the_peers_expects(
    calibrated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not calibrated:
        monkeypatch.setattr(effect_regression, "MOST_CALIBRATION", 0.0)
    scores = daily(after(COACHED_ON + 1, 4, noise(3)))
    # Some days have more weight than others.
    scores["possible"] *= 1 + np.arange(len(scores)) % 3
    scores["earned"] *= 1 + np.arange(len(scores)) % 3
    row = only(effect.estimate(scores, assignments()))

    table = scores.assign(since=[(day - START).days - COACHED_ON for day in scores["day"]])

    def window(first: int, last: int) -> pd.Series:
        sums = table[table["since"].between(first, last)].groupby("agent_id")[["earned", "possible"]].sum()
        return 100 * sums["earned"] / sums["possible"]

    y, week, month, past = window(1, 28), window(-7, -1), window(-35, -8), window(-91, -36)
    peers = y.index.isin(PEERS)
    drop = week - month
    drop -= drop[peers].mean()
    deep = np.minimum(drop + drop[peers].std(ddof=0), 0)
    x = np.column_stack([week, month, deep, past])
    x -= x[peers].mean(axis=0)
    y -= y[peers].mean()
    everybody = table.groupby("day")[["earned", "possible"]].sum()
    usual = everybody["earned"] / everybody["possible"]
    before = table[table["since"].between(-91, -36)].assign(
        own=lambda rows: rows["earned"] - rows["possible"] * usual.loc[rows["day"]].to_numpy()
    )
    variances = []
    for _, rows in before[before["agent_id"].isin(PEERS)].groupby("agent_id"):
        ratio = rows["own"].sum() / rows["possible"].sum()
        squares = ((rows["own"] - ratio * rows["possible"]) ** 2).sum() / rows["possible"].sum() ** 2
        variances.append(1e4 * squares * len(rows) / (len(rows) - 1))
    squares = x[peers].T @ x[peers]
    alone = 1 / np.linalg.inv(squares)[3, 3]
    squares[3, 3] -= min(sum(variances), effect_regression.MOST_CALIBRATION * alone)
    slopes = np.linalg.solve(squares, x[peers].T @ y[peers])
    assert row["effect"] == pytest.approx((y - x @ slopes)[~peers].mean())
    if not calibrated:
        # The same as the coefficient of coached where the coached have slopes of their own.
        coached = (~peers).astype(float)[:, None]
        centred = x - x[~peers].mean(axis=0)
        design = np.hstack([np.ones_like(coached), coached, x, coached * centred])
        assert row["effect"] == pytest.approx(np.linalg.lstsq(design, y, rcond=None)[0][1])


def test_a_groups_figures_are_the_same_whatever_else_is_counted() -> None:
    everybody = COACHED + PEERS
    parts = [assignments(everybody[9 * one : 9 * one + 9], COACHED_ON + 6 * one) for one in range(2)]
    coached = pd.concat([part.assign(supervisor=name) for part, name in zip(parts, ("Ann", "Bo"), strict=True)])
    base, more = noise(), [f"more-{n:02}" for n in range(9)]

    def score(agent: str, day: int) -> float:
        return base(PEERS[more.index(agent)], day + 60) if agent in more else base(agent, day)

    scores = daily(score, everybody + more, days=COACHED_ON + 60)
    both = effect.estimate(scores, coached, by="supervisor")
    assert both["reason"].tolist() == [None, None]
    for name in ("Ann", "Bo"):
        alone = coached.assign(supervisor=coached["supervisor"].where(coached["supervisor"] == name, None))
        row, expected = only(effect.estimate(scores, alone, by="supervisor")), both[both["supervisor"] == name].iloc[0]
        assert row[FIGURES].astype(float).tolist() == pytest.approx(expected[FIGURES].astype(float).tolist())
        assert row["peers"] == expected["peers"]


@pytest.mark.parametrize("weeks", [1, 2, 5, 8, 12])
def test_with_less_than_12_weeks_it_uses_what_there_is_and_says_so(weeks: int) -> None:
    scores = daily(after(COACHED_ON + 1, 30, noise()), first=COACHED_ON - 7 * weeks)
    row = only(effect.estimate(scores, assignments()))
    assert row["effect"] == pytest.approx(30, abs=10)
    if weeks < 12:
        assert row["caution"].startswith("10 of 10 coachings have less than 12 weeks of scores before them.")
    else:
        assert row["caution"] is None


def test_by_a_column_there_is_a_row_a_group_and_nobody_is_lost() -> None:
    everybody = COACHED + PEERS
    coached = assignments(everybody[:19]).assign(supervisor=["Zoe"] * 9 + ["Ann"] * 8 + ["Bo"] * 2)
    peers = [f"other-{n}" for n in range(30)]
    base = noise()
    better = dict.fromkeys(everybody[:9], 25.0)

    def score(agent: str, day: int) -> float:
        known = agent if agent in everybody else PEERS[int(agent[6:]) % 25]
        return base(known, day + 3 * (agent not in everybody)) + better.get(agent, 0) * (day > COACHED_ON)

    frame = effect.estimate(daily(score, everybody[:19] + peers), coached, by="supervisor")
    assert frame["supervisor"].tolist() == ["Ann", "Bo", "Zoe"]
    assert frame["coached_agents"].tolist() == [8, 2, 9]
    ann, bo, zoe = (row for _, row in frame.iterrows())
    assert (ann["reason"], zoe["reason"]) == (None, None)
    assert "2 coached agents" in bo["reason"]
    assert zoe["low"] > 10
    assert ann["high"] < 10
    overall = only(effect.estimate(daily(score, everybody[:19] + peers), coached))
    only_two = coached[coached["supervisor"] != "Bo"]
    assert overall["coached_agents"] == 19
    two = only(effect.estimate(daily(score, everybody[:17] + peers), only_two))
    assert two["effect"] == pytest.approx((8 * ann["effect"] + 9 * zoe["effect"]) / 17, abs=1.0)


def test_nothing_at_all() -> None:
    nothing = daily(noise(), agents=[])
    row = only(effect.estimate(nothing, assignments()))
    assert "0 coached agents" in row["reason"]
    row = only(effect.estimate(daily(noise()), assignments([])))
    assert (row["coached_agents"], row["left_out"]) == (0, 0)
    assert effect.estimate(daily(noise()), assignments([]), by="coaching_area").empty


def test_missing_columns_are_named() -> None:
    with pytest.raises(ValueError, match="daily has no column possible"):
        effect.estimate(daily(noise()).drop(columns="possible"), assignments())
    with pytest.raises(ValueError, match="assignments has no column team"):
        effect.estimate(daily(noise()), assignments(), by="team")


def test_scores_can_be_made_once() -> None:
    scores = effect.Scores.of(daily(noise()))
    for ask in (effect.estimate, effect.by_weeks, effect.peers_only, effect.placebo):
        pd.testing.assert_frame_equal(ask(scores, assignments()), ask(daily(noise()), assignments()))


def test_the_placebo_is_the_estimate_on_the_areas_that_were_not_coached() -> None:
    empathy, closing = after(COACHED_ON + 1, 30, noise(1)), noise(2)
    scores = pd.concat([daily(empathy), daily(closing, area="Closing")])
    assert only(effect.estimate(scores, assignments()))["low"] > 15
    row = only(effect.placebo(scores, assignments()))
    assert row["low"] < 0 < row["high"]
    assert (row["coached_agents"], row["peers"]) == (10, 25)
    pd.testing.assert_series_equal(row, only(effect.estimate(scores, assignments(area="Closing"))))
    # Who is coached on both has no area left.
    both = pd.concat([assignments(), assignments(area="Closing")])
    assert "0 coached agents" in only(effect.placebo(scores, both))["reason"]


def centre(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two areas, two dates and a second assignment."""
    scores = pd.concat([daily(noise(seed), days=140), daily(noise(seed + 1000), days=140, area="Closing")])
    coached = pd.concat([
        assignments(COACHED[:6]), assignments(COACHED[5:], COACHED_ON + 9, "Closing"),
        assignments(COACHED[:2], COACHED_ON + 20),
    ])  # fmt: skip
    return scores, coached


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), points=st.floats(-50, 50))
def test_neither_level_nor_order_nor_names_matter(seed: int, points: float) -> None:
    scores, coached = centre(seed)
    expected = effect.estimate(scores, coached)
    assert expected.loc[0, "reason"] is None

    def same(other: pd.DataFrame) -> None:
        pd.testing.assert_frame_equal(other, expected, rtol=1e-6, atol=1e-7)

    same(effect.estimate(scores.assign(earned=scores["earned"] + scores["possible"] * points / 100), coached))
    chance = np.random.default_rng(seed)
    same(effect.estimate(scores.iloc[chance.permutation(len(scores))], coached.iloc[chance.permutation(len(coached))]))
    names = COACHED + PEERS
    new = dict(zip(names, chance.permutation(names), strict=True))
    renamed = [frame.assign(agent_id=frame["agent_id"].map(new)) for frame in (scores, coached)]
    same(effect.estimate(*renamed))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), points=st.floats(-20, 20))
def test_points_added_to_the_follow_up_of_the_coached_are_the_effect(seed: int, points: float) -> None:
    before = only(effect.estimate(daily(noise(seed)), assignments()))
    afterwards = only(effect.estimate(daily(after(COACHED_ON + 1, points, noise(seed))), assignments()))
    assert afterwards["effect"] - before["effect"] == pytest.approx(points, abs=1e-6)
    assert afterwards["expected_change"] == pytest.approx(before["expected_change"], abs=1e-6)
