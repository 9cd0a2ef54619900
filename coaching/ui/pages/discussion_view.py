"""What does the discussion of an assignment look like? The steps of the plan, the notes, the outcomes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.assignments.discussion import Note, Outcome, Recorded, Step, ViewerRole
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.shown_value import show
from coaching.words import wording
from coaching.words.formatting import as_label, day_and_time, escape, long_text, own_direction

NOTE_HEIGHT = 110
ANCHOR = "assignment-discussion"


def acknowledgement(role: ViewerRole, key: str, acknowledge: Callable[[], None], zone: ZoneInfo) -> None:
    """Whether the agent has taken note of the assignment; one small button for them until they have."""
    if role.acknowledged_at is not None:
        st.caption(f"{wording.ACKNOWLEDGED} {day_and_time(role.acknowledged_at, zone)}")
    elif role.is_agent:
        st.button(
            wording.ACKNOWLEDGE,
            key=key,
            icon=":material/done:",
            help=wording.ACKNOWLEDGE_MEANS,
            on_click=acknowledge,
        )
        commands.complaints(key)
    else:
        st.caption(wording.NOT_ACKNOWLEDGED)


def step_to_tick(key: str, step: Step, tick: Callable[[], None]) -> None:
    """A step of the plan with a checkbox, for its agent."""
    show(key, step.done)  # as it is recorded, also where a tick was refused or came from elsewhere
    st.checkbox(as_label(f"{step.number}. {step.step}"), key=key, on_change=tick)
    commands.complaints(key)


def step_to_read(step: Step, zone: ZoneInfo) -> None:
    """A step of the plan, for everybody else."""
    when = wording.STEP_DONE.format(when=day_and_time(step.ticked_at, zone)) if step.done else ""
    st.text(long_text(f"{'✓' if step.done else '○'} {step.number}. {step.step}{when}"), width="stretch")


def notes(written: Sequence[Note], zone: ZoneInfo, new_since: datetime | None) -> None:
    """The notes in the order given, under a heading. `new_since`: for the agent, after which instant what others wrote
    is new; None where nothing is."""
    if new_since is not None:  # what the agent has answered is not new
        new_since = max([new_since, *(note.written_at for note in written if note.by_agent)])
    items = "".join(_note_html(note, zone, new_since) for note in written)
    shown = f"<ol>{items}</ol>" if items else f'<p class="by">{wording.NO_NOTES}</p>'
    st.html(f'<h2 id="{ANCHOR}">{wording.DISCUSSION}</h2><div class="notes">{shown}</div>')


def note_form(key: str, label: str, words: Typed, send: Callable[[], None]) -> None:
    """Where to write a note. `words`: what is typed into the widget `key`, after Typed.begin().

    The text goes along with whatever is clicked next, and is still here when its writer comes back from an interaction.
    A run of its own when the field is left could swallow that click.
    """
    st.text_area(as_label(label), key=key, height=NOTE_HEIGHT, on_change="ignore", persist_state="session")
    words.under("note")
    commands.complaints(key, {"note": key})
    st.button(wording.SEND, key=f"{key}_send", icon=":material/send:", on_click=send)
    words.mirror()


def note_to_answer(key: str, agent_name: str, set_aside: Callable[[], None]) -> None:
    """Says that the agent waits for an answer, with the button that says that none is needed."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(wording.NOTE_TO_ANSWER, width="content")
        st.button(
            wording.NO_ANSWER_NEEDED,
            key=key,
            type="tertiary",
            icon=":material/done_all:",
            help=as_label(wording.NO_ANSWER_NEEDED_MEANS.format(name=agent_name)),
            on_click=set_aside,
        )


def _note_html(note: Note, zone: ZoneInfo, new_since: datetime | None = None) -> str:
    new = "" if note.by_agent else _new(note.written_at, new_since)
    by = f"{new}{own_direction(note.writer)} · {day_and_time(note.written_at, zone)}"
    role = "agent" if note.by_agent else "supervisor"
    said = f'<span class="said" dir="auto">{escape(note.text)}</span>'
    return f'<li class="note {role}"><span class="by">{by}</span>{said}</li>'


def _new(written_at: datetime, new_since: datetime | None) -> str:
    """The word before what is new."""
    is_new = new_since is not None and written_at > new_since
    return f'<strong class="new">{wording.NEW}</strong> ' if is_new else ""


def _outcome_html(one: Recorded, zone: ZoneInfo, new_since: datetime | None) -> str:
    by = f"{_new(one.recorded_at, new_since)}{own_direction(one.recorded_by)} · {day_and_time(one.recorded_at, zone)}"
    return (
        f'<div class="outcome"><strong>{wording.OUTCOMES[one.outcome]}</strong><span class="by">{by}</span>'
        f'<span class="said" dir="auto">{escape(one.note)}</span></div>'
    )


def outcomes(recorded: Sequence[Recorded], zone: ZoneInfo, new_since: datetime | None = None) -> None:
    """What was concluded, newest first, under a heading. `new_since`: as for notes()."""
    newest, *earlier = (_outcome_html(one, zone, new_since) for one in recorded)
    before = f'<p class="by">{wording.EARLIER_OUTCOMES}</p>{"".join(earlier)}' if earlier else ""
    st.html(f'<h2>{wording.OUTCOME}</h2><div class="outcomes">{newest}{before}</div>')


def outcome_form(chosen_key: str, note_key: str, words: Typed, first: bool, record: Callable[[], None]) -> None:
    """Where to record an outcome. `words`: what is typed into `note_key`, after begin(); `first`: there is none yet."""
    chosen = st.pills(
        wording.OUTCOME,
        list(Outcome),
        format_func=wording.OUTCOMES.__getitem__,
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
        on_click=record,
    )
    words.mirror()
