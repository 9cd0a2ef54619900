"""The metadata.csv of Quality AI Express: a row a conversation, naming its transcript."""

from functools import lru_cache

from coaching.importers import fields, limits, record_details, tables
from coaching.importers.conversations import (
    AgentMention,
    Conversation,
    QueueMention,
    channel,
    custom_id,
    language,
    source_id,
)
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.handlers import is_bot
from coaching.importers.notes import Values, remembered, strict
from coaching.importers.refused_records import unusable
from coaching.importers.spellings import Spellings, normalised

ROW = Spellings(
    {
        "conversationId": (),
        "customConversationId": (),
        "agentEmail": ("Agent Email ID",),
        "agentId": (),
        "agentName": (),
        "conversationStartTime": ("startTime",),
        "conversationEndTime": ("endTime",),
        "channelType": ("channel",),
        "transcriptPath": (),
        "queueId": (),
        "queueName": (),
        "language": (),
    }
)

# Columns of the vendor that say how a recording was made and where it is: no page shows them.
OF_RECORDINGS = frozenset(
    {"recordingtype", "recordingurl", "chatscripturl", "transcripturl", "agentrecordings", "customerrecordings",
     "agentchannel", "customerchannel", "asprovider", "asrprovider"}
)  # fmt: skip


def conversation(row: dict[str, str], source: Source) -> Conversation:
    """One row. Raises UnusableRecordError where a value cannot be used."""
    values = ROW.read(row, source.notes)
    conversation_id = fields.required_identifier(values, "conversationId")
    started_at, ended_at = fields.period(values, "conversationStartTime", "conversationEndTime")
    topics, details = record_details.of_columns(row, _is_known, source.notes.left_out.append)
    path = fields.text(values, "transcriptPath", limits.ROW_CHARACTERS)
    return Conversation(
        conversation_id=conversation_id,
        custom_id=custom_id(values),
        agent=_agent(values),
        queue=QueueMention.said(fields.identifier(values, "queueId"), fields.text(values, "queueName")),
        channel=channel(fields.text(values, "channelType")),
        language=language(fields.text(values, "language")),
        started_at=started_at,
        ended_at=ended_at,
        transcript_path=None if path is None else path.replace("\\", "/"),
        topics=topics,
        details=details,
    )


@remembered("agentEmail", "agentId", "agentName")
def _agent(values: Values) -> AgentMention:
    email = fields.email(strict(values), "agentEmail")
    agent_id = source_id(values if email else strict(values), "agentId")
    wanted = "name who handled the conversation, such as ana@example.com, or give an agentId"
    if email is None and agent_id is None:
        raise fields.missing(values, "agentEmail", wanted)
    name = fields.text(values, "agentName")
    if is_bot(name, None, agent_id, email):
        raise unusable("agentEmail", email or name or agent_id, "is a bot and no agent", wanted)
    return AgentMention(email=email, source_id=agent_id, name=name)


@lru_cache(maxsize=4096)
def _is_known(column: str) -> bool:
    """Whether a column is no custom field."""
    name = normalised(column)
    return name in OF_RECORDINGS or any(each.field_of(name) for each in (ROW, record_details.RECORD))


FORMAT = Format(
    name="Quality AI Express metadata",
    told_by="a header with `conversationId` and `agentEmail`, …",
    record="metadata row",
    lands=Lands.CONTACTS,
    shapes={Shape.TABLE},
    spellings=ROW,
    times=ROW.spelled("conversationStartTime", "conversationEndTime"),
    needs=(("conversationId",), ("agentEmail", "transcriptPath", "conversationStartTime")),
    read=tables.read,
    parse=conversation,
)
