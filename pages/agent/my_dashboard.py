"""My dashboard: how an agent is doing, what is strong, where to improve, and the interactions behind it."""

from dataclasses import replace
from functools import partial

import streamlit as st

from coaching.measuring import agent_figures, agent_scores, leaderboard
from coaching.people.centre_settings import PlaceInTeam, centre_settings
from coaching.quality import failed_metrics, interaction_list, interactions
from coaching.quality.interaction_filter import InteractionFilter
from coaching.ui.pages import agent_notes_actions, dashboard_areas_view, dashboard_content, dashboard_view
from coaching.ui.pages.dashboard_areas_view import PAGE
from coaching.ui.pieces import pager, scope_filters
from coaching.ui.pieces.agent_picker import agent_looked_at
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording
from coaching.words.days import Span, day_of

viewer = access.require(navigation.ACTION[navigation.MY_DASHBOARD])


def listing(area: str | None) -> None:
    """The interactions that count: those that fail a coaching area, or those of a figure, or all."""
    metric, figure = dashboard_view.failed_metric(), dashboard_view.figure_asked()
    failed_name = agent_figures.metric_name(database(), viewer.person_id, metric) if metric else None
    audited = dashboard_view.interaction_filters(failed_name, area)
    filters = InteractionFilter(audited=audited, failed_metric_id=metric, failed_area=area)
    if figure and not area:
        filters = replace(filters, **dashboard_view.LISTED[figure])
    listed = partial(interaction_list.interactions_of_agent, database(), viewer.person_id, scope, period, filters)
    rows, total = pager.read(listed, PAGE, dashboard_view.INTERACTIONS_TABLE, pager.ROWS_OF_DASHBOARD)
    failed = None
    if area:
        ids = list(rows["interaction_id"])
        failed = failed_metrics.failed_metrics(database(), viewer.person_id, ids, area)
    dashboard_view.interactions(rows, total, time_zone(), failed)


def figures() -> None:
    """The figures of the period, each a link to what it counts."""
    with above:
        dashboard_view.figures(now, before, period, readings, dashboard_view.addresses_of(agent, viewer.person_id))


title = wording.DASHBOARD_OF_AGENT if viewer.is_supervisor else wording.MY_DASHBOARD
agent = agent_looked_at(viewer, wording.DASHBOARD, navigation.MY_DASHBOARD, title)
if agent == viewer.person_id:
    agent_notes_actions.draw_own(agent, time_zone())
newest = scope_filters.as_of_or_end(interactions.data_as_of(database()), time_zone(), in_zone=True)

worked_on = agent_figures.queues_and_channels(database(), viewer.person_id, agent)
at_first = Span.LAST_28_DAYS if viewer.is_supervisor else Span.LAST_7_DAYS
of_page = (dashboard_view.NAME, agent, worked_on, newest, PAGE)
scope, period = scope_filters.draw(*of_page, at_first, in_one_click=True)
now = agent_figures.figures(database(), viewer.person_id, scope, period)
before = agent_figures.figures(database(), viewer.person_id, scope, period.previous)
readings = agent_figures.readings(database(), viewer.person_id, scope, period)
areas = agent_scores.areas_with_changes(database(), viewer.person_id, scope, period)
if now.interactions:
    dashboard_areas_view.answer(areas)
above = st.container()  # for the figures, whose links hold what the fields below write into the address
told, of_team = centre_settings(database()).place_in_team, (database(), viewer.person_id, agent, period, time_zone())
if told != PlaceInTeam.NO:
    dashboard_view.place(leaderboard.place(*of_team))
if told == PlaceInTeam.FIGURES:
    dashboard_view.places(leaderboard.places(*of_team), agent == viewer.person_id)
if now.interactions == 0:
    figures()
    states.nothing(
        wording.NOTHING_IN_PERIOD, scope_filters.all_of_90_days(dashboard_view.NAME), ":material/event_busy:"
    )
    st.stop()

if dashboard_view.figure_asked():
    listing(None)
area = dashboard_areas_view.draw(areas)
if area:
    dashboard_view.metrics(area, agent_figures.metrics_of_area(database(), viewer.person_id, scope, period, area))
    listing(area)

grain = dashboard_view.grain()
of_trend = (database(), viewer.person_id, scope, day_of(newest, time_zone()), grain)
lines = dashboard_view.lines(dashboard_content.series(*of_trend))
dashboard_view.trend(dashboard_content.trend(*of_trend, lines), grain)
if not (area or dashboard_view.figure_asked()):
    listing(None)
figures()
