"""How does the team page show whether the automatic evaluation judges as people do? A row a metric, worst first."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.measuring.score_map import FEWEST_JUDGED
from coaching.ui.pages import team_view
from coaching.ui.pages.team_view import METRIC, Show, Shown, to_shown
from coaching.ui.pieces import assignment_columns, interaction_columns, map_table, pager, table
from coaching.ui.pieces.pager import ROWS
from coaching.ui.shell import navigation, states
from coaching.words import wording
from coaching.words.formatting import counted, day, isolated, numeral, plain, score

TABLE = "team_calibration"
DIFFERING = "team_differing"
PAGE = "team_differing_page"
AUTOMATIC = table.Column("automatic", lambda: wording.COLUMN_AUTOMATIC, align="tight")
AUDITED = table.Column("audited", lambda: wording.COLUMN_AUDITED, align="tight")
COLUMNS = (
    interaction_columns.DATE,
    assignment_columns.AGENT,
    interaction_columns.QUEUE,
    interaction_columns.TOPIC,
    AUTOMATIC,
    AUDITED,
)
HEADINGS: Mapping[str, Callable[[], str]] = {
    "metric": lambda: wording.MAP_COLUMN["metrics"],
    "agreement": lambda: wording.COLUMN_AGREEMENT,
    "between": lambda: wording.COLUMN_BETWEEN,
    "differing": lambda: wording.COLUMN_DIFFER,
    "too_strict": lambda: wording.COLUMN_TOO_STRICT,
    "too_lenient": lambda: wording.COLUMN_TOO_LENIENT,
}


def metric(agreement: pd.DataFrame) -> str | None:
    """The metric whose differing conversations are looked at, as the address says; None for none.

    `agreement`: calibration.agreement().
    """
    asked = st.query_params.get(METRIC)
    return asked if asked in set(agreement["metric_id"]) else None


def draw(agreement: pd.DataFrame, shown: Shown) -> None:
    """The metric that agrees least in a sentence, then all of them. `agreement`: calibration.agreement()."""
    if agreement.empty:
        states.nothing(wording.CALIBRATION_NOTHING, states.clearing(team_view.clear), states.NO_MATCH)
        return
    worst = next(agreement[agreement["judged"]].itertuples(), None)
    if worst is None:
        st.markdown(wording.CALIBRATION_NONE_JUDGED.format(fewest=FEWEST_JUDGED))
    else:
        shares = {"agreement": score(worst.agreement), "low": score(worst.low), "high": score(worst.high)}
        name = plain(isolated(worst.name))
        st.markdown(counted(int(worst.interactions), wording.CALIBRATION_WORST, name=name, **shares))
    headings = [map_table.Heading(key=key, label=label()) for key, label in HEADINGS.items()]
    map_table.draw(TABLE, wording.CALIBRATION_OF, headings, [_row(each, shown) for each in agreement.itertuples()])
    period = shown.scope.period
    st.caption(wording.CALIBRATION_MEANS.format(first=day(period.first), last=day(period.last), fewest=FEWEST_JUDGED))


def _row(row: Any, shown: Shown) -> map_table.Row:
    tone: table.Tone = "" if row.judged else "quiet"
    number = map_table.Line(text=wording.MAP_N.format(count=numeral(row.interactions)), tone="quiet")
    differing = map_table.Cell(text="0", tone="quiet")
    if row.differing:
        differing = map_table.Cell(
            text=numeral(row.differing),
            tone=tone,
            address=to_shown(shown, Show.CALIBRATION, {METRIC: row.metric_id}),
            label=counted(int(row.differing), wording.DIFFERING_OF, name=row.name),
        )
    return map_table.Row(
        head=map_table.Cell(text=row.name, lines=[map_table.Line(text=row.coaching_area, tone="quiet")]),
        cells={
            "agreement": map_table.Cell(
                text=wording.PERCENT.format(share=score(row.agreement)), tone=tone, lines=[number]
            ),
            "between": map_table.Cell(
                text=wording.BETWEEN_PERCENT.format(low=score(row.low), high=score(row.high)), tone=tone
            ),
            "differing": differing,
            "too_strict": map_table.Cell(text=numeral(row.too_strict), tone=tone if row.too_strict else "quiet"),
            "too_lenient": map_table.Cell(text=numeral(row.too_lenient), tone=tone if row.too_lenient else "quiet"),
        },
    )


def differing(metric_id: str, agreement: pd.DataFrame, rows: pd.DataFrame, total: int, zone: ZoneInfo) -> None:
    """The conversations in which the answers to one metric differ, and the way back. `rows`: one page of
    calibration.that_differ(), of `total`."""
    name = agreement.set_index("metric_id")["name"][metric_id]
    said = wording.DIFFERING.format(name=plain(isolated(name)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(said, anchor=False, width="content")
        st.button(wording.ALL_METRICS, icon=":material/close:", type="tertiary", on_click=_all, key="team_all_metrics")
    shown = table.RowsOf(rows, partial(_differing, zone=zone))
    table.draw(DIFFERING, wording.DIFFERING.format(name=name), COLUMNS, shown, navigation.INTERACTION)
    if total > ROWS:
        pager.draw(PAGE, total, ROWS, wording.INTERACTIONS_COUNTED)


def _differing(row: Any, zone: ZoneInfo) -> table.Row:
    cells = interaction_columns.what(row, zone) | {
        "agent": table.text(row.agent),
        "automatic": table.text(row.automatic),
        "audited": table.text(row.audited),
    }
    return table.Row(row.interaction_id, {"interaction": row.interaction_id}, cells)


def _all() -> None:
    st.query_params.pop(METRIC, None)
    pager.first(PAGE)
