"""How does the page of the effect show what became of follow-ups? One sentence, and a row a supervisor."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from coaching.assignments.discussion import Outcome
from coaching.ui.pieces import table
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import counted, numeral, tenths_counted

TABLE = "effect_follow_ups"
COLUMNS = (
    table.Column("supervisor", lambda: wording.ASSIGNED_BY),
    table.Column("assignments", lambda: wording.FIGURE_ASSIGNMENTS, align="right"),
    table.Column("due", lambda: wording.COLUMN_FOLLOW_UPS_DUE, align="right"),
    table.Column("on_time", lambda: wording.COLUMN_ON_TIME, align="right"),
    table.Column("late", lambda: wording.COLUMN_DAYS_LATE, align="right"),
    table.Column("outcomes", lambda: wording.COLUMN_OUTCOMES),
    table.Column("repeated", lambda: wording.COLUMN_REPEATED, align="right"),
)


def draw(found: pd.DataFrame, supervisors: Mapping[str, str]) -> None:
    """`found`: follow_ups.by_supervisor(). `supervisors`: what those who assigned are called, by person_id."""
    st.header(wording.FOLLOW_UPS)
    st.markdown(answer(found))
    st.caption(wording.FOLLOW_UPS_MEAN)
    rows = [_row(row, supervisors) for row in found.to_dict("records")]
    table.draw(TABLE, wording.FOLLOW_UPS, COLUMNS, rows, page=navigation.EFFECT)


def answer(found: pd.DataFrame) -> str:
    """How many follow-ups were held on time and how much coaching was repeated. `found`: follow_ups.by_supervisor()."""
    due, on_time, repeated = (int(found[name].sum()) for name in ("due", "on_time", "repeated"))
    assignments = int(found["assignments"].sum())
    said = counted(due, wording.FOLLOW_UPS_ANSWER, on_time=numeral(on_time))
    again = wording.REPEATED_ANSWER.format(
        repeated=numeral(repeated), assignments=counted(assignments, wording.COACHING_ASSIGNMENTS_COUNTED)
    )
    return f"{said} {again}"


def _row(row: Mapping[Any, Any], supervisors: Mapping[str, str]) -> table.Row:
    late = row["median_days_late"]
    mix = [table.line(wording.OUTCOMES[outcome], numeral(int(row[outcome]))) for outcome in Outcome if row[outcome]]
    return table.Row(
        row["assigned_by"],
        {},
        {
            "supervisor": table.text(supervisors.get(row["assigned_by"], row["assigned_by"])),
            "assignments": table.text(numeral(row["assignments"])),
            "due": table.text(numeral(row["due"]), "" if row["due"] else "quiet"),
            "on_time": table.text(wording.N_OF_M.format(count=numeral(row["on_time"]), all=numeral(row["due"]))),
            "late": table.text("–", "quiet")
            if pd.isna(late)
            else table.text(tenths_counted(late, wording.DAYS_COUNTED)),
            "outcomes": table.lines(mix) if mix else table.text("–", "quiet"),
            "repeated": table.text(numeral(row["repeated"]), "" if row["repeated"] else "quiet"),
        },
    )
