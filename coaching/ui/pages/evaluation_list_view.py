"""What does the evaluation page look like below its filters? The selection, and the table to select from."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.quality.interaction_list import By, Sorted
from coaching.ui.pages import evaluation_view
from coaching.ui.pages.evaluation_view import PAGE, SELECTED, TABLE
from coaching.ui.pieces import interaction_columns, pager, table
from coaching.ui.shell import navigation, page_shown, states
from coaching.ui.shell.shown_value import came_by_address
from coaching.words import wording
from coaching.words.formatting import day_and_time, duration

SELECTION = "evaluation_selected"
SHOWN_AGENT = "evaluation_shown_agent"
# That the reader was on this page already in the run before.
STAYED = "evaluation_stayed"

MOST_IN_ADDRESS = 100  # a reload keeps as many: servers refuse an address that is longer
EVERYBODY = ""  # in place of an agent: the selection over all agents is kept apart from that of each
TICK = table.Column("tick", lambda: wording.SELECT, align="tick")
COLUMNS = {
    By.DATE: interaction_columns.DATE,
    By.AGENT: table.Column(By.AGENT, lambda: wording.COLUMN_AGENT),
    By.TEAM: table.Column(By.TEAM, lambda: wording.COLUMN_TEAM),
    By.QUEUE: interaction_columns.QUEUE,
    By.CHANNEL: table.Column(By.CHANNEL, lambda: wording.CHANNEL),
    By.TOPIC: interaction_columns.TOPIC,
    By.LANGUAGE: table.Column(By.LANGUAGE, lambda: wording.LANGUAGE),
    By.DIRECTION: table.Column(By.DIRECTION, lambda: wording.DIRECTION),
    By.DURATION: table.Column(By.DURATION, lambda: wording.INTERACTION_COLUMNS[By.DURATION], align="tight"),
    By.FAILS: interaction_columns.FAILS,
    By.KORE: interaction_columns.KORE,
    By.AUDIT: interaction_columns.AUDIT,
    By.SENTIMENT: interaction_columns.SENTIMENT,
}


def selection(agent_id: str | None) -> list[str]:
    """The interactions of an agent, or of all (None), that are selected, on whatever page of the list; each agent's are
    kept apart, and so are those of all. They stand in the address, so that a reload keeps them: it decides where the
    reader comes by it. One that has none leaves what is selected to whoever comes from another page, and takes the
    ticks back where the reader goes one step back on this one."""
    whose = agent_id or EVERYBODY
    selections: dict[str, list[str]] = st.session_state.setdefault(SELECTION, {})
    ticks = table.just_ticked(TABLE)
    if ticks and whose == st.session_state.get(SHOWN_AGENT):
        selections[whose] = ticks.applied_to(selections.get(whose, []))
    elif came_by_address() and STAYED in page_shown.kept() and SELECTED not in st.query_params:
        selections.pop(whose, None)
    elif SELECTED in st.query_params and (came_by_address() or whose not in selections):
        selections[whose] = list(dict.fromkeys(st.query_params.get_all(SELECTED)))[:MOST_IN_ADDRESS]
    st.session_state[SHOWN_AGENT] = whose
    page_shown.kept()[STAYED] = True
    selected = selections.get(whose, [])
    _write_into_address(selected[:MOST_IN_ADDRESS])
    return selected


def _write_into_address(selected: Sequence[str]) -> None:
    if not selected:
        st.query_params.pop(SELECTED, None)
    elif st.query_params.get_all(SELECTED) != selected:
        st.query_params[SELECTED] = selected


def clear_selection(agent_id: str | None) -> None:
    """Nothing of this agent, or in the list of all, is selected any more."""
    st.session_state.get(SELECTION, {}).pop(agent_id or EVERYBODY, None)
    st.query_params.pop(SELECTED, None)


def selected_count(agent_id: str | None, selected: Collection[str]) -> None:
    """How many are selected, and the button that selects none."""
    if not selected:
        st.caption(wording.NOTHING_SELECTED, width="content")
        return
    st.text(wording.SELECTED.format(count=len(selected)), width="content")
    st.button(
        wording.CLEAR_SELECTION, type="tertiary", on_click=clear_selection, args=(agent_id,), key="evaluation_clear"
    )


def assign_button(selected: Collection[str]) -> bool:
    """The button that makes an assignment of what is selected; True when it was pressed."""
    return st.button(
        wording.ADD_ASSIGNMENT,
        type="primary",
        icon=":material/add_task:",
        disabled=not selected,
        key="evaluation_add",
    )


def interactions(
    rows: pd.DataFrame,
    total: int,
    selected: Collection[str],
    columns: Sequence[By],
    order: Sorted,
    may_coach: bool,
    zone: ZoneInfo,
) -> None:
    """One page of the list with these columns, and the way to the others. Whoever may coach can tick rows."""
    if rows.empty:
        states.nothing(wording.NO_INTERACTION_MATCHES, states.clearing(evaluation_view.clear), states.NO_MATCH)
        return
    drawn = [COLUMNS[each] for each in (By.DATE, *columns)]
    shown = table.RowsOf(rows, partial(_row, columns=columns, zone=zone))
    table.draw(
        TABLE,
        wording.EVALUATED_INTERACTIONS,
        [*([TICK] if may_coach else []), *drawn, interaction_columns.OPEN],
        shown,
        page=navigation.INTERACTION,
        ticked=selected,
        sorting=table.Sorting(
            {column.key: wording.SORT_BY_COLUMN.format(column=column.label) for column in drawn},
            order.by,
            "descending" if order.descending else "ascending",
        ),
    )
    pager.draw(PAGE, total, pager.ROWS_OF_EVALUATION, wording.INTERACTIONS_COUNTED)


def _row(row: Any, columns: Sequence[By], zone: ZoneInfo) -> table.Row:
    cells = interaction_columns.evaluated(row, zone)
    when = day_and_time(row.started_at, zone)
    cells["tick"] = table.tick(wording.SELECT_INTERACTION.format(when=when))
    if not pd.isna(row.bookmark_note):
        opens = wording.OPEN_BOOKMARKED.format(when=when)
        cells["date"] = table.opens(f"★ {when}", opens, title=row.bookmark_note or wording.BOOKMARKED)
    if By.DURATION in columns:
        known = not pd.isna(row.ended_at)
        cells["duration"] = _said(duration((row.ended_at - row.started_at).total_seconds()) if known else None)
    said = {By.AGENT: row.agent, By.TEAM: row.team, By.LANGUAGE: row.language, By.DIRECTION: row.direction}
    said[By.CHANNEL] = wording.CHANNELS.get(row.channel, row.channel)
    chosen = {column: _said(value) for column, value in said.items() if column in columns}
    return table.Row(row.interaction_id, {"interaction": row.interaction_id}, cells | chosen)


def _said(value: str | None) -> dict[str, Any]:
    return table.text("–", "quiet") if value is None else table.text(value)
