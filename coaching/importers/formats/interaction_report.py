"""The interaction report that users download as CSV: a row a conversation, four columns a metric.

It names agents by their name only. Where it has neither a column with their e-mail address or id nor the address beside
the name, an agent is whoever alone has that name.
"""

import re
from typing import Any

from coaching.importers import fields, tables
from coaching.importers.addresses import address
from coaching.importers.conversations import AgentMention, Conversation, Participant, QueueMention
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.formats import raw_data
from coaching.importers.handlers import Handled
from coaching.importers.notes import Values
from coaching.importers.spellings import QUALIFICATIONS, Spellings, normalised
from coaching.quality.detail_kinds import ParticipantKind
from coaching.words.name_key import person_key

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
    by_name = email is None and fields.text(values, "Agent ID") is None
    queue = QueueMention.said(None, fields.text({"name": values.get("Last Queue") or queues[-1]}, "name"))
    who = Handled(agent=AgentMention(email=None, source_id=None, name=name), queue=queue, participants=[])
    parsed = raw_data.conversation(record, source, who if by_name and name else None)
    parsed.participants = parsed.participants or _participants(values, name)
    parsed.counts_fatal = fields.boolean(ROW.read(row, source.notes), "Is Fatal Interaction")
    return parsed


def _participants(values: Values, name: str) -> list[Participant]:
    """Everybody in the column with all agents; nobody where that is the one who was scored."""
    written = fields.text(values, "Agents") or ""
    names = [each.strip() for each in written.split(",") if each.strip()]
    if len(names) < 2 or person_key(written) == person_key(name):
        return []
    return [Participant(kind=ParticipantKind.AGENT, name=each) for each in names]


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
                "isFatalError": is_fatal and QUALIFICATIONS.get(normalised(answer)) == "NO",
            }
        )
    return metrics


FORMAT = Format(
    name="Interaction report (downloaded CSV)",
    told_by="a header with `ConversationID`, `Kore Evaluation Score` and `Scored Agent`; a column with the agent's "
    "e-mail address or id has to be added where two people have one name",
    record="conversation",
    lands=Lands.EVALUATIONS,
    shapes={Shape.TABLE},
    spellings=raw_data.RECORD,
    scores=raw_data.FORMAT.scores,
    times=raw_data.FORMAT.times,
    needs=(("ConversationID",), ("Kore Evaluation Score",), ("Scored Agent", "Agents", "Agent")),
    read=tables.read,
    names_agents=True,
    parse=conversation,
)
