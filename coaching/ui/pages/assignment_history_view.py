"""What supervisors read at the foot of an assignment's page: why this agent, and who changed what."""

from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.draft import ChosenBecause
from coaching.assignments.history import Choice
from coaching.ui.pieces import change_table
from coaching.words import wording
from coaching.words.formatting import day, long_text

TABLE = "assignment_history"


def draw(choice: Choice | None, changes: pd.DataFrame, zone: ZoneInfo) -> None:
    """Folded away; nothing at all for whoever may not read it (no `choice`)."""
    if choice is None:
        return
    with st.expander(wording.HISTORY, icon=":material/history:"):
        st.text(long_text(why_chosen(choice)), width="stretch")
        if changes.empty:
            st.caption(wording.NO_HISTORY)
        else:
            change_table.draw(TABLE, changes, wording.HISTORY_FIELDS, "assignment", zone)


def why_chosen(choice: Choice) -> str:
    """Why the agent was chosen, over which days they were looked at, and with which group, in one line."""
    because = choice.chosen_because
    parts = [wording.CHOSEN[ChosenBecause(because)] if because else wording.NOT_SAID_WHY]
    if choice.period_first and choice.period_last:
        parts.append(wording.LOOKED_AT.format(first=day(choice.period_first), last=day(choice.period_last)))
    if choice.in_group:
        parts.append(
            wording.WITH_THE_GROUP.format(name=choice.group_name) if choice.group_name else wording.WITH_A_GROUP
        )
    if choice.without_feedback_because:
        parts.append(wording.WITHOUT_FEEDBACK_BECAUSE.format(reason=choice.without_feedback_because))
    return " · ".join(parts)
