"""What does the coaching form show and propose, and what is its draft until somebody assigns it?"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from coaching.assignments.draft import ChosenBecause, Draft
from coaching.assignments.form_draft import FormDraft
from coaching.people.centre_settings import centre_settings
from coaching.people.visibility import COACHABLE_AGENTS, VISIBLE_AGENTS
from coaching.quality.answer_that_counts import ANSWERS_THAT_COUNT, DECIMALS
from coaching.quality.hidden_parts import without_hidden
from coaching.quality.interactions import MAY_SEE_INTERACTION, data_as_of
from coaching.quality.scoring import BELOW_PASS_SCORE, FAILED, LOST
from coaching.storage import drafts
from coaching.storage.database import Database
from coaching.words.days import MONDAY_TO_FRIDAY, Period, WorkingDays
from coaching.words.reader import ENGLISH, reader

LOOKED_AT_DAYS = 7
FOLLOW_UP_AFTER = timedelta(days=7)

# What interactions fail by the answers that count: the area of a failed fatal metric first, then the area that most of
# them fail, then the costliest.
AREAS_FAILED = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}, own AS MATERIALIZED (
        SELECT interaction_id FROM interactions
        WHERE interaction_id IN (SELECT unnest($ids::VARCHAR[])) AND agent_id IN (FROM coachable_agents))
    SELECT m.coaching_area, count(DISTINCT r.interaction_id)::INTEGER AS interactions,
           round(sum({LOST}), {DECIMALS})::DOUBLE AS lost, bool_or(r.fatal_error) AS fatal
    FROM {ANSWERS_THAT_COUNT.format(interactions="SELECT interaction_id FROM own")} r
    JOIN metrics m USING (metric_id)
    WHERE {FAILED}
    GROUP BY m.coaching_area
    ORDER BY fatal DESC, interactions DESC, lost DESC, m.coaching_area"""

INTERACTIONS = f"""
    WITH {VISIBLE_AGENTS}
    SELECT i.interaction_id, i.started_at, coalesce(q.name, i.queue_id) AS queue, i.channel, i.topic,
           i.kore_evaluation_score, i.supervisor_audit_score, i.sentiment_score, i.sentiment_estimated, i.fatal,
           i.fails_fatally, i.failed_areas,
           coalesce({BELOW_PASS_SCORE}, FALSE) AS below_pass_score, i.agent_id = $viewer_id AS own
    FROM (SELECT unnest($ids::VARCHAR[]) AS interaction_id, unnest(range(len($ids::VARCHAR[]))) AS place) given
    JOIN interactions i USING (interaction_id)
    LEFT JOIN queues q USING (queue_id)
    LEFT JOIN forms f USING (form_id)
    WHERE {MAY_SEE_INTERACTION} AND EXISTS (FROM visible_agents WHERE agent_id <> $viewer_id)
    ORDER BY given.place"""

NEWEST_OF_AGENT = f"""
    WITH {VISIBLE_AGENTS}, {COACHABLE_AGENTS}
    SELECT i.interaction_id FROM interactions i
    WHERE i.agent_id = $agent_id AND i.agent_id IN (FROM coachable_agents)
    ORDER BY i.started_at DESC NULLS LAST, i.interaction_id LIMIT $most"""


def areas_failed(database: Database, viewer_id: str, interaction_ids: Sequence[str]) -> pd.DataFrame:
    """What these interactions fail by the answers that count.

    The area of a failed fatal metric first, then the area that most of them fail, then the costliest.

    Columns: coaching_area, interactions (how many fail it), lost (points of weight), fatal (one of them failed it so).
    """
    return database.query(AREAS_FAILED, {"viewer_id": viewer_id, "ids": list(interaction_ids)})


def interactions_to_show(database: Database, viewer_id: str, interaction_ids: Sequence[str]) -> pd.DataFrame:
    """Those of these interactions that a supervisor may look at, in the order given.

    Columns: interaction_id, started_at (naive UTC), queue, channel, topic, the three scores, sentiment_estimated,
    fatal, fails_fatally, failed_areas (list; None where no metric applied), below_pass_score (by the audit score
    where there is one). Of the viewer's own without what the centre hides from agents.
    """
    rows = database.query(INTERACTIONS, {"viewer_id": viewer_id, "ids": list(interaction_ids)})
    own = rows.pop("own")
    rows = without_hidden(database, viewer_id, rows, own)
    unscored = rows["kore_evaluation_score"].isna() & rows["supervisor_audit_score"].isna()
    return rows.assign(below_pass_score=rows["below_pass_score"] & ~(own & unscored))


def newest_interactions(database: Database, viewer_id: str, agent_id: str, most: int) -> list[str]:
    """The newest interactions of an agent whom the viewer may coach, newest first."""
    return list(
        database.query(NEWEST_OF_AGENT, {"viewer_id": viewer_id, "agent_id": agent_id, "most": most})["interaction_id"]
    )


