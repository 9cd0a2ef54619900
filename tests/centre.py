"""A small contact centre for tests, written straight into a real database.

Two teams: Ana and Ben are supervised by Sam, Cleo by Lee; Kim has cross-team access. Ana's assignment "ca-ana" marks
two of her chats and shows one of Cleo's as best response. Every secret worth keeping has a word of its own in it, so a
test can look for the word.
"""

from datetime import date, datetime, timedelta

import duckdb
import pandas as pd

from coaching.quality import daily_totals, stored_scores, transcript_words
from coaching.storage.database import Database
from coaching.words.days import utc_now

AGENT = ["agent_dashboard", "coaching_assignments"]
SUPERVISOR = ["coaching_assignments", "coaching_monitor", "qa_functionalities"]
PEOPLE: tuple[tuple[str, str, str | None, str | None, list[str]], ...] = (
    ("ana@example.com", "Ana Alves", "North", "sam@example.com", AGENT),
    ("ben@example.com", "Ben Bauer", "North", "sam@example.com", AGENT),
    ("cleo@example.com", "Cleo Costa", "South", "lee@example.com", AGENT),
    ("dan@example.com", "Dan Dupont", "South", "lee@example.com", ["coaching_assignments"]),
    ("eve@example.com", "Eve Eriksen", "South", "lee@example.com", ["agent_dashboard"]),
    ("sam@example.com", "Sam Soto", None, None, SUPERVISOR),
    ("lee@example.com", "Lee Lang", None, None, SUPERVISOR),
    ("kim@example.com", "Kim Kaur", None, None, [*SUPERVISOR, "cross_team_access"]),
    ("ned@example.com", "Ned Nunes", None, None, []),
)
METRICS = (
    ("m-greet", "Greets the customer", "Etiquette", 10.0, 0.0, False),
    ("m-verify", "Verifies the customer", "Compliance", 40.0, 0.0, True),
    ("m-answer", "Answers the question", "Accuracy", 50.0, 10.0, False),
)
# interaction, agent, qualifications in the order of METRICS, Kore score, audit score, sentiment
INTERACTIONS = (
    ("c-ana-1", "ana@example.com", ("YES", "YES", "NO"), 40.0, 45.0, -1.2),
    ("c-ana-2", "ana@example.com", ("YES", "NO", "YES"), 0.0, None, 3.4),
    ("c-ana-3", "ana@example.com", ("YES", "NA", "YES"), 100.0, None, None),
    ("c-ben-1", "ben@example.com", ("NO", "YES", "YES"), 90.0, None, 1.0),
    ("c-cleo-1", "cleo@example.com", ("YES", "YES", "YES"), 100.0, 95.0, 6.0),
    ("c-cleo-2", "cleo@example.com", ("NO", "YES", "NO"), 30.0, None, 0.0),
)
# assignment, agent, assigned by, areas, marked, best responses, days since assigned, days until the follow-up
ASSIGNMENTS = (
    ("ca-ana", "ana@example.com", "sam@example.com", ("Accuracy", "Compliance", "Etiquette"),
     ("c-ana-1", "c-ana-2"), ("c-cleo-1",), 3, 5),
    ("ca-ana-old", "ana@example.com", "sam@example.com", ("Etiquette",), ("c-ana-3",), (), 20, -6),
    ("ca-ben", "ben@example.com", "sam@example.com", ("Etiquette",), ("c-ben-1",), (), 5, 4),
    ("ca-cleo", "cleo@example.com", "lee@example.com", ("Accuracy",), ("c-cleo-2",), (), 2, 6),
)  # fmt: skip


def people_and_forms() -> dict[str, pd.DataFrame]:
    """People, and the queue and the form that their interactions are of."""
    return {
        "people": pd.DataFrame(
            [
                (email, email, name, team, [], boss, permissions, True)
                for email, name, team, boss, permissions in PEOPLE
            ],
            columns=["person_id", "email", "name", "team", "source_ids", "supervisor_id", "permissions", "listed"],
        ),
        "supervisions": pd.DataFrame(
            [(boss, email) for email, _, _, boss, _ in PEOPLE if boss], columns=["supervisor_id", "agent_id"]
        ),
        "queues": pd.DataFrame([("q-1", "Hotel booking")], columns=["queue_id", "name"]),
        "forms": pd.DataFrame([("Service", "Service", 70.0)], columns=["form_id", "name", "pass_score"]),
        "metrics": pd.DataFrame(
            [(*metric[:1], "Service", *metric[1:], "YES", place) for place, metric in enumerate(METRICS, 1)],
            columns=["metric_id", "form_id", "name", "coaching_area", "weight", "negative_weight", "fatal",
                     "expected_response", "position"],
        ),
    }  # fmt: skip


def conversations(start: datetime) -> dict[str, pd.DataFrame]:
    """The interactions, an hour after each other, and their turns."""
    return {
        "interactions": pd.DataFrame(
            [
                (key, agent, "q-1", "chat", "Room booking", start + timedelta(hours=place),
                 start + timedelta(hours=place, minutes=6), "Service", kore, False, audit, sentiment, True,
                 qualifications[1] == "NO")
                for place, (key, agent, qualifications, kore, audit, sentiment) in enumerate(INTERACTIONS)
            ],
            columns=["interaction_id", "agent_id", "queue_id", "channel", "topic", "started_at", "ended_at", "form_id",
                     "kore_evaluation_score", "evaluation_computed", "supervisor_audit_score", "sentiment_score",
                     "sentiment_estimated", "fatal"],
        ),
        "turns": pd.DataFrame(
            [
                (key, position, speaker, start + timedelta(hours=place, seconds=seconds), words, felt)
                for place, (key, *_rest) in enumerate(INTERACTIONS)
                for position, speaker, seconds, words, felt in (
                    (1, "customer", 0, f"Hello, this is about {key}", 1.0),
                    (2, "agent", 9, "<b>Hello</b>, how may I help?", None),
                    (3, "customer", 30, "I want to *book* a room for Friday.", -2.0),
                    (4, "agent", 120, f"The answer of {key}.", None),
                    (5, "customer", 140, "Thank you!", 4.0),
                )
            ],
            columns=["interaction_id", "position", "speaker", "said_at", "text", "sentiment"],
        ),
    }  # fmt: skip


