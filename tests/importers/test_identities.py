"""One person, several addresses and ids: who is who whatever the order of the files, and nobody gains a right by it."""

import itertools
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers.identities import MOST_ADDRESSES
from coaching.importers.run import import_paths
from coaching.people import people, preferences
from coaching.people.preferences import Preference
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import assignment, conversation, load, page, person, rows, snapshot, write

SUPERVISOR = ["coaching_assignments", "coaching_monitor", "qa_functionalities"]
OLD, NEW = "nia@old.example", "nia@new.example"
UMA = person("uma@example.com", "Uma Udo", permissions=SUPERVISOR)
AGENTS = "SELECT interaction_id, agent_id FROM interactions ORDER BY ALL"
RIGHTS = "SELECT person_id, permissions FROM people ORDER BY ALL"


def by(interaction: str, email: str | None = None, source_id: str | None = None, **more: Any) -> dict[str, Any]:
    agent = {"Agent Email": email, "agentId": source_id}
    return conversation(interaction, Agents=[{key: value for key, value in agent.items() if value}], **more)


def viewer_id(database: Database, email: str) -> str | None:
    viewer = people.viewer_with_email(database, email)
    return None if viewer is None else viewer.person_id


CHANGED_ADDRESS: dict[str, Any] = {
    "1.json": page(by("k-1", OLD, "a-nia")),
    "2.json": page(by("k-2", NEW, "a-nia")),
    "3.json": page(by("k-3", source_id="a-nia")),
}


@pytest.mark.parametrize("order", list(itertools.permutations(CHANGED_ADDRESS)))
def test_an_id_under_a_new_address_is_the_same_person(
    database: Database, tmp_path: Path, order: tuple[str, ...]
) -> None:
    for name in order:
        load(database, tmp_path / name, {name: CHANGED_ADDRESS[name]})
    assert rows(database, AGENTS) == [("k-1", NEW), ("k-2", NEW), ("k-3", NEW)]
    assert rows(database, "SELECT person_id, source_ids FROM people") == [(NEW, ["a-nia"])]
    assert viewer_id(database, OLD) == viewer_id(database, f" {NEW.upper()} ") == NEW
    together = databases.fresh()
    load(together, tmp_path / "all", CHANGED_ADDRESS)
    assert snapshot(together) == snapshot(database)
    together.close()


@pytest.mark.storage
def test_two_who_are_one_keep_one_choice(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "1", {"1.json": page(by("k-1", OLD), by("k-2", NEW))})
    for who, language in ((OLD, "de"), (NEW, "es")):
        preferences.prefer(database, who, Preference.LANGUAGE, language)
    load(database, tmp_path / "2", {"2.json": page(by("k-3", OLD, "a-nia"), by("k-4", NEW, "a-nia"))})
    assert {each for _, each in rows(database, AGENTS)} == {NEW}
    assert rows(database, "FROM preferences") == [(NEW, "language", "es")]


@pytest.mark.parametrize("listed", [OLD, NEW])
@pytest.mark.parametrize("sooner", [True, False])
def test_the_address_that_people_json_lists_is_who_they_are(
    database: Database, tmp_path: Path, listed: str, sooner: bool
) -> None:
    steps: list[dict[str, Any]] = [
        CHANGED_ADDRESS,
        {
            "people.json": [
                person(listed, "Nia Novak", supervisor_email="uma@example.com"),
                UMA,
                person("olu@example.com", "Olu Obi", supervisor_email=NEW),
            ]
        },
    ]
    for number, files in enumerate(reversed(steps) if sooner else steps):
        report = load(database, tmp_path / str(number), files)
        assert report.refusals == [] or sooner
    load(database, tmp_path / "list", steps[1])
    assert {agent for _, agent in rows(database, AGENTS)} == {listed}
    assert rows(database, "SELECT name, email FROM people WHERE person_id LIKE 'nia%'") == [("Nia Novak", listed)]
    assert rows(database, "SELECT supervisor_id, agent_id FROM supervisions ORDER BY ALL") == [
        (listed, "olu@example.com"),
        ("uma@example.com", listed),
    ]
    assert viewer_id(database, OLD) == viewer_id(database, NEW) == listed


