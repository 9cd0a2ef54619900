"""What did version 0.5 write into addresses and saved filters, and which values are that now?

Version 0.6 still understands them, so that bookmarks and saved filters survive the update; 0.7 leaves this file out.
"""

from collections.abc import Mapping
from typing import Any

SPANS = {
    "Any time": "any_time",
    "Last 7 days": "last_7_days",
    "Last 28 days": "last_28_days",
    "Last 90 days": "last_90_days",
    "Last 180 days": "last_180_days",
    "Next 7 days": "next_7_days",
    "Next 28 days": "next_28_days",
    "Choose dates": "own_dates",
}
STATUSES = {
    "Start Now": "not_started",
    "Yet to Start": "not_started",
    "In Progress": "in_progress",
    "Completed": "completed",
    "Open": "open",
    "Overdue": "overdue",
    "Over": "over",
    "Withdrawn": "withdrawn",
}
AUDITED = {"Audited": "audited", "Not audited": "not_audited"}
# By the parameter of the address.
VALUES: Mapping[str, Mapping[str, str]] = {
    "my_coaching_status": STATUSES,
    "my_coaching_assigned": SPANS,
    "my_dashboard_period": SPANS,
    "my_dashboard_step": {"By day": "day", "By week": "week", "By month": "month"},
    "my_dashboard_audited": AUDITED,
    "assignments_status": STATUSES,
    "assignments_assigned": SPANS,
    "assignments_group": {"Individual": "individual", "Group": "group"},
    "assignments_order": {
        "Newest assigned first": "newest",
        "Waiting for an answer longest first": "waiting_longest",
        "Earliest follow-up first": "follow_up",
    },
    "evaluation_period": SPANS,
    "evaluation_audited": AUDITED,
    "evaluation_only": {"Below pass score": "below_pass_score", "★ bookmarked": "bookmarked"},
    "marked_show": {"Individuals": "individuals", "Groups": "groups"},
    "monitor_by": {"Assigned": "assigned", "Follow-up": "follow_up"},
    "monitor_period": SPANS,
    "effect_assigned": SPANS,
    "effect_by": {
        "By weeks since": "weeks",
        "By coaching area": "coaching_area",
        "By supervisor": "supervisor",
        "By why chosen": "reason",
        "By read or not": "read",
    },
    "coverage_period": SPANS,
    "coverage_by": {"By supervisor": "assigned_by", "By coaching area": "coaching_area"},
}


def understood(saved: Mapping[str, Any]) -> dict[str, Any]:
    """Saved filters with the values of now instead of the words of version 0.5."""
    return {
        key: VALUES[key].get(value, value) if key in VALUES and isinstance(value, str) else value
        for key, value in saved.items()
    }
