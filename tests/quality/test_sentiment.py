import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from coaching.quality.sentiment import compound, interaction_sentiment, message_sentiment

VADER = SentimentIntensityAnalyzer()
WORDS = (
    "good", "GREAT", "bad", "not", "no", "never", "very", "kind", "of", "least", "but", "isn't", "so", "the", "order",
    "shit", "bomb", "friend", ":)", "😀", "é", "!!!", "??", "sort", "without", "doubt", "at", "hate", "or", " ",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=12).map(" ".join))
def test_the_compound_is_what_vader_gives(text: str) -> None:
    assert compound(text) == VADER.polarity_scores(text)["compound"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("This is wonderful, thank you so much!", 5, 10),
        ("This is a horrible, useless mess.", -10, -5),
        ("The parcel is blue.", 0, 0),
        ("", 0, 0),
    ],
)
def test_a_message(text: str, low: float, high: float) -> None:
    assert low <= message_sentiment(text) <= high


def test_an_interaction_is_the_mean_of_its_messages() -> None:
    texts = ["Great!", "The parcel is blue.", "I hate it."]
    mean = sum(VADER.polarity_scores(text)["compound"] for text in texts) / 3
    assert interaction_sentiment(texts) == round(mean * 10, 1)


def test_without_a_message_there_is_no_sentiment() -> None:
    assert interaction_sentiment([]) is None
