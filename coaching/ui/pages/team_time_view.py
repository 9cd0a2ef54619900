"""Since when? How the team page shows scores over days, weeks or months: a row an area or metric, a column a step."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from coaching.charts import score_charts
from coaching.measuring import score_map, score_steps
from coaching.measuring.agent_figures import Grain
from coaching.measuring.score_map import Across, By
from coaching.measuring.score_steps import RowAsked
from coaching.ui.pages import team_view
from coaching.ui.pages.team_view import OVER, ROW, Shown, to_interactions, to_steps
from coaching.ui.pieces import chart, map_table
from coaching.ui.shell import states
from coaching.words import wording
from coaching.words.days import ONE_DAY, Period
from coaching.words.formatting import counted, day, isolated, numeral, plain, score

TABLE = "team_steps"
FIRST = "column"


def row(by: By) -> RowAsked | None:
    """The row of the map that is looked at, as the address says; None for all agents together."""
    asked = st.query_params.get(ROW)
    return None if asked is None else RowAsked(by, asked)


def draw(
    beside: pd.DataFrame,
    coached: pd.DataFrame,
    *,
    step: Grain,
    row: RowAsked | None,
    name: str,
    shown: Shown,
) -> None:
    """What `name` scored in each step, beside everybody else, and when they were coached.

    `beside`: score_steps.beside(). `coached`: score_steps.coached_days().
    """
    _header(row, name)
    if not beside["interactions"].any():
        states.nothing(wording.STEPS_NOTHING, states.clearing(team_view.clear), states.NO_MATCH)
        return
    starts = score_steps.starts(step, shown.scope.period.last)
    column = st.query_params.get(OVER)
    if column is not None and column in shown.columns:
        _chart(beside, coached, starts, step, column, shown, name)
    _table(beside, coached, starts, step, row, name, shown)
    _explanation(starts, row, shown)


def _header(row: RowAsked | None, name: str) -> None:
    """Whose scores these are, and the way back to all agents together. `name`: what the row is called."""
    with st.container(horizontal=True, vertical_alignment="center", key="row_line"):
        st.header(plain(isolated(name)), anchor=False, width="content")
        if row is not None:
            st.button(wording.STEPS_OF_ALL, icon=":material/close:", type="tertiary", on_click=_all, key="team_all")


def _all() -> None:
    st.query_params.pop(ROW, None)


def _chart(
    beside: pd.DataFrame,
    coached: pd.DataFrame,
    starts: Sequence[date],
    step: Grain,
    column_id: str,
    shown: Shown,
    name: str,
) -> None:
    """One area or metric as a line beside that of everybody else, and the days of coaching below it."""
    column = shown.columns[column_id]
    found = beside[beside["column_id"] == column_id].set_index("starts_on").reindex(pd.Index(starts, name="starts_on"))
    lines = [(name, found["score"], found["interactions"])]
    if found["rest"].notna().any():
        lines.append((wording.STEPS_REST, found["rest"], found["rest_interactions"]))
    drawn = pd.concat(
        [
            pd.DataFrame({"series": called, "starts_on": starts, "score": scores.to_numpy(),
                          "interactions": numbers.fillna(0).astype(int).to_numpy()})
            for called, scores, numbers in lines
        ],
        ignore_index=True,
    )  # fmt: skip
    last = wording.COMMA.join(
        f"{called} {score(scores.dropna().iloc[-1])}" for called, scores, _ in lines if scores.notna().any()
    )
    st.markdown(f"**{plain(isolated(column.name))}**")
    until = shown.scope.period.last
    about = chart.About(
        title=wording.PICTURE_OF.format(what=column.name, whom=name),
        period=chart.days(Period.of_days(starts[0], until)),
    )
    told = wording.SCORES_BY_STEP.format(step=wording.AXIS_STEP[step], told=last)
    days = coached.loc[coached["coaching_area"] == column.coaching_area, "coached_on"]
    chart.draw("team_line", score_charts.trend_chart(drawn, step, until, list(days)), told, about)
    if len(days):
        said = wording.COMMA.join(day(each) for each in days)
        st.caption(wording.STEPS_COACHED_ON.format(area=plain(isolated(column.coaching_area)), days=said))


def _explanation(starts: Sequence[date], row: RowAsked | None, shown: Shown) -> None:
    """Of which days the scores are, and what the marks mean."""
    said = wording.STEPS_MEAN.format(first=day(starts[0]), last=day(shown.scope.period.last), bar=score(score_map.BAR))
    more = [wording.HEAT_MAP_MEANS] if shown.across == Across.METRICS else []
    more += [] if row is None else [wording.STEPS_REST_MEANS]
    if row is not None and row.by == By.AGENT:
        more.append(wording.STEPS_COACHED_MEANS)
    st.caption(" ".join([said, *more]))


def _table(
    beside: pd.DataFrame,
    coached: pd.DataFrame,
    starts: Sequence[date],
    step: Grain,
    row: RowAsked | None,
    name: str,
    shown: Shown,
) -> None:
    """A row an area or metric, a column a step; the name of a row draws it as lines."""
    last = shown.scope.period.last
    headings = [map_table.Heading(key=FIRST, label=wording.MAP_COLUMN[shown.across])] + [
        map_table.Heading(key=each.isoformat(), label=score_charts.step_label(each, step, last)) for each in starts
    ]
    cells = {(each.column_id, each.starts_on): each for each in beside.itertuples()}
    marked = {
        (each.coaching_area, score_steps.step_of(each.coached_on, starts, last)): each.coached_on
        for each in coached.itertuples()
    }
    rows = []
    for column_id, column in shown.columns.items():
        found = {}
        for place, each in enumerate(starts):
            cell = cells.get((column_id, each))
            coached_on = marked.get((column.coaching_area, each))
            if cell is None and coached_on is None:
                continue
            until = starts[place + 1] - ONE_DAY if place + 1 < len(starts) else last
            found[each.isoformat()] = _cell(
                cell,
                coached_on,
                to_interactions(shown, None if row is None else row.row_id, column_id, Period.of_days(each, until)),
                name,
                is_heat_map=shown.across == Across.METRICS,
            )
        head = map_table.Cell(text=column.name, address=to_steps(shown, None if row is None else row.row_id, column_id))
        rows.append(map_table.Row(head=head, cells=found))
    map_table.draw(TABLE, wording.STEPS_OF[shown.across].format(name=name), headings, rows, from_end=True)


def _cell(cell: Any, coached_on: date | None, failing: str, name: str, *, is_heat_map: bool) -> map_table.Cell:
    lines = []
    if cell is not None:
        lines.append(map_table.Line(text=wording.MAP_N.format(count=numeral(cell.interactions)), tone="quiet"))
        if cell.rest_interactions:
            said = wording.STEPS_REST_IS.format(score=score(cell.rest))
            number = counted(int(cell.rest_interactions), wording.INTERACTIONS_COUNTED)
            lines.append(map_table.Line(text=said, tone="quiet", detail=number))
    if coached_on is not None:
        lines.append(map_table.Line(text=wording.STEPS_COACHED.format(day=day(coached_on))))
    if cell is None or not cell.interactions:
        return map_table.Cell(text="–", tone="quiet", lines=lines)
    text = score(cell.score)
    if cell.below:
        look: dict[str, Any] = {"mark": "⚠", "tone": "warn", "depth": score_map.depth(cell.score)}
    else:
        look = {"tone": "" if cell.judged else "quiet"}
    if is_heat_map:
        look["tenths"] = score_map.tenths(cell.score)
    label = wording.MAP_FAILING.format(name=name, column=day(cell.starts_on), score=text) if failing else ""
    return map_table.Cell(text=text, address=failing, label=label, lines=lines, **look)
