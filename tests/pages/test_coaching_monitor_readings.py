"""How many coached areas got better or worse, and the rows behind each count."""

import pytest

from coaching.measuring import monitor
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import Span
from tests.pages.monitored import BEN, NAMES, PAGE, SAM, TABLE
from tests.pages.screens import open_page, rows_of, shown


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
