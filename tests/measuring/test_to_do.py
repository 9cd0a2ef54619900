"""What waits for a supervisor: each list against one computed from the raw tables, and what takes a line off it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from coaching.assignments import discussion, marks, proposals, withdrawing
from coaching.measuring import coverage, to_do
from coaching.measuring.uncovered import uncovered_areas
from coaching.people import people
from coaching.quality import auditing, interactions
from coaching.quality.scope import Scope
from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.words.days import Period, utc_now
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

ANA, BEN, CLEO, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "cleo", "sam", "lee", "kim"))
TODAY = utc_now().date()
EVER = Period.of_days(date(2020, 1, 1), TODAY + timedelta(days=1))


def run(database: Database, *statements: str) -> None:
    with database.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def seen_to(database: Database, viewer: str = SAM) -> pd.DataFrame:
    return to_do.assignments_to_see_to(database, viewer, TODAY)


def asked(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["asked"]]


def waits_of_ana(database: Database, viewer: str) -> bool:
    discussion.write_note(database, ANA, "ca-ana", "Could we talk?")
    return not to_do.notes_to_answer(seen_to(database, viewer)).empty


def marks_of_ana(database: Database, viewer: str) -> bool:
    run(database, "DELETE FROM marks")
    marks.ask(database, ANA, "c-ana-1", ["Accuracy"], "How?")
    return not to_do.marks_to_see_to(database, viewer).empty


def doubts_of_ana(database: Database, viewer: str) -> bool:
    run(database, "UPDATE interactions SET supervisor_audit_score = 95 WHERE interaction_id = 'c-ana-1'")
    return not to_do.doubtful_scores(database, viewer, EVER).empty


def ana_below(database: Database, viewer: str) -> bool:
    score_below_pass_score(database)
    return ANA in set(to_do.agents_below_pass_score(database, viewer, EVER, TODAY)["agent_id"])


def areas_of_ana(database: Database, viewer: str) -> bool:
    score_areas_below_bar(database)
    return ANA in set(to_do.areas_without_coaching(database, viewer, EVER, TODAY)["agent_id"])


@permission_of(uncovered_areas)
def test_only_whoever_measures_the_agent_finds_areas_that_are_not_covered(small_centre: Database) -> None:
    def of_ana(viewer: str) -> bool:
        return ANA in set(uncovered_areas(small_centre, viewer, EVER, TODAY)["agent_id"])

    score_areas_below_bar(small_centre)
    everybody = [person for person, *_ in PEOPLE] + ["stranger@example.com", ""]
    assert {viewer for viewer in everybody if of_ana(viewer)} == {SAM, KIM}
    run(small_centre, "UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] "
                      "WHERE person_id = 'sam@example.com'")  # fmt: skip
    assert not of_ana(SAM)
    run(small_centre, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                      "WHERE person_id = 'sam@example.com'")  # fmt: skip
    assert of_ana(SAM)  # who may only look sees on Coverage what To do does not ask of them


def draft_on_an_area(database: Database, viewer: str) -> bool:
    run(database, "DELETE FROM drafts")
    coverage.begin_coaching_on(database, viewer, Scope(agent_id=ANA), EVER, "Accuracy")
    stored = drafts.get(database, viewer, "assignment", proposals.subject_of_agent(ANA))
    return bool(stored and stored.content["interactions"] and stored.content["coaching_areas"] == ["Accuracy"])


def draft_about_ana(database: Database, viewer: str) -> bool:
    if people.viewer_chosen(database, viewer) is None:
        return False
    run(database, "DELETE FROM drafts")
    drafts.put(database, viewer, "words", "note:ca-ana", {"texts": {"note": "I will"}}, None)
    return bool(to_do.drafts(database, viewer))


def ana_in_the_menu(database: Database, viewer: str) -> bool:
    run(database, "DELETE FROM assignments WHERE assignment_id <> 'ca-ana'",
        f"UPDATE assignments SET follow_up_on = DATE '{TODAY}' - 1 WHERE assignment_id = 'ca-ana'")  # fmt: skip
    return to_do.number_waiting(database, viewer, TODAY) > 0


def draft_begun_about_ana(database: Database, viewer: str) -> bool:
    """Nobody else's interactions come into a draft."""
    run(database, "DELETE FROM drafts")
    coverage.begin_coaching(database, viewer, ANA, EVER)
    stored = drafts.get(database, viewer, "assignment", proposals.subject_of_agent(ANA))
    return bool(stored and stored.content["interactions"])


