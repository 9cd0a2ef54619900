from dataclasses import replace
from datetime import date, timedelta

import pytest

from coaching.assignments import assigning, assignments, best_responses, facts, history, marks, proposals
from coaching.assignments.assigning import EditedMeanwhileError
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.assignments.status import Status, is_open, status
from coaching.quality import auditing, interactions
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import Period, utc_now
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError, RefusedError
from tests import kept_drafts
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

pytestmark = pytest.mark.storage

ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"
TODAY = date(2026, 11, 24)
GOOD = Draft(
    name="  Answer   the question ",
    coaching_areas=["Accuracy"],
    interactions=["c-ana-1", "c-ana-3", "c-ana-1"],
    best_responses=["c-ben-1"],
    chosen_because=ChosenBecause.AUDIT_FINDING,
    period_first=date(2026, 11, 1),
    period_last=date(2026, 11, 20),
    went_well="You greet everybody.",
    work_on="Answer first.",
    action_plan=["Read it", "", "Read it", "Do it"],
    follow_up_on=date(2026, 12, 1),
    # These interactions fail other areas than the coached one, and are coached on all the same.
    confirmed=[
        "\n".join((f"{interaction.split('-')[1]}@example.com", "fails none", interaction, "Accuracy"))
        for interaction in ("c-ana-2", "c-ana-3", "c-ben-1")
    ],
)
EVERYTHING = ("assignments", "assignment_areas", "assignment_interactions", "changes", "mark_closings", "drafts")


@pytest.fixture(autouse=True)
def nothing_is_open(small_centre: Database) -> None:
    """The coaching that the centre has is over: it would be in doubt whether more of it is meant."""
    with small_centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO outcomes SELECT assignment_id, assigned_by, assigned_at, 'closed', '' FROM assignments"
        )


def contents(database: Database) -> dict[str, list[str]]:
    return {
        table: sorted(str(row) for row in database.query(f"FROM {table}").to_dict("records")) for table in EVERYTHING
    }


def mark(database: Database, interaction: str, agent: str, mark_id: str = "", by: str = SAM) -> None:
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ['Accuracy'], 'Could we look at this one?')",
            [mark_id or f"m-{interaction}", agent, interaction, by, utc_now()],
        )


def test_an_assignment_is_there_for_its_agent_at_once(small_centre: Database) -> None:
    mark(small_centre, "c-ana-1", ANA)
    kept_drafts.keep(small_centre, SAM, "assignment", proposals.subject_of_agent(ANA), GOOD.to_json())
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    found = assignments.assignment(small_centre, ANA, made)
    assert found is not None
    assert (found.name, found.coaching_areas, found.action_plan) == (
        "Answer the question",
        ["Accuracy"],
        ["Read it", "Do it"],
    )
    assert (found.assigned_by, found.follow_up_on, found.status) == ("Sam Soto", date(2026, 12, 1), Status.NOT_STARTED)
    of_assignment = assignments.interactions_of_assignment(small_centre, ANA, made)
    assert of_assignment["interaction_id"].tolist() == ["c-ana-1", "c-ana-3", "c-ben-1"]
    assert interactions.turns(small_centre, ANA, "c-ben-1").shape[0] == 5  # now a best response of hers
    kept = small_centre.first(
        "SELECT chosen_because, period_first, period_last FROM assignments ORDER BY assigned_at DESC"
    )
    assert kept == {
        "chosen_because": "audit_finding",
        "period_first": date(2026, 11, 1),
        "period_last": date(2026, 11, 20),
    }
    assert small_centre.first("SELECT assignment_id FROM mark_closings") == {"assignment_id": made}
    assert kept_drafts.content_of(small_centre, SAM, "assignment", proposals.subject_of_agent(ANA)) is None
    assert small_centre.query("FROM changes")[["subject_id", "changed_by", "field"]].values.tolist() == [
        [made, SAM, "created"]
    ]


