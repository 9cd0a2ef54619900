"""What do exports say of an interaction beside its scores and its transcript? As HTML, a list of names and values.

Only what is there is shown. Everything that other people wrote is escaped, and each piece of it has its own direction.
"""

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from coaching.quality.detail_kinds import DetailKind
from coaching.quality.details import Detail, Details, Participant, Topic
from coaching.words import wording
from coaching.words.formatting import day_and_time, escape, own_direction, score

SPEAKERS = ("customer", "agent", None)
NO_WORDS: Mapping[str, str] = {}

Rows = list[tuple[str, str]]  # a name, and the HTML of what is known: empty where that is nothing


def details_html(details: Details, zone: ZoneInfo) -> str:
    """The whole list; empty where nothing is known."""
    rows = [
        (wording.PARTICIPANTS, _below_each_other(_participant(one, zone) for one in details.participants)),
        (wording.TOPICS_AND_INTENTS, _below_each_other(map(_topic, details.topics))),
        (wording.RESOLUTION, _values(details.of(DetailKind.RESOLUTION), wording.RESOLUTIONS)),
        *_emotions(details.of(DetailKind.EMOTION)),
        *_phases(details.of(DetailKind.SENTIMENT_PHASE)),
        (wording.SENTIMENT_SHARES, _in_a_line(map(_tone_share, details.of(DetailKind.SENTIMENT_SHARE)))),
        (wording.TIME_SHARES, _in_a_line(map(_time_share, details.of(DetailKind.TIME_SHARE)))),
        (wording.DISPOSITION, _values(details.of(DetailKind.DISPOSITION))),
        (wording.CSAT, _values(details.of(DetailKind.CSAT))),
        (wording.OBSERVED, _in_a_line(map(_observed, details.of(DetailKind.OBSERVED)))),
        (wording.AUDIT_STATUS, _values(details.of(DetailKind.AUDIT_STATUS))),
        (wording.DURATION_STATUS, _values(details.of(DetailKind.DURATION_STATUS), wording.DURATION_STATUSES)),
        (wording.CUSTOM_FIELDS, _below_each_other(map(_custom_field, details.of(DetailKind.CUSTOM_FIELD)))),
    ]
    body = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in rows if said)
    return f'<dl class="details">{body}</dl>' if body else ""


def sentiment_pattern(phases: Sequence[str]) -> str:
    """What became of the sentiment from the first phase to the last, in words; empty where it cannot be told, as of
    numbers on a scale that nobody says."""
    tones = [wording.TONE_ORDER.get(phase.strip().lower()) for phase in phases]
    if len(tones) < 2 or tones[0] is None or tones[-1] is None:
        return ""
    return wording.PATTERNS.get((tones[0], tones[-1]), wording.PATTERN_SAME)


def _said(words: str | None) -> str:
    """Other people's words within a line."""
    return own_direction(words or "")


def _known(value: str | None, words: Mapping[str, str]) -> str:
    """Our words for a value of the source, otherwise the source's own."""
    known = words.get((value or "").strip().lower())
    return _said(value) if known is None else known


def _quiet(parts: Iterable[str]) -> str:
    return f'<span class="quiet">{" · ".join(parts)}</span>'


def _below_each_other(items: Iterable[str]) -> str:
    entries = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{entries}</ul>" if entries else ""


def _in_a_line(items: Iterable[str]) -> str:
    return wording.COMMA.join(filter(None, items))


def _percent(number: float | None) -> str:
    return "" if number is None else f" {wording.PERCENT.format(share=score(number))}"


def _values(details: Iterable[Detail], words: Mapping[str, str] = NO_WORDS) -> str:
    return _in_a_line(_known(detail.value, words) for detail in details if detail.value)


def _participant(one: Participant, zone: ZoneInfo) -> str:
    name = one.name or one.email or one.source_id
    shown = _said(name) if name else wording.NAMELESS_PARTICIPANTS.get(one.kind, wording.NAMELESS)
    more = [wording.PARTICIPANT_KINDS.get(one.kind, wording.PARTICIPANT_KINDS["other"])]
    more += [_said(each) for each in (one.role, one.email, one.source_id) if each and each != name]
    more += _when(one, zone)
    return f"{shown} {_quiet(more)}"


def _when(one: Participant, zone: ZoneInfo) -> list[str]:
    joined, left = (None if at is None else day_and_time(at, zone) for at in (one.joined_at, one.left_at))
    if joined and left:
        day, _, _ = joined.rpartition(" ")
        return [wording.FROM_UNTIL.format(joined=joined, left=left.removeprefix(f"{day} "))]
    if joined:
        return [wording.SINCE.format(when=joined)]
    return [wording.UNTIL.format(when=left)] if left else []


def _topic(topic: Topic) -> str:
    more = [wording.TOPIC_KINDS.get(topic.kind, wording.TOPIC_KINDS["topic"])]
    if topic.resolution:
        more.append(_known(topic.resolution, wording.RESOLUTIONS))
    if topic.sentiment:
        more.append(wording.SENTIMENT_AS_REPORTED.format(sentiment=_known(topic.sentiment, wording.TONES)))
    return f"{' › '.join(map(_said, topic.path))} {_quiet(more)}"


def _of(speaker: str | None, label: str) -> str:
    if speaker is None:
        return label
    return wording.OF_SPEAKER.format(label=label, speaker=wording.PARTICIPANT_KINDS[speaker])


def _emotions(details: Sequence[Detail]) -> Rows:
    return [
        (
            _of(speaker, wording.EMOTIONS),
            _in_a_line(f"{_said(one.value)}{_percent(one.number)}" for one in details if one.speaker == speaker),
        )
        for speaker in SPEAKERS
    ]


def _phases(details: Sequence[Detail]) -> Rows:
    rows = []
    for speaker in SPEAKERS:
        said = [detail for detail in details if detail.speaker == speaker]
        pattern = sentiment_pattern([detail.value or "" for detail in said if detail.name])
        told = [_in_a_line(map(_phase, said)), _quiet([pattern]) if pattern else ""]
        rows.append((_of(speaker, wording.SENTIMENT_BY_PHASE), " ".join(filter(None, told))))
    return rows


def _phase(detail: Detail) -> str:
    tone = _known(detail.value, wording.TONES)
    if detail.name is None:
        return tone
    return wording.PHASE_AND_TONE.format(phase=_known(detail.name, wording.PHASES), tone=tone)


def _tone_share(detail: Detail) -> str:
    return f"{_known(detail.name, wording.TONES)}{_percent(detail.number)}"


def _time_share(detail: Detail) -> str:
    spoke = wording.SPOKEN_BY.get(detail.speaker or "")
    share = f" {_said(detail.value)}" if detail.number is None else _percent(detail.number)
    return f"{spoke or _known(detail.name, wording.TIME_SHARE_NAMES)}{share}"


def _observed(detail: Detail) -> str:
    return wording.OBSERVED_OR_NOT.format(
        what=_known(detail.name, wording.OBSERVATIONS), said=_known(detail.value, wording.YES_NO)
    )


def _custom_field(detail: Detail) -> str:
    return f'{_quiet([_said(detail.name)])} <span class="said" dir="auto">{escape(detail.value or "")}</span>'
