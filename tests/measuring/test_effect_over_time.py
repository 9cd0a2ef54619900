"""The course of one agent after coaching, and the effect by weeks and after it was read."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from coaching.measuring import effect
from tests.measuring.noisy_agents import COACHED, COACHED_ON, PEERS, START, after, assignments, daily, noise


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
