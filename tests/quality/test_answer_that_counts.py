"""The answer that counts: one rule in Python and in SQL, and everything that says "fails" follows it."""

import csv
import io
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.assignments import assignments, best_responses, proposals
from coaching.quality import auditing, coaching_areas, interaction_list, interactions, stored_scores
from coaching.quality.answer_that_counts import (
    ANSWERS_THAT_COUNT,
    AnsweredAudit,
    answers_that_count,
    auditor_that_counts,
    fatal_then_costliest,
)
from coaching.quality.auditing import Answer
from coaching.quality.interaction_filter import InteractionFilter
from coaching.quality.scope import Scope
from coaching.storage import saved_filters
from coaching.storage.database import Database
from coaching.storage.transaction_cursor import storable
from coaching.words.days import Period
from coaching.words.sentences import listed_names
from tests import databases
from tests.importers.export import rows

SAM, KIM, LEE, ANA = "sam@example.com", "kim@example.com", "lee@example.com", "ana@example.com"
NOON = datetime(2026, 4, 1, 12)
# metric, area, answer that adheres, weight, fatal
METRICS = (
    ("m-1", "Tone", "YES", 10.0, False),
    ("m-2", "Tone", "NO", 5.0, False),
    ("m-3", "Com|pliance", "YES", 40.0, True),
    ("m-4", "Accuracy\\", "YES", 0.1, False),
    ("m-5", "Accuracy\\", "YES", 0.2, False),
)
ANSWER = st.sampled_from(("YES", "NO", "NA"))
answered = st.dictionaries(st.sampled_from([metric for metric, *_ in METRICS]), ANSWER)
# auditor, hours since noon (often the same), what the audit answered (often nothing)
audits_made = st.lists(st.tuples(st.sampled_from((SAM, KIM, LEE)), st.integers(0, 2), answered), max_size=5)
Audits = list[tuple[str, int, dict[str, str]]]


def database_of(automatic: dict[str, str], audits: Audits) -> Database:
    database = databases.fresh()
    with database.transaction() as cursor:
        cursor.executemany(
            "INSERT INTO metrics VALUES (?, NULL, ?, ?, ?, 0, ?, ?, 1)",
            [[metric, metric, area, weight, fatal, adheres] for metric, area, adheres, weight, fatal in METRICS],
        )
        for interaction in ("i-1", "i-2"):  # the other one is never audited
            cursor.execute(
                "INSERT INTO interactions (interaction_id, agent_id, evaluation_computed, sentiment_estimated, fatal) "
                "VALUES (?, 'a-1', FALSE, FALSE, FALSE)",
                [interaction],
            )
            insert(cursor, interaction, None, automatic)
        newest: dict[str, tuple[tuple[int, str], dict[str, str]]] = {}
        for number, (auditor, hours, answers) in enumerate(audits):
            audit = f"audit-{number}"
            cursor.execute(
                "INSERT INTO audits (audit_id, interaction_id, auditor_id, audited_at) VALUES (?, 'i-1', ?, ?)",
                [audit, auditor, NOON + timedelta(hours=hours)],
            )
            for metric, answer in answers.items():
                cursor.execute("INSERT INTO audit_answers VALUES (?, ?, 1, ?, NULL)", [audit, metric, answer])
            if answers and (auditor not in newest or (hours, audit) > newest[auditor][0]):
                newest[auditor] = ((hours, audit), answers)
        for auditor, (_, answers) in newest.items():
            insert(cursor, "i-1", auditor, answers)
        stored_scores.judge_areas(cursor, "interactions")
    return database


def insert(cursor: object, interaction: str, auditor: str | None, answers: dict[str, str]) -> None:
    for metric, _, adheres, weight, fatal in METRICS:
        if metric in answers:
            failed = answers[metric] not in ("NA", adheres)
            cursor.execute(  # type: ignore[attr-defined]
                "INSERT INTO metric_results (interaction_id, metric_id, auditor_id, position, qualification, weight, "
                "negative_weight, fatal_error) VALUES (?, ?, ?, 1, ?, ?, 0, ?)",
                [interaction, metric, auditor, answers[metric], weight, fatal and failed],
            )


