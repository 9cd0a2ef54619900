"""The best moments of an agent, against the same figured out with plain pandas from the raw tables."""

from datetime import date

import pandas as pd
import pytest

from coaching.assignments import withdrawing
from coaching.quality import best_moments
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words.days import Period
from tests import databases
from tests.centre import add_best_response
from tests.demo.demo_of_a_day import TODAY

ANA, SAM, KIM = (f"{name}@example.com" for name in ("ana", "sam", "kim"))
EVER = Period.of_days(date(2020, 1, 1), date(2100, 1, 1))


def independent(database: Database, agent: str, most: int) -> list[tuple[str, str | None, int]]:
    """The id, what the customer said, and in how many assignments it is shown, of each."""
    interactions = database.query("FROM interactions").query("agent_id == @agent").copy()
    answers = database.query("SELECT r.*, m.expected_response FROM metric_results r JOIN metrics m USING (metric_id)")
    answers = answers[answers["interaction_id"].isin(interactions["interaction_id"])]
    newest = database.query("SELECT interaction_id, auditor_id, audited_at FROM audits").sort_values("audited_at")
    answered = answers[["interaction_id", "auditor_id"]].dropna().drop_duplicates()
    auditor = newest.merge(answered).groupby("interaction_id")["auditor_id"].last()
    counting = answers["interaction_id"].map(auditor)
    counts = answers["auditor_id"].eq(counting) | (answers["auditor_id"].isna() & counting.isna())
    answers = answers[counts & (answers["qualification"] != "NA")]
    failed = answers["qualification"] != answers["expected_response"]
    clean = (~failed).groupby(answers["interaction_id"]).all()
    interactions = interactions[interactions["interaction_id"].map(clean).eq(True)]
    score = interactions["supervisor_audit_score"].fillna(interactions["kore_evaluation_score"])
    interactions = interactions.assign(score=score).dropna(subset="score")
    order = ["score", "sentiment_score", "started_at"]
    candidates = interactions.sort_values([*order, "interaction_id"], ascending=[False, False, False, True]).head(40)
    said = database.query("FROM turns").query("speaker == 'customer' and sentiment > 0")
    quotes = said.sort_values(["sentiment", "position"]).groupby("interaction_id")["text"].last()
    silent = ~candidates["interaction_id"].isin(quotes.index)
    best = candidates.assign(silent=silent).sort_values(["score", "silent"], ascending=[False, True], kind="stable")
    shown = database.query("FROM assignment_interactions").query("kind == 'best_response'")
    withdrawn = database.query("SELECT assignment_id FROM assignments WHERE withdrawn_at IS NOT NULL")["assignment_id"]
    shown = shown[~shown["assignment_id"].isin(withdrawn)]
    return [
        (each, quotes.get(each), shown[shown["interaction_id"] == each]["assignment_id"].nunique())
        for each in best["interaction_id"].head(most)
    ]


@pytest.mark.storage
def test_they_are_those_of_the_raw_tables() -> None:
    database = databases.like(databases.of_demo(TODAY))
    pairs = database.rows("SELECT agent_id, min(supervisor_id) AS supervisor_id FROM supervisions GROUP BY agent_id "
                          "ORDER BY agent_id LIMIT 6")  # fmt: skip
    quoted = 0
    for pair in pairs:
        asked = (pair["supervisor_id"], Scope(agent_id=pair["agent_id"]), EVER, 5)
        found = best_moments.best_moments(database, *asked)
        told = [(row.interaction_id, row.quote, row.shown_in) for row in found.itertuples()]
        assert told == independent(database, pair["agent_id"], 5)
        quoted += int(found["quote"].notna().sum())
    assert quoted
    database.close()


def test_what_fails_is_no_best_moment_and_who_shows_it_is_counted(small_centre: Database) -> None:
    asked = (small_centre, KIM, Scope(agent_id="cleo@example.com"), EVER, 3)
    (before,) = best_moments.best_moments(*asked).itertuples()  # c-cleo-2 fails
    assert (before.interaction_id, before.quote, before.shown_in) == ("c-cleo-1", "Thank you!", 1)
    add_best_response(small_centre, "ca-ben", "c-cleo-1")
    (after,) = best_moments.best_moments(*asked).itertuples()
    assert after.shown_in == 2
    withdrawing.withdraw(small_centre, KIM, "ca-ben", "By mistake")
    (withdrawn,) = best_moments.best_moments(*asked).itertuples()
    assert withdrawn.shown_in == 1
    (only,) = best_moments.best_moments(small_centre, SAM, Scope(agent_id=ANA), EVER, 3).itertuples()
    assert only.interaction_id == "c-ana-3"
    assert best_moments.best_moments(small_centre, SAM, Scope(agent_id=ANA, channel="voice"), EVER, 3).empty


def test_the_happiest_words_are_above_zero_and_of_equal_ones_the_last() -> None:
    said = pd.DataFrame(
        [("a", 1, "Hello", 1.0), ("a", 2, "Thanks", 4.0), ("a", 3, "Bye, thanks", 4.0), ("b", 1, "Hm", 0.0),
         ("c", 1, "?", None)],
        columns=["interaction_id", "position", "text", "sentiment"],
    ).astype({"sentiment": object})  # fmt: skip
    rows = said.where(said.notna(), None).to_dict("records")
    assert best_moments.happiest(rows) == {"a": "Bye, thanks"}
