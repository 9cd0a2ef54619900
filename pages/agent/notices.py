"""Notices: what the viewer was told, each with the one place that it leads to."""

from coaching.telling import notice_list
from coaching.ui.pages import notices_actions, notices_view
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone

viewer = access.require(navigation.ACTION[navigation.NOTICES])
found = notice_list.notices(database(), viewer.person_id)
notices_view.title()
notices_actions.read_all(viewer.person_id, found)
notices_view.listing(found, time_zone())
notices_actions.mails(viewer)
notices_actions.calendar(viewer.person_id)
