import pytest

from coaching.quality import auditing, interactions
from coaching.quality.auditing import Answer
from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import counted, plain
from tests import kept_drafts
from tests.pages.screens import everything_sent, html_of, open_page, scores_of

PAGE = navigation.FILES[navigation.AUDIT]
SAM, KIM, ANA = "sam@example.com", "kim@example.com", "ana@example.com"
METRICS = ("m-answer", "m-verify", "m-greet")


def answer_key(metric: str, interaction: str = "c-ana-1") -> str:
    return f"audit_{interaction}_answer_{metric}"


def why_key(metric: str, interaction: str = "c-ana-1") -> str:
    return f"audit_{interaction}_why_{metric}"


def audit_page(**parameters: str):  # type: ignore[no-untyped-def]
    return open_page(PAGE, viewer=SAM, interaction="c-ana-1", **parameters)


def answers(page) -> list[str | None]:  # type: ignore[no-untyped-def]
    return [page.button_group(key=answer_key(metric)).value for metric in METRICS]


def told(page) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(text.value.replace("\\", "") for text in (*page.caption, *page.markdown))


def answer(page, *qualifications: str):  # type: ignore[no-untyped-def]
    for metric, qualification in zip(METRICS, qualifications, strict=False):
        page.button_group(key=answer_key(metric)).set_value(qualification).run()
    return page


def draft(centre: Database) -> object:
    return kept_drafts.content_of(centre, SAM, "audit", "c-ana-1")


def test_the_form_starts_unanswered_with_what_the_automatic_evaluation_said_folded_away(centre: Database) -> None:
    page = audit_page()
    assert not page.exception
    assert page.title[0].value == "Room booking"
    assert answers(page) == [None, None, None]
    assert (page.metric[0].label, page.metric[0].value) == (wording.AUDIT_SCORE_SO_FAR, "NA")
    assert "0 of 3 answered" in told(page)
    assert wording.NOTHING_ANSWERED in told(page)
    assert "weight 50 · −10 if failed" in told(page)
    assert "weight 40 · fatal if failed" in told(page)
    html = html_of(page)
    assert "The answer of c-ana-1." in html
    assert html.count("<details") == 3
    assert "<p>NO: Why m-answer of c-ana-1</p>" in html
    assert 'href="#turn-4"' in html
    assert 'class="mark' not in html  # the transcript does not say what the automatic evaluation answered
    assert draft(centre) is None
    assert centre.query("FROM openings").empty


def test_the_score_follows_the_answers() -> None:
    page = answer(audit_page(), "NO", "YES")
    assert (page.metric[0].label, page.metric[0].value) == (wording.AUDIT_SCORE_SO_FAR, "33.3")
    assert wording.BELOW.format(score="70") in told(page)
    page = answer(page, "YES", "YES", "NA")
    assert (page.metric[0].label, page.metric[0].value) == (wording.AUDIT_SCORE, "100")
    assert wording.PASSES.format(score="70") in told(page)
    page = answer(page, "YES", "NO")
    assert page.metric[0].value == "0"
    assert wording.FATAL_FAILED.format(metrics="Verifies the customer") in told(page)
    page = answer(page, "NA", "NA", "NA")
    assert page.metric[0].value == wording.NA
    assert wording.NOTHING_APPLIES in told(page)


def test_a_submitted_audit_is_stored_and_shown_on_the_interaction(centre: Database) -> None:
    page = answer(audit_page(), "NO", "YES", "YES")
    page.text_input(key=why_key("m-answer")).set_value("The price was *wrong*").run()
    page.text_area(key="audit_c-ana-1_comment").set_value("Look at the price list").run()
    assert draft(centre) is not None
    page = page.button(key="audit_submit").click().run()
    assert not page.exception
    assert draft(centre) is None
    assert scores_of(page)[wording.SUPERVISOR_AUDIT_SCORE] == "40"
    texts = [text.value for text in page.text]
    assert "Look at the price list" in texts
    assert any(text.startswith("Sam Soto · ") and text.endswith("audit score 40") for text in texts)
    assert "Auditor Sam Soto: NO: The price was *wrong*" in html_of(page)
    found = interactions.audits(centre, SAM, "c-ana-1")
    assert [audit.score for audit in found] == [40, 45]


