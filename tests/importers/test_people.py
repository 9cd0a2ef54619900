"""Who is who: several ids, names without an address, supervisors, and what people.json says over exports."""

from pathlib import Path
from typing import Any

import pytest

from coaching.importers.repointing import REFERENCES, SAID
from coaching.importers.run import import_paths
from coaching.quality import daily_totals
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import assignment, conversation, load, page, person, refused, rows, snapshot, write

SUPERVISIONS = "SELECT supervisor_id, agent_id FROM supervisions ORDER BY ALL"
NIA = {"agentId": "a-nia", "Agent Email": "nia@example.com"}


def by(interaction: str, **agent: str) -> dict[str, Any]:
    return conversation(interaction, Agents=[agent])


def audited(interaction: str, auditor: str) -> dict[str, Any]:
    return conversation(interaction, **{"Auditor Name": auditor, "Supervisor Audit Score": 50})


def audit_by(email: str) -> dict[str, Any]:
    return {"conversation_id": "k-1", "auditor_email": email, "audited_at": "2026-03-05", "score": 50}


def test_every_id_of_a_person_leads_to_them_whatever_comes_first(database: Database, tmp_path: Path) -> None:
    both = page(by("k-1", **NIA), by("k-2", **NIA | {"agentId": "b-nia"}))
    first_id = page(by("k-3", agentId="a-nia"))
    load(database, tmp_path / "1", {"page.json": both})
    load(database, tmp_path / "2", {"page.json": first_id})
    assert rows(database, "SELECT DISTINCT agent_id FROM interactions") == [("nia@example.com",)]
    assert rows(database, "SELECT source_ids FROM people") == [(["a-nia", "b-nia"],)]
    later = databases.fresh()
    load(later, tmp_path / "2", {})
    load(later, tmp_path / "1", {})
    assert snapshot(later) == snapshot(database)


def test_an_id_that_comes_with_another_address_is_the_same_person(database: Database, tmp_path: Path) -> None:
    moved = page(by("k-1", **NIA), by("k-2", **NIA | {"Agent Email": "olu@example.com"}), by("k-1", **NIA))
    load(database, tmp_path, {"page.json": moved})
    assert rows(database, "SELECT DISTINCT agent_id FROM interactions") == [("nia@example.com",)]
    assert rows(database, "SELECT person_id, source_ids FROM people") == [("nia@example.com", ["a-nia"])]
    in_batches = databases.fresh()
    import_paths(in_batches, [tmp_path], records_a_batch=1)
    assert snapshot(in_batches) == snapshot(database)


def test_every_column_with_a_person_is_repointed(database: Database) -> None:
    columns = rows(
        database,
        """SELECT table_name, column_name FROM information_schema.columns
           WHERE column_name IN ('person_id', 'agent_id', 'supervisor_id', 'auditor_id', 'assigned_by',
                                'changed_by', 'marked_by', 'closed_by', 'created_by', 'written_by',
                                'drawn_by', 'begun_by', 'caused_by', 'erased_by')""",
    )
    moved = {
        ("people", "person_id"),
        ("identities", "person_id"),
        ("interactions", "agent_id"),  # follows from the records
        *((table, "agent_id") for table in daily_totals.OF_AGENTS),
    }
    assert set(columns) - moved == {*REFERENCES, *((table, column) for table, column, _ in SAID)}


@pytest.mark.parametrize(
    ("permissions", "auditor"),
    [(["agent_dashboard", "coaching_assignments"], "auditor:Olu Obi"), (["coaching_monitor"], "olu@example.com")],
)
def test_an_auditors_name_is_nobody_whom_people_json_gives_no_oversight(
    database: Database, tmp_path: Path, permissions: list[str], auditor: str
) -> None:
    files = {
        "people.json": [person("olu@example.com", "Olu Obi", permissions=permissions)],
        "page.json": page(audited("k-1", "Olu Obi")),
    }
    load(database, tmp_path, files)
    assert rows(database, "SELECT auditor_id FROM audits") == [(auditor,)]
    assert rows(database, SUPERVISIONS) == []
    before = snapshot(database)
    import_paths(database, [tmp_path])
    assert snapshot(database) == before


def test_a_listed_person_without_oversight_audits_and_assigns_but_supervises_nobody(
    database: Database, tmp_path: Path
) -> None:
    files = {
        "page.json": page(conversation()),
        "audits.json": [audit_by("olu@example.com")],
        "assignments.json": [assignment(assigned_by="olu@example.com")],
    }
    olu = person("olu@example.com", "Olu Obi")
    load(database, tmp_path / "1", {**files, "people.json": [olu]})
    assert rows(database, SUPERVISIONS) == []
    assert rows(database, "SELECT auditor_id, assigned_by FROM audits, assignments") == [("olu@example.com",) * 2]

    later = databases.fresh()
    load(later, tmp_path / "2", files)
    assert rows(later, SUPERVISIONS) == [("olu@example.com", "nia@example.com")]
    load(later, tmp_path / "3", {"people.json": [olu]})
    assert snapshot(later) == snapshot(database)
    load(later, tmp_path / "3", {"people.json": [{**olu, "permissions": ["qa_functionalities"]}]})
    assert rows(later, SUPERVISIONS) == [("olu@example.com", "nia@example.com")]


