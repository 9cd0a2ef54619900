"""Writes the database files that earlier versions of this project would have left behind, for test_migrations.py.

    .venv/bin/python -m tests.storage.earlier_versions.write [MIGRATION…]

For each migration in COMMITS (or those given) it takes the code of the last commit that had no newer one out of git,
lets that code import the small export below into a new file, adds rows to the tables that no import fills, and keeps
the file here, compressed. So a file holds what that version wrote, with its mistakes. Whoever adds a migration adds a
line to COMMITS for the one before it, and runs this.

All people and conversations are invented.
"""

import gzip
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from tests.storage.earlier_versions.added_rows import ADDED, CHANGED

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parents[2]
# The newest migration of a version -> the last commit of that version.
COMMITS = {
    "0001_coaching": "4a01c94",
    "0002_supervising": "372b2f4",
    "0003_measuring": "d2c47a4",
    "0004_fast_at_size": "c358662",
    "0005_looked_up_by_key": "5417741",
    "0006_answers_that_count": "78b6c27",
    "0007_rights_by_name": "bb533c7",
    "0008_assigned_once": "20cfcea",
    "0009_notes_set_aside": "d4a60d0",
    "0010_fatal_by_the_answers_that_count": "1ec9273",
    "0011_areas_as_lists": "ce08c36",
    "0012_below_pass_score": "9a3965a",
    "0013_details": "b4bf890",
    "0014_records_in_any_order": "ba6a559",
    "0015_times_from_the_start": "38ec85d",
    "0016_identities": "a84c61d",
    "0017_rights_of_auditors": "437840c",
    "0018_own_templates": "8f50789",
    "0019_topics": "bb949bd",
    "0020_agent_notes": "67a101a",
    "0021_named_filters": "cc35053",
    "0022_rounds": "0d22b2a",
    "0023_transcript_words": "4cafd00",
    "0025_preferences": "7e9dfee",
    "0026_totals_of_the_centre": "c2350b8",
    "0027_shared_metrics": "7e6a586",
    "0029_news_read": "2a0d104",
    "0030_failed_areas_as_text": "d514303",
    "0031_imports": "e0806c6",
    "0032_centre_settings": "71407ef",
    "0033_notices": "80e9d52",
    "0034_refused_records_returned": "6c27f89",
    "0035_administered_people": "2342ccf",
    "0036_pulled_until": "3590a00",
    "0037_erasures": "4df2de3",
}

# DuckDB rounds every table up to whole blocks. Its smallest blocks keep files of a few rows small.
SMALL_BLOCKS: dict[str, Any] = {"default_block_size": 16384}

AGENT = ["agent_dashboard", "coaching_assignments"]
SUPERVISOR = ["coaching_assignments", "coaching_monitor", "qa_functionalities"]

# Two people are called Jo Kim. Nia, Uli and Ravi are in no list: exports and assignments name them.
PEOPLE = [
    {"email": email, "name": name, "team": team, "supervisor_email": supervisor, "permissions": permissions}
    for email, name, team, supervisor, permissions in (
        ("ana@example.com", "Ana Alves", "North", "sam@example.com", AGENT),
        ("jo@north.example", "Jo Kim", "North", "sam@example.com", AGENT),
        ("jo@south.example", "Jo Kim", "South", "lee@example.com", AGENT),
        ("sam@example.com", "Sam Soto", None, None, SUPERVISOR),
        ("lee@example.com", "Lee Lang", None, None, SUPERVISOR),
        ("kim@example.com", "Kim Kaur", None, None, [*SUPERVISOR, "cross_team_access", "administration"]),
    )
]

# "A|B" is one coaching area, and there are areas "A" and "B" beside it. A backslash is part of another one's name.
FORM: dict[str, Any] = {
    "name": "Service",
    "pass_score": 70,
    "scoring_type": "percentage",
    "metrics": [
        {"metric_id": "m-both", "name": "Both at once", "coaching_area": "A|B", "weight": 40},
        {"metric_id": "m-a", "name": "The first", "coaching_area": "A", "weight": 20},
        {"metric_id": "m-b", "name": "The second", "coaching_area": "B", "weight": 10, "correct_response": "NO"},
        {"metric_id": "m-id", "name": "Checks the account", "coaching_area": "Rules", "weight": 25, "fatal": True},
        {"metric_id": "m-back", "name": "Says where", "coaching_area": "C:\\p", "weight": 5, "negative_weight": 2},
    ],
}
METRICS = [metric["metric_id"] for metric in FORM["metrics"]]

