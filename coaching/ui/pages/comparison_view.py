"""The parts of the page that compares a marked interaction with a best response."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.assignments import Assignment
from coaching.charts import score_charts
from coaching.charts.chart_specs import Spec
from coaching.comparison.alignment import Transcript, aligned
from coaching.comparison.differences import ComparedMetric, average_reply_seconds, compared_metrics
from coaching.comparison.stages import Turn
from coaching.quality import interactions
from coaching.quality.interactions import Interaction
from coaching.storage.database import Database, cached
from coaching.ui.pages import comparison_html
from coaching.ui.pages.comparison_html import Score, Told
from coaching.ui.pages.comparison_sentence import Facts, sentence
from coaching.ui.shell import access, navigation, tab_title
from coaching.words import wording
from coaching.words.formatting import day_and_time, duration, plain, queue_and_channel, score, signed
from coaching.words.labels import told_apart

# The names of the two in the address.
THIS, BEST = "interaction", "best"
CHOSEN = {THIS: "compare_interaction", BEST: "compare_best"}
ONLY_DIFFERENCES = "compare_only_differences"


@dataclass(frozen=True)
class Side:
    """One of the two interactions, with what interactions.py says of it."""

    interaction: Interaction
    turns: pd.DataFrame
    results: pd.DataFrame

    @cached_property
    def area_scores(self) -> dict[str, float | None]:
        """The automatic score of each coaching area."""
        return interactions.area_scores(self.results)

    @cached_property
    def audit_area_scores(self) -> dict[str, float | None]:
        """The score of each coaching area by the newest audit; empty without one."""
        return interactions.audit_area_scores(self.results)

    @cached_property
    def long_pauses(self) -> frozenset[int]:
        """The positions of the agent's long pauses."""
        return frozenset(interactions.long_pauses(self.turns, self.interaction.channel)["position"].astype(int))

    @property
    def transcript(self) -> Transcript:
        """The turns as the alignment reads them."""
        turns = [Turn(int(turn.position), turn.speaker, turn.text) for turn in self.turns.itertuples()]
        return Transcript(turns, self.long_pauses)

    @property
    def facts(self) -> Facts:
        """What the sentence may say."""
        return Facts(
            self.interaction.kore_evaluation_score,
            self.area_scores,
            self.audit_area_scores,
            average_reply_seconds(self.turns),
            self.interaction.channel,
        )


@dataclass(frozen=True)
class Compared:
    """What the page shows of two interactions side by side: HTML, and the scores."""

    sentence: str
    scores: Spec
    scores_told: str
    numbers: str
    metrics: str | None
    """None where neither was evaluated."""
    transcripts: dict[bool, str] | None
    """All of both, and only what differs (True); None where neither has a transcript."""


def header(database: Database, viewer_id: str, interaction_id: str, names_others: bool) -> Interaction:
    """The header of one of the two; ends the page where the viewer may not see it."""
    interaction = interactions.interaction(database, viewer_id, interaction_id, names_others)
    if interaction is None:
        access.refuse(wording.NO_SUCH_INTERACTION)
    return interaction


@cached
def compared(
    database: Database, viewer_id: str, this_one: Interaction, best_one: Interaction, coached: tuple[str, ...]
) -> Compared:
    """A marked interaction held against a best response, the `coached` areas first.

    Whether the viewer may see both is for the caller to ask, every time, before this.
    """
    this, best = (
        Side(
            one,
            interactions.turns(database, viewer_id, one.interaction_id),
            interactions.metric_results(database, viewer_id, one.interaction_id),
        )
        for one in (this_one, best_one)
    )
    metrics = compared_metrics(this.results, best.results, coached)
    found = scores_of(this, best, coached)
    silent = this.turns.empty and best.turns.empty
    return Compared(
        comparison_html.sentence_html(sentence(metrics, this.facts, best.facts)),
        score_charts.comparison_chart(
            pd.DataFrame(
                [(row.label, row.this, row.best, row.low, row.high) for row in found],
                columns=["score", "this", "best", "low", "high"],
            )
        ),
        "; ".join(f"{row.name}: this one {_shown(row, row.this)}, best {_shown(row, row.best)}" for row in found),
        comparison_html.numbers_html(found),
        comparison_html.metrics_html(metrics, this.turns, best.turns) if metrics else None,
        None if silent else _transcripts(metrics, this, best),
    )


