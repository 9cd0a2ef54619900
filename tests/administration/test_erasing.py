"""A conversation erased: nothing of it is left in any column, the totals stay, no import brings it back."""

import io
import json
import re
import threading
import zipfile
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.__main__ import main
from coaching.administration import by_command, erasing, joining_people, retention, stored_about
from coaching.importers.interaction_ids import OF_CONVERSATION, OF_INTERACTION
from coaching.keeping import check
from coaching.people import centre_settings
from coaching.people.permissions import ADMINISTRATION
from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError
from tests import databases
from tests.administration.people import AGENT, ANA, BEN, KIM, NED, SAM
from tests.importers.export import FORM, conversation, load, metric, page, person, rows
from tests.permission_marks import permission_of

CANARY = "zqxjcanary"
# Tables whose rows belong to a conversation, with the column that says to which.
BY_INTERACTION = dict.fromkeys((*(name for name, _ in OF_CONVERSATION), *OF_INTERACTION), "interaction_id")
BY_ID = BY_INTERACTION | {
    "interactions": "interaction_id",
    "interaction_records": "conversation_id",
    "conversation_ids": "conversation_id",
    "audit_answers": "audit_id",
    "audit_orders": "audit_id",
    "mark_closings": "mark_id",
    "drafts": "subject_id",
    "waiting_records": "waits_for",
}
# Whose rows are about people, rules or days, and hold nothing of one conversation: its words are no canary's place.
OF_NO_CONVERSATION = frozenset((
    *daily_totals.TABLES, "acknowledgements", "agent_notes", "assignment_areas", "assignments", "calendar_addresses",
    "centre_settings", "mails",
    "changes", "dropped_metrics", "erased_ids", "erased_totals", "erasures", "forms", "group_members", "groups",
    "identities", "metrics", "migrations", "named_filters", "newest_values", "news_read", "notes", "notes_set_aside",
    "notices", "notices_read", "outcomes", "own_templates", "people", "preferences", "queues", "round_agents", "rounds",
    "saved_filters", "shared_metrics", "step_ticks", "supervisions", "templates",
))  # fmt: skip
FOUND_OTHERWISE = frozenset({"imports", "transcript_words"})