@permission_of(
    to_do.assignments_to_see_to,
    to_do.marks_to_see_to,
    to_do.doubtful_scores,
    to_do.agents_below_pass_score,
    to_do.areas_without_coaching,
    to_do.drafts,
    to_do.number_waiting,
    coverage.begin_coaching,
    coverage.begin_coaching_on,
)
@pytest.mark.parametrize(
    "shows", [waits_of_ana, marks_of_ana, doubts_of_ana, ana_below, draft_about_ana, ana_in_the_menu,
              draft_begun_about_ana, areas_of_ana, draft_on_an_area]
)  # fmt: skip
def test_only_whoever_coaches_the_agent_finds_something_to_do(
    small_centre: Database, shows: Callable[[Database, str], bool]
) -> None:
    everybody = [person for person, *_ in PEOPLE] + ["stranger@example.com", ""]
    assert {viewer for viewer in everybody if shows(small_centre, viewer)} == {SAM, KIM}


@pytest.mark.parametrize("shows", [waits_of_ana, marks_of_ana, doubts_of_ana, ana_below, areas_of_ana, draft_about_ana])
def test_whoever_may_only_look_has_nothing_to_do(
    small_centre: Database, shows: Callable[[Database, str], bool]
) -> None:
    run(small_centre, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                      "WHERE person_id = 'sam@example.com'")  # fmt: skip
    assert not shows(small_centre, SAM)


def test_a_note_waits_until_it_is_answered_or_set_aside(small_centre: Database) -> None:
    discussion.write_note(small_centre, BEN, "ca-ben", "First")
    discussion.write_note(small_centre, ANA, "ca-ana", "Second")
    second = discussion.write_note(small_centre, ANA, "ca-ana", "Third")
    rows = to_do.notes_to_answer(seen_to(small_centre))
    assert rows["assignment_id"].tolist() == ["ca-ben", "ca-ana"]
    assert rows["note"].tolist() == ["First", "Second"]  # what was written when the wait began
    # Neither an outcome by somebody before, nor time, nor the withdrawal of the assignment takes a note away.
    run(small_centre, "UPDATE notes SET written_at = written_at - INTERVAL 400 DAY",
        "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")  # fmt: skip
    assert len(to_do.notes_to_answer(seen_to(small_centre))) == 2
    discussion.write_note(small_centre, SAM, "ca-ben", "An answer")
    assert to_do.notes_to_answer(seen_to(small_centre))["assignment_id"].tolist() == ["ca-ana"]
    assert second is not None
    discussion.set_note_aside(small_centre, SAM, "ca-ana", second)
    assert to_do.notes_to_answer(seen_to(small_centre)).empty


def test_a_follow_up_is_due_until_an_outcome_is_recorded(small_centre: Database) -> None:
    raw = small_centre.query(
        "SELECT assignment_id FROM assignments a JOIN people p ON p.person_id = a.agent_id "
        "WHERE p.supervisor_id = 'sam@example.com' AND follow_up_on < current_date AND withdrawn_at IS NULL "
        "AND assignment_id NOT IN (SELECT assignment_id FROM outcomes)"
    )
    assert to_do.follow_ups_due(seen_to(small_centre))["assignment_id"].tolist() == raw["assignment_id"].tolist()
    assert raw["assignment_id"].tolist() == ["ca-ana-old"]
    assert to_do.number_waiting(small_centre, SAM, TODAY) == 1
    discussion.record_outcome(small_centre, SAM, "ca-ana-old", "closed", "It is better", TODAY)
    assert to_do.follow_ups_due(seen_to(small_centre)).empty
    assert to_do.number_waiting(small_centre, SAM, TODAY) == 0


def test_overdue_is_told_by_agent(small_centre: Database) -> None:
    run(small_centre, "UPDATE assignments SET follow_up_on = current_date - 2 WHERE assignment_id = 'ca-ana'")
    (row,) = to_do.overdue_by_agent(seen_to(small_centre)).to_dict("records")
    assert row == {"agent_id": ANA, "agent": "Ana Alves", "assignments": 2, "left": 4,
                   "follow_up_on": TODAY - timedelta(days=6)}  # fmt: skip
    for interaction in ("c-ana-1", "c-ana-2", "c-cleo-1", "c-ana-3"):
        assignment = "ca-ana-old" if interaction == "c-ana-3" else "ca-ana"
        run(small_centre, f"INSERT INTO openings VALUES ('{assignment}', '{interaction}', '{ANA}', now()::TIMESTAMP)")
    rows = seen_to(small_centre)
    assert to_do.overdue_by_agent(rows).empty
    assert len(to_do.follow_ups_due(rows)) == 2  # what was read in time still needs its outcome


