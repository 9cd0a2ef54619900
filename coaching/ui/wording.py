"""What the screens say, written once: pages and browser tests use the same constants."""

from coaching.status import AGENT_WORDING, SUPERVISOR_WORDING, Status

PRODUCT = "Coaching"

MY_COACHING = "My coaching"
COACHING_OF_AGENT = "Coaching of an agent"
ASSIGNMENT = "Coaching assignment"
INTERACTION = "Interaction"

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
NOT_REVIEWED = "Not reviewed yet"

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
NA = "NA"

ANY_TIME = "Any time"
PERIOD_DAYS = {"Last 7 days": 7, "Last 28 days": 28, "Last 90 days": 90}
OWN_PERIOD = "Choose dates"

STATUS_SHAPES = {Status.NOT_STARTED: "○", Status.IN_PROGRESS: "◐", Status.COMPLETED: "●"}


def status_label(state: Status, reads_as_agent: bool) -> str:
    """The status as the reader's role words it, with its shape: "◐ In Progress"."""
    words = AGENT_WORDING if reads_as_agent else SUPERVISOR_WORDING
    return f"{STATUS_SHAPES[state]} {words[state]}"
