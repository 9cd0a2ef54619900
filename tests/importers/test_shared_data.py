"""The real chats that come with the project's shared data: everything loads, and everything fits together."""

from collections.abc import Iterator

import pytest

from coaching.importers.report import Report
from coaching.importers.run import import_paths
from coaching.quality import daily_totals
from coaching.quality.scoring import EARNED, POSSIBLE
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import DAILY_TOTALS, rows, snapshot
from tests.places import SHARED_DATA, need


@pytest.fixture(scope="module")
def imported() -> Iterator[tuple[Database, Report]]:
    need(SHARED_DATA)
    database = databases.fresh()
    yield database, import_paths(database, [SHARED_DATA])
    database.close()


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("FROM interactions", 2630),
        ("FROM turns", 45896),
        ("FROM people", 54),
        ("FROM people WHERE list_has_all(permissions, ['agent_dashboard', 'coaching_assignments'])", 50),
        ("FROM assignments", 68),
        ("FROM audits", 145),
        ("FROM evidence WHERE position IS NOT NULL", 11917),
        ("FROM evidence WHERE position IS NULL", 0),
        ("FROM metric_results WHERE auditor_id IS NULL", 23670),
        ("FROM interactions WHERE sentiment_estimated AND sentiment_score BETWEEN -10 AND 10", 2630),
        ("FROM interactions WHERE kore_evaluation_score IS NULL OR evaluation_computed", 0),
        ("FROM turns WHERE (sentiment IS NOT NULL) <> (speaker = 'customer')", 0),
        ("FROM metrics WHERE coaching_area = 'Other'", 0),
    ],
)
def test_everything_is_there(imported: tuple[Database, Report], counted: str, expected: int) -> None:
    assert rows(imported[0], f"SELECT count(*) {counted}") == [(expected,)]


def test_nothing_is_refused(imported: tuple[Database, Report]) -> None:
    assert imported[1].refusals == []


def test_daily_totals_are_what_a_rebuild_gives(imported: tuple[Database, Report]) -> None:
    database = imported[0]
    before = snapshot(database, DAILY_TOTALS)
    with database.transaction() as cursor:
        daily_totals.rebuild(cursor)
    assert snapshot(database, DAILY_TOTALS) == before


def test_the_reported_scores_are_those_of_the_rule(imported: tuple[Database, Report]) -> None:
    """Not one of the export's scores is further than its rounding from the score that its metrics add up to."""
    query = f"""
        SELECT interaction_id, any_value(i.kore_evaluation_score) AS reported, 100 * {EARNED} / {POSSIBLE} AS own
        FROM interactions i JOIN metric_results r USING (interaction_id) JOIN metrics m USING (metric_id)
        WHERE r.auditor_id IS NULL GROUP BY interaction_id HAVING abs(reported - own) > 0.5"""
    assert rows(imported[0], query) == []


def test_importing_again_changes_nothing(imported: tuple[Database, Report]) -> None:
    database = imported[0]
    before = snapshot(database)
    assert import_paths(database, [SHARED_DATA]).refusals == []
    assert snapshot(database) == before
