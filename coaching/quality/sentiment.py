"""How did a customer feel? Estimated from what they wrote.

VADER's compound (-1 to +1) of each message, times ten; an interaction is the mean of its customer's messages.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from string import punctuation

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SentimentIntensityAnalyzer, SentiText, normalize

CHARACTERS = 10_000  # of a message that are looked at: the work grows with the square of its words


def message_sentiment(text: str) -> float:
    """The sentiment of one message of the customer, -10 to +10, one decimal."""
    return _scaled(compound(text[:CHARACTERS]))


def interaction_sentiment(texts: Sequence[str]) -> float | None:
    """The sentiment of an interaction from all messages of its customer, -10 to +10, one decimal; None without any."""
    if not texts:
        return None
    return _scaled(sum(compound(text[:CHARACTERS]) for text in texts) / len(texts))


@lru_cache(maxsize=100_000)
def compound(text: str) -> float:
    """VADER's compound of a text, -1 to +1.

    What `polarity_scores` gives, without its work on every word and character that cannot matter: only words of the
    lexicon have a valence, and only other than ASCII texts have emoji. It is the slowest part of an import.
    """
    analyzer = _analyzer()
    if not text.isascii():
        return float(analyzer.polarity_scores(text)["compound"])
    text = text.strip()
    words = [
        word if len(word := token.strip(punctuation)) > 2 else token for token in text.split()
    ]  # SentiText, in one step
    lowered = [word.lower() for word in words]
    if analyzer.lexicon.keys().isdisjoint(lowered):
        return 0.0
    sentences = _Words(text, words)
    valences: list[float] = []
    for place, word in enumerate(lowered):
        modifies = word in BOOSTER_DICT or (word == "kind" and lowered[place + 1 : place + 2] == ["of"])
        if modifies or word not in analyzer.lexicon:
            valences.append(0)
        else:
            analyzer.sentiment_valence(0, sentences, words[place], place, valences)
    if "but" in lowered:
        valences = analyzer._but_check(words, valences)
    total = float(sum(valences))
    emphasis = analyzer._punctuation_emphasis(text)
    return float(round(normalize(total + emphasis if total > 0 else total - emphasis if total < 0 else total), 4))


def _scaled(compound: float) -> float:
    return round(compound * 10, 1) + 0.0  # -0.0 becomes 0.0


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return _Analyzer()


class _Words(SentiText):  # type: ignore[misc]  # the package says no types
    """VADER's view of a text whose words are known."""

    def __init__(self, text: str, words: list[str]) -> None:
        self.text = text
        self.words_and_emoticons = words
        self.is_cap_diff = 0 < sum(map(str.isupper, words)) < len(words)


class _Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]  # the package says no types
    """VADER's, which goes through the whole text for each word of the lexicon: this looks at the words around it."""

    NEGATING = frozenset(NEGATE) | {"so", "this"}

    @staticmethod
    def _negation_check(valence: float, words: list[str], start_i: int, i: int) -> float:
        before = [word.lower() for word in words[i - start_i - 1 : i]]
        if _Analyzer.NEGATING.isdisjoint(before) and "n't" not in " ".join(before):
            return valence
        return float(SentimentIntensityAnalyzer._negation_check(valence, words, start_i, i))

    @staticmethod
    def _special_idioms_check(valence: float, words: list[str], i: int) -> float:
        return float(SentimentIntensityAnalyzer._special_idioms_check(valence, words[i - 3 : i + 3], 3))
