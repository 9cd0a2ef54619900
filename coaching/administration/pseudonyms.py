"""How does a former agent become a pseudonym? Everywhere and for good; what they did and the figures stay.

Their name, addresses and ids leave every table: keys become the pseudonym's, and texts in which the whole name or an
address stands have the pseudonym in its place. What was said in a conversation stays as it was said: erase that
conversation where it names them. An import that names one of their addresses or ids means the pseudonym from then on,
known by one-way hashes.
"""

import json
import re
from collections.abc import Collection, Sequence
from typing import Any

import duckdb

from coaching.administration.changing_people import changing, found_people
from coaching.administration.stored_about import PEOPLE_IN
from coaching.importers.conversations import AUDITOR_PREFIX
from coaching.importers.identities import FORMER, former
from coaching.importers.repointing import SAID
from coaching.importers.staging import TEXT, staged
from coaching.quality.named_filters import AGENT
from coaching.storage.database import Database
from coaching.storage.drafts import as_mapping
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.refusals import InvalidFieldsError, NotPossibleError

# What people said in conversations, and the index of it. Everything else was written by the app, by hand or by files.
AS_SAID = frozenset({("turns", "text"), ("transcript_words", "word")})

# Where a name or an id may stand alone.
ALONE = frozenset({("participants", "name"), ("participants", "source_id"), ("changes", "was"), ("changes", "becomes")})

# What others are called and known by, of which a name or an address may be a part: rows of the person were renamed
# before, and here only an auditor of whom nothing but this name is known becomes the pseudonym.
KEYS_OF_PEOPLE = frozenset(PEOPLE_IN) | {(table, said) for table, _, said in SAID} | {
    ("identities", "identity"), ("identities", "joined_to"), ("identities", "supervisor_email"),
    ("identities", "source_ids"), ("people", "email"), ("people", "source_ids"), ("changes", "subject_id"),
}  # fmt: skip
NAMES_OF_PEOPLE = frozenset({("people", "name"), ("identities", "name")})

# What may stand before and behind a name and an address that are not a part of a longer one.
BEFORE_NAME, BEHIND_NAME = "^|[^\\pL\\pN_-]", "$|[^\\pL\\pN_-]|-(?:$|[^\\pL\\pN_])"
BEFORE_ADDRESS, BEHIND_ADDRESS = "^|[^\\pL\\pN_.+%-]", "$|[^\\pL\\pN_.-]|[.-](?:$|[^\\pL\\pN_])"

COLUMNS = """
    SELECT table_name, column_name, data_type = 'VARCHAR[]' AS several FROM information_schema.columns
    WHERE table_catalog = current_database() AND data_type IN ('VARCHAR', 'VARCHAR[]') AND table_name <> 'migrations'
    ORDER BY ALL"""

RENAME_IDENTITIES = """
    UPDATE identities i SET identity = r.new_id, person_id = $new_id, is_address = FALSE, name = $name, team = NULL,
        source_ids = [], set_here = ['name', 'permissions', 'supervisor', 'team'],
        joined_to = CASE WHEN r.new_id = $new_id THEN NULL ELSE $new_id END
    FROM renamed_identities r WHERE i.identity = r.identity"""

NAMED_ELSEWHERE = (
    "UPDATE identities i SET joined_to = r.new_id FROM renamed_identities r WHERE i.joined_to = r.identity",
    """
    UPDATE identities i SET supervisor_email = r.new_id FROM renamed_identities r
    WHERE i.supervisor_email = r.identity""",
)

CHANGES = """
    UPDATE changes SET subject_id = $new_id
    WHERE subject = 'person' AND subject_id IN (SELECT identity FROM renamed_identities)"""

# What drafts of these forms are about, behind the first colon, is a person.
DRAFTS_ABOUT = """
    UPDATE drafts SET subject_id = concat(subject_id[:strpos(subject_id, ':')], $new_id)
    WHERE form <> 'audit' AND regexp_matches(subject_id, '^(agent|agent_note|aside [^:]*):')
      AND subject_id[strpos(subject_id, ':') + 1:] IN (SELECT identity FROM renamed_identities)"""

