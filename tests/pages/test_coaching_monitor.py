from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from coaching import saved_filters
from coaching.database import Database, utc_now
from coaching.monitor import Wanted
from coaching.ui import monitor_view, navigation, wording
from coaching.ui.formatting import day
from tests.pages.screens import everything_sent, open_page, rows_of, shown

PAGE = navigation.FILES[navigation.COACHING_MONITOR]
TABLE = "monitor_table"
ANA, BEN, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "lee", "kim"))
ANY_TIME = {"monitor_period": wording.ANY_TIME}
NAMES = ["Coaching ca-ana", "Coaching ca-ben", "Coaching ca-ana-old"]


def change(centre: Database, *statements: str) -> None:
    with centre.transaction() as cursor:
        for statement in statements:
            cursor.execute(statement)


def today() -> date:
    return utc_now().date()


@pytest.fixture
def scored(centre: Database) -> Database:
    """An interaction of today, and Ana's Accuracy before and after ca-ana (three days ago): from 50 to 90. Compliance
    has a single day after it, Etiquette none."""
    change(
        centre,
        "INSERT INTO interactions BY NAME SELECT * REPLACE ('c-today' AS interaction_id, "
        "now()::TIMESTAMP AS started_at, now()::TIMESTAMP AS ended_at) "
        "FROM interactions WHERE interaction_id = 'c-ben-1'",
        f"INSERT INTO agent_daily VALUES ('{ANA}', 'q-1', 'chat', '{today()}', 4, 4, 330, 0, 0, 0, 0)",
    )
    assigned = centre.first("SELECT assigned_at::DATE AS assigned FROM assignments WHERE assignment_id = 'ca-ana'")
    assert assigned is not None
    days = {
        "Accuracy": {-7: 5, -6: 6, -1: 4, 1: 8, 2: 9, 3: 10},
        "Compliance": {-2: 5, -1: 5, 2: 6},
        "Etiquette": {-2: 5, -1: 5},
    }
    with centre.transaction() as cursor:
        for area, earned in days.items():
            for number, points in earned.items():
                on = assigned["assigned"] + timedelta(number)
                cursor.execute(
                    "INSERT INTO area_daily VALUES (?, 'q-1', 'chat', ?, ?, ?, 10, 2)", [ANA, area, on, points]
                )
    return centre


def test_a_supervisor_reads_the_last_seven_days_newest_first(scored: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.title[0].value == wording.COACHING_MONITOR
    assert page.caption[0].value.startswith("data as of ")
    assert shown(page, TABLE, "name") == NAMES[:2]
    assert shown(page, TABLE, "agent") == ["Ana Alves", "Ben Bauer"]
    assert shown(page, TABLE, "assigned") == [day(today() - timedelta(3)), day(today() - timedelta(5))]
    assert shown(page, TABLE, "kore") == ["82.5", wording.NA]
    assert shown(page, TABLE, "scorecard") == [
        "63.3",
        wording.NA,
    ]  # 57 of 90 points: Accuracy 31, Compliance 16, Etiquette 10
    first, second = rows_of(page, TABLE)
    assert first["areas"] == {"kind": "tags", "shown": ["Accuracy", "Compliance"], "rest": ["Etiquette"]}
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
    assert compliance["value"] == "▲ +10.0 too few days to judge (50 → 60)"
    assert compliance["detail"] == "4 interactions before, 2 after"
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
        ({-2: 2, -1: 9, 1: 9, 2: 3}, "▲ +5.0 within noise (55 → 60)", "quiet"),
        ({-2: 5, -1: 5, 1: 5, 2: 5}, "= 0.0 within noise (50 → 50)", "quiet"),
    ],
)
def test_how_a_change_reads(scored: Database, earned: dict[int, int], value: str, tone: str) -> None:
    change(scored, "DELETE FROM area_daily")
    with scored.transaction() as cursor:
        for number, points in earned.items():
            on = today() - timedelta(3) + timedelta(number)
            cursor.execute(
                "INSERT INTO area_daily VALUES (?, 'q-1', 'chat', 'Accuracy', ?, ?, 10, 2)", [ANA, on, points]
            )
    line = rows_of(open_page(PAGE, viewer=SAM, monitor_compare="true"), TABLE)[0]["change"]["lines"][0]
    assert (line["value"], line["tone"]) == (value, tone)


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
    page.selectbox(key="monitor_period").set_value("Last 7 days").run()
    page.button_group(key="monitor_by").set_value("Follow-up").run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]  # its follow-up was six days ago
    page.selectbox(key="monitor_team").set_value("South").run()
    assert rows_of(page, TABLE) == []
    assert page.info[0].value == wording.NO_MONITORED_MATCH
    page.button(key="monitor_clear").click().run()
    assert shown(page, TABLE, "name") == ["Coaching ca-cleo", *NAMES[:2]]
    assert page.button(key="monitor_clear").disabled


def test_own_dates() -> None:
    page = open_page(PAGE, viewer=SAM, monitor_period=wording.OWN_PERIOD)
    assert shown(page, TABLE, "name") == NAMES  # the last 28 days
    long_ago = today() - timedelta(20)
    page.date_input(key="monitor_dates").set_value((long_ago, long_ago)).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]


