"""Planner: whom to coach first when there is not time for all, by rule and by lot, and what drawn rounds show."""

from coaching.measuring import coverage, drawn_effect, map_choices, rounds
from coaching.quality import interactions
from coaching.ui.pages import planner_actions
from coaching.ui.pages import planner_view as view
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone, today

viewer = access.require(navigation.ACTION[navigation.PLANNER])
newest = view.header(interactions.data_as_of(database()), time_zone())
asked = (database(), viewer.person_id)
scope, places = view.scope_and_places(map_choices.choices(*asked).teams, coverage.window(newest))
drawn = rounds.agents_of_rounds(*asked, today())
planner_actions.assign_just_asked(viewer, drawn, scope.period)

needs = rounds.needs_now(*asked, scope, today())
if needs.empty:
    view.nobody(bool(drawn["running"].any()))
else:
    chances = rounds.chances(needs, places)
    anybody_waits = view.answer(chances, places)
    view.candidates(chances)
    view.rule(scope.period)
    if anybody_waits:
        planner_actions.draw_lots(viewer, scope, places, today())

if not drawn.empty:
    outcomes = drawn_effect.outcomes(drawn, rounds.afterwards(*asked), newest.date())
    view.effect(drawn_effect.estimate(outcomes, rounds.noted(outcomes)))
    round_id = view.chosen_round(drawn, time_zone())
    of_round = drawn[drawn["round_id"] == round_id].reset_index(drop=True)
    own = of_round["drawn_by"].iloc[0] == viewer.person_id
    view.round_drawn(of_round, rounds.noted(of_round), viewer.may_coach, own, time_zone())
