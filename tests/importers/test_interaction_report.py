"""The interaction report that users download as CSV."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.importers.format import Source, SourceFile
from coaching.importers.formats import interaction_report
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted
from tests.importers.export import conversation, load, page, person, rows

ROW = {
    "ConversationID": "k-1",
    "Channel": "Voice",
    "Queues": "Repairs, Returns",
    "Last Queue": "Returns",
    "Language": "en",
    "Scored Agent": "Nia Novak",
    "Start Time": "2026-03-02T09:00:00.000Z",
    "Sentiment Score": "5.95",
    "Topics": "late parcel",
    "Kore Evaluation Score": "62",
    "Is Fatal Interaction": "0",
    "Audit Score": "N/A",
    "Contact Direction": "inbound",
    "Evaluation Form": "Voice form",
    "Greets": "0",
    "Greets - Is Fatal Metric": "0",
    "Greets - Adherence Weight": "12",
    "Greets - Violation": "10",
    "Says goodbye - warmly": "1",
    "Says goodbye - warmly - Is Fatal Metric": "1",
    "Says goodbye - warmly - Adherence Weight": "8",
    "Says goodbye - warmly - Violation": "0",
}
WITH_ADDRESS = ROW | {"Agent Email": "nia@example.com"}


def table(*records: dict[str, str]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    return written.getvalue()


def test_a_report_gives_scores_and_metrics(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"report.csv": table(WITH_ADDRESS)})
    assert report.is_complete
    assert rows(
        database,
        """SELECT interaction_id, agent_id, queue_id, channel, language, topic, started_at, form_id,
                  kore_evaluation_score, sentiment_score, fatal FROM interactions""",
    ) == [
        ("k-1", "nia@example.com", "returns", "voice", "English", "late parcel", datetime(2026, 3, 2, 9), "Voice form",
         62.0, 5.95, False)
    ]  # fmt: skip
    assert rows(
        database,
        """SELECT m.name, r.qualification, r.weight, r.negative_weight, r.fatal_error
           FROM metric_results r JOIN metrics m USING (metric_id) ORDER BY r.position""",
    ) == [("Greets", "NO", 12.0, 10.0, False), ("Says goodbye - warmly", "YES", 8.0, 0.0, False)]


@pytest.mark.parametrize("agent", ["Nia Novak <nia@example.com>", "nia@example.com"])
def test_the_address_may_stand_beside_the_name(database: Database, tmp_path: Path, agent: str) -> None:
    assert load(database, tmp_path, {"report.csv": table(ROW | {"Scored Agent": agent})}).is_complete
    assert rows(database, "SELECT agent_id FROM interactions") == [("nia@example.com",)]


def test_a_report_without_addresses_says_which_column_is_missing(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"report.csv": table(ROW, ROW | {"ConversationID": "k-2"})})
    (refusal,) = report.refusals
    reason = counted(2, wording.REPORT_WITHOUT_AGENTS, names='"Nia Novak"')
    assert (refusal.field, refusal.reason) == ("Agent Email", reason)
    assert rows(database, "SELECT count(*) FROM interactions") == [(0,)]


@pytest.mark.parametrize("written", ["Nia Novak", "NOVAK,  Nia", "nia\u00a0novak\u200b"])
@pytest.mark.parametrize("together", [True, False])
def test_an_agent_is_whoever_alone_has_the_name(
    database: Database, tmp_path: Path, written: str, together: bool
) -> None:
    of_nia = {"page.json": page(conversation("k-9"))}
    files = {"a report.csv": table(ROW | {"Scored Agent": written})}
    if not together:
        load(database, tmp_path / "before", of_nia)
    report = load(database, tmp_path / "report", files | (of_nia if together else {}))
    assert report.is_complete
    (note,) = report.notes
    assert "told by name" in note
    assert rows(database, "SELECT interaction_id, agent_id FROM interactions ORDER BY ALL") == [
        ("k-1", "nia@example.com"),
        ("k-9", "nia@example.com"),
    ]
    assert rows(database, "SELECT name FROM people") == [("Nia Novak",)]


@pytest.mark.parametrize(
    ("agents", "kept"),
    [("Ana Alves, Nia Novak", ["Ana Alves", "Nia Novak"]), ("Novak, Nia", []), ("Nia Novak", []), ("", [])],
)
def test_all_agents_of_a_conversation_are_kept(
    database: Database, tmp_path: Path, agents: str, kept: list[str]
) -> None:
    load(database, tmp_path, {"report.csv": table(WITH_ADDRESS | {"Agents": agents})})
    assert [name for (name,) in rows(database, "SELECT name FROM participants ORDER BY position")] == kept


def test_of_two_agents_of_one_name_nobody_is_meant(database: Database, tmp_path: Path) -> None:
    listed = [
        person("nia@example.com", "Nia Novak"),
        person("nia@other.example", "Novak, Nia"),
        person("olu@example.com", "Olu Obi"),
    ]
    told = [ROW | {"ConversationID": f"k-{name}", "Scored Agent": name} for name in ("Nia Novak", "Olu Obi", "Zed")]
    report = load(database, tmp_path, {"people.json": listed, "report.csv": table(*told)})
    reason = counted(2, wording.REPORT_WITHOUT_AGENTS, names='"Nia Novak", "Zed"')
    assert [refusal.reason for refusal in report.refusals] == [reason]
    assert rows(database, "SELECT interaction_id, agent_id FROM interactions") == [("k-Olu Obi", "olu@example.com")]


ANSWERS = ("0", "1", "0.0", "1.0", "YES", "No", "Adhered", "Not Adhered", "Not Applicable", "N/A", "-", "")


@given(st.sampled_from(ANSWERS), st.booleans())
def test_only_a_fatal_metric_that_failed_is_a_fatal_error(answer: str, is_fatal: bool) -> None:
    record = WITH_ADDRESS | {"Greets": answer, "Greets - Is Fatal Metric": str(int(is_fatal))}
    source = Source(file=SourceFile(format=interaction_report.FORMAT, name="report.csv"))
    metric = (interaction_report.conversation(record, source).metrics or [])[0]
    failed = answer in ("0", "0.0", "No", "Not Adhered")
    applies = answer not in ("Not Applicable", "N/A", "-", "")
    assert metric.qualification == ("NO" if failed else "YES" if applies else "NA")
    assert metric.fatal_error is (is_fatal and failed)
    assert source.notes.left_out == []
