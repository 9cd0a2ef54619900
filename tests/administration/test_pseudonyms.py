"""A former agent made a pseudonym: nothing of the name is left but in what was said, and no import brings it back."""

from pathlib import Path

import pytest

from coaching.administration import changing_people, pseudonyms
from coaching.importers.people_directory import Directory
from coaching.people import people, visibility
from coaching.people.permissions import ADMINISTRATION, Action
from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError, NotPossibleError
from tests.administration.people import AGENT, ANA, BEN, KIM, NED, SAM, stored, supervised_by
from tests.administration.test_erasing import places_of, text_columns
from tests.importers.export import conversation, load, page, person, rows, snapshot
from tests.permission_marks import permission_of

# Columns whose values are keys of other things or words of the program: nobody's name stands there.
KEYS = (
    "_id",
    "_by",
    "said_agent",
    "said_auditor",
    "kind",
    "identity",
    "digest",
    "permissions",
    "set_here",
    "joined_to",
)


def plant(database: Database, *words: str) -> int:
    """The words in every text column of every row that is no key; returns in how many columns."""
    planted = 0
    with database.transaction() as cursor:
        for table, columns in text_columns(database).items():
            key = {"queues": "queue_id", "centre_settings": "name", "templates": "coaching_area"}.get(table, "")
            for column, kind in columns:
                if (
                    table in ("migrations", "people", "identities")
                    or column in (key, "email", "name_order")
                    or column.endswith(KEYS)
                ):
                    continue
                text = f"'said <{', '.join(words)}>.'"
                cursor.execute(f"UPDATE {table} SET {column} = {text if kind == 'VARCHAR' else f'[{text}]'}")
                planted += 1
    return planted


