"""What does the evaluation page look like? Its filters, the selection, and the table to select from."""

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.quality.forms import Metric
from coaching.quality.interaction_list import InteractionFilter, Only
from coaching.ui.pieces import addressed, interaction_columns, pager, scope_filters, table
from coaching.words import wording
from coaching.words.formatting import day_and_time, score

NAME = "evaluation"
AUDITED = "evaluation_audited"
AREA = "evaluation_area"
METRIC = "evaluation_metric"
ONLY = "evaluation_only"
PAGE = "evaluation_page"
TABLE = "evaluation_table"
SELECTION = "evaluation_selected"
SHOWN_AGENT = "evaluation_shown_agent"

TICK = table.Column("tick", wording.SELECT, align="tick")
COLUMNS = (
    *interaction_columns.WITH_FAILS,
    interaction_columns.OPEN,
)


def filters(areas: list[str], metrics: Mapping[str, Metric], called: Mapping[str, str]) -> InteractionFilter:
    """What else narrows the list, each in the address.

    `areas`: the coaching areas to choose from. `metrics`: all metrics, and what they are `called`; those of the area
    that is chosen can be chosen.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        named_areas = {area: area for area in areas}
        area = scope_filters.choice(wording.FAILS, named_areas, AREA, **pager.turning_back(PAGE))
        metric = None
        if area is not None:
            of_area = {each: called[each] for each, found in metrics.items() if found.coaching_area == area}
            metric = scope_filters.choice(wording.FAILS_METRIC, of_area, METRIC, **pager.turning_back(PAGE))
        audited = scope_filters.audited_or_not(wording.SUPERVISOR_AUDIT, AUDITED, PAGE)
        only = addressed.several(
            st.pills,
            wording.ONLY,
            addressed.named(Only, wording.ONLY_CHOICES),
            ONLY,
            selection_mode="multi",
            **pager.turning_back(PAGE),
        )
    return InteractionFilter(
        audited=audited,
        bookmarked=Only.BOOKMARKED in only,
        below_pass_score=Only.BELOW_PASS_SCORE in only,
        failed_area=area,
        failed_metric_id=metric,
    )


def selection(agent_id: str) -> list[str]:
    """The interactions of `agent_id` that are selected, on whatever page of the list; each agent's are kept apart."""
    selections: dict[str, list[str]] = st.session_state.setdefault(SELECTION, {})
    ticks = table.just_ticked(TABLE)
    if ticks and agent_id == st.session_state.get(SHOWN_AGENT):
        selections[agent_id] = ticks.applied_to(selections.get(agent_id, []))
    st.session_state[SHOWN_AGENT] = agent_id
    return selections.get(agent_id, [])


def clear_selection(agent_id: str) -> None:
    """Nothing of this agent is selected any more."""
    st.session_state.get(SELECTION, {}).pop(agent_id, None)


def selected_bar(agent_id: str, selected: Collection[str]) -> bool:
    """How many are selected, and what to do with them; True when they are to be coached on."""
    with st.container(horizontal=True, vertical_alignment="center", key="evaluation_selection"):
        if not selected:
            st.caption(wording.NOTHING_SELECTED, width="content")
        else:
            st.text(wording.SELECTED.format(count=len(selected)), width="content")
            st.button(
                wording.CLEAR_SELECTION,
                type="tertiary",
                on_click=clear_selection,
                args=(agent_id,),
                key="evaluation_clear",
            )
        return st.button(
            wording.ADD_ASSIGNMENT,
            type="primary",
            icon=":material/add_task:",
            disabled=not selected,
            key="evaluation_add",
        )


def interactions(rows: pd.DataFrame, total: int, selected: Collection[str], may_coach: bool, zone: ZoneInfo) -> None:
    """One page of the list, and the way to the others. Whoever may coach can tick rows."""
    if rows.empty:
        st.info(wording.NO_INTERACTION_MATCHES, icon=":material/filter_alt_off:")
        return
    columns = (TICK, *COLUMNS) if may_coach else COLUMNS
    shown = [_row(row, zone) for row in rows.itertuples()]
    table.draw(TABLE, wording.EVALUATED_INTERACTIONS, columns, shown, page="interaction", ticked=selected)
    pager.draw(PAGE, total, pager.ROWS_OF_EVALUATION, wording.INTERACTIONS_COUNTED)


def _row(row: Any, zone: ZoneInfo) -> table.Row:
    cells = interaction_columns.cells(row, zone)
    when = day_and_time(row.started_at, zone)
    cells["tick"] = table.tick(wording.SELECT_INTERACTION.format(when=when))
    cells["fails"] = interaction_columns.fails(row.failed_areas)
    if not pd.isna(row.scores_differ_by):
        note = wording.SCORES_DIFFER.format(points=score(row.scores_differ_by))
        cells["audit"] |= {"note": note}
    if not pd.isna(row.bookmark_note):
        opens = wording.OPEN_BOOKMARKED.format(when=when)
        cells["date"] = table.opens(f"★ {when}", opens, title=row.bookmark_note or wording.BOOKMARKED)
    return table.Row(row.interaction_id, {"interaction": row.interaction_id}, cells)