def test_every_filter_is_in_the_address() -> None:
    page = open_page(
        PAGE,
        viewer=SAM,
        monitor_by="Follow-up",
        monitor_period="Last 28 days",
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
    first.selectbox(key="monitor_period").set_value(wording.OWN_PERIOD).run()
    long_ago = (today() - timedelta(21), today() - timedelta(19))
    first.date_input(key="monitor_dates").set_value(long_ago).run()
    first.multiselect(key="monitor_agent").set_value([ANA, BEN]).run()
    first.multiselect(key="monitor_area").set_value(["Etiquette"]).run()
    first.selectbox(key="monitor_team").set_value("North").run()
    first.toggle(key="monitor_compare").set_value(True).run()
    again = open_page(PAGE, viewer=KIM)
    assert not again.exception
    assert shown(again, TABLE, "name") == ["Coaching ca-ana-old"]
    assert again.selectbox(key="monitor_period").value == wording.OWN_PERIOD
    assert again.date_input(key="monitor_dates").value == long_ago
    assert again.multiselect(key="monitor_agent").value == [ANA, BEN]
    assert again.multiselect(key="monitor_area").value == ["Etiquette"]
    assert again.selectbox(key="monitor_team").value == "North"
    assert again.toggle(key="monitor_compare").value is True
    others = open_page(PAGE, viewer=SAM)
    assert others.selectbox(key="monitor_period").value == "Last 7 days"
    assert others.toggle(key="monitor_compare").value is False


def test_follow_up_is_kept_as_well_and_cleared_is_cleared() -> None:
    page = open_page(PAGE, viewer=SAM)
    page.button_group(key="monitor_by").set_value("Follow-up").run()
    again = open_page(PAGE, viewer=SAM)
    assert again.button_group(key="monitor_by").value == "Follow-up"
    assert shown(again, TABLE, "name") == ["Coaching ca-ana-old"]
    again.button(key="monitor_clear").click().run()
    assert shown(open_page(PAGE, viewer=SAM), TABLE, "name") == NAMES[:2]


def test_an_address_wins_over_what_was_left(centre: Database) -> None:
    saved_filters.save(
        centre, SAM, navigation.COACHING_MONITOR, dict(monitor_view.UNTOUCHED) | {"monitor_period": wording.ANY_TIME}
    )
    assert shown(open_page(PAGE, viewer=SAM), TABLE, "name") == NAMES
    page = open_page(PAGE, viewer=SAM, monitor_by="Follow-up")
    assert page.selectbox(key="monitor_period").value == "Last 7 days"
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
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
        },
    )
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.multiselect(key="monitor_area").value == ["Etiquette"]
    assert page.multiselect(key="monitor_agent").value == []
    assert page.selectbox(key="monitor_team").value is None
    assert shown(page, TABLE, "name") == NAMES[:2]


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
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET name = ? WHERE assignment_id = 'ca-ana'", [words])
        cursor.execute("UPDATE people SET name = ? WHERE person_id = ?", [words, BEN])
    page = open_page(PAGE, viewer=SAM)
    assert shown(page, TABLE, "name")[0] == words
    assert shown(page, TABLE, "agent")[1] == words


def test_agents_of_the_same_name_are_told_apart(centre: Database) -> None:
    change(centre, f"UPDATE people SET name = 'Ana Alves' WHERE person_id = '{BEN}'")
    page = open_page(PAGE, viewer=SAM)
    assert page.multiselect(key="monitor_agent").options == [f"Ana Alves ({ANA})", f"Ana Alves ({BEN})"]


def exported(centre: Database, viewer: str, compared: bool) -> pd.DataFrame:
    wanted = Wanted(first_day=today() - timedelta(6))
    return monitor_view.exported(centre, viewer, wanted, today(), ZoneInfo("UTC"), compared)


def test_the_export_holds_what_the_filters_show(scored: Database) -> None:
    plain = exported(scored, SAM, False)
    assert list(plain.columns) == [
        "Agent", "Team", "Name", "Coaching areas", "Assigned", "Follow-up", wording.SCORECARD_SCORE,
        wording.KORE_EVALUATION_SCORE,
    ]  # fmt: skip
    assert plain["Name"].tolist() == NAMES[:2]
    assert plain["Coaching areas"].tolist() == ["Accuracy, Compliance, Etiquette", "Etiquette"]
    assert plain["Assigned"].tolist() == [today() - timedelta(3), today() - timedelta(5)]
    compared = exported(scored, SAM, True)
    assert compared["Name"].tolist() == [*3 * NAMES[:1], NAMES[1]]
    assert compared["Coaching area"].tolist() == ["Accuracy", "Compliance", "Etiquette", "Etiquette"]
    assert compared["Reading"].tolist() == ["better", "too few days to judge", "no data", "no data"]
    assert compared["Change (points)"].round(1).tolist()[:2] == [40.0, 10.0]
    assert compared["Interactions before"].tolist() == [6, 4, 4, 0]
    assert exported(scored, ANA, True).empty


def test_both_files_can_be_downloaded(scored: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == [wording.DOWNLOAD_CSV, wording.DOWNLOAD_XLSX]
