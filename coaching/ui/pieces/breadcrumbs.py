"""Where is the reader below a list? The list, what was opened of it, and what is looked at of that; each but the last a
link."""

from collections.abc import Sequence

import streamlit as st

from coaching.assignments.assignments import Assignment
from coaching.ui.shell import access, navigation
from coaching.words import wording
from coaching.words.formatting import escape, own_direction


def of_assignment(assignment: Assignment, viewer_id: str) -> None:
    """On the page of an assignment."""
    below([_list_of(assignment, viewer_id)], assignment.name)


def within_assignment(assignment: Assignment, viewer_id: str, here: str) -> None:
    """On a page about some of an assignment; `here`: what that is called."""
    to_assignment = access.link_to(navigation.ASSIGNMENT, assignment=assignment.assignment_id)
    below([_list_of(assignment, viewer_id), (assignment.name, to_assignment)], here)


def of_agent(name: str | None, agent_id: str | None) -> tuple[str, str]:
    """The list of interactions of one agent, for below(); of everybody where nobody knows the agent."""
    if agent_id is None:
        return wording.EVALUATION, access.link_to(navigation.EVALUATION)
    label = wording.EVALUATION_OF.format(name=name or agent_id)
    return label, access.link_to(navigation.EVALUATION, agent=agent_id)


def _list_of(assignment: Assignment, viewer_id: str) -> tuple[str, str]:
    own = assignment.agent_id == viewer_id
    return wording.COACHING_ASSIGNMENTS, access.link_to(navigation.MY_COACHING if own else navigation.ASSIGNMENTS)


def below(above: Sequence[tuple[str, str]], here: str) -> None:
    """On a page below a list. `above`: names and addresses of the pages above this one, the farthest first; `here`:
    what this one is called."""
    links = "".join(f'<li><a href="{escape(address)}">{own_direction(name)}</a></li>' for name, address in above)
    st.html(
        f'<nav class="crumbs" aria-label="{wording.BREADCRUMBS}"><ol>{links}'
        f'<li aria-current="page">{own_direction(here)}</li></ol></nav>'
    )
