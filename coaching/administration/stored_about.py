"""What is stored about one person? All of it, as a zip with a JSON file for each table."""

import io
import json
import zipfile
from collections import defaultdict

from coaching.importers.interaction_ids import OF_CONVERSATION, OF_INTERACTION
from coaching.importers.repointing import REFERENCES, SAID
from coaching.people.permissions import Action
from coaching.people.visibility import viewer_may
from coaching.quality import daily_totals
from coaching.storage.database import Database

MAY = f"SELECT 1 AS found FROM people WHERE person_id = $person_id AND {viewer_may(Action.ADMINISTER)}"

KNOWN = "SELECT 1 AS found FROM people WHERE person_id = $person_id"

_INTERACTIONS = "interaction_id IN (SELECT interaction_id FROM interactions WHERE agent_id = $person_id)"
_ASSIGNMENTS = "assignment_id IN (SELECT assignment_id FROM assignments WHERE agent_id = $person_id)"
_AUDITS = f"audit_id IN (SELECT audit_id FROM audits WHERE auditor_id = $person_id OR {_INTERACTIONS})"
_MARKS = "mark_id IN (SELECT mark_id FROM marks WHERE agent_id = $person_id)"

# Which rows of a table are about a person: in columns that hold a person_id, and because what they belong to is theirs.
PEOPLE_IN = (
    ("people", "person_id"),
    ("identities", "person_id"),
    ("interactions", "agent_id"),
    *REFERENCES,
    *((table, column) for table, column, _ in SAID),
    *((table, "agent_id") for table in daily_totals.OF_AGENTS),
)
BELONGS = (
    *((table, _INTERACTIONS) for table in (*(name for name, _ in OF_CONVERSATION), *OF_INTERACTION)),
    ("interaction_records", _INTERACTIONS),
    ("assignment_areas", _ASSIGNMENTS),
    ("assignment_interactions", _ASSIGNMENTS),
    ("openings", _ASSIGNMENTS),
    ("acknowledgements", _ASSIGNMENTS),
    ("step_ticks", _ASSIGNMENTS),
    ("notes", _ASSIGNMENTS),
    ("outcomes", _ASSIGNMENTS),
    ("audit_answers", _AUDITS),
    ("audit_orders", _AUDITS),
    ("mark_closings", _MARKS),
    ("changes", "subject = 'person' AND subject_id = $person_id"),
    ("changes", "subject = 'assignment' AND subject_id IN (SELECT a.assignment_id FROM assignments a "
                "WHERE a.agent_id = $person_id)"),
)  # fmt: skip
# What is about nobody, or names nobody by their id: forms, totals of all together, the index of words, what waits, …
ABOUT_NOBODY = frozenset((
    "centre_area_daily", "centre_metric_daily", "centre_settings", "centre_topic_area_daily",
    "centre_topic_metric_daily", "conversation_ids", "dropped_metrics", "erased_ids", "forms", "metrics", "migrations",
    "newest_values", "queues", "shared_metrics", "templates", "transcript_words", "waiting_records",
))  # fmt: skip


def conditions() -> dict[str, list[str]]:
    """The conditions, of which a row about a person meets one, by table."""
    found = defaultdict[str, list[str]](list)
    for table, column in PEOPLE_IN:
        found[table].append(f"{column} = $person_id")
    for table, condition in BELONGS:
        found[table].append(condition)
    return found


def stored_about(database: Database, viewer_id: str, person_id: str) -> bytes | None:
    """The zip; None where there is no such person, or for who may not administer.

    A file holds the rows of a table as a list of objects; instants are naive UTC.
    """
    if database.first(MAY, {"viewer_id": viewer_id, "person_id": person_id}) is None:
        return None
    return _zip(database, person_id)


def stored_about_by_command(database: Database, person_id: str) -> bytes | None:
    """As stored_about(), for whoever may use the database's own command line."""
    return None if database.first(KNOWN, {"person_id": person_id}) is None else _zip(database, person_id)


def _zip(database: Database, person_id: str) -> bytes:
    made = io.BytesIO()
    with database.snapshot() as cursor, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, held in sorted(conditions().items()):
            condition = " OR ".join(f"({each})" for each in dict.fromkeys(held))
            found = cursor.execute(_select(table, condition), {"person_id": person_id})
            names = [column[0] for column in found.description]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            if rows:
                archive.writestr(f"{table}.json", json.dumps(rows, ensure_ascii=False, indent=1, default=str))
    return made.getvalue()


def _select(table: str, condition: str) -> str:
    if table == "imports":  # what one gave back is about others, and as large as a file
        return f"SELECT * EXCLUDE (returned) FROM {table} WHERE {condition} ORDER BY ALL"
    return f"SELECT * FROM {table} WHERE {condition} ORDER BY ALL"
