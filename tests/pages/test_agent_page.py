"""One agent's page: what a 1:1 needs, the same figures as on the pages that it gathers them from."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import agent_notes, discussion, marks
from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.ui.pages.evaluation_view import AREA, METRIC
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.pages.monitored import change
from tests.pages.screens import everything_sent, follow, html_of, measured, open_page, rows_of, shown, tables_of

ANA, BEN, SAM, KIM, LEE = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim", "lee"))
PAGE = navigation.FILES[navigation.AGENT_PAGE]
LONG_AGO = {"agent_period": "last_90_days"}  # the interactions of the centre are a month old


def open_agent(viewer: str = SAM, **asked: str) -> AppTest:
    return open_page(PAGE, viewer=viewer, **({"agent": ANA} | LONG_AGO | asked))


def said(page: AppTest) -> str:
    return " ".join(element.value for element in (*page.markdown, *page.caption))


def test_the_answer_comes_first_and_then_what_it_rests_on(centre: Database) -> None:
    discussion.write_note(centre, ANA, "ca-ana", "Could we talk?")
    marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    marks.mark(centre, SAM, "c-ana-2", ["Compliance"], "Look at this")
    discussion.tick_step(centre, ANA, "ca-ana", "Do it", True)
    page = open_agent()
    assert not page.exception
    assert page.title[0].value == "Ana Alves"
    assert wording.AGENT_NONE_JUDGED.format(fewest=5) in said(page)
    assert "Waits for you: 1 note to answer, 1 request for coaching, 1 follow-up due." in said(page)
    headings = [heading.value for heading in page.header]
    assert headings == [
        wording.AGENT_AREAS, wording.AGENT_LOWEST_METRICS, wording.TREND, wording.AGENT_OPEN_ASSIGNMENTS,
        wording.AGENT_MARKS, wording.AGENT_AUDITS, wording.AGENT_BEST, wording.AGENT_NOTES,
    ]  # fmt: skip
    assert shown(page, "agent_open", "steps") == ["○ Read it\n○ Do it", "○ Read it\n✓ Do it"]
    assert wording.AGENT_WAITS_SINCE.partition("{")[0] in rows_of(page, "agent_open")[1]["assigned"]["note"]
    assert [cells["why"].get("note") for cells in rows_of(page, "agent_marks")] == [
        wording.AGENT_REQUEST, wording.AGENT_MARKED_BY.format(name="Sam Soto"),
    ]  # fmt: skip
    assert shown(page, "agent_audits", "audit") == ["45"]
    assert shown(page, "agent_best", "said") == ["“Thank you!”"]


def test_what_is_over_is_past_with_its_outcome(centre: Database, nothing_is_open: None) -> None:
    page = open_agent()
    assert wording.AGENT_NO_OPEN in said(page)
    assert shown(page, "agent_past", "outcome") == [wording.OUTCOMES["closed"]] * 2
    assert wording.AGENT_WAITS_NOT in said(page)


def test_figures_are_those_of_the_dashboard_and_of_the_team(scored: Database) -> None:
    page = open_agent(agent_period="last_7_days")
    dashboard = open_page(navigation.FILES[navigation.MY_DASHBOARD], viewer=SAM, agent=ANA,
                          my_dashboard_period="last_7_days")  # fmt: skip
    assert measured(page) == measured(dashboard)
    assert len(measured(page)) == 7
    team = open_page(navigation.FILES[navigation.TEAM], viewer=SAM, team_period="last_7_days")
    (told,) = tables_of(team, "team_map")
    (row,) = [row for row in told["rows"] if row["head"]["text"] == "Ana Alves"]
    on_map = {
        key.removeprefix("in:"): (cell["text"], cell["lines"][0]["before"] + cell["lines"][0]["text"], cell["mark"])
        for key, cell in row["cells"].items()
        if key.startswith("in:")
    }
    here = {}
    for cells in rows_of(page, "agent_areas"):
        score, change = cells["score"]["text"], cells["change"]["text"]
        mark = "⚠" if score.startswith("⚠") else ""
        known = change if change != wording.VERDICTS["no_data"] else ""
        before = f"n {cells['n']['text']}"
        here[cells["name"]["text"]] = (score.removeprefix("⚠ "), f"{before} · {known}" if known else before, mark)
    assert here == on_map
    assert on_map


def test_an_area_and_a_metric_lead_to_what_fails_them(centre: Database) -> None:
    page = open_agent()
    (accuracy,) = [cells["name"] for cells in rows_of(page, "agent_areas") if cells["name"]["text"] == "Accuracy"]
    there = follow(accuracy["address"])
    assert there.title[0].value == wording.EVALUATION
    assert there.query_params[AREA] == "Accuracy"
    metric = rows_of(page, "agent_metrics")[0]["name"]
    assert METRIC in follow(metric["address"]).query_params


def test_who_may_not_measure_reads_areas_without_changes(centre: Database) -> None:
    change(centre, "UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_agent()
    assert wording.AGENT_NO_CHANGES in said(page)
    assert "change" not in [column["key"] for column in tables_of(page, "agent_areas")[0]["columns"]]
    assert not rows_of(page, "agent_metrics")


@pytest.mark.parametrize(("viewer", "agent"), [(SAM, "cleo@example.com"), (LEE, ANA), (SAM, "no-such")])
def test_nobody_elses_agent(centre: Database, viewer: str, agent: str) -> None:
    agent_notes.write(centre, KIM, ANA, "A secret of Ana", private=False)
    page = open_agent(viewer, agent=agent)
    assert page.error[0].value == wording.NO_SUCH_AGENT
    assert not [secret for secret in ("c-cleo", "A secret", "ca-ana") if secret in everything_sent(page)]


def note_form(page: AppTest) -> Any:
    return page.text_area(key=f"agent_note_{ANA}")


def test_a_note_is_private_unless_it_is_shared(centre: Database) -> None:
    page = open_agent()
    note_form(page).set_value("Tired lately").run()
    page.button(key=f"agent_note_{ANA}_save").click().run()
    assert "Tired lately" in html_of(page)
    assert note_form(page).value == ""
    page.button_group(key=f"agent_note_{ANA}_readers").set_value("shared").run()
    note_form(page).set_value("We agreed on Friday").run()
    page.button(key=f"agent_note_{ANA}_save").click().run()
    dashboard = navigation.FILES[navigation.MY_DASHBOARD]
    own = everything_sent(open_page(dashboard, viewer=ANA))
    assert "We agreed on Friday" in own
    assert "Tired lately" not in own
    assert wording.AGENT_NOTES_TO_READ not in everything_sent(open_page(dashboard, viewer=BEN))
    shared = next(note for note in agent_notes.notes_about(centre, SAM, ANA) if not note.private)
    page.button(key=f"take_back_{shared.note_id}").click().run()
    assert "We agreed on Friday" not in everything_sent(open_page(dashboard, viewer=ANA))


def test_a_note_that_is_begun_is_a_draft_with_the_way_to_it(centre: Database) -> None:
    note_form(open_agent()).set_value("Half a sentence").run()
    assert drafts.words(centre, SAM, f"agent_note:{ANA}").texts == {"note": "Half a sentence"}
    to_do = open_page(navigation.FILES[navigation.TO_DO], viewer=SAM)
    (draft,) = [cells["draft"] for cells in rows_of(to_do, "to_do_drafts")]
    assert draft["text"] == wording.DRAFTS_OF["words", "agent_note"]
    assert note_form(follow(draft["address"])).value == "Half a sentence"


def test_who_may_only_look_writes_no_note(centre: Database) -> None:
    change(centre, "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_agent()
    assert not [field for field in page.text_area if field.key and field.key.startswith("agent_note")]
