"""Drawing a round: it is stored as it was drawn, by whom it may be, and nobody is drawn again while it runs."""

from datetime import date, timedelta

import pandas as pd
import pytest

from coaching.measuring import planner, rounds
from coaching.measuring.planner import Need
from coaching.measuring.score_map import TeamScope
from coaching.storage.database import Database
from coaching.words.days import Period, utc_now
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotPossibleError
from tests.permission_marks import permission_of

SAM, LEE, KIM = (f"{name}@example.com" for name in ("sam", "lee", "kim"))
ANA, BEN, CLEO = (f"{name}@example.com" for name in ("ana", "ben", "cleo"))
TODAY = utc_now().date()
SCOPE = TeamScope(period=Period.of_days(date(2020, 1, 1), TODAY))


def need_coaching(database: Database) -> None:
    """All three agents are far below the bar in Etiquette on three days, and no coaching is in force."""
    with database.transaction() as cursor:
        cursor.execute("DELETE FROM assignments")
        cursor.execute("DELETE FROM area_daily")
        cursor.execute("DELETE FROM metric_daily")
        for agent, earned in ((ANA, 2), (BEN, 3), (CLEO, 4)):
            for ago in (1, 2, 3):
                cursor.execute(
                    "INSERT INTO area_daily BY NAME SELECT ? AS agent_id, 'Etiquette' AS coaching_area, "
                    "?::DATE AS day, 'q-1' AS queue_id, 'chat' AS channel, ? AS earned, 10 AS possible, "
                    "3 AS interactions",
                    [agent, TODAY - timedelta(ago), earned + ago / 10],
                )


@permission_of(planner.needs, rounds.draw, rounds.needs_now, rounds.agents_of_rounds, rounds.afterwards)
def test_a_round_is_stored_as_drawn_and_stands(small_centre: Database) -> None:
    need_coaching(small_centre)
    for viewer in (ANA, "dan@example.com", "stranger@example.com", ""):
        assert rounds.needs_now(small_centre, viewer, SCOPE, TODAY).empty
        with pytest.raises(InvalidFieldsError):
            rounds.draw(small_centre, viewer, SCOPE, 1, TODAY)
    assert set(rounds.needs_now(small_centre, SAM, SCOPE, TODAY)["agent_id"]) == {ANA, BEN}
    for places in (0, 3, 10):
        with pytest.raises(InvalidFieldsError):
            rounds.draw(small_centre, KIM, SCOPE, places, TODAY)
    needs = rounds.needs_now(small_centre, KIM, SCOPE, TODAY)
    assert set(needs["need"]) == {Need.FAR_BELOW}
    drawn = rounds.draw(small_centre, KIM, SCOPE, 2, TODAY)
    assert (drawn.drawn, drawn.waiting) == (2, 1)
    stored = small_centre.query("FROM round_agents ORDER BY place")
    (round_,) = small_centre.rows("FROM rounds")
    again = rounds.by_lot(needs, 2, round_["seed"])
    for column in ("agent_id", "coaching_area", "stratum", "need", "score", "place", "drawn"):
        assert stored[column].tolist() == again[column].tolist()
    assert (round_["drawn_by"], round_["places"]) == (KIM, 2)
    assert small_centre.query("FROM assignments").empty  # nothing is assigned by a draw

    # Whoever is in it is in no other while it runs, and each sees their own agents of it.
    assert rounds.needs_now(small_centre, SAM, SCOPE, TODAY).empty
    with pytest.raises(InvalidFieldsError):
        rounds.draw(small_centre, KIM, SCOPE, 1, TODAY)
    seen = {
        viewer: set(rounds.agents_of_rounds(small_centre, viewer, TODAY)["agent_id"])
        for viewer in (SAM, LEE, KIM, ANA, "stranger@example.com")
    }
    assert seen == {SAM: {ANA, BEN}, LEE: {CLEO}, KIM: {ANA, BEN, CLEO}, ANA: set(), "stranger@example.com": set()}
    assert set(rounds.agents_of_rounds(small_centre, SAM, TODAY)["drawn_by_name"]) == {"Kim Kaur"}
    over = TODAY + timedelta(rounds.ROUND_DAYS + 1)
    assert not rounds.agents_of_rounds(small_centre, KIM, over)["running"].any()
    assert rounds.agents_of_rounds(small_centre, KIM, over - timedelta(1))["running"].all()
    left = rounds.needs_now(small_centre, KIM, SCOPE, over)
    assert left["waited"].tolist() == [True, False, False]  # who lost comes first
    assert left["agent_id"].iloc[0] == stored["agent_id"].iloc[-1]

    with small_centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO area_daily BY NAME SELECT agent_id, coaching_area, day + 2 AS day, queue_id, channel, "
            "7 AS earned, 10 AS possible, 4 AS interactions FROM area_daily WHERE day = ?",
            [TODAY - timedelta(1)],
        )
    assert {
        viewer: rounds.afterwards(small_centre, viewer)["after"].tolist() for viewer in (SAM, LEE, ANA)
    } == {SAM: [70, 70], LEE: [70], ANA: []}  # fmt: skip
    assert set(rounds.afterwards(small_centre, KIM)["interactions_after"]) == {4}


