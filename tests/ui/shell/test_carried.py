"""What is looked at goes along from page to page, under the names that each page has for it."""

import re
from itertools import product

from coaching.ui.pages import (
    agent_view,
    coverage_view,
    dashboard_view,
    effect_view,
    evaluation_view,
    monitor_view,
    planner_view,
    report_view,
    team_assignments_view,
    team_view,
)
from coaching.ui.shell import carried, navigation
from coaching.ui.shell.carried import AGENT, CARRIED, CHANNEL, DATES, PERIOD, QUEUE, TEAM, name_on, onward
from tests.places import ROOT

LOOKED_AT = {AGENT: ["ana"], TEAM: ["North"], PERIOD: ["own_dates"], DATES: ["2026-01-01", "2026-01-31"],
             QUEUE: ["q-1"], CHANNEL: ["chat"]}  # fmt: skip


def test_the_names_are_those_of_the_filters() -> None:
    assert set(carried.NAMES) <= set(navigation.FILES)
    for page, view in (
        (navigation.TEAM, team_view), (navigation.EVALUATION, evaluation_view),
        (navigation.MY_DASHBOARD, dashboard_view), (navigation.AGENT_PAGE, agent_view),
    ):  # fmt: skip
        for what in (PERIOD, DATES, QUEUE, CHANNEL):
            assert name_on(page, what) == f"{view.NAME}_{what}"
    for page, view in (
        (navigation.TEAM, team_view), (navigation.EVALUATION, evaluation_view),
        (navigation.ASSIGNMENTS, team_assignments_view),
        (navigation.COACHING_MONITOR, monitor_view), (navigation.EFFECT, effect_view),
        (navigation.COVERAGE, coverage_view), (navigation.REPORT, report_view),
        (navigation.PLANNER, planner_view),
    ):  # fmt: skip
        assert name_on(page, TEAM) == view.TEAM


def test_nothing_is_lost_between_any_two_pages() -> None:
    for here, there in product(navigation.FILES, navigation.FILES):
        on_this = {name_on(here, what): values for what, values in LOOKED_AT.items()}
        on_that = onward(here, there, on_this, {})
        assert on_that == {name_on(there, what): values for what, values in LOOKED_AT.items()}
        assert len(on_that) == len(CARRIED)
        assert onward(here, there, {"other": ["x"]}, {}) == {}


def test_what_a_link_names_itself_counts() -> None:
    here = {name_on(navigation.TEAM, what): values for what, values in LOOKED_AT.items()}
    named = {"agent": "ben", "evaluation_period": "last_7_days"}
    found = onward(navigation.TEAM, navigation.EVALUATION, here, named)
    assert found == {"evaluation_team": ["North"], "evaluation_queue": ["q-1"], "evaluation_channel": ["chat"]}


def test_whom_a_page_is_about_comes_before_whom_one_looked_at_before() -> None:
    marked, start = navigation.MARKED_FOR_COACHING, navigation.EVALUATION
    assert onward(start, marked, {"agent": ["ana"]}, {}) == {"looked_at": ["ana"]}
    assert onward(start, marked, {"agent": ["ana"]}, {"agent": "ben"}) == {}
    assert onward(marked, start, {"agent": ["ben"], "looked_at": ["ana"]}, {}) == {"agent": ["ben"]}
    assert onward(marked, start, {"looked_at": ["ana"]}, {}) == {"agent": ["ana"]}


def test_whoever_wants_all_parameters_asks_for_them_in_one_place() -> None:
    """Among them is the number of the visit, which belongs into no link."""
    reads_all = re.compile(r"(dict\(st\.query_params|\{\w+: [^{}]* for \w+ in st\.query_params(?! if \w+ in \())")
    sources = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "coaching" / "ui").rglob("*.py")]
    assert len(sources) > 50
    assert [path.name for path in sources if reads_all.search(path.read_text())] == ["carried.py"]
