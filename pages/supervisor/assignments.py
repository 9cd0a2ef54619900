"""Coaching Assignments of the whole team: what is open, what is overdue and what waits for an answer."""

from functools import partial

import streamlit as st

from coaching.assignments import team_assignments
from coaching.quality import interactions
from coaching.ui.pages import team_assignments_view as view
from coaching.ui.pieces import freshness, pager
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, last_day, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.ASSIGNMENTS])
beside, is_adding = view.head(viewer.may_coach)
if is_adding:
    navigation.go(navigation.EVALUATION)

all_there_are = team_assignments.totals(database(), viewer.person_id)
if not (all_there_are.in_force or all_there_are.withdrawn):
    states.nothing(wording.NO_TEAM_ASSIGNMENTS, states.to(navigation.EVALUATION, wording.EVALUATION))
    st.stop()
with st.container(gap="xsmall"):
    figures = st.container()  # above the filters that they follow
    filters, order = view.filters(
        team_assignments.teams(database(), viewer.person_id),
        team_assignments.coaching_areas(database(), viewer.person_id),
        team_assignments.supervisors(database(), viewer.person_id),
        last_day(team_assignments.newest_assigned_at(database(), viewer.person_id)),
    )
    view.set_filters()
with figures:
    view.figures(team_assignments.figures(database(), viewer.person_id, filters, today(), time_zone()))
listed = partial(
    team_assignments.team_assignments, database(), viewer.person_id, filters, today(), time_zone(), order=order
)
rows, total = pager.read(listed, view.PAGE, view.TABLE, pager.ROWS)
with beside:
    view.count_and_clear(total, all_there_are, filters)
if rows.empty:
    view.nothing_matches(filters)
    st.stop()
view.page_of(rows, total, time_zone())
freshness.draw(interactions.data_as_of(database()), time_zone())
