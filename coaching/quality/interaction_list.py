"""Which interactions does a list show? Of one agent or of all whom the viewer sees: filtered, sorted, in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.people.visibility import VISIBLE_AGENTS, may_see
from coaching.quality import forms, interaction_filter, listed_agents
from coaching.quality.forms import queues
from coaching.quality.hidden_parts import NOTHING, Part, hidden_from
from coaching.quality.interaction_filter import EVERYTHING, NOTHING_KNOWN, InteractionFilter, Said
from coaching.quality.listed_days import DAYS, days_of_page
from coaching.quality.listed_rows import looked_up
from coaching.quality.said_in_a_row import LOOKED_UP, first_saying
from coaching.quality.scope import IN_SCOPE, OF_AGENT, Scope, is_cut
from coaching.storage.database import Database
from coaching.storage.paging import AtLeast, skipped
from coaching.storage.statements import used
from coaching.words.days import UTC_ZONE, Period, days_asked, instants_asked


class By(StrEnum):
    """What a list can be sorted by."""

    DATE = "date"
    AGENT = "agent"
    TEAM = "team"
    QUEUE = "queue"
    CHANNEL = "channel"
    TOPIC = "topic"
    LANGUAGE = "language"
    DIRECTION = "direction"
    DURATION = "duration"
    FAILS = "fails"
    KORE = "kore"
    AUDIT = "audit"
    SENTIMENT = "sentiment"


@dataclass(frozen=True)
class Sorted:
    """How a list is sorted. What has no value comes last, whichever way round."""

    by: By = By.DATE
    descending: bool = True


@dataclass(frozen=True, kw_only=True)
class WideScope:
    """Whose interactions are meant: of one agent, or with agent_id None of all others whom the viewer sees; and which
    of them. None means every one."""

    agent_id: str | None = None
    team: str | None = None
    queue_id: str | None = None
    channel: str | None = None
    period: Period | None = None
    zone: ZoneInfo = UTC_ZONE
    """Whose days the days of the period are."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the interactions of a scope have, in order of name."""

    queues: Mapping[str, str]  # what they are called, by queue_id
    channels: Sequence[str]
    topics: Sequence[str]
    languages: Sequence[str]
    directions: Sequence[str]


NEWEST_FIRST = Sorted()
# The filters that ask for what the automatic evaluation says.
OF_AUTOMATIC = ("below_pass_score", "fatal", "failed_area", "failed_metric_id", "kore")
_ORDERS = {
    By.DATE: "i.started_at",
    By.AGENT: "lower(p.name)",
    By.TEAM: "lower(p.team)",
    By.QUEUE: "lower(coalesce(q.name, i.queue_id))",
    By.CHANNEL: "i.channel",
    By.TOPIC: "lower(i.topic)",
    By.LANGUAGE: "lower(i.language)",
    By.DIRECTION: "lower(i.direction)",
    By.DURATION: "i.ended_at - i.started_at",
    By.FAILS: "len(i.failed_areas)",
    By.KORE: "i.kore_evaluation_score",
    By.AUDIT: "i.supervisor_audit_score",
    By.SENTIMENT: "i.sentiment_score",
}
_OF_PEOPLE = " LEFT JOIN people p ON p.person_id = i.agent_id"
# What an order needs beside the interactions.
_ORDER_NEEDS = {By.AGENT: _OF_PEOPLE, By.TEAM: _OF_PEOPLE, By.QUEUE: " LEFT JOIN queues q ON q.queue_id = i.queue_id"}

# What has no time waits for it, and is on no list.
_IN_SCOPE = {
    "queue_id": "i.queue_id = $queue_id",
    "channel": "i.channel = $channel",
    "period": "i.started_at >= $first AND i.started_at < $end",
}
_HAS_TIME = "i.started_at IS NOT NULL"
_ON_DAYS = {**_IN_SCOPE, "period": "i.day >= $first AND i.day < $end"}  # of daily totals

# Counted by a query of its own: a window over the page (count(*) OVER ()) made DuckDB 1.5.5 fail now and then with an
# internal error, after which the whole database refuses to answer.
NUMBER = "WITH {visible} SELECT count(*) AS total {matching}"

# Which ones are on a page. Millions are sorted by the number of their row, which takes half as long as by their id; all
# else is looked up for the few that are left.
PAGE = """
    WITH {visible}
    SELECT i.interaction_id FROM interactions i{needs}
    WHERE i.rowid IN (SELECT i.rowid {matching} ORDER BY {order} LIMIT $size OFFSET $skipped)
    ORDER BY {order}"""
