"""The files of the Coaching Monitor hold what its filters show."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from coaching.measuring import monitor
from coaching.measuring.monitor import MonitorFilter
from coaching.storage.database import Database
from coaching.ui.pieces.downloads import Kind
from coaching.words import spreadsheets, wording
from coaching.words.days import Period
from tests.pages.downloaded import taken
from tests.pages.monitored import ANA, NAMES, PAGE, SAM, TABLE, change, today
from tests.pages.screens import open_page, rows_of
from tests.permission_marks import permission_of
from tests.words.test_spreadsheets import cells_of


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
    page = open_page(PAGE, viewer=SAM, monitor_compare="true")
    changes = monitor.changes_of(scored, SAM, ["ca-ana"], today())
    frame = exported(scored, SAM, True)
    as_csv = taken(page, TABLE, Kind.CSV).table
    header, *lines = taken(page, TABLE, Kind.XLSX).sheets[wording.TABLE_SHEET]
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
    assert cells_of(spreadsheets.xlsx(frame, "Monitor", []))[-1][3] == "NA"


def test_the_export_follows_the_readings(scored: Database) -> None:
    filters = MonitorFilter(period=Period.since(today() - timedelta(6)))
    changes = monitor.changes_of_all(scored, SAM, filters, today(), ZoneInfo("UTC"))
    assert changes is not None
    better = replace(filters, assignment_ids=monitor.assignments_read(changes, ["better"]))
    frame = monitor.exported(scored, SAM, better, today(), ZoneInfo("UTC"), compared=True)
    assert frame["Name"].tolist() == 3 * NAMES[:1]
