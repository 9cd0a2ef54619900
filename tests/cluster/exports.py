"""What the agents of the cluster's test work on, as export files. Each agent's words carry a sign of their own.

The sign of the first agent is zq000. It stands in the agent's name, address, conversations and coaching, and nowhere
else, so that one found on somebody else's screen is a row that should not be there.
"""

import json
import re
from pathlib import Path
from typing import Any

from tests.importers import export

AGENTS = 60
SUPERVISOR = "uma@example.com"
BEST = "k-best"
MARKED_EACH = 1
TOTAL_EACH = MARKED_EACH + 1  # and one best response
WAVES = 4
LATER_EACH = 3
SIGN = re.compile(rb"zq\d{3}")
STARTED = 1_772_442_000_000  # milliseconds: the start of export.conversation
TURNS_EACH = 3


def sign(number: int) -> str:
    """What marks everything of this agent."""
    return f"zq{number:03}"


def email(number: int) -> str:
    """Whom this agent signs in as."""
    return f"{sign(number)}@example.com"


def assignment_id(number: int) -> str:
    """The one assignment of this agent."""
    return f"as-{sign(number)}"


def interactions(number: int) -> list[str]:
    """What this agent is to open: the marked conversations, then the best response."""
    return [f"k-{sign(number)}-{place}" for place in range(1, MARKED_EACH + 1)] + [BEST]


def later(number: int, wave: int) -> list[str]:
    """The conversations of this agent that an import brings while everybody works."""
    return [f"l-{sign(number)}-{wave}-{place}" for place in range(1, LATER_EACH + 1)]


def later_score(wave: int) -> int:
    """The Kore evaluation score that this import gives to every agent's first marked conversation."""
    return 70 + wave


def write(folder: Path) -> None:
    """What is there before anybody comes: form, people, conversations, transcripts, assignments."""
    people = [
        export.person(email(number), f"Agent {sign(number)}", supervisor_email=SUPERVISOR) for number in range(AGENTS)
    ]
    people.append(export.person("best@example.com", "Beata Best", supervisor_email=SUPERVISOR))
    supervising = ["coaching_assignments", "coaching_monitor", "qa_functionalities"]
    people.append(export.person(SUPERVISOR, "Uma Udo", permissions=supervising))
    records = [_conversation(BEST, "best@example.com", "Beata Best")]
    assignments = []
    for number in range(AGENTS):
        marked = interactions(number)[:-1]
        records += [_conversation(one, email(number), f"Agent {sign(number)}") for one in marked]
        assignments.append(
            export.assignment(
                assignment_id(number),
                name=f"Coaching of {sign(number)}",
                agent_email=email(number),
                assigned_by=SUPERVISOR,
                assigned_by_name="Uma Udo",
                interactions=marked,
                best_responses=[BEST],
                feedback={"went_well": f"Quick, {sign(number)}.", "work_on": f"Greet first, {sign(number)}."},
                action_plan=[f"Read what {sign(number)} said."],
            )
        )
    _write(folder, records, evaluation_form=export.FORM, people=people, assignments=assignments)


def write_later(folder: Path, wave: int) -> None:
    """What is imported under way: new conversations of every agent, and a new score of one that is being coached."""
    records = []
    for number in range(AGENTS):
        name = f"Agent {sign(number)}"
        records += [_conversation(one, email(number), name) for one in later(number, wave)]
        known = _conversation(interactions(number)[0], email(number), name)
        records.append(known | {"Kore Evaluation Score": later_score(wave)})
    _write(folder, records)


def _conversation(conversation_id: str, agent: str, name: str) -> dict[str, Any]:
    return export.conversation(
        conversation_id,
        Agents=[{"agentId": f"id-{agent}", "Agent Name": name, "Agent Email": agent}],
        Metrics=[
            export.metric("q-hello", "NO", 20, Justification=f"No greeting in {conversation_id}."),
            export.metric("q-id", "YES", 50),
        ],
    )


def _transcript(conversation_id: str) -> dict[str, Any]:
    return export.transcript(
        export.turn("USER", f"Hello, I ask about {conversation_id}.", STARTED),
        export.turn("AGENT", f"What was said in {conversation_id}.", STARTED + 60_000),
        export.turn("USER", "Thank you!", STARTED + 120_000),
    )


def _write(folder: Path, records: list[dict[str, Any]], **files: Any) -> None:
    (folder / "transcripts").mkdir(parents=True)
    for name, content in ({"page-1": export.page(*records)} | files).items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    for conversation_id in {record["Conversation ID"] for record in records}:
        (folder / "transcripts" / f"{conversation_id}.json").write_text(json.dumps(_transcript(conversation_id)))
