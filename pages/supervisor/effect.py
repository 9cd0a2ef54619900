"""Effect: did coaching help, compared with what would have come anyway?"""

import streamlit as st

from coaching import interactions, team_effect
from coaching.ui import access, effect_view, scope_filters, wording
from coaching.ui.session import database, time_zone

viewer = access.require_monitor_pages()
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
measured = effect_view.Measured.of(viewer.person_id, wanted)
effect_view.figures(measured, coachings)
effect_view.explanation()
effect_view.groups(measured)
effect_view.checks(measured)
effect_view.behind(measured)
