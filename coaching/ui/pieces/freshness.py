"""What does a page say about how fresh its data is, and that it is older than the centre allows?"""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from coaching.keeping import freshness
from coaching.people.centre_settings import centre_settings
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import counted, day_and_time, plain


def said(newest: datetime, zone: ZoneInfo, sentence: str | None = None, *, in_markdown: bool = True) -> str:
    """Until when the data is complete, and that it is too old where it is. `sentence`: one of wording.DATA_AS_OF…."""
    named = plain(zone.key) if in_markdown else zone.key
    fresh = (sentence or wording.DATA_AS_OF).format(when=day_and_time(newest, zone), zone=named)
    old = alarm(newest)
    return fresh if old is None else wording.JOINED_BY_POINT.format(first=fresh, second=old)


def alarm(newest: datetime | None) -> str | None:
    """That the data is too old; None where it is not, or the centre has no limit."""
    found = freshness.too_old(newest, utc_now(), centre_settings(database()).data_too_old_hours)
    return None if found is None else counted(found.hours, wording.DATA_TOO_OLD)


def draw(newest: datetime | None, zone: ZoneInfo) -> None:
    """Says it below a list; nothing where there is no data."""
    if newest is not None:
        st.caption(said(newest, zone))
