"""Coverage: who needs coaching, on what, and gets none; what is overdue; how long coaching takes. For supervisors."""

import streamlit as st

from coaching.assignments import team_assignments
from coaching.measuring import coverage
from coaching.measuring.uncovered import uncovered_areas
from coaching.quality import interactions
from coaching.quality.scope import Scope
from coaching.ui.pages import coverage_view as view
from coaching.ui.pieces import scope_filters
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, last_day, time_zone, today
from coaching.words import wording
from coaching.words.days import instants_asked, since, utc_now

viewer = access.require(navigation.ACTION[navigation.COVERAGE])
newest = interactions.data_as_of(database())
if newest is None:
    st.title(wording.COVERAGE)
    states.nothing(wording.NO_DATA, states.home)
    st.stop()
period = coverage.window(newest)
to_assign = view.agent_to_assign()
if to_assign and viewer.may_coach:
    coverage.begin_coaching(database(), viewer.person_id, to_assign, period)
    navigation.go(navigation.ASSIGN, agent=to_assign)

on_area = view.area_to_assign()
if on_area and viewer.may_coach:
    coverage.begin_coaching_on(database(), viewer.person_id, Scope(agent_id=on_area[0]), period, on_area[1])
    navigation.go(navigation.ASSIGN, agent=on_area[0])

st.title(wording.COVERAGE)
scope_filters.as_of(newest, time_zone())
everybody = coverage.agents(database(), viewer.person_id, period)
assigned = coverage.assignments(database(), viewer.person_id, today())
supervisors = team_assignments.supervisors(database(), viewer.person_id)
team = view.team(sorted({*everybody["team"].dropna(), *assigned["team"].dropna()}))
assigned = view.of_team(assigned, team)
agents = coverage.with_coaching(view.of_team(everybody, team), assigned)
uncovered = uncovered_areas(database(), viewer.person_id, period, today())
areas = view.of_team(uncovered, team)
below, never = coverage.under_pass_score(agents), coverage.never_coached(agents)

counts = {
    view.AREAS: len(areas),
    view.UNDER_PASS_SCORE: len(below),
    view.OVERDUE: int(assigned["overdue"].sum()),
    view.NEVER_COACHED: len(never),
    view.OPEN: int(assigned["open"].sum()),
}
shown = view.figures(counts, team)
if shown == view.AREAS:
    view.areas(areas, period, viewer, time_zone())
elif shown == view.UNDER_PASS_SCORE:
    view.under_pass_score(below, agents, period, viewer, time_zone())
elif shown == view.NEVER_COACHED:
    view.never_coached(never, agents, period, viewer, time_zone())
else:
    view.open_by_supervisor(coverage.open_by_supervisor(assigned), supervisors, team, time_zone())

choices = view.flow_choices()
newest_assigned = None if assigned.empty else assigned["assigned_at"].max()
asked = instants_asked(since(choices[0], last_day(newest_assigned)), time_zone())
waits = coverage.waits(assigned[assigned["assigned_at"] >= asked["first"]], utc_now())
view.flow(waits, coverage.areas_of_assignments(database(), viewer.person_id), choices, supervisors, team)
