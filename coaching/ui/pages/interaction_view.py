"""What does the page of one interaction look like?"""

from collections.abc import Sequence
from dataclasses import replace
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
from coaching.ui.pieces import breadcrumbs, chart, downloads
from coaching.ui.shell import access, navigation, states, tab_title
from coaching.words import wording
from coaching.words.formatting import (
    counted,
    day_and_time,
    duration,
    escape,
    isolated,
    long_text,
    plain,
    queue_and_channel,
    score,
    signed,
)

METRICS = "interaction_answers"


def way_up(assignment: Assignment, interaction: Interaction, viewer_id: str) -> None:
    """Back to the assignment that the interaction was opened from, and to the list that has it."""
    here = interaction.topic or queue_and_channel(interaction.queue, interaction.channel)
    breadcrumbs.within_assignment(assignment, viewer_id, here)
    if assignment.agent_id != viewer_id:
        st.caption(plain(wording.READ_ONLY.format(name=assignment.agent_name)))


def way_through(
    assignment: Assignment, of_assignment: pd.DataFrame, current: str, counts_now: bool, steps_left: int | None
) -> None:
    """The bar at the bottom: the previous and the next interaction of the assignment, this one in a comparison, and
    once all are reviewed the way back with what is left of the plan. The keyboard comes to it first (layout.css).

    `of_assignment`: interactions_of_assignment(); `current`: the interaction_id of this one; `counts_now`: whether this
    visit made it reviewed; `steps_left`: None as long as something is not reviewed, and for whoever only reads.
    """
    interaction_ids = of_assignment["interaction_id"].tolist()
    place = interaction_ids.index(current)
    tab_title.set_to(wording.PLACE_IN.format(place=place + 1, all=len(interaction_ids), name=assignment.name))
    to_review = of_assignment["interaction_id"][~of_assignment["reviewed"]].tolist()
    with st.container(key="interaction_steps", horizontal=True, vertical_alignment="center"):
        _step(wording.PREVIOUS, ":material/chevron_left:", interaction_ids, place - 1, assignment)
        st.html(_place_html(place, len(interaction_ids), current not in to_review, counts_now))
        if {"marked", "best_response"} <= set(of_assignment["kind"]):
            navigation.link(
                navigation.COMPARE,
                wording.COMPARE_HERE,
                ":material/compare_arrows:",
                **comparison_view.parameters(assignment, of_assignment, current),
            )
        _step(wording.NEXT, ":material/chevron_right:", interaction_ids, place + 1, assignment)
        if steps_left is not None:
            label = wording.ALL_REVIEWED
            if steps_left:
                label = f"{label} · {counted(steps_left, wording.STEPS_LEFT)}"
            navigation.link(navigation.ASSIGNMENT, label, ":material/task_alt:", assignment=assignment.assignment_id)
        elif place + 1 == len(interaction_ids) and to_review:
            _step(
                wording.NEXT_NOT_REVIEWED,
                ":material/chevron_right:",
                interaction_ids,
                interaction_ids.index(to_review[0]),
                assignment,
            )


def _place_html(place: int, count: int, is_reviewed: bool, counts_now: bool) -> str:
    """ "3 of 6 ✓ reviewed"; a screen reader says it when the visit has just made it so."""
    mark = (wording.COUNTS_AS_REVIEWED if counts_now else wording.REVIEWED_MARK) if is_reviewed else ""
    return (
        f'<span class="place">{wording.PLACE.format(place=place + 1, all=count)}</span> '
        f'<span class="place" role="status">{mark}</span>'
    )


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
    """Where an interaction is that was not opened from an assignment: below one's own dashboard, or for a supervisor
    below the evaluation of its agent."""
    here = interaction.topic or queue_and_channel(interaction.queue, interaction.channel)
    tab_title.set_to(wording.INTERACTION, here)
    dashboard = (wording.MY_DASHBOARD, access.link_to(navigation.MY_DASHBOARD))
    breadcrumbs.below([dashboard if own else breadcrumbs.of_agent(interaction.agent_name, interaction.agent_id)], here)


def way_back_from_audit(interaction: Interaction) -> None:
    """Where the audit of an interaction is: below it, which is below the evaluation of its agent."""
    topic = interaction.topic or queue_and_channel(interaction.queue, interaction.channel)
    tab_title.set_to(wording.AUDIT, topic, interaction.agent_name or "")
    audited = (topic, access.link_to(navigation.INTERACTION, interaction=interaction.interaction_id))
    breadcrumbs.below([breadcrumbs.of_agent(interaction.agent_name, interaction.agent_id), audited], wording.AUDIT)


