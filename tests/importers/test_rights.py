"""Who may do what after an import: never because of a name, and no longer than people.json says."""

import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.__main__ import main
from coaching.importers.run import import_paths
from coaching.people.people import viewer_with_email
from coaching.people.visibility import agents_visible_to
from coaching.storage import schema
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import (
    METADATA_HEADER,
    assignment,
    conversation,
    load,
    page,
    person,
    refused,
    rows,
    snapshot,
    write,
)

SUPERVISOR = ["coaching_assignments", "coaching_monitor", "qa_functionalities"]
AGENT = ["agent_dashboard", "coaching_assignments"]
PERMISSIONS = "SELECT person_id, permissions FROM people ORDER BY ALL"
SUPERVISIONS = "SELECT supervisor_id, agent_id FROM supervisions ORDER BY ALL"
AUDITORS = "SELECT DISTINCT auditor_id FROM audits ORDER BY ALL"

UMA = person("uma@example.com", "Uma Udo", permissions=SUPERVISOR)
RAVI = person("ravi@example.com", "Ravi Rossi", permissions=SUPERVISOR)
NIA = person("nia@example.com", "Nia Novak", supervisor_email="uma@example.com")
BEN = person("ben@example.com", "Ben Haddad", supervisor_email="uma@example.com")
OF_BEN = [{"Agent Email": "ben@example.com", "Agent Name": "Ben Haddad"}]


def by_name(interaction: str, auditor: str, **more: Any) -> dict[str, Any]:
    named = {"Auditor Name": auditor, "Audit Date": "2026-03-05T12:00:00Z", "Supervisor Audit Score": 50}
    return conversation(interaction, **named | more)


def rights(database: Database) -> tuple[list[Any], list[Any]]:
    return rows(database, PERMISSIONS), rows(database, SUPERVISIONS)


def test_an_auditor_called_like_an_agent_gives_that_agent_nothing(database: Database, tmp_path: Path) -> None:
    exported = page(conversation("k-1"), by_name("k-2", "Nia Novak", Agents=OF_BEN))
    for _ in range(2):
        load(database, tmp_path, {"page.json": exported})
        assert rights(database) == (
            [("auditor:Nia Novak", []), ("ben@example.com", AGENT), ("nia@example.com", AGENT)],
            [],
        )


@pytest.mark.parametrize("together", [True, False])
def test_people_json_says_who_an_auditor_is_by_further_names(
    database: Database, tmp_path: Path, together: bool
) -> None:
    files = {"page.json": page(by_name("k-1", "U. Udo"), by_name("k-2", "Quality team")), "people.json": [UMA, RAVI]}
    if not together:
        load(database, tmp_path, files)
        assert rows(database, AUDITORS) == [("auditor:Quality team",), ("auditor:U. Udo",)]
    files["people.json"] = [UMA | {"auditor_names": ["U. Udo", "Quality team"]}, RAVI]
    load(database, tmp_path, files)
    assert rows(database, AUDITORS) == [("uma@example.com",)]
    assert rights(database)[1] == []
    before = snapshot(database)
    import_paths(database, [tmp_path])
    assert snapshot(database) == before


def audit_by(email: str) -> dict[str, Any]:
    return {"conversation_id": "k-1", "auditor_email": email, "audited_at": "2026-03-05", "score": 50}


@pytest.mark.parametrize("together", [True, False])
def test_an_audit_lets_nobody_see_a_team_whom_people_json_does_not_list(
    database: Database, tmp_path: Path, together: bool
) -> None:
    exported: dict[str, Any] = {"page.json": page(conversation("k-1"))}
    audits = {"audits.json": [audit_by("mal@example.com"), audit_by("nia@example.com"), audit_by("uma@example.com")]}
    listed = {"people.json": [UMA]}
    parts = [exported | audits | listed] if together else [exported, audits, listed]
    for number, files in enumerate(parts):
        load(database, tmp_path / str(number), files)
    assert rights(database) == (
        [("mal@example.com", []), ("nia@example.com", AGENT), ("uma@example.com", SUPERVISOR)],
        [("uma@example.com", "nia@example.com")],
    )
    mal = viewer_with_email(database, "mal@example.com")
    assert mal is not None
    assert len(agents_visible_to(database, mal.person_id)) == 0


def test_an_auditor_who_assigned_supervises_only_whom_they_assigned_to(database: Database, tmp_path: Path) -> None:
    exported = page(conversation("k-1"), conversation("k-2", Agents=OF_BEN))
    audit = audit_by("ravi@example.com") | {"conversation_id": "k-2"}
    files = {"page.json": exported, "audits.json": [audit], "assignments.json": [assignment()]}
    load(database, tmp_path, files)
    assert rights(database)[1] == [("ravi@example.com", "nia@example.com")]