@pytest.mark.storage
def test_nobody_draws_whom_they_may_not_coach_or_who_was_drawn_meanwhile(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_coaching(small_centre)
    needs = rounds.needs_now(small_centre, KIM, SCOPE, TODAY)
    monkeypatch.setattr(rounds, "needs_now", lambda *_asked: needs)
    with pytest.raises(NotAllowedError):
        rounds.draw(small_centre, SAM, SCOPE, 1, TODAY)  # Cleo is not Sam's
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor', "
                       "'cross_team_access'] WHERE person_id = 'kim@example.com'")  # fmt: skip
    with pytest.raises(NotAllowedError):
        rounds.draw(small_centre, KIM, SCOPE, 1, TODAY)  # may measure, not coach
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor', "
                       "'qa_functionalities', 'cross_team_access'] WHERE person_id = 'kim@example.com'")  # fmt: skip
    rounds.draw(small_centre, KIM, SCOPE, 1, TODAY)
    with pytest.raises(NotPossibleError):
        rounds.draw(small_centre, KIM, SCOPE, 1, TODAY)
    assert len(small_centre.query("FROM rounds")) == 1
    assert len(small_centre.query("FROM round_agents")) == 3


def test_the_lot_decides_only_where_the_places_run_out() -> None:
    needs = pd.DataFrame(
        {
            "agent_id": [f"a{number}" for number in range(9)],
            "stratum": [1, 1, 2, 2, 2, 2, 3, 3, 3],
        }
    )
    always = set()
    for seed in range(60):
        lots = rounds.by_lot(needs, 4, seed)
        assert lots["stratum"].tolist() == [1, 1, 2, 2, 2, 2]  # the third stratum is not in the round
        assert lots["drawn"].tolist() == [True] * 4 + [False] * 2
        assert set(lots["agent_id"][:2]) == {"a0", "a1"}
        always |= set(lots.loc[lots["drawn"], "agent_id"])
        pd.testing.assert_frame_equal(lots, rounds.by_lot(needs.sample(frac=1, random_state=seed), 4, seed))
    assert always == {"a0", "a1", "a2", "a3", "a4", "a5"}
    chances = rounds.chances(needs, 4)
    assert chances["lots"].tolist() == [2, 2, 2, 2, 2, 2, 0, 0, 0]
    assert chances["equals"].tolist() == [2, 2, 4, 4, 4, 4, 3, 3, 3]
    assert len(rounds.by_lot(needs, 2, 1)) == 2  # nobody waits who could have been drawn


def test_everybody_among_equals_is_drawn_as_often() -> None:
    needs = pd.DataFrame({"agent_id": [f"a{number}" for number in range(6)], "stratum": 1})
    drawn = pd.concat([rounds.by_lot(needs, 2, seed).query("drawn") for seed in range(3_000)])
    assert drawn["agent_id"].value_counts().between(900, 1_100).all()  # 1,000 expected, standard deviation 26
