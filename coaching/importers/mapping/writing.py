"""How is a mapping written down, so that its reader understands and changes it?"""

import json
from collections.abc import Iterator, Sequence

from coaching.importers.mapping.columns import DESCRIPTIONS, Column
from coaching.importers.mapping.mapping import COLUMNS, METRICS, VALUES, MetricColumn
from coaching.importers.mapping.proposal import Proposal
from coaching.words import wording


def written(proposal: Proposal, file: str) -> str:
    """A proposal as TOML with comments; `file` is the table that it was made from."""
    text = "\n".join([*_beginning(file), *_columns(proposal), *_metrics(proposal), *_values(proposal)]) + "\n"
    return text.encode("utf-8", "replace").decode()  # the name of a file may be no text


def _beginning(file: str) -> Iterator[str]:
    for line in wording.MAPPING_BEGINNING:
        yield _comment(line.format(file=file))
    yield ""


def _columns(proposal: Proposal) -> Iterator[str]:
    yield f"[{COLUMNS}]"
    for column, names in proposal.mapping.columns.items():
        value = _quoted(names[0]) if len(names) == 1 else f"[{', '.join(map(_quoted, names))}]"
        means = DESCRIPTIONS[column].means
        because = proposal.because.get(column)
        yield f"{column} = {value}  {_comment(means if because is None else f'{means} ({because})')}"
    for missing in proposal.missing:
        yield _comment(wording.MAPPING_MISSING.format(key=missing, means=DESCRIPTIONS[Column(missing)].means))
    if proposal.unused and not proposal.mapping.metrics:
        yield _comment(wording.MAPPING_UNUSED.format(columns=", ".join(map(_quoted, proposal.unused))))
    yield ""


def _metrics(proposal: Proposal) -> Iterator[str]:
    metrics: Sequence[MetricColumn] = proposal.mapping.metrics
    if not metrics:
        return
    for line in wording.MAPPING_METRICS:
        yield _comment(line)
    yield f"[{METRICS}]"
    for metric in metrics:
        yield f"{_quoted(metric.column)} = {_quoted(metric.name)}"
    if proposal.unused:
        yield _comment(wording.MAPPING_UNUSED.format(columns=", ".join(map(_quoted, proposal.unused))))
    yield ""


def _values(proposal: Proposal) -> Iterator[str]:
    mapping = proposal.mapping
    yield f"[{VALUES}]"
    yield f"time_zone = {_quoted(mapping.time_zone)}  {_comment(wording.MAPPING_TIME_ZONE)}"
    if mapping.day_first is None:
        yield _comment(f"day_first = true  # {wording.MAPPING_DAY_FIRST}")
    else:
        yield f"day_first = {str(mapping.day_first).lower()}  {_comment(wording.MAPPING_DAY_FIRST)}"
    if Column.DURATION in mapping.columns:
        because = proposal.because.get("values.duration", "")
        yield f"duration = {_quoted(mapping.duration)}  {_comment(f'{wording.MAPPING_DURATION} ({because})')}"
    if {Column.SCORE, Column.AUDIT_SCORE, Column.PASS_SCORE} & mapping.columns.keys():
        if mapping.score is None:
            yield _comment(f'score = "0..100"  # {wording.MAPPING_NO_SCORE}')
        else:
            yield f"score = {_quoted(str(mapping.score))}  {_comment(wording.MAPPING_SCORE)}"
    if mapping.sentiment_scale is not None:
        yield f"sentiment_scale = {_quoted(str(mapping.sentiment_scale))}  {_comment(wording.MAPPING_SENTIMENT)}"
    if mapping.metrics or mapping.is_long:
        yield _comment(wording.MAPPING_ANSWERS)
        for key, answers in (("yes", mapping.yes), ("no", mapping.no), ("not_applicable", mapping.not_applicable)):
            yield f"{key} = [{', '.join(map(_quoted, sorted(answers)))}]"


def _quoted(text: str) -> str:
    """A text as TOML has it. JSON writes the same, except for the character DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "# " + "".join(character if character.isprintable() else " " for character in text)
