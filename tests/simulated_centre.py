"""A simulated centre of benchmarks/effect.py as a database: its daily totals, its people, its coaching.

Every other agent is Sam's, the others are Lee's; Kim has cross-team access. Coached are a noisy week's agents on
Empathy, with a true effect; Accuracy is evaluated as well, and nobody is coached on it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.effect import Centre, simulate
from coaching.storage.database import Database
from tests.centre import write_frames

FIRST_DAY = date(2026, 1, 5)
SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"
MEASURES = ["coaching_assignments", "coaching_monitor"]
AGENT = ["agent_dashboard", "coaching_assignments"]


@dataclass(frozen=True)
class Simulation:
    """What was written, as frames that effect.estimate takes; `assignments` has assignment_id and supervisor, too."""

    daily: pd.DataFrame
    assignments: pd.DataFrame
    newest: date


def agent(number: int) -> str:
    return f"agent-{number:03}@example.com"


def daily_totals(centre: Centre, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Totals of Empathy, coached, and of Accuracy, by agent and day; the day on which each agent was coached, or -1."""
    coached, other = (simulate(centre, np.random.default_rng([seed, one])) for one in (0, 1))
    daily = pd.concat(
        [
            pd.DataFrame(
                {
                    "agent_id": [agent(int(number)) for number in who],
                    "coaching_area": area,
                    "day": [FIRST_DAY + timedelta(int(day)) for day in days],
                    "earned": earned[who, days],
                    "possible": interactions[who, days].astype(float),
                    "interactions": interactions[who, days],
                }
            )
            for area, earned, interactions in (
                ("Empathy", coached.earned, coached.interactions),
                ("Accuracy", other.earned, other.interactions),
            )
            for who, days in [np.nonzero(interactions)]
        ]
    )
    return daily, coached.assigned


def assignments_on(assigned: np.ndarray) -> pd.DataFrame:
    """The assignments of those who were coached, from the day on which each agent was, or -1."""
    chosen = np.flatnonzero(assigned >= 0)
    return pd.DataFrame(
        {
            "assignment_id": [f"ca-{number:03}" for number in chosen],
            "agent_id": [agent(int(number)) for number in chosen],
            "coaching_area": "Empathy",
            "assigned_on": [FIRST_DAY + timedelta(int(day)) for day in assigned[chosen]],
            "supervisor": [(SAM, LEE)[number % 2] for number in chosen],
        }
    )


def people_tables(agents: int) -> dict[str, pd.DataFrame]:
    """The agents, their two supervisors and Kim."""
    people = [(agent(number), f"Agent {number}", AGENT) for number in range(agents)]
    people += [(SAM, "Sam Soto", MEASURES), (LEE, "Lee Lang", MEASURES)]
    people += [(KIM, "Kim Kaur", [*MEASURES, "cross_team_access"])]
    return {
        "people": pd.DataFrame(people, columns=["person_id", "name", "permissions"]).assign(
            email=lambda rows: rows["person_id"], source_ids=[[] for _ in people], listed=True
        ),
        "supervisions": pd.DataFrame(
            [((SAM, LEE)[number % 2], agent(number)) for number in range(agents)], columns=["supervisor_id", "agent_id"]
        ),
    }


def assignment_tables(assignments: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The assignments and their areas as they are stored."""
    stored = (
        assignments.rename(columns={"supervisor": "assigned_by"})
        .assign(
            name="Coaching of " + assignments["agent_id"],
            assigned_at=pd.to_datetime(assignments["assigned_on"]) + pd.Timedelta(hours=9),
            follow_up_on=[day + timedelta(14) for day in assignments["assigned_on"]],
            went_well="",
            work_on="",
        )
        .drop(columns=["coaching_area", "assigned_on"])
    )
    stored["action_plan"] = [[] for _ in range(len(assignments))]
    return {
        "assignments": stored,
        "assignment_areas": assignments[["assignment_id", "coaching_area"]].assign(position=1),
    }


def newest_interaction(newest: date) -> pd.DataFrame:
    """One interaction, at noon of the newest day."""
    return pd.DataFrame(
        {
            "interaction_id": ["c-1"],
            "agent_id": [agent(0)],
            "started_at": [pd.Timestamp(newest) + pd.Timedelta(hours=12)],
            "evaluation_computed": False,
            "sentiment_estimated": False,
            "fatal": False,
        }
    )


def fill(database: Database, effect: float = 5.0, agents: int = 120, seed: int = 1) -> Simulation:
    """Writes the centre into an empty database."""
    daily, assigned = daily_totals(Centre("noisy", "drifting", 20.0, effect, agents), seed)
    assignments = assignments_on(assigned)
    newest = max(daily["day"])
    frames = people_tables(agents) | assignment_tables(assignments)
    frames |= {
        "area_daily": daily.assign(queue_id="q-1", channel="chat"),
        "interactions": newest_interaction(newest),
    }
    with database.transaction() as cursor:
        write_frames(cursor, frames)
    return Simulation(daily.assign(queue_id="q-1"), assignments, newest)
