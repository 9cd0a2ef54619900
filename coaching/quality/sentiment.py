"""How did a customer feel? Estimated from what they wrote.

VADER's compound (-1 to +1) of each message, times ten; an interaction is the mean of its customer's messages.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SentimentIntensityAnalyzer, SentiText

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
    sentences = SentiText(text)
    words = sentences.words_and_emoticons
    lowered = [word.lower() for word in words]
    if analyzer.lexicon.keys().isdisjoint(lowered):
        return 0.0
    valences: list[float] = []
    for place, word in enumerate(lowered):
        modifies = word in BOOSTER_DICT or (word == "kind" and lowered[place + 1 : place + 2] == ["of"])
        if modifies or word not in analyzer.lexicon:
            valences.append(0)
        else:
            analyzer.sentiment_valence(0, sentences, words[place], place, valences)
    return float(analyzer.score_valence(analyzer._but_check(words, valences), text)["compound"])


def _scaled(compound: float) -> float:
    return round(compound * 10, 1) + 0.0  # -0.0 becomes 0.0


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return _Analyzer()


class _Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]  # the package says no types
    """VADER's, which looks for a negation only near words that can be one: it goes through the whole text each time."""

    NEGATING = frozenset(NEGATE) | {"so", "this"}

    @staticmethod
    def _negation_check(valence: float, words: list[str], start_i: int, i: int) -> float:
        before = [word.lower() for word in words[i - start_i - 1 : i]]
        if _Analyzer.NEGATING.isdisjoint(before) and "n't" not in " ".join(before):
            return valence
        return float(SentimentIntensityAnalyzer._negation_check(valence, words, start_i, i))
