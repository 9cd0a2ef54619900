"""What a metric asks for, told as something that was done: "Verifies who the customer is" → "verified who …"."""

import re
from functools import cache

WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
JOINING = ("and", "or", "then", "but")
# Leading words that may stand before the verb; so may any adverb in -ly.
BEFORE_THE_VERB = ("always", "never", "also", "first")
# A word that can be a noun too ("names", "checks") is read as a verb only right after another, or where its object or a
# question follows.
OBJECT_FOLLOWS = (
    "a", "all", "an", "any", "both", "each", "every", "her", "him", "his", "how", "it", "its", "no", "that", "the",
    "their", "them", "this", "what", "when", "where", "whether", "which", "who", "why", "your",
)  # fmt: skip
FINITE = ("are", "has", "have", "is", "was", "were")


@cache
def past_tense(metric: str) -> str | None:
    """The metric's name with its leading verb, and those joined to it, in the past; None where it starts otherwise."""
    words = list(WORDS.finditer(metric))
    if not words:
        return None
    first = 1 if len(words) > 1 and _may_lead(words[0].group().lower()) else 0
    after = words[first + 1].group().lower() if first + 1 < len(words) else ""
    verb = None if after in FINITE or after.endswith("ed") else _past(words[first].group())
    if verb is None:
        return None
    told, end = metric[words[0].start() : words[first].start()].lower() + verb, words[first].end()
    last_verb = first
    for place in range(first + 1, len(words)):
        word, between = words[place], metric[end : words[place].start()]
        after_join = words[place - 1].group().lower() in JOINING
        joined = None
        if after_join or "/" in between or "," in between or ";" in between:
            joined = _past_of_joined(words, place, right_after_verb=last_verb == place - 1 - after_join)
        last_verb = place if joined else last_verb
        told, end = told + between + (joined or word.group()), word.end()
    return told + metric[end:]


def _may_lead(word: str) -> bool:
    return word in BEFORE_THE_VERB or (word.endswith("ly") and len(word) > 4)


def _past_of_joined(words: list[re.Match[str]], place: int, right_after_verb: bool) -> str | None:
    following = words[place + 1].group().lower() if place + 1 < len(words) else ""
    if right_after_verb or following in OBJECT_FOLLOWS or not _is_noun(words[place].group().lower()):
        return _past(words[place].group())
    return None


def _past(word: str) -> str | None:
    """The past of a verb in the third person, else None."""
    import lemminflect  # read when the first comparison is told: it takes a quarter of a second

    said = word.lower()
    if not said.endswith("s"):
        return None
    lemmas = [lemma for lemma in lemminflect.getLemma(said, "VERB", lemmatize_oov=False) if lemma != said]
    pasts = lemminflect.getInflection(lemmas[0], "VBD", inflect_oov=False) if lemmas else ()
    return str(pasts[0]) if pasts else None


def _is_noun(word: str) -> bool:
    import lemminflect

    return "NOUN" in lemminflect.getAllLemmas(word)
