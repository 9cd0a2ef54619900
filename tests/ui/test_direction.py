"""Whatever other people write, HTML gives words that run right to left a direction of their own, apart from ours."""

import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.assignments.discussion import Note
from coaching.comparison.metric_result import MetricResult
from coaching.quality.detail_kinds import DetailKind
from coaching.quality.details import Detail, Details, Participant, Topic
from coaching.quality.interactions import TURN_COLUMNS
from coaching.storage.frames import frame
from coaching.ui.pages import assignment_view, comparison_html, details_html, discussion_view
from coaching.ui.pieces import evaluated_transcript
from coaching.words.formatting import END_ISOLATE, ISOLATE, RIGHT_TO_LEFT, isolated, long_text, plain
from tests.metric_results import metric_result, renamed

WRITTEN_AT = datetime(2026, 3, 2, 9, 0)
UTC = ZoneInfo("UTC")
# Letters, digits and punctuation that are drawn elsewhere where the direction is wrong, HTML and Markdown.
WORDS = st.text(st.sampled_from("אבשלוםمرحبا aZ09.,:!?()-<>&\"'*_·"), min_size=1, max_size=30) | st.sampled_from(
    ["شكرا!", "שלום (ABC-77).", "<b>مرحبا</b>", 'x" dir="rtl', "ok · سلام · 12"]
)


class Reader(HTMLParser):
    """Which texts have an element around them that gives them their own direction, and which have none."""

    void = frozenset({"br", "img", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.inside: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.void:
            self.open.append(dict(attrs).get("dir") == "auto")

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        (self.inside if any(self.open) else self.outside).append(data)


def read(html: str) -> Reader:
    """The texts of some HTML, without its style."""
    reader = Reader()
    reader.feed(re.sub("<style>.*?</style>", "", html, flags=re.S))
    reader.close()
    return reader


def transcript(words: str) -> str:
    turns = frame(
        [{"position": 1, "speaker": "customer", "said_at": WRITTEN_AT, "text": words, "sentiment": 1.0}], TURN_COLUMNS
    )
    return evaluated_transcript.transcript_html(turns, [answered(words)])


def answered(words: str) -> MetricResult:
    return renamed(metric_result("NO", evidence=(1,)), name=words, coaching_area=words, justification=words)


def metrics(words: str) -> str:
    return evaluated_transcript.metrics_html([answered(words)], frame([], TURN_COLUMNS))


def auditors_answer(words: str) -> str:
    return evaluated_transcript.audit_html(answered(words), words)


def numbers(words: str) -> str:
    return comparison_html.numbers_html([comparison_html.Score(name=words, this=1, best=2)], is_own=False)


def note(words: str) -> str:
    written = Note(note_id="n", writer=words, by_agent=True, written_at=WRITTEN_AT, text=words)
    return discussion_view._note_html(written, UTC)


def feedback(words: str) -> str:
    return assignment_view._feedback_html([("Feedback", words)])


def details(words: str) -> str:
    participant = Participant(
        kind="agent", name=words, email=words, source_id=words, role=words, joined_at=WRITTEN_AT, left_at=None
    )
    return details_html.details_html(
        Details(
            conversation_id=words,
            other_ids=(words,),
            participants=(participant,),
            topics=(Topic(kind="topic", path=(words, words), resolution=words, sentiment=words),),
            said=tuple(Detail(kind=kind, speaker=None, name=words, value=words, number=1) for kind in DetailKind),
        ),
        UTC,
    )


@pytest.mark.parametrize("html_of", [transcript, metrics, auditors_answer, numbers, note, feedback, details])
@given(words=WORDS)
def test_words_have_their_own_direction_and_ours_are_not_in_it(html_of: Callable[[str], str], words: str) -> None:
    found = read(html_of(words))
    assert [text for text in found.outside if RIGHT_TO_LEFT.search(text)] == []
    if RIGHT_TO_LEFT.search(words):
        assert set(found.inside) <= {words, long_text(words)}
        assert words in found.inside


@given(words=WORDS | st.text(max_size=20), date=st.just("30 Oct 2026"))
def test_words_in_a_line_are_isolated_once_and_cannot_end_it(words: str, date: str) -> None:
    line = long_text(f"{isolated(words)} · {date}")
    assert line.count(ISOLATE) == line.count(END_ISOLATE) or not RIGHT_TO_LEFT.search(words)
    if RIGHT_TO_LEFT.search(words):
        assert line.startswith(ISOLATE)
        assert line.endswith(f"{END_ISOLATE} · {date}")
        assert plain(isolated(words)).count(ISOLATE) == 1
