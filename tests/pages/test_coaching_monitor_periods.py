"""The periods of the Coaching Monitor: back from the newest data, ahead for follow-ups."""

from datetime import timedelta

from coaching.measuring.monitor import By
from coaching.storage.database import Database
from coaching.words.days import Span
from tests.pages.monitored import NAMES, PAGE, SAM, TABLE, change, today
from tests.pages.screens import open_page, shown


def test_follow_up_looks_ahead_unless_asked_otherwise() -> None:
    page = open_page(PAGE, viewer=SAM)
    period = page.selectbox(key="monitor_period")
    assert period.options == ["Last 7 days", "Last 28 days", "Last 90 days", "Any time", "Choose dates"]
    page.selectbox(key="monitor_by").set_value(By.FOLLOW_UP).run()
    period = page.selectbox(key="monitor_period")
    assert period.options[:3] == ["Next 7 days", "Next 28 days", "Last 7 days"]
    assert period.value == Span.NEXT_7_DAYS
    assert shown(page, TABLE, "name") == NAMES[:2]
    period.set_value(Span.NEXT_28_DAYS).run()
    page.selectbox(key="monitor_by").set_value(By.ASSIGNED).run()
    assert page.selectbox(key="monitor_period").value == Span.LAST_7_DAYS
    page.selectbox(key="monitor_period").set_value(Span.LAST_90_DAYS).run()
    page.selectbox(key="monitor_by").set_value(By.FOLLOW_UP).run()
    assert page.selectbox(key="monitor_period").value == Span.LAST_90_DAYS  # somebody chose it
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]


def test_a_follow_up_of_the_next_days_is_from_today_on(centre: Database) -> None:
    for days, expected in ((0, NAMES[:1]), (6, NAMES[:1]), (7, [])):
        with centre.transaction() as cursor:
            cursor.execute(
                "UPDATE assignments SET follow_up_on = if(assignment_id = 'ca-ana', ?, DATE '2020-01-01')",
                [today() + timedelta(days)],
            )
        assert shown(open_page(PAGE, viewer=SAM, monitor_by=By.FOLLOW_UP), TABLE, "name") == expected


def test_periods_of_the_past_are_counted_from_the_newest_day_with_data(centre: Database) -> None:
    """Data that was imported months ago opens on its last days, not on "0 of 3"."""
    change(
        centre,
        "UPDATE assignments SET assigned_at = assigned_at - INTERVAL 200 DAY, follow_up_on = follow_up_on - 200",
        "UPDATE interactions SET started_at = started_at - INTERVAL 180 DAY, ended_at = ended_at - INTERVAL 180 DAY",
    )
    page = open_page(PAGE, viewer=SAM)
    assert page.selectbox(key="monitor_period").value == Span.LAST_7_DAYS
    assert shown(page, TABLE, "name") == NAMES[:2]
    assert "2 of 3 assignments" in [caption.value for caption in page.caption]


def test_what_is_dated_in_the_future_moves_no_window(centre: Database) -> None:
    before = [caption.value for caption in open_page(PAGE, viewer=SAM).caption]
    change(
        centre,
        "INSERT INTO interactions BY NAME SELECT * REPLACE ('c-future' AS interaction_id, "
        "started_at + INTERVAL 900 DAY AS started_at) FROM interactions WHERE interaction_id = 'c-ben-1'",
    )
    assert [caption.value for caption in open_page(PAGE, viewer=SAM).caption] == before
