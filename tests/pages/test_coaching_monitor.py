import io
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from coaching.measuring import monitor
from coaching.measuring.monitor import By, MonitorFilter
from coaching.storage import saved_filters
from coaching.storage.database import Database
from coaching.ui.pages import monitor_view
from coaching.ui.pieces import table
from coaching.ui.shell import navigation
from coaching.words import spreadsheets, wording
from coaching.words.days import Period, Span, utc_now
from coaching.words.formatting import day
from tests.pages.screens import everything_sent, open_page, rows_of, shown
from tests.permission_marks import permission_of
from tests.words.test_spreadsheets import cells_of

PAGE = navigation.FILES[navigation.COACHING_MONITOR]
TABLE = "monitor_table"
ANA, BEN, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "lee", "kim"))
ANY_TIME = {"monitor_period": Span.ANY_TIME}
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
    filters = MonitorFilter(period=Period.since(today() - timedelta(6)))
    return monitor.exported(centre, viewer, filters, today(), ZoneInfo("UTC"), compared)


@permission_of(monitor.exported)
def test_the_export_holds_what_the_filters_show(scored: Database) -> None:
    plain = exported(scored, SAM, False)
    assert list(plain.columns) == [
        "Agent", "Team", "Name", "Coaching Areas", "Assigned Date", "Follow-up Date", wording.SCORECARD_SCORE,
        wording.KORE_EVALUATION_SCORE,
    ]  # fmt: skip
    assert plain["Name"].tolist() == NAMES[:2]
    assert plain["Coaching Areas"].tolist() == ["Accuracy, Compliance, Etiquette", "Etiquette"]
    assert plain["Assigned Date"].tolist() == [today() - timedelta(3), today() - timedelta(5)]
    compared = exported(scored, SAM, True)
    assert compared["Name"].tolist() == [*3 * NAMES[:1], NAMES[1]]
    assert compared[wording.COACHING_AREA].tolist() == ["Accuracy", "Compliance", "Etiquette", "Etiquette"]
    assert compared["Reading"].tolist() == ["better", "too few to judge", "no data", "no data"]
    assert compared["Change (points)"].round(1).tolist()[:2] == [40.0, 10.0]
    assert compared["Interactions before"].tolist() == [6, 4, 4, 0]
    assert exported(scored, ANA, True).empty


