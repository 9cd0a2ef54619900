"""Coaching Assignments of one agent: what to look at, the most urgent first. A supervisor may look on."""

from coaching.assignments import news
from coaching.quality import interactions
from coaching.ui.pages import (
    my_coaching_actions,
    my_coaching_content,
    my_coaching_filters,
    my_coaching_view,
    requests_view,
)
from coaching.ui.pieces.agent_picker import agent_looked_at
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone, today
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.MY_COACHING])

title = wording.ASSIGNMENTS_OF_AGENT if viewer.is_supervisor else wording.COACHING_ASSIGNMENTS
agent = agent_looked_at(viewer, wording.COACHING_ASSIGNMENTS, navigation.MY_COACHING, title)
reads_as_agent = agent == viewer.person_id
if reads_as_agent:
    my_coaching_actions.take_back_just_asked(viewer.person_id)

asked, order, newest = my_coaching_filters.filters(), my_coaching_filters.order(), interactions.data_as_of(database())
viewing = my_coaching_content.Viewing(
    reads_as_agent=reads_as_agent,
    today=today(),
    zone=time_zone(),
    newest=newest,
    unread=tuple(news.unread(database(), viewer.person_id).items()) if reads_as_agent else (),
)
found = my_coaching_content.listed(database(), viewer.person_id, agent, asked, order, viewing)
if found.total:
    my_coaching_view.draw(found, asked, order, newest, time_zone())
else:
    my_coaching_view.nothing_assigned(reads_as_agent)
if reads_as_agent:
    requests_view.draw(my_coaching_content.asked_for(database(), viewer.person_id), time_zone())
