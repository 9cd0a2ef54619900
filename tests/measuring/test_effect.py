"""The effect of coaching: windows, exclusions and figures by hand; bias and coverage on simulated centres.

benchmarks/effect.py has the simulator and holds the estimate to its promises over many more centres.
"""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.effect import LEAST_COVERAGE, MOST_BIAS, MOST_COVERAGE, Centre, errors, simulate
from coaching.measuring import effect, effect_regression

START = date(2026, 1, 5)
COACHED_ON = 91
DAYS = 91 + 1 + 28
COACHED = [f"coached-{n:02}" for n in range(10)]
PEERS = [f"peer-{n:02}" for n in range(25)]
FIGURES = ["plain_change", "expected_change", "effect", "low", "high"]


def noise(seed: int = 0) -> Callable[[str, int], float]:
    """Agents of different levels with noisy days."""
    rng = np.random.default_rng(seed)
    levels = {agent: 75 + 5 * rng.standard_normal() for agent in COACHED + PEERS}
    wobbles = {agent: 12 * rng.standard_normal(400) for agent in COACHED + PEERS}
    return lambda agent, day: levels[agent] + wobbles[agent][day]


def daily(
    score: Callable[[str, int], float],
    agents: list[str] = COACHED + PEERS,
    days: int = DAYS,
    area: str = "Empathy",
    first: int = 0,
) -> pd.DataFrame:
    """One evaluated interaction with 10 points possible an agent and day."""
    return pd.DataFrame(
        [
            (agent, area, START + timedelta(day), score(agent, day) / 10, 10.0)
            for agent in agents
            for day in range(first, days)
        ],
        columns=["agent_id", "coaching_area", "day", "earned", "possible"],
    )


def assignments(agents: list[str] = COACHED, day: int = COACHED_ON, area: str = "Empathy") -> pd.DataFrame:
    return pd.DataFrame({"agent_id": agents, "coaching_area": area, "assigned_on": START + timedelta(day)})


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1
    return frame.iloc[0]


def after(day: int, points: float, base: Callable[[str, int], float]) -> Callable[[str, int], float]:
    """The coached agents are better from the day on."""
    return lambda agent, now: base(agent, now) + points * (agent in COACHED and now >= day)


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


def test_a_second_assignment_is_left_out_and_counted_and_the_first_is_followed_until_then() -> None:
    def score(agent: str, day: int) -> float:
        if agent in PEERS:
            return 75
        twice = agent == COACHED[0] and day > COACHED_ON + 10
        return 60 if day <= COACHED_ON else 0 if twice else 80

    both = pd.concat([assignments(), assignments(COACHED[:1], COACHED_ON + 10)])
    row = only(effect.estimate(daily(score, days=DAYS + 30), both))
    assert (row["coached_agents"], row["left_out"], row["coached_before"]) == (10, 1, 1)
    assert row["plain_change"] == pytest.approx(20)


def test_a_peer_who_is_coached_in_the_follow_up_is_a_peer_until_then() -> None:
    def score(agent: str, day: int) -> float:
        return 0 if agent == PEERS[0] and day > COACHED_ON + 10 else 75

    later = assignments(PEERS[:1], COACHED_ON + 10)
    row = only(effect.estimate(daily(score), pd.concat([assignments(), later])))
    assert (row["peers"], row["too_recent"]) == (25, 1)
    assert row["effect"] == pytest.approx(0, abs=1e-9)


def test_who_was_coached_in_the_91_days_before_is_no_peer() -> None:
    for day, peers in ((0, 24), (COACHED_ON, 24)):
        # As a peer on day 0 nobody counts: there is no week before it.
        earlier = assignments(PEERS[:1], day).assign(kind="earlier")
        both = pd.concat([assignments().assign(kind="now"), earlier])
        frame = effect.estimate(daily(noise()), both, by="kind").set_index("kind")
        assert frame.loc["now", "peers"] == peers


def test_the_same_assignment_twice_counts_once() -> None:
    once = effect.estimate(daily(noise()), assignments())
    twice = effect.estimate(daily(noise()), pd.concat([assignments(), assignments()]))
    pd.testing.assert_frame_equal(once, twice)


