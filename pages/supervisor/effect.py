"""Effect: did coaching help, compared with what would have come anyway?"""

import streamlit as st

from coaching.measuring import team_effect
from coaching.quality import interactions
from coaching.ui.pages import effect_view, measured_effect
from coaching.ui.pieces import scope_filters
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.EFFECT])
st.title(wording.EFFECT)
newest = interactions.data_as_of(database())
coached = team_effect.coached(database(), viewer.person_id)
if newest is None or coached.empty:
    st.info(wording.NO_COACHING_TO_MEASURE, icon=":material/inbox:")
    st.stop()
scope_filters.as_of(newest, time_zone())
filters = effect_view.filters(coached, newest.date())
coachings = team_effect.assignments(database(), viewer.person_id, filters)
if not coachings:
    st.info(wording.NO_COACHING_MATCHES, icon=":material/filter_alt_off:")
    st.stop()
asked = (database(), viewer.person_id, filters)
overall = measured_effect.overall(*asked)
effect_view.figures(overall, team_effect.reading(*asked), coachings)
effect_view.explanation()
by = effect_view.shown_by()
effect_view.groups(measured_effect.grouped(*asked, by), by)
placebo, peers_only = measured_effect.placebo(*asked), measured_effect.peers_only(*asked)
effect_view.checks(placebo, peers_only)
effect_view.estimates(overall, placebo, peers_only)
