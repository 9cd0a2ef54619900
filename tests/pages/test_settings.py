"""Settings of the centre as a page: what it shows, one Save, what is wrong at its field, and who changed what."""

import pytest
from streamlit.testing.v1 import AppTest

from coaching.people import centre_settings
from coaching.people.centre_settings import SETTINGS, CentreSettings
from coaching.storage.database import Database
from coaching.ui.pages import settings_view as view
from coaching.ui.pieces import setting_words
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import plain
from tests.centre import decide, let_administer
from tests.pages.monitored import SAM
from tests.pages.screens import open_page, shown, tables_of

PAGE = navigation.FILES[navigation.SETTINGS]
AGENT_OF_BEST = "agents_see_best_response_agent"


@pytest.fixture
def administered(centre: Database) -> Database:
    """Sam may administer."""
    let_administer(centre, SAM)
    return centre


def captions(page: AppTest) -> str:
    return "\n".join(each.value for each in page.caption)


def test_every_setting_stands_there_with_its_meaning_and_its_default(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert [each.value for each in page.header] == list(wording.SETTING_GROUPS.values())
    said = captions(page)
    for name, setting in SETTINGS.items():
        default = setting_words.value(name, setting.kind.write(setting.default))
        assert plain(f"{wording.SETTING_MEANINGS[name]} {wording.SETTING_DEFAULT.format(default=default)}") in said
    assert wording.SETTINGS_UNSAVED not in said
    assert tables_of(page, view.HISTORY_TABLE) == []


def test_one_save_stores_all_that_was_changed_and_says_who_did(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page.checkbox(key=f"settings_{AGENT_OF_BEST}").check()
    page.radio(key="settings_place_in_team").set_value("count")
    page.selectbox(key="settings_time_zone").set_value("Europe/Berlin")
    page.text_area(key="settings_holidays").set_value("2026-12-25, 2026-12-26").run()
    assert wording.SETTINGS_UNSAVED in captions(page)
    page.button(key="settings_save").click().run()
    assert not page.exception
    assert [each.value for each in page.toast] == [wording.DONE["centre_settings.change"]]
    known = centre_settings.centre_settings(administered)
    assert known.agents_see_best_response_agent
    assert (known.place_in_team, known.time_zone.key) == ("count", "Europe/Berlin")
    assert len(known.holidays) == 2
    said = captions(page)
    assert wording.SETTINGS_UNSAVED not in said
    assert said.count("Changed by Sam Soto") == 4
    assert set(shown(page, view.HISTORY_TABLE, "what")) == {
        wording.SETTING_LABELS[name] for name in (AGENT_OF_BEST, "place_in_team", "time_zone", "holidays")
    }
    assert "25 Dec 2026 and 26 Dec 2026" in shown(page, view.HISTORY_TABLE, "becomes")


def test_a_value_that_cannot_be_is_said_at_its_field_and_nothing_is_saved(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page.checkbox(key=f"settings_{AGENT_OF_BEST}").check()
    page.text_area(key="settings_holidays").set_value("Christmas").run()
    page.button(key="settings_save").click().run()
    said = [each.value for each in page.markdown if "⚠" in each.value]
    assert len(said) == 1
    assert "Christmas" in said[0]
    assert plain("2026-12-25") in said[0]
    assert [each.value for each in page.error] == [wording.SETTINGS_NOT_SAVED]
    assert centre_settings.centre_settings(administered) == CentreSettings()
    assert page.checkbox(key=f"settings_{AGENT_OF_BEST}").value
    page.text_area(key="settings_holidays").set_value("").run()
    assert not page.error
    page.button(key="settings_save").click().run()
    assert centre_settings.centre_settings(administered).agents_see_best_response_agent


def test_a_field_that_nobody_touched_follows_what_others_save_and_does_not_undo_it(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    decide(administered, place_in_team="figures")
    page.checkbox(key=f"settings_{AGENT_OF_BEST}").check().run()
    assert page.radio(key="settings_place_in_team").value == "figures"
    decide(administered, place_in_team="count")
    page.button(key="settings_save").click().run()
    known = centre_settings.centre_settings(administered)
    assert (known.place_in_team, known.agents_see_best_response_agent) == ("count", True)


def test_what_was_changed_can_be_put_back(administered: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page.checkbox(key=f"settings_{AGENT_OF_BEST}").check().run()
    page.button(key="settings_put_back").click().run()
    assert not page.checkbox(key=f"settings_{AGENT_OF_BEST}").value
    assert wording.SETTINGS_UNSAVED not in captions(page)
