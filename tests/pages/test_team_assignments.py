import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import assignments, discussion, marks
from coaching.assignments.status import Standing, Status
from coaching.storage.database import Database
from coaching.ui.pieces import table
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import Span, utc_now
from coaching.words.formatting import day, status_label
from tests.pages.screens import everything_sent, follow, html_of, open_page, rows_of, shown, shows_names_as_text

PAGE = navigation.FILES[navigation.ASSIGNMENTS]
TABLE = "assignments_table"
ANA, BEN, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim"))
NAMES = ["Coaching ca-ana", "Coaching ca-ben", "Coaching ca-ana-old"]
COUNTED = [wording.TO_DO, wording.COACHING_ASSIGNMENTS, wording.MARKED_FOR_COACHING]


def change(centre: Database, *statements: str) -> None:
    with centre.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_supervisor_reads_the_teams_assignments_newest_first(centre: Database) -> None:
    assignments.record_opening(centre, BEN, "ca-ben", "c-ben-1")
    discussion.acknowledge(centre, ANA, "ca-ana")
    discussion.write_note(centre, ANA, "ca-ana-old", "Could we talk?")
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS
    assert shown(page, TABLE, "agent") == ["Ana Alves", "Ben Bauer", "Ana Alves"]
    assert shown(page, TABLE, "name") == NAMES
    to_start, completed = (status_label(each, reads_as_agent=False) for each in ("not_started", "completed"))
    assert shown(page, TABLE, "status") == [to_start, completed, to_start]
    assert shown(page, TABLE, "discussion") == [wording.ACKNOWLEDGED, "–", wording.NOTE_TO_ANSWER]
    first, _, old = rows_of(page, TABLE)
    assert first["areas"] == table.tags(["Accuracy", "Compliance", "Etiquette"])
    assert (first["reviewed"]["done"], first["reviewed"]["total"]) == (0, 3)
    assert old["follow_up"]["text"].startswith("⚠")
    assert old["follow_up"]["note"] == wording.OVERDUE
    assert [(name, number) for name, (number, _, _) in figures_of(page).items()] == list(
        zip(wording.TEAM_FIGURES, ("2", "0", "1", "1", "1", "1"), strict=True)
    )
    assert "3 of 3 assignments" in [caption.value for caption in page.caption]
    assert centre.query("FROM openings")["person_id"].tolist() == [BEN]  # a supervisor's look never counts


def test_cross_team_access_sees_every_team() -> None:
    page = open_page(PAGE, viewer=KIM)
    assert len(rows_of(page, TABLE)) == 4
    page.selectbox(key="assignments_team").set_value("South").run()
    assert shown(page, TABLE, "agent") == ["Cleo Costa"]
    assert "1 of 4 assignments" in [caption.value for caption in page.caption]


def test_an_agent_reads_none_of_it() -> None:
    page = open_page(PAGE, viewer=ANA)
    assert [message.value for message in page.error] == [
        wording.MISSING_PERMISSION.format(permissions="coaching_monitor or qa_functionalities")
    ]
    assert "Coaching ca" not in everything_sent(page)


def test_filters_narrow_the_list_and_clear_brings_it_back(centre: Database) -> None:
    change(
        centre,
        "UPDATE assignments SET group_id = 'g-1' WHERE assignment_id = 'ca-ben'",
        "INSERT INTO assignments BY NAME "
        "SELECT * REPLACE ('ca-gone' AS assignment_id, 'Gone' AS name, now()::TIMESTAMP AS withdrawn_at) "
        "FROM assignments WHERE assignment_id = 'ca-ana-old'",
    )
    page = open_page(PAGE, viewer=SAM)
    assert shown(page, TABLE, "name") == NAMES  # withdrawn ones only where they are asked for
    page.button_group(key="assignments_status").set_value(Standing.WITHDRAWN).run()
    assert shown(page, TABLE, "name") == ["Gone"]
    assert shown(page, TABLE, "status") == [f"✕ {wording.WITHDRAWN}"]
    assert "⚠" not in shown(page, TABLE, "follow_up")[0]
    assert "1 of 1 withdrawn assignment" in [caption.value for caption in page.caption]
    page.button_group(key="assignments_status").set_value(Status.NOT_STARTED).run()
    assert shown(page, TABLE, "name") == NAMES
    page.checkbox(key="assignments_overdue").check().run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
    page.checkbox(key="assignments_overdue").uncheck().run()
    page.selectbox(key="assignments_group").set_value("group").run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ben"]
    page.selectbox(key="assignments_group").set_value("individual").run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana", "Coaching ca-ana-old"]
    page.multiselect(key="assignments_area").set_value(["Compliance"]).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana"]
    page.multiselect(key="assignments_area").set_value([]).run()
    page.selectbox(key="assignments_assigned").set_value(Span.LAST_7_DAYS).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana"]
    page.text_input(key="assignments_agent_or_name").set_value("no such thing").run()
    assert rows_of(page, TABLE) == []
    assert page.info[0].value == wording.NO_TEAM_MATCH
    assert "0 of 3 assignments" in [caption.value for caption in page.caption]
    next(button for button in page.button if button.label == wording.CLEAR).click().run()
    assert shown(page, TABLE, "name") == NAMES
    assert next(button for button in page.button if button.label == wording.CLEAR).disabled


