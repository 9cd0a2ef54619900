"""Evaluations of Amazon Connect."""

from pathlib import Path
from typing import Any

import pytest

from coaching.importers.run import import_paths
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.formatting import counted
from tests.importers.connect import evaluation, question
from tests.importers.export import load, refused, rows
from tests.places import FIELD_CASES, need

SAMPLES = FIELD_CASES.parent / "amazon-connect"
TIMES = {
    "metadata.csv": [
        {
            "conversationId": "ct-1",
            "agentEmail": "nia@example.com",
            "conversationStartTime": "2026-03-02T09:00:00Z",
            "conversationEndTime": "2026-03-02T09:05:00Z",
            "channelType": "voice",
        }
    ]
}


def sample(name: str) -> Path:
    """A real sample; the test is skipped where the shared data is not beside the project."""
    need(SAMPLES)
    return SAMPLES / name


def test_an_evaluation_waits_for_the_time_of_its_contact(database: Database, tmp_path: Path) -> None:
    report = load(database, tmp_path, {"e.json": evaluation()})
    assert (report.refusals, report.notes) == ([], [counted(1, wording.WAITING_TIMES)])
    assert rows(database, "SELECT interaction_id, agent_id, kore_evaluation_score, form_id FROM interactions") == [
        ("ct-1", "ag-1", 62.5, "Calls")
    ]


def test_the_agent_of_the_evaluation_counts_and_the_times_of_the_metadata(database: Database, tmp_path: Path) -> None:
    assert load(database, tmp_path, {**TIMES, "e.json": evaluation()}).is_complete
    assert rows(database, "SELECT agent_id, channel, started_at IS NOT NULL FROM interactions") == [
        ("ag-1", "voice", True)
    ]


@pytest.mark.parametrize(
    ("asked", "qualification"),
    [
        (question("q", "Yes", {"percentage": 100}), "YES"),
        (question("q", "No", {"percentage": 100}), "YES"),
        (question("q", "Yes", {"percentage": 0}), "NO"),
        (question("q", "No", {"percentage": 50}), "NO"),
        (question("q", "Yes", {}), "YES"),
        (question("q", "No", {}), "NO"),
        (question("q", None, {"notApplicable": True}), "NA"),
        (question("q", "Yes", {"percentage": 100}, metadata={"notApplicable": True}), "NA"),
        (question("q", None, {"notApplicable": True}, value="He was told."), "NA"),
    ],
)
def test_a_metric_is_met_where_the_answer_scores_in_full(
    database: Database, tmp_path: Path, asked: dict[str, Any], qualification: str
) -> None:
    load(database, tmp_path, {**TIMES, "e.json": evaluation("ct-1", asked)})
    assert rows(database, "SELECT metric_id, qualification FROM metric_results") == [("q", qualification)]
    assert rows(database, "SELECT name FROM metrics") == [("About q?",)]


def test_answers_and_notes_are_kept(database: Database, tmp_path: Path) -> None:
    asked = question("q", "No", {"percentage": 0}, notes="Too late.")
    load(database, tmp_path, {**TIMES, "e.json": evaluation("ct-1", asked)})
    assert rows(database, "SELECT justification FROM metric_results") == [("No\nToo late.",)]
    assert rows(database, "SELECT name, value FROM interaction_details") == [("Evaluator", "uma")]


def test_an_automatic_fail_is_fatal(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, {**TIMES, "e.json": evaluation(score={"percentage": 0, "automaticFail": True})})
    assert rows(database, "SELECT fatal FROM interactions") == [(True,)]


def test_an_evaluation_without_an_agent_is_refused(database: Database, tmp_path: Path) -> None:
    ((file, _, field, _),) = refused(load(database, tmp_path, {"e.json": evaluation(agentId=None)}))
    assert (file, field) == ("e.json", "agentId")


def test_the_sample(database: Database) -> None:
    report = import_paths(database, [sample("aws-connect.evaluation.v3.1.json")])
    assert report.refusals == []
    assert rows(database, "SELECT agent_id, kore_evaluation_score, form_id FROM interactions") == [
        ("286bcec0-e722-4166-865f-84db80252218", 100.0, "Compliance Evaluation Form")
    ]
    assert rows(database, "SELECT metric_id, qualification FROM metric_results ORDER BY position") == [
        ("q570b206a", "NA"),
        ("q73bc5b9d", "YES"),
        ("qc2effc9d", "NA"),
    ]


def test_what_cannot_be_used_is_left_out_and_named(database: Database, tmp_path: Path) -> None:
    asked = question("q", "Yes", {"percentage": "lots"})
    odd = {**evaluation("ct-1", asked, score=7, evaluator=["uma"]), "sections": 5}
    report = load(database, tmp_path, {**TIMES, "e.json": odd})
    assert report.refusals == []
    assert [(each.field, each.was) for each in report.dropped.values()] == [
        ("score", "7"),
        ("evaluator", "a list"),
        ("percentage", '"lots"'),
    ]
    assert rows(database, "SELECT kore_evaluation_score FROM interactions") == [(None,)]
