"""The change log: every command leaves a trace in it, which only administrators read, without people's words."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from coaching.assignments import agent_notes, discussion, groups, marks, templates, withdrawing
from coaching.people import centre_settings, change_list
from coaching.people.change_list import ChangeFilter
from coaching.storage.database import Database
from coaching.words.days import UTC_ZONE, Period, utc_now
from tests.centre import PEOPLE, let_administer
from tests.permission_marks import permission_of
from tests.places import ROOT

ANA, SAM, KIM = "ana@example.com", "sam@example.com", "kim@example.com"
SECRET = "Zebra words"
TODAY = utc_now().date()


@pytest.fixture
def administered(small_centre: Database) -> Database:
    let_administer(small_centre, KIM)
    return small_centre


def told(database: Database, viewer: str = KIM, size: int = 500, page: int = 1, **asked: Any) -> pd.DataFrame:
    return change_list.changes(database, viewer, ChangeFilter(**asked), UTC_ZONE, page=page, size=size)[0]


def mark(database: Database) -> None:
    marks.mark(database, SAM, "c-ana-3", ["Accuracy"], SECRET)


def note(database: Database) -> None:
    agent_notes.write(database, SAM, ANA, SECRET, private=True)


COMMANDS: dict[str, tuple[Callable[[Database], Any], str, str]] = {
    "mark": (mark, "mark", "marked"),
    "request": (lambda database: marks.ask(database, ANA, "c-ana-3", ["Accuracy"], SECRET), "mark", "asked"),
    "acknowledge": (lambda database: discussion.acknowledge(database, ANA, "ca-ana"), "discussion", "acknowledged"),
    "write": (lambda database: discussion.write_note(database, ANA, "ca-ana", SECRET), "discussion", "wrote"),
    "withdraw": (lambda database: withdrawing.withdraw(database, SAM, "ca-ana", SECRET), "assignment", "withdrawn"),
    "private note": (note, "agent_note", "noted_in_private"),
    "template": (
        lambda database: templates.save(database, SAM, "Accuracy", 0, SECRET, SECRET, [SECRET]),
        "template",
        "went_well",
    ),
    "group": (
        lambda database: groups.create(database, SAM, "Late shift", SECRET, ["Accuracy"], [ANA]),
        "group",
        "members",
    ),
    "setting": (
        lambda database: centre_settings.change(database, KIM, {"place_in_team": "count"}),
        "setting",
        "place_in_team",
    ),
}


@pytest.mark.storage
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_leaves_its_trace_without_the_words(administered: Database, command: str) -> None:
    carry_out, kind, field = COMMANDS[command]
    before = len(told(administered))
    carry_out(administered)
    rows = told(administered)
    assert len(rows) > before
    made = rows[(rows["kind"] == kind) & (rows["field"] == field)]
    assert len(made) == 1
    assert kind in change_list.kinds(administered, KIM)
    assert SECRET not in rows.to_csv()


@permission_of(change_list.changes, change_list.kinds)
def test_only_who_may_administer_reads_it(administered: Database) -> None:
    mark(administered)
    asked = (ChangeFilter(), UTC_ZONE)
    for viewer in [*(email for email, *_ in PEOPLE if email != KIM), "stranger@example.com", ""]:
        rows, total = change_list.changes(administered, viewer, *asked, page=1, size=9)
        assert (len(rows), total, change_list.kinds(administered, viewer)) == (0, 0, [])
    assert change_list.changes(administered, KIM, *asked, page=1, size=9)[1] > 0


def test_an_erasure_is_told_without_whose_it_was(administered: Database) -> None:
    with administered.transaction() as cursor:
        cursor.execute("INSERT INTO erasures VALUES ('asked', now()::TIMESTAMP, ?, 3)", [KIM])
    rows = told(administered, kind="erasure")
    assert rows[["changed_by", "subject", "field", "becomes"]].to_numpy().tolist() == [[KIM, "asked", "erased", "3"]]


def test_filters_and_pages_cut_the_same_list(administered: Database) -> None:
    for carry_out, *_ in COMMANDS.values():
        carry_out(administered)
    everything = told(administered)
    assert everything["changed_at"].is_monotonic_decreasing
    paged = pd.concat([told(administered, page=page, size=4) for page in range(1, len(everything) // 4 + 2)])
    assert paged.to_csv(index=False) == everything.to_csv(index=False)
    by_kind = [len(told(administered, kind=kind)) for kind in change_list.kinds(administered, KIM)]
    assert sum(by_kind) == len(everything)
    assert set(told(administered, who="sam so")["changed_by"]) == {SAM}
    assert set(told(administered, who="KIM@")["changed_by"]) == {KIM}
    assert told(administered, who="100%").empty
    tomorrow = Period.of_next_days(3, TODAY + timedelta(days=2))
    assert told(administered, period=tomorrow).empty
    assert len(told(administered, period=Period.since(TODAY - timedelta(days=1)))) >= len(COMMANDS)


# What commands write to that is private to one person, or goes with a change that is noted in another table.
LEFT_OUT = {
    "bookmarks", "named_filters", "preferences", "own_templates", "drafts", "best_response_offers", "openings",
    "news_read", "audit_answers", "audit_orders", "centre_settings", "templates", "groups", "group_members",
    "assignment_areas", "assignment_interactions", "round_agents", "metric_results", "interactions", "area_daily",
    "metric_daily", "agent_daily", "notices",
}  # fmt: skip


def test_whatever_a_command_writes_to_is_in_the_list_or_left_out_for_a_reason() -> None:
    """A new command that writes to a table of its own fails here until somebody has decided."""
    written = set()
    for room in ("assignments", "quality", "measuring", "people"):
        for file in (ROOT / "coaching" / room).glob("*.py"):
            for names in re.findall(r"(?:writes=|WRITES = )\{([^}]*)\}", file.read_text()):
                written |= set(re.findall(r'"(\w+)"', names))
    assert len(written) > 15
    listed = {name for name in written if re.search(rf"\b{name}\b", change_list.EVERYTHING)}
    assert written - listed <= LEFT_OUT
