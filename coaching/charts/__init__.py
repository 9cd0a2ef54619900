"""Frames become charts, made with Altair. No Streamlit, no queries."""
