"""The metadata.csv of Quality AI Express: a row a conversation, naming its transcript."""

import csv
import io
from pathlib import Path

from coaching.importers import fields
from coaching.importers.conversations import (
    AgentMention,
    Conversation,
    QueueMention,
    channel,
    language,
    source_id,
)
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
    """The rows with the number of their first line, and a refusal for each that cannot be read.

    Reading goes on at the line below a broken one. Of a file whose header is broken there are no rows.
    """
    content = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    rows: list[tuple[int, dict[str, str]]] = []
    refusals: list[Refusal] = []
    lines = list(io.StringIO(content, newline=""))
    header: list[str] = []
    at = 0
    while at < len(lines):
        start = at
        at += 1
        if not lines[start].strip():
            continue
        reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), strict=True)
        try:
            cells = next(reader)
            reason = _complaint(cells, header)
        except csv.Error as error:
            reason = f"broken CSV ({error})"
        if reason is not None:
            refusals.append(Refusal(file, f"line {start + 1}", "", reason))
            if not header:
                break
            continue
        at = start + reader.line_num
        if header:
            rows.append((start + 1, dict(zip(header, cells, strict=True))))
        else:
            header = cells
    return rows, refusals


def _complaint(cells: list[str], header: list[str]) -> str | None:
    """Why a row cannot be used; None where it can. Without a header the row is the header."""
    if not _is_utf8(cells):
        return "it is not UTF-8"
    if header and len(cells) != len(header):
        return f"{len(cells)} values where the header names {len(header)} columns"
    return None


def conversation(row: dict[str, str]) -> Conversation:
    """One row. Raises UnusableRecordError where a value cannot be used."""
    values = ROW.read(row)
    conversation_id = fields.required_text(values, "conversationId")
    email, agent_id = fields.email(values, "agentEmail"), source_id(values, "agentId")
    if email is None and agent_id is None:
        raise UnusableRecordError("agentEmail", "is missing: nobody handled this conversation")
    started_at = fields.instant(values, "conversationStartTime")
    ended_at = fields.instant(values, "conversationEndTime")
    if started_at and ended_at and ended_at < started_at:
        raise UnusableRecordError("conversationEndTime", f"{ended_at} is before the start, {started_at}")
    queue_name = fields.text(values, "queueName")
    queue_id = fields.text(values, "queueId") or queue_name
    return Conversation(
        conversation_id=conversation_id,
        agent=AgentMention(email, agent_id, fields.text(values, "agentName")),
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
