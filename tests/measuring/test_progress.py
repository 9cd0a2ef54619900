"""The weeks around an assignment, computed independently from the daily totals."""

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from coaching.charts import effect_charts
from coaching.measuring import progress
from coaching.storage.database import Database
from coaching.words.formatting import as_shown
from tests import simulated_centre
from tests.charts.test_score_charts import rows_of
from tests.simulated_centre import KIM


@pytest.fixture
def simulation(database: Database) -> simulated_centre.Simulation:
    return simulated_centre.fill(database, agents=40)


def weeks_in_pandas(daily: pd.DataFrame, assignment: pd.Series) -> pd.DataFrame:
    """The same from the daily totals, day by day."""
    mine = daily[(daily["agent_id"] == assignment["agent_id"]) & (daily["coaching_area"] == "Empathy")]
    found: dict[int, list[Any]] = {}
    newest = daily["day"].max()
    for row in mine.itertuples():
        since = (row.day - assignment["assigned_on"]).days
        if since == 0 or since < -7 * progress.WEEKS_BEFORE:
            continue
        week = (since + 6) // 7 if since > 0 else -((6 - since) // 7)
        first = 7 * week - 6 if week > 0 else 7 * week
        sums = found.setdefault(week, [assignment["assigned_on"] + timedelta(first), 0.0, 0.0, 0])
        for place, value in enumerate((row.earned, row.possible, row.interactions), 1):
            sums[place] += value
    return pd.DataFrame(
        [
            ("Empathy", week, first, min(first + timedelta(6), newest), as_shown(100 * earned / possible), interactions)
            for week, (first, earned, possible, interactions) in sorted(found.items())
        ],
        columns=["coaching_area", "week", "first_day", "last_day", "score", "interactions"],
    )


def test_weeks_are_counted_from_the_day_of_the_assignment(
    database: Database, simulation: simulated_centre.Simulation
) -> None:
    for _, assignment in simulation.assignments.iterrows():
        newest = simulation.daily["day"].max()
        found = progress.weekly(database, KIM, assignment["assignment_id"], newest)
        expected = weeks_in_pandas(simulation.daily, assignment)
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)
        assert 0 not in found["week"].tolist()
        inside = found[found["week"] == -1].iloc[0]
        assert inside["last_day"] == assignment["assigned_on"] - timedelta(1)


def test_a_week_that_is_not_over_ends_on_the_newest_day_with_data(
    database: Database, simulation: simulated_centre.Simulation
) -> None:
    one = simulation.assignments.iloc[0]
    for days, week, last in ((1, 1, 1), (6, 1, 6), (7, 1, 7), (8, 2, 8), (12, 2, 12)):
        newest = one["assigned_on"] + timedelta(days)
        found = progress.weekly(database, KIM, one["assignment_id"], newest).iloc[-1]
        assert found["week"] == week
        assert found["last_day"] == one["assigned_on"] + timedelta(last)
        chart = effect_charts.course_chart(
            pd.DataFrame([found]), pd.DataFrame(columns=["first_day", "last_day", "expected", "low", "high"]),
            pd.DataFrame([(one["assigned_on"], "x", True)], columns=["assigned_on", "name", "this"]), None,
        )  # fmt: skip
        [drawn] = rows_of(chart, "middle")
        assert pd.Timestamp(drawn["middle"]).date() <= newest
        assert drawn["days"] == (found["last_day"] - found["first_day"]).days + 1


def test_the_days_of_coaching_on_the_same_areas(database: Database, simulation: simulated_centre.Simulation) -> None:
    one = simulation.assignments.iloc[0]
    with database.transaction() as cursor:
        for name, days, area, withdrawn in (
            ("earlier", -30, "Empathy", False),
            ("long ago", -200, "Empathy", False),
            ("another area", -20, "Accuracy", False),
            ("gone", -10, "Empathy", True),
        ):
            cursor.execute(
                "INSERT INTO assignments BY NAME SELECT * REPLACE ($name AS assignment_id, $name AS name, "
                "assigned_at + to_days($apart) AS assigned_at, "
                "CASE WHEN $withdrawn THEN assigned_at END AS withdrawn_at) "
                "FROM assignments WHERE assignment_id = $one",
                {"name": name, "apart": days, "withdrawn": withdrawn, "one": one["assignment_id"]},
            )
            cursor.execute("INSERT INTO assignment_areas VALUES (?, ?, 1)", [name, area])
    found = progress.coached_days(database, KIM, one["assignment_id"])
    assert found["assignment_id"].tolist() == ["earlier", one["assignment_id"]]
    assert found["assigned_on"].tolist() == [one["assigned_on"] - timedelta(30), one["assigned_on"]]