# Both at once: to find what was said takes longer than to keep which interactions those are.
NUMBERED_PAGE = """
    WITH {visible},
    found AS MATERIALIZED (SELECT i.rowid AS number, {column} AS sorted_by, i.started_at {matching}),
    on_page AS (
        SELECT number FROM found ORDER BY sorted_by {direction} NULLS LAST, started_at DESC, number
        LIMIT $size OFFSET $skipped)
    SELECT i.interaction_id, (SELECT count(*) FROM found) AS total FROM interactions i{needs}
    WHERE i.rowid IN (FROM on_page)
    ORDER BY {order}"""
AT_RANDOM = "WITH {visible} SELECT i.interaction_id {matching} ORDER BY hash(i.interaction_id, $seed) LIMIT $many"
_ORDER = "{column} {direction} NULLS LAST, i.started_at DESC, i.rowid"

# Words in a row are looked for in the turns of the interactions that have each of them: of few by their index, so that
# the turns of all others are not read. Of more a page is filled with the first that say it, where few are enough.
MAY_SAY = "WITH {visible} SELECT i.interaction_id {may_say} LIMIT $most"
FIRST_THAT_MAY_SAY = "WITH {visible} SELECT i.interaction_id {matching} ORDER BY {order} LIMIT $most"
FEW = 2_000

CHOICES = """
    WITH {visible} SELECT DISTINCT i.topic, i.language, i.direction {matching}"""
WORKED_ON = "WITH {visible} SELECT DISTINCT i.queue_id, i.channel FROM agent_daily i WHERE {whose}"

AREAS_OF_AGENT = f"""
    WITH d {OF_AGENT.format(table="area_daily")}
    SELECT DISTINCT d.coaching_area FROM d WHERE {IN_SCOPE} ORDER BY d.coaching_area"""


def interactions(
    database: Database,
    viewer_id: str,
    scope: WideScope,
    filters: InteractionFilter = EVERYTHING,
    order: Sorted = NEWEST_FIRST,
    *,
    page: int,
    size: int,
) -> tuple[pd.DataFrame, int]:
    """One page of the interactions in a scope that the viewer sees, and how many there are in all.

    A `page` past the last one is the last one. Of words in a row, which are not counted to the end where many
    interactions can say them, the number is AtLeast the one returned; never for a page and all before it of more than
    FEW rows.
    Columns: interaction_id, agent_id, agent (name), team, started_at and ended_at (naive UTC), queue (what it is
    called), channel, direction, language, topic, kore_evaluation_score, supervisor_audit_score (0 to 100),
    sentiment_score (-10 to +10), sentiment_estimated, fatal (by the automatic evaluation), fails_fatally (by the
    answers that count), failed_areas (list; None where no metric applied), bookmark_note (missing where the viewer has
    not bookmarked it, empty without a note), scores_differ_by (points; NaN where the two scores are close enough, or
    where there are not two).
    """
    filters, order = _without_hidden(database, viewer_id, scope, filters, order)
    asked = _asked(database, viewer_id, scope, filters)
    whose = listed_agents.whose(database, viewer_id, scope.agent_id, scope.team)
    if filters == EVERYTHING and not (scope.period and is_cut(scope.period, scope.zone)):
        ids, total = _page_of_everything(database, scope, whose, order, asked, page=page, size=size)
        return looked_up(database, viewer_id, ids), total
    said: dict[str, list[str]] = {}
    if filters.words is not None:
        if interaction_filter.are_all_in_a_row(filters.words):
            first = _first_in_a_row(database, scope, whose, filters, order, asked, page=page, size=size)
            if first is not None:
                ids, total = first
                return looked_up(database, viewer_id, ids), total
        else:
            said = _said(database, scope, whose, filters, asked)
    if filters.words is not None or whose not in listed_agents.OF_EVERYBODY:
        on_page = {"size": size, "skipped": size * (max(page, 1) - 1)}
        sql = _sql(NUMBERED_PAGE, scope, filters, order, said, whose=whose)
        found = database.rows(sql, used(sql, asked | said | on_page))
        if found or page <= 1:
            ids = [row["interaction_id"] for row in found]
            return looked_up(database, viewer_id, ids), int(found[0]["total"]) if found else 0
    sql = _sql(NUMBER, scope, filters, said=said, whose=whose)
    number = database.first(sql, used(sql, asked | said))
    assert number is not None  # an aggregate always has a row
    total = int(number["total"])
    sql = _sql(PAGE, scope, filters, order, said, whose=whose)
    on_page = {"size": size, "skipped": skipped(page, total, size)}
    ids = [row["interaction_id"] for row in database.rows(sql, used(sql, asked | said | on_page))]
    return looked_up(database, viewer_id, ids), total


