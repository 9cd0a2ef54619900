"""Who is asking, and may they? The first statement of every page is require().

A guard that refuses says why in one sentence and ends the page: nothing after it runs, no row is read.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from coaching import log_lines
from coaching.log_lines import Event
from coaching.people import people, visibility
from coaching.people.centre_settings import centre_settings
from coaching.people.people import Viewer
from coaching.people.permissions import Action
from coaching.ui.shell import carried, draft_fields, filters_said, language, oidc, page_shown, sign_in, states
from coaching.ui.shell.session import database, settings_of_run
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import escape, initials, plain
from coaching.words.sentences import listed

VIEWER = "viewer"
PICKED = "sign_in_person"
MENU = "sign_in_menu"
AGENT = carried.AGENT
# The parameters of an address that say what a page is about.
ABOUT = ("assignment", "interaction", "best", "group")


def is_demo() -> bool:
    """Whether anybody may be anybody."""
    return settings_of_run().sign_in == "demo"


def proxy_header() -> str | None:
    """The header in which a proxy in front of the app names the viewer, or None where none does."""
    return settings_of_run().proxy_header


def signed_in_as() -> str | None:
    """Who the sign-in in force says it is, or None: an e-mail address, in the demo the person_id that was chosen."""
    if settings_of_run().sign_in == "oidc":
        vouched = _vouched_for()
        return vouched if isinstance(vouched, str) else None
    header = proxy_header()
    if header:
        named = st.context.headers.get_all(header)
        # A proxy that adds its own beside the browser's lets the browser choose: then nobody is signed in.
        return named[0] if len(named) == 1 else None
    return st.query_params.get(VIEWER) or st.session_state.get(VIEWER)


def _vouched_for() -> str | sign_in.NotIn | None:
    """The address for which the provider vouches, why it does for none, or None where nobody has signed in."""
    claims = oidc.claims()
    return sign_in.address_in(claims, settings_of_run(), utc_now()) if claims else None


def viewer() -> Viewer | None:
    """Who is signed in, or None for a stranger. Permissions are read anew on every run."""
    asked = signed_in_as()
    if not asked:
        return None
    return people.viewer_chosen(database(), asked) if is_demo() else people.viewer_with_email(database(), asked)


def note(someone: Viewer | None) -> None:
    """Has the log say who is signed in, once for each tab and person."""
    person = someone.person_id if someone is not None else None
    if person is not None and st.session_state.get(log_lines.PERSON) != person:
        log_lines.say(Event.SIGNED_IN, person=person, by=settings_of_run().sign_in)
    st.session_state[log_lines.PERSON] = person


def translate_older_link() -> None:
    """Puts the person_id in the address where a link from an earlier version names a person by e-mail address.

    To be called before anything else reads who is signed in: all the rest knows people by person_id only.
    """
    chosen = st.query_params.get(VIEWER, "")
    is_new = chosen != st.session_state.get(VIEWER)  # whoever was here in the run before is known by id
    if "@" in chosen and is_new and is_demo() and people.viewer_chosen(database(), chosen) is None:
        meant = people.viewer_with_email(database(), chosen)
        if meant is not None:
            st.query_params[VIEWER] = meant.person_id
    agent = st.query_params.get(AGENT, "")
    someone = viewer() if "@" in agent else None
    if someone is not None and not visibility.may_see(database(), someone.person_id, agent):
        agent_id = visibility.agent_with_email(database(), someone.person_id, agent)
        if agent_id is not None:
            st.query_params[AGENT] = agent_id


def address(**parameters: str) -> dict[str, str]:
    """Query parameters for a link to a page, with the demo's person in it."""
    chosen = signed_in_as() if is_demo() else None
    return parameters | ({VIEWER: chosen} if chosen else {})


def link_to(page: str, **parameters: str | Sequence[str]) -> str:
    """The address of a page for a link in HTML that history.js follows, with the demo's person in it. Of a parameter
    with several values each is named."""
    return links_to(page)(parameters)


def links_to(page: str) -> Callable[[Mapping[str, str | Sequence[str]]], str]:
    """As link_to(), for many links to one page: what they all carry is looked up once."""
    carried = address()
    return lambda parameters: f"{page}?{urlencode({**parameters, **carried}, doseq=True)}"


