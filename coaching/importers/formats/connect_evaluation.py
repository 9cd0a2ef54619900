"""The evaluations of Amazon Connect: one file a contact, with the questions of a form and how they were answered."""

from typing import Any

from coaching.importers import fields, json_files, limits
from coaching.importers.conversations import AgentMention, Conversation, Detail, MetricMention, source_id
from coaching.importers.format import Format, Lands, Shape, Source
from coaching.importers.notes import Notes, Values, leave_out, strict
from coaching.importers.refused_records import unusable
from coaching.importers.spellings import QUALIFICATIONS, Spellings, normalised
from coaching.quality.detail_kinds import DetailKind

RECORD = Spellings({"evaluationId": (), "metadata": (), "sections": (), "questions": (), "schemaVersion": ()})
METADATA = Spellings(
    {
        "contactId": (),
        "agentId": (),
        "evaluator": (),
        "evaluationDefinitionTitle": (),
        "evaluationStartTimestamp": (),
        "evaluationSubmitTimestamp": (),
        "score": (),
    }
)
SCORE = Spellings({"percentage": (), "automaticFail": (), "notApplicable": ()})
QUESTION = Spellings({"questionRefId": (), "questionText": (), "answer": (), "score": ()})
ANSWER = Spellings({"value": (), "values": (), "notes": (), "metadata": ()})
OPTION = Spellings({"valueText": ("value",), "selected": ()})


def evaluation(record: dict[str, Any], source: Source) -> Conversation:
    """The one record of a file. It says nothing of when the contact was: another record, or its transcript, does.

    Raises UnusableRecordError where a value cannot be used.
    """
    notes = source.notes
    values = RECORD.read(record, notes)
    metadata = METADATA.read(_object(strict(values), "metadata"), notes)
    agent = source_id(strict(metadata), "agentId")
    if agent is None:
        wanted = "write the id of the agent who handled the contact, such as arn:aws:connect:…:agent/4f1c…"
        raise fields.missing(metadata, "agentId", wanted)
    score = SCORE.read(_object(metadata, "score"), notes)
    evaluator = fields.text(metadata, "evaluator")
    submitted_at = fields.instant(metadata, "evaluationSubmitTimestamp")
    return Conversation(
        conversation_id=fields.required_identifier(strict(metadata), "contactId"),
        evaluated_at=submitted_at or fields.instant(metadata, "evaluationStartTimestamp"),
        agent=AgentMention(email=None, source_id=agent.rpartition("/")[2]),  # of an ARN the end
        form_id=fields.text(metadata, "evaluationDefinitionTitle"),
        kore_evaluation_score=fields.score(score, "percentage"),
        counts_fatal=fields.boolean(score, "automaticFail"),
        metrics=[
            _metric(position, QUESTION.read(question, notes), notes)
            for position, question in enumerate(fields.objects(values, "questions"), start=1)
        ],
        details=[Detail(kind=DetailKind.CUSTOM_FIELD, name="Evaluator", value=evaluator)] if evaluator else [],
    )


def _metric(position: int, question: Values, notes: Notes) -> MetricMention:
    answer = ANSWER.read(_object(question, "answer"), notes)
    score = SCORE.read(_object(question, "score"), notes)
    said = _said(answer, notes)
    written = fields.text(answer, "notes", limits.TEXT)
    return MetricMention(
        position=position,
        metric_id=fields.text(question, "questionRefId", limits.ID),
        name=fields.text(question, "questionText"),
        weight=None,
        negative_weight=None,
        qualification=_qualification(answer, score, said, notes),
        fatal_error=fields.boolean(score, "automaticFail"),
        justification="\n".join(filter(None, (said, written))) or None,
        evidence=[],
        auditor_response=None,
    )


def _qualification(answer: Values, score: Values, said: str | None, notes: Notes) -> str:
    """YES where the answer scores in full, NO where it does not, NA where it does not apply. An answer without a score
    is what it says, or NA where it is neither yes nor no."""
    not_applicable = SCORE.read(_object(answer, "metadata"), notes).get("notApplicable")
    percentage = fields.score(score, "percentage")
    if not_applicable is True:
        return "NA"
    if percentage is not None:
        return "YES" if percentage == 100 else "NO"
    return QUALIFICATIONS.get(normalised(said or ""), "NA")


def _said(answer: Values, notes: Notes) -> str | None:
    """What was answered: the options that were chosen, or what was written."""
    options = [OPTION.read(option, notes) for option in fields.objects(answer, "values")]
    chosen = [fields.text(option, "valueText", limits.TEXT) for option in options if option.get("selected") is True]
    written = fields.word(answer.get("value")) if not isinstance(answer.get("value"), str) else answer["value"]
    return ", ".join(filter(None, chosen)) or fields.text({"value": written}, "value", limits.TEXT)


def _object(values: Values, field: str) -> dict[str, Any]:
    value = values.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        leave_out(values, unusable(field, value, "is not an object", "write an object, such as {...}"))
        return {}
    return value


FORMAT = Format(
    name="Amazon Connect evaluation",
    told_by="an object with `evaluationId`, `metadata` and `questions`",
    record="evaluation",
    lands=Lands.EVALUATIONS,
    shapes={Shape.OBJECT},
    spellings=METADATA,
    times=METADATA.spelled("evaluationStartTimestamp", "evaluationSubmitTimestamp"),
    needs=(("evaluationId",), ("metadata",), ("questions", "sections")),
    read=json_files.read_whole,
    parse=evaluation,
)