def _transcripts(metrics: list[ComparedMetric], this: Side, best: Side) -> dict[bool, str]:
    blocks = aligned(this.transcript, best.transcript, metrics)
    told = Told(this.turns, this.long_pauses), Told(best.turns, best.long_pauses)
    return {only: comparison_html.transcripts_html(blocks, metrics, *told, only) for only in (False, True)}


def way_back(assignment: Assignment, viewer_id: str) -> None:
    """Back to the assignment, and the title."""
    st.html(comparison_html.STYLE)
    navigation.link(
        navigation.ASSIGNMENT, plain(assignment.name), ":material/arrow_back:", assignment=assignment.assignment_id
    )
    st.title(wording.COMPARE)
    tab_title.name(wording.COMPARE_HERE, assignment.name)
    if assignment.agent_id != viewer_id:
        st.caption(plain(wording.READ_ONLY.format(name=assignment.agent_name)))


def parameters(assignment: Assignment, of_assignment: pd.DataFrame, current: str | None = None) -> dict[str, str]:
    """The parameters of the address of a comparison: the first interaction of each kind, or the `current` one of its.

    `of_assignment`: interactions_of_assignment()."""
    by_kind = list(zip(of_assignment["kind"], of_assignment["interaction_id"], strict=True))
    first = dict(reversed(by_kind)) | {kind: one for kind, one in by_kind if one == current}
    named = {THIS: first.get("marked"), BEST: first.get("best_response")}
    return {"assignment": assignment.assignment_id} | {name: one for name, one in named.items() if one is not None}


def chosen(of_assignment: pd.DataFrame, reads_as_agent: bool) -> tuple[Any, Any]:
    """The marked interaction and the best response that the address asks for, by default the first of each; rows of
    interactions_of_assignment() as named tuples.

    Ends the page where the assignment has none of a kind, or not the one asked for.
    """
    without_best = wording.NO_BEST_RESPONSE if reads_as_agent else wording.NO_BEST_RESPONSE_FOR_SUPERVISOR
    rows = list(of_assignment.itertuples(index=False))
    this = _chosen([row for row in rows if row.kind == "marked"], THIS, wording.NOTHING_MARKED)
    return this, _chosen([row for row in rows if row.kind == "best_response"], BEST, without_best)


def _chosen(rows: Sequence[Any], parameter: str, sentence_without: str) -> Any:
    if not rows:
        st.info(sentence_without)
        st.stop()
    asked = st.query_params.get(parameter, rows[0].interaction_id)
    found = next((row for row in rows if row.interaction_id == asked), None)
    if found is None:
        access.refuse(wording.NO_SUCH_INTERACTION)
    return found


def pickers(
    of_assignment: pd.DataFrame, assignment: Assignment, this: Interaction, best: Interaction, zone: ZoneInfo
) -> None:
    """Which two are compared; another choice goes into the address. `of_assignment`: interactions_of_assignment()."""
    sides = ((THIS, "this", "marked", this), (BEST, "best", "best_response", best))
    for column, (parameter, name, kind, shown) in zip(st.columns(2), sides, strict=True):
        with column:
            _picker(of_assignment[of_assignment["kind"] == kind], parameter, name, shown.interaction_id, zone)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(plain(_about(shown)), width="content")
                navigation.link(
                    navigation.INTERACTION,
                    "Open",
                    ":material/open_in_new:",
                    interaction=shown.interaction_id,
                    assignment=assignment.assignment_id,
                )


