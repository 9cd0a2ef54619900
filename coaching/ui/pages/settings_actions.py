"""What does the form of the settings of the centre hold, and what do its buttons do?

A field that nobody has touched shows what is stored, also where somebody else has changed it since. Only fields that
were touched are saved.
"""

from typing import Any

import streamlit as st

from coaching.people import centre_settings
from coaching.people.centre_settings import SETTINGS, CentreSettings
from coaching.people.setting_kinds import OneOf, Weekdays, YesOrNo, Zone
from coaching.ui.pieces import commands
from coaching.words.refusals import RefusedError

PLACE = "settings"
BASE = "settings_base"  # what each field began with, as text by name


class SettingsForm:
    """The form: what it began with, what is filled in, what its buttons do."""

    def __init__(self, viewer_id: str, known: CentreSettings) -> None:
        """`known`: the settings as they are stored."""
        self.viewer_id = viewer_id
        self.stored = centre_settings.written(known)
        self._begin()

    @staticmethod
    def key(name: str) -> str:
        """The key of a setting's widget."""
        return f"settings_{name}"

    def _begin(self) -> None:
        base: dict[str, str] = st.session_state.setdefault(BASE, {})
        for name, text in self.stored.items():
            if self.key(name) not in st.session_state or name not in base or self._filled_in(name) == base[name]:
                if base.get(name) != text or self.key(name) not in st.session_state:
                    st.session_state[self.key(name)] = _as_shown(name, text)
                base[name] = text

    def _filled_in(self, name: str) -> str:
        """The text of what stands in a field; what is stored where the browser did not send it."""
        value: Any = st.session_state.get(self.key(name))
        if isinstance(value, bool | list | tuple):
            return SETTINGS[name].kind.write(value)
        return self.stored[name] if value is None else str(value)

    @property
    def changed(self) -> dict[str, str]:
        """The fields that were filled in otherwise: their text by name."""
        base = st.session_state[BASE]
        return {name: self._filled_in(name) for name in self.stored if self._filled_in(name) != base[name]}

    def save(self) -> None:
        """Saves what was filled in otherwise, all of it or nothing. For callbacks."""
        done = commands.carry_out(PLACE, centre_settings.change, self.viewer_id, self.changed)
        if not isinstance(done, RefusedError):
            self._forget()

    def put_back(self) -> None:
        """Forgets what was filled in. For callbacks."""
        commands.forget(PLACE)
        self._forget()

    def _forget(self) -> None:
        for name in self.stored:
            st.session_state.pop(self.key(name), None)
        st.session_state.pop(BASE, None)


def _as_shown(name: str, text: str) -> Any:
    """What the widget of a setting holds for a text."""
    kind = SETTINGS[name].kind
    value = kind.read(text)
    match kind:
        case YesOrNo():
            return value
        case Weekdays():
            return sorted(value)
        case OneOf() | Zone():
            return text
    return text
