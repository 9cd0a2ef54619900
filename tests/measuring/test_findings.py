"""What a coaching form drafts, held against the raw tables: every number and every quote is found there."""

import re
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.assignments.drafting import Findings, sentences
from coaching.measuring import findings as queries
from coaching.quality import daily_totals, stored_scores
from coaching.storage.database import Database
from coaching.words.days import Period
from tests import databases
from tests.centre import INTERACTIONS, METRICS

ANA, SAM = "ana@example.com", "sam@example.com"
UTC = ZoneInfo("UTC")
OF_ANA = [key for key, agent, *_ in INTERACTIONS if agent == ANA]
AREAS = ("Accuracy", "Compliance", "Etiquette")
QUOTE = re.compile(r"“([^”]*)”")
MISSED = re.compile(
    r"“(?P<name>[^”]*)” was missed in "
    r"(?:(?P<fails>\d+) of (?:the )?(?P<applied>\d+) interactions|the interaction|the one interaction)"
)
MET = re.compile(r"“(?P<name>[^”]*)” was met in all (?P<n>\d+) interactions")
# Of each interaction of Ana's the answers to METRICS, and those of an audit of it, if there is one.
ANSWER = st.sampled_from(("YES", "NO", "NA"))
ANSWERS = st.tuples(ANSWER, ANSWER, ANSWER)


def period_of(database: Database) -> Period:
    newest = database.query("SELECT max(started_at)::DATE AS day FROM interactions")["day"].iloc[0]
    return Period.of_last_days(90, newest)


def findings(
    database: Database, chosen: Sequence[str], best: Sequence[str] = (), areas: Sequence[str] = AREAS
) -> Findings:
    found = queries.findings(database, SAM, ANA, tuple(chosen), tuple(areas), tuple(best), period_of(database), UTC)
    assert found is not None
    return found


def answers_by_hand(database: Database, interactions: Sequence[str]) -> pd.DataFrame:
    """The answers that count to each metric of these interactions that applies, in pandas from the raw tables: the
    newest audit's, where it answered, otherwise the automatic ones."""
    of_these = {"ids": list(interactions)}
    results = database.query("FROM metric_results WHERE list_contains($ids, interaction_id)", of_these)
    results = results.merge(database.query("FROM metrics"), on="metric_id", suffixes=("", "_of_form"))
    audits = database.query("FROM audits").merge(database.query("SELECT DISTINCT audit_id FROM audit_answers"))
    newest = audits.sort_values(["audited_at", "audit_id"]).drop_duplicates("interaction_id", keep="last")
    auditor = newest.set_index("interaction_id")["auditor_id"]
    of_auditor = results[results["auditor_id"] == results["interaction_id"].map(auditor)]
    automatic = results[results["auditor_id"].isna()]
    both = pd.concat([of_auditor, automatic]).drop_duplicates(["interaction_id", "metric_id"])
    applies = both[both["qualification"] != "NA"]
    return applies.assign(fails=applies["qualification"] != applies["expected_response"])


def said_in(database: Database) -> str:
    """Everything that may be quoted: messages, reasons of answers and names of metrics, on a line each."""
    texts = database.query("SELECT text FROM turns UNION SELECT justification FROM metric_results "
                           "UNION SELECT name FROM metrics")["text"].dropna()  # fmt: skip
    return "\n".join(" ".join(text.split()) for text in texts)


def check(database: Database, said: str, found: Findings, chosen: Sequence[str], areas: Sequence[str]) -> int:
    """Holds every sentence against the raw tables (`said`: see said_in()); returns how many there are."""
    by_hand = answers_by_hand(database, chosen)
    by_hand = by_hand[by_hand["coaching_area"].isin(areas)]
    counted = by_hand.groupby(["name"])["fails"].agg(["sum", "count"])
    drafted = sentences(found, {})
    for each in drafted:
        for quote in QUOTE.findall(each.text):
            words = quote.strip("\u2068\u2069").removesuffix("…")
            assert words in said, words
        assert all(source.interaction_id is None or source.interaction_id for source in each.sources)
        if missed := MISSED.search(each.text):
            fails, applied = counted.loc[missed["name"]]
            assert (int(missed["fails"] or 1), int(missed["applied"] or 1)) == (fails, applied)
            sources = {source.interaction_id for source in each.sources}
            assert set(by_hand[by_hand["fails"] & (by_hand["name"] == missed["name"])]["interaction_id"]) <= sources
    failing = {missed["name"] for each in drafted if (missed := MISSED.search(each.text))}
    assert failing == set(counted[counted["sum"] > 0].index)
    nothing = [each.text for each in drafted if "nothing failed" in each.text]
    assert bool(nothing) == (not failing and len(by_hand) > 0)
    if nothing:
        judged = by_hand["interaction_id"].nunique()
        assert nothing[0].startswith("In the interaction" if judged == 1 else f"In the {judged} interactions")
    return len(drafted)


