"""What do groups look like? Their list, one group with what is marked of its members, and the form of a group."""

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coaching.assignments.groups import DESCRIPTION_LENGTH, NAME_LENGTH, Group
from coaching.people import people
from coaching.ui.pages.groups_actions import GroupForm, place_of
from coaching.ui.pages.marked_view import SHOW, MarkedList
from coaching.ui.pieces import breadcrumbs, commands, interaction_columns, table
from coaching.ui.shell import access, draft_fields, navigation, states, tab_title
from coaching.ui.shell.shown_value import show
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import counted, day, isolated, long_text, numeral, plain
from coaching.words.refusals import OutdatedError
from coaching.words.sentences import listed, listed_names

TABLE = "marked_groups"
MEMBERS_TABLE = "marked_members"
DESCRIPTION_HEIGHT = 90
MOST_NAMED = 3

COLUMNS = (
    table.Column("name", lambda: wording.NAME),
    table.Column("description", lambda: wording.COLUMN_DESCRIPTION),
    table.Column("areas", lambda: wording.COACHING_AREA),
    table.Column("members", lambda: wording.COLUMN_MEMBERS, align="right"),
    table.Column("ready", lambda: wording.COLUMN_READY_TO_ASSIGN),
)
MEMBER_COLUMNS = (
    table.Column("interaction", lambda: wording.COLUMN_MARKED_INTERACTION),
    table.Column("member", lambda: wording.COLUMN_MEMBER),
    table.Column("team", lambda: wording.COLUMN_TEAM),
    table.Column("areas", lambda: wording.COACHING_AREA),
    table.Column("kore", lambda: wording.KORE_EVALUATION_SCORE, align="right"),
    table.Column("audit", lambda: wording.SUPERVISOR_AUDIT_SCORE, align="right"),
)


def new_group(may_coach: bool, line: DeltaGenerator) -> bool:
    """The one next action of the list, in this line; True when it was taken."""
    return may_coach and line.button(wording.NEW_GROUP, type="primary", icon=":material/group_add:")


def listing(rows: pd.DataFrame) -> None:
    """Every group that the viewer sees; where there is none, to whom is marked. `rows`: groups.groups()."""
    st.caption(wording.AGENTS_DO_NOT_SEE_GROUPS)
    if rows.empty:
        marked = states.to(navigation.MARKED_FOR_COACHING, wording.MARKED_FOR_COACHING)
        states.nothing(wording.NO_GROUPS, marked, ":material/groups:")
        return
    shown = [_row(row) for row in rows.itertuples()]
    table.draw(TABLE, wording.GROUP_LIST, COLUMNS, shown, page=navigation.MARKED_FOR_COACHING)


def _row(row: Any) -> table.Row:
    ready = (wording.ALL_READY if row.ready == row.members else wording.READY).format(
        ready=row.ready, members=counted(row.members, wording.MEMBERS_COUNTED)
    )
    return table.Row(
        row.group_id,
        {"group": row.group_id},
        {
            "name": table.opens(row.name),
            "description": table.text(row.description),
            "areas": table.tags(row.coaching_areas),
            "members": table.text(numeral(row.members)),
            "ready": table.text(ready, "" if row.ready == row.members else "quiet"),
        },
    )


def gone(group_id: str) -> None:
    """No such group for the viewer; where it was removed while they looked at it, they read by whom."""
    refused = commands.refused(place_of(group_id))
    breadcrumbs.below([list_of_groups()], wording.NOT_HERE)
    access.refuse(plain(str(refused)) if refused else wording.NO_SUCH_GROUP)


def list_of_groups() -> tuple[str, str]:
    """The list that has all groups, for breadcrumbs.below()."""
    return wording.GROUPS, access.link_to(navigation.MARKED_FOR_COACHING, **{SHOW: MarkedList.GROUPS})


def address_of(group_id: str) -> str:
    """The address of one group's page."""
    return access.link_to(navigation.MARKED_FOR_COACHING, group=group_id)


