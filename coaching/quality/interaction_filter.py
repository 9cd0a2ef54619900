"""What can a list of interactions be narrowed to, and how in SQL?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, fields
from enum import StrEnum
from unicodedata import east_asian_width

from coaching.quality.answer_that_counts import ANSWERS_THAT_COUNT
from coaching.quality.scoring import AREA_IN_TEXT, DOUBTFUL, FAILED, PASS_SCORE_OF_KNOWN_FORM
from coaching.quality.transcript_words import BLANK, FOLDED, NUMBERS


class Audited(StrEnum):
    """Whether interactions are listed that were audited."""

    AUDITED = "audited"
    NOT_AUDITED = "not_audited"


class Transcript(StrEnum):
    """Whether interactions are listed that have a transcript."""

    THERE = "there"
    MISSING = "missing"


class Only(StrEnum):
    """What a list can be narrowed to."""

    BELOW_PASS_SCORE = "below_pass_score"
    FATAL = "fatal"
    DOUBTFUL = "doubtful"
    BOOKMARKED = "bookmarked"


@dataclass(frozen=True)
class Range:
    """The scores from `low` to `high`, both included, as they are shown: with one decimal."""

    low: float
    high: float


class SaidBy(StrEnum):
    """Whose words are looked for; the values are those of turns.speaker."""

    AGENT = "agent"
    CUSTOMER = "customer"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What was said in an interaction, in whatever turns of it: words, parts of words or several words in a row, as
    they stand in the transcript but for upper and lower case and accents, in any language."""

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    """What was not said. An interaction without a transcript is not listed: nobody knows."""
    said_by: SaidBy | None = None
    """None: by anybody."""


def words_in(text: str) -> tuple[str, ...]:
    """The words of what somebody typed, each once; what stands in quotation marks is looked for as it is.

    'refund "my booking"' is refund, and my booking.
    """
    found = (quoted or word for quoted, word in _WORDS.findall(text))
    return tuple(dict.fromkeys(each.strip() for each in found if each.strip()))


FEWEST_LETTERS = 3


def is_too_short(word: str) -> bool:
    """Whether a word has fewer than FEWEST_LETTERS letters or digits: nearly every transcript has a word with these in
    it. Of Chinese, Japanese and Korean one character is enough."""
    known = [each for each in word if each.isalnum()]
    return len(known) < FEWEST_LETTERS and not any(east_asian_width(each) in "WF" for each in known)


# As many are looked for at once, in each of the fields of Words: the time grows with their number.
MOST_WORDS = 12
_WORDS = re.compile(r'["“„«]([^"”“»]+)["”“»]|([^\s"“”„«»]+)')


@dataclass(frozen=True, kw_only=True)
class InteractionFilter:
    """Which interactions are listed; the defaults let all through."""

    topic: str | None = None
    language: str | None = None
    direction: str | None = None
    audited: bool | None = None
    """Only those that were (True) or were not (False) audited; an audit in which nothing applied counts."""
    transcript: bool | None = None
    """Only those with (True) or without (False) a transcript."""
    bookmarked: bool = False
    """Only those that the viewer has bookmarked."""
    below_pass_score: bool = False
    """Only those whose Kore evaluation score is below their pass score."""
    fatal: bool = False
    """Only those that fail fatally, by the answers that count (answer_that_counts.py)."""
    doubtful: bool = False
    """Only those whose two scores are too far apart, see scoring.doubtful_difference()."""
    failed_area: str | None = None
    """Only those that fail this coaching area by the answers that count."""
    failed_metric_id: str | None = None
    """Only those that fail this metric by the answer that counts."""
    kore: Range | None = None
    """Only those whose Kore evaluation score is in this range; one that is NA is in none."""
    audit: Range | None = None
    """As `kore`, of the supervisor audit score."""
    sentiment: Range | None = None
    """As `kore`, of the sentiment score."""
    words: Words | None = None
    """Only those in which this was said: at least one word that was, or was not."""
    interaction_ids: tuple[str, ...] | None = None
    """Only these."""


EVERYTHING = InteractionFilter()


# Half of the last decimal that is shown: 59.96 reads as 60, and so it is in a range from 60 on.
_HALF_SHOWN = 0.05

