"""Is the centre that the benchmarks ask what imports would have made? Its tables are filled straight from numbers."""

from contextlib import closing

import pytest

from benchmarks import centre
from coaching.quality import daily_totals, stored_scores
from tests import databases

INDEXES = "SELECT index_name FROM duckdb_indexes() ORDER BY index_name"
JUDGED = """
    SELECT interaction_id, kore_evaluation_score, list_sort(met_areas), list_sort(failed_areas),
           list_sort(string_split(failed_areas_text, '|'))
    FROM interactions
    ORDER BY interaction_id"""


def test_scores_areas_totals_and_indexes_are_those_that_follow_from_the_metric_results(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(centre, "INTERACTIONS_A_BATCH", 1_000)
    with closing(databases.fresh()) as database, closing(databases.fresh()) as empty:
        centre.fill(database, 5_000)
        assert database.query(INDEXES).equals(empty.query(INDEXES))
        with database.transaction() as cursor:
            judged = cursor.execute(JUDGED).fetchall()
            made = {table: cursor.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in daily_totals.TABLES}
            stored_scores.judge_areas(cursor, "interactions")
            daily_totals.rebuild(cursor)
            assert cursor.execute(JUDGED).fetchall() == judged
            for table, rows in made.items():
                assert len(rows) > 100
                assert cursor.execute(f"FROM {table} ORDER BY ALL").fetchall() == rows, table


@pytest.mark.parametrize(
    ("total", "a_batch"), [(10_000_000, 500_000), (5_000, 1_000), (123_457, 10_000), (50, 500_000)]
)
def test_batches_are_whole_days_and_all_of_them(monkeypatch: pytest.MonkeyPatch, total: int, a_batch: int) -> None:
    """So each day's totals are one row, and their table is in the order of days."""
    monkeypatch.setattr(centre, "INTERACTIONS_A_BATCH", a_batch)
    firsts = list(centre.batches(total))
    assert firsts == sorted(set(firsts))
    assert (firsts[0], firsts[-1]) == (0, total)
    for first in firsts[1:-1]:
        days = [centre.started_at(number, total).date() for number in (first - 1, first)]
        assert days[0] < days[1]
