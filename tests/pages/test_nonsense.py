"""Nonsense in the address, in widgets and in what is kept: every page answers with a plain sentence or ignores it."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from coaching.database import Database, utc_now
from coaching.ui import monitor_view, navigation, refusals, table, wording
from tests.pages.screens import open_page
from tests.pages.test_strangers import PARAMETERS

SAM, ANA = "sam@example.com", "ana@example.com"
NONSENSE = ["", " ", "\x00", "a\x00b", "-1", "1e999", "NaN", "0001-01-01", "9999-99-99", "2026-02-30", "[]", "{}", "true",
            "☃" * 50, "x" * 100_000, "../../etc/passwd", "%s%n", "' OR 1=1 --", "\udfff".encode("utf-8", "replace").decode(),
            "Choose dates", "Last 7 days", "NA"]  # fmt: skip
KEYS = ["agent", "assignment", "group", "interaction", "best", "edit", "marked_show", "marked_area", "marked_asked_for",
        "my_coaching_status", "my_coaching_assigned", "my_coaching_areas", "my_coaching_dates", "my_coaching_search",
        "my_dashboard_area", "my_dashboard_step", "my_dashboard_period", "my_dashboard_dates", "my_dashboard_queue",
        "my_dashboard_channel", "my_dashboard_audited", "my_dashboard_failed", "my_dashboard_page",
        "evaluation_period", "evaluation_dates", "evaluation_area", "evaluation_audited", "evaluation_only",
        "assignments_status", "assignments_assigned", "assignments_overdue", "assignments_team", "templates_area",
        "monitor_by", "monitor_period", "monitor_dates", "monitor_areas", "monitor_team", "monitor_agents",
        "monitor_compare", "monitor_reading", "effect_area", "effect_period", "effect_by", "coverage_show",
        "coverage_team", "coverage_period", "coverage_by", "history_page"]  # fmt: skip
nonsense = st.one_of(st.sampled_from(NONSENSE), st.text(max_size=20))


def keys_on(page: AppTest) -> list[str]:
    """The keys of everything on a page that can be bound to the address."""
    kinds = (page.selectbox, page.multiselect, page.text_input, page.date_input, page.checkbox, page.toggle,
             page.button_group)  # fmt: skip
    return [each.key for kind in kinds for each in kind if each.key and not each.key.startswith("sign_in")]


@pytest.mark.parametrize("address", navigation.FILES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nonsense_in_the_address(centre: Database, address: str, data: st.DataObject) -> None:
    viewer = data.draw(st.sampled_from([SAM, ANA]))
    page = open_page(navigation.FILES[address], viewer=viewer, **PARAMETERS[address])
    keys = [*keys_on(page), *KEYS]
    asked = data.draw(st.dictionaries(st.sampled_from(keys), st.one_of(nonsense, st.lists(nonsense, min_size=2, max_size=3)), max_size=6))
    page = open_page(navigation.FILES[address], viewer=viewer, **(PARAMETERS[address] | asked))
    assert not page.exception, (asked, page.exception[0].message, page.exception[0].stack_trace)
