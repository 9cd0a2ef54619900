"""What the screens say, written once: pages and browser tests use the same constants.

The texts are English. Whoever asks for wording.NAME while somebody reads another language (reader.py) gets it in that
one (catalogue.py). So nothing asks while a module is imported: it would keep the language of nobody.
"""

import sys
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

from coaching.words import catalogue, reader
from coaching.words.catalogue import Counted as Counted

PRODUCT = "Coaching"

# The agent's own list and the team's list have one name. A supervisor's menu has the list of one agent as well.
COACHING_ASSIGNMENTS = "Coaching Assignments"
ASSIGNMENTS_OF_AGENT = "One agent's coaching"
DASHBOARD = "Dashboard"
ASSIGNMENT = "Coaching Assignment"
INTERACTION = "Interaction"

EVALUATION = "Evaluation"
AUDIT = "Audit"
ASSIGN = "Coaching assignment form"
MARKED_FOR_COACHING = "Marked for coaching"
TEMPLATES = "Templates"
COACHING_MONITOR = "Coaching monitor"
PROGRESS = "Progress of an agent"
EFFECT = "Effect of coaching"
COVERAGE = "Coverage"
REPORT = "Coaching report"
PLANNER = "Planner"
TEAM = "Team"
IMPORTS = "Imports"
BACKUPS = "Backups"
SETTINGS = "Settings"
NOTICES = "Notices"
CHANGE_LOG = "Change log"
PEOPLE = "People"

ALL_CAUGHT_UP = "All caught up: every interaction of every assignment is reviewed."
ALL_DONE_OR_OVER = "Nothing left to do: every assignment is reviewed, or is over because its outcome is recorded."
NO_ASSIGNMENTS = "No coaching assignments yet: when your supervisor creates one, it appears here."
NO_ASSIGNMENTS_OF_AGENT = "This agent has no coaching assignments yet."
NO_MATCH = Counted(
    "The one assignment there is does not match these filters. Clear them to see it.",
    "None of the {count} assignments match these filters. Clear them to see all.",
)
NO_AGENTS = "You supervise no agents yet, so there is no coaching to look at."
NO_BEST_RESPONSE = "Your supervisor has not added an example yet."
NO_BEST_RESPONSE_FOR_SUPERVISOR = "No best response has been added yet."
NO_TRANSCRIPT = "No transcript came with this interaction."
NO_METRICS = "This interaction has not been evaluated."
NOT_AUDITED_YET = "Nobody has audited this interaction yet. Its scores are shown once somebody has."
NO_FEEDBACK = "Nothing written here."
WILL_TALK = "Nothing is written down on purpose: your supervisor will talk with you about this."
WILL_TALK_FOR_SUPERVISOR = "Without feedback on purpose: {reason} The agent reads that you will talk about it."
YOU_ASKED = "You asked for this on {when}:"
AGENT_ASKED = "{name} asked for this on {when}:"
ASKED_WITHOUT_WORDS = "(without a note)"
READ_ONLY = "You are looking at {name}'s coaching. Your look is not counted as a review."

SIGN_IN_AS = "Signed in as"
LANGUAGE_OF_APP = "Language of the app"
AS_THE_BROWSER_SAYS = "As the browser says"
NO_SUCH_LANGUAGE = "The app does not speak this language."
SEARCH_COACHING = "Search your coaching"
SEARCH_AGENTS = "Find an agent or coaching"
BREADCRUMBS = "Where you are"
KEYS_TITLE = "Keys"
KEYS = {
    "n": "the next conversation",
    "p": "the previous conversation",
    "c": "compare with a best response",
    "b": "back: one step up",
    "/": "search",
    "?": "this list",
}
KEYS_ON = "Single keys do this"
CLOSE = "Close"
MENU = "Menu"
MENU_SECTIONS = {
    "today": "Today",
    "coach": "Coach",
    "measure": "Measure",
    "set_up": "Set up",
    "administration": "Administration",
}
COPY_LINK = "Copy link"
LINK_COPIED = "The link to this page is copied. It signs nobody in."
# Help: a few questions to each page, and the words that all pages use (the same as in docs/glossary.md).
HELP = "Help"
HELP_ABOUT = "About “{page}”"
HELP_OTHERS = "About other pages"
HELP_WORDS = "Words"
HELP_MEANS = "Press ? anywhere for the keys."
# Questions with their answers; HELP_OF says to which page each belongs.
HELP_ANSWERS = {
    "reviewed": (
        "What counts as reviewed?",
        "An interaction counts once its agent has opened it from the assignment, alone or in Compare. A supervisor's "
        "look never counts. When all interactions of an assignment are reviewed, it is completed.",
    ),
    "score": (
        "How is a score made?",
        "Each metric has a weight. The weights of what was met are added up, negative weights of what failed are taken "
        "off, and the rest is a share of all weights that apply, from 0 to 100. A failed fatal metric makes it 0. "
        "Where nothing applies it is NA, which is never counted as 0.",
    ),
    "noise": (
        "When is a change within noise?",
        "Scores go up and down by chance. A change is within noise where its 95 % interval holds zero: then it may be "
        "no change at all.",
    ),
    "overdue": (
        "When is an assignment overdue?",
        "When its follow-up date has passed where you are, it is not completed, and no outcome is recorded.",
    ),
    "best": (
        "What is a best response?",
        "An interaction of another agent, in a similar context, that shows how it is done.",
    ),
    "effect": (
        "Why is the effect smaller than the plain change?",
        "Agents are coached because of a bad week. Their next weeks are better on average even if nothing is done. The "
        "effect is what changed beyond that.",
    ),
    "drafts": (
        "Is what I type kept?",
        "Yes. It is a draft at once, on this page and in every other tab, until you send it or discard it.",
    ),
    "audit": (
        "Which answer counts, the automatic one or mine?",
        "The newest audit's where an interaction was audited, otherwise the automatic one. Both scores stay apart.",
    ),
    "lot": (
        "Why by lot?",
        "Where there is not time for all, a rule says who comes first. Among equals only the lot is fair, and it lets "
        "you measure what coaching does.",
    ),
    "notices": (
        "When is a notice read?",
        "Once you have opened what it is about, by whichever way, or marked all as read. What you may no longer see is "
        "gone from your notices as well.",
    ),
    "set_aside": (
        "Set aside, refused or left out?",
        "A record that is set aside waits for something it names, such as a transcript for its conversation; a later "
        "import loads it. A refused record cannot be used. A value that is left out cannot be used either: its record "
        "is loaded without it. The report of the import says which, and why.",
    ),
    "changes": (
        "What stands in the change log, and what does not?",
        "Every command that changes what others read, every import and every setting. That feedback, a note or a "
        "comment was written stands there, and never its words. What is private to one person does not: bookmarks, "
        "drafts, saved filters, own templates.",
    ),
    "backup": (
        "What is in a backup?",
        "All tables of the database: interactions, transcripts, coaching, people, settings. Not in it: environment "
        "variables, and files that wait in the inbox.",
    ),
    "setting": (
        "From when does a setting count?",
        "As soon as it is saved, for everybody: whoever has a page open reads it from their next step on. Nothing that "
        "is stored already changes.",
    ),
    "set_here": (
        "What happens to a change at the next import?",
        "It stays. Name, team, supervisor and roles that were set here are not changed by people.json or an export; "
        "the report of the import says of how many people it has something else.",
    ),
    "deactivated": (
        "What does deactivating do?",
        "The person cannot sign in, supervises nobody and cannot be coached anew. What they did stays as it is, and "
        "reactivating gives back the roles they had.",
    ),
}
HELP_OF = {
    "my-coaching": ("reviewed", "overdue"),
    "assignment": ("reviewed", "best", "drafts"),
    "interaction": ("score", "reviewed"),
    "compare": ("best", "score"),
    "my-dashboard": ("score", "noise"),
    "to-do": ("overdue", "audit"),
    "assignments": ("reviewed", "overdue"),
    "evaluation": ("score", "audit"),
    "audit": ("audit", "score", "drafts"),
    "assign": ("best", "drafts"),
    "marked-for-coaching": ("drafts",),
    "templates": ("drafts",),
    "coaching-monitor": ("noise", "effect"),
    "progress": ("noise", "effect"),
    "effect": ("effect", "noise"),
    "coverage": ("overdue", "score"),
    "report": ("effect", "score"),
    "planner": ("lot", "score"),
    "team": ("noise", "score"),
    "agent": ("score", "noise"),
    "imports": ("set_aside",),
    "backups": ("backup",),
    "settings": ("setting",),
    "notices": ("notices",),
    "change-log": ("changes",),
    "people": ("set_here", "deactivated"),
}
GLOSSARY = (
    ("interaction", "one conversation of one agent with one customer: voice, chat or email, from one queue"),
    ("metric", "one question of a form; its qualification is YES, NO or NA; it has a weight and may be fatal"),
    ("coaching area", "a group of metrics, such as Accuracy; what coaching is about"),
    ("audit", "a supervisor's answers to the metrics of one interaction, with a score"),
    ("fails", "the answer that counts is neither NA nor the expected one"),
    ("fatal", "a metric whose failure makes the score 0"),
    ("Kore evaluation score", "the automatic score of an interaction, 0 to 100, or NA"),
    ("supervisor audit score", "a person's score for the same form, 0 to 100, or NA"),
    ("sentiment score", "how the customer felt, -10 to +10, or NA"),
    (
        "coaching assignment",
        "name, agent, coaching areas, marked interactions, best responses, feedback, action plan, dates",
    ),
    ("marked interaction", "an interaction of the agent that an assignment asks them to review"),
    ("best response", "an interaction of another agent that shows how it is done"),
    ("reviewed", "its agent has opened it from this assignment"),
    ("status", "not started, in progress or completed, computed from the openings"),
    ("overdue", "open, and the follow-up date has passed: the agent's"),
    ("follow-up due", "not over, and the follow-up date has passed: the supervisor's"),
    ("outcome", "what a supervisor concludes at the follow-up"),
    ("discussion", "acknowledgement, ticked steps, notes and outcomes of an assignment"),
    ("within noise", "the interval, as shown, holds zero"),
    ("effect of coaching", "what changed beyond what would have come anyway"),
    ("over", "an outcome is recorded or the assignment was withdrawn: nothing more is expected of anybody"),
)
# What Streamlit says itself, in English only: said in the reader's language by top_bar.js.
STREAMLIT_SAYS = {
    "skip": "Skip to main content",
    "open": "Open",
    "choose_one": "Choose an option",
    "choose_several": "Choose options",
    "choose_day": "Choose date",
    "choose_day_in": "Choose date, {what}",
    "choose_days": "Choose date range",
    "choose_days_in": "Choose date range, {what}",
    "previous_month": "Previous month",
    "next_month": "Next month",
    "days": "Date range",
    "quick": "Quick select a date range",
    "select": "Select...",
    "past_week": "Past Week",
    "past_month": "Past Month",
    "past_3_months": "Past 3 Months",
    "past_6_months": "Past 6 Months",
    "past_year": "Past Year",
    "past_2_years": "Past 2 Years",
    "keys_of_days": "Use arrow keys to navigate dates. Enter to select. Escape to close.",
    "no_results": "No results",
    "options": "{what} options available.",
    "select_all": "Select all",
    "enter": "Press Enter to apply",
    "to_heading": "Link to heading",
    "upload": "Upload",
    "upload_more": "Add files",
    "upload_most": "{what} per file",
    "clear_one": "Clear value",
    "clear_day": "Clear date",
    "clear_days": "Clear dates",
    "clear_text": "Clear entry",
    "clear_all": "Clear all",
    "remove": "Remove {what}",
    "copy": "Copy to clipboard",
    "copy_chart": "Copy Vega-Lite spec: {what}",
    "chosen_several": "Selected values",
    "chosen_day": "Selected Date: {what}",
    "chosen_days": "Selected Range: {what}",
    "today_chosen": "Today, {what} selected",
    "today": "Today, {what}",
    "day_is_chosen": "{what} selected",
    "earliest_day": "First available date",
    "latest_day": "Last available date",
    "begin_days": "Click to start selecting date range",
    "end_days": "Click to finish selecting date range",
    "empty": "Empty",
    "year_empty": "yyyy",
    "month_empty": "mm",
    "day_empty": "dd",
    "less": "Decrement",
    "more": "Increment",
    "side": "Sidebar",
    "side_open": "Expand sidebar",
    "side_close": "Collapse sidebar",
    "notices": "Notifications",
    "tabs_left": "Scroll tabs left",
    "tabs_right": "Scroll tabs right",
    "first_day": "{what} start date",
    "last_day": "{what} end date",
    "year": "year, {what}",
    "month": "month, {what}",
    "day": "day, {what}",
    "lowest": "{what} — start",
    "highest": "{what} — end",
}
# The demo shows a newcomer around, once.
TOUR_TITLE = "A short tour"
TOUR_OF = "{step} of {last}"
TOUR = (
    "This first page says what to do next: the line on top is the one to start with.",
    "The menu at the left leads everywhere. Nothing is lost: what you type is kept as a draft.",
    "The bar on top has the way home, a search, a link to copy, and a question mark with help for the page you are on.",
    "At the top right you can be somebody else: see the same coaching as its agent and as its supervisor.",
)
TOUR_NEXT = "Next step"
TOUR_END = "End the tour"
# Said at the edge of the page when it was done, by the command's module and name.
DONE = {
    "centre_settings.change": "The settings are saved.",
    "uploads.begin": "The import begins.",
    "uploads.stop": "The import stops.",
    "backup_keeper.back_up_now": "A backup is being made.",
    "backup_keeper.note_download": "The download is prepared.",
    "rounds.draw": "The lots are drawn and stored.",
    "selected.make_group": "The group is made.",
    "named_filters.remove": "The saved filters are removed.",
    "bookmarks.add": "Bookmarked.",
    "bookmarks.remove": "The bookmark is removed.",
    "marks.ask": "Your supervisor will see that you ask for coaching.",
    "marks.mark": "Marked for coaching.",
    "discussion.acknowledge": "Your supervisor will see that you have read it.",
    "discussion.tick_step": "The step is saved.",
    "discussion.set_note_aside": "The note is set aside: nobody waits for an answer.",
    "discussion.write_note": "The note is sent.",
    "discussion.record_outcome": "The outcome is recorded.",
    "groups.create": "The group is made.",
    "groups.edit": "The group is changed.",
    "groups.remove": "The group is removed.",
    "auditing.submit": "The audit is submitted.",
    "agent_notes.write": "The note is saved.",
    "agent_notes.remove": "The note is removed.",
    "notice_list.record_read": "Everything is marked as read.",
    "changing_people.add_person": "The person is added.",
    "changing_people.deactivate": "Deactivated: they cannot sign in any more.",
    "changing_people.reactivate": "Reactivated: they can sign in again.",
    "joining_people.join_people": "They are one person now.",
    "preferences.prefer": "Your choice is saved.",
    "calendar_addresses.make_address": "The address is made; one that was there before has ended.",
    "calendar_addresses.stop_address": "The address has ended.",
    "pseudonyms.make_pseudonym": "Only the pseudonym is left.",
}
DEMO_NOTICE = "This is a demo sign-in: anybody may choose anybody. Use it with demo data only."
DATA_AWAY = "Data is being imported at the moment. Reload this page in a minute."
DATA_UNUSABLE = "The data cannot be opened. Tell whoever runs this app. (Number {number})"
TROUBLE = "This did not work. Nothing was saved. Reload the page, or tell whoever runs this app. (Number {number})"
LOOK_NOT_COUNTED = (
    "This look was not counted as a review: nothing can be saved at the moment. Read on, and open it again later."
)
WELCOME = "Welcome to Coaching"
WHAT_THIS_IS = (
    "Supervisors turn evaluated conversations into coaching, agents work through it next to better answers, and both "
    "see whether it helped."
)
MAY_NOT_OPEN = "You may not open this page"
NOT_HERE = "Not found"
ONLY_TO_LOOK = "You can only look here"
LONGER_PERIOD = "Show the last 90 days"
CHOOSE_PERSON = "Choose who you are at the top right, or start with one of these people."
DEACTIVATED = "You cannot sign in here any more: an administrator has deactivated you. Ask one if that is a mistake."
UNKNOWN_PERSON = "There is nobody with the e-mail address {email} here."
SHARED_ADDRESS = "Several people here have the e-mail address {email}. Choose who you are at the top right."
SHARED_ADDRESS_BEHIND_PROXY = (
    "Several people here have the e-mail address {email}, so nobody can tell which of them you are. Ask an "
    "administrator to give each an address of their own."
)
NOBODY_TO_SIGN_IN = (
    "There is nobody to choose yet: this database has no person with an e-mail address. Stop the app, load your data "
    "with `.venv/bin/python -m coaching import PATH… --database DATABASE` and start it again. The README says more "
    "under “Load your own data”."
)
NOT_SIGNED_IN = "You are not signed in. Open the app through your organisation's sign-in."
DEMO_ON_THIS_MACHINE_ONLY = "This demo answers on its own machine only."
TOO_MUCH_UPLOADED = "There is no room for this file now. Try again when the imports that wait have ended."
NOTHING_IS_UPLOADED = "Nothing is uploaded or changed here in this way."
ANOTHER_SITE = "Another site, or another name of this one, may not use this app."
SERVER_ERROR = "Something went wrong. Try again. (Number {number})"
SIGN_IN = "Sign in"
SIGN_IN_ANEW = "Sign in again"
SIGN_OUT = "Sign out"
SIGN_IN_FIRST = "Sign in with the account of your organisation."
SIGN_IN_FAILED = "The sign-in did not work. Try again. If it fails again, ask an administrator."
SIGNED_IN_UNKNOWN = "Account"
# By what is wrong with the sign-in (ui/shell/sign_in.py).
NOT_SIGNED_IN_BECAUSE = {
    "over": "Your session is over. What you had saved is kept.",
    "of_another": "You have signed in for another app, or with another account provider. Ask an administrator.",
    "unverified": (
        "Your account has an e-mail address that nobody has verified. Verify it with your account provider, or ask an "
        "administrator."
    ),
    "without_address": "Your account has no e-mail address, so nobody can tell who you are. Ask an administrator.",
}
WHOM_TO_ASK = "Whom to ask: {whom}"
NOT_KNOWN = "{email} is signed in but not known here. Ask an administrator to add you."
MISSING_PERMISSION = (
    "This page needs the permission {permissions}, which you do not have. Ask an administrator if you should."
)
NO_SUCH_ASSIGNMENT = "There is no such coaching assignment, or it is not yours to see."
NOT_ON_THIS_PAGE = "This page was asked for something that is not on it. Nothing was changed. (Number {number})"
START_PAGE_ANEW = "Start here again"
FORGET_FILTERS = "Forget saved filters"
SOMEBODY = "Somebody"
NO_SUCH_AGENT = "There is no such agent, or you do not supervise them."
NO_SUCH_INTERACTION = "There is no such interaction, or it is not yours to see."

CONTINUE = "Continue"
START = "Start now"
OPEN_NEXT = "Open the next one"
CLEAR = "Clear filters"
FILTERS = "Filters"
FILTERS_THAT_ARE_SET = "Filters that are set"
IS_SET_TO = "{label}: {words}"
WITHOUT_FILTER = "Takes this filter away; the others stay."
OVERDUE = "overdue"
NOT_REVIEWED_IN_TIME = "Overdue"
OVER = "Outcome recorded"
# What is new in an assignment since its agent last had it open: in the list, and on its page.
NEW = "New"
NEWS = {
    "assigned": "New assignment",
    "concluded": "New outcome",
    "answered": "New note",
    "changed": "Changed",
}
NEWS_HERE = {
    "assigned": "This assignment is new.",
    "concluded": "Your supervisor has recorded an outcome.",
    "answered": "Your supervisor wrote in the discussion.",
    "changed": "Your supervisor changed: {fields}.",
}
SUPERVISOR_WROTE = "✉ your supervisor wrote on {when}"
SUPERVISOR_WROTE_LAST = "✉ supervisor wrote on {when}"
REVIEWED = "Reviewed"

