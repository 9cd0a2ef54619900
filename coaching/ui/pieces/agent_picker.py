"""Whose coaching does a list page show? The viewer's own, or for a supervisor the agent they choose."""

import streamlit as st

from coaching.people import people, visibility
from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.ui.pieces import pager
from coaching.ui.shell import tab_title
from coaching.ui.shell.access import AGENT, refuse
from coaching.ui.shell.session import database
from coaching.words import wording

CHOSEN_AGENT = "my_coaching_agent"


def agent_looked_at(someone: Viewer, page: str, including_self: bool = True) -> str:
    """Whose coaching a list page shows: the viewer's own, or for a supervisor the agent they choose (in the address).

    `page`: what the browser's tab calls the page, behind the agent's name. `including_self`: a supervisor who is an
    agent as well may choose themselves. Ends the page where there is nobody to look at. Returns a person_id; queries
    still decide what may be seen.
    """
    if not someone.is_supervisor:
        return someone.person_id
    agents = visibility.agents_visible_to(database(), someone.person_id)
    if including_self and someone.may(Action.BE_COACHED):
        called = wording.YOU.format(name=someone.name)
        own = {"agent_id": someone.person_id, "email": someone.email, "name": called, "team": "", "label": called}
        agents.loc[-1] = own
        agents = agents.sort_index(ignore_index=True)
    if agents.empty:
        st.info(wording.NO_AGENTS)
        st.stop()
    agent = st.query_params.get(AGENT, agents["agent_id"].iloc[0])
    if agent not in set(agents["agent_id"]):
        refuse(wording.NO_SUCH_AGENT)
    labels = people.labels_with_team(agents)
    tab_title.set_to(labels[agent], page)
    st.session_state[CHOSEN_AGENT] = agent
    st.selectbox(
        wording.COLUMN_AGENT, list(labels), format_func=labels.__getitem__, key=CHOSEN_AGENT, on_change=_agent_chosen
    )
    return str(agent)


def _agent_chosen() -> None:
    pager.all_first()
    st.query_params[AGENT] = st.session_state[CHOSEN_AGENT]
