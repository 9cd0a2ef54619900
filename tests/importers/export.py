"""Writing small exports to disk, importing them, and looking at the whole database. All data here is invented."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from coaching.importers import json_files, tables
from coaching.importers.format import Format, Source, SourceFile
from coaching.importers.formats import express_metadata, raw_data
from coaching.importers.refused_records import Refusal
from coaching.importers.report import Report
from coaching.importers.run import import_paths
from coaching.quality import daily_totals
from coaching.storage.database import Database

TABLES = (
    "people",
    "identities",
    "supervisions",
    "queues",
    "forms",
    "metrics",
    "interactions",
    "turns",
    "metric_results",
    "evidence",
    "audits",
    "audit_answers",
    "assignments",
    "assignment_areas",
    "assignment_interactions",
    *daily_totals.TABLES,
)
DAILY_TOTALS = daily_totals.TABLES
FORM: dict[str, Any] = {
    "name": "Phone shop",
    "pass_score": 75,
    "scoring_type": "percentage",
    "metrics": [
        {"metric_id": "q-hello", "name": "Says hello", "coaching_area": "Etiquette", "weight": 20},
        {"metric_id": "q-id", "name": "Checks the account", "coaching_area": "Compliance", "weight": 50, "fatal": True},
        {
            "metric_id": "q-blame",
            "name": "Blames a colleague",
            "coaching_area": "Etiquette",
            "weight": 30,
            "negative_weight": 10,
            "correct_response": "NO",
        },
    ],
}
METADATA_HEADER = (
    "conversationId",
    "agentEmail",
    "conversationStartTime",
    "conversationEndTime",
    "channelType",
    "transcriptPath",
    "queueId",
    "language",
)


def metric(metric_id: str, qualification: Any, weight: Any = 10, /, **more: Any) -> dict[str, Any]:
    """One element of a record's Metrics."""
    return {"Metric ID": metric_id, "Qualification": qualification, "Metric Weight": weight, **more}


def conversation(conversation_id: Any = "k-1", /, **more: Any) -> dict[str, Any]:
    """One element of a page's results, handled by Nia."""
    return {
        "Conversation ID": conversation_id,
        "src": "rtm",
        "Conversation Start Time": "2026-03-02T09:00:00.000Z",
        "Conversation End Time": "2026-03-02T09:05:00.000Z",
        "Queues": [{"Queue ID": "q-repairs", "Queue Name": "Repairs"}],
        "Agents": [{"agentId": "a-nia", "Agent Name": "Nia Novak", "Agent Email": "nia@example.com"}],
        "Kore Evaluation Score": 60,
        **more,
    }


def page(*records: Any) -> dict[str, Any]:
    """A page of the Raw Data API."""
    return {"results": list(records), "totalPages": 1, "hasMore": False}


def turn(kind: str, text: str, timestamp: Any) -> dict[str, Any]:
    """One turn of a transcript."""
    return {"type": kind, "text": text, "timestamp": timestamp, "userId": "somebody"}


def transcript(*turns: dict[str, Any]) -> dict[str, Any]:
    """A chat transcript."""
    return {str(number): one for number, one in enumerate(turns, start=1)}


def assignment(assignment_id: str = "as-1", /, **more: Any) -> dict[str, Any]:
    """An assignment to Nia about k-1."""
    return {
        "assignment_id": assignment_id,
        "name": "Greeting",
        "agent_email": "nia@example.com",
        "assigned_by": "ravi@example.com",
        "assigned_by_name": "Ravi Rossi",
        "assigned_at": "2026-03-04T08:00:00Z",
        "follow_up_on": "2026-03-11",
        "coaching_areas": ["Etiquette"],
        "interactions": ["k-1"],
        "best_responses": [],
        "feedback": {"went_well": "Quick.", "work_on": "The first sentence."},
        "action_plan": ["Open with a greeting."],
        **more,
    }


def person(email: str, name: str, /, **more: Any) -> dict[str, Any]:
    """A record of people.json, an agent."""
    return {
        "email": email,
        "name": name,
        "team": "Harbour",
        "supervisor_email": None,
        "permissions": ["agent_dashboard", "coaching_assignments"],
        **more,
    }


def source(of: Format, name: str = "file.json") -> Source:
    """A file of the format, as its records are parsed with it."""
    return Source(file=SourceFile(format=of, name=name))


def write(folder: Path, files: Mapping[str, Any]) -> list[Path]:
    """Writes files, lists of rows as CSV and everything else as JSON, texts as they are; returns their paths."""
    paths = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        elif name.endswith(".csv"):
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, METADATA_HEADER)
                writer.writeheader()
                writer.writerows(content)
        else:
            path.write_text(json.dumps(content), encoding="utf-8")
        paths.append(path)
    return paths


def load(database: Database, folder: Path, files: Mapping[str, Any]) -> Report:
    """Writes files into a folder and imports it."""
    write(folder, files)
    return import_paths(database, [folder])


def refused(report: Report) -> list[tuple[str, str, str, str]]:
    """The refusals as file name, position, field, reason."""
    return [(Path(each.file).name, each.position, each.field, each.reason) for each in report.refusals]


def snapshot(database: Database, tables: Iterable[str] = TABLES) -> dict[str, list[str]]:
    """All rows of the tables, in an order of their own; without the numbers of transcripts, which follow the order in
    which these were written."""
    select = {table: f"FROM {table}" for table in tables}
    if "interactions" in select:
        select["interactions"] = "SELECT * EXCLUDE (transcript_number) FROM interactions"
    with database.transaction() as cursor:
        return {table: sorted(map(repr, cursor.execute(sql).fetchall())) for table, sql in select.items()}


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    """The rows of a SELECT."""
    with database.transaction() as cursor:
        return cursor.execute(query).fetchall()


def read_json(
    path: Path, file_format: Format = raw_data.FORMAT
) -> tuple[list[tuple[str, dict[str, Any]]], list[Refusal]]:
    """The records of a JSON file with their position, and what is refused of it."""
    found = list(json_files.read(SourceFile(format=file_format, name=str(path))))
    return [one for one in found if isinstance(one, tuple)], [one for one in found if isinstance(one, Refusal)]


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, str]] | Refusal]:
    """The rows of a CSV file with commas, with their position, and what is refused of it."""
    found = tables.read(SourceFile(format=express_metadata.FORMAT, name=str(path)))
    return (one for one in found if isinstance(one, tuple | Refusal))