def test_an_audit_open_in_two_tabs_is_submitted_once_and_the_second_is_led_to_it(centre: Database) -> None:
    first, second = answer(audit_page(), "NO", "YES", "YES"), answer(audit_page(), "NO", "YES", "YES")
    first.button(key="audit_submit").click().run()
    second = second.button(key="audit_submit").click().run()
    assert second.error[0].value == plain(wording.AUDIT_SUBMITTED_BEFORE)
    assert wording.SEE_AUDIT in everything_sent(second)
    assert len(interactions.audits(centre, SAM, "c-ana-1")) == 2  # with the one that was there before


def test_a_re_audit_begins_anew_and_says_afterwards_what_changed(centre: Database) -> None:
    answer(audit_page(), "NO", "YES", "YES").button(key="audit_submit").click().run()
    page = audit_page()
    assert answers(page) == [None, None, None]
    assert "Your last audit said NO" in html_of(page)
    page = page.button(key="audit_take_own").click().run()
    assert answers(page) == ["NO", "YES", "YES"]
    page = answer(page, "YES").button(key="audit_submit").click().run()
    assert not page.exception
    assert wording.CHANGED_SINCE in told(page)
    assert "Answers the question: NO → YES" in [text.value for text in page.text]


def test_the_automatic_answers_fill_the_rest_only(centre: Database) -> None:
    page = answer(audit_page(), "YES")
    page = page.button(key="audit_take_automatic").click().run()
    assert answers(page) == ["YES", "YES", "YES"]
    kept = drafts.words(centre, SAM, "c-ana-1", "audit")
    assert kept.texts == {f"answers {metric}": "YES" for metric in ("m-answer", "m-verify", "m-greet")}
    assert "audit_take_own" not in [button.key for button in page.button]


def test_what_is_missing_stands_at_the_metric_and_nothing_is_stored(centre: Database) -> None:
    page = answer(audit_page(), "YES").button(key="audit_submit").click().run()
    assert not page.exception
    complaint = f":red[⚠ {wording.CHOOSE_AN_ANSWER}]"
    assert sum(wording.CHOOSE_AN_ANSWER in markdown.value.replace("\\", "") for markdown in page.markdown) == 2
    assert complaint.startswith(":red")
    assert [error.value for error in page.error] == [counted(2, wording.AUDIT_NOT_SENT)]
    assert len(interactions.audits(centre, SAM, "c-ana-1")) == 1
    assert draft(centre) is not None
    # What is answered then is complained about no more, at once; the other complaint stays.
    page.button_group(key=answer_key("m-verify")).set_value("YES").run()
    assert sum(wording.CHOOSE_AN_ANSWER in markdown.value.replace("\\", "") for markdown in page.markdown) == 1
    assert [error.value for error in page.error] == [counted(1, wording.AUDIT_NOT_SENT)]
    page.button_group(key=answer_key("m-greet")).set_value("NA").run()
    assert not any(wording.CHOOSE_AN_ANSWER in markdown.value.replace("\\", "") for markdown in page.markdown)
    assert not page.error
    page = answer(page, "YES", "YES", "YES").button(key="audit_submit").click().run()
    assert not page.error
    assert [audit.score for audit in interactions.audits(centre, SAM, "c-ana-1")] == [100, 45]


def test_a_draft_survives_a_reload_and_a_click_elsewhere(centre: Database) -> None:
    page = answer(audit_page(), "NO", "YES")
    page.text_input(key=why_key("m-answer")).set_value("Wrong price").run()
    elsewhere = open_page(navigation.FILES[navigation.INTERACTION], viewer=SAM, interaction="c-ana-1")
    assert wording.CONTINUE_AUDIT in everything_sent(elsewhere)
    again = audit_page()
    assert answers(again) == ["NO", "YES", None]
    assert again.text_input(key=why_key("m-answer")).value == "Wrong price"
    assert open_page(PAGE, viewer=KIM, interaction="c-ana-1").button_group(key=answer_key("m-answer")).value is None