def test_two_supervisors_of_one_name_are_not_the_auditor(database: Database, tmp_path: Path) -> None:
    people = [UMA, RAVI | {"name": "Uma Udo"}]
    load(database, tmp_path, {"page.json": page(by_name("k-1", "Uma Udo")), "people.json": people})
    assert rows(database, AUDITORS) == [("auditor:Uma Udo",)]


def test_an_export_changes_no_rights_of_somebody_who_has_some(database: Database, tmp_path: Path) -> None:
    """Ravi assigned something, by address, and handles conversations as well."""
    load(database, tmp_path / "1", {"page.json": page(conversation()), "assignments.json": [assignment()]})
    before = rights(database)
    as_agent = [{"Agent Email": "RAVI@example.com", "agentId": "a-ravi", "Agent Name": "Ravi"}]
    row = dict.fromkeys(METADATA_HEADER, "") | {"conversationId": "k-3", "agentEmail": "mailto:ravi@example.com"}
    load(database, tmp_path / "2", {"page.json": page(conversation("k-2", Agents=as_agent)), "metadata.csv": [row]})
    assert rights(database) == before


def test_whoever_assigned_under_the_name_of_another_is_not_that_one(database: Database, tmp_path: Path) -> None:
    files = {
        "page.json": page(by_name("k-1", "Uma Udo")),
        "people.json": [UMA, NIA | {"supervisor_email": None}],
        "assignments.json": [assignment(assigned_by="mal@example.com", assigned_by_name="Uma Udo")],
    }
    load(database, tmp_path, files)
    assert rows(database, AUDITORS) == [("uma@example.com",)]
    assert rights(database)[1] == [("mal@example.com", "nia@example.com")]


def test_an_agents_id_is_never_an_auditor(database: Database, tmp_path: Path) -> None:
    taken = [{"Agent Email": "mal@example.com", "agentId": "auditor:Uma Udo"}]
    report = load(database, tmp_path, {"page.json": page(by_name("k-1", "Uma Udo"), conversation("k-2", Agents=taken))})
    assert refused(report) == [
        ("page.json", "record 2", "Agent ID", '"auditor:Uma Udo" begins with "auditor:", as no id of an agent may')
    ]
    assert rows(database, AUDITORS) == [("auditor:Uma Udo",)]


@pytest.mark.storage
def test_whoever_is_not_on_a_later_list_loses_all_rights_and_keeps_what_they_did(
    database: Database, tmp_path: Path
) -> None:
    files = {
        "page.json": page(conversation("k-1"), conversation("k-2", Agents=OF_BEN)),
        "assignments.json": [assignment()],
        "people.json": [UMA, RAVI, NIA, BEN | {"supervisor_email": "ravi@example.com"}],
    }
    first = load(database, tmp_path, files)
    assert (first.left, first.without_supervisor) == ([], [])
    assert rights(database)[1] == [("ravi@example.com", "ben@example.com"), ("uma@example.com", "nia@example.com")]
    files["people.json"] = [NIA | {"supervisor_email": None}, {**BEN, "supervisor_email": "ravi@example.com"}, UMA]
    second = load(database, tmp_path, files)
    assert second.left == ["Ravi Rossi (ravi@example.com)"]
    assert second.without_supervisor == ["Ben Haddad (ben@example.com)"]
    assert rights(database) == (
        [
            ("ben@example.com", AGENT),
            ("nia@example.com", AGENT),
            ("ravi@example.com", []),
            ("uma@example.com", SUPERVISOR),
        ],
        [],
    )
    assert rows(database, "SELECT assigned_by FROM assignments") == [("ravi@example.com",)]
    before = snapshot(database)
    assert load(database, tmp_path, files).left == []
    assert snapshot(database) == before
    exported = page(conversation("k-1"), conversation("k-9", Agents=[{"Agent Email": "ravi@example.com"}]))
    load(database, tmp_path / "later", {"page.json": exported, "assignments.json": [assignment("as-2")]})
    assert rights(database)[0][2] == ("ravi@example.com", [])
    assert rights(database)[1] == []


def test_a_leaver_who_comes_back_has_what_the_list_says(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, {"people.json": [UMA, NIA, BEN]})
    load(database, tmp_path, {"people.json": [NIA, BEN]})
    assert rights(database)[1] == []
    load(database, tmp_path, {"people.json": [UMA, NIA, BEN]})
    assert rights(database)[1] == [("uma@example.com", "ben@example.com"), ("uma@example.com", "nia@example.com")]


def test_several_files_of_one_import_are_one_list(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "1", {"people.json": [UMA, NIA, BEN]})
    later = {"agents.json": [NIA], "more.json": [BEN], "supervisors.json": [UMA]}
    assert load(database, tmp_path / "2", later).left == []
    assert rights(database)[1] == [("uma@example.com", "ben@example.com"), ("uma@example.com", "nia@example.com")]


