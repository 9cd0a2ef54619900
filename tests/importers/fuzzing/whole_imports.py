"""Does an import store each record of a file entirely or not at all? Looked up in the tables after a whole import."""

import atexit
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from coaching.importers.conversations import Conversation
from coaching.importers.formats.assignments_json import Assignment
from coaching.importers.formats.audits_json import Audit
from coaching.importers.formats.evaluation_form_json import EvaluationForm
from coaching.importers.formats.people_json import ListedPerson
from coaching.importers.mapping.mapping import parse
from coaching.importers.refused_records import shown
from coaching.importers.report import Report
from coaching.importers.run import import_paths
from coaching.importers.shared_metrics import DEFINITIONS
from coaching.intake.summary import summary
from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.storage.query_cache import EVERY_TABLE
from tests.importers.export import DAILY_TOTALS, snapshot, write
from tests.importers.fuzzing.reading import Outcome, WrongError
from tests.importers.fuzzing.samples import CENTRE

# Rows that belong to one that is not there: each table with its column, and the table and column that it names.
BELONGS = (
    *(
        (table, "interaction_id", "interactions", "interaction_id")
        for table in (
            "turns", "metric_results", "evidence", "audits", "assignment_interactions", "participants",
            "interaction_topics", "interaction_details", "interaction_records",
        )
    ),
    ("interactions", "agent_id", "people", "person_id"),
    ("interactions", "queue_id", "queues", "queue_id"),
    ("interaction_records", "agent_id", "people", "person_id"),
    ("metric_results", "metric_id", "metrics", "metric_id"),
    ("shared_metrics", "metric_id", "metrics", "metric_id"),
    ("shared_metrics", "form_id", "forms", "form_id"),
    ("metric_results", "auditor_id", "people", "person_id"),
    ("evidence", "metric_id", "metrics", "metric_id"),
    ("audits", "auditor_id", "people", "person_id"),
    ("audit_answers", "audit_id", "audits", "audit_id"),
    ("assignments", "agent_id", "people", "person_id"),
    ("assignments", "assigned_by", "people", "person_id"),
    ("assignment_areas", "assignment_id", "assignments", "assignment_id"),
    ("assignment_interactions", "assignment_id", "assignments", "assignment_id"),
    ("supervisions", "agent_id", "people", "person_id"),
    ("conversation_ids", "conversation_id", "interactions", "interaction_id"),
)  # fmt: skip
ORPHANS = " UNION ALL ".join(
    f"SELECT '{table}.{column}', {table}.{column} FROM {table} ANTI JOIN {other} ON {table}.{column} = {other}.{key} "
    f"WHERE {table}.{column} IS NOT NULL"
    for table, column, other, key in BELONGS
)
STORED = """
    SELECT i.started_at, i.ended_at, i.kore_evaluation_score, i.channel, i.direction, i.language, i.topic, i.queue_id,
           (SELECT count(*) FROM metric_results r WHERE r.interaction_id = i.interaction_id AND auditor_id IS NULL),
           (SELECT count(*) FROM participants p WHERE p.interaction_id = i.interaction_id),
           (SELECT count(*) FROM interaction_topics t WHERE t.interaction_id = i.interaction_id),
           (SELECT count(*) FROM interaction_details d WHERE d.interaction_id = i.interaction_id),
           (SELECT count(*) FROM audits a WHERE a.interaction_id = i.interaction_id)
    FROM interactions i WHERE i.interaction_id = $id"""


def check(path: Path, mapping: str | None, outcome: Outcome, *, in_folder: bool) -> None:
    """Imports a file into a database with the centre of the samples. Raises WrongError where a record is there in part,
    or a refused file leaves anything."""
    with _database(_template()) as database:
        before = _tables(database) if outcome.is_empty else {}
        report = _import(database, path, mapping, in_folder=in_folder)
        if outcome.is_empty and _tables(database) != before:
            raise WrongError("a file of which nothing can be used has left rows")
        _check_tables(database)
        with database.snapshot() as cursor:
            _check_conversations(cursor, outcome, report)
            _check_transcripts(cursor, outcome)
            _check_others(cursor, outcome)


