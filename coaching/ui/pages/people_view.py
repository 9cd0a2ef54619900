"""How are people listed for an administrator? Filters, a row a person, and what is done with several at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from coaching.administration.administered import PeopleFilter, Standing
from coaching.people.roles import Role
from coaching.ui.pieces import addressed, commands, pager, table
from coaching.ui.shell import carried, filters_said, navigation, states
from coaching.words import wording
from coaching.words.formatting import counted

TABLE, PAGE = "people_table", "people_page"
TEXT, TEAM, ROLE, STANDING = "people_text", "people_team", "people_role", "people_standing"
PERSON = "person"  # the parameter of the address
NEW = "new"  # its value for somebody who is to be added
SELECTION = "people_selected"
SEVERAL = "people_several"
ERASE = "people_erase"
LEAVE, NONE = "leave", "none"  # what can be chosen beside a team or a supervisor
FILTER_WIDTH = 165  # two beside each other on a phone
TICK = table.Column("tick", lambda: wording.SELECT, align="tick")


def title() -> bool:
    """The heading and the one next action of the page; True where it was taken."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(wording.PEOPLE, anchor=False, width="content")
        return st.button(wording.ADD_PERSON, type="primary", icon=":material/person_add:", key="people_add")


def filters(teams: Sequence[str]) -> PeopleFilter:
    """The widgets of the filters, each in the address, and what is chosen in them."""
    back = pager.turning_back(PAGE)
    look: dict[str, Any] = {"label_visibility": "collapsed", "width": FILTER_WIDTH}
    with st.container(horizontal=True, vertical_alignment="center"):
        text = st.text_input(
            wording.PEOPLE_SEARCH,
            key=TEXT,
            icon=":material/search:",
            placeholder=wording.PEOPLE_SEARCH,
            **look,
            **pager.filtering(PAGE),
        )
        filters_said.say(wording.PEOPLE_SEARCH, [text] if text else [])
        named = {team: team for team in teams}
        team = addressed.one(
            st.selectbox, wording.PERSON_TEAM, named, TEAM, placeholder=wording.PERSON_TEAM, **look, **back
        )
        roles = addressed.named(Role, wording.ROLES)
        role = addressed.one(st.selectbox, wording.ROLE, roles, ROLE, placeholder=wording.ROLE, **look, **back)
        standings = addressed.named(Standing, wording.PEOPLE_STANDING)
        standing = addressed.always_one(
            st.selectbox, wording.PEOPLE_COLUMNS["standing"], standings, STANDING, Standing.ACTIVE, **look, **back
        )
    return PeopleFilter(text=text or "", team=team, role=role, standing=standing)


def clear() -> None:
    """Takes every filter away. For callbacks."""
    addressed.forget([TEAM, ROLE, STANDING])
    st.session_state[TEXT] = ""
    pager.first(PAGE)


def selection() -> list[str]:
    """The person_ids that are ticked, on whatever page of the list."""
    selected: list[str] = st.session_state.get(SELECTION, [])
    ticks = table.just_ticked(TABLE)
    if ticks:
        selected = ticks.applied_to(selected)
        st.session_state[SELECTION] = selected
    return selected


def select_nobody() -> None:
    """Nobody is ticked any more. For callbacks."""
    st.session_state.pop(SELECTION, None)


def listing(rows: pd.DataFrame, total: int, selected: Collection[str]) -> None:
    """A row a person, which opens their form, and the way to the other pages. `rows`: administered.people_listed()."""
    if rows.empty:
        states.nothing(wording.NO_PEOPLE_MATCH, states.clearing(clear), states.NO_MATCH)
        return
    columns = [TICK, *(table.Column(key, label) for key, label in wording.PEOPLE_COLUMNS.items())]
    here = carried.query()
    shown = [_row(row, here) for row in rows.itertuples()]
    table.draw(TABLE, wording.PEOPLE, columns, shown, page=navigation.PEOPLE, ticked=selected)
    pager.draw(PAGE, total, pager.ROWS, wording.PEOPLE_COUNTED)


