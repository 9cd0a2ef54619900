"""The map of scores: every figure against one computed from the raw metric results, and what is said of its cells."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
import pytest

from coaching.measuring import coverage, map_choices, map_read_once, score_map
from coaching.measuring.score_change import Verdict
from coaching.measuring.score_map import UNKNOWN, Across, By, Column, TeamScope
from coaching.quality import daily_totals, forms
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import Period
from tests.permission_marks import permission_of

ANA, BEN, CLEO, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "cleo", "sam", "lee", "kim"))
EVER = Period.of_days(date(2020, 1, 1), date.today() + timedelta(1))
ALL_OF_IT = TeamScope(period=EVER)

# Every automatic answer with what it is about. Nothing here reads the daily totals or the rules in SQL.
RAW = """
    SELECT i.interaction_id, i.agent_id, p.team, i.queue_id, i.topic, i.channel, i.started_at,
           m.coaching_area, m.metric_id, m.expected_response, r.qualification, r.weight, r.negative_weight,
           r.fatal_error
    FROM metric_results r, metrics m, interactions i, people p
    WHERE r.metric_id = m.metric_id AND r.interaction_id = i.interaction_id AND p.person_id = i.agent_id
      AND r.auditor_id IS NULL AND r.qualification <> 'NA'"""


def raw_answers(database: Database, period: Period) -> pd.DataFrame:
    answers = database.query(RAW)
    return answers[(answers["started_at"] >= pd.Timestamp(period.first))
                   & (answers["started_at"] < pd.Timestamp(period.end))]  # fmt: skip


def points(answers: pd.DataFrame, column: str) -> pd.DataFrame:
    """What each interaction earned of what was possible in each area or metric, by the formula in plain pandas."""
    met = answers["qualification"] == answers["expected_response"]
    if column == "metric_id":
        return answers.assign(earned=met.astype(float), possible=1.0)
    gained = answers["weight"].where(met, -answers["negative_weight"])
    keys = ["interaction_id", "agent_id", "team", "queue_id", "topic", "channel", "started_at", "coaching_area"]
    summed = (
        answers.assign(gained=gained)
        .groupby(keys, dropna=False, as_index=False)
        .agg(gained=("gained", "sum"), possible=("weight", "sum"), fatal=("fatal_error", "any"))
    )
    summed = summed[summed["possible"] > 0]
    earned = summed["gained"].clip(lower=0.0).clip(upper=summed["possible"]).where(~summed["fatal"], 0.0)
    return summed.assign(earned=earned)


def independent(database: Database, period: Period, row: str, column: str) -> dict[tuple[str, str], tuple[float, int]]:
    """Score and n of each cell."""
    found = points(raw_answers(database, period), column).assign(row=lambda each: each[row].fillna(UNKNOWN))
    cells = found.groupby(["row", column]).agg(
        earned=("earned", "sum"), possible=("possible", "sum"), n=("interaction_id", "nunique")
    )
    return {
        key: (100 * cell.earned / cell.possible, int(cell.n))
        for key, cell in zip(cells.index, cells.itertuples(), strict=True)
    }


def on_the_map(scored: pd.DataFrame) -> dict[tuple[str, str], tuple[float, int]]:
    return {(each.row_id, each.column_id): (each.score, each.interactions) for each in scored.itertuples()}


def agree(scored: pd.DataFrame, expected: Mapping[tuple[str, str], tuple[float, int]]) -> None:
    found = on_the_map(scored)
    assert found.keys() == expected.keys()
    for key, (score, n) in expected.items():
        assert found[key][0] == pytest.approx(score, abs=0.0501), key
        assert found[key][1] == n, key


ROWS = {
    By.AGENT: "agent_id", By.TEAM: "team", By.QUEUE: "queue_id", By.TOPIC: "topic", By.CHANNEL: "channel",
}  # fmt: skip
COLUMNS = {Across.AREAS: "coaching_area", Across.METRICS: "metric_id"}


@pytest.mark.parametrize("across", Across)
@pytest.mark.parametrize("by", ROWS)
def test_every_figure_is_that_of_the_raw_answers(small_centre: Database, by: By, across: Across) -> None:
    with small_centre.transaction() as cursor:  # a row without a queue
        cursor.execute(f"UPDATE interactions SET queue_id = NULL WHERE agent_id = '{CLEO}'")
        daily_totals.rebuild(cursor)
    scored = score_map.scores(small_centre, KIM, ALL_OF_IT, by, across)
    assert len(scored) > 0
    agree(scored, independent(small_centre, EVER, ROWS[by], COLUMNS[across]))
    read_once_is_the_same(small_centre, KIM, ALL_OF_IT, by, across)


@permission_of(map_read_once.is_read_once)
def test_a_map_is_read_once_where_it_has_few_rows(small_centre: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    once = {viewer: {by for by in By if map_read_once.is_read_once(small_centre, viewer, by)} for viewer in (SAM, KIM)}
    assert once[KIM] == set(map_read_once.OF_INTERACTIONS)  # who sees everybody
    assert once[SAM] == {*map_read_once.OF_INTERACTIONS, By.AGENT}
    for viewer in (ANA, "nobody", ""):  # it says nothing of anybody, and what is read then is nothing
        assert map_read_once.is_read_once(small_centre, viewer, By.AGENT)
        assert score_map.daily_sums(small_centre, viewer, ALL_OF_IT, By.AGENT, Across.AREAS).empty
    monkeypatch.setattr(map_read_once, "FEW_AGENTS", 1)
    assert not map_read_once.is_read_once(small_centre, SAM, By.AGENT)


@pytest.mark.storage
@pytest.mark.parametrize("across", Across)
@pytest.mark.parametrize("by", score_map.WITHOUT_AGENTS)
def test_totals_of_the_centre_say_what_those_of_its_agents_say(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch, by: By | None, across: Across
) -> None:
    """Also of rows that are asked for, of a queue and of an area; and of a viewer who worked as well, and must not see
    themselves among those whom they measure."""
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q-2', 'Other')")
        cursor.execute("UPDATE interactions SET queue_id = NULL, topic = NULL WHERE interaction_id = 'c-ana-1'")
        cursor.execute("UPDATE interactions SET queue_id = 'q-2', channel = 'voice' WHERE interaction_id = 'c-cleo-1'")
        daily_totals.rebuild(cursor)
    scopes = [ALL_OF_IT, *(TeamScope(period=EVER, **each) for each in NARROWED)]

    def answers() -> list[pd.DataFrame]:
        asked = [(scope, row_ids) for scope in scopes for row_ids in (None, ["q-2", UNKNOWN], ["chat"])]
        return [score_map.daily_sums(small_centre, KIM, scope, by, across, row_ids) for scope, row_ids in asked]

    def agree_with_agents() -> list[pd.DataFrame]:
        of_centre = answers()
        with monkeypatch.context() as patched:
            patched.setattr(score_map, "WITHOUT_AGENTS", ())
            of_agents = answers()
        for one, other in zip(of_centre, of_agents, strict=True):
            pd.testing.assert_frame_equal(one, other)
        return of_centre

    everything = agree_with_agents()[0]["interactions"].sum()
    with small_centre.transaction() as cursor:
        cursor.execute(f"UPDATE interactions SET agent_id = '{KIM}' WHERE interaction_id = 'c-cleo-1'")
        daily_totals.rebuild(cursor)
    assert agree_with_agents()[0]["interactions"].sum() < everything


NARROWED = ({"queue_id": "q-2"}, {"channel": "chat"}, {"coaching_area": "Etiquette"}, {"team": "North"})


@permission_of(score_map.asks_for_all)
def test_totals_of_the_centre_are_read_where_all_are_measured(small_centre: Database) -> None:
    """Rows of the centre that no agent has come from show who reads them: nobody who does not measure all."""
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE centre_area_daily SET channel = 'from the centre'")

    def read(viewer: str, **narrowed: str) -> bool:
        scope = TeamScope(period=EVER, **narrowed)
        sums = score_map.daily_sums(small_centre, viewer, scope, By.CHANNEL, Across.AREAS)
        return "from the centre" in set(sums["row_id"])

    assert read(KIM)
    assert not read(KIM, team="North")
    assert not any(map(read, (SAM, LEE, ANA, "nobody", "")))
    with small_centre.transaction() as cursor:
        cursor.execute(
            f"UPDATE people SET permissions = ['cross_team_access', 'qa_functionalities'] WHERE person_id = '{KIM}'"
        )  # sees everybody, and measures nobody
    assert not read(KIM)


def read_once_is_the_same(database: Database, viewer: str, scope: TeamScope, by: By, across: Across) -> None:
    """What follows from the days of all rows is what is asked for by itself."""
    sums = score_map.daily_sums(database, viewer, scope, by, across)
    scored = score_map.scores(database, viewer, scope, by, across)
    pd.testing.assert_frame_equal(map_read_once.scores_of(sums, scope.period), scored)
    some = list(scored["row_id"].unique()[:2])
    changes = score_map.changes_of(sums[sums["row_id"].isin(some)], scope.period, across)
    pd.testing.assert_frame_equal(changes, score_map.changes(database, viewer, scope, by, across, some))
    of_all = score_map.changes_of(map_read_once.together(sums), scope.period, across)
    pd.testing.assert_frame_equal(of_all, score_map.changes(database, viewer, scope, None, across))


@pytest.mark.parametrize("across", Across)
@pytest.mark.parametrize("by", ROWS)
def test_every_figure_of_the_demo_is_that_of_the_raw_answers(demo_centre: Database, by: By, across: Across) -> None:
    boss = demo_centre.rows("SELECT person_id FROM people WHERE list_contains(permissions, 'cross_team_access')")
    newest = demo_centre.rows("SELECT max(started_at)::DATE AS day FROM interactions")[0]["day"]
    scope = TeamScope(period=Period.of_last_days(28, newest))
    asked = (demo_centre, boss[0]["person_id"], scope)
    read_once_is_the_same(*asked, by, across)
    expected = independent(demo_centre, scope.period, ROWS[by], COLUMNS[across])
    agree(score_map.scores(*asked, by, across), expected)
    changes = score_map.changes(*asked, by, across)
    some = list(changes["row_id"].unique()[:2])
    of_some = score_map.changes(*asked, by, across, some)
    pd.testing.assert_frame_equal(of_some, changes[changes["row_id"].isin(some)].reset_index(drop=True))
    before = independent(demo_centre, scope.period.previous, ROWS[by], COLUMNS[across])
    assert len(changes) > 20
    for each in changes.itertuples():
        key = (each.row_id, each.column_id)
        assert (each.n_before, each.n_after) == (before.get(key, (0, 0))[1], expected.get(key, (0, 0))[1])
        if key in before and key in expected:
            assert each.change == pytest.approx(expected[key][0] - before[key][0], abs=0.0501)
        else:
            assert each.verdict is Verdict.NO_DATA


def test_all_together_is_the_whole_scope_and_nobody_counts_twice(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute(f"INSERT INTO supervisions VALUES ('{LEE}', '{ANA}'), ('{LEE}', '{ANA}')")
    found = on_the_map(score_map.whole(score_map.changes(small_centre, KIM, ALL_OF_IT, None, Across.AREAS)))
    everything = points(raw_answers(small_centre, EVER), "coaching_area").groupby("coaching_area")
    for area, cell in everything:
        expected = 100 * cell["earned"].sum() / cell["possible"].sum()
        score, n = found[UNKNOWN, str(area)]
        assert score == pytest.approx(expected, abs=0.0501)
        assert n == len(cell)
    leads = on_the_map(score_map.scores(small_centre, KIM, ALL_OF_IT, By.LEAD, Across.AREAS))
    # Ana's three interactions and Ben's are Sam's; hers and Cleo's two are Lee's.
    assert (leads[SAM, "Etiquette"][1], leads[LEE, "Etiquette"][1]) == (4, 5)


@pytest.mark.storage
def test_a_lead_sees_no_figure_of_another_team(small_centre: Database) -> None:
    for by in By:
        for across in Across:
            own = on_the_map(score_map.scores(small_centre, SAM, ALL_OF_IT, by, across))
            with small_centre.transaction() as cursor:
                for table in daily_totals.OF_AGENTS:
                    cursor.execute(f"DELETE FROM {table} WHERE agent_id = '{CLEO}'")
            assert on_the_map(score_map.scores(small_centre, SAM, ALL_OF_IT, by, across)) == own
    assert set(score_map.scores(small_centre, SAM, ALL_OF_IT, By.AGENT, Across.AREAS)["row_id"]) == {ANA, BEN}
    asked = TeamScope(period=EVER, team="South")
    assert score_map.scores(small_centre, SAM, asked, By.AGENT, Across.AREAS).empty
    assert map_choices.choices(small_centre, SAM).teams == ("North",)
    assert score_map.names(small_centre, SAM, By.AGENT, [CLEO])["name"].tolist() == [wording.NO_ROW[By.AGENT]]


def test_the_scope_narrows_what_counts(small_centre: Database) -> None:
    def n(**narrowed: str) -> int:
        scope = TeamScope(period=EVER, **narrowed)
        return int(score_map.changes(small_centre, KIM, scope, None, Across.METRICS)["n_after"].sum())

    everything = n()
    assert n(team="North") + n(team="South") == everything
    assert n(queue_id="q-1") == n(channel="chat") == everything
    assert n(queue_id="another") == n(channel="voice") == n(team="West") == 0
    assert n(coaching_area="Accuracy") == 6
    day_before = small_centre.rows("SELECT min(day) AS day FROM metric_daily")[0]["day"]
    early = TeamScope(period=Period(date(2020, 1, 1), day_before))
    assert score_map.changes(small_centre, KIM, early, None, Across.AREAS).empty


def test_rows_and_columns_have_names_that_no_two_share(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO metrics BY NAME SELECT * REPLACE ('m-other' AS metric_id, 'Chat' AS form_id) "
                       "FROM metrics WHERE metric_id = 'm-greet'")  # fmt: skip
        cursor.execute("UPDATE people SET name = 'Ana Alves' WHERE person_id = 'ben@example.com'")
        cursor.execute("INSERT INTO queues VALUES ('q-2', 'Hotel booking')")
    scored = pd.DataFrame({"column_id": ["m-other", "m-answer", "m-greet"]})
    known = (forms.metrics(small_centre), forms.metric_labels(small_centre))
    columns = score_map.columns(scored, Across.METRICS, *known)
    assert list(columns) == ["m-answer", "m-other", "m-greet"]  # by area, then by name
    assert columns["m-other"] == Column(name="Greets the customer (Chat)", coaching_area="Etiquette")
    for by, ids in ((By.AGENT, [BEN, ANA]), (By.QUEUE, ["q-1", "q-2", UNKNOWN]), (By.LEAD, [SAM, UNKNOWN])):
        named = score_map.names(small_centre, KIM, by, ids)
        assert named["row_id"].tolist() == ids
        assert named["name"].is_unique
        assert named["name"].notna().all()
    assert score_map.names(small_centre, KIM, By.QUEUE, [UNKNOWN])["name"].tolist() == [wording.NO_ROW[By.QUEUE]]
    assert score_map.names(small_centre, KIM, By.CHANNEL, ["email"])["name"].tolist() == [wording.CHANNELS["email"]]


def test_on_which_areas_agents_were_coached(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-cleo'")
    today = date.today()

    def coached(day: date) -> dict[tuple[str, str], tuple[int, bool]]:
        found = coverage.coached_areas(
            coverage.assignments(small_centre, KIM, day), coverage.areas_of_assignments(small_centre, KIM)
        )
        return {(each.agent_id, each.coaching_area): (each.times, each.live) for each in found.itertuples()}

    # ca-ana-old on Etiquette is overdue, ca-ana on all three areas is not; the follow-up of ca-ben is in four days.
    assert coached(today) == {
        (ANA, "Accuracy"): (1, True), (ANA, "Compliance"): (1, True), (ANA, "Etiquette"): (2, True),
        (BEN, "Etiquette"): (1, True),
    }  # fmt: skip
    assert not any(live for _, live in coached(today + timedelta(9)).values())


@pytest.mark.parametrize(("days", "repeated"), [(91, True), (92, False)])
def test_coaching_is_repeated_within_three_months(days: int, repeated: bool) -> None:
    newest = pd.Timestamp(2026, 11, 1)
    given = [newest, newest - pd.Timedelta(days=days), newest - pd.Timedelta(days=days + 300)]
    assignments = pd.DataFrame(
        {"assignment_id": ["1", "2", "3"], "agent_id": "a", "assigned_at": given, "live": False}
    )  # fmt: skip
    areas = pd.DataFrame({"assignment_id": ["1", "2", "3", "1"], "coaching_area": ["A", "A", "A", "B"]})
    found = coverage.coached_areas(assignments, areas).set_index("coaching_area")
    assert (found.loc["A", "times"], found.loc["A", "repeated"]) == (3, repeated)
    assert (found.loc["B", "times"], found.loc["B", "repeated"]) == (1, False)
    assert found.loc["A", "last_coached_at"] == newest


@pytest.mark.parametrize(("score", "tenths"), [(0, 0), (9.9, 0), (10, 1), (79.9, 7), (99.9, 9), (100, 10)])
def test_a_heat_map_has_a_colour_for_each_ten_points_and_one_for_all(score: float, tenths: int) -> None:
    assert score_map.tenths(score) == tenths
