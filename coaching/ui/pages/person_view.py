"""How does an administrator read and change one person, or add one? A form, and what cannot be taken back below it."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from coaching.administration.administered import Administered
from coaching.people.roles import Role
from coaching.ui.pages import people_view
from coaching.ui.pages.people_view import NONE
from coaching.ui.pieces import commands, downloads
from coaching.words import wording
from coaching.words.formatting import counted, plain
from coaching.words.sentences import listed

FIELDS = ("name", "email", "team", "supervisor", "roles")
MOST_FOUND = 20  # people to join with
FORM_WIDTH = 560  # on a phone as wide as the page
HANDED_OVER = "people_handed_over"
JOIN_TEXT, JOIN_WITH = "people_join_text", "people_join_with"


def key(place: str, field: str) -> str:
    """The key of the widget of a field."""
    return f"{place}_{field}"


def place_of(person_id: str) -> str:
    """The place of a person's form, as in commands."""
    return f"people_{person_id}"


def heading(someone: Administered | None, back: Callable[[], None]) -> None:
    """Who it is, and the way back to the list."""
    st.button(wording.PEOPLE, icon=":material/arrow_back:", type="tertiary", key="people_back", on_click=back)
    st.title(plain(someone.label) if someone else wording.ADD_PERSON, anchor=False)
    if someone is None:
        return
    if someone.is_deactivated:
        st.warning(wording.IS_DEACTIVATED, icon=":material/person_off:")
    said = [someone.email] if someone.email else []
    if someone.supervisors:
        said.append(f"{wording.PEOPLE_COLUMNS['supervisors']}: {wording.COMMA.join(someone.supervisors)}")
    if someone.also:
        said.append(wording.KNOWN_AS.format(names=wording.COMMA.join(someone.also)))
    for line in said:
        st.caption(plain(line))
    if someone.beyond:
        st.caption(plain(wording.BEYOND_ROLES.format(permissions=listed(someone.beyond))))


def form(
    place: str,
    someone: Administered | None,
    teams: Sequence[str],
    overseers: Mapping[str, str],
    save: Callable[[], None],
) -> None:
    """The fields, filled in with what is stored when the form is opened."""
    _begin(place, someone)
    with st.container(width=FORM_WIDTH):
        st.text_input(wording.PERSON_NAME, key=key(place, "name"))
        commands.complaint(place, "name", key(place, "name"))
        if someone is None:
            st.text_input(wording.PERSON_ADDRESS, key=key(place, "email"))
            commands.complaint(place, "email", key(place, "email"))
        own_team = [someone.team] if someone and someone.team and someone.team not in teams else []
        people_view.team_field(key(place, "team"), [*teams, *own_team], {})
        commands.complaint(place, "team", key(place, "team"))
        said = someone.supervisor_id if someone else None
        others = {said: said} if said and said not in overseers else {}
        people_view.supervisor_field(key(place, "supervisor"), {**others, **overseers}, {})
        commands.complaint(place, "supervisor_id", key(place, "supervisor"))
        people_view.roles_field(key(place, "roles"))
        commands.complaint(place, "permissions", key(place, "roles"))
        commands.about_the_whole(place)
        st.button(wording.SAVE_PERSON, type="primary", key=key(place, "save"), on_click=save)


def _begin(place: str, someone: Administered | None) -> None:
    start: dict[str, object] = {
        "name": someone.name if someone else "",
        "email": "",
        "team": (someone.team if someone else None) or NONE,
        "supervisor": (someone.supervisor_id if someone else None) or NONE,
        "roles": someone.roles if someone else [Role.AGENT],
    }
    for field, value in start.items():
        st.session_state.setdefault(key(place, field), value)


def standing(place: str, someone: Administered, deactivate: Callable[[], None], reactivate: Callable[[], None]) -> None:
    """The button that lets them in no more, or in again."""
    if someone.is_deactivated:
        st.button(wording.REACTIVATE, icon=":material/person:", key=key(place, "reactivate"), on_click=reactivate)
        return
    with st.popover(wording.DEACTIVATE, icon=":material/person_off:"):
        st.caption(wording.DEACTIVATE_MEANS)
        st.button(wording.DEACTIVATE, key=key(place, "deactivate"), on_click=deactivate)


def pseudonym(place: str, someone: Administered, carry_out: Callable[[], None]) -> None:
    """The form that makes a deactivated person a pseudonym: their name, typed by hand."""
    if not someone.is_deactivated:
        return
    with st.expander(wording.MAKE_PSEUDONYM, icon=":material/delete_forever:"):
        st.caption(wording.PSEUDONYM_MEANS)
        st.text_input(wording.TYPE_THE_NAME, key=key(place, "typed"))
        commands.complaints(f"{place}_pseudonym")
        st.button(wording.PSEUDONYM_NOW, key=key(place, "pseudonym"), on_click=carry_out)


def hand_over(someone: Administered, make: Callable[[], bytes | None]) -> None:
    """The file with all that is stored about them."""
    with st.expander(wording.STORED_ABOUT_MAKE, icon=":material/folder_zip:"):
        st.caption(wording.STORED_ABOUT_MEANS)
        downloads.offer_archive(
            HANDED_OVER, wording.STORED_ABOUT_MAKE, wording.STORED_ABOUT.format(name=someone.label), make
        )


def join(
    someone: Administered,
    found: Mapping[str, str],
    moves: Mapping[str, int],
    carry_out: Callable[[str], None],
) -> None:
    """Who else this person is, what moves to them, and the button that says both names. `found`: those that were
    searched for, by person_id; `moves`: joining_people.what_moves() of this person."""
    with st.expander(wording.JOIN, icon=":material/merge:", expanded=bool(st.session_state.get(JOIN_TEXT))):
        st.text_input(wording.PEOPLE_SEARCH, key=JOIN_TEXT, placeholder=wording.PEOPLE_SEARCH)
        others = {person_id: label for person_id, label in found.items() if person_id != someone.person_id}
        if not others:
            return
        kept_id = st.selectbox(
            wording.JOIN_WHOM,
            list(others),
            format_func=lambda one: others.get(one, one),
            index=None,
            key=JOIN_WITH,
            placeholder=wording.JOIN_WHOM,
        )
        if kept_id is None:
            return
        names = {"gone": someone.label, "kept": others[kept_id]}
        counts = [counted(count, wording.JOIN_MOVES[kind]) for kind, count in moves.items() if count]
        what = listed(counts) if counts else wording.JOIN_NOTHING_MOVES
        st.warning(plain(wording.JOIN_MEANS.format(**names, what=what)), icon=":material/warning:")
        st.button(plain(wording.JOIN_NOW.format(**names)), key="people_join_now", on_click=carry_out, args=(kept_id,))
        commands.complaints("people_join")
