"""How does the map of a team look? A row an agent, a queue or a team, with every mark in its cells."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.measuring import score_map
from coaching.measuring.map_order import Order, Sorted
from coaching.measuring.score_change import Verdict
from coaching.measuring.score_map import By
from coaching.ui.pages import agent_view
from coaching.ui.pages.monitor_view import change_words
from coaching.ui.pages.team_view import (
    ACROSS,
    BELOW,
    CHANNEL,
    COLUMN,
    MAP,
    NAME,
    PAGE,
    QUEUE,
    ROW_COLUMN,
    TEAM,
    Shown,
    same_scope,
    to_interactions,
    to_steps,
)
from coaching.ui.pieces import map_table, pager
from coaching.ui.shell import access, navigation
from coaching.words import wording
from coaching.words.days import day_of
from coaching.words.formatting import counted, day, day_and_time, numeral, score

WHOLE = "all"  # the row_id of all agents together
# Which filter of the page leaves the interactions of one row.
NARROWS = {By.TEAM: TEAM, By.QUEUE: QUEUE, By.CHANNEL: CHANNEL}


def page_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the page that is looked at, and above them all agents together."""
    return pager.cut(rows, PAGE, MAP, above=1)


def draw(
    page: pd.DataFrame,
    *,
    total: int,
    cells: pd.DataFrame,
    whole: pd.DataFrame,
    changes: pd.DataFrame,
    shown: Shown,
    by: Sorted,
    may_coach: bool,
    zone: ZoneInfo,
) -> None:
    """All agents together, under them the rows of one page, and the way to the other pages.

    `page`: of map_order.rows(). `cells`, `whole`: score_map.cells(). `changes`: score_map.changes() of both, those of
    `whole` with the row_id WHOLE.
    """
    drawn = _Drawn(
        shown=shown,
        changes={(each.row_id, each.column_id): each for each in changes.itertuples()},
        may_coach=may_coach,
        zone=zone,
    )
    of_row = {
        key: list(found.itertuples()) for key, found in cells[cells["row_id"].isin(page["row_id"])].groupby("row_id")
    }
    rows = [drawn.row(row, of_row.get(row.row_id, [])) for row in page.itertuples()]
    rows.insert(0, drawn.whole(list(whole.itertuples())))
    map_table.draw(MAP, wording.MAP_OF[shown.across], _headings(shown, by), rows)
    if total > pager.ROWS:
        pager.draw(PAGE, total, pager.ROWS, wording.MAP_ROWS_COUNTED[shown.by])


