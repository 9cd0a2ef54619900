"""Coaching monitor: how the agents score who were coached, and how that has changed since their assignments."""

from functools import partial

import streamlit as st

from coaching.assignments import team_assignments
from coaching.measuring import monitor
from coaching.measuring.monitor import MonitorFilter
from coaching.quality import interactions
from coaching.storage import saved_filters
from coaching.ui.pages import monitor_view as view
from coaching.ui.pieces import pager, scope_filters
from coaching.ui.shell import access, failures, navigation, states
from coaching.ui.shell.session import database, last_day, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.COACHING_MONITOR])
head = st.container(horizontal=True, vertical_alignment="center")
head.title(wording.COACHING_MONITOR, anchor=False, width="content")

asked = (database(), viewer.person_id)
newest = interactions.data_as_of(database())
all_of_them = monitor.number(*asked, MonitorFilter(), time_zone())
if newest is None or all_of_them == 0:
    nothing = wording.NO_DATA if newest is None else wording.NO_MONITORED
    states.nothing(nothing, states.home if newest is None else states.to(navigation.EVALUATION, wording.EVALUATION))
    st.stop()

choices = monitor.choices(*asked)
keep = partial(failures.written, saved_filters.save, viewer.person_id, navigation.COACHING_MONITOR)
view.restore(partial(saved_filters.saved, *asked, navigation.COACHING_MONITOR), choices)
filters, compared = view.filters(choices, last_day(team_assignments.newest_assigned_at(*asked)), today(), keep)
changes = None
if compared:
    changes = monitor.changes_of_all(*asked, filters, newest.date(), time_zone())
    filters = view.readings(filters, changes, keep)

rows, total = monitor.monitor(
    *asked, filters, newest.date(), time_zone(), page=pager.current(view.PAGE), size=pager.ROWS
)
with head:
    view.count_and_clear(total, all_of_them, keep)
if rows.empty:
    states.nothing(wording.NO_MONITORED_MATCH, states.clearing(view.clear, keep), states.NO_MATCH)
    scope_filters.as_of(newest, time_zone())
    st.stop()
if compared and changes is None:
    changes = monitor.changes_of(*asked, list(rows["assignment_id"]), newest.date())
exported = partial(monitor.exported, *asked, filters, newest.date(), time_zone(), compared)
view.page_of(rows, changes, total, exported, time_zone())
view.explanation(newest.date(), compared)
scope_filters.as_of(newest, time_zone())
