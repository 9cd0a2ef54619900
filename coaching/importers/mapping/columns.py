"""What may a column of somebody's table be, and how do such tables call it?"""

from dataclasses import dataclass
from enum import StrEnum

from coaching.importers.spellings import Spellings


class Column(StrEnum):
    """What a column says. The value is its key in a mapping."""

    CONVERSATION = "conversation"
    AGENT_EMAIL = "agent_email"
    AGENT_ID = "agent_id"
    AGENT_NAME = "agent_name"
    TEAM = "team"
    START = "start"
    END = "end"
    DURATION = "duration"
    EVALUATED = "evaluated"
    QUEUE = "queue"
    CHANNEL = "channel"
    DIRECTION = "direction"
    LANGUAGE = "language"
    TOPIC = "topic"
    SCORE = "score"
    PASS_SCORE = "pass_score"
    SENTIMENT = "sentiment"
    FORM = "form"
    AUDITOR = "auditor"
    AUDIT_SCORE = "audit_score"
    AUDIT_DATE = "audit_date"
    CSAT = "csat"
    DISPOSITION = "disposition"
    METRIC = "metric"
    ANSWER = "answer"
    WEIGHT = "weight"
    FATAL = "fatal"
    COMMENT = "comment"


OF_METRICS = (Column.METRIC, Column.ANSWER, Column.WEIGHT, Column.FATAL, Column.COMMENT)
TIMES = (Column.START, Column.END, Column.EVALUATED, Column.AUDIT_DATE)


@dataclass(frozen=True, kw_only=True)
class Description:
    """`means` is the comment of the column in a mapping. `field` is what the Raw Data API calls it."""

    means: str
    field: str
    spellings: tuple[str, ...]


