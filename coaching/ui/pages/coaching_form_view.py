"""What does the coaching form look like? From the interactions it is about to the day of the follow-up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.draft import ChosenBecause, Draft, differing
from coaching.ui.pages import (
    coaching_form_actions,
    coaching_form_doubts_view,
    coaching_form_draft_view,
    coaching_form_tab,
    groups_view,
)
from coaching.ui.pages.coaching_form import CoachingForm
from coaching.ui.pages.coaching_form_doubts_view import Fitting
from coaching.ui.pages.coaching_form_fields import complaint, field
from coaching.ui.pages.coaching_form_offers import OfferedBestResponses
from coaching.ui.pieces import breadcrumbs, commands, interaction_columns
from coaching.ui.shell import access, draft_fields, navigation, states, tab_title
from coaching.words import wording
from coaching.words.formatting import counted, day, long_text, plain, weekday
from coaching.words.labels import told_apart
from coaching.words.sentences import listed, listed_names

OFFERED_AT_FIRST = 3
# Where in the session it is noted that all suggestions, or all bookmarks, are shown.
MORE_SUGGESTIONS, MORE_BOOKMARKS = "assign_more", "assign_more_bookmarks"


def header(form: CoachingForm) -> None:
    """Whom it is for, and where it is."""
    if form.kind == "assignment":
        above = [
            (wording.COACHING_ASSIGNMENTS, access.link_to(navigation.ASSIGNMENTS)),
            (wording.ASSIGNMENT, access.link_to(navigation.ASSIGNMENT, assignment=form.key)),
        ]
        title = wording.EDIT_COACHING.format(name=form.whom)
    elif form.kind == "group":
        above = [groups_view.list_of_groups(), (form.whom, groups_view.address_of(form.key))]
        title = wording.COACH_GROUP.format(name=form.whom)
    else:
        above = [breadcrumbs.of_agent(form.whom, form.key)]
        title = wording.NEW_COACHING.format(name=form.whom)
    breadcrumbs.below(above, title)
    st.title(plain(title))
    tab_title.set_to(title)
    st.caption(wording.DRAFT_IS_KEPT)
    if form.just_made:
        with st.container(border=True):
            st.success(wording.JUST_ASSIGNED, icon=":material/task_alt:")
            _to_what_was_made(form.just_made)


def _already_assigned(form: CoachingForm) -> None:
    if form.already_assigned:
        with st.container(border=True):
            st.warning(wording.ALREADY_ASSIGNED, icon=":material/content_copy:")
            _to_what_was_made(form.already_assigned)


def _to_what_was_made(assignment_ids: Sequence[str]) -> None:
    icon = ":material/arrow_forward:"
    if len(assignment_ids) == 1:
        navigation.link(navigation.ASSIGNMENT, wording.OPEN_COACHING, icon, assignment=assignment_ids[0])
    else:
        navigation.link(navigation.ASSIGNMENTS, wording.SEE_ASSIGNED, icon)


def _conflict(form: CoachingForm) -> None:
    faster = form.faster
    if faster is None:
        return
    with st.container(border=True):
        changed = listed([wording.FIELDS[name] for name in differing(faster.theirs, form.base)])
        st.warning(
            plain(wording.EDITED_MEANWHILE.format(name=faster.changed_by, changed=changed)), icon=":material/group:"
        )
        for name in form.changed_by_both:
            theirs = getattr(faster.theirs, name)
            words = listed_names(map(str, theirs)) if isinstance(theirs, list) else str(theirs)
            st.text(long_text(wording.BOTH_CHANGED.format(field=wording.FIELDS[name], theirs=words)))
        st.button(wording.BRING_IN, key="assign_bring_in", on_click=form.bring_in, type="primary")


def left_behind(draft: Draft | None, history: pd.DataFrame) -> None:
    """What was written for something that is gone, to be copied. `history`: of the assignment, newest change first."""
    if draft is None:
        return
    if len(history) and history["field"].iloc[0] == "withdrawn":
        newest = history.iloc[0]
        st.warning(plain(wording.WITHDRAWN_MEANWHILE.format(name=newest["changed_by"], reason=newest["becomes"])))
    st.header(wording.LEFT_BEHIND, anchor=False)
    for words in (draft.name, draft.went_well, draft.work_on, "\n".join(draft.action_plan)):
        if words.strip():
            with st.container(border=True):
                st.text(long_text(words), width="stretch")


def what_it_is_about(form: CoachingForm, failed: pd.DataFrame, known: Sequence[str], fitting: Fitting) -> None:
    """The coaching areas, the name, why this agent and the days that were looked at.

    `failed`: what the interactions fail, see proposals.areas_failed(); `known`: all coaching areas there are.
    """
    counts = dict(zip(failed["coaching_area"], failed["interactions"], strict=True))
    left, right = st.columns([3, 2])
    with left:
        areas = list(dict.fromkeys([*counts, *form.draft.coaching_areas, *known]))
        # Without the counts, which change: the browser hands labels back, and an old one would be an area of its own.
        labels = told_apart({area: area for area in areas})
        field(
            form,
            "coaching_areas",
            st.multiselect,
            options=areas,
            format_func=lambda area: labels.get(area, area),
            placeholder=wording.CHOOSE_AREAS,
            wrap=True,
        )
        if counts:
            of_all = [
                wording.AREA_FAILS_IN.format(area=labels[area], count=count, all=len(form.sources))
                for area, count in counts.items()
            ]
            st.caption(plain(wording.AREAS_FAILED.format(areas=listed(of_all))))
        coaching_form_doubts_view.doubts(form, fitting, "coaching_areas")
        field(form, "name", st.text_input, max_chars=200)
    with right:
        field(
            form,
            "chosen_because",
            st.selectbox,
            options=list(ChosenBecause),
            index=None,
            format_func=wording.CHOSEN_BECAUSE.__getitem__,
            placeholder=wording.CHOOSE_ONE,
            help=wording.WHY_ASKED,
        )
        first, last = st.columns(2)
        with first:
            field(form, "period_first", st.date_input, format="YYYY-MM-DD")
        with last:
            field(form, "period_last", st.date_input, format="YYYY-MM-DD")
        complaint(form, "period")


def interactions(form: CoachingForm, rows: pd.DataFrame, fitting: Fitting, zone: ZoneInfo) -> None:
    """The interactions that the form has, and those that can be added: `rows`, see coaching_form_offers."""
    st.header(wording.MARKED_INTERACTIONS)
    chosen = form.draft.interactions
    is_chosen = rows["interaction_id"].isin(chosen)
    if not is_chosen.any():
        states.nothing(wording.NO_INTERACTION_YET, states.below, ":material/playlist_add:")
    for row in rows[is_chosen].itertuples():
        fails = _fails(row.failed_areas)
        _interaction(form, row, fails, zone, "interactions", remove=True)
    _gone(form, rows, "interactions")
    complaint(form, "interactions")
    coaching_form_doubts_view.doubts(form, fitting, "interactions")
    labels = told_apart({row.interaction_id: _label(row, zone) for row in rows[~is_chosen].itertuples()})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            wording.ADD_INTERACTION,
            list(labels),
            index=None,
            key=coaching_form_actions.ADD,
            format_func=labels.__getitem__,
            placeholder=wording.ADD_NEWEST,
            on_change=coaching_form_actions.add_chosen,
            args=(form,),
        )
        navigation.link(
            navigation.EVALUATION, wording.FIND_IN_EVALUATION, ":material/search:", agent=form.agent_id or ""
        )


def _fails(failed_areas: list[str] | None) -> str:
    if failed_areas is None:
        return wording.NOT_EVALUATED
    return wording.FAILS_AREAS.format(areas=listed(failed_areas)) if failed_areas else wording.FAILS_NOTHING


def _label(row: Any, zone: ZoneInfo) -> str:
    return f"{interaction_columns.label(row, zone)} · {interaction_columns.kore_and_audit(row)}"


def _interaction(form: CoachingForm, row: Any, why: str, zone: ZoneInfo, field: str, *, remove: bool) -> None:
    key = f"{field}_{row.interaction_id}"
    with st.container(border=True):
        said, actions = st.columns([7, 3], vertical_alignment="center")
        with said.container(gap=None):
            st.text(long_text(_label(row, zone)), width="stretch")
            if why:
                st.caption(plain(why))
        with actions.container(horizontal=True, horizontal_alignment="right"):
            st.button(
                wording.LOOK,
                key=f"assign_look_{key}",
                icon=":material/visibility:",
                on_click=coaching_form_actions.open_look,
                args=(form, row.interaction_id, _label(row, zone)),
            )
            st.button(
                wording.REMOVE if remove else wording.ADD,
                key=f"assign_{'remove' if remove else 'add'}_{key}",
                icon=":material/close:" if remove else ":material/add:",
                on_click=coaching_form_actions.remove if remove else coaching_form_actions.add,
                args=(form, field, row.interaction_id),
            )


def _gone(form: CoachingForm, found: pd.DataFrame, field: str) -> None:
    """Those that are no longer there to see, so that they can be taken away."""
    for interaction_id in getattr(form.draft, field):
        if interaction_id not in set(found["interaction_id"]):
            with st.container(border=True, horizontal=True, vertical_alignment="center"):
                st.text(wording.NO_LONGER_THERE, width="stretch")
                st.button(
                    wording.REMOVE,
                    key=f"assign_remove_{field}_{interaction_id}",
                    icon=":material/close:",
                    on_click=coaching_form_actions.remove,
                    args=(form, field, interaction_id),
                )


def best_responses(form: CoachingForm, offered: OfferedBestResponses, zone: ZoneInfo) -> None:
    """The best responses: chosen ones, then suggestions with their reasons, then the viewer's bookmarks."""
    st.header(wording.BEST_RESPONSES)
    rows = {row.interaction_id: row for row in offered.rows.itertuples()}
    for interaction_id in form.draft.best_responses:
        if interaction_id in rows:
            _interaction(form, rows[interaction_id], "", zone, "best_responses", remove=True)
    _gone(form, offered.rows, "best_responses")
    complaint(form, "best_responses")
    st.subheader(wording.SUGGESTED, anchor=False)
    if not offered.suggested:
        st.caption(wording.NO_SUGGESTION if form.sources and form.draft.coaching_areas else wording.SUGGESTED_WHEN)
    _offered(form, rows, offered.suggested, zone, MORE_SUGGESTIONS)
    if offered.bookmarked:
        st.subheader(wording.YOUR_BOOKMARKS, anchor=False)
        _offered(form, rows, offered.bookmarked, zone, MORE_BOOKMARKS)


