"""Small exports as they really come, one folder each: what comes out is what the README beside them says.

The folders are part of the project's shared data, not of the project. Where they are absent the tests are skipped.
"""

import json
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from coaching.importers.report import Report
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted
from tests.importers.export import rows
from tests.places import FIELD_CASES, need


def case(number: str) -> Path:
    """The folder of a case; the test is skipped where the shared data is not beside the project."""
    need(FIELD_CASES)
    (folder,) = FIELD_CASES.glob(f"{number}-*")
    return folder


def load_case(database: Database, number: str) -> Report:
    """Imports the folder of a case as one."""
    return import_paths(database, [case(number)])


def test_04_two_rows_of_a_mono_recording_are_one_conversation(database: Database) -> None:
    report = load_case(database, "04")
    assert report.is_complete
    assert report.notes == []
    assert rows(database, "SELECT interaction_id, agent_id FROM interactions") == [("cv-1", "ana@x.example")]


PARTS_OF_25 = ("metadata.csv", "transcripts", "page-1.json")


def test_05_the_last_agent_and_the_queue_where_it_ended_count(database: Database) -> None:
    report = load_case(database, "05")
    assert report.is_complete
    assert rows(database, "SELECT agent_id, queue_id FROM interactions") == [("ben@x.example", "q-2")]
    assert rows(database, "SELECT name, kind FROM participants ORDER BY position") == [
        ("Ana Alves", "agent"),
        ("Ben Bos", "agent"),
        ("Returns", "queue"),
        ("Billing", "queue"),
    ]


def test_20_bots_and_missing_agents_are_nobody(database: Database) -> None:
    report = load_case(database, "20")
    assert [(refusal.position, refusal.field) for refusal in report.refusals] == [
        (f"record {number}", "Agents") for number in (1, 2, 3, 6, 7)
    ]
    assert rows(database, "SELECT interaction_id, agent_id FROM interactions ORDER BY ALL") == [
        ("cv-4", "ana@x.example"),
        ("cv-5", "ana@x.example"),
    ]
    assert rows(database, "SELECT person_id FROM people") == [("ana@x.example",)]


@pytest.mark.parametrize("parts", [[PARTS_OF_25], *([[part] for part in each] for each in permutations(PARTS_OF_25))])
def test_25_both_ids_of_a_conversation_are_one(database: Database, parts: list[list[str]]) -> None:
    for part in parts:
        report = import_paths(database, [case("25") / name for name in part])
    assert report.is_complete
    assert rows(database, "SELECT interaction_id, kore_evaluation_score, queue_id FROM interactions") == [
        ("c-8797b6f6-960e", 80.0, "qu-d1fb0122")
    ]
    assert rows(database, "SELECT interaction_id, position, speaker FROM turns ORDER BY position") == [
        ("c-8797b6f6-960e", 1, "agent"),
        ("c-8797b6f6-960e", 2, "customer"),
    ]
    assert rows(database, "SELECT interaction_id, position FROM evidence") == [("c-8797b6f6-960e", 2)]
    assert rows(database, "SELECT count(*) FROM waiting_records") == [(0,)]


@pytest.mark.parametrize("parts", list(permutations(("evaluation_form.json", "page-1.json"))))
def test_28_metrics_and_forms_are_told_by_the_key_of_their_names(database: Database, parts: tuple[str, ...]) -> None:
    for part in parts:
        report = import_paths(database, [case("28") / part])
        assert report.is_complete
    assert rows(database, "SELECT form_id, metric_id, name FROM metrics ORDER BY ALL") == [
        ("Form", "Form|Greets the customer", "Greets the customer"),
        ("Form", "Form|Se pr\u00e9sente", "Se pr\u00e9sente"),
    ]
    found = rows(database, "SELECT interaction_id, form_id, fatal, failed_areas FROM interactions ORDER BY ALL")
    assert found == [
        (name, "Form", name != "nfd", ["Etiquette"]) for name in ("blanks", "case", "formcase", "nbsp", "nfd", "same")
    ]


@pytest.mark.parametrize("parts", list(permutations(("people.json", "page-1.json"))))
def test_36_an_auditor_is_told_by_the_key_of_the_name(database: Database, parts: tuple[str, ...]) -> None:
    for part in parts:
        import_paths(database, [case("36") / part])
    assert rows(database, "SELECT auditor_id, count(*) FROM audits GROUP BY ALL") == [("uma@x.example", 7)]
    assert rows(database, "SELECT person_id FROM people ORDER BY ALL") == [("ana@x.example",), ("uma@x.example",)]


