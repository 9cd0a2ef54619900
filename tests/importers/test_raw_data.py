"""Raw Data API pages, present and older, and ScoreReporting responses."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from coaching.importers.conversations import AgentMention, Conversation, QueueMention
from coaching.importers.formats import raw_data
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import FORM, conversation, load, metric, page, person, rows, snapshot, source, write


def read(record: dict[str, Any]) -> Conversation:
    return raw_data.conversation(record, source(raw_data.FORMAT))


OLDER = {
    "src": "korevg",
    "Conversation Start Time": "2025-01-07 14:00:00",
    "Duration": "90500 milliseconds",
    "Conversation ID": "old-1",
    "Sentiment Score": 5,
    "Intents": [{"intent": "Cancel subscription", "keywords": ["cancel"]}],
    "Topics": [{"topic": "Subscriptions"}],
    "IsChurnRiskObserved": True,
    "Pass Score": 70,
    "IsPassed": False,
    "Queues": [{"Queue ID": "q-9", "Queue Name": "Technical Support "}],
    "Agents": [{"agentId": "u-77", "Agent Name": " Tomas Berg ", "Agent Email": "Tomas.Berg@Example.com"}],
    "Metrics": [
        {"Metric Weight": 25, "Qualification": "NA"},
        {"Metric Weight": 30, "Qualification": "NO"},
        {"Metric Weight": 15, "Qualification": "NO"},
        {"Metric Weight": 10, "Qualification": "NA"},
        {"Metric Weight": 30, "Qualification": "YES"},
    ],
}
SCORE_REPORTING = {
    "conversationId": "rep-1",
    "Queues": [{"queueId": "q-9", "queueName": "Technical Support"}],
    "Agents": [{"Agent ID": "u-77", "Agent Name": "Tomas Berg"}, {"Agent ID": "u-78", "Agent Name": "Second"}],
    "koreEvalutionScore": 35,
    "fatalErrorCount": 1,
    "Language": "en-GB",
    "duration_status": "evaluated",
    "Metrics": [
        {"Metric ID": "em-a", "Metric Name": "Asks", "Metric Weight": 5, "Metric Negative Weight": "-3",
         "isFatalError": True, "Qualification": "NO"},
        {"Metric ID": "em-b", "Metric Name": "Tells", "Metric Weight": 5, "Qualification": "-"},
        {"Metric ID": "em-c", "Metric Name": "Ends", "Metric Weight": 5},
    ],
}  # fmt: skip


def test_the_older_shape(database: Database, tmp_path: Path) -> None:
    assert load(database, tmp_path, {"page.json": page(OLDER)}).refusals == []
    of_the_record = (
        "* EXCLUDE (met_areas, failed_areas, failed_areas_text, fails_fatally, transcript_number, transcript_digest)"
    )
    assert rows(database, f"SELECT {of_the_record} FROM interactions") == [
        (
            "old-1", "tomas.berg@example.com", "q-9", "voice", None, None, "Subscriptions",
            datetime(2025, 1, 7, 14), datetime(2025, 1, 7, 14, 1, 30, 500000), None, 70.0, 40.0, True, None, 5.0, False,
            False,
        )
    ]  # fmt: skip
    assert rows(database, "FROM queues") == [("q-9", "Technical Support")]
    assert rows(database, "SELECT name, source_ids, permissions, listed FROM people") == [
        ("Tomas Berg", ["u-77"], ["agent_dashboard", "coaching_assignments"], False)
    ]
    assert rows(database, "SELECT metric_id, name, coaching_area, weight FROM metrics ORDER BY position") == [
        (f"unnamed#{position}", f"Metric {position}", "Other", weight)
        for position, weight in enumerate((25.0, 30.0, 15.0, 10.0, 30.0), start=1)
    ]


def test_a_score_reporting_response_has_no_times_and_counts_the_first_agent(database: Database, tmp_path: Path) -> None:
    assert load(database, tmp_path, {"scores.json": page(SCORE_REPORTING)}).refusals == []
    assert rows(database, "SELECT agent_id, started_at, kore_evaluation_score, fatal, language FROM interactions") == [
        ("u-77", None, 35.0, True, "English")
    ]
    assert rows(
        database, "SELECT metric_id, qualification, negative_weight, fatal_error FROM metric_results ORDER BY position"
    ) == [("em-a", "NO", 3.0, True), ("em-b", "NA", 0.0, False), ("em-c", "NA", 0.0, False)]
    assert rows(database, "FROM area_daily") == []
    assert rows(database, "SELECT person_id, email FROM people") == [("u-77", None)]


@pytest.mark.parametrize(
    ("record", "field", "expected"),
    [
        (conversation(Duration="60000 milliseconds", **{"Conversation End Time": None}), "ended_at",
         datetime(2026, 3, 2, 9, 1)),
        (conversation(Duration=60000, **{"Conversation End Time": None}), "ended_at", datetime(2026, 3, 2, 9, 1)),
        (conversation(**{"Conversation Start Time": "2026-03-02T10:00+02:00"}), "started_at", datetime(2026, 3, 2, 8)),
        (conversation(**{"Conversation Start Time": 1772438400000}), "started_at", datetime(2026, 3, 2, 8)),
        (conversation(**{"Conversation Start Time": "1772438400000"}), "started_at", datetime(2026, 3, 2, 8)),
        (conversation(**{"Conversation Start Time": 1772438400}), "started_at", datetime(2026, 3, 2, 8)),
        (conversation(**{"Conversation Start Time": "2026-03-02T09:00[Europe/Berlin]"}), "started_at",
         datetime(2026, 3, 2, 8)),
        (conversation(**{"Kore Evaluation Score": "80"}), "kore_evaluation_score", 80.0),
        (conversation(**{"Kore Evaluation Score": -40}), "kore_evaluation_score", 0.0),
        (conversation(**{"Kore Evaluation Score": "NA"}), "kore_evaluation_score", None),
        (conversation(**{"Kore Evaluation Score": ""}), "kore_evaluation_score", None),
        (conversation(**{"Kore Evaluation Score": "-"}), "kore_evaluation_score", None),
        (conversation(**{"Kore Evaluation Score": None, "koreEvaluationScore": 12.5}), "kore_evaluation_score", 12.5),
        (conversation(**{"Sentiment Score": "-3.5"}), "sentiment_score", -3.5),
        (conversation(**{"Fatal Errors": 2}), "counts_fatal", True),
        (conversation(**{"Fatal Errors": "0"}), "counts_fatal", False),
        (conversation(src="email"), "channel", "email"),
        (conversation(src="fax"), "channel", "fax"),
        (conversation(Language="pt-BR"), "language", "Portuguese"),
        (conversation(Language="Klingon"), "language", "Klingon"),
        (conversation(**{"Generated Intents": [{"l1": "Billing", "l2": "Refund", "l3": ""}]}), "topic", "Refund"),
        (conversation(**{"Generated Intents": [], "Intents": [{"intent": "Refund"}]}), "topic", "Refund"),
        (conversation(unheard_of={"of": 1}), "topic", None),
        (conversation(12345), "conversation_id", "12345"),
        (conversation(**{"Evaluation Form Name": "NA"}), "form_id", None),
        (conversation(Queues=[{"Queue ID": "-", "Queue Name": "null"}]), "queue", None),
        (conversation(Queues=[{"Queue ID": "NA", "Queue Name": "Repairs"}]), "queue",
         QueueMention("repairs", "Repairs")),
        (conversation(Agents=[{"agentId": "NA", "Agent Name": "-", "email": "nia@example.com"}]), "agent",
         AgentMention(email="nia@example.com", source_id=None)),
        (conversation(**{"Auditor Name": "Not Audited", "Supervisor Audit Score": "NA"}), "audits", []),
    ],
)  # fmt: skip
def test_one_field(record: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(read(record), field) == expected


def test_the_same_metric_id_twice_is_two_metrics_when_the_names_differ(database: Database, tmp_path: Path) -> None:
    metrics = [metric("m", "YES", **{"Metric Name": "One"}), metric("m", "NO", **{"Metric Name": "Two"})]
    load(database, tmp_path, {"page.json": page(conversation(Metrics=metrics))})
    assert rows(database, "SELECT metric_id, qualification FROM metric_results ORDER BY position") == [
        ("m", "YES"),
        ("m|two", "NO"),
    ]


def test_a_metric_without_an_id_is_found_by_its_name_in_the_form(database: Database, tmp_path: Path) -> None:
    metrics = [{"Metric Name": "Says hello", "Qualification": "YES"}, {"Metric Name": "Sings", "Qualification": "NO"}]
    record = conversation(Metrics=metrics, **{"Evaluation Form Name": "Phone shop"})
    load(database, tmp_path, {"form.json": FORM, "page.json": page(record)})
    assert rows(database, "SELECT metric_id, weight FROM metric_results ORDER BY position") == [
        ("q-hello", 20.0),
        ("name:sings", 0.0),
    ]


def test_a_later_page_updates_what_it_repeats_and_keeps_what_it_does_not_say(
    database: Database, tmp_path: Path
) -> None:
    first = conversation(Metrics=[metric("m", "YES")], **{"Sentiment Score": 4, "Fatal Errors": 1})
    second = conversation(**{"Kore Evaluation Score": "NA", "Sentiment Score": 6, "Queues": []})
    third = conversation(Metrics=[metric("n", "NO")], **{"Kore Evaluation Score": None})
    load(database, tmp_path, {"page-1.json": page(first), "page-2.json": page(second), "page-3.json": page(third)})
    together = snapshot(database)
    assert rows(database, "SELECT kore_evaluation_score, sentiment_score, queue_id, fatal FROM interactions") == [
        (60.0, 6.0, "q-repairs", True)
    ]
    assert rows(database, "SELECT metric_id, qualification FROM metric_results") == [("n", "NO")]

    one_by_one = databases.fresh()
    for number, record in enumerate((first, second, third)):
        load(one_by_one, tmp_path / str(number), {"page.json": page(record)})
    assert snapshot(one_by_one, ["interactions", "metric_results", "area_daily", "people"]) == {
        table: together[table] for table in ("interactions", "metric_results", "area_daily", "people")
    }


def test_an_id_without_an_address_joins_the_person_who_later_has_both(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path / "1", {"scores.json": page({**SCORE_REPORTING, "Conversation Start Time": "2026-01-01"})})
    load(
        database, tmp_path / "2", {"page.json": page({**OLDER, "Agents": [{"Agent Email": "tomas.berg@example.com"}]})}
    )
    assert rows(database, "SELECT count(*) FROM people") == [(2,)]
    load(database, tmp_path / "3", {"page.json": page(OLDER)})
    assert rows(database, "SELECT person_id, name FROM people") == [("tomas.berg@example.com", "Tomas Berg")]
    assert rows(database, "SELECT DISTINCT agent_id FROM interactions") == [("tomas.berg@example.com",)]
    assert rows(database, "SELECT DISTINCT agent_id FROM area_daily") == [("tomas.berg@example.com",)]


def test_the_audit_of_a_record_belongs_to_the_person_whom_people_json_calls_so(
    database: Database, tmp_path: Path
) -> None:
    audited = conversation(
        Metrics=[metric("m", "NO", **{"Auditor Response": "YES"})],
        **{"Auditor Name": "Ola Oduya", "Audit Date": "2026-03-05T12:00:00Z", "Audit Score": 90},
    )
    load(database, tmp_path / "1", {"page.json": page(audited)})
    assert rows(database, "SELECT person_id, email FROM people ORDER BY ALL")[0] == ("auditor:Ola Oduya", None)
    assert rows(database, "SELECT supervisor_audit_score FROM interactions") == [(90.0,)]
    assert rows(database, "SELECT auditor_id, qualification, weight FROM metric_results ORDER BY ALL") == [
        ("auditor:Ola Oduya", "YES", 10.0),
        (None, "NO", 10.0),
    ]
    by_ola = conversation("k-2", Agents=[{"Agent Email": "ola@example.com", "Agent Name": "Ola Oduya"}])
    load(database, tmp_path / "2", {"page.json": page(by_ola)})
    assert rows(database, "SELECT DISTINCT auditor_id FROM audits") == [("auditor:Ola Oduya",)]
    ola = person("ola@example.com", "Ola Oduya", permissions=["coaching_monitor"])
    load(database, tmp_path / "3", {"people.json": [ola]})
    assert rows(database, "SELECT person_id FROM people ORDER BY ALL") == [("nia@example.com",), ("ola@example.com",)]
    assert rows(database, "SELECT DISTINCT auditor_id FROM audits") == [("ola@example.com",)]
    assert rows(database, "SELECT supervisor_id, agent_id FROM supervisions") == []
    before = snapshot(database)
    load(database, tmp_path / "1", {"page.json": page(audited)})
    assert snapshot(database) == before


@pytest.mark.parametrize(
    "more",
    [
        {"Supervisor Audit Score": 50},
        {"Audit Date": "2026-03-05"},
        {"Metrics": [metric("m", "NO", **{"Auditor Response": "YES"})]},
    ],
)
def test_an_audit_has_a_score_a_date_or_an_answer(more: dict[str, Any]) -> None:
    assert [audit.auditor for audit in read(conversation(**{"Auditor Name": "Ola", **more})).audits] == ["Ola"]


@pytest.mark.parametrize("batch", [1, 10])
def test_times_that_do_not_fit_those_known_are_passed_over(database: Database, tmp_path: Path, batch: int) -> None:
    def at(start: str | None, end: str | None, **more: Any) -> dict[str, Any]:
        times = {"Conversation Start Time": start, "Conversation End Time": end}
        return conversation(**{key: time and f"2026-03-02T{time}:00Z" for key, time in times.items()}, **more)

    records = page(at("09:00", "09:05"), at("10:00", None, **{"Kore Evaluation Score": 70}), at(None, "10:30"))
    write(tmp_path, {"page.json": records})
    for _ in range(2):
        assert import_paths(database, [tmp_path], records_a_batch=batch).refusals == []
        assert rows(database, "SELECT started_at, ended_at, kore_evaluation_score FROM interactions") == [
            (datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10, 30), 60.0)
        ]
    load(database, tmp_path / "later", {"page.json": page(at(None, "08:00", **{"Kore Evaluation Score": 80}))})
    assert rows(database, "SELECT started_at, ended_at, kore_evaluation_score FROM interactions") == [
        (datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10, 30), 80.0)
    ]
