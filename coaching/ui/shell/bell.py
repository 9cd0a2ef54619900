"""What does the bell in the bar above every page say? How many notices the viewer has not read.

They have read one once they are where it leads, by whichever way they came.
"""

import streamlit as st

from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.telling import notice_list
from coaching.ui.shell import access, failures, navigation
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import counted, escape, numeral

MOST_SHOWN = 99


def read_here(viewer: Viewer | None, page: str) -> None:
    """Notes that the viewer has read the notices of what this page is about. `page`: what the address calls it. To be
    called before the bell is drawn."""
    if viewer is None or not viewer.may(Action.READ_NOTICES):
        return
    query = st.query_params.to_dict()
    here = [each.notice_id for each in notice_list.unread(database(), viewer.person_id) if each.is_at(page, query)]
    if here:
        failures.written(notice_list.record_read, viewer.person_id, here)


def html(viewer: Viewer) -> str:
    """The link to the viewer's notices, with how many they have not read."""
    unread = len(notice_list.unread(database(), viewer.person_id))
    label = escape(counted(unread, wording.NOTICES_NEW) if unread else wording.NOTICES)
    shown = numeral(unread) if unread <= MOST_SHOWN else f"{numeral(MOST_SHOWN)}+"
    count = f'<span class="count" aria-hidden="true">{shown}</span>' if unread else ""
    icon = '<span class="icon" aria-hidden="true">notifications</span>'
    to = escape(access.link_to(navigation.NOTICES))
    return f'<a class="bell" href="{to}" aria-label="{label}" title="{label}">{icon}{count}</a>'
