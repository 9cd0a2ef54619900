"""What is sent twice is done once: the same form in two tabs, a button pressed twice, at the very same moment."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coaching.assignments import assigning, discussion, groups, marks, proposals, templates, withdrawing
from coaching.assignments.discussion import Outcome
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.quality import auditing, bookmarks
from coaching.quality.auditing import Answer
from coaching.storage.database import Database
from coaching.words.refusals import AlreadyAssignedError, RefusedError
from tests import databases, kept_drafts

ANA, BEN, SAM = "ana@example.com", "ben@example.com", "sam@example.com"
TODAY, LATER = date(2026, 11, 24), date(2030, 1, 1)
TABS = 4
DRAFT = Draft(
    name="Answer first",
    coaching_areas=["Accuracy"],
    interactions=["c-ana-1"],
    chosen_because=ChosenBecause.JUDGEMENT,
    period_first=date(2026, 11, 1),
    period_last=date(2026, 11, 20),
    work_on="Answer first.",
    action_plan=["Do it"],
    follow_up_on=date(2026, 12, 1),
)
AUDIT = {metric: Answer("YES") for metric in ("m-greet", "m-verify", "m-answer")}


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Database]:
    """The small centre in a real file, or a lake."""
    address = databases.address_of_small_centre(tmp_path / "centre.duckdb")
    opened = Database(address)
    yield opened
    opened.close()
    databases.drop(address)


def at_once(command: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """Runs a command in several threads that start together; what they returned, and what they raised."""
    start = threading.Barrier(TABS)
    returned: list[Any] = []
    raised: list[Exception] = []

    def run() -> None:
        start.wait()
        try:
            returned.append(command())
        except RefusedError as error:
            raised.append(error)

    threads = [threading.Thread(target=run) for _ in range(TABS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(returned) + len(raised) == TABS
    return returned, raised


def number_of(centre: Database, table: str) -> int:
    row = centre.first(f"SELECT count(*) AS rows FROM {table}")
    assert row is not None
    return int(row["rows"])


@pytest.mark.parametrize("attempt", range(3))
def test_a_draft_open_in_several_tabs_is_assigned_once(centre: Database, attempt: int) -> None:
    subject = proposals.subject_of_agent(ANA)
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    kept = kept_drafts.content_of(centre, SAM, "assignment", subject)
    assert kept is not None
    before = number_of(centre, "assignments")
    meant = meant_so(centre, {ANA: DRAFT})
    made, refused = at_once(lambda: assigning.create(centre, SAM, ANA, meant, TODAY, kept["draft_id"]))
    assert number_of(centre, "assignments") == before + 1
    assert len(made) == 1
    assert all(isinstance(each, AlreadyAssignedError) and each.assignment_ids == made for each in refused)
    # another draft for the same agent is another assignment
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    again = kept_drafts.content_of(centre, SAM, "assignment", subject)
    assert again is not None
    assert again["draft_id"] != kept["draft_id"]
    assigning.create(centre, SAM, ANA, meant_so(centre, {ANA: DRAFT}), TODAY, again["draft_id"])
    assert number_of(centre, "assignments") == before + 2


def meant_so(centre: Database, of_agents: dict[str, Draft]) -> Draft:
    """The draft with every doubt confirmed."""
    from coaching.assignments.facts import fitting

    found = fitting(centre, SAM, of_agents).values()
    return replace(DRAFT, confirmed=[doubt.key for doubts, _ in found for doubt in doubts])


@pytest.mark.parametrize("attempt", range(2))
def test_without_a_draft_open_coaching_stops_the_second_one(centre: Database, attempt: int) -> None:
    before = number_of(centre, "assignments")
    meant = meant_so(centre, {ANA: DRAFT})
    made, refused = at_once(lambda: assigning.create(centre, SAM, ANA, meant, TODAY))
    assert (len(made), len(refused)) == (1, TABS - 1)
    assert number_of(centre, "assignments") == before + 1


@pytest.mark.parametrize("attempt", range(2))
def test_a_groups_draft_is_assigned_once(centre: Database, attempt: int) -> None:
    group = groups.create(centre, SAM, "New hires", "", ["Accuracy"], [ANA, BEN])
    for interaction in ("c-ana-1", "c-ben-1"):
        marks.mark(centre, SAM, interaction, ["Accuracy"], "")
    before = number_of(centre, "assignments")
    of_agents = {ANA: DRAFT, BEN: replace(DRAFT, interactions=["c-ben-1"])}
    meant = meant_so(centre, of_agents)
    made, refused = at_once(lambda: assigning.create_for_group(centre, SAM, group, meant, TODAY, "one-draft"))
    assert number_of(centre, "assignments") == before + 2
    assert len(made) == 1
    assert {frozenset(each.assignment_ids) for each in refused if isinstance(each, AlreadyAssignedError)} == {
        frozenset(made[0])
    }
    assert number_of(centre, "mark_closings") == 2


def audits_of(centre: Database) -> int:
    return number_of(centre, "audits WHERE interaction_id = 'c-ana-2'")


@pytest.mark.parametrize("attempt", range(2))
def test_an_audit_submitted_twice_is_one_audit(centre: Database, attempt: int) -> None:
    scores, refused = at_once(lambda: auditing.submit(centre, SAM, "c-ana-2", AUDIT, "Well done"))
    assert audits_of(centre) == 1
    assert len(scores) == 1
    assert all("submitted this audit already" in str(each) for each in refused)
    # another comment, or another answer, is another audit; and so is the same one after somebody else's
    auditing.submit(centre, SAM, "c-ana-2", AUDIT, "Very well done")
    auditing.submit(centre, SAM, "c-ana-2", AUDIT | {"m-greet": Answer("NO")}, "Very well done")
    auditing.submit(centre, "kim@example.com", "c-ana-2", AUDIT, "")
    auditing.submit(centre, SAM, "c-ana-2", AUDIT | {"m-greet": Answer("NO")}, "Very well done")
    assert audits_of(centre) == 5


def a_template(centre: Database) -> Any:
    return templates.save(centre, SAM, "Accuracy", 0, "You read well.", "Check twice.", ["Open it"])


COMMANDS: dict[str, tuple[str, Callable[[Database], Any]]] = {
    "note": ("notes", lambda centre: discussion.write_note(centre, ANA, "ca-ana", "Thank you")),
    "outcome": (
        "outcomes",
        lambda centre: discussion.record_outcome(centre, SAM, "ca-ana", Outcome.CLOSED, "Done", LATER),
    ),
    "tick": ("step_ticks", lambda centre: discussion.tick_step(centre, ANA, "ca-ana", "Read it", True)),
    "acknowledgement": ("acknowledgements", lambda centre: discussion.acknowledge(centre, ANA, "ca-ana")),
    "mark": ("marks", lambda centre: marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "Look")),
    "request": ("marks", lambda centre: marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "Look")),
    "bookmark": ("bookmarks", lambda centre: bookmarks.add(centre, SAM, "c-ana-1", "Nice")),
    "group": ("groups", lambda centre: groups.create(centre, SAM, "New hires", "", ["Accuracy"], [ANA])),
    "template": ("changes WHERE field = 'created'", a_template),
    "withdrawal": (
        "changes WHERE field = 'withdrawn'",
        lambda centre: withdrawing.withdraw(centre, SAM, "ca-ana", "A mistake"),
    ),
}


@pytest.mark.parametrize("what", COMMANDS)
def test_every_other_form_that_is_sent_twice_is_taken_once(centre: Database, what: str) -> None:
    table, command = COMMANDS[what]
    at_once(lambda: command(centre))
    assert number_of(centre, table) == 1


def test_the_same_change_twice_is_one_change(centre: Database) -> None:
    group = groups.create(centre, SAM, "New hires", "", ["Accuracy"], [ANA])
    for command in (
        lambda: groups.edit(centre, SAM, group, 1, "Starters", "", ["Accuracy"], [ANA, BEN]),
        lambda: a_template(centre),
    ):
        returned, refused = at_once(command)
        assert len(returned) == TABS, refused  # what is saved is what everybody wanted
    assert number_of(centre, "group_members") == 2
    assert number_of(centre, "changes WHERE field = 'name'") == 1
    found = assigning.assignment_to_edit(centre, SAM, "ca-ana")
    assert found is not None
    changed = replace(found[1], name="Another name", chosen_because=ChosenBecause.JUDGEMENT)
    changed = replace(changed, period_first=date(2026, 11, 1), period_last=date(2026, 11, 2))
    returned, refused = at_once(lambda: assigning.edit(centre, SAM, "ca-ana", changed, found[2], TODAY))
    assert len(returned) == TABS, refused
    assert number_of(centre, "changes WHERE subject_id = 'ca-ana' AND field = 'name'") == 1


def test_a_mark_is_set_aside_once(centre: Database) -> None:
    mark = marks.mark(centre, SAM, "c-ana-1", ["Accuracy"], "")
    returned, refused = at_once(lambda: marks.set_aside(centre, SAM, mark, "No"))
    assert (len(returned), len(refused)) == (1, TABS - 1)
    assert number_of(centre, "mark_closings") == 1
