"""The Coaching Monitor: its rows, its columns, and the change of each coached area."""

from datetime import timedelta

import pytest

from coaching.storage.database import Database
from coaching.ui.pieces import table
from coaching.words import wording
from coaching.words.formatting import day
from tests.pages.monitored import ANA, ANY_TIME, BEN, LEE, NAMES, PAGE, SAM, TABLE, change, today
from tests.pages.screens import everything_sent, open_page, rows_of, shown, shows_names_as_text


def test_a_supervisor_reads_the_last_seven_days_newest_first(scored: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.title[0].value == wording.COACHING_MONITOR
    assert any(caption.value.startswith("data as of ") for caption in page.caption)
    assert shown(page, TABLE, "name") == NAMES[:2]
    assert shown(page, TABLE, "agent") == ["Ana Alves", "Ben Bauer"]
    assert shown(page, TABLE, "assigned") == [day(today() - timedelta(3)), day(today() - timedelta(5))]
    assert shown(page, TABLE, "kore") == ["82.5", wording.NA]
    assert shown(page, TABLE, "scorecard") == [
        "63.3",
        wording.NA,
    ]  # 57 of 90 points: Accuracy 31, Compliance 16, Etiquette 10
    first, second = rows_of(page, TABLE)
    assert first["areas"] == table.tags(["Accuracy", "Compliance", "Etiquette"])
    assert first["kore"]["title"] == "mean of 4 interactions"
    assert second["kore"]["tone"] == "quiet"
    assert "2 of 3 assignments" in [caption.value for caption in page.caption]
    span = f"{day(today() - timedelta(6))} to {day(today())}"
    assert any(span in caption.value for caption in page.caption)
    assert wording.COMPARED not in [caption.value for caption in page.caption]


def test_compare_adds_the_change_of_each_area(scored: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page.toggle(key="monitor_compare").set_value(True).run()
    assert not page.exception
    ana, ben = rows_of(page, TABLE)
    accuracy, compliance, etiquette = ana["change"]["lines"]
    assert (accuracy["label"], accuracy["value"], accuracy["rest"]) == ("Accuracy", "▲ +40.0 better", "(50 → 90)")
    assert accuracy["tone"] == "good"
    assert accuracy["detail"] == "between +17.3 and +62.7 points · 6 interactions before, 6 after"
    assert compliance["value"] == "▲ +10.0 too few to judge"
    assert compliance["detail"] == (
        "4 interactions before, 2 after · to tell a change of 5 points takes about 140 interactions in each period"
    )
    assert compliance["tone"] == "quiet"
    assert (etiquette["value"], etiquette["tone"]) == ("no data", "quiet")
    assert etiquette["detail"] == "4 interactions before, 0 after"
    assert [line["value"] for line in ben["change"]["lines"]] == ["no data"]
    assert wording.COMPARED in [caption.value for caption in page.caption]
    assert "areas" not in ana
    assert "signifi" not in everything_sent(page)


@pytest.mark.parametrize(
    ("earned", "value", "tone"),
    [
        ({-2: 9, -1: 10, 1: 5, 2: 4}, "▼ −50.0 worse", "warn"),
        ({-2: 2, -1: 9, 1: 9, 2: 3}, "▲ +5.0 within noise", "quiet"),
        ({-2: 5, -1: 5, 1: 5, 2: 5}, "= 0.0 within noise", "quiet"),
    ],
)
def test_how_a_change_reads(scored: Database, earned: dict[int, int], value: str, tone: str) -> None:
    change(scored, "DELETE FROM area_daily")
    with scored.transaction() as cursor:
        for number, points in earned.items():
            on = today() - timedelta(3) + timedelta(number)
            cursor.execute(
                "INSERT INTO area_daily VALUES (?, 'q-1', 'chat', 'Accuracy', ?, ?, 10, 3)", [ANA, on, points]
            )
    line = rows_of(open_page(PAGE, viewer=SAM, monitor_compare="true"), TABLE)[0]["change"]["lines"][0]
    assert (line["value"], line["tone"]) == (value, tone)


def test_a_row_leads_to_the_agents_progress() -> None:
    page = open_page(PAGE, viewer=SAM)
    assert rows_of(page, TABLE)[1]["name"]["kind"] == "opens"
    assert "progress?assignment=ca-ben&viewer=sam" in everything_sent(page)


def test_many_come_in_pages_and_a_filter_begins_at_the_first(centre: Database) -> None:
    change(
        centre,
        "INSERT INTO assignments BY NAME SELECT a.* REPLACE ('more-' || i AS assignment_id, 'More ' || i AS name) "
        "FROM assignments a, range(30) r(i) WHERE assignment_id = 'ca-ana-old'",
    )
    page = open_page(PAGE, viewer=SAM, **ANY_TIME)
    assert len(rows_of(page, TABLE)) == 25
    assert "33 assignments, page 1 of 2" in [caption.value for caption in page.caption]
    page.button(key="monitor_page_older").click().run()
    assert len(rows_of(page, TABLE)) == 8
    page.multiselect(key="monitor_agent").set_value([ANA]).run()
    assert "32 assignments, page 1 of 2" in [caption.value for caption in page.caption]


def test_withdrawn_ones_are_nowhere(centre: Database) -> None:
    change(centre, "UPDATE assignments SET withdrawn_at = assigned_at WHERE assignment_id = 'ca-ana'")
    page = open_page(PAGE, viewer=SAM, **ANY_TIME)
    assert shown(page, TABLE, "name") == NAMES[1:]
    assert "2 of 2 assignments" in [caption.value for caption in page.caption]


def test_no_assignments_at_all_and_no_data_at_all(centre: Database) -> None:
    change(centre, "DELETE FROM assignments WHERE agent_id <> 'cleo@example.com'")
    assert open_page(PAGE, viewer=SAM).info[0].value == wording.NO_MONITORED
    change(centre, "DELETE FROM interactions")
    assert open_page(PAGE, viewer=LEE).info[0].value == wording.NO_DATA


def test_an_agent_reads_none_of_it() -> None:
    page = open_page(PAGE, viewer=ANA)
    assert [message.value for message in page.error] == [
        wording.MISSING_PERMISSION.format(permissions="coaching_monitor")
    ]
    assert "Coaching ca" not in everything_sent(page)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "**bold** [x](http://evil)", "=1+1"])
def test_other_peoples_words_are_text(centre: Database, words: str) -> None:
    shows_names_as_text(PAGE, TABLE, centre, words)


def test_agents_of_the_same_name_are_told_apart(centre: Database) -> None:
    change(centre, f"UPDATE people SET name = 'Ana Alves' WHERE person_id = '{BEN}'")
    page = open_page(PAGE, viewer=SAM)
    assert page.multiselect(key="monitor_agent").options == [f"Ana Alves ({ANA})", f"Ana Alves ({BEN})"]
