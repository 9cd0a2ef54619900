"""A sentiment is estimated for conversations in English only, whatever comes first: the transcript or the language."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import conversation, load, page, rows, snapshot, transcript, turn, write

START = 1772442000000
GERMAN = "Die Rechnung ist da, die Lieferung auch. Die Ware war die richtige, danke, alles gut."
ENGLISH = "Thank you, everything is perfect, I am very happy."
OTHER = {"Agent Email": "olu@example.com", "Agent Start Time": "2026-03-02T09:00:00Z"}
SENTIMENTS = """
    SELECT sentiment_score, sentiment_estimated,
           (SELECT min(sentiment) FROM turns t WHERE t.interaction_id = i.interaction_id)
    FROM interactions i ORDER BY interaction_id"""


def _said(text: str) -> dict[str, Any]:
    return transcript(turn("AGENT", "Hello, what is wrong?", START), turn("USER", text, START + 1000))


@pytest.mark.parametrize("language", [None, "German", "de-AT", "auto"])
def test_other_languages_have_no_estimate(database: Database, tmp_path: Path, language: str | None) -> None:
    load(database, tmp_path, {"p.json": page(conversation(Language=language)), "k-1.json": _said(GERMAN)})
    assert rows(database, SENTIMENTS) == [(None, False, None)]


@pytest.mark.parametrize("language", [None, "English", "en-GB", "auto"])
def test_english_has_an_estimate(database: Database, tmp_path: Path, language: str | None) -> None:
    load(database, tmp_path, {"p.json": page(conversation(Language=language)), "k-1.json": _said(ENGLISH)})
    ((score, estimated, of_turn),) = rows(database, SENTIMENTS)
    assert (score > 5, estimated, of_turn == score) == (True, True, True)


def test_a_reported_sentiment_stays_in_any_language(database: Database, tmp_path: Path) -> None:
    record = conversation(Language="German", **{"Sentiment Score": 4})
    load(database, tmp_path, {"p.json": page(record), "k-1.json": _said(GERMAN)})
    assert rows(database, SENTIMENTS) == [(4, False, None)]


def test_an_estimate_of_an_earlier_version_goes_with_the_next_import(database: Database, tmp_path: Path) -> None:
    files = {"p.json": page(conversation(Language="German")), "k-1.json": _said(GERMAN)}
    load(database, tmp_path, files)
    with database.transaction() as cursor:
        cursor.execute("UPDATE interactions SET sentiment_score = -9.7, sentiment_estimated = TRUE")
        cursor.execute("UPDATE turns SET sentiment = -9.7 WHERE speaker = 'customer'")
    load(database, tmp_path, files)
    assert rows(database, SENTIMENTS) == [(None, False, None)]


@pytest.mark.storage
def test_the_language_counts_where_the_conversation_gets_the_id_of_the_system(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path / "1", {"p.json": page(conversation("up-1")), "up-1.json": _said(ENGLISH)})
    record = conversation("k-1", customConversationId="up-1", Language="German", Agents=[OTHER])
    del record["Kore Evaluation Score"]
    load(database, tmp_path / "2", {"p.json": page(record)})
    assert {of_turn for _, _, of_turn in rows(database, SENTIMENTS)} == {None}


@settings(max_examples=databases.examples(12), deadline=None)
@given(
    st.permutations(["unsaid.json", "said.json", "newer.json", "k-1.json"]),
    st.sampled_from([ENGLISH, GERMAN, "ok"]),
    st.sampled_from(["German", "English"]),
    st.sampled_from([None, "German", "English"]),
)
@example(["unsaid.json", "k-1.json", "newer.json", "said.json"], ENGLISH, "English", "German")
@example(["unsaid.json", "k-1.json", "newer.json", "said.json"], "This is awful", "German", None)
def test_the_order_of_imports_does_not_matter(
    tmp_path: Path, order: list[str], text: str, language: str, of_newer: str | None
) -> None:
    files = {
        "unsaid.json": page(conversation()),
        "said.json": page(conversation(Language=language)),
        "newer.json": page(conversation(Language=of_newer, evaluatedAt="2026-05-04T10:00:00Z", Agents=[OTHER])),
        "k-1.json": _said(text),
    }
    paths = dict(zip(files, write(tmp_path, files), strict=True))
    together, apart = databases.fresh(), databases.fresh()
    try:
        import_paths(together, paths.values())
        for name in order:
            import_paths(apart, [paths[name]])
        assert snapshot(apart, ("interactions", "turns")) == snapshot(together, ("interactions", "turns"))
    finally:
        together.close()
        apart.close()
