"""What a new draft proposes: areas, name, reason, period, and best responses of other teams."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coaching.assignments import assigning, assignments, best_responses, proposals
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.quality import interactions
from coaching.storage.database import Database
from coaching.words.days import Period
from tests import kept_drafts
from tests.assignments.assignable_draft import ANA, BEN, CLEO, GOOD, KIM, LEE, SAM, TODAY
from tests.permission_marks import permission_of

pytestmark = pytest.mark.usefixtures("nothing_is_open")


def test_an_offered_best_response_of_another_team_can_be_looked_at_and_shown(small_centre: Database) -> None:
    assert interactions.interaction(small_centre, LEE, "c-ben-1") is None
    offered = best_responses.offer(small_centre, LEE, ["c-cleo-2"], ["Accuracy"], 5)
    assert "c-ben-1" in set(offered["interaction_id"])
    seen = interactions.interaction(small_centre, LEE, "c-ben-1")
    assert seen is not None
    assert seen.agent_name is None  # whose it is stays unsaid
    draft = replace(GOOD, interactions=["c-cleo-2"], best_responses=["c-ben-1"])
    made = assigning.create(small_centre, LEE, CLEO, draft, TODAY)
    assert interactions.interaction(small_centre, CLEO, "c-ben-1") is not None
    assert interactions.interaction(small_centre, KIM, "c-ben-1") is not None
    assert assignments.assignment(small_centre, CLEO, made) is not None
    best_responses.offer(small_centre, LEE, ["c-cleo-2"], ["Accuracy"], 5)
    assert len(small_centre.query("FROM best_response_offers")) == len(offered)


@permission_of(best_responses.offer)
@pytest.mark.parametrize("viewer", [ANA, BEN, SAM, "stranger@example.com"])
def test_nobody_else_is_offered_anything(small_centre: Database, viewer: str) -> None:
    assert best_responses.offer(small_centre, viewer, ["c-cleo-2"], ["Accuracy"], 5).empty
    assert small_centre.query("FROM best_response_offers").empty


def test_an_offer_opens_nothing_for_somebody_who_supervises_no_longer(small_centre: Database) -> None:
    best_responses.offer(small_centre, LEE, ["c-cleo-2"], ["Accuracy"], 5)
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM supervisions WHERE supervisor_id = ?", [LEE])
    assert interactions.interaction(small_centre, LEE, "c-ben-1") is None


def test_a_draft_grows_and_proposes_what_nobody_touched(small_centre: Database) -> None:
    period = (date(2026, 11, 1), date(2026, 11, 7))
    proposals.add_to_draft(small_centre, SAM, ANA, ["c-ana-1"], period=Period.of_days(*period))
    proposals.add_to_draft(small_centre, SAM, ANA, ["c-ana-2", "c-ana-1"], chosen_because="asked_for_by_agent")
    content = kept_drafts.content_of(small_centre, SAM, "assignment", proposals.subject_of_agent(ANA))
    assert content is not None
    draft = Draft.from_json(content)
    assert draft.interactions == ["c-ana-1", "c-ana-2"]
    assert period_kept(small_centre)[1] == period[1]
    assert draft.chosen_because is ChosenBecause.ASKED_FOR
    proposed = proposals.with_proposals(small_centre, SAM, draft, [], TODAY, draft.interactions)
    assert proposed.coaching_areas == ["Compliance", "Accuracy"]
    assert proposed.name == "Compliance: room booking"
    assert proposed.follow_up_on == TODAY + timedelta(days=7)
    kept = proposals.with_proposals(
        small_centre, SAM, replace(draft, name="Mine"), ["name", "coaching_areas"], TODAY, draft.interactions
    )
    assert (kept.name, kept.coaching_areas) == ("Mine", [])


def test_the_proposed_reason_is_what_the_interactions_show(small_centre: Database) -> None:
    below = proposals.with_proposals(small_centre, SAM, Draft(), [], TODAY, ["c-ana-1"])
    fine = proposals.with_proposals(small_centre, SAM, Draft(), [], TODAY, ["c-ana-3"])
    assert below.chosen_because is ChosenBecause.BELOW_PASS_SCORE
    assert fine.chosen_because is ChosenBecause.JUDGEMENT


def test_the_area_that_most_interactions_fail_comes_first(small_centre: Database) -> None:
    rows = proposals.areas_failed(small_centre, LEE, ["c-cleo-1", "c-cleo-2"])
    assert rows[["coaching_area", "interactions", "lost"]].values.tolist() == [
        ["Accuracy", 1, 60.0],
        ["Etiquette", 1, 10.0],
    ]


def period_kept(database: Database) -> tuple[date | None, date | None]:
    content = kept_drafts.content_of(database, SAM, "assignment", proposals.subject_of_agent(ANA))
    assert content is not None
    draft = Draft.from_json(content)
    return draft.period_first, draft.period_last


def test_the_period_looked_at_grows_with_what_is_added_and_is_the_supervisors_once_they_say_it(
    small_centre: Database,
) -> None:
    (started,) = small_centre.query("SELECT started_at FROM interactions WHERE interaction_id = 'c-ana-1'")[
        "started_at"
    ]
    later: tuple[date, date] = (started.date() + timedelta(days=20), started.date() + timedelta(days=26))
    proposals.add_to_draft(small_centre, SAM, ANA, [], period=Period.of_days(*later))
    assert period_kept(small_centre) == later
    proposals.add_to_draft(small_centre, SAM, ANA, ["c-ana-1"], period=Period.of_days(*later))
    assert period_kept(small_centre) == (started.date(), later[1])
    subject = proposals.subject_of_agent(ANA)
    content = kept_drafts.content_of(small_centre, SAM, "assignment", subject)
    assert content is not None
    said = {"period_first": "2020-01-01", "touched": ["period_first"]}
    kept_drafts.keep(small_centre, SAM, "assignment", subject, content | said)
    proposals.add_to_draft(small_centre, SAM, ANA, ["c-ana-2"], period=Period.of_days(*later))
    assert period_kept(small_centre) == (date(2020, 1, 1), later[1])


def test_what_was_never_evaluated_is_not_said_to_fail_nothing(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM metric_results WHERE interaction_id = 'c-ana-3'")
        cursor.execute("UPDATE interactions SET met_areas = NULL, failed_areas = NULL WHERE interaction_id = 'c-ana-3'")
    rows = proposals.interactions_to_show(small_centre, SAM, ["c-ben-1", "c-ana-3", "c-ana-1"])
    assert rows["failed_areas"].tolist() == [["Etiquette"], None, ["Accuracy"]]


@permission_of(proposals.with_proposals, proposals.add_to_draft)
@pytest.mark.parametrize("viewer", [ANA, BEN, LEE, "stranger@example.com"])
def test_nothing_of_anothers_interactions_is_proposed(small_centre: Database, viewer: str) -> None:
    proposed = proposals.with_proposals(small_centre, viewer, Draft(), [], TODAY, ["c-ana-1", "c-ana-2"])
    assert (proposed.name, proposed.coaching_areas, proposed.chosen_because) == ("", [], None)
    proposals.add_to_draft(small_centre, viewer, ANA, ["c-ana-1"])
    assert kept_drafts.content_of(small_centre, SAM, "assignment", proposals.subject_of_agent(ANA)) is None
