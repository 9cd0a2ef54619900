"""Demo data: half a year of an invented contact centre, the same on every machine for a given day.

Larkwell sells broadband, mobile and energy. Every text of it comes from data/demo.
"""

from datetime import date, timedelta

import duckdb
import numpy as np

from coaching.demo import (
    assignment_tables,
    contacts,
    content,
    drags,
    drawn_round,
    evaluation,
    history,
    supervising_tables,
    tables,
)
from coaching.demo.audits import audits
from coaching.demo.coachings import coachings
from coaching.demo.scenario import Scenario, person_id
from coaching.quality import daily_totals, stored_scores, transcript_words
from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseUnusableError
from coaching.storage.query_cache import EVERY_TABLE
from coaching.words.days import utc_now


def fits_into(database: Database) -> bool:
    """Whether the database is empty: the demo is never mixed with a centre's own data."""
    return database.first("SELECT 1 FROM people UNION ALL SELECT 1 FROM interactions LIMIT 1") is None


def create(database: Database, today: date | None = None) -> None:
    """Fills an empty database with the 180 days before `today`, which is the present day in UTC unless given.

    Raises DatabaseUnusableError when it holds data already; nothing is changed then.
    """
    if not fits_into(database):
        raise DatabaseUnusableError(
            f"{database.address} holds data already. The demo goes into an empty database only."
        )
    scenario = _scenario(today or utc_now().date())
    with database.transaction(writes=[EVERY_TABLE]) as cursor:
        for table, frame in (
            *tables.frames(scenario),
            *assignment_tables.frames(scenario),
            *supervising_tables.frames(scenario),
        ):
            cursor.register("frame", frame)
            cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM frame")
            cursor.unregister("frame")
        stored_scores.judge_areas(cursor, "interactions")
        _store_in_order_of_time(cursor)
        daily_totals.rebuild(cursor)
        transcript_words.rebuild(cursor)


def _store_in_order_of_time(cursor: duckdb.DuckDBPyConnection) -> None:
    """Writes the interactions anew: an update of lists has moved their rows, and a period is found faster in order."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE interactions_to_order AS FROM interactions")
    cursor.execute("DELETE FROM interactions")
    cursor.execute("INSERT INTO interactions FROM interactions_to_order ORDER BY started_at, interaction_id")
    cursor.execute("DROP TABLE interactions_to_order")


def _scenario(today: date) -> Scenario:
    first_day = today - timedelta(days=contacts.DAYS)
    made_of = content.load()
    weekdays = np.array([(first_day + timedelta(days=day)).weekday() for day in range(contacts.DAYS)])
    ease = np.array([practice.ease for practice in made_of.practices])
    planned, rules = contacts.plan(made_of, first_day), evaluation.rules(made_of)
    agent_ids = [person_id(name) for name in contacts.agent_names(made_of)]
    past = history.live(
        planned,
        rules,
        ease,
        weekdays,
        drags.tendencies(made_of, planned, rules.areas),
        lambda so_far, week: drawn_round.hold(so_far, agent_ids, weekdays, week),
    )
    coached = coachings(past, first_day)
    practices = [practice.name for practice in made_of.practices]
    audited = audits(past, coached, practices, content.read("coaching.json"), first_day)
    return Scenario(content=made_of, first_day=first_day, history=past, coachings=coached, audits=audited)
