"""Signs the viewer in and builds the navigation from their permissions; nothing else.

`streamlit run app.py` imports this file once as the server's application, then runs it as the script of every viewer.
A process that multiprocessing starts imports it as well, as __mp_main__: that one is no server.
"""

import streamlit as st
from starlette.middleware import Middleware

from coaching.database_file import DatabaseLockedError
from coaching.ui import access, gate, health, history_script, navigation, tab, trouble, turns, wording
from coaching.ui.styles import ICON

if __name__ == "__main__":
    st.set_page_config(page_icon=ICON, layout="wide")
    try:
        with turns.turn():
            st.html(navigation.LAYOUT)
            page = st.navigation(navigation.pages(access.viewer()))
            tab.name(navigation.title_without_count(page))
            access.draw_sign_in()
            page.run()
    except DatabaseLockedError:  # while it was opened anew, an import got hold of it
        st.error(wording.DATA_AWAY, icon=":material/hourglass_empty:")
elif __name__ != "__mp_main__":
    doors = navigation.prepare_server()
    app = st.App(
        __file__,
        lifespan=navigation.serving,
        routes=[health.route(), history_script.route()],
        on_script_error=trouble.answer,
        middleware=[Middleware(gate.Gate, doors=doors)],
    )