# Where JSON lists people by their ids: whom drafts of a group leave out or have as members, whose list is filtered.
PEOPLE_IN_JSON = {"left_out", "members", AGENT}

# An auditor of whom only the name is known is one person, however files spell it.
AUDITOR = "SELECT 1 FROM people WHERE regexp_matches(person_id, $pattern)"
OTHER_SPELLINGS = """
    DELETE FROM identities
    WHERE regexp_matches(identity, $pattern) AND regexp_matches(person_id, $pattern) AND identity <> person_id"""

AS_A_PERSON = "UPDATE people SET email = NULL, name = $name, team = NULL, source_ids = [] WHERE person_id = $new_id"

NOTE = "INSERT INTO erasures SELECT 'pseudonym' AS reason, $erased_at, $erased_by, 0 AS conversations"


def make_pseudonym(database: Database, viewer_id: str, person_id: str, *, confirmed: str) -> str:
    """Makes a deactivated person a pseudonym and returns its person_id. `confirmed`: their name, typed by hand.

    Raises NotAllowedError, NotFoundError, NotPossibleError where they are not deactivated, InvalidFieldsError where
    something else than the name was typed.
    """
    with changing(database, viewer_id) as (cursor, directory):
        person = found_people(directory, [person_id])[person_id]
        if person.deactivated_at is None:
            raise NotPossibleError(wording.DEACTIVATE_FIRST)
        if confirmed.strip() != person.name:
            raise InvalidFieldsError({"name": wording.NOT_THE_NAME})
        directory.mention_ids_of(person_id)
        members = directory.identities_of(person_id)
        directory.store(cursor)  # a person whom no import has stored has no identities yet
        new_id = former(person_id)
        name = wording.FORMER_AGENT.format(code=new_id.removeprefix(FORMER)[:6])
        renamed = {one.identity: former(one.identity) for one in members}
        called = {each for one in members for each in (one.name, one.auditor_name if one.is_auditor else None) if each}
        known_as = {*renamed, *person.source_ids, *(source_id for one in members for source_id in one.source_ids)}
        _rename(cursor, person_id, new_id, name, renamed)
        _replace_in_texts(cursor, {person.name, *called}, known_as, name, new_id)
        cursor.execute("UPDATE imports SET returned = NULL WHERE returned IS NOT NULL")
        cursor.execute(NOTE, {"erased_at": utc_now(), "erased_by": viewer_id})
        return new_id


def _rename(cursor: duckdb.DuckDBPyConnection, person_id: str, new_id: str, name: str, renamed: dict[str, str]) -> None:
    """Gives every row of the person to the pseudonym."""
    for table, column, key in SAID:
        cursor.execute(f"UPDATE {table} SET {key} = NULL WHERE {column} = $person_id", {"person_id": person_id})
    for table, column in PEOPLE_IN:
        cursor.execute(
            f"UPDATE {table} SET {column} = $new_id WHERE {column} = $person_id",
            {"new_id": new_id, "person_id": person_id},
        )
    with staged(cursor, "renamed_identities", {"identity": TEXT, "new_id": TEXT}, list(renamed.items())):
        for statement in NAMED_ELSEWHERE:
            cursor.execute(statement)
        cursor.execute(CHANGES, {"new_id": new_id})
        cursor.execute(DRAFTS_ABOUT, {"new_id": new_id})
        cursor.execute(RENAME_IDENTITIES, {"new_id": new_id, "name": name})
    cursor.execute(AS_A_PERSON, {"name": name, "new_id": new_id})
    _rename_in_json(cursor, new_id, renamed.keys())


