"""Does the index find the same interactions as reading all that was said? Whatever is written, replaced and deleted."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coaching.quality import interaction_list, said_in_a_row, transcript_words
from coaching.quality.interaction_filter import InteractionFilter, SaidBy, Words
from coaching.quality.interaction_list import WideScope
from coaching.quality.transcript_words import FOLDED
from coaching.storage.database import Database
from coaching.storage.paging import AtLeast, pages, skipped
from tests import centre, databases
from tests.indexed_words import check_index, indexed

KIM = "kim@example.com"  # sees everybody
IDS = [interaction_id for interaction_id, *_ in centre.INTERACTIONS]
SPEAKERS = ["agent", "customer", "system"]

FOLDED_TURNS = f"SELECT interaction_id, speaker, {FOLDED.format(text='text')} AS text FROM turns"
FOLDED_WORDS = f"SELECT [{FOLDED.format(text='word')} FOR word IN $words] AS words"

Turns = Sequence[tuple[str, str]]
COLUMNS = ("interaction_id", "position", "speaker", "text")
INSERT = "INSERT INTO turns BY NAME SELECT " + ", ".join(f"unnest(${name}) AS {name}" for name in COLUMNS)


def definition(database: Database, words: Words) -> set[str]:
    """The interactions that a filter lists: what its words mean, said once more, by reading every turn."""
    turns = database.rows(FOLDED_TURNS)

    def saying(word: str) -> set[str]:
        return {
            turn["interaction_id"]
            for turn in turns
            if words.said_by in (None, turn["speaker"]) and folded[word] in turn["text"]
        }

    asked = [*words.all_of, *words.any_of, *words.none_of]
    row = database.first(FOLDED_WORDS, {"words": asked}) if asked else None
    folded = dict(zip(asked, row["words"], strict=True)) if row else {}
    found = {turn["interaction_id"] for turn in turns}
    for word in words.all_of:
        found &= saying(word)
    if words.any_of:
        found &= set[str]().union(*map(saying, words.any_of))
    for word in words.none_of:
        found -= saying(word)
    return found


def listed(database: Database, filters: InteractionFilter) -> set[str]:
    rows, _ = interaction_list.interactions(database, KIM, WideScope(), filters, page=1, size=100)
    return set(rows["interaction_id"])


@pytest.mark.storage
def test_pages_of_what_was_said_are_those_of_the_whole_list(people: Database) -> None:
    write(people, {each: [("agent", "Refund my booking")] for each in IDS})
    scope, filters = WideScope(), InteractionFilter(words=Words(all_of=("refund my",)))

    def page(number: int, size: int, order: interaction_list.Sorted) -> tuple[list[str], int]:
        rows, total = interaction_list.interactions(people, KIM, scope, filters, order, page=number, size=size)
        return list(rows["interaction_id"]), total

    for by in interaction_list.By:
        for descending in (True, False):
            order = interaction_list.Sorted(by, descending)
            whole, total = page(1, 100, order)
            assert total == len(whole) == len(IDS)
            unfiltered, _ = interaction_list.interactions(people, KIM, scope, order=order, page=1, size=100)
            assert whole == list(unfiltered["interaction_id"])
            for number, rows in ((0, whole[:2]), (1, whole[:2]), (2, whole[2:4]), (99, whole[-2 + len(whole) % 2 :])):
                assert page(number, 2, order) == (rows, total)
    nothing = InteractionFilter(words=Words(all_of=("nobody said",)))
    for number in (1, 7):
        rows, total = interaction_list.interactions(people, KIM, scope, nothing, page=number, size=2)
        assert (len(rows), total) == (0, 0)


@pytest.mark.storage
@settings(deadline=None, max_examples=databases.examples(30))
@given(
    saying=st.lists(st.sampled_from(["refund my", "my refund", "refund", ""]), min_size=len(IDS), max_size=len(IDS)),
    order=st.builds(interaction_list.Sorted, st.sampled_from(interaction_list.By), st.booleans()),
    size=st.integers(1, 4),
    at_once=st.integers(1, 3),
    looked_through=st.integers(0, len(IDS) + 1),
    more=st.sampled_from(
        [{}, {"none_of": ("booking",)}, {"all_of": ("refund my", "und m")}, {"said_by": SaidBy.AGENT}]
    ),
)
def test_words_in_a_row_fill_each_page_however_many_are_looked_at(
    people: Database,
    saying: Sequence[str],
    order: interaction_list.Sorted,
    size: int,
    at_once: int,
    looked_through: int,
    more: Mapping[str, object],
) -> None:
    """The pages are those of the whole list; a number that is not the whole one is said to be at least that."""
    write(people, {each: [("agent", text)] if text else [] for each, text in zip(IDS, saying, strict=True)})
    words = Words(**{"all_of": ("refund my",), **more})  # type: ignore[arg-type]
    read = partial(interaction_list.interactions, people, KIM, WideScope(), InteractionFilter(words=words), order)
    every, number = read(page=1, size=1_000)
    ids, expected = list(every["interaction_id"]), definition(people, words)
    assert set(ids) == expected
    assert number == len(ids) == len(expected)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(said_in_a_row, "TRANSCRIPTS_AT_ONCE", at_once)
        for module in (said_in_a_row, interaction_list):
            patched.setattr(module, "LOOKED_UP", looked_through // 2)
        patched.setattr(interaction_list, "FEW", looked_through)
        for page in range(1, pages(len(ids), size) + 2):
            rows, total = read(page=page, size=size)
            first = skipped(page, len(ids), size)
            assert list(rows["interaction_id"]) == ids[first : first + size]
            if isinstance(total, AtLeast):
                assert page * size <= total <= len(ids)
                assert total <= looked_through + at_once
            else:
                assert total == len(ids)
        rows, total = read(page=1, size=looked_through + 1)
        assert not isinstance(total, AtLeast)
        assert len(rows) == min(len(ids), looked_through + 1)


def write(database: Database, transcripts: Mapping[str, Turns]) -> None:
    """Puts these turns in place of those that the interactions had."""
    rows = [
        (key, position, *turn) for key, turns in transcripts.items() for position, turn in enumerate(turns, start=1)
    ]
    columns = (
        {name: list(values) for name, values in zip(COLUMNS, zip(*rows, strict=True), strict=True)} if rows else {}
    )
    with database.transaction() as cursor:
        cursor.execute(
            "CREATE OR REPLACE TEMP TABLE written AS SELECT unnest($ids) AS interaction_id", {"ids": [*transcripts]}
        )
        cursor.execute("DELETE FROM turns WHERE interaction_id IN (FROM written)")
        if columns:
            cursor.execute(INSERT, columns)
        transcript_words.index(cursor, "written")


@pytest.fixture(scope="module")
def people() -> Iterator[Database]:
    """The small centre, whose transcripts the tests write."""
    with closing(databases.fresh()) as database:
        centre.fill(database)
        yield database


CHARACTERS = st.sampled_from("aAbéE\u0301ßİıΣςאبה退款ी \t\n\u00a0\u2009'%_-.,\\$\0")
TEXTS = st.one_of(
    st.text(CHARACTERS, max_size=8),
    st.text(max_size=6).filter(lambda text: text.isprintable()),
    st.lists(st.sampled_from(["refund", "Refund,", "my", "booking", "thank you", " "]), max_size=4).map(" ".join),
)
TURNS = st.lists(st.tuples(st.sampled_from(SPEAKERS), TEXTS), max_size=3)
LOOKED_FOR = st.one_of(TEXTS, st.sampled_from(["ref", "my book", "u t", "d, my", " ", "\u0301"])).filter(bool)
FIELD = st.lists(LOOKED_FOR, max_size=2).map(tuple)
FILTERS = st.builds(Words, all_of=FIELD, any_of=FIELD, none_of=FIELD, said_by=st.sampled_from([None, *SaidBy]))


@pytest.mark.storage
@settings(deadline=None, max_examples=databases.examples(30))
@given(
    imports=st.lists(st.dictionaries(st.sampled_from(IDS), TURNS, min_size=1), min_size=1, max_size=3),
    filters=st.lists(FILTERS, min_size=1, max_size=3),
    few=st.sampled_from([0, interaction_list.FEW]),
)
@example(
    imports=[{IDS[0]: [("agent", "Refund, my")], IDS[1]: []}, {IDS[0]: [("customer", "booking")]}],
    filters=[
        Words(any_of=("fund, m", "book")),
        Words(none_of=("refund",)),
        Words(none_of=(" ",)),
        Words(all_of=("\u0301",)),
    ],
    few=0,
)
def test_the_index_finds_what_reading_the_turns_finds(
    people: Database, imports: Sequence[Mapping[str, Turns]], filters: Sequence[Words], few: int
) -> None:
    """Also words in a row, whether `few` interactions or more can say them."""
    for written in imports:
        write(people, written)
    check_index(people)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(interaction_list, "FEW", few)
        for words in filters:
            if words.all_of or words.any_of or words.none_of:
                assert listed(people, InteractionFilter(words=words)) == definition(people, words), words
    with_one = definition(people, Words())
    assert listed(people, InteractionFilter(transcript=True)) == with_one
    assert listed(people, InteractionFilter(transcript=False)) == set(IDS) - with_one


def test_blocks_that_are_full_have_one_row_a_word(people: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_words, "TRANSCRIPTS_A_BLOCK", 3)
    with people.transaction() as cursor:
        transcript_words.rebuild(cursor)
    for text in ("one", "two words", "three", "one again", "two", "one"):
        write(people, {each: [("agent", f"{text} and more")] for each in IDS[:2]})
    of_words = people.rows("SELECT block, word, speaker, count(*) AS n FROM transcript_words GROUP BY ALL")
    last = max(row["block"] for row in of_words)
    assert last >= 3
    assert {row["n"] for row in of_words if row["block"] < last} == {1}
    assert {entry for entry in indexed(people) if entry[0] in IDS[:2]} == {
        (interaction_id, "agent", word) for interaction_id in IDS[:2] for word in ("one", "and", "more")
    }


def test_a_transcript_that_does_not_change_keeps_its_number_and_one_that_does_gets_another(people: Database) -> None:
    def numbers() -> dict[str, int]:
        rows = people.rows("SELECT interaction_id, transcript_number AS number FROM interactions")
        return {row["interaction_id"]: row["number"] for row in rows}

    with people.transaction() as cursor:
        transcript_words.rebuild(cursor)
    write(people, {IDS[0]: [("agent", "the same")], IDS[1]: [("agent", "something")]})
    before, indexed = numbers(), people.first("SELECT count(*) AS n FROM transcript_words")
    write(people, {IDS[0]: [("agent", "the same")]})
    assert numbers() == before
    assert people.first("SELECT count(*) AS n FROM transcript_words") == indexed
    write(people, {IDS[1]: []})
    assert numbers()[IDS[1]] is None
    write(people, {IDS[1]: [("agent", "something else")]})
    assert numbers()[IDS[1]] > max(number for number in before.values() if number is not None)
