"""What Amazon says of chats and calls: turns, times, sentiment, and the contact that they belong to."""

from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers import contact_lens
from coaching.importers.formats import call_analytics
from coaching.importers.refused_records import Refusal
from coaching.importers.run import import_paths
from coaching.importers.transcripts import Transcript
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted
from tests import databases
from tests.importers.connect import call, chat, evaluation, turn
from tests.importers.export import conversation, load, page, rows, snapshot, source, write
from tests.importers.test_connect_evaluation import TIMES, sample

START = datetime(2026, 3, 2, 9)
TURNS = "SELECT speaker, said_at, text, sentiment FROM turns ORDER BY position"
CALL = call(
    turn("AGENT", "Hello.", 500, Sentiment="NEUTRAL", LoudnessScore=[79.3]),
    turn("CUSTOMER", "It is late.", 2000, Sentiment="NEGATIVE", LoudnessScores=[80, None]),
    turn("CUSTOMER", None, 3000),
    turn("CUSTOMER", "Well, fine.", 4000, Sentiment="POSITIVE"),
)
SAID = [
    ("agent", START + timedelta(seconds=0.5), "Hello.", None),
    ("customer", START + timedelta(seconds=2), "It is late.", -10.0),
    ("customer", START + timedelta(seconds=4), "Well, fine.", 10.0),
]


@pytest.mark.storage
def test_a_call_waits_until_something_names_its_agent(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path / "a", {"call.json": CALL})
    assert report.notes == [counted(1, wording.WAITING_TRANSCRIPTS)]
    assert wording.NO_AGENT_IN_TRANSCRIPT in report.refusals[0].reason
    assert not report.is_complete
    assert rows(database, "SELECT count(*) FROM interactions") == [(0,)]
    assert load(database, tmp_path / "b", TIMES).is_complete
    assert rows(database, TURNS) == SAID
    assert rows(database, "SELECT count(*) FROM waiting_records") == [(0,)]


def test_what_a_call_says_of_its_contact(database: Database, tmp_path: Path) -> None:
    assert load(database, tmp_path, {**TIMES, "call.json": CALL}).is_complete
    assert rows(
        database, "SELECT agent_id, channel, language, sentiment_score, sentiment_estimated FROM interactions"
    ) == [("nia@example.com", "voice", "English", -3.0, False)]
    details = "SELECT kind, speaker, name, value, number FROM interaction_details ORDER BY kind, position"
    assert rows(database, details) == [
        ("sentiment_phase", "customer", "opening", "-5", None),
        ("sentiment_phase", "customer", "closing", "10", None),
        ("time_share", None, "silence", None, 12.5),
        ("time_share", "agent", "talk", None, 50.0),
    ]
    assert rows(database, "SELECT path FROM interaction_topics") == [(["Refund"],)]


FILES: dict[str, Any] = {**TIMES, "call.json": CALL, "evaluation.json": evaluation()}


def test_the_order_of_the_files_does_not_matter(tmp_path: Path) -> None:
    paths = write(tmp_path, FILES)
    found = []
    for order in permutations(paths):
        database = databases.fresh()
        for path in order:
            import_paths(database, [path])
        found.append(snapshot(database, ("interactions", "turns", "interaction_details", "interaction_records")))
    assert all(each == found[0] for each in found)
    assert rows(database, "SELECT agent_id, kore_evaluation_score, sentiment_score FROM interactions") == [
        ("ag-1", 62.5, -3.0)
    ]


def test_a_call_begins_at_the_time_in_the_name_of_its_file(database: Database, tmp_path: Path) -> None:
    contact_id = "badd4896-75f7-43b3-bee6-c617ed3d04cb"
    name = f"{contact_id}_analysis_2026-03-02T09:00:00Z.json"
    files = {"e.json": evaluation(contact_id), name: call(turn("AGENT", "Hello.", 500), contact_id=None)}
    assert load(database, tmp_path, files).is_complete
    assert rows(database, "SELECT interaction_id, agent_id, started_at, ended_at FROM interactions") == [
        (contact_id, "ag-1", START, START + timedelta(seconds=100))
    ]
    assert rows(database, TURNS) == [("agent", START + timedelta(seconds=0.5), "Hello.", None)]


@pytest.mark.storage
def test_metadata_says_better_when_a_call_began(database: Database, tmp_path: Path) -> None:
    name = "ct-1_analysis_2026-03-02T09:30:00Z.json"
    assert load(database, tmp_path, {**TIMES, name: CALL}).is_complete
    assert rows(database, "SELECT started_at FROM interactions") == [(START,)]
    assert rows(database, TURNS) == SAID


