"""One agent: all that a 1:1 needs on one page, which prints on two sheets. For supervisors."""

from functools import partial

import streamlit as st

from coaching.assignments import agent_coaching, marks
from coaching.assignments.assignments import assignments_of_agent
from coaching.measuring import agent_figures, agent_scores
from coaching.measuring.score_map import Across
from coaching.people import visibility
from coaching.people.permissions import Action
from coaching.quality import best_moments, interaction_list, interactions
from coaching.quality.interaction_filter import InteractionFilter
from coaching.ui.pages import agent_coaching_view, agent_notes_actions, dashboard_content, dashboard_view
from coaching.ui.pages import agent_view as view
from coaching.ui.pieces import pager, scope_filters
from coaching.ui.pieces.agent_picker import agent_looked_at
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording
from coaching.words.days import day_of

viewer = access.require(navigation.ACTION[navigation.AGENT_PAGE])
head = st.container()
agent = agent_looked_at(
    viewer, wording.AGENT_PAGE, navigation.AGENT_PAGE, wording.AGENT_PAGE, including_self=False, named_after_agent=True
)
asked = (database(), viewer.person_id)
names = visibility.agents_visible_to(*asked).set_index("agent_id")["label"]
name = str(names[agent])
with head:
    view.header(name)

assigned = assignments_of_agent(*asked, agent, today())
waiting = agent_coaching.waiting_since(*asked, agent)
marked = marks.open_marks_of(*asked, agent)
newest = interactions.data_as_of(database())
if newest is None:
    states.nothing(wording.NO_DATA, states.home)
else:
    scope_filters.as_of(newest, time_zone(), in_zone=True)
    worked_on = agent_figures.queues_and_channels(*asked, agent)
    scope, period = scope_filters.draw(view.NAME, agent, worked_on, newest, view.PAGE)
    coached = agent_scores.coached_areas(assigned, agent)
    areas = agent_scores.scores(*asked, scope, period, Across.AREAS, coached)
    view.answer(areas, view.to_see_to(assigned, waiting, marked, today()), viewer.may(Action.MEASURE))

    now, before = (agent_figures.figures(*asked, scope, days) for days in (period, period.previous))
    dashboard_view.figures(now, before, period, agent_figures.readings(*asked, scope, period))
    view.areas(areas, period, viewer.may(Action.MEASURE), time_zone())
    view.metrics(agent_scores.scores(*asked, scope, period, Across.METRICS, coached))
    of_trend = (*asked, scope, day_of(newest, time_zone()), view.STEP)
    view.trend(dashboard_content.trend(*of_trend, view.lines(dashboard_content.series(*of_trend))), name)

agent_coaching_view.assignments(assigned, agent_coaching.plans(*asked, agent), waiting, today(), time_zone())
agent_coaching_view.marks(marked, agent, time_zone())
if newest is not None:
    audited = InteractionFilter(audited=True)
    audits = partial(interaction_list.interactions_of_agent, *asked, scope, period, audited)
    rows, total = pager.read(audits, None, agent_coaching_view.AUDITS_TABLE, agent_coaching_view.MOST_AUDITS)
    agent_coaching_view.audits(rows, total, time_zone())
    best = best_moments.best_moments(*asked, scope, period, agent_coaching_view.MOST_MOMENTS)
    agent_coaching_view.best_moments(best, time_zone())
agent_notes_actions.draw(viewer, agent, name, time_zone())