AGENTS = {
    "ana": {"agentId": "a-ana", "Agent Name": "Ana Alves", "Agent Email": "ana@example.com"},
    "jo-north": {"agentId": "a-jo-n", "Agent Name": "Jo Kim", "Agent Email": "jo@north.example"},
    "jo-south": {"agentId": "a-jo-s", "Agent Name": "Jo Kim", "Agent Email": "jo@south.example"},
    "nia": {"agentId": "a-nia", "Agent Name": "Nia Novak", "Agent Email": "nia@example.com"},
    "uli": {"agentId": "a-uli", "Agent Name": "Uli Unger", "Agent Email": "uli@example.com"},
}
# conversation, agent, day of March 2026, answers in the order of METRICS, score that the source gave
CONVERSATIONS = (
    ("k-ana-1", "ana", 2, ("NO", "YES", "NO", "YES", "NO"), None),
    ("k-ana-2", "ana", 3, ("YES", "YES", "YES", "NO", "YES"), 0),
    ("k-ana-3", "ana", 3, ("NA", "NA", "NA", "NA", "NA"), None),
    ("k-jo-n", "jo-north", 4, ("YES", "NO", "NO", "YES", "NA"), None),
    ("k-jo-s", "jo-south", 5, ("YES", "YES", "NO", "YES", "YES"), 100),
    ("k-nia", "nia", 6, ("NO", "NO", "YES", "NO", "NO"), None),
    ("k-uli", "uli", 7, ("YES", "YES", "NO", "YES", "NA"), None),
)
# The source counted a fatal error here that no answer shows.
FATAL_BY_COUNT = "k-uli"
# An export knows its auditor by name alone. Uli Unger is an agent who is called like this auditor.
AUDITED_BY_NAME = {"k-nia": "Uli Unger"}

AUDITS = [
    {
        "conversation_id": "k-ana-1",
        "auditor_email": "kim@example.com",
        "audited_at": "2026-03-08T10:00:00Z",
        "supervisor_audit_score": 90,
        "comment": "An audit that a newer one overrules.",
        "metrics": [{"metric_id": "m-both", "qualification": "YES", "comment": "Fine."}],
    },
    {
        "conversation_id": "k-ana-1",
        "auditor_email": "sam@example.com",
        "audited_at": "2026-03-09T10:00:00Z",
        "supervisor_audit_score": 50,
        "comment": "The newest audit.",
        "metrics": [
            {"metric_id": "m-a", "qualification": "NO", "comment": "Not the first."},
            {"metric_id": "m-back", "qualification": "YES"},
        ],
    },
    {
        "conversation_id": "k-ana-2",
        "auditor_email": "sam@example.com",
        "audited_at": "2026-03-09T11:00:00Z",
        "supervisor_audit_score": 100,
        "metrics": [{"metric_id": "m-id", "qualification": "YES", "comment": "The account was checked."}],
    },
]


def _assignment(
    assignment_id: str, agent: str, by: str, areas: list[str], interactions: list[str], best_responses: list[str]
) -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "name": f"Coaching {assignment_id}",
        "agent_email": agent,
        "assigned_by": by,
        "assigned_by_name": by.partition("@")[0].title(),
        "assigned_at": "2026-03-10T08:00:00Z",
        "follow_up_on": "2026-03-17",
        "coaching_areas": areas,
        "interactions": interactions,
        "best_responses": best_responses,
        "feedback": {"went_well": "Friendly | quick.", "work_on": "Ask for the account number."},
        "action_plan": ["Ask first.", "Bring one of your own."],
    }


ASSIGNMENTS = [
    _assignment("as-read", "ana@example.com", "sam@example.com", ["A|B", "Rules"], ["k-ana-1", "k-ana-2"], ["k-jo-s"]),
    _assignment("as-begun", "ana@example.com", "sam@example.com", ["C:\\p"], ["k-ana-1", "k-ana-3"], []),
    _assignment("as-withdrawn", "ana@example.com", "sam@example.com", ["A"], ["k-ana-2"], []),
    _assignment("as-new", "jo@north.example", "sam@example.com", ["A"], ["k-jo-n"], ["k-jo-s"]),
    _assignment("as-unlisted", "nia@example.com", "ravi@example.com", ["B", "Other"], ["k-nia"], []),
]


