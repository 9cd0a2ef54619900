"""What records say beside scores is read in the shapes that exports give it, and never refuses a record."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import record_details
from coaching.importers.conversations import Detail, Topic
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.topics import FIELDS
from coaching.quality.detail_kinds import DetailKind, TopicKind


def read(record: dict[str, Any]) -> tuple[list[Detail], list[Topic], list[str]]:
    """The details and the topics of a record, and the fields that were left out."""
    dropped: list[UnusableRecordError] = []
    topics, details = record_details.topics_and_details(record, dropped.append)
    return details, topics, [error.field for error in dropped]


def said(*details: Detail) -> tuple[list[Detail], list[Topic], list[str]]:
    """What read() returns where nothing was left out and there is no topic."""
    return list(details), [], []


@pytest.mark.parametrize(
    ("record", "details"),
    [
        ({"Audit Status": "Unassigned"}, [Detail(kind=DetailKind.AUDIT_STATUS, value="Unassigned")]),
        ({"auditStatus": "NA"}, []),
        ({"customConversationId": "5075"}, [Detail(kind=DetailKind.OTHER_ID, value="5075")]),
        ({"duration_status": "below_threshold"}, [Detail(kind=DetailKind.DURATION_STATUS, value="below_threshold")]),
        ({"Disposition": "Refunded"}, [Detail(kind=DetailKind.DISPOSITION, value="Refunded")]),
        ({"CSAT": 4}, [Detail(kind=DetailKind.CSAT, value="4")]),
        ({"csatScore": 4.5}, [Detail(kind=DetailKind.CSAT, value="4.5")]),
        ({"Taxonomy Resolution": "YES"}, [Detail(kind=DetailKind.RESOLUTION, value="resolved")]),
        ({"Taxonomy Resolution": False}, [Detail(kind=DetailKind.RESOLUTION, value="unresolved")]),
        ({"Taxonomy Resolution": "NA"}, []),
        ({"resolution": "escalated"}, [Detail(kind=DetailKind.RESOLUTION, value="escalated")]),
        ({"IsEscalationObserved": True}, [Detail(kind=DetailKind.OBSERVED, name="escalation", value="yes")]),
        ({"IsChurnRiskObserved": "false"}, [Detail(kind=DetailKind.OBSERVED, name="churn risk", value="no")]),
        ({"Emotions": ["Happy"]}, [Detail(kind=DetailKind.EMOTION, value="Happy")]),
        (
            {"Customer emotions": [{"emotion": "Sad", "duration": 0, "proportion": 6.25}]},
            [Detail(kind=DetailKind.EMOTION, speaker="customer", value="Sad", number=6.25)],
        ),
        (
            {"Sentiment Pattern": {"start": "negative", "end": "positive"}},
            [
                Detail(kind=DetailKind.SENTIMENT_PHASE, name="opening", value="negative"),
                Detail(kind=DetailKind.SENTIMENT_PHASE, name="closing", value="positive"),
            ],
        ),
        (
            {"sentimentByPhase": {"agent": {"Development": {"sentiment": "neutral", "score": 5}}}},
            [Detail(kind=DetailKind.SENTIMENT_PHASE, speaker="agent", name="development", value="neutral")],
        ),
        (
            {"Sentiment Ratio": {"positive": 28, "negative": 22}},
            [
                Detail(kind=DetailKind.SENTIMENT_SHARE, name="positive", number=28),
                Detail(kind=DetailKind.SENTIMENT_SHARE, name="negative", number=22),
            ],
        ),
        ({"Silence Percentage": "12,5 %"}, [Detail(kind=DetailKind.TIME_SHARE, name="silence", number=12.5)]),
        ({"Hold Ratio": 0}, [Detail(kind=DetailKind.TIME_SHARE, name="hold", number=0)]),
        # 0.4 may be a part or a percentage: it stays as it is written.
        ({"Hold Ratio": 0.4}, [Detail(kind=DetailKind.TIME_SHARE, name="hold", value="0.4")]),
        (
            {"Talk Ratio": {"Agent": 60, "Customer": "40%"}},
            [
                Detail(kind=DetailKind.TIME_SHARE, speaker="agent", name="talk", number=60),
                Detail(kind=DetailKind.TIME_SHARE, speaker="customer", name="talk", number=40),
            ],
        ),
        (
            {"Hold Time": "5 s", "Duration": "100000 milliseconds"},
            [Detail(kind=DetailKind.TIME_SHARE, name="hold", number=5)],
        ),
        ({"holdDuration": 5, "duration": 100}, [Detail(kind=DetailKind.TIME_SHARE, name="hold", number=5)]),
        ({"Hold Time": 5, "Duration": "100000 milliseconds"}, []),  # of what?
        ({"Hold Time": "0 s", "Duration": "0 s"}, []),
        (
            {
                "custom_fields": {
                    "Region": " US ",
                    "calls": 3,
                    "vip": True,
                    "empty": "",
                    "none": None,
                    "tags": ["a", "é"],
                }
            },
            [
                Detail(kind=DetailKind.CUSTOM_FIELD, name="Region", value="US"),
                Detail(kind=DetailKind.CUSTOM_FIELD, name="calls", value="3"),
                Detail(kind=DetailKind.CUSTOM_FIELD, name="vip", value="true"),
                Detail(kind=DetailKind.CUSTOM_FIELD, name="tags", value='["a", "é"]'),
            ],
        ),
        (
            {"customFields": [{"key": "Region", "value": "US"}, {"value": "nameless"}]},
            [Detail(kind=DetailKind.CUSTOM_FIELD, name="Region", value="US")],
        ),
    ],
)
def test_details_are_read_in_every_shape(record: dict[str, Any], details: list[Detail]) -> None:
    assert read(record) == said(*details)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"CSAT": {"of": 1}}, "CSAT"),
        ({"Silence": "a lot"}, "Silence"),
        ({"Silence": 101}, "Silence"),
        ({"Sentiment Ratio": {"positive": 900}}, "Sentiment Ratio"),
        ({"Sentiment Ratio": "good"}, "Sentiment Ratio"),
        ({"Hold Time": "200 s", "Duration": "100 s"}, "Hold Time"),
        ({"custom_fields": "Region=US"}, "custom_fields"),
        ({"Generated Intents": [{"topic": {"of": 1}}]}, "Generated Intents"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_named(record: dict[str, Any], field: str) -> None:
    details, topics, dropped = read({"Audit Status": "Audited", "Topics": ["Refunds"], **record})
    assert dropped == [field]
    assert details == [Detail(kind=DetailKind.AUDIT_STATUS, value="Audited")]
    assert topics == [Topic(kind=TopicKind.TOPIC, path=("Refunds",))]


def test_one_custom_field_or_emotion_that_cannot_be_used_takes_no_other_with_it() -> None:
    record = {
        "custom_fields": {"bad": "a\ud800b", "Region": "US"},
        "Emotions": [{"emotion": "Sad", "proportion": 900}, "Happy"],
    }
    details, _, dropped = read(record)
    assert [detail.value for detail in details] == ["Happy", "US"]
    assert sorted(dropped) == ["custom_fields", "proportion"]


@pytest.mark.parametrize(
    ("record", "topics"),
    [
        (
            {"Generated Intents": [{"intent": "Book a room", "Sentiment": "positive", "Sentiment Score": 9}]},
            [Topic(kind=TopicKind.INTENT, path=("Book a room",), sentiment="positive")],
        ),
        (
            {
                "generatedIntents": [
                    {"topic": "Rooms", "Sentiment Score": 6.5},
                    {"topic": "Rooms", "Sentiment Score": 6.5},
                ]
            },
            [Topic(kind=TopicKind.TOPIC, path=("Rooms",), sentiment="6.5")],
        ),
        (
            {"Intents": ["Refund"], "Topics": [{"l1": "Billing", "l2": "Refund", "l3": "", "resolution": "YES"}]},
            [
                Topic(kind=TopicKind.TOPIC, path=("Billing", "Refund"), resolution="resolved"),
                Topic(kind=TopicKind.INTENT, path=("Refund",)),
            ],
        ),
        (
            {
                "Configured_Intents": {
                    "topics": [
                        {
                            "topic_name": "Account",
                            "L2_topics": [
                                {
                                    "topic_name": "Fees",
                                    "L3_topics": [
                                        {"topic_name": "Why", "sentiment": 8, "resolution": 1},
                                        {"topic_name": "How much", "resolution": 0},
                                    ],
                                },
                                {"topic_name": "Balance"},
                            ],
                        }
                    ],
                    "total_topics_identified": 10,
                }
            },
            [
                Topic(kind=TopicKind.TOPIC, path=("Account", "Fees", "Why"), resolution="resolved", sentiment="8"),
                Topic(kind=TopicKind.TOPIC, path=("Account", "Fees", "How much"), resolution="unresolved"),
                Topic(kind=TopicKind.TOPIC, path=("Account", "Balance")),
            ],
        ),
        ({"Generated Intents": None, "Topics": [], "Intents": "NA", "Configured Intents": {}}, []),
    ],
)
def test_topics_are_read_in_every_shape(record: dict[str, Any], topics: list[Topic]) -> None:
    assert read(record) == ([], topics, [])


KEYS = [
    *record_details._READERS,
    *FIELDS,
    "emotion", "proportion", "name", "value", "agent", "customer", "start", "positive", "topic", "intent", "l1",
    "resolution", "topics", "Duration",
]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["5%", "5 s", "NA"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_no_record_is_too_odd(record: dict[str, Any]) -> None:
    details, topics, dropped = read(record)
    assert len(set(details)) == len(details)
    assert len(set(topics)) == len(topics)
    assert all(detail.value or detail.number is not None for detail in details)
    assert all(0 <= detail.number <= 100 for detail in details if detail.number is not None)
    assert all(topic.path and all(topic.path) for topic in topics)
    assert len(dropped) <= 100
