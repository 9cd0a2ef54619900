"""Team: how each agent scores in each coaching area or metric, since when, and where coaching is missing."""

import pandas as pd
import streamlit as st

from coaching.measuring import coverage, score_map, score_steps
from coaching.quality import coaching_areas, forms, interactions
from coaching.ui.pages import team_actions, team_map_view, team_time_view
from coaching.ui.pages import team_view as view
from coaching.ui.pieces import scope_filters
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.TEAM])
st.title(wording.TEAM)
newest = interactions.data_as_of(database())
if newest is None:
    st.info(wording.NO_DATA, icon=":material/inbox:")
    st.stop()
scope_filters.as_of(newest, time_zone())

asked = (database(), viewer.person_id)
scope, span = view.scope(score_map.choices(*asked), newest.date())
show, by, across, scope = view.shape(scope, coaching_areas.coaching_areas(*asked))
scored = score_map.scores(*asked, scope, by, across)
if scored.empty:
    st.info(wording.MAP_NOTHING, icon=":material/filter_alt_off:")
    st.stop()
columns = score_map.columns(scored, across, forms.metrics(database()), forms.metric_labels(database()))
shown = view.Shown(scope=scope, span=span, by=by, across=across, columns=columns)
if show == view.Show.OVER_TIME:
    step, row = team_time_view.grain(), team_time_view.row(by)
    name = wording.MAP_WHOLE if row is None else score_map.names(*asked, by, [row.row_id])["name"].iloc[0]
    beside = score_steps.beside(score_steps.steps(*asked, scope, across, step, row))
    assigned = coverage.assignments(*asked, today()), coverage.areas_of_assignments(*asked)
    coached = score_steps.coached_days(*assigned, row, time_zone())
    team_time_view.draw(beside, coached, step=step, row=row, name=name, shown=shown)
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
view.explanation(shown, viewer.may_coach)

order = view.sorted_by(columns)
rows = score_map.rows(cells, names, order)
page = team_map_view.page_of(rows)
changes = score_map.changes(*asked, scope, by, across, list(page["row_id"]))
together = score_map.changes(*asked, scope, None, across)
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
