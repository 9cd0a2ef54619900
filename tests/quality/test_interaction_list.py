"""The list of an agent's interactions: its pages, and each filter against the same taken from the raw tables."""

from datetime import date, timedelta

import pandas as pd
import pytest

from coaching.quality import auditing, bookmarks, interaction_list, listed_rows
from coaching.quality.auditing import Answer
from coaching.quality.interaction_filter import InteractionFilter
from coaching.quality.scope import Scope
from coaching.storage.database import Database
from coaching.storage.paging import pages
from coaching.words.days import Period
from tests.quality.interaction_columns import SCORES

ANA, SAM = "ana@example.com", "sam@example.com"
NOVEMBER = Period.of_days(date(2026, 11, 1), date(2026, 11, 30))
EVER = Period.of_days(date(2020, 1, 1), date.today() + timedelta(days=1))


def busiest(database: Database) -> Scope:
    return Scope(agent_id=database.query("FROM interactions")["agent_id"].value_counts().index[0])


def raw(database: Database, scope: Scope, period: Period) -> pd.DataFrame:
    found = database.query("FROM interactions")
    days = found["started_at"].dt.date
    return found[(found["agent_id"] == scope.agent_id) & (days >= period.first) & (days <= period.last)]


def listed(database: Database, scope: Scope, filters: InteractionFilter, viewer: str | None = None) -> set[str]:
    rows, total = interaction_list.interactions_of_agent(
        database, viewer or scope.agent_id, scope, NOVEMBER, filters, page=1, size=500
    )
    assert len(rows) == total
    return set(rows["interaction_id"])


def test_the_list_is_paged_newest_first_and_loses_nothing(shared_centre: Database) -> None:
    scope = busiest(shared_centre)
    found: list[pd.DataFrame] = []
    total = 1
    while sum(map(len, found)) < total:
        rows, total = interaction_list.interactions_of_agent(
            shared_centre, scope.agent_id, scope, NOVEMBER, page=len(found) + 1, size=7
        )
        found.append(rows)
    everything = pd.concat(found)
    assert len(found) > 3
    assert set(everything["interaction_id"]) == set(raw(shared_centre, scope, NOVEMBER)["interaction_id"])
    assert everything["started_at"].is_monotonic_decreasing


def test_a_page_past_the_last_is_the_last(shared_centre: Database) -> None:
    scope = busiest(shared_centre)
    last, total = interaction_list.interactions_of_agent(
        shared_centre, scope.agent_id, scope, NOVEMBER, page=999, size=7
    )
    assert len(last) == total - 7 * (pages(total, 7) - 1) > 0
    assert [pages(total, 10) for total in (0, 1, 10, 11)] == [1, 1, 1, 2]


def test_audited_or_not_and_below_the_pass_score(shared_centre: Database) -> None:
    scope = busiest(shared_centre)
    found = raw(shared_centre, scope, NOVEMBER)
    audited = found["supervisor_audit_score"].notna()
    assert (
        listed(shared_centre, scope, InteractionFilter(audited=True))
        == set(found.loc[audited, "interaction_id"])
        != set()
    )
    assert listed(shared_centre, scope, InteractionFilter(audited=False)) == set(found.loc[~audited, "interaction_id"])
    below = found["kore_evaluation_score"] < found["pass_score"]
    assert (
        listed(shared_centre, scope, InteractionFilter(below_pass_score=True))
        == set(found.loc[below, "interaction_id"])
        != set()
    )


def test_the_pass_score_of_the_form_counts_where_the_interaction_has_none(small_centre: Database) -> None:
    rows, _ = interaction_list.interactions_of_agent(
        small_centre, SAM, Scope(agent_id=ANA), EVER, InteractionFilter(below_pass_score=True), page=1, size=9
    )
    assert set(rows["interaction_id"]) == {"c-ana-1", "c-ana-2"}


def test_a_failed_area_whoever_judged(shared_centre: Database) -> None:
    scope = busiest(shared_centre)
    results = shared_centre.query("FROM metric_results r JOIN metrics m USING (metric_id)")
    failed = results[(results["qualification"] != "NA") & (results["qualification"] != results["expected_response"])]
    mine = set(raw(shared_centre, scope, NOVEMBER)["interaction_id"])
    areas = interaction_list.areas_of_agent(shared_centre, scope.agent_id, scope.agent_id)
    assert areas == sorted(areas) != []
    for area in areas:
        expected = set(failed.loc[failed["coaching_area"] == area, "interaction_id"]) & mine
        assert listed(shared_centre, scope, InteractionFilter(failed_area=area)) == expected
    assert listed(shared_centre, scope, InteractionFilter(failed_area="No such")) == set()
    assert (
        listed(shared_centre, scope, InteractionFilter(failed_area=areas[0][:3])) == set()
    )  # a part of a name is no area