def test_whom_no_list_ever_had_keeps_what_exports_give(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "1", {"page.json": page(conversation())})
    report = load(database, tmp_path / "2", {"people.json": [UMA]})
    assert report.left == []
    assert rights(database)[0] == [("nia@example.com", AGENT), ("uma@example.com", SUPERVISOR)]


def test_a_record_that_is_refused_takes_nobody_off_the_list(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, {"people.json": [UMA, NIA, BEN]})
    odd = {**NIA, "permissions": ["everything"]}
    report = load(database, tmp_path, {"people.json": [UMA, odd]})
    assert len(report.refusals) == 1
    assert (report.list_is_clear, report.left) == (True, ["Ben Haddad (ben@example.com)"])
    assert rights(database)[0][1] == ("nia@example.com", AGENT)


@pytest.mark.parametrize(
    "content",
    ['[{"email": "uma@example.com", "name": "Uma Udo", "permissions": ["coaching_monitor"]}, {"email": "nia@exa',
     '[{"email": "uma@example.com", "name": "Uma Udo", "permissions": ["coaching_monitor"]}, 7]',
     '[{"email": "uma@example.com", "name": "Uma Udo", "permissions": ["coaching_monitor"]}, {"name": "Nia Novak"}]'],
)  # fmt: skip
def test_nobody_is_taken_off_where_the_list_cannot_be_read_whole(
    database: Database, tmp_path: Path, content: str
) -> None:
    load(database, tmp_path, {"people.json": [UMA, NIA]})
    report = load(database, tmp_path, {"people.json": content})
    assert (report.list_is_clear, report.left, len(report.refusals)) == (False, [], 1)
    assert rights(database)[0] == [("nia@example.com", AGENT), ("uma@example.com", ["coaching_monitor"])]


