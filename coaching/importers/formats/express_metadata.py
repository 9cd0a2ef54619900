"""The metadata.csv of Quality AI Express: a row a conversation, naming its transcript."""

from coaching.importers import fields, limits, record_details, tables
from coaching.importers.conversations import AgentMention, Conversation, QueueMention, channel, language, source_id
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.notes import strict
from coaching.importers.spellings import Spellings

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
    email = fields.email(strict(values), "agentEmail")
    agent_id = source_id(values if email else strict(values), "agentId")
    if email is None and agent_id is None:
        wanted = "name who handled the conversation, such as ana@example.com, or give an agentId"
        raise fields.missing(values, "agentEmail", wanted)
    started_at, ended_at = fields.period(values, "conversationStartTime", "conversationEndTime")
    path = fields.text(values, "transcriptPath", limits.ROW_CHARACTERS)
    return Conversation(
        conversation_id=conversation_id,
        custom_id=fields.identifier(strict(values), "customConversationId"),
        agent=AgentMention(email=email, source_id=agent_id, name=fields.text(values, "agentName")),
        queue=QueueMention.said(fields.identifier(values, "queueId"), fields.text(values, "queueName")),
        channel=channel(fields.text(values, "channelType")),
        language=language(fields.text(values, "language")),
        started_at=started_at,
        ended_at=ended_at,
        transcript_path=None if path is None else path.replace("\\", "/"),
        topics=record_details.topics(row, source.notes.left_out.append),
        details=record_details.of_columns(row, _is_known, source.notes.left_out.append),
    )


def _is_known(name: str) -> bool:
    """Whether a column, its name normalised, is no custom field."""
    return name in OF_RECORDINGS or ROW.field_of(name) is not None


FORMAT = Format(
    name="Quality AI Express metadata",
    told_by="a header with `conversationId` and `agentEmail`, …",
    record="metadata row",
    lands=Lands.CONTACTS,
    shapes={Shape.TABLE},
    spellings=ROW,
    needs=(("conversationId",), ("agentEmail", "transcriptPath", "conversationStartTime")),
    read=tables.read,
    parse=conversation,
)
