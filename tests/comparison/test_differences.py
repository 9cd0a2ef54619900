from dataclasses import replace

import pytest

from coaching.comparison.differences import Verdict, average_reply_seconds, compared_metrics, pauses
from coaching.comparison.metric_result import MetricResult
from coaching.quality import auditing, interactions
from coaching.quality.auditing import Answer
from coaching.storage.database import Database
from tests.comparisons import answer, metric, transcript_of

ANA = "ana@example.com"


def results(database: Database, interaction: str) -> tuple[MetricResult, ...]:
    return interactions.metric_results(database, ANA, interaction)


@pytest.mark.parametrize(
    ("this", "best", "verdict"),
    [
        ("NO", "YES", Verdict.BEST),
        ("YES", "NO", Verdict.THIS),
        ("YES", "YES", Verdict.SAME),
        ("NO", "NO", Verdict.SAME),
        ("NA", "NA", Verdict.SAME),
        ("NA", "YES", Verdict.UNLIKE),
        ("NO", "NA", Verdict.UNLIKE),
        (None, "YES", Verdict.UNLIKE),
        ("NO", None, Verdict.UNLIKE),
    ],
)
def test_who_did_better_at_a_metric(this: str | None, best: str | None, verdict: Verdict) -> None:
    assert metric("Greets", answer(this) if this else None, answer(best) if best else None).verdict is verdict


def test_a_metric_that_names_what_must_not_be_done() -> None:
    found = metric("Interrupts", answer("YES", expected="NO"), answer("NO", expected="NO"), unwanted=True)
    assert found.verdict is Verdict.BEST


def test_coached_areas_come_first_then_what_the_best_response_did_better(small_centre: Database) -> None:
    found = compared_metrics(results(small_centre, "c-ana-1"), results(small_centre, "c-cleo-1"), ["Etiquette"])
    assert [(row.name, row.coached, row.verdict) for row in found] == [
        ("Greets the customer", True, Verdict.SAME),
        ("Answers the question", False, Verdict.BEST),
        ("Verifies the customer", False, Verdict.SAME),
    ]
    assert found[1].this is not None
    assert (found[1].this.qualification, found[1].this.evidence) == ("NO", (4,))
    assert found[1].this.justification == "Why m-answer of c-ana-1"
    assert found[1].weight == 60  # what it gives and what it can cost
    assert found[2].fatal


def test_the_same_metric_of_another_form_is_found_by_its_name(small_centre: Database) -> None:
    best = [
        replace(result, metric_id=f"other-{result.metric_id}", name=result.name.upper())
        for result in results(small_centre, "c-cleo-1")
    ]
    found = compared_metrics(results(small_centre, "c-ana-1"), best)
    assert [row.verdict for row in found] == [Verdict.BEST, Verdict.SAME, Verdict.SAME]
    elsewhere = [replace(result, coaching_area="Elsewhere") for result in best]
    assert {row.verdict for row in compared_metrics(results(small_centre, "c-ana-1"), elsewhere)} == {Verdict.UNLIKE}


def test_metrics_of_one_name_each_find_one_of_the_other_form(small_centre: Database) -> None:
    first, *_ = results(small_centre, "c-cleo-1")
    this = [replace(first, metric_id=one) for one in ("a", "b", "c")]
    best = [replace(first, metric_id=one) for one in ("x", "y")]
    found = [(row.this and row.this.metric_id, row.best and row.best.metric_id) for row in compared_metrics(this, best)]
    assert sorted(found, key=str) == [("a", "x"), ("b", "y"), ("c", None)]


def test_a_side_without_an_evaluation(small_centre: Database) -> None:
    found = compared_metrics([], results(small_centre, "c-cleo-1"))
    assert all(row.this is None and row.best is not None for row in found)
    assert compared_metrics([], []) == []


def test_an_auditors_answer_stands_beside_the_automatic_one(small_centre: Database) -> None:
    given = {"m-greet": Answer("NO"), "m-verify": Answer("NA"), "m-answer": Answer("YES", "Well said")}
    auditing.submit(small_centre, "sam@example.com", "c-ana-1", given, "")
    found = compared_metrics(results(small_centre, "c-ana-1"), results(small_centre, "c-cleo-1"))
    greets = next(row for row in found if row.name == "Greets the customer")
    assert greets.verdict is Verdict.BEST  # the answers that count are compared
    assert greets.this is not None
    assert (greets.this.auditor, greets.this.qualification, greets.this.justification) == ("Sam Soto", "NO", None)
    assert greets.this.automatic is not None
    assert greets.this.automatic.qualification == "YES"
    answers = next(row for row in found if row.name == "Answers the question").this
    assert answers is not None
    assert (answers.qualification, answers.justification) == ("YES", "Well said")
    assert answers.automatic is not None
    assert (answers.automatic.qualification, answers.automatic.justification) == ("NO", "Why m-answer of c-ana-1")
    assert answers.evidence == (4,)


def test_pauses_and_the_average_reply_time() -> None:
    turns = transcript_of([("c", 0), ("a", 10), ("a", 15), ("c", 20), ("a", 50), ("s", 55), ("a", 54)])
    assert pauses(turns) == {2: 10, 3: 5, 5: 30, 7: 0}
    assert average_reply_seconds(turns) == 20  # the two that follow the customer
    assert average_reply_seconds(turns.head(3)) is None
    assert average_reply_seconds(turns.head(0)) is None
    assert pauses(transcript_of([("a", 0)])) == {}
