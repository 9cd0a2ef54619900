"""What imported audits answered is kept audit by audit, and what is shown of it follows from the newest."""

from pathlib import Path
from typing import Any

import pytest

from coaching.importers.run import import_paths
from coaching.quality import auditing
from coaching.quality.auditing import Answer
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import FORM, conversation, load, metric, page, person, rows, snapshot, write

ANSWERS = """
    SELECT day(audited_at), w.metric_id, w.position, w.qualification, w.comment
    FROM audits JOIN audit_answers w USING (audit_id) ORDER BY ALL"""
SHOWN = "SELECT metric_id, qualification FROM metric_results WHERE auditor_id IS NOT NULL ORDER BY ALL"

RAVI = person("ravi@example.com", "Ravi Rossi", permissions=["qa_functionalities"])


def audit(on: str, *metrics: tuple[str, str, str | None], by: str = "sol@example.com", **more: Any) -> dict[str, Any]:
    return {
        "conversation_id": "k-1",
        "auditor_email": by,
        "audited_at": f"2026-03-{on}T10:00:00Z",
        "supervisor_audit_score": 50,
        "metrics": [
            {"metric_id": metric_id, "qualification": qualification, "comment": comment}
            for metric_id, qualification, comment in metrics
        ],
        **more,
    }


def exports(*audits: dict[str, Any]) -> dict[str, Any]:
    judged = [metric("q-hello", "YES"), metric("q-id", "YES", 40)]
    record = conversation(Metrics=judged, **{"Evaluation Form Name": "Phone shop"})
    return {"form.json": FORM, "page.json": page(record), "audits.json": list(audits)}


FIRST = audit("05", ("q-id", "NO", "Not asked."), ("q-hello", "YES", None))
SECOND = audit("07", ("q-hello", "NA", "No greeting needed."))
WITHOUT = audit("09")


def test_each_audit_keeps_its_answers_and_the_newest_with_answers_is_shown(database: Database, tmp_path: Path) -> None:
    for _ in range(2):
        load(database, tmp_path, exports(SECOND, WITHOUT, FIRST))
        assert rows(database, ANSWERS) == [
            (5, "q-hello", 2, "YES", None),
            (5, "q-id", 1, "NO", "Not asked."),
            (7, "q-hello", 1, "NA", "No greeting needed."),
        ]
        assert rows(database, SHOWN) == [("q-hello", "NA")]


@pytest.mark.parametrize("order", [(FIRST, SECOND, WITHOUT), (WITHOUT, SECOND, FIRST), (SECOND, FIRST, WITHOUT)])
def test_audits_may_come_one_by_one_in_any_order(
    database: Database, tmp_path: Path, order: tuple[dict[str, Any], ...]
) -> None:
    together = databases.fresh()
    load(together, tmp_path / "all", exports(*order))
    for number, one in enumerate(order):
        load(database, tmp_path / str(number), exports(one))
    assert snapshot(database) == snapshot(together)
    together.close()


def test_an_audit_that_comes_again_with_other_answers_has_those(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "1", exports(FIRST))
    load(database, tmp_path / "2", exports(audit("05", ("q-id", "YES", None))))
    assert rows(database, ANSWERS) == [(5, "q-id", 1, "YES", None)]
    assert rows(database, SHOWN) == [("q-id", "YES")]
    assert rows(database, "SELECT failed_areas FROM interactions") == [([],)]


@pytest.mark.parametrize("batch", [1, 10])
def test_the_size_of_a_batch_does_not_matter(database: Database, tmp_path: Path, batch: int) -> None:
    others = [{**one, "conversation_id": "k-2"} for one in (FIRST, SECOND)]
    files = exports(FIRST, *others, SECOND)
    files["page.json"]["results"].append(conversation("k-2"))
    write(tmp_path, files)
    import_paths(database, [tmp_path], records_a_batch=batch)
    assert [row[2] for row in rows(database, ANSWERS)] == [2, 2, 1, 1, 1, 1]


def named(**more: Any) -> dict[str, Any]:
    """The audit of 5 March as an export knows it, which names the auditor only."""
    return conversation(
        Metrics=[metric("q-id", "NO", 40, **{"Auditor Response": "YES"})],
        **{"Auditor Name": "Ravi Rossi", "Audit Date": "2026-03-05T10:00:00Z", **more},
    )


