"""What does the dashboard show of an agent's trend? A chart, ready to be drawn."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from coaching.charts import score_charts
from coaching.charts.chart_specs import Spec
from coaching.measuring import agent_figures
from coaching.measuring.agent_figures import Grain
from coaching.quality.scope import Scope
from coaching.storage.database import Database, cached
from coaching.words import wording
from coaching.words.days import Period
from coaching.words.formatting import score


@dataclass(frozen=True, kw_only=True)
class ChartInWords:
    """A chart, and what it says in words."""

    chart: Spec
    in_words: str
    period: Period
    """The days that it shows."""


def series(database: Database, viewer_id: str, scope: Scope, until: date, step: Grain) -> list[str]:
    """Which lines the trend can have, as agent_figures.trend() has them."""
    return list(agent_figures.trend(database, viewer_id, scope, until, step)["series"].unique())


@cached
def trend(
    database: Database, viewer_id: str, scope: Scope, until: date, step: Grain, series: tuple[str, ...]
) -> ChartInWords:
    """The trend with these lines, in a chart that ends with the day `until`."""
    rows = agent_figures.trend(database, viewer_id, scope, until, step)
    shown = rows[rows["series"].isin(series)]
    shown = shown.assign(series=shown["series"].map(series_name))
    ends = ", ".join(
        f"{name} {score(found['score'].dropna().iloc[-1])}"
        for name, found in shown.groupby("series", sort=False)
        if found["score"].notna().any()
    )
    first = until if rows.empty else pd.Timestamp(rows["starts_on"].min()).date()
    return ChartInWords(
        chart=score_charts.trend_chart(shown, step, until), in_words=ends, period=Period.of_days(first, until)
    )


def series_name(series: str) -> str:
    """What a line of the trend is called: a score by its words, a coaching area by its name."""
    return wording.FIGURE_NAMES.get(series, series)
