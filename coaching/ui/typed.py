"""Fields in which somebody types: what stands there is a draft at once, found again on whatever page, tab or device.

    words = Typed(viewer, "note:ca-ana", {"note": key}, finish=[f"{key}_send"])
    words.begin()                      # before the fields are drawn
    st.text_area(label, key=key, on_change="ignore", persist_state="session")
    words.under("note")                # what another tab has typed meanwhile, to choose from
    words.mirror()                     # behind the fields: what is not sent yet stays in the browser

A callback ends it by `done` (sent) or `discard`. A subject is "<which form>:<what the page is about>".
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import uuid4

import rjsmin
import streamlit as st

from coaching import drafts
from coaching.storage_trouble import refusal
from coaching.ui import wording
from coaching.ui.formatting import long_text
from coaching.ui.session import database
from coaching.ui.styles import HERE

SCRIPT = "/* typed.js */\n" + rjsmin.jsmin((HERE / "typed.js").read_text())
WRITER = "typed_writer"


class Typed:
    """The fields of one form. `keys`: the widget of each; `start`: what stands in it where nothing was typed.

    `finish`: the keys of the buttons that send or discard what was typed.
    """

    def __init__(
        self,
        viewer: str,
        subject: str,
        keys: Mapping[str, str],
        *,
        start: Mapping[str, str] | None = None,
        finish: Sequence[str] = (),
    ) -> None:
        self.viewer = viewer
        self.subject = subject
        self.keys = dict(keys)
        self.start = dict.fromkeys(keys, "") | dict(start or {})
        self.finish = list(finish)
        self._not_kept = False

    def begin(self) -> None:
        """Fills in what was typed before, and keeps what was typed since the last run."""
        kept = drafts.words(database(), self.viewer, self.subject)
        for field, key in self.keys.items():
            found = kept.texts.get(field, self.start[field])
            bound = f"{key}_typed_for"  # a widget's key may serve one subject after the other
            if key not in st.session_state or field not in self._told or st.session_state.get(bound) != self.subject:
                st.session_state[key] = self._told[field] = found
                st.session_state[bound] = self.subject
                continue
            here = st.session_state[key] or ""
            if here != self._told[field]:
                self._keep(field, here)
            elif found != here:  # nothing was typed here since: the newest is shown
                st.session_state[key] = self._told[field] = found

    def text(self, field: str) -> str:
        """What stands in a field now."""
        return st.session_state.get(self.keys[field]) or ""

    @property
    def changed(self) -> bool:
        """Whether something stands there that was typed."""
        return any(self.text(field) != self.start[field] for field in self.keys)

    def under(self, field: str) -> None:
        """What was typed into the field in another tab or on another device while it was typed here: take either."""
        theirs = self._conflicts.get(field)
        if theirs is None:
            return
        with st.container(border=True):
            st.warning(wording.TYPED_ELSEWHERE, icon=":material/tab:")
            st.text(long_text(theirs or wording.NO_FEEDBACK), width="stretch")
            with st.container(horizontal=True):
                for label, mine in ((wording.TAKE_THAT_ONE, False), (wording.KEEP_THIS_ONE, True)):
                    key = f"{self.keys[field]}_{'keep' if mine else 'take'}"
                    st.button(label, key=key, on_click=self._decide, args=(field, mine))

    def mirror(self) -> None:
        """The small script that keeps what is not sent yet in this tab, and sends it when the typing pauses."""
        if self._not_kept:
            st.caption(wording.TYPED_NOT_KEPT)
        data = {
            "person": self.viewer,
            "subject": self.subject,
            "fields": self.keys,
            "finish": self.finish,
            "done": st.session_state.get(self._place("done"), 0),
            "kept": st.session_state.get(self._place("kept"), 0),  # so that the script runs again when text was kept
            "unsaved": list(self._conflicts),
        }
        _component()(data=data, key=self._place("mirror"), on_typed_change=self._restored)

    def done(self) -> None:
        """What was typed here has been sent: it is no draft any more. For callbacks."""
        self._forget(keep_others=True)

    def discard(self) -> None:
        """Forgets what was typed, here and elsewhere. For callbacks."""
        self._forget(keep_others=False)

    def go_on_from(self, before: "Typed") -> None:
        """Takes over what was typed into `before`, the same form over an older version. For callbacks."""
        texts = {field: before.text(field) for field in self.keys}
        drafts.discard(database(), self.viewer, "words", before.subject)
        for field, text in texts.items():
            self._told[field] = self.start[field]
            st.session_state[f"{self.keys[field]}_typed_for"] = self.subject
            if text != self.start[field]:
                self._keep(field, text)

    def left_behind(self) -> None:
        """What was typed for something that takes it no longer, to be copied."""
        here = {field: st.session_state.get(key) or "" for field, key in self.keys.items()}
        kept = drafts.words(database(), self.viewer, self.subject).texts
        texts = [text for field in self.keys for text in dict.fromkeys((kept.get(field, ""), here[field]))]
        hand_back(
            self.viewer, {self.subject: [text for text in texts if text.strip() and text not in self.start.values()]}
        )

    def _keep(self, field: str, text: str) -> None:
        try:
            theirs = drafts.keep_words(
                database(), self.viewer, self.subject, field, text,
                writer=_writer(), known=self._told[field], start=self.start[field],
            )  # fmt: skip
        except Exception as error:
            if refusal(error) is None:
                raise
            self._not_kept = True  # it stays where it was typed, and the next run tries again
            return
        st.session_state[self._place("kept")] = st.session_state.get(self._place("kept"), 0) + 1
        if theirs is None:
            self._told[field] = text
            self._conflicts.pop(field, None)
        else:
            self._conflicts[field] = theirs

    def _decide(self, field: str, mine: bool) -> None:
        theirs = self._conflicts.pop(field, None)
        if theirs is None:
            return
        self._told[field] = theirs
        if mine:
            self._keep(field, self.text(field))
        else:
            st.session_state[self.keys[field]] = theirs
            self._count_done()

    def _restored(self) -> None:
        """The browser put text back that was typed before a reload: says what it was typed over."""
        state = st.session_state.get(self._place("mirror"))
        told = state.get("typed") if isinstance(state, Mapping) else None
        restored = told.get("restored") if isinstance(told, Mapping) else None
        for field, base in (restored if isinstance(restored, Mapping) else {}).items():
            if field in self.keys and isinstance(base, str):
                self._told[field] = base

    def _forget(self, keep_others: bool) -> None:
        known = {field: {self._told.get(field, ""), self.text(field)} for field in self.keys}
        if keep_others:
            drafts.drop_words(database(), self.viewer, self.subject, writer=_writer(), known=known)
        else:
            drafts.discard(database(), self.viewer, "words", self.subject)
        for field, key in self.keys.items():
            st.session_state[key] = self._told[field] = self.start[field]
        self._conflicts.clear()
        self._count_done()

    def _count_done(self) -> None:
        st.session_state[self._place("done")] = st.session_state.get(self._place("done"), 0) + 1

    @property
    def _told(self) -> dict[str, str]:
        """What each widget last held that is in the draft."""
        told: dict[str, str] = st.session_state.setdefault(self._place("told"), {})
        return told

    @property
    def _conflicts(self) -> dict[str, str]:
        """What another tab typed, by field, where that is not decided yet."""
        found: dict[str, str] = st.session_state.setdefault(self._place("conflicts"), {})
        return found

    def _place(self, part: str) -> str:
        return f"typed_{self.subject}_{part}"


def mirror_of(viewer: str, subject: str, keys: Sequence[str], finish: Sequence[str]) -> None:
    """The same script for a form that keeps its draft itself, whenever a field is left.

    `keys`: the widgets of its texts; `finish`: the keys of the buttons that send or discard it.
    """
    data = {
        "person": viewer,
        "subject": subject,
        "fields": {key: key for key in keys},
        "finish": list(finish),
        "done": 0,
        "kept": [hash(st.session_state.get(key)) for key in keys],  # so that the script runs again when text was kept
        "unsaved": [],
    }
    _component()(data=data, key=f"typed_{subject}_mirror", on_typed_change=_noted)


def _noted() -> None:
    """Streamlit delivers a trigger only to a component with a callback."""


def hand_back(viewer: str, texts: Mapping[str, Sequence[str]]) -> None:
    """Shows what somebody typed for something that is gone, by subject, to be copied."""
    for subject, found in texts.items():
        if not found:
            continue
        st.markdown(f"**{wording.LEFT_BEHIND}**")
        for text in found:
            st.code(long_text(text), language=None, wrap_lines=True)  # with a button that copies it
        ask_first(wording.DISCARD_DRAFT, f"left_behind_{subject}", _drop, (viewer, subject))


def hand_back_all_about(viewer: str, about: Sequence[str]) -> None:
    """What `viewer` typed in any form about one of these, where a page refuses to show it."""
    found = drafts.words_about(database(), viewer, about)
    hand_back(
        viewer, {subject: [text for text in words.texts.values() if text.strip()] for subject, words in found.items()}
    )


def ask_first(label: str, key: str, on_click: Any, args: Sequence[Any] = ()) -> None:
    """A button that throws away what somebody typed: it asks once more."""
    with st.popover(label, type="tertiary"):
        st.caption(wording.DISCARD_MEANS)
        st.button(label, key=key, on_click=on_click, args=tuple(args))


def _drop(viewer: str, subject: str) -> None:
    drafts.discard(database(), viewer, "words", subject)


def _writer() -> str:
    """This tab, among all that the viewer has open."""
    found: str = st.session_state.setdefault(WRITER, uuid4().hex)
    return found


@cache
def _component() -> Any:
    return st.components.v2.component("coaching_typed", js=SCRIPT)