NAME = "Name"
COACHING_AREA = "Coaching Area"
ASSIGNED_DATE = "Assigned Date"
FOLLOW_UP_DATE = "Follow-up Date"
STATUS = "Status"

MARKED_INTERACTIONS = "Interactions Marked for Coaching"
BEST_RESPONSES = "Best Response Examples"
FEEDBACK = "Feedback"
WENT_WELL = "What went well"
WORK_ON = "What to work on"
ACTION_PLAN = "Action Plan"
TRANSCRIPT = "Transcript"
METRICS = "Metrics"
NEWEST_AUDIT_COUNTS = (
    "What fails here fails by the newest audit, and by the automatic evaluation where it says nothing."
)
AREA_SCORES = "Kore {kore} · audit {audit}"
BY_AUDIT = "audit"
AREA_BY_AUDIT = "{area} (audit)"
METRIC_CAME_TO = {"failed": "failed", "adhered": "met", "na": "NA"}
COLUMN_ANSWER, COLUMN_CAME_TO, COLUMN_REASON, COLUMN_EVIDENCE = "Answer that counts", "Result", "Reason", "Evidence at"
COLUMN_WEIGHT, COLUMN_NEGATIVE_WEIGHT, COLUMN_FATAL = "Weight", "Negative weight", "Fatal"
AUTOMATIC_ANSWER = "Automatic evaluation"
FAILED_FATALLY = "a fatal metric failed"
FATAL_MARK = "✖ fatal"
FATAL_OVERRULED = "a fatal metric failed by the automatic evaluation, not by the newest audit"
DATE = "Date"
QUEUE = "Queue"
TOPIC = "Topic"
FAILS = "Fails"
FAILS_METRIC = "Fails metric"
KORE_EVALUATION_SCORE = "Kore Evaluation Score"
SUPERVISOR_AUDIT_SCORE = "Supervisor Audit Score"
SENTIMENT_SCORE = "Sentiment Score"
ACTION = "Action"
OPEN = "Open"
ANOTHER_AGENT = "Another agent"

COMPARE = "Compare with a best response"
COMPARE_HERE = "Compare"
THIS_ONE = "This one"
YOURS = "Yours"
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
    "opening": "Opening",
    "verification": "Verification",
    "solving": "Solving",
    "closing": "Closing",
}
NA = "NA"

MY_DASHBOARD = "My dashboard"
DASHBOARD_OF_AGENT = "One agent's dashboard"
NO_DATA = "There are no interactions yet. When the first export is imported, the figures appear here."
NOTHING_IN_PERIOD = "No interactions in this period with this queue and channel. Choose a longer period or all queues."
NO_EARLIER_DATA = "no interactions before"
WAS_BEFORE = "{score} before"
UNCHANGED = "unchanged"
LARGER_SHARE, SMALLER_SHARE = "but a larger share", "but a smaller share"
FIGURE_NAMES = {
    "kore_evaluation_score": KORE_EVALUATION_SCORE,
    "supervisor_audit_score": SUPERVISOR_AUDIT_SCORE,
    "below_pass_score": "Below pass score",
    "fatal": "Fatal interactions",
}
COMPARED_WITH = "{first} to {last}, compared with the {days} before."
FIGURES_ARE_AUTOMATIC = (
    "Areas and trend are those of the automatic evaluation; audit scores stand apart. An interaction is fatal by the "
    "newest audit where there is one. A change is coloured only where it is more than noise."
)
SCORES_TOO_FEW = (
    "Too few to judge: to tell a change of {points} points takes about {count} interactions, or audits, in each period."
)
SHOW_FAILURES = "Show failures"
TREND = "Trend"
MY_INTERACTIONS = "Interactions"
FAILING_INTERACTIONS = "Interactions that fail {area}"
COLUMN_FAILED_METRICS = "Failed metrics"
FIGURES_ARE = "The figures of the period"
FIGURE_OF = "{figure}: what it counts"
SHOWS_NO_LONGER = "Shown below. Puts them away again."
AUDITED_OR_NOT = "Audited"
AUDITED_CHOICES = {"audited": "Audited", "not_audited": "Not audited"}
GRAINS = {"day": "By day", "week": "By week", "month": "By month"}
NO_INTERACTION_MATCHES = "No interaction matches. Choose a longer period, or take a filter away."

SPANS = {
    "any_time": "Any time",
    "last_7_days": "Last 7 days",
    "last_28_days": "Last 28 days",
    "last_90_days": "Last 90 days",
    "last_180_days": "Last 180 days",
    "next_7_days": "Next 7 days",
    "next_28_days": "Next 28 days",
    "today": "Today",
    "yesterday": "Yesterday",
    "this_week": "This week",
    "last_month": "Last month",
    "own_dates": "Choose dates",
}

# A supervisor's first page.
TO_DO = "To do"
TO_DO_MEANS = (
    "What waits for you, most urgent first. What an agent writes stays on top until somebody answers it or sets it "
    "aside. The menu counts notes, requests and follow-ups."
)
NOTHING_TO_DO = "Nothing to do: no agent waits for you, and nothing else is left."
NOTHING_UNDER = "Nothing under: {sections}."
SHOW_ALL_ROWS = "Show all {count}"
TO_DO_SECTIONS = {
    "notes": "Notes to answer",
    "requests": "Requests for coaching",
    "follow_ups": "Follow-ups due without an outcome",
    "below": "Below the pass score without live coaching",
    "areas": "Coaching areas below {bar} without live coaching",
    "drafts": "Your drafts",
    "marks": "Marked and not yet assigned",
    "doubtful": "Doubtful scores",
    "overdue": "Not reviewed in time",
}
TO_DO_SECTIONS_MEAN = {
    "notes": "An agent wrote to you and waits. Open the assignment to answer, or to say that no answer is needed.",
    "requests": "An agent asks for coaching. Open the agent to assign it, or to set the request aside with a reason.",
    "follow_ups": "The follow-up date has passed. Open the assignment, talk with the agent and record the outcome.",
    "below": (
        "Their mean Kore Evaluation Score of {first} to {last} is below the mean pass score of the same interactions, "
        "and no coaching is open and in time. The farthest below first. Assign begins with their lowest interactions."
    ),
    "areas": (
        "Automatic evaluation, {first} to {last}; n: the interactions it rests on, at least {fewest}. No coaching on "
        "that area is open and in time. The lowest first. Assign begins with the newest interactions that fail it."
    ),
    "drafts": "You have begun these and not sent them. Nobody else sees them.",
    "marks": "Supervisors marked these agents for coaching, and nobody has assigned it yet.",
    "doubtful": (
        "The automatic and the audit score differ by 15 points or more; audited since {first}. Audit the interaction "
        "once more: a second audit that comes close to the first settles it, and so does one that comes close to the "
        "automatic score."
    ),
    "overdue": "The follow-up date has passed, and the agent has not opened everything. Open the agent's list.",
}
COLUMN_NOTE = "Note"
COLUMN_REQUEST = "Request"
COLUMN_WAITS_SINCE = "Waits since"
COLUMN_BEGUN = "Last changed"
COLUMN_DRAFT_OF = "Draft"
COLUMN_ABOUT = "About"
COLUMN_EARLIEST_FOLLOW_UP = "Earliest follow-up"
COLUMN_INTERACTION = "Interaction"
COLUMN_INTERACTIONS = "Interactions"
COLUMN_SCORES_DIFFER_BY = "Differ by"
COLUMN_OLDEST_MARK = "Oldest mark"
COLUMN_NOT_REVIEWED = "Not reviewed"
WAITS_TOO_LONG = "⚠ more than a day"
WITHOUT_WORDS = "(without words)"
OPEN_OF_AGENT_FOR = "Open {section}: {agent}"
DRAFTS_OF = {
    ("assignment", "agent"): "Coaching assignment",
    ("assignment", "group"): "Coaching assignment of a group",
    ("assignment", "assignment"): "Change to a coaching assignment",
    ("audit", "audit"): "Audit",
    ("words", "note"): "Note",
    ("words", "agent_note"): "Note about an agent",
    ("words", "outcome"): "Outcome",
    ("words", "withdrawal"): "Reason to withdraw",
    ("words", "mark"): "Mark for coaching",
    ("words", "bookmark"): "Note on a bookmark",
    ("words", "aside"): "Reason to set aside",
    ("words", "group"): "Group",
    ("words", "together"): "Change to the assignments of a group",
    ("words", "template"): "Template of the team",
    ("words", "own_template"): "Template of your own",
}
A_NEW_GROUP = "a new group"

# The team's assignments.
ADD_ASSIGNMENT = "Add coaching assignment"
TEAM_ASSIGNMENTS = "Coaching assignments of the team"
TEAM_FIGURES_ARE = "How the assignments stand"
SHOW_THESE = "Shows these {count}, whatever status is chosen. The other filters stay."
SHOW_ALL_AGAIN = "Shown now. Takes this filter away; the others stay."
WITHDRAWN = "Withdrawn"
OVERDUE_ONLY = "Overdue only"
FOLLOW_UP_DUE_ONLY = "Follow-up due"
FOLLOW_UP_DUE = "⚑ follow-up due"
DUE = "⚑ due"  # in the column of follow-ups
TO_ANSWER_ONLY = "Waits for an answer"
ORDER = "Order"
ORDERS = {
    "newest": "Newest assigned first",
    "waiting_longest": "Waiting for an answer longest first",
    "follow_up": "Earliest follow-up first",
}
INDIVIDUAL_OR_GROUP = "Individual or group"
GROUP_CHOICES = {"individual": "Individual", "group": "Group"}
NOTE_TO_ANSWER = "✉ note to answer"
WAITS_SINCE = "since {when}"
WAITING = "{page} ({count})"
ACKNOWLEDGED = "✓ acknowledged"
NO_TEAM_ASSIGNMENTS = "None of the agents you supervise has a coaching assignment yet. Evaluation is where one begins."
NOTHING_TO_ANSWER = "No agent of yours waits for an answer."
NO_TEAM_MATCH = "None of your team's assignments match these filters. Clear them to see all."

# The discussion of an assignment.
DISCUSSION = "Discussion"
ACKNOWLEDGE = "Acknowledge"
ACKNOWLEDGE_MEANS = "Tells your supervisor that you have seen this. Nothing else changes."
NOT_ACKNOWLEDGED = "○ not acknowledged yet"
NO_NOTES = "Nobody has written anything yet."
NOTE_BY_AGENT = "Write to your supervisor"
NOTE_BY_SUPERVISOR = "Write to {name}"
SEND = "Send"
NO_ANSWER_NEEDED = "No answer needed"
NO_ANSWER_NEEDED_MEANS = "Takes it off the list of what waits for an answer. {name} is not told."
OUTCOME = "Outcome of the follow-up"
OUTCOME_MEANINGS = {
    "recognise": "Nothing is left to coach here: say so to the agent.",
    "continue_coaching": "On the way: coach on the same areas again.",
    "training": "Coaching is not enough: a course is needed.",
    "refer": "Somebody else has to look into it.",
    "closed": "Nothing more comes of it.",
}
OUTCOME_FROM = "You can record the outcome from the follow-up day on, {day}."
OUTCOME_NOTE = "What it rests on (the agent reads this)"
RECORD_OUTCOME = "Record outcome"
NEW_OUTCOME = "Record another outcome"
EARLIER_OUTCOMES = "Earlier"

# What supervisors read about an assignment and agents never do.
ALL_OF_AGENT = "All coaching of {name}"
HISTORY = "History"
NO_HISTORY = "No change has been noted since it was assigned."
CHOSEN = {
    "below_pass_score": "Chosen because of scores below the pass score",
    "audit_finding": "Chosen because of an audit finding",
    "asked_for_by_agent": "The agent asked for it",
    "judgement": "Chosen by the supervisor's judgement",
}
NOT_SAID_WHY = "Nobody said why this agent was chosen"
HISTORY_FIELDS = {
    "created": "assigned",
    "withdrawn": "withdrawn",
    "put_back": "withdrawal taken back",
    "name": "name",
    "coaching_areas": "coaching areas",
    "interactions": "interactions marked for coaching",
    "best_responses": "best responses",
    "chosen_because": "why chosen",
    "period_first": "looked at from",
    "period_last": "looked at until",
    "went_well": "what went well",
    "work_on": "what to work on",
    "action_plan": "action plan",
    "follow_up_on": "follow-up",
    "assigned_by": "supervisor",
    "without_feedback_because": "without feedback, because",
    "reopened": "marks open again",
}

NEW_COACHING = "New coaching for {name}"
EDIT_COACHING = "Change the coaching of {name}"
COACH_GROUP = "Coaching for the group {name}"
DRAFT_IS_KEPT = "What you fill in is kept as a draft that only you see, until you assign or discard it."
NOT_EVALUATED = "not evaluated"
NO_LONGER_THERE = "An interaction that is no longer there, or no longer yours to show"
WITHDRAWN_MEANWHILE = "{name} withdrew this coaching assignment: {reason}"
TYPED_NOT_KEPT = "⚠ Not saved as a draft: the data cannot be written now. Leave this tab open, or copy your text."
TYPED_ELSEWHERE = "You have typed something else here, in another tab or on another device. Which one should stay?"
TAKE_THAT_ONE = "Take that one"
KEEP_THIS_ONE = "Keep what stands here"
DECIDE_FIRST = "Some fields were filled in twice, in two tabs. Choose above which words stay, and then press again."
LEFT_BEHIND = "What you had filled in, to copy"
NO_SUCH_FORM = (
    "There is nothing to fill in here: the agent, the group or the coaching assignment is not there, or not yours to "
    "change. Start from Evaluation, from Coaching Assignments or from Marked for coaching."
)
FIELDS = {
    "name": NAME,
    "coaching_areas": "Coaching Areas",
    "interactions": "Interactions",
    "best_responses": "Best responses",
    "chosen_because": "Why this agent",
    "period_first": "Looked at from",
    "period_last": "to",
    "went_well": WENT_WELL,
    "work_on": WORK_ON,
    "action_plan": "Action Plan, one step a line",
    "follow_up_on": FOLLOW_UP_DATE,
    "without_feedback_because": "Why without (only supervisors read this)",
}
CHOSEN_BECAUSE = {
    "below_pass_score": "Below the pass score",
    "audit_finding": "Found in an audit",
    "asked_for_by_agent": "Asked for by the agent",
    "judgement": "My judgement",
}
WHY_ASKED = "Only you and other supervisors see this. The effect of coaching is shown by it as well."
AREAS_FAILED = "Fail in the interactions: {areas}"
CHOOSE_ONE = "Choose one"
CHOOSE_AREAS = "Choose at least one"
NO_INTERACTION_YET = "No interaction yet. Add the ones that show what to work on."
ADD_INTERACTION = "Add an interaction"
ADD_NEWEST = "One of the newest"
FIND_IN_EVALUATION = "Find more in Evaluation"
LOOK = "Look"
ADD = "Add"
REMOVE = "Remove"
SUGGESTED = "Suggested"
YOUR_BOOKMARKS = "Bookmarked by you"
NO_SUGGESTION = "In the last 180 days no other agent met these areas in the same queue or on the same topic."
SUGGESTED_WHEN = "Suggestions appear when there is an interaction and a coaching area."
SHOW_MORE = "{count} more"
MEMBERS = "Members"
EACH_THEIR_OWN = "Each gets an assignment of their own with their own marked interactions. Nobody learns of the group."
NOTHING_MARKED_YET = "nothing marked for coaching"
MEANT_SO = "Assign all the same"
LEAVE_OUT = "Leave out"
MEMBERS_IN_DOUBT = "Something does not fit the members with ⚠. Tick that it is meant so, or leave them out."
LEFT_OUT_THIS_TIME = "left out this time; the marks stay open"
TAKE_IN = "Take in again"
PASSED_ALL = "No marked interaction scored below the pass score, which is the reason given."
WITHOUT_FEEDBACK = "Assign without feedback or without a plan"
WITHOUT_FEEDBACK_MEANS = "The agent then reads that you will talk about it."
ALREADY_ASSIGNED = (
    "You have assigned this already, in another tab or with a second click. Nothing was assigned twice, and what "
    "stands below is not assigned."
)
JUST_ASSIGNED = "You have just assigned what was filled in here. What stands below would be another assignment."
SEE_ASSIGNED = "See what was assigned"
FEEDBACK_AND_PLAN = "Feedback and Action Plan"
USE_TEMPLATE = "Template: {area}"
USE_OWN_TEMPLATE = "My template: {area}"
WENT_WELL_HINT = "Begin with what they do well, with an example."
WORK_ON_HINT = "One or two things, each with the moment it happened and what would have helped the customer."
BOTH_PARTS_WANTED = "Both parts are wanted: what to change is heard better after what went well."
PLAN_HINT = "Read the best response\nUse the checklist in the next five calls"
# What the coaching form drafts, and what it says about the draft.
DRAFT_TO_READ = "✎ Drafted, and not read yet. Change what you would say otherwise, or tick below that you have read it."
DRAFT_READ = "I have read the draft, and it says what I mean"
DRAFT_UNREAD = "This is a draft that nobody has read yet. Change it, or tick that you have read it."
DRAFT_SOURCES = "Where the draft comes from"
DRAFT_SOURCES_MEAN = (
    "Each sentence with what it rests on. Figures are of the automatic evaluation, where no audit says otherwise. A "
    "sentence that you have changed is yours: nothing replaces it any more."
)
DRAFT_TAKE_OUT, DRAFT_PUT_IN = "Take out", "Put in"
DRAFTED_MISSED, DRAFTED_HAPPENED = "“{metric}” was missed in {how_often}.", "“{metric}” happened in {how_often}."
DRAFTED_IN_CHOSEN = Counted("the interaction", "{some} of {count} interactions")
DRAFTED_IN_APPLICABLE = Counted(
    "the one interaction that it applied to", "{some} of the {count} interactions that it applied to"
)
DRAFTED_IN_AT_LEAST = Counted("at least one of these interactions", "at least {count} of these interactions")
DRAFTED_NOTHING_FAILED = Counted(
    "In the interaction nothing failed in {areas}.", "In the {count} interactions nothing failed in {areas}."
)
DRAFTED_AT = "{place}, at {at}"
DRAFTED_SAID = {
    "agent": "{place}: you said “{quote}”",
    "customer": "{place}: the customer said “{quote}”",
    "system": "{place}: the system said “{quote}”",
    "evaluation": "{place}: the evaluation says “{quote}”",
    "audit": "{place}: the audit says “{quote}”",
}
DRAFTED_DID = "{did}: “{quote}”"
DRAFTED_MET = "“{metric}” was met in {how_often} from {first} to {last}."
DRAFTED_AVOIDED = "“{metric}” was avoided in {how_often} from {first} to {last}."
DRAFTED_ALL = "all {count} interactions that it applied to"
DRAFTED_AT_LEAST = "all interactions that it applied to, at least {count},"
DRAFTED_EXAMPLE = "For example {moment}"
DRAFTED_RISEN = (
    "{area} rose from {before} to {after} ({between}) from {first} to {last}, compared with the {days} days before."
)
DRAFTED_WEAK_STEP = "If it comes up again: {step}"
DRAFTED_FROM_TOTALS = "{count} of {count} interactions"
DRAFTED_FROM_CHANGE = "{after} interactions, {before} before"
DRAFTED_FROM_MEMBERS = "The marked interactions of every member"
DRAFTED_FROM_BEST = "Best response: {place}"
DRAFTED_FROM_TEMPLATE = "Team's template: {area}"
ASSIGN_TO = "Assign to {name}"
ASSIGN_TO_GROUP = "Assign to {members}"
SAVE_CHANGES = "Save changes"
DISCARD_DRAFT = "Discard draft"
DISCARD_MEANS = "What you typed here is gone then. There is no way back."
NOT_ASSIGNED = "Not done yet: {count} above to put right. Nothing you wrote is lost."
EDITED_MEANWHILE = "{name} changed this since you opened it: {changed}. Your words are kept; nothing was saved."
BOTH_CHANGED = "You both changed “{field}”. Yours stays; theirs is: {theirs}"
BRING_IN = "Bring in their changes and go on"
EDIT = "Edit"
WITHDRAW = "Withdraw"
WITHDRAW_REASON = "Why is it withdrawn? The agent no longer sees it; the reason stays in its history."
PUT_BACK_IN_FORCE = "Take the withdrawal back"
PUT_BACK_MEANS = "The agent sees it again as it was. Open marks and requests about its interactions are settled again."
IN_FORCE_AGAIN = "In force again: the agent sees it."
WITHDRAW_REOPENS = "Marks and requests that it settled are open again."
WITHDRAWN_AND_REOPENED = Counted(
    "Withdrawn. {count} mark is open again under Marked for coaching.",
    "Withdrawn. {count} marks are open again under Marked for coaching.",
)