# What each filter asks of an interaction i, by the field of InteractionFilter. A query has the conditions of those in
# use and no others: one that looks something up would cost as much where a parameter switched it off.
_CONDITIONS = {
    "topic": "i.topic = $topic",
    "language": "i.language = $language",
    "direction": "i.direction = $direction",
    "audited": """
        $audited = (i.supervisor_audit_score IS NOT NULL OR i.interaction_id IN (
            SELECT a.interaction_id FROM audits a WHERE a.score_computed))""",
    "transcript": "$transcript = (i.transcript_number IS NOT NULL)",
    "bookmarked": "i.interaction_id IN (SELECT b.interaction_id FROM bookmarks b WHERE b.person_id = $viewer_id)",
    "below_pass_score": f"i.kore_evaluation_score < {PASS_SCORE_OF_KNOWN_FORM}",
    "fatal": "i.fails_fatally",
    "doubtful": DOUBTFUL,
    "failed_area": AREA_IN_TEXT.format(text="i.failed_areas_text", area="$failed_area"),
    "kore": "i.kore_evaluation_score >= $kore_low AND i.kore_evaluation_score < $kore_high",
    "audit": "i.supervisor_audit_score >= $audit_low AND i.supervisor_audit_score < $audit_high",
    "sentiment": "i.sentiment_score >= $sentiment_low AND i.sentiment_score < $sentiment_high",
    "interaction_ids": "i.interaction_id IN (SELECT unnest($interaction_ids::VARCHAR[]))",
}
# Answers and words are looked up for the interactions that pass everything else.
_FAILS_METRIC = f"""
    i.interaction_id IN (
        SELECT r.interaction_id FROM {ANSWERS_THAT_COUNT} r JOIN metrics m USING (metric_id)
        WHERE r.metric_id = $failed_metric_id AND {FAILED})"""


# Words are looked for in the index. What has a blank in it is looked for in the turns, of those interactions that pass
# everything else and have each of its parts: a word that ends with the first, one that begins with the last, and those
# between as they are.
_KNOWN = "i.interaction_id IN (SELECT unnest(${name}::VARCHAR[]))"
_HAS_WORD = f"i.transcript_number IN ({NUMBERS})"
# Parts of words in a row are short, and all that begin or end so may be said in every transcript: the longest, which
# fewest say, is looked for first, and without DISTINCT the memory is not enough.
_HAS_PARTS = "i.transcript_number IN ({numbers})"
_DISTINCT = NUMBERS.replace("SELECT ", "SELECT DISTINCT ", 1)
_AMONG = f"SELECT DISTINCT n FROM ({NUMBERS}) said(n) WHERE n IN ({{numbers}})"
# Where the words come from the table joined, DuckDB does not look for them in the turns of all interactions first.
_SAYS = """
    i.transcript_number IN (
        SELECT c.transcript_number FROM turns t JOIN (
            SELECT i.interaction_id, i.transcript_number, {phrase} AS phrase {condition} AND {parts}
        ) c ON c.interaction_id = t.interaction_id
        WHERE {said})"""
_CONTAINS = f"contains({{said}}, {FOLDED.format(text='${name}')})"
_ENDS, _BEGINS, _IS = (
    condition.format(FOLDED.format(text="${name}"))
    for condition in ("suffix({{said}}, {0})", "prefix({{said}}, {0})", "{{said}} = {0}")
)
_BY_ONE = "{turn}.speaker = $said_by AND {said}"
_WORDS_OF = ("all_of", "any_of", "none_of")


# In which interactions words in a row were said, by the name of their parameter.
Said = Mapping[str, Sequence[str]]
NOTHING_KNOWN: Said = {}


def matching(
    joined: str,
    conditions: Iterable[str],
    filters: InteractionFilter,
    said: Said = NOTHING_KNOWN,
    *,
    parts_only: bool = False,
) -> str:
    """FROM and WHERE of a SELECT of the interactions i that meet the `conditions` in SQL and pass the filters.

    `joined`: what else is joined to the interactions, in SQL. `said`: what is known already of words in a row.
    `parts_only`: of words in a row each part is enough, as for may_say().
    """
    condition = _all_but_words(joined, conditions, filters)
    if filters.words is None:
        return condition
    return f"{condition} AND {_said(filters.words, condition, said, parts_only)}"


def may_say(joined: str, conditions: Iterable[str], filters: InteractionFilter, name: str, word: str) -> str:
    """As matching(), of the interactions that pass all but the words and have each part of a `word` with blanks in a
    word of their own. `name`: the parameter of the `word`."""
    assert filters.words is not None
    parts = _has_parts(name, word, filters.words.said_by is not None)
    return f"{_all_but_words(joined, conditions, filters)} AND {parts}"


def phrases(words: Words) -> dict[str, str]:
    """The words with blanks, by the names of their parameters."""
    named = [pair for field in _WORDS_OF for pair in _named(field, getattr(words, field)).items()]
    return {name: word for name, word in named if BLANK.search(word)}


def are_all_in_a_row(words: Words) -> bool:
    """Whether there are words with blanks, and all of them must have been said: then whoever has each of their parts
    and passes all else needs only to be asked for these."""
    found = phrases(words)
    return bool(found) and len(found) == sum(bool(BLANK.search(word)) for word in words.all_of)


