"""Fields in which somebody types: what stands there is a draft at once, found again on whatever page, tab or device.

    words = Typed(viewer, "note:ca-ana", {"note": key}, finish=[f"{key}_send"])
    words.begin()                      # before the fields are drawn
    st.text_area(label, key=key, on_change="ignore", persist_state="session")
    words.under("note")                # what another tab has typed meanwhile, to choose from
    words.mirror()                     # behind the fields: what is not sent yet stays in the browser

A callback ends it by `done` (sent) or `discard`. A subject is "<which form>:<what the page is about>".
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import uuid4

import streamlit as st

from coaching.storage import drafts
from coaching.storage.drafts import Form, Value
from coaching.storage.errors import refusal
from coaching.ui.shell import component_scripts
from coaching.ui.shell.session import database
from coaching.words import wording
from coaching.words.formatting import long_text

SCRIPT = component_scripts.fetching("typed")
WRITER = "typed_writer"


class Typed:
    """The fields of one form. `keys`: the widget of each; `start`: what stands in it where nothing was typed.

    `finish`: the keys of the buttons that send or discard what was typed. A `start` that is a list is of a field in
    which several are chosen; `options`: what can be chosen in a field in which one is, "" for none.
    `form`: where it is kept.
    """

    def __init__(
        self,
        viewer_id: str,
        subject: str,
        keys: Mapping[str, str],
        *,
        start: Mapping[str, Value] | None = None,
        finish: Sequence[str] = (),
        options: Mapping[str, Sequence[str]] | None = None,
        form: Form = "words",
    ) -> None:
        self.viewer = viewer_id
        self.subject = subject
        self.keys = dict(keys)
        self.start: dict[str, Value] = {**dict.fromkeys(keys, ""), **(start or {})}
        self.finish = list(finish)
        self.options = dict(options or {})
        self.form: Form = form
        self._not_kept = False

    def begin(self) -> None:
        """Fills in what was typed before, and keeps what was typed since the last run."""
        kept = self._stored()
        typed = {}
        for field, key in self.keys.items():
            found = self._fitting(field, kept.texts.get(field, self.start[field]))
            bound = f"{key}_typed_for"  # a widget's key may serve one subject after the other
            if key not in st.session_state or field not in self._told or st.session_state.get(bound) != self.subject:
                self._show(field, found)
                st.session_state[bound] = self.subject
                continue
            here = self.value(field)
            if here != self._told[field]:
                typed[field] = here
            elif found != here:  # nothing was typed here since: the newest is shown
                self._show(field, found)
        self._keep(typed)

    def value(self, field: str) -> Value:
        """What stands in a field now: a text, or what is chosen there."""
        here = st.session_state.get(self.keys[field])
        return list(here or ()) if isinstance(self.start[field], list) else here or ""

    def text(self, field: str) -> str:
        """The same of a field with a text."""
        return str(self.value(field))

    @property
    def changed(self) -> bool:
        """Whether something stands there that was typed."""
        return any(self.value(field) != self.start[field] for field in self.keys)

    @property
    def is_kept(self) -> bool:
        """Whether a draft of it is there now."""
        return bool(self._stored().texts)

    @property
    def undecided(self) -> bool:
        """Whether a field has other words in another tab, and nobody has said which stay."""
        return bool(self._conflicts)

    def under(self, field: str) -> None:
        """What was typed into the field in another tab or on another device while it was typed here: take either."""
        if field in self._conflicts:
            choose(self.keys[field], self._conflicts[field], self._decide, field)

    def mirror(self) -> None:
        """The small script that keeps what is not sent yet in this tab, and sends it when the typing pauses."""
        if self._not_kept:
            st.caption(wording.TYPED_NOT_KEPT)
        data = {
            "person": self.viewer,
            "subject": self.subject,
            "fields": {field: key for field, key in self.keys.items() if self._is_text(field)},
            "drawn": {field: self.text(field) for field in self.keys if self._is_text(field)},
            "finish": self.finish,
            "done": st.session_state.get(self._place("done"), 0),
            "kept": st.session_state.get(self._place("kept"), 0),  # so that the script runs again when text was kept
            "unsaved": list(self.keys if self._not_kept else self._conflicts),
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
        values = {field: before.value(field) for field in self.keys}
        drafts.discard(database(), self.viewer, self.form, before.subject)
        for field in self.keys:
            self._told[field] = self.start[field]
            st.session_state[f"{self.keys[field]}_typed_for"] = self.subject
        self._keep({field: value for field, value in values.items() if value != self.start[field]})

    def left_behind(self) -> None:
        """What was typed for something that takes it no longer, to be copied."""
        kept = self._stored().texts
        fields = [field for field in self.keys if self._is_text(field)]
        texts = [str(text) for field in fields for text in dict.fromkeys((kept.get(field, ""), self.text(field)))]
        hand_back(
            self.viewer, {self.subject: [text for text in texts if text.strip() and text not in self.start.values()]}
        )

    def _stored(self) -> drafts.Words:
        return drafts.words(database(), self.viewer, self.subject, self.form)

    def _is_text(self, field: str) -> bool:
        return isinstance(self.start[field], str) and field not in self.options

    def _fitting(self, field: str, found: Value) -> Value:
        """What is kept, where the field can show it: another version of the form may have kept it."""
        fits = type(found) is type(self.start[field]) and found in self.options.get(field, (found,))
        return found if fits else self.start[field]

    def _show(self, field: str, value: Value) -> None:
        self._told[field] = value
        st.session_state[self.keys[field]] = (value or None) if field in self.options else value

    def _keep(self, values: Mapping[str, Value]) -> None:
        if not values:
            return
        try:
            settled = drafts.keep_words(
                database(), self.viewer, self.subject, values,
                writer=writer(), known=self._told, start=self.start, form=self.form,
            )  # fmt: skip
        except Exception as error:
            if refusal(error) is None:
                raise
            self._not_kept = True  # it stays where it was typed, and the next run tries again
            return
        st.session_state[self._place("kept")] = st.session_state.get(self._place("kept"), 0) + 1
        for field, kept in settled.items():
            if kept.overtaken:
                self._conflicts[field] = str(kept.value)
                continue
            self._conflicts.pop(field, None)
            self._told[field] = values[field]
            if kept.value != values[field]:
                self._show(field, kept.value)

    def _decide(self, field: str, mine: bool) -> None:
        theirs = self._conflicts.pop(field, None)
        if theirs is None:
            return
        self._told[field] = theirs
        if mine:
            self._keep({field: self.value(field)})
        else:
            self._show(field, theirs)
            self._count_done()

    def _restored(self) -> None:
        """The browser put text back that was typed before a reload: says what it was typed over."""
        for field, base in _put_back(self._place("mirror")).items():
            if field in self.keys and self._is_text(field):
                self._told[field] = base

    def _forget(self, keep_others: bool) -> None:
        known = {field: [self._told.get(field, ""), self.value(field)] for field in self.keys}
        if keep_others:
            drafts.drop_words(database(), self.viewer, self.subject, writer=writer(), known=known)
        else:
            drafts.discard(database(), self.viewer, self.form, self.subject)
        for field in self.keys:
            self._show(field, self.start[field])
        self._conflicts.clear()
        self._count_done()

    def _count_done(self) -> None:
        st.session_state[self._place("done")] = st.session_state.get(self._place("done"), 0) + 1

    @property
    def _told(self) -> dict[str, Value]:
        """What each widget last held that is in the draft."""
        told: dict[str, Value] = st.session_state.setdefault(self._place("told"), {})
        return told

    @property
    def _conflicts(self) -> dict[str, str]:
        """What another tab typed, by field, where that is not decided yet."""
        found: dict[str, str] = st.session_state.setdefault(self._place("conflicts"), {})
        return found

    def _place(self, part: str) -> str:
        return f"typed_{self.subject}_{part}"


def mirror_of(
    viewer_id: str,
    subject: str,
    keys: Sequence[str],
    finish: Sequence[str],
    undecided: Sequence[str],
    on_restored: Callable[[str, str], None],
) -> None:
    """The same script for a form that keeps its draft itself, in every run.

    `keys`: the widgets of its texts; `finish`: the keys of the buttons that send or discard it; `undecided`: the keys
    of those that have other words in another tab. `on_restored` is told a key and over which words the browser put
    back what was typed there.
    """
    place = f"typed_{subject}_mirror"
    data = {
        "person": viewer_id,
        "subject": subject,
        "fields": {key: key for key in keys},
        "drawn": {key: str(st.session_state.get(key) or "") for key in keys},
        "finish": list(finish),
        "done": 0,
        "kept": [hash(st.session_state.get(key)) for key in keys],  # so that the script runs again when text was kept
        "unsaved": list(undecided),
    }

    def restored() -> None:
        for key, base in _put_back(place).items():
            if key in keys:
                on_restored(key, base)

    _component()(data=data, key=place, on_typed_change=restored)


def _put_back(place: str) -> dict[str, str]:
    """What the browser put text back over that was typed before a reload, by field."""
    state = st.session_state.get(place)
    told = state.get("typed") if isinstance(state, Mapping) else None
    return drafts.as_texts(told.get("restored")) if isinstance(told, Mapping) else {}


def choose(key: str, theirs: str, decide: Callable[[str, bool], None], field: str) -> None:
    """What another tab has beside what stands in the widget `key`. `decide` is told whether the latter stays."""
    with st.container(border=True):
        st.warning(wording.TYPED_ELSEWHERE, icon=":material/tab:")
        st.text(long_text(theirs or wording.NO_FEEDBACK), width="stretch")
        with st.container(horizontal=True):
            for label, mine in ((wording.TAKE_THAT_ONE, False), (wording.KEEP_THIS_ONE, True)):
                button = f"{key}_{'keep' if mine else 'take'}"
                st.button(label, key=button, on_click=decide, args=(field, mine))


def hand_back(viewer_id: str, texts: Mapping[str, Sequence[str]]) -> None:
    """Shows what somebody typed for something that is gone, by subject, to be copied."""
    for subject, found in texts.items():
        if not found:
            continue
        st.header(wording.LEFT_BEHIND, anchor=False)
        for text in found:
            st.code(long_text(text), language=None, wrap_lines=True)  # with a button that copies it
        ask_first(wording.DISCARD_DRAFT, f"left_behind_{subject}", _drop, (viewer_id, subject))


def hand_back_all_about(viewer_id: str, about: Sequence[str]) -> None:
    """What the viewer typed in any form about one of these, where a page refuses to show it."""
    found = drafts.words_about(database(), viewer_id, about)
    hand_back(
        viewer_id,
        {
            subject: [text for text in words.texts.values() if isinstance(text, str) and text.strip()]
            for subject, words in found.items()
        },
    )


def ask_first(label: str, key: str, on_click: Any, args: Sequence[Any] = ()) -> None:
    """A button that throws away what somebody typed: it asks once more."""
    with st.popover(label, type="tertiary"):
        st.caption(wording.DISCARD_MEANS)
        st.button(label, key=key, on_click=on_click, args=tuple(args))


def _drop(viewer_id: str, subject: str) -> None:
    drafts.discard(database(), viewer_id, "words", subject)


def writer() -> str:
    """This tab, among all that the viewer has open."""
    found: str = st.session_state.setdefault(WRITER, uuid4().hex)
    return found


@cache
def _component() -> Any:
    return st.components.v2.component("coaching_typed", js=SCRIPT)