def _offered(form: CoachingForm, rows: Mapping[str, Any], why: Mapping[str, str], zone: ZoneInfo, more: str) -> None:
    """The first of those that can be added, and the others when they are asked for (`more`: where that is noted)."""
    offered = [interaction_id for interaction_id in why if interaction_id in rows]
    shown = offered if st.session_state.get(more) == form.subject else offered[:OFFERED_AT_FIRST]
    for interaction_id in shown:
        _interaction(form, rows[interaction_id], why[interaction_id], zone, "best_responses", remove=False)
    if len(shown) < len(offered):
        st.button(
            wording.SHOW_MORE.format(count=len(offered) - len(shown)),
            key=f"{more}_show",
            type="tertiary",
            on_click=_show_more,
            args=(form, more),
        )


def _show_more(form: CoachingForm, more: str) -> None:
    st.session_state[more] = form.subject


def feedback(form: CoachingForm, templates: pd.DataFrame) -> None:
    """Both parts of the feedback, the action plan as steps, and what templates offer: see templates.templates()."""
    st.header(wording.FEEDBACK_AND_PLAN)
    written = templates[templates["written"] & templates["coaching_area"].isin(form.draft.coaching_areas)]
    with st.container(horizontal=True):
        for template in written.itertuples():
            said = wording.USE_OWN_TEMPLATE if template.own else wording.USE_TEMPLATE
            label = plain(said.format(area=template.coaching_area))
            key = f"assign_template_{'own_' if template.own else ''}{template.coaching_area}"
            st.button(
                label,
                key=key,
                icon=":material/edit_note:",
                on_click=coaching_form_actions.use_template,
                args=(form, template),
            )
    coaching_form_draft_view.mark(form)
    left, right = st.columns(2)
    with left:
        field(form, "went_well", st.text_area, height="content", placeholder=wording.WENT_WELL_HINT)
    with right:
        field(form, "work_on", st.text_area, height="content", placeholder=wording.WORK_ON_HINT)
    if not (form.draft.went_well.strip() and form.draft.work_on.strip()):
        st.caption(wording.BOTH_PARTS_WANTED)
    field(
        form,
        "action_plan",
        st.text_area,
        height="content",
        placeholder=wording.PLAN_HINT,
    )
    coaching_form_draft_view.read(form)
    coaching_form_draft_view.sources(form)
    coaching_form_doubts_view.missing_on_purpose(form)


