"""The filters of the Coaching Monitor: what they find, and when they come back."""

from datetime import timedelta

import pytest

from coaching.measuring.monitor import By
from coaching.storage import saved_filters
from coaching.storage.database import Database
from coaching.ui.pages import monitor_view
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import Span
from tests.pages.monitored import ANA, ANY_TIME, BEN, KIM, NAMES, PAGE, SAM, TABLE, today
from tests.pages.screens import open_page, rows_of, shown


def test_filters_narrow_the_list_and_clear_brings_it_back() -> None:
    page = open_page(PAGE, viewer=KIM, **ANY_TIME)
    assert len(rows_of(page, TABLE)) == 4
    page.selectbox(key="monitor_team").set_value("South").run()
    assert shown(page, TABLE, "agent") == ["Cleo Costa"]
    assert "1 of 4 assignments" in [caption.value for caption in page.caption]
    page.selectbox(key="monitor_team").set_value(None).run()
    page.multiselect(key="monitor_agent").set_value([BEN]).run()
    assert shown(page, TABLE, "agent") == ["Ben Bauer"]
    page.multiselect(key="monitor_agent").set_value([]).run()
    page.multiselect(key="monitor_area").set_value(["Compliance"]).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana"]
    page.multiselect(key="monitor_area").set_value([]).run()
    page.selectbox(key="monitor_by").set_value(By.FOLLOW_UP).run()
    page.selectbox(key="monitor_period").set_value(Span.LAST_7_DAYS).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]  # its follow-up was six days ago
    page.selectbox(key="monitor_team").set_value("South").run()
    assert rows_of(page, TABLE) == []
    assert page.info[0].value == wording.NO_MONITORED_MATCH
    page.button(key="monitor_clear").click().run()
    assert shown(page, TABLE, "name") == ["Coaching ca-cleo", *NAMES[:2]]
    assert page.button(key="monitor_clear").disabled


def test_own_dates() -> None:
    page = open_page(PAGE, viewer=SAM, monitor_period=Span.OWN_DATES)
    assert shown(page, TABLE, "name") == NAMES  # the last 28 days
    long_ago = today() - timedelta(20)
    page.date_input(key="monitor_dates").set_value((long_ago, long_ago)).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]


def test_every_filter_is_in_the_address() -> None:
    page = open_page(
        PAGE,
        viewer=SAM,
        monitor_by=By.FOLLOW_UP,
        monitor_period=Span.LAST_28_DAYS,
        monitor_area="Etiquette",
        monitor_team="North",
        monitor_agent="Ana Alves",
        monitor_compare="true",
    )
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
    assert "change" in rows_of(page, TABLE)[0]
    assert page.multiselect(key="monitor_agent").value == [ANA]


def test_filters_are_kept_for_the_next_visit_and_nobody_elses(centre: Database) -> None:
    first = open_page(PAGE, viewer=KIM)
    assert saved_filters.saved(centre, KIM, navigation.COACHING_MONITOR) is None  # a look changes nothing
    first.selectbox(key="monitor_period").set_value(Span.OWN_DATES).run()
    long_ago = (today() - timedelta(21), today() - timedelta(19))
    first.date_input(key="monitor_dates").set_value(long_ago).run()
    first.multiselect(key="monitor_agent").set_value([ANA, BEN]).run()
    first.multiselect(key="monitor_area").set_value(["Etiquette"]).run()
    first.selectbox(key="monitor_team").set_value("North").run()
    first.toggle(key="monitor_compare").set_value(True).run()
    again = open_page(PAGE, viewer=KIM)
    assert not again.exception
    assert shown(again, TABLE, "name") == ["Coaching ca-ana-old"]
    assert again.selectbox(key="monitor_period").value == Span.OWN_DATES
    assert again.date_input(key="monitor_dates").value == long_ago
    assert again.multiselect(key="monitor_agent").value == [ANA, BEN]
    assert again.multiselect(key="monitor_area").value == ["Etiquette"]
    assert again.selectbox(key="monitor_team").value == "North"
    assert again.toggle(key="monitor_compare").value is True
    others = open_page(PAGE, viewer=SAM)
    assert others.selectbox(key="monitor_period").value == Span.LAST_7_DAYS
    assert others.toggle(key="monitor_compare").value is False


