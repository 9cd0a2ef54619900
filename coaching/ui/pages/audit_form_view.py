"""The audit form: the transcript at the left, the metrics to answer at the right, the score as it changes.

It starts unanswered, because an auditor who sees the automatic answers first tends to agree with them. Every change is
kept as the auditor's draft before anything is drawn, so that a reload or a click elsewhere loses nothing.
"""

from typing import Any

import pandas as pd
import streamlit as st

from coaching.quality import auditing
from coaching.quality.auditing import Answer
from coaching.quality.interactions import Interaction
from coaching.quality.scoring import below_pass_score
from coaching.ui.pieces import commands, evaluated_transcript
from coaching.ui.shell import draft_fields, navigation
from coaching.ui.shell.draft_fields import Typed
from coaching.ui.styles import style
from coaching.words import wording
from coaching.words.formatting import as_label, counted, escape, plain, score
from coaching.words.refusals import AlreadyDoneError, RefusedError
from coaching.words.sentences import listed

STYLE = style("audit_form")
COMMENT_HEIGHT = 100
ANSWER_WIDTH = 164
ANSWERS = list(auditing.QUALIFICATIONS)
# The field of the draft with the comment on the whole.
COMMENT = "comment"
NO_RESULTS = pd.DataFrame(columns=["evidence", "counts"])


def transcript(turns: pd.DataFrame) -> None:
    """The transcript without the marks of the automatic evaluation, which would say what it answered."""
    st.html(evaluated_transcript.STYLE)
    st.html(STYLE)
    st.subheader(wording.TRANSCRIPT)
    if turns.empty:
        st.info(wording.NO_TRANSCRIPT)
        return
    with st.container(key="audit_transcript"):
        st.html(evaluated_transcript.transcript_html(turns, NO_RESULTS))


@st.fragment
def form(viewer_id: str, interaction: Interaction, metrics: pd.DataFrame, turns: pd.DataFrame) -> None:
    """The form of an audit by the viewer; leaves for the interaction when it was submitted or laid aside.

    `metrics` as auditing.metrics_to_audit() gives them, `turns` as interactions.turns() does.
    """
    state = _State(viewer_id, interaction.interaction_id, metrics)
    state.words.begin()
    if st.session_state.pop(state.done, False):
        navigation.go(navigation.INTERACTION, interaction=interaction.interaction_id)
    st.subheader(wording.METRICS)
    _score(state, interaction.pass_score)
    with st.container(horizontal=True):
        st.button(wording.TAKE_AUTOMATIC, on_click=state.take, args=("automatic",), key="audit_take_automatic")
        if metrics["answered"].notna().any():
            st.button(wording.TAKE_OWN, on_click=state.take, args=("answered",), key="audit_take_own")
    since = evaluated_transcript.since_start(turns)
    for area, rows in metrics.groupby("coaching_area", sort=False):
        st.markdown(f"**{plain(str(area))}**")
        for row in rows.itertuples():
            _metric(state, row, since)
    st.text_area(
        wording.AUDIT_COMMENT,
        key=state.comment,
        height=COMMENT_HEIGHT,
        on_change="ignore",
        persist_state="session",
    )
    state.words.under(COMMENT)
    state.words.mirror()
    commands.complaint(state.place, auditing.COMMENT, state.comment)
    _what_next(state)


def answer_of(metric: str) -> str:
    """The field of the draft with the answer to a metric."""
    return f"answers {metric}"


def comment_on(metric: str) -> str:
    """The field of the draft with the comment on a metric."""
    return f"comments {metric}"


class _State:
    """What stands in the widgets of one audit form. Every key begins with the interaction's id."""

    def __init__(self, viewer_id: str, interaction_id: str, metrics: pd.DataFrame) -> None:
        self.viewer = viewer_id
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
        return f"{self.place}_answer_{metric}"

    def comment_key(self, metric: str) -> str:
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
        answers, comment = self.answers, self.words.text(COMMENT)
        submitted = commands.carry_out(self.place, auditing.submit, self.viewer, self.interaction_id, answers, comment)
        st.session_state[self.done] = not isinstance(submitted, RefusedError)
        if st.session_state[self.done]:
            self.words.discard()


