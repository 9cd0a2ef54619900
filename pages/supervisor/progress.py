"""Progress: how one coached agent got on, area by area, beside what was to be expected anyway."""

import streamlit as st

from coaching.assignments import assignments
from coaching.measuring import monitor, progress
from coaching.quality import interactions
from coaching.ui.pages import measured_effect, progress_view
from coaching.ui.pieces import scope_filters
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.PROGRESS])
assignment = assignments.assignment(database(), viewer.person_id, st.query_params.get("assignment", ""))
newest = interactions.data_as_of(database())
if assignment is None or newest is None or assignment.agent_id == viewer.person_id:
    access.refuse(wording.NO_SUCH_ASSIGNMENT)
access.look_at(assignment.agent_id)
progress_view.header(assignment, time_zone())
scope_filters.as_of(newest, time_zone())
if assignment.withdrawn_at:
    back = states.to(navigation.ASSIGNMENT, wording.ASSIGNMENT, assignment=assignment.assignment_id)
    states.nothing(wording.COURSE_WITHDRAWN, back, ":material/block:")

assignment_id = assignment.assignment_id
progress_view.then_and_now(monitor.changes_of(database(), viewer.person_id, [assignment_id], newest.date()))
weekly = progress.weekly(database(), viewer.person_id, assignment_id, newest.date())
coached = progress.coached_days(database(), viewer.person_id, assignment_id)
coached["this"] = coached["assignment_id"] == assignment_id
course = measured_effect.course(database(), viewer.person_id, assignment_id)
progress_view.week_by_week(expected=course["expected"].notna().any())
for number, area in enumerate(assignment.coaching_areas):
    progress_view.area(
        number,
        area,
        weekly[weekly["coaching_area"] == area],
        course[course["coaching_area"] == area],
        coached[coached["coaching_area"] == area],
        assignment.follow_up_on,
    )
