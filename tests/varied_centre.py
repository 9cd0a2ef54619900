"""The small centre, and beside it interactions, audits and coaching whose every value is drawn by chance, the missing
ones included: for tests that compare what two databases answer."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from coaching.assignments.discussion import Outcome
from coaching.quality import daily_totals, stored_scores
from coaching.storage.database import Database
from coaching.words.days import utc_now
from tests import centre, frame_columns

AGENTS = [person for person, *_ in centre.PEOPLE[:5]]
SUPERVISORS = [person for person, *_ in centre.PEOPLE[5:8]]
AREAS = ["Accuracy", "Compliance", "Etiquette", "Empathy"]
INTERACTIONS, ASSIGNMENTS, DAYS = 240, 24, 100


def fill(database: Database, seed: int) -> None:
    """Writes it into an empty database; the same for a seed, but for the day from which all dates count."""
    centre.fill(database)
    frame_columns.filled(database)
    chance, now = random.Random(seed), utc_now().replace(microsecond=0)
    tables = _interactions(chance, now)
    tables |= _evaluations(chance, tables["interactions"]) | _assignments(chance, tables["interactions"], now)
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO queues VALUES ('q-2', 'Returns')")
        centre.write_frames(cursor, tables)
        stored_scores.judge_areas(cursor, "interactions")
        daily_totals.rebuild(cursor)


def _some(chance: random.Random, values: Sequence[Any]) -> Any:
    """One of the values, or now and then none."""
    return None if chance.random() < 0.15 else chance.choice(values)


def _interactions(chance: random.Random, now: datetime) -> dict[str, pd.DataFrame]:
    rows, turns = [], []
    for number in range(INTERACTIONS):
        started = now - timedelta(seconds=chance.randrange(DAYS * 86_400))
        rows.append(
            {
                "interaction_id": f"v-{number}",
                "agent_id": chance.choice(AGENTS),
                "queue_id": _some(chance, ["q-1", "q-2", "no-such-queue"]),
                "channel": _some(chance, ["chat", "voice", "email"]),
                "direction": _some(chance, ["inbound", "outbound"]),
                "language": _some(chance, ["English", "German"]),
                "topic": _some(chance, ["Room booking", "Refund", "REFUND"]),
                "started_at": started,
                "ended_at": _some(chance, [started + timedelta(seconds=chance.randrange(900))]),
                "form_id": _some(chance, ["Service", "no-such-form"]),
                "pass_score": _some(chance, [50.0, 80.0]),
                "kore_evaluation_score": _some(chance, [float(score) for score in range(0, 101, 5)]),
                "evaluation_computed": False,
                "supervisor_audit_score": chance.choice([None, None, 40.0, 85.0]),
                "sentiment_score": _some(chance, [score / 2 for score in range(-20, 21)]),
                "sentiment_estimated": chance.random() < 0.5,
                "fatal": chance.random() < 0.1,
            }
        )
        turns += [
            (f"v-{number}", position, speaker, started + timedelta(seconds=20 * position), text, None)
            for position, (speaker, text) in enumerate(
                (("customer", f"My refund of {number} euros"), ("agent", "Thank you for your patience.")), 1
            )
        ]
    columns = ["interaction_id", "position", "speaker", "said_at", "text", "sentiment"]
    return {"interactions": pd.DataFrame(rows), "turns": pd.DataFrame(turns, columns=columns)}


def _evaluations(chance: random.Random, interactions: pd.DataFrame) -> dict[str, pd.DataFrame]:
    results, audits, answers = [], [], []
    for one in interactions.itertuples():
        audited = not pd.isna(one.supervisor_audit_score)
        auditor = chance.choice(SUPERVISORS)
        for position, (metric, _, _, weight, negative, fatal) in enumerate(centre.METRICS, 1):
            for judge in (None, auditor) if audited else (None,):
                answer = chance.choice(["YES", "YES", "NO", "NA"])
                if chance.random() < 0.85:
                    results.append((one.interaction_id, judge, metric, position, answer, weight, negative,
                                    fatal and answer == "NO"))  # fmt: skip
                    if judge:
                        answers.append((f"audit-{one.interaction_id}", metric, position, answer))
        if audited:
            at = one.started_at + timedelta(days=1)
            audits.append((f"audit-{one.interaction_id}", one.interaction_id, auditor, at, one.supervisor_audit_score))
    return {
        "metric_results": pd.DataFrame(
            results,
            columns=["interaction_id", "auditor_id", "metric_id", "position", "qualification", "weight",
                     "negative_weight", "fatal_error"],
        ),
        "audits": pd.DataFrame(audits, columns=["audit_id", "interaction_id", "auditor_id", "audited_at", "score"]),
        "audit_answers": pd.DataFrame(answers, columns=["audit_id", "metric_id", "position", "qualification"]),
    }  # fmt: skip


def _assignments(chance: random.Random, interactions: pd.DataFrame, now: datetime) -> dict[str, pd.DataFrame]:
    rows, areas, parts, openings, outcomes = [], [], [], [], []
    notes: list[tuple[str, str, str, datetime, str]] = []
    for number in range(ASSIGNMENTS):
        key, agent, supervisor = f"va-{number}", chance.choice(AGENTS), chance.choice(SUPERVISORS)
        assigned = now - timedelta(seconds=chance.randrange(DAYS * 86_400))
        rows.append(
            {
                "assignment_id": key,
                "name": f"Varied {number}",
                "agent_id": agent,
                "assigned_by": supervisor,
                "assigned_at": assigned,
                "follow_up_on": (assigned + timedelta(days=chance.randrange(40))).date(),
                "went_well": "",
                "work_on": chance.choice(["", "Listen"]),
                "action_plan": chance.choice([[], ["Read it", "Do it"]]),
                "withdrawn_at": now if chance.random() < 0.1 else None,
            }
        )
        areas += [(key, area, place) for place, area in enumerate(chance.sample(AREAS, chance.randrange(1, 4)), 1)]
        for place, index in enumerate(chance.sample(range(INTERACTIONS), chance.randrange(4)), 1):
            interaction, whose = interactions.loc[index, ["interaction_id", "agent_id"]]
            parts.append((key, interaction, whose, "marked" if whose == agent else "best_response", place))
            for _ in range(chance.randrange(3)):  # opened twice counts once
                openings.append((key, interaction, agent, assigned + timedelta(days=1)))
        for person in chance.sample([agent, supervisor], chance.randrange(3)):
            written = assigned + timedelta(hours=len(notes))
            notes.append((f"note-{len(notes)}", key, person, written, f"Note {len(notes)}"))
        if chance.random() < 0.3:
            outcomes.append((key, supervisor, now, chance.choice(list(Outcome)).value, ""))
    return {
        "assignments": pd.DataFrame(rows),
        "assignment_areas": pd.DataFrame(areas, columns=["assignment_id", "coaching_area", "position"]),
        "assignment_interactions": pd.DataFrame(
            parts, columns=["assignment_id", "interaction_id", "agent_id", "kind", "position"]
        ),
        "openings": pd.DataFrame(openings, columns=["assignment_id", "interaction_id", "person_id", "opened_at"]),
        "outcomes": pd.DataFrame(outcomes, columns=["assignment_id", "person_id", "recorded_at", "outcome", "note"]),
        "notes": pd.DataFrame(notes, columns=["note_id", "assignment_id", "person_id", "written_at", "text"]),
    }
