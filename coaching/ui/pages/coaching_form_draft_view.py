"""How does the coaching form mark what it has drafted, and how does it show where each sentence comes from?"""

import streamlit as st

from coaching.assignments.drafted_lines import holds, lines_of
from coaching.assignments.drafting import FIELDS, Kind, Sentence, Source
from coaching.assignments.form_draft import said_in
from coaching.ui.pages import coaching_form_actions
from coaching.ui.pages.coaching_form import CoachingForm
from coaching.ui.pages.coaching_form_fields import tick
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import long_text, plain

MOST_OFFERED = 3


def mark(form: CoachingForm) -> None:
    """Says that there is a draft that nobody has read; nothing where there is none."""
    if form.draft.unread:
        st.markdown(f":orange[{wording.DRAFT_TO_READ}]")


def read(form: CoachingForm) -> None:
    """The tick that the drafted sentences in the form have been read; nothing where there are none."""
    standing = [each.text for each in form.sentences if _stands(form, each)]
    if standing:
        tick(
            form,
            "assign_draft_read",
            wording.DRAFT_READ,
            not form.draft.unread,
            lambda meant: coaching_form_actions.read_draft(form, standing, meant),
        )


def sources(form: CoachingForm) -> None:
    """Each drafted sentence with what it rests on, and those that can be put in; nothing where there is none."""
    shown = _shown(form)
    if not shown:
        return
    with st.expander(wording.DRAFT_SOURCES, icon=":material/account_tree:"):
        st.caption(wording.DRAFT_SOURCES_MEAN)
        for number, sentence in shown.items():
            _sentence(form, number, sentence)


def _shown(form: CoachingForm) -> dict[int, Sentence]:
    """The sentences that stand in their fields, and the first others of each field; no step without its metric."""
    about_work = [each for each in form.sentences if each.field == "work_on"]
    worked_on = said_in(lines_of(form.draft.work_on), about_work)
    shown: dict[int, Sentence] = {}
    offered = dict.fromkeys(FIELDS, 0)
    for number, each in enumerate(form.sentences):
        if each.goes_with is not None and each.goes_with not in worked_on:
            continue
        if not _stands(form, each):
            offered[each.field] += 1
            if offered[each.field] > MOST_OFFERED:
                continue
        shown[number] = each
    return shown


def _stands(form: CoachingForm, sentence: Sentence) -> bool:
    return holds(lines_of(getattr(form.draft, sentence.field)), sentence.text)


def _sentence(form: CoachingForm, number: int, sentence: Sentence) -> None:
    stands = _stands(form, sentence)
    with st.container(border=True):
        said, action = st.columns([8, 2], vertical_alignment="top")
        with said.container(gap=None):
            st.caption(wording.FIELDS[sentence.field])
            st.text(long_text(sentence.text), width="stretch")
        with action.container(horizontal=True, horizontal_alignment="right"):
            st.button(
                wording.DRAFT_TAKE_OUT if stands else wording.DRAFT_PUT_IN,
                key=f"assign_sentence_{number}",
                icon=":material/close:" if stands else ":material/add:",
                on_click=coaching_form_actions.take_out if stands else coaching_form_actions.put_in,
                args=(form, sentence),
            )
        with st.container(horizontal=True, gap="small"):
            for place, source in enumerate(sentence.sources):
                _source(form, f"assign_source_{number}_{place}", source)


def _source(form: CoachingForm, key: str, source: Source) -> None:
    label = plain(source.called)
    if source.kind is Kind.INTERACTION:
        st.button(
            label,
            key=key,
            type="tertiary",
            icon=":material/visibility:",
            on_click=coaching_form_actions.open_look,
            args=(form, source.interaction_id, source.called, source.position),
        )
    elif source.kind is Kind.TEMPLATE:
        navigation.link(navigation.TEMPLATES, label, ":material/edit_note:")
    elif form.agent_id:
        navigation.link(navigation.AGENT_PAGE, label, ":material/query_stats:", agent=form.agent_id)
    else:
        st.caption(label)
