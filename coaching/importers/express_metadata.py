"""The metadata.csv of Quality AI Express: a row a conversation, naming its transcript."""

import csv
import io
from pathlib import Path

from coaching.importers import fields
from coaching.importers.conversations import AgentMention, Conversation, QueueMention, channel, language
from coaching.importers.fields import Spellings
from coaching.importers.refusals import Refusal, UnusableRecordError

ROW = Spellings(
    {
        "conversationId": (),
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


def read_rows(path: Path, file: str) -> tuple[list[tuple[int, dict[str, str]]], list[Refusal]]:
    """The rows with the number of the line each ends on, and a refusal for each that the header does not fit."""
    content = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    rows, refusals = [], []
    header = next(reader)
    try:
        for cells in reader:
            position = f"line {reader.line_num}"
            if len(cells) == len(header) and _is_utf8(cells):
                rows.append((reader.line_num, dict(zip(header, cells, strict=True))))
            elif cells and not _is_utf8(cells):
                refusals.append(Refusal(file, position, "", "it is not UTF-8"))
            elif cells:
                reason = f"{len(cells)} values where the header names {len(header)} columns"
                refusals.append(Refusal(file, position, "", reason))
    except csv.Error as error:
        refusals.append(Refusal(file, f"line {reader.line_num}", "", f"broken CSV ({error})"))
    return rows, refusals


def conversation(row: dict[str, str]) -> Conversation:
    """One row. Raises UnusableRecordError where a value cannot be used."""
    values = ROW.read(row)
    conversation_id = fields.required_text(values, "conversationId")
    email, source_id = fields.email(values, "agentEmail"), fields.text(values, "agentId")
    if email is None and source_id is None:
        raise UnusableRecordError("agentEmail", "is missing: nobody handled this conversation")
    started_at = fields.instant(values, "conversationStartTime")
    ended_at = fields.instant(values, "conversationEndTime")
    if started_at and ended_at and ended_at < started_at:
        raise UnusableRecordError("conversationEndTime", f"{ended_at} is before the start, {started_at}")
    queue_name = fields.text(values, "queueName")
    queue_id = fields.text(values, "queueId") or queue_name
    return Conversation(
        conversation_id=conversation_id,
        agent=AgentMention(email, source_id, fields.text(values, "agentName")),
        queue=None if queue_id is None else QueueMention(queue_id, queue_name),
        channel=channel(fields.text(values, "channelType")),
        language=language(fields.text(values, "language")),
        started_at=started_at,
        ended_at=ended_at,
    )


def transcript_path(row: dict[str, str]) -> str | None:
    """Where the row's transcript is, relative to the metadata file."""
    path = fields.text(ROW.read(row), "transcriptPath")
    return None if path is None else path.replace("\\", "/")


def _is_utf8(cells: list[str]) -> bool:
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True
