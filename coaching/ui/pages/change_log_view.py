"""What does the change log look like? Its filters, and a row a change: when, who, about what, from what to what."""

from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.people.change_list import ChangeFilter
from coaching.ui.pieces import addressed, pager, scope_filters, setting_words, table
from coaching.ui.shell import filters_said, navigation, states
from coaching.words import wording
from coaching.words.days import Period, Span, since
from coaching.words.formatting import day_and_time

TABLE, PAGE = "change_log_table", "change_log_page"
WHO, KIND, PERIOD, DATES = "change_log_who", "change_log_kind", "change_log_period", "change_log_dates"
FILTER_WIDTH = 200
SPANS = (Span.ANY_TIME, Span.LAST_7_DAYS, Span.LAST_28_DAYS, Span.LAST_90_DAYS, Span.OWN_DATES)
COLUMNS = (
    table.Column("when", lambda: wording.COLUMN_WHEN, align="tight"),
    table.Column("who", lambda: wording.COLUMN_WHO),
    table.Column("kind", lambda: wording.COLUMN_WHAT),
    table.Column("about", lambda: wording.COLUMN_ABOUT),
    table.Column("change", lambda: wording.COLUMN_CHANGE),
    table.Column("was", lambda: wording.COLUMN_FROM),
    table.Column("becomes", lambda: wording.COLUMN_TO),
)


def filters(kinds: list[str], today: date) -> ChangeFilter:
    """The widgets of the filters, each in the address, and what is chosen in them. `kinds`: change_list.kinds()."""
    filtering = pager.filtering(PAGE)
    look: dict[str, Any] = {"width": FILTER_WIDTH, **pager.turning_back(PAGE)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.text_input(wording.COLUMN_WHO, key=WHO, icon=":material/search:", width=FILTER_WIDTH, **filtering)
        filters_said.say(wording.COLUMN_WHO, [who] if who else [])
        named = {kind: wording.CHANGE_KINDS.get(kind, kind) for kind in kinds}
        kind = scope_filters.choice(wording.COLUMN_WHAT, named, KIND, **look)
        span = scope_filters.period_choice(wording.COLUMN_WHEN, SPANS, PERIOD, **look)
        period = since(span, today)
        if span == Span.OWN_DATES:
            period = scope_filters.dates(DATES, Period.of_last_days(28, today), filtering)
            scope_filters.say_days(period)
    return ChangeFilter(kind=kind, who=who or "", period=period)


def listing(rows: pd.DataFrame, total: int, zone: ZoneInfo) -> None:
    """A row a change. `rows`, `total`: change_list.changes()."""
    pager.draw(PAGE, total, pager.ROWS, wording.CHANGES_COUNTED)
    table.draw(
        TABLE, wording.CHANGE_LOG, COLUMNS, table.RowsOf(rows, partial(_row, zone=zone)), page=navigation.CHANGE_LOG
    )


def _row(row: Any, zone: ZoneInfo) -> table.Row:
    of_setting = row.kind == "setting"
    words = wording.SETTING_LABELS if of_setting else wording.CHANGE_FIELDS
    about = wording.SETTING_LABELS.get(row.subject, row.subject) if of_setting else _about(row)
    cells = {
        "when": table.text(day_and_time(row.changed_at, zone)),
        "who": table.text(wording.NA if pd.isna(row.name) else row.name),
        "kind": table.text(wording.CHANGE_KINDS.get(row.kind, row.kind)),
        "about": table.text(about, note=None if pd.isna(row.agent) else row.agent),
        "change": table.text(wording.CHANGED if of_setting else words.get(row.field, row.field.replace("_", " "))),
        "was": _value(row, row.was),
        "becomes": _value(row, row.becomes),
    }
    return table.Row(str(row.Index), {}, cells)


def _about(row: Any) -> str:
    if row.kind == "import":
        return wording.IMPORT_WAYS.get(row.subject, str(row.subject))
    if row.kind == "erasure":
        return wording.ERASED_BECAUSE.get(row.subject, str(row.subject))
    return wording.NA if pd.isna(row.subject) else str(row.subject)


def _value(row: Any, value: Any) -> dict[str, Any]:
    if pd.isna(value):
        return table.text("–", "quiet")
    if row.kind == "setting":
        return table.text(setting_words.value(row.subject, value))
    if row.field == "outcome":
        return table.text(wording.OUTCOMES.get(value, value))
    if row.kind == "import":
        return table.text(wording.IMPORT_ENDED.get(value, value))
    return table.text(value)


def nothing_matches() -> None:
    """There are changes, and none that pass the filters."""
    states.nothing(wording.NO_CHANGES_MATCH, states.clearing(_clear))


def _clear() -> None:
    st.session_state[WHO] = ""
    st.session_state.pop(DATES, None)
    addressed.forget([KIND, PERIOD])
    pager.first(PAGE)