@settings(max_examples=databases.examples(40), deadline=None)
@given(automatic=answered, audits=audits_made)
def test_the_rule_in_sql_is_the_rule_in_python(automatic: dict[str, str], audits: Audits) -> None:
    counting = (
        automatic
        | max(
            (((hours, f"audit-{number}"), answers) for number, (_, hours, answers) in enumerate(audits) if answers),
            default=(None, {}),
            key=lambda each: each[0],
        )[1]
    )
    with closing(database_of(automatic, audits)) as database:
        stored = rows(
            database, "SELECT metric_id, auditor_id, qualification FROM metric_results WHERE interaction_id = 'i-1'"
        )
        made = [
            AnsweredAudit(NOON + timedelta(hours=hours), f"audit-{number}", auditor)
            for number, (auditor, hours, answers) in enumerate(audits)
            if answers
        ]
        results = [dict(zip(("metric_id", "auditor_id", "qualification"), row, strict=True)) for row in stored]
        found = answers_that_count(results, auditor_that_counts(made))
        assert {str(row["metric_id"]): row["qualification"] for row in found} == counting
        assert len(found) == len(counting)
        sql = ANSWERS_THAT_COUNT.format(interactions="SELECT interaction_id FROM interactions")
        for interaction, expected in (("i-1", counting), ("i-2", automatic)):
            asked = f"SELECT metric_id, qualification FROM {sql} r WHERE interaction_id = '{interaction}'"
            assert sorted(rows(database, asked)) == sorted(expected.items())
            check_judged(database, interaction, expected)


def check_judged(database: Database, interaction: str, counting: dict[str, str]) -> None:
    """What interactions hold of the answers that count is what the rule says of them."""
    judged = rows(
        database,
        f"SELECT met_areas, failed_areas, fails_fatally FROM interactions WHERE interaction_id = '{interaction}'",
    )
    met = {area for metric, area, adheres, _, _ in METRICS if counting.get(metric) == adheres}
    failed = [
        (area, weight, fatal)
        for metric, area, adheres, weight, fatal in METRICS
        if counting.get(metric, "NA") not in ("NA", adheres)
    ]
    [(met_areas, failed_areas, fails_fatally)] = judged
    applied = bool(met or failed)
    assert met_areas == (sorted(met) if applied else None)
    assert failed_areas == (fatal_then_costliest(failed) if applied else None)
    assert fails_fatally == any(fatal for *_, fatal in failed)


@pytest.mark.parametrize(
    ("failures", "areas"),
    [
        ([], []),
        ([("A", 1, False), ("B", 2, False)], ["B", "A"]),
        ([("A", 50, False), ("B", 2, True)], ["B", "A"]),  # the fatal one before points lost
        ([("A", 1, False), ("A", 2, False), ("B", 2, False)], ["A", "B"]),
        ([("B", 2, False), ("A", 2, False)], ["A", "B"]),
        ([("A", 0.1, False), ("A", 0.2, False), ("B", 0.3, False)], ["A", "B"]),  # the same to six decimals
    ],
)
def test_which_area_comes_first(failures: Sequence[tuple[str, float, bool]], areas: list[str]) -> None:
    assert fatal_then_costliest(failures) == areas


def audit(database: Database, interaction: str, auditor: str, greet: str, verify: str, answer: str) -> None:
    given = {"m-greet": Answer(greet), "m-verify": Answer(verify), "m-answer": Answer(answer)}
    auditing.submit(database, auditor, interaction, given, "")


def everywhere(database: Database, interaction: str) -> list[list[str]]:
    """The failed areas of one of Ana's marked interactions as every place says them."""
    scope, all_days = Scope(agent_id=ANA), Period.of_days(date(2000, 1, 1), date(2100, 1, 1))
    listed, _ = interaction_list.interactions_of_agent(database, SAM, scope, all_days, page=1, size=50)
    of_assignment = assignments.interactions_of_assignment(database, ANA, "ca-ana").set_index("interaction_id")
    shown = proposals.interactions_to_show(database, SAM, [interaction])
    found = [
        listed.set_index("interaction_id").loc[interaction, "failed_areas"],
        of_assignment.loc[interaction, "failed_areas"],
        shown["failed_areas"].iloc[0],
        proposals.areas_failed(database, SAM, [interaction])["coaching_area"].tolist(),
        coaching_areas.failed(interactions.metric_results(database, SAM, interaction)),
    ]
    filtered = [
        area
        for area in ("Compliance", "Accuracy", "Etiquette")
        if interaction_list.interactions_of_agent(
            database, SAM, scope, all_days, InteractionFilter(failed_area=area), page=1, size=50
        )[0]["interaction_id"]
        .isin([interaction])
        .any()
    ]
    assert sorted(filtered) == sorted(found[0])
    return [list(each) for each in found]