def test_filters_add_up(shared_centre: Database) -> None:
    scope = busiest(shared_centre)
    both = listed(shared_centre, scope, InteractionFilter(audited=True, below_pass_score=True))
    assert both == listed(shared_centre, scope, InteractionFilter(audited=True)) & listed(
        shared_centre, scope, InteractionFilter(below_pass_score=True)
    )


def test_only_the_viewers_own_bookmarks_count(small_centre: Database) -> None:
    bookmarks.add(small_centre, SAM, "c-ana-2", "A good one")
    bookmarks.add(small_centre, "kim@example.com", "c-ana-1", "")
    rows, total = interaction_list.interactions_of_agent(
        small_centre, SAM, Scope(agent_id=ANA), EVER, InteractionFilter(bookmarked=True), page=1, size=9
    )
    assert (total, rows["interaction_id"].tolist(), rows["bookmark_note"].tolist()) == (1, ["c-ana-2"], ["A good one"])
    everything, _ = interaction_list.interactions_of_agent(small_centre, SAM, Scope(agent_id=ANA), EVER, page=1, size=9)
    assert everything["interaction_id"].tolist() == ["c-ana-3", "c-ana-2", "c-ana-1"]
    assert [None if pd.isna(note) else note for note in everything["bookmark_note"]] == [None, "A good one", None]
    hers, _ = interaction_list.interactions_of_agent(small_centre, ANA, Scope(agent_id=ANA), EVER, page=1, size=9)
    assert hers["bookmark_note"].isna().all()


def test_the_columns_and_what_they_hold(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET supervisor_audit_score = 62 WHERE interaction_id = 'c-ana-1'")
        cursor.execute("UPDATE interactions SET met_areas = NULL, failed_areas = NULL WHERE interaction_id = 'c-ana-3'")
    rows, _ = interaction_list.interactions_of_agent(small_centre, SAM, Scope(agent_id=ANA), EVER, page=1, size=9)
    assert rows["failed_areas"].tolist() == [None, ["Compliance"], ["Accuracy"]]
    assert rows["scores_differ_by"].tolist()[2] == 22
    assert rows["scores_differ_by"].isna().tolist() == [True, True, False]
    dtypes = rows.dtypes.astype(str).to_dict()
    assert {name: kind for name, kind in dtypes.items() if kind not in ("str", "object")} == {
        "started_at": "datetime64[us]",
        "ended_at": "datetime64[us]",
        **SCORES,
        "scores_differ_by": "float64",
    }


@pytest.mark.storage
def test_a_list_is_shown_though_an_import_has_just_made_its_agent_somebody_else(
    small_centre: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the query for the ids and the one for the names of their agents."""
    monkeypatch.setattr(listed_rows, "AGENTS", f"{listed_rows.AGENTS} AND FALSE")
    rows, total = interaction_list.interactions_of_agent(small_centre, SAM, Scope(agent_id=ANA), EVER, page=1, size=9)
    assert (total, len(rows)) == (3, 3)
    assert rows["agent"].isna().all()
    assert rows["team"].isna().all()


@pytest.mark.parametrize(
    "filters", [InteractionFilter(), InteractionFilter(bookmarked=True), InteractionFilter(failed_area="Accuracy")]
)
def test_nothing_of_another_team(small_centre: Database, filters: InteractionFilter) -> None:
    rows, total = interaction_list.interactions_of_agent(
        small_centre, SAM, Scope(agent_id="cleo@example.com"), EVER, filters, page=1, size=9
    )
    assert (len(rows), total) == (0, 0)
    assert list(rows["scores_differ_by"]) == []
    assert interaction_list.areas_of_agent(small_centre, SAM, "cleo@example.com") == []


def test_an_audit_in_which_nothing_applied_counts_as_an_audit(small_centre: Database) -> None:
    answers = {metric: Answer("NA") for metric in ("m-greet", "m-verify", "m-answer")}
    assert auditing.submit(small_centre, SAM, "c-ana-2", answers, "Wrong form") is None
    for audited, expected in ((True, {"c-ana-1", "c-ana-2"}), (False, {"c-ana-3"})):
        rows, _ = interaction_list.interactions_of_agent(
            small_centre, SAM, Scope(agent_id=ANA), EVER, InteractionFilter(audited=audited), page=1, size=9
        )
        assert set(rows["interaction_id"]) == expected