def group(
    group: Group, members: pd.DataFrame, marked: pd.DataFrame, remove: Callable[[], None] | None, zone: ZoneInfo
) -> None:
    """One group with what is marked of its members. `members`: groups.members_of(); `marked`: marks.open_marks().

    `remove` removes the group; None for whoever may only look.
    """
    reason = why_not_yet(members, group.others)
    breadcrumbs.below([list_of_groups()], group.name)
    st.title(plain(group.name))
    tab_title.set_to(group.name, wording.GROUPS)
    if group.description:
        st.text(long_text(group.description), width="stretch")
    with st.container(horizontal=True, vertical_alignment="center"):
        for area in group.coaching_areas:
            st.badge(plain(area), color="blue")
        made = day(day_of(group.created_at, zone))
        st.text(long_text(wording.MADE_BY.format(name=isolated(group.created_by), day=made)))
    if remove is not None:
        _actions(group, reason, remove)
    else:
        st.caption(wording.LOOK_ONLY)
    if reason:
        st.warning(plain(reason), icon=":material/pending_actions:")
        if remove is not None:
            _to_mark(members)
    st.header(wording.MARKED_OF_GROUP)
    others = wording.OTHERS_TOO.format(others=_of_others(group.others)) if group.others else ""
    st.caption(" ".join([counted(len(members), wording.MEMBERS_COUNTED), others]).strip())
    _members_table(members, marked, zone)


def why_not_yet(members: pd.DataFrame, others: int) -> str:
    """Why a group cannot be assigned to yet, in words; empty where it can.

    `members`: those whom the viewer oversees, as groups.members_of() gives them; `others`: how many more there are.
    """
    reasons = []
    if others:
        reasons.append(wording.OTHERS_NOT_YOURS.format(others=_of_others(others)))
    idle = members.loc[members["marks"] == 0, "name"].tolist()
    if len(idle) == 1:
        reasons.append(wording.ONE_IS_NOT_READY.format(name=idle[0]))
    elif idle:
        more = [counted(len(idle) - MOST_NAMED, wording.OTHERS_COUNTED)] if len(idle) > MOST_NAMED else []
        reasons.append(wording.SOME_ARE_NOT_READY.format(names=listed([*idle[:MOST_NAMED], *more])))
    return " ".join(reasons)


def _of_others(others: int) -> str:
    return counted(others, wording.OTHERS_COUNTED)


def _actions(group: Group, reason: str, remove: Callable[[], None]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            wording.ASSIGN_TO_WHOLE_GROUP,
            key="marked_assign_group",
            type="primary",
            icon=":material/add_task:",
            disabled=bool(reason),
        ):
            navigation.go(navigation.ASSIGN, group=group.group_id)
        if st.button(wording.EDIT_GROUP, key="marked_edit_group", icon=":material/edit:"):
            navigation.go(navigation.MARKED_FOR_COACHING, group=group.group_id, edit="yes")
        with st.popover(wording.REMOVE_GROUP, icon=":material/delete:"):
            st.caption(wording.REMOVE_GROUP_MEANS)
            st.button(wording.REMOVE_GROUP, key="marked_remove_group", on_click=remove)
    commands.about_the_whole(place_of(group.group_id))


def _to_mark(members: pd.DataFrame) -> None:
    """Where an interaction of those who are not ready can be found and marked."""
    idle = members[members["marks"] == 0]
    with st.container(horizontal=True):
        for row in idle.head(MOST_NAMED).itertuples():
            label = plain(wording.LOOK_AT_AGENT.format(name=row.name))
            navigation.link(navigation.EVALUATION, label, ":material/search:", agent=row.agent_id)


def _members_table(members: pd.DataFrame, marked: pd.DataFrame, zone: ZoneInfo) -> None:
    shown = []
    for member in members.itertuples():
        who = {
            "member": table.text(member.name),
            "team": table.text("–" if pd.isna(member.team) else member.team),
        }
        if not member.interaction_ids:
            shown.append(table.Row(member.agent_id, {}, _nothing_marked() | who))
        for interaction_id in member.interaction_ids:
            found = marked[marked["interaction_id"] == interaction_id]
            if len(found):
                shown.append(_marked_row(list(found.itertuples()), who, zone))
    table.draw(MEMBERS_TABLE, wording.MARKED_OF_GROUP, MEMBER_COLUMNS, shown, page=navigation.INTERACTION)


def _nothing_marked() -> dict[str, Any]:
    nothing = table.text("–", "quiet")
    return {
        "interaction": table.text(wording.NOTHING_MARKED_OF_MEMBER, "warn"),
        "areas": nothing,
        "kore": nothing,
        "audit": nothing,
    }