def test_both_files_hold_the_changes(scored: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == [wording.DOWNLOAD_CSV, wording.DOWNLOAD_XLSX]
    changes = monitor.changes_of(scored, SAM, ["ca-ana"], today())
    frame = exported(scored, SAM, True)
    as_csv = pd.read_csv(io.BytesIO(spreadsheets.csv(frame)), encoding="utf-8-sig", keep_default_na=False)
    header, *lines = cells_of(spreadsheets.xlsx(frame, wording.COACHING_MONITOR))
    as_xlsx = pd.DataFrame(lines, columns=header)
    for file, most in ((as_csv, 0.05), (as_xlsx, 1e-6)):
        assert list(file.columns) == list(frame.columns)
        assert len(file) == 4
        for place, change_of_area in enumerate(changes.itertuples()):
            cells = file.iloc[place]
            assert cells[wording.COACHING_AREA] == change_of_area.coaching_area
            assert cells["Reading"] == wording.VERDICTS[change_of_area.verdict]
            assert int(cells["Interactions before"]) == change_of_area.n_before
            assert int(cells["Interactions after"]) == change_of_area.n_after
            for name, figure in (
                ("Before (0 to 100)", change_of_area.before),
                ("After (0 to 100)", change_of_area.after),
                ("Change (points)", change_of_area.change),
                ("Change at least (95 %)", change_of_area.low),
                ("Change at most (95 %)", change_of_area.high),
            ):
                if pd.isna(figure):
                    assert cells[name] == "NA"
                else:
                    assert float(cells[name]) == pytest.approx(figure, abs=most + 1e-9)
    assert [str(cell) for cell in as_csv["Scorecard score"]] == [*3 * ["63.3"], "NA"]


@pytest.mark.parametrize("compared", [False, True])
def test_an_assignment_without_areas_is_exported_with_na(scored: Database, compared: bool) -> None:
    change(scored, "DELETE FROM assignment_areas WHERE assignment_id = 'ca-ben'")
    page = open_page(PAGE, viewer=SAM, monitor_compare="true" if compared else "false")
    assert not page.exception
    assert len(rows_of(page, TABLE)) == 2
    frame = exported(scored, SAM, compared)
    lines = spreadsheets.csv(frame).decode("utf-8-sig").splitlines()
    ana, ben = lines[1].split(","), lines[-1].split(",")
    assert ben[3] == "NA"
    if compared:
        assert ana[-3:] == ["6", "6", "better"]
        assert ben[-8:] == 8 * ["NA"]
    assert cells_of(spreadsheets.xlsx(frame, "Monitor"))[-1][3] == "NA"


# How many got better and worse.


def test_how_many_areas_are_better_or_worse_and_which(scored: Database) -> None:
    page = open_page(PAGE, viewer=SAM, monitor_compare="true")
    pills = page.button_group(key="monitor_verdict")
    assert pills.label == "Change in 4 coached areas of 2 assignments"
    assert pills.options == ["1 better", "0 worse", "0 within noise", "3 not to be judged"]
    pills.set_value(["better"]).run()
    assert not page.exception
    assert shown(page, TABLE, "name") == NAMES[:1]
    assert len(rows_of(page, TABLE)[0]["change"]["lines"]) == 3  # all its areas
    assert "1 of 3 assignments" in [caption.value for caption in page.caption]
    assert page.query_params["monitor_verdict"] in ("better", ["better"])
    pills = page.button_group(key="monitor_verdict")
    assert pills.label == "Change in 4 coached areas of 2 assignments"  # not only of those shown
    pills.set_value(["better", "not_judged"]).run()
    assert shown(page, TABLE, "name") == NAMES[:2]
    page.button_group(key="monitor_verdict").set_value(["worse"]).run()
    assert page.info[0].value == wording.NO_MONITORED_MATCH
    page.multiselect(key="monitor_agent").set_value([BEN]).run()  # other counts, the same choice
    assert page.button_group(key="monitor_verdict").value == ["worse"]
    page.button(key="monitor_clear").click().run()
    assert page.button_group(key="monitor_verdict").value == []
    assert "monitor_verdict" not in page.query_params
    assert shown(page, TABLE, "name") == NAMES[:2]


def test_readings_are_kept_and_go_with_compare(scored: Database) -> None:
    page = open_page(PAGE, viewer=SAM, monitor_compare="true", monitor_verdict="better")
    assert shown(page, TABLE, "name") == NAMES[:1]
    page.selectbox(key="monitor_period").set_value(Span.ANY_TIME).run()
    again = open_page(PAGE, viewer=SAM)
    assert again.button_group(key="monitor_verdict").value == ["better"]
    assert shown(again, TABLE, "name") == NAMES[:1]
    again.toggle(key="monitor_compare").set_value(False).run()
    assert shown(again, TABLE, "name") == NAMES
    assert "monitor_verdict" not in again.query_params
    again.toggle(key="monitor_compare").set_value(True).run()
    assert again.button_group(key="monitor_verdict").value == []


@pytest.mark.parametrize("asked", ["nonsense", "better&monitor_verdict=nonsense"])
def test_an_unknown_reading_in_the_address_is_none(scored: Database, asked: str) -> None:
    page = open_page(PAGE, viewer=SAM, monitor_compare="true", monitor_verdict=asked)
    assert not page.exception
    assert shown(page, TABLE, "name") == NAMES[:2]


def test_too_many_are_not_counted(scored: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "MOST_COMPARED", 1)
    page = open_page(PAGE, viewer=SAM, monitor_compare="true", monitor_verdict="worse")
    assert wording.TOO_MANY_COMPARED.format(most="1") in [caption.value for caption in page.caption]
    assert shown(page, TABLE, "name") == NAMES[:2]
    assert rows_of(page, TABLE)[0]["change"]["lines"][0]["value"] == "▲ +40.0 better"
    page.multiselect(key="monitor_agent").set_value([BEN]).run()
    assert page.button_group(key="monitor_verdict").value == ["worse"]


def test_the_export_follows_the_readings(scored: Database) -> None:
    filters = MonitorFilter(period=Period.since(today() - timedelta(6)))
    changes = monitor.changes_of_all(scored, SAM, filters, today(), ZoneInfo("UTC"))
    assert changes is not None
    better = replace(filters, assignment_ids=monitor.assignments_read(changes, ["better"]))
    frame = monitor.exported(scored, SAM, better, today(), ZoneInfo("UTC"), compared=True)
    assert frame["Name"].tolist() == 3 * NAMES[:1]


# Coming back within a session.


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


# Follow-ups are to come.


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
