"""What does the audit form look like? The transcript at the left, the metrics to answer at the right, and the score.

It starts unanswered, because an auditor who sees the automatic answers first tends to agree with them.
"""

from typing import Any

import pandas as pd
import streamlit as st

from coaching.quality import auditing, interactions
from coaching.quality.scoring import below_pass_score
from coaching.ui.pages.audit_actions import ANSWERS, COMMENT, AuditForm, answer_of, comment_on
from coaching.ui.pieces import commands, evaluated_transcript
from coaching.ui.shell import draft_fields, navigation, states
from coaching.words import wording
from coaching.words.formatting import as_label, counted, escape, own_direction, plain, score
from coaching.words.refusals import AlreadyDoneError
from coaching.words.sentences import listed

COMMENT_HEIGHT = 100
ANSWER_WIDTH = 164


def transcript(turns: pd.DataFrame) -> None:
    """The transcript without the marks of the automatic evaluation, which would say what it answered."""
    st.header(wording.TRANSCRIPT)
    if turns.empty:
        states.nothing(wording.NO_TRANSCRIPT, states.below)
        return
    with st.container(key="audit_transcript"):  # scrolls by itself: who has no mouse reaches it with Tab
        said = evaluated_transcript.transcript_html(turns, ())
        st.html(f'<div class="scrolls" role="region" aria-label="{wording.TRANSCRIPT}" tabindex="0">{said}</div>')


def form(form: AuditForm, turns: pd.DataFrame, pass_score: float | None) -> None:
    """The metrics to answer with the score as it changes. `turns`: those that the metrics point into."""
    st.header(wording.METRICS)
    _score(form, pass_score)
    with st.container(horizontal=True):
        st.button(wording.TAKE_AUTOMATIC, on_click=form.take, args=("automatic",), key="audit_take_automatic")
        if form.metrics["answered"].notna().any():
            st.button(wording.TAKE_OWN, on_click=form.take, args=("answered",), key="audit_take_own")
    since = interactions.since_start(turns)
    for area, rows in form.metrics.groupby("coaching_area", sort=False):
        st.subheader(plain(str(area)), anchor=False)
        for row in rows.itertuples():
            _metric(form, row, since)
    st.text_area(
        wording.AUDIT_COMMENT,
        key=form.comment,
        height=COMMENT_HEIGHT,
        on_change="ignore",
        persist_state="session",
    )
    form.words.under(COMMENT)
    form.words.mirror()
    commands.complaint(form.place, auditing.COMMENT, form.comment)
    _what_next(form)


def _score(form: AuditForm, pass_score: float | None) -> None:
    """The score of what is answered so far, and what it means."""
    answers = {metric: answer for metric, answer in form.answers.items() if answer.qualification}
    done, total = len(answers), len(form.metrics)
    value = auditing.audit_score(form.metrics, answers)
    fatal = auditing.fatal_failures(form.metrics, answers)
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


def _metric(form: AuditForm, row: Any, since: dict[int, str]) -> None:
    name = as_label(row.name)
    with st.container(gap="small"):
        st.markdown(f"{plain(row.name)} :small[:gray[{plain(_weight(row))}]]")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.segmented_control(
                name,
                ANSWERS,
                key=form.answer_key(row.metric_id),
                label_visibility="collapsed",
                width=ANSWER_WIDTH,
            )
            st.text_input(
                wording.METRIC_COMMENT_ON.format(metric=name),
                key=form.comment_key(row.metric_id),
                placeholder=wording.METRIC_COMMENT,
                label_visibility="collapsed",
                on_change="ignore",
                persist_state="session",
            )
        form.words.under(answer_of(row.metric_id))
        form.words.under(comment_on(row.metric_id))
        commands.complaint(form.place, row.metric_id, form.complained_about(row.metric_id))
        st.html(_said_html(row, since))


def _weight(row: Any) -> str:
    parts = [wording.WEIGHT.format(weight=score(row.weight))]
    if row.negative_weight:
        parts.append(wording.NEGATIVE_WEIGHT.format(weight=score(row.negative_weight)))
    if row.expected_response == "NO":
        parts.append(wording.NO_IS_GOOD)
    if row.fatal:
        parts.append(wording.FATAL_IF_FAILED)
    return " · ".join(parts)


def _said_html(row: Any, since: dict[int, str]) -> str:
    """What others said to this metric, folded away."""
    said = f"<p>{wording.AUTOMATIC_SAID_NOTHING}</p>"
    if row.automatic is not None:
        why = f": {own_direction(row.justification)}" if row.justification else ""
        said = f"<p>{escape(row.automatic)}{why}</p><p>{evaluated_transcript.jumps_html(row.evidence, since)}</p>"
    if row.answered is not None:
        before = escape(wording.LAST_ANSWER.format(answer=row.answered))
        said += f"<p>{before}{f': {own_direction(row.commented)}' if row.commented else ''}</p>"
    return f'<details class="audit audit-said"><summary>{wording.AUTOMATIC_SAID}</summary>{said}</details>'


def _what_next(form: AuditForm) -> None:
    commands.about_the_whole(form.place)
    if isinstance(commands.refused(form.place), AlreadyDoneError):
        navigation.link(
            navigation.INTERACTION, wording.SEE_AUDIT, ":material/arrow_forward:", interaction=form.interaction_id
        )
    missing = commands.complaints_of(form.place)
    if missing:
        st.error(counted(len(missing), wording.AUDIT_NOT_SENT), icon=":material/error:")
    if form.words.undecided:
        st.warning(wording.DECIDE_FIRST, icon=":material/tab:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(wording.SUBMIT_AUDIT, type="primary", on_click=form.submit, key="audit_submit")
        if st.button(wording.KEEP_DRAFT, key="audit_leave"):
            navigation.go(navigation.INTERACTION, interaction=form.interaction_id)
        draft_fields.ask_first(wording.DISCARD_DRAFT, "audit_discard", form.discard)
    st.caption(wording.KEPT_AS_DRAFT)
