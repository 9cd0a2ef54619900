"""Does every query answer over a DuckLake what it answers over a database file with the same rows?

The tests marked `answers` say what queries answer over rows that they write themselves. They need not run on a lake
then: what they say of a file holds there too.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from coaching.__main__ import main
from coaching.assignments import team_assignments
from coaching.assignments.status import Standing, Status
from coaching.assignments.team_assignments import AssignmentFilter
from coaching.intake.request import LOADED
from coaching.measuring import agent_figures, score_map, team_effect
from coaching.quality import interaction_list
from coaching.quality.interaction_filter import InteractionFilter, Range, Words
from coaching.quality.interaction_list import Sorted, WideScope
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.words.days import Period
from tests import databases, frame_columns, simulated_centre, varied_centre
from tests.measuring import frame_columns as measured_columns
from tests.measuring.frame_columns import ANA, KIM, SAM, TODAY, UTC
from tests.permission_queries import QUERIES

pytestmark = [pytest.mark.storage, pytest.mark.skipif(not databases.ON_LAKE, reason="compares a lake with a file")]
VARIED = databases.Template("varied_centre", lambda database: varied_centre.fill(database, seed=1))
SIMULATED = databases.Template("simulated_centre", simulated_centre.fill)
# An agent, one who lacks a permission, a lead, one who sees everybody, and nobody.
VIEWERS = [ANA, "eve@example.com", SAM, KIM, "stranger@example.com"]
LAST_MONTH = Period.of_days(TODAY - timedelta(days=30), TODAY)
OF_INTERACTIONS = [
    InteractionFilter(topic="Refund"),
    InteractionFilter(language="German", direction="inbound"),
    InteractionFilter(audited=True, below_pass_score=True),
    InteractionFilter(audited=False, transcript=True),
    InteractionFilter(transcript=False),
    InteractionFilter(bookmarked=True),
    InteractionFilter(fatal=True),
    InteractionFilter(doubtful=True),
    InteractionFilter(failed_area="Accuracy"),
    InteractionFilter(failed_metric_id="m-greet"),
    InteractionFilter(kore=Range(10, 60), sentiment=Range(-5, 5)),
    InteractionFilter(audit=Range(80, 100)),
    InteractionFilter(words=Words(any_of=("refund of 1", "patience"), none_of=("of 2",))),
    InteractionFilter(interaction_ids=("v-1", "c-ana-1", "no-such")),
]
OF_ASSIGNMENTS = [
    AssignmentFilter(text="varied 1"),
    AssignmentFilter(team="North", in_group=False),
    AssignmentFilter(status=Status.IN_PROGRESS),
    *(AssignmentFilter(status=standing) for standing in Standing),
    AssignmentFilter(coaching_areas=["Empathy", "Accuracy"], assigned_by=SAM),
    AssignmentFilter(assigned=LAST_MONTH),
    AssignmentFilter(overdue=True),
    AssignmentFilter(follow_up_due=True),
    AssignmentFilter(to_answer=True),
]


def lake_and_file_of(template: databases.Template, folder: Path) -> Iterator[tuple[Database, Database]]:
    """A lake like the template, and a file with the same rows."""
    address, file = databases.new_lake(template), str(folder / "copy.duckdb")
    assert main(["copy", address, file]) == LOADED
    with closing(Database(address)) as lake, closing(Database(file)) as copied:
        yield lake, copied
    databases.drop(address)


@pytest.fixture(scope="session")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    """The varied centre, as a lake and as a file."""
    yield from lake_and_file_of(VARIED, tmp_path_factory.mktemp("varied"))


@pytest.fixture
def simulated(tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """The simulated centre, as a lake and as a file."""
    yield from lake_and_file_of(SIMULATED, tmp_path)


def assert_same(found: Any, expected: Any) -> None:
    """The answers are equal, but for the last digits of numbers: sums depend on the order in which rows are read."""
    if isinstance(expected, pd.DataFrame):
        pd.testing.assert_frame_equal(found, expected, rtol=1e-9)
    elif is_dataclass(expected):
        assert type(found) is type(expected)
        for field in fields(expected):
            assert_same(getattr(found, field.name), getattr(expected, field.name))
    elif isinstance(expected, Mapping):
        assert_same(list(found), list(expected))
        assert_same(list(found.values()), list(expected.values()))
    elif isinstance(expected, tuple | list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            assert_same(one, other)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)
    else:
        assert found == expected


@pytest.mark.parametrize("viewer_id", VIEWERS)
def test_everybody_gets_the_same_answers(varied: tuple[Database, Database], viewer_id: str) -> None:
    lake, file = varied
    for query, arguments, _ in QUERIES:
        assert_same(query(lake, viewer_id, *arguments), query(file, viewer_id, *arguments))


def test_every_frame_is_the_same(varied: tuple[Database, Database]) -> None:
    lake, file = varied
    for ask, _ in frame_columns.QUERIES.values():
        assert_same(ask(lake), ask(file))


@pytest.mark.parametrize("filters", OF_INTERACTIONS)
def test_every_filter_of_interactions(varied: tuple[Database, Database], filters: InteractionFilter) -> None:
    scope = WideScope(period=LAST_MONTH)
    lake, file = (interaction_list.interactions(each, KIM, scope, filters, page=1, size=50) for each in varied)
    assert_same(lake, file)


@pytest.mark.parametrize("by", interaction_list.By)
def test_every_order_of_interactions(varied: tuple[Database, Database], by: interaction_list.By) -> None:
    scope, everything, order = WideScope(team="North", channel="chat"), InteractionFilter(), Sorted(by, False)
    lake, file = (interaction_list.interactions(each, KIM, scope, everything, order, page=2, size=9) for each in varied)
    assert_same(lake, file)


@pytest.mark.parametrize("filters", OF_ASSIGNMENTS)
def test_every_filter_of_assignments(varied: tuple[Database, Database], filters: AssignmentFilter) -> None:
    lake, file = (
        (
            team_assignments.team_assignments(each, KIM, filters, TODAY, UTC, page=1, size=50),
            team_assignments.figures(each, KIM, filters, TODAY, UTC),
        )
        for each in varied
    )
    assert_same(lake, file)


@pytest.mark.parametrize("by", score_map.By)
def test_every_map(varied: tuple[Database, Database], by: score_map.By) -> None:
    scope = score_map.TeamScope(period=LAST_MONTH, channel="voice")
    lake, file = (
        [
            ask(each, KIM, scope, by, across)
            for ask in (score_map.scores, score_map.changes)
            for across in score_map.Across
        ]
        for each in varied
    )
    assert_same(lake, file)


def test_what_can_be_said_of_an_agents_figures(varied: tuple[Database, Database]) -> None:
    lake, file = (agent_figures.readings(each, ANA, Scope(agent_id=ANA), LAST_MONTH) for each in varied)
    assert_same(lake, file)


@pytest.mark.parametrize("viewer_id", [SAM, KIM])
def test_every_estimate_is_the_same(simulated: tuple[Database, Database], viewer_id: str) -> None:
    everything = team_effect.EffectFilter()
    coached = list(simulated[0].query("SELECT assignment_id FROM assignments ORDER BY ALL LIMIT 3")["assignment_id"])
    lake, file = (
        [
            *(ask(each, viewer_id, everything) for ask in measured_columns.ESTIMATES),
            *(team_effect.course(each, viewer_id, assignment) for assignment in coached),
            team_effect.reading(each, viewer_id, everything),
        ]
        for each in simulated
    )
    assert_same(lake, file)
