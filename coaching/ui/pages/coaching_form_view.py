"""The parts of the coaching form, from what it is about to the day of the follow-up."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments import best_responses, proposals, templates
from coaching.assignments.draft import ChosenBecause, Draft, differing, placeholders
from coaching.quality import bookmarks, coaching_areas, interactions
from coaching.ui.pages import coaching_form_doubts_view, coaching_form_tab
from coaching.ui.pages.coaching_form import CoachingForm
from coaching.ui.pages.coaching_form_doubts_view import Fitting
from coaching.ui.pages.coaching_form_fields import complaint, field
from coaching.ui.pieces import commands, evaluated_transcript, interaction_columns
from coaching.ui.shell import draft_fields, navigation, tab_title
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import counted, day, long_text, plain, weekday
from coaching.words.labels import told_apart
from coaching.words.sentences import listed, listed_names

MOST_SUGGESTED, OFFERED_AT_FIRST = 8, 3
MOST_TO_ADD = 60
# Which interaction is looked at, until the dialog is closed: the page runs again meanwhile, when typing has paused.
LOOKED_AT = "assign_looked_at"
TEXT_HEIGHT, PLAN_HEIGHT = 170, 150
MORE_SUGGESTIONS, MORE_BOOKMARKS = "assign_more", "assign_more_bookmarks"


def header(form: CoachingForm) -> None:
    """Whom it is for, and the way back."""
    if form.kind == "assignment":
        navigation.link(navigation.ASSIGNMENT, wording.ASSIGNMENT, ":material/arrow_back:", assignment=form.key)
        title = wording.EDIT_COACHING.format(name=form.whom)
    elif form.kind == "group":
        navigation.link(
            navigation.MARKED_FOR_COACHING, wording.MARKED_FOR_COACHING, ":material/arrow_back:", group=form.key
        )
        title = wording.COACH_GROUP.format(name=form.whom)
    else:
        navigation.link(navigation.EVALUATION, wording.EVALUATION, ":material/arrow_back:", agent=form.key)
        title = wording.NEW_COACHING.format(name=form.whom)
    st.title(plain(title))
    tab_title.set_to(title)
    st.caption(wording.DRAFT_IS_KEPT)


def _already_assigned(form: CoachingForm) -> None:
    made = form.already_assigned
    if not made:
        return
    with st.container(border=True):
        st.warning(wording.ALREADY_ASSIGNED, icon=":material/content_copy:")
        if len(made) == 1:
            navigation.link(
                navigation.ASSIGNMENT, wording.OPEN_COACHING, ":material/arrow_forward:", assignment=made[0]
            )
        else:
            navigation.link(navigation.ASSIGNMENTS, wording.SEE_ASSIGNED, ":material/arrow_forward:")


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
    st.markdown(f"**{wording.LEFT_BEHIND}**")
    for words in (draft.name, draft.went_well, draft.work_on, "\n".join(draft.action_plan)):
        if words.strip():
            with st.container(border=True):
                st.text(long_text(words), width="stretch")


def what_it_is_about(form: CoachingForm, zone: ZoneInfo) -> None:
    """The interactions, the coaching areas, the name, why this agent and the days that were looked at."""
    fitting = form.fitting()
    if form.kind == "group":
        coaching_form_doubts_view.members(form, fitting)
    else:
        _interactions(form, fitting, zone)
    failed = proposals.areas_failed(database(), form.viewer_id, form.sources)
    counts = dict(zip(failed["coaching_area"], failed["interactions"], strict=True))
    left, right = st.columns([3, 2])
    with left:
        known = coaching_areas.coaching_areas(database(), form.viewer_id)
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
            help=wording.WHY_ASKED,
        )
        first, last = st.columns(2)
        with first:
            field(form, "period_first", st.date_input, format="YYYY-MM-DD")
        with last:
            field(form, "period_last", st.date_input, format="YYYY-MM-DD")
        complaint(form, "period")


def _interactions(form: CoachingForm, fitting: Fitting, zone: ZoneInfo) -> None:
    st.subheader(wording.MARKED_INTERACTIONS)
    agent, chosen = form.agent_id or "", form.draft.interactions
    newest = proposals.newest_interactions(database(), form.viewer_id, agent, MOST_TO_ADD)
    rows = proposals.interactions_to_show(database(), form.viewer_id, list(dict.fromkeys([*chosen, *newest])))
    is_chosen = rows["interaction_id"].isin(chosen)
    if not is_chosen.any():
        st.info(wording.NO_INTERACTION_YET, icon=":material/playlist_add:")
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
            key="assign_add",
            format_func=labels.__getitem__,
            placeholder=wording.ADD_NEWEST,
            on_change=_add_chosen,
            args=(form,),
        )
        navigation.link(navigation.EVALUATION, wording.FIND_IN_EVALUATION, ":material/search:", agent=agent)


def _fails(failed_areas: list[str] | None) -> str:
    if failed_areas is None:
        return wording.NOT_EVALUATED
    return wording.FAILS_AREAS.format(areas=listed(failed_areas)) if failed_areas else wording.FAILS_NOTHING


def _add_chosen(form: CoachingForm) -> None:
    chosen = st.session_state["assign_add"]
    if chosen:
        _add(form, "interactions", chosen)
        st.session_state["assign_add"] = None


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
                on_click=_open_look,
                args=(key,),
            )
            if st.session_state.get(LOOKED_AT) == key:
                _look(form.viewer_id, row.interaction_id, _label(row, zone))
            st.button(
                wording.REMOVE if remove else wording.ADD,
                key=f"assign_{'remove' if remove else 'add'}_{key}",
                icon=":material/close:" if remove else ":material/add:",
                on_click=_remove if remove else _add,
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
                    on_click=_remove,
                    args=(form, field, interaction_id),
                )


def _add(form: CoachingForm, field: str, interaction_id: str) -> None:
    form.change(lambda draft: {field: [*getattr(draft, field), interaction_id]})


def _remove(form: CoachingForm, field: str, interaction_id: str) -> None:
    form.change(lambda draft: {field: [one for one in getattr(draft, field) if one != interaction_id]})


def _open_look(key: str) -> None:
    st.session_state[LOOKED_AT] = key


def _close_look() -> None:
    st.session_state.pop(LOOKED_AT, None)


@st.dialog(wording.LOOK, width="large", on_dismiss=_close_look)
def _look(viewer_id: str, interaction_id: str, label: str) -> None:
    """An interaction without leaving the form."""
    turns = interactions.turns(database(), viewer_id, interaction_id)
    results = interactions.metric_results(database(), viewer_id, interaction_id)
    st.html(evaluated_transcript.STYLE)
    st.text(long_text(label))
    said, judged = st.tabs([wording.TRANSCRIPT, wording.METRICS])
    with said:
        if turns.empty:
            st.info(wording.NO_TRANSCRIPT)
        else:
            st.html(evaluated_transcript.transcript_html(turns, results))
    with judged:
        if not results:
            st.info(wording.NO_METRICS)
        else:
            st.html(evaluated_transcript.metrics_html(results, turns))


def examples(form: CoachingForm, zone: ZoneInfo) -> None:
    """The best responses: chosen ones, then suggestions with their reasons, then the viewer's bookmarks."""
    st.subheader(wording.BEST_RESPONSES)
    chosen = form.draft.best_responses
    suggested = best_responses.offer(
        database(), form.viewer_id, form.sources, form.draft.coaching_areas, MOST_SUGGESTED
    )
    own = set(form.members["agent_id"]) if form.kind == "group" else {form.agent_id}
    kept = bookmarks.bookmarked(database(), form.viewer_id)
    notes = {row.interaction_id: row.note for row in kept.itertuples() if row.agent_id not in own}
    reasons = {
        row.interaction_id: f"{row.reason} · ★ {notes[row.interaction_id] or wording.YOUR_BOOKMARKS}"
        if row.interaction_id in notes
        else row.reason
        for row in suggested.itertuples()
        if row.interaction_id not in chosen
    }
    notes = {one: note for one, note in notes.items() if one not in reasons and one not in chosen}
    found = proposals.interactions_to_show(database(), form.viewer_id, [*chosen, *reasons, *notes])
    rows = {row.interaction_id: row for row in found.itertuples()}
    for interaction_id in chosen:
        if interaction_id in rows:
            _interaction(form, rows[interaction_id], "", zone, "best_responses", remove=True)
    _gone(form, found, "best_responses")
    complaint(form, "best_responses")
    st.markdown(f"**{wording.SUGGESTED}**")
    if not reasons:
        st.caption(wording.NO_SUGGESTION if form.sources and form.draft.coaching_areas else wording.SUGGESTED_WHEN)
    _offered(form, rows, reasons, zone, MORE_SUGGESTIONS)
    if notes:
        st.markdown(f"**{wording.YOUR_BOOKMARKS}**")
        _offered(form, rows, notes, zone, MORE_BOOKMARKS)


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


