"""Under construction."""

import streamlit as st

from coaching.ui import access, wording

viewer = access.require_supervisor_pages()

st.title(wording.ASSIGNMENTS)
