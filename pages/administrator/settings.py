"""Settings: what the centre has decided for everybody, with each default, and who changed it. For administrators."""

import streamlit as st

from coaching.people import centre_settings
from coaching.ui.pages import settings_view as view
from coaching.ui.pages.settings_actions import SettingsForm
from coaching.ui.shell import access, navigation
from coaching.ui.shell.session import database, time_zone
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.SETTINGS])
st.title(wording.SETTINGS)
st.caption(wording.SETTINGS_MEANS)
history = centre_settings.history(database(), viewer.person_id)
view.form(SettingsForm(viewer.person_id, centre_settings.centre_settings(database())), history, time_zone())
view.history(history, time_zone())
