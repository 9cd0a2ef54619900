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


def fill(database: Database, effect: float = 5.0, agents: int = 120, seed: int = 1) -> Simulation:
    """Writes the centre into an empty database."""
    centre = Centre("noisy", "drifting", 20.0, effect, agents)
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
    chosen = np.flatnonzero(coached.assigned >= 0)
    assignments = pd.DataFrame(
        {
            "assignment_id": [f"ca-{number:03}" for number in chosen],
            "agent_id": [agent(int(number)) for number in chosen],
            "coaching_area": "Empathy",
            "assigned_on": [FIRST_DAY + timedelta(int(day)) for day in coached.assigned[chosen]],
            "supervisor": [(SAM, LEE)[number % 2] for number in chosen],
        }
    )
    newest = max(daily["day"])
    people = [(agent(number), f"Agent {number}", AGENT) for number in range(agents)]
    people += [(SAM, "Sam Soto", MEASURES), (LEE, "Lee Lang", MEASURES)]
    people += [(KIM, "Kim Kaur", [*MEASURES, "cross_team_access"])]
    frames = {
        "people": pd.DataFrame(people, columns=["person_id", "name", "permissions"]).assign(
            email=lambda rows: rows["person_id"], listed=True
        ),
        "supervisions": pd.DataFrame(
            [((SAM, LEE)[number % 2], agent(number)) for number in range(agents)], columns=["supervisor_id", "agent_id"]
        ),
        "area_daily": daily.assign(queue_id="q-1", channel="chat"),
        "interactions": pd.DataFrame(
            {
                "interaction_id": ["c-1"],
                "agent_id": [agent(0)],
                "started_at": [pd.Timestamp(newest) + pd.Timedelta(hours=12)],
                "evaluation_computed": False,
                "sentiment_estimated": False,
                "fatal": False,
            }
        ),
        "assignments": assignments.rename(columns={"supervisor": "assigned_by"})
        .assign(
            name="Coaching of " + assignments["agent_id"],
            assigned_at=pd.to_datetime(assignments["assigned_on"]) + pd.Timedelta(hours=9),
            follow_up_on=[day + timedelta(14) for day in assignments["assigned_on"]],
            went_well="",
            work_on="",
        )
        .drop(columns=["coaching_area", "assigned_on"]),
        "assignment_areas": assignments[["assignment_id", "coaching_area"]].assign(position=1),
    }
    frames["assignments"]["action_plan"] = [[] for _ in range(len(assignments))]
    with database.transaction() as cursor:
        for table, frame in frames.items():
            cursor.register("frame", frame)
            cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM frame")
            cursor.unregister("frame")
    return Simulation(daily.assign(queue_id="q-1"), assignments, newest)
