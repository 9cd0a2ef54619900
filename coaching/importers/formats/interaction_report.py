"""The interaction report that users download as CSV: a row a conversation, four columns a metric.

It names agents by their name only, and nobody knows which of two people of one name is meant. So a column with their
e-mail address or id has to be added, unless the report has the address beside the name.
"""

import re
from collections.abc import Iterator
from typing import Any

from coaching.importers import fields, tables
from coaching.importers.addresses import address
from coaching.importers.conversations import Conversation
from coaching.importers.format import Format, Lands, Read, Shape, Source, SourceFile
from coaching.importers.formats import raw_data
from coaching.importers.notes import Values
from coaching.importers.refused_records import Refusal
from coaching.importers.spellings import QUALIFICATIONS, Spellings
from coaching.words import wording

ROW = Spellings(
    {
        "Scored Agent": (),
        "Agents": ("Agent",),
        "Agent Email": ("agentEmailId", "Scored Agent Email"),
        "Agent ID": ("Scored Agent ID",),
        "Queues": ("Queue",),
        "Last Queue": (),
        "Is Fatal Interaction": (),
    }
)
# What follows the name of a metric in the other columns about it.
WEIGHT, NEGATIVE_WEIGHT, FATAL = "Adherence Weight", "Violation", "Is Fatal Metric"
ANSWERS = {"1": "YES", "1.0": "YES", "0": "NO", "0.0": "NO"}

_OF_A_METRIC = re.compile(rf"(?P<name>.+?)\s+-\s+(?P<about>{WEIGHT}|{NEGATIVE_WEIGHT}|{FATAL})", re.IGNORECASE)


def read(file: SourceFile) -> Iterator[Read]:
    """The rows of a file; a single refusal where it has no column that tells who the agent was."""
    for row in tables.read(file):
        if isinstance(row, tuple) and not _tells_agent(row[1]):
            yield Refusal(file=file.name, position="", field="Agent Email", reason=wording.REPORT_WITHOUT_AGENTS)
            return
        yield row


def conversation(row: dict[str, str], source: Source) -> Conversation:
    """One row. Raises UnusableRecordError where a value that the record needs cannot be used."""
    values = ROW.read(row)
    name, email = _name_and_address(values)
    queues = [each.strip() for each in (values.get("Queues") or "").split(",")]
    record: dict[str, Any] = {
        **row,
        "Agents": [{"Agent Name": name, "Agent Email": email, "Agent ID": values.get("Agent ID")}],
        "Queues": [{"Queue Name": values.get("Last Queue") or queues[-1]}],
        "Metrics": _metrics(row),
    }
    parsed = raw_data.conversation(record, source)
    parsed.counts_fatal = fields.boolean(ROW.read(row, source.notes), "Is Fatal Interaction")
    return parsed


def _tells_agent(row: dict[str, str]) -> bool:
    values = ROW.read(row)
    return "Agent Email" in values or "Agent ID" in values or _name_and_address(values)[1] is not None


def _name_and_address(values: Values) -> tuple[str, str | None]:
    """What the agent is called, and their address, which may stand beside the name or in its place."""
    name = values.get("Scored Agent") or values.get("Agents") or ""
    own = values.get("Agent Email")
    beside = address(name)
    return name.partition("<")[0].strip() or name, own if own or beside is None else beside


def _metrics(row: dict[str, str]) -> list[dict[str, Any]]:
    about: dict[str, dict[str, str]] = {}
    for column, value in row.items():
        found = _OF_A_METRIC.fullmatch(column.strip())
        if found:
            about.setdefault(found["name"], {})[found["about"].lower()] = value
    metrics = []
    for name, said in about.items():
        written = next((row[column] for column in row if column.strip() == name), "")
        answer = ANSWERS.get(written.strip(), written)
        is_fatal = said.get(FATAL.lower(), "").strip().lower() in ("1", "1.0", "true", "yes")
        metrics.append(
            {
                "Metric Name": name,
                "Qualification": answer,
                "Metric Weight": said.get(WEIGHT.lower()),
                "Metric Negative Weight": said.get(NEGATIVE_WEIGHT.lower()),
                "isFatalError": is_fatal and QUALIFICATIONS.get(answer.strip().upper()) == "NO",
            }
        )
    return metrics


FORMAT = Format(
    name="Interaction report (downloaded CSV)",
    told_by="a header with `ConversationID`, `Kore Evaluation Score` and `Scored Agent`, and a column with the agent's "
    "e-mail address or id, which has to be added",
    record="conversation",
    lands=Lands.EVALUATIONS,
    shapes={Shape.TABLE},
    spellings=raw_data.RECORD,
    scores=raw_data.FORMAT.scores,
    needs=(("ConversationID",), ("Kore Evaluation Score",), ("Scored Agent", "Agents", "Agent")),
    read=read,
    parse=conversation,
)
