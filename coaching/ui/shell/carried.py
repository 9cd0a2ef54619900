"""Which agent, team, period, queue and channel does the reader look at? One thing, carried along in the address.

Pages have filters of their own, whose parameters have names of their own: NAMES says what each is called. Whatever
leads to another page takes along what the filters of this one say, under the names of that one. A page without such a
filter keeps it under its plain name, for the next page. Links do so in the browser (history.js, which is told NAMES),
and what leads on from the server does so by onward(). The address decides: what a field was left at in this session is
forgotten on the way (forget_fields()).
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from coaching.ui.shell import page_shown

AGENT, TEAM, PERIOD, DATES, QUEUE, CHANNEL = "agent", "team", "period", "dates", "queue", "channel"
CARRIED = (AGENT, TEAM, PERIOD, DATES, QUEUE, CHANNEL)
# Days say something only together with the period that they belong to.
TOGETHER = {DATES: PERIOD}
# How each field was left in this session, see addressed.py.
LEFT = "addressed_left"

# By page, what its filters are called in the address. Their values mean the same on each of these pages, but that a day
# is the reader's where one agent is looked at, and one of UTC where several are. Those with a period begin with the
# same one for supervisors. Pages that are about an agent have it under the plain name.
NAMES: Mapping[str, Mapping[str, str]] = {
    "team": {each: f"team_{each}" for each in (TEAM, PERIOD, DATES, QUEUE, CHANNEL)},
    "evaluation": {each: f"evaluation_{each}" for each in (TEAM, PERIOD, DATES, QUEUE, CHANNEL)},
    "my-dashboard": {each: f"my_dashboard_{each}" for each in (PERIOD, DATES, QUEUE, CHANNEL)},
    "agent": {each: f"agent_{each}" for each in (PERIOD, DATES, QUEUE, CHANNEL)},
    "assignments": {TEAM: "assignments_team"},
    "coaching-monitor": {TEAM: "monitor_team"},
    "effect": {TEAM: "effect_team"},
    "coverage": {TEAM: "coverage_team"},
    "report": {TEAM: "report_team"},
    "planner": {TEAM: "planner_team"},
    # On these an agent in the address opens something else than the page's own start: who was looked at before they
    # were opened stands under another name, and whom they are about comes first.
    "marked-for-coaching": {AGENT: "looked_at"},
    "assign": {AGENT: "looked_at"},
}


def name_on(page: str, what: str) -> str:
    """The parameter of the address of a page that holds one of CARRIED."""
    return NAMES.get(page, {}).get(what, what)


def onward(
    here: str, there: str, address: Mapping[str, Sequence[str]], named: Mapping[str, object]
) -> dict[str, list[str]]:
    """What goes along from the page `here`, whose parameters are `address`, to the page `there`; `named`: the
    parameters that the way there names itself. The same as in history.js. Pure."""
    found = {}
    for what in CARRIED:
        values = [*(address.get(what) or address.get(name_on(here, what)) or ())]
        own = {what, name_on(there, what), name_on(there, TOGETHER.get(what, what))}
        if values and own.isdisjoint(named):
            found[name_on(there, what)] = values
    return found


def forget_fields(page: str) -> None:
    """Lets the address decide what the carried filters of another page show, not how they were left in this session."""
    for name in NAMES.get(page, {}).values():
        st.session_state.pop(name, None)
        st.session_state.get(LEFT, {}).pop(name, None)


def query() -> dict[str, list[str]]:
    """The parameters of the address, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params if name != page_shown.VISIT}
