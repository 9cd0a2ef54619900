"""A supervisor's first page: what each line says, where it leads to, and that the menu counts it."""

from typing import Any

import pytest

from coaching.assignments import discussion, groups, marks, proposals
from coaching.measuring import coverage
from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.ui.pages.to_do_view import FIRST_ROWS, Kind, title
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.pages.monitored import ANA, BEN, KIM, LEE, SAM, change
from tests.pages.screens import everything_sent, follow, open_page, rows_of, shown, tables_of

PAGE = navigation.FILES[navigation.TO_DO]


def headings(page: Any) -> list[str]:
    return [heading.value for heading in page.header]


def address(page: Any, table: str) -> str:
    """Where the first line of a table leads to."""
    row = tables_of(page, table)[0]["rows"][0]
    cells = [cell for column, cell in row["cells"].items() if cell["kind"] == "opens" and column != "agent"]
    (cell,) = cells
    return str(cell.get("address", row["address"]))


def test_it_is_the_first_page_of_whoever_coaches() -> None:
    for viewer in (SAM, KIM, LEE):
        assert open_page(None, viewer=viewer).title[0].value == wording.TO_DO
    assert open_page(None, viewer=ANA).title[0].value == wording.COACHING_ASSIGNMENTS


def test_whoever_may_only_look_begins_with_what_is_assigned(centre: Database) -> None:
    change(centre, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_page(None, viewer=SAM)
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS


def test_nothing_to_do_says_so(nothing_is_open: None) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert page.info[0].value == wording.NOTHING_TO_DO
    assert [link.proto.label for link in page.get("page_link")] == [wording.EVALUATION]
    assert not page.header


def test_what_agents_write_comes_first_and_each_line_leads_to_where_it_is_done(centre: Database) -> None:
    discussion.write_note(centre, ANA, "ca-ana", "Could we talk?")
    change(centre, "UPDATE notes SET written_at = written_at - INTERVAL 25 HOUR")
    discussion.write_note(centre, BEN, "ca-ben", "A second one")
    marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    marks.mark(centre, KIM, "c-ana-2", ["Compliance"], "")
    drafts.put(centre, SAM, "words", "outcome:ca-ben", {"texts": {"note": "Well"}}, None)
    change(centre, "UPDATE interactions SET supervisor_audit_score = 95 WHERE interaction_id = 'c-ana-1'",
           "UPDATE audits SET audited_at = (SELECT max(started_at) FROM interactions)")  # fmt: skip
    page = open_page(PAGE, viewer=SAM)
    assert headings(page) == [
        "Notes to answer (2)",
        "Requests for coaching (1)",
        "Follow-ups due without an outcome (1)",
        "Your drafts (1)",
        "Marked and not yet assigned (1)",
        "Doubtful scores (1)",
        "Not reviewed in time (1)",
    ]
    empty = wording.COMMA.join(title(kind) for kind in (Kind.BELOW, Kind.AREAS))
    assert wording.NOTHING_UNDER.format(sections=empty) in [each.value for each in page.caption]
    assert shown(page, "to_do_notes", "note") == ["Could we talk?", "A second one"]
    since = [cells["since"] for cells in rows_of(page, "to_do_notes")]
    assert [cell.get("note") for cell in since] == [wording.WAITS_TOO_LONG, None]
    leads = {name: address(page, f"to_do_{name}") for name in
             ("notes", "requests", "follow_ups", "drafts", "marks", "doubtful", "overdue")}  # fmt: skip
    assert {name: lead.partition("&viewer")[0].replace("%40", "@") for name, lead in leads.items()} == {
        "notes": "assignment?assignment=ca-ana",
        "requests": "marked-for-coaching?agent=ana@example.com",
        "follow_ups": "assignment?assignment=ca-ana-old",
        "drafts": "assignment?assignment=ca-ben",
        "marks": "marked-for-coaching?agent=ana@example.com",
        "doubtful": "audit?interaction=c-ana-1",
        "overdue": "my-coaching?agent=ana@example.com&my_coaching_status=overdue",
    }
    for lead in leads.values():
        reached = follow(lead)
        assert reached.title
        assert not reached.exception
        assert not reached.error


def test_a_draft_of_each_kind_leads_to_where_it_is_gone_on_with(centre: Database) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    drafts.put(centre, SAM, "assignment", "assignment:ca-ana", {"name": "Other"}, None)
    drafts.put(centre, SAM, "audit", "c-ben-1", {"texts": {"comment": "Hm"}}, None)
    group = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA])
    for subject in ("group 0:new", "template 0:Accuracy", "own_template 0:Accuracy", "mark:c-ana-1",
                    "bookmark:c-ana-1", "withdrawal:ca-ana", "aside mark-1:ana@example.com",
                    "agent_note:ana@example.com", f"together:{group}"):  # fmt: skip
        drafts.put(centre, SAM, "words", subject, {"texts": {"note": "Well"}}, None)
    page = open_page(PAGE, viewer=SAM, to_do_all="drafts")
    rows = tables_of(page, "to_do_drafts")[0]["rows"]
    assert len(rows) == 12
    assert sorted(row["cells"]["draft"]["text"] for row in rows) == sorted(
        words for kind, words in wording.DRAFTS_OF.items() if kind not in
        {("assignment", "group"), ("words", "note"), ("words", "outcome")}
    )  # fmt: skip
    for row in rows:
        reached = follow(row["cells"]["draft"]["address"])
        assert reached.title
        assert not reached.exception
        assert not reached.error