def _score(state: _State, pass_score: float | None) -> None:
    """The score of what is answered so far, and what it means."""
    answers = {metric: answer for metric, answer in state.answers.items() if answer.qualification}
    done, total = len(answers), len(state.metrics)
    value = auditing.audit_score(state.metrics, answers)
    fatal = auditing.fatal_failures(state.metrics, answers)
    with st.container(key="audit_score", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            label = wording.AUDIT_SCORE if done == total else wording.AUDIT_SCORE_SO_FAR
            st.metric(label, score(value), width="content")
            answered = wording.ANSWERED.format(done=done, all=total)
            st.caption(plain(f"{answered} · {_meaning(value, done, pass_score)}"))
        if fatal and value == 0:
            st.markdown(f":red[{plain(wording.FATAL_FAILED.format(metrics=listed(fatal)))}]")


def _meaning(value: float | None, done: int, pass_score: float | None) -> str:
    if not done:
        return wording.NOTHING_ANSWERED
    below = below_pass_score(value, pass_score)
    if value is None:
        return wording.NOTHING_APPLIES
    if below is None:
        return wording.NO_PASS_SCORE
    return (wording.BELOW if below else wording.PASSES).format(score=score(pass_score))


def _metric(state: _State, row: Any, since: dict[int, str]) -> None:
    name = as_label(row.name)
    with st.container(gap="small"):
        st.markdown(f"{plain(row.name)} :small[:gray[{plain(_weight(row))}]]")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.segmented_control(
                name,
                ANSWERS,
                key=state.answer_key(row.metric_id),
                label_visibility="collapsed",
                width=ANSWER_WIDTH,
            )
            st.text_input(
                wording.METRIC_COMMENT_ON.format(metric=name),
                key=state.comment_key(row.metric_id),
                placeholder=wording.METRIC_COMMENT,
                label_visibility="collapsed",
                on_change="ignore",
                persist_state="session",
            )
        state.words.under(answer_of(row.metric_id))
        state.words.under(comment_on(row.metric_id))
        commands.complaint(state.place, row.metric_id, state.complained_about(row.metric_id))
        st.html(_said_html(row, since))


def _weight(row: Any) -> str:
    parts = [f"weight {score(row.weight)}"]
    if row.negative_weight:
        parts.append(f"−{score(row.negative_weight)} if failed")
    if row.expected_response == "NO":
        parts.append("NO is the good answer")
    if row.fatal:
        parts.append("fatal if failed")
    return " · ".join(parts)


def _said_html(row: Any, since: dict[int, str]) -> str:
    """What others said to this metric, folded away."""
    said = f"<p>{wording.AUTOMATIC_SAID_NOTHING}</p>"
    if row.automatic is not None:
        why = f": {escape(row.justification)}" if row.justification else ""
        said = f"<p>{escape(row.automatic)}{why}</p><p>{evaluated_transcript.jumps_html(row.evidence, since)}</p>"
    if row.answered is not None:
        before = wording.LAST_ANSWER.format(answer=row.answered) + (f": {row.commented}" if row.commented else "")
        said += f"<p>{escape(before)}</p>"
    return f'<details class="audit audit-said"><summary>{wording.AUTOMATIC_SAID}</summary>{said}</details>'


def _what_next(state: _State) -> None:
    commands.about_the_whole(state.place)
    if isinstance(commands.refused(state.place), AlreadyDoneError):
        navigation.link(
            navigation.INTERACTION, wording.SEE_AUDIT, ":material/arrow_forward:", interaction=state.interaction_id
        )
    missing = commands.complaints_of(state.place)
    if missing:
        st.error(counted(len(missing), wording.AUDIT_NOT_SENT), icon=":material/error:")
    if state.words.undecided:
        st.warning(wording.DECIDE_FIRST, icon=":material/tab:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(wording.SUBMIT_AUDIT, type="primary", on_click=state.submit, key="audit_submit")
        if st.button(wording.KEEP_DRAFT, key="audit_leave"):
            navigation.go(navigation.INTERACTION, interaction=state.interaction_id)
        draft_fields.ask_first(wording.DISCARD_DRAFT, "audit_discard", state.discard)
    st.caption(wording.KEPT_AS_DRAFT)
