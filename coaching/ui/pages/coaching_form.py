"""The state of the coaching form: which one is open, what is filled in, what was refused.

The draft in the database is the truth: every change is kept there before the page is drawn, so a reload, a click
elsewhere or another browser finds it again. What is typed reaches it by a callback, and when the server is busy the
page may be drawn before the callback of an earlier field has ended: so what stands in a widget and was not put there by
the page counts as typed, and is kept first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from uuid import uuid4

import pandas as pd
import streamlit as st

from coaching.assignments import assigning, facts, groups, proposals
from coaching.assignments.assigning import EditedMeanwhileError
from coaching.assignments.draft import ChosenBecause, Doubt, Draft, differing, merged, proposed_name, texts
from coaching.people.people import Viewer
from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.storage.drafts import Settled, settle
from coaching.ui.pieces import commands
from coaching.ui.shell import draft_fields
from coaching.ui.shell.session import database
from coaching.words.refusals import AlreadyAssignedError

# What each widget was last told, and of which form.
SHOWN = "assign_shown"
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


@dataclass(frozen=True)
class Form:
    """One open form. `key` is the agent, the assignment or the group it is for.

    `draft_id` is of the draft that is kept of it, and stays with the form when another tab has assigned that draft.
    `writers`: the tab that changed each field last.
    """

    kind: Literal["agent", "assignment", "group"]
    key: str
    viewer: str
    agent: str | None
    whom: str
    draft: Draft
    touched: tuple[str, ...] = ()
    version: int = 0
    base: Draft = field(default_factory=Draft)
    members: pd.DataFrame = field(default_factory=pd.DataFrame)
    draft_id: str | None = None
    writers: dict[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """Under which its draft is kept."""
        return {
            "agent": proposals.subject_of_agent,
            "assignment": proposals.subject_of_assignment,
            "group": proposals.subject_of_group,
        }[self.kind](self.key)

    @property
    def sources(self) -> list[str]:
        """The interactions it is about: the members' marked ones for a group."""
        if self.kind == "group":
            return [interaction for own in self.members["interactions"] for interaction in own]
        return self.draft.interactions

    @property
    def content(self) -> dict[str, Any]:
        """What is kept of it as a draft."""
        edit = {"version": self.version, "base": self.base.to_json()} if self.kind == "assignment" else {}
        made_of = {"draft_id": self.draft_id or uuid4().hex, "touched": list(self.touched), "writers": self.writers}
        return self.draft.to_json() | edit | made_of

    @property
    def drafts_of_agents(self) -> dict[str, Draft]:
        """What each agent would be assigned, by agent_id: of a group the members that are not left out."""
        if self.kind != "group":
            return {self.agent or "": self.draft.tidy}
        return {
            member.agent_id: replace(self.draft.tidy, interactions=member.interactions)
            for member in self.members.itertuples()
            if member.agent_id not in self.draft.left_out
        }


def opened(data: Database, viewer: Viewer, parameters: Mapping[str, Any], today: date) -> Form | None:
    """The form that the address asks for, with the draft there is and proposals; None where they may not fill it in."""
    if "assignment" in parameters:
        return _edit(data, viewer.person_id, parameters["assignment"])
    if "group" in parameters:
        return _group(data, viewer.person_id, parameters["group"], today)
    agent = str(parameters.get("agent", ""))
    name = assigning.coachable_agent(data, viewer.person_id, agent)
    if name is None:
        return None
    form = _as_kept(data, Form("agent", agent, viewer.person_id, agent, name, Draft()))
    draft = proposals.with_proposals(data, viewer.person_id, form.draft, form.touched, today, form.sources)
    return replace(form, draft=draft)


def _group(data: Database, viewer_id: str, group_id: str, today: date) -> Form | None:
    members, group = assigning.members_to_coach(data, viewer_id, group_id), groups.group(data, viewer_id, group_id)
    if members.empty or group is None:
        return None
    form = _as_kept(data, Form("group", group_id, viewer_id, None, group.name, Draft(), members=members))
    # What the group is about is what it is coached on; a subject of one member's interactions is not the others'.
    draft = form.draft
    if "coaching_areas" not in form.touched:
        draft = replace(draft, coaching_areas=group.coaching_areas)
    if "name" not in form.touched:
        draft = replace(draft, name=proposed_name(draft.coaching_areas, []))
    said = (*form.touched, "coaching_areas", "name")
    draft = proposals.with_proposals(data, viewer_id, draft, said, today, form.sources)
    proposed = replace(form, draft=draft)
    if "chosen_because" not in form.touched and any(
        contradicted for _, contradicted in fitting(data, proposed).values()
    ):
        proposed = replace(proposed, draft=replace(draft, chosen_because=ChosenBecause.JUDGEMENT))
    return proposed


def fitting(data: Database, form: Form) -> dict[str, tuple[list[Doubt], bool]]:
    """What does not fit in what each agent would be assigned, by agent_id; see assignment_facts.fitting()."""
    before, assignment = (form.base, form.key) if form.kind == "assignment" else (None, None)
    return facts.fitting(data, form.viewer, form.drafts_of_agents, before, assignment)


