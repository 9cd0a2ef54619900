"""Backups: which there are, one now, and one to take away. For administrators."""

import streamlit as st

from coaching.keeping import backups
from coaching.people.centre_settings import centre_settings
from coaching.ui.pages import backups_view as view
from coaching.ui.pages.backups_actions import BackupActions
from coaching.ui.shell import access, navigation, states
from coaching.ui.shell.session import backup_keeper, database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.BACKUPS])
keeper = backup_keeper()
view.title()
if keeper is None:
    states.nothing(wording.NO_BACKUP_FOLDER, states.home)
    st.stop()
actions = BackupActions(viewer.person_id, keeper)
view.state(keeper, centre_settings(database()), time_zone(), actions)
try:
    found = backups.kept(keeper.folder)
except OSError:
    states.refused(None, wording.BACKUP_FOLDER_AWAY)
    st.stop()
view.listing(found, time_zone())
asked = st.query_params.get(view.BACKUP)
if asked is not None:
    view.one(found, asked, database().address, time_zone(), actions)
