"""What does the form of a template hold, and what do its buttons do?"""

from typing import Any

import streamlit as st

from coaching.assignments import templates
from coaching.assignments.templates import Template
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.words import wording
from coaching.words.refusals import OutdatedError, RefusedError


class TemplateForm:
    """The form of one coaching area's template: what it began with, what is typed into it, what its buttons do."""

    def __init__(self, viewer_id: str, coaching_area: str, template: Template | None, own: bool) -> None:
        """`template`: as it is saved now, None where there is none; `own`: the viewer's own, not that of all."""
        self.viewer_id = viewer_id
        self.own = own
        self.coaching_area = coaching_area
        self.template = template
        self.saved = template or Template(
            coaching_area=coaching_area, went_well="", work_on="", action_plan=[], version=0
        )
        self.place = f"templates_own_{coaching_area}" if own else f"templates_{coaching_area}"
        self._begin()
        self.words = self._words()
        self.words.begin()

    def key(self, field: str) -> str:
        """The key of the widget of a field."""
        return f"{self.place}_{field}"

    @property
    def changed(self) -> bool:
        """Whether something else stands there than what the form began with."""
        return self._typed != self._base[1:]

    @property
    def _typed(self) -> tuple[str, str, str]:
        went_well, work_on, plan = (st.session_state[self.key(field)] or "" for field in templates.FIELDS)
        return went_well, work_on, plan

    @property
    def _base(self) -> tuple[Any, ...]:
        """The version and the texts that the form began with."""
        base: tuple[Any, ...] = st.session_state[self.key("base")]
        return base

    def _begin(self) -> None:
        """Begins with what is saved, at first and whenever others have saved and nothing is typed here."""
        base: tuple[Any, ...] | None = st.session_state.get(self.key("base"))
        if base is None or self.key("went_well") not in st.session_state:
            commands.forget(self.place)
            base = None
        elif base[0] != self.saved.version and self._typed == base[1:]:
            base = None
        if base is None:
            saved = self.saved
            plan = "\n".join(saved.action_plan)
            st.session_state[self.key("base")] = (saved.version, saved.went_well, saved.work_on, plan)

    def _words(self) -> Typed:
        """What is typed over one version of a template: what was typed over an older one is not put over a newer."""
        version, *texts = self._base
        keys = {field: self.key(field) for field in templates.FIELDS}
        start = dict(zip(templates.FIELDS, texts, strict=True))
        finish = ["templates_save", "templates_save_own", "templates_remove", "templates_put_back"]
        subject = f"{'own_template' if self.own else 'template'} {version}:{self.coaching_area}"
        return Typed(self.viewer_id, subject, keys, start=start, finish=finish)

    def save(self) -> None:
        """Saves the template. For callbacks."""
        went_well, work_on, plan = self._typed
        texts = went_well, work_on, plan.split("\n")
        version = self._base[0]
        saved = commands.carry_out(
            self.place, templates.save, self.viewer_id, self.coaching_area, version, *texts, own=self.own
        )
        self._after(saved, wording.TEMPLATE_SAVED)

    def save_as_own(self, own: Template | None) -> None:
        """Saves what is typed as the viewer's own template, and leaves that of all as it is. For callbacks.

        `own`: the viewer's own as it is saved now, which the words replace.
        """
        went_well, work_on, plan = self._typed
        texts = went_well, work_on, plan.split("\n")
        version = own.version if own else 0
        saved = commands.carry_out(
            self.place, templates.save, self.viewer_id, self.coaching_area, version, *texts, own=True
        )
        if not isinstance(saved, RefusedError):
            self._after(saved, wording.OWN_TEMPLATE_SAVED)

    def remove(self) -> None:
        """Removes the template. For callbacks."""
        version = self._base[0]
        removed = commands.carry_out(
            self.place, templates.remove, self.viewer_id, self.coaching_area, version, own=self.own
        )
        self._after(removed, wording.TEMPLATE_REMOVED)

    def put_back(self) -> None:
        """Forgets what was typed and begins with what is saved. For callbacks."""
        commands.forget(self.place)
        self._words().discard()
        st.session_state.pop(self.key("base"), None)

    def _after(self, refused: RefusedError | None, done: str) -> None:
        if refused is None:
            self.put_back()
            st.toast(done, icon=":material/check:")
        elif isinstance(refused, OutdatedError):
            before = self._words()
            # Whoever saves again has read what it replaces.
            st.session_state[self.key("base")] = (refused.version, *self._base[1:])
            self._words().go_on_from(before)
