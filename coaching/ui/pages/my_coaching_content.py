"""What does an agent's list of assignments show: what comes next, how many stand how, the rows? Ready to be drawn.

my_coaching.js draws it; all of it is one element.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from coaching.assignments import agent_coaching, assignments
from coaching.assignments.discussion import Step
from coaching.assignments.news import Unread
from coaching.assignments.requests import own_requests
from coaching.assignments.status import Standing, Status
from coaching.storage.database import Database, cached
from coaching.storage.frames import rows_of
from coaching.ui.pages import my_coaching_filters
from coaching.ui.pages.my_coaching_filters import By, Filters, Order
from coaching.ui.pieces import assignment_columns, table
from coaching.words import wording
from coaching.words.days import Period, Span, day_of, last_known_day
from coaching.words.formatting import counted, day, day_and_time, due, isolated, numeral, status_label

STEPS = table.Column("steps", lambda: wording.STEPS_DONE, align="tight")
COLUMNS = (
    *assignment_columns.WHAT_AND_WHEN,
    assignment_columns.STATUS,
    assignment_columns.REVIEWED,
    STEPS,
)
TABS: tuple[Status | Standing, ...] = (
    Status.NOT_STARTED, Status.IN_PROGRESS, Standing.OVERDUE, Status.COMPLETED, Standing.OVER,
)  # fmt: skip
MOST_NEXT = 3


@dataclass(frozen=True, kw_only=True)
class Viewing:
    """Who looks at the list, and when. `newest`: when the newest interaction began (naive UTC). `unread`: what is new
    to the agent who looks, by assignment_id; that depends on the clock, so it is asked for in every run."""

    reads_as_agent: bool
    today: date
    zone: ZoneInfo
    newest: datetime | None
    unread: tuple[tuple[str, Unread], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The list as it is drawn: all rows that match, and what stands around them (as JSON has it)."""

    total: int
    rows: tuple[table.Row, ...] = ()
    around: Mapping[str, Any] = field(default_factory=dict)
    assigned: Period | None = None


@cached
def asked_for(database: Database, viewer_id: str) -> tuple[SimpleNamespace, ...]:
    """The rows of requests.own_requests(), which nearly nobody has and every redraw asks for."""
    return tuple(SimpleNamespace(**row._asdict()) for row in rows_of(own_requests(database, viewer_id)))


@cached
def listed(database: Database, viewer_id: str, agent_id: str, asked: Filters, order: Order, viewing: Viewing) -> Listed:
    """The assignments of an agent that match, sorted; nothing where the viewer may not see them."""
    every = rows_of(assignments.assignments_of_agent(database, viewer_id, agent_id, viewing.today))
    if not every:
        return Listed(total=0)
    plans = agent_coaching.plans(database, viewer_id, agent_id)
    steps = {row.assignment_id: _done(plans.get(row.assignment_id, ())) for row in every}
    unread = dict(viewing.unread)
    newest = last_known_day(viewing.newest, every[0].assigned_at, viewing.today, viewing.zone)
    assigned = asked.assigned(newest)
    passing = my_coaching_filters.passing(every, asked, assigned, viewing.zone)
    matching = [row for row in passing if my_coaching_filters.has_status(row, asked.status)]
    in_order = my_coaching_filters.in_order(matching, order, lambda row: steps[row.assignment_id])
    return Listed(
        total=len(every),
        rows=tuple(_row(row, steps[row.assignment_id], unread.get(row.assignment_id), viewing) for row in in_order),
        around={
            "next": _next(every, steps, unread, viewing) if viewing.reads_as_agent else None,
            "tabs": _tabs(passing, asked, viewing.reads_as_agent),
            "search": asked.text,
            "areas": sorted({area for row in every for area in row.coaching_areas}),
            "chosen_areas": asked.areas,
            "period": asked.span,
            "dates": _days_shown(every, assigned, viewing) if asked.span is Span.OWN_DATES else None,
            "counted": _counted(every, matching, unread),
            "nothing": "" if matching else counted(len(every), wording.NO_MATCH),
            "sorted": asdict(order),
        },
        assigned=assigned,
    )


def _days_shown(every: Sequence[Any], assigned: Period | None, viewing: Viewing) -> list[str]:
    """What the two fields of days show: what is chosen, or else the first assignment's day and today."""
    if assigned is not None:
        return [assigned.first.isoformat(), min(assigned.last, viewing.today).isoformat()]
    first = day_of(min(row.assigned_at for row in every), viewing.zone)
    return [first.isoformat(), viewing.today.isoformat()]


def _done(plan: Sequence[Step]) -> tuple[int, int]:
    """How many steps of a plan are done, and of how many."""
    return sum(step.done for step in plan), len(plan)