@permission_of(assigning.create)
@pytest.mark.parametrize(
    ("viewer", "agent"), [(LEE, ANA), (SAM, CLEO), (ANA, ANA), (BEN, ANA), ("stranger@example.com", ANA), (KIM, KIM)]
)
def test_only_a_coach_of_the_agent_creates(small_centre: Database, viewer: str, agent: str) -> None:
    before = contents(small_centre)
    with pytest.raises(NotAllowedError):
        assigning.create(small_centre, viewer, agent, GOOD, TODAY)
    assert contents(small_centre) == before


@permission_of(assigning.edit, assigning.withdraw)
@pytest.mark.parametrize("viewer", [LEE, ANA, BEN, "stranger@example.com", ""])
def test_only_a_coach_of_the_agent_edits_and_withdraws(small_centre: Database, viewer: str) -> None:
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    before = contents(small_centre)
    with pytest.raises(RefusedError):
        assigning.edit(small_centre, viewer, made, replace(GOOD, name="Other"), 1, TODAY)
    with pytest.raises(RefusedError):
        assigning.withdraw(small_centre, viewer, made, "A mistake")
    assert contents(small_centre) == before


@permission_of(assigning.create, assigning.edit, assigning.withdraw)
def test_a_supervisor_without_qa_functionalities_changes_nothing(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = ?", [SAM]
        )
    before = contents(small_centre)
    for command in (
        lambda: assigning.create(small_centre, SAM, ANA, GOOD, TODAY),
        lambda: assigning.edit(small_centre, SAM, made, replace(GOOD, name="Other"), 1, TODAY),
        lambda: assigning.withdraw(small_centre, SAM, made, "A mistake"),
    ):
        with pytest.raises(RefusedError):
            command()
    assert contents(small_centre) == before
    assert assignments.assignment(small_centre, SAM, made) is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"coaching_areas": []}, "coaching_areas"),
        ({"interactions": []}, "interactions"),
        ({"interactions": ["c-ana-1", "c-ben-1"]}, "interactions"),
        ({"interactions": ["c-ana-1", "no-such"]}, "interactions"),
        ({"best_responses": ["c-ana-2"]}, "best_responses"),
        ({"best_responses": ["c-cleo-2"]}, "best_responses"),  # of nobody whom Sam supervises, and never offered
        ({"best_responses": ["no-such"]}, "best_responses"),
        ({"follow_up_on": TODAY}, "follow_up_on"),
        ({"chosen_because": None}, "chosen_because"),
    ],
)
def test_what_is_wrong_is_refused_whatever_the_form_said(
    small_centre: Database, change: dict[str, object], field: str
) -> None:
    before = contents(small_centre)
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create(small_centre, SAM, ANA, replace(GOOD, **change), TODAY)  # type: ignore[arg-type]
    assert list(refused.value.complaints) == [field]
    assert contents(small_centre) == before


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


def test_an_edit_is_in_the_history_and_adding_puts_a_completed_one_back_in_progress(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, interactions=["c-ana-1"], best_responses=[]), TODAY)
    assignments.record_opening(small_centre, ANA, made, "c-ana-1")
    found = assigning.assignment_to_edit(small_centre, SAM, made)
    assert found is not None
    agent, draft, version = found
    assert (agent, version) == (ANA, 1)
    changed = replace(draft, interactions=["c-ana-1", "c-ana-3"], name="Another name", follow_up_on=date(2026, 12, 4))
    with pytest.raises(RefusedError, match="does not fail Accuracy"):
        assigning.edit(small_centre, SAM, made, changed, version, TODAY)
    changed = replace(changed, confirmed=GOOD.confirmed)
    assigning.edit(small_centre, SAM, made, changed, version, TODAY)
    now = assignments.assignment(small_centre, ANA, made)
    assert now is not None
    assert (now.status, now.name, now.total) == (Status.IN_PROGRESS, "Another name", 2)
    called = {
        row.interaction_id: f"{row.started_at.day} {row.started_at:%b %Y, %H:%M} UTC · Hotel booking · Room booking"
        for row in small_centre.query("FROM interactions").itertuples()
    }
    noted = small_centre.query("SELECT field, was, becomes FROM changes WHERE field <> 'created' ORDER BY position")
    assert noted.values.tolist() == [
        ["name", "Answer the question", "Another name"],
        ["interactions", called["c-ana-1"], f"{called['c-ana-1']}\n{called['c-ana-3']}"],
        ["follow_up_on", "1 Dec 2026", "4 Dec 2026"],
    ]
    # the same once more changes nothing and needs no version of its own
    assigning.edit(small_centre, SAM, made, changed, 2, TODAY)
    assert len(small_centre.query("FROM changes WHERE field <> 'created'")) == 3
    found = assigning.assignment_to_edit(small_centre, SAM, made)
    assert found is not None
    assert found[2] == 2