# Marked for coaching: individuals and groups.
MARK_FOR_COACHING = "Mark for coaching"
MARKED_ALREADY = "✓ Marked for coaching"
MARK_MEANS = "{name} then waits under Marked for coaching, where coaching is assigned. {name} is not told of the mark."
MARKED_ON = "You marked {name} on {when}, for {areas}."
ASK_FOR_COACHING = "Ask for coaching"
ASKED_ALREADY = "✓ Coaching asked for"
ASK_MEANS = "Your supervisor sees that you asked, and what you write. You read here what comes of it."
ASKED_ON = "You asked for coaching on {when}."
ASKED_AND_OPEN = "Your supervisor sees it. You read here what comes of it."
ASK_AGAIN = "You can ask again."
BECAME_COACHING = "It became coaching on {when}."
TAKEN_BACK_ON = "You took it back on {when}."
SET_ASIDE_BY = "{name} set it aside on {when}:"
OPEN_COACHING = "Open the coaching assignment"
MARK_AREAS = "Coaching Areas"
MARK_NOTE = "Note"
MARK_NOTE_HINT = "What you saw, and what would help"
ASK_NOTE = "What would you like to know?"
SEE_MARKED = "See who is marked"
GROUPS = "Groups"
MARKED_LISTS = {"individuals": "Individuals", "groups": GROUPS}
MARKED_LIST = "Agents marked for coaching"
ASKED_FOR_BY_AGENT = "◆ asked for by the agent"
BY_SUPERVISORS = "supervisor"
ASKED_ONLY = "Asked for by the agent"
AGENT_OR_TEAM = "Agent or team"
NOBODY_MARKED = (
    "Nobody is marked for coaching. Open an interaction under Evaluation and mark its agent; agents can also ask "
    "for coaching on interactions of their own."
)
NOBODY_MATCHES = "None of the agents marked for coaching match these filters. Clear them to see all."
NOTHING_MARKED_ANY_MORE = "No interaction of {name} is marked for coaching any more."
LOOK_ONLY = "You can look. Marking, groups and assigning need the permission qa_functionalities."
ASSIGN_COACHING = "Assign coaching"
OPEN_INTERACTION = "Open the interaction"
SET_ASIDE = "Set aside"
SET_ASIDE_MEANS = "Closes the mark without coaching. {name} can read your reason."
SET_ASIDE_REASON = "Reason"
WAS_SET_ASIDE = "Set aside."
ASKED_BY = "◆ {name} asked for coaching · {when}"
MARKED_BY = "marked by {name} · {when}"
NO_AREA_SAID = "no area said"

NEW_GROUP = "New group"
EDIT_GROUP = "Edit group"
GROUP_LIST = "Groups"
GROUP_NAME = "Name"
GROUP_DESCRIPTION = "Description"
GROUP_DESCRIPTION_HINT = "What these agents have in common"
GROUP_MEMBERS = "Members"
SAVE_GROUP = "Save group"
REMOVE_GROUP = "Remove group"
REMOVE_GROUP_MEANS = "Its members keep their marks, and what was assigned stays. There is no way back."
CANCEL = "Cancel"
NO_GROUPS = "There are no groups yet. With a group you assign coaching to several agents in one go."
NO_SUCH_GROUP = "There is no such group, or you do not supervise everybody in it."
AGENTS_DO_NOT_SEE_GROUPS = "Agents never learn that there is a group: each gets an assignment of their own."
READY = "{ready} of {members} have marked interactions"
ALL_READY = "✓ everybody has marked interactions"
OTHERS_TOO = "and {others} you do not supervise"
MARKED_OF_GROUP = "Members and their marked interactions"
NOTHING_MARKED_OF_MEMBER = "⚠ nothing marked"
ASSIGN_TO_WHOLE_GROUP = "Assign to the group"
ONE_IS_NOT_READY = "{name} has no interaction marked for coaching. Mark one, or take {name} out of the group."
SOME_ARE_NOT_READY = "{names} have no interaction marked for coaching. Mark one each, or take them out of the group."
OTHERS_NOT_YOURS = "You do not supervise {others} of this group, so you cannot assign to the whole group."
LOOK_AT_AGENT = "Evaluation of {name}"
SAVED_NOW = "What is saved now"
ADD_MEMBERS_OF = "The agents you may coach"

# Templates for feedback.
TEMPLATE_MEANS = (
    "What supervisors may start from when they write feedback. Each coaching area has one for the team and one of your "
    "own."
)
WHOSE_TEMPLATE_IS = "Whose template"
WHOSE_TEMPLATE = {"team": "The team's", "own": "My own"}
WHOSE_TEMPLATE_MEANS = {
    "team": "All supervisors read and use it.",
    "own": "Only you read and use it. The team's stays as it is.",
}
TEMPLATE_OF_ANOTHER = "{name} wrote the team's template. To replace it changes it for everybody."
SAVE_AS_OWN_TEMPLATE = "Save as my own instead"
REPLACE_OWN_TEMPLATE = "Save as my own instead, in place of what is there"
REPLACE_TEMPLATE = "Replace the team's template"
OWN_TEMPLATE_SAVED = "Saved as your own. The team's is as it was."
WITHOUT_TEMPLATE = "Without a template: {areas}."
NO_TEMPLATE = "There is no template for {area} yet."
TEMPLATE_PLAN = "Action Plan, one step a line"
SAVE_TEMPLATE = "Save template"
REMOVE_TEMPLATE = "Remove template"
REMOVE_OWN_TEMPLATE_MEANS = "Feedback that was written from it stays as it is."
REMOVE_TEMPLATE_MEANS = "Feedback that was written from it stays as it is. The history stays, too."
TEMPLATE_SAVED = "Saved."
TEMPLATE_REMOVED = "Removed."
TEMPLATE_UNSAVED = "Not saved yet. What you typed stays here while you look around, until you save or put it back."
PUT_BACK = "Put back what is saved"
LOOK_ONLY_TEMPLATES = "You can read the templates. Changing them needs the permission qa_functionalities."
NO_AREAS = "There are no coaching areas yet. They come with the evaluation forms that are imported."
TEMPLATE_HISTORY_FIELDS = {
    "created": "made",
    "removed": "removed",
    "went_well": "what went well",
    "work_on": "what to work on",
    "action_plan": "action plan",
}

# Evaluation of an agent, bookmarks and audits.
ONLY = "Only"
BOOKMARKED = "★ bookmarked"
BOOKMARKED_HERE = "Bookmarked"
BELOW_PASS = "Below pass score"
ONLY_CHOICES = {
    "below_pass_score": BELOW_PASS,
    "fatal": "✖ fatal",
    "doubtful": "⚠ scores differ",
    "bookmarked": BOOKMARKED,
}
EVALUATED_INTERACTIONS = "Interactions"
ALL_AGENTS = "All agents"
LANGUAGE = "Language"
DIRECTION = "Direction"
TRANSCRIPT_CHOICES = {"there": "With transcript", "missing": "Without"}
SAID = "Words said, all of them"
SAID_ANY = "Any of these words"
SAID_NONE = "None of these words"
SAID_MEANS = (
    "Looked for in transcripts, also inside longer words; upper and lower case and accents do not matter. Words in "
    "quotation marks are looked for as they stand."
)
WORDS_TOO_SHORT = "Type at least {fewest} letters of a word. Not looked for: {words}."
WORDS_LEFT_OUT = Counted(
    "Only {most} words are looked for at once. This one is left out: {words}.",
    "Only {most} words are looked for at once. These {count} are left out: {words}.",
)
SAID_BY = "Said by"
SAID_BY_CHOICES = {"agent": "Agent", "customer": "Customer"}
ANYBODY = "Anybody"
NAMED_FILTERS = "Saved filters"
NO_NAMED_FILTERS = "No filters are saved yet."
NAMED_FILTER_NAME = "Save these filters as"
SHARE_FILTER = "Share with all supervisors"
SHARE_FILTER_MEANS = "Each of them finds their own interactions with it, never yours."
SAVE_FILTER = "Save"
REMOVE_FILTER = "Remove “{name}”"
FILTER_SHARED_BY = "{filter} (by {name})"
FILTER_SHARED = "{filter} (shared)"
FILTER_SAVED = "The filters are saved."
FILTER_NEEDS_NAME = "Give the filters a name."
NO_SUCH_FILTER = "There are no such filters, or they are not yours."
NA_IS_IN_NO_RANGE = "An interaction without this score is in no range but the whole one."
COLUMNS_AND_ORDER = "Columns and order"
COLUMNS_SHOWN = "Columns"
SORTED_BY = "Sorted by"
SORT_WAYS = {"ascending": "▲ ascending", "descending": "▼ descending"}
SORT_BY_COLUMN = "Sort by {column}"
SORTED_BY_COLUMN = "{column}, {way}"
INTERACTION_COLUMNS = {
    "date": "Date",
    "agent": "Agent",
    "team": "Team",
    "queue": "Queue",
    "channel": "Channel",
    "topic": TOPIC,
    "language": LANGUAGE,
    "direction": DIRECTION,
    "duration": "Duration",
    "fails": FAILS,
    "kore": KORE_EVALUATION_SCORE,
    "audit": SUPERVISOR_AUDIT_SCORE,
    "sentiment": SENTIMENT_SCORE,
}
SCORES_DIFFER = "⚠ scores differ by {points}: check before coaching"
NOTHING_SELECTED = "Tick interactions to coach on, mark or bookmark."
AT_RANDOM = "Five at random, not audited"
AT_RANDOM_MEANS = "Draws five of those below that nobody has audited, each as likely as any other."
DRAWN = Counted(
    "{count} interaction, drawn at random of those that were not audited. Whoever has this address sees the same, and "
    "it stays once it is audited.",
    "{count} interactions, drawn at random of those that were not audited. Whoever has this address sees the same, and "
    "they stay once they are audited.",
)
BACK_TO_ALL = "Back to the list"
NOTHING_TO_DRAW = "None of those that the filters let through is not audited."
MARK_SELECTED = "Mark"
MARK_SELECTED_MEANS = "Marks the agents of the selected interactions for coaching; they do not learn of it."
BOOKMARK_SELECTED = "Bookmark"
ADD_TO_GROUP = "Add to a group"
ADD_TO_GROUP_MEANS = (
    "The agents become members of the group, and the interactions are marked for its coaching areas. "
    "No agent learns of it."
)
MAKE_GROUP = "Make the group"
GROUP = "Group"
MARKED_SELECTED = Counted("{count} interaction marked", "{count} interactions marked")
BOOKMARKED_SELECTED = Counted("{count} interaction bookmarked", "{count} interactions bookmarked")
ADDED_TO_GROUP = Counted("{count} agent added to the group", "{count} agents added to the group")
DRAFTS_OF_OTHERS = Counted(
    "{count} other agent has a draft with the rest: under “To do”.",
    "{count} other agents have drafts with the rest: under “To do”.",
)
SELECTED = "{count} selected"
CLEAR_SELECTION = "Clear"
SELECT = "Select"
BOOKMARK = "Bookmark"
BOOKMARK_NOTE = "Note (only you read it)"
SAVE_BOOKMARK = "Save bookmark"
REMOVE_BOOKMARK = "Remove bookmark"
TO_AUDIT = "Audit"
CONTINUE_AUDIT = "Continue audit (draft)"
EVALUATION_OF = "Evaluation of {name}"
NOT_TO_AUDIT = "You audit the interactions of agents whom you supervise, not this one."
AUDIT_SCORE_SO_FAR = "Audit score so far"
AUDIT_SCORE = "Audit score"
NOTHING_APPLIES = "NA: no metric with a weight applies, so this audit gives no score. NA is not 0."
NOTHING_ANSWERED = "the score follows your answers"
ANSWERED = "{done} of {all} answered"
PASSES = "✓ passes: the pass score is {score}"
BELOW = "✗ below the pass score of {score}"
NO_PASS_SCORE = "no pass score is set for this form"
FATAL_FAILED = "✖ 0 because a fatal metric failed: {metrics}"
TAKE_AUTOMATIC = "Take the automatic answers for the rest"
TAKE_OWN = "Take my last audit's answers for the rest"
AUTOMATIC_SAID = "What the automatic evaluation said"
AUTOMATIC_SAID_NOTHING = "The automatic evaluation did not answer this one."
LAST_ANSWER = "Your last audit said {answer}"
METRIC_COMMENT = "Comment"
METRIC_COMMENT_ON = "Comment on: {metric}"
AUDIT_COMMENT = "Comment on the whole interaction (the agent reads it)"
SUBMIT_AUDIT = "Submit audit"
KEEP_DRAFT = "Keep as draft and leave"
AUDIT_NOT_SENT = Counted(
    "Nothing is submitted yet: {count} answer needs a look, see above.",
    "Nothing is submitted yet: {count} answers need a look, see above.",
)
KEPT_AS_DRAFT = "What you fill in is kept as your draft at once."
AUDITS = "Supervisor audits"
SEE_AUDIT = "See your audit"
NO_AUDITS = "Nobody has audited this interaction yet."
CHANGED_SINCE = "Answered otherwise than in the audit before:"

# The details of an interaction: what exports say of it beside its scores and its transcript.
DETAILS = "Details"
INTERACTION_ID = "Interaction id"
OTHER_ID = "Id given at upload"
PARTICIPANTS = "Participants"
PARTICIPANT_KINDS = {"agent": "agent", "customer": "customer", "bot": "bot", "queue": "queue", "other": "participant"}
NAMELESS_PARTICIPANTS = {"agent": ANOTHER_AGENT, "customer": "The customer", "bot": "A bot", "queue": "A queue"}
NAMELESS = "Somebody"
SINCE = "from {when}"
UNTIL = "until {when}"
FROM_UNTIL = "from {joined} until {left}"
TOPICS_AND_INTENTS = "Topics and intents"
TOPIC_KINDS = {"topic": "topic", "intent": "intent"}
RESOLUTION = "Resolution"
RESOLUTIONS = {"resolved": "resolved", "unresolved": "not resolved"}
SENTIMENT_AS_REPORTED = "sentiment {sentiment}"
EMOTIONS = "Emotions"
SENTIMENT_BY_PHASE = "Sentiment by phase"
OF_SPEAKER = "{label}, {speaker}"
PHASES = {"opening": "opening", "development": "development", "closing": "closing"}
PHASE_AND_TONE = "{phase} {tone}"
TONES = {"positive": "positive", "neutral": "neutral", "negative": "negative"}
TONE_ORDER = {"negative": -1, "neutral": 0, "positive": 1}
# From the tone of the first phase to that of the last.
PATTERNS = {
    (-1, 1): "recovered",
    (-1, 0): "improved",
    (0, 1): "improved",
    (1, -1): "turned negative",
    (1, 0): "cooled down",
    (0, -1): "turned negative",
}
PATTERN_SAME = "ended as it began"
SENTIMENT_SHARES = "Share of each sentiment"
TIME_SHARES = "Share of the time"
SPOKEN_BY = {"agent": "agent talking", "customer": "customer talking"}
TIME_SHARE_NAMES = {"talk": "talking", "hold": "on hold", "silence": "silence", "crosstalk": "both talking"}
PERCENT = "{share} %"
DISPOSITION = "Disposition"
CSAT = "Customer satisfaction (CSAT)"
OBSERVED = "Observed"
OBSERVATIONS = {"churn risk": "risk that the customer leaves", "escalation": "escalation"}
OBSERVED_OR_NOT = "{what}: {said}"
YES_NO = {"yes": "yes", "no": "no"}
AUDIT_STATUS = "Audit status"
DURATION_STATUS = "Duration"
DURATION_STATUSES = {
    "evaluated": "long enough to be evaluated",
    "below_threshold": "too short to be evaluated",
    "duration_unavailable": "not known, so not evaluated",
}
CUSTOM_FIELDS = "Custom fields"
NO_DETAILS = "The export says nothing more about this interaction."

# The coaching monitor.
MONITORED = "Coaching assignments and how their agents score, newest first"
MONITOR_BY = {"assigned": "Assigned", "follow_up": "Follow-up"}
PERIOD_BY = "Period by"
SCORECARD_SCORE = "Scorecard score"
COMPARE_CHANGE = "Compare"
COMPARE_CHANGE_MEANS = "Adds how the score in each coached area has changed since the assignment."
SCORES_OF = "Scores are those of {first} to {last}, the last 7 days with data."
COMPARED = (
    "Each coached area: the 7 days before the day it was assigned against the last 7 days with data, which never reach "
    "back to that day. Coaching often follows a bad week, and most of the improvement after a bad week comes without "
    "any coaching. What coaching itself did: see"
)
CHANGE_SINCE = "Change since assigned"
VERDICTS = {
    "no_data": "no data",
    "too_few": "too few to judge",
    "within_noise": "within noise",
    "better": "better",
    "worse": "worse",
}
READINGS = {
    "better": "better",
    "worse": "worse",
    "within_noise": "within noise",
    "not_judged": "not to be judged",
}
READ_OF = "Change in {areas} of {assignments}"
TOO_MANY_COMPARED = (
    "More than {most} assignments match. Choose a shorter period or a team to count how many areas are better or "
    "worse, and to filter by that."
)
CHANGE_COUNTS = "{before} before, {after} after"
NO_MONITORED = "None of the agents you supervise has a coaching assignment yet."
NO_MONITORED_MATCH = "None of these assignments match the filters. Choose a longer period, or take a filter away."
# Backups: which there are, and what became of the last one.
BACKUPS_MEANS = "Each holds all data as it was at one instant. Restoring one is a command for when the app is stopped."
BACKUPS_DAILY = Counted(
    "A backup is made each day at {hour}:00 ({zone}) into {folder}, and the newest one is kept.",
    "A backup is made each day at {hour}:00 ({zone}) into {folder}, and the newest {count} are kept.",
)
BACKUPS_BY_HAND = Counted(
    "No backup is made by itself. They go into {folder}, and the newest one is kept.",
    "No backup is made by itself. They go into {folder}, and the newest {count} are kept.",
)
NO_BACKUP_FOLDER = (
    "The app has no folder for backups. Set COACHING_BACKUPS to a folder, best on another disk, and start it again. "
    "The command python -m coaching backup DEST makes a backup without."
)
NO_BACKUPS = "There is no backup yet."
BACKUP_FOLDER_AWAY = "The folder of the backups cannot be read. The app's log says why."
BACK_UP_NOW = "Back up now"
BACKUP_RUNS = "A backup is being made."
BACKUP_SHARE = "A backup is being made: {share} % of the rows are written."
BACKUP_FAILED = "The backup of {when} failed: {why}"
BACKUP_OUR_MISTAKE = "It failed because of a mistake of the app. The app's log says where."
BACKUPS_COUNTED = Counted("{count} backup", "{count} backups")
BACKUP_COLUMNS = {
    "made": "As of",
    "version": "Version of the data",
    "rows": "Rows",
    "size": "Size",
    "checked": "Checked",
}
BACKUP_WHOLE = "Read back when it was made"
BACKUP_NOT_WHOLE = "Cannot be restored"
OPEN_BACKUP = "Open the backup of {when}"
BACKUP_OF = "Backup of {when}"
NO_SUCH_BACKUP = "There is no such backup any more."
BACKUP_LIES_AT = "It lies at {path}."
BACKUP_RESTORE = "To restore it, stop the app and run this. What is there now is kept under another name."
TAKE_BACKUP = "Prepare the download"
BACKUP_LINK = "Download {name} ({size})"
BACKUP_LINK_MEANS = (
    "The link works once, within five minutes. The file holds everything that the centre knows about people."
)
MEGABYTES = "{number} MB"

