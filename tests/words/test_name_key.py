"""Two spellings of a name are one name where only capitals, blanks or what nobody sees differ."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.words.name_key import name_key, person_key

BLANKS = (" ", "  ", "\u00a0", "\u2003", "\u3000", "\t", "\n", "\u2028", " \u00a0\u2009 ")
INVISIBLE = ("", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u200f", "\ufe0f", "\u034f")
WORDS = (
    "greets", "the", "customer", "se", "présente", "größe", "núñez", "χαίρε", "привет", "مرحبا", "挨拶", "①", "o'brien",
)  # fmt: skip


@st.composite
def spellings(draw: st.DrawFn, words: list[str]) -> str:
    """One of the ways to write these words that make no difference."""
    forms: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.title, str)
    ways = ("NFC", "NFD", "NFKC", "NFKD")
    written = [
        unicodedata.normalize(draw(st.sampled_from(ways)), draw(st.sampled_from(forms))(word))
        + draw(st.sampled_from(INVISIBLE))
        for word in words
    ]
    around = st.sampled_from(("", *BLANKS, *INVISIBLE))
    return draw(around) + draw(st.sampled_from(BLANKS)).join(written) + draw(around)


@given(st.data(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_every_spelling_of_a_name_has_one_key(data: st.DataObject, words: list[str]) -> None:
    one, other = data.draw(spellings(words)), data.draw(spellings(words))
    assert name_key(one) == name_key(other) != ""


@given(st.text())
def test_a_key_is_its_own_key_and_is_one_line_without_outer_blanks(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert key == " ".join(key.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Billing", "Billings"), ("Tier 1", "Tier 2"), ("Tier 1", "Tier1"), ("résumé", "resume"), ("O'Brien", "OBrien")],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Uma Núñez", "uma núñez"),
        ("Núñez, Uma", "uma núñez"),
        ("NÚÑEZ ,  Uma", "uma núñez"),
        ("Núñez\uff0c Uma", "uma núñez"),
        ("Udo, Uma, PhD", "udo, uma, phd"),
        ("Udo,", "udo,"),
        (", Uma", ", uma"),
        ("uma@example.com", "uma@example.com"),
    ],
)  # fmt: skip
def test_people_may_be_called_by_their_last_name_first(written: str, key: str) -> None:
    assert person_key(written) == key
