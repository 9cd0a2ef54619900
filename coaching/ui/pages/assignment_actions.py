"""What may a supervisor do with an assignment? Change it, take it back, and take that back. And what its agent does by
coming: they read what is new in it.
"""

from dataclasses import replace

import streamlit as st

from coaching.assignments import news, withdrawing
from coaching.assignments.assignments import Assignment
from coaching.people.centre_settings import centre_settings
from coaching.people.people import Viewer
from coaching.telling import calendar_addresses
from coaching.telling.calendar_file import calendar_file
from coaching.ui.pieces import commands, downloads
from coaching.ui.shell import failures, navigation, page_shown
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database, settings_of_run, time_zone
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import counted
from coaching.words.refusals import RefusedError

REASON = "assignment_withdraw_reason"
DONE = "assignment_withdrawn"
BACK = "assignment_put_back"


def read_news(viewer_id: str, assignment_id: str) -> news.Unread | None:
    """What was new in their assignment when the agent came to its page, and what is since; it counts as read. None
    where nothing is new."""
    kept, key = page_shown.kept(), f"news_{assignment_id}"
    found = news.unread(database(), viewer_id).get(assignment_id)
    if found is not None:
        failures.written(news.record_read, viewer_id, assignment_id, found)
        before: news.Unread = kept.get(key, found)
        kept[key] = replace(
            before,
            kinds=tuple(kind for kind in news.News if kind in {*before.kinds, *found.kinds}),
            fields=tuple(dict.fromkeys((*before.fields, *found.fields))),
        )
    return kept.get(key)


def draw(viewer: Viewer, assignment: Assignment) -> None:
    """Edit and Withdraw, and the way back once it is withdrawn, for whoever may coach its agent; nothing for others."""
    if assignment.agent_id == viewer.person_id or not viewer.may_coach:
        return
    if assignment.withdrawn_at is not None:
        _way_back(viewer.person_id, assignment.assignment_id)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(wording.EDIT, icon=":material/edit:", key="assignment_edit"):
            navigation.go(navigation.ASSIGN, assignment=assignment.assignment_id)
        with st.popover(wording.WITHDRAW, icon=":material/undo:"):
            _withdraw(viewer.person_id, assignment.assignment_id)


def to_calendar(viewer_id: str, assignment: Assignment) -> None:
    """The follow-up as a file for the viewer's calendar; nothing where it is none of theirs, or is over."""
    found = [
        each
        for each in calendar_addresses.follow_ups(database(), viewer_id)
        if each.assignment_id == assignment.assignment_id
    ]
    if not found:
        return
    centre = centre_settings(database())
    downloads.offer_calendar(
        "follow_up",
        assignment.name,
        lambda: calendar_file(
            found,
            public_address=settings_of_run().public_address or (st.context.url or "").rpartition("/")[0],
            zone=time_zone(),
            says_more=centre.mail_says_more,
            made_at=utc_now(),
        ),
    )


def _way_back(viewer_id: str, assignment_id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = (viewer_id, assignment_id)
        st.button(wording.PUT_BACK_IN_FORCE, icon=":material/redo:", key=BACK, on_click=_put_back, args=asked)
        st.caption(wording.PUT_BACK_MEANS)
    commands.complaints(BACK)


def _put_back(viewer_id: str, assignment_id: str) -> None:
    if not isinstance(commands.carry_out(BACK, withdrawing.put_back, viewer_id, assignment_id), RefusedError):
        st.toast(wording.IN_FORCE_AGAIN, icon=":material/redo:")


def _reason(viewer_id: str, assignment_id: str) -> Typed:
    return Typed(viewer_id, f"withdrawal:{assignment_id}", {"reason": REASON}, finish=[f"{REASON}_send"])


@st.fragment
def _withdraw(viewer_id: str, assignment_id: str) -> None:
    words = _reason(viewer_id, assignment_id)
    words.begin()
    st.text_area(wording.WITHDRAW_REASON, key=REASON, on_change="ignore", persist_state="session")
    words.under("reason")
    st.caption(wording.WITHDRAW_REOPENS)
    commands.complaints(REASON)
    st.button(wording.WITHDRAW, key=f"{REASON}_send", type="primary", on_click=_send, args=(viewer_id, assignment_id))
    words.mirror()
    if st.session_state.pop(DONE, False):
        st.rerun()


def _send(viewer_id: str, assignment_id: str) -> None:
    words = _reason(viewer_id, assignment_id)
    reopened = commands.carry_out(REASON, withdrawing.withdraw, viewer_id, assignment_id, words.text("reason"))
    if isinstance(reopened, RefusedError):
        return
    words.done()
    st.session_state[DONE] = True
    if reopened:
        st.toast(counted(reopened, wording.WITHDRAWN_AND_REOPENED), icon=":material/undo:")