# Imports: who imported what, and what became of it.
IMPORT_COLUMNS = {
    "begun": "Begun",
    "by": "By",
    "way": "Way in",
    "files": "Files",
    "ended": "How it ended",
    "loaded": "Loaded",
    "set_aside": "Set aside",
    "refused": "Refused",
    "left_out": "Left out",
}
NOTICES_NEW = Counted("Notices: {count} new", "Notices: {count} new")
NOTICES_MEAN = (
    "What others did, and what is due, the newest first. A notice is read once you have opened what it is about."
)
NO_NOTICES = "You have not been told anything yet: when coaching is assigned, changed or due, it stands here."
MARK_ALL_READ = "Mark all as read"
NOTICE_SAYS = {
    "assigned": "{by} assigned you coaching: {name}",
    "changed": "{by} changed your coaching {name}",
    "withdrawn": "{by} withdrew your coaching {name}",
    "follow_up_tomorrow": "Your follow-up is on {day}: {name}",
    "follow_up_tomorrow_of_agent": "The follow-up with {agent} is on {day}: {name}",
    "overdue": "You have not reviewed everything in time: {name}",
    "overdue_of_agent": "{agent} has not reviewed everything in time: {name}",
    "note": "{by} wrote a note in {name}",
    "outcome": "{by} recorded the outcome of {name}",
    "request": "{agent} asks for coaching",
    "import_failed": "An import failed",
    "data_too_old": "The newest interaction is of {day}: that is older than the centre allows",
    "mail_failed": "On {day} e-mails could not be delivered; the log says why",
}
UPLOAD = "Files to import"
UPLOAD_HELP = "Exports and exchange files, or zip files of them. Several at once belong together."
UPLOAD_BEGIN = "Import"
UPLOAD_WAITS = "{file}: waits until the import that is running has ended"
UPLOAD_LOOKS = "{file}: looks what is in it"
UPLOAD_PROGRESS = Counted("{file}: {done} of {count} file", "{file}: {done} of {count} files")
UPLOAD_STOPPING = "{file}: stops"
UPLOAD_MORE = Counted("{file} and {count} more", "{file} and {count} more")
UPLOAD_GOES_ON = "You may leave this page: the import goes on."
STOP_UPLOAD = "Stop"
STOP_UPLOAD_HELP = "What is loaded stays. The same import again loads the rest."
NOTHING_UPLOADED = "Choose a file first."
TOO_MANY_FILES = "Choose at most {most} files, or put them into a zip file."
UPLOAD_TOO_LARGE = "These files have more than {most} MB together. Import them one after another."
TOO_MANY_UPLOADS = "Too many imports wait already. Try again when one has ended."
UPLOADS_CLOSED = "The app is being stopped. Import the files when it runs again."
UPLOAD_NOT_KEPT = "The files could not be written to the disk. Nothing was imported."
UPLOAD_HAS_ENDED = "This import has ended."
RETURNED = "What was refused"
RETURNED_TAKE = "Download what was refused"
RETURNED_HELP = (
    "The records as they came, and why each was refused: mend them and import the file. It is kept for 30 days."
)
# E-mail. Without the centre's leave a mail has these sentences, which name nobody.
MAIL_SAYS = {
    "assigned": "You have new coaching: {name}",
    "changed": "Your coaching was changed: {name}",
    "withdrawn": "Coaching was withdrawn: {name}",
    "follow_up_tomorrow": "A follow-up is near: {name}",
    "overdue": "Not everything was reviewed in time: {name}",
    "note": "There is a new note: {name}",
    "outcome": "An outcome was recorded: {name}",
    "request": "An agent asks for coaching",
    "import_failed": "An import failed",
    "data_too_old": "The data is older than the centre allows",
    "mail_failed": "E-mails could not be delivered",
}
MAIL_SUBJECT_OF_SEVERAL = Counted("{count} notice", "{count} notices")
MAIL_AREAS = "Coaching areas: {areas}"
MAIL_ASSIGNED_BY = "Assigned by {name} on {day}"
MAIL_FOLLOW_UP = "Follow-up on {day}"
MAIL_WHY = "You chose on the page Notices what you are told by e-mail, and when:"
MAILS = "E-mail"
MAILS_MEAN = (
    "What you are told by e-mail, and when. Once a day is at seven in the morning: what you have not read by then."
)
MAIL_KINDS = {
    "assigned": "New coaching",
    "changed": "Changed coaching",
    "withdrawn": "Withdrawn coaching",
    "follow_up_tomorrow": "Follow-up tomorrow",
    "overdue": "Overdue",
    "note": "A note",
    "outcome": "An outcome",
    "request": "A request for coaching",
    "import_failed": "A failed import",
    "data_too_old": "Data that is too old",
    "mail_failed": "Undelivered e-mails",
}
MAIL_WHEN = {"at_once": "At once", "daily": "Once a day", "never": "Never"}
NO_SUCH_CHOICE = "There is no such choice."
# Calendars.
CALENDAR = "Calendar"
CALENDAR_CALLED = "Coaching"
CALENDAR_FOLLOW_UP = "Follow-up: {name}"
CALENDAR_FOLLOW_UP_WITH = "Follow-up with {agent}: {name}"
CALENDAR_MEANS = (
    "A calendar program that subscribes to your address shows your follow-ups and keeps them up to date. Whoever has "
    "the address can read them: give it to nobody, and make another one if somebody has it."
)
CALENDAR_SHOWN_ONCE = "This is your address. Copy it now: it is shown only once."
CALENDAR_HAS_ADDRESS = "Your calendar has an address. It was shown when it was made."
CALENDAR_MAKE = "Make an address"
CALENDAR_MAKE_ANOTHER = "Make another address"
CALENDAR_STOP = "End the address"
TO_CALENDAR = "Follow-up for your calendar"
IMPORTS_COUNTED = Counted("{count} import", "{count} imports")
IMPORTS_NEWEST = "the newest {count} imports"
IMPORTS_NO_DATA = "no interactions yet"
NO_IMPORTS = (
    "Nothing has been imported yet. Import files here, with the command python -m coaching import PATH…, or through "
    "the inbox where there is one: each import then stands here."
)
NO_SUCH_IMPORT = "There is no such import, or it is not among the newest ones."
IMPORT_WAYS = {"command": "Command", "inbox": "Inbox", "page": "Page", "pull": "Pull"}
IMPORT_ENDED = {
    "running": "Running",
    "complete": "Complete",
    "incomplete": "Incomplete",
    "stopped": "Stopped",
    "failed": "Failed",
    "killed": "Killed",
}
IMPORT_ENDED_MEANS = {
    "running": "It is running, or its process has died: the next import finds that out.",
    "complete": "Everything that was read is loaded.",
    "incomplete": "Something was refused, set aside, left out or missing, or there was nothing to load.",
    "stopped": "It was stopped before everything was read. The same import again loads the rest.",
    "failed": "It ended with an error. What was loaded before that stays.",
    "killed": "Its process died before the end. What was loaded before stays; the same import again loads the rest.",
}
IMPORT_MORE_FILES = Counted("and {count} more", "and {count} more")
OPEN_REPORT_OF_IMPORT = "Open the report of the import of {when}"
REPORT_OF_IMPORT = "Report of the import of {when}"
IMPORT_SAID_NOTHING = "It has said nothing."
IMPORT_FROM_TO = "{way}, {name} · {begun} to {ended}"
IMPORT_FROM = "{way}, {name} · {begun}"
# Settings of the centre: their names and what each means, under the names of coaching/people/centre_settings.py.
SETTINGS_MEANS = "What the centre has decided for everybody. A change counts as soon as it is saved."
SETTING_GROUPS = {
    "agents_see": "What agents see",
    "time": "Days and times",
    "sign_in": "Sign-in",
    "telling": "Notices and mail",
    "data": "Data",
    "keeping": "How long things are kept",
}
SETTING_LABELS = {
    "agents_see_best_response_agent": "Agents see who gave a best response",
    "agents_see_auditors": "Agents see who audited them",
    "agents_see_automatic_scores": "Agents see automatic scores of interactions that nobody audited",
    "agents_see_justifications": "Agents see why the automatic evaluation answered as it did",
    "agents_see_sentiment": "Agents see how the customer felt",
    "place_in_team": "What agents read of their place in the team",
    "time_zone": "Time zone",
    "weekdays": "Working days",
    "holidays": "Holidays",
    "whom_to_ask": "Whom to ask who cannot come in",
    "data_too_old_hours": "Hours after which data is too old",
    "pull_every_hours": "Hours between two pulls from Quality AI",
    "keep_conversations_days": "Days for which conversations are kept",
    "mail_says_more": "Mails and calendars say more than the name",
    "backup_hour": "Hour of the daily backup",
    "backups_kept": "Backups that are kept",
}
SETTING_MEANINGS = {
    "pull_every_hours": (
        "The app fetches new conversations by itself, once the first pull was made by the command python -m coaching "
        "pull quality-ai. Left open: only the command does."
    ),
    "agents_see_best_response_agent": (
        "An agent reads the name of the colleague in a best response. Transcripts are shown as they are: a name that "
        "was said in one stays in it."
    ),
    "agents_see_auditors": (
        "With no, an agent reads “Anonymous” instead of the name of the auditor. What the auditor said stays."
    ),
    "agents_see_automatic_scores": (
        "With no, agents read neither the automatic score nor an automatic answer of an interaction before somebody "
        "has audited it. Their figures, coaching areas and trends then count audited interactions only, and their "
        "place in the team is not shown."
    ),
    "agents_see_justifications": (
        "With no, the reason of an automatic answer is left out for agents, on pages and in files. What an auditor "
        "wrote stays."
    ),
    "agents_see_sentiment": (
        "With no, agents read no sentiment, neither of an interaction nor of a message, and no emotions. Their "
        "supervisors do."
    ),
    "place_in_team": "On their own dashboard. Nobody else is named.",
    "time_zone": "For browsers that do not tell theirs; everybody else reads times as their own browser has them.",
    "weekdays": "Days on which a follow-up may be.",
    "holidays": "Days on which no follow-up may be, one a line, such as 2026-12-25.",
    "whom_to_ask": (
        "A name and how to reach it. It stands below the sentence why somebody is not let in, and everybody who opens "
        "the app may read it."
    ),
    "data_too_old_hours": (
        "Where the newest interaction is older than this, pages say so, and administrators are told, once until newer "
        "data comes. A weekend without conversations counts as well."
    ),
    "keep_conversations_days": (
        "Older conversations are erased every night, for good: transcript, scores, evidence and audits. What they "
        "added to figures over days stays. Open: all are kept."
    ),
    "mail_says_more": (
        "With no, a mail has the name of an assignment and a link, and nothing more. With yes, mails also say who did "
        "it, the coaching areas and the dates, and a supervisor's calendar names the agents."
    ),
    "backup_hour": (
        "From 0 to 23, in the time zone above; empty: no backup is made by itself. It takes a folder "
        "(COACHING_BACKUPS)."
    ),
    "backups_kept": ("Older ones are removed once a new one stands."),
}
SETTING_CHOICES = {
    "place_in_team": {
        "no": "Nothing",
        "count": "How many others of their team have a higher score",
        "figures": "That, and all scores of the team in order, with their own marked",
    },
}
SETTING_NONE = "none"
ANONYMOUS = "Anonymous"
SETTING_DEFAULT = "Default: {default}."
SETTING_CHANGED_BY = "Changed by {name}, {when}."
SAVE_SETTINGS = "Save"
SETTINGS_UNSAVED = "What you changed is not saved yet."
SETTINGS_NOT_SAVED = "Nothing is saved yet: look at the fields with a sentence below them."
MUST_BE_A_TIME_ZONE = "It must be the name of a time zone."
MUST_BE_WEEKDAYS = "It must be one or more days of the week."
MUST_BE_DAYS = "It must be days of the calendar, one a line."
SETTING_CANNOT_BE = "“{setting}” cannot be “{written}”. {must} For example: {example}"
MUST_BE_YES_OR_NO = "It must be yes or no."
MUST_BE_ONE_OF = "It must be one of these: {values}."
MUST_BE_A_LINE = "It must be one line of at most {most} characters."
MUST_BE_A_NUMBER = "It must be a whole number from {least} to {most}."
MUST_BE_A_NUMBER_OR_OPEN = "It must be a whole number from {least} to {most}, or stay empty."
NO_SUCH_SETTING = "There is no such setting."
SETTING_TOO_LONG = "This is too long to be stored."
# Change log: who changed what in the whole centre.
CHANGE_LOG_MEANS = "Who changed what, and when. What people wrote to each other, or for themselves, is not shown here."
CHANGES_COUNTED = Counted("{count} change", "{count} changes")
NO_CHANGES = "Nothing has been changed yet."
NO_CHANGES_MATCH = "No change matches these filters."
CHANGED = "changed"
CHANGE_KINDS = {
    "assignment": "Coaching assignment",
    "group": "Group",
    "template": "Template",
    "setting": "Setting",
    "person": "Person",
    "import": "Import",
    "erasure": "Erasure of conversations",
    "mark": "Mark or request",
    "discussion": "Discussion of an assignment",
    "audit": "Audit",
    "round": "Round of the planner",
    "agent_note": "Note about an agent",
    "backup": "Backup",
}
ERASED_BECAUSE = {"asked": "asked for", "age": "older than the centre keeps"}
CHANGE_FIELDS = {
    "erased": "erased",
    "begun": "made because somebody wanted it",
    "downloaded": "downloaded",
    "added": "added",
    "team": "team",
    "supervisor": "supervisor",
    "permissions": "permissions",
    "deactivated": "deactivated",
    "joined": "joined with another person",
    "created": "made",
    "removed": "removed",
    "withdrawn": "withdrawn",
    "put_back": "withdrawal taken back",
    "reopened": "marks open again",
    "name": "name",
    "description": "description",
    "coaching_areas": "coaching areas",
    "members": "members",
    "interactions": "interactions marked for coaching",
    "best_responses": "best responses",
    "chosen_because": "why chosen",
    "period_first": "looked at from",
    "period_last": "looked at until",
    "went_well": "what went well",
    "work_on": "what to work on",
    "action_plan": "action plan",
    "follow_up_on": "follow-up",
    "assigned_by": "supervisor",
    "without_feedback_because": "without feedback",
    "imported": "imported",
    "asked": "asked for coaching",
    "marked": "marked for coaching",
    "closed": "settled",
    "acknowledged": "acknowledged",
    "step_done": "step ticked",
    "step_not_done": "tick of a step taken back",
    "wrote": "note written",
    "set_aside": "notes need no answer",
    "outcome": "outcome recorded",
    "audited": "audited",
    "drawn": "lots drawn",
    "noted": "note written, shared with the agent",
    "noted_in_private": "private note written",
    "note_removed": "note removed",
}
# People, as administrators read and change them.
ROLES = {
    "agent": "Agent",
    "team_lead": "Team lead",
    "supervisor": "Supervisor",
    "observer": "Observer",
    "quality": "Quality, every team",
    "administrator": "Administrator",
}
ROLES_MEAN = (
    "Agents read their own coaching. Supervisors coach and measure the agents they supervise; team leads do so and are "
    "coached themselves. Observers look and measure. Quality coaches every team. Administrators administer."
)
PEOPLE_COLUMNS = {
    "name": "Name",
    "email": "Address",
    "team": "Team",
    "supervisors": "Supervised by",
    "roles": "Roles",
    "standing": "Standing",
}
PEOPLE_COUNTED = Counted("{count} person", "{count} people")
PEOPLE_STANDING = {
    "active": "Active",
    "deactivated": "Deactivated",
    "unsupervised": "Nobody's agents",
    "without_role": "Without a role",
    "everybody": "Everybody",
}
PEOPLE_SEARCH = "Name, address or id"
ROLE = "Role"
NO_PEOPLE_MATCH = "Nobody matches these filters. Show everybody, or take a filter away."
IS_ACTIVE, IS_DEACTIVATED, IS_UNSUPERVISED = "Active", "Deactivated", "Nobody's agent"
OPEN_PERSON = "Change {name}"
SELECT_PERSON = "Select {name}"
ADD_PERSON = "Add a person"
PERSON_NAME, PERSON_ADDRESS = "Name", "E-mail address"
PERSON_TEAM, PERSON_SUPERVISOR, PERSON_ROLES = "Team", "Supervisor", "Roles"
NO_TEAM, NOBODY_IN_PARTICULAR = "No team", "Nobody in particular"
NEW_TEAM_HINT = "A team of this list, or a new name"
SAVE_PERSON = "Save"
PERSON_SAVED = "Saved. No import changes it any more."
NOTHING_CHANGED = "Nothing is otherwise than before."
CHANGE_SELECTED = Counted("Change {count} person", "Change {count} people")
SELECTED_PEOPLE = Counted("{count} person is selected", "{count} people are selected")
FORGET_SELECTION = "Select nobody"
LEAVE_AS_IT_IS = "Leave as it is"
PEOPLE_CHANGED = Counted("{count} person is changed.", "{count} people are changed.")
DEACTIVATE, REACTIVATE = "Deactivate", "Reactivate"
DEACTIVATE_MEANS = (
    "They cannot sign in, supervise nobody and are offered for no new coaching. What they did stays. You can "
    "reactivate them with the same roles."
)
BEYOND_ROLES = "Beside these roles they have: {permissions}. Other roles take the place of these."
KNOWN_AS = "Files also call them: {names}"
JOIN = "Join with another person"
JOIN_WHOM = "The same person as"
JOIN_MEANS = (
    "{gone} becomes {kept}, who keeps name, team, supervisor and roles. To {kept} move: {what}, and everything else of "
    "{gone}. This cannot be undone."
)
JOIN_NOTHING_MOVES = "nothing that is counted"
JOIN_MOVES = {
    "interactions": Counted("{count} interaction", "{count} interactions"),
    "assignments": Counted("{count} assignment", "{count} assignments"),
    "audits": Counted("{count} audit", "{count} audits"),
    "openings": Counted("{count} opening", "{count} openings"),
    "marks": Counted("{count} mark", "{count} marks"),
    "notes": Counted("{count} note", "{count} notes"),
}
JOIN_NOW = "Make {gone} and {kept} one person"
STORED_ABOUT = "Everything stored about {name}"
STORED_ABOUT_MEANS = (
    "A zip with a JSON file for each kind of thing, transcripts and notes about the person included, for you to give "
    "to them."
)
STORED_ABOUT_MAKE = "Hand over what is stored"
ERASE_CONVERSATION = "Erase a conversation"
ERASE_MEANS = (
    "Erases a customer's conversation everywhere and for good: what was said, answers, scores and audits, evidence, "
    "marks and bookmarks, where it stood in assignments, and drafts that name it. Figures over days keep what it "
    "added. No import brings it back."
)
CONVERSATION_ID, CONVERSATION_ID_AGAIN = "Id of the conversation", "The same id again, to confirm"
ERASE_NOW = "Erase for good"
NOT_THE_SAME_ID = "Write the same id twice."
ERASED_NOW = Counted("Erased: {count} interaction is gone.", "Erased: {count} interactions are gone.")
FORMER_AGENT = "Former agent {code}"
MAKE_PSEUDONYM = "Make a pseudonym"
PSEUDONYM_MEANS = (
    "For who has left: name, addresses and ids leave everything for good, and a number is in their place. What they "
    "did and all figures stay. What was said in conversations stays as it was said."
)
TYPE_THE_NAME = "The name as it stands above, to confirm"
PSEUDONYM_NOW = "Make a pseudonym for good"
DEACTIVATE_FIRST = "Deactivate this person first."
NOT_THE_NAME = "Write the name exactly as it stands above."
NO_SUCH_CONVERSATION = "There is no conversation with this id."
NO_SUCH_PERSON = "There is no such person."
NO_ADDRESS = "Write one e-mail address, such as ana@example.com."
ADDRESS_TAKEN = "Somebody has this address already. Search for it; whoever is deactivated can be reactivated."
NO_NAME = "Write a name that people can read, of at most 1,000 characters."
NO_SUCH_PERMISSION = "There is no such permission."
NOT_THEIR_OWN_SUPERVISOR = "Nobody supervises themselves."
NOT_YOURSELF = "You cannot do this to yourself. Ask another administrator."
NOT_YOUR_OWN_RIGHT = "You would lose the right to administer, so nothing was changed. Another administrator can do it."
TOO_MANY_PEOPLE = "Change at most {most} people at once."
JOINED_TO_THEMSELVES = "These are one person already."
JOIN_TO_THE_ACTIVE = "The one who stays is deactivated. Reactivate them first, or join the other way round."
JOIN_TO_THE_ADDRESS = "The one who stays has no e-mail address and could not sign in. Join the other way round."
# Files of tables and charts.
DOWNLOAD = "Download"
DOWNLOAD_KINDS = {"csv": "CSV", "xlsx": "XLSX", "png": "PNG", "svg": "SVG", "txt": "TXT", "ics": "ICS", "zip": "ZIP"}
PICTURE_PERIOD, PICTURE_N = "Period: {period}", "n: {number}"
PICTURE_NO_INTERVALS = "Without intervals: a difference between two values may be noise."
PICTURE_ONE_CONVERSATION = (
    "The scores of single conversations, as they were given: no estimate, so without an interval."
)
PICTURE_ALL_COUNTED = "All assignments are counted, those that still wait as well: no estimate, so without an interval."
PICTURE_OF = "{what}: {whom}"
ANY_PERIOD, ANY_PERIOD_UP_TO = "any time", "any time, up to {last}"
MESSAGES_OF_CUSTOMER = Counted(one="{count} message of the customer", several="{count} messages of the customer")
TOO_MANY_ROWS = (
    "A file has at most {most} rows, and these filters find more. Narrow them, for example to a month at a time."
)
TOO_LARGE = "This file would be too large. Narrow the filters, for example to a month at a time."
ROWS_COUNTED = Counted(one="{count} row", several="{count} rows")
ABOUT_SHEET, TABLE_SHEET = "About", "Table"
ABOUT_TABLE, ABOUT_PAGE, ABOUT_FILTERS, ABOUT_ROWS = "Table", "Page", "Filters", "Number of rows"
ABOUT_BY, ABOUT_MADE = "Made by", "Made on"
NO_FILTERS = "none"
WHEN_AND_ZONE = "{when} ({zone})"
IN_PERCENT = "{column} (%)"
IN_ZONE = "{column} ({zone})"
RESTS_ON_COLUMN = "{column}: interactions"
MORE_OF_COLUMN = "{column}: more"
MONITOR_EXPORT = {
    "agent_name": "Agent",
    "team": "Team",
    "name": NAME,
    "coaching_areas": "Coaching Areas",
    "coaching_area": COACHING_AREA,
    "assigned": ASSIGNED_DATE,
    "follow_up_on": FOLLOW_UP_DATE,
    "scorecard_score": SCORECARD_SCORE,
    "kore_evaluation_score": KORE_EVALUATION_SCORE,
    "before": "Before (0 to 100)",
    "after": "After (0 to 100)",
    "change": "Change (points)",
    "low": "Change at least (95 %)",
    "high": "Change at most (95 %)",
    "n_before": "Interactions before",
    "n_after": "Interactions after",
    "verdict": "Reading",
}

