import pytest

from coaching.assignments import proposals
from coaching.quality import bookmarks, interactions
from coaching.storage.database import Database
from coaching.ui.pages import evaluation_view
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import Span
from tests import kept_drafts
from tests.pages.screens import everything_sent, open_page, rows_of, shown

PAGE = navigation.FILES[navigation.EVALUATION]
SAM, ANA, BEN, KIM = "sam@example.com", "ana@example.com", "ben@example.com", "kim@example.com"
EVER = Span.LAST_90_DAYS


def ticked(page, *ids: str, of: tuple[str, ...] = ("c-ana-3", "c-ana-2", "c-ana-1")):  # type: ignore[no-untyped-def]
    """A tick in the table, which AppTest cannot click: as the page finds it afterwards."""
    page.session_state[evaluation_view.SELECTION] = {ANA: list(ids)}
    assert set(ids) <= set(of)
    return page.run()


def take_permission(centre: Database, *left: str) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ? WHERE person_id = ?", [list(left), SAM])


def test_one_agents_interactions_newest_first() -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert not page.exception
    assert page.title[0].value == wording.EVALUATION
    assert shown(page, evaluation_view.TABLE, "kore") == ["100", "0 ✖ fatal", "40"]
    assert shown(page, evaluation_view.TABLE, "audit") == ["NA", "NA", "45"]
    fails = [cells["fails"] for cells in rows_of(page, evaluation_view.TABLE)]
    assert [cell.get("shown", cell.get("text")) for cell in fails] == ["nothing", ["Compliance"], ["Accuracy"]]
    assert any("data as of" in caption.value for caption in page.caption)
    assert page.selectbox(key="evaluation_period").value == Span.LAST_7_DAYS


def test_the_agent_is_one_whom_the_viewer_supervises(centre: Database) -> None:
    refused = open_page(PAGE, viewer=SAM, agent="cleo@example.com")
    assert refused.error[0].value == wording.NO_SUCH_AGENT
    assert "c-cleo" not in everything_sent(refused)
    take_permission(centre, "agent_dashboard", "coaching_assignments", "coaching_monitor")
    page = open_page(PAGE, viewer=SAM)
    assert [option.split(" ·")[0] for option in page.main.selectbox[0].options] == ["Ana Alves", "Ben Bauer"]
    assert open_page(PAGE, viewer=SAM, agent=SAM).error[0].value == wording.NO_SUCH_AGENT


def test_filters() -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    page.button_group(key=evaluation_view.AUDITED).set_value("audited").run()
    assert shown(page, evaluation_view.TABLE, "audit") == ["45"]
    page.button_group(key=evaluation_view.AUDITED).set_value("not_audited").run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["100", "0 ✖ fatal"]
    page.button_group(key=evaluation_view.ONLY).set_value(["below_pass_score"]).run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["0 ✖ fatal"]
    page.selectbox(key=evaluation_view.AREA).set_value("Accuracy").run()
    assert page.info[0].value == wording.NO_INTERACTION_MATCHES
    page.button_group(key=evaluation_view.AUDITED).set_value(None).run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["40"]
    page.selectbox(key="evaluation_queue").set_value("q-1").run()
    page.selectbox(key="evaluation_channel").set_value("chat").run()
    assert len(rows_of(page, evaluation_view.TABLE)) == 1


def test_a_filter_in_the_address_is_in_force() -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA, evaluation_audited="audited", evaluation_area="Accuracy")
    assert shown(page, evaluation_view.TABLE, "audit") == ["45"]


def test_the_period_ends_with_the_newest_day_of_data_and_may_be_any(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE interactions SET started_at = started_at - INTERVAL 10 DAY WHERE interaction_id = 'c-ana-1'"
        )
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert len(rows_of(page, evaluation_view.TABLE)) == 2
    page.selectbox(key="evaluation_period").set_value(EVER).run()
    assert len(rows_of(page, evaluation_view.TABLE)) == 3
    page.selectbox(key="evaluation_period").set_value(Span.OWN_DATES).run()
    then = centre.first("SELECT started_at::DATE AS day FROM interactions WHERE interaction_id = 'c-ana-1'")
    assert then is not None
    page.date_input(key="evaluation_dates").set_value((then["day"], then["day"])).run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["40"]


