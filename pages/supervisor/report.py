"""Coaching report: a quarter on one sheet. What was coached, what it changed, and whom it did not reach."""

from coaching.measuring import coverage, follow_ups, map_choices, report, score_map, team_effect
from coaching.measuring.score_map import Across, By
from coaching.quality import interactions
from coaching.ui.pages import effect_view, measured_effect
from coaching.ui.pages import report_view as view
from coaching.ui.pieces import chart, printing, scope_filters
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording
from coaching.words.days import utc_now

viewer = access.require(navigation.ACTION[navigation.REPORT])
printing.titled(wording.REPORT, "report_print")
newest = scope_filters.as_of_or_end(interactions.data_as_of(database()), time_zone())
asked = (database(), viewer.person_id)
everything = coverage.assignments(*asked, today())
areas = coverage.areas_of_assignments(*asked)
quarter, scope = view.scope(everything, map_choices.choices(*asked).teams, newest.date())
filters = team_effect.EffectFilter(team=scope.team, assigned=quarter)
held = follow_ups.follow_ups(everything, areas, follow_ups.outcomes(*asked), today(), time_zone())
assigned = follow_ups.asked_for(held, areas, filters)
view.heading(quarter, scope, newest.date(), viewer.name)

coachings = team_effect.assignments(*asked, filters)
effects = None
if coachings:
    period = chart.days(filters.assigned, newest.date())
    overall, reading = measured_effect.overall(*asked, filters), team_effect.reading(*asked, filters)
    effect_view.figures(overall, reading, coachings, period, is_filtered=False)
    effects = measured_effect.grouped(*asked, filters, effect_view.By.COACHING_AREA)
    view.read(measured_effect.grouped(*asked, filters, effect_view.By.READ))
    waits = coverage.flow(coverage.waits(assigned, utc_now()))
    view.coached(report.coached(assigned, areas), follow_ups.by_supervisor(assigned), waits.iloc[0])
else:
    states.nothing(wording.REPORT_NOTHING_COACHED, states.to(navigation.COVERAGE, wording.COVERAGE))

scored = score_map.scores(*asked, scope, By.AGENT, Across.AREAS)
changes = score_map.changes(*asked, scope, None, Across.AREAS)
columns = score_map.columns(scored, Across.AREAS, {}, {})
together = score_map.cells(score_map.whole(changes), columns)
view.areas(report.by_area(together, changes, assigned, areas), effects, scope.period)
cells = score_map.cells(scored, columns, coverage.coached_areas(assigned, areas))
view.reach(report.reach(cells, assigned))
view.method()
