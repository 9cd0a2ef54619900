"""What is chosen in a filter stands in the address by its value: a word that is changed breaks no bookmark."""

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from coaching.storage import saved_filters
from coaching.storage.database import Database
from coaching.ui.pieces import old_labels
from coaching.ui.pieces.agent_picker import chosen_agent
from coaching.ui.shell import access, language, navigation
from coaching.words import wording
from coaching.words.days import Span
from tests.pages.screens import open_page, tables_of
from tests.pages.test_strangers import PARAMETERS

KIM = "kim@example.com"
# By which page a parameter belongs to.
PAGES = {
    "my_coaching": navigation.MY_COACHING,
    "my_dashboard": navigation.MY_DASHBOARD,
    "assignments": navigation.ASSIGNMENTS,
    "evaluation": navigation.EVALUATION,
    "marked": navigation.MARKED_FOR_COACHING,
    "monitor": navigation.COACHING_MONITOR,
    "effect": navigation.EFFECT,
    "coverage": navigation.COVERAGE,
}
FILTERED = [
    *PAGES.values(),
    navigation.TEMPLATES,
    navigation.TEAM,
    navigation.AGENT_PAGE,
    navigation.REPORT,
    navigation.PLANNER,
]
ASKED_OF_A_LAKE = (navigation.TEAM, navigation.EVALUATION)  # their fields ask what no other test of a lake asks


def page_of(key: str) -> str:
    return next(page for beginning, page in PAGES.items() if key.startswith(f"{beginning}_"))


def words_of(value: Any) -> Iterator[str]:
    """Every text in what wording.py defines."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from words_of(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from words_of(each)


WORDS = {
    word
    for name, value in vars(wording).items()
    if name.isupper()
    for word in words_of(value)
    if word != word.lower() or " " in word  # "better" is an identifier as well
}


def parameters_of(page: AppTest, key: str) -> list[str]:
    found = page.query_params.get(key, [])
    return found if isinstance(found, list) else [found]


def fields_with_options(page: AppTest) -> list[Any]:
    fields = [*page.main.selectbox, *page.main.multiselect, *page.main.button_group]
    return [field for field in fields if field.key not in (None, access.PICKED) and field.options]


@pytest.mark.parametrize(
    "address",
    [pytest.param(each, marks=[pytest.mark.storage] if each in ASKED_OF_A_LAKE else []) for each in FILTERED],
)
def test_no_word_of_the_screen_is_in_an_address(address: str, centre: Database) -> None:
    page = open_page(navigation.FILES[address], viewer=KIM, **PARAMETERS[address])
    fields, by_hand = fields_with_options(page), []
    in_no_address = (chosen_agent(address), f"{language.FIELD}_{KIM}")
    for field in fields:
        # What Streamlit itself writes is what the options are called.
        if field.proto.query_param_key:
            assert WORDS.isdisjoint(field.options), field.key
        elif field.key not in in_no_address:
            several = field.type == "multiselect" or getattr(field.proto, "click_mode", 0)
            field.set_value([field.options[-1]] if several else field.options[-1])
            by_hand.append(field.key)
    page.run()
    assert not page.exception
    written = {key: parameters_of(page, key) for key in by_hand if key in page.query_params}
    assert written or address == navigation.COVERAGE or not by_hand, by_hand
    for key, values in written.items():
        assert WORDS.isdisjoint(values), (key, values)
    again = open_page(navigation.FILES[address], viewer=KIM, **(PARAMETERS[address] | written))
    assert {key: parameters_of(again, key) for key in written} == written


@pytest.mark.parametrize("address", PAGES.values())
def test_words_that_an_earlier_version_wrote_are_understood(address: str, centre: Database) -> None:
    tables = {key: table for key, table in old_labels.VALUES.items() if page_of(key) == address}
    assert tables
    for place in range(max(len(table) for table in tables.values())):
        asked = {key: list(table.items())[place % len(table)] for key, table in tables.items()}
        parameters = PARAMETERS[address] | {key: word for key, (word, _) in asked.items()}
        of_values = PARAMETERS[address] | {key: value for key, (_, value) in asked.items()}
        old, new = (open_page(navigation.FILES[address], viewer=KIM, **each) for each in (parameters, of_values))
        assert not old.exception
        if address == navigation.MY_COACHING:  # it has no fields: the list says what is chosen
            said, meant = (tables_of(each, "my_coaching_table")[0] for each in (old, new))
            assert said == meant
            continue
        drawn = [key for key in asked if key in new.session_state]
        assert drawn
        for key in drawn:
            assert old.session_state[key] == new.session_state[key], key
            assert parameters_of(old, key) == parameters_of(new, key), key


def test_filters_that_an_earlier_version_saved_come_back(centre: Database) -> None:
    saved = {"monitor_by": "Follow-up", "monitor_period": "Next 28 days", "monitor_compare": False}
    saved_filters.save(centre, KIM, navigation.COACHING_MONITOR, saved)
    page = open_page(navigation.FILES[navigation.COACHING_MONITOR], viewer=KIM)
    assert page.selectbox(key="monitor_by").value == "follow_up"
    assert page.selectbox(key="monitor_period").value == Span.NEXT_28_DAYS
    assert parameters_of(page, "monitor_period") == ["next_28_days"]


def test_a_choice_is_there_again_when_the_page_is_come_back_to(centre: Database) -> None:
    page = open_page(navigation.FILES[navigation.ASSIGNMENTS], viewer=KIM)
    page.button_group(key="assignments_status").set_value("completed").run()
    assert parameters_of(page, "assignments_status") == ["completed"]
    page.switch_page(navigation.FILES[navigation.MY_DASHBOARD]).run()
    del page.query_params["assignments_status"]
    page.switch_page(navigation.FILES[navigation.ASSIGNMENTS]).run()
    assert page.button_group(key="assignments_status").value == "completed"
    assert parameters_of(page, "assignments_status") == ["completed"]