def text_columns(database: Database) -> dict[str, list[tuple[str, str]]]:
    """The columns that hold texts, with their types, by table."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in database.rows(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_catalog = current_database() AND data_type IN ('VARCHAR', 'VARCHAR[]') ORDER BY ALL"
    ):
        found.setdefault(row["table_name"], []).append((row["column_name"], row["data_type"]))
    return found


def places_of(database: Database, word: str) -> set[str]:
    """The columns in which a word stands."""
    found = set()
    for table, columns in text_columns(database).items():
        for column, _ in columns:
            said = database.rows(
                f"SELECT 1 FROM {table} WHERE contains(lower({column}::VARCHAR), $word) LIMIT 1", {"word": word}
            )
            found |= {f"{table}.{column}"} if said else set()
    return found


def plant(database: Database) -> None:
    """The canary in every text of every row of c-ana-1, apart from the columns by which rows are found."""
    keys = {"interaction_id", "conversation_id", "audit_id", "mark_id", "agent_id", "metric_id", "auditor_id",
            "person_id", "marked_by", "closed_by", "subject_id", "waits_for",
            "queue_id", "channel", "topic"}  # by which totals are kept  # fmt: skip
    own = {"audit_id": "SELECT audit_id FROM audits WHERE interaction_id = 'c-ana-1'",
           "mark_id": "SELECT mark_id FROM marks WHERE interaction_id = 'c-ana-1'"}  # fmt: skip
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO conversation_ids VALUES ('zqxjcanary', 'c-ana-1')")
        for table, key in BY_ID.items():
            whose = f"{key} IN ({own[key]})" if key in own else f"{key} = 'c-ana-1'"
            values = {
                row["column_name"]: row["data_type"]
                for row in database.rows(
                    "SELECT column_name, data_type FROM information_schema.columns "
                    "WHERE table_catalog = current_database() AND table_name = $table",
                    {"table": table},
                )
            }
            if not cursor.execute(f"FROM {table} WHERE {whose} LIMIT 1").fetchall():
                _make_row(cursor, table, key, values)
            for column, kind in values.items():
                if column not in keys and kind in ("VARCHAR", "VARCHAR[]"):
                    value = "['zqxjcanary']" if kind == "VARCHAR[]" else "'zqxjcanary'"
                    cursor.execute(f"UPDATE {table} SET {column} = {value} WHERE {whose}")
        cursor.execute(
            "INSERT INTO imports (import_id, came_by, begun_at, files, report) "
            "VALUES ('i', 'page', '2026-01-01', ['a.json'], 'record 3: zqxjcanary has no agent')"
        )
        cursor.execute("UPDATE interactions SET transcript_number = 7 WHERE interaction_id = 'c-ana-1'")
        cursor.execute("INSERT INTO transcript_words VALUES ('zqxjcanary', 'customer', 0, [7])")


def _make_row(cursor: Any, table: str, key: str, columns: dict[str, str]) -> None:
    filled = {"VARCHAR": "x", "VARCHAR[]": ["x"], "INTEGER": 1, "DOUBLE": 1.0, "BOOLEAN": False,
              "TIMESTAMP": datetime(2026, 1, 1)}  # fmt: skip
    values = {name: filled[kind] for name, kind in columns.items()}
    (audit,), (mark,) = (
        (cursor.execute(f"SELECT {name}_id FROM {name}s WHERE interaction_id = 'c-ana-1'").fetchone() or (None,))
        for name in ("audit", "mark")
    )
    values[key] = {"audit_id": audit, "mark_id": mark}.get(key, "c-ana-1")
    if values[key] is None:
        return
    if table in ("audits", "marks"):
        values[f"{table[:-1]}_id"] = f"{table}-1"
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(f'${name}' for name in values)})", values
    )


@pytest.mark.storage
def test_nothing_of_an_erased_conversation_is_left_in_any_column(centre: Database) -> None:
    """A new table has to say here whether rows of it belong to a conversation."""
    assert text_columns(centre).keys() <= BY_ID.keys() | OF_NO_CONVERSATION | FOUND_OTHERWISE
    plant(centre)
    planted = places_of(centre, CANARY)
    planted_in = {place.partition(".")[0] for place in planted}
    assert planted_in >= (BY_INTERACTION.keys() | {"drafts", "imports"}) - {
        "openings",
        "best_response_offers",
    }  # no text
    totals = {table: rows(centre, f"FROM {table} ORDER BY ALL") for table in daily_totals.TABLES}
    assert erasing.erase_conversation(centre, KIM, CANARY, confirmed=f"{CANARY} ") == 1
    assert places_of(centre, CANARY) == set()
    assert places_of(centre, "c-ana-1") == set()
    assert {table: rows(centre, f"FROM {table} ORDER BY ALL") for table in daily_totals.TABLES} == totals
    assert rows(centre, "SELECT reason, erased_by, conversations FROM erasures") == [("asked", KIM, 1)]
    with centre.transaction() as cursor:
        daily_totals.rebuild(cursor)
    for table, before in totals.items():
        assert len(rows(centre, f"FROM {table}")) == len(before)
    with centre.snapshot() as cursor:
        assert list(check.of_totals(cursor, lambda: None)) == []


@pytest.mark.storage
def test_drafts_go_with_what_they_are_about_and_a_number_in_one_is_no_id(database: Database, tmp_path: Path) -> None:
    people = [person(KIM, "Kim", permissions=[ADMINISTRATION]), person(ANA, "Ana", permissions=sorted(AGENT))]
    calls = page(*(conversation(each, Agents=[{"Agent Email": ANA}]) for each in ("17", "18")))
    load(database, tmp_path, {"people.json": people, "page.json": calls})
    gone = [("words", "mark:17", "{}"), ("words", "bookmark:17", "{}"), ("audit", "17", "{}"),
            ("words", "aside m-17:ana@example.com", "{}"), ("assignment", f"agent:{ANA}", '{"interactions": ["17"]}'),
            ("words", "note:ca-1", '{"texts": {"note": "See \\"17\\"."}}')]  # fmt: skip
    stays = [("words", "mark:18", "{}"), ("words", "aside m-18:ana@example.com", "{}"),
             ("assignment", "assignment:ca-1", '{"interactions": ["18"], "version": 17, "base": {"x": [-17, 17.5]}}'),
             ("words", "note:ca-2", '{"version": 17,\n"texts": {"note": "Twelve \\\\"}}')]  # fmt: skip
    with database.transaction() as cursor:
        for number in ("17", "18"):
            cursor.execute("INSERT INTO marks VALUES (?, ?, ?, ?, '2026-01-01', [], '')",
                           [f"m-{number}", ANA, number, KIM])  # fmt: skip
        for draft in gone + stays:
            cursor.execute("INSERT INTO drafts VALUES (?, ?, ?, ?, '2026-01-01')", [KIM, *draft])
    erasing.erase_conversation(database, KIM, "17", confirmed="17")
    assert rows(database, "SELECT form, subject_id, content FROM drafts ORDER BY ALL") == sorted(stays)


@databases.about_files
def test_nor_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "centre.duckdb"
    word = "Zqxjcanary4711"
    with closing(Database(str(file))) as database:
        load(database, tmp_path / "1", {"page.json": page(conversation("k-1", Topic=word), conversation("k-2"))})
        assert erasing.erase_by_command(database, ["k-1"]) == 1
    with closing(Database(str(file))):
        pass
    assert word.encode() not in file.read_bytes()


@permission_of(erasing.erase_conversation, stored_about.stored_about)
@pytest.mark.storage
@pytest.mark.parametrize("viewer", [ANA, SAM, NED, "stranger@example.com", ""])
def test_who_may_not_administer_erases_and_takes_nothing(centre: Database, viewer: str) -> None:
    with pytest.raises(NotAllowedError):
        erasing.erase_conversation(centre, viewer, "c-ana-1", confirmed="c-ana-1")
    assert stored_about.stored_about(centre, viewer, ANA) is None
    assert rows(centre, "SELECT 1 FROM interactions WHERE interaction_id = 'c-ana-1'")


# By the command line, which the machine's owner uses, and by the centre's own rule.
@permission_of(
    erasing.erase_by_command,
    erasing.erase_older,
    stored_about.stored_about_by_command,
    by_command.erase,
    by_command.hand_over,
)
def test_what_is_not_there_or_not_confirmed_is_not_erased(centre: Database) -> None:
    with pytest.raises(NotFoundError):
        erasing.erase_conversation(centre, KIM, "nothing", confirmed="nothing")
    with pytest.raises(InvalidFieldsError):
        erasing.erase_conversation(centre, KIM, "c-ana-1", confirmed="c-ana-2")
    assert rows(centre, "FROM erasures") == []
    assert len(rows(centre, "FROM interactions")) == 6


@pytest.mark.storage
def test_an_erased_conversation_does_not_come_back(database: Database, tmp_path: Path) -> None:
    files = {
        "form.json": FORM,
        "people.json": [person(KIM, "Kim Kaur", permissions=[ADMINISTRATION]),
                        person(ANA, "Ana Alves", permissions=sorted(AGENT))],
        "page.json": page(*(conversation(each, Metrics=[metric("q-hello", "NO")]) for each in ("k-1", "k-2"))),
        "audits.json": [{"conversation_id": "k-1", "auditor_email": KIM, "audited_at": "2026-03-05", "score": 50,
                         "comment": CANARY}],
    }  # fmt: skip
    load(database, tmp_path / "1", files)
    erasing.erase_conversation(database, KIM, "k-1", confirmed="k-1")
    before = {
        table: rows(database, f"FROM {table} ORDER BY ALL") for table in ("interactions", "audits", "agent_daily")
    }
    report = load(database, tmp_path / "2", files)
    after = {table: rows(database, f"FROM {table} ORDER BY ALL") for table in before}
    assert after == before
    assert [note for note in report.notes if "erased" in note]
    assert places_of(database, CANARY) == places_of(database, "k-1") == set()


@pytest.mark.storage
def test_totals_of_what_was_erased_go_with_a_person_who_is_joined(database: Database, tmp_path: Path) -> None:
    people = [person(each, each, permissions=sorted(AGENT)) for each in (ANA, BEN)]
    people.append(person(KIM, "Kim", permissions=[ADMINISTRATION]))
    calls = page(*(conversation(f"k-{each}", Agents=[{"Agent Email": each}]) for each in (ANA, BEN)))
    load(database, tmp_path, {"people.json": people, "page.json": calls})
    erasing.erase_conversation(database, KIM, f"k-{BEN}", confirmed=f"k-{BEN}")
    joining_people.join_people(database, KIM, gone_id=BEN, kept_id=ANA)
    assert rows(database, "SELECT agent_id, sum(interactions) FROM agent_daily GROUP BY ALL") == [(ANA, 2)]


@given(st.sets(st.text('ab-1/.é"', min_size=1, max_size=3), max_size=4), st.text('ab-1/.é" ', max_size=12))
def test_an_id_is_found_as_a_whole_word_and_nothing_else(ids: set[str], text: str) -> None:
    naming = erasing.Naming(ids)
    forms = {form for each in ids for form in (each, json.dumps(each)[1:-1])}
    named = [
        form for form in forms for at in range(len(text))
        if text.startswith(form, at)
        and not re.fullmatch(r"[\w-]", text[at - 1 : at] or " ")
        and not re.fullmatch(r"[\w-]", text[at + len(form) : at + len(form) + 1] or " ")
    ]  # fmt: skip
    assert naming.is_in(text) == bool(named)
    said = naming.left_out_of(text)
    assert ("…" in said) == bool(named)
    assert not naming.is_in(said) or any("/" in each or "." in each or '"' in each for each in ids)


zones = st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York", "Europe/Berlin"])


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(30, 4_000), zones)
def test_a_conversation_is_kept_for_as_many_days_where_the_centre_is(today: date, days: int, zone: str) -> None:
    since = retention.kept_since(today, days, ZoneInfo(zone))
    assert since is not None
    here = since.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    assert here.date() == today - timedelta(days=days)
    assert retention.kept_since(today, None, ZoneInfo(zone)) is None


@pytest.mark.storage
def test_once_a_night_what_is_too_old_is_erased(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET started_at = '2026-01-01', ended_at = '2026-01-01' "
                       "WHERE interaction_id = 'c-ben-1'")  # fmt: skip
        cursor.execute("UPDATE interactions SET started_at = NULL, ended_at = NULL WHERE interaction_id = 'c-cleo-2'")
    newest = centre.rows("SELECT max(ended_at) AS at FROM interactions")[0]["at"]
    night = datetime.combine(newest.date() + timedelta(days=1), datetime.min.time()) + timedelta(hours=3)
    nights = retention.Nights(centre, threading.Event())
    assert nights.look(night) == 0
    centre_settings.change(centre, KIM, {"keep_conversations_days": "30"})
    assert nights.look(night - timedelta(hours=2)) == 0
    assert nights.look(night) == 1
    assert nights.look(night) == 0
    assert not rows(centre, "SELECT 1 FROM interactions WHERE interaction_id = 'c-ben-1'")
    assert rows(centre, "SELECT 1 FROM interactions WHERE interaction_id = 'c-cleo-2'")
    assert rows(centre, "SELECT reason, erased_by FROM erasures") == [("age", None)]


@pytest.mark.storage
def test_a_night_that_is_stopped_erases_no_more_and_the_next_look_goes_on(
    centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 1)
    centre_settings.change(centre, KIM, {"keep_conversations_days": "30"})
    stops = threading.Event()
    nights, night = retention.Nights(centre, stops), datetime(2999, 1, 1, 3)
    before = len(rows(centre, "FROM interactions"))
    stops.set()
    assert nights.look(night) == 1
    assert len(rows(centre, "FROM interactions")) == before - 1
    stops.clear()
    assert nights.look(night) == before - 1
    assert nights.look(night) == 0


@pytest.mark.storage
def test_all_that_is_stored_about_a_person_is_handed_over(centre: Database) -> None:
    tables = set(text_columns(centre))
    assert tables == stored_about.conditions().keys() | stored_about.ABOUT_NOBODY
    made = stored_about.stored_about(centre, KIM, ANA)
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert files["people.json"][0]["name"] == "Ana Alves"
    assert {row["interaction_id"] for row in files["turns.json"]} == {"c-ana-1", "c-ana-2", "c-ana-3"}
    assert {row["assignment_id"] for row in files["assignments.json"]} == {"ca-ana", "ca-ana-old"}
    others = {row["agent_id"] for row in files["interactions.json"] + files["assignments.json"]} - {ANA}
    assert others == set()
    assert stored_about.stored_about(centre, KIM, "nobody@example.com") is None
    on_command_line = stored_about.stored_about_by_command(centre, ANA)
    assert on_command_line is not None
    with zipfile.ZipFile(io.BytesIO(on_command_line)) as archive:
        assert {name: json.loads(archive.read(name)) for name in archive.namelist()} == files


def test_what_an_import_gave_back_of_others_is_not_handed_over_with_whoever_imported(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO imports (import_id, came_by, begun_by, begun_at, files, returned) "
            "VALUES ('import-1', 'page', $kim, '2026-03-04', ['a.json'], $canary::BLOB)",
            {"kim": KIM, "canary": CANARY.encode()},
        )
    made = stored_about.stored_about(centre, KIM, KIM)
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [row["import_id"] for row in json.loads(archive.read("imports.json"))] == ["import-1"]
        assert not [name for name in archive.namelist() if CANARY.encode() in archive.read(name)]


@databases.about_files
def test_the_commands_erase_only_when_told_for_good_and_write_a_new_file_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, target = str(tmp_path / "centre.duckdb"), str(tmp_path / "stored.zip")
    with closing(Database(file)) as database:
        load(database, tmp_path / "1", {"page.json": page(conversation("k-1"), conversation("k-2"))})
    assert main(["erase", "k-1", "--database", file]) == by_command.NOT_DONE
    assert main(["erase", "k-3", "--for-good", "--database", file]) == by_command.NOT_DONE
    assert main(["erase", "k-1", "--for-good", "--database", file]) == by_command.DONE
    assert "1 interactions" in capsys.readouterr().out
    assert main(["hand-over", "nobody", target, "--database", file]) == by_command.NOT_DONE
    assert main(["hand-over", "nia@example.com", target, "--database", file]) == by_command.DONE
    with zipfile.ZipFile(target) as archive:
        assert [row["interaction_id"] for row in json.loads(archive.read("interactions.json"))] == ["k-2"]
    assert main(["hand-over", "nia@example.com", target, "--database", file]) != by_command.DONE
