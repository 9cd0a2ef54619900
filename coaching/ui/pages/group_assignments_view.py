"""How do the assignments of a group look, and the forms that change or withdraw them together?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.storage.frames import rows_of
from coaching.ui.pieces import assignment_columns, commands, table
from coaching.ui.shell import navigation
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.shell.shown_value import show
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import as_label, counted, day, plain
from coaching.words.labels import told_apart
from coaching.words.sentences import listed

TABLE = "group_assignments"
COLUMNS = (
    assignment_columns.AGENT,
    assignment_columns.NAME,
    assignment_columns.ASSIGNED,
    assignment_columns.FOLLOW_UP,
    table.Column("supervisor", lambda: wording.COLUMN_SUPERVISOR),
)
TEXT_HEIGHT = 110


def listing(rows: pd.DataFrame, zone: ZoneInfo) -> None:
    """What the group was assigned, each leading to its assignment, and whose is not the viewer's to change. `rows`:
    together.assignments_of_group()."""
    st.header(wording.OF_GROUP, anchor=False)
    if rows.empty:
        st.caption(wording.OF_GROUP_NONE)
        return
    st.caption(wording.OF_GROUP_MEANS)
    shown = [
        table.Row(
            row.assignment_id,
            {"assignment": row.assignment_id},
            {
                "agent": assignment_columns.agent(row.agent, row.agent_id),
                "name": table.opens(row.name, wording.OPEN_OF_AGENT.format(name=row.name, agent=row.agent)),
                "assigned": table.text(day(day_of(row.assigned_at, zone))),
                "follow_up": table.text(day(row.follow_up_on)),
                "supervisor": table.text(row.assigned_by),
            },
        )
        for row in rows_of(rows)
    ]
    table.draw(TABLE, wording.OF_GROUP, COLUMNS, shown, page=navigation.ASSIGNMENT)
    others = list(dict.fromkeys(rows.loc[~rows["may_change"], "agent"]))
    if others:
        st.caption(wording.OF_GROUP_NOT_YOURS.format(names=plain(listed(others))))


def chosen(theirs: pd.DataFrame, key: str) -> list[str]:
    """Which of the assignments that are the viewer's to change are meant, at first all of them."""
    labels = told_apart({row.assignment_id: as_label(f"{row.agent} · {row.name}") for row in rows_of(theirs)})
    before = st.session_state.get(key, list(labels))
    show(key, [each for each in before if each in labels])
    return list(
        st.multiselect(
            wording.OF_GROUP_CHOSEN,
            list(labels),
            format_func=labels.__getitem__,
            key=key,
            placeholder=wording.CHOOSE_AREAS,
        )
    )


def change_form(
    place: str, number: int, supervisors: Mapping[str, str], first: date, words: Typed, change: Callable[[], None]
) -> None:
    """Follow-up date, action plan and supervisor: what is left empty stays. `number`: of the assignments that are
    chosen; `first`: the earliest follow-up."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            wording.FOLLOW_UP_DATE, None, min_value=first, format="YYYY-MM-DD", key=f"{place}_follow_up", width=220
        )
        st.selectbox(
            wording.COLUMN_SUPERVISOR,
            list(supervisors),
            index=None,
            format_func=lambda each: as_label(supervisors.get(each, each)),
            placeholder=wording.PLAN_UNCHANGED,
            key=f"{place}_supervisor",
            width=320,
        )
    st.text_area(
        wording.FIELDS["action_plan"],
        key=f"{place}_plan",
        height=TEXT_HEIGHT,
        placeholder=wording.PLAN_UNCHANGED,
        on_change="ignore",
        persist_state="session",
    )
    words.under("plan")
    commands.complaints(place)
    label = counted(number, wording.CHANGE_SO_MANY)
    st.button(label, key=f"{place}_change", type="primary", disabled=not number, on_click=change)


def withdraw_form(place: str, number: int, words: Typed, withdraw: Callable[[], None]) -> None:
    """The reason, and the button. `number`: of the assignments that are chosen."""
    st.text_area(
        wording.WITHDRAW_REASON, key=f"{place}_reason", height=TEXT_HEIGHT, on_change="ignore", persist_state="session"
    )
    words.under("reason")
    st.caption(wording.WITHDRAW_REOPENS)
    commands.complaints(f"{place}_withdrawal", {"reason": f"{place}_reason"})
    label = counted(number, wording.WITHDRAW_SO_MANY)
    st.button(label, key=f"{place}_withdraw", type="primary", disabled=not number, on_click=withdraw)


def said(done: wording.Counted, number: int, left_alone: Sequence[str]) -> None:
    """What was done, and to whose assignments it was not."""
    parts = [counted(number, done)]
    if left_alone:
        parts.append(wording.LEFT_ALONE.format(names=plain(listed(list(left_alone)))))
    st.toast(" ".join(parts), icon=":material/group:")