def test_the_command_names_everybody_who_lost_their_rights(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = databases.address(tmp_path / "coaching.duckdb")
    for people in ([UMA, RAVI, NIA], [NIA]):
        write(tmp_path / "export", {"people.json": people})
        assert main(["import", str(tmp_path / "export"), "--database", address]) == 0
    assert capsys.readouterr().out.splitlines()[4:6] == [
        "No longer in people.json, and without any permission now, 2 people: "
        "Ravi Rossi (ravi@example.com), Uma Udo (uma@example.com)",
        "With a supervisor who has no permission any more, 1 person: Nia Novak (nia@example.com)",
    ]


def database_before(migration: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database that lacks the migration with this in its name."""
    earlier = folder / "migrations"
    earlier.mkdir()
    for file in schema.MIGRATIONS.glob("*.sql"):
        if migration not in file.name:
            (earlier / file.name).write_text(file.read_text())
    address = str(folder / "coaching.duckdb")
    with monkeypatch.context() as before:
        before.setattr(schema, "MIGRATIONS", earlier)
        Database(address).close()
    return address


@databases.about_files
def test_a_database_with_rights_out_of_names_loses_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As an earlier version left it: Nia audited by name, Ravi assigned by address, Uma is listed."""
    address = database_before("rights_by_name", tmp_path, monkeypatch)
    both = [*AGENT, "coaching_monitor", "qa_functionalities"]
    with duckdb.connect(address) as connection:
        connection.executemany(
            """INSERT INTO people BY NAME
               SELECT $1 AS person_id, $1 AS name, $2 AS email, $3 AS permissions, $4 AS listed""",
            [
                ("auditor:Zed", None, SUPERVISOR, False),
                ("nia@example.com", "nia@example.com", both, False),
                ("ravi@example.com", "ravi@example.com", both, False),
                ("uma@example.com", "uma@example.com", both, True),
            ],
        )
        connection.execute("""
            INSERT INTO supervisions
            SELECT person_id, 'ben@example.com' FROM people;
            INSERT INTO audits BY NAME
            SELECT 'a' AS audit_id, 'k-1' AS interaction_id, 'auditor:Zed' AS auditor_id,
                   now()::TIMESTAMP AS audited_at;
            INSERT INTO assignments BY NAME
            SELECT 'as-1' AS assignment_id, 'A' AS name, 'ben@example.com' AS agent_id,
                   'ravi@example.com' AS assigned_by, now()::TIMESTAMP AS assigned_at,
                   current_date AS follow_up_on, '' AS went_well, '' AS work_on, []::VARCHAR[] AS action_plan""")
    with closing(Database(address)) as database:
        assert rights(database) == (
            [
                ("auditor:Zed", []),
                ("nia@example.com", AGENT),
                ("ravi@example.com", both),
                ("uma@example.com", both),
            ],
            [("ravi@example.com", "ben@example.com"), ("uma@example.com", "ben@example.com")],
        )
        assert rows(database, "SELECT by_name FROM audits") == [(True,)]
    assert [record.getMessage() for record in caplog.records if record.name == schema.LOG.name] == [
        schema.RIGHTS_TAKEN.format(count=2)
    ]
    caplog.clear()
    Database(address).close()
    assert not caplog.records


@databases.about_files
def test_a_database_with_rights_out_of_audits_loses_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an earlier version left it: Mal audited and Ravi assigned, both by address, and nobody is listed."""
    address = database_before("rights_of_auditors", tmp_path, monkeypatch)
    with duckdb.connect(address) as connection:
        connection.executemany(
            """INSERT INTO people BY NAME
               SELECT $1 AS person_id, $1 AS name, $1 AS email, $2 AS permissions, FALSE AS listed""",
            [("mal@example.com", SUPERVISOR), ("ravi@example.com", SUPERVISOR), ("nia@example.com", AGENT)],
        )
        connection.execute("""
            INSERT INTO supervisions VALUES
                ('mal@example.com', 'nia@example.com'), ('ravi@example.com', 'nia@example.com'),
                ('ravi@example.com', 'ben@example.com');
            INSERT INTO assignments BY NAME
            SELECT 'as-1' AS assignment_id, 'A' AS name, 'nia@example.com' AS agent_id,
                   'ravi@example.com' AS assigned_by, now()::TIMESTAMP AS assigned_at,
                   current_date AS follow_up_on, '' AS went_well, '' AS work_on, []::VARCHAR[] AS action_plan""")
    with closing(Database(address)) as database:
        assert rights(database) == (
            [("mal@example.com", []), ("nia@example.com", AGENT), ("ravi@example.com", SUPERVISOR)],
            [("ravi@example.com", "nia@example.com")],
        )


# Names of agents, of supervisors, of both, and of nobody.
NAMES = (
    "Nia Novak",
    "Ben Haddad",
    "Uma Udo",
    "Ravi Rossi",
    "Both Ways",
    "Nobody Known",
    "auditor:Uma Udo",
    "nia@x.com",
)
ADDRESSES = ("nia@example.com", "ben@example.com", "uma@example.com", "ravi@example.com", "both@example.com")


@st.composite
def exports(draw: st.DrawFn) -> Mapping[str, Any]:
    """The files of some exports, in which names and addresses are drawn without regard to who has which.

    A conversation stays with its agent: whom an agent's audits make a supervisor follows the conversation.
    """
    files: dict[str, Any] = {}
    for number in range(draw(st.integers(1, 3))):
        records = []
        for place, name in enumerate(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4))):
            agent = {
                "Agent Email": draw(st.sampled_from((*ADDRESSES, "Uma Udo <UMA@example.com>", "new@example.com"))),
                "Agent Name": draw(st.sampled_from(NAMES)),
            }
            records.append(by_name(f"new-{number}-{place}", name, Agents=[agent]))
        records += [by_name("k-1", draw(st.sampled_from(NAMES))), by_name("k-2", "Nia Novak", Agents=OF_BEN)]
        files[f"page-{number}.json"] = page(*records)
    files["metadata.csv"] = [
        dict.fromkeys(METADATA_HEADER, "") | {"conversationId": f"x-{place}", "agentEmail": email}
        for place, email in enumerate(draw(st.lists(st.sampled_from(ADDRESSES), min_size=1)))
    ]
    return files


@settings(max_examples=databases.examples(25), deadline=None)
@given(files=exports(), listed=st.booleans(), seed=st.randoms())
def test_no_export_changes_the_rights_of_anybody_who_is_known(
    files: Mapping[str, Any], listed: bool, seed: Any
) -> None:
    centre = {
        "page.json": page(conversation("k-1"), conversation("k-2", Agents=OF_BEN)),
        "assignments.json": [
            assignment(),
            assignment("as-2", assigned_by="both@example.com", assigned_by_name="Both Ways"),
        ],
    }
    people = [UMA, RAVI, NIA | {"supervisor_email": None}, BEN, person("both@example.com", "Both Ways")]
    with tempfile.TemporaryDirectory() as folder, closing(databases.fresh()) as database:
        load(database, Path(folder, "centre"), centre | ({"people.json": people} if listed else {}))
        permissions, supervisions = rights(database)
        Path(folder, "exports").mkdir()
        paths = write(Path(folder, "exports"), files)
        seed.shuffle(paths)
        for path in paths:
            import_paths(database, [path])
        found = dict(rows(database, PERMISSIONS))
        assert [(who, found[who]) for who, _ in permissions] == permissions
        assert rows(database, SUPERVISIONS) == supervisions
        nameless = "SELECT permissions FROM people WHERE email IS NULL AND starts_with(person_id, 'auditor:')"
        assert all(given == [] for (given,) in rows(database, nameless))
        before = snapshot(database)
        for path in paths:
            import_paths(database, [path])
        assert snapshot(database) == before
