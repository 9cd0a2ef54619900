"""What may somebody do with their notices? Mark all of them as read."""

from collections.abc import Sequence

import streamlit as st

from coaching.telling import notice_list
from coaching.telling.notice_list import Notice
from coaching.ui.pieces import commands
from coaching.words import wording

READ_ALL = "notices_read_all"


def read_all(viewer_id: str, found: Sequence[Notice]) -> None:
    """The button that marks as read what is shown; nothing where all of it is."""
    unread = tuple(each.notice_id for each in found if not each.read)
    if unread:
        st.button(
            wording.MARK_ALL_READ, icon=":material/done_all:", key=READ_ALL, on_click=_read, args=(viewer_id, unread)
        )
    commands.complaints(READ_ALL)


def _read(viewer_id: str, notice_ids: Sequence[str]) -> None:
    commands.carry_out(READ_ALL, notice_list.record_read, viewer_id, notice_ids)
