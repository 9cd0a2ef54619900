"""Team: how agents score in each coaching area or metric, since when, where coaching is missing, and whether the
automatic evaluation judges as people do."""

from functools import partial

import pandas as pd
import streamlit as st

from coaching.measuring import (
    calibration,
    coverage,
    leaderboard,
    map_choices,
    map_order,
    map_read_once,
    score_map,
    score_steps,
)
from coaching.quality import coaching_areas, forms, interactions
from coaching.ui.pages import calibration_view, leaderboard_view, team_actions, team_map_view, team_time_view
from coaching.ui.pages import team_view as view
from coaching.ui.pieces import pager, scope_filters
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.TEAM])
show, step, newest = view.header(interactions.data_as_of(database()), time_zone())

asked = (database(), viewer.person_id)
areas = coaching_areas.coaching_areas(*asked)
scope, span, by, across = view.filters(map_choices.choices(*asked), areas, newest.date(), show)
if show == view.Show.LEADERBOARD:
    found, ranking = leaderboard.leaderboard(*asked, scope), leaderboard_view.ranking()
    if found.empty:
        states.nothing(wording.MAP_NOTHING, states.clearing(view.clear), states.NO_MATCH)
        st.stop()
    trends = leaderboard.trends(*asked, scope) if ranking.by == leaderboard.Rank.TREND else None
    ranked = leaderboard.ranked(found, ranking, trends)
    if trends is None:
        trends = leaderboard.trends(*asked, scope, list(leaderboard_view.page_of(ranked)["agent_id"]))
    shown = view.Shown(scope=scope, span=span, by=by, across=across, columns={})
    leaderboard_view.draw(ranked, trends, ranking, shown)
    st.stop()
if show == view.Show.CALIBRATION:
    agreement = calibration.agreement(
        calibration.by_metric(*asked, scope), forms.metrics(database()), forms.metric_labels(database())
    )
    shown = view.Shown(scope=scope, span=span, by=by, across=across, columns={})
    metric_id = calibration_view.metric(agreement)
    if metric_id is not None:
        of_metric = partial(calibration.that_differ, *asked, scope, metric_id)
        differing = pager.read(of_metric, calibration_view.PAGE, calibration_view.DIFFERING, pager.ROWS)
        calibration_view.differing(metric_id, agreement, *differing, time_zone())
    calibration_view.draw(agreement, shown)
    st.stop()
sums = None
if show == view.Show.MAP and map_read_once.is_read_once(*asked, by):
    sums = score_map.daily_sums(*asked, scope, by, across)
    scored = map_read_once.scores_of(sums, scope.period)
else:
    scored = score_map.scores(*asked, scope, by, across)
if scored.empty:
    states.nothing(wording.MAP_NOTHING, states.clearing(view.clear), states.NO_MATCH)
    st.stop()
columns = score_map.columns(scored, across, forms.metrics(database()), forms.metric_labels(database()))
shown = view.Shown(scope=scope, span=span, by=by, across=across, columns=columns)
if show == view.Show.OVER_TIME:
    row = team_time_view.row(by)
    name = wording.MAP_WHOLE if row is None else score_map.names(*asked, by, [row.row_id])["name"].iloc[0]
    beside = score_steps.beside(score_steps.steps(*asked, scope, across, step, row))
    assigned = coverage.assignments(*asked, today()), coverage.areas_of_assignments(*asked)
    coached = score_steps.coached_days(*assigned, row, time_zone())
    team_time_view.draw(beside, coached, step=step, row=row, name=name, shown=shown)
    scope_filters.as_of(newest, time_zone())
    st.stop()
to_assign = view.to_assign(shown)
if to_assign and viewer.may_coach:
    team_actions.assign(viewer.person_id, to_assign, shown)

coached = None
if by == score_map.By.AGENT:
    coached = coverage.coached_areas(coverage.assignments(*asked, today()), coverage.areas_of_assignments(*asked))
cells = score_map.cells(scored, columns, coached)
names = score_map.names(*asked, by, scored["row_id"].unique())
view.answer(cells, names, shown)

order = view.sorted_by(columns)
rows = map_order.rows(cells, names, order)
page = team_map_view.page_of(rows)
if sums is None:
    changes = score_map.changes(*asked, scope, by, across, list(page["row_id"]))
    together = score_map.changes(*asked, scope, None, across)
else:
    changes = score_map.changes_of(sums[sums["row_id"].isin(page["row_id"])], scope.period, across)
    together = score_map.changes_of(map_read_once.together(sums), scope.period, across)
team_map_view.draw(
    page,
    total=len(rows),
    cells=cells,
    whole=score_map.cells(score_map.whole(together), columns),
    changes=pd.concat([changes, together.assign(row_id=team_map_view.WHOLE)], ignore_index=True),
    shown=shown,
    by=order,
    may_coach=viewer.may_coach,
    zone=time_zone(),
)
view.explanation(shown, viewer.may_coach)