def feedback(form: CoachingForm) -> None:
    """Both parts of the feedback, the action plan as steps, and what templates offer for them."""
    st.subheader(wording.FEEDBACK_AND_PLAN)
    written = templates.templates(database(), form.viewer_id)
    written = written[written["written"] & written["coaching_area"].isin(form.draft.coaching_areas)]
    with st.container(horizontal=True):
        for template in written.itertuples():
            label = plain(wording.USE_TEMPLATE.format(area=template.coaching_area))
            key = f"assign_template_{template.coaching_area}"
            st.button(label, key=key, icon=":material/edit_note:", on_click=_use, args=(form, template))
    left, right = st.columns(2)
    with left:
        field(form, "went_well", st.text_area, height=TEXT_HEIGHT, placeholder=wording.WENT_WELL_HINT)
    with right:
        field(form, "work_on", st.text_area, height=TEXT_HEIGHT, placeholder=wording.WORK_ON_HINT)
    if not (form.draft.went_well.strip() and form.draft.work_on.strip()):
        st.caption(wording.BOTH_PARTS_WANTED)
    field(
        form,
        "action_plan",
        st.text_area,
        height=PLAN_HEIGHT,
        placeholder=wording.PLAN_HINT,
    )
    coaching_form_doubts_view.missing_on_purpose(form)


def _use(form: CoachingForm, template: Any) -> None:
    """Adds the template, a row of templates.templates(), to what stands there: nothing that somebody wrote is lost."""
    form.change(
        lambda draft: {
            "went_well": "\n\n".join(filter(None, (draft.went_well.strip(), template.went_well))),
            "work_on": "\n\n".join(filter(None, (draft.work_on.strip(), template.work_on))),
            "action_plan": [*filter(str.strip, draft.action_plan), *template.action_plan],
            "placeholders": [
                *draft.placeholders,
                *placeholders(template.went_well, template.work_on, *template.action_plan),
            ],
        },
    )


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
