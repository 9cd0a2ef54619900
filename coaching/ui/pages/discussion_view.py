"""The conversation about an assignment, on its page: acknowledged, the steps of the plan, the notes, the outcome.

The parts in which something is done again and again are fragments: that redraws the part, not the tables around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments import discussion
from coaching.assignments.assignments import Assignment
from coaching.assignments.discussion import OUTCOME_WORDING, Note, Outcome, Recorded, Step, ViewerRole
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.session import database
from coaching.ui.styles import style
from coaching.words import wording
from coaching.words.formatting import as_label, day, day_and_time, escape, long_text
from coaching.words.refusals import RefusedError

STYLE = style("conversation")
# A supervisor has changed what other parts of the page and the menu say: they are drawn anew as well.
CHANGED = "conversation_changed"
NOTE_HEIGHT = 110


@dataclass
class _Known:
    """What the page has just read for all of its parts, for the first drawing of one fragment: that takes it. When the
    fragment runs again by itself, nothing is left, and it reads anew."""

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
    """Whether the agent has taken note of the assignment; one small button for them until they have."""
    if role.acknowledged_at is not None:
        st.caption(f"{wording.ACKNOWLEDGED} {day_and_time(role.acknowledged_at, zone)}")
    elif role.is_agent:
        key = _key("acknowledge", assignment)
        st.button(
            wording.ACKNOWLEDGE,
            key=key,
            icon=":material/done:",
            help=wording.ACKNOWLEDGE_MEANS,
            on_click=_acknowledge,
            args=(key, viewer_id, assignment),
        )
        commands.complaints(key)
    else:
        st.caption(wording.NOT_ACKNOWLEDGED)


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
    for row in steps:
        if assignment.agent_id == viewer_id:
            _step_to_tick(viewer_id, assignment, row)
        else:
            when = f" · done {day_and_time(row.ticked_at, zone)}" if row.done else ""
            st.text(long_text(f"{'✓' if row.done else '○'} {row.number}. {row.step}{when}"), width="stretch")


def _step_to_tick(viewer_id: str, assignment: Assignment, row: Step) -> None:
    key, step = _key(f"step_{row.number}", assignment), row.step
    st.session_state[key] = row.done  # as it is recorded, also where a tick was refused or came from elsewhere
    st.checkbox(as_label(f"{row.number}. {step}"), key=key, on_change=_tick, args=(key, viewer_id, assignment, step))
    commands.complaints(key)


def _tick(key: str, viewer_id: str, assignment: Assignment, step: str) -> None:
    commands.carry_out(key, discussion.tick_step, viewer_id, assignment.assignment_id, step, st.session_state[key])


@st.fragment
def _notes(viewer_id: str, assignment: Assignment, known: _Known, zone: ZoneInfo) -> None:
    """What was written, oldest first, and where to write."""
    _redraw_what_changed()
    written = "".join(
        _note_html(note, zone) for note in discussion.notes(database(), viewer_id, assignment.assignment_id)
    )
    said = f"<ol>{written}</ol>" if written else f'<p class="by">{wording.NO_NOTES}</p>'
    st.html(f'{STYLE}<h3>{wording.CONVERSATION}</h3><div class="notes">{said}</div>')
    role = known.role(viewer_id, assignment)
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
    # It goes along with whatever is clicked next, and is still here when they come back from an interaction. A run of
    # its own when the field is left could swallow that click.
    words.begin()
    st.text_area(as_label(label), key=key, height=NOTE_HEIGHT, on_change="ignore", persist_state="session")
    words.under("note")
    commands.complaints(key, {"note": key})
    st.button(
        wording.SEND, key=f"{key}_send", icon=":material/send:", on_click=_send, args=(key, viewer_id, assignment)
    )
    words.mirror()


def _note(viewer_id: str, assignment: Assignment) -> Typed:
    key = _key("note", assignment)
    return Typed(viewer_id, f"note:{assignment.assignment_id}", {"note": key}, finish=[f"{key}_send"])


def _redraw_what_changed() -> None:
    if st.session_state.pop(CHANGED, False):
        st.rerun()


def _note_to_answer(viewer_id: str, assignment: Assignment) -> None:
    """Where the agent waits for an answer: the way to say that none is needed."""
    waiting = discussion.note_to_answer(database(), viewer_id, assignment.assignment_id)
    key = f"set_note_aside_{assignment.assignment_id}"
    if waiting is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(wording.NOTE_TO_ANSWER, width="content")
            st.button(
                wording.NO_ANSWER_NEEDED,
                key=key,
                type="tertiary",
                icon=":material/done_all:",
                help=as_label(wording.NO_ANSWER_NEEDED_MEANS.format(name=assignment.agent_name)),
                on_click=_set_aside,
                args=(key, viewer_id, assignment, waiting),
            )
    commands.complaints(key)


def _set_aside(key: str, viewer_id: str, assignment: Assignment, note_id: str) -> None:
    commands.carry_out(key, discussion.set_note_aside, viewer_id, assignment.assignment_id, note_id)
    st.session_state[CHANGED] = True


def _note_html(note: Note, zone: ZoneInfo) -> str:
    by = escape(f"{note.writer} · {day_and_time(note.written_at, zone)}")
    role = "agent" if note.by_agent else "supervisor"
    return f'<li class="note {role}"><span class="by">{by}</span><span class="said">{escape(note.text)}</span></li>'


def _outcome_html(one: Recorded, zone: ZoneInfo) -> str:
    by = escape(f"{one.recorded_by} · {day_and_time(one.recorded_at, zone)}")
    return (
        f'<div class="outcome"><strong>{OUTCOME_WORDING[one.outcome]}</strong><span class="by">{by}</span>'
        f'<span class="said">{escape(one.note)}</span></div>'
    )


def _send(key: str, viewer_id: str, assignment: Assignment) -> None:
    text = st.session_state[key] or ""
    written = commands.carry_out(key, discussion.write_note, viewer_id, assignment.assignment_id, text)
    if not isinstance(written, RefusedError):
        _note(viewer_id, assignment).done()
        st.session_state[CHANGED] = assignment.agent_id != viewer_id


def notes_and_outcome(
    viewer_id: str, assignment: Assignment, role: ViewerRole, recorded: Sequence[Recorded], today: date, zone: ZoneInfo
) -> None:
    """The conversation, and beside it what the supervisor concluded, from the follow-up day on with the form for it.

    `role` and `recorded`: discussion.viewer_role() and outcomes(), read in this run.
    """
    reads_only = not role.may_coach
    if reads_only and not recorded:
        _notes(viewer_id, assignment, _Known(role), zone)
        return
    said, concluded = st.columns([3, 2], gap="large")
    with said:
        _notes(viewer_id, assignment, _Known(role), zone)
    with concluded:
        if reads_only:
            _recorded(recorded, zone)
        else:
            _outcome(viewer_id, assignment, _Known(role, recorded), today, zone)


def _recorded(outcomes: Sequence[Recorded], zone: ZoneInfo) -> None:
    """What was concluded, newest first, under a heading."""
    newest, *earlier = (_outcome_html(one, zone) for one in outcomes)
    before = f'<p class="by">{wording.EARLIER_OUTCOMES}</p>{"".join(earlier)}' if earlier else ""
    st.html(f'{STYLE}<h3>{wording.OUTCOME}</h3><div class="outcomes">{newest}{before}</div>')


@st.fragment
def _outcome(viewer_id: str, assignment: Assignment, known: _Known, today: date, zone: ZoneInfo) -> None:
    _redraw_what_changed()
    role, recorded = known.role(viewer_id, assignment), known.outcomes(viewer_id, assignment)
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
        _recorded(recorded, zone)
    else:
        st.subheader(wording.OUTCOME)
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
    chosen = st.pills(
        wording.OUTCOME,
        list(Outcome),
        format_func=OUTCOME_WORDING.__getitem__,
        key=chosen_key,
        label_visibility="collapsed",
    )
    if chosen:
        st.caption(wording.OUTCOME_MEANINGS[chosen])
    st.text_area(wording.OUTCOME_NOTE, key=note_key, height=NOTE_HEIGHT, on_change="ignore", persist_state="session")
    words.under("note")
    commands.complaints(chosen_key, {"outcome": chosen_key, "note": note_key})
    st.button(
        wording.RECORD_OUTCOME,
        key=f"{chosen_key}_record",
        type="primary" if first else "secondary",
        on_click=_record,
        args=(chosen_key, note_key, viewer_id, assignment, today),
    )
    words.mirror()


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
    return f"conversation_{part}_{assignment.assignment_id}"
