"""What the screens say, written once: pages and browser tests use the same constants."""

from coaching.comparison.stages import Stage
from coaching.status import AGENT_WORDING, SUPERVISOR_WORDING, Status

PRODUCT = "Coaching"

MY_COACHING = "My coaching"
COACHING_OF_AGENT = "Coaching of an agent"
ASSIGNMENT = "Coaching assignment"
INTERACTION = "Interaction"

ASSIGNMENTS = "Assignments"
EVALUATION = "Evaluation"
AUDIT = "Audit"
ASSIGN = "Coaching assignment form"
MARKED_FOR_COACHING = "Marked for coaching"
TEMPLATES = "Templates"

ALL_CAUGHT_UP = "All caught up: every interaction of every assignment is reviewed."
NO_ASSIGNMENTS = "No coaching assignments yet. When your supervisor creates one, it appears here."
NO_ASSIGNMENTS_OF_AGENT = "This agent has no coaching assignments yet."
NO_MATCH = "None of the {total} assignments match these filters. Clear them to see all."
NO_AGENTS = "You supervise no agents yet, so there is no coaching to look at."
NO_BEST_RESPONSE = "Your supervisor has not added an example yet."
NO_BEST_RESPONSE_FOR_SUPERVISOR = "No best response has been added yet."
NO_TRANSCRIPT = "No transcript came with this interaction."
NO_METRICS = "This interaction has not been evaluated."
NO_COMMENTS = "No auditor has commented on this interaction."
NO_FEEDBACK = "Nothing written here."
READ_ONLY = "You are looking at {name}'s coaching. Your look is not counted as a review."

SIGN_IN_AS = "Signed in as"
DEMO_NOTICE = "This is a demo sign-in: anybody may choose anybody. Use it with demo data only."
CHOOSE_PERSON = "Choose who you are in the sidebar, or start with one of these people."
UNKNOWN_PERSON = "There is nobody with the e-mail address {email} here."
NOT_SIGNED_IN = "You are not signed in. Open the app through your organisation's sign-in."
NOT_KNOWN = "{email} is signed in but not known here. Ask an administrator to add you."
MISSING_PERMISSION = (
    "This page needs the permission {permissions}, which you do not have. Ask an administrator if you should."
)
NO_SUCH_ASSIGNMENT = "There is no such coaching assignment, or it is not yours to see."
NO_SUCH_AGENT = "There is no such agent, or you do not supervise them."
NO_SUCH_INTERACTION = "There is no such interaction, or it is not yours to see."

CONTINUE = "Continue"
START = "Start now"
OPEN_NEXT = "Open the next one"
CLEAR = "Clear filters"
FIGURES = ("To start", "In progress", "Overdue", "Completed")
OVERDUE = "overdue"
REVIEWED = "Reviewed"

MARKED_INTERACTIONS = "Interactions marked for coaching"
BEST_RESPONSES = "Best response examples"
WENT_WELL = "What went well"
WORK_ON = "What to work on"
ACTION_PLAN = "Action plan"
TRANSCRIPT = "Transcript"
METRICS = "Metrics"
AUDITOR_COMMENTS = "Auditor comments"
KORE_EVALUATION_SCORE = "Kore evaluation score"
SUPERVISOR_AUDIT_SCORE = "Supervisor audit score"
SENTIMENT_SCORE = "Sentiment score"
ANOTHER_AGENT = "Another agent"

COMPARE = "Compare with a best response"
COMPARE_HERE = "Compare"
THIS_ONE = "This one"
BEST_RESPONSE = "Best response"
SIDE_BY_SIDE = "Scores side by side"
METRIC_BY_METRIC = "Metric by metric"
BOTH_TRANSCRIPTS = "Both transcripts"
ONLY_DIFFERENCES = "Only what differs"
DIFFERS = "≠ differs"
COACHED = "coached"
LONG_PAUSE = "long pause"
NOTHING_HERE = "nothing at this point"
NOT_ASKED = "not asked"
NOTHING_MARKED = "No interaction is marked for coaching in this assignment, so there is nothing to compare."
COACHED_AREAS_MARKED = "* coached in this assignment. Sentiment has its own scale: −10 at the left, +10 at the right."
NO_TRANSCRIPT_OF_BOTH = "No transcript came with either of the two."
NO_METRIC_TO_COMPARE = "Neither of the two has been evaluated."
UNNAMED = "unnamed"
STAGES = {
    Stage.OPENING: "Opening",
    Stage.VERIFICATION: "Verification",
    Stage.SOLVING: "Solving",
    Stage.CLOSING: "Closing",
}
NA = "NA"

MY_DASHBOARD = "My dashboard"
DASHBOARD_OF_AGENT = "Dashboard of an agent"
NO_DATA = "There are no interactions yet. When the first export is imported, the figures appear here."
NOTHING_IN_PERIOD = "No interactions in this period with this queue and channel. Choose a longer period or all queues."
NO_EARLIER_DATA = "no earlier data"
STRONGEST = "Strongest attributes"
OPPORTUNITIES = "Opportunity areas"
NO_STRONGEST = "No coaching area is above 80 in this period."
NO_OPPORTUNITY = "No coaching area is below 80 in this period."
BEHIND_AREA = "Show the metrics behind an area"
SHOW_FAILURES = "Show failures"
TREND = "Trend"
MY_INTERACTIONS = "Interactions"
AUDITED_CHOICES = {"Audited": True, "Not audited": False}
NO_INTERACTION_MATCHES = "No interaction matches. Choose a longer period, or take a filter away."

ANY_TIME = "Any time"
PERIOD_DAYS = {"Last 7 days": 7, "Last 28 days": 28, "Last 90 days": 90}
OWN_PERIOD = "Choose dates"

STATUS_SHAPES = {Status.NOT_STARTED: "○", Status.IN_PROGRESS: "◐", Status.COMPLETED: "●"}


def status_label(state: Status, reads_as_agent: bool) -> str:
    """The status as the reader's role words it, with its shape: "◐ In Progress"."""
    words = AGENT_WORDING if reads_as_agent else SUPERVISOR_WORDING
    return f"{STATUS_SHAPES[state]} {words[state]}"
