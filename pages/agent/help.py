"""Help: a few questions to the page that somebody comes from, to all others, and the words of the glossary."""

import streamlit as st

from coaching.ui.pages import help_view
from coaching.ui.shell import access, navigation
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.HELP])
st.title(wording.HELP)
about = st.query_params.get("about", "")
may_open = [page for page in wording.HELP_OF if viewer.may(navigation.ACTION[page])]
is_about_a_page = about in may_open
if is_about_a_page:
    help_view.questions(about, viewer)
help_view.others(may_open, answered=wording.HELP_OF[about] if is_about_a_page else ())
help_view.glossary()