def submitted(form: CoachingForm, today: date) -> bool:
    """The follow-up date and the buttons at the end; True when the form was submitted."""
    left, _ = st.columns([1, 2])
    with left:
        field(form, "follow_up_on", st.date_input, format="YYYY-MM-DD")
    if form.draft.follow_up_on and not form.complaints.get("follow_up_on"):
        st.caption(
            wording.FOLLOW_UP_AND_TODAY.format(
                weekday=weekday(form.draft.follow_up_on), day=day(form.draft.follow_up_on), today=day(today)
            )
        )
    found = form.complaints
    if found:
        st.error(
            wording.NOT_ASSIGNED.format(count=counted(len(found), wording.THINGS_COUNTED)), icon=":material/error:"
        )
    if not form.already_assigned and form.faster is None:
        commands.about_the_whole(form.subject)
    _conflict(form)
    _already_assigned(form)
    label = {
        "agent": wording.ASSIGN_TO.format(name=form.whom),
        "assignment": wording.SAVE_CHANGES,
        "group": wording.ASSIGN_TO_GROUP.format(members=counted(len(form.drafts_of_agents), wording.MEMBERS_COUNTED)),
    }[form.kind]
    if form.undecided:
        st.warning(wording.DECIDE_FIRST, icon=":material/tab:")
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(plain(label), type="primary", icon=":material/check:", key="assign_submit")
        draft_fields.ask_first(wording.DISCARD_DRAFT, "assign_discard", form.discard)
    texts = [coaching_form_tab.widget_key(name) for name in coaching_form_tab.TEXTS]
    undecided = [coaching_form_tab.widget_key(name) for name in form.undecided]
    finish = ("assign_submit", "assign_discard")
    draft_fields.mirror_of(form.viewer_id, form.subject, texts, finish, undecided, coaching_form_tab.put_back)
    return pressed and not undecided
