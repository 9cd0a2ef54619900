"""How do the coaching areas of a dashboard look? One sentence, then a list, the lowest score first."""

from typing import Any

import pandas as pd
import streamlit as st

from coaching.measuring import score_map
from coaching.storage.frames import rows_of
from coaching.ui.pages import area_rows
from coaching.ui.pieces import table
from coaching.ui.shell import carried, navigation
from coaching.words import wording
from coaching.words.formatting import score

AREA = "my_dashboard_area"
FIGURE = "my_dashboard_figure"
METRIC = "my_dashboard_failed"
AUDITED = "my_dashboard_audited"
PAGE = "my_dashboard_page"
# What the address says of which interactions are listed: what asks for others takes their place.
WHAT_IS_LISTED = (AREA, FIGURE, METRIC, AUDITED, PAGE)
TABLE = "my_dashboard_areas"
COLUMNS = (
    table.Column("name", lambda: wording.COACHING_AREA),
    *area_rows.SCORED,
    table.Column("open", lambda: wording.ACTION, align="press"),
)


def answer(areas: pd.DataFrame) -> None:
    """How the agent does, in a sentence or two. `areas`: agent_scores.areas_with_changes()."""
    st.markdown(" ".join([area_rows.below(areas), *([area_rows.moved(areas)] if _are_told(areas) else [])]))


def _are_told(areas: pd.DataFrame) -> bool:
    """Whether the reader may know how the areas changed."""
    return bool(areas["verdict"].notna().any())


def draw(areas: pd.DataFrame) -> str | None:
    """The list; returns the area whose metrics are wanted. A row shows them below, and pressed again puts them away."""
    st.header(wording.AGENT_AREAS)
    asked = st.query_params.get(AREA)
    shown_now = carried.query()
    rows = [_row(row, shown_now, row.coaching_area == asked) for row in rows_of(areas)]
    columns = COLUMNS if _are_told(areas) else [each for each in COLUMNS if each is not area_rows.CHANGE]
    table.draw(TABLE, wording.AGENT_AREAS, columns, rows, page=navigation.MY_DASHBOARD, stays=True)
    st.caption(wording.AREAS_MEAN.format(bar=score(score_map.BAR), fewest=score_map.FEWEST_JUDGED))
    return asked if asked in set(areas["coaching_area"]) else None


def _row(row: Any, shown_now: dict[str, list[str]], is_open: bool) -> table.Row:
    address = {name: values for name, values in shown_now.items() if name not in WHAT_IS_LISTED}
    if not is_open:
        address[AREA] = [row.coaching_area]
    label = wording.HIDE_METRICS if is_open else wording.SHOW_METRICS
    cells = {
        "name": table.text(row.coaching_area),
        "open": table.opens(label, f"{label}: {row.coaching_area}", button=True),
    }
    return table.Row(row.coaching_area, address, area_rows.scored(row) | cells)