def test_too_few_coached_agents_no_number_but_a_sentence() -> None:
    row = only(effect.estimate(daily(noise()), assignments(COACHED[:7])))
    assert row[FIGURES].isna().all()
    assert row["reason"] == "Too few to say: 7 coached agents can be compared, and it takes 8."
    assert only(effect.estimate(daily(noise()), assignments(COACHED[:8])))["reason"] is None


def test_too_few_peers_no_number_but_a_sentence() -> None:
    few = only(effect.estimate(daily(noise(), COACHED + PEERS[:19]), assignments()))
    assert few[FIGURES].isna().all()
    assert (few["coached_agents"], few["left_out"], few["no_peers"]) == (0, 10, 10)
    assert "too few agents to compare with" in few["reason"]
    assert only(effect.estimate(daily(noise(), COACHED + PEERS[:20]), assignments()))["reason"] is None


def test_an_assignment_is_left_out_until_its_follow_up_is_over() -> None:
    row = only(effect.estimate(daily(noise(), days=DAYS - 1), assignments()))
    assert (row["left_out"], row["too_recent"]) == (10, 10)
    assert "28 days have not passed" in row["reason"]


def test_agents_with_too_few_interactions_are_left_out() -> None:
    scores = daily(noise())
    since = np.array([(day - START).days - COACHED_ON for day in scores["day"]])
    away = (scores["agent_id"] == COACHED[0]) & (since >= -7) & (since <= -3)
    scores["interactions"] = 1
    row = only(effect.estimate(scores[~away], assignments()))
    assert (row["coached_agents"], row["left_out"], row["too_few_interactions"]) == (9, 1, 1)
    scores.loc[(scores["agent_id"] == COACHED[0]) & (since == -1), "interactions"] = 2
    assert only(effect.estimate(scores[~away], assignments()))["left_out"] == 0
    unknown = only(effect.estimate(scores, pd.concat([assignments(), assignments(["nobody"])])))
    assert unknown["too_few_interactions"] == 1


def test_days_without_a_possible_point_are_no_days() -> None:
    scores = daily(noise())
    empty = scores.assign(possible=0.0, earned=np.nan, agent_id=[f"new-{agent}" for agent in scores["agent_id"]])
    pd.testing.assert_frame_equal(
        effect.estimate(scores, assignments()), effect.estimate(pd.concat([scores, empty]), assignments())
    )


def test_agents_are_compared_within_their_queue_and_left_out_when_they_change_it() -> None:
    def score(agent: str, day: int) -> float:
        # The follow-up is worse in sales, for everybody.
        return 75 - 20 * (agent[-1] in "02468" and day > COACHED_ON)

    more = [f"peer-{n:02}" for n in range(25, 45)]
    scores = daily(score, COACHED + PEERS + more)
    scores["queue_id"] = scores["agent_id"].str[-1].map(lambda last: "sales" if last in "02468" else None)
    row = only(effect.estimate(scores, assignments()))
    assert row["effect"] == pytest.approx(0, abs=1e-6)
    assert row["plain_change"] == pytest.approx(-10)
    moves = (scores["agent_id"] == COACHED[0]) & (scores["day"] > START + timedelta(COACHED_ON))
    scores.loc[moves, "queue_id"] = "elsewhere"
    row = only(effect.estimate(scores, assignments()))
    assert (row["coached_agents"], row["left_out"], row["changed_queue"]) == (9, 1, 1)
    alone = scores["agent_id"] == COACHED[1]
    scores.loc[alone, "queue_id"] = "alone"
    row = only(effect.estimate(scores, assignments()))
    assert (row["coached_agents"], row["left_out"], row["no_peers"]) == (8, 2, 1)


def test_small_queues_are_compared_among_each_other_and_that_is_said() -> None:
    """Three agents a queue: too few by themselves. The others' shock is not theirs."""
    others = [f"other-{n:02}" for n in range(12)]
    base = noise()

    def score(agent: str, day: int) -> float:
        if agent in others:
            return base(PEERS[others.index(agent)], day + 50) - 30 * (day > COACHED_ON)
        return base(agent, day)

    scores = daily(score, COACHED + PEERS + others)
    small = scores["agent_id"].map(lambda agent: "big" if agent in others else f"small {int(agent[-2:]) % 12}")
    row = only(effect.estimate(scores.assign(queue_id=small), assignments()))
    alone = only(effect.estimate(scores[~scores["agent_id"].isin(others)], assignments()))
    assert (row["coached_agents"], row["no_peers"]) == (10, 0)
    assert row["effect"] == pytest.approx(alone["effect"], abs=1.0)
    assert row["caution"].startswith("10 of 10 coachings are compared with agents of other queues")
    assert alone["caution"] is None