def left_behind(data: Database, viewer: Viewer, parameters: Mapping[str, Any]) -> Draft | None:
    """What the viewer has filled in for something that is no longer there, or no longer theirs; None for nothing."""
    subjects = {
        "assignment": proposals.subject_of_assignment,
        "group": proposals.subject_of_group,
        "agent": proposals.subject_of_agent,
    }
    for name, subject in subjects.items():
        if name in parameters:
            content = drafts.draft(data, viewer.person_id, "assignment", subject(parameters[name]))
            return Draft.from_json(content) if content else None
    return None


def _edit(data: Database, viewer_id: str, assignment_id: str) -> Form | None:
    found = assigning.assignment_to_edit(data, viewer_id, assignment_id)
    if found is None:
        return None
    agent, draft, version = found
    name = assigning.coachable_agent(data, viewer_id, agent) or agent
    return _as_kept(data, Form("assignment", assignment_id, viewer_id, agent, name, draft, (), version, draft))


def _as_kept(data: Database, form: Form) -> Form:
    kept = _with(form, drafts.draft(data, form.viewer, "assignment", form.subject))
    found = _typed(kept)
    # A draft that is gone was assigned or discarded in another tab; this tab goes on being a form of that draft.
    kept = replace(kept, draft_id=kept.draft_id or st.session_state[SHOWN].get("draft_id"))
    st.session_state[SHOWN]["draft_id"] = kept.draft_id
    return _keep(kept, found) if found else kept


def _keep(form: Form, values: Mapping[str, Any]) -> Form:
    """Keeps what stands in these widgets, unless another tab has changed the field since this one was told of it; then
    the person chooses. Returns the form as this tab shows it."""
    shown = st.session_state[SHOWN]
    settled: dict[str, Settled] = {}
    result: list[Form] = []

    def after(content: dict[str, Any] | None) -> dict[str, Any]:
        kept, changed = _with(form, content), {}
        for name, mine in values.items():
            others = name in kept.touched and kept.writers.get(name) != draft_fields.writer()
            known = shown.get(name, _in_widget(kept, name))
            settled[name] = settle(mine, known, _in_widget(kept, name)) if others else Settled(mine)
            if not settled[name].overtaken:
                changed[name] = _of_widget(name, settled[name].value)
        result.append(_changed(kept, changed))
        return result[0].content

    drafts.change(database(), form.viewer, "assignment", form.subject, after)
    for name, kept in settled.items():
        _forget_complaint(form, name)
        if kept.overtaken:
            undecided(form)[name] = kept.value
        else:
            undecided(form).pop(name, None)
            shown[name] = kept.value
    here = {name: _of_widget(name, values[name]) for name in undecided(form) if name in values}
    return replace(result[0], draft=replace(result[0].draft, **here))


def _changed(form: Form, values: Mapping[str, Any]) -> Form:
    touched = tuple(dict.fromkeys([*form.touched, *values]))
    writers = form.writers | dict.fromkeys(values, draft_fields.writer())
    return replace(form, draft=replace(form.draft, **values), touched=touched, writers=writers)


def undecided(form: Form) -> dict[str, Any]:
    """What another tab has in a field that was changed here as well, as its widget would show it."""
    shown = st.session_state.get(SHOWN)
    if shown is None or shown["subject"] != form.subject:
        return {}
    found: dict[str, Any] = shown.setdefault("undecided", {})
    return found


def decide(form: Form, name: str, mine: bool) -> None:
    """What stands in the widget stays, or what the other tab has. For callbacks."""
    if name not in undecided(form):
        return
    theirs = undecided(form).pop(name)
    st.session_state[SHOWN][name] = theirs
    if mine:
        _keep(form, {name: _of_session(name)})
    else:
        st.session_state[widget_key(name)] = theirs


def put_back(key: str, base: str) -> None:
    """The browser has put text back into the widget `key` after a reload, which was typed over `base`."""
    shown = st.session_state.get(SHOWN)
    if shown is not None:
        shown[key.removeprefix(widget_key(""))] = base


def _typed(form: Form) -> dict[str, Any]:
    """What stands in the widgets and neither was put there by the page nor is in the draft, by field."""
    shown = st.session_state.get(SHOWN)
    if shown is None or shown["subject"] != form.subject:
        _forget_widgets()
        st.session_state[SHOWN] = {"subject": form.subject}
        return {}
    return {
        name: _of_session(name)
        for name in WIDGETS
        if name in shown
        and widget_key(name) in st.session_state
        and st.session_state[widget_key(name)] not in (shown[name], _in_widget(form, name))
    }


def show(form: Form, name: str) -> str:
    """Puts a field into its widget, for a page that draws it next; returns the widget's key.

    Only where it differs: telling a widget again would undo what is being typed.
    """
    key, value = widget_key(name), _in_widget(form, name)
    if name in undecided(form) and key in st.session_state:
        return key
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    st.session_state[SHOWN][name] = value
    return key