def test_of_two_who_edit_the_second_is_told_and_nothing_is_lost(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, GOOD, TODAY)
    assigning.edit(small_centre, KIM, made, replace(GOOD, name="Kim's name"), 1, TODAY)
    with pytest.raises(EditedMeanwhileError) as told:
        assigning.edit(small_centre, SAM, made, replace(GOOD, work_on="Sam's words"), 1, TODAY)
    assert told.value.changed_by == "Kim Kaur"
    assert (told.value.theirs.name, told.value.version) == ("Kim's name", 2)
    assigning.edit(small_centre, SAM, made, replace(told.value.theirs, work_on="Sam's words"), 2, TODAY)
    now = assignments.assignment(small_centre, ANA, made)
    assert now is not None
    assert (now.name, now.work_on) == ("Kim's name", "Sam's words")


def test_a_withdrawn_assignment_is_gone_for_its_agent_and_kept_for_the_supervisor(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, best_responses=["c-ben-1"]), TODAY)
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.withdraw(small_centre, SAM, made, "  ")
    assert list(refused.value.complaints) == ["reason"]
    with pytest.raises(RefusedError):
        assigning.withdraw(small_centre, LEE, made, "Not mine")
    assigning.withdraw(small_centre, SAM, made, "It was for Ben")
    assert assignments.assignment(small_centre, ANA, made) is None
    assert made not in set(assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY)["assignment_id"])
    assert assignments.interactions_of_assignment(small_centre, ANA, made).empty
    assert interactions.interaction(small_centre, ANA, "c-ben-1") is None
    assignments.record_opening(small_centre, ANA, made, "c-ana-1")
    assert small_centre.query("FROM openings").empty
    kept = assignments.assignment(small_centre, SAM, made)
    assert kept is not None
    assert kept.withdrawn_at is not None
    assert small_centre.first("SELECT becomes FROM changes WHERE field = 'withdrawn'") == {"becomes": "It was for Ben"}
    assert assigning.assignment_to_edit(small_centre, SAM, made) is None
    with pytest.raises(RefusedError, match="withdrawn"):
        assigning.edit(small_centre, SAM, made, GOOD, 2, TODAY)
    with pytest.raises(RefusedError, match="withdrawn"):
        assigning.withdraw(small_centre, SAM, made, "Again")


def group_of(database: Database, members: list[str], group: str = "g-1") -> None:
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO groups VALUES (?, 'New hires', '', ['Accuracy'], ?, ?, 1, NULL)", [group, SAM, utc_now()]
        )
        for member in members:
            cursor.execute("INSERT INTO group_members VALUES (?, ?)", [group, member])