@settings(max_examples=databases.examples(18), deadline=None)
@given(
    automatic=st.lists(ANSWERS, min_size=3, max_size=3),
    audited=st.lists(st.none() | ANSWERS, min_size=3, max_size=3),
    chosen=st.sets(st.sampled_from(OF_ANA), min_size=1),
    areas=st.sets(st.sampled_from(AREAS), min_size=1),
)
def test_every_number_and_quote_is_in_the_raw_tables(
    automatic: list[tuple[str, str, str]],
    audited: list[tuple[str, str, str] | None],
    chosen: set[str],
    areas: set[str],
) -> None:
    with closing(databases.small_centre()) as database:
        with database.transaction() as cursor:
            for interaction, answers, of_audit in zip(OF_ANA, automatic, audited, strict=True):
                answer(cursor, interaction, answers, None)
                if of_audit:
                    answer(cursor, interaction, of_audit, f"audit-of-{interaction}")
            stored_scores.judge_areas(cursor, "interactions")
            daily_totals.rebuild(cursor)
        found = findings(database, sorted(chosen), ["c-cleo-1"], sorted(areas))
        check(database, said_in(database), found, sorted(chosen), sorted(areas))


def answer(cursor, interaction: str, answers: Sequence[str], audit: str | None) -> None:  # type: ignore[no-untyped-def]
    if audit:
        cursor.execute(
            "INSERT INTO audits BY NAME SELECT ? AS audit_id, ? AS interaction_id, ? AS auditor_id, "
            "now()::TIMESTAMP AS audited_at",
            [audit, interaction, SAM],
        )
    for place, (metric, qualification) in enumerate(zip(METRICS, answers, strict=True), 1):
        if audit:
            cursor.execute(
                "INSERT INTO audit_answers VALUES (?, ?, ?, ?, NULL)", [audit, metric[0], place, qualification]
            )
            cursor.execute(
                "INSERT INTO metric_results BY NAME SELECT ? AS interaction_id, ? AS metric_id, ? AS auditor_id, "
                "? AS position, ? AS qualification, 1 AS weight, 0 AS negative_weight, FALSE AS fatal_error",
                [interaction, metric[0], SAM, place, qualification],
            )
        else:
            cursor.execute(
                "UPDATE metric_results SET qualification = ?, fatal_error = FALSE WHERE interaction_id = ? "
                "AND metric_id = ? AND auditor_id IS NULL",
                [qualification, interaction, metric[0]],
            )


def test_the_moment_is_the_agents_message_and_the_best_response_is_told_by_the_comparison(
    small_centre_to_read: Database,
) -> None:
    (one, *_) = findings(small_centre_to_read, ["c-ana-1"], ["c-ben-1", "c-cleo-1"], ["Accuracy"]).failing
    assert one.moment is not None
    assert (one.moment.quote, one.moment.place.at) == ("The answer of c-ana-1.", "2:00")
    assert one.better is not None
    assert one.better.place.interaction_id == "c-ben-1"
    assert one.better.did == "the best response answered the question (Accuracy 100 against 0)"
    assert one.better.quote == "The answer of c-ben-1."
    nothing_better = findings(small_centre_to_read, ["c-ana-1"], ["c-cleo-2"], ["Accuracy"]).failing
    assert nothing_better[0].better is None