def look_at(agent_id: str) -> None:
    """Notes in the address that the page is about this agent: who looks at an interaction or an assignment of theirs
    finds them on the next page. For supervisors: an agent looks at nobody else."""
    if st.query_params.get(AGENT) != agent_id:
        st.query_params[AGENT] = agent_id


def refuse(sentence: str, heading: str | None = "") -> NoReturn:
    """Shows why the viewer gets nothing here and the way to their own first page, and ends the page. `heading`: None
    where the page has its heading already, empty where it is not found.

    What they had typed here before they get back, to copy it.
    """
    log_lines.say(Event.REFUSED, page=page_shown.address(), person=st.session_state.get(log_lines.PERSON))
    states.refused(wording.NOT_HERE if heading == "" else heading, sentence)
    if heading == wording.WELCOME:
        _say_whom_to_ask()
    states.home()
    someone = viewer()
    if someone is not None:
        named = [name for name in ABOUT if name in st.query_params] or [AGENT]
        about = [st.query_params[name] for name in named if name in st.query_params]
        draft_fields.hand_back_all_about(someone.person_id, about)
    st.stop()


def require(action: Action) -> Viewer:
    """The viewer, who may do this to the data of somebody. Whose it may be each query and command decides again."""
    filters_said.begin()
    someone = _signed_in()
    if someone.may(action):
        return someone
    missing = someone.missing(action)
    needed = wording.MISSING_PERMISSION.format(permissions=listed(missing))
    refuse(needed if missing else wording.NO_AGENTS, wording.MAY_NOT_OPEN)


def _signed_in() -> Viewer:
    someone = viewer()
    if someone is not None:
        return someone
    asked = signed_in_as()
    if asked and people.share_address(database(), asked):
        shared = wording.SHARED_ADDRESS if is_demo() else wording.SHARED_ADDRESS_BEHIND_PROXY
        refuse(shared.format(email=plain(asked)), wording.WELCOME)
    if settings_of_run().sign_in == "oidc":
        _ask_to_sign_in(asked)
    if asked and people.is_deactivated(database(), asked):
        refuse(wording.DEACTIVATED, wording.WELCOME)
    if proxy_header():
        refuse(wording.NOT_KNOWN.format(email=plain(asked)) if asked else wording.NOT_SIGNED_IN, wording.WELCOME)
    if asked:
        refuse(wording.UNKNOWN_PERSON.format(email=plain(asked)), wording.WELCOME)
    if not people.sign_in_labels(database()):
        states.welcome(wording.NOBODY_TO_SIGN_IN, states.NOTHING)
        st.stop()
    states.welcome(wording.CHOOSE_PERSON, ":material/waving_hand:")
    _suggest_people()
    st.stop()


def _ask_to_sign_in(asked: str | None) -> NoReturn:
    """Ends a page for whoever the provider does not name, or names though nobody here is called so (`asked`)."""
    vouched = _vouched_for()
    label = wording.SIGN_IN_ANEW
    is_out = asked is not None and people.is_deactivated(database(), asked)
    why = "deactivated" if is_out else "unknown" if asked else None
    why = vouched.value if isinstance(vouched, sign_in.NotIn) else why
    if why is not None:
        account = oidc.claims().get("sub")
        log_lines.say(
            Event.REFUSED, page=page_shown.address(), why=why, account_id=None if account is None else str(account)
        )
    if asked:
        sentence = wording.DEACTIVATED if is_out else wording.NOT_KNOWN.format(email=plain(asked))
        states.refused(wording.WELCOME, sentence)
    elif isinstance(vouched, sign_in.NotIn):
        states.refused(wording.WELCOME, wording.NOT_SIGNED_IN_BECAUSE[vouched.value])
    elif st.query_params.get(oidc.CAME_OF_IT) == oidc.FAILED:
        states.refused(wording.WELCOME, wording.SIGN_IN_FAILED)
    else:
        label = wording.SIGN_IN
        states.welcome(wording.SIGN_IN_FIRST, ":material/login:")
    if label == wording.SIGN_IN_ANEW:
        _say_whom_to_ask()
    wanted = {name: values for name, values in carried.query().items() if name != oidc.CAME_OF_IT}
    address = page_shown.address() + (f"?{urlencode(wanted, doseq=True)}" if wanted else "")
    st.html(f'<a class="sign-in" href="{escape(oidc.to_sign_in(address))}" target="_self">{escape(label)}</a>')
    st.stop()