def interactions_of_agent(
    database: Database,
    viewer_id: str,
    scope: Scope,
    period: Period,
    filters: InteractionFilter = EVERYTHING,
    *,
    page: int,
    size: int,
) -> tuple[pd.DataFrame, int]:
    """As interactions(), of one agent, who may be the viewer, newest first."""
    wide = WideScope(
        agent_id=scope.agent_id, queue_id=scope.queue_id, channel=scope.channel, period=period, zone=scope.zone
    )
    return interactions(database, viewer_id, wide, filters, page=page, size=size)


def at_random(
    database: Database, viewer_id: str, scope: WideScope, filters: InteractionFilter, *, many: int, seed: int
) -> list[str]:
    """Some of the interactions that interactions() lists, each as likely as any other; the same for the same `seed`."""
    filters, _ = _without_hidden(database, viewer_id, scope, filters, NEWEST_FIRST)
    asked = _asked(database, viewer_id, scope, filters) | {"many": many, "seed": seed}
    whose = listed_agents.whose(database, viewer_id, scope.agent_id, scope.team)
    said = _said(database, scope, whose, filters, asked)
    sql = _sql(AT_RANDOM, scope, filters, said=said, whose=whose)
    return [row["interaction_id"] for row in database.rows(sql, used(sql, asked | said))]


def _without_hidden(
    database: Database, viewer_id: str, scope: WideScope, filters: InteractionFilter, order: Sorted
) -> tuple[InteractionFilter, Sorted]:
    """The filters and the order without what would tell the viewer a hidden part of interactions of their own: a filter
    or an order by sentiment is left out, and one by automatic answers finds only what was audited. A list of all has
    none of their own."""
    hidden = hidden_from(database, viewer_id, viewer_id) if scope.agent_id == viewer_id else NOTHING
    if Part.SENTIMENT in hidden:
        filters = replace(filters, sentiment=None)
        order = NEWEST_FIRST if order.by is By.SENTIMENT else order
    if Part.AUTOMATIC in hidden:
        if any(getattr(filters, name) != getattr(EVERYTHING, name) for name in OF_AUTOMATIC):
            ids = () if filters.audited is False else filters.interaction_ids
            filters = replace(filters, audited=True, interaction_ids=ids)
        order = NEWEST_FIRST if order.by in (By.KORE, By.FAILS) else order
    return filters, order


def choices(database: Database, viewer_id: str, agent_id: str | None, team: str | None) -> Choices:
    """What the interactions of an agent, of a team or of all (None) have had that the viewer sees, ever."""
    scope = WideScope(agent_id=agent_id, team=team)
    asked = _asked(database, viewer_id, scope, EVERYTHING)
    whose = listed_agents.whose(database, viewer_id, agent_id, team)
    worked_on, said = (
        database.query(sql, used(sql, asked))
        for sql in (_sql(statement, scope, EVERYTHING, whose=whose) for statement in (WORKED_ON, CHOICES))
    )
    called = queues(database)
    of_queues = {each: called.get(each, each) for each in worked_on["queue_id"].dropna().unique()}
    return Choices(
        queues=dict(sorted(of_queues.items(), key=lambda each: (each[1], each[0]))),
        channels=_known(worked_on["channel"]),
        topics=_known(said["topic"]),
        languages=_known(said["language"]),
        directions=_known(said["direction"]),
    )


def _known(values: "pd.Series[str]") -> Sequence[str]:
    return tuple(sorted(values.dropna().unique()))


def areas_of_agent(database: Database, viewer_id: str, agent_id: str) -> list[str]:
    """The coaching areas in which the agent has ever been evaluated, by name; none where the viewer may not see
    them."""
    seen = agent_id if may_see(database, viewer_id, agent_id) else None
    asked = {"agent_id": seen, "queue_id": None, "channel": None}
    return list(database.query(AREAS_OF_AGENT, asked)["coaching_area"])


def _sql(
    statement: str,
    scope: WideScope,
    filters: InteractionFilter,
    order: Sorted = NEWEST_FIRST,
    said: Said = NOTHING_KNOWN,
    *,
    whose: str,
    parts_only: bool = False,
) -> str:
    """A statement for this scope, these filters and this order, which takes what _asked() gives and `said` holds."""
    needs = _ORDER_NEEDS.get(order.by, "")
    conditions = _conditions(scope, whose)
    direction = "DESC" if order.descending else "ASC"
    return statement.format(
        visible=VISIBLE_AGENTS,
        whose=whose,
        matching=interaction_filter.matching(needs, conditions, filters, said, parts_only=parts_only),
        needs=needs,
        column=_ORDERS[order.by],
        direction=direction,
        order=_ORDER.format(column=_ORDERS[order.by], direction=direction),
    )