@pytest.mark.parametrize(
    "parts", [[["."]], [["01-06-2026.json"], ["31-05-2026.json"]], [["31-05-2026.json"], ["01-06-2026.json"]]]
)
def test_38_the_newer_evaluation_counts_whenever_it_is_read(database: Database, parts: list[list[str]]) -> None:
    for part in parts:
        assert import_paths(database, [case("38") / name for name in part]).is_complete
    assert rows(database, "SELECT kore_evaluation_score FROM interactions") == [(85.0,)]


def test_39_scores_without_times_wait_for_their_conversations(database: Database) -> None:
    report = load_case(database, "39")
    assert report.loaded.total() == 0
    assert report.notes == [counted(5, wording.WAITING_SCORES)]
    assert not report.is_complete


def test_24_no_sentiment_is_estimated_for_other_languages(database: Database) -> None:
    report = load_case(database, "24")
    assert report.refusals == []
    found = rows(database, "SELECT interaction_id, sentiment_score, sentiment_estimated FROM interactions ORDER BY ALL")
    others = [(name, None, False) for name in ("de", "de-child", "es", "fr", "ja", "nl", "pt")]
    assert [row for row in found if row[0] != "en"] == others
    assert [(name, score > 5, estimated) for name, score, estimated in found if name == "en"] == [("en", True, True)]
    assert rows(database, "SELECT DISTINCT interaction_id FROM turns WHERE sentiment IS NOT NULL") == [("en",)]


def test_30_unusual_texts_are_kept_as_they_are_written(database: Database) -> None:
    report = load_case(database, "30")
    assert report.refusals == []
    written = json.loads((case("30") / "transcripts" / "cv-1.json").read_text())
    stored = rows(database, "SELECT position::VARCHAR, text FROM turns WHERE interaction_id = 'cv-1'")
    assert dict(stored) == {position: turn["text"] for position, turn in written.items()}
    assert rows(database, "SELECT count(*) FROM turns WHERE interaction_id = 'cv-2'") == [(8000,)]
    assert rows(database, "SELECT person_id, name FROM people WHERE email = 'zoe@x.example'") == [
        ("zoe@x.example", "Zoe")
    ]


def test_01_seconds_since_1970_are_read_and_said(database: Database) -> None:
    report = load_case(database, "01")
    assert rows(database, "SELECT speaker, said_at FROM turns ORDER BY position") == [
        ("agent", datetime(2026, 5, 4, 9)),
        ("customer", datetime(2026, 5, 4, 9, 0, 31, 523000)),
    ]
    assert report.is_complete
    assert any("seconds since 1970" in note for note in report.notes)


def test_02_times_from_the_start_are_added_to_it(database: Database) -> None:
    report = load_case(database, "02")
    start = datetime(2026, 5, 4, 9)
    assert rows(database, "SELECT said_at FROM turns ORDER BY position") == [
        (start + timedelta(seconds=seconds),) for seconds in (0, 45, 120.5)
    ]
    assert report.is_complete


def test_03_a_voice_transcript_gives_the_turns_of_the_call(database: Database) -> None:
    report = load_case(database, "03")
    assert rows(database, "SELECT interaction_id, speaker, said_at, text FROM turns ORDER BY position") == [
        ("cv-1", "agent", datetime(2026, 5, 4, 9, 0, 2), "good morning"),
        ("cv-1", "customer", datetime(2026, 5, 4, 9, 0, 6), "my parcel is late"),
    ]
    assert report.is_complete


def test_15_times_as_texts_and_a_message_without_a_time(database: Database) -> None:
    report = load_case(database, "15")
    start, later = datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 9, 0, 31)
    assert rows(database, "SELECT interaction_id, said_at, text FROM turns ORDER BY interaction_id, position") == [
        ("cv-1", start, "Hi."),
        ("cv-1", later, "Late."),
        ("cv-2", start, "Hi."),
        ("cv-2", later, "Late."),
        ("cv-3", start, "Hi."),
        ("cv-3", None, "Late."),
        ("cv-3", None, "Very late."),
    ]
    assert report.is_complete


def test_34_paths_of_transcripts_lead_below_the_folder(database: Database) -> None:
    report = load_case(database, "34")
    assert report.is_complete
    assert rows(database, "SELECT interaction_id, text FROM turns ORDER BY ALL") == [
        (name, "hi") for name in ("P-6", "p-1", "p-2", "p-3", "p-4", "p-5", "p/7")
    ]


