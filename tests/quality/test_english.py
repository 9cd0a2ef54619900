import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.quality.english import is_english, reads_english, says_english


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("English", True),
        ("en", True),
        ("EN_us", True),
        ("eng", True),
        ("English (United Kingdom)", True),
        ("US English", True),
        ("German", False),
        ("de-DE", False),
        ("Old Norse", False),
        ("日本語", False),
        (None, None),
        ("", None),
        ("auto", None),
        ("Multi", None),
        ("und", None),
        ("?", None),
    ],
)
def test_what_a_source_says(language: str | None, said: bool | None) -> None:
    assert says_english(language) is said


@pytest.mark.parametrize(
    "text",
    [
        "Die Bestellung ist da, alles war gut, danke.",
        "De bestelling is die van gisteren, die doos is goed aangekomen.",
        "No hay problema, no tengo dudas, excelente.",
        "Merci beaucoup, service excellent, je suis content.",
        "Tudo bem, o atendimento foi excelente, obrigada.",
        "Grazie mille, tutto perfetto, sono molto contento.",
        "Barnet är sjukt men paketet kom fram, tack.",
        "とても良い対応でした、ありがとうございます。",
        "شكرا جزيلا، كل شيء ممتاز",
        "ok",
        "4711",
        "👍👍",
        "",
    ],
)
def test_other_languages_and_too_little_text_are_not_english(text: str) -> None:
    assert not reads_english([text])


@pytest.mark.parametrize(
    "texts",
    [
        ["Hello, my order has not arrived yet."],
        ["HI WHERE IS MY PARCEL"],
        ["Hi", "my order 4711 is late", "thanks"],
        ["I am so happy with this 😀"],
    ],
)
def test_english_is_recognised(texts: list[str]) -> None:
    assert reads_english(texts)


def test_what_the_source_says_counts_over_the_words() -> None:
    assert is_english("English", ["Danke, alles gut."])
    assert not is_english("German", ["Thank you, everything is perfect."])
    assert is_english(None, ["Thank you, everything is perfect."])


@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_text_has_an_answer(texts: list[str]) -> None:
    assert reads_english(texts) in (True, False)
