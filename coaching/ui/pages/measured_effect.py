"""What is the effect of the coaching that the filters ask for, as far as it takes seconds to find out?

Each function shows a spinner where the answer will be drawn. A page asks for each answer right before it draws it: the
first answer on the page does not wait for the checks below it.
"""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from coaching.measuring import team_effect
from coaching.measuring.team_effect import EffectFilter
from coaching.storage.database import Database, cached
from coaching.ui.pages.effect_view import By
from coaching.ui.shell import page_limit
from coaching.words import wording

GROUPED_BY: dict[By, Callable[..., pd.DataFrame]] = {
    By.WEEKS: team_effect.by_weeks,
    By.COACHING_AREA: team_effect.by_area,
    By.SUPERVISOR: team_effect.by_supervisor,
    By.AREA_AND_SUPERVISOR: team_effect.by_area_and_supervisor,
    By.AREA_AND_LEAD: team_effect.by_area_and_lead,
    By.REASON: team_effect.by_reason,
    By.READ: team_effect.by_read,
}


def overall(database: Database, viewer_id: str, filters: EffectFilter) -> pd.Series:
    """The row of team_effect.overall()."""
    return _measured(database, viewer_id, filters, team_effect.overall).iloc[0]


def placebo(database: Database, viewer_id: str, filters: EffectFilter) -> pd.Series:
    """The row of team_effect.placebo()."""
    return _measured(database, viewer_id, filters, team_effect.placebo).iloc[0]


def peers_only(database: Database, viewer_id: str, filters: EffectFilter) -> pd.Series:
    """The row of team_effect.peers_only()."""
    return _measured(database, viewer_id, filters, team_effect.peers_only).iloc[0]


def grouped(database: Database, viewer_id: str, filters: EffectFilter, by: By) -> pd.DataFrame:
    """A row a group, see the function of team_effect for `by` in GROUPED_BY."""
    return _measured(database, viewer_id, filters, GROUPED_BY[by])


def course(database: Database, viewer_id: str, assignment_id: str) -> pd.DataFrame:
    """team_effect.course() of one assignment."""
    with st.spinner(wording.MEASURING):
        return _course(database, viewer_id, assignment_id)


def _measured(
    database: Database, viewer_id: str, filters: EffectFilter, answer: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    with st.spinner(wording.MEASURING):
        return _answered(database, viewer_id, filters, answer)


@cached
def _answered(
    database: Database, viewer_id: str, filters: EffectFilter, answer: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    page_limit.give_up_place()
    return answer(database, viewer_id, filters)


@cached
def _course(database: Database, viewer_id: str, assignment_id: str) -> pd.DataFrame:
    page_limit.give_up_place()
    return team_effect.course(database, viewer_id, assignment_id)