def test_each_member_of_a_group_gets_an_assignment_of_their_own(small_centre: Database) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    mark(small_centre, "c-ana-2", ANA)
    mark(small_centre, "c-ben-1", BEN)
    made = assigning.create_for_group(small_centre, SAM, "g-1", replace(GOOD, best_responses=[]), TODAY)
    assert len(made) == 2
    for agent, own in ((ANA, ["c-ana-1", "c-ana-2"]), (BEN, ["c-ben-1"])):
        listed = assignments.assignments_of_agent(small_centre, agent, agent, TODAY)
        (mine,) = set(made) & set(listed["assignment_id"])
        of_assignment = assignments.interactions_of_assignment(small_centre, agent, mine)
        assert sorted(of_assignment["interaction_id"]) == own
    assert len(small_centre.query("FROM mark_closings")) == 3
    # the marks are used up
    with pytest.raises(RefusedError, match="Ana Alves and Ben Bauer have no interactions marked"):
        assigning.create_for_group(small_centre, SAM, "g-1", replace(GOOD, best_responses=[]), TODAY)


@pytest.mark.parametrize(
    ("members", "marked", "change", "field", "says"),
    [
        ([ANA, BEN], ["c-ana-1"], {}, "members", "Ben Bauer has no interaction marked"),
        ([ANA, CLEO], ["c-ana-1", "c-cleo-2"], {}, "members", "may not be coached by you"),
        ([ANA, BEN], ["c-ana-1", "c-ben-1"], {"best_responses": ["c-ben-1"]}, "best_responses", "Ben Bauer: "),
        ([ANA], ["c-ana-1"], {"name": ""}, "name", "Give it a name"),
    ],
)
def test_a_group_gets_nothing_where_one_member_cannot(
    small_centre: Database, members: list[str], marked: list[str], change: dict[str, object], field: str, says: str
) -> None:
    group_of(small_centre, members)
    for interaction in marked:
        mark(small_centre, interaction, f"{interaction.split('-')[1]}@example.com")
    before = contents(small_centre)
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create_for_group(small_centre, SAM, "g-1", replace(GOOD, **{"best_responses": [], **change}), TODAY)  # type: ignore[arg-type]
    assert list(refused.value.complaints) == [field]
    assert says in refused.value.complaints[field]
    assert "Cleo" not in str(refused.value)
    assert contents(small_centre) == before


def test_a_group_without_members_is_assigned_nothing(small_centre: Database) -> None:
    group_of(small_centre, [])
    with pytest.raises(NotFoundError, match=wording.NO_GROUP_TO_ASSIGN_TO):
        assigning.create_for_group(small_centre, SAM, "g-1", GOOD, TODAY)


@pytest.mark.parametrize("wrong", ["unmarked", "of another team", "nothing"])
def test_a_group_of_fifty_with_one_invalid_member(small_centre: Database, wrong: str) -> None:
    agents = [f"agent-{number:02}@example.com" for number in range(50)]
    with small_centre.transaction() as cursor:
        for agent in agents:
            cursor.execute(
                "INSERT INTO people BY NAME SELECT ? AS person_id, ? AS email, ? AS name, "
                "['agent_dashboard', 'coaching_assignments'] AS permissions, TRUE AS listed",
                [agent, agent, agent.split("@")[0].title()],
            )
            boss = LEE if wrong == "of another team" and agent == agents[30] else SAM
            cursor.execute("INSERT INTO supervisions VALUES (?, ?)", [boss, agent])
            cursor.execute(
                "INSERT INTO interactions BY NAME SELECT i.* REPLACE (? AS interaction_id, ? AS agent_id) "
                "FROM interactions i WHERE interaction_id = 'c-ana-1'",
                [f"c-{agent}", agent],
            )
    for agent in agents:
        if not (wrong == "unmarked" and agent == agents[30]):
            mark(small_centre, f"c-{agent}", agent)
    group_of(small_centre, agents)
    before = contents(small_centre)
    shared = replace(GOOD, best_responses=[])
    if wrong == "nothing":
        assert len(assigning.create_for_group(small_centre, SAM, "g-1", shared, TODAY)) == 50
        return
    with pytest.raises(RefusedError):
        assigning.create_for_group(small_centre, SAM, "g-1", shared, TODAY)
    assert contents(small_centre) == before


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