def _rename_in_json(cursor: duckdb.DuckDBPyConnection, new_id: str, known_as: Collection[str]) -> None:
    """Puts the pseudonym into the lists of people in drafts and filters: in other texts no id without an @ is found."""
    for table in ("drafts", "named_filters"):
        for (written,) in cursor.execute(f"SELECT DISTINCT content FROM {table}").fetchall():
            found = as_mapping(written)
            renamed = _renamed(found, new_id, known_as)
            if renamed != found:
                stored = {"renamed": json.dumps(renamed), "written": written}
                cursor.execute(f"UPDATE {table} SET content = $renamed WHERE content = $written", stored)


def _renamed(found: Any, new_id: str, known_as: Collection[str], key: str = "") -> Any:
    """What JSON held under `key`, with the pseudonym in its lists of people."""
    if isinstance(found, dict):
        return {name: _renamed(each, new_id, known_as, name) for name, each in found.items()}
    if isinstance(found, list) and key in PEOPLE_IN_JSON:
        return [new_id if each in known_as else each for each in found]
    return found


def _replace_in_texts(
    cursor: duckdb.DuckDBPyConnection, names: Collection[str], known_as: Collection[str], put: str, new_id: str
) -> None:
    """Puts the pseudonym in place of names and addresses: of those with a blank or an @ wherever they stand in a text,
    and of a single word or number only where nothing but it stands and a file or the app has written it there."""
    whole, addresses = [each for each in names if " " in each.strip()], [each for each in known_as if "@" in each]
    patterns = [
        (f"(?i)({before})(?:{_any_of(texts)})({behind})", f"\\1{becomes}\\2")
        for texts, becomes, before, behind in (
            (whole, put, BEFORE_NAME, BEHIND_NAME),
            (addresses, new_id, BEFORE_ADDRESS, BEHIND_ADDRESS),
        )
        if texts
    ]
    alone = (f"(?i)^(?:{_any_of([*names, *known_as])})$", put)
    of_auditors = (f"(?i)^({AUDITOR_PREFIX})(?:{_any_of([*names])})$", f"\\1{put}")
    is_auditor = cursor.execute(AUDITOR, {"pattern": of_auditors[0]}).fetchall()
    cursor.execute(OTHER_SPELLINGS, {"pattern": of_auditors[0]})
    for table, column, several in cursor.execute(COLUMNS).fetchall():
        place = (table, column)
        if place in AS_SAID or place in NAMES_OF_PEOPLE:
            continue
        of_keys = [of_auditors] if is_auditor else []
        found = of_keys if place in KEYS_OF_PEOPLE else [*patterns, *([alone] if place in ALONE else ())]
        for pattern, becomes in found:
            cursor.execute(_replacing(table, column, several), {"pattern": pattern, "becomes": becomes})
    for table, column in NAMES_OF_PEOPLE:
        cursor.execute(
            f"UPDATE {table} SET {column} = $put WHERE person_id = $auditor",
            {"put": put, "auditor": AUDITOR_PREFIX + put},
        )


def _any_of(texts: Sequence[str]) -> str:
    """A pattern of RE2 for any of these, as they are and as JSON has them."""
    written = {form for each in texts for form in (each, json.dumps(each)[1:-1])}
    return "|".join(re.sub(r"([^\w\s]|_)", r"\\\1", each) for each in sorted(written, key=len, reverse=True))


def _replacing(table: str, column: str, several: bool) -> str:
    """Replaces twice: of two that only a comma is between, the first takes the comma."""
    if several:
        return f"""
            UPDATE {table} SET {column} = list_transform({column}, lambda each:
                regexp_replace(regexp_replace(each, $pattern, $becomes, 'g'), $pattern, $becomes, 'g'))
            WHERE len(list_filter({column}, lambda each: regexp_matches(each, $pattern))) > 0"""
    return f"""
        UPDATE {table} SET {column} =
            regexp_replace(regexp_replace({column}, $pattern, $becomes, 'g'), $pattern, $becomes, 'g')
        WHERE regexp_matches({column}, $pattern)"""
