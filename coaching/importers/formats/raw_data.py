"""Pages of the Raw Data API, in its present and its older shape, and of the ScoreReporting API."""

from datetime import datetime
from itertools import zip_longest
from typing import Any

from coaching.importers import fields, instants, json_files, limits, record_details
from coaching.importers.conversations import (
    AuditMention,
    Conversation,
    MetricMention,
    channel,
    custom_id,
    language,
)
from coaching.importers.format import Format, Lands, Likeness, Look, Shape, Source
from coaching.importers.handlers import TIMES, Handled, handled
from coaching.importers.notes import Notes, Values, leave_out, remembered
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.sentiment_scale import SentimentScale
from coaching.importers.spellings import Spellings

RECORD = Spellings(
    {
        "Conversation ID": (),
        "customConversationId": (),
        "evaluatedAt": (),
        "src": ("source", "channel", "Channel Type"),
        "contactDirection": ("direction",),
        "Conversation Start Time": ("startTime",),
        "Conversation End Time": ("endTime",),
        "Duration": ("conversationDuration",),
        "Language": (),
        "Sentiment Score": (),
        "Queues": (),
        "Agents": (),
        "Kore Evaluation Score": ("koreEvalutionScore",),
        "Fatal Errors": ("fatalErrorCount", "fatalErrorsCount"),
        "Auditor Name": ("auditor", "auditedBy"),
        "Audit Date": ("auditedAt", "auditedOn"),
        "Supervisor Audit Score": ("auditScore", "auditorScore", "supervisorScore"),
        "Metrics": (),
        "Pass Score": (),
        "Evaluation Form Name": ("formName", "evaluationForm"),
        "Generated Intents": (),
        "Intents": (),
        "Topics": (),
    }
)
METRIC = Spellings(
    {
        "Metric ID": (),
        "Metric Name": (),
        "Metric Weight": (),
        "Metric Negative Weight": (),
        "Qualification": ("metricQualification",),
        "isFatalError": ("fatalError",),
        "justification": ("justifications",),
        "triggerJustification": ("triggerJustifications",),
        "Auditor Response": (),
    }
)
JUSTIFICATION = Spellings({"message_id": ("messageIds",), "timestamp": ("timestamps",), "justification": ("text",)})
INTENT = Spellings({"l1": ("l1Topic",), "l2": ("l2Topic",), "l3": ("l3Topic",), "topic": (), "intent": ()})
# The most specific level of a hierarchy of topics first.
TOPIC_LEVELS = ("l3", "l2", "l1", "topic", "intent")

# What a record by itself has, at least one name of each.
NEEDED = (("Conversation ID",), ("Agents", "Metrics", "Kore Evaluation Score"))


def conversation(record: dict[str, Any], source: Source, who: Handled | None = None) -> Conversation:
    """One element of a page's `results`.

    `who`: who handled it, where that is not what the record says in `Agents`. Raises UnusableRecordError where a value
    cannot be used.
    """
    notes = source.notes
    values = RECORD.read(record, notes)
    conversation_id = fields.required_identifier(values, "Conversation ID")
    lasted = fields.duration(values, "Duration")
    started_at, ended_at = fields.period(values, "Conversation Start Time", "Conversation End Time", lasted)
    fatal_errors = fields.number(values, "Fatal Errors", 0, 1e9)
    topics, details = record_details.topics_and_details(record, notes.left_out.append)
    who = who or handled(values.get("Agents"), fields.objects(values, "Queues"), notes)
    mentioned = Conversation(
        conversation_id=conversation_id,
        custom_id=custom_id(values),
        evaluated_at=fields.instant(values, "evaluatedAt"),
        agent=who.agent,
        queue=who.queue,
        participants=who.participants,
        channel=channel(fields.text(values, "src")),
        direction=fields.text(values, "contactDirection"),
        language=language(fields.text(values, "Language")),
        topic=_topic(values),
        started_at=started_at,
        ended_at=ended_at,
        form_id=fields.text(values, "Evaluation Form Name"),
        pass_score=fields.score(values, "Pass Score"),
        kore_evaluation_score=fields.score(values, "Kore Evaluation Score"),
        sentiment_score=_sentiment(values, source.sentiment_scale),
        sentiment_scale=source.sentiment_scale,
        counts_fatal=None if fatal_errors is None else fatal_errors > 0,
        topics=topics,
        details=details,
    )
    if "Metrics" in values:
        mentions = fields.objects(values, "Metrics")
        mentioned.metrics = [
            _metric(position, METRIC.read(metric, notes), notes, started_at)
            for position, metric in enumerate(mentions, 1)
        ]
    mentioned.audits = _audits(values, mentioned)
    return mentioned


def _sentiment(values: Values, scale: SentimentScale) -> float | None:
    value = fields.number(values, "Sentiment Score", scale.low, scale.high)
    return None if value is None else scale.convert(value)


