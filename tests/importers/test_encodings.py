"""Texts in the encodings that exports have."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.encodings import decoded, decoded_beginning

WESTERN = "“Ana” Müller’s café – 5 €, naïve façade"
WESTERN_WORDS = (
    ["réclamation à traiter", "Hélène Lefèvre", "très déçu après l'appel", "problème de connexion", "Noël Forêt"],
    ["Jörg Köhler", "Rückgabe geprüft", "Äußerst unzufrieden", "Störung in Österreich"],
    ["devolución rápida", "Núñez Peña", "facturación del año", "Íñigo Ibáñez"],
    ["reclamação", "João Conceição", "não há solução", "São Paulo"],
    ["così è la città", "perché no", "Nicolò", "più veloce"],
    ["får inte på nätet", "Åsa Öberg", "Göteborg", "återbetalning"],
    ["Søren Kjær", "kjøpe på nettet", "Jørgen", "Bjørn Ødegård", "spørsmål", "Århus", "køb"],
)
OTHERS = {
    "cp1251": "Клиент спросил, когда придёт посылка, и оператор ответил, что завтра утром.",
    "cp1253": "Ο πελάτης ρώτησε πότε θα έρθει το δέμα και του είπαμε αύριο το πρωί.",
}
RUSSIAN_WORDS = ["Клиент спросил", "когда придёт посылка", "Иван Петров", "отдел заказов", "Ольга Смирнова"]
texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(texts, st.sampled_from([("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE),
                               ("utf-16-be", codecs.BOM_UTF16_BE), ("utf-32-le", codecs.BOM_UTF32_LE)]))  # fmt: skip
def test_a_mark_settles_the_encoding(text: str, encoding: tuple[str, bytes]) -> None:
    name, mark = encoding
    text = text.lstrip("\0")  # with which the mark of UTF-16 would be that of UTF-32
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


@pytest.mark.parametrize(
    ("words", "page"),
    [("K\u00f6sz\u00f6n\u00f6m sz\u00e9pen, Kov\u00e1cs Gerg\u0151", "cp1250"),
     ("\u0170rlap kit\u00f6lt\u00e9se, elt\u0171nt sz\u00e1mla, t\u00fcrelmes \u00fcgyint\u00e9z\u0151", "cp1250"),
     ("D\u011bkuji za pomoc, v\u0161e funguje spr\u00e1vn\u011b", "cp1250"),
     ("M\u00fc\u015fteri hizmetleri, \u015fikayet te\u015fekk\u00fcr", "cp1254"),
     ("J\u0101nis B\u0113rzi\u0146\u0161, R\u0113\u0137ini un atgrie\u0161ana", "cp1257"),
     ("Jonas \u017dukauskas, S\u0105skait\u0173 skyrius, Gr\u0105\u017einimai", "cp1257"),
     ("Obs\u0142uga klienta i reklamacje \u017c\u0105da\u0144", "cp1250"),
     ("\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", "cp1251")],
)  # fmt: skip
def test_a_few_words_among_ids_and_times_tell_the_code_page(words: str, page: str) -> None:
    line = f"k-1,nia@example.com,2026-03-02T09:00:00Z,,chat,,{words},pl\n"
    assert decoded(line.encode(page)) == (line, page.replace("cp", "Windows-"), True)


@given(st.sampled_from(WESTERN_WORDS).flatmap(lambda words: st.lists(st.sampled_from(words), min_size=2, max_size=9)))
def test_western_european_words_stay_in_windows_1252(words: list[str]) -> None:
    text = ",".join(words)
    assert decoded(text.encode("cp1252")) == (text, "Windows-1252", True)


@pytest.mark.parametrize("words", ["don’t", "the customer’s order", "customers’ orders", "wait…", "Acme™", "ACME®",
                                   "¿puede esperar?", "• item", "£20", "O’Brien", "l’heure", "Monday–Friday", "20 °C",
                                   "‘No’", "“Hello” – she said", "it’s done—wait, isn’t it?", "© Acme"])  # fmt: skip
def test_signs_where_writers_put_them_are_those_of_windows_1252(words: str) -> None:
    line = f"k-1,nia@example.com,2026-03-02T09:00:00Z,,chat,,{words},en\n"
    assert decoded(line.encode("cp1252")) == (line, "Windows-1252", True)


def test_a_long_word_of_signs_is_read_at_once() -> None:
    ruler = "-" * 10_000 + "…"
    assert decoded(ruler.encode("cp1252")).text.startswith("---")


@pytest.mark.parametrize("words", ["García", "devolución", "aquí", "así", "línea", "día", "Martínez", "João", "Søren",
                                   "Díaz", "compañero", "información"])  # fmt: skip
def test_letters_of_the_mac_are_not_taken_for_signs(words: str) -> None:
    line = f"k-1,nia@example.com,2026-03-02T09:00:00Z,,chat,,{words},es\n"
    assert decoded(line.encode("mac_roman")) == (line, "Mac Roman", True)


@pytest.mark.parametrize("words", ["réglé à la caisse", "möchte", "fällt", "señor", "devolución"])
def test_letters_of_dos_are_not_taken_for_signs(words: str) -> None:
    line = f"k-1,nia@example.com,2026-03-02T09:00:00Z,,chat,,{words},es\n"
    assert decoded(line.encode("cp850")) == (line, "CP850", True)


@pytest.mark.parametrize(("page", "called"), [("mac_roman", "Mac Roman"), ("cp850", "CP850")])
@pytest.mark.parametrize("words", ["réclamation à traiter, Hélène Lefèvre, problème de connexion", "Jürgen Schäfer",
                                   "Grüße", "João Conceição, não há solução", "così è la città", "Søren Kjær, Bjørn",
                                   "får inte på nätet, Åsa Öberg", "devolución rápida, señor García"])  # fmt: skip
def test_pages_of_the_mac_and_of_dos_are_told_by_how_their_words_look(words: str, page: str, called: str) -> None:
    line = f"k-1,nia@example.com,2026-03-02T09:00:00Z,,chat,,{words},pl\n"
    assert decoded(line.encode(page)) == (line, called, True)


@given(
    st.lists(st.sampled_from(RUSSIAN_WORDS), min_size=2, max_size=9),
    st.sampled_from([("koi8_r", "KOI8"), ("cp866", "CP866"), ("cp1251", "Windows-1251")]),
)
def test_cyrillic_pages_are_told_by_their_capitals(words: list[str], page: tuple[str, str]) -> None:
    text = ",".join(words)
    assert decoded(text.encode(page[0])) == (text, page[1], True)


@pytest.mark.parametrize(("words", "page"), [("הלקוח שאל מתי תגיע החבילה", "cp1255"),
                                             ("고객이 소포가 언제 도착하는지 물었습니다", "cp949")])  # fmt: skip
def test_other_scripts_are_not_taken_for_cyrillic(words: str, page: str) -> None:
    assert decoded(words.encode(page)).encoding not in ("Windows-1251", "KOI8", "CP866")


@given(st.binary(max_size=200))
def test_any_bytes_are_some_text(content: bytes) -> None:
    assert isinstance(decoded(content).text, str)


@given(texts, st.integers(0, 200))
def test_a_beginning_may_end_within_a_character(text: str, end: int) -> None:
    text = "conversationId, " + text.replace("\0", "")
    beginning = decoded_beginning(text.encode()[:end])
    assert text.startswith(beginning.text)
    assert beginning.encoding == "UTF-8"
