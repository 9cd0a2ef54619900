"""Whom the effect of coaching leaves out, as coached and as peers, and how they are counted."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from coaching.measuring import effect
from tests.measuring import noisy_agents
from tests.measuring.noisy_agents import COACHED, COACHED_ON, DAYS, PEERS, START, assignments, daily, noise, only


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
    assert row[noisy_agents.FIGURES].isna().all()
    assert row["reason"] == "Too few to say: 7 coached agents can be compared, and it takes 8."
    assert only(effect.estimate(daily(noise()), assignments(COACHED[:8])))["reason"] is None


def test_too_few_peers_no_number_but_a_sentence() -> None:
    few = only(effect.estimate(daily(noise(), COACHED + PEERS[:19]), assignments()))
    assert few[noisy_agents.FIGURES].isna().all()
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