def title(interaction: Interaction, zone: ZoneInfo) -> None:
    """What it was about and who handled it, for the page on which it is audited."""
    _heading(interaction)
    st.text(long_text(" · ".join(_about(interaction, zone))))


def header(interaction: Interaction, kind: str | None, zone: ZoneInfo) -> None:
    """What it was about, what it is in its assignment (`kind`: marked or best_response; None without one), who handled
    it, and the three scores with what is to be known about them."""
    _heading(interaction)
    named = f'<span class="kind">{wording.KINDS_OF_INTERACTION[kind]}</span> ' if kind else ""
    scores = {
        wording.KORE_EVALUATION_SCORE: score(interaction.kore_evaluation_score),
        wording.SUPERVISOR_AUDIT_SCORE: score(interaction.supervisor_audit_score),
        wording.SENTIMENT_SCORE: signed(interaction.sentiment_score),
    }
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in scores.items())
    about, notes = escape(" · ".join(_about(interaction, zone))), escape(" · ".join(_notes(interaction, zone)))
    st.html(f'<div class="audit about"><p>{named}{about}</p><dl>{listed}</dl><p class="quiet">{notes}</p></div>')


def _heading(interaction: Interaction) -> None:
    st.title(plain(interaction.topic or queue_and_channel(interaction.queue, interaction.channel)))


def _about(interaction: Interaction, zone: ZoneInfo) -> list[str]:
    parts = [
        isolated(interaction.agent_name or wording.ANOTHER_AGENT),
        day_and_time(interaction.started_at, zone),
        duration(interaction.duration_seconds),
    ]
    if interaction.topic:
        parts.insert(1, queue_and_channel(interaction.queue, interaction.channel))
    return parts


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


def scores_and_sentiment(interaction: Interaction, found: Content, zone: ZoneInfo) -> None:
    """The three scores, and the customer's sentiment along the way, as charts."""
    st.header(wording.SCORES_AND_SENTIMENT)
    left, right = st.columns([2, 3])
    told = (
        f"{wording.KORE_EVALUATION_SCORE} {score(interaction.kore_evaluation_score)}, "
        f"{wording.SUPERVISOR_AUDIT_SCORE} {score(interaction.supervisor_audit_score)}, "
        f"{wording.SENTIMENT_SCORE} {signed(interaction.sentiment_score)}"
    )
    about = chart.About(
        title=tab_title.shown(),
        period=day_and_time(interaction.started_at, zone),
        rests_on=counted(1, wording.INTERACTIONS_COUNTED),
        intervals=wording.PICTURE_ONE_CONVERSATION,
    )
    with left:
        chart.draw("interaction_scores", found.scores, told, about)
    if found.sentiment is None:
        right.caption(wording.TOO_FEW_MESSAGES)
        return
    with right:
        felt = replace(about, rests_on=counted(found.messages, wording.MESSAGES_OF_CUSTOMER))
        chart.draw("interaction_sentiment", found.sentiment, found.sentiment_in_words, felt)
        if found.pauses:
            st.caption(wording.WAITED_LONG)


def what_failed(found: Content) -> None:
    """What failed, with the message that shows it; nothing where nothing was evaluated."""
    if found.failures is not None:
        st.html(found.failures)


def transcript_and_metrics(found: Content) -> None:
    """The transcript, over it the sentiment along the way, beside the metrics, which stay in sight (audit.css)."""
    said, evaluated = st.columns([3, 2])
    with said:
        st.header(wording.TRANSCRIPT)
        if found.transcript is None:
            states.nothing(wording.NO_TRANSCRIPT, states.home)
        else:
            st.html(found.strip + found.transcript)
    with evaluated, st.container(key="interaction_metrics"):
        st.header(wording.METRICS)
        if found.metrics is None:
            states.nothing(found.no_metrics, states.home if found.transcript is not None else states.beside)
        else:
            st.html(found.metrics)
            downloads.offer_table(METRICS, wording.METRICS, found.metrics_of_file)


def audits(audits: Sequence[Audit], answers: Sequence[Answered], zone: ZoneInfo) -> None:
    """Every audit with its score and comment, newest first, and what it answers otherwise than the one before.

    `audits` as interactions.audits() gives them, `answers` as auditing.answers_of_audits() does.
    """
    st.header(wording.AUDITS)
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
