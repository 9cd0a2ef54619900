"""What is stored of a coaching form that is being filled in? The draft, and which tab changed each field last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from coaching.assignments.draft import Draft, texts
from coaching.storage import drafts


@dataclass(frozen=True, kw_only=True)
class FormDraft:
    """A draft with how it was filled in.

    `touched`: the fields that a person has changed, which proposals leave alone. `writers`: the tab that changed each
    field last, any text that tells tabs apart. `draft_id`: assignments that are made from it keep it, so that it makes
    them once; None until it is kept for the first time. For a change to an assignment `version` and `base` are what it
    was when the form was opened.
    """

    draft: Draft = field(default_factory=Draft)
    touched: tuple[str, ...] = ()
    writers: Mapping[str, str] = field(default_factory=dict)
    draft_id: str | None = None
    version: int | None = None
    base: Draft | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        content = self.draft.to_json()
        if self.base is not None:
            content |= {"version": self.version, "base": self.base.to_json()}
        made_of = {"draft_id": self.draft_id, "touched": list(self.touched), "writers": dict(self.writers)}
        return content | made_of

    def read(self, content: Mapping[str, Any] | None) -> "FormDraft":
        """This form with the stored `content`, as to_json() wrote it; unchanged where nothing is stored.

        Unknown fields are ignored. What an older version of the app stored has no version and base: then those that the
        assignment has now stay.
        """
        if content is None:
            return self
        found = replace(
            self,
            draft=Draft.from_json(content),
            touched=tuple(texts(content.get("touched"))),
            writers=drafts.as_texts(content.get("writers")),
            draft_id=next(iter(texts([content.get("draft_id")])), self.draft_id),
        )
        version, base = content.get("version"), content.get("base")
        if self.base is None or not isinstance(version, int) or not isinstance(base, dict):
            return found
        return replace(found, version=version, base=Draft.from_json(base))

    def changed(self, values: Mapping[str, Any], writer: str | None = None) -> "FormDraft":
        """With other values in these fields, which the tab `writer` has changed."""
        return replace(
            self,
            draft=replace(self.draft, **values),
            touched=tuple(dict.fromkeys([*self.touched, *values])),
            writers=dict(self.writers) if writer is None else {**self.writers, **dict.fromkeys(values, writer)},
            draft_id=self.draft_id or uuid4().hex,
        )
