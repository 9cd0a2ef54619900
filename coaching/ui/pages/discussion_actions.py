"""What can be done in the discussion of an assignment? Acknowledge, tick steps, write notes, record an outcome.

The parts in which something is done again and again are fragments: a click draws the part anew, not the tables around
it. So each asks for what it shows, and hands it to discussion_view.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments import discussion
from coaching.assignments.assignments import Assignment
from coaching.assignments.discussion import Recorded, ViewerRole
from coaching.ui.pages import discussion_view
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import day
from coaching.words.refusals import RefusedError

# A supervisor has changed what other parts of the page and the menu say: they are drawn anew as well.
CHANGED = "discussion_changed"


@dataclass
class _JustRead:
    """What the page has read in this run, for a fragment that is drawn with it.

    The fragment takes it once. When it runs again by itself, nothing is left, and it reads anew.
    """

    read_role: ViewerRole | None
    recorded: Sequence[Recorded] | None = None

    def role(self, viewer_id: str, assignment: Assignment) -> ViewerRole | None:
        """The role of the viewer in the discussion."""
        known, self.read_role = self.read_role, None
        return known or discussion.viewer_role(database(), viewer_id, assignment.assignment_id)

    def outcomes(self, viewer_id: str, assignment: Assignment) -> Sequence[Recorded]:
        """What was concluded, newest first."""
        known, self.recorded = self.recorded, None
        return discussion.outcomes(database(), viewer_id, assignment.assignment_id) if known is None else known


def acknowledgement(viewer_id: str, assignment: Assignment, role: ViewerRole, zone: ZoneInfo) -> None:
    """Whether the agent has taken note of the assignment, and their way to say so."""
    key = _key("acknowledge", assignment)
    discussion_view.acknowledgement(role, key, partial(_acknowledge, key, viewer_id, assignment), zone)


def _acknowledge(key: str, viewer_id: str, assignment: Assignment) -> None:
    commands.carry_out(key, discussion.acknowledge, viewer_id, assignment.assignment_id)


@st.fragment
def action_plan(viewer_id: str, assignment: Assignment, zone: ZoneInfo) -> None:
    """The steps in order: to tick off for the agent, to read for everybody else."""
    steps = discussion.steps(database(), viewer_id, assignment.assignment_id)
    if not steps:
        if assignment.action_plan:
            st.error(wording.NO_SUCH_ASSIGNMENT)  # taken away since the page was opened
        else:
            st.text(wording.NO_FEEDBACK)
    for step in steps:
        if assignment.agent_id == viewer_id:
            key = _key(f"step_{step.number}", assignment)
            discussion_view.step_to_tick(key, step, partial(_tick, key, viewer_id, assignment, step.step))
        else:
            discussion_view.step_to_read(step, zone)


def _tick(key: str, viewer_id: str, assignment: Assignment, step: str) -> None:
    commands.carry_out(key, discussion.tick_step, viewer_id, assignment.assignment_id, step, st.session_state[key])


def notes_and_outcome(
    viewer_id: str,
    assignment: Assignment,
    role: ViewerRole,
    recorded: Sequence[Recorded],
    new_since: datetime | None,
    today: date,
    zone: ZoneInfo,
) -> None:
    """The discussion, and beside it what the supervisor concluded, from the follow-up day on with the form for it.

    `role` and `recorded`: discussion.viewer_role() and outcomes(), read in this run. `new_since`: after which instant
    (naive UTC) what others wrote is new to the viewer; None where nothing is.
    """
    reads_only = not role.may_coach
    if reads_only and not recorded:
        _notes(viewer_id, assignment, _JustRead(role), new_since, zone)
        return
    said, concluded = st.columns([3, 2], gap="large")
    with said:
        _notes(viewer_id, assignment, _JustRead(role), new_since, zone)
    with concluded:
        if reads_only:
            discussion_view.outcomes(recorded, zone, new_since)
        else:
            _outcome(viewer_id, assignment, _JustRead(role, recorded), today, zone)


@st.fragment
def _notes(
    viewer_id: str, assignment: Assignment, just_read: _JustRead, new_since: datetime | None, zone: ZoneInfo
) -> None:
    """What was written, oldest first, and where to write."""
    _redraw_what_changed()
    discussion_view.notes(discussion.notes(database(), viewer_id, assignment.assignment_id), zone, new_since)
    role = just_read.role(viewer_id, assignment)
    key = _key("note", assignment)
    words = _note(viewer_id, assignment)
    if role is None:
        st.error(wording.NO_SUCH_ASSIGNMENT)
        words.left_behind()
        return
    if role.may_coach:
        _note_to_answer(viewer_id, assignment)
    if not role.may_write:
        commands.complaints(key)
        words.left_behind()
        return
    label = wording.NOTE_BY_AGENT if role.is_agent else wording.NOTE_BY_SUPERVISOR.format(name=assignment.agent_name)
    words.begin()
    discussion_view.note_form(key, label, words, partial(_send, key, viewer_id, assignment))


def _note(viewer_id: str, assignment: Assignment) -> Typed:
    key = _key("note", assignment)
    return Typed(viewer_id, f"note:{assignment.assignment_id}", {"note": key}, finish=[f"{key}_send"])


def _redraw_what_changed() -> None:
    if st.session_state.pop(CHANGED, False):
        st.rerun()


def _note_to_answer(viewer_id: str, assignment: Assignment) -> None:
    waiting = discussion.note_to_answer(database(), viewer_id, assignment.assignment_id)
    key = f"set_note_aside_{assignment.assignment_id}"
    if waiting is not None:
        set_aside = partial(_set_aside, key, viewer_id, assignment, waiting)
        discussion_view.note_to_answer(key, assignment.agent_name, set_aside)
    commands.complaints(key)


def _set_aside(key: str, viewer_id: str, assignment: Assignment, note_id: str) -> None:
    commands.carry_out(key, discussion.set_note_aside, viewer_id, assignment.assignment_id, note_id)
    st.session_state[CHANGED] = True


def _send(key: str, viewer_id: str, assignment: Assignment) -> None:
    text = st.session_state[key] or ""
    written = commands.carry_out(key, discussion.write_note, viewer_id, assignment.assignment_id, text)
    if not isinstance(written, RefusedError):
        _note(viewer_id, assignment).done()
        st.session_state[CHANGED] = assignment.agent_id != viewer_id


@st.fragment
def _outcome(viewer_id: str, assignment: Assignment, just_read: _JustRead, today: date, zone: ZoneInfo) -> None:
    _redraw_what_changed()
    role, recorded = just_read.role(viewer_id, assignment), just_read.outcomes(viewer_id, assignment)
    if role is None:
        st.error(wording.NO_SUCH_ASSIGNMENT)
        _outcome_words(viewer_id, assignment).left_behind()
        return
    in_force = role.may_coach and role.withdrawn_at is None
    if not in_force:
        _outcome_words(viewer_id, assignment).left_behind()
    if not recorded and not in_force:
        commands.complaints(_key("outcome", assignment))
        return
    if recorded:
        discussion_view.outcomes(recorded, zone)
    else:
        st.header(wording.OUTCOME)
    if role.may_conclude(today):
        if not recorded:
            _outcome_form(viewer_id, assignment, today, first=True)
        else:
            with st.expander(wording.NEW_OUTCOME):
                _outcome_form(viewer_id, assignment, today, first=False)
    elif role.may_coach and role.withdrawn_at is None:
        st.caption(wording.OUTCOME_FROM.format(day=day(role.follow_up_on)))


def _outcome_form(viewer_id: str, assignment: Assignment, today: date, first: bool) -> None:
    chosen_key, note_key = _key("outcome", assignment), _key("outcome_note", assignment)
    words = _outcome_words(viewer_id, assignment)
    words.begin()
    record = partial(_record, chosen_key, note_key, viewer_id, assignment, today)
    discussion_view.outcome_form(chosen_key, note_key, words, first, record)


def _outcome_words(viewer_id: str, assignment: Assignment) -> Typed:
    keys = {"note": _key("outcome_note", assignment)}
    finish = [f"{_key('outcome', assignment)}_record"]
    return Typed(viewer_id, f"outcome:{assignment.assignment_id}", keys, finish=finish)


def _record(chosen_key: str, note_key: str, viewer_id: str, assignment: Assignment, today: date) -> None:
    chosen, note = st.session_state[chosen_key], st.session_state[note_key] or ""
    recorded = commands.carry_out(
        chosen_key, discussion.record_outcome, viewer_id, assignment.assignment_id, chosen, note, today
    )
    if not isinstance(recorded, RefusedError):
        st.session_state[chosen_key] = None
        _outcome_words(viewer_id, assignment).done()
        st.session_state[CHANGED] = True


def _key(part: str, assignment: Assignment) -> str:
    return f"discussion_{part}_{assignment.assignment_id}"