def test_follow_up_is_kept_as_well_and_cleared_is_cleared() -> None:
    page = open_page(PAGE, viewer=SAM)
    page.selectbox(key="monitor_by").set_value(By.FOLLOW_UP).run()
    page.selectbox(key="monitor_period").set_value(Span.LAST_7_DAYS).run()
    again = open_page(PAGE, viewer=SAM)
    assert again.selectbox(key="monitor_by").value == By.FOLLOW_UP
    assert shown(again, TABLE, "name") == ["Coaching ca-ana-old"]
    again.button(key="monitor_clear").click().run()
    assert shown(open_page(PAGE, viewer=SAM), TABLE, "name") == NAMES[:2]


def test_an_address_wins_over_what_was_left(centre: Database) -> None:
    saved_filters.save(
        centre, SAM, navigation.COACHING_MONITOR, dict(monitor_view.UNTOUCHED) | {"monitor_period": Span.ANY_TIME}
    )
    assert shown(open_page(PAGE, viewer=SAM), TABLE, "name") == NAMES
    page = open_page(PAGE, viewer=SAM, monitor_by=By.FOLLOW_UP)
    assert page.selectbox(key="monitor_period").value == Span.NEXT_7_DAYS
    assert shown(page, TABLE, "name") == NAMES[:2]
    assert shown(open_page(PAGE, viewer=SAM), TABLE, "name") == NAMES  # and is not kept until something is changed


def test_what_is_gone_is_dropped_from_what_was_left(centre: Database) -> None:
    saved_filters.save(
        centre,
        SAM,
        navigation.COACHING_MONITOR,
        {
            "monitor_by": "Nothing known",
            "monitor_period": "Last 7 years",
            "monitor_area": ["Gone", "Etiquette"],
            "monitor_team": "South",
            "monitor_agent": ["cleo@example.com", "nobody"],
            "monitor_compare": "perhaps",
            "monitor_verdict": ["better"],
        },
    )
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.multiselect(key="monitor_area").value == ["Etiquette"]
    assert page.multiselect(key="monitor_agent").value == []
    assert page.selectbox(key="monitor_team").value is None
    assert shown(page, TABLE, "name") == NAMES[:2]


def test_what_this_session_showed_last_wins_over_what_was_kept(centre: Database) -> None:
    saved_filters.save(
        centre,
        SAM,
        navigation.COACHING_MONITOR,
        {**monitor_view.UNTOUCHED, "monitor_period": Span.ANY_TIME, "monitor_area": ["Accuracy"]},
    )
    page = open_page(PAGE, viewer=SAM, monitor_area="Etiquette", monitor_period=Span.ANY_TIME)
    assert shown(page, TABLE, "name") == NAMES
    page.switch_page(navigation.FILES[navigation.COVERAGE]).run()
    page.query_params.clear()
    page.query_params["viewer"] = SAM
    page.switch_page(PAGE).run()
    assert not page.exception
    assert page.multiselect(key="monitor_area").value == ["Etiquette"]
    assert page.query_params["monitor_area"] in ("Etiquette", ["Etiquette"])
    assert shown(page, TABLE, "name") == NAMES
    assert shown(open_page(PAGE, viewer=SAM), TABLE, "name") == NAMES[:1]  # another session: what was kept


@pytest.mark.parametrize(
    "parameters",
    [
        {"monitor_by": By.ASSIGNED, "monitor_period": Span.NEXT_7_DAYS},
        {"monitor_period": Span.NEXT_28_DAYS},
        {"monitor_by": "Never", "monitor_period": "Last 7 years"},
        {"monitor_team": "North", "monitor_agent": "Cleo Costa"},
        {"monitor_team": "South", "monitor_agent": "Ben"},
    ],
)
def test_an_impossible_address_is_no_accident(parameters: dict[str, str]) -> None:
    for viewer in (SAM, KIM):
        page = open_page(PAGE, viewer=viewer, **parameters)
        assert not page.exception
        assert page.selectbox(key="monitor_by").value == By.ASSIGNED
        assert page.selectbox(key="monitor_period").value == Span.LAST_7_DAYS
        assert page.multiselect(key="monitor_agent").value == []


def test_a_team_offers_its_own_agents() -> None:
    page = open_page(PAGE, viewer=KIM, **ANY_TIME)
    assert page.multiselect(key="monitor_agent").options == ["Ana Alves", "Ben Bauer", "Cleo Costa"]
    page.multiselect(key="monitor_agent").set_value([ANA, "cleo@example.com"]).run()
    page.selectbox(key="monitor_team").set_value("South").run()
    assert page.multiselect(key="monitor_agent").options == ["Cleo Costa"]
    assert page.multiselect(key="monitor_agent").value == ["cleo@example.com"]
    page.selectbox(key="monitor_team").set_value("North").run()
    assert not page.exception
    assert page.multiselect(key="monitor_agent").value == []
    assert shown(page, TABLE, "name") == NAMES