def test_a_supervisor_is_taken_away_by_null_and_kept_where_nothing_is_said(database: Database, tmp_path: Path) -> None:
    uma = person("uma@example.com", "Uma Udo", permissions=["coaching_monitor"])
    nia = person("nia@example.com", "Nia Novak")

    def listing(**change: Any) -> list[tuple[str, str]]:
        load(database, tmp_path / "2", {"people.json": [{**nia, **change}, uma]})
        return rows(database, SUPERVISIONS)

    load(database, tmp_path / "1", {"page.json": page(conversation()), "assignments.json": [assignment()]})
    assert listing(supervisor_email="uma@example.com") == [("uma@example.com", "nia@example.com")]
    del nia["supervisor_email"]
    assert listing() == [("uma@example.com", "nia@example.com")]
    assert listing(supervisor_email=None) == [("ravi@example.com", "nia@example.com")]


@pytest.mark.parametrize(
    ("named_by", "files"),
    [
        ("an export", {"page.json": page(conversation(), by("k-2", email="uma@example.com"))}),
        ("an audit", {"audits.json": [audit_by("uma@example.com")]}),
        ("an assignment", {"assignments.json": [assignment(assigned_by="uma@example.com")]}),
    ],
)
def test_a_supervisor_may_be_named_by_anything_in_the_same_import(
    database: Database, tmp_path: Path, named_by: str, files: dict[str, Any]
) -> None:
    people = [
        person("olu@example.com", "Olu Obi", supervisor_email="nia@example.com"),
        person("nia@example.com", "Nia N.", supervisor_email="uma@example.com"),
    ]
    report = load(database, tmp_path, {"page.json": page(conversation()), **files, "people.json": people})
    assert report.refusals == []
    # An audit gives no permission, and somebody without any permission supervises nobody.
    of_nia = [] if named_by == "an audit" else [("uma@example.com", "nia@example.com")]
    assert rows(database, SUPERVISIONS) == [("nia@example.com", "olu@example.com"), *of_nia]
    before = snapshot(database)
    assert import_paths(database, [tmp_path]) == report
    assert snapshot(database) == before


def test_a_supervisor_whom_nothing_names_is_refused_every_time(database: Database, tmp_path: Path) -> None:
    files = {
        "page.json": page(conversation()),
        "people.json": [person("nia@example.com", "Nia N.", supervisor_email="uma@example.com")],
    }
    for _ in range(2):
        report = load(database, tmp_path, files)
        assert refused(report) == [
            ("people.json", "record 1", "supervisor_email", 'there is nobody with the address "uma@example.com"')
        ]
        assert rows(database, "SELECT name, listed FROM people") == [("Nia Novak", False)]


def test_an_audit_that_came_under_the_name_and_under_the_address_counts_once(
    database: Database, tmp_path: Path
) -> None:
    named = {"Auditor Name": "Ravi Rossi", "Audit Date": "2026-03-05", "Supervisor Audit Score": 90}
    files = {
        "page.json": page(conversation(**named)),
        "audits.json": [audit_by("ravi@example.com")],
        "assignments.json": [assignment()],
    }
    load(database, tmp_path, files)
    assert rows(database, "SELECT count(*) FROM audits") == [(2,)]
    files["people.json"] = [person("ravi@example.com", "Ravi Rossi", permissions=["qa_functionalities"])]
    for _ in range(2):
        load(database, tmp_path, files)
        assert rows(database, "SELECT auditor_id, score FROM audits") == [("ravi@example.com", 50.0)]
        assert rows(database, "SELECT supervisor_audit_score, audit_total FROM interactions, agent_daily") == [
            (50.0, 50.0)
        ]
        assert rows(database, SUPERVISIONS) == [("ravi@example.com", "nia@example.com")]


def test_many_auditors_by_name_take_no_longer_than_many_people(database: Database, tmp_path: Path) -> None:
    """One pass over all people for each audit would take minutes here."""
    records = [
        conversation(
            f"k-{number}",
            Agents=[{"Agent Email": f"a-{number}@example.com", "Agent Name": f"Agent {number}"}],
            **{"Auditor Name": f"Auditor {number % 20}", "Supervisor Audit Score": 50},
        )
        for number in range(6000)
    ]
    write(tmp_path, {"page.json": page(*records)})
    import_paths(database, [tmp_path])
    assert rows(database, "SELECT count(*), count(DISTINCT auditor_id) FROM audits") == [(6000, 20)]
