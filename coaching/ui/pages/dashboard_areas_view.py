"""How do the coaching areas of a dashboard look? One sentence, then a list, the lowest score first."""

from typing import Any

import pandas as pd
import streamlit as st

from coaching.measuring import score_map
from coaching.measuring.score_change import Verdict
from coaching.storage.frames import rows_of
from coaching.ui.pages.monitor_view import change_words
from coaching.ui.pieces import table
from coaching.ui.shell import carried, navigation
from coaching.words import wording
from coaching.words.formatting import counted, isolated, numeral, plain, score

AREA = "my_dashboard_area"
TABLE = "my_dashboard_areas"
COLUMNS = (
    table.Column("name", lambda: wording.COACHING_AREA),
    table.Column("score", lambda: wording.COLUMN_SCORE, align="right"),
    table.Column("n", lambda: wording.COLUMN_N, align="right"),
    table.Column("change", lambda: wording.COLUMN_CHANGE),
    table.Column("open", lambda: wording.ACTION, align="press"),
)


def joined(scored: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The areas, the lowest score first, behind them what rests on too few interactions. Pure.

    `scored`: agent_figures.areas(); `changes`: agent_figures.area_changes(). Columns: those of both, judged, below.
    """
    found = scored.merge(changes, on="coaching_area", how="left")
    found = found.assign(
        judged=score_map.is_judged(found["interactions"]),
        below=score_map.is_below_bar(found["score"], found["interactions"]),
    )
    order = found.assign(unjudged=~found["judged"]).sort_values(["unjudged", "score", "coaching_area"]).index
    return found.loc[order].reset_index(drop=True)


def answer(areas: pd.DataFrame) -> None:
    """How the agent does, in a sentence. `areas`: joined()."""
    st.markdown(" ".join([_below(areas), _moved(areas)]))


def _below(areas: pd.DataFrame) -> str:
    judged, bar = areas[areas["judged"]], score(score_map.BAR)
    if judged.empty:
        return wording.AGENT_NONE_JUDGED.format(fewest=score_map.FEWEST_JUDGED)
    below = judged[judged["below"]]
    if below.empty:
        return counted(len(judged), wording.AGENT_NONE_BELOW, bar=bar)
    lowest = below.iloc[0]
    return counted(
        len(below),
        wording.AREAS_BELOW,
        judged=numeral(len(judged)),
        bar=bar,
        area=plain(isolated(lowest["coaching_area"])),
        score=score(lowest["score"]),
        interactions=counted(int(lowest["interactions"]), wording.INTERACTIONS_COUNTED),
    )


def _moved(areas: pd.DataFrame) -> str:
    moved = areas[areas["verdict"].isin([Verdict.BETTER, Verdict.WORSE])]
    told = [
        wording.AGENT_AREA_MOVED.format(area=plain(isolated(row.coaching_area)), change=change_words(row)[0])
        for row in rows_of(moved)
    ]
    return wording.AGENT_MOVED.format(areas=wording.COMMA.join(told)) if told else wording.AGENT_MOVED_NOT


def draw(areas: pd.DataFrame) -> str | None:
    """The list; returns the area whose metrics are wanted. A row shows them below, and pressed again puts them away."""
    st.header(wording.AGENT_AREAS)
    asked = st.query_params.get(AREA)
    shown_now = carried.query()
    rows = [_row(row, shown_now, row.coaching_area == asked) for row in rows_of(areas)]
    table.draw(TABLE, wording.AGENT_AREAS, COLUMNS, rows, page=navigation.MY_DASHBOARD, stays=True)
    st.caption(wording.AREAS_MEAN.format(bar=score(score_map.BAR), fewest=score_map.FEWEST_JUDGED))
    return asked if asked in set(areas["coaching_area"]) else None


def _row(row: Any, shown_now: dict[str, list[str]], is_open: bool) -> table.Row:
    address = {name: values for name, values in shown_now.items() if name != AREA}
    if not is_open:
        address[AREA] = [row.coaching_area]
    change, tone, detail = change_words(row)
    said = f"⚠ {score(row.score)}" if row.below else score(row.score)
    label = wording.HIDE_METRICS if is_open else wording.SHOW_METRICS
    cells = {
        "name": table.text(row.coaching_area),
        "score": table.text(said, "warn" if row.below else "" if row.judged else "quiet"),
        "n": table.text(numeral(row.interactions), "" if row.judged else "quiet"),
        "change": table.text(change, tone, title=detail),
        "open": table.opens(label, f"{label}: {row.coaching_area}", button=True),
    }
    return table.Row(row.coaching_area, address, cells)
