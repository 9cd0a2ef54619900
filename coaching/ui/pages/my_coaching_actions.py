"""What can an agent do on the page of their assignments? Take back what they have asked coaching for."""

import streamlit as st

from coaching.assignments import requests
from coaching.ui.pages import requests_view
from coaching.ui.pieces import commands
from coaching.words import wording
from coaching.words.refusals import RefusedError

PLACE = "my_coaching_take_back"


def take_back_just_asked(viewer_id: str) -> None:
    """Takes back the request whose button was pressed, if that is why the page runs now; says what came of it."""
    asked = requests_view.just_taken_back()
    if asked is not None:
        refused = commands.carry_out(PLACE, requests.take_back, viewer_id, asked)
        if not isinstance(refused, RefusedError):
            st.toast(wording.TAKEN_BACK, icon=":material/check:")
    commands.about_the_whole(PLACE)
