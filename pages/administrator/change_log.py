"""Change log: who changed what in the whole centre, when, from what to what. For administrators."""

from functools import partial

import streamlit as st

from coaching.people import change_list
from coaching.ui.pages import change_log_view as view
from coaching.ui.pieces import pager
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.CHANGE_LOG])
st.title(wording.CHANGE_LOG)
st.caption(wording.CHANGE_LOG_MEANS)
kinds = change_list.kinds(database(), viewer.person_id)
if not kinds:
    states.nothing(wording.NO_CHANGES, states.home)
    st.stop()
filters = view.filters(kinds, today())
asked = partial(change_list.changes, database(), viewer.person_id, filters, time_zone())
rows, total = pager.read(asked, view.PAGE, view.TABLE, pager.ROWS)
if rows.empty:
    view.nothing_matches()
    st.stop()
view.listing(rows, total, time_zone())