def _topic(values: Values) -> str | None:
    """The first topic or intent. What cannot be used of them is left out by `record_details`."""
    for field in ("Generated Intents", "Topics", "Intents"):
        said = values.get(field)
        for element in said if isinstance(said, list) else [said]:
            intent = INTENT.read(element if isinstance(element, dict) else {"topic": element}, Notes())
            topic = next(filter(None, (fields.text(intent, level, limits.TOPIC) for level in TOPIC_LEVELS)), None)
            if topic:
                return topic
    return None


def _metric(position: int, metric: Values, notes: Notes, started_at: datetime | None) -> MetricMention:
    reasons: list[str] = []
    evidence: list[tuple[int, str | None]] = []
    for field in ("justification", "triggerJustification"):
        if metric.get(field):
            for each in fields.objects(metric, field, text_is="justification"):
                said = JUSTIFICATION.read(each, notes)
                reason = fields.text(said, "justification", limits.TEXT)
                if reason is not None:
                    reasons.append(reason)
                if said.get("timestamp", []) != []:  # most have none
                    evidence += _evidence(said, notes, started_at)
    return MetricMention(
        position=position,
        justification="\n".join(dict.fromkeys(reasons)) or None,
        evidence=list(dict.fromkeys(evidence)) if evidence else evidence,
        **_asked_and_answered(metric),
    )


@remembered(
    "Metric ID",
    "Metric Name",
    "Metric Weight",
    "Metric Negative Weight",
    "Qualification",
    "isFatalError",
    "Auditor Response",
)
def _asked_and_answered(metric: Values) -> dict[str, Any]:
    """What of a metric is the same in many evaluations."""
    response = metric.get("Auditor Response")
    return {
        "metric_id": fields.identifier(metric, "Metric ID"),
        "name": fields.text(metric, "Metric Name"),
        "weight": fields.weight(metric, "Metric Weight"),
        "negative_weight": fields.weight(metric, "Metric Negative Weight"),
        "qualification": fields.qualification(metric, "Qualification"),
        "fatal_error": fields.boolean(metric, "isFatalError"),
        "auditor_response": None if fields.is_nothing(response) else fields.qualification(metric, "Auditor Response"),
    }


def _evidence(justification: Values, notes: Notes, started_at: datetime | None) -> list[tuple[int, str | None]]:
    """The instant of each message that a justification points at, with the id of the message. Numbers up to a month are
    seconds from the start of the conversation. What cannot be placed is counted."""
    found: list[tuple[int, str | None]] = []
    times = fields.elements(justification, "timestamp")
    ids = fields.elements(justification, "message_id")
    for time, message_id in zip_longest(times, ids[: len(times)]):
        if time is None:
            continue
        try:
            said_at = notes.time(instants.microseconds, time, start=started_at)
        except instants.NotAnInstantError:
            notes.unplaced += 1
        else:
            found.append((said_at, fields.word(message_id) or None))
    return found


def _audits(values: Values, mentioned: Conversation) -> list[AuditMention]:
    auditor = fields.text(values, "Auditor Name")
    score = fields.score(values, "Supervisor Audit Score")
    audited_at = fields.past_instant(values, "Audit Date")
    metrics = mentioned.metrics or []
    # Some exports write a name ("Not audited") although nobody audited.
    judged = audited_at is not None or any(metric.auditor_response is not None for metric in metrics)
    if score is None and (auditor is None or not judged):
        return []
    audited_at = audited_at or mentioned.ended_at or mentioned.started_at
    if audited_at is None:
        error = UnusableRecordError(
            "Audit Date",
            "is missing, and the conversation has no time either, so the audit is left out",
            wanted="write when it was, such as 2026-05-04T09:00:00Z",
        )
        leave_out(values, error)
        return []
    return [AuditMention(auditor=auditor, audited_at=audited_at, score=score, metrics=metrics)]


def _recognise(look: Look) -> Likeness:
    """Whatever has `results`, and records by themselves that say who handled a conversation or how it went."""
    if look.shape is Shape.TABLE:
        return Likeness(missing=("results",), known=0)
    known = sum(RECORD.field_of(name) is not None for name in look.names)
    if "results" in look.names:
        return Likeness(missing=(), known=max(1, known))
    if look.shape is Shape.OBJECT:
        return Likeness(missing=("results",), known=known)
    fields_seen = {RECORD.field_of(name) for name in look.names}
    missing = [names[0] for names in NEEDED if fields_seen.isdisjoint(names)]
    return Likeness(missing=tuple(missing), known=known)


FORMAT = Format(
    name="Raw Data API page (present or older shape), ScoreReporting response",
    told_by="`results`, or a list of objects with `Conversation ID` and `Agents`, `Metrics` or `Kore Evaluation Score`",
    record="conversation",
    lands=Lands.EVALUATIONS,
    shapes={Shape.LIST},
    spellings=RECORD,
    scores=("Kore Evaluation Score", "Supervisor Audit Score", "Pass Score"),
    times=RECORD.spelled("evaluatedAt", "Conversation Start Time", "Conversation End Time", "Audit Date")
    | JUSTIFICATION.spelled("timestamp")
    | TIMES,
    recognise=_recognise,
    read=json_files.read,
    parse=conversation,
    may_be_wrapped=True,
)
