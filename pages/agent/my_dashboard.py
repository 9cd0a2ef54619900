"""My dashboard: how an agent is doing, what is strong, where to improve, and the interactions behind it."""

import streamlit as st

from coaching import dashboard, evaluation, interactions
from coaching.evaluation import Wanted
from coaching.ui import access, dashboard_view, scope_filters, wording
from coaching.ui.agent_picker import agent_looked_at
from coaching.ui.session import database, time_zone

viewer = access.require_agent_pages()
st.title(wording.DASHBOARD_OF_AGENT if viewer.is_supervisor else wording.MY_DASHBOARD)
agent = agent_looked_at(viewer, wording.DASHBOARD)
newest = interactions.data_as_of(database())
if newest is None:
    st.info(wording.NO_DATA, icon=":material/inbox:")
    st.stop()
scope_filters.as_of(newest, time_zone())

worked_on = dashboard.queues_and_channels(database(), viewer.person_id, agent)
scope, period = scope_filters.draw(dashboard_view.NAME, agent, worked_on, newest.date(), dashboard_view.PAGE)
now = dashboard.figures(database(), viewer.person_id, scope, period)
before = dashboard.figures(database(), viewer.person_id, scope, period.previous)
readings = dashboard.readings(database(), viewer.person_id, scope, period)
dashboard_view.figures(now, before, period, readings)
if now.interactions == 0:
    st.info(wording.NOTHING_IN_PERIOD, icon=":material/event_busy:")
    st.stop()

area = dashboard_view.areas(viewer.person_id, scope, period)
if area:
    dashboard_view.metrics(area, dashboard.metrics_of_area(database(), viewer.person_id, scope, period, area))

grain = dashboard_view.grain()
dashboard_view.trend(viewer.person_id, scope, newest.date(), grain)

metric = dashboard_view.failed_metric()
failed_name = dashboard.metric_name(database(), viewer.person_id, metric) if metric else None
audited, page = dashboard_view.interaction_filters(failed_name)
wanted = Wanted(audited=audited, failed_metric=metric)
rows, total = evaluation.interactions_of_agent(
    database(), viewer.person_id, scope, period, wanted, page=page, size=dashboard_view.PAGE_SIZE
)
dashboard_view.interactions(rows, total, time_zone())
