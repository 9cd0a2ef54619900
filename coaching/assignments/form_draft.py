"""What is stored of a coaching form that is being filled in? The draft, what of it was drafted from the findings, and
which tab changed each field last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from coaching.assignments.draft import Draft, placeholders, texts
from coaching.assignments.drafted_lines import brought_up_to_date, holds, lines_of, with_line
from coaching.assignments.drafting import FIELDS, Sentence
from coaching.storage import drafts

# By field, the sentences that were drafted for it, by key.
Drafted = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class FormDraft:
    """A draft with how it was filled in.

    `touched`: the fields that a person has changed, which proposals leave alone. `writers`: the tab that changed each
    field last, any text that tells tabs apart. `draft_id`: assignments that are made from it keep it, so that it makes
    them once; None until it is kept for the first time. For a change to an assignment `version` and `base` are what it
    was when the form was opened. `drafted`: of each field that a person has changed, what was drafted for it then;
    `seen`: the drafted sentences that somebody has read.
    """

    draft: Draft = field(default_factory=Draft)
    touched: tuple[str, ...] = ()
    writers: Mapping[str, str] = field(default_factory=dict)
    draft_id: str | None = None
    version: int | None = None
    base: Draft | None = None
    drafted: Drafted = field(default_factory=dict)
    seen: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        content = self.draft.to_json()
        if self.base is not None:
            content |= {"version": self.version, "base": self.base.to_json()}
        made_of = {"draft_id": self.draft_id, "touched": list(self.touched), "writers": dict(self.writers)}
        drafted = {"drafted": {name: dict(found) for name, found in self.drafted.items()}, "seen": list(self.seen)}
        return content | made_of | drafted

    def read(self, content: Mapping[str, Any] | None) -> "FormDraft":
        """This form with the stored `content`, as to_json() wrote it; unchanged where nothing is stored.

        Unknown fields are ignored. What an older version of the app stored has no version and base: then those that the
        assignment has now stay.
        """
        if content is None:
            return self
        drafted = content.get("drafted")
        found = replace(
            self,
            draft=Draft.from_json(content),
            touched=tuple(texts(content.get("touched"))),
            writers=drafts.as_texts(content.get("writers")),
            draft_id=next(iter(texts([content.get("draft_id")])), self.draft_id),
            drafted={name: drafts.as_texts(each) for name, each in drafted.items()}
            if isinstance(drafted, dict)
            else {},
            seen=tuple(texts(content.get("seen"))),
        )
        version, base = content.get("version"), content.get("base")
        if self.base is None or not isinstance(version, int) or not isinstance(base, dict):
            return found
        return replace(found, version=version, base=Draft.from_json(base))

    def changed(
        self, values: Mapping[str, Any], writer: str | None = None, drafted: Drafted | None = None
    ) -> "FormDraft":
        """With other values in these fields, which the tab `writer` has changed. `drafted`: what the form had drafted
        for its fields when they were changed."""
        told = {
            name: {**self.drafted.get(name, {}), **found} for name, found in (drafted or {}).items() if name in values
        }
        return replace(
            self,
            draft=replace(self.draft, **values),
            touched=tuple(dict.fromkeys([*self.touched, *values])),
            writers=dict(self.writers) if writer is None else {**self.writers, **dict.fromkeys(values, writer)},
            draft_id=self.draft_id or uuid4().hex,
            drafted={**self.drafted, **told},
        )

    def having_read(self, sentences: Sequence[str], *, meant: bool = True) -> "FormDraft":
        """Somebody has read these drafted sentences, or (not `meant`) says no longer that they have."""
        others = tuple(each for each in self.seen if each not in sentences)
        return replace(self.changed({}), seen=(*others, *sentences) if meant else others)

    def filled(self, draft: Draft, sentences: Sequence[Sentence]) -> Draft:
        """`draft`, which is this one with proposals, with what is drafted in it as the findings say it now.

        An empty field that nobody has changed is filled, unless feedback is missing on purpose or an assignment is
        changed. In a field that somebody has changed the sentences of the form stay up to date, and nothing is added;
        all other words stay. A step goes with the sentence about its metric.
        """
        may_fill = self.base is None and draft.without_feedback_because is None
        found: dict[str, Any] = {}
        worked_on: set[str] = set()
        unread: list[str] = []
        for name in FIELDS:
            lines = lines_of(getattr(draft, name))
            own = [each for each in sentences if each.field == name
                   and (each.goes_with is None or each.goes_with in worked_on)]  # fmt: skip
            if name in self.touched:
                lines = brought_up_to_date(lines, self.drafted.get(name, {}), {each.key: each.text for each in own})
            elif may_fill and not any(map(str.strip, lines)):
                for each in own:
                    if each.by_itself:
                        lines = with_line(lines, each.text, apart=name != "action_plan")
            if name == "work_on":
                worked_on = said_in(lines, own) | self._perhaps_said_in(lines, own)
            unread += [each.text for each in own if holds(lines, each.text) and each.text not in self.seen]
            found[name] = lines if name == "action_plan" else "\n".join(lines)
        of_templates = placeholders(*(each.text for each in sentences if each.field == "action_plan"))
        to_fill_in = [*draft.placeholders, *of_templates]
        return replace(draft, **found, unread=unread, placeholders=list(dict.fromkeys(to_fill_in)))

    def _perhaps_said_in(self, lines: Sequence[str], sentences: Sequence[Sentence]) -> set[str]:
        """The keys of those that stood in *What to work on* before somebody wrote words of their own there: these may
        say the same."""
        drafted = {each.text for each in sentences}
        own_words = any(line.strip() and line.strip() not in drafted for line in lines)
        known = self.drafted.get("work_on", {}) if own_words else {}
        return {each.key for each in sentences if each.by_itself and each.key in known}


def said_in(lines: Sequence[str], sentences: Sequence[Sentence]) -> set[str]:
    """The keys of those sentences that these lines say: word for word, or in words that name what they are about."""
    said = "\n".join(lines).casefold()
    return {each.key for each in sentences if holds(lines, each.text) or each.about.casefold() in said}