def evaluations(start: datetime, now: datetime) -> dict[str, pd.DataFrame]:
    """What the automatic evaluation and the audits say of the interactions."""
    return {
        "metric_results": pd.DataFrame(
            [
                (key, metric[0], place, qualification, metric[3], metric[4], metric[5] and qualification == "NO",
                 f"Why {metric[0]} of {key}")
                for key, _, qualifications, *_rest in INTERACTIONS
                for place, (metric, qualification) in enumerate(zip(METRICS, qualifications, strict=True), 1)
            ],
            columns=["interaction_id", "metric_id", "position", "qualification", "weight", "negative_weight",
                     "fatal_error", "justification"],
        ),
        "evidence": pd.DataFrame(
            [
                (key, "m-answer", start + timedelta(hours=place, seconds=120), None, 4)
                for place, (key, *_rest) in enumerate(INTERACTIONS)
            ],
            columns=["interaction_id", "metric_id", "said_at", "message_id", "position"],
        ),
        "audits": pd.DataFrame(
            [
                (f"audit-{key}", key, "sam@example.com", now - timedelta(days=4), audit, f"Comment on {key}")
                for key, _, _, _, audit, _ in INTERACTIONS
                if audit is not None
            ],
            columns=["audit_id", "interaction_id", "auditor_id", "audited_at", "score", "comment"],
        ),
    }  # fmt: skip


def coaching(now: datetime) -> dict[str, pd.DataFrame]:
    """The assignments with their areas and interactions."""
    agent_of = {key: agent for key, agent, *_rest in INTERACTIONS}
    return {
        "assignments": pd.DataFrame(
            [
                (key, f"Coaching {key}", agent, boss, now - timedelta(days=ago), (now + timedelta(days=ahead)).date(),
                 f"Good in {key}", f"Work on {key}", ["Read it", "Do it"])
                for key, agent, boss, _, _, _, ago, ahead in ASSIGNMENTS
            ],
            columns=["assignment_id", "name", "agent_id", "assigned_by", "assigned_at", "follow_up_on", "went_well",
                     "work_on", "action_plan"],
        ),
        "assignment_areas": pd.DataFrame(
            [
                (key, area, place)
                for key, _, _, areas, *_rest in ASSIGNMENTS
                for place, area in enumerate(areas, 1)
            ],
            columns=["assignment_id", "coaching_area", "position"],
        ),
        "assignment_interactions": pd.DataFrame(
            [
                (key, interaction, agent_of[interaction], kind, place)
                for key, _, _, _, marked, best, *_rest in ASSIGNMENTS
                for kind, interactions in (("marked", marked), ("best_response", best))
                for place, interaction in enumerate(interactions, 1)
            ],
            columns=["assignment_id", "interaction_id", "agent_id", "kind", "position"],
        ),
    }  # fmt: skip


def fill(database: Database, today: date | None = None) -> None:
    """Writes the centre; `today` anchors its dates (by default the real one)."""
    now = datetime.combine(today, datetime.min.time()) + timedelta(hours=12) if today else utc_now()
    start = (now - timedelta(days=30)).replace(hour=9)  # all on one day, whatever time it is now
    with database.transaction() as cursor:
        write_frames(cursor, people_and_forms() | conversations(start) | evaluations(start, now) | coaching(now))
        stored_scores.judge_areas(cursor, "interactions")
        daily_totals.rebuild(cursor)
        transcript_words.rebuild(cursor)


def write_frames(cursor: duckdb.DuckDBPyConnection, frames: dict[str, pd.DataFrame]) -> None:
    """Adds the rows of each frame to the table of its name."""
    for table, frame in frames.items():
        cursor.register("frame", frame)
        cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM frame")
        cursor.unregister("frame")


def add_best_response(database: Database, assignment_id: str, interaction: str, position: int = 2) -> None:
    """One more best response in an assignment."""
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO assignment_interactions BY NAME SELECT $assignment AS assignment_id, interaction_id, "
            "'best_response' AS kind, $position AS position, agent_id "
            "FROM interactions WHERE interaction_id = $interaction",
            {"assignment": assignment_id, "interaction": interaction, "position": position},
        )


def reattribute(database: Database, interaction: str, agent: str) -> None:
    """An export says that an interaction was another agent's."""
    with database.transaction() as cursor:
        for table in ("interactions", "assignment_interactions"):
            cursor.execute(f"UPDATE {table} SET agent_id = ? WHERE interaction_id = ?", [agent, interaction])


def conclude_all_coaching(database: Database) -> None:
    """Every assignment gets the outcome "closed", at the moment it was assigned."""
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO outcomes SELECT assignment_id, assigned_by, assigned_at, 'closed', '' FROM assignments"
        )


def let_administer(database: Database, person_id: str) -> None:
    """Gives a person the permission to administer, beside those they have."""
    with database.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = permissions || ['administration'] WHERE person_id = ?", [person_id]
        )


def decide(database: Database, **values: str) -> None:
    """Stores settings of the centre, as text by name, as a person does who may administer."""
    with database.transaction() as cursor:
        for name, value in values.items():
            cursor.execute("DELETE FROM centre_settings WHERE name = ?", [name])
            cursor.execute("INSERT INTO centre_settings VALUES (?, ?)", [name, value])
