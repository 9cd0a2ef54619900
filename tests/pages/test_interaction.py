import re
from unittest.mock import Mock

import pytest

from coaching.assignments import assignments, proposals
from coaching.comparison.metric_result import answers_shown
from coaching.quality import auditing, bookmarks, details, interactions
from coaching.quality.auditing import Answer
from coaching.storage.database import Database
from coaching.ui.pages import interaction_view
from coaching.ui.pieces.downloads import Kind
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import counted
from tests import kept_drafts
from tests.centre import decide
from tests.metric_results import store_auditors_answer
from tests.pages.downloaded import menus_of, taken
from tests.pages.screens import everything_sent, html_of, open_page, scores_of
from tests.quality.test_details import add_details

PAGE = "pages/agent/interaction.py"
ANA, SAM, BEN = "ana@example.com", "sam@example.com", "ben@example.com"


def reviewed(centre: Database, assignment: str, agent: str = ANA) -> int:
    found = assignments.assignment(centre, agent, assignment)
    assert found is not None
    return found.reviewed


def test_opening_from_an_assignment_marks_it_reviewed(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, interaction="c-ana-1", assignment="ca-ana")
    assert not page.exception
    assert reviewed(centre, "ca-ana") == 1
    assert page.title[0].value == "Room booking"
    assert scores_of(page) == {
        wording.KORE_EVALUATION_SCORE: "40",
        wording.SUPERVISOR_AUDIT_SCORE: "45",
        wording.SENTIMENT_SCORE: "−1.2",
    }
    html = html_of(page)
    assert ">1 of 3<" in html
    assert wording.COUNTS_AS_REVIEWED in html
    assert wording.KINDS_OF_INTERACTION["marked"] in html
    assert "Hotel booking · chat" in html
    assert "below the pass score of 70" in html
    assert wording.SENTIMENT_ESTIMATED.replace("'", "&#x27;") in html
    assert len(page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")) == 2


def test_the_metrics_leave_as_a_file_with_the_answer_that_counts_and_every_audit(centre: Database) -> None:
    store_auditors_answer(centre, "c-ana-1", "lee@example.com", "She did not")
    page = open_page(PAGE, viewer=ANA, interaction="c-ana-1", assignment="ca-ana")
    assert menus_of(page)[interaction_view.METRICS] == ["CSV", "XLSX"]
    file = taken(page, interaction_view.METRICS, Kind.CSV).table.set_index(wording.COLUMN_METRIC)
    results = interactions.metric_results(centre, ANA, "c-ana-1")
    shown = {each.name: each for each in answers_shown(results)}
    assert set(file.index) == set(shown)
    for name, row in file.iterrows():
        result = shown[str(name)]
        assert row[wording.COLUMN_ANSWER] == result.qualification
        came_to = wording.METRIC_CAME_TO["failed" if result.failed else "adhered" if result.applicable else "na"]
        assert row[wording.COLUMN_CAME_TO] == came_to
        assert float(row[wording.COLUMN_WEIGHT]) == result.weight
        for audit in (each for each in results if each.audited and each.name == name):
            assert f"{audit.auditor}: {audit.qualification}" in row[wording.AUDITS]
    assert any(each.audited for each in results)
    assert any(each.evidence for each in results)
    assert file[wording.COLUMN_EVIDENCE].ne("").any()


def test_transcript_and_metrics_point_at_each_other() -> None:
    page = open_page(PAGE, viewer=ANA, interaction="c-ana-1", assignment="ca-ana")
    html = html_of(page)
    assert 'id="turn-4"' in html
    assert 'href="#turn-4"' in html
    assert "The answer of c-ana-1." in html
    assert "&lt;b&gt;Hello&lt;/b&gt;" in html
    assert "<b>Hello" not in html
    assert html.index("Answers the question") < html.index("Greets the customer")  # failures first
    assert "Comment on c-ana-1" in [text.value for text in page.text]


def test_without_an_assignment_nothing_is_marked(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, interaction="c-ana-1")
    assert not page.exception
    assert page.title[0].value == "Room booking"
    assert reviewed(centre, "ca-ana") == 0


def test_a_supervisors_visit_does_not_count(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, interaction="c-ana-1", assignment="ca-ana")
    assert page.title[0].value == "Room booking"
    assert any("Your look is not counted" in caption.value for caption in page.caption)
    assert reviewed(centre, "ca-ana") == 0


def test_a_best_response_does_not_name_its_agent(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, interaction="c-cleo-1", assignment="ca-ana")
    assert page.title[0].value == "Room booking"
    assert f"</span> {wording.ANOTHER_AGENT} · " in html_of(page)
    in_page = "\n".join(text.value for text in page.text) + html_of(page)
    assert "Cleo Costa" not in in_page
    decide(centre, agents_see_best_response_agent="yes")
    page = open_page(PAGE, viewer=ANA, interaction="c-cleo-1", assignment="ca-ana")
    assert "</span> Cleo Costa · " in html_of(page)


@pytest.mark.parametrize(
    ("viewer", "interaction", "assignment"),
    [
        (ANA, "c-cleo-2", None),
        (ANA, "c-ben-1", None),
        (ANA, "no-such", None),
        (ANA, "", None),
        (ANA, "c-cleo-2", "ca-ana"),
        (ANA, "c-ana-3", "ca-ana"),  # hers, but not of this assignment
        (ANA, "c-ben-1", "ca-ben"),
        (BEN, "c-ana-1", "ca-ana"),
        (BEN, "c-cleo-1", None),  # a best response, but not in one of his
        (SAM, "c-cleo-2", "ca-cleo"),
    ],
)
def test_what_is_refused_leaks_nothing(centre: Database, viewer: str, interaction: str, assignment: str | None) -> None:
    parameters = {"assignment": assignment} if assignment else {}
    page = open_page(PAGE, viewer=viewer, interaction=interaction, **parameters)
    assert page.error[0].value in (wording.NO_SUCH_INTERACTION, wording.NO_SUCH_ASSIGNMENT)
    assert [title.value for title in page.title] == [wording.NOT_HERE]
    assert "The answer of" not in everything_sent(page)
    assert centre.query("FROM openings").empty


def test_an_interaction_with_nothing_but_a_header(centre: Database) -> None:
    with centre.transaction() as cursor:
        for table in ("turns", "metric_results", "evidence", "audits"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("UPDATE interactions SET started_at = NULL, ended_at = NULL, kore_evaluation_score = NULL")
    page = open_page(PAGE, viewer=ANA, interaction="c-ana-3")
    assert not page.exception
    assert [info.value for info in page.info] == [wording.NO_TRANSCRIPT, wording.NO_METRICS]
    assert [link.proto.label for link in page.get("page_link")].count(wording.COACHING_ASSIGNMENTS) == 1  # for both
    assert list(scores_of(page).values()) == ["NA", "NA", "NA"]
    assert "date unknown" in html_of(page)
    assert wording.NO_AUDITS in [caption.value for caption in page.caption]


def test_what_auditors_said_about_a_best_response_is_not_for_others(centre: Database) -> None:
    store_auditors_answer(centre, "c-cleo-1", "lee@example.com", "Only for Cleo")
    for viewer, reads in ((ANA, False), (SAM, False), ("cleo@example.com", True), ("lee@example.com", True)):
        parameters = {"assignment": "ca-ana"} if viewer in (ANA, SAM) else {}
        page = open_page(PAGE, viewer=viewer, interaction="c-cleo-1", **parameters)
        assert page.title
        sent = everything_sent(page)
        assert ("Only for Cleo" in sent) is reads
        assert ("Comment on c-cleo-1" in sent) is reads


def test_an_interaction_that_only_an_auditor_judged_shows_their_answers(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE metric_results SET auditor_id = 'sam@example.com' WHERE interaction_id = 'c-ana-1'")
        cursor.execute(
            "INSERT INTO audit_answers BY NAME SELECT 'audit-c-ana-1' AS audit_id, metric_id, position, qualification "
            "FROM metric_results WHERE interaction_id = 'c-ana-1'"
        )
    page = open_page(PAGE, viewer=ANA, interaction="c-ana-1")
    assert "Greets the customer" in html_of(page)
    assert "Answers the question" in html_of(page)


def test_every_answer_of_every_auditor_is_there(centre: Database) -> None:
    for auditor, comment in (("sam@example.com", "Sam says"), ("kim@example.com", "Kim says")):
        store_auditors_answer(centre, "c-ana-1", auditor, comment)
    html = html_of(open_page(PAGE, viewer=ANA, interaction="c-ana-1"))
    assert "Auditor Sam Soto: NO: Sam says" in html
    assert "Auditor Kim Kaur: NO: Kim says" in html


def test_the_sentiment_stands_with_each_message_and_the_zone_is_named() -> None:
    page = open_page(PAGE, viewer=ANA, interaction="c-ana-1")
    html = html_of(page)
    assert all(f" · {value}</small>" in html for value in ("+1.0", "−2.0", "+4.0"))
    assert html.count(wording.SENTIMENT_BEHIND_TIME) == 1
    assert "times in UTC" in html


def test_a_supervisors_actions_and_way_back() -> None:
    page = open_page(PAGE, viewer=SAM, interaction="c-ana-1")
    assert page.main.button[0].key == "interaction_add"
    sent = everything_sent(page)
    assert f'label: "{wording.TO_AUDIT}"' in sent
    assert wording.EVALUATION_OF.format(name="Ana Alves") in sent
    assert page.text_area(key="bookmark_c-ana-1_note").label == wording.BOOKMARK_NOTE


@pytest.mark.parametrize(
    ("viewer", "parameters", "permissions"),
    [
        (ANA, {"interaction": "c-ana-1"}, None),  # her own
        (SAM, {"interaction": "c-cleo-1", "assignment": "ca-ana"}, None),  # of an agent he does not supervise
        (SAM, {"interaction": "c-ana-1"}, ["coaching_assignments", "coaching_monitor"]),  # may only look
    ],
)
def test_whoever_may_not_coach_the_agent_has_none_of_the_actions(
    centre: Database, viewer: str, parameters: dict[str, str], permissions: list[str] | None
) -> None:
    if permissions:
        with centre.transaction() as cursor:
            cursor.execute("UPDATE people SET permissions = ? WHERE person_id = ?", [permissions, viewer])
    page = open_page(PAGE, viewer=viewer, **parameters)
    assert page.title
    keys = [button.key for button in page.main.button]
    assert "interaction_add" not in keys
    assert not [key for key in keys if key and key.startswith("bookmark")]
    assert f'label: "{wording.TO_AUDIT}"' not in everything_sent(page)


def test_an_agents_way_back_is_their_dashboard() -> None:
    sent = everything_sent(open_page(PAGE, viewer=ANA, interaction="c-ana-1"))
    assert f'label: "{wording.EVALUATION}' not in sent
    assert "my-dashboard" in sent


def test_a_bookmark_is_saved_its_note_changed_and_removed(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, interaction="c-ana-1")
    assert "bookmark_c-ana-1_remove" not in [button.key for button in page.button]
    page.text_area(key="bookmark_c-ana-1_note").set_value("A *model* opening")
    page = page.button(key="bookmark_c-ana-1_save").click().run()
    kept = bookmarks.bookmark(centre, SAM, "c-ana-1")
    assert kept is not None
    assert kept.note == "A *model* opening"
    page = open_page(PAGE, viewer=SAM, interaction="c-ana-1")
    assert page.text_area(key="bookmark_c-ana-1_note").value == "A *model* opening"
    page = page.button(key="bookmark_c-ana-1_remove").click().run()
    assert bookmarks.bookmark(centre, SAM, "c-ana-1") is None
    assert page.text_area(key="bookmark_c-ana-1_note").value == ""


def test_a_refused_bookmark_says_why(centre: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(PAGE, viewer=SAM, interaction="c-ana-1")
    page.text_area(key="bookmark_c-ana-1_note").set_value("too long")
    monkeypatch.setattr(bookmarks, "MOST_NOTE", 5)
    page = page.button(key="bookmark_c-ana-1_save").click().run()
    assert any("at most 5 characters" in markdown.value for markdown in page.markdown)
    assert bookmarks.bookmark(centre, SAM, "c-ana-1") is None


def test_an_assignment_begins_with_the_interaction(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, interaction="c-ana-2")
    page = page.button(key="interaction_add").click().run()
    assert not page.exception
    kept = kept_drafts.content_of(centre, SAM, "assignment", proposals.subject_of_agent(ANA))
    assert kept is not None
    assert kept["interactions"] == ["c-ana-2"]
    assert page.query_params["agent"] == ANA


def test_every_audit_is_shown_and_what_the_next_one_answered_otherwise(centre: Database) -> None:
    def audit(viewer: str, greet: str, comment: str, why: str = "") -> None:
        given = {"m-greet": Answer(greet, why), "m-verify": Answer("YES"), "m-answer": Answer("YES")}
        auditing.submit(centre, viewer, "c-ana-1", given, comment)

    audit(SAM, "NO", "First", "No *name*")
    audit("kim@example.com", "YES", "Second")
    audit(SAM, "YES", "Third")
    page = open_page(PAGE, viewer=ANA, interaction="c-ana-1")
    texts = [text.value for text in page.text]
    told = [text for text in texts if text in ("First", "Second", "Third", "Comment on c-ana-1")]
    assert told == ["Third", "Second", "First", "Comment on c-ana-1"]
    assert "Greets the customer: NO → YES · no comment any more (No *name*)" in texts
    assert [caption.value for caption in page.caption].count(wording.CHANGED_SINCE) == 1


def test_an_audit_in_which_nothing_applied_says_so(centre: Database) -> None:
    given = dict.fromkeys(("m-greet", "m-verify", "m-answer"), Answer("NA"))
    auditing.submit(centre, SAM, "c-ana-1", given, "")
    page = open_page(PAGE, viewer=SAM, interaction="c-ana-1")
    assert scores_of(page)[wording.SUPERVISOR_AUDIT_SCORE] == wording.NA
    assert wording.NOTHING_APPLIES in [caption.value for caption in page.caption]


def test_details_are_read_only_when_they_are_unfolded(centre: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_details(centre, "c-cleo-1")
    read = Mock(wraps=details.details)
    monkeypatch.setattr(details, "details", read)
    page = open_page(PAGE, viewer="cleo@example.com", interaction="c-cleo-1")
    assert wording.DETAILS in [expander.label for expander in page.expander]
    assert "Handled by" not in html_of(page)
    assert not read.called
    page.session_state["details_c-cleo-1"] = True
    page.run()
    assert not page.exception
    assert read.call_count == 1
    assert [code.value for code in page.code] == ["c-cleo-1", "upload-1"]
    assert "Handled by" in html_of(page)
    assert "Cleo Costa" in html_of(page)


def test_the_details_of_a_best_response_do_not_name_its_agent(centre: Database) -> None:
    add_details(centre, "c-cleo-1")
    page = open_page(PAGE, viewer=ANA, interaction="c-cleo-1", assignment="ca-ana")
    page.session_state["details_c-cleo-1"] = True
    page.run()
    assert "Rooms" in html_of(page)
    assert "Cleo" not in html_of(page)
    assert "cleo@" not in everything_sent(page)


def test_the_bar_says_what_counts_and_what_is_left(centre: Database) -> None:
    for interaction in ("c-ana-1", "c-ana-2"):
        assignments.record_opening(centre, ANA, "ca-ana", interaction)
    again = open_page(PAGE, viewer=ANA, interaction="c-ana-1", assignment="ca-ana")
    assert f">{wording.REVIEWED_MARK}<" in html_of(again)
    links = [link.proto.label for link in again.get("page_link")]
    assert wording.NEXT in links
    assert not any(label.startswith(wording.ALL_REVIEWED) for label in links)
    last = open_page(PAGE, viewer=ANA, interaction="c-cleo-1", assignment="ca-ana")
    assert f">{wording.COUNTS_AS_REVIEWED}<" in html_of(last)
    labels = [link.proto.label for link in last.get("page_link")]
    assert f"{wording.ALL_REVIEWED} · {counted(2, wording.STEPS_LEFT)}" in labels
    read = open_page(PAGE, viewer=SAM, interaction="c-cleo-1", assignment="ca-ana")
    assert not any(link.proto.label.startswith(wording.ALL_REVIEWED) for link in read.get("page_link"))


def test_the_last_one_leads_to_what_was_left_out(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, interaction="c-cleo-1", assignment="ca-ana")
    (link,) = [link.proto for link in page.get("page_link") if link.proto.label == wording.NEXT_NOT_REVIEWED]
    assert "interaction=c-ana-1" in link.query_string


@pytest.mark.parametrize(
    ("viewer", "parameters", "expected"),
    [
        (SAM, {"assignment": "ca-ana"}, navigation.ASSIGNMENTS),
        (SAM, {}, navigation.EVALUATION),
        (ANA, {"assignment": "ca-ana"}, navigation.MY_COACHING),
        (ANA, {}, navigation.MY_DASHBOARD),
    ],
)
def test_the_menu_shows_where_it_was_opened(viewer: str, parameters: dict[str, str], expected: str) -> None:
    page = open_page(PAGE, viewer=viewer, interaction="c-ana-1", **parameters)
    menu = "".join(element.proto.body for element in page.sidebar if getattr(element, "type", "") == "html")
    assert re.findall(r'href="([^"?]*)\?[^"]*" aria-current', menu) == [expected]