def test_bookmarks_carry_a_star_and_their_note(centre: Database) -> None:
    bookmarks.add(centre, SAM, "c-ana-2", "The *ending*")
    bookmarks.add(centre, KIM, "c-ana-1", "Kim's own")
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    dates = [cells["date"] for cells in rows_of(page, evaluation_view.TABLE)]
    assert [cell["text"].startswith("★ ") for cell in dates] == [False, True, False]
    assert dates[1]["title"] == "The *ending*"
    assert dates[1]["label"].endswith("bookmarked")
    assert "Kim's own" not in everything_sent(page)
    page.button_group(key=evaluation_view.ONLY).set_value(["bookmarked"]).run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["0 ✖ fatal"]


@pytest.mark.parametrize(("audit", "flag"), [(54.9, None), (55.0, "15"), (62.0, "22"), (25.0, "15"), (25.1, None)])
def test_scores_that_differ_are_flagged_in_words(centre: Database, audit: float, flag: str | None) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET supervisor_audit_score = ? WHERE interaction_id = 'c-ana-1'", [audit])
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    notes = [cells["audit"]["note"] for cells in rows_of(page, evaluation_view.TABLE)]
    assert notes == [None, None, flag and wording.SCORES_DIFFER.format(points=flag)]


def test_selected_interactions_go_into_the_draft_and_the_form_opens(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert page.button(key="evaluation_add").disabled
    assert wording.NOTHING_SELECTED in [caption.value for caption in page.caption]
    page = ticked(page, "c-ana-1", "c-ana-2")
    assert "2 selected" in [text.value for text in page.text]
    page = page.button(key="evaluation_add").click().run()
    assert not page.exception
    draft = kept_drafts.content_of(centre, SAM, "assignment", proposals.subject_of_agent(ANA))
    assert draft is not None
    assert draft["interactions"] == ["c-ana-1", "c-ana-2"]
    newest = interactions.data_as_of(centre)
    assert newest is not None
    assert draft["period_last"] == newest.date().isoformat()
    assert page.query_params["agent"] == ANA
    assert page.title[0].value != wording.EVALUATION
    assert page.session_state[evaluation_view.SELECTION] == {}


def test_the_selection_can_be_cleared_and_is_one_agents() -> None:
    page = ticked(open_page(PAGE, viewer=SAM, agent=ANA), "c-ana-1")
    page = page.button(key="evaluation_clear").click().run()
    assert page.button(key="evaluation_add").disabled
    page = ticked(page, "c-ana-1")
    assert not page.button(key="evaluation_add").disabled
    page.main.selectbox[0].set_value(BEN).run()
    assert page.button(key="evaluation_add").disabled
    assert shown(page, evaluation_view.TABLE, "kore") == ["90"]
    page.main.selectbox[0].set_value(ANA).run()
    assert not page.button(key="evaluation_add").disabled


def test_ticks_are_kept_across_pages_of_the_list_and_filters(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO interactions SELECT i.* REPLACE ('more-' || n AS interaction_id) "
            "FROM interactions i, range(21) r(n) WHERE interaction_id = 'c-ana-1'"
        )
    page = ticked(open_page(PAGE, viewer=SAM, agent=ANA), "c-ana-3")
    page = page.button(key=f"{evaluation_view.PAGE}_older").click().run()
    assert "1 selected" in [text.value for text in page.text]
    assert "24 interactions, page 2 of 2" in [caption.value for caption in page.caption]
    page.button_group(key=evaluation_view.AUDITED).set_value("not_audited").run()
    assert "1 selected" in [text.value for text in page.text]


def test_whoever_may_only_look_has_nothing_to_tick_and_no_button(centre: Database) -> None:
    take_permission(centre, "coaching_assignments", "coaching_monitor")
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert len(rows_of(page, evaluation_view.TABLE)) == 3
    assert "evaluation_add" not in [button.key for button in page.button]
    assert '"align": "tick"' not in everything_sent(page)
    assert '"align":"tick"' not in everything_sent(page)


def test_looking_is_not_reviewing(centre: Database) -> None:
    open_page(PAGE, viewer=SAM, agent=ANA)
    assert centre.query("FROM openings").empty


def test_without_any_data(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM interactions")
    assert open_page(PAGE, viewer=SAM, agent=ANA).info[0].value == wording.NO_DATA