def says(turn: str, name: str, words: Words) -> str:
    """That a turn has what the parameter `name` holds, as a condition."""
    return _spoken(
        turn, _CONTAINS.format(said=FOLDED.format(text=f"{turn}.text"), name=name), words.said_by is not None
    )


def _all_but_words(joined: str, conditions: Iterable[str], filters: InteractionFilter) -> str:
    used = [each.name for each in _in_use(filters)]
    met = [*conditions, *(_CONDITIONS[name] for name in used if name in _CONDITIONS)]
    condition = "".join(("FROM interactions i", joined, " WHERE ", " AND ".join(met)))
    if filters.failed_metric_id is not None:
        failing = _FAILS_METRIC.format(interactions=f"SELECT i.interaction_id {condition}")
        condition = f"{condition} AND {failing}"
    return condition


def _said(words: Words, condition: str, known: Said, parts_only: bool) -> str:
    """What was said in an interaction i, as a condition. `condition`: FROM and WHERE of those that pass all else."""
    all_of, any_of, none_of = (
        [
            _KNOWN.format(name=name) if name in known else _word(name, word, words, condition, parts_only)
            for name, word in _named(field, getattr(words, field)).items()
        ]
        for field in _WORDS_OF
    )
    wanted = [*all_of, *([f"({' OR '.join(any_of)})"] if any_of else [])]
    unwanted = [f"i.transcript_number IS NOT NULL AND NOT ({' OR '.join(none_of)})"] if none_of else []
    return " AND ".join([*wanted, *unwanted])


def _word(name: str, word: str, words: Words, condition: str, parts_only: bool) -> str:
    """That what the parameter `name` holds was said in an interaction i, by one speaker or whomever."""
    by = words.said_by is not None
    if not BLANK.search(word):
        return _has_word(name, by)
    if parts_only:
        return _has_parts(name, word, by)
    said = _spoken("t", f"contains({FOLDED.format(text='t.text')}, c.phrase)", by)
    phrase = FOLDED.format(text=f"${name}")
    return _SAYS.format(condition=condition, parts=_has_parts(name, word, by), phrase=phrase, said=said)


def _has_parts(name: str, word: str, by: bool) -> str:
    first, *between, last = BLANK.split(word)
    how = [*[_ENDS] * bool(first), *[_IS] * len([*filter(None, between)]), *[_BEGINS] * bool(last)]
    parts = _parts(name, word)
    numbers = ""
    for part, is_so in sorted(zip(parts, how, strict=True), key=lambda each: -len(parts[each[0]])):
        these = _AMONG if numbers else _DISTINCT
        numbers = these.format(said=_spoken("w", is_so.format(said="w.word", name=part), by), numbers=numbers)
    return _HAS_PARTS.format(numbers=numbers) if numbers else "i.transcript_number IS NOT NULL"


def _has_word(name: str, by: bool) -> str:
    """That a word with what the parameter `name` holds was said in an interaction i."""
    return _HAS_WORD.format(said=_spoken("w", _CONTAINS.format(said="w.word", name=name), by))


def _spoken(turn: str, said: str, by: bool) -> str:
    return _BY_ONE.format(turn=turn, said=said) if by else said


def _parts(name: str, word: str) -> dict[str, str]:
    """What stands between the blanks of what is looked for, by the names of their parameters; nothing without one."""
    return _named(f"{name}_part", tuple(filter(None, BLANK.split(word)))) if BLANK.search(word) else {}


def _named(name: str, words: tuple[str, ...]) -> dict[str, str]:
    """Words by the names of their parameters."""
    return {f"{name}_{place}": word for place, word in enumerate(words)}


def parameters(filters: InteractionFilter) -> dict[str, object]:
    """What the conditions of the filters in use ask for."""
    asked: dict[str, object] = {}
    for each in _in_use(filters):
        value = getattr(filters, each.name)
        if isinstance(value, Range):
            asked |= {f"{each.name}_low": value.low - _HALF_SHOWN, f"{each.name}_high": value.high + _HALF_SHOWN}
        elif isinstance(value, Words):
            for field in _WORDS_OF:
                for name, word in _named(field, getattr(value, field)).items():
                    asked |= {name: word, **_parts(name, word)}
            asked |= {"said_by": value.said_by} if value.said_by else {}
        elif value is not True or each.name in _ASKING_EITHER:
            asked[each.name] = list(value) if isinstance(value, tuple) else value
    return asked


_ASKING_EITHER = ("audited", "transcript")


def _in_use(filters: InteractionFilter) -> list[Field[object]]:
    """The fields that let not all through."""
    return [each for each in fields(filters) if getattr(filters, each.name) != each.default]
