"""Quality AI Express: metadata.csv and transcripts; evidence and sentiment, which rest on them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from coaching.importers import transcript_pool
from coaching.storage.database import Database
from coaching.words import wording
from tests import databases
from tests.importers.export import conversation, load, metric, page, refused, rows, snapshot, transcript, turn

START = 1772442000000
ROW = {
    "conversationId": "x-1",
    "agentEmail": "Nia@example.com",
    "conversationStartTime": "2026-03-02T09:00:00Z",
    "conversationEndTime": "",
    "channelType": "chat",
    "transcriptPath": "chats/x-1.json",
    "queueId": "q-1",
    "language": "en",
}
CHAT = transcript(
    turn("SYSTEM", "Connected.", START),
    turn("USER", "This is wonderful, thank you!", START + 1000),
    turn("AGENT", "You are welcome.", START + 2000),
    turn("user", "The second one is a horrible mess.", START + 2000),
)


def test_metadata_and_transcript(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"metadata.csv": [ROW], "chats/x-1.json": CHAT})
    assert report.refusals == []
    assert rows(database, "SELECT agent_id, channel, language, queue_id, started_at FROM interactions") == [
        ("nia@example.com", "chat", "English", "q-1", datetime(2026, 3, 2, 9))
    ]
    assert rows(database, "SELECT position, speaker, said_at, sentiment IS NULL FROM turns ORDER BY position") == [
        (1, "system", datetime(2026, 3, 2, 9), True),
        (2, "customer", datetime(2026, 3, 2, 9, 0, 1), False),
        (3, "agent", datetime(2026, 3, 2, 9, 0, 2), True),
        (4, "customer", datetime(2026, 3, 2, 9, 0, 2), False),
    ]
    ((score, estimated),) = rows(database, "SELECT sentiment_score, sentiment_estimated FROM interactions")
    turns = rows(database, "SELECT sentiment FROM turns WHERE speaker = 'customer' ORDER BY position")
    assert turns[0][0] > 5
    assert turns[1][0] < -5
    assert (abs(score - sum(value for (value,) in turns) / 2) <= 0.1, estimated) == (True, True)


def test_the_row_of_a_bot_is_nobodys(database: Database, tmp_path: Path) -> None:
    lines = (
        "conversationId,agentEmail,agentId,agentName,conversationStartTime",
        "x-1,nia@example.com,,Nia,2026-03-02T09:00:00Z",
        "x-1,chatbot@example.com,,,2026-03-02T09:05:00Z",
        "x-2,,bot-7,,2026-03-02T09:00:00Z",
        "x-3,,7,Voicebot,2026-03-02T09:00:00Z",
    )
    report = load(database, tmp_path, {"metadata.csv": "\n".join(lines)})
    assert [(field, reason.split(":")[0]) for _, _, field, reason in refused(report)] == [
        ("agentEmail", f'"{name}" is a bot and no agent') for name in ("chatbot@example.com", "bot-7", "Voicebot")
    ]
    assert rows(database, "SELECT interaction_id, agent_id FROM interactions") == [("x-1", "nia@example.com")]


@pytest.mark.storage
def test_the_metadata_says_whose_a_transcript_is(database: Database, tmp_path: Path) -> None:
    row = {**ROW, "transcriptPath": "chats\\monday.json"}
    assert load(database, tmp_path, {"metadata.csv": [row], "chats/monday.json": CHAT}).refusals == []
    assert rows(database, "SELECT DISTINCT interaction_id FROM turns") == [("x-1",)]


def test_of_two_transcripts_of_a_conversation_the_second_is_refused(database: Database, tmp_path: Path) -> None:
    other = transcript(turn("AGENT", "Hello?", START))
    files = {"metadata.csv": [ROW], "chats/x-1.json": CHAT, "more/x-1.json": other}
    for _ in range(2):
        report = load(database, tmp_path, files)
        assert [str(each) for each in report.refusals] == [
            f"{tmp_path / 'more/x-1.json'}: another file, {tmp_path / 'chats/x-1.json'}, "
            'already holds the transcript of "x-1"'
        ]
        assert rows(database, "SELECT count(*) FROM turns") == [(4,)]


def test_a_transcript_that_is_not_there_is_refused_and_its_conversation_loaded(
    database: Database, tmp_path: Path
) -> None:
    lines = [
        {**ROW, "conversationId": name, "transcriptPath": path}
        for name, path in (("x-1", "chats/x-1.json"), ("x-2", "nowhere/x-2.json"), ("x-3", "nowhere/x-3.json"))
    ]
    report = load(database, tmp_path, {"metadata.csv": lines, "chats/x-1.json": CHAT, "elsewhere/x-2.json": CHAT})
    said = f'there is no file "nowhere/x-3.json": {wording.TRANSCRIPT_PATH_WANTED}'
    assert refused(report) == [("metadata.csv", "line 4", "transcriptPath", said)]
    assert rows(database, "SELECT count(*), count(started_at) FROM interactions") == [(3, 3)]
    assert rows(database, "SELECT DISTINCT interaction_id FROM turns ORDER BY ALL") == [("x-1",), ("x-2",)]


HEADER = "conversationId,agentEmail,language\n"


@pytest.mark.parametrize(
    ("content", "loaded", "lines"),
    [
        (HEADER + 'x-1,a@e.com,\nx-2,"a@e.com"x,\nx-3,a@e.com,\nx-4,a@e.com,\n', [1, 3, 4], [3]),
        (HEADER + 'x-1,a@e.com,\nx-2,"a@e.com,\nx-3,a@e.com,\nx-4,a@e.com,\n', [1, 3, 4], [3]),
        (HEADER + 'x-1,a@e.com,\nx-2,"a@e.com,\nx-3,"a@e.com",\nx-4,a@e.com,en\n', [1, 3, 4], [3]),
        (HEADER + 'x-1,"a@e.com,\nx-2,a@e.com,"\nx-3,a@e.com,\n', [3], [2, 3]),
        (HEADER + 'x-1,a@e.com,"Old\nEnglish"\nx-2,a@e.com\nx-3,a@e.com,\n', [1, 3], [4]),
        ("\n  \n" + HEADER + "x-1,a@e.com,\n\nx-2,,\n", [1], [6]),
    ],
)
def test_a_broken_line_of_metadata_spoils_no_other(
    database: Database, tmp_path: Path, content: str, loaded: list[int], lines: list[int]
) -> None:
    report = load(database, tmp_path, {"metadata.csv": content})
    assert [position for _, position, _, _ in refused(report)] == [f"line {line}" for line in lines]
    assert rows(database, "SELECT interaction_id FROM interactions ORDER BY ALL") == [(f"x-{n}",) for n in loaded]


def test_a_transcript_replaces_the_turns_there_were(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, {"metadata.csv": [ROW], "chats/x-1.json": CHAT})
    load(database, tmp_path, {"chats/x-1.json": transcript(turn("AGENT", "Hello?", START))})
    assert rows(database, "SELECT text FROM turns") == [("Hello?",)]
    assert rows(database, "SELECT sentiment_score, sentiment_estimated FROM interactions") == [(None, False)]


@pytest.mark.parametrize("order", [("page.json", "x-1.json"), ("x-1.json", "page.json")])
def test_the_sentiment_of_the_source_wins_whenever_it_comes(
    database: Database, tmp_path: Path, order: tuple[str, ...]
) -> None:
    files: dict[str, Any] = {"x-1.json": CHAT, "page.json": page(conversation("x-1", **{"Sentiment Score": -7}))}
    load(database, tmp_path / "0", {"metadata.csv": [ROW]})
    for number, name in enumerate(order, start=1):
        load(database, tmp_path / str(number), {name: files[name]})
    assert rows(database, "SELECT sentiment_score, sentiment_estimated FROM interactions") == [(-7.0, False)]


@pytest.mark.parametrize("order", [("page.json", "x-1.json"), ("x-1.json", "page.json")])
def test_evidence_is_tied_to_its_message_whichever_comes_first(
    database: Database, tmp_path: Path, order: tuple[str, ...]
) -> None:
    pointing = metric(
        "m",
        "NO",
        justification=[
            {"message_id": ["ms-4", "ms-3"], "timestamp": [START + 2000, START + 2000], "justification": "Rude."},
            {"message_id": [], "timestamp": [START + 1000], "justification": "Praised."},
        ],
        triggerJustification=[{"message_id": ["ms-9"], "timestamp": [START + 9000], "justification": "Rude."}],
    )
    files: dict[str, Any] = {"x-1.json": CHAT, "page.json": page(conversation("x-1", Metrics=[pointing]))}
    load(database, tmp_path / "0", {"metadata.csv": [ROW]})
    for number, name in enumerate(order, start=1):
        load(database, tmp_path / str(number), {name: files[name]})
    assert rows(database, "SELECT message_id, position FROM evidence ORDER BY said_at, message_id") == [
        (None, 2),
        ("ms-3", 3),
        ("ms-4", 4),
        ("ms-9", None),
    ]
    assert rows(database, "SELECT justification FROM metric_results") == [("Rude.\nPraised.",)]


def test_half_a_surrogate_pair_is_replaced(database: Database, tmp_path: Path) -> None:
    chat = transcript(turn("AGENT", "smile \ud83d", START))
    assert load(database, tmp_path, {"metadata.csv": [ROW], "x-1.json": chat}).refusals == []
    assert rows(database, "SELECT text FROM turns") == [("smile ?",)]


def test_many_transcripts_are_read_by_several_processes(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = transcript_pool.FILES_WORTH_A_POOL + 5
    ids = [f"x-{number}" for number in range(count)]
    files: dict[str, Any] = {f"chats/{name}.json": CHAT for name in ids}
    files["metadata.csv"] = [{**ROW, "conversationId": name, "transcriptPath": f"chats/{name}.json"} for name in ids]
    files["chats/broken.json"] = '{"1": {"type": '
    monkeypatch.setattr(transcript_pool, "CHUNKS_AHEAD", 2)
    report = load(database, tmp_path, files)
    assert len(report.refusals) == 1
    assert rows(database, "SELECT count(*), count(DISTINCT interaction_id) FROM turns") == [(4 * count, count)]
    pooled = snapshot(database)

    monkeypatch.setattr(transcript_pool, "FILES_WORTH_A_POOL", count * 2)
    inline = databases.fresh()
    load(inline, tmp_path, {})
    assert snapshot(inline) == pooled
