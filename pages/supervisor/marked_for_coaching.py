"""Marked for coaching: whom supervisors marked and who asked for it, one by one and in groups, and to assign it."""

from functools import partial

import streamlit as st

from coaching.assignments import groups, marks
from coaching.people import visibility
from coaching.quality import coaching_areas, interactions
from coaching.ui.pages import group_assignments_actions, groups_actions, groups_view, marked_actions, marked_view
from coaching.ui.pages.groups_actions import GroupForm
from coaching.ui.pieces import freshness, pager
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.MARKED_FOR_COACHING])
asked = (database(), viewer.person_id)

if "agent" in st.query_params:
    agent_id = st.query_params["agent"]
    rows = marks.open_marks_of(*asked, agent_id)
    labels = visibility.agents_visible_to(*asked).set_index("agent_id")["label"]
    if rows.empty and agent_id not in labels.index:
        access.refuse(wording.NO_SUCH_AGENT)
    name = str(labels[agent_id] if rows.empty else rows["agent"].iloc[0])
    if marked_view.agent_header(name, viewer.may_coach and not rows.empty):
        marked_actions.assign(viewer.person_id, agent_id, rows)
    set_aside = partial(marked_actions.set_aside, viewer.person_id) if viewer.may_coach else None
    marked_view.marks_of_agent(name, rows, set_aside, time_zone())

elif "group" in st.query_params:
    group_id = st.query_params["group"]
    group = None if group_id == groups.NEW else groups.group(*asked, group_id)
    if group is None and group_id != groups.NEW:
        groups_view.gone(group_id)
    elif viewer.may_coach and (group is None or groups_actions.EDITING in st.query_params):
        form = GroupForm(viewer.person_id, group, groups.members_of(*asked, group_id))
        groups_view.form(form, coaching_areas.coaching_areas(*asked), groups.possible_members(*asked))
    elif group is None:
        access.refuse(wording.LOOK_ONLY, wording.ONLY_TO_LOOK)
    else:
        members = groups.members_of(*asked, group_id)
        marked = marks.open_marks(*asked, members["agent_id"].tolist())
        remove = partial(groups_actions.remove, viewer.person_id, group) if viewer.may_coach else None
        groups_view.group(group, members, marked, remove, time_zone())
        group_assignments_actions.draw(viewer, group.group_id, time_zone())

else:
    shown, line = marked_view.title(viewer.may_coach)
    if shown == marked_view.MarkedList.GROUPS:
        if groups_view.new_group(viewer.may_coach, line):
            navigation.go(navigation.MARKED_FOR_COACHING, group=groups.NEW)
        groups_view.listing(groups.groups(*asked))
    else:
        filters = marked_view.filters(coaching_areas.coaching_areas(*asked), line)
        marked = partial(marks.marked_agents, *asked, **filters)
        rows, total = pager.read(marked, marked_view.PAGE, marked_view.TABLE, pager.ROWS)
        marked_view.individuals(rows, total, any(filters.values()), time_zone(), line)
    freshness.draw(interactions.data_as_of(database()), time_zone())