def check_waiting(path: Path, mapping: str | None, *, in_folder: bool) -> None:
    """Imports a file into an empty database and then the centre, for which its records may have waited."""
    with _database(_template().with_name("empty.duckdb")) as database:
        _import(database, path, mapping, in_folder=in_folder)
        _import(database, _template().with_name("files"), None, in_folder=False)
        _check_tables(database)


def _import(database: Database, path: Path, mapping: str | None, *, in_folder: bool) -> Report:
    explained = None if mapping is None else parse(mapping, "mapping.toml")
    report = import_paths(database, [path.parent if in_folder else path], mapping=explained)
    "\n".join([*report.lines(), summary(database, report)]).encode()
    return report


def _check_tables(database: Database) -> None:
    """Raises WrongError where rows belong to nothing, or totals are not those of the rows."""
    with database.snapshot() as cursor:
        orphans = cursor.execute(f"{ORPHANS} LIMIT 5").fetchall()
    if orphans:
        raise WrongError(f"rows belong to nothing that is there: {orphans}")
    totals = snapshot(database, DAILY_TOTALS)
    with database.transaction(writes=[EVERY_TABLE]) as cursor:
        daily_totals.rebuild(cursor)
    if snapshot(database, DAILY_TOTALS) != totals:
        raise WrongError("the daily totals are not those of the interactions")


def _is_refused(name: str | None, report: Report) -> bool:
    """Whether a report says that nobody, or several people, are called so. It shows a few of such names."""
    said = [refusal.reason for refusal in report.refusals if refusal.field == "Agent Email"]
    return any(shown(name or "") in reason or ", …)" in reason for reason in said)


def _check_conversations(cursor: duckdb.DuckDBPyConnection, outcome: Outcome, report: Report) -> None:
    found = [parsed for _, parsed in outcome.records if isinstance(parsed, Conversation)]
    ids = Counter(each for one in found for each in {one.conversation_id, one.custom_id} if each)
    known = {
        key for (key,) in cursor.execute("SELECT unnest([conversation_id, other_id]) FROM conversation_ids").fetchall()
    }
    known -= set(ids)
    for one in found:
        alone = all(ids[each] == 1 for each in (one.conversation_id, one.custom_id) if each)
        # What the file or the centre says of a conversation otherwise is joined with it: other tests are about that.
        if not alone or one.conversation_id in _ids_of_centre() or one.custom_id in _ids_of_centre():
            continue
        stored = cursor.execute(STORED, {"id": one.conversation_id}).fetchall()
        audits = len(one.audits)
        expected = (one.started_at, one.ended_at, one.channel, one.direction, one.language, one.topic)
        if not stored and not one.agent.identity and _is_refused(one.agent.name, report):
            continue
        if len(stored) != 1:
            raise WrongError(f"{one.conversation_id!r} is stored {len(stored)} times")
        started, ended, score, channel, direction, language, topic, queue, results, people, topics, details, audited = (
            stored[0]
        )
        if (started, ended, channel, direction, language, topic) != expected:
            raise WrongError(f"of {one!r} is stored {stored[0]!r}")
        if one.kore_evaluation_score is not None and score != one.kore_evaluation_score:
            raise WrongError(f"of {one!r} is stored the score {score}")
        if (queue is None) != (one.queue is None):
            raise WrongError(f"of {one!r} is stored the queue {queue!r}")
        if bool(results) != bool(one.metrics) or results > len(one.metrics or ()):
            raise WrongError(f"of {one!r} are stored {results} results")
        if (people, topics, details) != (len(one.participants), len(one.topics), len(one.details)):
            raise WrongError(f"of {one!r} are stored {people} participants, {topics} topics and {details} details")
        if audited != audits:
            raise WrongError(f"of {one!r} are stored {audited} audits")


