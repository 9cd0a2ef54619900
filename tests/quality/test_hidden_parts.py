"""What the centre hides from agents is in no answer that an agent gets: whatever it is, each query answers the same."""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from coaching.assignments import assignments, proposals
from coaching.measuring import agent_figures
from coaching.quality import auditing, details, hidden_parts, interactions
from coaching.quality.hidden_parts import Part
from coaching.quality.interaction_filter import InteractionFilter, Range
from coaching.quality.interaction_list import By, Sorted, WideScope, at_random
from coaching.quality.interaction_list import interactions as listed
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import ONE_DAY, Period
from tests.centre import decide
from tests.permission_marks import permission_of
from tests.permission_queries import EVER, QUERIES

ANA, BEN, SAM = "ana@example.com", "ben@example.com", "sam@example.com"
UNAUDITED = "interaction_id NOT IN (SELECT interaction_id FROM audits)"
# Of each part other values than before: what an answer that has it would show.
OTHERWISE = {
    Part.AUDITORS: [
        "UPDATE audits SET auditor_id = 'lee@example.com'",
        "UPDATE metric_results SET auditor_id = 'lee@example.com' WHERE auditor_id IS NOT NULL",
    ],
    Part.JUSTIFICATIONS: ["UPDATE metric_results SET justification = 'Zebra' WHERE auditor_id IS NULL"],
    Part.AUTOMATIC: [
        f"UPDATE interactions SET kore_evaluation_score = 77, fatal = NOT fatal, fails_fatally = NOT fails_fatally, "
        f"failed_areas = ['Etiquette'], failed_areas_text = '|Etiquette|' WHERE {UNAUDITED}",
        f"UPDATE metric_results SET qualification = 'NO', weight = 7 WHERE auditor_id IS NULL AND {UNAUDITED}",
        "UPDATE agent_daily SET evaluated = 3, evaluation_total = 99, below_pass_score = 1, fatal = 3",
        "UPDATE area_daily SET earned = 5, possible = 50",
        "UPDATE metric_daily SET adhered = 0",
    ],
    Part.SENTIMENT: [
        "UPDATE turns SET sentiment = 3 - coalesce(sentiment, 1)",
        "UPDATE interactions SET sentiment_score = 4 - coalesce(sentiment_score, 5), "
        "sentiment_estimated = NOT sentiment_estimated",
        "UPDATE interaction_details SET value = 'Zebra' WHERE kind IN ('emotion', 'sentiment_phase')",
        "UPDATE interaction_topics SET sentiment = 'negative'",
    ],
}
DETAILED = [
    "INSERT INTO audit_answers SELECT audit_id, 'm-greet', 1, 'NO', 'Say hello' FROM audits",
    "INSERT INTO metric_results BY NAME SELECT interaction_id, auditor_id, 'm-greet' AS metric_id, 1 AS position, "
    "'NO' AS qualification, 'Say hello' AS justification, 1 AS weight, 0 AS negative_weight, FALSE AS fatal_error "
    "FROM audits",
    "INSERT INTO interaction_topics BY NAME SELECT interaction_id, 1 AS position, 'topic' AS kind, ['Rooms'] AS path, "
    "'positive' AS sentiment FROM interactions",
    "INSERT INTO interaction_details BY NAME SELECT interaction_id, kind, 1 AS position, 'happy' AS value "
    "FROM interactions, (VALUES ('emotion'), ('sentiment_phase'), ('csat')) k(kind)",
]
OWN = WideScope(agent_id=ANA)
HAPPY = InteractionFilter(sentiment=Range(0, 10))


def run(database: Database, statements: list[str]) -> None:
    with database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def answers(database: Database, viewer: str) -> dict[str, str]:
    """What every query answers an agent about their own interactions, and about what they see of others."""
    found: dict[str, Any] = {
        f"{query.__name__} {place}": query(database, viewer, *arguments)
        for place, (query, arguments, allowed) in enumerate(QUERIES)
        if ANA in allowed
    }
    for one in ("c-ana-1", "c-ana-2", "c-cleo-1"):
        for query in (interactions.interaction, interactions.turns, interactions.metric_results, interactions.audits,
                      auditing.answers_of_audits, details.details):  # fmt: skip
            found[f"{query.__name__} {one}"] = query(database, viewer, one)
    for order in (Sorted(by=By.SENTIMENT), Sorted(by=By.SENTIMENT, descending=False), Sorted(by=By.KORE),
                  Sorted(by=By.FAILS)):  # fmt: skip
        found[f"in order {order}"] = listed(database, viewer, OWN, order=order, page=1, size=9)
    for filters in (InteractionFilter(fatal=True), InteractionFilter(failed_area="Etiquette", audited=False),
                    InteractionFilter(failed_metric_id="m-answer"), InteractionFilter(below_pass_score=True),
                    InteractionFilter(kore=Range(0, 60))):  # fmt: skip
        found[f"with {filters}"] = listed(database, viewer, OWN, filters, page=1, size=9)
    for period in (EVER, Period.of_days(EVER.first, EVER.last - ONE_DAY)):
        own = Scope(agent_id=ANA, zone=ZoneInfo("America/New_York"))
        found[f"figures {period}"] = agent_figures.figures(database, viewer, own, period)
        found[f"readings {period}"] = agent_figures.readings(database, viewer, own, period)
    found["happy"] = listed(database, viewer, OWN, HAPPY, page=1, size=9)
    found["drawn"] = at_random(database, viewer, WideScope(), HAPPY, many=9, seed=1)
    return {name: _said(answer) for name, answer in found.items()}


def _said(answer: Any) -> str:
    if isinstance(answer, tuple):
        return ", ".join(map(_said, answer))
    return answer.to_csv() if isinstance(answer, pd.DataFrame) else repr(answer)