def test_open_and_assigned_by(centre: Database) -> None:
    assignments.record_opening(centre, BEN, "ca-ben", "c-ben-1")
    change(centre, "UPDATE assignments SET assigned_by = 'kim@example.com' WHERE assignment_id <> 'ca-ana'")
    page = open_page(PAGE, viewer=SAM)
    assert page.selectbox(key="assignments_assigned_by").options == ["Kim Kaur", "Sam Soto"]
    page.selectbox(key="assignments_assigned_by").set_value("Kim Kaur").run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ben", "Coaching ca-ana-old"]
    page.button_group(key="assignments_status").set_value(Standing.OPEN).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
    assert "1 of 3 assignments" in [caption.value for caption in page.caption]
    next(button for button in page.button if button.label == wording.CLEAR).click().run()
    assert shown(page, TABLE, "name") == NAMES
    assert page.selectbox(key="assignments_assigned_by").value is None


def figures_of(page: AppTest) -> dict[str, tuple[str, str, bool]]:
    """Of each figure by its name: the number, where it leads, and whether it is what is shown."""
    found = re.findall(
        r'<a href="([^"]*)" [^>]*?title="[^"]*"([^>]*)><span class="name">([^<]*)</span> '
        r'<span class="number">([^<]*)</span></a>',
        html_of(page),
    )
    return {
        unescape(name): (number, unescape(address), "aria-current" in more) for address, more, name, number in found
    }


def numbers_of(page: AppTest) -> list[str]:
    return [number for number, _, _ in figures_of(page).values()]


def test_each_figure_follows_the_filters_and_leads_to_its_list_and_back(centre: Database) -> None:
    discussion.write_note(centre, BEN, "ca-ben", "Could we talk?")
    assignments.record_opening(centre, ANA, "ca-ana", "c-ana-1")
    expected = dict(zip(wording.TEAM_FIGURES, ("2", "1", "1", "1", "1", "0"), strict=True))
    filters = {"assignments_team": "North", "assignments_area": "Etiquette"}
    page = open_page(PAGE, viewer=KIM, assignments_status=wording.WITHDRAWN, assignments_overdue="true", **filters)
    assert {name: number for name, (number, _, _) in figures_of(page).items()} == expected
    for name, (number, address, is_set) in figures_of(page).items():
        assert not is_set
        there = follow(address)
        assert not there.exception
        assert len(rows_of(there, TABLE)) == int(number), name
        figures = figures_of(there)
        assert {each: number for each, (number, _, _) in figures.items()} == expected
        assert [each for each, (_, _, is_set) in figures.items() if is_set] == [name]
        back = parse_qs(figures[name][1].partition("?")[2])
        back.pop("assignments_order", None)
        assert back == {"viewer": [KIM]} | {key: [value] for key, value in filters.items()}
    page = open_page(PAGE, viewer=KIM, assignments_team="North", assignments_agent_or_name="ben")
    assert numbers_of(page) == ["1", "0", "0", "0", "1", "0"]