@pytest.fixture
def below(centre: Database, nothing_is_open: None) -> None:
    change(centre, *(
        f"INSERT INTO interactions BY NAME SELECT * REPLACE ('low-{number}' AS interaction_id) FROM interactions "
        "WHERE interaction_id = 'c-ana-1'" for number in range(coverage.FEWEST_JUDGED)
    ))  # fmt: skip


def test_whom_to_coach_in_one_click(below: None, centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert headings(page) == [f"{wording.TO_DO_SECTIONS['below']} (1)"]
    page.session_state["to_do_below"] = {"asked": ANA}
    page.run()
    assert page.title[0].value == wording.NEW_COACHING.format(name="Ana Alves")
    stored = drafts.get(centre, SAM, "assignment", f"agent:{ANA}")
    assert stored is not None
    assert stored.content["chosen_because"] == "below_pass_score"


def test_on_what_to_coach_whom_in_one_click(nothing_is_open: None, centre: Database) -> None:
    change(centre, "UPDATE area_daily SET earned = 40, possible = 100, interactions = 7 "
                   "WHERE agent_id = 'ana@example.com' AND coaching_area = 'Accuracy'")  # fmt: skip
    page = open_page(PAGE, viewer=SAM)
    assert headings(page) == ["Coaching areas below 80 without live coaching (1)"]
    (row,) = tables_of(page, "to_do_areas")[0]["rows"]
    assert (row["cells"]["area"]["text"], row["cells"]["score"]["text"]) == ("Accuracy", "40")
    fails = follow(row["address"])
    assert fails.title[0].value == wording.EVALUATION
    assert not fails.exception
    page.session_state["to_do_areas"] = {"asked": row["id"]}
    page.run()
    assert page.title[0].value == wording.NEW_COACHING.format(name="Ana Alves")
    stored = drafts.get(centre, SAM, "assignment", f"agent:{ANA}")
    assert stored is not None
    assert stored.content["coaching_areas"] == ["Accuracy"]


@pytest.mark.parametrize("asked", ["", "[]", '["ana@example.com"]', "{}", '["x", "y", "z"]', "[1, 2]", "null"])
def test_a_message_that_names_no_area_begins_nothing(centre: Database, asked: str) -> None:
    page = open_page(PAGE, viewer=SAM)
    page.session_state["to_do_areas"] = {"asked": asked}
    page.run()
    assert page.title[0].value == wording.TO_DO
    assert not page.exception


def test_whoever_may_not_measure_reads_nothing_of_pass_scores(below: None, centre: Database) -> None:
    change(centre, "UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    discussion.write_note(centre, BEN, "ca-ben", "A note")
    page = open_page(PAGE, viewer=SAM)
    assert headings(page) == ["Notes to answer (1)"]
    assert wording.TO_DO_SECTIONS["below"] not in everything_sent(page)


def test_long_lists_are_cut_but_never_what_agents_wrote(centre: Database) -> None:
    many = FIRST_ROWS + 3
    change(centre, *(
        f"INSERT INTO assignments BY NAME SELECT * REPLACE ('more-{number}' AS assignment_id) FROM assignments "
        "WHERE assignment_id = 'ca-ana-old'" for number in range(many)
    ))  # fmt: skip
    for number in range(many):
        discussion.write_note(centre, ANA, f"more-{number}", "A note")
    page = open_page(PAGE, viewer=SAM)
    assert len(rows_of(page, "to_do_notes")) == many
    assert len(rows_of(page, "to_do_follow_ups")) == FIRST_ROWS
    page.button(key="to_do_all_follow_ups").click().run()
    assert len(rows_of(page, "to_do_follow_ups")) == many + 1
    assert page.query_params["to_do_all"] == "follow_ups" or page.query_params["to_do_all"] == ["follow_ups"]
