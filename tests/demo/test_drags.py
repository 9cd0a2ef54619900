"""What there is to find in the demo is found by the map of a team, and since when by its scores over weeks."""

from datetime import timedelta

import pytest

from coaching.demo.drags import DRAGS, Drag
from coaching.measuring import score_map, score_steps
from coaching.measuring.score_change import Verdict
from coaching.measuring.score_map import Across, By, TeamScope
from coaching.measuring.score_steps import RowAsked
from coaching.storage.database import Database
from coaching.words.days import Period
from tests.demo.demo_of_a_day import TODAY

BOSS = "SELECT person_id FROM people WHERE list_contains(permissions, 'cross_team_access')"


@pytest.mark.parametrize("drag", DRAGS, ids=lambda drag: drag.by)
def test_the_map_shows_who_drags_an_area_down_and_since_when(database: Database, drag: Drag) -> None:
    by = By(drag.by)
    (boss,) = database.rows(BOSS)
    newest = database.rows("SELECT max(day) AS day FROM area_daily")[0]["day"]
    asked = (database, boss["person_id"])
    scope = TeamScope(period=Period.of_last_days(28, newest))
    scored = score_map.scores(*asked, scope, by, Across.AREAS)
    columns = score_map.columns(scored, Across.AREAS, {}, {})
    cells = score_map.cells(scored, columns)
    of_area = cells[(cells["column_id"] == drag.coaching_area) & cells["judged"]].sort_values("score")
    lowest, second = of_area["row_id"].iloc[0], of_area["score"].iloc[1]
    assert lowest == drag.name
    assert of_area["below"].iloc[0]
    assert of_area["score"].iloc[0] < second - 4
    changed = score_map.changes(*asked, TeamScope(period=around(drag)), by, Across.AREAS)
    change = changed[(changed["row_id"] == drag.name) & (changed["column_id"] == drag.coaching_area)].iloc[0]
    assert change["verdict"] is Verdict.WORSE
    row = RowAsked(by, drag.name)
    steps = score_steps.beside(score_steps.steps(*asked, scope, Across.AREAS, "week", row))
    steps = steps[steps["column_id"] == drag.coaching_area]
    weeks = [each.starts_on >= drag.since(TODAY) for each in steps.itertuples()]
    before = [each.starts_on + timedelta(7) <= drag.since(TODAY) for each in steps.itertuples()]
    assert steps[weeks]["score"].mean() < steps[before]["score"].mean() - 10
    assert abs(steps[weeks]["rest"].mean() - steps[before]["rest"].mean()) < 5


def around(drag: Drag) -> Period:
    """As many days as it lasts, from its first one on: the period before ends where it begins."""
    return Period(drag.since(TODAY), TODAY)
