"""How does an agent read what they have asked coaching for, and take it back? As a list that requests.js draws."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.ui.pieces import table
from coaching.ui.shell import access, component_scripts, navigation
from coaching.ui.styles import style_of_component
from coaching.words import wording
from coaching.words.formatting import day_and_time, isolated, long_text, queue_and_channel

REQUESTS = "my_coaching_requests"
MOST_ANSWERED = 5  # that became coaching or were set aside
STYLE, SCRIPT = style_of_component("cells", "requests"), component_scripts.fetching("cells", "requests")


@cache
def _component() -> Any:
    return st.components.v2.component("coaching_requests", css=STYLE, js=SCRIPT)


def draw(requests: Sequence[Any], zone: ZoneInfo) -> None:
    """What the agent has asked coaching for, if anything, each with a way to take it back while it is open: see
    just_taken_back(). `requests`: the rows of requests.own_requests()."""
    if requests:
        # In a list, because Streamlit looks into every part of a mapping for data frames.
        words = {"asked": wording.COACHING_ASKED_FOR, "back": wording.TAKE_BACK, "open": wording.OPEN_COACHING}
        data = [{"words": words, "requests": _told(requests, zone)}]
        _component()(data=data, key=REQUESTS, on_asked_change=_noted)


def just_taken_back() -> str | None:
    """The mark_id of the request whose button was pressed, if that is why the page runs now. Ask before drawing."""
    return table.just_asked(REQUESTS)


def _told(requests: Sequence[Any], zone: ZoneInfo) -> list[dict[str, Any]]:
    """All that is open, and the last that came to something."""
    waiting = [row for row in requests if row.closed_at is None]
    answered = [row for row in requests if row.closed_at is not None][:MOST_ANSWERED]
    link, to = access.links_to(navigation.INTERACTION), access.links_to(navigation.ASSIGNMENT)
    return [
        {
            "id": row.mark_id,
            "open": row.closed_at is None,
            "about": f"{queue_and_channel(row.queue, row.channel)} · {day_and_time(row.started_at, zone)}",
            "address": link({"interaction": row.interaction_id}),
            "areas": table.tags(row.coaching_areas),
            "note": long_text(row.note),
            "said": _what_came_of_it(row, zone),
            "coaching": to({"assignment": row.assignment_id}) if row.assignment_id else "",
        }
        for row in (*waiting, *answered)
    ]


def _what_came_of_it(row: Any, zone: ZoneInfo) -> str:
    if row.closed_at is None:
        return wording.ASKED_AND_WAITING.format(when=day_and_time(row.asked_at, zone))
    when = day_and_time(row.closed_at, zone)
    if not row.reason:
        return wording.BECAME_COACHING.format(when=when)
    return f"{wording.SET_ASIDE_BY.format(name=isolated(row.closed_by), when=when)} {isolated(long_text(row.reason))}"


def _noted() -> None:
    """Streamlit delivers a trigger only to a component with a callback; just_taken_back() reads it."""
