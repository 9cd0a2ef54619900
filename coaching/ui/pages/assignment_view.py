"""What does an assignment look like? Its header, the feedback and plan, the tables of interactions."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coaching.assignments.assignments import Assignment
from coaching.assignments.discussion import Outcome, ViewerRole
from coaching.assignments.draft import ChosenBecause
from coaching.assignments.history import Choice
from coaching.assignments.marks import Request
from coaching.assignments.news import Unread
from coaching.assignments.status import Status, is_follow_up_due, is_overdue
from coaching.storage.frames import rows_of
from coaching.ui.pages import comparison_view, discussion_view
from coaching.ui.pieces import breadcrumbs, change_table, interaction_columns, table
from coaching.ui.shell import navigation, states, tab_title
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import day, day_and_time, due, escape, long_text, own_direction, plain, status_label

STATUS_COLOURS = {Status.NOT_STARTED: "gray", Status.IN_PROGRESS: "blue", Status.COMPLETED: "green"}

INTERACTIONS = "assignment_interactions"
HISTORY_TABLE = "assignment_history"
COLUMNS = (
    *interaction_columns.WITH_FAILS,
    table.Column("reviewed", lambda: wording.REVIEWED, align="tight"),
    interaction_columns.OPEN,
)


def way_back(assignment: Assignment, viewer_id: str, measures: bool) -> None:
    """To the list that the reader comes from; for supervisors also to the agent, all coaching of the agent, and what
    came of it, if they measure coaching."""
    breadcrumbs.of_assignment(assignment, viewer_id)
    if assignment.agent_id == viewer_id:
        return
    with st.container(horizontal=True):
        navigation.link(
            navigation.AGENT_PAGE,
            plain(wording.AGENT_PAGE_OF.format(name=assignment.agent_name)),
            ":material/person:",
            agent=assignment.agent_id,
        )
        navigation.link(
            navigation.MY_COACHING,
            plain(wording.ALL_OF_AGENT.format(name=assignment.agent_name)),
            ":material/school:",
            agent=assignment.agent_id,
        )
        if measures:
            navigation.link(
                navigation.PROGRESS,
                plain(wording.PROGRESS_OF.format(name=assignment.agent_name)),
                ":material/show_chart:",
                assignment=assignment.assignment_id,
            )


def header(assignment: Assignment, outcome: Outcome | None, reads_as_agent: bool, today: date, zone: ZoneInfo) -> None:
    """Name, status, coaching areas, who assigned it and when, and the follow-up. `outcome`: the newest one, if any."""
    st.title(plain(assignment.name))
    tab_title.set_to(assignment.name)
    if not reads_as_agent:
        st.caption(plain(wording.READ_ONLY.format(name=assignment.agent_name)))
    over = outcome is not None or assignment.withdrawn_at is not None
    state, colour = status_label(assignment.status, reads_as_agent, over), STATUS_COLOURS[assignment.status]
    if over and assignment.status is not Status.COMPLETED:
        colour = "gray"
    if assignment.withdrawn_at:
        state, colour = f"✕ {wording.WITHDRAWN}", "gray"
    reviewed = wording.REVIEWED_OF.format(reviewed=assignment.reviewed, total=assignment.total)
    areas = [f":blue-badge[{plain(area)}]" for area in assignment.coaching_areas]
    concluded = [f":gray-badge[{plain(wording.OUTCOMES[outcome])}]"] if outcome else []
    badges = " \u2002".join([f":{colour}-badge[{state}]", *concluded, reviewed])
    follow_up = wording.FOLLOW_UP_ON.format(day=day(assignment.follow_up_on))
    if is_overdue(assignment.follow_up_on, assignment.status, over, today):
        follow_up = f"⚠ {due(assignment.follow_up_on, today)}"
    elif not reads_as_agent and is_follow_up_due(assignment.follow_up_on, over, today):
        follow_up = f"{wording.FOLLOW_UP_DUE}: {day(assignment.follow_up_on)}"
    assigned = day(day_of(assignment.assigned_at, zone))
    said = plain(
        wording.ASSIGNED_WHEN_AND_DUE.format(
            when=assigned, name=assignment.assigned_by, follow_up=follow_up, zone=zone.key
        )
    )
    st.markdown(f"{badges}\n\n{said}\n\n**{wording.COACHING_AREA}** {' '.join(areas)}")


def news(new: Unread | None) -> None:
    """What is new since the agent last had the assignment open; nothing where nothing is."""
    if new is None:
        return
    fields = wording.COMMA.join(wording.HISTORY_FIELDS[field] for field in new.fields)
    said = " ".join(wording.NEWS_HERE[kind].format(fields=fields) for kind in new.kinds)
    st.html(f'<p class="news" role="status"><strong class="new">{wording.NEW}</strong> {escape(said)}</p>')


def requests(requests: Sequence[Request], assignment: Assignment, reads_as_agent: bool, zone: ZoneInfo) -> None:
    """What the agent had asked for, in their words; mostly nothing."""
    for each in requests:
        when = day_and_time(each.asked_at, zone)
        asked = wording.YOU_ASKED if reads_as_agent else wording.AGENT_ASKED
        heading = asked.format(when=when, name=own_direction(assignment.agent_name))
        words = escape(each.note or wording.ASKED_WITHOUT_WORDS)
        st.html(f'<h2>{heading}</h2><p class="quoted" dir="auto">{words}</p>')


def feedback_and_plan(assignment: Assignment, without_because: str | None) -> DeltaGenerator | None:
    """What went well and what to work on, as the supervisor wrote it, in lines that are easy to read, and beside it a
    card for the steps of the plan, which is returned.

    `without_because`: for supervisors, why a part is missing on purpose. What is missing like that has no card.
    """
    parts = [(wording.WENT_WELL, assignment.went_well), (wording.WORK_ON, assignment.work_on)]
    has_plan = bool(assignment.action_plan) or not assignment.without_feedback
    if assignment.without_feedback:
        parts = [(heading, words) for heading, words in parts if words]
        reason = wording.WILL_TALK_FOR_SUPERVISOR.format(reason=f"“{without_because}”.") if without_because else ""
        talk = states.within(discussion_view.ANCHOR, wording.DISCUSSION)
        states.nothing(plain(reason or wording.WILL_TALK), talk, ":material/forum:")
    widths = [2] * bool(parts) + [1] * has_plan
    cards = st.columns(widths, gap="medium") if widths else []
    if parts:
        cards[0].html(_feedback_html(parts))
    if not has_plan:
        return None
    card = cards[-1].container(border=True)
    card.html(f"<h2>{wording.ACTION_PLAN}</h2>")
    return card


def _feedback_html(parts: Sequence[tuple[str, str]]) -> str:
    said = [
        f'<h3>{heading}</h3><p class="quoted" dir="auto">{escape(words or wording.NO_FEEDBACK)}</p>'
        for heading, words in parts
    ]
    return f'<div class="feedback"><h2>{wording.FEEDBACK}</h2>{"".join(said)}</div>'


def open_next(assignment: Assignment) -> bool:
    """The one next action of the page, always in sight (layout.css); True when it was taken."""
    label = wording.OPEN_NEXT if assignment.reviewed else wording.START
    with st.container(key="assignment_next"):
        return st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right")


def interactions(found: pd.DataFrame, assignment: Assignment, role: ViewerRole, zone: ZoneInfo) -> None:
    """The interactions marked for coaching, the way to hold them against a best response, and the best responses, or a
    sentence that there are none. `found`: interactions_of_assignment()."""
    rows: dict[str, list[table.Row]] = {"marked": [], "best_response": []}
    for row in rows_of(found):
        rows[row.kind].append(_row(row, assignment, zone))
    marked, best = rows["marked"], rows["best_response"]
    compare = table.Action(wording.COMPARE, navigation.COMPARE, comparison_view.parameters(assignment, found))
    tables = [table.Headed(wording.MARKED_INTERACTIONS, marked)]
    if best:
        tables.append(table.Headed(wording.BEST_RESPONSES, best))
    table.draw_headed(INTERACTIONS, COLUMNS, tables, navigation.INTERACTION, compare if marked and best else None)
    if not best:
        st.header(wording.BEST_RESPONSES)
        sentence = wording.NO_BEST_RESPONSE if role.is_agent else wording.NO_BEST_RESPONSE_FOR_SUPERVISOR
        states.nothing(sentence, _to_a_best_response(assignment, role))


def _to_a_best_response(assignment: Assignment, role: ViewerRole) -> states.WayOn:
    """Where a supervisor can add one, and where the agent can ask for one."""
    if role.may_coach and role.withdrawn_at is None:
        label = plain(wording.EDIT_COACHING.format(name=assignment.agent_name))
        return states.to(navigation.ASSIGN, label, assignment=assignment.assignment_id)
    return states.within(discussion_view.ANCHOR, wording.NOTE_BY_AGENT if role.is_agent else wording.DISCUSSION)


def _row(row: Any, assignment: Assignment, zone: ZoneInfo) -> table.Row:
    return table.Row(
        row.interaction_id,
        {"interaction": row.interaction_id, "assignment": assignment.assignment_id},
        interaction_columns.cells(row, zone)
        | {
            "fails": interaction_columns.fails(row.failed_areas),
            "reviewed": table.text(wording.REVIEWED_MARK)
            if row.reviewed
            else table.text(wording.NOT_REVIEWED_MARK, "quiet"),
        },
    )


def history(choice: Choice | None, changes: pd.DataFrame, zone: ZoneInfo) -> None:
    """Folded away; nothing at all for whoever may not read it (no `choice`)."""
    if choice is None:
        return
    with st.expander(wording.HISTORY, icon=":material/history:"):
        st.text(long_text(why_chosen(choice)), width="stretch")
        if changes.empty:
            st.caption(wording.NO_HISTORY)
        else:
            change_table.draw(HISTORY_TABLE, changes, wording.HISTORY_FIELDS, "assignment", zone)


def why_chosen(choice: Choice) -> str:
    """Why the agent was chosen, over which days they were looked at, and with which group, in one line."""
    because = choice.chosen_because
    parts = [wording.CHOSEN[ChosenBecause(because)] if because else wording.NOT_SAID_WHY]
    if choice.period_first and choice.period_last:
        parts.append(wording.LOOKED_AT.format(first=day(choice.period_first), last=day(choice.period_last)))
    if choice.in_group:
        parts.append(
            wording.WITH_THE_GROUP.format(name=choice.group_name) if choice.group_name else wording.WITH_A_GROUP
        )
    if choice.without_feedback_because:
        parts.append(wording.WITHOUT_FEEDBACK_BECAUSE.format(reason=choice.without_feedback_because))
    return " · ".join(parts)