def scores(database: Database) -> dict[str, float | None]:
    return dict(rows(database, "SELECT interaction_id, kore_evaluation_score FROM interactions"))


def test_06_a_report_that_names_agents_by_name_only_says_which_column_is_missing(database: Database) -> None:
    report = load_case(database, "06")
    assert [(each.field, each.reason) for each in report.refusals] == [
        ("Agent Email", counted(1, wording.REPORT_WITHOUT_AGENTS, names='"Ana Alves"'))
    ]
    assert not report.is_complete
    assert scores(database) == {}


def test_07_scores_in_any_spelling(database: Database) -> None:
    report = load_case(database, "07")
    assert report.refusals == []
    assert [(each.field, each.count) for each in report.dropped.values()] == [("Kore Evaluation Score", 3)]
    assert scores(database) == {
        "cv-1": 85, "cv-2": 85.5, "cv-3": 85.5, "cv-4": 85, "cv-5": 0, "cv-6": 0.85, "cv-7": None, "cv-8": 85,
        "cv-9": None, "cv-10": None, "cv-11": None, "cv-12": None,
    }  # fmt: skip


def test_08_nan_and_infinity_are_no_scores(database: Database) -> None:
    report = load_case(database, "08")
    assert report.refusals == []
    assert scores(database) == {**dict.fromkeys(("cv-1", "cv-2", "cv-3", "cv-4", "cv-5")), "cv-9": 80}
    assert rows(database, "SELECT count(sentiment_score) FROM interactions") == [(0,)]


def test_14_evidence_is_placed_or_counted(database: Database) -> None:
    report = load_case(database, "14")
    assert report.is_complete
    assert len(scores(database)) == 10
    name = str(case("14") / "page-1.json")
    assert counted(2, wording.EVIDENCE_UNREADABLE, file=name) in report.notes
    assert counted(1, wording.EVIDENCE_NEAR_NOTHING, example="e-outside") in report.notes
    said = dict(rows(database, "SELECT interaction_id, said_at FROM evidence"))
    start = datetime(2026, 5, 4, 9)
    late = start + timedelta(seconds=31)
    assert said.pop("e-outside") == datetime(2026, 5, 5, 16, 53, 19)
    assert said == {
        "e-ok": late, "e-zero": start, "e-offset": start + timedelta(seconds=45.5), "e-seconds": late, "e-iso": late,
        "e-scalar": late,
    }  # fmt: skip
    assert rows(database, "SELECT interaction_id, position FROM evidence WHERE position IS NOT NULL") == [("e-ok", 2)]


def test_16_ids_that_a_spreadsheet_destroyed_are_refused(database: Database) -> None:
    report = load_case(database, "16")
    assert [(each.position, each.field) for each in report.refusals] == [
        ("line 2", "conversationId"),
        ("line 3", "conversationId"),
    ]
    assert sorted(scores(database)) == ["00123", "123", "177788520001", "177788520002"]


def test_18_spellings_of_one_address_are_one_person(database: Database) -> None:
    report = load_case(database, "18")
    assert [each.position for each in report.refusals] == [f"record {number}" for number in (8, 9, 10, 11, 12, 14)]
    assert rows(database, "SELECT count(*) FROM interactions WHERE agent_id = 'ana@x.example'") == [(7,)]


def test_22_instants_in_any_clear_spelling(database: Database) -> None:
    report = load_case(database, "22")
    refused = {each.position: each.reason for each in report.refusals}
    assert refused.keys() >= {"record 4", "record 5", "record 10", "record 20"}
    assert all("2026-05-04T09:00:00Z" in refused[f"record {number}"] for number in (4, 5, 10, 20))
    assert rows(database, "SELECT count(*) FROM interactions WHERE started_at = '2026-05-04 09:00:00'") == [(7,)]


def test_26_an_audit_under_auditor_and_audit_date(database: Database) -> None:
    load_case(database, "26")
    assert rows(database, "SELECT interaction_id, score, audited_at, name FROM audits JOIN people ON person_id = "
                "auditor_id ORDER BY ALL") == [
        (conversation_id, 70.0, datetime(2026, 5, 5, 10), "Uma Udo") for conversation_id in ("cv-1", "cv-2")
    ]  # fmt: skip


