"""Imports: files are uploaded here, and each import says who, when, by which way, and what became of it. For
administrators."""

from functools import partial

import streamlit as st

from coaching.intake import import_log
from coaching.quality import interactions
from coaching.ui.pages import imports_actions as actions
from coaching.ui.pages import imports_view as view
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.IMPORTS])
view.title(interactions.data_as_of(database()), time_zone())
actions.upload(viewer.person_id)
actions.watch(viewer.person_id)
rows = import_log.imports(database(), viewer.person_id, most=view.MOST)
if rows.empty:
    states.nothing(wording.NO_IMPORTS, states.home)
    st.stop()
view.listing(rows, time_zone())
asked = st.query_params.get(view.IMPORT)
if asked is not None:
    about = (database(), viewer.person_id, asked)
    returned = partial(import_log.returned, *about) if import_log.has_returned(*about) else None
    view.report(rows, asked, import_log.report_of(*about), time_zone(), returned)
