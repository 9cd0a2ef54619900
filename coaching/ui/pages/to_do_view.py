"""What does a supervisor's first page look like? One short table for each kind of thing that waits for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from coaching.assignments.groups import NEW
from coaching.assignments.status import Standing
from coaching.measuring import score_map, to_do
from coaching.measuring.to_do import KeptDraft
from coaching.ui.pages import uncovered_areas_view
from coaching.ui.pages.groups_actions import EDITING
from coaching.ui.pages.my_coaching_filters import STATUS as STATUS_OF_AGENT
from coaching.ui.pages.templates_view import AREA, WHOSE, Whose
from coaching.ui.pieces import assignment_columns, interaction_columns, pager, table
from coaching.ui.shell import navigation, states
from coaching.words import wording
from coaching.words.days import Period, day_of
from coaching.words.formatting import day, day_and_time, numeral, score

ALL = "to_do_all"
FIRST_ROWS = 10


class Kind(StrEnum):
    """The sections of the page, in the order in which they are drawn."""

    NOTES = "notes"
    REQUESTS = "requests"
    FOLLOW_UPS = "follow_ups"
    BELOW = "below"
    AREAS = "areas"
    DRAFTS = "drafts"
    MARKS = "marks"
    DOUBTFUL = "doubtful"
    OVERDUE = "overdue"


# What agents wrote is never cut: the one who waits must not have to be looked for.
NEVER_CUT = (Kind.NOTES, Kind.REQUESTS)
AGENT, OPEN = assignment_columns.AGENT, interaction_columns.OPEN
SINCE = table.Column("since", lambda: wording.COLUMN_WAITS_SINCE, align="tight")
TEXT_OF_NOTE = table.Column("note", lambda: wording.COLUMN_NOTE)
INTERACTIONS = table.Column("interactions", lambda: wording.COLUMN_MARKED_INTERACTIONS, align="right")
INTERACTIONS_ASKED = table.Column("interactions", lambda: wording.COLUMN_INTERACTIONS, align="right")


@dataclass(frozen=True, kw_only=True)
class Section:
    """One kind of thing that waits. `page`: where its rows lead to; `means`: what it is and what to do about it."""

    kind: Kind
    page: str
    columns: Sequence[table.Column]
    rows: Sequence[table.Row]
    means: str

    @property
    def title(self) -> str:
        """What its heading says, without the number."""
        return title(self.kind)


def title(kind: Kind) -> str:
    """What the heading of the sections of this kind says, without the number."""
    return wording.TO_DO_SECTIONS[kind].format(bar=score(score_map.BAR))


def agent_to_assign() -> str | None:
    """The agent whose button Assign was pressed, if that is why the page runs. Ask before drawing the table."""
    return table.just_asked(_key(Kind.BELOW))


def area_to_assign() -> tuple[str, str] | None:
    """The agent and the coaching area whose button Assign was pressed, as agent_to_assign()."""
    return uncovered_areas_view.asked(_key(Kind.AREAS))


def draw(sections: Sequence[Section]) -> None:
    """Every section with rows, then the names of those without; one sentence where none has any. In the order of Kind,
    whatever the order given."""
    sections = sorted(sections, key=lambda section: list(Kind).index(section.kind))
    if not any(section.rows for section in sections):
        states.nothing(wording.NOTHING_TO_DO, states.to(navigation.EVALUATION, wording.EVALUATION), states.DONE)
        return
    st.caption(wording.TO_DO_MEANS)
    for section in sections:
        if section.rows:
            _section(section)
    empty = [section.title for section in sections if not section.rows]
    if empty:
        st.caption(wording.NOTHING_UNDER.format(sections=wording.COMMA.join(empty)))


def _section(section: Section) -> None:
    number = len(section.rows)
    st.header(wording.WAITING.format(page=section.title, count=numeral(number)), anchor=section.kind)
    st.caption(section.means)
    whole = section.kind in NEVER_CUT or section.kind in st.query_params.get_all(ALL)
    key = _key(section.kind)
    shown = section.rows if whole else pager.beginning(section.rows, FIRST_ROWS, key)
    table.draw(key, section.title, section.columns, shown, page=section.page)
    if not whole and number > FIRST_ROWS:
        label = wording.SHOW_ALL_ROWS.format(count=numeral(number))
        st.button(label, key=f"to_do_all_{section.kind}", type="tertiary", on_click=_show_all, args=(section.kind,))


def _show_all(kind: Kind) -> None:
    st.query_params[ALL] = [*st.query_params.get_all(ALL), kind]


def _key(kind: Kind) -> str:
    return f"to_do_{kind}"


def notes(rows: pd.DataFrame, now: datetime, zone: ZoneInfo) -> Section:
    """Agents who wrote and wait. `rows`: to_do.notes_to_answer(); `now`: naive UTC."""
    return _of_assignments(
        Kind.NOTES,
        (AGENT, assignment_columns.NAME, TEXT_OF_NOTE, SINCE),
        [
            _of_assignment(row, {"note": _words(row.note), "since": _waiting(row.waits_since, now, zone)})
            for row in rows.itertuples()
        ],
    )


def follow_ups(rows: pd.DataFrame) -> Section:
    """Follow-ups to conclude. `rows`: to_do.follow_ups_due()."""
    return _of_assignments(
        Kind.FOLLOW_UPS,
        (AGENT, assignment_columns.NAME, assignment_columns.FOLLOW_UP, assignment_columns.REVIEWED),
        [
            _of_assignment(
                row,
                {
                    "follow_up": table.text(f"⚑ {day(row.follow_up_on)}", "warn"),
                    "reviewed": table.progress(row.reviewed, row.total),
                },
            )
            for row in rows.itertuples()
        ],
    )


def _of_assignments(kind: Kind, columns: Sequence[table.Column], rows: Sequence[table.Row]) -> Section:
    means = wording.TO_DO_SECTIONS_MEAN[kind]
    return Section(kind=kind, page=navigation.ASSIGNMENT, columns=(*columns, OPEN), rows=rows, means=means)


def _of_assignment(row: Any, cells: dict[str, dict[str, Any]]) -> table.Row:
    label = wording.OPEN_OF_AGENT.format(name=row.name, agent=row.agent)
    known = {
        "agent": assignment_columns.agent(row.agent, row.agent_id),
        "name": table.text(row.name),
        "open": table.opens(wording.OPEN, label, button=True),
    }
    return table.Row(row.assignment_id, {"assignment": row.assignment_id}, known | cells)


def requests(rows: pd.DataFrame, now: datetime, zone: ZoneInfo) -> Section:
    """Agents who ask for coaching. `rows`: those of to_do.marks_to_see_to() that agents asked for."""
    columns = (AGENT, table.Column("note", wording.COLUMN_REQUEST), INTERACTIONS_ASKED, SINCE, OPEN)
    shown = [
        _of_agent(
            Kind.REQUESTS,
            row,
            {
                "note": _words(row.note),
                "interactions": table.text(numeral(row.interactions)),
                "since": _waiting(row.waits_since, now, zone),
            },
        )
        for row in rows.itertuples()
    ]
    return _section_of(Kind.REQUESTS, navigation.MARKED_FOR_COACHING, columns, shown)


def marks(rows: pd.DataFrame, zone: ZoneInfo) -> Section:
    """Agents whom supervisors marked. `rows`: the others of to_do.marks_to_see_to()."""
    columns = (AGENT, INTERACTIONS, table.Column("since", wording.COLUMN_OLDEST_MARK, align="tight"), OPEN)
    shown = [
        _of_agent(
            Kind.MARKS,
            row,
            {"interactions": table.text(numeral(row.interactions)), "since": _when(row.waits_since, zone)},
        )
        for row in rows.itertuples()
    ]
    return _section_of(Kind.MARKS, navigation.MARKED_FOR_COACHING, columns, shown)


def overdue(rows: pd.DataFrame) -> Section:
    """Agents who have not reviewed in time; a row opens their own list. `rows`: to_do.overdue_by_agent()."""
    columns = (
        AGENT,
        table.Column("assignments", wording.COLUMN_ASSIGNMENTS, align="right"),
        table.Column("left", wording.COLUMN_NOT_REVIEWED, align="right"),
        table.Column("follow_up", wording.COLUMN_EARLIEST_FOLLOW_UP, align="tight"),
        OPEN,
    )
    shown = [
        _of_agent(
            Kind.OVERDUE,
            row,
            {
                "assignments": table.text(numeral(row.assignments)),
                "left": table.text(numeral(row.left)),
                "follow_up": table.text(f"⚠ {day(row.follow_up_on)}", "warn"),
            },
            **{STATUS_OF_AGENT: Standing.OVERDUE},
        )
        for row in rows.itertuples()
    ]
    return _section_of(Kind.OVERDUE, navigation.MY_COACHING, columns, shown)


def below(rows: pd.DataFrame, period: Period) -> Section:
    """Whom to coach; a button begins it. `rows`: to_do.agents_below_pass_score()."""
    columns = (
        AGENT,
        table.Column("team", wording.COLUMN_TEAM),
        table.Column("score", wording.KORE_EVALUATION_SCORE, align="right"),
        table.Column("pass_score", wording.COLUMN_PASS_SCORE, align="right"),
        table.Column("lowest", wording.COLUMN_LOWEST_AREA),
        table.Column("assign", wording.ACTION, align="press"),
    )
    shown = [
        table.Row(
            row.agent_id,
            {"agent": row.agent_id},
            {
                "agent": assignment_columns.agent(row.agent_name, row.agent_id),
                "team": table.text("–" if pd.isna(row.team) else row.team),
                "score": table.text(score(row.score)),
                "pass_score": table.text(score(row.pass_score)),
                "lowest": table.text(wording.NA, "quiet")
                if pd.isna(row.lowest_area)
                else table.text(f"{row.lowest_area} {score(row.lowest_area_score)}"),
                "assign": table.asks(wording.ASSIGN_AGENT, wording.ASSIGN_TO.format(name=row.agent_name)),
            },
        )
        for row in rows.itertuples()
    ]
    return _section_of(Kind.BELOW, navigation.ASSIGN, columns, shown, period)


def areas(rows: pd.DataFrame, period: Period, zone: ZoneInfo) -> Section:
    """On what to coach whom. `rows`: to_do.areas_without_coaching()."""
    columns = (*uncovered_areas_view.COLUMNS, uncovered_areas_view.ASSIGN)
    shown = uncovered_areas_view.rows(rows, zone)
    return _section_of(Kind.AREAS, navigation.EVALUATION, columns, shown, period)


def doubtful(rows: pd.DataFrame, period: Period, zone: ZoneInfo) -> Section:
    """Interactions to audit once more. `rows`: to_do.doubtful_scores()."""
    columns = (
        AGENT,
        table.Column("interaction", wording.COLUMN_INTERACTION),
        table.Column("kore", wording.KORE_EVALUATION_SCORE, align="right"),
        table.Column("audit", wording.SUPERVISOR_AUDIT_SCORE, align="right"),
        table.Column("differ", wording.COLUMN_SCORES_DIFFER_BY, align="right"),
    )
    shown = [
        table.Row(
            row.interaction_id,
            {"interaction": row.interaction_id},
            {
                "agent": assignment_columns.agent(row.agent, row.agent_id),
                "interaction": table.opens(interaction_columns.label(row, zone)),
                "kore": table.text(score(row.kore_evaluation_score)),
                "audit": table.text(score(row.supervisor_audit_score)),
                "differ": table.text(score(row.differ_by), "warn"),
            },
        )
        for row in rows.itertuples()
    ]
    return _section_of(Kind.DOUBTFUL, navigation.AUDIT, columns, shown, period)


def drafts(kept: Sequence[KeptDraft], zone: ZoneInfo) -> Section:
    """What the viewer has begun. `kept`: to_do.drafts()."""
    columns = (
        table.Column("draft", wording.COLUMN_DRAFT_OF),
        AGENT,
        table.Column("about", wording.COLUMN_ABOUT),
        table.Column("since", wording.COLUMN_BEGUN, align="tight"),
    )
    shown = []
    for each in kept:
        page, parameters = _where(each)
        about = wording.A_NEW_GROUP if each.about == NEW and each.kind == to_do.GROUP else each.name or "–"
        cells = {
            "draft": table.leads(wording.DRAFTS_OF[each.form, each.kind], page, **parameters),
            "agent": table.text("–")
            if each.agent is None or each.agent_id is None
            else assignment_columns.agent(each.agent, each.agent_id),
            "about": table.text(about),
            "since": _when(each.saved_at, zone),
        }
        shown.append(table.Row(f"{each.form} {each.kind} {each.about}", parameters, cells))
    return _section_of(Kind.DRAFTS, navigation.ASSIGN, columns, shown)


def _where(draft: KeptDraft) -> tuple[str, dict[str, str]]:
    """The page where a draft is gone on with, and its parameters."""
    about = draft.about
    if draft.form == "assignment":
        return navigation.ASSIGN, {draft.kind: about}
    return {
        "audit": (navigation.AUDIT, {"interaction": about}),
        "note": (navigation.ASSIGNMENT, {"assignment": about}),
        "outcome": (navigation.ASSIGNMENT, {"assignment": about}),
        "withdrawal": (navigation.ASSIGNMENT, {"assignment": about}),
        "mark": (navigation.INTERACTION, {"interaction": about}),
        "bookmark": (navigation.INTERACTION, {"interaction": about}),
        "agent_note": (navigation.AGENT_PAGE, {"agent": about}),
        "aside": (navigation.MARKED_FOR_COACHING, {"agent": about}),
        "group": (navigation.MARKED_FOR_COACHING, {"group": about} | ({} if about == NEW else {EDITING: "yes"})),
        "together": (navigation.MARKED_FOR_COACHING, {"group": about}),
        "template": (navigation.TEMPLATES, {AREA: about}),
        "own_template": (navigation.TEMPLATES, {AREA: about, WHOSE: Whose.OWN}),
    }[draft.kind]


def _section_of(
    kind: Kind, page: str, columns: Sequence[table.Column], rows: Sequence[table.Row], period: Period | None = None
) -> Section:
    means = wording.TO_DO_SECTIONS_MEAN[kind]
    if period:
        means = means.format(first=day(period.first), last=day(period.last), fewest=score_map.FEWEST_JUDGED)
    return Section(kind=kind, page=page, columns=columns, rows=rows, means=means)


def _of_agent(kind: Kind, row: Any, cells: dict[str, dict[str, Any]], **more: str) -> table.Row:
    label = wording.OPEN_OF_AGENT_FOR.format(section=title(kind), agent=row.agent)
    agent, opens = assignment_columns.agent(row.agent, row.agent_id), table.opens(wording.OPEN, label, button=True)
    return table.Row(row.agent_id, {"agent": row.agent_id} | more, {"agent": agent, "open": opens} | cells)


def _words(note: Any) -> dict[str, Any]:
    return table.text(note) if isinstance(note, str) and note else table.text(wording.WITHOUT_WORDS, "quiet")


def _when(instant: datetime, zone: ZoneInfo) -> dict[str, Any]:
    return table.text(day(day_of(instant, zone)), title=day_and_time(instant, zone))


def _waiting(since: datetime, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Since when an agent waits; it stands out where that is more than a day."""
    late = to_do.waits_too_long(since, now)
    note = wording.WAITS_TOO_LONG if late else None
    return table.text(day_and_time(since, zone), "warn" if late else "", note=note)