def _picker(of_kind: pd.DataFrame, parameter: str, name: str, asked: str, zone: ZoneInfo) -> None:
    rows = list(of_kind.itertuples(index=False))
    labels = told_apart(
        {row.interaction_id: _label(row, zone) for row in rows},
        {row.interaction_id: queue_and_channel(row.queue, row.channel) for row in rows},
    )
    st.session_state[CHOSEN[parameter]] = asked
    st.selectbox(
        f"{comparison_html.SHAPES[name]} {comparison_html.NAMES[name]}",
        list(labels),
        format_func=labels.__getitem__,
        key=CHOSEN[parameter],
        on_change=_picked,
        args=(parameter,),
    )


def _picked(parameter: str) -> None:
    st.query_params[parameter] = st.session_state[CHOSEN[parameter]]


def _label(row: Any, zone: ZoneInfo) -> str:
    topic = "" if row.topic is None else f" · {row.topic}"
    return f"{day_and_time(row.started_at, zone)}{topic} · Kore {score(row.kore_evaluation_score)}"


def _about(interaction: Interaction) -> str:
    return " · ".join(
        [
            interaction.agent_name or wording.ANOTHER_AGENT,
            queue_and_channel(interaction.queue, interaction.channel),
            duration(interaction.duration_seconds),
        ]
    )


def scores(found: Compared) -> None:
    """The scores of both as a chart, and as numbers beside it: coached areas first."""
    st.subheader(wording.SIDE_BY_SIDE)
    left, right = st.columns([2, 1])
    with left:
        st.vega_lite_chart(found.scores, alt=found.scores_told)
    right.html(found.numbers)
    st.caption(plain(wording.COACHED_AREAS_MARKED))


def scores_of(this: Side, best: Side, coached: Sequence[str]) -> tuple[Score, ...]:
    """The scores of both in the order of the table, automatic against automatic and audit against audit."""
    areas = [*this.area_scores, *(area for area in best.area_scores if area not in this.area_scores)]
    of_areas = []
    for area in sorted(areas, key=lambda area: coached.index(area) if area in coached else len(coached)):
        is_coached = area in coached
        of_areas.append(Score(area, this.area_scores.get(area), best.area_scores.get(area), coached=is_coached))
        audited = this.audit_area_scores.get(area), best.audit_area_scores.get(area)
        if audited != (None, None):
            of_areas.append(Score(wording.AREA_BY_AUDIT.format(area=area), *audited, coached=is_coached))
    ours, theirs = this.interaction, best.interaction
    return (
        *(found for found in of_areas if found.coached),
        Score(wording.KORE_EVALUATION_SCORE, ours.kore_evaluation_score, theirs.kore_evaluation_score),
        Score(wording.SUPERVISOR_AUDIT_SCORE, ours.supervisor_audit_score, theirs.supervisor_audit_score),
        Score(wording.SENTIMENT_SCORE, ours.sentiment_score, theirs.sentiment_score, -10, 10),
        *(found for found in of_areas if not found.coached),
    )


def _shown(row: Score, value: float | None) -> str:
    return signed(value) if row.low < 0 else score(value)


def metrics_side_by_side(found: Compared) -> None:
    """Both answers to every metric."""
    st.subheader(wording.METRIC_BY_METRIC)
    if found.metrics is None:
        st.info(wording.NO_METRIC_TO_COMPARE)
    else:
        st.html(found.metrics)


def transcripts(found: Compared) -> None:
    """Both transcripts, aligned; a switch folds away what does not differ."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(wording.BOTH_TRANSCRIPTS, width="content")
        only = st.toggle(wording.ONLY_DIFFERENCES, key=ONLY_DIFFERENCES, bind="query-params", persist_state="session")
    if found.transcripts is None:
        st.info(wording.NO_TRANSCRIPT_OF_BOTH)
    else:
        st.html(found.transcripts[bool(only)])
