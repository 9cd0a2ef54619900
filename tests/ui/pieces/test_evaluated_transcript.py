import re
from dataclasses import replace

import pandas as pd
import pytest

from coaching.comparison.metric_result import MetricResult
from coaching.quality import auditing, coaching_areas, interactions
from coaching.quality.auditing import Answer
from coaching.storage.database import Database
from coaching.ui.pieces import evaluated_transcript
from coaching.words import wording
from coaching.words.formatting import counted
from tests.metric_results import metric_result, renamed

ANA = "ana@example.com"


@pytest.fixture
def turns(small_centre: Database) -> pd.DataFrame:
    return interactions.turns(small_centre, ANA, "c-ana-1")


@pytest.fixture
def results(small_centre: Database) -> tuple[MetricResult, ...]:
    return interactions.metric_results(small_centre, ANA, "c-ana-1")


def test_every_jump_has_a_message_to_land_on(turns: pd.DataFrame, results: tuple[MetricResult, ...]) -> None:
    transcript = evaluated_transcript.transcript_html(turns, results)
    metrics = evaluated_transcript.metrics_html(results, turns)
    targets = set(re.findall(r'href="#([^"]+)"', metrics))
    assert targets == {"turn-4"}
    assert targets <= set(re.findall(r'id="([^"]+)"', transcript))
    assert transcript.count('class="turn ') == 5
    assert transcript.count("evidence") == 1


def test_evidence_that_is_not_in_the_transcript_makes_no_jump(
    results: tuple[MetricResult, ...], turns: pd.DataFrame
) -> None:
    metrics = evaluated_transcript.metrics_html(results, turns.head(0))
    assert "href" not in metrics


def test_coached_areas_come_first_then_failures_and_na_is_folded(small_centre: Database, turns: pd.DataFrame) -> None:
    rows = interactions.metric_results(small_centre, ANA, "c-ana-3")
    html = evaluated_transcript.metrics_html(rows, turns, coached=["Accuracy"])
    assert html.index("Accuracy") < html.index("Etiquette") < html.index("Compliance")
    assert "<details><summary>1 metric not applicable</summary>" in html
    assert re.search(r"Compliance</span><span>NA</span>", html)


def test_what_other_people_wrote_stays_text(turns: pd.DataFrame, results: tuple[MetricResult, ...]) -> None:
    evil = '<img src=x onerror="alert(1)">'
    turns["text"], turns["speaker"] = evil, '"><script>'
    results = tuple(renamed(result, name=evil, justification=evil, coaching_area=evil) for result in results)
    for html in (
        evaluated_transcript.transcript_html(turns, results),
        evaluated_transcript.metrics_html(results, turns),
    ):
        assert "<img" not in html
        assert "<script" not in html


def test_an_auditors_answer_stands_with_the_automatic_one(small_centre: Database, turns: pd.DataFrame) -> None:
    given = {"m-greet": Answer("NO", "Rather curt"), "m-verify": Answer("YES"), "m-answer": Answer("NA")}
    auditing.submit(small_centre, "sam@example.com", "c-ana-1", given, "")
    rows = interactions.metric_results(small_centre, ANA, "c-ana-1")
    html = evaluated_transcript.metrics_html(rows, turns)
    assert "Auditor Sam Soto: NO: Rather curt" in html
    assert "Automatic evaluation: YES: Why m-greet of c-ana-1" in html
    assert html.count("Greets the customer") == 1
    # Both scores of an area are told apart, and what fails by the newest audit comes first.
    for area, told in (("Etiquette", "Kore 100 · audit 0"), ("Accuracy", "Kore 0 · audit NA")):
        assert f"<span>{area}</span><span>{told}</span>" in html
    assert html.index("Etiquette") < html.index("Compliance")
    assert re.search(r'shape">✗</span><div>Greets the customer', html)
    assert re.search(r"1 metric not applicable</summary>.*Answers the question", html)


def test_areas_that_fail_stand_in_the_order_of_every_list(turns: pd.DataFrame) -> None:
    results = [
        replace(metric_result(answer, weight, fatal=fatal), metric_id=area, coaching_area=area)
        for area, answer, weight, fatal in (
            ("Manner", "YES", 10, False), ("Small", "NO", 5, False), ("Costly", "NO", 60, False),
            ("Fatal", "NO", 1, True),
        )
    ]  # fmt: skip
    assert coaching_areas.failed(results) == ["Fatal", "Costly", "Small"]
    html = evaluated_transcript.metrics_html(results, turns.head(0))
    assert re.findall(r'class="area"><span>(\w+)', html) == ["Fatal", "Costly", "Small", "Manner"]


def test_every_mark_at_a_message_leads_back_to_its_metric(
    turns: pd.DataFrame, results: tuple[MetricResult, ...]
) -> None:
    transcript = evaluated_transcript.transcript_html(turns, results)
    metrics = evaluated_transcript.metrics_html(results, turns)
    marks = re.findall(r'href="#(metric-\d+)">. ([^<]+)</a>', transcript)
    assert marks
    for anchor, name in marks:
        (drawn,) = re.findall(rf'id="{anchor}".*?</span><div>(.*?) <span', metrics)
        assert drawn == name
    assert "href" not in evaluated_transcript.transcript_html(turns, results, beside_metrics=False)


def test_what_failed_comes_first_with_its_message(turns: pd.DataFrame, results: tuple[MetricResult, ...]) -> None:
    html = evaluated_transcript.failures_html(results, turns)
    assert re.findall("<b>(.*?)</b>", html) == ["Answers the question"]
    assert 'href="#turn-4"' in html
    assert "<q>The answer of c-ana-1.</q>" in html
    kept = [replace(result, qualification="YES") for result in results]
    assert wording.NOTHING_FAILED in evaluated_transcript.failures_html(kept, turns)


def test_what_failed_without_a_message_has_its_reason_and_the_rest_is_counted(turns: pd.DataFrame) -> None:
    failing = [
        replace(metric_result("NO"), metric_id=f"m-{number}", justification=f"<i>Reason {number}</i>")
        for number in range(5)
    ]
    html = evaluated_transcript.failures_html(failing, turns, coached=())
    assert html.count("<li>") == evaluated_transcript.SHOWN_FAILURES
    assert "<q>&lt;i&gt;Reason 0&lt;/i&gt;</q>" in html
    assert 'href="#metric-0"' in html
    assert counted(2, wording.MORE_FAILURES) in html


def test_fatal_and_coached_failures_come_before_others(turns: pd.DataFrame) -> None:
    failing = [
        replace(metric_result("NO"), metric_id="m-1"),
        replace(metric_result("NO"), metric_id="m-2", coaching_area="Coached"),
        replace(metric_result("NO", fatal=True), metric_id="m-3"),
    ]
    html = evaluated_transcript.failures_html(failing, turns, coached=("Coached",))
    assert re.findall('href="#metric-([0-9])"', html) == ["2", "1", "0"]


def test_the_strip_has_a_bar_for_every_message_with_a_sentiment(turns: pd.DataFrame) -> None:
    html = evaluated_transcript.sentiment_strip(turns)
    felt = turns[turns["sentiment"].notna()]
    assert len(felt) > 1
    assert re.findall(r'href="#turn-(\d+)"', html) == [str(position) for position in felt["position"]]
    assert evaluated_transcript.sentiment_strip(felt.head(1)) == ""