def _row(row: Any, here: Mapping[str, list[str]]) -> table.Row:
    roles = [*(wording.ROLES[role] for role in row.roles), *row.beyond]
    is_alone = row.is_unsupervised and not row.is_deactivated
    standing = wording.IS_DEACTIVATED if row.is_deactivated else wording.IS_UNSUPERVISED if is_alone else None
    cells = {
        "tick": table.tick(wording.SELECT_PERSON.format(name=row.label)),
        "name": table.opens(row.label, wording.OPEN_PERSON.format(name=row.label)),
        "email": _said(row.email),
        "team": _said(row.team),
        "supervisors": _said(wording.COMMA.join(row.supervised_by) or None),
        "roles": table.tags(roles) if roles else _said(None),
        "standing": table.text(wording.IS_ACTIVE, "quiet") if standing is None else table.text(standing, "warn"),
    }
    return table.Row(row.person_id, {**here, PERSON: row.person_id}, cells)


def _said(value: str | None) -> dict[str, Any]:
    return table.text(value) if isinstance(value, str) else table.text("–", "quiet")


def several(
    selected: Sequence[str],
    teams: Sequence[str],
    overseers: Mapping[str, str],
    on: Mapping[str, Callable[[], None]],
) -> None:
    """How many are selected, and what can be done with all of them. `on`: save, deactivate, reactivate."""
    if not selected:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="people_bar"):
        st.text(counted(len(selected), wording.SELECTED_PEOPLE), width="content")
        with st.popover(counted(len(selected), wording.CHANGE_SELECTED), icon=":material/edit:"):
            team_field(f"{SEVERAL}_team", teams, {LEAVE: wording.LEAVE_AS_IT_IS})
            supervisor_field(f"{SEVERAL}_supervisor", overseers, {LEAVE: wording.LEAVE_AS_IT_IS})
            roles_field(f"{SEVERAL}_roles", placeholder=wording.LEAVE_AS_IT_IS)
            st.button(wording.SAVE_PERSON, type="primary", key=f"{SEVERAL}_save", on_click=on["save"])
        with st.popover(wording.DEACTIVATE, icon=":material/person_off:"):
            st.caption(wording.DEACTIVATE_MEANS)
            st.button(wording.DEACTIVATE, key=f"{SEVERAL}_deactivate", on_click=on["deactivate"])
        st.button(wording.REACTIVATE, key=f"{SEVERAL}_reactivate", on_click=on["reactivate"])
        st.button(wording.FORGET_SELECTION, type="tertiary", key=f"{SEVERAL}_nobody", on_click=select_nobody)
    commands.complaints(SEVERAL)


def team_field(key: str, teams: Sequence[str], beside: Mapping[str, str]) -> None:
    """A team of the list, a new one, or none. `beside`: what else can be chosen."""
    words = {**beside, NONE: wording.NO_TEAM}
    st.selectbox(
        wording.PERSON_TEAM,
        [*words, *(team for team in teams if team not in words)],
        format_func=lambda team: words.get(team, team),
        accept_new_options=True,
        key=key,
        help=wording.NEW_TEAM_HINT,
    )


def supervisor_field(key: str, overseers: Mapping[str, str], beside: Mapping[str, str]) -> None:
    """One who may oversee others, or nobody in particular. `beside`: what else can be chosen."""
    words = {**beside, NONE: wording.NOBODY_IN_PARTICULAR, **overseers}
    st.selectbox(wording.PERSON_SUPERVISOR, list(words), format_func=lambda one: words.get(one, one), key=key)


def roles_field(key: str, placeholder: str = "") -> None:
    """Any number of roles."""
    words = dict(wording.ROLES)
    st.multiselect(
        wording.PERSON_ROLES,
        list(Role),
        format_func=lambda role: words[role],
        key=key,
        placeholder=placeholder or wording.PERSON_ROLES,
        help=wording.ROLES_MEAN,
    )


def erase(carry_out: Callable[[], None]) -> None:
    """The form that erases a conversation, below the list: its id, typed twice."""
    with st.expander(wording.ERASE_CONVERSATION, icon=":material/delete_forever:"):
        st.caption(wording.ERASE_MEANS)
        st.text_input(wording.CONVERSATION_ID, key=f"{ERASE}_id")
        st.text_input(wording.CONVERSATION_ID_AGAIN, key=f"{ERASE}_again")
        commands.complaints(ERASE)
        st.button(wording.ERASE_NOW, key=f"{ERASE}_now", on_click=carry_out)
