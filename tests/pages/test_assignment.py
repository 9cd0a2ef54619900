import pytest
from icalendar import Calendar

from coaching.assignments import assignments
from coaching.storage.database import Database
from coaching.ui.pieces.downloads import Kind
from coaching.words import wording
from coaching.words.formatting import as_label, plain
from tests.pages.downloaded import menus_of, taken
from tests.pages.screens import everything_sent, follow, html_of, open_page, rows_of, shown, tables_of

PAGE = "pages/agent/assignment.py"
INTERACTIONS = "assignment_interactions"
COMPARISON = "compare?assignment=ca-ana&interaction=c-ana-1&best=c-cleo-1&viewer=ana%40example.com"
ANA, SAM = "ana@example.com", "sam@example.com"


def test_an_agent_reads_one_assignment() -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert not page.exception
    assert page.title[0].value == "Coaching ca\\-ana"
    (about,) = [line.value for line in page.markdown if "0 of 3 reviewed" in line.value]
    assert "by Sam Soto" in about
    assert all(words in html_of(page) for words in ("Good in ca-ana", "Work on ca-ana"))
    assert [box.label for box in page.checkbox] == ["1. Read it", "2. Do it"]
    marked, best = rows_of(page, INTERACTIONS), rows_of(page, INTERACTIONS, place=1)
    assert (len(marked), len(best)) == (2, 1)
    assert shown(page, INTERACTIONS, "kore") == ["40", "0 ✖ fatal"]
    assert shown(page, INTERACTIONS, "audit") == ["45", "NA"]
    assert shown(page, INTERACTIONS, "sentiment") == ["−1.2 est.", "+3.4 est."]
    assert marked[0]["fails"]["shown"] == ["Accuracy"]
    assert shown(page, INTERACTIONS, "fails", place=1) == ["nothing"]
    assert shown(page, INTERACTIONS, "reviewed") == ["○ not yet", "○ not yet"]
    actions = [table.get("action") for table in tables_of(page, INTERACTIONS)]
    assert actions == [
        {"text": wording.COMPARE, "address": COMPARISON},
        None,
    ]


def test_progress_shows_and_the_next_one_opens(centre: Database) -> None:
    assignments.record_opening(centre, ANA, "ca-ana", "c-ana-1")
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert shown(page, INTERACTIONS, "reviewed") == ["✓ reviewed", "○ not yet"]
    page = next(button for button in page.button if button.label == wording.OPEN_NEXT).click().run()
    assert page.query_params["interaction"] in ("c-ana-2", ["c-ana-2"])
    found = assignments.assignment(centre, ANA, "ca-ana")
    assert found is not None
    assert found.reviewed == 2


def test_without_best_responses_it_says_so() -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana-old")
    assert page.info[0].value == wording.NO_BEST_RESPONSE
    assert "action" not in tables_of(page, INTERACTIONS)[0]  # nothing to compare with
    assert any(plain("⚠ follow-up 6 days overdue") in line.value for line in page.markdown)
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana-old")
    assert page.info[0].value == wording.NO_BEST_RESPONSE_FOR_SUPERVISOR


def test_the_way_to_the_comparison() -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    page = follow(tables_of(page, INTERACTIONS)[0]["action"]["address"])
    assert page.title[0].value == wording.COMPARE
    assert page.query_params["assignment"] in ("ca-ana", ["ca-ana"])


def test_a_supervisor_reads_only() -> None:
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana")
    assert any("Your look is not counted" in caption.value for caption in page.caption)
    assert not {wording.START, wording.OPEN_NEXT, wording.ACKNOWLEDGE} & {button.label for button in page.button}
    assert not page.checkbox
    assert wording.SUPERVISOR_STATUS["not_started"] in everything_sent(page)


@pytest.mark.parametrize("assignment", ["ca-cleo", "ca-ben", "no-such", ""])
def test_another_agents_assignment_is_refused_like_one_that_does_not_exist(assignment: str) -> None:
    page = open_page(PAGE, viewer=ANA, assignment=assignment)
    assert page.error[0].value == wording.NO_SUCH_ASSIGNMENT
    assert [title.value for title in page.title] == [wording.NOT_HERE]
    assert "cleo" not in everything_sent(page).replace("cleo@example.com", "").replace("Cleo Costa", "").lower()


def test_other_peoples_words_are_never_markdown_or_html(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE assignments SET name = '**bold** <script>alert(1)</script> [x](http://evil)', "
            "action_plan = ['# heading', '<b>b</b>', ':red[x]'] WHERE assignment_id = 'ca-ana'"
        )
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert page.title[0].value == (
        "\\*\\*bold\\*\\* \\<script\\>alert\\(1\\)\\</script\\> \\[x\\]\\(http\u2060\\://evil\\)"
    )
    plan = [box.label for box in page.checkbox]
    assert plan == [as_label(step) for step in ("1. # heading", "2. <b>b</b>", "3. :red[x]")]


def test_the_follow_up_leaves_as_a_file_for_a_calendar(centre: Database) -> None:
    page = open_page("pages/agent/assignment.py", viewer="ana@example.com", assignment="ca-ana")
    file = taken(page, "follow_up", Kind.ICS)
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert str(event["summary"]) == wording.CALENDAR_FOLLOW_UP.format(name="Coaching ca-ana")
    with centre.transaction() as cursor:
        cursor.execute("INSERT INTO outcomes VALUES ('ca-ana', 'sam@example.com', '2026-01-01', 'closed', '')")
    over = open_page("pages/agent/assignment.py", viewer="ana@example.com", assignment="ca-ana")
    assert "follow_up" not in menus_of(over)
