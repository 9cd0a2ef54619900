"""Imports: which files came in, when, by whom and by which way, and what became of them. For administrators."""

import streamlit as st

from coaching.intake import import_log
from coaching.quality import interactions
from coaching.ui.pages import imports_view as view
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.IMPORTS])
view.title(interactions.data_as_of(database()), time_zone())
rows = import_log.imports(database(), viewer.person_id, most=view.MOST)
if rows.empty:
    states.nothing(wording.NO_IMPORTS, states.home)
    st.stop()
view.listing(rows, time_zone())
asked = st.query_params.get(view.IMPORT)
if asked is not None:
    view.report(rows, asked, import_log.report_of(database(), viewer.person_id, asked), time_zone())
