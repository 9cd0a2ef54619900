"""How does the team page compare agents? A row an agent with their figures, sorted by any of them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from coaching.measuring.leaderboard import LARGEST_FIRST, Rank, Ranked
from coaching.measuring.score_change import Verdict
from coaching.ui.pages import evaluation_view
from coaching.ui.pages.monitor_view import change_words
from coaching.ui.pages.team_view import PAGE, Shown, same_scope, sorted_column
from coaching.ui.pieces import map_table, pager
from coaching.ui.shell import access, navigation
from coaching.words import wording
from coaching.words.formatting import counted, day, isolated, numeral, plain, score

TABLE = "team_leaderboard"


def ranking() -> Ranked:
    """How the agents are sorted, as the address says and the heading that was pressed just now."""
    key, backwards = sorted_column(TABLE, list(Rank), Rank.KORE)
    return Ranked(by=Rank(key), backwards=backwards)


def page_of(ranked: pd.DataFrame) -> pd.DataFrame:
    """The agents of the page that is looked at."""
    return pager.cut(ranked, PAGE, TABLE)


def draw(ranked: pd.DataFrame, trends: pd.DataFrame, by: Ranked, shown: Shown) -> None:
    """One page of the agents, and the way to the others. `ranked`: leaderboard.ranked(). `trends`: leaderboard.trends()
    of those on the page, at least."""
    period, before = shown.scope.period, shown.scope.period.previous
    _answer(ranked)
    changed = {each.agent_id: each for each in trends.itertuples()}
    rows = [_row(each, changed, shown) for each in page_of(ranked).itertuples()]
    map_table.draw(TABLE, wording.LEADERBOARD_OF, _headings(by), rows)
    if len(ranked) > pager.ROWS:
        pager.draw(PAGE, len(ranked), pager.ROWS, wording.MAP_ROWS_COUNTED[shown.by])
    st.caption(
        wording.LEADERBOARD_MEANS.format(
            first=day(period.first), last=day(period.last), before=day(before.first), before_last=day(before.last)
        )
    )


def _answer(found: pd.DataFrame) -> None:
    """From whose score to whose, in one sentence; nothing where nobody has one."""
    scored = found.dropna(subset=["kore_evaluation_score"]).sort_values("kore_evaluation_score")
    if scored.empty:
        return
    lowest, highest = scored.iloc[0], scored.iloc[-1]
    st.markdown(
        counted(
            len(scored),
            wording.LEADERBOARD_ANSWER,
            lowest=score(lowest["kore_evaluation_score"]),
            last=plain(isolated(lowest["agent"])),
            highest=score(highest["kore_evaluation_score"]),
            first=plain(isolated(highest["agent"])),
        )
    )


def _headings(by: Ranked) -> list[map_table.Heading]:
    descends = (by.by in LARGEST_FIRST) != by.backwards
    return [
        map_table.Heading(
            key=rank,
            label=label,
            sorted=("descending" if descends else "ascending") if rank == by.by else "",
            sort_label=wording.MAP_SORT.format(column=label),
        )
        for rank, label in wording.LEADERBOARD_COLUMNS.items()
    ]


def _row(row: Any, changed: Mapping[str, Any], shown: Shown) -> map_table.Row:
    team = [] if pd.isna(row.team) else [map_table.Line(text=row.team, tone="quiet")]
    address = access.link_to(
        navigation.EVALUATION, **{access.AGENT: row.agent_id, **same_scope(shown, evaluation_view.NAME)}
    )
    share = wording.NA if pd.isna(row.below_share) else wording.PERCENT.format(share=score(row.below_share))
    return map_table.Row(
        head=map_table.Cell(text=row.agent, address=address, lines=team),
        cells={
            Rank.INTERACTIONS: _cell(numeral(row.interactions)),
            Rank.KORE: _cell(score(row.kore_evaluation_score), row.evaluated),
            Rank.AUDIT: _cell(score(row.supervisor_audit_score), row.audits),
            Rank.BELOW_PASS: _cell(share, row.below_pass_score),
            Rank.FATAL: _cell(numeral(row.fatal)),
            Rank.ASSIGNMENTS: _cell(numeral(row.assignments)),
            Rank.TREND: _trend(changed.get(row.agent_id)),
        },
    )


def _cell(text: str, number: int | None = None) -> map_table.Cell:
    """A figure, with what it rests on below it; quiet where it is nothing."""
    lines = [map_table.Line(text=wording.MAP_N.format(count=numeral(number)), tone="quiet")] if number else []
    return map_table.Cell(text=text, tone="quiet" if text in ("0", wording.NA) else "", lines=lines)


def _trend(change: Any | None) -> map_table.Cell:
    if change is None or change.verdict is Verdict.NO_DATA:
        return map_table.Cell(text="–", tone="quiet")
    points, tone, detail = change_words(change)
    before = map_table.Line(
        text=wording.LEADERBOARD_BEFORE.format(
            score=score(change.before), count=counted(int(change.n_before), wording.INTERACTIONS_COUNTED)
        ),
        tone="quiet",
        detail=detail,
    )
    return map_table.Cell(text=points, tone=tone, lines=[before])