# Coverage.
STATUS_OPEN = "Open"
ASSIGNED_BY = "Assigned by"
UNCOVERED_AREAS = "Areas below {bar}, nothing live"
SEE_UNCOVERED_AREAS = "See on what"
UNCOVERED_AREAS_MEAN = (
    "A row is one coaching area of one agent, the lowest first. Automatic evaluation, {first} to {last}; n: the "
    "interactions it rests on, at least {fewest}. No coaching on that area is live: overdue, finished or ended "
    "coaching does not count. Again: within three months of the time before."
)
NO_UNCOVERED_AREAS = "No coaching area of any agent is below {bar} without live coaching in these {days} days."
UNDER_PASS_SCORE = "Under the pass score, nothing open"
OVERDUE_ASSIGNMENTS = "Overdue"
NEVER_COACHED = "Never coached"
OPEN_ASSIGNMENTS = "Open assignments"
SEE_UNDER_PASS_SCORE = "See whom"
SEE_OVERDUE = "See which"
SEE_NEVER_COACHED = "See who"
SEE_OPEN_ASSIGNMENTS = "See whose"
UNDER_PASS_SCORE_MEANS = (
    "Their mean Kore Evaluation Score of {first} to {last} is below the mean pass score of the same interactions, and "
    "no coaching is open. Worst first. {judged} with at least {fewest} such interactions."
)
NOT_JUDGED = "{fewer} with fewer than {fewest} such interactions: not judged."
NEVER_COACHED_MEANS = (
    "They had interactions from {first} to {last} and never a coaching assignment, apart from withdrawn ones. Worst "
    "first."
)
OPEN_ASSIGNMENTS_MEANS = "Not completed, without an outcome and not withdrawn, whenever they were assigned. Most first."
LOOK_ONLY_ASSIGN = "You can look. Assigning needs the permission qa_functionalities."
ASSIGN_AGENT = "Assign"
NEVER = "never"
NOBODY_UNDER_PASS_SCORE = "Nobody is under the pass score without open coaching in these {days} days."
NOBODY_NEVER_COACHED = "Everybody who worked in these {days} days has been coached at least once."
NOTHING_OPEN = "No coaching assignment is open."
FLOW = "How coaching flows"
FLOW_MEANS = (
    "Those still waiting count as at least that long, so that a time does not look better than it is; whose outcome is "
    "recorded waited until then."
)
FLOW_STEPS = {"first_review": "First review", "completion": "Completion"}
FLOW_STEPS_MEAN = (
    "First review: the agent opens the first interaction of the assignment. Completion: the agent has opened them all."
)
FLOW_BY = {"assigned_by": "By supervisor", "coaching_area": "By coaching area"}
FLOW_ALL = "All"
DIVIDED_BY = "Divided"
HALF_WITHIN = "{step}: half within"
NINETY_PERCENT_WITHIN = "{step}: 90 % within"
STILL_WAITING = "{count} of {all} still waiting"
FLOW_EACH_AREA = "An assignment about several areas counts in each of them."
NOT_REACHED = "not yet"
NOTHING_ASSIGNED = "Nothing was assigned in this period. Choose a longer one, or all teams."

# One agent: all that a talk between supervisor and agent needs.
AGENT_PAGE = "1:1 with an agent"
AGENT_PAGE_OF = "1:1 with {name}"
OPEN_AGENT_PAGE = "1:1"
AGENT_LIST, AGENT_FIGURES, AGENT_COACHING = "Interactions", "Dashboard", "Assignments"
PRINT = "Print"
AGENT_BELOW = Counted(
    one="**{count} of {judged} judged areas is below {bar}.** Lowest: {area}, {score} in {interactions}, {coaching}.",
    several="**{count} of {judged} judged areas are below {bar}.** Lowest: {area}, {score} in {interactions}, "
    "{coaching}.",
)
AREAS_BELOW = Counted(
    one="**{count} of {judged} judged areas is below {bar}.** Lowest: {area}, {score} in {interactions}.",
    several="**{count} of {judged} judged areas are below {bar}.** Lowest: {area}, {score} in {interactions}.",
)
AREAS_MEAN = (
    "Automatic evaluation, the lowest first. ⚠ below {bar}; grey: fewer than {fewest} interactions, too few to judge. "
    "Change: against the days before, coloured only where it is more than noise."
)
SHOW_METRICS = "Show metrics"
HIDE_METRICS = "Hide metrics"
AGENT_LIVE, AGENT_NOTHING_LIVE = "coaching on it is live", "no coaching on it is live"
AGENT_NONE_BELOW = Counted(
    one="**The one judged area is not below {bar}.**", several="**None of {count} judged areas is below {bar}.**"
)
AGENT_NONE_JUDGED = "**No area rests on at least {fewest} interactions in these days:** too few to judge."
AGENT_MOVED = "Against the days before, beyond noise: {areas}."
AGENT_MOVED_NOT = "Against the days before no area has changed beyond noise."
AGENT_AREA_MOVED = "{area} {change}"
AGENT_WAITS = "Waits for you: {things}."
AGENT_WAITS_NOT = "Nothing waits for you."
AGENT_NOTES_WAIT = Counted(one="{count} note to answer", several="{count} notes to answer")
AGENT_REQUESTS_WAIT = Counted(one="{count} request for coaching", several="{count} requests for coaching")
AGENT_FOLLOW_UPS_WAIT = Counted(one="{count} follow-up due", several="{count} follow-ups due")
AGENT_NO_CHANGES = "How scores changed, and single metrics, are for those with the permission coaching_monitor."
AGENT_AREAS = "Coaching areas"
AGENT_METRICS = "Metrics below {bar}"
AGENT_LOWEST_METRICS = "Lowest metrics"
AGENT_MORE_METRICS = "{shown} of {count} metrics, the lowest."
COLUMN_N = "n"
COLUMN_COACHING = "Coaching"
AGENT_NEVER_COACHED = "never"
AGENT_OPEN_ASSIGNMENTS = "Open assignments"
AGENT_PAST_ASSIGNMENTS = "Past assignments"
AGENT_NO_ASSIGNMENTS = "No coaching has been assigned yet."
AGENT_NO_OPEN = "Nothing is open."
AGENT_STEPS = Counted("{done} of {count} step done", "{done} of {count} steps done")
AGENT_WAITS_SINCE = "⚠ waits for an answer since {when}"
COLUMN_STEPS = "Action Plan"
COLUMN_OUTCOME = "Outcome"
NO_OUTCOME_YET = "none yet"
NO_OUTCOME_DUE = "⚠ due since {day}"
AGENT_MARKS = "Marked for coaching, and requests"
AGENT_NO_MARKS = "Nothing is marked, and the agent has asked for nothing."
AGENT_REQUEST, AGENT_MARKED_BY = "asked by the agent", "marked by {name}"
COLUMN_WHY = "Why"
AGENT_AUDITS = "Audits"
AGENT_NO_AUDITS = "Nothing of these days was audited."
AGENT_MORE_OF = "{shown} of {count}, the newest."
AGENT_BEST = "Best moments"
AGENT_BEST_MEANS = "Nothing fails in these interactions; the highest scores and the happiest customers first."
AGENT_NO_BEST = "No interaction of these days was scored in which nothing fails."
AGENT_SHOWN_IN = Counted(one="a best response in {count} assignment", several="a best response in {count} assignments")
COLUMN_SAID = "What the customer said"
AGENT_NOTES = "Notes"
AGENT_NO_NOTES = "No notes yet."
AGENT_NOTES_TO_READ = "Notes of your supervisors"
NOTE_SHARED, NOTE_PRIVATE = "shared", "private"
NOTE_FOR = {"shared": "Shared with the agent", "private": "Private, for supervisors"}
NOTE_FOR_WHOM = "Who reads it"
NOTE_ABOUT = "A note about {name}"
NOTE_READ_BY = {
    "shared": "{name} reads it on the dashboard.",
    "private": "Supervisors who coach {name} read it. {name} never does, and it is not printed.",
}
SAVE_NOTE = "Save note"
TAKE_NOTE_BACK = "Take back"
TAKE_NOTE_BACK_MEANS = "Nobody reads it any more."

# The team: the map of scores.
ROWS_ARE, COLUMNS_ARE = "Rows", "Columns"
MAP_BY = {
    "agent": "Agents",
    "team": "Teams",
    "lead": "Team leads",
    "queue": "Queues",
    "topic": "Topics",
    "channel": "Channels",
}
MAP_ROW = {
    "agent": "Agent",
    "team": "Team",
    "lead": "Team lead",
    "queue": "Queue",
    "topic": "Topic",
    "channel": "Channel",
}
NO_ROW = {
    "agent": "unknown agent",
    "team": "no team",
    "lead": "no team lead",
    "queue": "no queue",
    "topic": "no topic",
    "channel": "no channel",
}
MAP_ACROSS = {"areas": "Coaching areas", "metrics": "Single metrics"}
MAP_OF = {"areas": "Scores by coaching area", "metrics": "Scores by metric"}
MAP_BELOW = Counted(
    one="{count} score of {judged} is below {bar}, {uncovered} without live coaching on that area.",
    several="{count} scores of {judged} are below {bar}, {uncovered} without live coaching on that area.",
)
MAP_BELOW_OF_ROWS = Counted(
    one="{count} score of {judged} is below {bar}.", several="{count} scores of {judged} are below {bar}."
)
MAP_LOWEST_UNCOVERED = "The lowest of these: {name}, {column}, {score} in {interactions}."
MAP_LOWEST = "Lowest: {name}, {column}, {score} in {interactions}."
MAP_NONE_BELOW = "No score that rests on at least {fewest} interactions is below {bar} in these days."
MAP_NONE_JUDGED = "No score rests on at least {fewest} interactions in these days: too few to judge anybody."
MAP_MEANS = (
    "Automatic evaluation, {first} to {last}, 0 to 100; n: the interactions it rests on, grey below {fewest}. Change "
    "against {before} to {before_last}: grey within noise. ⚠ below {bar}."
)
MAP_MEANS_OF_AGENTS = (
    "● coaching on that area is live; last: when the agent was last coached on it; again: within three months of the "
    "time before."
)
MAP_NOTHING = "Nothing was evaluated in these days with these filters. Choose a longer period, or all queues."
MAP_WHOLE = "All together"
MAP_N = "n {count}"
MAP_LIVE = "● since {day}"
MAP_LIVE_MEANS = "Coaching on {area} is live"
MAP_LAST = "last {day}"
MAP_TIMES = Counted(one="coached once", several="coached {count} times")
MAP_REPEATED = ", again"
MAP_REPEATED_MEANS = "again: the newest coaching on that area came within three months of the one before"
MAP_LAST_MEANS = "Last coached on {area}; nothing is live"
MAP_BELOW_COLUMN = "Below {bar}"
MAP_WITHOUT_COACHING = "{count} without live coaching"
MAP_FAILING = "What {name} fails in {column}: {score}"
MAP_INTERACTIONS_OF = "{name}: its interactions"
MAP_AGENTS_OF = "The agents behind {name}"
MAP_ASSIGN = "Assign"
MAP_ASSIGN_TO = "Assign {name} coaching on {area}"
MAP_SORT = "Sort by {column}"
MAP_ROWS_COUNTED = {
    "agent": Counted(one="{count} agent", several="{count} agents"),
    "team": Counted(one="{count} team", several="{count} teams"),
    "lead": Counted(one="{count} team lead", several="{count} team leads"),
    "queue": Counted(one="{count} queue", several="{count} queues"),
    "topic": Counted(one="{count} topic", several="{count} topics"),
    "channel": Counted(one="{count} channel", several="{count} channels"),
}
TEAM_SHOW = {"map": "Map", "over_time": "Over time", "leaderboard": "Leaderboard", "calibration": "Calibration"}
MAP_COLUMN = {"areas": "Coaching area", "metrics": "Metric"}
MAP_OVER_TIME = "over time"
MAP_SINCE_WHEN = "{column} over time: {change}"
STEPS_OF = {"areas": "{name}: coaching areas over time", "metrics": "{name}: metrics over time"}
STEPS_OF_ALL = "All together"
STEPS_REST = "Everybody else"
STEPS_REST_IS = "others {score}"
STEPS_REST_MEANS = "Others: all else in the same team, queue and channel, as filtered."
STEPS_COACHED = "● {day}"
STEPS_COACHED_MEANS = "● coached on that area."
STEPS_COACHED_ON = "Coached on {area}: {days}."
STEPS_MEAN = "Automatic evaluation, {first} to {last}, 0 to 100; n: the interactions it rests on. ⚠ below {bar}."
HEAT_MAP_MEANS = "The colour goes from red, 0, to green, 100, in steps of ten."
STEPS_NOTHING = "Nothing of this was evaluated in these days."
LEADERBOARD_COLUMNS = {
    "agent": "Agent",
    "interactions": "Interactions",
    "kore_evaluation_score": KORE_EVALUATION_SCORE,
    "supervisor_audit_score": SUPERVISOR_AUDIT_SCORE,
    "below_share": "Below pass score",
    "fatal": "Fatal",
    "assignments": "Assignments",
    "change": "Trend",
}
LEADERBOARD_OF = "The agents and their figures"
LEADERBOARD_MEANS = (
    "{first} to {last}. n: the interactions that a figure rests on, of those below the pass score how many they are. "
    "Trend: of the Kore Evaluation Score against {before} to {before_last}, grey within noise."
)
PLACES_IN_TEAM = "The team's scores, without names"
PLACES_MEAN = (
    "Mean Kore Evaluation Score in these days of everybody in the team with at least {fewest} evaluated interactions; "
    "n: how many those are."
)
YOUR_PLACE, PLACE_OF_AGENT = "▸ You", "▸ This agent"
SOMEBODY_OF_TEAM = "somebody of the team"
COLUMN_RANK, COLUMN_WHOSE = "Place", "Whose"
PLACE_IN_TEAM = "Of {others} other agents of the team, {above} have a higher Kore Evaluation Score in these days."
LEADERBOARD_ANSWER = Counted(
    one="{count} agent: Kore Evaluation Score {highest} ({first}).",
    several="{count} agents: Kore Evaluation Score from {lowest} ({last}) to {highest} ({first}).",
)
LEADERBOARD_BEFORE = "from {score}, {count}"
CALIBRATION_WORST = Counted(
    one="Least agreement: {name}, {agreement} % of {count} audited interaction (between {low} and {high} %).",
    several="Least agreement: {name}, {agreement} % of {count} audited interactions (between {low} and {high} %).",
)
CALIBRATION_NONE_JUDGED = "No metric was audited in {fewest} interactions or more: too few to say anything."
CALIBRATION_MEANS = (
    "Automatic answers against those of the newest audit, in interactions from {first} to {last}. They agree where "
    "both are the same; NA is an answer. Between: 95 % interval (Wilson). Grey below {fewest} interactions."
)
CALIBRATION_NOTHING = (
    "No interaction of these days has an automatic and an audited answer to the same metric with these filters."
)
CALIBRATION_OF = "Agreement of automatic and audited answers by metric"
COLUMN_AGREEMENT = "Agree"
COLUMN_BETWEEN = "Between"
COLUMN_DIFFER = "Differ"
COLUMN_TOO_STRICT = "Only the automatic answer fails"
COLUMN_TOO_LENIENT = "Only the audit fails"
COLUMN_AUTOMATIC = "Automatic"
COLUMN_AUDITED = "Audit"
BETWEEN_PERCENT = "{low} to {high} %"
DIFFERING_OF = Counted(
    one="{name}: {count} conversation whose answers differ",
    several="{name}: {count} conversations whose answers differ",
)
DIFFERING = "{name}: conversations whose answers differ"
ALL_METRICS = "All metrics"
TOPIC_IS = (
    "An interaction counts once: under the topic that lists name, of several the first one that its export gives."
)
LEADS_OVERLAP = "An agent with several team leads counts in the row of each of them."