def test_requests_and_marks_until_they_are_assigned_or_set_aside(small_centre: Database) -> None:
    request = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "Listen")
    marks.mark(small_centre, KIM, "c-ana-2", ["Compliance"], "")
    marks.mark(small_centre, SAM, "c-ben-1", ["Etiquette"], "")
    rows = to_do.marks_to_see_to(small_centre, SAM)
    assert rows[["agent_id", "asked", "interactions", "note"]].values.tolist() == [
        [ANA, True, 1, "How?"],
        [ANA, False, 2, "Listen"],
        [BEN, False, 1, ""],
    ]
    assert to_do.number_waiting(small_centre, SAM, TODAY) == 2  # the request, and the follow-up that is due
    marks.set_aside(small_centre, SAM, request, "Next week")
    assert asked(to_do.marks_to_see_to(small_centre, SAM)).empty
    assert to_do.number_waiting(small_centre, SAM, TODAY) == 1


def test_a_withdrawn_assignment_leaves_the_request_to_be_seen_to_again(small_centre: Database) -> None:
    mark_id = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    run(small_centre, f"INSERT INTO mark_closings VALUES ('{mark_id}', '{SAM}', now()::TIMESTAMP, 'ca-ana', '', NULL)")
    assert to_do.marks_to_see_to(small_centre, SAM).empty
    withdrawing.withdraw(small_centre, SAM, "ca-ana", "A mistake")
    assert asked(to_do.marks_to_see_to(small_centre, SAM))["agent_id"].tolist() == [ANA]


def answers(database: Database, viewer: str, interaction: str, qualifications: dict[str, str]) -> None:
    given = {metric: auditing.Answer(qualification, "Because") for metric, qualification in qualifications.items()}
    auditing.submit(database, viewer, interaction, given, "")


def doubtful(database: Database) -> list[str]:
    return list(to_do.doubtful_scores(database, SAM, EVER)["interaction_id"])


def test_a_score_is_in_doubt_until_a_second_audit_settles_it(small_centre: Database) -> None:
    assert doubtful(small_centre) == []  # 40 and 45
    good = {"m-greet": "YES", "m-verify": "YES", "m-answer": "YES"}
    answers(small_centre, SAM, "c-ana-1", good)  # 40 and 100, and 45 before
    assert doubtful(small_centre) == ["c-ana-1"]
    row = to_do.doubtful_scores(small_centre, SAM, EVER).iloc[0]
    assert (row["kore_evaluation_score"], row["supervisor_audit_score"], row["differ_by"]) == (40.0, 100.0, 60.0)
    answers(small_centre, KIM, "c-ana-1", good)  # the second one says the same
    assert doubtful(small_centre) == []
    answers(small_centre, SAM, "c-ana-3", {**good, "m-answer": "NO"})
    assert doubtful(small_centre) == ["c-ana-3"]
    answers(small_centre, SAM, "c-ana-3", good)  # now it agrees with the automatic score
    assert doubtful(small_centre) == []


def test_scores_that_were_audited_before_the_period_are_left_out(small_centre: Database) -> None:
    run(small_centre, "UPDATE interactions SET supervisor_audit_score = 55 WHERE interaction_id = 'c-ana-1'")
    audited = small_centre.query("SELECT audited_at::DATE AS day FROM audits WHERE interaction_id = 'c-ana-1'")
    day = audited["day"].iloc[0]
    assert len(to_do.doubtful_scores(small_centre, SAM, Period.of_days(day, day))) == 1
    assert to_do.doubtful_scores(small_centre, SAM, Period.of_days(day + timedelta(1), TODAY)).empty


def score_below_pass_score(database: Database) -> None:
    """Ana scores 30 five times more, which is judged and below 70, and her coaching is over."""
    run(
        database,
        "DELETE FROM outcomes",
        "INSERT INTO outcomes SELECT assignment_id, assigned_by, assigned_at, 'closed', '' FROM assignments",
        "DELETE FROM interactions WHERE interaction_id LIKE 'low-%'",
        *(
            f"INSERT INTO interactions BY NAME SELECT * REPLACE ('low-{number}' AS interaction_id, 30.0 AS "
            "kore_evaluation_score) FROM interactions WHERE interaction_id = 'c-ana-1'"
            for number in range(5)
        ),
    )


