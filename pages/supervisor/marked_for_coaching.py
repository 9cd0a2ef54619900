"""Marked for coaching: whom supervisors marked and who asked for it, one by one and in groups, and to assign it."""

import streamlit as st

from coaching.ui.pages import groups_view, marked_view
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.MARKED_FOR_COACHING])

if "agent" in st.query_params:
    marked_view.agent(viewer, st.query_params["agent"], time_zone())
elif "group" in st.query_params:
    groups_view.opened(viewer, st.query_params["group"], groups_view.EDITING in st.query_params, time_zone())
elif marked_view.title(viewer) == wording.GROUPS:
    groups_view.listing(viewer)
else:
    marked_view.individuals(viewer, time_zone())