@permission_of(hidden_parts.hidden_from)
@pytest.mark.parametrize("part", Part)
def test_what_is_hidden_changes_no_answer_that_an_agent_gets(small_centre: Database, part: Part) -> None:
    run(small_centre, DETAILED)
    decide(small_centre, **{part.value: "no"})
    hidden, whole = answers(small_centre, ANA), answers(small_centre, SAM)
    run(small_centre, OTHERWISE[part])
    assert answers(small_centre, ANA) == hidden
    assert answers(small_centre, SAM) != whole  # a supervisor still reads it
    decide(small_centre, **{part.value: "yes"})
    assert answers(small_centre, ANA) != hidden  # and the agent where the centre says so


@pytest.mark.storage
def test_an_agent_reads_anonymous_no_reason_and_no_sentiment(small_centre: Database) -> None:
    run(small_centre, DETAILED)
    decide(small_centre, agents_see_auditors="no", agents_see_justifications="no", agents_see_sentiment="no")
    audited = [result for result in interactions.metric_results(small_centre, ANA, "c-ana-1") if result.audited]
    assert {result.auditor for result in audited} == {wording.ANONYMOUS}
    assert {result.justification for result in audited} == {"Say hello"}
    assert [audit.auditor for audit in interactions.audits(small_centre, ANA, "c-ana-1")] == [wording.ANONYMOUS]
    results = interactions.metric_results(small_centre, ANA, "c-cleo-1")
    assert [result.justification for result in results] == [None] * 3
    rows = assignments.interactions_of_assignment(small_centre, ANA, "ca-ana")
    assert rows["sentiment_score"].isna().all()
    assert interactions.interaction(small_centre, SAM, "c-ana-1").sentiment_score == -1.2  # type: ignore[union-attr]


@pytest.mark.storage
def test_figures_of_an_agent_without_automatic_scores_are_those_of_what_was_audited(small_centre: Database) -> None:
    decide(small_centre, agents_see_automatic_scores="no")
    found = {viewer: agent_figures.figures(small_centre, viewer, Scope(agent_id=ANA), EVER) for viewer in (ANA, SAM)}
    own, whole = found[ANA], found[SAM]
    assert (own.interactions, own.kore_evaluation_score, own.audits, own.supervisor_audit_score) == (1, 40, 1, 45)
    assert (whole.interactions, whole.audits) == (3, 1)
    audited = interactions.interaction(small_centre, ANA, "c-ana-1")
    other = interactions.interaction(small_centre, ANA, "c-ana-2")
    assert audited is not None
    assert other is not None
    assert (audited.kore_evaluation_score, audited.not_audited_yet) == (40, False)
    assert (other.kore_evaluation_score, other.fatal, other.not_audited_yet) == (None, False, True)
    assert interactions.metric_results(small_centre, ANA, "c-ana-2") == ()


@pytest.mark.storage
def test_a_filter_by_automatic_answers_finds_of_those_asked_for_what_was_audited(small_centre: Database) -> None:
    decide(small_centre, agents_see_automatic_scores="no")

    def found(*interaction_ids: str, **more: Any) -> list[str]:
        filters = InteractionFilter(kore=Range(0, 100), interaction_ids=interaction_ids, **more)
        return list(listed(small_centre, ANA, OWN, filters, page=1, size=9)[0]["interaction_id"])

    assert found("c-ana-1", "c-ana-2") == ["c-ana-1"]
    assert found("c-ana-2") == []
    assert found("c-ana-1", audited=False) == []


def lead_bens_team(database: Database) -> None:
    everything = "['agent_dashboard', 'coaching_assignments', 'coaching_monitor', 'qa_functionalities']"
    rights = f"UPDATE people SET permissions = {everything} WHERE person_id = '{ANA}'"
    run(database, [rights, f"INSERT INTO supervisions BY NAME SELECT '{ANA}' AS supervisor_id, '{BEN}' AS agent_id"])


@pytest.mark.storage
def test_a_team_lead_filters_others_by_what_is_hidden_of_themselves(small_centre: Database) -> None:
    lead_bens_team(small_centre)
    run(small_centre, ["UPDATE interactions SET sentiment_score = -3"])
    decide(small_centre, agents_see_sentiment="no", agents_see_automatic_scores="no")
    for sentiment, number in ((Range(0, 10), 0), (Range(-10, 0), 1)):
        filters = InteractionFilter(sentiment=sentiment)
        assert listed(small_centre, ANA, WideScope(), filters, page=1, size=9)[1] == number


@permission_of(hidden_parts.without_hidden)
@pytest.mark.storage
def test_a_supervisor_reads_nothing_hidden_of_themselves_in_a_coaching_form(small_centre: Database) -> None:
    lead_bens_team(small_centre)
    run(small_centre, ["UPDATE interactions SET sentiment_score = 3"])
    asked = ["c-ana-1", "c-ana-2", "c-ben-1"]

    def shown() -> list[list[Any]]:
        rows = proposals.interactions_to_show(small_centre, ANA, asked).set_index("interaction_id").loc[asked]
        return [[None if pd.isna(each) else each for each in rows[column]]
                for column in ("kore_evaluation_score", "sentiment_score")]  # fmt: skip

    (_, unaudited, bens), sentiments = shown()
    assert unaudited is not None
    assert sentiments == [3, 3, 3]
    decide(small_centre, agents_see_sentiment="no", agents_see_automatic_scores="no")
    (audited, hidden, of_another), sentiments = shown()
    assert (hidden, of_another, sentiments) == (None, bens, [None, None, 3])
    assert audited is not None  # somebody audited it
    assert not proposals.interactions_to_show(small_centre, ANA, ["c-ana-2"])["below_pass_score"].any()
