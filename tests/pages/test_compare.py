import time
from itertools import product

import pandas as pd
import pytest

from coaching.assignments import assignments
from coaching.quality.auditing import Answer, submit
from coaching.quality.interactions import interaction
from coaching.storage.database import Database
from coaching.ui.pages import comparison_content, comparison_view
from coaching.words import wording
from tests.centre import add_best_response, decide
from tests.comparisons import differences_shown, differences_told
from tests.pages.screens import everything_sent, html_of, open_page, tables_of

PAGE = "pages/agent/compare.py"
ANA, SAM, KIM, BEN = "ana@example.com", "sam@example.com", "kim@example.com", "ben@example.com"
SENTENCE = "The best response answered the question (Accuracy 100 against 0)."


def reviewed(centre: Database) -> set[str]:
    found = assignments.interactions_of_assignment(centre, ANA, "ca-ana")
    return set(found["interaction_id"][found["reviewed"]])


def test_the_agents_side_is_theirs_and_of_nobody_else(centre: Database) -> None:
    asked = {"assignment": "ca-ana", "interaction": "c-ana-1", "best": "c-cleo-1"}
    for viewer, called in ((ANA, wording.YOURS), (SAM, wording.THIS_ONE)):
        page = open_page(PAGE, viewer=viewer, **asked)
        assert f"</span> {called}</span>" in html_of(page)
        assert page.selectbox(key="compare_interaction").label == f"○ {called}"