def test_every_place_says_the_same_of_an_audited_interaction(small_centre: Database) -> None:
    assert everywhere(small_centre, "c-ana-1") == [["Accuracy"]] * 5
    audit(small_centre, "c-ana-1", SAM, "NO", "YES", "YES")
    assert everywhere(small_centre, "c-ana-1") == [["Etiquette"]] * 5
    audit(small_centre, "c-ana-1", KIM, "NO", "NO", "NO")
    # Compliance failed fatally, and so comes before Accuracy, with more points lost
    assert everywhere(small_centre, "c-ana-1") == [["Compliance", "Accuracy", "Etiquette"]] * 5
    audit(small_centre, "c-ana-1", SAM, "YES", "YES", "YES")
    assert everywhere(small_centre, "c-ana-1") == [[]] * 5


def test_the_failures_of_a_metric_are_those_that_count(small_centre: Database) -> None:
    def failing() -> list[str]:
        found, _ = interaction_list.interactions_of_agent(
            small_centre,
            SAM,
            Scope(agent_id=ANA),
            Period.of_days(date(2000, 1, 1), date(2100, 1, 1)),
            InteractionFilter(failed_metric_id="m-answer"),
            page=1,
            size=50,
        )
        return sorted(found["interaction_id"])

    assert failing() == ["c-ana-1"]
    audit(small_centre, "c-ana-1", SAM, "YES", "YES", "YES")
    assert failing() == []
    audit(small_centre, "c-ana-2", SAM, "YES", "YES", "NO")
    assert failing() == ["c-ana-2"]


def test_a_fatal_failure_is_proposed_first_even_when_more_interactions_fail_another_area(
    small_centre: Database,
) -> None:
    audit(small_centre, "c-ana-1", SAM, "NO", "YES", "YES")
    audit(small_centre, "c-ana-3", SAM, "NO", "YES", "YES")
    found = proposals.areas_failed(small_centre, SAM, ["c-ana-1", "c-ana-2", "c-ana-3"])
    assert found[["coaching_area", "interactions", "fatal"]].values.tolist() == [
        ["Compliance", 1, True],
        ["Etiquette", 2, False],
    ]


HOSTILE = st.text() | st.sampled_from(
    ["|", "A|B", "\\", "A\\p", "a, b", "a; b", 'say "no"', "two\nlines", " ", "", "A ", " A"]
)


@settings(max_examples=databases.examples(25), deadline=None)
@given(areas=st.lists(HOSTILE.map(storable), unique=True, min_size=2, max_size=4))
def test_an_area_of_any_name_stays_one(areas: list[str]) -> None:
    """Through filters, saved filters, suggestions and lists of names: nowhere do two names become one, or one two.

    A name with a NUL is meant as it is stored, with another sign in its place.
    """
    with closing(databases.small_centre()) as centre:
        with centre.transaction() as cursor:
            for metric, area in zip(("m-greet", "m-answer"), areas, strict=False):
                cursor.execute("UPDATE metrics SET coaching_area = ? WHERE metric_id = ?", [area, metric])
            cursor.execute("UPDATE metric_results SET qualification = 'NO' WHERE interaction_id = 'c-ana-1'")
            stored_scores.judge_areas(cursor, "interactions")
        scope, ever = Scope(agent_id=ANA), Period.of_days(date(2000, 1, 1), date(2100, 1, 1))
        failing = {*areas[:2], "Compliance"}
        for area in (*areas, "Compliance"):
            found, total = interaction_list.interactions_of_agent(
                centre, SAM, scope, ever, InteractionFilter(failed_area=area), page=1, size=50
            )
            assert ("c-ana-1" in set(found["interaction_id"])) == (area in failing)
            assert all(area in listed for listed in found["failed_areas"])
            assert total == len(found)
        of_assignment = assignments.interactions_of_assignment(centre, ANA, "ca-ana").set_index("interaction_id")
        assert set(of_assignment.loc["c-ana-1", "failed_areas"] or ()) == failing
        assert set(proposals.areas_failed(centre, SAM, ["c-ana-1"])["coaching_area"]) == failing
        suggested = best_responses.suggest(centre, SAM, ["c-ana-1"], areas[:1], 10)
        assert "c-cleo-1" in set(suggested["interaction_id"])
        saved_filters.save(centre, SAM, "monitor", {"areas": areas})
        assert saved_filters.saved(centre, SAM, "monitor") == {"areas": areas}


@given(st.lists(HOSTILE, min_size=1))
def test_listed_names_can_be_told_apart_again(areas: list[str]) -> None:
    readable = [area for area in areas if "\x00" not in area]
    text = listed_names(readable)
    again = next(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True), [])
    assert again == readable or not readable