def test_within_one_visit_the_draft_is_there_again_after_leaving(centre: Database) -> None:
    page = answer(audit_page(), "NO", "YES")
    page = page.button(key="audit_leave").click().run()
    assert page.title[0].value == "Room booking"
    assert wording.CONTINUE_AUDIT in everything_sent(page)
    page.switch_page(PAGE)
    page.query_params["interaction"] = "c-ana-1"
    page = page.run()
    assert answers(page) == ["NO", "YES", None]


def test_a_draft_can_be_discarded_and_an_emptied_form_is_no_draft(centre: Database) -> None:
    page = answer(audit_page(), "NO")
    page = page.button(key="audit_discard").click().run()
    assert answers(page) == [None, None, None]
    assert draft(centre) is None
    page = answer(page, "NO")
    assert draft(centre) is not None
    page.button_group(key=answer_key("m-answer")).set_value(None).run()
    assert draft(centre) is None


def test_a_draft_that_does_not_fit_the_form_any_more_breaks_nothing(centre: Database) -> None:
    kept = {"gone": "YES", "m-greet": "MAYBE", "m-verify": "NO"}
    kept_drafts.keep(centre, SAM, "audit", "c-ana-1", {"answers": kept})
    page = audit_page()
    assert not page.exception
    assert answers(page) == [None, "NO", None]


@pytest.mark.parametrize(
    ("viewer", "interaction", "sentence"),
    [
        (SAM, "c-cleo-2", wording.NO_SUCH_INTERACTION),
        (SAM, "no-such", wording.NO_SUCH_INTERACTION),
        (SAM, "", wording.NO_SUCH_INTERACTION),
        (SAM, "c-cleo-1", wording.NOT_TO_AUDIT),  # to see as a best response only
        ("lee@example.com", "c-ana-1", wording.NO_SUCH_INTERACTION),
    ],
)
def test_what_is_refused_leaks_nothing(viewer: str, interaction: str, sentence: str) -> None:
    page = open_page(PAGE, viewer=viewer, interaction=interaction)
    assert [error.value for error in page.error] == [sentence]
    assert page.title[0].value in (wording.NOT_HERE, wording.MAY_NOT_OPEN)
    assert "The answer of" not in everything_sent(page)


def test_nobody_audits_themselves(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET agent_id = ? WHERE interaction_id = 'c-ana-1'", [SAM])
        cursor.execute(
            "UPDATE people SET permissions = list_append(permissions, 'agent_dashboard') WHERE person_id = ?", [SAM]
        )
    assert audit_page().error[0].value == wording.NOT_TO_AUDIT


def test_whoever_may_only_look_reads_which_permission_is_missing(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = ?", [SAM]
        )
    page = audit_page()
    assert [error.value for error in page.error] == [
        wording.MISSING_PERMISSION.format(permissions="qa_functionalities")
    ]
    assert "The answer of" not in everything_sent(page)


def test_an_interaction_without_metrics_says_so(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM metric_results WHERE interaction_id = 'c-ana-1'")
        cursor.execute("UPDATE interactions SET form_id = NULL WHERE interaction_id = 'c-ana-1'")
    page = audit_page()
    assert page.info[0].value == wording.NOTHING_TO_AUDIT
    assert not page.button_group


def test_a_permission_withdrawn_meanwhile_counts_when_it_is_submitted(centre: Database) -> None:
    page = answer(audit_page(), "YES", "YES", "YES")
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM supervisions WHERE agent_id = ?", [ANA])
    page.button(key="audit_submit").click().run()
    assert len(interactions.audits(centre, KIM, "c-ana-1")) == 1


def test_another_auditors_answers_are_not_on_the_form(centre: Database) -> None:
    given = {metric: Answer("NO", "Kim thinks so") for metric in METRICS}
    auditing.submit(centre, KIM, "c-ana-1", given, "")
    assert "Kim thinks so" not in everything_sent(audit_page())