def test_the_figures_are_one_element_and_what_an_address_holds_stays_an_address(centre: Database) -> None:
    hostile = '"><img src=x onerror=alert(1)>&assignments_overdue=true'
    page = open_page(PAGE, viewer=SAM, assignments_agent_or_name=hostile)
    assert hostile not in html_of(page)
    assert "<img" not in html_of(page)
    (_, address, _) = figures_of(page)[wording.TO_ANSWER_ONLY]
    asked = parse_qs(address.partition("?")[2])
    assert asked["assignments_agent_or_name"] == [hostile]
    assert "assignments_overdue" not in asked
    assert not page.metric
    assert len([button for button in page.button if (button.key or "").startswith("assignments_")]) == 0


def test_what_is_over_says_so_and_is_late_for_nobody(centre: Database) -> None:
    discussion.record_outcome(centre, SAM, "ca-ana-old", "training", "A course.", utc_now().date())
    page = open_page(PAGE, viewer=SAM)
    (row,) = [row for row in rows_of(page, TABLE) if row["name"]["text"] == "Coaching ca-ana-old"]
    assert row["status"]["text"] == f"■ {wording.OVER}"
    assert row["discussion"]["text"] == "Training"
    assert (row["follow_up"]["tone"], row["follow_up"].get("note")) == ("", None)
    assert numbers_of(page) == ["2", "0", "0", "0", "0", "0"]
    page.button_group(key="assignments_status").set_value(Standing.OVER).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]


def test_a_follow_up_that_is_due_is_marked_and_has_an_address_of_its_own(centre: Database) -> None:
    assignments.record_opening(centre, ANA, "ca-ana-old", "c-ana-3")
    page = open_page(PAGE, viewer=SAM, assignments_follow_up_due="true")
    (row,) = rows_of(page, TABLE)
    assert row["name"]["text"] == "Coaching ca-ana-old"
    assert row["status"]["text"] == status_label("completed", reads_as_agent=False)
    assert row["follow_up"]["note"] == wording.DUE
    assert "⚠" not in row["follow_up"]["text"]


def menu(viewer: str) -> list[str]:
    """Of the menu of this viewer the entries that may have a number, as they stand there."""
    page = open_page(PAGE, viewer=viewer)
    sent = "".join(element.proto.body for element in page.sidebar if getattr(element, "type", "") == "html")
    entries = re.findall("<span>([^<]*)</span></a>", sent)
    assert entries
    return [entry for entry in entries if re.sub(r" \(\d+\)$", "", entry) in COUNTED]


