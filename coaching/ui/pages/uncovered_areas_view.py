"""How is a coaching area listed that is below the bar with no live coaching? For the pages To do and Coverage."""

import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.ui.pages import evaluation_view
from coaching.ui.pieces import assignment_columns, table
from coaching.ui.shell import access
from coaching.words import wording
from coaching.words.days import Span, day_of
from coaching.words.formatting import counted, day, day_and_time, numeral, score

COLUMNS = (
    assignment_columns.AGENT,
    table.Column("team", lambda: wording.COLUMN_TEAM),
    table.Column("area", lambda: wording.COACHING_AREA),
    table.Column("score", lambda: wording.COLUMN_SCORE, align="right"),
    table.Column("n", lambda: wording.COLUMN_N, align="right"),
    table.Column("last", lambda: wording.COLUMN_LAST_COACHED, align="tight"),
)
ASSIGN = table.Column("assign", lambda: wording.ACTION, align="press")


def asked(key: str) -> tuple[str, str] | None:
    """The agent and the coaching area whose button Assign was pressed in the table `key`, if that is why the page runs.
    Ask before drawing the table."""
    try:
        agent_id, area = json.loads(table.just_asked(key) or "null")
    except (ValueError, TypeError):
        return None
    return (agent_id, area) if isinstance(agent_id, str) and isinstance(area, str) else None


def rows(uncovered: pd.DataFrame, zone: ZoneInfo) -> Sequence[table.Row]:
    """A row an agent and area: a button begins the coaching, and the score leads to what fails. `uncovered`:
    uncovered.uncovered_areas()."""
    return [_row(row, zone) for row in uncovered.itertuples()]


def _row(row: Any, zone: ZoneInfo) -> table.Row:
    of_area = {"name": row.agent, "area": row.coaching_area}
    fails = wording.MAP_FAILING.format(name=row.agent, column=row.coaching_area, score=score(row.score))
    cells = {
        "agent": assignment_columns.agent(row.agent, row.agent_id),
        "team": table.text("–" if pd.isna(row.team) else row.team),
        "area": table.text(row.coaching_area),
        "score": table.opens(score(row.score), fails),
        "n": table.text(numeral(row.interactions)),
        "last": _coached(row, zone),
        "assign": table.asks(wording.ASSIGN_AGENT, wording.MAP_ASSIGN_TO.format(**of_area)),
    }
    failing = {
        access.AGENT: row.agent_id,
        evaluation_view.AREA: row.coaching_area,
        f"{evaluation_view.NAME}_period": Span.LAST_28_DAYS,
    }
    return table.Row(json.dumps([row.agent_id, row.coaching_area]), failing, cells)


def _coached(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    """When the agent was last coached on the area, how often, and whether twice within three months."""
    if pd.isna(row.last_coached_at):
        return table.text(wording.NEVER, "quiet")
    often = counted(int(row.times), wording.MAP_TIMES) + (wording.MAP_REPEATED if row.repeated else "")
    at = row.last_coached_at
    return table.text(day(day_of(at, zone)), title=day_and_time(at, zone), note=often)
