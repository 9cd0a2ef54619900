"""evaluation_form.json: the metrics of a form with coaching area, weight and what is fatal."""

from dataclasses import dataclass
from typing import Any

from coaching.comparison.metric_result import USUAL_EXPECTED_RESPONSE
from coaching.importers import area_spellings, fields, json_files
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.notes import Values, strict
from coaching.importers.refused_records import UnusableRecordError, unusable
from coaching.importers.spellings import Spellings
from coaching.words.name_key import name_key

FORM = Spellings({"name": (), "pass_score": (), "scoring_type": (), "metrics": ()})
METRIC = Spellings(
    {
        "metric_id": (),
        "name": (),
        "coaching_area": (),
        "weight": (),
        "negative_weight": (),
        "fatal": (),
        "correct_response": ("expected_response",),
    }
)
MetricRow = tuple[str, str, str, str, float, float, bool, str, int]


@dataclass(frozen=True, kw_only=True)
class EvaluationForm:
    """A form and its metrics, each as its metric_id, form_id, name, coaching_area,
    weight, negative_weight, fatal, expected_response and position."""

    name: str
    pass_score: float | None
    scoring_type: str | None
    metrics: list[MetricRow]


def evaluation_form(record: dict[str, Any], source: Source) -> EvaluationForm:
    """The form a file describes. Raises UnusableRecordError where any part of it cannot be used."""
    values = FORM.read(record, source.notes)
    name = fields.required_text(values, "name")
    metrics: dict[str, MetricRow] = {}
    for position, metric in enumerate(fields.objects(strict(values), "metrics"), start=1):
        try:
            row = _metric(name, position, METRIC.read(metric, source.notes))
        except UnusableRecordError as error:
            raise UnusableRecordError(f"metric {position}, {error.field}", error.reason) from None
        key = name_key(row[0]) if row[0] == id_by_name(name, row[2]) else row[0]
        if key in metrics:
            raise unusable(f"metric {position}, metric_id", row[0], "occurs twice", "give each metric an id of its own")
        metrics[key] = row
    if not metrics:
        wanted = 'list at least one, such as [{"metric_id": "q-1", "name": "Says hello", "weight": 20}]'
        raise UnusableRecordError("metrics", "is missing or empty", wanted=wanted)
    spelled = area_spellings.spellings(row[3] for row in metrics.values())
    return EvaluationForm(
        name=name,
        pass_score=fields.score(values, "pass_score"),
        scoring_type=fields.text(values, "scoring_type"),
        metrics=[(*row[:3], spelled[row[3]], *row[4:]) for row in metrics.values()],
    )


def id_by_name(form: str, name: str) -> str:
    """The id of a metric to which its form gives none."""
    return f"{form}|{name}"


def _metric(form: str, position: int, said: Values) -> MetricRow:
    """What decides about scores refuses the form: half a form would give wrong ones."""
    values = strict(said)
    name = fields.required_text(values, "name")
    weight = fields.weight(values, "weight")
    if weight is None:
        raise fields.missing(values, "weight", "write how much it counts, such as 20")
    expected = fields.qualification(values, "correct_response")
    return (
        fields.identifier(values, "metric_id") or id_by_name(form, name),
        form,
        name,
        fields.text(said, "coaching_area") or "Other",
        weight,
        fields.weight(values, "negative_weight") or 0.0,
        fields.boolean(values, "fatal") or False,
        USUAL_EXPECTED_RESPONSE if expected == "NA" else expected,
        position,
    )


FORMAT = Format(
    name="`evaluation_form.json`",
    told_by="an object with `name` and `metrics`",
    record="evaluation form",
    lands=Lands.FORMS,
    shapes={Shape.LIST},
    spellings=FORM,
    needs=(("name",), ("metrics",)),
    read=json_files.read,
    parse=evaluation_form,
)