# What the drafts of coaching forms are kept under; their content is a FormDraft as JSON.


def subject_of_agent(agent_id: str) -> str:
    """The draft of a new assignment for this agent."""
    return f"agent:{agent_id}"


def subject_of_assignment(assignment_id: str) -> str:
    """The draft of a change to this assignment."""
    return f"assignment:{assignment_id}"


def subject_of_group(group_id: str) -> str:
    """The draft of an assignment to this group."""
    return f"group:{group_id}"


def add_to_draft(
    database: Database,
    viewer_id: str,
    agent_id: str,
    interactions: Sequence[str],
    *,
    period: Period | None = None,
    chosen_because: ChosenBecause | str | None = None,
    coaching_areas: Sequence[str] = (),
) -> None:
    """Adds interactions of an agent to the viewer's draft for that agent, which begins with them where there is none.

    `period`: the days that were looked at when choosing; `chosen_because`: why, where it is known. `coaching_areas`:
    what the agent was chosen for, which is added as if the viewer had typed it.
    """
    subject = subject_of_agent(agent_id)
    stored = drafts.get(database, viewer_id, "assignment", subject)
    while True:
        form_draft = FormDraft().read(stored.content if stored else None)
        version = stored.version if stored else None
        draft = replace(
            form_draft.draft, interactions=list(dict.fromkeys([*form_draft.draft.interactions, *interactions]))
        )
        if period and not {"period_first", "period_last"} & set(form_draft.touched):
            # The period covers the days looked at now, those of each time before, and the days of the interactions.
            started = interactions_to_show(database, viewer_id, draft.interactions)["started_at"].dropna()
            days = [
                period.first,
                period.last,
                *(day for day in (draft.period_first, draft.period_last) if day),
                *started.dt.date,
            ]
            draft = replace(draft, period_first=min(days), period_last=max(days))
        changed = replace(form_draft, draft=draft).changed({})
        if chosen_because and "chosen_because" not in form_draft.touched:
            changed = changed.changed({"chosen_because": ChosenBecause(chosen_because)})
        if coaching_areas:
            chosen = draft.coaching_areas if "coaching_areas" in form_draft.touched else []
            changed = changed.changed({"coaching_areas": list(dict.fromkeys([*chosen, *coaching_areas]))})
        try:
            drafts.put(database, viewer_id, "assignment", subject, changed.to_json(), version)
        except drafts.NewerDraftError as newer:
            stored = newer.stored
            continue
        return


def with_proposals(
    database: Database, viewer_id: str, draft: Draft, touched: Collection[str], today: date, subjects_of: Sequence[str]
) -> Draft:
    """The draft with proposals in the fields that nobody has touched: areas, name, reason, period, follow-up.

    `subjects_of`: the interactions that the proposals are made from.
    """
    rows = interactions_to_show(database, viewer_id, subjects_of)
    if "coaching_areas" not in touched:
        failed = areas_failed(database, viewer_id, subjects_of)["coaching_area"].tolist()
        draft = replace(draft, coaching_areas=failed[:2])
    if "name" not in touched:
        about = rows["topic"].fillna(rows["queue"]).fillna("").tolist()
        draft = replace(draft, name=proposed_name(draft.coaching_areas, about))
    if "chosen_because" not in touched and len(rows):
        reason = ChosenBecause.BELOW_PASS_SCORE if rows["below_pass_score"].any() else ChosenBecause.JUDGEMENT
        draft = replace(draft, chosen_because=reason)
    if draft.period_first is None or draft.period_last is None:
        newest = data_as_of(database)
        period = Period.of_last_days(LOOKED_AT_DAYS, newest.date() if newest else today)
        if len(rows) and rows["started_at"].notna().any():
            period = replace(period, first=min(period.first, rows["started_at"].min().date()))
        first, last = draft.period_first or period.first, draft.period_last or period.last
        draft = replace(draft, period_first=first, period_last=last)
    if draft.follow_up_on is None:
        draft = replace(draft, follow_up_on=proposed_follow_up(today, centre_settings(database).working_days))
    return draft


def proposed_follow_up(today: date, working_days: WorkingDays = MONDAY_TO_FRIDAY) -> date:
    """A week from today, on a working day."""
    day = today + FOLLOW_UP_AFTER
    while not working_days.include(day):
        day += timedelta(days=1)
    return day


def proposed_name(areas: Sequence[str], subjects: Sequence[str]) -> str:
    """ "Accuracy: room booking". `subjects`: what the interactions are about (topic, else queue), one each."""
    known = [subject for subject in subjects if subject]
    if not areas:
        return ""
    if not known:
        return areas[0]
    common = max(dict.fromkeys(known), key=known.count)
    goes_on = common if reader().language != ENGLISH or common[:2].isupper() else f"{common[0].lower()}{common[1:]}"
    return f"{areas[0]}: {goes_on}"
