"""Effect: did coaching help, compared with what would have come anyway?"""

import streamlit as st

from coaching.measuring import coverage, drawn_effect, follow_ups, rounds, team_effect
from coaching.quality import interactions
from coaching.ui.pages import effect_view, follow_ups_view, measured_effect
from coaching.ui.pieces import chart, scope_filters
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.EFFECT])
st.title(wording.EFFECT)
newest = interactions.data_as_of(database())
coached = team_effect.coached(database(), viewer.person_id)
if newest is None or coached.empty:
    states.nothing(wording.NO_COACHING_TO_MEASURE, states.to(navigation.EVALUATION, wording.EVALUATION))
    st.stop()
scope_filters.as_of(newest, time_zone())
filters = effect_view.filters(coached, newest.date())
coachings = team_effect.assignments(database(), viewer.person_id, filters)
if not coachings:
    states.nothing(wording.NO_COACHING_MATCHES, states.clearing(effect_view.clear), states.NO_MATCH)
    st.stop()
asked = (database(), viewer.person_id, filters)
overall = measured_effect.overall(*asked)
period = chart.days(filters.assigned, newest.date())
is_filtered = filters != team_effect.EffectFilter()
effect_view.figures(overall, team_effect.reading(*asked), coachings, period, is_filtered=is_filtered)
effect_view.explanation()
by = effect_view.shown_by()
effect_view.groups(measured_effect.grouped(*asked, by), by, period)
assigned, areas = coverage.assignments(*asked[:2], today()), coverage.areas_of_assignments(*asked[:2])
held = follow_ups.follow_ups(assigned, areas, follow_ups.outcomes(*asked[:2]), today(), time_zone())
called = coached.drop_duplicates("supervisor_id").set_index("supervisor_id")["supervisor"].to_dict()
follow_ups_view.draw(follow_ups.by_supervisor(follow_ups.asked_for(held, areas, filters)), called)
placebo, peers_only = measured_effect.placebo(*asked), measured_effect.peers_only(*asked)
drawn = rounds.agents_of_rounds(*asked[:2], today())
outcomes = drawn_effect.outcomes(drawn, rounds.afterwards(*asked[:2]), newest.date())
outcomes = drawn_effect.asked_for(outcomes, filters)
effect_view.checks(placebo, peers_only, drawn_effect.estimate(outcomes, rounds.noted(outcomes)))
effect_view.estimates(overall, placebo, peers_only)
