"""The details of an interaction reach whoever may see it, and of a best response nothing that says whose it is."""

import pytest

from coaching.importers import conversations
from coaching.importers.conversations import AgentMention, Conversation
from coaching.importers.detail_store import store_details
from coaching.quality import details
from coaching.quality.detail_kinds import DetailKind, ParticipantKind, TopicKind
from coaching.quality.details import Details
from coaching.storage.database import Database

ANA, CLEO, LEE, BEN = "ana@example.com", "cleo@example.com", "lee@example.com", "ben@example.com"


def add_details(database: Database, interaction_id: str) -> None:
    """Details that name Cleo and what was said to her."""
    said = Conversation(
        conversation_id=interaction_id,
        agent=AgentMention(email=CLEO, source_id=None),
        participants=[
            conversations.Participant(kind=ParticipantKind.BOT, name="Helper"),
            conversations.Participant(
                kind=ParticipantKind.AGENT, name="Cleo Costa", email=CLEO, source_id="a-cleo", role="Cleo's team"
            ),
        ],
        topics=[conversations.Topic(kind=TopicKind.TOPIC, path=("Rooms", "Booking"), resolution="resolved")],
        details=[
            conversations.Detail(kind=DetailKind.CUSTOM_FIELD, name="Handled by", value="Cleo"),
            conversations.Detail(kind=DetailKind.AUDIT_STATUS, value="Audited"),
            conversations.Detail(kind=DetailKind.CSAT, value="4"),
            conversations.Detail(kind=DetailKind.OTHER_ID, value="upload-1"),
        ],
    )
    with database.transaction() as cursor:
        store_details(cursor, [said])


def read(database: Database, viewer_id: str, name_others: bool = False) -> Details:
    found = details.details(database, viewer_id, "c-cleo-1", name_others)
    assert found is not None
    return found


@pytest.mark.parametrize("viewer_id", [CLEO, LEE, "kim@example.com"])
def test_whoever_may_see_the_agent_reads_everything(small_centre: Database, viewer_id: str) -> None:
    add_details(small_centre, "c-cleo-1")
    found = read(small_centre, viewer_id)
    assert [(one.kind, one.name, one.email) for one in found.participants] == [
        ("bot", "Helper", None),
        ("agent", "Cleo Costa", CLEO),
    ]
    assert [topic.path for topic in found.topics] == [("Rooms", "Booking")]
    assert {detail.kind for detail in found.said} == {"custom_field", "audit_status", "csat", "other_id"}


def test_a_best_response_does_not_say_whose_it_is_nor_how_it_was_audited(small_centre: Database) -> None:
    add_details(small_centre, "c-cleo-1")
    found = read(small_centre, ANA)
    assert "Cleo" not in repr(found)
    assert CLEO not in repr(found)
    assert [(one.kind, one.name) for one in found.participants] == [("bot", "Helper"), ("agent", None)]
    assert {detail.kind for detail in found.said} == {"csat", "other_id"}
    named = read(small_centre, ANA, name_others=True)
    assert [one.name for one in named.participants] == ["Helper", "Cleo Costa"]
    assert {detail.kind for detail in named.said} == {"custom_field", "csat", "other_id"}


@pytest.mark.parametrize("interaction_id", ["c-cleo-2", "c-ben-1", "no-such", ""])
def test_what_may_not_be_seen_has_no_details(small_centre: Database, interaction_id: str) -> None:
    add_details(small_centre, interaction_id)
    assert details.details(small_centre, ANA, interaction_id) is None


def test_an_interaction_without_details_has_none(small_centre: Database) -> None:
    assert details.details(small_centre, ANA, "c-ana-1") == Details(
        conversation_id="c-ana-1", other_ids=(), participants=(), topics=(), said=()
    )


def test_a_further_evaluation_has_the_ids_of_its_conversation(small_centre: Database) -> None:
    """Also in a best response: the id of the interaction would say whose it is."""
    further = f"c-1|{CLEO}"
    with small_centre.transaction() as cursor:
        for table in ("assignment_interactions", "openings"):
            cursor.execute(f"UPDATE {table} SET interaction_id = $1 WHERE interaction_id = 'c-cleo-1'", [further])
        cursor.execute("UPDATE interactions SET interaction_id = $1 WHERE interaction_id = 'c-cleo-1'", [further])
        cursor.execute(
            """INSERT INTO interaction_records BY NAME
               SELECT 'c-1' AS conversation_id, $1 AS interaction_id, '' AS record_order, [] AS gives,
                      FALSE AS results_stored""",
            [further],
        )
        cursor.execute("INSERT INTO conversation_ids VALUES ('upload-1', 'c-1'), ('upload-2', 'c-1'), ('up-3', 'c-2')")
    for viewer_id in (ANA, CLEO):
        found = details.details(small_centre, viewer_id, further)
        assert found is not None
        assert (found.conversation_id, found.other_ids) == ("c-1", ("upload-1", "upload-2"))


@pytest.mark.storage
def test_an_id_given_at_upload_is_there_once(small_centre: Database) -> None:
    add_details(small_centre, "c-cleo-1")
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO conversation_ids VALUES ('upload-1', 'c-cleo-1')")
    found = read(small_centre, CLEO)
    assert (found.conversation_id, found.other_ids) == ("c-cleo-1", ("upload-1",))
