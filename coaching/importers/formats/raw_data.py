"""Pages of the Raw Data API, in its present and its older shape, and of the ScoreReporting API."""

import re
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from coaching.importers import fields, json_files, limits, record_details
from coaching.importers.conversations import (
    AgentMention,
    AuditMention,
    Conversation,
    MetricMention,
    QueueMention,
    channel,
    language,
    source_id,
)
from coaching.importers.fields import Spellings, Values
from coaching.importers.format import Format, Lands, Likeness, Look, Shape, Source
from coaching.importers.refused_records import UnusableRecordError
from coaching.importers.sentiment_scale import SentimentScale

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
        "Auditor Name": (),
        "Audit Date": (),
        "Supervisor Audit Score": ("auditScore", "auditorScore", "supervisorScore"),
        "Metrics": (),
        "Pass Score": (),
        "Evaluation Form Name": ("formName", "evaluationForm"),
        "Generated Intents": (),
        "Intents": (),
        "Topics": (),
    }
)
QUEUE = Spellings({"Queue ID": (), "Queue Name": ()})
AGENT = Spellings(
    {
        "Agent ID": (),
        "Agent Name": (),
        "Agent Email": ("email", "agentEmailId", "emailId"),
        "Agent Group": ("agentGroupName",),
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

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(milliseconds|ms)?", re.IGNORECASE)


def conversation(record: dict[str, Any], source: Source) -> Conversation:
    """One element of a page's `results`.

    Of several agents or queues the first counts. Raises UnusableRecordError where a value cannot be used.
    """
    values = RECORD.read(record)
    started_at = fields.instant(values, "Conversation Start Time")
    ended_at = fields.instant(values, "Conversation End Time")
    duration = _duration(values)
    if started_at is not None:
        if ended_at is not None and ended_at < started_at:
            raise UnusableRecordError("Conversation End Time", f"{ended_at} is before the start, {started_at}")
        if ended_at is None and duration is not None:
            ended_at = started_at + duration
    fatal_errors = fields.number(values, "Fatal Errors", 0, 1e9)
    dropped: list[UnusableRecordError] = []
    mentioned = Conversation(
        conversation_id=fields.required_text(values, "Conversation ID", limits.ID),
        custom_id=fields.text(values, "customConversationId", limits.ID),
        evaluated_at=fields.instant(values, "evaluatedAt"),
        agent=_agent(values),
        queue=_queue(values),
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
        topics=record_details.topics(record, dropped.append),
        details=record_details.details(record, dropped.append),
    )
    if "Metrics" in values:
        mentions = fields.objects(values, "Metrics")
        mentioned.metrics = [_metric(position, METRIC.read(metric)) for position, metric in enumerate(mentions, 1)]
    mentioned.audits = _audits(values, mentioned)
    return mentioned


def _agent(values: Values) -> AgentMention:
    agents = fields.objects(values, "Agents")
    if not agents:
        raise UnusableRecordError("Agents", "is missing: nobody handled this conversation")
    agent = AGENT.read(agents[0])
    email, agent_id = fields.email(agent, "Agent Email"), source_id(agent, "Agent ID")
    if email is None and agent_id is None:
        raise UnusableRecordError("Agents", "the agent has neither an e-mail address nor an id")
    return AgentMention(
        email=email, source_id=agent_id, name=fields.text(agent, "Agent Name"), team=fields.text(agent, "Agent Group")
    )


def _queue(values: Values) -> QueueMention | None:
    queues = fields.objects(values, "Queues")
    if not queues:
        return None
    queue = QUEUE.read(queues[0])
    name = fields.text(queue, "Queue Name")
    queue_id = fields.text(queue, "Queue ID", limits.ID) or name
    return None if queue_id is None else QueueMention(queue_id, name)


def _sentiment(values: Values, scale: SentimentScale) -> float | None:
    value = fields.number(values, "Sentiment Score", scale.low, scale.high)
    return None if value is None else scale.convert(value)


def _duration(values: Values) -> timedelta | None:
    value = values.get("Duration")
    if fields.is_nothing(value):
        return None
    match = _DURATION.fullmatch(fields.word(value).strip())
    if match is None or isinstance(value, bool):
        raise UnusableRecordError("Duration", f"{fields.shown(value)} is not a number of milliseconds")
    milliseconds = float(match.group(1))
    if milliseconds > 1e11:
        raise UnusableRecordError("Duration", f"{fields.shown(value)} is longer than three years")
    return timedelta(milliseconds=milliseconds)


def _topic(values: Values) -> str | None:
    for field in ("Generated Intents", "Topics", "Intents"):
        for intent in map(INTENT.read, fields.objects(values, field)):
            topic = next(filter(None, (fields.text(intent, level, limits.TOPIC) for level in TOPIC_LEVELS)), None)
            if topic:
                return topic
    return None


def _metric(position: int, metric: Values) -> MetricMention:
    reasons: list[str] = []
    evidence: list[tuple[int, str | None]] = []
    for field in ("justification", "triggerJustification"):
        if metric.get(field):
            _justifications(metric, field, reasons, evidence)
    response = metric.get("Auditor Response")
    return MetricMention(
        position=position,
        metric_id=fields.text(metric, "Metric ID", limits.ID),
        name=fields.text(metric, "Metric Name"),
        weight=fields.weight(metric, "Metric Weight"),
        negative_weight=fields.weight(metric, "Metric Negative Weight"),
        qualification=fields.qualification(metric, "Qualification"),
        fatal_error=fields.boolean(metric, "isFatalError"),
        justification="\n".join(reasons) or None,
        evidence=list(dict.fromkeys(evidence)) if evidence else evidence,
        auditor_response=None if fields.is_nothing(response) else fields.qualification(metric, "Auditor Response"),
    )


def _justifications(metric: Values, field: str, reasons: list[str], evidence: list[tuple[int, str | None]]) -> None:
    value = metric[field]
    if isinstance(value, str):
        fields.check_text(value, field, limits.TEXT)
        reasons.append(value)
        return
    for element in fields.objects(metric, field):
        justification = JUSTIFICATION.read(element)
        reason = fields.text(justification, "justification", limits.TEXT)
        if reason and reason not in reasons:
            reasons.append(reason)
        instants = _list(justification, "timestamp")
        for instant, message_id in zip_longest(instants, _list(justification, "message_id")[: len(instants)]):
            if instant is not None:
                message_id = fields.word(message_id) or None
                evidence.append((fields.microseconds(instant, "timestamp"), message_id))


def _list(values: Values, field: str) -> list[Any]:
    value = values.get(field)
    if value is None:
        return []
    if isinstance(value, list):
        fields.check_length(value, field)
        return value
    return [value]


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
        raise UnusableRecordError("Audit Date", "is missing, and the conversation has no time either")
    return [AuditMention(auditor=auditor, audited_at=audited_at, score=score, metrics=metrics)]


def _recognise(look: Look) -> Likeness:
    if look.shape is Shape.OBJECT and "results" in look.names:
        return Likeness(missing=(), known=len(look.names), key=look.names["results"])
    return Likeness(missing=("results",), known=0)


FORMAT = Format(
    name="Raw Data API page (present or older shape), ScoreReporting response",
    told_by="`results`",
    record="conversation",
    lands=Lands.EVALUATIONS,
    shapes={Shape.OBJECT},
    spellings=RECORD,
    recognise=_recognise,
    read=json_files.read,
    parse=conversation,
)