def test_a_member_who_is_in_a_group_twice_gets_one_assignment(small_centre: Database) -> None:
    group_of(small_centre, [ANA, ANA])
    mark(small_centre, "c-ana-1", ANA)
    assert len(assigning.create_for_group(small_centre, SAM, "g-1", replace(GOOD, best_responses=[]), TODAY)) == 1


def test_an_edit_closes_marks_of_what_it_adds_only(small_centre: Database) -> None:
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, interactions=["c-ana-1"]), TODAY)
    mark(small_centre, "c-ana-1", ANA, "again")
    mark(small_centre, "c-ana-2", ANA, "new")
    draft = replace(GOOD, interactions=["c-ana-1"], name="Renamed")
    assigning.edit(small_centre, SAM, made, draft, 1, TODAY)
    assert small_centre.query("FROM mark_closings").empty
    assigning.edit(small_centre, SAM, made, replace(draft, interactions=["c-ana-1", "c-ana-2"]), 2, TODAY)
    assert small_centre.query("FROM mark_closings")["mark_id"].tolist() == ["new"]


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


@permission_of(assigning.members_to_coach, assigning.create_for_group)
def test_only_who_may_coach_all_members_sees_them_as_a_group_to_coach(small_centre: Database) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    seen = {viewer: assigning.members_to_coach(small_centre, viewer, "g-1") for viewer in everybody}
    assert {viewer for viewer, rows in seen.items() if not rows.empty} == {SAM, KIM}
    for viewer in set(everybody) - {SAM, KIM}:
        with pytest.raises(RefusedError):
            assigning.create_for_group(small_centre, viewer, "g-1", GOOD, TODAY)
    assert seen[SAM][["agent_id", "interactions"]].values.tolist() == [[ANA, ["c-ana-1"]], [BEN, []]]
    with small_centre.transaction() as cursor:
        cursor.execute("INSERT INTO group_members VALUES ('g-1', ?)", [CLEO])
    assert assigning.members_to_coach(small_centre, SAM, "g-1").empty


@permission_of(proposals.with_proposals, proposals.add_to_draft)
@pytest.mark.parametrize("viewer", [ANA, BEN, LEE, "stranger@example.com"])
def test_nothing_of_anothers_interactions_is_proposed(small_centre: Database, viewer: str) -> None:
    proposed = proposals.with_proposals(small_centre, viewer, Draft(), [], TODAY, ["c-ana-1", "c-ana-2"])
    assert (proposed.name, proposed.coaching_areas, proposed.chosen_because) == ("", [], None)
    proposals.add_to_draft(small_centre, viewer, ANA, ["c-ana-1"])
    assert kept_drafts.content_of(small_centre, SAM, "assignment", proposals.subject_of_agent(ANA)) is None


@pytest.mark.parametrize("missing", [{"went_well": "", "work_on": " "}, {"action_plan": ["-"]}])
def test_feedback_and_a_plan_are_needed_for_one_for_many_and_in_an_edit(
    small_centre: Database, missing: dict[str, object]
) -> None:
    empty = replace(GOOD, best_responses=[], **missing)  # type: ignore[arg-type]
    made = assigning.create(small_centre, SAM, ANA, replace(GOOD, best_responses=[]), TODAY)
    end(small_centre, made)
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    mark(small_centre, "c-ben-1", BEN)
    before = contents(small_centre)
    for command in (
        lambda draft: assigning.create(small_centre, SAM, ANA, draft, TODAY),
        lambda draft: assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY),
        lambda draft: assigning.edit(small_centre, SAM, made, draft, 1, TODAY),
    ):
        for draft, field in (
            (empty, "work_on" if "work_on" in missing else "action_plan"),
            (replace(empty, without_feedback_because=" "), "without_feedback_because"),
        ):
            with pytest.raises(InvalidFieldsError) as refused:
                command(draft)
            assert list(refused.value.complaints) == [field]
    assert contents(small_centre) == before


