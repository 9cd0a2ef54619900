"""Whose coaching does a list page show? The viewer's own, or for a supervisor the agent they choose."""

from collections.abc import Callable, Mapping

import streamlit as st

from coaching.people import people, visibility
from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.ui.pieces import pager
from coaching.ui.shell import filters_said, navigation, states, tab_title
from coaching.ui.shell.access import AGENT, refuse
from coaching.ui.shell.session import database
from coaching.ui.shell.shown_value import show
from coaching.words import wording

PICKER_WIDTH = 320
PAGES_OF_AGENT: Mapping[str, tuple[Callable[[], str], str]] = {
    navigation.AGENT_PAGE: (lambda: wording.OPEN_AGENT_PAGE, ":material/person:"),
    navigation.EVALUATION: (lambda: wording.AGENT_LIST, ":material/fact_check:"),
    navigation.MY_DASHBOARD: (lambda: wording.AGENT_FIGURES, ":material/monitoring:"),
    navigation.MY_COACHING: (lambda: wording.AGENT_COACHING, ":material/school:"),
}


def chosen_agent(at: str) -> str:
    """The key of the widget that chooses the agent on the page with this address."""
    return f"{at}_chosen_agent"


def agent_looked_at(
    someone: Viewer, page: str, at: str, title: str, including_self: bool = True, named_after_agent: bool = False
) -> str:
    """Whose coaching a list page shows: the viewer's own, or for a supervisor the agent they choose (in the address;
    a supervisor who is an agent as well begins with themselves, who are not in it).

    `page`: what the browser's tab calls the page, behind the agent's name. `at`: the address of the page; the other
    pages of the agent are links beside the picker. `title`: of the page, drawn beside the picker; where the page is
    `named_after_agent`, only above a refusal. `including_self`: a supervisor who is an agent as well may choose
    themselves. Ends the page where there is nobody to look at. Returns a person_id; queries still decide what may be
    seen.
    """
    if not someone.is_supervisor:
        st.title(title, anchor=False)
        return someone.person_id
    agents = visibility.agents_visible_to(database(), someone.person_id)
    if including_self and someone.may(Action.BE_COACHED):
        called = wording.YOU.format(name=someone.name)
        own = {"agent_id": someone.person_id, "email": someone.email, "name": called, "team": "", "label": called}
        agents.loc[-1] = own
        agents = agents.sort_index(ignore_index=True)
    if agents.empty:
        st.title(title, anchor=False)
        states.nothing(wording.NO_AGENTS, states.home)
        st.stop()
    agent = st.query_params.get(AGENT, agents["agent_id"].iloc[0])
    if agent not in set(agents["agent_id"]):
        refuse(wording.NO_SUCH_AGENT, title)
    labels = people.labels_with_team(agents)
    tab_title.set_to(labels[agent], page)
    show(chosen_agent(at), agent)
    filters_said.say(wording.COLUMN_AGENT, [labels[agent]])
    with st.container(horizontal=True, vertical_alignment="center", key="agent_picker"):
        if not named_after_agent:
            st.title(title, anchor=False, width="content")
        st.selectbox(
            wording.COLUMN_AGENT,
            list(labels),
            format_func=labels.__getitem__,
            key=chosen_agent(at),
            on_change=_agent_chosen,
            args=(someone.person_id, at),
            width=PICKER_WIDTH,
            label_visibility="collapsed",
        )
        if agent != someone.person_id:
            links(agent, at)
    return str(agent)


def links(agent_id: str, at: str) -> None:
    """The pages of one agent, for supervisors: all but the one whose address is `at`."""
    for address, (label, icon) in PAGES_OF_AGENT.items():
        if address != at:
            navigation.link(address, label(), icon, agent=agent_id)


def _agent_chosen(own_id: str, at: str) -> None:
    """Whoever chooses themselves carries nobody along: pages that are only about others would refuse it."""
    pager.all_first()
    chosen = st.session_state[chosen_agent(at)]
    if chosen == own_id:
        st.query_params.pop(AGENT, None)
    else:
        st.query_params[AGENT] = chosen
