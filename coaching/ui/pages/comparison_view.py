"""What does the page look like that compares a marked interaction with a best response?"""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.assignments import Assignment
from coaching.quality.interactions import Interaction
from coaching.ui.pages import comparison_html
from coaching.ui.pages.comparison_content import Compared
from coaching.ui.pieces import breadcrumbs, chart, downloads
from coaching.ui.shell import access, navigation, states, tab_title
from coaching.ui.shell.shown_value import show
from coaching.words import wording
from coaching.words.formatting import counted, day_and_time, duration, plain, queue_and_channel, score
from coaching.words.labels import told_apart

# The names of the two in the address.
THIS, BEST = "interaction", "best"
CHOSEN = {THIS: "compare_interaction", BEST: "compare_best"}
ONLY_DIFFERENCES = "compare_only_differences"
SCORES, METRICS = "compare_scores", "compare_metrics"


def way_back(assignment: Assignment, viewer_id: str) -> None:
    """Back to the assignment, and the title."""
    breadcrumbs.within_assignment(assignment, viewer_id, wording.COMPARE_HERE)
    st.title(wording.COMPARE)
    tab_title.set_to(wording.COMPARE_HERE, assignment.name)
    if assignment.agent_id != viewer_id:
        st.caption(plain(wording.READ_ONLY.format(name=assignment.agent_name)))


def parameters(assignment: Assignment, of_assignment: pd.DataFrame, current: str | None = None) -> dict[str, str]:
    """The parameters of the address of a comparison: the first interaction of each kind, or the `current` one of its.

    `of_assignment`: interactions_of_assignment()."""
    by_kind = list(zip(of_assignment["kind"], of_assignment["interaction_id"], strict=True))
    first = dict(reversed(by_kind)) | {kind: one for kind, one in by_kind if one == current}
    named = {THIS: first.get("marked"), BEST: first.get("best_response")}
    return {"assignment": assignment.assignment_id} | {name: one for name, one in named.items() if one is not None}


def chosen(of_assignment: Sequence[Any], reads_as_agent: bool) -> tuple[Any, Any]:
    """The marked interaction and the best response that the address asks for, by default the first of each.

    `of_assignment`: the rows of interactions_of_assignment().
    Ends the page where the assignment has none of a kind, or not the one asked for.
    """
    without_best = wording.NO_BEST_RESPONSE if reads_as_agent else wording.NO_BEST_RESPONSE_FOR_SUPERVISOR
    this = _chosen([row for row in of_assignment if row.kind == "marked"], THIS, wording.NOTHING_MARKED)
    return this, _chosen([row for row in of_assignment if row.kind == "best_response"], BEST, without_best)


def _to_assignment() -> states.WayOn:
    """To the assignment that is looked at, which has the other interactions."""
    return states.to(
        navigation.ASSIGNMENT, wording.OPEN_ASSIGNMENT, assignment=st.query_params.get(navigation.ASSIGNMENT, "")
    )


def _chosen(rows: Sequence[Any], parameter: str, sentence_without: str) -> Any:
    if not rows:
        states.nothing(sentence_without, _to_assignment())
        st.stop()
    asked = st.query_params.get(parameter, rows[0].interaction_id)
    found = next((row for row in rows if row.interaction_id == asked), None)
    if found is None:
        access.refuse(wording.NO_SUCH_INTERACTION, None)
    return found


def pickers(
    of_assignment: Sequence[Any],
    assignment: Assignment,
    this: Interaction,
    best: Interaction,
    zone: ZoneInfo,
    *,
    is_own: bool,
) -> None:
    """Which two are compared; another choice goes into the address. `of_assignment`: as of chosen(); `is_own`: as for
    comparison_html.called()."""
    sides = ((THIS, "this", "marked", this), (BEST, "best", "best_response", best))
    for column, (parameter, name, kind, shown) in zip(st.columns(2), sides, strict=True):
        with column:
            of_kind = [row for row in of_assignment if row.kind == kind]
            called = comparison_html.called(name, is_own=is_own)
            label = f"{comparison_html.SHAPES[name]} {called}"
            _picker(of_kind, parameter, label, shown.interaction_id, zone)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(plain(_about(shown)), width="content")
                navigation.link(
                    navigation.INTERACTION,
                    wording.OPEN,
                    ":material/open_in_new:",
                    interaction=shown.interaction_id,
                    assignment=assignment.assignment_id,
                )


def _picker(rows: Sequence[Any], parameter: str, label: str, asked: str, zone: ZoneInfo) -> None:
    labels = told_apart(
        {row.interaction_id: _label(row, zone) for row in rows},
        {row.interaction_id: queue_and_channel(row.queue, row.channel) for row in rows},
    )
    show(CHOSEN[parameter], asked)
    st.selectbox(
        label,
        list(labels),
        format_func=labels.__getitem__,
        key=CHOSEN[parameter],
        on_change=_picked,
        args=(parameter,),
    )


def _picked(parameter: str) -> None:
    st.query_params[parameter] = st.session_state[CHOSEN[parameter]]


def _label(row: Any, zone: ZoneInfo) -> str:
    kore = wording.KORE.format(score=score(row.kore_evaluation_score))
    return " · ".join(filter(None, (day_and_time(row.started_at, zone), row.topic, kore)))


def _about(interaction: Interaction) -> str:
    return " · ".join(
        [
            interaction.agent_name or wording.ANOTHER_AGENT,
            queue_and_channel(interaction.queue, interaction.channel),
            duration(interaction.duration_seconds),
        ]
    )


def scores(found: Compared, this: Interaction, best: Interaction, zone: ZoneInfo) -> None:
    """The scores of both as a chart, and as numbers beside it: coached areas first."""
    about = chart.About(
        title=tab_title.shown(),
        period=wording.COMMA.join(day_and_time(each.started_at, zone) for each in (this, best)),
        rests_on=counted(2, wording.INTERACTIONS_COUNTED),
        intervals=wording.PICTURE_ONE_CONVERSATION,
    )
    st.header(wording.SIDE_BY_SIDE)
    left, right = st.columns([2, 1])
    with left:
        chart.draw("compare_chart", found.scores, found.scores_in_words, about, wording.NUMBERS_BESIDE_CHART)
    with right:
        st.html(found.numbers)
        downloads.offer_table(SCORES, wording.SIDE_BY_SIDE, lambda: found.numbers_of_file)
    st.caption(plain(wording.COACHED_AREAS_MARKED))


def metrics_side_by_side(found: Compared) -> None:
    """Both answers to every metric."""
    st.header(wording.METRIC_BY_METRIC)
    if found.metrics is None:
        states.nothing(wording.NO_METRIC_TO_COMPARE, _to_assignment())
    else:
        st.html(found.metrics)
        downloads.offer_table(METRICS, wording.METRIC_BY_METRIC, lambda: found.metrics_of_file)


def transcripts(found: Compared) -> None:
    """Both transcripts, aligned; a switch folds away what does not differ."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(wording.BOTH_TRANSCRIPTS, width="content")
        only = st.toggle(wording.ONLY_DIFFERENCES, key=ONLY_DIFFERENCES, bind="query-params", persist_state="session")
    if found.transcripts is None:
        states.nothing(wording.NO_TRANSCRIPT_OF_BOTH, _to_assignment())
    else:
        st.html(found.transcripts[bool(only)])
