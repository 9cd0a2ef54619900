"""How does the coaching form show what does not fit, and what is missing on purpose?"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from coaching.assignments.draft import Doubt
from coaching.ui.pages import coaching_form_actions
from coaching.ui.pages.coaching_form import CoachingForm
from coaching.ui.pages.coaching_form_fields import complaint, field, tick
from coaching.words import wording
from coaching.words.formatting import counted, long_text, plain

Fitting = Mapping[str, tuple[Sequence[Doubt], bool]]


def doubts(form: CoachingForm, fitting: Fitting, name: str) -> None:
    """What does not fit at a field of the form for one agent, and the tick that it is meant so; mostly nothing."""
    if form.kind != "group":
        found = [doubt for own, _ in fitting.values() for doubt in own if doubt.field == name]
        if found and name not in form.complaints:  # a complaint has the same sentences
            st.markdown(_sentences(found))
        _meant_so(form, found, name)


def members(form: CoachingForm, fitting: Fitting) -> None:
    """The members of the group with what does not fit each of them."""
    st.header(wording.MEMBERS)
    st.caption(wording.EACH_THEIR_OWN)
    for member in form.members.itertuples():
        _member(form, member, *fitting.get(member.agent_id, ((), False)))
    if wording.SAY_IT_IS_MEANT in form.complaints.get("members", ""):  # the doubts stand above
        st.markdown(f":red[⚠ {plain(wording.MEMBERS_IN_DOUBT)}]")
    else:
        complaint(form, "members")


def _member(form: CoachingForm, member: Any, found: Sequence[Doubt], contradicted: bool) -> None:
    own, left_out = len(member.interactions), member.agent_id in form.draft.left_out
    said = counted(own, wording.MARKED_FOR_COACHING_COUNTED) if own else f"⚠ {wording.NOTHING_MARKED_YET}"
    st.text(long_text(f"{member.name} · {wording.LEFT_OUT_THIS_TIME if left_out else said}"))
    if left_out:
        _in_or_out(form, member.agent_id, wording.TAKE_IN, out=False)
    elif found or contradicted or not own:
        if contradicted:
            st.markdown(f":orange[⚠ {plain(wording.PASSED_ALL)}]")
        if found:
            st.markdown(_sentences(found))
        with st.container(horizontal=True, vertical_alignment="center"):
            _meant_so(form, found, member.agent_id)
            _in_or_out(form, member.agent_id, wording.LEAVE_OUT, out=True)


def _in_or_out(form: CoachingForm, agent_id: str, label: str, *, out: bool) -> None:
    st.button(
        label,
        key=f"assign_left_out_{agent_id}",
        type="tertiary",
        icon=":material/person_remove:" if out else ":material/person_add:",
        on_click=coaching_form_actions.leave_out if out else coaching_form_actions.take_in,
        args=(form, agent_id),
    )


def _sentences(found: Sequence[Doubt]) -> str:
    return "  \n".join(f":orange[⚠ {plain(doubt.sentence)}]" for doubt in found)


def _meant_so(form: CoachingForm, found: Sequence[Doubt], place: str) -> None:
    """The tick that these doubts are meant so; `place`: the field or the member. None for no doubt."""
    keys = [doubt.key for doubt in found]
    if keys:
        field_of_form = "members" if form.kind == "group" else found[0].field
        tick(
            form,
            f"assign_meant_{place}",
            wording.MEANT_SO,
            set(keys) <= set(form.draft.confirmed),
            lambda meant: coaching_form_actions.confirm(form, keys, field_of_form, meant),
        )


def missing_on_purpose(form: CoachingForm) -> None:
    """The tick that there is no feedback or no plan, and why."""
    because = form.draft.without_feedback_because
    tick(
        form,
        "assign_without_feedback",
        wording.WITHOUT_FEEDBACK,
        because is not None,
        lambda without: coaching_form_actions.without_feedback(form, without, because),
        help=wording.WITHOUT_FEEDBACK_MEANS,
    )
    if because is not None:
        field(form, "without_feedback_because", st.text_input)