@pytest.mark.storage
def test_an_audit_that_overrules_gives_its_own_reason(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        answer(cursor, "c-ana-3", ("YES", "YES", "NO"), "audit-3")
        cursor.execute("UPDATE metric_results SET justification = 'No.' WHERE auditor_id IS NOT NULL")
    (one,) = findings(small_centre, ["c-ana-3"], areas=["Accuracy"]).failing
    assert one.moment is not None
    assert (one.moment.speaker, one.moment.quote, one.moment.place.at) == ("audit", "No.", None)


def test_interactions_of_others_and_unknown_ones_count_for_nothing(small_centre_to_read: Database) -> None:
    found = findings(small_centre_to_read, ["c-ben-1", "c-cleo-2", "no-such"])
    assert (found.failing, found.judged) == ((), ())


@pytest.fixture
def steady(small_centre: Database) -> Database:
    """Six more interactions of Ana's, a day each before the first: greeted in all, the question answered in five."""
    with small_centre.transaction() as cursor:
        for number in range(6):
            cursor.execute(
                "INSERT INTO interactions BY NAME SELECT * REPLACE (? AS interaction_id, started_at - to_days(?) AS "
                "started_at) FROM interactions WHERE interaction_id = 'c-ana-3'",
                [f"c-more-{number}", number + 1],
            )
            cursor.execute(
                "INSERT INTO metric_results BY NAME SELECT * REPLACE (? AS interaction_id, "
                "CASE WHEN metric_id = 'm-answer' AND ? THEN 'NO' ELSE qualification END AS qualification) "
                "FROM metric_results WHERE interaction_id = 'c-ana-3'",
                [f"c-more-{number}", number == 0],
            )
        daily_totals.rebuild(cursor)
    return small_centre


def always_met(database: Database) -> dict[str, int]:
    return {one.name: one.interactions for one in findings(database, ["c-ana-1"]).always_met}


def test_what_always_went_well_is_said_of_enough_interactions_and_never_against_an_audit(steady: Database) -> None:
    raw = steady.query("FROM metric_results").merge(steady.query("FROM interactions"), on="interaction_id")
    greeted = raw[(raw["agent_id"] == ANA) & (raw["metric_id"] == "m-greet") & raw["auditor_id"].isna()]
    assert always_met(steady) == {"Greets the customer": len(greeted)}
    drafted = [each.text for each in sentences(findings(steady, ["c-ana-1"]), {}) if each.field == "went_well"]
    assert [MET.search(text)["n"] for text in drafted] == ["9"]  # type: ignore[index]
    with steady.transaction() as cursor:
        answer(cursor, "c-more-3", ("NO", "YES", "YES"), "audit-more")
    assert always_met(steady) == {}


def test_what_rose_is_said_only_beyond_noise(steady: Database) -> None:
    last = period_of(steady).last
    with steady.transaction() as cursor:
        cursor.execute("DELETE FROM area_daily")
        for number in range(180):
            for area, now in (("Empathy", 9), ("Accuracy", 5)):
                earned = (now if number < 90 else 5) + number % 2
                cursor.execute(
                    "INSERT INTO area_daily VALUES (?, 'q-1', 'chat', ?, ?, ?, 10, 2)",
                    [ANA, area, last - timedelta(days=number), earned],
                )
    (rose,) = findings(steady, ["c-ana-1"]).risen
    assert (rose.coaching_area, rose.before, rose.after, rose.n_after) == ("Empathy", 55, 95, 180)
    assert rose.low > 0


def test_no_figures_for_whoever_may_not_measure(steady: Database) -> None:
    with steady.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] WHERE person_id = ?", [SAM]
        )
    found = findings(steady, ["c-ana-1"])
    assert (found.always_met, found.risen) == ((), ())
    assert found.failing


ASSIGNED = """
    SELECT a.assignment_id, a.agent_id, a.assigned_by,
           list(ai.interaction_id ORDER BY ai.position) FILTER (ai.kind = 'marked') AS marked,
           coalesce(list(ai.interaction_id ORDER BY ai.position) FILTER (ai.kind = 'best_response'), []) AS best,
           (SELECT list(coaching_area) FROM assignment_areas aa WHERE aa.assignment_id = a.assignment_id) AS areas
    FROM assignments a JOIN assignment_interactions ai USING (assignment_id)
    GROUP BY ALL ORDER BY a.assignment_id LIMIT 12"""


@pytest.mark.parametrize("centre", ["shared", "demo"])
def test_the_same_of_real_chats_and_of_the_demo(centre: str, request: pytest.FixtureRequest) -> None:
    if centre == "shared":
        database = request.getfixturevalue("shared_centre")
    else:
        database = databases.like(databases.of_demo(date(2026, 11, 24)))
        request.addfinalizer(database.close)
    drafted, said = 0, said_in(database)
    for row in database.query(ASSIGNED).itertuples():
        found = queries.findings(
            database, row.assigned_by, row.agent_id, tuple(row.marked), tuple(row.areas), tuple(row.best),
            period_of(database), UTC,
        )  # fmt: skip
        if found is not None:
            drafted += check(database, said, found, row.marked, row.areas)
    assert drafted > 50
