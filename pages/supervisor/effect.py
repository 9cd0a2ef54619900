"""Effect: did coaching help, compared with what would have come anyway?"""

import streamlit as st

from coaching.measuring import team_effect
from coaching.quality import interactions
from coaching.ui.pages import effect_view
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
wanted = effect_view.filters(coached, newest.date())
coachings = team_effect.assignments(database(), viewer.person_id, wanted)
if not coachings:
    st.info(wording.NO_COACHING_MATCHES, icon=":material/filter_alt_off:")
    st.stop()
measured = effect_view.Measured(viewer.person_id, wanted)
effect_view.figures(measured, coachings)
effect_view.explanation()
effect_view.groups(measured)
effect_view.checks(measured)
effect_view.behind(measured)