def _counted(every: Sequence[Any], matching: Sequence[Any], unread: Mapping[str, Unread]) -> str:
    """How many are listed, and how many of these have something new."""
    listed = counted(len(every), wording.SOME_OF_ASSIGNMENTS, some=numeral(len(matching)))
    new = sum(row.assignment_id in unread for row in matching)
    return f"{listed} · {counted(new, wording.WITH_NEWS)}" if new else listed


def _news(unread: Unread | None) -> str:
    """What is new in an assignment, in few words; empty where nothing is."""
    return wording.COMMA.join(wording.NEWS[kind] for kind in unread.kinds) if unread else ""


def _next(
    every: Sequence[Any], steps: Mapping[str, tuple[int, int]], unread: Mapping[str, Unread], viewing: Viewing
) -> dict[str, Any]:
    """What to go on with: overdue ones first, then the nearest follow-up; nothing that is over or reviewed."""
    unfinished = [row for row in every if row.is_open]
    unfinished.sort(key=lambda row: (not row.is_overdue, row.follow_up_on, row.assigned_at))
    if not unfinished:
        reviewed = all(row.status is Status.COMPLETED for row in every)
        return {"nothing": wording.ALL_CAUGHT_UP if reviewed else wording.ALL_DONE_OR_OVER, "items": []}
    return {
        "items": [
            _to_do(row, *steps[row.assignment_id], viewing) | {"news": _news(unread.get(row.assignment_id))}
            for row in unfinished[:MOST_NEXT]
        ]
    }


def _to_do(row: Any, done: int, of: int, viewing: Viewing) -> dict[str, Any]:
    assigned = wording.ASSIGNED_ON_BY.format(
        when=day(day_of(row.assigned_at, viewing.zone)), name=isolated(row.assigned_by)
    )
    return {
        "id": row.assignment_id,
        "name": table.opens(row.name)["text"],
        "due": due(row.follow_up_on, viewing.today),
        "overdue": row.is_overdue,
        "areas": table.tags(row.coaching_areas),
        "assigned": assigned,
        "wrote": _wrote(row, viewing),
        "reviewed": table.progress(row.reviewed, row.total),
        "steps": counted(of, wording.AGENT_STEPS, done=done) if of else "",
        "action": wording.CONTINUE if row.reviewed else wording.START,
    }


def _wrote(row: Any, viewing: Viewing) -> str:
    """When the supervisor wrote last; nothing where that was answered, or nobody has written."""
    if row.answered_at is None:
        return ""
    said = wording.SUPERVISOR_WROTE if viewing.reads_as_agent else wording.SUPERVISOR_WROTE_LAST
    return said.format(when=day(day_of(row.answered_at, viewing.zone)))


def _tabs(passing: Sequence[Any], asked: Filters, reads_as_agent: bool) -> list[dict[str, Any]]:
    """How many assignments stand how, of those that pass the other filters: all, and each status."""
    words = wording.TABS if reads_as_agent else wording.TABS | {"not_started": wording.TEAM_FIGURES[0]}
    counts = {tab: sum(my_coaching_filters.has_status(row, tab) for row in passing) for tab in TABS}
    tabs = [{"value": "", "label": wording.ALL, "count": len(passing), "chosen": asked.status is None}]
    return tabs + [
        {"value": tab, "label": words[tab], "count": count, "chosen": asked.status is tab}
        for tab, count in counts.items()
        if count or tab is not Standing.OVER or asked.status is tab
    ]


def _row(row: Any, steps: tuple[int, int], unread: Unread | None, viewing: Viewing) -> table.Row:
    follow_up = day(row.follow_up_on)
    notes = [wording.OUTCOMES[row.outcome]] if row.outcome is not None else []
    if row.answered_at is not None:
        notes.append(_wrote(row, viewing))
    assigned = day(day_of(row.assigned_at, viewing.zone))
    done, of = steps
    return table.Row(
        row.assignment_id,
        {"assignment": row.assignment_id},
        {
            By.NAME: table.opens(row.name) | {"news": _news(unread)},
            "areas": table.tags(row.coaching_areas),
            By.ASSIGNED: table.text(assigned, title=day_and_time(row.assigned_at, viewing.zone)),
            By.FOLLOW_UP: table.text(f"⚠ {follow_up} {wording.OVERDUE}", "warn")
            if row.is_overdue
            else table.text(follow_up),
            By.STATUS: table.text(
                status_label(row.status, viewing.reads_as_agent, row.is_over), note=" · ".join(notes) or None
            ),
            By.REVIEWED: table.progress(row.reviewed, row.total),
            By.STEPS: table.text(wording.N_OF_M.format(count=done, all=of) if of else "–"),
        },
    )