def _conditions(scope: WideScope, whose: str, conditions: Mapping[str, str] = _IN_SCOPE) -> list[str]:
    """Which interactions i are meant, in SQL.

    `whose`: as listed_agents.whose() says. `conditions`: those of the scope; of daily totals they are others.
    """
    in_scope = [condition for name, condition in conditions.items() if getattr(scope, name) is not None]
    return [whose, *in_scope, *[_HAS_TIME] * (conditions is _IN_SCOPE)]


def _page_of_everything(
    database: Database,
    scope: WideScope,
    whose: str,
    order: Sorted,
    asked: Mapping[str, object],
    *,
    page: int,
    size: int,
) -> tuple[list[str], int]:
    """What interactions() lists without a filter, and its number: the daily totals tell how many there are."""
    sql = DAYS.format(visible=VISIBLE_AGENTS, matching=" AND ".join(_conditions(scope, whose, _ON_DAYS)))
    of_days = {row["day"]: row["interactions"] for row in database.rows(sql, used(sql, asked))}
    total = sum(of_days.values())
    before = skipped(page, total, size)
    if order.by is By.DATE:
        days = days_of_page(of_days, descending=order.descending, page=page, size=size)
        if days is None:
            return [], 0
        scope, asked, before = replace(scope, period=days.period), {**asked, **days_asked(days.period)}, days.skipped
    sql = _sql(PAGE, scope, EVERYTHING, order, whose=whose)
    on_page = used(sql, {**asked, "size": size, "skipped": before})
    return [row["interaction_id"] for row in database.rows(sql, on_page)], total


def _first_in_a_row(
    database: Database,
    scope: WideScope,
    whose: str,
    filters: InteractionFilter,
    order: Sorted,
    asked: Mapping[str, object],
    *,
    page: int,
    size: int,
) -> tuple[list[str], int] | None:
    """What interactions() lists and its number, found among the first that can say all the words in a row; None where
    these are not enough."""
    assert filters.words is not None
    sql = _sql(FIRST_THAT_MAY_SAY, scope, filters, order, parts_only=True, whose=whose)
    first = {**asked, "most": FEW + 1}
    may_say = [row["interaction_id"] for row in database.rows(sql, used(sql, first))]
    wanted = size * max(page, 1)
    if min(wanted, len(may_say)) > FEW:
        return None
    names, some = interaction_filter.phrases(filters.words), may_say[:LOOKED_UP] if len(may_say) > FEW else may_say
    found, looked_at = first_saying(database, some, filters.words, names, asked, wanted)
    total = len(found) if looked_at == len(may_say) else AtLeast(len(found))
    if isinstance(total, AtLeast) and total < wanted:
        return None
    before = skipped(page, total, size)
    return found[before : before + size], total


def _said(
    database: Database, scope: WideScope, whose: str, filters: InteractionFilter, asked: Mapping[str, object]
) -> dict[str, list[str]]:
    """In which interactions words in a row were said, by the name of their parameter, where few can say them."""
    words = filters.words
    said: dict[str, list[str]] = {}
    if words is None:
        return said
    for name, word in interaction_filter.phrases(words).items():
        may_say = interaction_filter.may_say("", _conditions(scope, whose), filters, name, word)
        sql = MAY_SAY.format(visible=VISIBLE_AGENTS, may_say=may_say)
        few = [row["interaction_id"] for row in database.rows(sql, used(sql, {**asked, "most": FEW + 1}))]
        if len(few) <= FEW:
            said[name] = sorted(first_saying(database, few, words, [name], asked, len(few) + 1)[0])
    return said


def _asked(database: Database, viewer_id: str, scope: WideScope, filters: InteractionFilter) -> dict[str, object]:
    asked: dict[str, object] = {"viewer_id": viewer_id} | interaction_filter.parameters(filters)
    if scope.agent_id is None:
        asked |= {"team": scope.team, "few": listed_agents.few(database, viewer_id)}
    else:
        asked["agent_id"] = scope.agent_id if may_see(database, viewer_id, scope.agent_id) else None
    if filters.below_pass_score:
        known = forms.pass_scores(database)
        asked |= {"form_ids": list(known), "pass_scores": list(known.values())}
    asked |= {name: value for name in ("queue_id", "channel") if (value := getattr(scope, name)) is not None}
    return asked | (instants_asked(scope.period, scope.zone) if scope.period is not None else {})