# The effect of coaching, and the progress of an agent.
HELPED = "Coaching helped: {between} more than without it."
HARMED = "Coaching did harm: {between}, compared with no coaching."
CANNOT_BE_TOLD = "No effect can be told: {between}. It may have helped, harmed or done nothing."
PLAIN_CHANGE = "What changed"
EXPECTED_CHANGE = "Expected anyway"
EFFECT_OF_COACHING = "Effect of coaching"
WHAT_IS_MEASURED = (
    "The score of the coached area in the 28 days after the assignment. What changed: against the 7 days before it. "
    "Expected anyway: what agents with the same past went through who were not coached."
)
RESTS_ON = (
    "{coached}, compared with {peers} at times when they had not been coached on that area for 13 weeks: one agent can "
    "be both, at different times."
)
LEFT_OUT = "{left_out} of {all} left out (a coaching is one agent, one area, one day): {why}."
LEFT_OUT_BECAUSE = {
    "coached_before": "{count} coached on the same area in the 91 days before",
    "coached_again": "{count} coached again before these weeks",
    "too_recent": "{count} whose days after are not over",
    "too_few_interactions": "{count} with too few evaluated interactions",
    "changed_queue": "{count} who changed queue",
    "no_peers": "{count} with too few agents to compare with",
}
TAKES_INTERACTIONS = "to tell a change of {points} points takes about {count} interactions in each period"
SMALLEST_EFFECT = Counted(
    one="With {count} coached agent an effect of {smallest} points would show in four of five cases.",
    several="With {count} coached agents an effect of {smallest} points would show in four of five cases.",
)
TAKES_AGENTS = "To tell one of {points} points takes about {count} coached agents with as many interactions each."
NOT_READ = (
    "Of {assignments}, {unread} had not been opened by the 7th day: coaching that nobody had read counts as coaching "
    "here."
)
ALL_READ = "Of {assignments} all had been opened by the 7th day."
WHY_NOT_BEFORE_AND_AFTER = "Why not just before and after?"
TWO_SENTENCES = (
    "Agents are coached after a bad week, and after a bad week most get better by themselves: a plain before and "
    "after counts that as success of the coaching. So each coached agent is compared with what agents with the same "
    "past went through in the same weeks without being coached."
)
EFFECT_BY = {
    "weeks": "By weeks since",
    "coaching_area": "By coaching area",
    "supervisor": "By supervisor",
    "area_and_supervisor": "Area by supervisor",
    "area_and_lead": "Area by team lead",
    "reason": "By why chosen",
    "read": "By read or not",
}
FOLLOW_UPS = "Follow-ups"
FOLLOW_UPS_ANSWER = Counted(
    one="Of {count} follow-up whose day has come, {on_time} was held on time.",
    several="Of {count} follow-ups whose day has come, {on_time} were held on time.",
)
REPEATED_ANSWER = "Of {assignments}, {repeated} came within three months of another one on the same area."
FOLLOW_UPS_MEAN = (
    "On time: the first outcome was recorded by the end of the follow-up day. Outcomes: what was recorded last. Again: "
    "the agent had been coached on one of its areas within three months before."
)
COLUMN_FOLLOW_UPS_DUE = "Follow-ups due"
COLUMN_ON_TIME = "Held on time"
COLUMN_DAYS_LATE = "Late by (median)"
COLUMN_OUTCOMES = "Outcomes"
COLUMN_REPEATED = "Again"
N_OF_M = "{count} of {all}"
CROSSED_MEANS = {
    "area_and_supervisor": (
        "Effect in points with its 95 % interval, by coaching area and who assigned; grey within noise. Where too "
        "few can be compared, the number of agents says why on hover."
    ),
    "area_and_lead": (
        "Effect in points with its 95 % interval, by coaching area and the agents' team lead, whoever assigned; grey "
        "within noise. Where too few can be compared, the number of agents says why on hover. Of several leads the one "
        "in people.json counts, otherwise the alphabetically first."
    ),
}
READ = {True: "Read", False: "Not read"}
READ_MEANS = (
    "Read: the agent opened at least one of its interactions by the 7th day after the assignment. Both groups are "
    "measured on days 8 to 28, when that is settled. The two groups were not drawn by lot: agents who read may differ "
    "from those who do not in ways that no score shows, so the difference between them need not be what reading did."
)
REASONS = {
    "below_pass_score": "Below pass score",
    "audit_finding": "Audit finding",
    "asked_for_by_agent": "The agent asked",
    "judgement": "Judgement",
    "": "Nobody said",
}
CHOSEN_BY_SCORES = (
    "The estimate takes out what the scores before the assignment explain. Whoever was chosen for something that no "
    "score shows is harder to judge."
)
EFFECTS_FADE = (
    "Effects fade, and feedback can harm: weeks with no effect or a negative one are shown as plainly. Later weeks "
    "rest on older coaching only, and end where somebody is coached again."
)
EFFECT_INTERVAL = "● effect of coaching with its 95 % interval: blue better, orange worse, grey where zero lies inside."
HOW_TO_READ = f"{EFFECT_INTERVAL} ◇ what changed in all."
NO_GROUP_HAS_A_NUMBER = "None of these has enough agents for a number; the table says what is missing."
CHECKS = "Can it be trusted?"
CHECK_PLACEBO = "On areas that were not coached"
PLACEBO_HOLDS = "{between}: about zero, as it should be."
PLACEBO_FAILS = (
    "{between}: away from zero. Something else changed for these agents, or coaching on one area changed another: "
    "take the effect above with care."
)
CHECK_PEERS = "Simply compared with the others"
PEERS_ONLY_SAYS = "{between}. A bad spell that would have passed by itself counts as an effect here, so it flatters."
TABLE_BEHIND = "The table behind it"
MEASURING = "Comparing with agents who were not coached…"
NO_COACHING_TO_MEASURE = "None of the agents you supervise has been coached yet, so there is no effect to measure."
NO_COACHING_MATCHES = "No coaching matches these filters. Clear them to see all."

# The planner: whom to coach first, by rule and by lot.
PLANNER_NOBODY = "Nobody needs coaching on an area that has none: there is nothing to plan."
PLANNER_NOBODY_ELSE = (
    "Nobody but those in rounds that run needs coaching on an area that has none: there is nothing to plan until a "
    "round is over."
)
PLANNER_NEED = Counted(
    one="{count} agent is below {bar} in an area without live coaching: there is nothing to choose.",
    several="{count} agents are below {bar} in an area without live coaching.",
)
PLANNER_SHARED = (
    "{places} can be coached: {certain} by the rule, {lots} by lot among {equals} who are equal. Waiting: {waiting}."
)
PLANNER_BY_RULE = "{places} can be coached: they come first by the rule, and {waiting} wait. No lot decides."
PLANNER_RULE = (
    "By the automatic evaluation of {first} to {last}, one area an agent, judged from {fewest} interactions on. First "
    "comes who failed a fatal metric of the area, then who is surely {far} points or more below {bar} (the whole 95 % "
    "interval is), then who is surely below it, then who may be by chance; among these first who waited in an earlier "
    "round and was not coached since. Whoever is the same by this rule is equal: only the lot decides, so that those "
    "who wait are a fair comparison. Whoever is in a round that runs is not asked about again."
)
PLANNER_TIME_FOR_ALL = "There is time for all of them: nobody waits, and there is nothing to draw."
PLANNER_HOW_MANY = "How many can you coach in this round?"
PLANNER_PLACES = "Choose a number from 1 to {most}: otherwise nobody waits, and there is nothing to draw."
PLANNER_DRAW = "Draw this round"
PLANNER_STANDS = (
    "The draw is stored before anything is assigned, and it stands: nobody in it is drawn again within {days} days. "
    "Leave those who wait without coaching on their area for so long; whoever is coached all the same is noted."
)
PLANNER_DRAW_NOW = "Draw and keep it"
PLANNER_DRAWN_MEANWHILE = "Somebody has drawn a round with some of these agents in the meantime. Look at it below."
PLANNER_NEEDS = {
    "fatal": "Failed a fatal metric",
    "far_below": "Surely far below",
    "below": "Surely below",
    "perhaps": "Perhaps below",
}
PLANNER_WAITED = "waited before"
PLANNER_CERTAIN, PLANNER_WAITS = "Comes first", "Waits"
PLANNER_BY_LOT = "By lot: {lots} of {equals}"
PLANNER_CANDIDATES = "Who comes first"
PLANNER_ROUND = "Round"
PLANNER_ROUND_OF = "{when}, {name}"
PLANNER_ROUND_SAYS = "{drawn} drawn and {waiting} waiting, until {day}."
PLANNER_ROUND_OVER = "{drawn} drawn and {waiting} waiting, until {day}: it is over."
PLANNER_ROUNDS = "Rounds that were drawn"
PLANNER_DRAWN, PLANNER_WAITING = "Drawn", "Waiting"
PLANNER_COACHED_ALL_THE_SAME = "⚠ {day}, although waiting"
PLANNER_ONLY_MINE = "Of a round that somebody else drew, only agents whom you supervise are shown."
COLUMN_NEED, COLUMN_PLACE, COLUMN_LOT, COLUMN_COACHED_ON = "Need", "Place", "Lot", "Coached on"
PLANNER_EFFECT = "What rounds by lot show"
DRAWN_HELPED = "Being drawn helped: {between} more than waiting."
DRAWN_HARMED = "Being drawn did harm: {between}, compared with waiting."
DRAWN_CANNOT_BE_TOLD = "No effect of being drawn can be told: {between}."
DRAWN_TOO_FEW = (
    "Too few to say: {drawn} drawn and {waiting} waiting agents can be compared, and it takes {least} of each whose "
    "28 days are over."
)
DRAWN_RESTS_ON = (
    "{drawn} drawn and {waiting} waiting agents, each compared with equals of the same round in the 28 days after the "
    "draw, in the area of the draw."
)
DRAWN_LEFT_OUT = "{count} left out: without equals on the other side, or with fewer than {least} interactions."
DRAWN_NOTED = (
    "{count} of those who waited were coached all the same and count as waiting, so the effect is shown too low."
)
DRAWN_SMALLEST = "So many would show {smallest} points in four of five cases."
DRAWN_TAKES = "To tell {points} points takes about {count} agents, drawn and waiting together."
DRAWN_MEANS = (
    "Among equals only the lot decided, so a bad week that passes is in both groups and cancels out. Whoever was drawn "
    "counts as drawn, coached or not."
)
CHECK_DRAWN = "By lot"
DRAWN_NONE = "No round that was drawn by lot is over. See Planner."

# The report of a quarter.
REPORT_QUARTER = "Quarter"
REPORT_HEADING = "**{quarter}** · {first} to {last} · {whose}."
REPORT_OF_ALL = "all agents whom {name} supervises"
REPORT_OF_TEAM = "team {team}, as far as {name} supervises it"
REPORT_NOT_OVER = "The quarter is not over: data up to {day}."
REPORT_NOTHING_COACHED = "Nothing was assigned in this quarter, so there is no effect to measure."
REPORT_COACHED = "What was coached"
REPORT_ASSIGNMENTS = Counted(
    one="{count} coaching assignment for {agents}, on {areas}.",
    several="{count} coaching assignments for {agents}, on {areas}.",
)
REPORT_HALF = {
    "first_review": "Half of them had been opened within {half}.",
    "completion": "Half had been gone through within {half}.",
}
REPORT_NOT_HALF = {
    "first_review": "Fewer than half of them have been opened so far.",
    "completion": "Fewer than half have been gone through so far.",
}
REPORT_OUTCOME = "{outcome} {count}"
REPORT_OUTCOMES = "Outcomes: {outcomes}."
REPORT_NO_OUTCOME = "No outcome is recorded yet."
REPORT_AREAS = "Coaching areas"
REPORT_BEST_AND_LOWEST = "Best: {best}. Lowest: {lowest}."
REPORT_AREAS_MEAN = (
    "Score: automatic evaluation of all agents, 0 to 100; n: interactions; ⚠ below {bar}. Change against {first} to "
    "{last}, grey within noise. Effect: points with their 95 % interval, grey where none can be told; it would take: "
    "coached agents to tell one of {points} points."
)
REPORT_AREAS_LEFT_OUT = "{count} areas between these are left out."
REPORT_TAKES = "it would take {count}"
REPORT_TAKES_AT_LEAST = "it would take {count} at least"
REPORT_REACHED = Counted(
    one="Of {count} agent with evaluated interactions, {coached} was coached.",
    several="Of {count} agents with evaluated interactions, {coached} were coached.",
)
REPORT_BELOW = Counted(
    one="{count} score of an agent in an area was below {bar}, judged from {fewest} interactions on; {coached} got "
    "coaching on that area.",
    several="{count} scores of an agent in an area were below {bar}, judged from {fewest} interactions on; {coached} "
    "got coaching on that area.",
)
REPORT_METHOD = "Method"
REPORT_METHOD_SAYS = (
    "Agents are coached after a bad week, and most get better by themselves; so each is compared with what a "
    "regression expects after such scores in the 7 days before, the 28 before these and the 56 before those, learned "
    "from agents of the same work and days who were not coached on that area. The effect is the score of the coached "
    "area in the 28 days after the assignment less that expectation, with a 95 % interval clustered by agent."
)

PROGRESS_OF = "Progress of {name}"
OPEN_ASSIGNMENT = "Open the coaching assignment"
THEN_AND_NOW = "Then and now"
THEN_AND_NOW_MEANS = (
    "Then: the 7 days before the day of the assignment. Now: the last 7 days with data, never back to that day. Other "
    "coaching in between counts in it as well."
)
NO_SCORES_OF_AREA = "No interaction of this agent was evaluated on {area} in these weeks."
WEEK_BY_WEEK = "Week by week"
WEEK_NOT_OVER = "The newest point is hollow: that week has data of {days} so far, {interactions}."
COURSE_MEANS = (
    "Blue: the agent's score. Dashed: what agents with the same past came to without coaching; 19 of 20 of them lie "
    "within the grey band. A score inside the band can be chance alone, and one in 20 leaves it by chance."
)
COURSE_LEFT_OUT = {
    "coached_before": "not known: coached on this area in the 91 days before",
    "coached_again": "not known: coached on this area again",
    "too_recent": "not known yet: these weeks are not over",
    "too_few_interactions": "not known: too few evaluated interactions",
    "changed_queue": "not known: the agent changed queue",
    "no_peers": "not known: too few agents to compare with",
}
COURSE_WITHDRAWN = "This assignment was withdrawn, so no change is measured and nothing is expected of it."
ABOVE_BAND, BELOW_BAND, WITHIN_BAND = "▲ above the band", "▼ below the band", "within the band"

# How words are put together.
COMMA = ", "
AND = "{others} and {last}"
# Before a sound that the word itself begins or ends with, as "e" for "y" in Spanish: see sentences.py.
AND_BEFORE_THE_SAME = "{others} and {last}"
TOO_LONG = "Use at most {most} characters: these are {length}."

# Why a command was not carried out.
NOT_ALLOWED = (
    "This is not yours to do: it takes the permission {permissions}, and is for yourself or agents whom you supervise."
)
OUTDATED = (
    "{name} has changed this since you opened it. What you typed is still here. Compare it with what is saved now, and "
    "save again if yours is to replace it."
)
OUTDATED_IN = (
    "{name} has changed this ({fields}) since you opened it. What you typed is still here. Compare it with what is "
    "saved now, and save again if yours is to replace it."
)
ASSIGNED_FROM_THE_SAME_FORM = "This was assigned already, from the same form. Nothing was assigned twice."
DATABASE_REPLACED = "The database file was replaced or is gone. Nothing was saved: tell whoever runs this app."
DATABASE_NOT_WRITTEN = (
    "The database cannot be written, perhaps because the disk is full. Nothing was saved: try again later."
)
DATABASE_AWAY = "The data cannot be reached at the moment. Nothing was saved: try again in a minute."
SAY_WHY_FOR_HISTORY = "Say why: it stays in the history of this coaching assignment."
NO_ASSIGNMENT_TO_CHANGE = "There is no such coaching assignment, or it is not yours to change."
NOT_WITHDRAWN = "This coaching assignment is in force: nobody has withdrawn it, or somebody has taken that back."
WITHDRAWN_UNCHANGEABLE = "This coaching assignment was withdrawn and can no longer be changed."
NO_GROUP_TO_ASSIGN_TO = "There is no such group, or it has no members."
EVERYBODY_LEFT_OUT = "Everybody is left out, so there is nobody to assign anything to."
NOT_YOURS_TO_COACH = "{names} may not be coached by you. Nobody was assigned anything."
A_MEMBER_NOT_YOURS_TO_COACH = "A member of this group may not be coached by you. Nobody was assigned anything."
ONE_HAS_NOTHING_MARKED = (
    "{names} has no interaction marked for coaching, so nobody was assigned anything. Mark one each, or leave {names} "
    "out."
)
SOME_HAVE_NOTHING_MARKED = (
    "{names} have no interactions marked for coaching, so nobody was assigned anything. Mark one each, or leave them "
    "out."
)
NOTHING_ADDED_TO_WITHDRAWN = "This assignment has been withdrawn, so nothing is added to it any more."
STEP_CHANGED = "The action plan has changed and this step is no longer part of it. Reload the page to see the new plan."
EMPTY_NOTE = "Write something first: an empty note is not sent."
LONG_NOTE = "This note has {length} characters and {longest} is the most. Shorten it and send it again."
CHOOSE_OUTCOME = "Choose an outcome."
OUTCOME_NEEDS_NOTE = "Say in a sentence what the outcome rests on. The agent reads it."
NO_SUCH_NOTE = "There is no such note of yours, or its agent is not yours to coach."
NO_SUCH_MARK = "There is no such mark, or its agent is not yours to coach."
MARK_BECAME_COACHING = "This mark is closed already: {name} assigned coaching for it. There is nothing left to do."
MARK_SET_ASIDE_ALREADY = "This mark is closed already: {name} set it aside. There is nothing left to do."
NO_SUCH_REQUEST = "There is no such request of yours."
REQUEST_BECAME_COACHING = "{name} has assigned coaching for it already: you find it in your list."
REQUEST_SET_ASIDE = "{name} has set it aside already. You can ask again where you asked."
REQUEST_TAKEN_BACK_ALREADY = "You have taken it back already."
SET_ASIDE_NEEDS_REASON = "Say why: whoever marked or asked reads it."
ASKED_BEFORE = (
    "You have asked for coaching on this interaction already, on {when}. Your supervisor sees it; you read here what "
    "comes of it."
)
MARKED_BEFORE = (
    "You have marked {name} because of this interaction already, on {when}. It waits under Marked for coaching: assign "
    "coaching there, or set the mark aside before you mark it anew."
)
AREA_WANTED = "Choose at least one coaching area."
UNKNOWN_AREAS = "There is no coaching area {areas}. Choose from the list."
AGENT_WANTED = "Choose at least one agent."
GROUP_NEEDS_NAME = "Give the group a name."
GROUP_NAME_TAKEN = "There is a group of this name already, perhaps one that you do not see. Choose another."
MEMBERS_NOT_YOURS = (
    "{count} of these you do not supervise. Take them out: everybody in a group needs a supervisor who may coach them."
)
GROUP_REMOVED_MEANWHILE = "{name} has removed this group meanwhile. Make a new one if it is needed."
NO_GROUP_TO_CHANGE = "There is no such group, or it is not yours to change."
TEMPLATE_NEEDS_A_PART = "Write at least one of the three parts, or remove the template."
TEMPLATE_GONE = "There is no template for this coaching area: it has been removed already."
NOTHING_TO_AUDIT = "This interaction has no evaluation form and no metrics, so there is nothing to audit."
CHOOSE_AN_ANSWER = "Choose YES, NO or NA."
AUDIT_SUBMITTED_BEFORE = "You have submitted this audit already: your newest one says exactly the same."
METRIC_NOT_ASKED = "The form of this interaction has no such metric."