def _headings(shown: Shown, by: Sorted) -> list[map_table.Heading]:
    now = f"{COLUMN}{by.column_id}" if by.column_id is not None else {Order.NAME: ROW_COLUMN}.get(by.by, BELOW)
    below = wording.MAP_BELOW_COLUMN.format(bar=score(score_map.BAR))
    labels = {ROW_COLUMN: wording.MAP_ROW[shown.by], BELOW: below}
    labels |= {f"{COLUMN}{each}": column.name for each, column in shown.columns.items()}
    # "Most below" begins with the largest number, everything else with the smallest.
    descends = by.backwards != (now == BELOW)
    return [
        map_table.Heading(
            key=key,
            label=label,
            sorted=("descending" if descends else "ascending") if key == now else "",
            sort_label=wording.MAP_SORT.format(column=label),
        )
        for key, label in labels.items()
    ]


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """How cells are drawn: what the page is about, how each changed, and what the viewer may do."""

    shown: Shown
    changes: Mapping[tuple[str, str], Any]
    may_coach: bool
    zone: ZoneInfo

    def row(self, row: Any, cells: Sequence[Any]) -> map_table.Row:
        team = [] if pd.isna(row.team) else [map_table.Line(text=row.team, tone="quiet")]
        team.append(self._over_time(row))
        address, label = self._behind_row(row)
        below = map_table.Cell(text=numeral(row.below), tone="" if row.below else "quiet")
        if row.below and self.shown.by == By.AGENT:
            line = map_table.Line(text=wording.MAP_WITHOUT_COACHING.format(count=numeral(row.uncovered)), tone="quiet")
            below = map_table.Cell(text=numeral(row.below), lines=[line])
        found = {f"{COLUMN}{cell.column_id}": self._cell(cell, row) for cell in cells}
        return map_table.Row(
            head=map_table.Cell(text=row.name, address=address, label=label, lines=team), cells={BELOW: below, **found}
        )

    def whole(self, cells: Sequence[Any]) -> map_table.Row:
        found = {f"{COLUMN}{cell.column_id}": self._cell(cell, None) for cell in cells}
        head = map_table.Cell(text=wording.MAP_WHOLE, lines=[self._over_time(None)])
        return map_table.Row(head=head, cells=found)

    def _over_time(self, row: Any | None) -> map_table.Line:
        """The way to the row over time; of all agents together without one."""
        name = wording.MAP_WHOLE if row is None else row.name
        address = to_steps(self.shown, None if row is None else row.row_id)
        label = wording.STEPS_OF[self.shown.across].format(name=name)
        return map_table.Line(text=wording.MAP_OVER_TIME, tone="quiet", address=address, label=label)

    def _cell(self, cell: Any, row: Any | None) -> map_table.Cell:
        look: dict[str, Any] = {"tone": "" if cell.judged else "quiet"}
        if cell.below:
            look = {"tone": "warn", "mark": "⚠", "depth": score_map.depth(cell.score)}
        lines = [self._rests_on(cell, WHOLE if row is None else cell.row_id)]
        text, column = score(cell.score), self.shown.columns[cell.column_id].name
        look["address"] = to_interactions(self.shown, None if row is None else cell.row_id, cell.column_id)
        name = wording.MAP_WHOLE if row is None else row.name
        look["label"] = wording.MAP_FAILING.format(name=name, column=column, score=text) if look["address"] else ""
        if row is None or self.shown.by != By.AGENT:
            return map_table.Cell(text=text, lines=lines, **look)
        lines += self._coached(cell)
        return map_table.Cell(
            text=text,
            **look,
            lines=lines,
            asks=json.dumps([cell.row_id, cell.column_id]) if self.may_coach else "",
            asks_text=wording.MAP_ASSIGN,
            asks_label=wording.MAP_ASSIGN_TO.format(name=row.name, area=cell.coaching_area),
            asks_always=bool(cell.uncovered),
        )

    def _rests_on(self, cell: Any, row_id: str) -> map_table.Line:
        """ "n 34 · ▲ +4.1", grey within noise."""
        number = wording.MAP_N.format(count=numeral(cell.interactions))
        change = self.changes.get((row_id, cell.column_id))
        if change is None or change.verdict is Verdict.NO_DATA:
            return map_table.Line(text=number, tone="quiet")
        points, tone, detail = change_words(change)
        address = to_steps(self.shown, None if row_id == WHOLE else row_id, cell.column_id)
        label = wording.MAP_SINCE_WHEN.format(column=self.shown.columns[cell.column_id].name, change=points)
        return map_table.Line(
            before=f"{number} · ", text=points, tone=tone, detail=detail, address=address, label=label
        )

    def _coached(self, cell: Any) -> list[map_table.Line]:
        if pd.isna(cell.last_coached_at):
            return []
        when = day(day_of(cell.last_coached_at, self.zone))
        said, means = (wording.MAP_LAST, wording.MAP_LAST_MEANS)
        if cell.live:
            said, means = (wording.MAP_LIVE, wording.MAP_LIVE_MEANS)
        detail = f"{means.format(area=cell.coaching_area)}: {day_and_time(cell.last_coached_at, self.zone)}"
        often = counted(int(cell.times), wording.MAP_TIMES) + (wording.MAP_REPEATED if cell.repeated else "")
        return [
            map_table.Line(text=said.format(day=when), tone="" if cell.live else "quiet", detail=detail),
            map_table.Line(text=often, tone="" if cell.repeated else "quiet", detail=wording.MAP_REPEATED_MEANS),
        ]

    def _behind_row(self, row: Any) -> tuple[str, str]:
        """Where the name of a row leads, and what a screen reader says of it: an agent's page, the agents behind a
        queue, a channel or a team, or the interactions of a topic."""
        if self.shown.by == By.AGENT:
            asked = {access.AGENT: row.row_id, **same_scope(self.shown, agent_view.NAME)}
            return access.link_to(navigation.AGENT_PAGE, **asked), ""
        if self.shown.by == By.TOPIC:
            address = to_interactions(self.shown, row.row_id)
            return address, wording.MAP_INTERACTIONS_OF.format(name=row.name) if address else ""
        if self.shown.by not in NARROWS or row.row_id == score_map.UNKNOWN:
            return "", ""
        same = same_scope(self.shown, NAME) | {ACROSS: self.shown.across}
        if self.shown.scope.team is not None:
            same |= {TEAM: self.shown.scope.team}
        address = access.link_to(navigation.TEAM, **(same | {NARROWS[self.shown.by]: row.row_id}))
        return address, wording.MAP_AGENTS_OF.format(name=row.name)