def test_without_feedback_on_purpose_the_reason_is_for_supervisors(small_centre: Database) -> None:
    draft = replace(GOOD, went_well="", work_on="", action_plan=[], without_feedback_because=" We talk on Friday. ")
    made = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    for viewer in (ANA, SAM):
        found = assignments.assignment(small_centre, viewer, made)
        assert found is not None
        assert found.without_feedback
        assert "Friday" not in repr(found)
    choice = history.choice(small_centre, SAM, made)
    assert choice is not None
    assert choice.without_feedback_because == "We talk on Friday."
    noted = history.history(small_centre, SAM, made)
    assert noted[["field", "becomes"]].values.tolist() == [
        ["created", "Answer the question"],
        ["without_feedback_because", "We talk on Friday."],
    ]
    # written later, there is no reason any more
    found_draft = assigning.assignment_to_edit(small_centre, SAM, made)
    assert found_draft is not None
    written = replace(found_draft[1], work_on="Answer first.", action_plan=["Do it"])
    assigning.edit(small_centre, SAM, made, written, 1, TODAY)
    found = assignments.assignment(small_centre, ANA, made)
    assert found is not None
    assert not found.without_feedback
    assert "without_feedback_because" in set(history.history(small_centre, SAM, made)["field"])


def test_imported_assignments_without_feedback_load_as_they_are(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE assignments SET went_well = '', work_on = '', action_plan = [] WHERE agent_id = ?", [ANA]
        )
    found = assignments.assignment(small_centre, ANA, "ca-ana")
    assert found is not None
    assert not found.without_feedback


def end(database: Database, assignment_id: str) -> None:
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO outcomes VALUES (?, ?, ?, 'closed', 'Over')", [assignment_id, SAM, utc_now()])


@pytest.mark.parametrize("over", ["withdrawn", "completed", "concluded", "not at all", "another area"])
def test_open_coaching_on_the_same_area_is_in_doubt(small_centre: Database, over: str) -> None:
    draft = replace(GOOD, interactions=["c-ana-1"], best_responses=[], name="The first one", confirmed=[])
    made = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    if over == "withdrawn":
        assigning.withdraw(small_centre, SAM, made, "A mistake")
    elif over == "completed":
        assignments.record_opening(small_centre, ANA, made, "c-ana-1")
    elif over == "concluded":
        end(small_centre, made)
    if over == "another area":
        draft = replace(draft, coaching_areas=["Compliance"], interactions=["c-ana-2"])
    second = replace(draft, name="The second one")
    if over != "not at all":
        assigning.create(small_centre, SAM, ANA, second, TODAY)
        return
    with pytest.raises(InvalidFieldsError, match="open coaching on Accuracy already: “The first one”") as refused:
        assigning.create(small_centre, SAM, ANA, second, TODAY)
    assert list(refused.value.complaints) == ["coaching_areas"]
    ((found, contradicted),) = facts.fitting(small_centre, SAM, {ANA: second}).values()
    assert not contradicted
    assigning.create(small_centre, SAM, ANA, replace(second, confirmed=[doubt.key for doubt in found]), TODAY)
    # an edit does not doubt itself, nor what stood there before
    kept = assigning.assignment_to_edit(small_centre, SAM, made)
    assert kept is not None
    assigning.edit(small_centre, SAM, made, replace(kept[1], name="Renamed"), 1, TODAY)


def test_the_answer_and_the_score_that_count_are_the_newest_audits(small_centre: Database) -> None:
    """c-ana-1 fails Accuracy by the automatic evaluation and is below its pass score; a supervisor heard it and says
    that it is fine."""
    below = replace(
        GOOD, interactions=["c-ana-1"], best_responses=[], chosen_because=ChosenBecause.BELOW_PASS_SCORE, confirmed=[]
    )
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET pass_score = 80")
    assert facts.fitting(small_centre, SAM, {ANA: below})[ANA] == ([], False)
    given = {metric: auditing.Answer("YES") for metric in ("m-greet", "m-verify", "m-answer")}
    auditing.submit(small_centre, SAM, "c-ana-1", given, "")
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create(small_centre, SAM, ANA, below, TODAY)
    assert set(refused.value.complaints) == {"chosen_because", "interactions"}
    proposed = proposals.with_proposals(small_centre, SAM, Draft(), [], TODAY, ["c-ana-1"])
    assert proposed.chosen_because is ChosenBecause.JUDGEMENT