@pytest.mark.storage
def test_the_name_and_the_address_are_left_only_in_what_was_said(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE people SET name = 'Zqxj Übel' WHERE person_id = $ana", {"ana": ANA})
        Directory(cursor).store(cursor)
    assert plant(centre, "ZQXJ Übel", "ANA@example.com", "mariana@example.com") > 50
    changing_people.deactivate(centre, KIM, [ANA])
    new_id = pseudonyms.make_pseudonym(centre, KIM, ANA, confirmed="Zqxj Übel")
    assert places_of(centre, "zqxj") <= {"turns.text", "transcript_words.word"}
    assert {place for place in places_of(centre, ANA) if rows(
        centre, f"SELECT 1 FROM {place.partition('.')[0]} "
                f"WHERE regexp_matches({place.partition('.')[2]}::VARCHAR, '(?i)(^|[^a-z])ana@example')"
    )} <= {"turns.text", "transcript_words.word"}  # fmt: skip
    assert places_of(centre, "mariana@example.com")
    row = stored(centre, new_id)
    assert row is not None
    assert (row["email"], row["team"], row["source_ids"], row["permissions"]) == (None, None, [], [])
    assert people.viewer_with_email(centre, ANA) is None
    assert rows(centre, "SELECT reason, erased_by FROM erasures") == [("pseudonym", KIM)]


@permission_of(pseudonyms.make_pseudonym)
@pytest.mark.storage
@pytest.mark.parametrize("viewer", [ANA, SAM, NED, "stranger@example.com", ""])
def test_who_may_not_administer_makes_nobody_a_pseudonym(centre: Database, viewer: str) -> None:
    with pytest.raises(NotAllowedError):
        pseudonyms.make_pseudonym(centre, viewer, ANA, confirmed="Ana Alves")


def test_only_who_is_deactivated_and_named_becomes_a_pseudonym(centre: Database) -> None:
    with pytest.raises(NotPossibleError):
        pseudonyms.make_pseudonym(centre, KIM, ANA, confirmed="Ana Alves")
    changing_people.deactivate(centre, KIM, [ANA])
    with pytest.raises(InvalidFieldsError):
        pseudonyms.make_pseudonym(centre, KIM, ANA, confirmed="Ana")
    with pytest.raises(NotFoundError):
        pseudonyms.make_pseudonym(centre, KIM, "nobody@example.com", confirmed="")
    assert stored(centre, ANA) is not None


@pytest.mark.storage
def test_what_they_did_stays_and_no_import_brings_them_back(database: Database, tmp_path: Path) -> None:
    agent = {"agentId": "a-ana", "Agent Name": "Ana Alves", "Agent Email": ANA}
    files = {
        "people.json": [person(KIM, "Kim Kaur", permissions=[ADMINISTRATION]),
                        person(SAM, "Sam Soto", permissions=["coaching_assignments", "coaching_monitor"]),
                        person(ANA, "Ana Alves", supervisor_email=SAM, permissions=sorted(AGENT))],
        "page.json": page(conversation("k-1", Agents=[agent]), conversation("k-2", Agents=[{"agentId": "a-ana"}])),
    }  # fmt: skip
    load(database, tmp_path / "1", files)
    changing_people.deactivate(database, KIM, [ANA])
    totals = {table: len(rows(database, f"FROM {table}")) for table in daily_totals.TABLES}
    new_id = pseudonyms.make_pseudonym(database, KIM, ANA, confirmed="Ana Alves")
    assert rows(database, "SELECT DISTINCT agent_id FROM interactions") == [(new_id,)]
    assert {table: len(rows(database, f"FROM {table}")) for table in daily_totals.TABLES} == totals
    before = snapshot(database)
    for folder in ("2", "3"):
        load(database, tmp_path / folder, files)
    after = snapshot(database)
    for table in ("people", "interactions", *daily_totals.TABLES):
        assert after[table] == before[table], table
    assert not places_of(database, "ana alves") | places_of(database, ANA) | places_of(database, "a-ana")
    assert supervised_by(database, SAM) == {new_id}
    assert visibility.may(database, SAM, Action.SEE, new_id)


@pytest.mark.storage
def test_others_whose_name_or_address_has_it_as_a_part_stay_who_they_are(database: Database) -> None:
    others = {
        "anna.berg@example.com": "Anna Berg",
        "berg@example.com.au": "Anna Berg-Larsen",
        "a-berg@example.com": "Mary Anna Berg",
        "Anna Berg-Larsen": "Anna Berg-Larsen",
    }
    with database.transaction() as cursor:
        directory = Directory(cursor)
        directory.list_person(KIM, "Kim Kaur", None, [ADMINISTRATION])
        directory.agent("berg@example.com", "a-17", "Anna Berg", None, "1")
        for number, (identity, name) in enumerate(others.items()):
            email = identity if "@" in identity else None
            directory.agent(email, f"b-{number}" if email else identity, name, None, "1")
        directory.auditor("Anna Berg", "1")
        directory.store(cursor)
    changing_people.deactivate(database, KIM, ["berg@example.com"])
    texts = "berg@example.com,berg@example.com, anna.berg@example.com. Anna Berg, Anna Berg-Larsen: berg@example.com."
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO centre_settings VALUES ('whom_to_ask', $texts)", {"texts": texts})
    new_id = pseudonyms.make_pseudonym(database, KIM, "berg@example.com", confirmed="Anna Berg")
    for identity, name in others.items():
        row = stored(database, identity)
        assert row is not None, identity
        assert row["name"] == name
        assert row["email"] == (identity if "@" in identity else None)
    called = rows(database, f"SELECT name FROM people WHERE person_id = '{new_id}'")[0][0]
    assert rows(database, "SELECT value FROM centre_settings") == [
        (f"{new_id},{new_id}, anna.berg@example.com. {called}, Anna Berg-Larsen: {new_id}.",)
    ]
    assert rows(database, "SELECT person_id, name FROM people WHERE person_id LIKE 'auditor:%'") == [
        (f"auditor:{called}", called)
    ]


@pytest.mark.storage
def test_an_id_that_only_ever_came_with_the_address_means_the_pseudonym(database: Database) -> None:
    with database.transaction() as cursor:
        directory = Directory(cursor)
        directory.list_person(KIM, "Kim Kaur", None, [ADMINISTRATION])
        directory.agent(ANA, "a-17", "Ana Alves", None, "1")
        directory.agent(ANA, "desk", "Ana Alves", None, "1")
        directory.list_person(SAM, "Sam Soto", None, ["coaching_assignments", "coaching_monitor"])
        directory.agent(SAM, "desk", "Sam Soto", None, "1")
        directory.store(cursor)
    changing_people.deactivate(database, KIM, [ANA])
    new_id = pseudonyms.make_pseudonym(database, KIM, ANA, confirmed="Ana Alves")
    with database.transaction() as cursor:
        directory = Directory(cursor)
        directory.agent(None, "a-17", "Ana Alves", None, "2")
        assert directory.agent_id(None, "a-17") == new_id
        assert directory.person_id("desk") == "desk"
        directory.store(cursor)
    assert not places_of(database, "ana alves") | places_of(database, "a-17")


@pytest.mark.storage
def test_an_auditor_of_that_name_becomes_the_pseudonym_however_it_is_spelled(database: Database) -> None:
    with database.transaction() as cursor:
        directory = Directory(cursor)
        directory.list_person(KIM, "Kim Kaur", None, [ADMINISTRATION])
        directory.agent(ANA, None, "Ana Alves", None, "1")
        directory.agent(BEN, None, "Ben Bauer", None, "1")
        directory.list_person(SAM, "Ben Bauer", None, ["coaching_assignments", "coaching_monitor"])
        for name in ("Ana Alves", "ANA ALVES", "Ben Bauer"):
            directory.auditor(name, "1")
        directory.store(cursor)
    for person_id, name in ((ANA, "Ana Alves"), (BEN, "Ben Bauer")):
        changing_people.deactivate(database, KIM, [person_id])
        pseudonyms.make_pseudonym(database, KIM, person_id, confirmed=name)
    assert not places_of(database, "ana alves")
    assert rows(database, "SELECT person_id FROM identities WHERE identity = 'auditor:Ben Bauer'") == [(SAM,)]


@pytest.mark.storage
def test_drafts_and_filters_mean_the_pseudonym_where_the_id_is_no_address(database: Database) -> None:
    with database.transaction() as cursor:
        directory = Directory(cursor)
        directory.list_person(KIM, "Kim Kaur", None, [ADMINISTRATION])
        directory.agent(None, "17", "Ana Alves", None, "1")
        directory.store(cursor)
        drafts = {
            ("assignment", "agent:17"): '{"interactions": ["17"], "version": 17}',
            ("assignment", "group:g-1"): '{"left_out": ["17", "18"]}',
            ("words", "group 1:g-1"): '{"texts": {"members": ["17"], "name": "17"}}',
            ("words", "aside m-1:17"): "{}",
            ("words", "agent_note:17"): "{}",
            ("words", "mark:17"): "{}",
            ("audit", "17"): "{}",
        }
        for (form, subject), content in drafts.items():
            cursor.execute("INSERT INTO drafts VALUES (?, ?, ?, ?, '2026-01-01')", [KIM, form, subject, content])
        cursor.execute("INSERT INTO named_filters VALUES ('f', ?, 'Hers', FALSE, '{\"agent\": [\"17\"]}')", [KIM])
    changing_people.deactivate(database, KIM, ["17"])
    new_id = pseudonyms.make_pseudonym(database, KIM, "17", confirmed="Ana Alves")
    assert set(rows(database, "SELECT form, subject_id, content FROM drafts")) == {
        ("assignment", f"agent:{new_id}", '{"interactions": ["17"], "version": 17}'),
        ("assignment", "group:g-1", f'{{"left_out": ["{new_id}", "18"]}}'),
        ("words", "group 1:g-1", f'{{"texts": {{"members": ["{new_id}"], "name": "17"}}}}'),
        ("words", f"aside m-1:{new_id}", "{}"),
        ("words", f"agent_note:{new_id}", "{}"),
        ("words", "mark:17", "{}"),
        ("audit", "17", "{}"),
    }
    assert rows(database, "SELECT content FROM named_filters") == [(f'{{"agent": ["{new_id}"]}}',)]