def test_the_course_of_one_agent_is_what_peers_with_the_same_past_went_through() -> None:
    def score(agent: str, day: int) -> float:
        return noise_of_all(agent, day) - 5 * (day > COACHED_ON + 28)

    noise_of_all = after(COACHED_ON + 1, 12, noise())
    scores, coached = daily(score, days=COACHED_ON + 60), assignments()
    frame = effect.course(scores, coached, COACHED[3], "Empathy", START + timedelta(COACHED_ON))
    assert frame["weeks"].tolist() == list(effect.WEEKS_SINCE)
    assert frame["left_out"].tolist() == [None, None, None, "too_recent"]
    assert frame["first_day"].tolist()[:2] == [START + timedelta(COACHED_ON + day) for day in (1, 15)]
    assert frame["last_day"].tolist()[:2] == [START + timedelta(COACHED_ON + day) for day in (14, 28)]
    assert frame.loc[3, ["expected", "low", "high"]].isna().all()
    assert frame.loc[3, "score"] > 0  # of the three days there are
    followed = scores[(scores["agent_id"] == COACHED[3]) & (scores["day"] > START + timedelta(COACHED_ON))]
    first = followed[followed["day"] <= START + timedelta(COACHED_ON + 14)]
    assert frame.loc[0, "score"] == pytest.approx(100 * first["earned"].sum() / first["possible"].sum())
    assert (frame["low"] < frame["expected"])[:3].all()
    assert (frame["expected"] < frame["high"])[:3].all()
    # the mean over all coached agents of what came less what was expected is the estimate
    found = [effect.course(scores, coached, one, "Empathy", START + timedelta(COACHED_ON)) for one in COACHED]
    gained = np.mean([each["score"] - each["expected"] for each in found], axis=0)
    by_weeks = effect.by_weeks(scores, coached)
    assert gained[:3] == pytest.approx(by_weeks["effect"][:3].astype(float))


def test_the_course_holds_the_scores_of_agents_who_gained_nothing() -> None:
    inside = [
        frame.loc[0, "low"] <= frame.loc[0, "score"] <= frame.loc[0, "high"]
        for seed in range(4)
        for scores in [daily(noise(seed))]
        for one in COACHED
        for frame in [effect.course(scores, assignments(), one, "Empathy", START + timedelta(COACHED_ON))]
    ]
    assert 34 <= sum(inside) <= 40  # 38 expected


def test_the_course_of_an_assignment_that_is_left_out_says_why() -> None:
    twice = pd.concat([assignments(), assignments(COACHED[:1], COACHED_ON - 40)])
    frame = effect.course(daily(noise()), twice, COACHED[0], "Empathy", START + timedelta(COACHED_ON))
    assert set(frame["left_out"][:2]) == {"coached_before"}
    with pytest.raises(ValueError, match="assignments has none of peer-01 on Empathy"):
        effect.course(daily(noise()), twice, PEERS[1], "Empathy", START + timedelta(COACHED_ON))


def test_weeks_in_which_an_agent_is_coached_again_have_a_score_and_no_expectation() -> None:
    again = pd.concat([assignments(), assignments(COACHED[:1], COACHED_ON + 20)])
    scores = daily(noise(), days=COACHED_ON + 90)
    frame = effect.course(scores, again, COACHED[0], "Empathy", START + timedelta(COACHED_ON))
    assert frame["left_out"].tolist() == [None, "coached_again", "coached_again", "coached_again"]
    for row in frame.itertuples():
        inside = scores[(scores["agent_id"] == COACHED[0]) & scores["day"].between(row.first_day, row.last_day)]
        assert row.score == pytest.approx(100 * inside["earned"].sum() / inside["possible"].sum())
    # weeks that had not begun are counted as such, not as having too few interactions
    by_weeks = effect.by_weeks(scores, again)
    assert by_weeks["coached_again"].tolist() == [0, 0, 1, 1]
    assert by_weeks["too_few_interactions"].tolist() == [0, 0, 0, 0]
    assert by_weeks["coached_agents"].tolist() == [10, 10, 9, 9]


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


