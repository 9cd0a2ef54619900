"""Everything an import refuses: the file, the place, the field and the reason; and that the rest is loaded."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.finding import MissingPathError
from coaching.importers.format import Source, SourceFile
from coaching.importers.formats import raw_data
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests.importers.export import (
    FORM,
    METADATA_HEADER,
    assignment,
    conversation,
    load,
    metric,
    page,
    person,
    refused,
    rows,
    snapshot,
    transcript,
    turn,
)

START = 1772442000000
FUTURE = "is more than a day in the future"
OTHER_AGENT = [{"Agent ID": "a-olu"}]
GOOD = {
    "form.json": FORM,
    "page.json": page(conversation("k-1"), conversation("k-2", Agents=OTHER_AGENT)),
    "k-1.json": transcript(turn("USER", "Hello", START)),
    "people.json": [person("nia@example.com", "Nia Novak")],
}


def raw(**changes: Any) -> dict[str, Any]:
    conversation_id = changes.pop("conversation_id", "k-9")
    return {"z.json": page(conversation("k-8"), conversation(conversation_id, **changes))}


def without(record: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != key}


def justified(timestamp: object) -> dict[str, Any]:
    return metric("m", "YES", justification=[{"message_id": ["x"], "timestamp": [timestamp]}])


def form(**changes: Any) -> dict[str, Any]:
    return {"z.json": {**FORM, "name": "Another", "metrics": [{**FORM["metrics"][0], "metric_id": "z", **changes}]}}


def audit(**changes: Any) -> dict[str, Any]:
    return {
        "conversation_id": "k-1",
        "auditor_email": "sol@example.com",
        "audited_at": "2026-03-05T12:00:00Z",
        "supervisor_audit_score": 50,
        **changes,
    }


def row(**changes: str) -> dict[str, Any]:
    usual = dict.fromkeys(METADATA_HEADER, "") | {"conversationId": "k-9", "agentEmail": "nia@example.com"}
    return {"z.csv": [usual | changes]}


RECORD = "record 2"
# files, position, field, a part of the reason
CASES: list[tuple[dict[str, Any], str, str, str]] = [
    # raw data
    (raw(conversation_id=None), RECORD, "Conversation ID", "is missing"),
    (raw(conversation_id="  "), RECORD, "Conversation ID", "is missing"),
    ({"z.json": page(conversation("k-8"), without(conversation(), "Conversation ID"))}, RECORD, "Conversation ID",
     "is missing"),
    (raw(**{"Conversation Start Time": "yesterday"}), RECORD, "Conversation Start Time", "not a date and time"),
    (raw(**{"Conversation Start Time": 10**30}), RECORD, "Conversation Start Time", "not a date and time"),
    (raw(**{"Conversation Start Time": True}), RECORD, "Conversation Start Time", "not a date and time"),
    (raw(**{"Conversation Start Time": "9999-12-31T23:30:00Z"}), RECORD, "Conversation Start Time",
     "not between 1970 and 2200"),
    (raw(**{"Conversation Start Time": "0001-01-01T00:00:00+05:00"}), RECORD, "Conversation Start Time",
     "not between 1970 and 2200"),
    (raw(**{"Conversation Start Time": "1969-12-31T23:30:00Z"}), RECORD, "Conversation Start Time",
     "not between 1970 and 2200"),
    (raw(Duration=99999999999, **{"Conversation Start Time": "9999-01-01", "Conversation End Time": None}), RECORD,
     "Conversation Start Time", "not between 1970 and 2200"),
    (raw(conversation_id="NA"), RECORD, "Conversation ID", "is missing"),
    (raw(Agents=[{"agentId": "-", "Agent Name": "Zed"}]), RECORD, "Agents", "neither an e-mail address nor an id"),
    (raw(Agents=[]), RECORD, "Agents", "nobody handled"),
    (raw(Agents=None), RECORD, "Agents", "nobody handled"),
    (raw(Agents=[{"Agent Name": "Only a name"}]), RECORD, "Agents", "neither an e-mail address nor an id"),
    (raw(Agents=[{"Agent Email": "no address"}]), RECORD, "Agent Email", "not an e-mail address"),
    (raw(Agents="Nia"), RECORD, "Agents", "neither an e-mail address nor an id"),
    ({"z.json": page(conversation("k-8"), "text")}, RECORD, "", "is not an object"),
    ({"z.json": {"results": "none"}}, "", "results", "is not a list"),
    # metadata.csv and transcripts
    (row(conversationId=""), "line 2", "conversationId", "is missing"),
    (row(agentEmail=""), "line 2", "agentEmail", "name who handled"),
    (row(agentEmail="nia"), "line 2", "agentEmail", "not an e-mail"),
    (row(conversationStartTime="noon"), "line 2", "conversationStartTime", "not a date"),
    ({"z.csv": "conversationId,agentEmail\nk-8,nia@example.com\nk-9\n"}, "line 3", "", "1 values where"),
    ({"z.csv": 'conversationId,agentEmail\nk-8,nia@example.com\nk-9,"nia\n'}, "line 3", "", "broken CSV"),
    ({"z.csv": 'conversationId,agentEmail,"q"x\nk-7,nia@example.com,1\n'}, "line 1", "", "broken CSV"),
    ({"k-9.json": transcript(turn("AGENT", "Hello", START))}, "", "", 'no conversation "k-9"'),
    ({"k-1.json": transcript(turn("AGENT", 5, START))}, "turn 1", "text", "not a text"),  # type: ignore[arg-type]
    ({"k-1.json": {"1": turn("AGENT", "a", START), "2": "b"}}, "turn 2", "type", "not an object"),
    ({"k-1.json": '{"1": {"type": "AGENT", "text": "a", "timestamp": 1}, "2": {"ty'}, "line 1 column 61", "", "JSON"),
    # forms
    (form(weight=None), "", "metric 1, weight", "is missing"),
    (form(weight="heavy"), "", "metric 1, weight", "not a number"),
    (form(name=""), "", "metric 1, name", "is missing"),
    (form(fatal="perhaps"), "", "metric 1, fatal", "neither"),
    (form(correct_response="MAYBE"), "", "metric 1, correct_response", "not YES, NO"),
    ({"z.json": {**FORM, "name": None}}, "", "name", "is missing"),
    ({"z.json": {**FORM, "metrics": []}}, "", "metrics", "is missing or empty"),
    ({"z.json": {**FORM, "metrics": FORM["metrics"] * 2}}, "", "metric 4, metric_id", "occurs twice"),
    # people
    ({"z.json": [person("ok@example.com", "Ok"), person("", "Nobody")]}, RECORD, "email", "is missing"),
    ({"z.json": [person("ok@example.com", "Ok"), person("a@example.com", "")]}, RECORD, "name", "is missing"),
    ({"z.json": [person("ok@example.com", "Ok"), person("a@example.com", "A", permissions=["fly"])]}, RECORD,
     "permissions", '"fly" is not a permission'),
    ({"z.json": [person("ok@example.com", "Ok"), person("a@example.com", "A", permissions=None)]}, RECORD,
     "permissions", "is not a list"),
    ({"z.json": [person("ok@example.com", "Ok"), person("a@example.com", "A", supervisor_email="who@example.com")]},
     RECORD, "supervisor_email", 'nobody with the address "who@example.com"'),
    # audits
    ({"z.json": [audit(), audit(conversation_id="k-7")]}, RECORD, "conversation_id", 'no interaction "k-7"'),
    ({"z.json": [audit(), audit(auditor_email=None)]}, RECORD, "auditor_email", "is missing"),
    ({"z.json": [audit(), audit(audited_at="")]}, RECORD, "audited_at", "is missing"),
    ({"z.json": [audit(), audit(audited_at="2099-01-01T00:00:00Z")]}, RECORD, "audited_at", FUTURE),
    ({"z.json": [audit(), audit(metrics=[{"metric_id": "never", "qualification": "NO"}])]}, RECORD, "metric_id",
     'no metric "never"'),
    # assignments
    *(
        ({"z.json": [assignment("as-0"), {**assignment("as-9"), **change}]}, RECORD, field, reason)
        for field, change, reason in (
            ("assignment_id", {"assignment_id": None}, "is missing"),
            ("name", {"name": " "}, "is missing"),
            ("agent_email", {"agent_email": "who@example.com"}, 'no agent "who@example.com"'),
            ("assigned_by", {"assigned_by": None}, "is missing"),
            ("assigned_at", {"assigned_at": "then"}, "not a date and time"),
            ("assigned_at", {"assigned_at": "2099-01-01T00:00:00Z", "follow_up_on": "2099-02-01"}, FUTURE),
            ("follow_up_on", {"follow_up_on": "2026-03-03"}, "before the assigned date"),
            ("follow_up_on", {"follow_up_on": "later"}, "not a date"),
            ("follow_up_on", {"follow_up_on": "9999-12-31"}, "not between 1970 and 2200"),
            ("coaching_areas", {"coaching_areas": []}, "is missing or empty"),
            ("interactions", {"interactions": []}, "is missing or empty"),
            ("interactions", {"interactions": ["k-1", "k-7"]}, 'no interaction "k-7"'),
            ("interactions", {"interactions": ["k-2"]}, "another agent's"),
            ("best_responses", {"best_responses": ["k-7"]}, 'no interaction "k-7"'),
            ("best_responses", {"best_responses": ["k-1"]}, "the agent's own"),
        )
    ),
    # whole files
    ({"z.json": {"unheard": "of"}}, "", "", "no known format"),
    ({"z.json": [{"unheard": "of"}]}, "", "", "no known format"),
    ({"z.json": ""}, "", "", "is empty"),
    ({"z.csv": "a,b\n1,2\n"}, "", "", "no known format"),
]  # fmt: skip


# What is wanted is to be seen from what is not there, or from what was there.
PLAIN = ("there is no", "another agent's", "the agent's own", "it is empty", "known format", "JSON")
TEACHES = re.compile(r"such as|write |there are |give |list |leave |put |name |save |shorten |export |at most ")


@pytest.mark.parametrize(("files", "position", "field", "reason"), CASES)
def test_a_refusal_says_where_and_why_and_what_is_wanted_and_the_rest_is_loaded(
    database: Database, tmp_path: Path, files: dict[str, Any], position: str, field: str, reason: str
) -> None:
    report = load(database, tmp_path, {**GOOD, **files})
    (found,) = refused(report)
    assert found[:3] == (next(iter(files)), position, field)
    assert reason in found[3]
    (refusal,) = report.refusals
    assert "\n" not in str(refusal)
    assert any(words in refusal.reason for words in PLAIN) or TEACHES.search(refusal.reason), refusal.reason
    assert rows(database, "SELECT count(*) FROM interactions WHERE interaction_id IN ('k-1', 'k-2')") == [(2,)]
    gone = rows(database, "SELECT count(*) FROM interactions WHERE interaction_id = 'k-9'")
    gone += rows(database, "SELECT count(*) FROM assignments WHERE assignment_id = 'as-9'")
    gone += rows(database, "SELECT count(*) FROM people WHERE email IN ('a@example.com', 'who@example.com')")
    assert gone == [(0,)] * 3
    written = (tmp_path / next(iter(files))).read_text()
    loaded = rows(database, "SELECT count(*) FROM interactions WHERE interaction_id = 'k-8'")
    loaded += rows(database, "SELECT count(*) FROM assignments WHERE assignment_id = 'as-0'")
    loaded += rows(database, "SELECT count(*) FROM people WHERE email = 'ok@example.com'")
    assert loaded == [(int(name in written),) for name in ("k-8", "as-0", "ok@example.com")]


# files, position, field, what was there
LEFT_OUT: list[tuple[dict[str, Any], str, str, str]] = [
    (raw(**{"Conversation End Time": "2026-03-02T08:59:57Z"}), RECORD, "Conversation End Time", '"2026-03-02T08:59'),
    (raw(**{"Conversation End Time": "2099-03-02T09:00:00Z"}), RECORD, "Conversation End Time", '"2099-03-02T09:00'),
    (raw(Duration="an hour", **{"Conversation End Time": None}), RECORD, "Duration", '"an hour"'),
    (raw(**{"Kore Evaluation Score": "abc"}), RECORD, "Kore Evaluation Score", '"abc"'),
    (raw(**{"Kore Evaluation Score": "1_0"}), RECORD, "Kore Evaluation Score", '"1_0"'),
    (raw(**{"Kore Evaluation Score": 140}), RECORD, "Kore Evaluation Score", "140"),
    (raw(**{"Kore Evaluation Score": -101}), RECORD, "Kore Evaluation Score", "-101"),
    (raw(**{"Kore Evaluation Score": True}), RECORD, "Kore Evaluation Score", "True"),
    (raw(**{"Kore Evaluation Score": [70]}), RECORD, "Kore Evaluation Score", "a list"),
    (raw(**{"Kore Evaluation Score": "inf"}), RECORD, "Kore Evaluation Score", '"inf"'),
    (raw(**{"Kore Evaluation Score": 10**400}), RECORD, "Kore Evaluation Score", "1000000"),
    (raw(**{"Kore Evaluation Score": None, "koreEvalutionScore": 101}), RECORD, "koreEvalutionScore", "101"),
    (raw(**{"Sentiment Score": 10.5}), RECORD, "Sentiment Score", "10.5"),
    (raw(**{"Pass Score": "high"}), RECORD, "Pass Score", '"high"'),
    (raw(**{"Fatal Errors": -1}), RECORD, "Fatal Errors", "-1"),
    (raw(Queues=["Repairs"]), RECORD, "Queues", '"Repairs"'),
    (raw(Queues=[None]), RECORD, "Queues", "None"),
    (raw(Queues=[{"Queue ID": "1.77789E+11"}]), RECORD, "Queue ID", '"1.77789E+11"'),
    (raw(Agents=[{"agentId": "1.7E+11", "Agent Email": "nia@example.com"}]), RECORD, "Agent ID", '"1.7E+11"'),
    (raw(Agents=[{"agentId": "a-nia", "Agent Name": ["Nia"]}]), RECORD, "Agent Name", "a list"),
    (raw(Language=["English"]), RECORD, "Language", "a list"),
    (raw(evaluatedAt="soon"), RECORD, "evaluatedAt", '"soon"'),
    (raw(Metrics="many"), RECORD, "Metrics", '"many"'),
    (raw(Metrics=[metric("m", "MAYBE")]), RECORD, "Qualification", '"MAYBE"'),
    (raw(Metrics=[metric("m", "YES", "heavy")]), RECORD, "Metric Weight", '"heavy"'),
    (raw(Metrics=[metric("m", "YES", isFatalError="perhaps")]), RECORD, "isFatalError", '"perhaps"'),
    (raw(Metrics=[metric("m", "YES", justification=7)]), RECORD, "justification", "7"),
    (raw(**{"Auditor Name": "Ola", "Audit Date": "soon"}), RECORD, "Audit Date", '"soon"'),
    (raw(**{"Auditor Name": "Ola", "Audit Date": "2099-01-01"}), RECORD, "Audit Date", '"2099-01-01"'),
    (raw(**{"Auditor Name": "Ola", "Audit Date": 4_070_908_800_000}), RECORD, "Audit Date", "4070908800000"),
    (raw(**{"Audit Score": 50, "Conversation Start Time": None, "Conversation End Time": None}), RECORD,
     "Audit Date", "nothing"),
    (raw(**{"Audit Score": 200}), RECORD, "Audit Score", "200"),
    (row(conversationStartTime="2026-03-02", conversationEndTime="2026-03-01"), "line 2", "conversationEndTime",
     '"2026-03-01"'),
    ({"z.json": {**FORM, "pass_score": 120}}, "", "pass_score", "120"),
    ({"z.json": [audit(conversation_id="k-2"), audit(supervisor_audit_score=101)]}, RECORD, "supervisor_audit_score",
     "101"),
    ({"z.json": [audit(conversation_id="k-2"), audit(metrics=[{"qualification": "NO"}])]}, RECORD, "metric_id",
     "nothing"),
    ({"z.json": [assignment("as-0"), assignment("as-9") | {"feedback": "good"}]}, RECORD, "feedback", '"good"'),
    ({"z.json": [assignment("as-0"), assignment("as-9") | {"action_plan": [{"step": 1}]}]}, RECORD, "action_plan",
     "an object"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "position", "field", "was"), LEFT_OUT)
def test_a_field_that_is_not_needed_is_left_out_and_the_record_is_loaded(
    database: Database, tmp_path: Path, files: dict[str, Any], position: str, field: str, was: str
) -> None:
    report = load(database, tmp_path, {**GOOD, **files})
    assert refused(report) == []
    (dropped,) = report.dropped.values()
    assert (Path(dropped.file).name, dropped.position, dropped.field, dropped.count) == (
        next(iter(files)),
        position,
        field,
        1,
    )
    assert dropped.was.startswith(was)
    assert dropped.wanted
    assert not report.is_complete
    written = (tmp_path / next(iter(files))).read_text()
    stored = rows(database, "SELECT count(*) FROM interactions WHERE interaction_id IN ('k-8', 'k-9')")
    stored += rows(database, "SELECT count(*) FROM audits WHERE auditor_id = 'sol@example.com'")
    stored += rows(database, "SELECT count(*) FROM assignments WHERE assignment_id IN ('as-0', 'as-9')")
    expected = [("k-8" in written) + ("k-9" in written), written.count("audited_at"), written.count("assigned_at")]
    assert stored == [(count,) for count in expected]


ODD: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just([]) | st.just({})
)
OPTIONAL = ("Kore Evaluation Score", "Sentiment Score", "Pass Score", "Fatal Errors", "Language", "src", "Duration",
            "contactDirection", "Conversation End Time", "evaluatedAt", "Queues", "Metrics", "Topics", "Intents",
            "Evaluation Form Name", "Auditor Name", "Audit Date", "Supervisor Audit Score", "CSAT",
            "Emotions")  # fmt: skip


@given(st.dictionaries(st.sampled_from(OPTIONAL), ODD | st.lists(ODD, max_size=3), max_size=6))
def test_no_optional_field_refuses_a_record(odd: dict[str, Any]) -> None:
    source = Source(file=SourceFile(format=raw_data.FORMAT, name="page.json"))
    parsed = raw_data.conversation(conversation("k-1") | odd, source)
    assert (parsed.conversation_id, parsed.agent.email) == ("k-1", "nia@example.com")
    assert parsed.started_at == datetime(2026, 3, 2, 9)
    assert parsed.ended_at is None or parsed.started_at <= parsed.ended_at
    for score in (parsed.kore_evaluation_score, parsed.pass_score):
        assert score is None or 0 <= score <= 100
    assert {error.field for error in source.notes.left_out} <= {*odd, "Audit Date"}


def test_nothing_of_a_refused_transcript_is_stored(database: Database, tmp_path: Path) -> None:
    load(
        database,
        tmp_path,
        {**GOOD, "k-2.json": transcript(turn("USER", "Fine", START), {**turn("AGENT", "", START), "text": 7})},
    )
    assert rows(database, "SELECT DISTINCT interaction_id FROM turns") == [("k-1",)]


def test_what_depends_on_a_refused_record_is_refused_too(database: Database, tmp_path: Path) -> None:
    files = {
        "page.json": page(conversation("k-1", **{"Conversation Start Time": "abc"})),
        "k-1.json": transcript(turn("USER", "Hello", START)),
        "audits.json": [audit()],
        "assignments.json": [assignment()],
        "people.json": [
            person("a@example.com", "A", supervisor_email="b@example.com"),
            person("b@example.com", "B", supervisor_email="c@example.com"),
            person("c@example.com", "C", permissions=["fly"]),
        ],
    }
    report = load(database, tmp_path, files)
    assert sorted((file, field) for file, _, field, _ in refused(report)) == [
        ("assignments.json", "agent_email"),
        ("audits.json", "conversation_id"),
        ("k-1.json", ""),
        ("page.json", "Conversation Start Time"),
        ("people.json", "permissions"),
        ("people.json", "supervisor_email"),
        ("people.json", "supervisor_email"),
    ]
    assert report.loaded.total() == 0
    assert not any(snapshot(database).values())


def test_a_folder_may_hold_other_files_but_one_that_is_named_must_be_readable(
    database: Database, tmp_path: Path
) -> None:
    files = {**GOOD, "README.md": "# Read me", "LICENSE.txt": "Free.", ".hidden.json": "{", "none.json": "[]"}
    assert load(database, tmp_path, files).refusals == []
    named = import_paths(database, [tmp_path / "README.md"])
    assert [each[3] for each in refused(named)] == [
        'it is of no known format: a text in UTF-8 that begins with "# Read me"'
    ]


def test_a_missing_path_stops_the_import_before_it_starts(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, {})
    with pytest.raises(MissingPathError, match=r"nowhere\.json"):
        import_paths(database, [tmp_path, tmp_path / "nowhere.json"])


def test_only_what_is_more_than_a_day_ahead_is_in_the_future(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source's clock may be a little ahead, or its days those of another time zone."""
    monkeypatch.setattr("coaching.words.days.utc_now", lambda: datetime(2026, 3, 5, 12))
    later = {"Conversation Start Time": "2031-03-02T09:00:00Z", "Conversation End Time": "2031-03-02T09:05:00Z"}
    report = load(
        database,
        tmp_path,
        GOOD
        | {
            "audits.json": [audit(audited_at="2026-03-06T12:00:00Z"), audit(audited_at="2026-03-06T12:00:01Z")],
            "assignments.json": [
                assignment("as-1") | {"assigned_at": "2026-03-06T13:00:00+01:00"},
                assignment("as-2") | {"assigned_at": "2026-03-06T13:00:01+01:00"},
            ],
            "later.json": page(conversation("k-3", **later)),
        },
    )
    assert sorted((name, position, field) for name, position, field, _ in refused(report)) == [
        ("assignments.json", "record 2", "assigned_at"),
        ("audits.json", "record 2", "audited_at"),
        ("later.json", "record 1", "Conversation Start Time"),
    ]
    assert rows(database, "SELECT audited_at FROM audits") == [(datetime(2026, 3, 6, 12),)]
    assert rows(database, "SELECT assignment_id FROM assignments") == [("as-1",)]
    assert rows(database, "SELECT count(*) FROM interactions") == [(2,)]


def test_a_name_of_a_file_that_is_no_text_is_said_without_its_odd_bytes(database: Database, tmp_path: Path) -> None:
    records = [conversation(name, **{"Kore Evaluation Score": 0.9}) for name in ("k-1", "k-2")]
    report = load(database, tmp_path, {"page\udcff.json": page(*records)})
    (note,) = report.notes
    assert "page .json" in note
