"""What do the buttons of the planner do? Draw lots, and fill the coaching form for somebody who was drawn."""

from datetime import date

import pandas as pd
import streamlit as st

from coaching.measuring import coverage, rounds
from coaching.measuring.score_map import TeamScope
from coaching.people.people import Viewer
from coaching.quality.scope import Scope
from coaching.ui.pages import planner_view
from coaching.ui.pieces import commands, table
from coaching.ui.shell import navigation
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.days import Period
from coaching.words.refusals import RefusedError

DRAWING = "planner_drawing"


def draw_lots(viewer: Viewer, scope: TeamScope, places: int, today: date) -> None:
    """The button that draws, with what it means; for whoever may coach."""
    commands.complaints(DRAWING)
    if not viewer.may_coach:
        st.caption(wording.LOOK_ONLY_ASSIGN)
        return
    with st.popover(wording.PLANNER_DRAW, icon=":material/casino:"):
        st.text(wording.PLANNER_STANDS.format(days=rounds.ROUND_DAYS))
        st.button(
            wording.PLANNER_DRAW_NOW,
            key="planner_draw",
            type="primary",
            on_click=_draw,
            args=(viewer.person_id, scope, places, today),
        )


def _draw(viewer_id: str, scope: TeamScope, places: int, today: date) -> None:
    drawn = commands.carry_out(DRAWING, rounds.draw, viewer_id, scope, places, today)
    if not isinstance(drawn, RefusedError):
        planner_view.show_round(drawn.round_id)


def assign_just_asked(viewer: Viewer, drawn: pd.DataFrame, period: Period) -> None:
    """Fills the coaching form where *Assign* of somebody who was drawn is why the page runs. `drawn`:
    rounds.agents_of_rounds(); `period`: where the evidence is looked for."""
    asked = table.just_asked(planner_view.ROUND_TABLE)
    if asked is None or not viewer.may_coach:
        return
    found = drawn[drawn["drawn"] & (drawn["round_id"] + planner_view.OF_ROUND + drawn["agent_id"] == asked)]
    if not found.empty:
        row = found.iloc[0]
        own = Scope(agent_id=row["agent_id"])
        coverage.begin_coaching_on(database(), viewer.person_id, own, period, row["coaching_area"])
        navigation.go(navigation.ASSIGN, agent=own.agent_id)
