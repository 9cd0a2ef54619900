"""What supervisors read at the foot of an assignment's page: why this agent, and who changed what."""

from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignment_draft import ChosenBecause
from coaching.assignment_history import Choice
from coaching.ui import table, wording
from coaching.ui.formatting import day, day_and_time

TABLE = "assignment_history"
COLUMNS = (
    table.Column("when", "When", align="tight"),
    table.Column("who", "Who"),
    table.Column("what", "What"),
    table.Column("was", "From"),
    table.Column("becomes", "To"),
)


def draw(choice: Choice | None, changes: pd.DataFrame, zone: ZoneInfo) -> None:
    """Folded away; nothing at all for whoever may not read it (no `choice`)."""
    if choice is None:
        return
    with st.expander(wording.HISTORY, icon=":material/history:"):
        st.text(why_chosen(choice), width="stretch")
        if changes.empty:
            st.caption(wording.NO_HISTORY)
        else:
            rows = [_row(place, row, zone) for place, row in enumerate(changes.itertuples())]
            table.draw(TABLE, wording.HISTORY, COLUMNS, rows, page="assignment")


def why_chosen(choice: Choice) -> str:
    """Why the agent was chosen, over which days they were looked at, and with which group, in one line."""
    because = choice.chosen_because
    parts = [wording.CHOSEN[ChosenBecause(because)] if because else wording.NOT_SAID_WHY]
    if choice.period_first and choice.period_last:
        parts.append(f"looked at {day(choice.period_first)} to {day(choice.period_last)}")
    if choice.in_group:
        parts.append(f"with the group {choice.group_name}" if choice.group_name else "with a group")
    return " · ".join(parts)


def _row(place: int, row: Any, zone: ZoneInfo) -> table.Row:
    return table.Row(
        str(place),
        {},
        {
            "when": table.text(day_and_time(row.changed_at, zone)),
            "who": table.text(row.changed_by),
            "what": table.text(wording.HISTORY_FIELDS.get(row.field, row.field.replace("_", " "))),
            "was": _words(row.was),
            "becomes": _words(row.becomes),
        },
    )


def _words(value: Any) -> dict[str, Any]:
    return table.text("–", "quiet") if pd.isna(value) else table.text(value)
