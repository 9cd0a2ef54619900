"""Signs the viewer in and builds the navigation from their permissions; nothing else.

`streamlit run app.py` imports this file once as the server's application, then runs it as the script of every viewer.
A process that multiprocessing starts imports it as well, as __mp_main__: that one is no server.
"""

import streamlit as st
from starlette.middleware import Middleware

from coaching.storage.database_file import DatabaseLockedError
from coaching.ui.shell import (
    access,
    backup_files,
    bell,
    browser_history,
    calendar_route,
    component_scripts,
    failures,
    health,
    http_gate,
    language,
    menu,
    navigation,
    oidc,
    page_limit,
    page_shown,
    page_style,
    prometheus_figures,
    streamlit_files,
    tab_title,
    top_bar,
)
from coaching.ui.styles import ICON
from coaching.words import wording

SIDEBAR_PIXELS = 220

if __name__ == "__main__":
    st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state=SIDEBAR_PIXELS)
    page_shown.leave_the_one_before()
    page_shown.say_which_visit()
    try:
        with prometheus_figures.timed(), page_limit.place():
            language.speak_to(None)
            access.translate_older_link()
            viewer = access.viewer()
            access.note(viewer)
            language.speak_to(viewer)
            pages = navigation.pages(viewer)
            page = st.navigation(pages, position="hidden")
            page_shown.note(page.url_path)
            bell.read_here(viewer, page.url_path)
            menu.draw(pages, page.url_path)
            tab_title.set_to(navigation.title_without_count(page))
            top_bar.draw(viewer)
            page.run()
    except DatabaseLockedError:  # while it was opened anew, an import got hold of it
        st.error(wording.DATA_AWAY, icon=":material/hourglass_empty:")
elif __name__ != "__mp_main__":
    doors = navigation.prepare_server()
    app = st.App(
        __file__,
        lifespan=navigation.serving,
        routes=[
            health.route(),
            prometheus_figures.route(),
            browser_history.route(),
            backup_files.route(),
            component_scripts.route(),
            page_style.route(),
            calendar_route.route(),
            *streamlit_files.routes(),
            *oidc.routes(),
        ],
        secrets=oidc.secrets(),
        on_script_error=failures.answer,
        middleware=[Middleware(http_gate.Gate, doors=doors), Middleware(streamlit_files.Compressing), *oidc.layers()],
    )