def _check_transcripts(cursor: duckdb.DuckDBPyConnection, outcome: Outcome) -> None:
    for one in outcome.transcripts.read:
        expected = [(position, speaker, text) for position, speaker, _, text, _ in one.turns]
        texts = [(position, speaker, _as_stored(text)) for position, speaker, text in expected]
        stored = cursor.execute("""
            SELECT interaction_id, list((position, speaker, text) ORDER BY position) FROM turns GROUP BY interaction_id
            """).fetchall()
        waits = cursor.execute("SELECT count(*) FROM waiting_records WHERE kind = 'transcript'").fetchall()[0][0]
        if texts and not waits and not any(turns == texts for _, turns in stored):
            raise WrongError(f"the transcript {one!r} neither waits nor is stored as it is: {stored}")
        if waits and stored:
            raise WrongError(f"a transcript waits, and turns of it are stored: {stored}")


def _check_others(cursor: duckdb.DuckDBPyConnection, outcome: Outcome) -> None:
    def number(sql: str, *parameters: Any) -> int:
        return int(cursor.execute(sql, list(parameters)).fetchall()[0][0])

    for _, parsed in outcome.records:
        match parsed:
            case EvaluationForm(name=name, metrics=metrics):
                ids = [metric[0] for metric in metrics]
                of_form = f"FROM {DEFINITIONS} WHERE form_id = ? AND list_contains(?::VARCHAR[], metric_id)"
                if (stored := number(f"SELECT count(*) {of_form}", name, ids)) != len(metrics):
                    raise WrongError(f"of the form {name!r} {stored} of {len(metrics)} metrics are stored")
            case ListedPerson(email=email):
                waits = number("SELECT count(*) FROM waiting_records WHERE kind = 'person'")
                if not number("SELECT count(*) FROM people WHERE email = ?", email) and not waits:
                    raise WrongError(f"{email!r} is neither stored nor waits")
            case Audit(interaction_id=interaction_id):
                waits = number("SELECT count(*) FROM waiting_records WHERE kind = 'audit'")
                if not number("SELECT count(*) FROM audits") and not waits:
                    raise WrongError(f"the audit of {interaction_id!r} is neither stored nor waits")
            case Assignment(assignment_id=assignment_id):
                waits = number("SELECT count(*) FROM waiting_records WHERE kind = 'assignment'")
                stored = number("SELECT count(*) FROM assignments WHERE assignment_id = ?", assignment_id)
                linked = number("SELECT count(*) FROM assignment_interactions WHERE assignment_id = ?", assignment_id)
                areas = number("SELECT count(*) FROM assignment_areas WHERE assignment_id = ?", assignment_id)
                if not (stored and linked and areas) and (not waits or stored or linked or areas):
                    raise WrongError(f"the assignment {assignment_id!r} is neither stored nor waits")


def _as_stored(text: str) -> str:
    """Half of a character, which JSON can write, is stored as a question mark."""
    return text.encode("utf-8", "replace").decode()


@cache
def _template() -> Path:
    """A database file with the centre, beside an empty one and the files. All are removed when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="coaching-fuzzing-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Database(str(folder / "empty.duckdb")).close()
    shutil.copy(folder / "empty.duckdb", folder / "centre.duckdb")
    write(folder / "files", CENTRE)
    with closing(Database(str(folder / "centre.duckdb"))) as database:
        assert import_paths(database, [folder / "files"]).is_complete
    return folder / "centre.duckdb"


@cache
def _ids_of_centre() -> frozenset[str]:
    records = CENTRE["page-1.json"]["results"]
    return frozenset(
        each for one in records for each in (one["Conversation ID"], one.get("customConversationId")) if each
    )


@contextmanager
def _database(template: Path) -> Iterator[Database]:
    """A copy of a database file."""
    with tempfile.TemporaryDirectory(prefix="coaching-fuzzing-") as folder:
        shutil.copy(template, Path(folder) / "copy.duckdb")
        with closing(Database(str(Path(folder) / "copy.duckdb"))) as database:
            yield database


def _tables(database: Database) -> dict[str, list[str]]:
    """The rows of all tables."""
    with database.snapshot() as cursor:
        names = [
            name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
        ]
    return snapshot(database, sorted(names))
