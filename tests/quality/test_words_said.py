"""Which interactions are found by what was said in them? Against the transcripts themselves, in several languages."""

import unicodedata

import pytest

from coaching.quality import interaction_list, transcript_words
from coaching.quality.interaction_filter import InteractionFilter, SaidBy, Words, is_too_short, words_in
from coaching.quality.interaction_list import WideScope
from coaching.storage.database import Database
from tests.permission_marks import permission_of

SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"


def folded(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(each))


def found(database: Database, viewer: str, **words: object) -> set[str]:
    filters = InteractionFilter(words=Words(**words))  # type: ignore[arg-type]
    rows, total = interaction_list.interactions(database, viewer, WideScope(), filters, page=1, size=5_000)
    assert total == len(rows)
    return set(rows["interaction_id"])


@pytest.mark.storage
@pytest.mark.parametrize("by", [None, *SaidBy])
@pytest.mark.parametrize(
    "words",
    [
        {"all_of": ("refund",)},
        {"all_of": ("THANK", "sorry")},
        {"any_of": ("refund", "cancel")},
        {"none_of": ("thank",)},
        {"all_of": ("help",), "any_of": ("please", "can you"), "none_of": ("sorry", "refund")},
    ],
)
def test_what_the_transcripts_of_the_shared_data_say(
    shared_centre: Database, by: SaidBy | None, words: dict[str, tuple[str, ...]]
) -> None:
    overseer = shared_centre.query("FROM supervisions")["supervisor_id"].value_counts().index[0]
    of_overseer = shared_centre.query("FROM supervisions")
    agents = set(of_overseer.loc[of_overseer["supervisor_id"] == overseer, "agent_id"])
    turns = shared_centre.query(
        "SELECT t.interaction_id, speaker, text, agent_id FROM turns t JOIN interactions USING (interaction_id) "
        "WHERE started_at IS NOT NULL"
    )
    turns = turns[turns["agent_id"].isin(agents - {overseer})]
    there = set(turns["interaction_id"])
    spoken = turns if by is None else turns[turns["speaker"] == by]

    def said(word: str) -> set[str]:
        return set(spoken.loc[spoken["text"].map(lambda text: folded(word) in folded(text)), "interaction_id"])

    expected = set(there)
    for word in words.get("all_of", ()):
        expected &= said(word)
    if "any_of" in words:
        expected &= set().union(*map(said, words["any_of"]))
    for word in words.get("none_of", ()):
        expected -= said(word)
    assert found(shared_centre, overseer, said_by=by, **words) == expected
    assert expected < there


@pytest.mark.storage
def test_words_in_a_row_are_found_wherever_they_begin_and_end(small_centre: Database) -> None:
    """Also where the first and the last one are parts of words, and where they are the same ones."""
    texts = {
        "c-ana-1": "We sell  a re\tsell able thing, a thing",
        "c-ana-2": "a cell  a ring thing a thin",
        "c-ben-1": "Thing a thing a thing",
    }
    with small_centre.transaction() as cursor:
        for interaction_id, text in texts.items():
            cursor.execute("UPDATE turns SET text = ? WHERE interaction_id = ?", [text, interaction_id])
        transcript_words.index(cursor, "interactions")
    phrases = {text[begin:end] for text in texts.values() for begin in range(0, len(text), 3)
               for end in range(begin + 3, len(text), 7) if " " in text[begin:end].strip()}  # fmt: skip
    phrases |= {"thing a thing", "ng a thing a th", " a thing", "thing a ", "able\tthing", "  ", " a "}
    for phrase in phrases:
        expected = {each for each, text in texts.items() if folded(phrase) in folded(text)}
        assert found(small_centre, SAM, all_of=(phrase,)) - {"c-ana-3"} == expected, phrase


@pytest.mark.parametrize(
    ("word", "short"),
    [("a", True), ("of", True), ("a-b?", True), ("12", True), ("off", False), ("I do", False), ("退", False),
     ("は", False), ("네", False), ("été", False)],
)  # fmt: skip
def test_which_words_are_too_short_to_be_looked_for(word: str, short: bool) -> None:
    assert is_too_short(word) == short


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Ich möchte STORNIEREN, bitte.", "mochte stornieren"),
        ("Vertragskündigung", "kündigung"),
        ("Je suis très déçue", "TRES DECUE"),
        ("أريد استرداد المبلغ", "استرداد"),
        ("אני רוצה לבטל", "לבטל"),
        ("我要退款，谢谢", "退款"),
        ("返金をお願いします", "返金"),
        ("मुझे धनवापसी चाहिए", "धनवापसी"),
        ("Хочу вернуть деньги", "ВЕРНУТЬ"),
        ("a 100% sure_thing", "100% sure_thing"),
    ],
)
def test_words_of_any_language(small_centre: Database, text: str, typed: str) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE turns SET text = ? WHERE interaction_id = 'c-ana-1' AND position = 3", [text])
        transcript_words.index(cursor, "interactions")
    assert found(small_centre, SAM, all_of=words_in(typed)) == {"c-ana-1"}
    assert found(small_centre, SAM, all_of=words_in(typed), said_by=SaidBy.AGENT) == set()


@pytest.mark.storage
@permission_of(interaction_list.interactions)
def test_nothing_that_was_said_in_another_team(small_centre: Database) -> None:
    said = {"any_of": ("the answer of c-",)}
    assert found(small_centre, SAM, **said) == {"c-ana-1", "c-ana-2", "c-ana-3", "c-ben-1"}
    assert found(small_centre, LEE, **said) == {"c-cleo-1", "c-cleo-2"}
    assert found(small_centre, SAM, all_of=("c-cleo-1",)) == set()
    for viewer in ("ana@example.com", "ned@example.com", "nobody", ""):
        assert found(small_centre, viewer, **said) == set()
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM turns WHERE interaction_id = 'c-ana-3'")
        transcript_words.index(cursor, "interactions")
    assert found(small_centre, SAM, none_of=("no such word",)) == {"c-ana-1", "c-ana-2", "c-ben-1"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ()),
        ("  refund   refund now ", ("refund", "now")),
        ('"my booking" refund', ("my booking", "refund")),
        ("„mein Vertrag“ «mon contrat» “my own”", ("mein Vertrag", "mon contrat", "my own")),
        ('"never closed', ("never", "closed")),
        ('" " ""', ()),
        ("don't", ("don't",)),
    ],
)
def test_what_is_typed_as_words(typed: str, words: tuple[str, ...]) -> None:
    assert words_in(typed) == words