def test_an_agent_sees_what_the_best_response_did(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana", interaction="c-ana-1", best="c-cleo-1")
    assert not page.exception
    assert page.title[0].value == wording.COMPARE
    html = html_of(page)
    assert SENTENCE in html
    assert "The answer of c-ana-1." in html
    assert "The answer of c-cleo-1." in html
    assert "Why m-answer of c-ana-1" in html
    assert "Why m-answer of c-cleo-1" in html
    assert 'href="#this-4"' in html
    assert 'id="this-4"' in html
    assert 'id="best-4"' in html
    assert '<th scope="row">Accuracy *</th><td>0</td><td>100</td><td>+100</td>' in html
    assert wording.LONG_PAUSE in html
    assert html.count(wording.SENTIMENT_BEHIND_TIME) == 1
    assert len(page.get("vega_lite_chart") or page.get("arrow_vega_lite_chart")) == 1
    assert wording.NUMBERS_BESIDE_CHART in everything_sent(page)


def test_opening_marks_both_as_reviewed(centre: Database) -> None:
    open_page(PAGE, viewer=ANA, assignment="ca-ana", interaction="c-ana-2", best="c-cleo-1")
    assert reviewed(centre) == {"c-ana-2", "c-cleo-1"}
    open_page(PAGE, viewer=ANA, assignment="ca-ana", interaction="c-ana-2", best="c-cleo-1")
    assert len(centre.query("FROM openings")) == 2


@pytest.mark.parametrize("viewer", [ANA, KIM])
@pytest.mark.parametrize("audited", [("c-ana-1",), ("c-cleo-1",), ("c-ana-1", "c-cleo-1")])
def test_the_sentence_names_no_difference_that_the_table_does_not_show(
    centre: Database, audited: tuple[str, ...], viewer: str
) -> None:
    """With every audit that there can be: of one side, of the other, of both. Ana does not see that of another agent's
    interaction."""
    names = 0
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM metric_results WHERE auditor_id IS NOT NULL")
        cursor.execute("DELETE FROM audits")
    for place, given in enumerate(product(("YES", "NO"), repeat=3)):
        for side, key in enumerate(audited):
            answers = given if not side else given[::-1]
            submit(centre, KIM, key, dict(zip(("m-greet", "m-verify", "m-answer"), map(Answer, answers),
                                                      strict=True)), f"Audit {place}")  # fmt: skip
        this, best = (interaction(centre, viewer, key) for key in ("c-ana-1", "c-cleo-1"))
        assert this is not None
        assert best is not None
        found = comparison_content.compared(centre, viewer, this, best, ("Accuracy",), is_own=False)
        told = differences_told(found.sentence)
        assert told <= differences_shown(found.numbers), (given, found.sentence)
        areas = {name for name, _ in told} - {wording.KORE_EVALUATION_SCORE}
        assert all(("(audit)" in name) == (len(audited) == 2 and viewer == KIM) for name in areas)
        names += len(areas)
    assert names > 0


def test_without_a_choice_it_compares_the_first_of_each(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert not page.exception
    assert SENTENCE in html_of(page)
    assert page.selectbox(key=comparison_view.CHOSEN["interaction"]).value == "c-ana-1"
    assert page.selectbox(key=comparison_view.CHOSEN["best"]).value == "c-cleo-1"
    assert set(page.query_params) == {"viewer", "assignment"}  # what a page writes there is a step in the history
    assert reviewed(centre) == {"c-ana-1", "c-cleo-1"}


def test_another_choice_goes_into_the_address(centre: Database) -> None:
    add_best_response(centre, "ca-ana", "c-ben-1")
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    page.selectbox(key=comparison_view.CHOSEN["interaction"]).set_value("c-ana-2").run()
    assert "The answer of c-ana-2." in html_of(page)
    assert "verified the customer" in html_of(page)
    page.selectbox(key=comparison_view.CHOSEN["best"]).set_value("c-ben-1").run()
    assert "The answer of c-ben-1." in html_of(page)
    assert "The answer of c-cleo-1." not in html_of(page)
    assert page.query_params["interaction"] in ("c-ana-2", ["c-ana-2"])
    assert page.query_params["best"] in ("c-ben-1", ["c-ben-1"])
    assert reviewed(centre) == {"c-ana-1", "c-ana-2", "c-ben-1", "c-cleo-1"}


def test_only_what_differs() -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert "1 part without a difference" not in html_of(page)
    page.toggle[0].set_value(True).run()
    assert "without a difference</summary><section" in html_of(page)
    assert "The answer of c-ana-1." in html_of(page)


@pytest.mark.parametrize("viewer", [SAM, KIM])
def test_a_supervisor_reads_only(centre: Database, viewer: str) -> None:
    page = open_page(PAGE, viewer=viewer, assignment="ca-ana")
    assert SENTENCE in html_of(page)
    assert any("Your look is not counted" in caption.value for caption in page.caption)
    assert centre.query("FROM openings").empty


def test_the_agent_of_the_best_response_is_named_by_a_setting(centre: Database) -> None:
    def in_page() -> str:
        page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
        return "\n".join(caption.value for caption in page.caption) + html_of(page)

    assert wording.ANOTHER_AGENT in in_page()
    assert "Cleo Costa" not in in_page()
    decide(centre, agents_see_best_response_agent="yes")
    assert "Cleo Costa" in in_page()


@pytest.mark.parametrize(
    ("viewer", "parameters", "refusal"),
    [
        (ANA, {"assignment": "ca-ana", "interaction": "c-ana-3"}, wording.NO_SUCH_INTERACTION),  # hers, not of this one
        (ANA, {"assignment": "ca-ana", "interaction": "c-cleo-1"}, wording.NO_SUCH_INTERACTION),  # not a marked one
        (ANA, {"assignment": "ca-ana", "best": "c-ana-1"}, wording.NO_SUCH_INTERACTION),  # not a best response
        (ANA, {"assignment": "ca-ana", "best": "c-cleo-2"}, wording.NO_SUCH_INTERACTION),
        (ANA, {"assignment": "ca-ana", "best": "no-such"}, wording.NO_SUCH_INTERACTION),
        (ANA, {"assignment": "ca-cleo"}, wording.NO_SUCH_ASSIGNMENT),
        (ANA, {"assignment": "no-such"}, wording.NO_SUCH_ASSIGNMENT),
        (ANA, {}, wording.NO_SUCH_ASSIGNMENT),
        (BEN, {"assignment": "ca-ana", "interaction": "c-ana-1", "best": "c-cleo-1"}, wording.NO_SUCH_ASSIGNMENT),
    ],
)
def test_what_is_refused_leaks_nothing(centre: Database, viewer: str, parameters: dict[str, str], refusal: str) -> None:
    page = open_page(PAGE, viewer=viewer, **parameters)
    assert [error.value for error in page.error] == [refusal]
    assert "The answer of" not in everything_sent(page)
    assert centre.query("FROM openings").empty


def test_without_a_best_response_it_says_so(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana-old")
    assert not page.exception
    assert [info.value for info in page.info] == [wording.NO_BEST_RESPONSE]
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana-old")
    assert [info.value for info in page.info] == [wording.NO_BEST_RESPONSE_FOR_SUPERVISOR]
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM assignment_interactions WHERE kind = 'marked'")
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert [info.value for info in page.info] == [wording.NOTHING_MARKED]
    assert centre.query("FROM openings").empty


@pytest.mark.parametrize("sides", [("c-cleo-1",), ("c-ana-1",), ("c-ana-1", "c-cleo-1")])
def test_a_side_with_nothing_but_a_header(centre: Database, sides: tuple[str, ...]) -> None:
    with centre.transaction() as cursor:
        for table in ("turns", "metric_results", "evidence"):
            cursor.execute(f"DELETE FROM {table} WHERE interaction_id IN ?", [list(sides)])
        cursor.execute(
            "UPDATE interactions SET started_at = NULL, kore_evaluation_score = NULL, sentiment_score = NULL, "
            "supervisor_audit_score = NULL WHERE interaction_id IN ?",
            [list(sides)],
        )
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert not page.exception
    assert not page.error
    html = html_of(page)
    assert "no metric tells them apart" in html
    assert "Kore Evaluation Score" in html
    assert (wording.NO_METRIC_TO_COMPARE in [info.value for info in page.info]) == (len(sides) == 2)
    assert (wording.NO_TRANSCRIPT_OF_BOTH in [info.value for info in page.info]) == (len(sides) == 2)
    assert (wording.NOTHING_HERE in html) == (len(sides) == 1)


def test_other_peoples_words_are_never_html(centre: Database) -> None:
    evil = "<img src=x onerror=alert(1)>"
    with centre.transaction() as cursor:
        cursor.execute("UPDATE metrics SET name = ?, coaching_area = ?", [evil, f"{evil}*"])
        cursor.execute("UPDATE metric_results SET justification = ?", [evil])
        cursor.execute("UPDATE turns SET text = ?", [evil])
        cursor.execute("UPDATE interactions SET topic = ?", [evil])
        cursor.execute("UPDATE queues SET name = ?", [evil])
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert not page.exception
    assert "<img" not in html_of(page)
    assert not any("<img" in caption.value.replace("\\<", "") for caption in page.caption)


def test_the_way_there(centre: Database) -> None:
    def links(file: str, **parameters: str) -> list[str]:
        page = open_page(file, viewer=ANA, **parameters)
        return [link.proto.query_string for link in page.get("page_link") if link.proto.page == "compare"]

    page = open_page("pages/agent/assignment.py", viewer=ANA, assignment="ca-ana")
    assert "compare?assignment=ca-ana" in tables_of(page, "assignment_interactions")[0]["action"]["address"]
    interaction = "pages/agent/interaction.py"
    (marked,) = links(interaction, assignment="ca-ana", interaction="c-ana-2")
    assert "interaction=c-ana-2" in marked
    (best,) = links(interaction, assignment="ca-ana", interaction="c-cleo-1")
    assert "best=c-cleo-1" in best
    assert links(interaction, interaction="c-ana-1") == []
    assert links(interaction, assignment="ca-ana-old", interaction="c-ana-3") == []


@pytest.mark.slow
def test_a_hundred_turns_are_few_elements_and_fast(centre: Database) -> None:
    start = pd.Timestamp("2026-11-03 09:00")
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM turns")
        for interaction in ("c-ana-1", "c-cleo-1"):
            cursor.executemany(
                "INSERT INTO turns (interaction_id, position, speaker, said_at, text) VALUES (?, ?, ?, ?, ?)",
                [
                    (interaction, place, "agent" if place % 2 else "customer", start + pd.Timedelta(seconds=9 * place),
                     f"Message number {place} with some more words in it, as people write them.")
                    for place in range(1, 101)
                ],
            )  # fmt: skip
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    began = time.process_time()
    page.run()
    taken = time.process_time() - began
    assert html_of(page).count('<li class="turn') == 200
    assert len(page.main) < 30
    assert taken < 2.0
