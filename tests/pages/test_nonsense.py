"""Nonsense in the address, in widgets and in what is kept: every page answers with a plain sentence or ignores it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from coaching.storage.database import Database
from coaching.ui.pages import monitor_view
from coaching.ui.pieces import table
from coaching.ui.shell import carried, invalid_values, navigation
from coaching.words.days import Span, utc_now
from tests.pages.screens import open_page
from tests.pages.test_strangers import PARAMETERS

SAM, ANA = "sam@example.com", "ana@example.com"
NONSENSE = ["", " ", "\x00", "a\x00b", "-1", "1e999", "NaN", "0001-01-01", "9999-99-99", "2026-02-30", "[]",
            "{}", "true", "☃" * 50, "x" * 100_000, "../../etc/passwd", "%s%n", "' OR 1=1 --", "Choose dates",
            "Last 7 days", "NA"]  # fmt: skip
KEYS = ["agent", "assignment", "group", "interaction", "best", "edit", "marked_show", "marked_area", "marked_asked_for",
        "my_coaching_status", "my_coaching_assigned", "my_coaching_areas", "my_coaching_dates", "my_coaching_search",
        "my_coaching_area", "my_coaching_sort", "my_coaching_way", "my_coaching_rows",
        "my_dashboard_area", "my_dashboard_step", "my_dashboard_period", "my_dashboard_dates", "my_dashboard_queue",
        "my_dashboard_channel", "my_dashboard_audited", "my_dashboard_failed", "my_dashboard_page",
        "evaluation_period", "evaluation_dates", "evaluation_area", "evaluation_audited", "evaluation_only",
        "evaluation_team", "evaluation_topic", "evaluation_kore", "evaluation_sentiment", "evaluation_columns",
        "evaluation_sort", "evaluation_said", "evaluation_sample", "evaluation_way", "evaluation_transcript",
        "assignments_status", "assignments_assigned", "assignments_overdue", "assignments_team", "templates_area",
        "monitor_by", "monitor_period", "monitor_dates", "monitor_areas", "monitor_team", "monitor_agents",
        "monitor_compare", "monitor_reading", "effect_area", "effect_period", "effect_by", "coverage_show",
        "coverage_team", "coverage_period", "coverage_by", "history_page", "evaluation_metric", "team_team",
        "team_period", "team_dates", "team_by", "team_across", "team_sort", "team_backwards", "team_area",
        "team_page", "team_show", "team_step", "team_row", "team_over", "agent_page", "to_do_all",
        "evaluation_selected", "evaluation_said_any", "evaluation_said_none", "evaluation_said_by",
        "evaluation_language", "evaluation_direction", "evaluation_audit", "evaluation_page", "team_metric",
        *(name for names in carried.NAMES.values() for name in names.values())]  # fmt: skip
nonsense = st.one_of(st.sampled_from(NONSENSE), st.text(max_size=20))
repeated = st.lists(nonsense, min_size=2, max_size=3)


def keys_on(page: AppTest) -> list[str]:
    """The keys of everything on a page that can be bound to the address."""
    kinds: tuple[Any, ...] = (page.selectbox, page.multiselect, page.text_input, page.date_input, page.checkbox,
                              page.toggle, page.button_group)  # fmt: skip
    return [each.key for kind in kinds for each in kind if each.key and not each.key.startswith("sign_in")]


@pytest.mark.parametrize("address", navigation.FILES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_nonsense_in_the_address(centre: Database, address: str, data: st.DataObject) -> None:
    viewer = data.draw(st.sampled_from([SAM, ANA]))
    page = open_page(navigation.FILES[address], viewer=viewer, **PARAMETERS[address])
    keys = [*keys_on(page), *KEYS]
    asked = data.draw(st.dictionaries(st.sampled_from(keys), st.one_of(nonsense, repeated), max_size=6))
    page = open_page(navigation.FILES[address], viewer=viewer, **(PARAMETERS[address] | asked))
    assert not page.exception, (asked, page.exception[0].message, page.exception[0].stack_trace)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FORM = ["name", "coaching_areas", "interactions", "best_responses", "chosen_because", "period_first", "period_last",
        "went_well", "work_on", "action_plan", "follow_up_on", "touched", "version", "base", "answers", "comments",
        "comment", "texts", "by", "new in a later version"]  # fmt: skip
KEPT = st.one_of(
    st.dictionaries(st.sampled_from(FORM), ANYTHING, max_size=6).map(json.dumps),
    ANYTHING.map(json.dumps),
    st.sampled_from(["", "{", "null", "[" * 5000]),
)
FORMS = [
    ("assignment", "agent:ana@example.com", navigation.ASSIGN, {"agent": "ana@example.com"}),
    ("assignment", "assignment:ca-ana", navigation.ASSIGN, {"assignment": "ca-ana"}),
    ("audit", "c-ana-1", navigation.AUDIT, {"interaction": "c-ana-1"}),
    ("words", "agent_note:ana@example.com", navigation.AGENT_PAGE, {"agent": "ana@example.com"}),
]


@pytest.mark.parametrize(("form", "subject", "address", "parameters"), FORMS)
@settings(max_examples=15, deadline=None)
@given(content=KEPT)
def test_a_draft_of_any_version_breaks_no_form(
    centre: Database, form: str, subject: str, address: str, parameters: dict[str, str], content: str
) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM drafts")
        cursor.execute("INSERT INTO drafts VALUES (?, ?, ?, ?, ?)", [SAM, form, subject, content, utc_now()])
    page = open_page(navigation.FILES[address], viewer=SAM, **parameters)
    assert not page.exception, (content, page.exception[0].message, page.exception[0].stack_trace)


FILTERS = [monitor_view.BY, monitor_view.PERIOD, monitor_view.DATES, monitor_view.AREAS, monitor_view.TEAM,
           monitor_view.AGENTS, monitor_view.COMPARE, monitor_view.READING]  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(content=st.dictionaries(st.sampled_from(FILTERS), ANYTHING | st.just(Span.OWN_DATES)).map(json.dumps) | KEPT)
def test_saved_filters_of_any_version_break_no_page(centre: Database, content: str) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM saved_filters")
        row = [SAM, navigation.COACHING_MONITOR, content, utc_now()]
        cursor.execute("INSERT INTO saved_filters VALUES (?, ?, ?, ?)", row)
    page = open_page(navigation.FILES[navigation.COACHING_MONITOR], viewer=SAM)
    assert not page.exception, (content, page.exception[0].message, page.exception[0].stack_trace)


def test_a_table_that_asks_again_and_again_is_answered_a_few_times(centre: Database) -> None:
    import streamlit

    key = "some_table"
    streamlit.session_state[key] = {"asked": "row 1"}
    assert [table.just_asked(key) for _ in range(6)] == ["row 1"] * table.MOST_ASKED + [None] * 3
    streamlit.session_state[key] = {"asked": "row 2"}
    assert table.just_asked(key) == "row 2"
    streamlit.session_state[key] = {"asked": None}
    assert table.just_asked(key) is None
    streamlit.session_state[key] = {"asked": "row 2"}
    assert table.just_asked(key) == "row 2"
    for wrong in ({"asked": 7}, "text", ["asked"], {"asked": ["a"]}):
        streamlit.session_state[key] = wrong
        assert table.just_asked(key) is None


def test_what_is_no_bad_value_is_not_answered_here() -> None:
    assert not invalid_values.answer_to(OSError("the disk is full"), "1")
