"""What does the form of a group hold, and what do the buttons of a group do?"""

from typing import Any

import pandas as pd
import streamlit as st

from coaching.assignments import groups
from coaching.assignments.groups import NEW, Group
from coaching.ui.pages.marked_view import SHOW, MarkedList
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.words.refusals import OutdatedError, RefusedError

# The parameter of the address that says that the form is shown.
EDITING = "edit"
FIELDS = ("name", "description", "areas", "members")


def place_of(group_id: str) -> str:
    """The place of a group's form, as in commands."""
    return f"marked_group_{group_id}"


def remove(viewer_id: str, group: Group) -> None:
    """Removes a group and leads back to the list. For callbacks."""
    place = place_of(group.group_id)
    removed = commands.carry_out(place, groups.remove, viewer_id, group.group_id, group.version)
    if not isinstance(removed, RefusedError):
        _to_list()


def _to_list() -> None:
    """Back to the list, from a callback: the address and the part that is shown."""
    for parameter in ("group", EDITING):
        st.query_params.pop(parameter, None)
    st.session_state[SHOW] = MarkedList.GROUPS


class GroupForm:
    """The form of a group: what it began with, what is typed into it, what its buttons do."""

    def __init__(self, viewer_id: str, group: Group | None, members: pd.DataFrame) -> None:
        """`group`: None for a new one; `members`: groups.members_of() it."""
        self.viewer_id = viewer_id
        self.group = group
        self.members = members
        self.group_id = group.group_id if group else NEW
        self.place = place_of(self.group_id)
        self._begin()
        self.words = self._words()
        self.words.begin()

    def _begin(self) -> None:
        """Fills the form in when it is opened; what is typed into it afterwards stays, whatever others save."""
        if f"{self.place}_areas" in st.session_state:
            return
        commands.forget(self.place)
        group = self.group
        version = group.version if group else 0
        st.session_state[f"{self.place}_version"] = version
        texts = (group.name, group.description) if group else ("", "")
        areas = list(group.coaching_areas) if group else []
        st.session_state[self._base_key] = (version, *texts, areas, self.members["agent_id"].tolist())

    def _words(self) -> Typed:
        """What is typed over one version of a group: what was typed over an older one is not put over a newer."""
        version, *values = st.session_state[self._base_key]
        keys = {field: f"{self.place}_{field}" for field in FIELDS}
        finish = [f"{self.place}_save", f"{self.place}_cancel"]
        start = dict(zip(FIELDS, values, strict=True))
        return Typed(self.viewer_id, f"group {version}:{self.group_id}", keys, start=start, finish=finish)

    @property
    def _base_key(self) -> str:
        """The key of the version and the values that the form began with."""
        return f"{self.place}_base"

    def save(self) -> None:
        """Makes or changes the group. For callbacks."""
        filled_in: list[Any] = [st.session_state[f"{self.place}_{field}"] for field in FIELDS]
        if self.group_id == NEW:
            made = commands.carry_out(self.place, groups.create, self.viewer_id, *filled_in)
            if not isinstance(made, RefusedError):
                self._words().discard()
                st.query_params["group"] = made
            return
        version = st.session_state[f"{self.place}_version"]
        refused = commands.carry_out(self.place, groups.edit, self.viewer_id, self.group_id, version, *filled_in)
        words = self._words()
        if not isinstance(refused, RefusedError):
            words.discard()
            st.query_params.pop(EDITING, None)
        elif isinstance(refused, OutdatedError):
            st.session_state[f"{self.place}_version"] = refused.version  # who saves again has read what it replaces
            st.session_state[self._base_key] = (refused.version, *st.session_state[self._base_key][1:])
            self._words().go_on_from(words)

    def cancel(self) -> None:
        """Forgets what was typed and leads back. For callbacks."""
        commands.forget(self.place)
        self._words().discard()
        if self.group_id == NEW:
            _to_list()
        st.query_params.pop(EDITING, None)