@permission_of(facts.fitting)
@pytest.mark.parametrize("viewer", [ANA, BEN, LEE, "stranger@example.com", ""])
def test_nobody_else_learns_what_would_not_fit(small_centre: Database, viewer: str) -> None:
    assigning.create(small_centre, SAM, ANA, replace(GOOD, best_responses=[]), TODAY)
    assert facts.fitting(small_centre, viewer, {ANA: GOOD.tidy}) == {ANA: ([], False)}
    assert facts.fitting(small_centre, SAM, {ANA: GOOD.tidy}) != {ANA: ([], False)}


def test_a_member_can_be_left_out_this_time(small_centre: Database) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    mark(small_centre, "c-ben-1", BEN)
    draft = replace(GOOD, best_responses=[], confirmed=[])
    with pytest.raises(InvalidFieldsError, match=r"Ben Bauer: .* does not fail Accuracy") as refused:
        assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY)
    assert list(refused.value.complaints) == ["members"]
    (made,) = assigning.create_for_group(small_centre, SAM, "g-1", replace(draft, left_out=[BEN]), TODAY)
    assert assignments.assignment(small_centre, ANA, made) is not None
    assert marks.open_marks(small_centre, SAM)["agent_id"].tolist() == [BEN]
    with pytest.raises(RefusedError, match="Everybody is left out"):
        assigning.create_for_group(small_centre, SAM, "g-1", replace(draft, left_out=[BEN, ANA]), TODAY)


def test_a_reason_that_does_not_hold_for_a_member_names_them(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET pass_score = 80")
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA)
    mark(small_centre, "c-ben-1", BEN)  # scored 90
    draft = replace(GOOD, best_responses=[], chosen_because=ChosenBecause.BELOW_PASS_SCORE)
    before = contents(small_centre)
    with pytest.raises(InvalidFieldsError) as refused:
        assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY)
    assert list(refused.value.complaints) == ["chosen_because"]
    assert refused.value.complaints["chosen_because"].startswith("Ben Bauer: ")
    assert contents(small_centre) == before


@permission_of(marks.requests_of)
@pytest.mark.parametrize("group", [False, True])
def test_a_request_stays_on_the_assignment_in_the_agents_words(small_centre: Database, group: bool) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA, "asked", by=ANA)
    mark(small_centre, "c-ben-1", BEN)
    draft = replace(GOOD, interactions=["c-ana-1"], best_responses=[])
    if group:
        made = assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY)
        listed = set(assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY)["assignment_id"])
        (own,) = listed & set(made)
        (others,) = set(made) - listed
        assert marks.requests_of(small_centre, SAM, others) == []  # a supervisor's mark is no request
    else:
        own = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    told = {viewer: marks.requests_of(small_centre, viewer, own) for viewer in everybody}
    assert {viewer for viewer, requests in told.items() if requests} == {ANA, SAM, KIM}
    ((request),) = told[ANA]
    assert (request.interaction_id, request.note) == ("c-ana-1", "Could we look at this one?")