def _of_session(name: str) -> Any:
    value = st.session_state[widget_key(name)]
    return (value or "") if name in TEXTS else value


def widget_key(name: str) -> str:
    """The key of the widget of a field."""
    return f"assign_{name}"


def _in_widget(form: Form, name: str) -> Any:
    value = getattr(form.draft, name)
    if name == "without_feedback_because":
        return value or ""
    return "\n".join(value) if name == "action_plan" else value


def _of_widget(name: str, value: Any) -> Any:
    return value.split("\n") if name == "action_plan" else value


def _forget_widgets() -> None:
    for name in WIDGETS:
        st.session_state.pop(widget_key(name), None)
    st.session_state.pop(SHOWN, None)


def _id(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _with(form: Form, content: Mapping[str, Any] | None) -> Form:
    """The form with what is kept of it; as it is where nothing is."""
    if content is None:
        return form
    kept = replace(
        form,
        draft=Draft.from_json(content),
        touched=tuple(texts(content.get("touched"))),
        draft_id=_id(content.get("draft_id")) or form.draft_id,
        writers=drafts.as_texts(content.get("writers")),
    )
    if form.kind != "assignment":
        return kept
    version, base = content.get("version"), content.get("base")
    if not isinstance(version, int) or not isinstance(base, dict):
        return kept  # as kept by an older version of the app: what is saved now counts as what it was begun from
    return replace(kept, version=version, base=Draft.from_json(base))


def change(form: Form, how: Callable[[Draft], Mapping[str, Any]]) -> None:
    """Changes fields of the form as it is kept now: `how` is given its draft and returns their values by name.

    For callbacks of buttons: what they were given is how the form stood when the page was last drawn to its end. What
    was typed until then is kept first, and the widgets of these fields are told anew.
    """
    found = _typed(form)
    if found:
        _keep(form, found)
    changed: list[str] = []

    def after(content: dict[str, Any] | None) -> dict[str, Any]:
        kept = _with(form, content)
        values = how(kept.draft)
        changed.extend(values)
        return _changed(kept, values).content

    drafts.change(database(), form.viewer, "assignment", form.subject, after)
    for name in changed:
        _forget_complaint(form, name)
        if name not in undecided(form):
            st.session_state.pop(widget_key(name), None)


def _forget_complaint(form: Form, name: str) -> None:
    commands.put_right(form.subject, "period" if name.startswith("period") else name)


def discard(form: Form) -> None:
    """Forgets the draft, and what was said about it."""
    drafts.discard(database(), form.viewer, "assignment", form.subject)
    commands.forget(form.subject)
    _forget_widgets()


def complaints_of(form: Form) -> dict[str, str]:
    """What the last attempt to submit this form was refused for, by field."""
    return dict(commands.complaints_of(form.subject))


def already_assigned(form: Form) -> list[str]:
    """The assignment_ids that came of this form before it was sent again."""
    found = commands.refused(form.subject)
    return found.assignment_ids if isinstance(found, AlreadyAssignedError) else []


def conflict_of(form: Form) -> EditedMeanwhileError | None:
    """Who was faster than this form, if somebody was."""
    found = commands.refused(form.subject)
    return found if isinstance(found, EditedMeanwhileError) else None


def submit(form: Form, today: date) -> str | None:
    """Does what the form says. Returns the assignment_id, "" for a group, or None where it was refused."""
    made = commands.carry_out(form.subject, _carry_out, form, today)
    kept = drafts.draft(database(), form.viewer, "assignment", form.subject)
    if isinstance(made, str) or (isinstance(made, AlreadyAssignedError) and kept is None):
        _forget_widgets()  # what comes next is another draft
    return made if isinstance(made, str) else None


def _carry_out(data: Database, form: Form, today: date) -> str:
    if form.kind == "group":
        assigning.create_for_group(data, form.viewer, form.key, form.draft, today, form.draft_id)
        return ""
    if form.kind == "agent":
        return assigning.create(data, form.viewer, form.key, form.draft, today, form.draft_id)
    assigning.edit(data, form.viewer, form.key, form.draft, form.version, today)
    return form.key


def bring_in(form: Form) -> None:
    """Takes over what the faster one changed, wherever this form has not changed it as well."""
    faster = conflict_of(form)
    if faster is None:
        return
    found = _typed(form)
    if found:
        _keep(form, found)

    def both(content: dict[str, Any] | None) -> dict[str, Any]:
        kept = _with(form, content)
        draft = merged(kept.draft, kept.base, faster.theirs)
        return replace(kept, draft=draft, base=faster.theirs, version=faster.version).content

    drafts.change(database(), form.viewer, "assignment", form.subject, both)
    commands.forget(form.subject)
    _forget_widgets()


def changed_by_both(form: Form) -> list[str]:
    """The fields that this form and the faster one changed, each to something else."""
    faster = conflict_of(form)
    if faster is None:
        return []
    theirs = set(differing(faster.theirs, form.base)) & set(differing(faster.theirs, form.draft))
    return [name for name in differing(form.draft, form.base) if name in theirs]
