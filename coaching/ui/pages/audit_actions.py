"""What does the form of an audit hold, and what do its buttons do?

Every change is kept as the auditor's draft before anything is drawn, so that a reload or a click elsewhere loses
nothing.
"""

import pandas as pd
import streamlit as st

from coaching.quality import auditing
from coaching.quality.auditing import Answer
from coaching.ui.pieces import commands
from coaching.ui.shell.draft_fields import Typed
from coaching.words import wording
from coaching.words.refusals import RefusedError

ANSWERS = list(auditing.QUALIFICATIONS)
# The field of the draft with the comment on the whole.
COMMENT = "comment"


def answer_of(metric: str) -> str:
    """The field of the draft with the answer to a metric."""
    return f"answers {metric}"


def comment_on(metric: str) -> str:
    """The field of the draft with the comment on a metric."""
    return f"comments {metric}"


class AuditForm:
    """The form of one audit: what stands in its widgets, and what its buttons do.

    The key of every widget begins with the id of the interaction.
    """

    def __init__(self, viewer_id: str, interaction_id: str, metrics: pd.DataFrame) -> None:
        self.viewer_id = viewer_id
        self.interaction_id = interaction_id
        self.metrics = metrics
        self.place = f"audit_{interaction_id}"
        self.comment = f"{self.place}_comment"
        self.done = f"{self.place}_done"
        ids = list(metrics["metric_id"])
        answers = {answer_of(metric): self.answer_key(metric) for metric in ids}
        comments = {comment_on(metric): self.comment_key(metric) for metric in ids}
        self.words = Typed(
            viewer_id, interaction_id, answers | comments | {COMMENT: self.comment}, form="audit",
            options={field: ["", *ANSWERS] for field in answers}, finish=["audit_submit", "audit_discard"],
        )  # fmt: skip

    def answer_key(self, metric: str) -> str:
        """The key of the widget with the answer to a metric."""
        return f"{self.place}_answer_{metric}"

    def comment_key(self, metric: str) -> str:
        """The key of the widget with the comment on a metric."""
        return f"{self.place}_why_{metric}"

    def complained_about(self, metric: str) -> str:
        """The key of what is wrong with a metric when the audit was refused: the answer, otherwise its comment."""
        unanswered = commands.complaints_of(self.place).get(metric) == wording.CHOOSE_AN_ANSWER
        return self.answer_key(metric) if unanswered else self.comment_key(metric)

    @property
    def answers(self) -> dict[str, Answer]:
        """What is answered or commented so far, by metric_id."""
        found = {
            metric: Answer(
                st.session_state.get(self.answer_key(metric)), st.session_state.get(self.comment_key(metric)) or ""
            )
            for metric in self.metrics["metric_id"]
        }
        return {metric: answer for metric, answer in found.items() if answer != Answer()}

    def take(self, column: str) -> None:
        """Answers what is unanswered as that column of the metrics says."""
        for row in self.metrics[self.metrics[column].notna()].to_dict("records"):
            key = self.answer_key(row["metric_id"])
            if st.session_state.get(key) is None:
                st.session_state[key] = row[column]

    def discard(self) -> None:
        """Forgets the draft and begins anew."""
        self.words.discard()
        commands.forget(self.place)

    def submit(self) -> None:
        """Submits the audit; what is missing, or to be decided first, stands at the metrics afterwards."""
        if self.words.is_kept:  # otherwise it was submitted or discarded in another tab
            self.words.begin()
        if self.words.undecided:
            return
        audit = self.answers, self.words.text(COMMENT)
        submitted = commands.carry_out(self.place, auditing.submit, self.viewer_id, self.interaction_id, *audit)
        st.session_state[self.done] = not isinstance(submitted, RefusedError)
        if st.session_state[self.done]:
            self.words.discard()