def test_by_weeks_a_faded_effect_is_seen_to_fade() -> None:
    def score(agent: str, day: int) -> float:
        since = day - COACHED_ON
        return noisy(agent, day) + 30 * (agent in COACHED and 0 < since <= 14) - 30 * (agent in COACHED and since > 28)

    noisy = noise(5)
    frame = effect.by_weeks(daily(score, days=COACHED_ON + 57), assignments()).set_index("weeks")
    assert frame.index.tolist() == ["1–2", "3–4", "5–8", "9–12"]
    assert frame.loc["1–2", "low"] > 10
    assert frame.loc["3–4", "low"] < 0 < frame.loc["3–4", "high"]
    assert frame.loc["5–8", "high"] < -10
    assert "84 days have not passed" in frame.loc["9–12", "reason"]


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


def test_by_read_measures_days_8_to_28_of_each_group() -> None:
    def score(agent: str, day: int) -> float:
        since = day - COACHED_ON
        return noisy(agent, day) + 30 * (agent in COACHED and since > 7) - 30 * (agent in COACHED and 0 < since <= 7)

    noisy = noise(4)
    read = assignments(COACHED).assign(was_read=[number < 8 for number in range(10)])
    frame = effect.by_read(daily(score), read, "was_read").set_index("was_read")
    assert frame.loc[True, "low"] > 10  # the days in which it was read count for nobody
    assert frame.loc[True, "coached_agents"] == 8
    assert frame.loc[False, "reason"].startswith("Too few to say: 2 coached agents")


@pytest.mark.slow
def test_an_effect_on_those_who_read_is_found_there_and_only_there() -> None:
    rng = np.random.default_rng(20261128)
    errors_of: dict[bool, list[float]] = {True: [], False: []}
    covered_of: dict[bool, list[bool]] = {True: [], False: []}
    for _ in range(60):
        simulated = simulate(Centre("noisy", "drifting", 20.0, 0.0), rng)
        coached = np.flatnonzero(simulated.assigned >= 0)
        reads = rng.random(len(coached)) < 0.6
        read_on = simulated.assigned[coached] + rng.integers(0, 8, len(coached))  # on the day itself to the 7th after
        gained = (np.arange(simulated.earned.shape[1]) > read_on[:, None]) & reads[:, None]
        simulated.earned[coached] += 5.0 / 100 * simulated.interactions[coached] * gained
        scores, assigned = simulated.frames()
        frame = effect.by_read(scores, assigned.assign(was_read=reads), "was_read").set_index("was_read")
        for group, true in ((True, 5.0), (False, 0.0)):
            row = frame.loc[group]
            errors_of[group].append(row["effect"] - true)
            covered_of[group].append(row["low"] <= true <= row["high"])
    for group in (True, False):
        assert abs(np.mean(errors_of[group])) <= MOST_BIAS
        assert np.mean(covered_of[group]) >= LEAST_COVERAGE


# One centre for each story; benchmarks/effect.py has all 80.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("story", "drift", "rate", "true"),
    [
        ("noisy", "steady", 5.0, 0.0),
        ("gap", "steady", 20.0, 5.0),
        ("both", "drifting", 5.0, -3.0),
        ("lasting", "drifting", 20.0, 2.0),
        ("passing", "drifting", 5.0, 0.0),
    ],
)
def test_on_simulated_centres_it_finds_the_true_effect_where_the_plain_change_does_not(
    story: str, drift: str, rate: float, true: float
) -> None:
    rng = np.random.default_rng(20260105)
    runs = [errors(Centre(story, drift, rate, true), rng, with_peers_only=False) for _ in range(200)]
    bias, covered = np.mean([run["estimate"] for run in runs], axis=0)
    assert abs(bias) <= MOST_BIAS
    assert LEAST_COVERAGE <= covered <= MOST_COVERAGE
    plain_bias, plain_covered = np.mean([run["plain"] for run in runs], axis=0)
    if story != "gap":
        assert plain_bias > 1
        assert plain_covered < 0.5
