"""To do: a supervisor's first page. What waits for them, each line with the one page where it is done."""

import streamlit as st

from coaching.measuring import coverage, to_do
from coaching.people.permissions import Action
from coaching.quality import interactions
from coaching.quality.scope import Scope
from coaching.ui.pages import to_do_view as view
from coaching.ui.pages.to_do_actions import watch
from coaching.ui.pieces import freshness
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording
from coaching.words.days import utc_now

viewer = access.require(navigation.ACTION[navigation.TO_DO])
asked = (database(), viewer.person_id)
newest = interactions.data_as_of(database())
period = coverage.window(newest) if newest else None
to_assign = view.agent_to_assign()
if to_assign and period:
    coverage.begin_coaching(*asked, to_assign, period)
    navigation.go(navigation.ASSIGN, agent=to_assign)

on_area = view.area_to_assign()
if on_area and period:
    coverage.begin_coaching_on(*asked, Scope(agent_id=on_area[0]), period, on_area[1])
    navigation.go(navigation.ASSIGN, agent=on_area[0])

st.title(wording.TO_DO)
assignments = to_do.assignments_to_see_to(*asked, today())
marked = to_do.marks_to_see_to(*asked)
sections = [
    view.notes(to_do.notes_to_answer(assignments), utc_now(), time_zone()),
    view.requests(marked[marked["asked"]], utc_now(), time_zone()),
    view.follow_ups(to_do.follow_ups_due(assignments)),
    view.drafts(to_do.drafts(*asked), time_zone()),
    view.marks(marked[~marked["asked"]], time_zone()),
    view.overdue(to_do.overdue_by_agent(assignments)),
]
if period:
    sections.append(view.doubtful(to_do.doubtful_scores(*asked, period), period, time_zone()))
if period and viewer.may(Action.MEASURE):
    sections.append(view.below(to_do.agents_below_pass_score(*asked, period, today()), period))
    sections.append(view.areas(to_do.areas_without_coaching(*asked, period, today()), period, time_zone()))
view.draw(sections)
freshness.draw(newest, time_zone())
watch(viewer.person_id, to_do.number_waiting(*asked, today()))
