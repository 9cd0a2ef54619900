"""Voice transcripts of Quality AI Express: who said what, in which order."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coaching.storage.database import Database
from tests.importers.export import conversation, load, page, refused, rows, transcript, turn

TURNS = "SELECT speaker, text, said_at FROM turns ORDER BY position"
START = datetime(2026, 3, 2, 9)


def phrase(channel: int, seconds: float, text: str, /, **more: Any) -> dict[str, Any]:
    """One recognised phrase."""
    return {"channel": channel, "offsetInTicks": seconds * 1e7, "nBest": [{"lexical": text}], **more}


def call(*phrases: Any) -> dict[str, Any]:
    """A page with k-1, and its transcript."""
    return {"p.json": page(conversation()), "k-1.json": {"recognizedPhrases": list(phrases)}}


def test_both_channels_are_put_in_the_order_of_the_call(database: Database, tmp_path: Path) -> None:
    phrases = [phrase(0, 2, "good morning"), phrase(0, 9, "let me look"), phrase(1, 6, "it is late")]
    assert load(database, tmp_path, call(*phrases)).is_complete
    assert rows(database, TURNS) == [
        ("agent", "good morning", START + timedelta(seconds=2)),
        ("customer", "it is late", START + timedelta(seconds=6)),
        ("agent", "let me look", START + timedelta(seconds=9)),
    ]


def test_the_text_is_the_one_with_punctuation(database: Database, tmp_path: Path) -> None:
    best = [{"lexical": "it is late", "itn": "it is late", "display": "It is late."}, {"lexical": "it is eight"}]
    load(database, tmp_path, call(phrase(1, 1, "", nBest=best), phrase(0, 2, ""), phrase(0, 3, "", nBest=[])))
    assert rows(database, TURNS) == [("customer", "It is late.", START + timedelta(seconds=1))]


@pytest.mark.parametrize(
    "written",
    [
        {"offset": "PT1M2.5S"},
        {"offsetMilliseconds": 62500},
        {"nBest": [{"lexical": "a", "words": [{"offsetInTicks": 625e6}]}]},
    ],
)
def test_other_ways_to_write_an_offset(database: Database, tmp_path: Path, written: dict[str, Any]) -> None:
    load(database, tmp_path, call({**phrase(0, 0, "a"), "offsetInTicks": None, **written}))
    assert rows(database, TURNS) == [("agent", "a", START + timedelta(seconds=62.5))]


def test_several_speakers_on_one_channel_are_not_told_apart(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, call(phrase(0, 1, "hello", speaker=1), phrase(0, 2, "awful", speaker=2)))
    assert [speaker for speaker, _, _ in rows(database, TURNS)] == ["system", "system"]
    assert rows(database, "SELECT sentiment_score FROM interactions") == [(None,)]


def test_what_is_no_phrase_is_refused(database: Database, tmp_path: Path) -> None:
    ((file, position, field, _),) = refused(load(database, tmp_path, call(3)))
    assert (file, position, field) == ("k-1.json", "", "recognizedPhrases")


@pytest.mark.parametrize(
    ("written", "speaker"),
    [
        ("AGENT", "agent"),
        ("agent ", "agent"),
        ("USER", "customer"),
        ("CUSTOMER", "customer"),
        ("END_USER", "customer"),
        ("End User", "customer"),
        ("BOT", "system"),
        ("system", "system"),
    ],
)
def test_who_speaks_is_known_by_many_names(database: Database, tmp_path: Path, written: str, speaker: str) -> None:
    said = transcript(turn(written, "Hello", 1772442000000))
    assert load(database, tmp_path, {"p.json": page(conversation()), "k-1.json": said}).is_complete
    assert rows(database, "SELECT speaker FROM turns") == [(speaker,)]


def test_an_unknown_speaker_is_named_and_the_message_kept(database: Database, tmp_path: Path) -> None:
    said = transcript(turn("AGENT", "Hello", 1772442000000), turn("GHOST", "Boo", 1772442001000))
    report = load(database, tmp_path, {"p.json": page(conversation()), "k-1.json": said})
    assert [speaker for speaker, _, _ in rows(database, TURNS)] == ["agent", "system"]
    assert [(each.field, each.position, each.was) for each in report.dropped.values()] == [
        ("type", "turn 2", '"GHOST"')
    ]


@pytest.mark.parametrize("twice", ["01", "١"])
def test_a_turn_number_twice_is_refused(database: Database, tmp_path: Path, twice: str) -> None:
    said = {"1": turn("AGENT", "Hello", 1772442000000), twice: turn("AGENT", "Bye", 1772442001000)}
    report = load(database, tmp_path, {"p.json": page(conversation()), "k-1.json": said})
    ((file, position, _, reason),) = refused(report)
    assert (file, position) in [("k-1.json", "turn 01"), ("k-1.json", "turn 1"), ("k-1.json", "turn ١")]
    assert "the same number" in reason
    assert rows(database, "FROM turns") == []


def test_what_cannot_be_used_of_a_phrase_is_left_out_and_named(database: Database, tmp_path: Path) -> None:
    phrases = [
        {"channel": channel, "offsetInTicks": ticks, "nBest": [{"display": f"Text {channel}"}]}
        for channel, ticks in ((0, 0), (1, "later"), (7, 20_000_000))
    ]
    report = load(database, tmp_path, {"p.json": page(conversation()), "k-1.json": {"recognizedPhrases": phrases}})
    assert report.refusals == []
    assert {each.field: each.was for each in report.dropped.values()} == {"offsetInTicks": '"later"', "channel": "7"}
    assert {speaker for speaker, *_ in rows(database, TURNS)} == {"agent", "customer", "system"}
