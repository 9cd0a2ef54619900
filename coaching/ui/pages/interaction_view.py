"""What does the page of one interaction look like?"""

from collections.abc import Sequence
from itertools import zip_longest
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.assignments import Assignment
from coaching.quality import auditing
from coaching.quality.auditing import Answered, ChangedAnswer
from coaching.quality.interactions import Audit, Interaction
from coaching.quality.scoring import below_pass_score
from coaching.ui.pages import comparison_view
from coaching.ui.pages.interaction_content import Content
from coaching.ui.pieces import evaluated_transcript
from coaching.ui.shell import navigation, tab_title
from coaching.words import wording
from coaching.words.formatting import (
    day_and_time,
    duration,
    isolated,
    long_text,
    plain,
    queue_and_channel,
    score,
    signed,
)


def way_through(assignment: Assignment, of_assignment: pd.DataFrame, current: str, viewer_id: str) -> None:
    """Back to the assignment, the previous and next interaction of it, and this one in a comparison.

    `of_assignment`: interactions_of_assignment(); `current`: the interaction_id of this one."""
    interaction_ids = of_assignment["interaction_id"].tolist()
    place = interaction_ids.index(current)
    tab_title.set_to(wording.PLACE_IN.format(place=place + 1, all=len(interaction_ids), name=assignment.name))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        navigation.link(
            navigation.ASSIGNMENT, plain(assignment.name), ":material/arrow_back:", assignment=assignment.assignment_id
        )
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            _step(wording.PREVIOUS, ":material/chevron_left:", interaction_ids, place - 1, assignment)
            st.text(wording.PLACE.format(place=place + 1, all=len(interaction_ids)))
            _step(wording.NEXT, ":material/chevron_right:", interaction_ids, place + 1, assignment)
            if {"marked", "best_response"} <= set(of_assignment["kind"]):
                navigation.link(
                    navigation.COMPARE,
                    wording.COMPARE_HERE,
                    ":material/compare_arrows:",
                    **comparison_view.parameters(assignment, of_assignment, current),
                )
    if assignment.agent_id != viewer_id:
        st.caption(plain(wording.READ_ONLY.format(name=assignment.agent_name)))


def _step(label: str, icon: str, interaction_ids: list[str], place: int, assignment: Assignment) -> None:
    if 0 <= place < len(interaction_ids):
        navigation.link(
            navigation.INTERACTION,
            label,
            icon,
            interaction=interaction_ids[place],
            assignment=assignment.assignment_id,
        )


def way_back(interaction: Interaction, own: bool) -> None:
    """Where to go from an interaction that was not opened from an assignment.

    That is one's own dashboard, or for a supervisor the evaluation of its agent.
    """
    tab_title.set_to(
        wording.INTERACTION, interaction.topic or queue_and_channel(interaction.queue, interaction.channel)
    )
    if own:
        navigation.link(navigation.MY_DASHBOARD, wording.MY_DASHBOARD, ":material/arrow_back:")
        return
    label, of_agent = wording.EVALUATION, {}
    if interaction.agent_id is not None:
        label = wording.EVALUATION_OF.format(name=plain(interaction.agent_name or interaction.agent_id))
        of_agent = {"agent": interaction.agent_id}
    navigation.link(navigation.EVALUATION, label, ":material/arrow_back:", **of_agent)


def title(interaction: Interaction, zone: ZoneInfo) -> None:
    """What it was and who handled it."""
    st.title(plain(queue_and_channel(interaction.queue, interaction.channel)))
    parts = [
        isolated(interaction.agent_name or wording.ANOTHER_AGENT),
        day_and_time(interaction.started_at, zone),
        duration(interaction.duration_seconds),
    ]
    st.text(long_text(" · ".join([*parts, isolated(interaction.topic)] if interaction.topic else parts)))


def header(interaction: Interaction, zone: ZoneInfo) -> None:
    """What it was and who handled it, then the three scores as numbers."""
    title(interaction, zone)
    with st.container(horizontal=True):
        st.metric(wording.KORE_EVALUATION_SCORE, score(interaction.kore_evaluation_score), width="content")
        st.metric(wording.SUPERVISOR_AUDIT_SCORE, score(interaction.supervisor_audit_score), width="content")
        st.metric(wording.SENTIMENT_SCORE, signed(interaction.sentiment_score), width="content")
    st.caption(plain(" · ".join(_notes(interaction, zone))))


