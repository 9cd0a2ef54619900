"""Whatever the order of files and of imports: the same rows in all tables.

Left out: two people.json, or two files of one form, of which the later import counts.
"""

import random
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import (
    FORM,
    METADATA_HEADER,
    assignment,
    conversation,
    page,
    person,
    rows,
    transcript,
    turn,
    write,
)
from tests.importers.test_any_order import check_daily_totals, metrics
from tests.indexed_words import INDEXED, check_index

SETTINGS = settings(
    max_examples=databases.examples(30), deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
AGENTS = ("nia", "olu", "pia")
CONVERSATIONS = ("c-1", "c-2", "c-3")
START = 1772442000000
QUEUES: tuple[list[dict[str, str]], ...] = (
    [],
    [{"Queue ID": "q-1"}],
    [{"Queue ID": "q-1", "Queue Name": "Repairs"}],
    [{"Queue Name": "Returns"}],
    [{"Queue Name": "RETURNS\u200b "}],
    [{"Queue ID": "Returns"}],
)
AREAS = ("Compliance", "COMPLIANCE", "Tone\u00a0of voice", "tone of voice")


def custom(conversation_id: str) -> str:
    """The id of the conversation at upload."""
    return conversation_id.replace("c-", "up-")


def agent(name: str) -> dict[str, str]:
    return {"agentId": f"a-{name}", "Agent Name": name.title(), "Agent Email": f"{name}@example.com"}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """One record of raw data. Not every record says everything."""
    name = draw(st.sampled_from(CONVERSATIONS))
    record = conversation(name, Agents=[agent(draw(st.sampled_from(AGENTS)))])
    record |= {
        "customConversationId": draw(st.sampled_from((None, custom(name)))),
        "evaluatedAt": draw(st.sampled_from((None, None, "2026-05-04T10:00:00Z", "2026-05-05T10:00:00Z"))),
        "Evaluation Form Name": draw(st.sampled_from((None, "Phone shop", "phone\u00a0 SHOP", "Bakery", "BAKERY"))),
        "Kore Evaluation Score": draw(st.sampled_from((None, 0, 55, 80))),
        "Sentiment Score": draw(st.sampled_from((None, 3, -2))),
        "Fatal Errors": draw(st.sampled_from((None, 0, 1))),
        "Pass Score": draw(st.sampled_from((None, 60))),
        "Language": draw(st.sampled_from((None, "English", "German"))),
        "Topics": draw(st.sampled_from(([], [{"topic": "Refund"}], [{"topic": "Order"}, {"topic": "Refund"}]))),
        "Queues": draw(st.sampled_from(QUEUES)),
        "Conversation Start Time": draw(st.sampled_from((None, "2026-03-02T09:00:00Z", "2026-03-02T09:07:00Z"))),
        "Conversation End Time": draw(st.sampled_from((None, "2026-03-02T09:08:00Z"))),
    }
    if draw(st.booleans()):
        record["Metrics"] = draw(metrics)
    if draw(st.booleans()):
        record["Auditor Name"] = draw(st.sampled_from(("Sol Soto", "SOTO, Sol", "Nobody Known", "Known,  Nobody")))
        record["Audit Date"] = f"2026-03-0{draw(st.integers(3, 4))}T10:00:00Z"
        record["Supervisor Audit Score"] = draw(st.sampled_from((None, 40, 90)))
    return record


def audit(conversation_id: str, score: int | None, metric: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "auditor_email": "sol@example.com",
        "audited_at": "2026-03-04T10:00:00Z",
        "supervisor_audit_score": score,
        "metrics": metric,
    }


either_id = st.sampled_from([*CONVERSATIONS, *map(custom, CONVERSATIONS)])


@st.composite
def exports(draw: st.DrawFn) -> dict[str, Any]:
    """The files of a small centre, by their path: some have a date in their name, some only a page number."""
    names = ("page-1", "page-2", "scores 2026-05-06", "05-06-2026/page-1", "other")
    files: dict[str, Any] = {
        f"raw/{name}.json": page(*draw(st.lists(records(), max_size=3)))
        for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    }
    if draw(st.booleans()):
        files["form.json"] = FORM
    if draw(st.booleans()):
        files["people.json"] = [
            person("nia@example.com", "Nia N.", supervisor_email=draw(st.sampled_from((None, "sol@example.com")))),
            *([person("sol@example.com", "Sol Soto", permissions=["coaching_monitor"])] * draw(st.integers(0, 1))),
        ]
    for number in range(draw(st.integers(0, 2))):
        files[f"metadata-{number}.csv"] = [
            dict.fromkeys(METADATA_HEADER, "")
            | {
                "conversationId": name,
                "agentEmail": f"{draw(st.sampled_from(AGENTS))}@example.com",
                "channelType": draw(st.sampled_from(("", "chat", "voice"))),
                "conversationStartTime": draw(st.sampled_from(("", "2026-03-02T09:00:00Z"))),
            }
            for name in draw(st.lists(either_id, max_size=3, unique=True))
        ]
    for place, name in enumerate(draw(st.lists(either_id, max_size=3, unique=True))):
        texts = draw(st.lists(st.sampled_from(("Thanks a lot", "This is awful", "Order 12")), min_size=1, max_size=3))
        files[f"chats-{place}/{name}.json"] = transcript(
            *(turn("USER", text, START + position * 1000) for position, text in enumerate(texts, start=1))
        )
    for number in range(draw(st.integers(0, 2))):
        answers = st.sampled_from(([], [{"metric_id": "q-hello", "qualification": "NO"}]))
        files[f"audits-{number}.json"] = [
            audit(name, draw(st.sampled_from((None, 70, 20))), draw(answers))
            for name in draw(st.lists(either_id, min_size=1, max_size=2, unique=True))
        ]
    files["assignments.json"] = [
        assignment(
            f"as-{number}",
            agent_email=f"{draw(st.sampled_from(AGENTS))}@example.com",
            interactions=list(draw(st.sets(either_id, min_size=1, max_size=2))),
            best_responses=list(draw(st.sets(either_id, max_size=1))),
            assigned_at=f"2026-03-0{draw(st.integers(6, 7))}T08:00:00Z",
            coaching_areas=draw(st.lists(st.sampled_from(AREAS), min_size=1, max_size=2, unique=True)),
        )
        for number in range(draw(st.integers(1, 2)))
    ]
    return files


def all_rows(database: Database) -> dict[str, list[str]]:
    """The rows of all tables, in an order of their own, without when the migrations were applied. The numbers of
    transcripts follow the order in which they came: of the index of words it is what it says of the interactions."""
    tables = rows(
        database, "SELECT DISTINCT table_name FROM information_schema.tables WHERE table_catalog = current_database()"
    )
    check_index(database)
    read = {table: f"FROM {table}" for (table,) in tables if table != "migrations"}
    read["interactions"] = "SELECT * EXCLUDE (transcript_number) FROM interactions"
    read["transcript_words"] = INDEXED
    return {table: sorted(map(repr, rows(database, select))) for table, select in read.items()}


def differences(first: dict[str, list[str]], second: dict[str, list[str]]) -> dict[str, set[str]]:
    """The rows that only one of two databases has, by table."""
    return {table: set(first[table]) ^ set(second[table]) for table in first if first[table] != second[table]}


def parts(paths: Sequence[Path], seed: int) -> list[list[Path]]:
    """The files in another order, divided into imports at random."""
    chance = random.Random(seed)
    shuffled = list(paths)
    chance.shuffle(shuffled)
    divided: list[list[Path]] = [[]]
    for path in shuffled:
        if divided[-1] and chance.random() < 0.7:
            divided.append([])
        divided[-1].append(path)
    return divided


def check_any_permutation(files: Mapping[str, Any], seed: int) -> None:
    """Files that are imported at once, or in parts and in another order, or once more, give the same database."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        paths = write(Path(folder), files)
        at_once, one_by_one = (stack.enter_context(closing(databases.fresh())) for _ in range(2))
        import_paths(at_once, [Path(folder)])
        for part in parts(paths, seed):
            import_paths(one_by_one, part)
        assert differences(all_rows(at_once), all_rows(one_by_one)) == {}
        check_daily_totals(one_by_one)
        before = all_rows(at_once)
        import_paths(at_once, [Path(folder)])
        assert differences(all_rows(at_once), before) == {}


@SETTINGS
@given(files=exports(), seed=st.integers(0, 10_000))
def test_any_permutation_of_files_and_imports_gives_the_same_database(files: dict[str, Any], seed: int) -> None:
    check_any_permutation(files, seed)