def test_33_scores_from_zero_to_one_are_no_points(database: Database) -> None:
    report = load_case(database, "33")
    fields = "Kore Evaluation Score, Pass Score"
    assert report.notes == [wording.PARTS_OF_ONE.format(file=case("33") / "page-1.json", fields=fields)]
    assert scores(database) == {"z-1": 92, "z-2": 81, "z-3": 100, "z-4": 40}
    assert rows(database, "SELECT DISTINCT pass_score FROM interactions") == [(75.0,)]


def test_44_an_odd_optional_field_spoils_no_record(database: Database) -> None:
    report = load_case(database, "44")
    assert report.refusals == []
    assert scores(database) == {f"o-{number}": 80 for number in range(1, 15)}
    assert {each.field: each.count for each in report.dropped.values()} == {
        "Sentiment Score": 2, "Queues": 2, "Fatal Errors": 1, "Metric Weight": 1, "Language": 1,
    }  # fmt: skip


def test_45_an_end_slightly_before_the_start_is_the_start(database: Database) -> None:
    assert load_case(database, "45").is_complete
    assert rows(database, "SELECT DISTINCT ended_at - started_at FROM interactions") == [(timedelta(0),)]


def test_09_utf_16_is_read(database: Database) -> None:
    assert load_case(database, "09").is_complete
    assert scores(database) == {"cv-1": None, "cv-2": 80}
    assert rows(database, "SELECT count(*) FROM turns") == [(1,)]


def test_10_any_separator_is_read(database: Database) -> None:
    assert load_case(database, "10").is_complete
    assert sorted(scores(database)) == ["cv-1", "cv-2", "cv-3"]


def test_12_pages_and_records_put_together_in_any_way(database: Database) -> None:
    report = load_case(database, "12")
    assert report.is_complete
    names = ("ap-1", "ap-2", "fl-1", "fl-2", "kp-1", "kp-2", "nd-1", "nd-2", "np-1", "np-2", "si-1", "wr-1")
    assert scores(database) == dict.fromkeys(names, 80)


def test_13_archives_and_other_endings_are_read(database: Database) -> None:
    report = load_case(database, "13")
    assert (report.is_complete, report.passed_over) == (True, [])
    assert scores(database) == {"gz-1": 80, "jl-1": 80, "zip-1": 80, "tsv-1": None, "txt-1": None}


def test_17_keys_twice_are_refused_and_named(database: Database) -> None:
    report = load_case(database, "17")
    assert [(Path(each.file).name, each.position, each.field) for each in report.refusals] == [
        ("page-1.json", "", "results"),
        ("page-1.json", "record 1", "Conversation ID"),
        ("cv-1.json", "", "1"),
    ]
    assert '"cv-2" and "cv-3"' in report.refusals[1].reason
    assert scores(database) == {"cv-1": None}
    assert rows(database, "SELECT count(*) FROM turns") == [(0,)]


def test_21_blank_rows_and_titles_are_tolerated_and_a_column_twice_is_refused(database: Database) -> None:
    report = load_case(database, "21")
    assert sorted(scores(database)) == ["b-1", "c-1", "d-1", "f-1", "g-2", "t-1", "t-2"]
    assert [(Path(each.file).parent.name, each.position, each.field) for each in report.refusals] == [
        ("d", "line 3", "agentEmail"),
        ("e", "line 1", "agentEmail"),
        ("g", "line 2", ""),
    ]


def test_27_pages_that_are_missing_are_counted(database: Database) -> None:
    report = load_case(database, "27")
    name = str(case("27") / "page-1.json")
    assert report.notes == [counted(189, wording.PAGES_MISSING, file=name, came=2, total=191)]
    assert not report.is_complete
    assert len(scores(database)) == 2


def test_31_almost_json_is_read_or_its_fault_is_named(database: Database) -> None:
    report = load_case(database, "31")
    assert sorted(scores(database)) == ["cb-1", "co-1", "mc-1", "oo-1", "py-1", "st-1", "tc-1", "tc-2", "xs-1"]
    refused = {Path(each.file).name: each.reason for each in report.refusals}
    assert refused.keys() == {"error.json", "missing-comma.json", "ps-truncated.json"}
    assert '"errors"' in refused["error.json"]
    assert "Expecting ',' delimiter" in refused["missing-comma.json"]
    assert "PowerShell" in refused["ps-truncated.json"]
    assert [(Path(each.file).name, each.reason) for each in report.passed_over] == [
        ("empty-results.json", wording.PASSED_OVER_NO_RECORDS)
    ]