def score_areas_below_bar(database: Database) -> None:
    """Ana scores 40 in every area in seven interactions a day, and her coaching is over."""
    run(
        database,
        "DELETE FROM outcomes",
        "INSERT INTO outcomes SELECT assignment_id, assigned_by, assigned_at, 'closed', '' FROM assignments",
        "UPDATE area_daily SET earned = 40, possible = 100, interactions = 7 WHERE agent_id = 'ana@example.com'",
    )


def test_an_area_is_listed_until_coaching_on_that_area_is_live(small_centre: Database) -> None:
    def listed() -> set[str]:
        rows = to_do.areas_without_coaching(small_centre, SAM, EVER, TODAY)
        assert (rows[rows["agent_id"] == ANA]["score"] == 40).all()
        return set(rows[rows["agent_id"] == ANA]["coaching_area"])

    score_areas_below_bar(small_centre)
    every = listed()
    areas = "SELECT coaching_area FROM assignment_areas WHERE assignment_id = 'ca-ana'"
    coached = {row["coaching_area"] for row in small_centre.rows(areas)}
    assert coached
    assert coached <= every
    run(small_centre, "DELETE FROM outcomes WHERE assignment_id = 'ca-ana'")  # open and in time
    assert listed() == every - coached
    run(small_centre, "DELETE FROM assignment_areas WHERE assignment_id = 'ca-ana' AND coaching_area = 'Accuracy'")
    assert listed() == every - coached | {"Accuracy"}
    run(small_centre, "UPDATE area_daily SET interactions = 1 WHERE agent_id = 'ana@example.com'")
    assert listed() == set()  # too few to say anything


def test_overdue_coaching_is_not_live(small_centre: Database) -> None:
    def below() -> list[str]:
        return list(to_do.agents_below_pass_score(small_centre, SAM, EVER, TODAY)["agent_id"])

    score_below_pass_score(small_centre)
    assert below() == [ANA]
    run(small_centre, "DELETE FROM outcomes WHERE assignment_id = 'ca-ana-old'")  # overdue
    assert below() == [ANA]
    run(small_centre, "DELETE FROM outcomes WHERE assignment_id = 'ca-ana'")  # open and in time
    assert below() == []


@pytest.mark.storage
def test_drafts_with_what_they_are_about(small_centre: Database) -> None:
    proposals.add_to_draft(small_centre, SAM, ANA, ["c-ana-1"])
    drafts.put(small_centre, SAM, "audit", "c-ben-1", {"texts": {"comment": "Hm"}}, None)
    drafts.put(small_centre, SAM, "words", "group 0:new", {"texts": {"name": "New"}}, None)
    drafts.put(small_centre, SAM, "words", "template 0:Accuracy", {"texts": {"went_well": "Well"}}, None)
    drafts.put(small_centre, SAM, "words", "note:ca-ana", {"texts": {"note": "Well"}}, None)
    for out_of_reach in ("note:ca-cleo", "note:no-such", "mark:c-cleo-2", "whatever:x", "nothing"):
        drafts.put(small_centre, SAM, "words", out_of_reach, {"texts": {"note": "Well"}}, None)
    drafts.put(small_centre, KIM, "words", "note:ca-ben", {"texts": {"note": "Mine"}}, None)
    found = [(each.form, each.kind, each.about, each.agent, each.name) for each in to_do.drafts(small_centre, SAM)]
    assert found == [
        ("words", "note", "ca-ana", "Ana Alves", "Coaching ca-ana"),
        ("words", "template", "Accuracy", None, "Accuracy"),
        ("words", "group", "new", None, None),
        ("audit", "audit", "c-ben-1", "Ben Bauer", "Room booking"),
        ("assignment", "agent", ANA, "Ana Alves", None),
    ]


@pytest.mark.parametrize(("hours", "too_long"), [(0, False), (24, False), (24.1, True), (500, True)])
def test_an_agent_has_waited_too_long_after_a_day(hours: float, too_long: bool) -> None:
    now = datetime(2026, 3, 2, 12)
    assert to_do.waits_too_long(now - timedelta(hours=hours), now) is too_long


def test_the_menu_counts_what_the_lists_show(small_centre: Database) -> None:
    discussion.write_note(small_centre, BEN, "ca-ben", "First")
    marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    discussion.write_note(small_centre, CLEO, "ca-cleo", "Of another team")
    rows = seen_to(small_centre)
    listed: list[Any] = [to_do.notes_to_answer(rows), to_do.follow_ups_due(rows),
                         asked(to_do.marks_to_see_to(small_centre, SAM))]  # fmt: skip
    assert to_do.number_waiting(small_centre, SAM, TODAY) == sum(map(len, listed)) == 3
    assert interactions.data_as_of(small_centre) is not None