def _say_whom_to_ask() -> None:
    whom = centre_settings(database()).whom_to_ask
    if whom:
        st.markdown(wording.WHOM_TO_ASK.format(whom=plain(whom)))


def _sign_in_as(person_id: str) -> None:
    """Another person begins anew: nobody else's filters or place in a list stay behind.

    Whoever was signed out came by a link and gets to where it leads. From one person to another, what the page is about
    stays: the new person reads it, or why they may not.
    """
    asked = {name: values for name, values in carried.query().items() if name != VIEWER}
    if viewer() is not None:
        about = [*ABOUT, *(AGENT for agent in asked.get(AGENT, ()) if visibility.may_see(database(), person_id, agent))]
        asked = {name: values for name, values in asked.items() if name in about}
    for key in list(st.session_state):
        del st.session_state[key]
    st.query_params.from_dict(asked | {VIEWER: [person_id]})
    st.session_state[VIEWER] = st.session_state[PICKED] = person_id
    _follow_address()


def _follow_address() -> None:
    """Has the filters follow the address in the run that begins, as on the reader's way back.

    Streamlit would give them what the address said before this run, and leave what they show in the browser.
    """
    context = get_script_run_ctx()
    if context is not None:
        context.is_history_navigation = True
        with context.session_state.query_params() as parameters:
            parameters.set_initial_query_params_from_current()


def _suggest_people() -> None:
    choices = people.sign_in_choices(database())
    labels = people.sign_in_labels(database())
    agents, supervisors = choices[~choices["supervises"]], choices[choices["supervises"]]
    coached = agents[agents["coached"]]
    with st.container(horizontal=True):
        for person in (*(agents if coached.empty else coached)["person_id"].head(3), *supervisors["person_id"].head(2)):
            st.button(plain(labels[person]), key=f"sign_in_{person}", on_click=_sign_in_as, args=(person,))


def draw_sign_in(someone: Viewer | None) -> None:
    """The menu named after whoever is signed in, with the language; in the demo with all persons as well."""
    if not is_demo():
        _draw_menu(someone)
        return
    labels = people.sign_in_labels(database())
    if someone:
        # In every run: while the menu is closed the browser does not hear of it.
        st.session_state[VIEWER] = st.session_state[PICKED] = someone.person_id
        if VIEWER not in st.query_params:
            st.query_params[VIEWER] = someone.person_id
    name = _named(someone) if someone else wording.CHOOSE_A_PERSON
    # Another person has another menu, which is closed.
    with st.popover(name, key=f"{MENU}_{someone.person_id if someone else ''}"):
        st.selectbox(
            wording.SIGN_IN_AS,
            list(labels),
            index=None,
            format_func=lambda person: labels.get(person, person),
            key=PICKED,
            on_change=_picked,
            placeholder=wording.CHOOSE_A_PERSON,
            disabled=not labels,
        )
        st.caption(wording.DEMO_NOTICE)
        if someone is not None:
            language.draw_choice(someone)


def _draw_menu(someone: Viewer | None) -> None:
    """The menu of whoever signed in before they came here."""
    claims = oidc.claims() if settings_of_run().sign_in == "oidc" else {}
    if claims and _vouched_for() is sign_in.NotIn.OVER:
        return
    may_choose = someone is not None and someone.may(Action.OPEN_AGENT_PAGES)
    if not claims and not may_choose:
        return
    name = _named(someone) if someone is not None else plain(str(claims.get("email") or wording.SIGNED_IN_UNKNOWN))
    menu = st.popover(name, key=MENU, on_change="rerun")
    if not menu.open:  # so that no other redraw has the fields
        return
    with menu:
        if may_choose and someone is not None:
            language.draw_choice(someone)
        if claims and st.button(wording.SIGN_OUT, icon=":material/logout:", key="sign_in_out"):
            oidc.sign_out()
            st.stop()


def _named(someone: Viewer) -> str:
    return f"**{plain(initials(someone.name))}** {plain(someone.name)}"


def _picked() -> None:
    person = st.session_state[PICKED]
    if person:
        _sign_in_as(person)
