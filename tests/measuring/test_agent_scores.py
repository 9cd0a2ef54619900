"""The scores on an agent's page: those of the map, of Coverage and of the raw answers."""

from datetime import date, timedelta

import pandas as pd
import pytest

from coaching.assignments.assignments import assignments_of_agent
from coaching.measuring import agent_scores, coverage, score_map
from coaching.measuring.score_change import Verdict
from coaching.measuring.score_map import Across, By, TeamScope
from coaching.quality import forms
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words.days import Period
from coaching.words.formatting import as_shown
from tests.demo.demo_of_a_day import TODAY
from tests.measuring.test_score_map import points, raw_answers

ANA, SAM = "ana@example.com", "sam@example.com"
EVER = Period.of_days(date(2020, 1, 1), date.today() + timedelta(days=1))
COLUMNS = {Across.AREAS: "coaching_area", Across.METRICS: "metric_id"}


def scores_of(database: Database, viewer: str, agent: str, period: Period, across: Across) -> pd.DataFrame:
    coached = agent_scores.coached_areas(assignments_of_agent(database, viewer, agent, TODAY), agent)
    return agent_scores.scores(database, viewer, Scope(agent_id=agent), period, across, coached)


def independent(answers: pd.DataFrame, agent: str, column: str) -> dict[str, tuple[float, int]]:
    """Score and n of each area or metric of an agent, from the raw answers of all agents."""
    found = points(answers.query("agent_id == @agent"), column)
    cells = found.groupby(column).agg(earned=("earned", "sum"), possible=("possible", "sum"),
                                      n=("interaction_id", "nunique"))  # fmt: skip
    return {each.Index: (as_shown(100 * each.earned / each.possible), each.n) for each in cells.itertuples()}


@pytest.mark.parametrize("across", Across)
def test_they_are_those_of_the_raw_answers_of_the_map_and_of_coverage(demo_centre: Database, across: Across) -> None:
    newest = demo_centre.rows("SELECT max(started_at)::DATE AS day FROM interactions")[0]["day"]
    period = Period.of_last_days(28, newest)
    pairs = demo_centre.rows(
        "SELECT supervisor_id, min(agent_id) AS agent_id FROM supervisions GROUP BY supervisor_id "
        "UNION ALL SELECT supervisor_id, max(agent_id) FROM supervisions GROUP BY supervisor_id"
    )
    answers, answers_before = (raw_answers(demo_centre, each) for each in (period, period.previous))
    for pair in pairs:
        boss, agent = pair["supervisor_id"], pair["agent_id"]
        found = scores_of(demo_centre, boss, agent, period, across)
        expected = independent(answers, agent, COLUMNS[across])
        assert {row.column_id: (row.score, row.interactions) for row in found.itertuples()} == expected
        before = independent(answers_before, agent, COLUMNS[across])
        assert {row.column_id: (row.before, row.n_before) for row in found.itertuples() if row.n_before} == {
            column: cell for column, cell in before.items() if column in expected
        }
        assigned = coverage.assignments(demo_centre, boss, TODAY)
        coached = coverage.coached_areas(assigned, coverage.areas_of_assignments(demo_centre, boss))
        mapped = TeamScope(period=period)
        scored = score_map.scores(demo_centre, boss, mapped, By.AGENT, across)
        columns = score_map.columns(scored, across, forms.metrics(demo_centre), forms.metric_labels(demo_centre))
        cells = score_map.cells(scored, columns, coached).query("row_id == @agent")
        same = ["column_id", "score", "interactions", "judged", "below", "live", "last_coached_at", "times", "repeated",
                "uncovered"]  # fmt: skip
        pd.testing.assert_frame_equal(
            found[same].sort_values("column_id", ignore_index=True),
            cells[same].sort_values("column_id", ignore_index=True),
            check_dtype=False,
        )
        order = found[["judged", "score"]].itertuples(index=False, name=None)
        assert list(order) == sorted(found[["judged", "score"]].itertuples(index=False, name=None),
                                     key=lambda each: (not each[0], each[1]))  # fmt: skip


def test_without_the_right_to_measure_areas_stay_and_changes_go(small_centre: Database) -> None:
    measured = scores_of(small_centre, SAM, ANA, EVER, Across.AREAS)
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] "
                       "WHERE person_id = ?", [SAM])  # fmt: skip
    seen = scores_of(small_centre, SAM, ANA, EVER, Across.AREAS)
    same = ["column_id", "name", "score", "interactions", "live", "below"]
    pd.testing.assert_frame_equal(seen[same], measured[same], check_dtype=False)
    assert list(seen.columns) == list(measured.columns)
    assert set(seen["verdict"]) == {Verdict.NO_DATA}
    assert scores_of(small_centre, SAM, ANA, EVER, Across.METRICS).empty
