"""Every comparison there is to make in the real chats beside the project and in the demo: each has its sentence."""

from collections.abc import Iterator
from datetime import date

import pytest

from coaching.comparison.alignment import aligned
from coaching.comparison.differences import Verdict
from coaching.comparison.past_tense import past_tense
from coaching.comparison.sentence import sentence
from coaching.storage.database import Database
from coaching.ui.pages import comparison_content, comparison_html
from tests import databases
from tests.comparison.test_sentence import is_one_sentence
from tests.comparisons import PAIRS, differences_shown, differences_told, pairs_of


@pytest.fixture
def demo() -> Iterator[Database]:
    database = databases.like(databases.of_demo(date(2026, 11, 24)))
    yield database
    database.close()


def test_every_pair_of_the_real_chats(shared_centre: Database) -> None:
    assert check(shared_centre, None) == len(shared_centre.query(PAIRS)) == 277


def test_a_pair_of_every_assignment_of_the_demo(demo: Database) -> None:
    assert check(demo, 1) > 100


def check(database: Database, each_assignment: int | None) -> int:
    """Makes the comparisons, says how many; what a coached metric points at on both sides is mostly on one line."""
    made, on_one_line = 0, []
    for assignment, this, best, metrics in pairs_of(database, each_assignment):
        told = sentence(metrics, this.facts, best.facts)
        assert is_one_sentence(told), told
        numbers = comparison_html.numbers_html(
            comparison_content.scores_of(this, best, assignment.coaching_areas), is_own=False
        )
        assert differences_told(told) <= differences_shown(numbers), told
        better = [metric for metric in metrics if metric.verdict is Verdict.BEST]
        assert told.startswith("The best response ") or not better
        if better:
            # the most important difference is named, and it is one of a coached area wherever one differs
            assert better[0].coached or not any(metric.coached for metric in better)
            told_as = better[0].name if better[0].unwanted else past_tense(better[0].name)
            assert told_as, better[0].name
            assert told_as in told, (assignment.assignment_id, told)
        blocks = aligned(this.transcript, best.transcript, metrics)
        assert [position for block in blocks for position in block.this] == this.turns["position"].tolist()
        assert [position for block in blocks for position in block.best] == best.turns["position"].tolist()
        assert comparison_html.metrics_html(metrics, this.turns, best.turns, is_own=False)
        starts = {(block.this[0], block.best[0]) for block in blocks if block.this and block.best}
        on_one_line += [
            any(start[0] in metric.this.evidence and start[1] in metric.best.evidence for start in starts)
            for metric in better
            if metric.coached and metric.this and metric.this.evidence and metric.best and metric.best.evidence
        ]
        made += 1
    assert len(on_one_line) > 50
    assert sum(on_one_line) / len(on_one_line) > 0.8
    return made
