"""EFFECT."""

import streamlit as st

from coaching.ui import access, wording

viewer = access.require_monitor_pages()
st.title(wording.EFFECT)