# What is wrong with a coaching form, by field.
ASSIGNMENT_NEEDS_NAME = "Give it a name: it is the first thing that the agent reads."
NO_FORM_HAS_AREA = "No evaluation form has an area {areas}. Take it away."
INTERACTION_WANTED = "Add at least one interaction that shows what to work on."
TOO_MANY_INTERACTIONS = "Choose at most {most} interactions: nobody reviews {chosen}."
OF_ANOTHER_AGENT = Counted(
    "Interaction {interaction} is of another agent. Take it away: an agent is coached on their own interactions.",
    "{count} of these are of another agent. Take it away: an agent is coached on their own interactions.",
)
NO_LONGER_THERE_TO_COACH = Counted(
    "Interaction {interaction} is no longer there. Take it away.",
    "{count} of these are no longer there. Take it away.",
)
OF_THE_SAME_AGENT = Counted(
    "Interaction {interaction} is of the same agent. A best response shows how somebody else does it: take it away.",
    "{count} of these are of the same agent. A best response shows how somebody else does it: take it away.",
)
NOT_YOURS_TO_SHOW = Counted(
    "Interaction {interaction} is not yours to show. Choose a bookmarked or a suggested one instead.",
    "{count} of these are not yours to show. Choose a bookmarked or a suggested one instead.",
)
REASON_WANTED = "Say why this agent was chosen: the effect of coaching is shown by it as well."
NOT_BELOW_PASS_SCORE = "No interaction scored below the pass score. Choose another reason, or another interaction."
NOT_BELOW_PASS_SCORE_OF = (
    "{names}: No interaction scored below the pass score. Choose another reason, or another interaction. Or leave them "
    "out."
)
PERIOD_WANTED = "Choose the first and the last day that you looked at."
PERIOD_BACKWARDS = "The first day is after the last day."
TOO_MANY_STEPS = "Use at most {most} steps: these are {steps}."
LONG_STEP = "Step {number} is longer than {most} characters. Make two of it."
FILL_IN = "Fill in {left}, or take it out: the agent reads it as it stands."
FEEDBACK_WANTED = "Write what went well or what to work on: without it the agent does not know what this is about."
STEP_WANTED = "Write at least one step that the agent can take."
FOLLOW_UP_WANTED = "Choose a follow-up date."
NOT_IN_THE_FUTURE = "{day} is not in the future. Choose a later day."
HOLIDAY = "{day} is a holiday here. Choose a working day."
NO_WORKING_DAY = "{day} is a {weekday}. Choose a working day."
SAID_OF_MEMBER = "{name}: {said}"
# The assignments of a group, changed together.
OF_GROUP = "Assignments of the group"
OF_GROUP_MEANS = "In force and without an outcome, the newest first. What you leave empty stays as it is."
OF_GROUP_NONE = "Nothing that the group was assigned is in force without an outcome."
OF_GROUP_NOT_YOURS = "Not yours to change: {names}."
OF_GROUP_CHOSEN = "Which of them"
CHANGE_TOGETHER, WITHDRAW_TOGETHER = "Change together", "Withdraw together"
CHANGE_SO_MANY = Counted(one="Change {count} assignment", several="Change {count} assignments")
WITHDRAW_SO_MANY = Counted(one="Withdraw {count} assignment", several="Withdraw {count} assignments")
CHANGED_SO_MANY = Counted(one="{count} assignment changed.", several="{count} assignments changed.")
WITHDRAWN_SO_MANY = Counted(one="{count} assignment withdrawn.", several="{count} assignments withdrawn.")
LEFT_ALONE = "Left as they were, because they are not yours to change, or are over by now: {names}."
PLAN_UNCHANGED = "As it is in each"
NOTHING_TO_CHANGE = "Say what is to change: the follow-up date, the action plan or the supervisor."
NO_ASSIGNMENTS_TO_CHANGE = "None of these assignments is yours to change, or none is in force any more."
MAY_NOT_COACH = "This person may not coach {agent}."
SAY_IT_IS_MEANT = "Say that it is meant so, or change it."
FAILS_NONE = "{interaction} does not fail {areas}."
PASSED_AND_FAILS_NONE = "{interaction} passed and does not fail {areas}."
NO_INTERACTION_FAILS = "No interaction fails {area}."
OPEN_COACHING_ALREADY = "There is open coaching on {areas} already: “{name}”."

# Why a best response is suggested.
SAME_QUEUE, SAME_TOPIC = "Same queue", "Same topic"
FULLY_MET, NOT_APPLICABLE_AREAS = "{areas} fully met", "{areas} not applicable"
NOTHING_MARKED_TO_COMPARE = "no transcript of what was marked to compare with"
NO_TRANSCRIPT_TO_COMPARE = "no transcript to compare"
ASKS_MUCH_THE_SAME = "the customer asks for much the same"
ASKS_ALIKE = "the customer asks for something alike"
ASKS_OTHERWISE = "the customer uses other words"
REOPENED_REQUEST, REOPENED_MARK = "{interaction} (asked for by the agent)", "{interaction} (marked)"
OUTCOMES = {
    "recognise": "Goal reached",
    "continue_coaching": "Continue coaching",
    "training": "Training",
    "refer": "Refer to somebody else",
    "closed": "Closed",
}
# What the fields of a group and of a template are called in a sentence.
GROUP_FIELDS = {
    "name": "name",
    "description": "description",
    "coaching_areas": "coaching areas",
    "members": "members",
}
TEMPLATE_FIELDS = {"went_well": "what went well", "work_on": "what to work on", "action_plan": "action plan"}

# Why no effect of coaching can be told, and what to keep in mind about one.
TOO_FEW_COACHED = Counted(
    "Too few to say: {count} coached agent can be compared, and it takes {least}.",
    "Too few to say: {count} coached agents can be compared, and it takes {least}.",
)
TOO_RECENT_TO_SAY = "Since {coachings} of the coachings, {days} days have not passed."
NO_PEERS_TO_SAY = "For {coachings} of the coachings there are too few agents to compare with."
TOO_FEW_PEERS = (
    "Too few to say: {peers} agents of the same kind of work were not coached on it, and it takes {least} to know what "
    "would have happened anyway."
)
SHORT_PAST = (
    "{some} of {all} coachings have less than 12 weeks of scores before them. For agents who are always lower than "
    "others, the effect is then shown too low: by about a point with two weeks of scores, by a third of one with four, "
    "hardly at all from six on."
)
MIXED_QUEUES = (
    "{some} of {all} coachings are compared with agents of other queues, because fewer than {least} of the same queue "
    "were not coached: what happened to one queue alone may be in the effect."
)

# What stands on the pages.
LOOKED_AT = "looked at {first} to {last}"
WITH_THE_GROUP = "with the group {name}"
WITH_A_GROUP = "with a group"
WITHOUT_FEEDBACK_BECAUSE = "without feedback: {reason}"
SHOW_REST = "+{count}: {rest}"
REVIEWED_OF = "{reviewed} of {total} reviewed"
ASSIGNED_WHEN_AND_DUE = "assigned {when} by {name} · {follow_up} · times in {zone}"
REVIEWED_MARK = "✓ reviewed"
NOT_REVIEWED_MARK = "○ not yet"
WEIGHT = "weight {weight}"
NEGATIVE_WEIGHT = "−{weight} if failed"
NO_IS_GOOD = "NO is the good answer"
FATAL_IF_FAILED = "fatal if failed"
AREA_FAILS_IN = "{area} {count} of {all}"
FAILS_AREAS = "fails {areas}"
FAILS_NOTHING = "fails nothing"
FOLLOW_UP_AND_TODAY = "{weekday}, {day} · today is {today}"
BETTER_IN_BEST = "◆ better in the best response"
BETTER_IN_THIS = "○ better in this one"
APPLIED_TO_ONE = "applied to only one"
NO_DIFFERENCE = "no difference"
FATAL_ERROR = "✖ fatal error"
COLUMN_DIFFERENCE = "Difference"
THIS_AND_BEST = "{name}: this one {this}, best {best}"
NUMBERS_BESIDE_CHART = "The scores of both; the table beside this chart has them as numbers."
OPEN_ASSIGNMENTS_OF = "Open assignments of {name}"
HOW_LONG_AFTER = "How long after it was assigned, of {assignments}. {told}"
ASSIGNMENTS_BEHIND = "Assignments behind {name}"
FIGURE_ASSIGNMENTS = "Coaching assignments"
FIGURE_INTERACTIONS = "Interactions"
SHOW_FAILURES_OF = "Show failures of {name}"
METRICS_OF = "Metrics of {area}"
SCORES_BY_STEP = "Scores by {step}; newest: {told}"
FAILED_METRIC = "Failed: {metric}"
STEP_DONE = " · done {when}"
EFFECT_TOLD = "{told} points of score, the effect {between}"
GROUPED_BY_WEEKS = "weeks since"
GROUPED_BY_AREA = "coaching area"
GROUPED_BY_SUPERVISOR = "assigned by"
GROUPED_BY_REASON = "why chosen"
GROUPED_BY_READ = "read or not"
EFFECT_OF_GROUP = "{group}: effect {effect}, {between}"
LEFT_OUT_WHY = "left out: {why}"
SUPERVISOR_AUDIT = "Supervisor audit"
SELECT_INTERACTION = "Select the interaction of {when}"
OPEN_BOOKMARKED = "Open the interaction of {when}, bookmarked"
MADE_BY = "made by {name} on {day}"
PLACE_IN = "{place} of {all} · {name}"
PLACE = "{place} of {all}"
PASSES_SCORE = "✓ passes the pass score of {score}"
SCORE_COMPUTED = "evaluation score computed here: the export gave none"
SENTIMENT_ESTIMATED = "sentiment estimated from the customer's messages"
TIMES_IN = "times in {zone}"
SENTIMENT_TOLD = "The customer's sentiment over the conversation: from {first} at the start to {last} at the end"
TOO_FEW_MESSAGES = "Too few customer messages to draw the sentiment along the conversation."
WAITED_LONG = "▲ the customer waited long for an answer"
AUDITED_BY = "{name} · {when} · audit score {score}"
COMMENT_IS = "comment: {said}"
NO_COMMENT_ANY_MORE = "no comment any more ({was})"
WITH_SENTIMENT = "{scores} · sentiment {sentiment}"
PROGRESS_ON = "Progress of {agent}: {name}"
PERIOD = "Period"
ASSIGNED_IN = "Assigned"
CHANNEL = "Channel"
SHOW = "Show"
PREVIOUS, NEXT = "Previous", "Next"
NEXT_NOT_REVIEWED = "Next not reviewed"
COUNTS_AS_REVIEWED = "✓ now counts as reviewed"
ALL_REVIEWED = "All reviewed: back to the assignment"
KINDS_OF_INTERACTION = {"marked": "Marked for coaching", "best_response": "Best response"}
WHAT_FAILED = "What failed"
NOTHING_FAILED = "Nothing failed."
SCORES_AND_SENTIMENT = "Scores and sentiment"
STEP_OF_TREND, LINES_OF_TREND = "Step", "Lines"
SPEAKERS = {"agent": "Agent", "customer": "Customer", "system": "System"}
UNTIMED = "#{position}"  # in place of the time of a message that has none
AUDITOR, AUDITOR_NAMED = "Auditor", "Auditor {name}"
SUPERVISES, IS_AGENT = "supervisor", "agent"
DATA_AS_OF = "data as of {when} ({zone})"
SEARCH = "Search"
NAME_AREA_OR_FEEDBACK = "Name, area or feedback"
NEXT_HEADING, THEN_HEADING = "Next", "Then"
ALL_ASSIGNMENTS = "All assignments"
STEPS_DONE = "Steps"
ASSIGNED_ON_BY = "assigned {when} by {name}"
FIRST_DAY, LAST_DAY = "From", "To"
COACHING_ASKED_FOR = "Coaching I asked for"
ASKED_AND_WAITING = "Asked on {when}. Your supervisor sees it."
TAKE_BACK = "Take back"
TAKEN_BACK = "Taken back. You can ask again on the conversation's page."
SEE_MY_CONVERSATIONS = "See how my conversations did"
SHOW_ALL = "Show all {count}"
ASSIGNED_BY_WHOM_AND_DUE = "assigned {when} by {name} · follow-up {day}"
WEEK_AND_SCORE = "{first} to {last}: {score}"
COURSE_TOLD = "{area} week by week, assigned {day}; {told}"
EXPECTED_AND_COME = "{area}, expected and come"
EXPECTED_BETWEEN = "{expected} ({low} to {high})"
FROM_TO = "{first} to {last}"
FROM_DAY = "from {first}"
AGENT_OR_NAME = "Agent or name"
OPEN_OF_AGENT = "Open {name} of {agent}"
YOU = "{name} (you)"
SENTIMENT_BEHIND_TIME = "Behind the time: how the customer felt, −10 to +10."
JUMP_TO = "Jump to the message at {when}"
ESTIMATED = "estimated from the customer's messages"
OPEN_INTERACTION_OF = "Open the interaction of {when}"
KORE_AND_AUDIT = "Kore {kore} · audit {audit}"
PAGE_OF = "{counted}, page {page} of {last}"
PAGE_OF_AT_LEAST = "At least {counted}, page {page}"
NEWER = "Newer"
OLDER = "Older"
DATA_TOO_OLD = Counted("too old: nothing newer for {count} hour", "too old: nothing newer for {count} hours")
DATA_TOO_OLD_HERE = "The data is {old}. See below whether the last import failed, and whether exports still come."
JOINED_BY_POINT = "{first} · {second}"
DATA_AS_OF_IN_UTC = "data as of {when} ({zone}) · days are counted in UTC"
DATA_AS_OF_IN_ZONE = "data as of {when} · days are counted in {zone}"
DATES = "Dates"
CHOOSE_A_PERSON = "Choose a person"
ALL = "All"
ANY = "Any"
COLUMN_WHEN = "When"
COLUMN_WHO = "Who"
COLUMN_WHAT = "What"
COLUMN_FROM = "From"
COLUMN_TO = "To"
COLUMN_DESCRIPTION = "Description"
COLUMN_MEMBERS = "Members"
COLUMN_READY_TO_ASSIGN = "Ready to assign"
COLUMN_MARKED_INTERACTION = "Marked interaction"
COLUMN_MEMBER = "Member"
COLUMN_TEAM = "Team"
COLUMN_METRIC = "Metric"
COLUMN_ADHERENCE = "Adherence"
COLUMN_EVALUATED = "Evaluated"
COLUMN_FAILED = "Failed"
COLUMN_THEN = "Then"
COLUMN_NOW = "Now"
COLUMN_CHANGE = "Change"
COLUMN_WEEKS_SINCE = "Weeks since"
COLUMN_DAYS = "Days"
COLUMN_SCORE = "Score"
COLUMN_EXPECTED_WITHOUT_COACHING = "Expected without coaching"
COLUMN_CAME_OUT = "Came out"
COLUMN_95_INTERVAL = "95 % interval"
COLUMN_COACHED = "Coached"
COLUMN_COMPARED_WITH = "Compared with"
COLUMN_LEFT_OUT = "Left out"
COLUMN_ESTIMATE = "Estimate"
COLUMN_AGENT = "Agent"
COLUMN_MARKED_BY = "Marked by"
COLUMN_MARKED_INTERACTIONS = "Marked interactions"
COLUMN_NEWEST_MARK = "Newest mark"
COLUMN_PASS_SCORE = "Pass score"
COLUMN_EVALUATED_INTERACTIONS = "Evaluated interactions"
COLUMN_LOWEST_AREA = "Lowest area"
COLUMN_LAST_COACHED = "Last coached"
COLUMN_SUPERVISOR = "Supervisor"
COLUMN_AGENTS = "Agents"
COLUMN_OLDEST_ASSIGNED = "Oldest assigned"
COLUMN_ASSIGNMENTS = "Assignments"

ESTIMATED_SHORT = "{score} est."
NOTHING = "nothing"
SAME = "same"

WEIGHT_AND_NEGATIVE = "weight {weight}, −{negative} if failed"
KORE = "Kore {score}"
HIGHER, LOWER, MORE, FEWER = "higher than before", "lower than before", "more than before", "fewer than before"
HALF_AND_NINETY_PERCENT_WITHIN = "{step}: half within {half}, 90 % within {ninety}"
FLOW_COLUMN = {"assigned_by": "Supervisor", "coaching_area": "Coaching area"}
FLOW_TABLE = {
    "assigned_by": "How coaching flows, by supervisor",
    "coaching_area": "How coaching flows, by coaching area",
}
FLOW_COUNTED = {
    "assigned_by": Counted("{count} supervisor", "{count} supervisors"),
    "coaching_area": Counted("{count} coaching area", "{count} coaching areas"),
}