def transcripts(at: dict[str, str]) -> dict[str, Any]:
    """The transcripts of two conversations, each begun at its time in `at`: name -> content."""
    return {
        f"transcripts/{conversation}.json": {
            str(position): {"type": kind, "text": text, "userId": kind, "timestamp": _milliseconds(at[conversation])}
            for position, (kind, text) in enumerate(
                (("USER", "I am not happy."), ("AGENT", f"About {conversation}.")), start=1
            )
        }
        for conversation in ("k-ana-1", "k-jo-s")
    }


def export() -> dict[str, Any]:
    """The files to import: name -> content."""
    at = {conversation: f"2026-03-{day:02}T09:00:00" for conversation, _, day, *_rest in CONVERSATIONS}
    records = [
        {
            "Conversation ID": conversation,
            "src": "rtm",
            "Conversation Start Time": f"{at[conversation]}.000Z",
            "Conversation End Time": f"2026-03-{day:02}T09:06:00.000Z",
            "Language": "en-GB",
            "Topics": [{"topic": "Room | booking"}],
            "Sentiment Score": 2.5,
            "Queues": [{"Queue ID": "q-1", "Queue Name": "Hotel | booking"}],
            "Agents": [AGENTS[agent]],
            "Evaluation Form Name": "Service",
            "Metrics": [
                {
                    "Metric ID": metric,
                    "Qualification": qualification,
                    "justification": [
                        {"justification": f"Why {metric}", "timestamp": [_milliseconds(at[conversation])],
                         "message_id": ["message-1"]}
                    ],
                }
                for metric, qualification in zip(METRICS, qualifications, strict=True)
            ],
            **({} if score is None else {"Kore Evaluation Score": score}),
            **({"fatalErrorCount": 1} if conversation == FATAL_BY_COUNT else {}),
            **(
                {"Auditor Name": AUDITED_BY_NAME[conversation], "Audit Date": "2026-03-09T12:00:00Z",
                 "Supervisor Audit Score": 20}
                if conversation in AUDITED_BY_NAME
                else {}
            ),
        }
        for conversation, agent, day, qualifications, score in CONVERSATIONS
    ]  # fmt: skip
    return {
        "people.json": PEOPLE,
        "form.json": FORM,
        "page-1.json": {"results": records, "totalPages": 1, "hasMore": False},
        "audits.json": AUDITS,
        "assignments.json": ASSIGNMENTS,
        **transcripts(at),
    }


def _milliseconds(instant: str) -> int:
    return int(datetime.fromisoformat(f"{instant}+00:00").timestamp() * 1000)


def write(migration: str) -> Path:
    """Makes the file of the version whose newest migration this is, and returns where it is.

    Raises CalledProcessError where the import of that version refuses anything, and RuntimeError where COMMITS names a
    commit of another version.
    """
    with tempfile.TemporaryDirectory() as temporary:
        code, file = Path(temporary) / "code", Path(temporary) / "coaching.duckdb"
        packed = subprocess.run(["git", "archive", COMMITS[migration]], cwd=PROJECT, check=True, capture_output=True)
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(code, filter="data")
        with duckdb.connect(file, config=SMALL_BLOCKS):
            pass
        _import(code, file, Path(temporary) / "export")
        with duckdb.connect(file) as connection:
            _add_rows(connection)
            ((newest,),) = connection.execute("SELECT max(name) FROM migrations").fetchall()
        if newest != migration:
            raise RuntimeError(f"The newest migration of {COMMITS[migration]} is {newest}.")
        target = FOLDER / f"{migration}.duckdb.gz"
        target.write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    return target


def _import(code: Path, file: Path, folder: Path) -> None:
    for name, content in export().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    command = [sys.executable, "-m", "coaching", "import", str(folder), "--database", str(file)]
    subprocess.run(command, cwd=code, check=True)


def _add_rows(connection: duckdb.DuckDBPyConnection) -> None:
    for assignment, values in CHANGED.items():
        for column in values.keys() & _columns(connection, "assignments"):
            connection.execute(
                f"UPDATE assignments SET {column} = ? WHERE assignment_id = ?", [values[column], assignment]
            )
    for table, rows in ADDED.items():
        known = _columns(connection, table)
        for row in rows if known else []:
            columns = [column for column in row if column in known]
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})",
                [row[column] for column in columns],
            )


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    found = connection.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table])
    return {name for (name,) in found.fetchall()}


if __name__ == "__main__":
    for migration in sys.argv[1:] or COMMITS:
        print(write(migration))
