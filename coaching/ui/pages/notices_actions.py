"""What may somebody do about being told? Mark all notices as read, choose what they get by e-mail, and have their
follow-ups in their calendar."""

from collections.abc import Sequence

import streamlit as st

from coaching.people import preferences
from coaching.people.notices import Kind
from coaching.people.people import Viewer
from coaching.people.preferences import When, preference_of, when_mailed
from coaching.telling import calendar_addresses, notice_list
from coaching.telling.notice_list import Notice
from coaching.telling.rules import TOLD_WHO_MAY
from coaching.ui.pieces import commands
from coaching.ui.shell import calendar_route
from coaching.ui.shell.session import database, settings_of_run
from coaching.words import wording
from coaching.words.refusals import RefusedError

READ_ALL = "notices_read_all"
MAIL = "notices_mail"
CALENDAR = "notices_calendar"


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


def mails(viewer: Viewer) -> None:
    """For each kind of notice that the viewer can get, when they get it by e-mail; nothing where none are sent."""
    if settings_of_run().smtp_host is None:
        return
    chosen = preferences.preferences(database(), viewer.person_id)
    with st.expander(wording.MAILS, icon=":material/mail:"):
        st.caption(wording.MAILS_MEAN)
        for kind in Kind:
            if any(viewer.may(action) for action in TOLD_WHO_MAY[kind]):
                _choice(viewer.person_id, kind, when_mailed(kind, chosen))
        commands.complaints(MAIL)


def _choice(viewer_id: str, kind: Kind, now: When) -> None:
    key = f"{MAIL}_{kind}"
    st.session_state[key] = now  # in every run, also where another tab has chosen meanwhile
    st.selectbox(
        wording.MAIL_KINDS[kind],
        list(When),
        format_func=wording.MAIL_WHEN.__getitem__,
        key=key,
        on_change=_choose,
        args=(viewer_id, kind, key),
    )


def _choose(viewer_id: str, kind: Kind, key: str) -> None:
    commands.carry_out(MAIL, preferences.prefer, viewer_id, preference_of(kind), str(st.session_state[key]))


def calendar(viewer_id: str) -> None:
    """The address of the viewer's calendar: to make one, to make another one, and to end it."""
    with st.expander(wording.CALENDAR, icon=":material/calendar_month:"):
        st.caption(wording.CALENDAR_MEANS)
        has_one = calendar_addresses.has_address(database(), viewer_id)
        made = st.session_state.get(f"{CALENDAR}_{viewer_id}")
        if made is not None and calendar_addresses.owner(database(), *made) == viewer_id:
            st.markdown(wording.CALENDAR_SHOWN_ONCE)
            st.code(calendar_route.address(_public_address(), *made), language=None, wrap_lines=True)
        elif has_one:
            st.markdown(wording.CALENDAR_HAS_ADDRESS)
        with st.container(horizontal=True):
            label = wording.CALENDAR_MAKE_ANOTHER if has_one else wording.CALENDAR_MAKE
            st.button(label, icon=":material/link:", key=f"{CALENDAR}_make", on_click=_make, args=(viewer_id,))
            if has_one:
                st.button(
                    wording.CALENDAR_STOP, icon=":material/close:", key=f"{CALENDAR}_stop", on_click=_stop,
                    args=(viewer_id,),
                )  # fmt: skip
        commands.complaints(CALENDAR)


def _make(viewer_id: str) -> None:
    made = commands.carry_out(CALENDAR, calendar_addresses.make_address, viewer_id)
    if not isinstance(made, RefusedError):
        st.session_state[f"{CALENDAR}_{viewer_id}"] = made


def _stop(viewer_id: str) -> None:
    commands.carry_out(CALENDAR, calendar_addresses.stop_address, viewer_id)
    st.session_state.pop(f"{CALENDAR}_{viewer_id}", None)


def _public_address() -> str:
    """Where browsers find the app: as the settings say, else as this one has found it."""
    return settings_of_run().public_address or (st.context.url or "").rpartition("/")[0]