@pytest.mark.parametrize("address", [OLD, NEW])
def test_assignments_and_audits_find_a_person_by_every_address(
    database: Database, tmp_path: Path, address: str
) -> None:
    audit = {"conversation_id": "k-1", "auditor_email": "uma@example.com", "audited_at": "2026-03-05", "score": 50}
    report = load(
        database,
        tmp_path,
        CHANGED_ADDRESS
        | {
            "assignments.json": [assignment(agent_email=address, interactions=["k-1", "k-2"])],
            "audits.json": [audit],
        },
    )
    assert report.refusals == []
    assert rows(database, "SELECT agent_id FROM assignments") == [(NEW,)]
    assert rows(database, "SELECT DISTINCT agent_id FROM assignment_interactions") == [(NEW,)]
    before = snapshot(database)
    import_paths(database, [tmp_path])
    assert snapshot(database) == before


@pytest.mark.parametrize(
    "written", ["0", "000", "-", "--", "unknown", "N/A", "n.a.", "NULL", "none", "#N/A", "NaN", "?"]
)
def test_an_id_that_says_nothing_joins_nobody(database: Database, tmp_path: Path, written: str) -> None:
    load(database, tmp_path, {"page.json": page(by("k-1", OLD, written), by("k-2", NEW, written))})
    assert rows(database, AGENTS) == [("k-1", OLD), ("k-2", NEW)]
    assert rows(database, "SELECT source_ids FROM people") == [([],), ([],)]


def test_an_id_of_many_addresses_joins_nobody(database: Database, tmp_path: Path) -> None:
    """The last address parts those whom the ones before had joined."""
    addresses = [f"agent-{number}@example.com" for number in range(MOST_ADDRESSES + 1)]
    for number, email in enumerate(addresses):
        report = load(database, tmp_path / str(number), {"page.json": page(by(f"k-{number}", email, "desk"))})
        assert any('"desk"' in note for note in report.notes) == (number == MOST_ADDRESSES)
        found = {agent for _, agent in rows(database, AGENTS)}
        assert found == (set(addresses) if number == MOST_ADDRESSES else {addresses[0]})
    assert {viewer_id(database, email) for email in addresses} == set(addresses)


STOLEN = {"stolen.json": page(by("k-2", "uma@example.com", "a-nia"), by("k-3", "mal@example.com", "a-nia"))}
OWN = {"own.json": page(by("k-1", OLD, "a-nia"))}
LIST = {"people.json": [UMA, person("olu@example.com", "Olu Obi", supervisor_email="uma@example.com")]}


@pytest.mark.parametrize("order", list(itertools.permutations((STOLEN, OWN, LIST))))
def test_no_export_lets_anybody_sign_in_as_a_supervisor(
    database: Database, tmp_path: Path, order: tuple[dict[str, Any], ...]
) -> None:
    for number, files in enumerate(order):
        load(database, tmp_path / str(number), files)
    assert rows(database, AGENTS) == [("k-1", OLD), ("k-2", "uma@example.com"), ("k-3", "mal@example.com")]
    for email in (OLD, "mal@example.com", "uma@example.com"):
        assert viewer_id(database, email) == email
    agent = ["agent_dashboard", "coaching_assignments"]
    assert [permissions for _, permissions in rows(database, RIGHTS)] == [agent, agent, agent, SUPERVISOR]
    assert rows(database, "SELECT * FROM supervisions") == [("uma@example.com", "olu@example.com")]


