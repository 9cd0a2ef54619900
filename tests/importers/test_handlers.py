"""Whose conversation it is: the last agent of those whom a record names, and the queue where it ended."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.handlers import handled
from coaching.importers.notes import Notes
from coaching.importers.refused_records import UnusableRecordError
from coaching.quality.detail_kinds import ParticipantKind
from coaching.storage.database import Database
from tests.importers.export import conversation, load, page, refused, rows

ANA = {"agentId": "a-1", "Agent Name": "Ana Alves", "Agent Email": "ana@example.com"}
BEN = {"agentId": "a-2", "Agent Name": "Ben Bos", "Agent Email": "ben@example.com"}
BOT = {"Agent Name": "Virtual assistant", "agentId": "bot-1"}
RETURNS = {"Queue ID": "q-1", "Queue Name": "Returns"}
BILLING = {"Queue ID": "q-2", "Queue Name": "Billing"}


def since(minute: int, entry: dict[str, Any]) -> dict[str, Any]:
    kind = "Queue Start Time" if "Queue ID" in entry else "Agent Start Time"
    return {**entry, kind: f"2026-05-04T09:{minute:02}:00Z"}


def until(minute: int, entry: dict[str, Any]) -> dict[str, Any]:
    kind = "Queue End Time" if "Queue ID" in entry else "Agent End Time"
    return {**entry, kind: f"2026-05-04T09:{minute:02}:00Z"}


@pytest.mark.parametrize(
    ("agents", "queues", "agent", "queue"),
    [
        ([ANA], [RETURNS], "ana@example.com", "q-1"),
        ([ANA, BEN], [RETURNS, BILLING], "ana@example.com", "q-1"),
        ([since(0, ANA), since(6, BEN)], [RETURNS, BILLING], "ben@example.com", "q-2"),
        ([since(6, BEN), since(0, ANA)], [BILLING, RETURNS], "ben@example.com", "q-2"),
        ([since(0, ANA), since(6, BEN)], [RETURNS], "ben@example.com", "q-1"),
        ([since(0, ANA), since(6, BEN)], [RETURNS, {"Queue Name": "Triage"}, BILLING], "ben@example.com", "q-2"),
        ([since(6, BEN), since(0, ANA)], [BILLING, RETURNS, RETURNS], "ben@example.com", "q-2"),
        ([since(0, ANA), BEN], [since(6, BILLING), since(0, RETURNS)], "ana@example.com", "q-2"),
        ([since(0, ANA), since(0, BEN), since(0, BOT)], [], "ana@example.com", None),
        ([since(0, ANA), since(6, BEN), since(9, ANA)], [], "ana@example.com", None),
        ([BOT, ANA], [RETURNS], "ana@example.com", "q-1"),
        ([since(0, ANA), since(9, BOT)], [RETURNS], "ana@example.com", "q-1"),
        ([{**BEN, "agentType": "VIRTUAL_AGENT"}, ANA], [], "ana@example.com", None),
        ([{**BEN, "isBot": True}, ANA], [], "ana@example.com", None),
        ([since(9, {"agentId": "x-1", "Agent Name": "Billing Virtual Assistant 2"}), ANA], [], "ana@example.com", None),
        ([{"agentId": "x-1", "Agent Name": "Support Bot"}, ANA], [], "ana@example.com", None),
        ([{"Agent Email": "chatbot@example.com", "Agent Name": "Support"}, ANA], [], "ana@example.com", None),
        ([{"Agent Email": "anna.bot@example.com", "Agent Name": "Anna Bot"}, ANA], [], "anna.bot@example.com", None),
        ([{"Agent Email": "talbot@example.com", "Agent Name": "Talbot"}, ANA], [], "talbot@example.com", None),
        ([{"agentId": "abbot-7", "Agent Name": "Jo Abbot"}, ANA], [], "abbot-7", None),
        ([{"agentId": "u-17", "Agent Name": "Jan Bot"}], [], "u-17", None),
        ([{"agentId": "u-17", "Agent Name": "Jan Bot"}, ANA], [], "ana@example.com", None),
        ([{"agentId": "u-17", "Agent Name": "Jan Bot", "role": "Agent"}, ANA], [], "u-17", None),
        ([{"agentId": "u-17", "Agent Name": "Anna de Bot", "isBot": "no"}, ANA], [], "u-17", None),
        ([{"agentId": "u-17", "Agent Name": "Support Bot", "isBot": False}, ANA], [], "u-17", None),
        ([{"agentId": "ANA@example.com"}], [], "ana@example.com", None),
        ([{"agentId": "1.77789E+11", "Agent Email": "ana@example.com"}], [], "ana@example.com", None),
        ([{"Agent Name": "Deleted user", "agentId": None}, None, ANA], [], "ana@example.com", None),
        ([{"agentId": "unknown", "Agent Name": "Ben Bos"}, ANA], [], "ana@example.com", None),
        (ANA, [RETURNS], "ana@example.com", "q-1"),
        ("Ana Alves <ANA@example.com>", [], "ana@example.com", None),
        (["Virtual assistant", "ana@example.com"], [{"Queue Name": "Billing"}], "ana@example.com", "billing"),
        ([{"agentId": "a-1"}], [], "a-1", None),
        ([since(9, {**BEN, "role": "Supervisor"}), since(0, ANA)], [], "ana@example.com", None),
        ([{**BEN, "role": "Supervisor"}], [], "ben@example.com", None),
        (
            [since(9, {"Agent Email": "cy@x.example", "role": "customer"}), since(0, ANA)],
            [],
            "ana@example.com",
            None,
        ),
        ([{"Agent Email": "cy@mail.example", "purpose": "external"}, ANA], [], "ana@example.com", None),
        ([{"agentId": "flow-1", "purpose": "acd"}, {**ANA, "purpose": "agent"}], [], "ana@example.com", None),
        ([{"agentId": "ivr-1", "Agent Name": "Main menu"}, ANA], [], "ana@example.com", None),
        ([{"agentId": "x-1", "Agent Name": "Automated Process"}, ANA], [], "ana@example.com", None),
        ([{"Agent Email": "no-reply@example.com"}, ANA], [], "ana@example.com", None),
        ([until(2, since(0, ANA)), until(5, since(0, BEN))], [], "ben@example.com", None),
        ([until(2, ANA), until(5, BEN)], [until(2, RETURNS), until(5, BILLING)], "ben@example.com", "q-2"),
    ],
)
def test_who_handled_it_and_where_it_ended(
    agents: Any, queues: list[dict[str, Any]], agent: str, queue: str | None
) -> None:
    found = handled(agents, queues, Notes())
    assert (found.agent.email or found.agent.source_id) == agent
    assert (found.queue and found.queue.queue_id) == queue


@pytest.mark.parametrize(
    ("agents", "said"),
    [
        (None, "is missing: nobody handled this conversation"),
        ([], "is missing: nobody handled this conversation"),
        ([None], "is missing: nobody handled this conversation"),
        ("Ana Alves", 'names only "Ana Alves", and bots, customers and whoever has neither an'),
        ([BOT, {"Agent Name": "Deleted user"}], 'names only "Virtual assistant", "Deleted user", and bots'),
        ([{"agentId": "0", "Agent Name": "Ana Alves"}], 'names only "Ana Alves", and bots'),
        ([{**ANA, "Agent Email": "ana@@example.com"}], '"ana@@example.com" is not an e-mail address'),
        ([since(6, {**ANA, "Agent Email": "a@x.example; b@x.example"}), since(0, BEN)], "is not an e-mail address"),
    ],
)  # fmt: skip
def test_a_conversation_of_nobody_is_refused(agents: Any, said: str) -> None:
    with pytest.raises(UnusableRecordError) as refusal:
        handled(agents, [], Notes())
    assert said in refusal.value.reason


def test_an_address_that_cannot_be_used_spoils_nobody_elses_conversation() -> None:
    notes = Notes()
    found = handled([since(0, {**ANA, "Agent Email": "ana@@example.com"}), since(6, BEN)], [], notes)
    assert found.agent.email == "ben@example.com"
    assert [(error.field, error.was) for error in notes.left_out] == [("Agent Email", '"ana@@example.com"')]


def test_a_time_that_cannot_be_used_is_left_out_and_named() -> None:
    notes = Notes()
    found = handled([{**ANA, "Agent Start Time": "noon"}, since(6, BEN)], [], notes)
    assert found.agent.email == "ben@example.com"
    assert [error.field for error in notes.left_out] == ["Agent Start Time"]


@given(st.permutations([since(0, ANA), since(6, BEN), BOT, {"Agent Name": "Deleted user"}]))
def test_with_times_the_order_of_the_list_makes_no_difference(agents: list[dict[str, Any]]) -> None:
    found = handled(agents, [RETURNS], Notes())
    assert found.agent.email == "ben@example.com"
    assert sorted((who.kind, who.name) for who in found.participants) == [
        (ParticipantKind.AGENT, "Ana Alves"),
        (ParticipantKind.AGENT, "Ben Bos"),
        (ParticipantKind.BOT, "Virtual assistant"),
        (ParticipantKind.OTHER, "Deleted user"),
        (ParticipantKind.QUEUE, "Returns"),
    ]


def test_everybody_is_kept_as_a_participant(database: Database, tmp_path: Path) -> None:
    handed_on = conversation("k-1", Agents=[BOT, since(0, ANA), since(6, BEN)], Queues=[RETURNS, BILLING])
    alone = conversation("k-2", Agents=[ANA], Queues=[RETURNS])
    lost = conversation("k-3", Agents=[BOT])
    report = load(database, tmp_path, {"page.json": page(handed_on, alone, lost)})
    assert [line[:3] for line in refused(report)] == [("page.json", "record 3", "Agents")]
    assert rows(database, "SELECT interaction_id, agent_id, queue_id FROM interactions ORDER BY ALL") == [
        ("k-1", "ben@example.com", "q-2"),
        ("k-2", "ana@example.com", "q-1"),
    ]
    joined = "SELECT interaction_id, kind, name, minute(joined_at) FROM participants ORDER BY position"
    assert rows(database, joined) == [
        ("k-1", "bot", "Virtual assistant", None),
        ("k-1", "agent", "Ana Alves", 0),
        ("k-1", "agent", "Ben Bos", 6),
        ("k-1", "queue", "Returns", None),
        ("k-1", "queue", "Billing", None),
    ]  # fmt: skip
    assert rows(database, "SELECT person_id FROM people ORDER BY ALL") == [("ana@example.com",), ("ben@example.com",)]