def _marked_row(found: Sequence[Any], who: dict[str, Any], zone: ZoneInfo) -> table.Row:
    first = found[0]
    areas = list(dict.fromkeys(area for row in found for area in row.coaching_areas))
    return table.Row(
        first.interaction_id,
        {"interaction": first.interaction_id},
        who
        | {
            "interaction": table.opens(interaction_columns.label(first, zone)),
            "areas": table.tags(areas) if areas else table.text(wording.NO_AREA_SAID, "quiet"),
            "kore": interaction_columns.kore(first),
            "audit": interaction_columns.audit(first),
        },
    )


def form(form: GroupForm, areas: Sequence[str], possible: pd.DataFrame) -> None:
    """The form of a group. `areas`: the coaching areas there are; `possible`: groups.possible_members()."""
    group, place, words = form.group, form.place, form.words
    above = [list_of_groups(), *([(group.name, address_of(group.group_id))] if group else [])]
    breadcrumbs.below(above, wording.EDIT_GROUP if group else wording.NEW_GROUP)
    title = group.name if group else wording.NEW_GROUP
    st.title(plain(title))
    tab_title.set_to(title, wording.EDIT_GROUP if group else wording.GROUPS)
    st.caption(wording.AGENTS_DO_NOT_SEE_GROUPS)
    st.text_input(wording.GROUP_NAME, key=f"{place}_name", max_chars=NAME_LENGTH, width=500, persist_state="session")
    words.under("name")
    commands.complaint(place, "name", f"{place}_name")
    st.text_area(
        wording.GROUP_DESCRIPTION,
        key=f"{place}_description",
        max_chars=DESCRIPTION_LENGTH,
        height=DESCRIPTION_HEIGHT,
        placeholder=wording.GROUP_DESCRIPTION_HINT,
        persist_state="session",
    )
    words.under("description")
    words.mirror()
    commands.complaint(place, "description", f"{place}_description")
    st.multiselect(
        wording.MARK_AREAS,
        list(dict.fromkeys([*areas, *st.session_state[f"{place}_areas"]])),
        key=f"{place}_areas",
        placeholder=wording.CHOOSE_AREAS,
    )
    commands.complaint(place, "areas", f"{place}_areas")
    _choose_members(form, possible)
    # Beside the button that was pressed.
    commands.about_the_whole(place)
    if group and isinstance(commands.refused(place), OutdatedError):
        _as_saved(group, form.members)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(wording.SAVE_GROUP, key=f"{place}_save", type="primary", on_click=form.save)
        if words.changed:
            draft_fields.ask_first(wording.CANCEL, f"{place}_cancel", form.cancel)
        else:
            st.button(wording.CANCEL, key=f"{place}_cancel", type="tertiary", on_click=form.cancel)


def _as_saved(group: Group, members: pd.DataFrame) -> None:
    """What somebody else has saved, beside what is typed here."""
    others = [wording.OTHERS_TOO.format(others=_of_others(group.others))] if group.others else []
    with st.container(border=True):
        st.subheader(wording.SAVED_NOW, anchor=False)
        for label, words in (
            (wording.GROUP_NAME, group.name),
            (wording.GROUP_DESCRIPTION, group.description or "–"),
            (wording.MARK_AREAS, listed_names(group.coaching_areas)),
            (wording.GROUP_MEMBERS, listed_names([*members["name"], *others])),
        ):
            st.text(long_text(f"{label}: {words}"), width="stretch")


def _choose_members(form: GroupForm, possible: pd.DataFrame) -> None:
    group, members, key = form.group, form.members, f"{form.place}_members"
    others = members.loc[~members["agent_id"].isin(possible["agent_id"]), possible.columns].assign(team=None)
    names = people.labels_with_team(pd.concat([possible, others], ignore_index=True))
    show(key, [agent for agent in st.session_state[key] if agent in names])
    st.multiselect(
        wording.GROUP_MEMBERS,
        list(names),
        format_func=names.__getitem__,
        key=key,
        placeholder=wording.ADD_MEMBERS_OF,
    )
    if group and group.others:
        st.caption(wording.OTHERS_TOO.format(others=_of_others(group.others)))
    commands.complaint(form.place, "members", key)
