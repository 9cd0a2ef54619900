"""What are the inputs of the fuzzing made from? A small made-up file of every format that an import reads.

A file of any of them can be loaded beside `CENTRE`, which has the conversations, metrics and people that they name.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.importers import connect
from tests.importers.export import FORM, assignment, conversation, metric, page, person, transcript, turn

START = 1772442000000


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One file: either `json`, the text of a JSON file, or the `rows` of a table, the first of which is its header.

    `mapping` is the TOML with which a table of another system is read; None: the file is recognised by its content.
    """

    format: str
    file: str
    json: str = ""
    rows: Sequence[Sequence[str]] = ()
    mapping: str | None = None

    @property
    def text(self) -> str:
        """The file as text, a table as CSV."""
        if self.json:
            return self.json
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.rows)
        return text.getvalue()


CENTRE: dict[str, Any] = {
    "form.json": FORM,
    "people.json": [
        person("nia@example.com", "Nia Novak", supervisor_email="ravi@example.com"),
        person("ravi@example.com", "Ravi Rossi", permissions=["coaching_monitor", "qa_functionalities"]),
    ],
    "page-1.json": page(
        conversation("k-1", Metrics=[metric("q-hello", "YES")], customConversationId="up-1"),
        conversation("k-2", Agents=[{"Agent Email": "olu@example.com"}]),
        conversation("ct-1", Agents=[{"agentId": "ag-1"}]),
    ),
}

RECORD = conversation(
    "k-7",
    **{
        "evaluatedAt": "2026-03-05T10:00:00Z",
        "customConversationId": "up-7",
        "contactDirection": "inbound",
        "Language": "English",
        "Sentiment Score": 3,
        "Evaluation Form Name": "Phone shop",
        "Pass Score": 70,
        "Fatal Errors": 0,
        "Auditor Name": "Sol Soto",
        "Audit Date": "2026-03-06T10:00:00Z",
        "Supervisor Audit Score": 80,
        "Metrics": [
            metric(
                "q-hello",
                "YES",
                20,
                **{
                    "Metric Name": "Says hello",
                    "justification": [{"message_id": "m-1", "timestamp": [START], "justification": "They did."}],
                    "Auditor Response": "NO",
                    "isFatalError": False,
                },
            ),
            {"Metric Name": "Sums up", "Qualification": "NA", "Metric Weight": "10", "Metric Negative Weight": 5},
        ],
        "Generated Intents": [{"l1": "Order", "l2": "Late", "resolution": "Resolved"}],
        "Topics": [{"topic": "Refund"}],
        "Emotions": [{"emotion": "Happy", "proportion": 60}],
        "Sentiment Pattern": {"customer": {"start": "Negative", "end": {"label": "Positive", "score": 3}}},
        "Sentiment Ratio": {"positive": 50, "neutral": 30, "negative": 20},
        "Silence Percentage": "12%",
        "Hold Time": "30 s",
        "Duration": 300000,
        "CSAT": 4,
        "custom_fields": [{"name": "Region", "value": "North"}],
    },
)
OLDER_RECORD = {
    "conversationId": "k-8",
    "channel": "korevg",
    "startTime": 1772442000,
    "conversationDuration": "PT2M34S",
    "agents": {"agentId": "a-olu", "email": "Olu <olu@example.com>"},
    "queues": [{"queueName": "Orders"}],
    "koreEvalutionScore": "85,5",
    "fatalErrorCount": 1,
    "metrics": [{"metricId": "q-id", "metricQualification": "Not Adhered", "fatalError": "true"}],
}
AUDIT = {
    "conversation_id": "k-1",
    "auditor_email": "sol@example.com",
    "auditor_name": "Sol Soto",
    "audited_at": "2026-03-05T10:00:00Z",
    "supervisor_audit_score": 70,
    "comment": "Listen again.",
    "metrics": [{"metric_id": "q-hello", "qualification": "NO", "comment": "Not at once."}],
}
PHRASES = {
    "durationInTicks": 90_000_000,
    "recognizedPhrases": [
        {"channel": channel, "offsetInTicks": offset, "nBest": [{"display": text, "words": []}]}
        for channel, offset, text in ((0, 1_000_000, "Hello."), (1, 25_000_000, "My order is late."))
    ],
}
METADATA = (
    ("conversationId", "customConversationId", "agentEmail", "agentName", "conversationStartTime",
     "conversationEndTime", "channelType", "transcriptPath", "queueId", "language", "CSAT", "Region"),
    ("k-7", "up-7", "nia@example.com", "Nia Novak", "2026-03-02T09:00:00Z", "2026-03-02T09:05:00Z", "chat",
     "chats/k-7.json", "q-repairs", "en", "4", "North"),
    ("k-8", "", "olu@example.com", "", "1772442000", "1772442300000", "voice", "s3://bucket/chats/k-8.json", "", "de",
     "", "South"),
)  # fmt: skip
REPORT = (
    ("ConversationID", "Kore Evaluation Score", "Scored Agent", "Agent Email", "Queues", "Conversation Start Time",
     "Duration", "Is Fatal Interaction", "Says hello", "Says hello - Adherence Weight", "Says hello - Violation",
     "Says hello - Is Fatal Metric"),
    ("k-7", "80", "Nia Novak", "nia@example.com", "Orders, Repairs", "2026-03-02T09:00:00Z", "2 min 34 s", "0", "1",
     "20", "5", "0"),
    ("k-8", "85.5", "Olu Obi", "olu@example.com", "", "2026-03-02T09:05:00Z", "", "1", "0", "10", "", "1"),
)  # fmt: skip
WIDE = (
    ("Call ID", "Agent e-mail", "Date", "Time", "AHT", "QA score", "Greets", "Sums up", "Region"),
    ("c-1", "nia@example.com", "13/03/2026", "09:00", "154", "8", "Yes", "No", "North"),
    ("c-2", "olu@example.com", "14/03/2026", "17:30", "61.5", "10", "Yes", "n/a", ""),
)
WIDE_MAPPING = """
[columns]
conversation = "Call ID"
agent_email = "Agent e-mail"
start = ["Date", "Time"]
duration = "AHT"
score = "QA score"

[metrics]
"Greets" = {name = "Greets", weight = 20, fatal = true}
"Sums up" = "Sums up"

[values]
yes = ["Yes", 1]
score = "0..10"
time_zone = "Europe/Berlin"
"""
LONG = (
    ("ticket", "agent", "when", "question", "answer", "points", "why"),
    ("t-1", "7", "2026-03-02 09:00", "Greets", "Pass", "20", "They did."),
    ("t-1", "7", "2026-03-02 09:00", "Sums up", "Fail", "10", ""),
    ("t-2", "8", "2026-03-02 09:30", "Greets", "Fail", "20", ""),
)
LONG_MAPPING = """
[columns]
conversation = "ticket"
agent_id = "agent"
start = "when"
metric = "question"
answer = "answer"
weight = "points"
comment = "why"
"""
MAPPED = "a table read by a mapping"

