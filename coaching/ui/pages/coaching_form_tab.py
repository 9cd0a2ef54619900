"""What does this tab show of the coaching form: its widgets, what each was last told, and what is undecided in it?"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from coaching.assignments.draft import Draft
from coaching.assignments.drafting import Sentence

PLACE = "assign_shown"
TEXTS = ("name", "went_well", "work_on", "action_plan", "without_feedback_because")
# The fields that have a widget; the others have buttons.
WIDGETS = (
    "coaching_areas",
    "name",
    "chosen_because",
    "period_first",
    "period_last",
    "went_well",
    "work_on",
    "action_plan",
    "follow_up_on",
    "without_feedback_because",
)


@dataclass(kw_only=True)
class Tab:
    """What this tab shows of the form of a subject.

    `told`: what each widget was last told, by field; `undecided`: what another tab has in fields that were changed here
    as well; `draft_id`: of the draft that this form is of, which stays when another tab has assigned that draft.
    `sentences`: what was drafted for a field when it was drawn last, by field.
    """

    subject: str
    told: dict[str, Any] = field(default_factory=dict)
    undecided: dict[str, Any] = field(default_factory=dict)
    draft_id: str | None = None
    sentences: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)

    def typed(self, draft: Draft, touched: Collection[str]) -> dict[str, Any]:
        """What stands in the widgets and neither was put there by the page nor is in the draft, by field. In a field
        that nobody has touched (`touched`: the others) the draft has nothing, and a proposal may have been deleted."""
        return {
            name: in_session(name)
            for name in WIDGETS
            if name in self.told
            and widget_key(name) in st.session_state
            and st.session_state[widget_key(name)] != self.told[name]
            and not (name in touched and st.session_state[widget_key(name)] == in_widget(draft, name))
        }

    def show(self, draft: Draft, name: str) -> str:
        """Puts a field into its widget, for a page that draws it next; returns the widget's key.

        Only where it differs: telling a widget again would undo what is being typed.
        """
        key, value = widget_key(name), in_widget(draft, name)
        if name in self.undecided and key in st.session_state:
            return key
        if key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value
        self.told[name] = value
        return key


def tab_of(subject: str) -> Tab:
    """What this tab shows of the form of this subject; begun anew where it has shown another one."""
    tab: Tab | None = st.session_state.get(PLACE)
    if tab is None or tab.subject != subject:
        forget_widgets()
        tab = st.session_state[PLACE] = Tab(subject=subject)
    return tab


def put_back(key: str, over: str) -> None:
    """The browser has put text back into the widget `key` after a reload, which was typed over these words."""
    tab: Tab | None = st.session_state.get(PLACE)
    if tab is not None:
        tab.told[key.removeprefix(widget_key(""))] = over


def forget_widgets() -> None:
    """The next form that this tab shows is another one."""
    for name in WIDGETS:
        st.session_state.pop(widget_key(name), None)
    st.session_state.pop(PLACE, None)


def widget_key(name: str) -> str:
    """The key of the widget of a field."""
    return f"assign_{name}"


def in_widget(draft: Draft, name: str) -> Any:
    """A field of a draft as its widget holds it."""
    value = getattr(draft, name)
    if name == "without_feedback_because":
        return value or ""
    return "\n".join(value) if name == "action_plan" else value


def of_widget(name: str, value: Any) -> Any:
    """The other way round: the field of a draft, from what its widget holds."""
    return value.split("\n") if name == "action_plan" else value


def in_session(name: str) -> Any:
    """What stands in the widget of a field now; an empty text rather than nothing."""
    value = st.session_state[widget_key(name)]
    return (value or "") if name in TEXTS else value