def _notes(interaction: Interaction, zone: ZoneInfo) -> list[str]:
    notes = []
    if interaction.fails_fatally:
        notes.append(f"✖ {wording.FAILED_FATALLY}")
    elif interaction.fatal:
        notes.append(wording.FATAL_OVERRULED)
    below = below_pass_score(interaction.kore_evaluation_score, interaction.pass_score)
    if below is not None:
        notes.append((wording.BELOW if below else wording.PASSES_SCORE).format(score=score(interaction.pass_score)))
    if interaction.evaluation_computed and interaction.kore_evaluation_score is not None:
        notes.append(wording.SCORE_COMPUTED)
    if interaction.sentiment_estimated and interaction.sentiment_score is not None:
        notes.append(wording.SENTIMENT_ESTIMATED)
    if interaction.pass_score is None and interaction.kore_evaluation_score is not None:
        notes.append(wording.NO_PASS_SCORE)
    return [*notes, wording.TIMES_IN.format(zone=zone.key)]


def scores_and_sentiment(interaction: Interaction, found: Content) -> None:
    """The three scores, and the customer's sentiment along the way, as charts."""
    left, right = st.columns([2, 3])
    left.vega_lite_chart(
        found.scores,
        alt=(
            f"{wording.KORE_EVALUATION_SCORE} {score(interaction.kore_evaluation_score)}, "
            f"{wording.SUPERVISOR_AUDIT_SCORE} {score(interaction.supervisor_audit_score)}, "
            f"{wording.SENTIMENT_SCORE} {signed(interaction.sentiment_score)}"
        ),
    )
    if found.sentiment is None:
        right.caption(wording.TOO_FEW_MESSAGES)
        return
    with right:
        st.vega_lite_chart(found.sentiment, alt=found.sentiment_in_words)
        if found.pauses:
            st.caption(wording.WAITED_LONG)


def transcript_and_metrics(found: Content) -> None:
    """The transcript beside the metrics that point into it."""
    st.html(evaluated_transcript.STYLE)
    for column, heading, shown, nothing in zip(
        st.columns([3, 2]),
        (wording.TRANSCRIPT, wording.METRICS),
        (found.transcript, found.metrics),
        (wording.NO_TRANSCRIPT, wording.NO_METRICS),
        strict=True,
    ):
        with column:
            st.subheader(heading)
            if shown is None:
                st.info(nothing)
            else:
                st.html(shown)


def audits(audits: Sequence[Audit], answers: Sequence[Answered], zone: ZoneInfo) -> None:
    """Every audit with its score and comment, newest first, and what it answers otherwise than the one before.

    `audits` as interactions.audits() gives them, `answers` as auditing.answers_of_audits() does.
    """
    st.subheader(wording.AUDITS)
    if not audits:
        st.caption(wording.NO_AUDITS)
    for one, before in zip_longest(audits, audits[1:]):
        with st.container(border=True):
            by = wording.AUDITED_BY.format(
                name=isolated(one.auditor), when=day_and_time(one.audited_at, zone), score=score(one.score)
            )
            st.text(long_text(by))
            if one.score_computed and one.score is None:
                st.caption(wording.NOTHING_APPLIES)
            if one.comment is not None:
                st.text(long_text(one.comment), width="stretch")
            changed = auditing.changed_answers(answers, one.audit_id, before.audit_id if before else None)
            if changed:
                st.caption(wording.CHANGED_SINCE)
                st.text(long_text("\n".join(map(_change, changed))), width="stretch")


def _change(change: ChangedAnswer) -> str:
    answer = change.was if change.was == change.becomes else f"{change.was} → {change.becomes}"
    said = change.comment_becomes
    if said == change.comment_was:
        return f"{change.metric}: {answer}"
    return f"{change.metric}: {answer} · " + (
        wording.COMMENT_IS.format(said=said) if said else wording.NO_COMMENT_ANY_MORE.format(was=change.comment_was)
    )