_CHAT = connect.chat(
    {"Id": "i-1", "ParticipantId": "p-1", "Type": "MESSAGE", "Content": "Hello", "AbsoluteTime": "2026-03-02T09:00:00Z",
     "ParticipantRole": "AGENT"},
    {"Id": "i-2", "ParticipantId": "p-2", "Type": "MESSAGE", "Content": "It is late", "felt": "NEGATIVE",
     "AbsoluteTime": "2026-03-02T09:00:05.250Z", "ParticipantRole": "CUSTOMER"},
    {"Id": "i-3", "ParticipantId": "p-1", "Type": "EVENT", "AbsoluteTime": "2026-03-02T09:00:09Z"},
)  # fmt: skip
_CALL = connect.call(
    connect.turn("AGENT", "Hello", 0, Sentiment="NEUTRAL", LoudnessScores=[70.5, None]),
    connect.turn("CUSTOMER", "It is late", 2500, Sentiment="NEGATIVE", Id="t-2"),
)
_EVALUATION = connect.evaluation(
    "ct-1",
    connect.question("r-1", "Yes", {"percentage": 100, "automaticFail": False}, notes="Fine."),
    connect.question("r-2", "No", {"percentage": 0, "automaticFail": True}),
)

SAMPLES = (
    Sample(format="`evaluation_form.json`", file="form.json", json=json.dumps(FORM | {"name": "Repairs"})),
    Sample(format="`people.json`", file="people.json", json=json.dumps([
        person("nia@example.com", "Nia Novak", supervisor_email="ravi@example.com", auditor_names=["Novak, Nia"]),
        person("ravi@example.com", "Ravi Rossi", permissions=["coaching_monitor"]),
    ])),
    Sample(format="Quality AI Express metadata", file="metadata.csv", rows=METADATA),
    Sample(format="Interaction report (downloaded CSV)", file="report.csv", rows=REPORT),
    Sample(format="Raw Data API page (present or older shape), ScoreReporting response", file="page-2.json",
           json=json.dumps(page(RECORD, OLDER_RECORD))),
    Sample(format="Raw Data API page (present or older shape), ScoreReporting response", file="scores 2026-05-04.json",
           json=json.dumps(page({"Conversation ID": "k-1", "Agents": [{"Agent Email": "nia@example.com"}],
                                 "Kore Evaluation Score": 0.9}))),
    Sample(format="Amazon Connect evaluation", file="evaluation.json", json=json.dumps(_EVALUATION)),
    Sample(format="Quality AI Express chat transcript", file="k-1.json", json=json.dumps(transcript(
        turn("AGENT", "Hello", START), turn("USER", "Thanks a lot", START + 1500), turn("BOT", "Bye", None)))),
    Sample(format="Quality AI Express chat transcript", file="k-2.json", json=json.dumps(transcript(
        turn("AGENT", "Hallo", 0), turn("END_USER", "Vielen Dank", "0:45"), turn("agent", "", 120.5)))),
    Sample(format="Quality AI Express voice transcript", file="up-1.json", json=json.dumps(PHRASES)),
    Sample(format="Amazon Contact Lens chat", file="ct-1_chat.json", json=json.dumps(_CHAT)),
    Sample(format="Amazon Contact Lens call", file="ct-1_analysis_2026-03-02T09:00:00Z.json", json=json.dumps(_CALL)),
    Sample(format="Amazon Transcribe Call Analytics", file="job.json",
           json=json.dumps({key: value for key, value in _CALL.items() if key not in ("Version", "CustomerMetadata")}
                           | {"JobName": "ct-1.wav", "JobStatus": "COMPLETED", "AccountId": "1"})),
    Sample(format="`audits.json`", file="audits.json", json=json.dumps([AUDIT])),
    Sample(format="`assignments.json`", file="assignments.json",
           json=json.dumps([assignment("as-1", best_responses=["k-2"])])),
    Sample(format=MAPPED, file="calls.csv", rows=WIDE, mapping=WIDE_MAPPING),
    Sample(format=MAPPED, file="tickets.csv", rows=LONG, mapping=LONG_MAPPING),
    Sample(format=MAPPED, file="calls.json", mapping=WIDE_MAPPING,
           json=json.dumps([dict(zip(WIDE[0], row, strict=True)) for row in WIDE[1:]])),
)  # fmt: skip
