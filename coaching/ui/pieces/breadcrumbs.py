"""Where is the reader within an assignment? The list, the assignment, and what is looked at of it; each but the last a
link."""

from collections.abc import Sequence

import streamlit as st

from coaching.assignments.assignments import Assignment
from coaching.ui.shell import access, navigation
from coaching.words import wording
from coaching.words.formatting import escape, own_direction


def of_assignment(assignment: Assignment, viewer_id: str) -> None:
    """On the page of an assignment."""
    _draw([_list_of(assignment, viewer_id)], assignment.name)


def within_assignment(assignment: Assignment, viewer_id: str, here: str) -> None:
    """On a page about some of an assignment; `here`: what that is called."""
    to_assignment = access.link_to(navigation.ASSIGNMENT, assignment=assignment.assignment_id)
    _draw([_list_of(assignment, viewer_id), (assignment.name, to_assignment)], here)


def _list_of(assignment: Assignment, viewer_id: str) -> tuple[str, str]:
    own = assignment.agent_id == viewer_id
    return wording.COACHING_ASSIGNMENTS, access.link_to(navigation.MY_COACHING if own else navigation.ASSIGNMENTS)


def _draw(above: Sequence[tuple[str, str]], here: str) -> None:
    """`above`: names and addresses of the pages above this one, the farthest first."""
    links = "".join(f'<li><a href="{escape(address)}">{own_direction(name)}</a></li>' for name, address in above)
    st.html(
        f'<nav class="crumbs" aria-label="{wording.BREADCRUMBS}"><ol>{links}'
        f'<li aria-current="page">{own_direction(here)}</li></ol></nav>'
    )
