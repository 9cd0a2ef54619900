"""Which interactions and best responses does the coaching form show, and which does it offer to add?"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from coaching.assignments import proposals
from coaching.quality import bookmarks
from coaching.storage.database import Database
from coaching.ui.pages.coaching_form import CoachingForm
from coaching.words import wording

MOST_TO_ADD = 60


@dataclass(frozen=True, kw_only=True)
class OfferedBestResponses:
    """The best responses that the form has and those that can be added.

    `rows`: all of them that may be shown, see proposals.interactions_to_show(). `suggested` and `bookmarked`: why one
    can be added, by interaction_id; a bookmark that is suggested is in `suggested` only.
    """

    rows: pd.DataFrame
    suggested: Mapping[str, str]
    bookmarked: Mapping[str, str]


def interactions(database: Database, form: CoachingForm) -> pd.DataFrame:
    """The interactions that the form has, then the newest others of its agent, see proposals.interactions_to_show()."""
    newest = proposals.newest_interactions(database, form.viewer_id, form.agent_id or "", MOST_TO_ADD)
    asked = list(dict.fromkeys([*form.draft.interactions, *newest]))
    return proposals.interactions_to_show(database, form.viewer_id, asked)


def offered_best_responses(database: Database, form: CoachingForm, found: pd.DataFrame) -> OfferedBestResponses:
    """The best responses that the form has, the suggested ones (`found`: form.offer()), and the viewer's bookmarks of
    other agents."""
    chosen = form.draft.best_responses
    coached = set(form.members["agent_id"]) if form.kind == "group" else {form.agent_id}
    notes = {
        bookmark.interaction_id: bookmark.note
        for bookmark in bookmarks.bookmarked(database, form.viewer_id).itertuples()
        if bookmark.agent_id not in coached
    }
    suggested = {
        row.interaction_id: f"{row.reason} · ★ {notes[row.interaction_id] or wording.YOUR_BOOKMARKS}"
        if row.interaction_id in notes
        else row.reason
        for row in found.itertuples()
        if row.interaction_id not in chosen
    }
    bookmarked = {key: note for key, note in notes.items() if key not in suggested and key not in chosen}
    rows = proposals.interactions_to_show(database, form.viewer_id, [*chosen, *suggested, *bookmarked])
    return OfferedBestResponses(rows=rows, suggested=suggested, bookmarked=bookmarked)
