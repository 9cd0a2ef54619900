"""What is filled in on a coaching form, what was refused, and what is done when it is sent?

The draft in the database is the truth, so a reload, a click elsewhere or another browser finds it again. Text fields
start no run of their own when they are left, and a page may be drawn before the callback of an earlier field has ended:
so what is in a widget and was not put there by the page counts as typed. `typed()` stores it; drawing stores nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pandas as pd
import streamlit as st

from coaching.assignments import assigning, best_responses, facts, groups, proposals
from coaching.assignments.assigning import EditedMeanwhileError
from coaching.assignments.draft import ChosenBecause, Doubt, Draft, differing, merged
from coaching.assignments.drafted_lines import holds, lines_of
from coaching.assignments.drafting import Sentence
from coaching.assignments.form_draft import FormDraft
from coaching.people.people import Viewer
from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.storage.drafts import NewerDraftError, Settled, settle
from coaching.ui.pages import coaching_form_drafting, coaching_form_tab
from coaching.ui.pages.coaching_form_tab import Tab, in_session, in_widget, of_widget, widget_key
from coaching.ui.pieces import commands
from coaching.ui.shell import draft_fields
from coaching.ui.shell.session import database, time_zone
from coaching.words.refusals import AlreadyAssignedError, RefusedError

MOST_SUGGESTED = 8
# Which form of this visitor was carried out last: its subject, and the assignment_ids that came of it.
MADE = "assign_made"

Kind = Literal["agent", "assignment", "group"]
SUBJECTS: dict[Kind, Callable[[str], str]] = {
    "assignment": proposals.subject_of_assignment,
    "group": proposals.subject_of_group,
    "agent": proposals.subject_of_agent,
}


class CoachingForm:
    """One open form, for an agent, a change to an assignment, or a group: `kind`; `key` is the id of that.

    `whom`: the name of the agent or group. `members`: of a group, see assigning.members_to_coach(). `draft`: what it
    shows, with proposals in the fields that nobody has touched; `base`: the assignment as it was, where one is changed.
    `sentences`: what it drafts from the findings, or offers to put in.
    """

    def __init__(
        self,
        *,
        kind: Kind,
        key: str,
        viewer_id: str,
        agent_id: str | None,
        whom: str,
        today: date,
        start: FormDraft,
        members: pd.DataFrame | None = None,
        areas_of_group: list[str] | None = None,
    ) -> None:
        self.kind: Kind = kind
        self.key = key
        self.viewer_id = viewer_id
        self.agent_id = agent_id
        self.whom = whom
        self.members = pd.DataFrame() if members is None else members
        self.subject = SUBJECTS[kind](key)
        self._today = today
        self._areas_of_group = areas_of_group or []
        stored = drafts.get(database(), viewer_id, "assignment", self.subject)
        self._form_draft = start.read(stored.content if stored else None)
        self._stored_at = stored.version if stored else None
        self.draft = self._form_draft.draft
        self.sentences: tuple[Sentence, ...] = ()

    @classmethod
    def load(cls, data: Database, viewer: Viewer, parameters: Mapping[str, Any], today: date) -> "CoachingForm | None":
        """The form that the address asks for, with the draft there is; None where the viewer may not fill it in.

        Writes nothing. typed() comes next, and makes proposals where nobody has filled in anything.
        """
        viewer_id = viewer.person_id
        common: dict[str, Any] = {"viewer_id": viewer_id, "today": today}
        if "assignment" in parameters:
            found = assigning.assignment_to_edit(data, viewer_id, parameters["assignment"])
            if found is None:
                return None
            agent_id, draft, version = found
            name = assigning.coachable_agent(data, viewer_id, agent_id) or agent_id
            start = FormDraft(draft=draft, version=version, base=draft)
            return cls(
                kind="assignment", key=parameters["assignment"], agent_id=agent_id, whom=name, start=start, **common
            )
        if "group" in parameters:
            group_id = parameters["group"]
            members = assigning.members_to_coach(data, viewer_id, group_id)
            group = groups.group(data, viewer_id, group_id)
            if members.empty or group is None:
                return None
            return cls(
                kind="group", key=group_id, agent_id=None, whom=group.name, start=FormDraft(), members=members,
                areas_of_group=group.coaching_areas, **common,
            )  # fmt: skip
        agent_id = str(parameters.get("agent", ""))
        whom = assigning.coachable_agent(data, viewer_id, agent_id)
        if whom is None:
            return None
        return cls(kind="agent", key=agent_id, agent_id=agent_id, whom=whom, start=FormDraft(), **common)

    @property
    def base(self) -> Draft:
        """The assignment as it was when the form was opened; empty where none is changed."""
        return self._form_draft.base or Draft()

    @property
    def sources(self) -> list[str]:
        """The interactions it is about: the members' marked ones for a group."""
        if self.kind == "group":
            return [interaction for own in self.members["interactions"] for interaction in own]
        return self.draft.interactions

    @property
    def drafts_of_agents(self) -> dict[str, Draft]:
        """What each agent would be assigned, by agent_id: of a group the members that are not left out."""
        if self.kind != "group":
            return {self.agent_id or "": self.draft.tidy}
        return {
            member.agent_id: replace(self.draft.tidy, interactions=member.interactions)
            for member in self.members.itertuples()
            if member.agent_id not in self.draft.left_out
        }

    def fitting(self) -> dict[str, tuple[list[Doubt], bool]]:
        """What does not fit in what each agent would be assigned, by agent_id; see facts.fitting()."""
        before, assignment_id = (self._form_draft.base, self.key) if self.kind == "assignment" else (None, None)
        return facts.fitting(database(), self.viewer_id, self.drafts_of_agents, before, assignment_id, zone=time_zone())

    # What is filled in.

    def typed(self) -> None:
        """Keeps what was typed into the widgets since the last run, and proposes what nobody has filled in.

        Where another tab has changed a field since this one was told of it, the person chooses: see `undecided`.
        """
        here = self._keep_typed()
        self.draft = self._proposed()
        if here:
            self.draft = replace(self.draft, **here)
        self.sentences = coaching_form_drafting.sentences(
            database(), self.viewer_id, self.draft, self.drafts_of_agents, time_zone()
        )
        self.draft = self._form_draft.filled(self.draft, self.sentences)

    def offer(self) -> pd.DataFrame:
        """Finds best responses that fit what is filled in, and lets the viewer look at them; see
        best_responses.offer(). It writes, so it comes before anything is drawn."""
        areas = self.draft.coaching_areas
        return best_responses.offer(database(), self.viewer_id, self.sources, areas, MOST_SUGGESTED)

    def change(self, how: Callable[[Draft], Mapping[str, Any]]) -> None:
        """Changes fields of the form as it is kept now: `how` is given its draft and returns their values by name.

        For callbacks of buttons: they are given the form as it was when the page was last drawn to its end. What was
        typed until then is kept first, and the widgets of these fields are told anew.
        """
        self._keep_typed()
        changed: list[str] = []

        def after(form_draft: FormDraft) -> FormDraft:
            values = how(self._filled(form_draft))
            changed[:] = values
            return form_draft.changed(values, draft_fields.writer(), self._drafted)

        self._put(after)
        for name in changed:
            self._put_right(name)
            if name not in self.undecided:
                st.session_state.pop(widget_key(name), None)

    def read_draft(self, sentences: Sequence[str], meant: bool) -> None:
        """Notes that these drafted sentences were read, or no longer. For callbacks."""
        self._keep_typed()
        self._put(lambda form_draft: form_draft.having_read(sentences, meant=meant))

    def discard(self) -> None:
        """Forgets the draft, and what was said about it. For callbacks."""
        drafts.discard(database(), self.viewer_id, "assignment", self.subject)
        commands.forget(self.subject)
        coaching_form_tab.forget_widgets()

    def submit(self) -> list[str] | RefusedError:
        """Does what the form says; returns the assignment_ids, or why it was refused."""
        made = commands.carry_out(self.subject, self._carry_out)
        stored = drafts.get(database(), self.viewer_id, "assignment", self.subject)
        if not isinstance(made, RefusedError) or (isinstance(made, AlreadyAssignedError) and stored is None):
            coaching_form_tab.forget_widgets()  # what comes next is another draft
        if not isinstance(made, RefusedError):
            st.session_state[MADE] = (self.subject, made)
        return made

    def _carry_out(self, data: Database) -> list[str]:
        draft_id, zone = self._form_draft.draft_id, time_zone()
        asked = (data, self.viewer_id, self.key, self.draft)
        if self.kind == "group":
            return assigning.create_for_group(*asked, self._today, draft_id, zone=zone)
        if self.kind == "agent":
            return [assigning.create(*asked, self._today, draft_id, zone=zone)]
        assigning.edit(*asked, self._form_draft.version or 0, self._today, zone=zone)
        return [self.key]

    # What this tab shows.

    @property
    def _tab(self) -> Tab:
        return coaching_form_tab.tab_of(self.subject)

    def show(self, name: str) -> str:
        """Puts a field into its widget, for a page that draws it next; returns the widget's key."""
        self._tab.sentences[name] = tuple(each for each in self.sentences if each.field == name)
        return self._tab.show(self.draft, name)

    @property
    def undecided(self) -> dict[str, Any]:
        """What another tab has in a field that was changed here as well, as its widget would show it."""
        return self._tab.undecided

    def decide(self, name: str, mine: bool) -> None:
        """What stands in the widget stays, or what the other tab has. For callbacks."""
        if name not in self.undecided:
            return
        theirs = self.undecided.pop(name)
        self._tab.told[name] = theirs
        if mine:
            self._keep({name: in_session(name)})
        else:
            st.session_state[widget_key(name)] = theirs

    # What was refused.

    @property
    def complaints(self) -> Mapping[str, str]:
        """What the last attempt to submit this form was refused for, by field."""
        return commands.complaints_of(self.subject)

    @property
    def already_assigned(self) -> list[str]:
        """The assignment_ids that came of this form before it was sent again."""
        found = commands.refused(self.subject)
        return found.assignment_ids if isinstance(found, AlreadyAssignedError) else []

    @property
    def just_made(self) -> list[str]:
        """The assignment_ids that came of this form when it was sent last, while nothing new is filled in: whoever goes
        back finds it empty."""
        subject, made = st.session_state.get(MADE, (None, []))
        is_empty = self.kind != "assignment" and self._form_draft.draft == Draft()
        return list(made) if subject == self.subject and is_empty else []

    @property
    def faster(self) -> EditedMeanwhileError | None:
        """Who has changed the assignment since the form was opened, if somebody has."""
        found = commands.refused(self.subject)
        return found if isinstance(found, EditedMeanwhileError) else None

    @property
    def changed_by_both(self) -> list[str]:
        """The fields that this form and the faster one changed, each to something else."""
        faster = self.faster
        if faster is None:
            return []
        theirs = set(differing(faster.theirs, self.base)) & set(differing(faster.theirs, self.draft))
        return [name for name in differing(self.draft, self.base) if name in theirs]

    def bring_in(self) -> None:
        """Takes over what the faster one changed, wherever this form has not changed it as well. For callbacks."""
        faster = self.faster
        if faster is None:
            return
        self._keep_typed()

        def both(form_draft: FormDraft) -> FormDraft:
            draft = merged(form_draft.draft, form_draft.base or Draft(), faster.theirs)
            return replace(form_draft.changed({}), draft=draft, base=faster.theirs, version=faster.version)

        self._put(both)
        commands.forget(self.subject)
        coaching_form_tab.forget_widgets()

    # The draft in the database.

    def _keep_typed(self) -> dict[str, Any]:
        """Keeps what stands in the widgets and neither was put there by the page nor is in the draft.

        Returns the fields of it that another tab has changed otherwise, as they stand here.
        """
        tab = self._tab
        tab.draft_id = self._form_draft.draft_id or tab.draft_id
        self._form_draft = replace(self._form_draft, draft_id=tab.draft_id)
        found = tab.typed(self._form_draft.draft, self._form_draft.touched)
        return self._keep(found) if found else {}

    def _keep(self, values: Mapping[str, Any]) -> dict[str, Any]:
        tab, settled = self._tab, dict[str, Settled]()

        def after(form_draft: FormDraft) -> FormDraft:
            changed, kept = {}, self._filled(form_draft)
            for name, mine in values.items():
                others = name in form_draft.touched and form_draft.writers.get(name) != draft_fields.writer()
                stored = in_widget(kept, name)
                settled[name] = settle(mine, tab.told.get(name, stored), stored) if others else Settled(mine)
                if not settled[name].overtaken:
                    changed[name] = of_widget(name, settled[name].value)
            if not changed:
                return form_draft
            told = {name: lines_of(tab.told.get(name, "")) for name in self._drafted if name in changed}
            read = [text for name, lines in told.items() for text in self._drafted[name].values() if holds(lines, text)]
            return form_draft.changed(changed, draft_fields.writer(), self._drafted).having_read(read)

        self._put(after)
        for name, each in settled.items():
            self._put_right(name)
            if each.overtaken:
                tab.undecided[name] = each.value
            else:
                tab.undecided.pop(name, None)
                tab.told[name] = each.value
        return {name: of_widget(name, values[name]) for name in tab.undecided if name in values}

    def _filled(self, form_draft: FormDraft) -> Draft:
        """The draft that is kept, with what this tab was shown as drafted."""
        return form_draft.filled(form_draft.draft, self._shown) if self._shown else form_draft.draft

    @property
    def _drafted(self) -> dict[str, dict[str, str]]:
        """What this tab was shown as drafted: by field and key."""
        found: dict[str, dict[str, str]] = {}
        for each in self._shown:
            found.setdefault(each.field, {})[each.key] = each.text
        return found

    @property
    def _shown(self) -> Sequence[Sentence]:
        """The sentences as they were drawn: of the form for its callbacks, of the tab at the start of a run."""
        return self.sentences or [each for found in self._tab.sentences.values() for each in found]

    def _put(self, after: Callable[[FormDraft], FormDraft]) -> None:
        """Keeps what `after` makes of the draft as it is kept now, and nothing where it leaves that as it is."""
        while True:
            changed = after(self._form_draft)
            if changed == self._form_draft:
                return
            try:
                self._stored_at = drafts.put(
                    database(), self.viewer_id, "assignment", self.subject, changed.to_json(), self._stored_at
                )
            except NewerDraftError as newer:
                self._stored_at = newer.stored.version if newer.stored else None
                self._form_draft = self._form_draft.read(newer.stored.content if newer.stored else None)
                continue
            self._form_draft, self._tab.draft_id = changed, changed.draft_id
            return

    def _put_right(self, name: str) -> None:
        commands.put_right(self.subject, "period" if name.startswith("period") else name)

    def _proposed(self) -> Draft:
        """The draft that is kept, with proposals in the fields that nobody has touched; none in a change."""
        draft, touched = self._form_draft.draft, self._form_draft.touched
        if self.kind == "assignment":
            return draft
        if self.kind == "agent":
            return proposals.with_proposals(database(), self.viewer_id, draft, touched, self._today, draft.interactions)
        # What the group is about is what it is coached on; a subject of one member's interactions is not the others'.
        if "coaching_areas" not in touched:
            draft = replace(draft, coaching_areas=self._areas_of_group)
        if "name" not in touched:
            draft = replace(draft, name=proposals.proposed_name(draft.coaching_areas, []))
        said = (*touched, "coaching_areas", "name")
        self.draft = proposals.with_proposals(database(), self.viewer_id, draft, said, self._today, self.sources)
        if "chosen_because" not in touched and any(contradicted for _, contradicted in self.fitting().values()):
            return replace(self.draft, chosen_because=ChosenBecause.JUDGEMENT)
        return self.draft


def left_behind(data: Database, viewer: Viewer, parameters: Mapping[str, Any]) -> Draft | None:
    """What the viewer has filled in for something that is no longer there, or no longer theirs; None for nothing."""
    for kind, subject in SUBJECTS.items():
        if kind in parameters:
            stored = drafts.get(data, viewer.person_id, "assignment", subject(parameters[kind]))
            return Draft.from_json(stored.content) if stored and stored.content else None
    return None