DESCRIPTIONS = {
    Column.CONVERSATION: Description(
        means="the id of the conversation",
        field="Conversation ID",
        spellings=("Conversation ID", "Call ID", "Contact ID", "Interaction ID", "Ticket ID", "Ticket Number", "Ticket",
                   "Chat ID", "Session ID", "Case ID", "Case Number", "Segment ID", "Call Reference", "UCID"),
    ),
    Column.AGENT_EMAIL: Description(
        means="who handled it: the e-mail address they sign in with",
        field="Agent Email",
        spellings=("Agent E-Mail", "Agent E-Mail Address", "Agent Email ID", "Advisor Email", "Rep Email", "User Email",
                   "Employee Email", "Email", "E-Mail Address", "Agent Login"),
    ),
    Column.AGENT_ID: Description(
        means="who handled it: an id of the other system",
        field="Agent ID",
        spellings=("Agent Number", "Agent No", "Advisor ID", "Employee ID", "Employee Number", "User ID", "Rep ID",
                   "Staff ID", "Operator ID"),
    ),
    Column.AGENT_NAME: Description(
        means="the agent's name",
        field="Agent Name",
        spellings=("Agent", "Agent Full Name", "Advisor", "Advisor Name", "Representative", "Rep", "Rep Name",
                   "Employee", "Employee Name", "User Name", "Staff Name", "Operator"),
    ),
    Column.TEAM: Description(
        means="the agent's team", field="Agent Group", spellings=("Agent Group", "Team Name", "Agent Team", "Group")
    ),
    Column.START: Description(
        means="when it began",
        field="Conversation Start Time",
        spellings=("Start Time", "Started", "Started At", "Start Date", "Conversation Start Time", "Call Start",
                   "Call Start Time", "Begin", "Begin Time", "Call Date", "Contact Date", "Interaction Date", "Date",
                   "Date Time", "Timestamp", "Created At", "Call Time"),
    ),
    Column.END: Description(
        means="when it ended",
        field="Conversation End Time",
        spellings=("End Time", "Ended", "Ended At", "End Date", "Conversation End Time", "Call End", "Call End Time",
                   "Closed At", "Finish", "Finished At"),
    ),
    Column.DURATION: Description(
        means="how long it took",
        field="Duration",
        spellings=("Handle Time", "AHT", "Call Duration", "Conversation Duration", "Talk Time", "Length", "Call Length",
                   "Total Time"),
    ),
    Column.EVALUATED: Description(
        means="when it was evaluated: of two evaluations the newer counts",
        field="evaluatedAt",
        spellings=("Evaluated At", "Evaluation Date", "Evaluated On", "Evaluation Time", "Scored At"),
    ),
    Column.QUEUE: Description(
        means="the queue",
        field="Queue Name",
        spellings=("Queue Name", "Skill", "Skill Name", "Skill Group", "Department", "Line of Business", "LOB"),
    ),
    Column.CHANNEL: Description(
        means="voice, chat or email", field="src",
        spellings=("Channel Type", "Media Type", "Medium", "Media", "Contact Channel", "Contact Type"),
    ),
    Column.DIRECTION: Description(
        means="inbound or outbound", field="contactDirection", spellings=("Call Direction", "Contact Direction")
    ),
    Column.LANGUAGE: Description(means="the language", field="Language", spellings=("Lang", "Locale", "Call Language")),
    Column.TOPIC: Description(
        means="what it was about", field="Topics",
        spellings=("Reason", "Contact Reason", "Call Reason", "Call Driver", "Subject"),
    ),
    Column.SCORE: Description(
        means="the score of the evaluation",
        field="Kore Evaluation Score",
        spellings=("Evaluation Score", "QA Score", "Quality Score", "Total Score", "Overall Score", "Final Score",
                   "Score Percent", "QM Score", "AI Score", "Auto Score"),
    ),
    Column.PASS_SCORE: Description(
        means="the score from which on it has passed", field="Pass Score",
        spellings=("Passing Score", "Pass Mark", "Target Score", "Threshold"),
    ),
    Column.SENTIMENT: Description(
        means="how the customer felt", field="Sentiment Score",
        spellings=("Sentiment Score", "Customer Sentiment", "Customer Sentiment Score", "Overall Sentiment"),
    ),
    Column.FORM: Description(
        means="the evaluation form", field="Evaluation Form Name",
        spellings=("Evaluation Form", "Evaluation Form Name", "Form Name", "Scorecard", "Scorecard Name",
                   "Questionnaire"),
    ),
    Column.AUDITOR: Description(
        means="who audited it", field="Auditor Name",
        spellings=("Auditor Name", "Audited By", "QA Analyst", "Reviewer", "Reviewed By", "Calibrated By"),
    ),
    Column.AUDIT_SCORE: Description(
        means="the score of the audit", field="Supervisor Audit Score",
        spellings=("Supervisor Audit Score", "Auditor Score", "Manual Score", "Reviewer Score", "Human Score"),
    ),
    Column.AUDIT_DATE: Description(
        means="when it was audited", field="Audit Date",
        spellings=("Audited At", "Audited On", "Audit Time", "Review Date", "Reviewed At"),
    ),
    Column.CSAT: Description(
        means="the customer's rating", field="CSAT",
        spellings=("CSAT Score", "Customer Satisfaction", "Survey Score", "Customer Rating"),
    ),
    Column.DISPOSITION: Description(
        means="how it ended, in the words of the other system", field="Disposition",
        spellings=("Disposition Code", "Wrap Up Code", "Wrap Up", "Outcome", "Call Result"),
    ),
    Column.METRIC: Description(
        means="which metric the row answers", field="Metric Name",
        spellings=("Metric Name", "Question", "Question Text", "Criterion", "Criteria", "Parameter", "Attribute",
                   "Behaviour", "Behavior", "Check", "Item"),
    ),
    Column.ANSWER: Description(
        means="the answer to it", field="Qualification",
        spellings=("Response", "Qualification", "Metric Qualification", "Result", "Verdict", "Met", "Question Answer"),
    ),
    Column.WEIGHT: Description(
        means="how much the metric counts", field="Metric Weight",
        spellings=("Metric Weight", "Weighting", "Question Weight", "Max Points", "Possible Points"),
    ),
    Column.FATAL: Description(
        means="whether a failed answer fails the conversation", field="isFatalError",
        spellings=("Is Fatal", "Fatal Error", "Critical", "Is Critical", "Auto Fail", "Autofail"),
    ),
    Column.COMMENT: Description(
        means="why this answer", field="justification",
        spellings=("Justification", "Comments", "Remark", "Remarks", "Evaluator Comment", "Reason for Answer"),
    ),
}  # fmt: skip
SPELLINGS = Spellings({column: each.spellings for column, each in DESCRIPTIONS.items()})
# Answers to a metric as tables write them, in lower case.
YES = ("yes", "y", "true", "pass", "passed", "met", "ok", "1", "adhered", "compliant")
NO = ("no", "n", "false", "fail", "failed", "not met", "nok", "0", "not adhered", "non-compliant", "not compliant")
NOT_APPLICABLE = ("na", "n/a", "n.a.", "not applicable", "not observed", "-")
