"""What do the buttons of an administrator's page about people do?"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from coaching.administration import changing_people, erasing, joining_people, pseudonyms
from coaching.administration.changing_people import UNCHANGED, PersonChange
from coaching.people.roles import permissions_of
from coaching.ui.pages import people_view
from coaching.ui.pages.people_view import ERASE, LEAVE, NEW, NONE, PERSON, SEVERAL
from coaching.ui.pages.person_view import FIELDS, JOIN_TEXT, JOIN_WITH, key, place_of
from coaching.ui.pieces import commands
from coaching.words import wording
from coaching.words.formatting import counted
from coaching.words.refusals import RefusedError


def to_list() -> None:
    """Back to the list. For callbacks."""
    _forget(st.query_params.get(PERSON, NEW))
    st.query_params.pop(PERSON, None)


def add(viewer_id: str) -> None:
    """Adds the person of the form and opens theirs. For callbacks."""
    place = place_of(NEW)
    added = commands.carry_out(
        place,
        changing_people.add_person,
        viewer_id,
        name=_value(place, "name"),
        email=_value(place, "email"),
        team=_or_none(_value(place, "team")),
        supervisor_id=_or_none(_value(place, "supervisor")),
        permissions=permissions_of(_value(place, "roles")),
    )
    if not isinstance(added, RefusedError):
        _forget(NEW)
        st.query_params[PERSON] = added


def save(viewer_id: str, someone: Any) -> None:
    """Saves what of the form is otherwise than before. For callbacks. `someone`: administered.person()."""
    place = place_of(someone.person_id)
    chosen = {field: _value(place, field) for field in FIELDS if field != "email"}
    roles = UNCHANGED if set(chosen["roles"]) == set(someone.roles) else permissions_of(chosen["roles"])
    team, supervisor_id = _or_none(chosen["team"]), _or_none(chosen["supervisor"])
    change = PersonChange(
        name=UNCHANGED if chosen["name"] == someone.name else chosen["name"],
        team=UNCHANGED if team == someone.team else team,
        supervisor_id=UNCHANGED if supervisor_id == someone.supervisor_id else supervisor_id,
        permissions=roles,
    )
    changed = commands.carry_out(place, changing_people.change_people, viewer_id, [someone.person_id], change)
    if not isinstance(changed, RefusedError):
        _forget(someone.person_id)
        st.toast(wording.PERSON_SAVED if changed else wording.NOTHING_CHANGED, icon=":material/check:")


def deactivate(viewer_id: str, person_id: str) -> None:
    """Deactivates one person. For callbacks."""
    commands.carry_out(place_of(person_id), changing_people.deactivate, viewer_id, [person_id])


def reactivate(viewer_id: str, person_id: str) -> None:
    """Reactivates one person. For callbacks."""
    commands.carry_out(place_of(person_id), changing_people.reactivate, viewer_id, [person_id])


def join(viewer_id: str, gone_id: str, kept_id: str) -> None:
    """Makes one person of two and opens the one who stays. For callbacks."""
    joined = commands.carry_out("people_join", joining_people.join_people, viewer_id, gone_id=gone_id, kept_id=kept_id)
    if not isinstance(joined, RefusedError):
        for each in (JOIN_TEXT, JOIN_WITH):
            st.session_state.pop(each, None)
        _forget(gone_id)
        st.query_params[PERSON] = kept_id


def save_several(viewer_id: str, selected: Sequence[str]) -> None:
    """Changes all who are selected. For callbacks."""
    team, supervisor, roles = (st.session_state[f"{SEVERAL}_{field}"] for field in ("team", "supervisor", "roles"))
    change = PersonChange(
        team=UNCHANGED if team == LEAVE else _or_none(team),
        supervisor_id=UNCHANGED if supervisor == LEAVE else _or_none(supervisor),
        permissions=permissions_of(roles) if roles else UNCHANGED,
    )
    changed = commands.carry_out(SEVERAL, changing_people.change_people, viewer_id, selected, change)
    if not isinstance(changed, RefusedError):
        for field in ("team", "supervisor", "roles"):
            st.session_state.pop(f"{SEVERAL}_{field}", None)
        people_view.select_nobody()
        said = counted(len(changed), wording.PEOPLE_CHANGED) if changed else wording.NOTHING_CHANGED
        st.toast(said, icon=":material/check:")


def deactivate_several(viewer_id: str, selected: Sequence[str]) -> None:
    """Deactivates all who are selected. For callbacks."""
    if not isinstance(commands.carry_out(SEVERAL, changing_people.deactivate, viewer_id, selected), RefusedError):
        people_view.select_nobody()


def reactivate_several(viewer_id: str, selected: Sequence[str]) -> None:
    """Reactivates all who are selected. For callbacks."""
    if not isinstance(commands.carry_out(SEVERAL, changing_people.reactivate, viewer_id, selected), RefusedError):
        people_view.select_nobody()


def make_pseudonym(viewer_id: str, person_id: str) -> None:
    """Makes a former agent a pseudonym and opens that. For callbacks."""
    place = place_of(person_id)
    typed = _value(place, "typed") or ""
    made = commands.carry_out(f"{place}_pseudonym", pseudonyms.make_pseudonym, viewer_id, person_id, confirmed=typed)
    if not isinstance(made, RefusedError):
        _forget(person_id)
        st.query_params[PERSON] = made


def erase(viewer_id: str) -> None:
    """Erases the conversation whose id was typed twice. For callbacks."""
    typed, again = (st.session_state[f"{ERASE}_{field}"] or "" for field in ("id", "again"))
    erased = commands.carry_out(ERASE, erasing.erase_conversation, viewer_id, typed, confirmed=again)
    if not isinstance(erased, RefusedError):
        for field in ("id", "again"):
            st.session_state[f"{ERASE}_{field}"] = ""
        st.toast(counted(erased, wording.ERASED_NOW), icon=":material/check:")


def _value(place: str, field: str) -> Any:
    return st.session_state[key(place, field)]


def _or_none(chosen: str | None) -> str | None:
    return None if chosen in (None, NONE) else chosen


def _forget(person_id: str) -> None:
    """The form begins anew with what is stored."""
    for field in FIELDS:
        st.session_state.pop(key(place_of(person_id), field), None)
    commands.forget(place_of(person_id))