@pytest.mark.parametrize("group", [False, True])
def test_withdrawing_reopens_what_it_had_settled_and_says_so(small_centre: Database, group: bool) -> None:
    group_of(small_centre, [ANA, BEN])
    mark(small_centre, "c-ana-1", ANA, "asked", by=ANA)
    mark(small_centre, "c-ana-1", ANA, "marked")
    mark(small_centre, "c-ben-1", BEN, "of-ben")
    draft = replace(GOOD, interactions=["c-ana-1"], best_responses=[])
    if group:
        made = assigning.create_for_group(small_centre, SAM, "g-1", draft, TODAY)
        own = next(one for one in made if assignments.assignment(small_centre, ANA, one))
    else:
        own = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    assert "asked" not in set(marks.open_marks(small_centre, SAM)["mark_id"])
    assert assigning.withdraw(small_centre, SAM, own, "It was for Ben") == 2
    left = {"asked", "marked"} if group else {"asked", "marked", "of-ben"}
    assert set(marks.open_marks(small_centre, SAM)["mark_id"]) == left
    changes = history.history(small_centre, SAM, own)
    (said,) = changes[changes["field"] == "reopened"]["becomes"]
    assert "(asked for by the agent)" in said
    assert "(marked)" in said
    asked = marks.own_mark(small_centre, ANA, "c-ana-1")
    assert asked is not None
    assert asked.closed_at is None
    assert marks.requests_of(small_centre, SAM, own) == []
    # it can become coaching again, or be set aside
    again = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    assert [each.note for each in marks.requests_of(small_centre, ANA, again)] == ["Could we look at this one?"]
    with pytest.raises(RefusedError, match="closed already"):
        marks.set_aside(small_centre, SAM, "asked", "No")
    assigning.withdraw(small_centre, SAM, again, "Again")
    marks.set_aside(small_centre, SAM, "asked", "No")
    assert "asked" not in set(marks.open_marks(small_centre, SAM)["mark_id"])


def test_taking_an_interaction_out_reopens_its_marks_only(small_centre: Database) -> None:
    mark(small_centre, "c-ana-1", ANA, "one")
    mark(small_centre, "c-ana-2", ANA, "two", by=ANA)
    draft = replace(GOOD, interactions=["c-ana-1", "c-ana-2"], best_responses=[])
    made = assigning.create(small_centre, SAM, ANA, draft, TODAY)
    assert marks.open_marks(small_centre, SAM).empty
    assigning.edit(small_centre, SAM, made, replace(draft, interactions=["c-ana-1"]), 1, TODAY)
    assert marks.open_marks(small_centre, SAM)["mark_id"].tolist() == ["two"]
    assert marks.requests_of(small_centre, SAM, made) == []
    assert "reopened" in set(history.history(small_centre, SAM, made)["field"])
    assigning.edit(small_centre, SAM, made, draft, 2, TODAY)
    assert marks.open_marks(small_centre, SAM).empty
    assert len(marks.requests_of(small_centre, SAM, made)) == 1
    # a refused withdrawal reopens nothing
    with pytest.raises(RefusedError):
        assigning.withdraw(small_centre, SAM, made, "")
    assert marks.open_marks(small_centre, SAM).empty


@pytest.mark.parametrize("withdrawn", [False, True])
@pytest.mark.parametrize("concluded", [False, True])
@pytest.mark.parametrize("opened", [0, 1, 3])
def test_coaching_is_open_here_exactly_where_it_is_everywhere(
    small_centre: Database, withdrawn: bool, concluded: bool, opened: int
) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM outcomes WHERE assignment_id = 'ca-ana'")
        if withdrawn:
            cursor.execute("UPDATE assignments SET withdrawn_at = '2026-01-01' WHERE assignment_id = 'ca-ana'")
        if concluded:
            cursor.execute("INSERT INTO outcomes VALUES ('ca-ana', 'sam@example.com', '2026-01-01', 'closed', '')")
    for interaction in ("c-ana-1", "c-ana-2", "c-cleo-1")[:opened]:
        with small_centre.transaction() as cursor:
            cursor.execute("INSERT INTO openings VALUES ('ca-ana', ?, 'ana@example.com', '2026-01-01')", [interaction])
    draft = Draft(coaching_areas=["Compliance"], interactions=["c-ana-2"])
    doubts, _ = facts.fitting(small_centre, "sam@example.com", {"ana@example.com": draft})["ana@example.com"]
    found = any("open coaching" in doubt.sentence for doubt in doubts)
    assert found == is_open(status(opened, 3), withdrawn or concluded)