def test_the_answers_follow_their_audit_when_two_auditors_turn_out_to_be_one(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path / "1", {"form.json": FORM, "page.json": page(named())})
    assert rows(database, "SELECT DISTINCT auditor_id FROM metric_results WHERE auditor_id IS NOT NULL") == [
        ("auditor:Ravi Rossi",)
    ]
    load(database, tmp_path / "2", {"people.json": [RAVI]})
    assert rows(database, "SELECT auditor_id FROM audits") == [("ravi@example.com",)]
    assert rows(database, ANSWERS) == [(5, "q-id", 1, "YES", None)]
    before = snapshot(database)
    load(database, tmp_path / "1", {})
    assert snapshot(database) == before


def test_the_same_audit_under_the_name_and_under_the_address_has_the_answers_given_under_the_address(
    database: Database, tmp_path: Path
) -> None:
    """Ravi's name and address belong together only once people.json is there."""
    files = {
        "form.json": FORM,
        "page.json": page(named()),
        "audits.json": [
            audit("05", ("q-id", "NO", "Said under the address."), by="ravi@example.com"),
            audit("04", ("q-id", "NA", None), by="ravi@example.com"),
        ],
    }
    load(database, tmp_path / "1", files)
    for folder in ("2", "1"):
        load(database, tmp_path / folder, {"people.json": [RAVI]})
        assert rows(database, ANSWERS) == [
            (4, "q-id", 1, "NA", None),
            (5, "q-id", 1, "NO", "Said under the address."),
        ]
        assert rows(database, SHOWN) == [("q-id", "NO")]
        assert rows(database, "SELECT failed_areas FROM interactions") == [(["Compliance"],)]


@pytest.mark.storage
def test_answers_given_under_the_name_alone_stay_when_both_audits_become_one(
    database: Database, tmp_path: Path
) -> None:
    files = {
        "form.json": FORM,
        "page.json": page(named()),
        "audits.json": [audit("05", by="ravi@example.com")],
    }
    load(database, tmp_path / "1", files)
    load(database, tmp_path / "2", {"people.json": [RAVI]})
    assert rows(database, "SELECT auditor_id, score FROM audits") == [("ravi@example.com", 50.0)]
    assert rows(database, ANSWERS) == [(5, "q-id", 1, "YES", None)]
    assert rows(database, SHOWN) == [("q-id", "YES")]


def test_answers_to_metrics_by_name_get_the_forms_id(database: Database, tmp_path: Path) -> None:
    record = conversation(
        Metrics=[{"Metric Name": "Checks the account", "Qualification": "NO", "Auditor Response": "YES"}],
        **{"Auditor Name": "Ola Oduya", "Audit Date": "2026-03-05T12:00:00Z", "Evaluation Form Name": "Phone shop"},
    )
    load(database, tmp_path / "1", {"page.json": page(record)})
    assert rows(database, ANSWERS) == [(5, "name:checks the account", 1, "YES", None)]
    load(database, tmp_path / "2", {"form.json": FORM})
    assert rows(database, ANSWERS) == [(5, "q-id", 1, "YES", None)]
    assert rows(database, SHOWN) == [("q-id", "YES")]
    together = databases.fresh()
    load(together, tmp_path / "3", {"form.json": FORM, "page.json": page(record)})
    assert snapshot(database) == snapshot(together)
    together.close()


def test_an_audit_made_here_outlives_every_import(database: Database, tmp_path: Path) -> None:
    files = exports(FIRST) | {
        "people.json": [
            person("nia@example.com", "Nia Novak", supervisor_email="sol@example.com"),
            person("sol@example.com", "Sol", permissions=["coaching_assignments", "qa_functionalities"]),
        ]
    }
    load(database, tmp_path, files)
    given = {"q-hello": Answer("YES"), "q-id": Answer("YES", "Asked at 4:10"), "q-blame": Answer("NO")}
    assert auditing.submit(database, "sol@example.com", "k-1", given, "") == 100
    before = snapshot(database)
    assert rows(database, "SELECT supervisor_audit_score FROM interactions") == [(100.0,)]
    load(database, tmp_path, files)
    assert snapshot(database) == before
    nothing = dict.fromkeys(given, Answer("NA"))
    assert auditing.submit(database, "sol@example.com", "k-1", nothing, "") is None
    load(database, tmp_path, files)
    assert rows(database, "SELECT supervisor_audit_score FROM interactions") == [(None,)]