@pytest.mark.parametrize("names", [("a.json", "b.json"), ("b.json", "a.json")])
@pytest.mark.parametrize("at_once", [True, False])
def test_of_a_redacted_file_and_its_twin_the_redacted_one_counts(
    database: Database, tmp_path: Path, names: tuple[str, str], at_once: bool
) -> None:
    raw, redacted = names
    files = {
        raw: call(turn("CUSTOMER", "I am Ann.", 500)),
        redacted: call(turn("CUSTOMER", "I am [PII].", 500), output="Redacted"),
    }
    load(database, tmp_path / "metadata", TIMES)
    paths = write(tmp_path, files)
    reports = [import_paths(database, paths)] if at_once else [import_paths(database, [path]) for path in paths]
    assert [report.refusals for report in reports] == [[]] * len(reports)
    assert rows(database, "SELECT text FROM turns") == [("I am [PII].",)]


def test_a_chat_leaves_events_out_and_has_its_sentiment_beside_it(database: Database, tmp_path: Path) -> None:
    def item(number: int, role: str, text: str | None, **more: Any) -> dict[str, Any]:
        said = {"Type": "EVENT"} if text is None else {"Type": "MESSAGE", "Content": text}
        time = f"2026-03-02T09:00:0{number}.500Z"
        return {"Id": f"i-{number}", "ParticipantRole": role, "AbsoluteTime": time, **said, **more}

    items = [
        item(1, "CUSTOMER", None),
        item(2, "SYSTEM", "Please wait."),
        item(3, "CUSTOMER", "It broke.", felt="NEGATIVE"),
        item(4, "AGENT", "I am sorry."),
        item(5, "CUSTOM_BOT", "Rate us."),
        item(6, "CUSTOMER", None),
    ]
    load(database, tmp_path / "e", {"e.json": evaluation()})
    assert load(database, tmp_path / "c", {"c.json": chat(*items)}).is_complete
    assert rows(database, TURNS) == [
        ("system", START + timedelta(seconds=2.5), "Please wait.", None),
        ("customer", START + timedelta(seconds=3.5), "It broke.", -10.0),
        ("agent", START + timedelta(seconds=4.5), "I am sorry.", None),
        ("system", START + timedelta(seconds=5.5), "Rate us.", None),
    ]
    assert rows(database, "SELECT agent_id, channel, started_at, ended_at, sentiment_score FROM interactions") == [
        ("ag-1", "chat", START + timedelta(seconds=1.5), START + timedelta(seconds=6.5), 5.0)
    ]
    assert rows(database, "SELECT kind, name, source_id FROM participants") == [("agent", "Nia", "p-1")]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*CALL, "JobName"]), ANYTHING, st.sampled_from(["", *CALL["Transcript"][0]]))
def test_any_value_is_read_or_refused(key: str, value: Any, of_turn: str) -> None:
    content = {**CALL, key: value}
    if of_turn:
        content["Transcript"] = [{**CALL["Transcript"][0], of_turn: value}]
    read = contact_lens.transcript(content, source(call_analytics.FORMAT))
    assert isinstance(read, Transcript | Refusal)
    if isinstance(read, Transcript):
        assert all(sentiment is None or -10 <= sentiment <= 10 for *_, sentiment in read.turns)


@pytest.mark.parametrize(
    ("name", "contact_id", "turns", "sentiment"),
    [
        ("aws-contact-lens.chat.raw.json", "b49644f6-672f-445c-b209-f76b36482830", 31, 0.0),
        ("aws-contact-lens.voice.raw.json", "aws-contact-lens.voice.raw", 10, 6.2),
        ("aws-transcribe-call-analytics.example-call.json", "example-call", 37, 3.6),
    ],
)
def test_the_samples(
    database: Database, tmp_path: Path, name: str, contact_id: str, turns: int, sentiment: float
) -> None:
    path = sample(name)
    load(database, tmp_path, {"e.json": evaluation(contact_id)})
    report = import_paths(database, [path])
    assert (report.refusals, list(report.dropped)) == ([], [])
    assert rows(database, "SELECT sentiment_score, sentiment_estimated FROM interactions") == [(sentiment, False)]
    assert rows(database, "SELECT count(*) FROM turns") == [(turns,)]
    assert rows(database, "SELECT count(*) FROM turns WHERE speaker = 'customer' AND sentiment IS NULL") == [(0,)]


def test_what_cannot_be_used_of_a_contact_is_left_out_and_named(database: Database, tmp_path: Path) -> None:
    odd = call(turn("CUSTOMER", "It broke.", 0, Sentiment="FURIOUS"))
    said = odd["ConversationCharacteristics"]
    said["Sentiment"]["OverallSentiment"]["CUSTOMER"] = 9
    said["NonTalkTime"]["TotalTimeMillis"] = 200_000
    report = load(database, tmp_path, {"p.json": page(conversation("ct-1")), "c.json": odd})
    assert report.refusals == []
    assert {each.field: each.was for each in report.dropped.values()} == {
        "Sentiment": '"FURIOUS"', "CUSTOMER": "9", "NonTalkTime": "200000"
    }  # fmt: skip