def test_what_waits_for_an_answer_is_found_longest_first_and_counted_in_the_menu(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, assignments_to_answer="true")
    assert page.info[0].value == wording.NOTHING_TO_ANSWER
    assert len(rows_of(page.button(key="nothing_clear").click().run(), TABLE)) == 3
    assert menu(SAM) == ["To do (1)", *COUNTED[1:]]  # a follow-up is due
    discussion.write_note(centre, BEN, "ca-ben", "First")
    discussion.write_note(centre, ANA, "ca-ana", "Second")
    change(centre, "UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    assert menu(SAM) == ["To do (4)", "Coaching Assignments (2)", "Marked for coaching (1)"]
    assert menu("lee@example.com") == COUNTED
    assert menu(ANA) == [wording.COACHING_ASSIGNMENTS]  # her own
    page = open_page(PAGE, viewer=SAM, assignments_to_answer="true")
    assert shown(page, TABLE, "name") == ["Coaching ca-ana", "Coaching ca-ben"]
    page = open_page(PAGE, viewer=SAM)
    page = follow(figures_of(page)[wording.TO_ANSWER_ONLY][1])
    assert shown(page, TABLE, "name") == ["Coaching ca-ben", "Coaching ca-ana"]
    assert shown(page, TABLE, "discussion") == [wording.NOTE_TO_ANSWER] * 2
    assert rows_of(page, TABLE)[0]["discussion"]["note"].startswith("since ")
    discussion.write_note(centre, KIM, "ca-ben", "Yes.")
    assert menu(SAM) == ["To do (3)", "Coaching Assignments (1)", "Marked for coaching (1)"]
    change(centre, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    assert set(menu(SAM)) <= set(COUNTED)  # who may only look answers nobody
    assert menu(SAM)


def test_own_dates(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page.selectbox(key="assignments_assigned").set_value(Span.OWN_DATES).run()
    assert shown(page, TABLE, "name") == NAMES  # the last 28 days
    assigned = centre.first("SELECT assigned_at::DATE AS assigned FROM assignments WHERE assignment_id = 'ca-ana-old'")
    assert assigned is not None
    page.date_input(key="assignments_dates").set_value((assigned["assigned"], assigned["assigned"])).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
    assert shown(page, TABLE, "assigned") == [day(assigned["assigned"])]


def test_every_filter_is_in_the_address() -> None:
    page = open_page(
        PAGE,
        viewer=SAM,
        assignments_agent_or_name="alves",
        assignments_status="Yet to Start",
        assignments_assigned_by="Sam Soto",
        assignments_team="North",
        assignments_area="Etiquette",
        assignments_group="individual",
        assignments_assigned=Span.LAST_28_DAYS,
        assignments_overdue="true",
    )
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]


def test_the_filters_that_lead_here_are_in_the_address(centre: Database) -> None:
    change(centre, "UPDATE assignments SET assigned_by = 'kim@example.com' WHERE assignment_id = 'ca-ana'")
    asked = {
        "assignments_assigned_by": "Sam Soto",
        "assignments_status": "open",
        "assignments_assigned": Span.LAST_180_DAYS,
    }
    page = open_page(PAGE, viewer=SAM, **asked)
    assert shown(page, TABLE, "name") == ["Coaching ca-ben", "Coaching ca-ana-old"]
    assert page.selectbox(key="assignments_assigned").value == Span.LAST_180_DAYS


def test_many_come_in_pages_and_a_filter_begins_at_the_first(centre: Database) -> None:
    change(
        centre,
        "INSERT INTO assignments BY NAME SELECT a.* REPLACE ('more-' || i AS assignment_id, 'More ' || i AS name) "
        "FROM assignments a, range(30) r(i) WHERE assignment_id = 'ca-ana-old'",
    )
    page = open_page(PAGE, viewer=SAM)
    assert len(rows_of(page, TABLE)) == 25
    assert "33 assignments, page 1 of 2" in [caption.value for caption in page.caption]
    page.button(key="assignments_page_older").click().run()
    assert len(rows_of(page, TABLE)) == 8
    page.text_input(key="assignments_agent_or_name").set_value("more").run()
    assert len(rows_of(page, TABLE)) == 25
    assert "30 assignments, page 1 of 2" in [caption.value for caption in page.caption]


def test_the_one_action_leads_to_evaluation_and_is_for_coaches(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    next(button for button in page.button if button.label == wording.ADD_ASSIGNMENT).click().run()
    assert not page.exception
    assert page.title[0].value == wording.EVALUATION
    change(centre, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_page(PAGE, viewer=SAM)
    assert shown(page, TABLE, "name") == NAMES
    assert wording.ADD_ASSIGNMENT not in [button.label for button in page.button]


def test_an_opened_row_leads_to_the_assignment() -> None:
    page = open_page(PAGE, viewer=SAM)
    (row,) = [row for row in rows_of(page, TABLE) if row["name"]["text"] == "Coaching ca-ben"]
    assert row["name"]["kind"] == "opens"
    assert "assignment?assignment=ca-ben&viewer=sam" in everything_sent(page)


def test_no_assignments_at_all(centre: Database) -> None:
    change(centre, "DELETE FROM assignments WHERE agent_id IN ('ana@example.com', 'ben@example.com')")
    page = open_page(PAGE, viewer=SAM)
    assert page.info[0].value == wording.NO_TEAM_ASSIGNMENTS
    assert not page.metric
    assert wording.ADD_ASSIGNMENT in [button.label for button in page.button]


def test_all_withdrawn_is_not_none_at_all(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = ?", [utc_now()])
    page = open_page(PAGE, viewer=SAM)
    assert page.info[0].value == wording.NO_TEAM_MATCH
    page.button_group(key="assignments_status").set_value(Standing.WITHDRAWN).run()
    assert len(rows_of(page, TABLE)) == 3


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "**bold** [x](http://evil)"])
def test_other_peoples_words_are_text(centre: Database, words: str) -> None:
    shows_names_as_text(PAGE, TABLE, centre, words)