# The sentence on top of a comparison. Its parts are put together by comparison/sentence.py, which another language
# would replace: past_tense.py makes what was done of the English names of metrics.
THE_BEST_RESPONSE, THE_OTHER_ONE = "the best response", "this one"
DID = "{who} {what}"
REPLIED_IN = "replied in {time} on average"
BUT_REPLIED_IN = ", but {who} replied in {time} on average"
WHILE_DID = ", while {who} {what}"
THOUGH_BEST_TOOK = ", though the best response took {time} to reply on average"
THOUGH_IT_TOOK = ", though it took {time} to reply on average"
AVOIDED, MET = "avoided “{metric}”", "met “{metric}”"
MET_MORE_METRICS = Counted("met {count} more metric", "met {count} more metrics")
AREA_AGAINST = "{area} {one} against {other}"
INSTEAD_OF = "{one} instead of {other}"
NEITHER_EVALUATED = "neither of the two has been evaluated, so no metric tells them apart"
NOT_EVALUATED_SO = "{who} has not been evaluated, so no metric tells them apart"
BETTER_AT_NO_METRIC = "the best response did better at no metric"
NO_METRIC_APPLIES_TO_BOTH = "no metric applies to both of them, so none tells them apart"
NOT_TOLD_APART = "no metric tells them apart"
NOT_TOLD_APART_SAME_SCORE = "no metric tells them apart: both have a Kore Evaluation Score of {score}"
NOT_TOLD_APART_BUT_BY_SCORE = "no metric tells them apart: the Kore Evaluation Score is {best} against {this}"
NEITHER_HAS_A_SCORE = "; neither has a Kore Evaluation Score"
HAS_NO_SCORE = "; {who} has no Kore Evaluation Score"

# Charts: axes, legends, and what a pointer reads.
MARK_ASSIGNED, MARK_FOLLOW_UP, MARK_COACHED_TOO = "assigned", "follow-up", "other coaching on this area"
AXIS_POINTS = "points of score (95 % interval)"
AXIS_SCORE = "score (0 to 100)"
AXIS_SENTIMENT = "sentiment (−10 to +10)"
AXIS_MINUTES = "minutes since the start"
AXIS_WEEK = "week"
AXIS_STEP = {"day": "day", "week": "week", "month": "month"}
AXIS_DAYS_SINCE = "days since the assignment"
AXIS_SHARE = "share of the assignments (%)"
SCALE_ENDS = ("lowest", "middle", "highest")
KORE_SCALE = "Kore Evaluation Score (0 to 100)"
AUDIT_SCALE = "Supervisor Audit Score (0 to 100)"
SENTIMENT_SCORE_SCALE = "Sentiment Score (−10 to +10)"
STEPS = {"day": "{day}", "week": "from {day}", "month": "{month} {year}"}
SO_FAR = "{step}, so far"
TOOLTIP_FIGURE, TOOLTIP_FROM, TOOLTIP_TO, TOOLTIP_ON = "figure", "from", "to", "on"
TOOLTIP_PLAIN_CHANGE, TOOLTIP_COACHED_AGENTS = "plain change", "coached agents"
TOOLTIP_EXPECTED = "expected without coaching"
TOOLTIP_PASS, TOOLTIP_THIS, TOOLTIP_BEST = "pass", "this one", "best response"
TOOLTIP_MINUTES, TOOLTIP_CUSTOMER, TOOLTIP_WAITED = "minutes", "customer", "the customer waited, seconds"
TOOLTIP_SCORE, TOOLTIP_VALUE, TOOLTIP_SENTIMENT = "score", "value", "sentiment"
TOOLTIP_LINE, TOOLTIP_STEP, TOOLTIP_POINTS, TOOLTIP_EFFECT = "line", "step", "points", "effect"
TOOLTIP_NAME, TOOLTIP_DAYS = "name", "days"
TOOLTIP_INTERACTIONS, TOOLTIP_SHARE = "interactions", "share (%)"

# What stands on the pages.

# What is counted.
SUPERVISORS_COUNTED = Counted("{count} supervisor", "{count} supervisors")
MARKED_FOR_COACHING_COUNTED = Counted(
    "{count} interaction marked for coaching", "{count} interactions marked for coaching"
)
METRICS_WITHOUT_DIFFERENCE = Counted("{count} metric without a difference", "{count} metrics without a difference")
PARTS_WITHOUT_DIFFERENCE = Counted("{count} part without a difference", "{count} parts without a difference")
MORE_FAILURES = Counted("{count} more metric failed, see Metrics.", "{count} more metrics failed, see Metrics.")
STEPS_LEFT = Counted("{count} step of the plan left", "{count} steps of the plan left")
METRICS_NOT_APPLICABLE = Counted("{count} metric not applicable", "{count} metrics not applicable")
SOME_OF_AGENTS = Counted("{some} of {count} agent", "{some} of {count} agents")
SOME_OF_AGENTS_FULL_STOP = Counted("{some} of {count} agent.", "{some} of {count} agents.")
SOME_OF_ASSIGNMENTS = Counted("{some} of {count} assignment", "{some} of {count} assignments")
WITH_NEWS = Counted("{count} with something new", "{count} with something new")
SOME_OF_WITHDRAWN = Counted("{some} of {count} withdrawn assignment", "{some} of {count} withdrawn assignments")
MEAN_OF_INTERACTIONS = Counted("mean of {count} interaction", "mean of {count} interactions")
WITH_LONG_PAUSES = Counted("{told}; {count} long pause of the agent.", "{told}; {count} long pauses of the agent.")
AGENTS_COUNTED = Counted("{count} agent", "{count} agents")
ASSIGNMENTS_COUNTED = Counted("{count} assignment", "{count} assignments")
COACHED_AGENTS_COUNTED = Counted("{count} coached agent", "{count} coached agents")
AREAS_COUNTED = Counted("{count} coaching area", "{count} coaching areas")
COACHED_AREAS_COUNTED = Counted("{count} coached area", "{count} coached areas")
COACHINGS_COUNTED = Counted("{count} coaching", "{count} coachings")
COACHING_ASSIGNMENTS_COUNTED = Counted("{count} coaching assignment", "{count} coaching assignments")
HOURS_COUNTED = Counted("{count} hour", "{count} hours")
DAYS_COUNTED = Counted("{count} day", "{count} days")
INTERACTIONS_COUNTED = Counted("{count} interaction", "{count} interactions")
MARKED_INTERACTIONS_COUNTED = Counted("{count} marked interaction", "{count} marked interactions")
MEMBERS_COUNTED = Counted("{count} member", "{count} members")
OTHERS_COUNTED = Counted("{count} other", "{count} others")
THINGS_COUNTED = Counted("{count} thing", "{count} things")

# Values as people read them.
OR = "{others} or {last}"
OR_BEFORE_THE_SAME = "{others} or {last}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATE_UNKNOWN, DURATION_UNKNOWN, NO_QUEUE = "date unknown", "duration unknown", "no queue"
MORE_CHARACTERS = Counted("{text}… ({count} more character)", "{text}… ({count} more characters)")
QUARTER = "Q{number} {year}"
BETWEEN_POINTS = "between {low} and {high} points"
HOURS_AND_MINUTES, MINUTES_AND_SECONDS, SECONDS = "{hours} h {minutes} min", "{minutes} min {seconds} s", "{seconds} s"
CHANNELS = {"voice": "voice", "chat": "chat", "email": "e-mail"}
FOLLOW_UP_OVERDUE = Counted("follow-up {count} day overdue", "follow-up {count} days overdue")
FOLLOW_UP_TODAY, FOLLOW_UP_TOMORROW = "follow-up today", "follow-up tomorrow"
FOLLOW_UP_IN, FOLLOW_UP_ON = "follow-up in {days} days", "follow-up {day}"

AGENT_STATUS = {"not_started": "Start Now", "in_progress": "In Progress", "completed": "Completed"}
SUPERVISOR_STATUS = AGENT_STATUS | {"not_started": "Yet to Start"}
# What the tabs and figures above a list are called. A status is written there like a sentence: "In progress".
TABS = {
    "not_started": "Not started",
    "in_progress": AGENT_STATUS["in_progress"].capitalize(),
    "overdue": NOT_REVIEWED_IN_TIME,
    "completed": AGENT_STATUS["completed"],
    "over": OVER,
}
TEAM_FIGURES = (
    SUPERVISOR_STATUS["not_started"].capitalize(),
    SUPERVISOR_STATUS["in_progress"].capitalize(),
    NOT_REVIEWED_IN_TIME,
    FOLLOW_UP_DUE_ONLY,
    TO_ANSWER_ONLY,
    SUPERVISOR_STATUS["completed"],
)
# What a list can be filtered by besides.
STANDINGS = {"open": STATUS_OPEN, "overdue": NOT_REVIEWED_IN_TIME, "over": OVER, "withdrawn": WITHDRAWN}
STATUS_SHAPES = {"not_started": "○", "in_progress": "◐", "completed": "●"}
OVER_SHAPE = "■"


# What an import says about the files it was given.
MORE_REFUSED = Counted(
    one="{file}: {count} more of its records is refused",
    several="{file}: {count} more of its records are refused",
)
FIELD_DROPPED = Counted(
    one="{field}: left out of {count} record ({at}), because {was} was there: {wanted}",
    several="{field}: left out of {count} records (first {at}), because {was} was there: {wanted}",
)
VALUES_DROPPED = Counted(
    one="{count} value was left out because it cannot be used; its record is loaded",
    several="{count} values were left out because they cannot be used; their records are loaded",
)
PASSED_OVER = "{file}: passed over, because {reason}"
PASSED_OVER_UNKNOWN = "it is of no known format: {seen}"
PASSED_OVER_NO_TABLE = "its name does not end as that of a table"
MAPPING_BEGINNING = (
    "How the columns of {file} are read. Check each line, change what is wrong, and then run:",
    "    python -m coaching import --mapping THIS_FILE TABLE…",
)
MAPPING_MISSING = '{key} = "…"  # {means}: no column was found'
MAPPING_UNUSED = "Columns that nothing reads: {columns}"
MAPPING_METRICS = (
    "A column a metric: the column, and what the metric is called. With its weight and whether it is fatal, write",
    '    "Column" = { name = "Metric", weight = 20, fatal = false }',
)
MAPPING_TIME_ZONE = "of times that say none, such as Europe/Berlin"
MAPPING_DAY_FIRST = "true where 04/05/2026 is the fourth of May; without a word the table must show it"
MAPPING_DURATION = "milliseconds, seconds, minutes or hours"
MAPPING_SCORE = "the lowest and the highest score there can be, told by those in the table: check it"
MAPPING_NO_SCORE = "the lowest and the highest score there can be: the scores in the table do not tell"
MAPPING_SENTIMENT = "the lowest and the highest sentiment there can be, told by those in the table: check it"
MAPPING_ANSWERS = "Answers to metrics, in any case:"
MAPPING_WRITTEN = "Wrote {file}. Check it, then: python -m coaching import --mapping {file} {table}"
MAPPING_NO_ROWS = "{file}: the table has no rows to look at: give a table with a header and some rows."
MAPPING_THERE_ALREADY = "{file} is there already, and is not overwritten: give --output another name."
PASSED_OVER_EMPTY = "it is empty"
PASSED_OVER_NO_TEXT = "it is no text, and no archive or workbook that is known: export it as JSON, CSV or XLSX"
PASSED_OVER_SAMPLE = "its name says that it is a sample: name it itself in the command to load it"
PASSED_OVER_HIDDEN = "the sheet is hidden: show it in the spreadsheet to load it"
PASSED_OVER_NO_RECORDS = "there are no records in it"
SEEN_ENCODING = " in {encoding}"
SEEN_TABLE = "a table with the columns {columns}"
SEEN_TEXT_TABLE = "a table{encoding} with {separator} between its columns {columns}"
SEEN_JSON = "{shape}{encoding} with the keys {keys}"
SEEN_MARKUP = "a page for a browser or XML{encoding}, as a server sends it with an error or to ask who signs in"
SEEN_TEXT = "a text{encoding} that begins with {begins}"
SEEN_NOTHING = "nothing that could be read"
SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
MAP_IT = ". Where it is one of conversations, a mapping reads it: python -m coaching map FILE proposes one"
NEAREST_FORMAT = ". It comes nearest to {format}, and lacks {missing}"
PAGES_MISSING = Counted(
    one="{count} record is missing: {file} and the pages beside it say that there are {total}, and {came} came",
    several="{count} records are missing: {file} and the pages beside it say that there are {total}, and {came} came",
)
MORE_PAGES = "Pages are missing: {file} says that there are more than the {came} that came"
PAGES_NOT_THERE = Counted(
    one="{count} page is missing beside {file}: number {numbers}",
    several="{count} pages are missing beside {file}: numbers {numbers}",
)
GUESSED_ENCODING = "{file} was read as {encoding}, which its bytes do not settle: export it as UTF-8 to be sure"
PASSED_OVER_EMPTY_LIST = "it is a list without records"
WAITING_TRANSCRIPTS = Counted(
    one="{count} of them is kept: a transcript that waits for its conversation",
    several="{count} of them are kept: transcripts that wait for their conversations",
)
WAITING_AUDITS = Counted(
    one="{count} of them is kept: an audit that waits for its conversation or metric",
    several="{count} of them are kept: audits that wait for their conversations or metrics",
)
WAITING_ASSIGNMENTS = Counted(
    one="{count} of them is kept: an assignment that waits for its agent or conversations",
    several="{count} of them are kept: assignments that wait for their agents or conversations",
)
WAITING_PEOPLE = Counted(
    one="{count} of them is kept: a person who waits for their supervisor",
    several="{count} of them are kept: people who wait for their supervisors",
)
WAITING_SCORES = Counted(
    one="{count} score waits for its conversation: no record says when it was, so no page shows it yet",
    several="{count} scores wait for their conversations: no record says when they were, so no page shows them yet",
)
WAITING_TIMES = Counted(
    one="{count} conversation waits for its time: no record says when it was, so no page shows it yet",
    several="{count} conversations wait for their times: no record says when they were, so no page shows them yet",
)
SEVERAL_AGENTS = Counted(
    one="{count} conversation has evaluations of several agents ({example}): each agent's is an interaction of its own",
    several="{count} conversations have evaluations of several agents (such as {example}): each agent's is an "
    "interaction of its own",
)
CONVERSATIONS_ALIKE = Counted(
    one="{count} pair of conversations has ids that differ only in capitals ({one}, {other}): they stay apart. If they "
    "are one, export one spelling",
    several="{count} pairs of conversations have ids that differ only in capitals (such as {one}, {other}): they stay "
    "apart. If they are one, export one spelling",
)
AGENTS_ALIKE = Counted(
    one="{count} pair of agents has ids that differ only in capitals ({one}, {other}): they stay apart. If they are "
    "one person, export one spelling, or their address with both",
    several="{count} pairs of agents have ids that differ only in capitals (such as {one}, {other}): they stay apart. "
    "If they are one person, export one spelling, or their address with both",
)
IDS_ROUNDED = Counted(
    one="{count} id has only zeros behind its 15th digit ({example}), as a spreadsheet writes a number whose other "
    "digits it has lost: what it names may be several. Export the ids as text",
    several="{count} ids have only zeros behind their 15th digit (such as {example}), as a spreadsheet writes numbers "
    "whose other digits it has lost: what one of them names may be several. Export the ids as text",
)
QUEUES_ALIKE = Counted(
    one="{count} queue is there by its name alone, and with an id as well ({one}: {other}): they stay apart. Export "
    "the id with every conversation, or with none",
    several="{count} queues are there by their names alone, and with ids as well (such as {one}: {other}): they stay "
    "apart. Export the id with every conversation, or with none",
)
JOINED_IDS = Counted(
    one='{count} customConversationId came with several ids of the system ("{id}": {ids}): they are one conversation '
    "now",
    several='{count} ids given as customConversationId came with several ids of the system (such as "{id}": {ids}): '
    "each is one conversation now",
)
METRICS_DIFFER = Counted(
    one='{count} metric is defined differently by two forms ("{id}": {field} is as "{form}" says, not as "{other}" '
    "does). Give the metric an id of its own in one of them, or the same definition in both",
    several='{count} metrics are each defined differently by two forms (such as "{id}": {field} is as "{form}" says, '
    'not as "{other}" does). Give each an id of its own in one of the forms, or the same definition in both',
)
UNORDERED = Counted(
    one="{count} conversation has different evaluations, and nothing says which is newer ({example}: that of {file} "
    "counts, that of {other} does not). A date in the name of a file would say it",
    several="{count} conversations have different evaluations, and nothing says which is newer (such as {example}: "
    "that of {file} counts, that of {other} does not). A date in the name of a file would say it",
)
IDS_OF_SEVERAL = Counted(
    one='{count} agent id came with addresses of several people ("{id}": {addresses}): they stay apart, because '
    "people.json lists several of them, one may do more than an agent, or there are too many of them",
    several='{count} agent ids came with addresses of several people (such as "{id}": {addresses}): they stay apart, '
    "because people.json lists several of them, one may do more than an agent, or there are too many of them",
)
ERASED_STAY_SO = Counted(
    one="{count} record was left out, because its conversation was erased in the app",
    several="{count} records were left out, because their conversations were erased in the app",
)
KEPT_AS_SET_HERE = Counted(
    one="{count} person of people.json stays as an administrator has set them in the app, where the file says "
    "otherwise: {example}",
    several="{count} people of people.json stay as an administrator has set them in the app, where the file says "
    "otherwise, such as {example}",
)
AGENTS_BY_NAME = Counted(
    one="{file}: the agent of {count} conversation is told by name only; one person has that name",
    several="{file}: the agents of {count} conversations are told by name only; of each name there is one person",
)
REPORT_WITHOUT_AGENTS = Counted(
    one="is missing: {count} record tells its agent by name only ({names}), which is the name of nobody known or of "
    "several people. Add a column Agent Email (such as ana@example.com) or Agent ID, or import people.json as well",
    several="is missing: {count} records tell their agents by name only ({names}), which are names of nobody known or "
    "of several people. Add a column Agent Email (such as ana@example.com) or Agent ID, or import people.json as well",
)
PARTS_OF_ONE = (
    "{file}: every {fields} lies between 0 and 1, so they were read as parts of one: 0.92 is a score of 92 of 100"
)
EVIDENCE_UNREADABLE = Counted(
    one="{file}: {count} time of evidence cannot be read, so that evidence points at no message",
    several="{file}: {count} times of evidence cannot be read, so that evidence points at no message",
)
EVIDENCE_NEAR_NOTHING = Counted(
    one="{count} time of evidence is more than a second from every message of its transcript ({example}), so it points "
    "at no message",
    several="{count} times of evidence are more than a second from every message of their transcripts (such as in "
    "{example}), so they point at no message",
)
MORE_PASSED_OVER = Counted(one="{count} more file is passed over", several="{count} more files are passed over")
FILES_PASSED_OVER = Counted(one="{count} file was passed over", several="{count} files were passed over")
TIMES_READ = Counted(
    one="The times of {count} transcript were read as {read_as}, as their size shows",
    several="The times of {count} transcripts were read as {read_as}, as their size shows",
)
DATES_READ = "The dates of {file} were read as {read_as}"
FROM_THE_START = "{unit} from the start of the conversation"
NO_AGENT_IN_TRANSCRIPT = "; it does not say who the agent was: metadata or an evaluation of this contact does"
TRANSCRIPT_PATH_WANTED = "put it there, or write its path from this folder, such as transcripts/c-1.json"
SPEAKERS_WANTED = "AGENT, USER or CUSTOMER, SYSTEM or BOT; the message is kept as one of the system"


@cache
def _words(language: str) -> dict[str, Any]:
    """All of this in another language, by name."""
    return catalogue.translated(globals(), language)


class _AsRead(ModuleType):
    """This module, as whoever reads does."""

    # The defaults spare every text some look-ups.
    def __getattribute__(
        self,
        name: str,
        reading: Callable[[], reader.Reader] = reader.reader,
        own: Callable[[ModuleType, str], Any] = ModuleType.__getattribute__,
    ) -> Any:
        language = reading().language
        if language != reader.ENGLISH and name.isupper() and name in _words(language):
            return _words(language)[name]
        return own(self, name)


sys.modules[__name__].__class__ = _AsRead
