"""What exports say of an interaction beside its scores is kept: participants, topics and details."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from coaching.importers import record_details
from coaching.importers.conversation_store import store_conversations
from coaching.importers.conversations import AgentMention, Conversation, Detail, Participant, Topic
from coaching.quality.detail_kinds import DetailKind, ParticipantKind, TopicKind
from coaching.storage.database import Database
from tests.importers.export import conversation, load, page, rows

BOT = Participant(kind=ParticipantKind.BOT, name="Helper")
ANA = Participant(
    kind=ParticipantKind.AGENT,
    name="Ana Alves",
    email="ana@example.com",
    source_id="a-ana",
    role="Tier 1",
    joined_at=datetime(2026, 3, 2, 9, 0, 30),
    left_at=datetime(2026, 3, 2, 9, 5),
)
BOOKING = Topic(kind=TopicKind.TOPIC, path=("Rooms", "Booking"), resolution="resolved", sentiment="positive")
HAPPY = Detail(kind=DetailKind.EMOTION, speaker="customer", value="Happy", number=56.25)
CALM = Detail(kind=DetailKind.EMOTION, speaker="agent", value="Calm")
REGION = Detail(kind=DetailKind.CUSTOM_FIELD, name="Region", value="US")


def said(**more: Any) -> Conversation:
    """A record of the one conversation."""
    return Conversation(conversation_id="k-1", agent=AgentMention(email="ana@example.com", source_id=None), **more)


def store(database: Database, *records: Sequence[Conversation]) -> None:
    """Imports records, each argument in a transaction of its own."""
    for together in records:
        with database.transaction() as cursor:
            store_conversations(cursor, together)


def kept(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """What is stored of the conversation."""
    return {
        table: rows(database, f"SELECT * EXCLUDE (interaction_id) FROM {table} ORDER BY ALL")
        for table in ("participants", "interaction_topics", "interaction_details")
    }


def test_everything_a_record_says_is_kept_in_its_order(database: Database) -> None:
    store(database, [said(participants=[BOT, ANA], topics=[BOOKING], details=[HAPPY, REGION, CALM])])
    assert kept(database) == {
        "participants": [
            (1, "bot", "Helper", None, None, None, None, None),
            (2, "agent", "Ana Alves", "ana@example.com", "a-ana", "Tier 1", ANA.joined_at, ANA.left_at),
        ],
        "interaction_topics": [(1, "topic", ["Rooms", "Booking"], "resolved", "positive")],
        "interaction_details": [
            ("custom_field", 1, None, "Region", "US", None),
            ("emotion", 1, "customer", None, "Happy", 56.25),
            ("emotion", 2, "agent", None, "Calm", None),
        ],
    }


def test_a_later_record_takes_the_place_of_what_it_says_and_of_nothing_else(database: Database) -> None:
    first = said(participants=[BOT, ANA], topics=[BOOKING], details=[HAPPY, CALM, REGION])
    later = said(participants=[ANA], topics=[], details=[CALM])
    store(database, [first, later])
    together = kept(database)
    assert [row[1] for row in together["participants"]] == ["agent"]
    assert [row[1] for row in together["interaction_topics"]] == ["topic"]
    assert [row[4] for row in together["interaction_details"]] == ["US", "Calm"]
    store(database, [said(participants=[BOT], details=[HAPPY])], [first], [later])
    assert kept(database) == together


def test_a_record_without_details_changes_none(database: Database) -> None:
    store(database, [said(participants=[BOT], topics=[BOOKING], details=[HAPPY])])
    before = kept(database)
    store(database, [said()], [said(), said()])
    assert kept(database) == before


def test_a_page_of_raw_data_brings_details(database: Database, tmp_path: Path) -> None:
    record = conversation(
        **{
            "Generated Intents": [{"intent": "Book", "Sentiment": "positive"}],
            "Audit Status": "Unassigned",
            "custom_fields": {"Region": "<b>US</b>"},
            "CSAT": [],
        }
    )
    report = load(database, tmp_path, {"page.json": page(record)})
    assert report.refusals == []
    assert kept(database)["interaction_topics"] == [(1, "intent", ["Book"], None, "positive")]
    assert kept(database)["interaction_details"] == [
        ("audit_status", 1, None, None, "Unassigned", None),
        ("custom_field", 1, None, "Region", "<b>US</b>", None),
    ]


def test_columns_that_nobody_knows_are_custom_fields(database: Database, tmp_path: Path) -> None:
    header = "conversationId,agentEmail,conversationStartTime,recordingType,Branch,CSAT,Empty,customConversationId"
    row = "k-1,nia@example.com,2026-03-02T09:00:00Z,transcription,Porto,4,,up-1"
    report = load(database, tmp_path, {"metadata.csv": f"{header}\n{row}\n"})
    assert report.refusals == []
    assert [detail[:1] + detail[3:5] for detail in kept(database)["interaction_details"]] == [
        ("csat", None, "4"),
        ("custom_field", "Branch", "Porto"),
        ("other_id", None, "up-1"),
    ]


def test_a_record_has_only_so_many_custom_fields(database: Database, tmp_path: Path) -> None:
    many = {f"field {number}": number for number in range(record_details.MOST_CUSTOM_FIELDS + 5)}
    load(database, tmp_path, {"page.json": page(conversation(custom_fields=many))})
    assert len(kept(database)["interaction_details"]) == record_details.MOST_CUSTOM_FIELDS
