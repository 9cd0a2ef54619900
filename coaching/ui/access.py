"""Who is asking, and whether they may. The first statement of every page is one of the guards below.

A guard that refuses says why in one sentence and ends the page: nothing after it runs, no row is read.
"""

import os
from typing import Any, NoReturn

import streamlit as st

from coaching.people import Viewer, agents_visible_to, sign_in_choices, viewer_with_email
from coaching.sentences import listed
from coaching.ui import wording
from coaching.ui.formatting import plain
from coaching.ui.session import database

VIEWER = "viewer"
PICKED = "sign_in_person"
AGENT = "agent"
CHOSEN_AGENT = "my_coaching_agent"


def proxy_header() -> str | None:
    """The header in which a proxy in front of the app names the viewer, or None for the demo's person picker.

    Raises ValueError when the settings say neither clearly.
    """
    mode, header = os.environ.get("COACHING_SIGN_IN", "demo"), os.environ.get("COACHING_PROXY_HEADER")
    if mode not in ("demo", "proxy"):
        raise ValueError(f"COACHING_SIGN_IN is {mode!r}; it must be demo or proxy.")
    if mode == "proxy" and not header:
        raise ValueError("COACHING_SIGN_IN=proxy needs COACHING_PROXY_HEADER, the header that carries the e-mail.")
    return header if mode == "proxy" else None


def signed_in_email() -> str | None:
    """The e-mail address that the sign-in in force gives, or None."""
    header = proxy_header()
    if header:
        named = st.context.headers.get_all(header)
        # A proxy that adds its own beside the browser's lets the browser choose: then nobody is signed in.
        return named[0] if len(named) == 1 else None
    return st.query_params.get(VIEWER) or st.session_state.get(VIEWER)


def viewer() -> Viewer | None:
    """Who is signed in, or None for a stranger. Permissions are read anew on every run."""
    email = signed_in_email()
    return viewer_with_email(database(), email) if email else None


def address(**parameters: str) -> dict[str, str]:
    """Query parameters for a link to a page, with the demo's person in it."""
    email = None if proxy_header() else signed_in_email()
    return parameters | ({VIEWER: email} if email else {})


def refuse(sentence: str) -> NoReturn:
    """Shows why the viewer gets nothing here, and ends the page."""
    st.error(sentence, icon=":material/block:")
    st.stop()


def require_agent_pages() -> Viewer:
    """The viewer, who may open the agent pages: an agent with both permissions, or a supervisor (who reads only)."""
    someone = _signed_in()
    missing = someone.missing_for_agent_pages()
    if missing:
        refuse(wording.MISSING_PERMISSION.format(permissions=listed(missing)))
    return someone


def require_supervisor_pages() -> Viewer:
    """The viewer, who may open the supervisor pages. What they may change there each command decides again."""
    someone = _signed_in()
    missing = someone.missing_for_supervisor_pages()
    if missing:
        refuse(wording.MISSING_PERMISSION.format(permissions=listed(missing)))
    if not someone.is_supervisor:
        refuse(wording.NO_AGENTS)
    return someone


def require_monitor_pages() -> Viewer:
    """The viewer, who may open the pages that measure coaching: a supervisor with coaching_monitor."""
    someone = _signed_in()
    missing = someone.missing_for_monitor_pages()
    if missing:
        refuse(wording.MISSING_PERMISSION.format(permissions=listed(missing)))
    if not someone.is_supervisor:
        refuse(wording.NO_AGENTS)
    return someone


def _signed_in() -> Viewer:
    someone = viewer()
    if someone is not None:
        return someone
    email = signed_in_email()
    if proxy_header():
        refuse(wording.NOT_KNOWN.format(email=plain(email)) if email else wording.NOT_SIGNED_IN)
    if email:
        refuse(wording.UNKNOWN_PERSON.format(email=plain(email)))
    st.info(wording.CHOOSE_PERSON, icon=":material/waving_hand:")
    _suggest_people()
    st.stop()


def _sign_in_as(email: str) -> None:
    """Another person begins anew: nobody else's filters or place in a list stay behind."""
    for key in list(st.session_state):
        del st.session_state[key]
    st.query_params.clear()
    st.query_params[VIEWER] = st.session_state[VIEWER] = st.session_state[PICKED] = email


def _suggest_people() -> None:
    people = sign_in_choices(database())
    agents, supervisors = people[people["coached"] & ~people["supervises"]], people[people["supervises"]]
    with st.container(horizontal=True):
        for person in (*agents.head(3).itertuples(), *supervisors.head(2).itertuples()):
            label, key = plain(_person_label(person)), f"sign_in_{person.email}"
            st.button(label, key=key, on_click=_sign_in_as, args=(person.email,))


def _person_label(person: Any) -> str:
    role = "supervisor" if person.supervises else "agent"
    return f"{person.name} · {role}" + (f", {person.team}" if person.team else "")


def draw_sign_in() -> None:
    """The sidebar's part about who is signed in: a person picker in the demo, a name behind a proxy."""
    someone = viewer()
    if proxy_header():
        if someone:
            st.sidebar.text(f"{wording.SIGN_IN_AS}\n{someone.name}")
        return
    people = sign_in_choices(database())
    labels = {person.email: _person_label(person) for person in people.itertuples()}
    if someone:
        st.session_state[VIEWER] = st.session_state[PICKED] = someone.email
        if st.query_params.get(VIEWER) != someone.email:
            st.query_params[VIEWER] = someone.email
    st.sidebar.selectbox(
        wording.SIGN_IN_AS,
        list(labels),
        index=None,
        format_func=lambda email: labels.get(email, email),
        key=PICKED,
        on_change=_picked,
        placeholder="Choose a person",
    )
    st.sidebar.caption(wording.DEMO_NOTICE)


def _picked() -> None:
    email = st.session_state[PICKED]
    if email:
        _sign_in_as(email)


def agent_looked_at(someone: Viewer, including_self: bool = True) -> str:
    """Whose coaching a list page shows: the viewer's own, or for a supervisor the agent they choose (in the address).

    `including_self`: a supervisor who is an agent as well may choose themselves. Ends the page where there is nobody to
    look at. Returns a person_id; queries still decide what may be seen.
    """
    if not someone.is_supervisor:
        return someone.person_id
    agents = agents_visible_to(database(), someone.person_id)
    if including_self and not someone.missing("agent_dashboard"):
        own = {"agent_id": someone.person_id, "email": someone.email, "name": f"{someone.name} (you)", "team": ""}
        agents.loc[-1] = own
        agents = agents.sort_index(ignore_index=True)
    if agents.empty:
        st.info(wording.NO_AGENTS)
        st.stop()
    keys = agents["email"].fillna(agents["agent_id"]).tolist()
    asked = st.query_params.setdefault(AGENT, keys[0])
    if asked not in keys:
        refuse(wording.NO_SUCH_AGENT)
    teams = agents["team"].fillna("").map(lambda team: f" · {team}" if team else "")
    labels = dict(zip(keys, agents["name"] + teams, strict=True))
    st.session_state[CHOSEN_AGENT] = asked
    st.selectbox("Agent", keys, format_func=labels.__getitem__, key=CHOSEN_AGENT, on_change=_agent_chosen)
    return str(agents.loc[keys.index(asked), "agent_id"])


def _agent_chosen() -> None:
    st.query_params[AGENT] = st.session_state[CHOSEN_AGENT]
