"""What do the buttons and ticks of the coaching form change, and what does its dialog show?

All but look() are callbacks: they run before the page is drawn again.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from coaching.assignments.draft import Draft, placeholders
from coaching.assignments.drafted_lines import brought_up_to_date, holds, lines_of, with_line
from coaching.assignments.drafting import FIELDS, Field, Sentence
from coaching.quality import interactions
from coaching.ui.pages.coaching_form import CoachingForm
from coaching.ui.pieces import commands, evaluated_transcript
from coaching.ui.shell import navigation, states
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import long_text

# The widget with the interactions that can be added, and where it is noted of which lists all are shown.
ADD = "assign_add"
# Which interaction is looked at, until the dialog is closed: the page runs again meanwhile, when typing has paused.
LOOKED_AT = "assign_looked_at"


def add(form: CoachingForm, field: str, interaction_id: str) -> None:
    """Adds an interaction to this field, `interactions` or `best_responses`."""
    form.change(lambda draft: {field: [*getattr(draft, field), interaction_id]})


def remove(form: CoachingForm, field: str, interaction_id: str) -> None:
    """Takes an interaction out of this field."""
    form.change(lambda draft: {field: [one for one in getattr(draft, field) if one != interaction_id]})


def add_chosen(form: CoachingForm) -> None:
    """Adds the interaction that was chosen in the widget ADD, and empties it."""
    chosen = st.session_state[ADD]
    if chosen:
        add(form, "interactions", chosen)
        st.session_state[ADD] = None


def use_template(form: CoachingForm, template: Any) -> None:
    """Adds a template, a row of templates.templates(), below what is written already: nothing of that is lost."""
    form.change(
        lambda draft: {
            "went_well": "\n\n".join(filter(None, (draft.went_well.strip(), template.went_well))),
            "work_on": "\n\n".join(filter(None, (draft.work_on.strip(), template.work_on))),
            "action_plan": list(dict.fromkeys([*filter(str.strip, draft.action_plan), *template.action_plan])),
            "placeholders": [
                *draft.placeholders,
                *placeholders(template.went_well, template.work_on, *template.action_plan),
            ],
        },
    )


def put_in(form: CoachingForm, sentence: Sentence) -> None:
    """Puts a drafted sentence below what is written in its field."""
    field, apart = sentence.field, sentence.field != "action_plan"
    form.change(lambda draft: _of_lines(field, with_line(lines_of(getattr(draft, field)), sentence.text, apart=apart)))


def take_out(form: CoachingForm, sentence: Sentence) -> None:
    """Takes a drafted sentence out of its field, and the step that goes with it out of the plan."""
    taken = [sentence, *(each for each in form.sentences if each.goes_with == sentence.key)]

    def without(draft: Draft) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in taken:
            lines = lines_of(getattr(draft, each.field))
            if holds(lines, each.text):
                found |= _of_lines(each.field, brought_up_to_date(lines, {each.key: each.text}, {}))
        return found

    form.change(without)


def _of_lines(field: Field, lines: list[str]) -> dict[str, Any]:
    return {field: lines if field == "action_plan" else "\n".join(lines)}


def read_draft(form: CoachingForm, sentences: Sequence[str], meant: bool) -> None:
    """Says that these drafted sentences were read and are meant so, or no longer."""
    form.read_draft(sentences, meant)
    _take_complaints_away(form, *FIELDS)


def leave_out(form: CoachingForm, agent_id: str) -> None:
    """Leaves a member of the group out this time."""
    form.change(lambda draft: {"left_out": [*draft.left_out, agent_id]})
    _take_complaints_away(form, "members", "chosen_because")


def take_in(form: CoachingForm, agent_id: str) -> None:
    """Takes a member in again who was left out."""
    form.change(lambda draft: {"left_out": [each for each in draft.left_out if each != agent_id]})


def confirm(form: CoachingForm, keys: Sequence[str], field: str, meant: bool) -> None:
    """Says that the doubts with these keys are meant so, or no longer; `field`: where a complaint about them is."""

    def confirmed(draft: Draft) -> dict[str, list[str]]:
        others = [key for key in draft.confirmed if key not in keys]
        return {"confirmed": [*others, *keys] if meant else others}

    form.change(confirmed)
    _take_complaints_away(form, field)


def without_feedback(form: CoachingForm, without: bool, shown: str | None) -> None:
    """Says that feedback or a plan is missing on purpose, or no longer; `shown`: the reason that this tab shows."""

    def because(draft: Draft) -> dict[str, str | None]:
        reason = draft.without_feedback_because
        if without:
            return {"without_feedback_because": reason or ""}
        # A reason that was typed in another tab meanwhile is not thrown away unread.
        return {"without_feedback_because": None} if reason == shown else {}

    form.change(because)
    _take_complaints_away(form, "work_on", "action_plan")


def _take_complaints_away(form: CoachingForm, *fields: str) -> None:
    """What was refused at these fields may be right now: the next attempt to submit says it again where it is not."""
    for field in fields:
        commands.put_right(form.subject, field)


def open_look(form: CoachingForm, interaction_id: str, label: str, position: int | None = None) -> None:
    """Opens the dialog that shows an interaction; `label`: its heading; `position`: the message that it opens at, None
    for the first one."""
    st.session_state[LOOKED_AT] = (form.subject, interaction_id, label, position)


def _close_look() -> None:
    st.session_state.pop(LOOKED_AT, None)


def look(form: CoachingForm) -> None:
    """Draws the dialog with the interaction that is looked at from this form; nothing where none is."""
    subject, *looked_at = st.session_state.get(LOOKED_AT, (None,))
    if subject == form.subject:
        dialog = st.dialog(wording.LOOK, width="large", on_dismiss=_close_look)(_dialog)
        dialog(form.viewer_id, *looked_at)


def _whole(interaction_id: str) -> states.WayOn:
    """To the page of the interaction, which has all that is known of it. The form is kept as a draft."""
    return states.to(navigation.INTERACTION, wording.OPEN_INTERACTION, interaction=interaction_id)


def _dialog(viewer_id: str, interaction_id: str, label: str, position: int | None) -> None:
    turns = interactions.turns(database(), viewer_id, interaction_id)
    results = interactions.metric_results(database(), viewer_id, interaction_id)
    st.text(long_text(label))
    said, judged = st.tabs([wording.TRANSCRIPT, wording.METRICS])
    with said:
        if turns.empty:
            states.nothing(wording.NO_TRANSCRIPT, _whole(interaction_id))
        else:
            st.html(evaluated_transcript.transcript_html(turns, results, position, beside_metrics=False))
            if position is not None:
                evaluated_transcript.scroll_to(position)
    with judged:
        if not results:
            states.nothing(wording.NO_METRICS, _whole(interaction_id))
        else:
            st.html(evaluated_transcript.metrics_html(results, turns))
