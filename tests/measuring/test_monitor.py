"""The coaching monitor: rows, filters and scope; every figure against an independent computation in pandas."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from coaching.measuring import monitor, score_change
from coaching.measuring.monitor import By, MonitorFilter
from coaching.measuring.score_change import Verdict
from coaching.quality import interactions
from coaching.storage.database import Database
from coaching.words.days import Period
from coaching.words.formatting import as_shown
from tests import centre, databases

ANA, BEN, CLEO, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "cleo", "sam", "kim"))
UTC = ZoneInfo("UTC")
TODAY = date(2026, 11, 18)
EVERYTHING = 1_000_000


def run(database: Database, *statements: str) -> None:
    with database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def found(database: Database, filters: MonitorFilter, viewer: str = SAM, zone: ZoneInfo = UTC) -> list[str]:
    """The assignments found, in order; as many as the count says."""
    rows, total = monitor.monitor(database, viewer, filters, TODAY, zone, page=1, size=100)
    assert len(rows) == total == monitor.number(database, viewer, filters, zone)
    return list(rows["assignment_id"])


@pytest.fixture
def dated_centre(database: Database) -> Database:
    """The small centre as of TODAY, with an assignment that was withdrawn."""
    centre.fill(database, TODAY)
    run(
        database,
        "INSERT INTO assignments BY NAME SELECT * REPLACE ('ca-gone' AS assignment_id, "
        "assigned_at AS withdrawn_at) FROM assignments WHERE assignment_id = 'ca-ana'",
    )
    return database


def score_days(database: Database, agent: str, area: str, days: Mapping[int, tuple[float, float, int]]) -> None:
    """Daily totals of (earned, possible, interactions) by days after TODAY, in two queues of which one is not known."""
    with database.transaction() as cursor:
        for number, (earned, possible, count) in days.items():
            for queue, share in (("q-1", 0.25), (None, 0.75)):
                cursor.execute(
                    "INSERT INTO area_daily VALUES (?, ?, 'chat', ?, ?, ?, ?, ?)",
                    [agent, queue, area, TODAY + timedelta(number), share * earned, share * possible,
                     count if queue else 0],
                )  # fmt: skip


def test_rows_are_newest_assigned_first_with_their_columns(dated_centre: Database) -> None:
    rows, total = monitor.monitor(dated_centre, SAM, MonitorFilter(), TODAY - timedelta(30), UTC, page=1, size=25)
    assert total == 3
    assert list(rows.columns) == [
        "assignment_id", "agent_id", "agent_name", "team", "name", "assigned_at", "follow_up_on", "coaching_areas",
        "scorecard_score", "kore_evaluation_score", "evaluated",
    ]  # fmt: skip
    assert rows["assignment_id"].tolist() == ["ca-ana", "ca-ben", "ca-ana-old"]
    assert rows["agent_name"].tolist() == ["Ana Alves", "Ben Bauer", "Ana Alves"]
    assert rows["coaching_areas"].tolist() == [["Accuracy", "Compliance", "Etiquette"], ["Etiquette"], ["Etiquette"]]
    assert rows["follow_up_on"].tolist()[0] == TODAY + timedelta(5)
    assert rows["scorecard_score"].dtype == rows["kore_evaluation_score"].dtype == np.float64
    # Ana on the only day with data: 10 of 100 points and the answer's -10, none for the fatal one, 60 of 60.
    assert rows["kore_evaluation_score"].tolist() == [46.7, 90, 46.7]
    assert rows["evaluated"].tolist() == [3, 1, 3]
    areas = dated_centre.query("FROM area_daily")
    for place, agent in enumerate((ANA, BEN)):
        own = areas[areas["agent_id"] == agent]
        assert rows["scorecard_score"][place] == as_shown(100 * own["earned"].sum() / own["possible"].sum())


def test_scores_are_of_the_last_seven_days_and_na_is_not_zero(dated_centre: Database) -> None:
    score_days(dated_centre, ANA, "Accuracy", {-6: (5, 10, 1), 0: (10, 10, 1), -7: (0, 1000, 9), 1: (0, 1000, 9)})
    score_days(dated_centre, ANA, "Compliance", {-1: (0, 20, 2)})
    run(
        dated_centre,
        f"INSERT INTO agent_daily VALUES ('{ANA}', NULL, NULL, '{TODAY}', 3, 2, 150, 0, 0, 0, 0), "
        f"('{ANA}', 'q-1', 'chat', '{TODAY}', 1, 1, 30, 0, 0, 0, 0), "
        f"('{BEN}', 'q-1', 'chat', '{TODAY}', 1, 0, 0, 0, 0, 0, 0)",
    )
    rows, _ = monitor.monitor(dated_centre, SAM, MonitorFilter(), TODAY, UTC, page=1, size=25)
    ana, ben = rows.iloc[0], rows.iloc[1]
    assert ana["scorecard_score"] == pytest.approx(100 * 15 / 40)
    assert (ana["kore_evaluation_score"], ana["evaluated"]) == (60, 3)
    assert np.isnan(ben["scorecard_score"])
    assert np.isnan(ben["kore_evaluation_score"])
    assert ben["evaluated"] == 0


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (MonitorFilter(), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (MonitorFilter(team="North"), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (MonitorFilter(team="South"), []),
        (MonitorFilter(agent_ids=[BEN]), ["ca-ben"]),
        (MonitorFilter(agent_ids=[BEN, CLEO]), ["ca-ben"]),
        (MonitorFilter(agent_ids=[CLEO]), []),
        (MonitorFilter(coaching_areas=["Compliance"]), ["ca-ana"]),
        (MonitorFilter(coaching_areas=["Compliance", "Etiquette"]), ["ca-ana", "ca-ben", "ca-ana-old"]),
        (MonitorFilter(period=Period.of_days(TODAY - timedelta(6), TODAY)), ["ca-ana", "ca-ben"]),
        (MonitorFilter(period=Period.of_days(date(2000, 1, 1), TODAY - timedelta(4))), ["ca-ben", "ca-ana-old"]),
        (MonitorFilter(period=Period.of_days(TODAY - timedelta(5), TODAY - timedelta(5))), ["ca-ben"]),
        (MonitorFilter(by=By.FOLLOW_UP, period=Period.of_days(TODAY - timedelta(6), TODAY)), ["ca-ana-old"]),
        (MonitorFilter(by=By.FOLLOW_UP, period=Period.since(TODAY + timedelta(1))), ["ca-ana", "ca-ben"]),
        (MonitorFilter(by=By.FOLLOW_UP, period=Period.of_next_days(1, TODAY + timedelta(5))), ["ca-ana"]),
        (
            MonitorFilter(
                by=By.FOLLOW_UP,
                period=Period.of_days(date(2000, 1, 1), TODAY),
                coaching_areas=["Etiquette"],
                team="North",
                agent_ids=[ANA],
            ),
            ["ca-ana-old"],
        ),
        (
            MonitorFilter(assignment_ids=["ca-ben", "ca-ana-old", "ca-gone", "ca-cleo", "no-such"]),
            ["ca-ben", "ca-ana-old"],
        ),
        (MonitorFilter(assignment_ids=["ca-ben", "ca-ana"], agent_ids=[BEN]), ["ca-ben"]),
        (MonitorFilter(assignment_ids=[]), []),
    ],
)
def test_filters(dated_centre: Database, filters: MonitorFilter, expected: list[str]) -> None:
    assert found(dated_centre, filters) == expected


def test_assigned_days_are_the_viewers(dated_centre: Database) -> None:
    run(dated_centre, "UPDATE assignments SET assigned_at = '2026-11-17 23:30:00' WHERE assignment_id = 'ca-ana'")
    on_18th = MonitorFilter(period=Period.of_days(TODAY, TODAY))
    assert found(dated_centre, on_18th, zone=ZoneInfo("Europe/Berlin")) == ["ca-ana"]
    assert found(dated_centre, on_18th) == []


def test_choices_are_those_of_the_assignments_in_force(dated_centre: Database) -> None:
    run(dated_centre, "UPDATE assignments SET withdrawn_at = assigned_at WHERE assignment_id = 'ca-ben'")
    assert monitor.choices(dated_centre, SAM) == monitor.Choices(
        teams=("North",),
        coaching_areas=("Accuracy", "Compliance", "Etiquette"),
        agents={ANA: "Ana Alves"},
        team_of={ANA: "North"},
    )
    assert monitor.choices(dated_centre, KIM).agents == {ANA: "Ana Alves", CLEO: "Cleo Costa"}
    assert monitor.choices(dated_centre, ANA) == monitor.Choices(teams=(), coaching_areas=(), agents={}, team_of={})


def test_the_agents_of_a_team(dated_centre: Database) -> None:
    run(dated_centre, f"UPDATE people SET team = NULL WHERE person_id = '{BEN}'")
    choices = monitor.choices(dated_centre, SAM)
    assert choices.team_of == {ANA: "North", BEN: None}
    assert choices.agents_of(None) == [ANA, BEN]
    assert choices.agents_of("North") == [ANA]
    assert choices.agents_of("South") == []


def test_nobody_monitors_themselves(dated_centre: Database) -> None:
    run(
        dated_centre,
        f"UPDATE people SET permissions = permissions || ['agent_dashboard'] WHERE person_id = '{SAM}'",
        f"UPDATE assignments SET agent_id = '{SAM}' WHERE assignment_id = 'ca-ben'",
    )
    assert found(dated_centre, MonitorFilter()) == ["ca-ana", "ca-ana-old"]
    assert monitor.changes_of(dated_centre, SAM, ["ca-ben"], TODAY).empty


def test_without_coaching_monitor_a_supervisor_monitors_nobody(dated_centre: Database) -> None:
    run(
        dated_centre,
        f"UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] WHERE person_id = '{SAM}'",
    )
    assert found(dated_centre, MonitorFilter()) == []
    assert monitor.changes_of(dated_centre, SAM, ["ca-ana"], TODAY).empty


def test_pages_are_cut_in_sql_and_one_past_the_last_is_the_last(dated_centre: Database) -> None:
    def page(number: int) -> tuple[list[str], int]:
        rows, total = monitor.monitor(dated_centre, SAM, MonitorFilter(), TODAY, UTC, page=number, size=2)
        return list(rows["assignment_id"]), total

    assert page(1) == (["ca-ana", "ca-ben"], 3)
    assert page(2) == page(99) == (["ca-ana-old"], 3)


def test_changes_by_hand(dated_centre: Database) -> None:
    """ca-ana was assigned three days before TODAY: its later window has three days, not seven."""
    before = {-10: (5, 10, 2), -9: (6, 10, 1), -4: (4, 10, 3)}
    outside = {-11: (0, 999, 9), -3: (0, 999, 9), 1: (0, 999, 9)}
    after = {-2: (8, 10, 1), -1: (9, 10, 2), 0: (10, 10, 2)}
    score_days(dated_centre, ANA, "Accuracy", before | outside | after)
    score_days(dated_centre, ANA, "Compliance", {-10: (5, 10, 2), 0: (9, 10, 1)})
    changes = monitor.changes_of(dated_centre, SAM, ["ca-ana", "ca-ben", "ca-gone", "ca-cleo", "no-such"], TODAY)
    assert changes["assignment_id"].tolist() == ["ca-ana", "ca-ana", "ca-ana", "ca-ben"]
    assert changes["coaching_area"].tolist() == ["Accuracy", "Compliance", "Etiquette", "Etiquette"]
    accuracy = changes.iloc[0]
    assert accuracy[["before", "after", "change"]].tolist() == pytest.approx([50, 90, 40])
    expected = stats.ttest_ind([80, 90, 100], [50, 60, 40], equal_var=False).confidence_interval(0.95)
    assert accuracy[["low", "high"]].tolist() == [as_shown(end) for end in expected]
    assert accuracy[["n_before", "n_after", "verdict"]].tolist() == [6, 5, Verdict.BETTER]
    assert changes["verdict"].tolist()[1:] == [Verdict.TOO_FEW, Verdict.NO_DATA, Verdict.NO_DATA]
    assert changes["n_before"].dtype == changes["n_after"].dtype == np.int64


def test_areas_come_in_the_supervisors_order_and_once(dated_centre: Database) -> None:
    run(
        dated_centre,
        "UPDATE assignment_areas SET position = 10 - position WHERE assignment_id = 'ca-ana'",
        "INSERT INTO assignment_areas VALUES ('ca-ana', 'Accuracy', 12)",
    )
    changes = monitor.changes_of(dated_centre, SAM, ["ca-ana"], TODAY)
    assert changes["coaching_area"].tolist() == ["Etiquette", "Compliance", "Accuracy"]


def test_no_assignment_no_change(dated_centre: Database) -> None:
    assert monitor.changes_of(dated_centre, SAM, [], TODAY).empty


def test_the_changes_of_all_that_match_and_how_they_read(
    dated_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    score_days(dated_centre, ANA, "Accuracy", {-5: (5, 10, 3), -4: (4, 10, 3), -2: (9, 10, 3), 0: (10, 10, 3)})
    score_days(dated_centre, ANA, "Compliance", {-5: (9, 10, 3), -4: (10, 10, 3), -2: (4, 10, 3), 0: (5, 10, 3)})
    score_days(dated_centre, ANA, "Etiquette", {-5: (5, 10, 3), -4: (8, 10, 3), -2: (8, 10, 3), 0: (5, 10, 3)})
    score_days(dated_centre, BEN, "Etiquette", {-6: (5, 10, 3), 0: (6, 10, 3)})  # a single day on each side
    changes = monitor.changes_of_all(dated_centre, SAM, MonitorFilter(), TODAY, UTC)
    assert changes is not None
    pd.testing.assert_frame_equal(
        changes, monitor.changes_of(dated_centre, SAM, ["ca-ana", "ca-ben", "ca-ana-old"], TODAY)
    )
    assert monitor.areas_by_reading(changes) == {"better": 1, "worse": 1, "within_noise": 1, "not_judged": 2}
    assert monitor.assignments_read(changes, ["better"]) == ["ca-ana"]
    assert sorted(monitor.assignments_read(changes, ["worse", "not_judged"])) == ["ca-ana", "ca-ana-old", "ca-ben"]
    assert monitor.assignments_read(changes, []) == []
    of_ben = monitor.changes_of_all(dated_centre, SAM, MonitorFilter(agent_ids=[BEN]), TODAY, UTC)
    assert of_ben is not None
    assert of_ben["assignment_id"].tolist() == ["ca-ben"]
    monkeypatch.setattr(monitor, "MOST_COMPARED", 2)
    assert monitor.changes_of_all(dated_centre, SAM, MonitorFilter(), TODAY, UTC) is None
    assert monitor.changes_of_all(dated_centre, SAM, MonitorFilter(agent_ids=[ANA]), TODAY, UTC) is not None


def test_every_verdict_reads_in_one_way() -> None:
    assert sorted(verdict for verdicts in monitor.READINGS.values() for verdict in verdicts) == sorted(Verdict)


def test_scores_do_not_depend_on_the_order_of_their_sum(dated_centre: Database) -> None:
    """10 + 0.1 + 0.2 + 0.3 is 10.600000000000001 or 10.6: unrounded one look would show another score than the next."""
    seen = set()
    for parts in ((10, 0.1, 0.2, 0.3), (0.3, 0.2, 0.1, 10)):
        run(dated_centre, "DELETE FROM area_daily", "DELETE FROM agent_daily")
        for queue, earned in enumerate(parts):
            run(
                dated_centre,
                f"INSERT INTO area_daily VALUES ('{ANA}', 'q-{queue}', 'chat', 'Accuracy', '{TODAY}', {earned}, 4, 1)",
                f"INSERT INTO agent_daily VALUES ('{ANA}', 'q-{queue}', 'chat', '{TODAY}', 1, 1, {earned}, 0, 0, 0, 0)",
            )
        row = monitor.monitor(dated_centre, SAM, MonitorFilter(), TODAY, UTC, page=1, size=25)[0].iloc[0]
        after = monitor.changes_of(dated_centre, SAM, ["ca-ana"], TODAY)["after"].iloc[0]
        seen.add((row["scorecard_score"], row["kore_evaluation_score"], after))
    assert seen == {(66.3, 2.7, 66.3)}


# SQL and score_change.py say the same of whatever days there are.


@pytest.fixture(scope="module")
def property_centre() -> Iterator[Database]:
    opened = databases.fresh()
    centre.fill(opened, TODAY)
    yield opened
    opened.close()


DAILY = st.dictionaries(st.integers(-25, 25), st.tuples(st.floats(0, 1), st.integers(0, 3)), max_size=30)


@settings(max_examples=databases.examples(40), deadline=None)
@given(DAILY, st.datetimes(datetime(2026, 11, 4), datetime(2026, 12, 2)), st.integers(-20, 20))
def test_the_windows_are_those_of_the_rule(
    property_centre: Database, daily: dict[int, tuple[float, int]], assigned_at: datetime, newest_day: int
) -> None:
    newest = TODAY + timedelta(newest_day)
    run(property_centre, "DELETE FROM area_daily")
    score_days(
        property_centre,
        BEN,
        "Etiquette",
        {day: (share * 10 * count, 10 * count, count) for day, (share, count) in daily.items()},
    )
    with property_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET assigned_at = ? WHERE assignment_id = 'ca-ben'", [assigned_at])
    before, after = score_change.windows(assigned_at.date(), newest)
    rows: list[tuple[object, ...]] = [(BEN, None, None, 0.0, 0.0, 0)]  # so that there is a key
    for side, window in ((score_change.BEFORE, before), (score_change.AFTER, after)):
        for number, (share, count) in daily.items():
            day = TODAY + timedelta(number)
            if window and window.first <= day <= window.last:
                rows.append((BEN, side, day, share * 10 * count, 10.0 * count, count))
    expected = score_change.changes(
        pd.DataFrame(rows, columns=["agent", "side", "day", "earned", "possible", "interactions"])
    ).iloc[0]
    got = monitor.changes_of(property_centre, SAM, ["ca-ben"], newest).iloc[0]
    figures = ["before", "after", "change", "low", "high", "n_before", "n_after"]
    assert got[figures].astype(float).tolist() == pytest.approx(
        expected[figures].astype(float).tolist(), nan_ok=True, abs=1e-6
    )
    assert got["verdict"] is expected["verdict"]


# Every figure of real data, computed again without any of this code.


def again_scores(database: Database, agent: str, newest: date) -> tuple[float, float]:
    """Scorecard and Kore evaluation score of the last seven days: the first from the daily totals, the second from the
    interactions themselves."""
    totals = database.query("FROM area_daily")
    days = pd.to_datetime(totals["day"]).dt.date
    own = totals[(totals["agent_id"] == agent) & (days > newest - timedelta(7)) & (days <= newest)]
    scorecard = as_shown(100 * own["earned"].sum() / own["possible"].sum()) if own["possible"].sum() else np.nan
    held = database.query("SELECT agent_id, started_at, kore_evaluation_score FROM interactions")
    days = held["started_at"].dt.date
    kore = held[(held["agent_id"] == agent) & (days > newest - timedelta(7)) & (days <= newest)]
    return scorecard, as_shown(kore["kore_evaluation_score"].mean())


def again_change(database: Database, agent: str, area: str, assigned: date, newest: date) -> list[float]:
    """before, after, change, low, high, n_before, n_after, by plain arithmetic."""
    totals = database.query("FROM area_daily")
    totals = totals[(totals["agent_id"] == agent) & (totals["coaching_area"] == area)]
    days = pd.to_datetime(totals["day"]).dt.date
    scores, variances, freedoms, counts = [], [], [], []
    for first, last in (
        (assigned - timedelta(7), assigned - timedelta(1)),
        (max(newest - timedelta(6), assigned + timedelta(1)), newest),
    ):
        one = totals[(days >= first) & (days <= last)].groupby("day")[["earned", "possible", "interactions"]].sum()
        counts.append(one["interactions"].sum())
        number, possible = len(one), one["possible"].sum()
        ratio = one["earned"].sum() / possible if number else np.nan
        rest = sum((row.earned - ratio * row.possible) ** 2 for row in one.itertuples())
        scores.append(100 * ratio)
        variances.append(1e4 * rest / possible**2 * number / (number - 1) if number > 1 else np.nan)
        freedoms.append(number - 1)
    change, variance = scores[1] - scores[0], sum(variances)
    if np.isnan(variance):
        margin = np.nan
    elif variance == 0:
        margin = 0.0
    else:
        freedom = variance**2 / sum(one**2 / free for one, free in zip(variances, freedoms, strict=True))
        margin = float(stats.t.ppf(0.975, freedom)) * variance**0.5
    low, high = (
        as_shown(min(max(change + sign * margin, -100.0), 100.0)) if margin == margin else np.nan for sign in (-1, 1)
    )
    return [*map(as_shown, [*scores, change]), low, high, *counts]


@pytest.mark.parametrize("name", ["dated_centre", "shared_centre"])
def test_every_figure_computed_again(name: str, request: pytest.FixtureRequest) -> None:
    database: Database = request.getfixturevalue(name)
    newest_at = interactions.data_as_of(database)
    assert newest_at is not None
    newest = newest_at.date()
    monitoring = "SELECT person_id FROM people WHERE list_contains(permissions, 'coaching_monitor')"
    viewers = database.query(monitoring)["person_id"]
    checked = 0
    for viewer in viewers:
        rows, _ = monitor.monitor(database, viewer, MonitorFilter(), newest, UTC, page=1, size=EVERYTHING)
        assigned = rows.set_index("assignment_id")
        for row in rows.itertuples():
            again = again_scores(database, row.agent_id, newest)
            assert [row.scorecard_score, row.kore_evaluation_score] == pytest.approx(list(again), nan_ok=True)
        changes = monitor.changes_of(database, viewer, list(rows["assignment_id"]), newest)
        assert len(changes) == rows["coaching_areas"].map(len).sum()
        for change in changes.itertuples():
            row = assigned.loc[change.assignment_id]
            expected = again_change(database, row.agent_id, change.coaching_area, row.assigned_at.date(), newest)
            got = [change.before, change.after, change.change, change.low, change.high,
                   change.n_before, change.n_after]  # fmt: skip
            assert got == pytest.approx(expected, nan_ok=True, abs=1e-6)
            checked += 1
    assert checked >= (6 if name == "dated_centre" else 40)
