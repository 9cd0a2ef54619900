"""Whatever the order of the files, and however often they are imported: the same database."""

import random
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coaching.importers.run import import_paths
from coaching.quality import daily_totals
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import (
    DAILY_TOTALS,
    FORM,
    METADATA_HEADER,
    assignment,
    conversation,
    page,
    person,
    snapshot,
    transcript,
    turn,
    write,
)

AGENTS = ("nia", "olu", "pia")
CONVERSATIONS = tuple(f"k-{number}" for number in range(1, 7))
START = 1772442000000

# Shrinking a whole centre, each try of it several imports, takes minutes and hardly makes it smaller.
SETTINGS = settings(
    max_examples=databases.examples(12), deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)

agents = st.sampled_from(AGENTS).flatmap(
    lambda name: st.sampled_from(
        (
            {"Agent ID": f"a-{name}"},
            {"Agent ID": f"b-{name}"},
            {"agentId": f"b-{name}", "Agent Email": f"{name}@example.com"},
            {"agentId": f"a-{name}", "Agent Email": f"{name}@example.com", "Agent Name": name.title()},
            {"Agent Email": f"{name.title()}@example.com", "Agent Group": "North"},
        )
    )
)
metrics = st.lists(
    st.builds(
        lambda named, qualification, response, weight, fatal, at: {
            **named,
            "Qualification": qualification,
            "Auditor Response": response,
            "Metric Weight": weight,
            "isFatalError": fatal,
            "justification": [{"message_id": [f"ms-{at}"], "timestamp": [START + at * 1000], "justification": "So."}],
        },
        st.sampled_from(
            (
                {"Metric ID": "q-hello"},
                {"Metric ID": "q-hello", "Metric Name": "Says hello"},
                {"Metric Name": "Checks the account"},
                {"Metric ID": "q-blame", "Metric Name": "Blames a colleague"},
                {"Metric Name": "Says hello"},
                {"Metric Name": "says\u00a0 HELLO"},
                {"Metric ID": "q-blame", "Metric Name": "BLAMES a colleague"},
                {},
            )
        ),
        st.sampled_from(("YES", "NO", "NA", "-")),
        st.sampled_from((None, None, "YES", "NO")),
        st.sampled_from((None, 0, 10, "12.5")),
        st.sampled_from((None, True, False)),
        st.integers(1, 4),
    ),
    max_size=4,
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    record = conversation(draw(st.sampled_from(CONVERSATIONS)), Agents=[draw(agents)])
    record["Evaluation Form Name"] = "Phone shop"
    record["Kore Evaluation Score"] = draw(st.sampled_from((None, "NA", 0, 55, "80")))
    record["Sentiment Score"] = draw(st.sampled_from((None, 3)))
    # Not 1: interactions.fatal keeps a count only as long as no result is fatal too, so that results which replace the
    # fatal one find it in the records of one batch, but not in the database.
    record["Fatal Errors"] = draw(st.sampled_from((None, 0)))
    record["Pass Score"] = draw(st.sampled_from((None, 60)))
    record["Conversation Start Time"] = draw(st.sampled_from((None, "2026-03-02T09:00:00Z", "2026-03-02T09:07:00Z")))
    record["Conversation End Time"] = draw(st.sampled_from((None, "2026-03-02T09:08:00Z")))
    if record["Conversation Start Time"] is None:
        record["Conversation End Time"] = draw(st.sampled_from((None, "2026-03-02T09:05:00Z")))
    if draw(st.booleans()):
        record["Metrics"] = draw(metrics)
    if draw(st.booleans()):
        record["Auditor Name"] = draw(st.sampled_from(("Olu", "Ravi Rossi", "Nobody Known")))
        record["Audit Date"] = f"2026-03-0{draw(st.integers(3, 5))}T10:00:00Z"
        record["Supervisor Audit Score"] = draw(st.sampled_from((None, 40, 90)))
    return record


@st.composite
def centres(draw: st.DrawFn) -> dict[str, Any]:
    """The files of a small centre, by their path."""
    files: dict[str, Any] = {
        f"raw/page-{number}.json": page(*draw(st.lists(records(), max_size=4))) for number in range(1, 4)
    }
    if draw(st.booleans()):
        files["forms/form.json"] = FORM
    if draw(st.booleans()):
        listed = draw(st.sets(st.sampled_from(AGENTS)))
        files["people.json"] = [
            person(
                f"{name}@example.com", name.title(), supervisor_email=draw(st.sampled_from((None, "ravi@example.com")))
            )
            for name in sorted(listed)
        ] + [person("ravi@example.com", "Ravi Rossi", permissions=["coaching_monitor"])]
    files["metadata.csv"] = [
        dict.fromkeys(METADATA_HEADER, "")
        | {"conversationId": name, "agentEmail": f"{draw(st.sampled_from(AGENTS))}@example.com", "channelType": "chat"}
        for name in draw(st.sets(st.sampled_from(CONVERSATIONS)))
    ]
    for name in draw(st.sets(st.sampled_from(CONVERSATIONS))):
        turns = draw(st.lists(st.sampled_from(("Thanks a lot", "This is awful", "Order 12")), max_size=4))
        files[f"chats/{name}.json"] = transcript(
            *(turn("USER", text, START + place * 1000) for place, text in enumerate(turns, start=1)),
            turn("AGENT", "Goodbye", START + 4000),
        )
    files["audits.json"] = [
        {
            "conversation_id": name,
            "auditor_email": "ravi@example.com",
            "audited_at": "2026-03-04T10:00:00Z",
            "supervisor_audit_score": 70,
        }
        for name in draw(st.sets(st.sampled_from(CONVERSATIONS), min_size=1))
    ]
    files["assignments.json"] = [
        assignment(
            f"as-{number}", agent_email=f"{draw(st.sampled_from(AGENTS))}@example.com", interactions=list(marked)
        )
        for number, marked in enumerate(draw(st.lists(st.sets(st.sampled_from(CONVERSATIONS), min_size=1), max_size=3)))
    ]
    return files


def two_databases(stack: ExitStack) -> tuple[Database, Database]:
    return stack.enter_context(closing(databases.fresh())), stack.enter_context(closing(databases.fresh()))


def check_daily_totals(database: Database) -> None:
    before = snapshot(database, DAILY_TOTALS)
    with database.transaction() as cursor:
        daily_totals.rebuild(cursor)
    assert snapshot(database, DAILY_TOTALS) == before


@SETTINGS
@given(files=centres(), seed=st.integers(0, 1000))
def test_order_and_repetition_do_not_matter(files: dict[str, Any], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        paths = write(Path(folder), files)
        as_a_folder, shuffled = two_databases(stack)
        first = import_paths(as_a_folder, [Path(folder)])
        expected = snapshot(as_a_folder)
        check_daily_totals(as_a_folder)

        random.Random(seed).shuffle(paths)
        import_paths(shuffled, paths)
        assert snapshot(shuffled) == expected

        again = import_paths(as_a_folder, [Path(folder)])
        assert snapshot(as_a_folder) == expected
        assert again == first
        check_daily_totals(as_a_folder)


@pytest.mark.storage
@SETTINGS
@given(files=centres())
def test_forms_and_transcripts_may_come_in_a_later_import(files: dict[str, Any]) -> None:
    later = {name: content for name, content in files.items() if name.startswith(("forms/", "chats/"))}
    sooner = {name: content for name, content in files.items() if name not in later}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        together, apart = two_databases(stack)
        write(Path(folder, "all"), files)
        import_paths(together, [Path(folder, "all")])
        for part, content in (("sooner", sooner), ("later", later)):
            Path(folder, part).mkdir()
            write(Path(folder, part), content)
            import_paths(apart, [Path(folder, part)])
        assert snapshot(apart) == snapshot(together)
        check_daily_totals(apart)


@SETTINGS
@given(files=centres(), batch=st.integers(1, 3))
def test_the_size_of_a_batch_does_not_matter(files: dict[str, Any], batch: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        write(Path(folder), files)
        whole, in_batches = two_databases(stack)
        import_paths(whole, [Path(folder)])
        import_paths(in_batches, [Path(folder)], records_a_batch=batch, turns_a_batch=batch)
        assert snapshot(in_batches) == snapshot(whole)
        check_daily_totals(in_batches)
