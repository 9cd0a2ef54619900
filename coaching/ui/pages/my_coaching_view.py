"""What does an agent's list of assignments look like? What comes next, tabs and filters, the table.

All of it is one element that my_coaching.js draws: everything leads on by links, which the address follows.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.ui.pages import my_coaching_filters
from coaching.ui.pages.my_coaching_content import COLUMNS, Listed
from coaching.ui.pages.my_coaching_filters import SPANS, By, Filters, Order
from coaching.ui.pieces import downloads, freshness, scope_filters, table
from coaching.ui.shell import access, component_scripts, filters_said, navigation, states
from coaching.ui.styles import style_of_component
from coaching.words import wording
from coaching.words.days import Span
from coaching.words.formatting import numeral
from coaching.words.reader import reader

TABLE = "my_coaching_table"
FIRST_ROWS = 25
STYLE, SCRIPT = style_of_component("cells", "my_coaching"), component_scripts.fetching("cells", "my_coaching")


@cache
def _unchanging(_tag: str) -> Mapping[str, Any]:
    """What never changes of what the script needs, for one reader's tag: the parameters of the address, words,
    columns."""
    return {
        "label": wording.COACHING_ASSIGNMENTS,
        "columns": [[column.key, column.label, column.align, column.key in list(By)] for column in COLUMNS],
        "names": {"status": my_coaching_filters.STATUS, "areas": my_coaching_filters.AREAS,
                  "period": my_coaching_filters.PERIOD, "dates": my_coaching_filters.DATES,
                  "search": my_coaching_filters.TEXT, "sort": my_coaching_filters.SORT, "way": my_coaching_filters.WAY,
                  "rows": my_coaching_filters.ROWS},
        "spans": [[span, wording.SPANS[span]] for span in SPANS],
        "words": {"next": wording.NEXT_HEADING, "then": wording.THEN_HEADING, "status": wording.STATUS,
                  "search": wording.SEARCH, "hint": wording.NAME_AREA_OR_FEEDBACK, "areas": wording.COACHING_AREA,
                  "all": wording.ALL, "period": wording.ASSIGNED_DATE, "first": wording.FIRST_DAY,
                  "last": wording.LAST_DAY, "clear": wording.CLEAR, "every": wording.ALL_ASSIGNMENTS,
                  "sort": wording.SORT_BY_COLUMN.format(column="")},
    }  # fmt: skip


@cache
def _component() -> Any:
    return st.components.v2.component("coaching_my_list", css=STYLE, js=SCRIPT)


def draw(found: Listed, asked: Filters, order: Order, newest: datetime | None, zone: ZoneInfo) -> None:
    """What comes next, and the list; it is in part when it is long. `newest`: when the newest interaction began."""
    whole = my_coaching_filters.all_rows() or len(found.rows) <= FIRST_ROWS
    link = access.links_to(navigation.ASSIGNMENT)
    data: dict[str, Any] = {
        **_unchanging(reader().tag),
        **found.around,
        "rows": [
            {"id": row.id, "address": link(row.parameters), "cells": _drawn(row.cells)}
            for row in (found.rows if whole else found.rows[:FIRST_ROWS])
        ],
        "filtered": asked.any,
        "more": "" if whole else wording.SHOW_ALL.format(count=numeral(len(found.rows))),
        "to": link({}),
        "as_of": _as_of(newest, zone),
    }
    if found.around["next"] and found.around["next"].get("nothing"):
        data["idle"] = [access.link_to(navigation.MY_DASHBOARD), wording.SEE_MY_CONVERSATIONS]
    # In a list, because Streamlit looks into every part of a mapping for data frames.
    _component()(data=[data], key=TABLE)
    _say(asked, found)
    downloads.offer_table(TABLE, wording.COACHING_ASSIGNMENTS, lambda: _frame(found), _sorted_by(order))


def _drawn(cells: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The cells of a row without what they leave open, and without what would be said on hover: there lies the link."""
    return {
        key: {
            name: value
            for name, value in cell.items()
            if name != "title" and value is not None and value is not False and value != ""
        }
        for key, cell in cells.items()
    }


def nothing_assigned(reads_as_agent: bool) -> None:
    """Says that there is no assignment at all, and where to go on."""
    if reads_as_agent:
        states.nothing(wording.NO_ASSIGNMENTS, states.to(navigation.MY_DASHBOARD, wording.SEE_MY_CONVERSATIONS))
    else:
        states.nothing(wording.NO_ASSIGNMENTS_OF_AGENT, states.to(navigation.EVALUATION, wording.EVALUATION))


def _frame(found: Listed) -> pd.DataFrame:
    return table.frame_of(COLUMNS, found.rows)


def _sorted_by(order: Order) -> str:
    names = {column.key: column.label for column in COLUMNS}
    return wording.SORTED_BY_COLUMN.format(column=names[order.by], way=wording.SORT_WAYS[order.way])


def _say(asked: Filters, found: Listed) -> None:
    """What is chosen, for the first sheet of a file."""
    filters_said.say(wording.STATUS, [wording.TABS[asked.status]] if asked.status else [])
    filters_said.say(wording.COACHING_AREA, list(asked.areas))
    filters_said.say(wording.ASSIGNED_DATE, [wording.SPANS[asked.span]] if asked.span is not Span.ANY_TIME else [])
    scope_filters.say_days(found.assigned)
    filters_said.say(wording.SEARCH, [asked.text] if asked.text else [])


def _as_of(newest: datetime | None, zone: ZoneInfo) -> str:
    if newest is None:
        return ""
    return freshness.said(newest, zone, in_markdown=False)
