"""Pieces of comparisons for tests: turns, answers and metrics from a few words, and pairs of whole databases."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape

import pandas as pd

from coaching.assignments.assignments import Assignment, assignment
from coaching.comparison.alignment import Transcript
from coaching.comparison.differences import ComparedMetric, compared_metrics
from coaching.comparison.metric_result import MetricResult
from coaching.comparison.stages import Turn
from coaching.quality.compared import Side, side
from coaching.storage.database import Database
from tests.metric_results import metric_result

SPEAKERS = {"a": "agent", "c": "customer", "s": "system"}

PAIRS = """
    SELECT a.assignment_id, a.agent_id, m.interaction_id AS this, b.interaction_id AS best
    FROM assignments a
    JOIN assignment_interactions m ON m.assignment_id = a.assignment_id AND m.kind = 'marked'
    JOIN assignment_interactions b ON b.assignment_id = a.assignment_id AND b.kind = 'best_response'
    WHERE a.withdrawn_at IS NULL
    ORDER BY ALL"""


def turns(*said: str) -> list[Turn]:
    """Turns from "a Hello" (agent), "c Hi" (customer)."""
    return [Turn(position, SPEAKERS[words[0]], words[2:]) for position, words in enumerate(said, 1)]


def transcript(*said: str, long_pauses: Sequence[int] = ()) -> Transcript:
    return Transcript(turns(*said), frozenset(long_pauses))


def answer(qualification: str, *evidence: int, expected: str = "YES") -> MetricResult:
    return metric_result(qualification, expected_response=expected, evidence=evidence)


def metric(
    name: str,
    this: MetricResult | None,
    best: MetricResult | None,
    area: str = "Area",
    coached: bool = False,
    unwanted: bool = False,
) -> ComparedMetric:
    return ComparedMetric(
        name=name, area=area, coached=coached, unwanted=unwanted, weight=10.0, fatal=False, this=this, best=best
    )


def pairs_of(
    database: Database, each_assignment: int | None = None
) -> Iterator[tuple[Assignment, Side, Side, list[ComparedMetric]]]:
    """Every marked interaction with every best response, or the first so many pairs of each assignment.

    All as the assignment's agent sees it.
    """

    @cache
    def of(viewer: str, interaction_id: str) -> Side:
        found = side(database, viewer, interaction_id)
        assert found is not None
        return found

    pairs = database.query(PAIRS)
    if each_assignment is not None:
        pairs = pairs.groupby("assignment_id").head(each_assignment)
    for pair in pairs.itertuples():
        found = assignment(database, pair.agent_id, pair.assignment_id)
        assert found is not None
        this, best = of(pair.agent_id, pair.this), of(pair.agent_id, pair.best)
        yield found, this, best, compared_metrics(this.results, best.results, found.coaching_areas)


def differences_told(sentence: str) -> set[tuple[str, frozenset[str]]]:
    """The scores that the sentence on top holds against each other: their names and both values as they are shown."""
    told = re.findall(r"(?:[(;] ?|the )([^();]+?(?: \(audit\))?)(?: is)? ([\d.]*\d) against ([\d.]*\d)", sentence)
    assert len(told) == sentence.count(" against "), sentence
    return {(name, frozenset(values)) for name, *values in told}


def differences_shown(numbers: str) -> set[tuple[str, frozenset[str]]]:
    """The scores whose two values differ in the table, from numbers_html(): as differences_told()."""
    rows = re.findall(r'<th scope="row">(.+?)(?: \*)?</th><td>(.+?)</td><td>(.+?)</td><td>(.+?)</td>', numbers)
    assert len(rows) == numbers.count('scope="row"') > 0
    return {(unescape(name), frozenset(values)) for name, *values, apart in rows if apart not in ("same", "–")}


def transcript_of(positions_and_seconds: Sequence[tuple[str, float]]) -> pd.DataFrame:
    """A transcript as interactions.turns() gives it, from speakers and the seconds since the start."""
    start = pd.Timestamp("2026-11-03 09:00")
    return pd.DataFrame(
        [
            (position, SPEAKERS[speaker], start + pd.Timedelta(seconds=seconds), f"turn {position}", None)
            for position, (speaker, seconds) in enumerate(positions_and_seconds, 1)
        ],
        columns=["position", "speaker", "said_at", "text", "sentiment"],
    )