def test_two_whom_people_json_lists_are_two(database: Database, tmp_path: Path) -> None:
    """They were one by the exports until the list said that they are not: each has what was theirs."""
    marked = assignment(agent_email=OLD, interactions=["k-1"])
    load(database, tmp_path / "1", CHANGED_ADDRESS | {"assignments.json": [marked]})
    assert rows(database, "SELECT agent_id FROM assignments") == [(NEW,)]
    listed = [person(OLD, "Nia Novak"), person(NEW, "Nia Nkemi")]
    load(database, tmp_path / "2", {"people.json": listed})
    assert rows(database, AGENTS) == [("k-1", OLD), ("k-2", NEW), ("k-3", "a-nia")]
    assert rows(database, "SELECT agent_id FROM assignments") == [(OLD,)]
    assert rows(database, "SELECT agent_id FROM assignment_interactions") == [(OLD,)]
    assert {viewer_id(database, OLD), viewer_id(database, NEW)} == {OLD, NEW}
    sooner = databases.fresh()
    load(sooner, tmp_path / "2", {})
    load(sooner, tmp_path / "1", {})
    assert snapshot(sooner) == snapshot(database)
    sooner.close()


def test_a_supervisor_who_assigned_by_two_addresses_keeps_them_apart(database: Database, tmp_path: Path) -> None:
    """Nobody listed Ravi: the assignment alone makes a supervisor of the address that it names."""
    exported = {"page.json": page(by("k-1", OLD, "a-nia"), by("k-2", "ravi@old.example", "a-ravi"))}
    load(database, tmp_path / "1", exported)
    made = assignment(agent_email=OLD, interactions=["k-1"], assigned_by="ravi@old.example")
    load(database, tmp_path / "2", {"assignments.json": [made]})
    load(database, tmp_path / "3", {"page.json": page(by("k-3", "mal@example.com", "a-ravi"))})
    assert rows(database, "SELECT * FROM supervisions") == [("ravi@old.example", OLD)]
    assert viewer_id(database, "mal@example.com") == "mal@example.com"


ADDRESSES = ("ana@a.example", "ana@b.example", "ben@a.example", "ben@b.example", "uma@a.example")
agents = st.tuples(st.sampled_from((None, *ADDRESSES)), st.sampled_from((None, "a-1", "a-2", "0"))).filter(
    lambda agent: agent[0] is not None or agent[1] in ("a-1", "a-2")
)


@st.composite
def steps(draw: st.DrawFn) -> list[Mapping[str, Any]]:
    """Files that are imported one by one: exports, and at most one people.json."""
    numbers = itertools.count()
    files: list[Mapping[str, Any]] = [
        {f"page-{number}.json": page(*(by(f"k-{next(numbers)}", *agent) for agent in found))}
        for number, found in enumerate(draw(st.lists(st.lists(agents, min_size=1, max_size=3), min_size=1, max_size=4)))
    ]
    listed = draw(st.lists(st.sampled_from(ADDRESSES[:4]), unique=True, max_size=3))
    people_listed = [person(email, email.title()) for email in listed]
    if draw(st.booleans()):
        people_listed.append(person("uma@a.example", "Uma", permissions=SUPERVISOR))
    return [*files, {"people.json": people_listed}] if people_listed else files


@settings(max_examples=databases.examples(40), deadline=None)
@given(files=steps(), random=st.randoms())
def test_who_is_who_does_not_depend_on_the_order(files: list[Mapping[str, Any]], random: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [write(Path(folder), each)[0] for each in files]
        with closing(databases.fresh()) as one, closing(databases.fresh()) as other:
            import_paths(one, paths)
            random.shuffle(paths)
            for path in [*paths, paths[0]]:
                import_paths(other, [path])
            assert snapshot(other) == snapshot(one)
            listed = dict(rows(one, "SELECT email, permissions FROM people WHERE listed"))
            for email in ADDRESSES:
                viewer = people.viewer_with_email(one, email)
                if viewer is not None and "coaching_monitor" in viewer.permissions:
                    assert (email, viewer.email) == ("uma@a.example", "uma@a.example")
                if email in listed:
                    assert viewer is not None
                    assert viewer.person_id == email
