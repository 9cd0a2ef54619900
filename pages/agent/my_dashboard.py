"""My dashboard: how an agent is doing, what is strong, where to improve, and the interactions behind it."""

import streamlit as st

from coaching.measuring import agent_figures
from coaching.quality import interaction_list, interactions
from coaching.quality.interaction_list import InteractionFilter
from coaching.ui.pages import dashboard_content, dashboard_view
from coaching.ui.pieces import pager, scope_filters
from coaching.ui.pieces.agent_picker import agent_looked_at
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.MY_DASHBOARD])
st.title(wording.DASHBOARD_OF_AGENT if viewer.is_supervisor else wording.MY_DASHBOARD)
agent = agent_looked_at(viewer, wording.DASHBOARD)
newest = interactions.data_as_of(database())
if newest is None:
    st.info(wording.NO_DATA, icon=":material/inbox:")
    st.stop()
scope_filters.as_of(newest, time_zone())

worked_on = agent_figures.queues_and_channels(database(), viewer.person_id, agent)
scope, period = scope_filters.draw(dashboard_view.NAME, agent, worked_on, newest.date(), dashboard_view.PAGE)
now = agent_figures.figures(database(), viewer.person_id, scope, period)
before = agent_figures.figures(database(), viewer.person_id, scope, period.previous)
readings = agent_figures.readings(database(), viewer.person_id, scope, period)
dashboard_view.figures(now, before, period, readings)
if now.interactions == 0:
    st.info(wording.NOTHING_IN_PERIOD, icon=":material/event_busy:")
    st.stop()

area = dashboard_view.areas(dashboard_content.areas(database(), viewer.person_id, scope, period))
if area:
    dashboard_view.metrics(area, agent_figures.metrics_of_area(database(), viewer.person_id, scope, period, area))

grain = dashboard_view.grain()
of_trend = (database(), viewer.person_id, scope, newest.date(), grain)
lines = dashboard_view.lines(dashboard_content.series(*of_trend))
dashboard_view.trend(dashboard_content.trend(*of_trend, lines), grain)

metric = dashboard_view.failed_metric()
failed_name = agent_figures.metric_name(database(), viewer.person_id, metric) if metric else None
audited, page = dashboard_view.interaction_filters(failed_name)
filters = InteractionFilter(audited=audited, failed_metric_id=metric)
rows, total = interaction_list.interactions_of_agent(
    database(), viewer.person_id, scope, period, filters, page=page, size=pager.ROWS_OF_DASHBOARD
)
dashboard_view.interactions(rows, total, time_zone())
