"""Texts in the encodings that exports have."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.encodings import decoded, decoded_beginning

WESTERN = "“Ana” Müller’s café – 5 €, naïve façade"
OTHERS = {
    "cp1251": "Клиент спросил, когда придёт посылка, и оператор ответил, что завтра утром.",
    "cp1253": "Ο πελάτης ρώτησε πότε θα έρθει το δέμα και του είπαμε αύριο το πρωί.",
}
texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(texts, st.sampled_from([("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE),
                               ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-32-le", codecs.BOM_UTF32_LE)]))  # fmt: skip
def test_a_mark_settles_the_encoding(text: str, encoding: tuple[str, bytes]) -> None:
    name, mark = encoding
    read = decoded(mark + text.encode(name))
    assert (read.text, read.is_guessed) == (text, False)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_utf_8_without_a_mark(text: str) -> None:
    text = "conversationId," + text
    assert decoded(text.encode()) == (text, "UTF-8", False)


@given(st.text(st.characters(max_codepoint=0x24F, exclude_characters="\0"), max_size=60), st.sampled_from(["le", "be"]))
def test_utf_16_without_a_mark(text: str, order: str) -> None:
    text = '{"conversationId": "' + text
    assert decoded(text.encode(f"utf-16-{order}")) == (text, "UTF-16", False)


def test_windows_1252_is_said_to_be_a_guess() -> None:
    assert decoded(WESTERN.encode("cp1252")) == (WESTERN, "Windows-1252", True)


@pytest.mark.parametrize("page", list(OTHERS))
def test_other_code_pages_are_told_by_their_letters(page: str) -> None:
    assert decoded((OTHERS[page] * 3).encode(page)) == (OTHERS[page] * 3, page.replace("cp", "Windows-"), True)


@given(st.binary(max_size=200))
def test_any_bytes_are_some_text(content: bytes) -> None:
    assert isinstance(decoded(content).text, str)


@given(texts, st.integers(0, 200))
def test_a_beginning_may_end_within_a_character(text: str, end: int) -> None:
    text = "conversationId, " + text.replace("\0", "")
    beginning = decoded_beginning(text.encode()[:end])
    assert text.startswith(beginning.text)
    assert beginning.encoding == "UTF-8"
