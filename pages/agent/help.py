"""Help: a few questions to the page that somebody comes from, to all others, and the words of the glossary."""

import streamlit as st

from coaching.ui.pages import help_view
from coaching.ui.shell import access, navigation
from coaching.words import wording

viewer = access.require(navigation.ACTION[navigation.HELP])
st.title(wording.HELP)
about = st.query_params.get("about", "")
may_open = [page for page in wording.HELP_OF if viewer.may(navigation.ACTION[page])]
if about in may_open:
    help_view.questions(about, viewer)
help_view.others([page for page in may_open if page != about])
help_view.glossary()
