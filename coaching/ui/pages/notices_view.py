"""How are notices shown? A line each, which leads to what it is about; what is not read stands out in words as well."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.telling.notice_list import Notice
from coaching.telling.sentences_of_notices import sentence
from coaching.ui.shell import access, states
from coaching.words import wording
from coaching.words.formatting import day_and_time, escape


def title() -> None:
    """The heading, and what stands below it."""
    st.title(wording.NOTICES)
    st.caption(wording.NOTICES_MEAN)


def listing(found: Sequence[Notice], zone: ZoneInfo) -> None:
    """All of them, the newest first, or a sentence that there are none. `found`: notice_list.notices()."""
    if not found:
        states.nothing(wording.NO_NOTICES, states.home)
        return
    st.html(f'<ul class="notices">{"".join(_line(each, zone) for each in found)}</ul>')


def _line(notice: Notice, zone: ZoneInfo) -> str:
    new = "" if notice.read else f' <strong class="new">{wording.NEW}</strong>'
    to = escape(access.link_to(notice.page, **notice.parameters))
    when = escape(day_and_time(notice.written_at, zone))
    state = "" if notice.read else ' class="unread"'
    return f'<li{state}><a href="{to}">{escape(sentence(notice, zone))}</a>{new}<span class="when">{when}</span></li>'
