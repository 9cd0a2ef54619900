"""The details of an interaction in words: only what is there, never as HTML of other people's."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from coaching.quality.detail_kinds import DetailKind
from coaching.quality.details import Detail, Details, Participant, Topic
from coaching.ui.pages.details_html import details_html, sentiment_pattern

NOBODY = Participant(kind="agent", name=None, email=None, source_id=None, role=None, joined_at=None, left_at=None)


def detail(kind: str, value: str | None = None, number: float | None = None, **more: str) -> Detail:
    return Detail(kind=kind, value=value, number=number, speaker=more.get("speaker"), name=more.get("name"))


def shown(*said: Detail, participants: tuple[Participant, ...] = (), topics: tuple[Topic, ...] = ()) -> list[str]:
    """What stands beside each other and below each other, without the elements."""
    html = details_html(
        Details(conversation_id="c-1", other_ids=(), participants=participants, topics=topics, said=said),
        ZoneInfo("Europe/Berlin"),
    )
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html, flags=re.S)
    return [f"{name}: {re.sub('<[^>]*>', '', told.replace('</li><li>', ' | '))}" for name, told in rows]


def test_nothing_known_is_nothing_shown() -> None:
    assert shown() == []
    assert (
        details_html(Details(conversation_id="c-1", other_ids=(), participants=(), topics=(), said=()), ZoneInfo("UTC"))
        == ""
    )


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ([detail("audit_status", "Unassigned")], "Audit status: Unassigned"),
        ([detail("duration_status", "below_threshold")], "Duration: too short to be evaluated"),
        ([detail("duration_status", "odd")], "Duration: odd"),
        ([detail("resolution", "unresolved")], "Resolution: not resolved"),
        ([detail("disposition", "Sold")], "Disposition: Sold"),
        ([detail("csat", "4")], "Customer satisfaction (CSAT): 4"),
        (
            [detail("emotion", "Happy", 56.25, speaker="customer"), detail("emotion", "Sad", speaker="customer")],
            "Emotions, customer: Happy 56.3 %, Sad",
        ),
        ([detail("emotion", "Calm")], "Emotions: Calm"),
        (
            [
                detail("sentiment_phase", "Negative", name="opening"),
                detail("sentiment_phase", "positive", name="closing"),
            ],
            "Sentiment by phase: opening negative, closing positive recovered",
        ),
        ([detail("sentiment_phase", "up and down")], "Sentiment by phase: up and down"),
        ([detail("sentiment_share", number=28, name="positive")], "Share of each sentiment: positive 28 %"),
        (
            [detail("time_share", number=60, name="talk", speaker="agent"), detail("time_share", "0.4", name="hold")],
            "Share of the time: agent talking 60 %, on hold 0.4",
        ),
        ([detail("observed", "yes", name="escalation")], "Observed: escalation: yes"),
        ([detail("custom_field", "<b>US</b>", name="Region")], "Custom fields: Region &lt;b&gt;US&lt;/b&gt;"),
    ],
)
def test_each_kind_has_its_row(said: list[Detail], row: str) -> None:
    assert shown(*said) == [row]


def test_every_kind_is_shown_but_the_ids_which_stand_above() -> None:
    every = [detail(kind, "v", 1, name="n") for kind in DetailKind]
    assert len(shown(*every)) == len(DetailKind) - 1
    assert shown(detail(DetailKind.OTHER_ID, "v")) == []


def test_participants_are_named_or_called_what_they_are() -> None:
    ana = Participant(
        kind="agent",
        name="Ana <i>",
        email="ana@example.com",
        source_id="a-1",
        role="Tier 1",
        joined_at=datetime(2026, 3, 2, 8, 0),
        left_at=datetime(2026, 3, 2, 8, 5),
    )
    (row,) = shown(participants=(NOBODY, ana))
    assert row == (
        "Participants: Another agent agent | "
        "Ana &lt;i&gt; agent · Tier 1 · ana@example.com · a-1 · from 2 Mar 2026, 09:00 until 09:05"
    )


def test_topics_have_their_way_resolution_and_sentiment() -> None:
    topic = Topic(kind="intent", path=("Rooms", "Booking"), resolution="resolved", sentiment="8")
    assert shown(topics=(topic,)) == ["Topics and intents: Rooms › Booking intent · resolved · sentiment 8"]


@pytest.mark.parametrize(
    ("phases", "pattern"),
    [
        (["negative", "neutral", "positive"], "recovered"),
        (["neutral", "Positive"], "improved"),
        (["positive", "negative"], "turned negative"),
        (["positive", "negative", "positive"], "ended as it began"),
        (["positive"], ""),
        (["4", "7"], ""),
        ([], ""),
    ],
)
def test_the_pattern_is_said_where_it_can_be_told(phases: list[str], pattern: str) -> None:
    assert sentiment_pattern(phases) == pattern


def test_other_peoples_words_have_their_own_direction() -> None:
    html = details_html(
        Details(
            conversation_id="c-1",
            other_ids=(),
            participants=(),
            topics=(),
            said=(detail("custom_field", "مرحبا", name="ملاحظة"),),
        ),
        ZoneInfo("UTC"),
    )
    assert html.count('dir="auto"') == 2
