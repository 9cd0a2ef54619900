"""Team: how each agent scores in each coaching area or metric, where coaching is missing, and whom to coach on what."""

import pandas as pd
import streamlit as st

from coaching.measuring import coverage, score_map
from coaching.quality import coaching_areas, forms, interactions
from coaching.ui.pages import team_actions, team_map_view
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
by, across, scope = view.shape(scope, coaching_areas.coaching_areas(*asked))
scored = score_map.scores(*asked, scope, by, across)
if scored.empty:
    st.info(wording.MAP_NOTHING, icon=":material/filter_alt_off:")
    st.stop()
columns = score_map.columns(scored, across, forms.metrics(database()), forms.metric_labels(database()))
shown = view.Shown(scope=scope, span=span, by=by, across=across, columns=columns)
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
whole = score_map.whole(*asked, scope, across)
changes = [
    score_map.changes(*asked, scope, by, across, list(page["row_id"])),
    score_map.changes(*asked, scope, None, across).assign(row_id=team_map_view.WHOLE),
]
team_map_view.draw(
    page,
    total=len(rows),
    cells=cells,
    whole=score_map.cells(whole, columns),
    changes=pd.concat(changes, ignore_index=True),
    shown=shown,
    by=order,
    may_coach=viewer.may_coach,
    zone=time_zone(),
)
