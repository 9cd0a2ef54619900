"""evaluation_form.json, people.json, audits.json and assignments.json."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from coaching.assignments import assigning, withdrawing
from coaching.quality import auditing
from coaching.quality.auditing import Answer
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import FORM, assignment, conversation, load, metric, page, person, rows, snapshot

NAMED = [
    {"Metric ID": "q-hello", "Metric Name": "Says hello", "Qualification": "YES"},
    {"Metric Name": "Checks the account", "Qualification": "NO"},
    {"Metric ID": "q-blame", "Metric Name": "Blames a colleague", "Qualification": "NO"},
]
OTHER_AGENT = [{"agentId": "a-olu", "Agent Name": "Olu Obi", "Agent Email": "olu@example.com"}]


def test_a_form_gives_areas_and_weights_and_an_absent_score_is_computed(database: Database, tmp_path: Path) -> None:
    record = conversation(Metrics=NAMED, **{"Kore Evaluation Score": None, "Evaluation Form Name": "Phone shop"})
    load(database, tmp_path, {"form.json": FORM, "page.json": page(record)})
    assert rows(database, "SELECT kore_evaluation_score, evaluation_computed, fatal FROM interactions") == [
        (0.0, True, True)
    ]
    assert rows(database, "SELECT coaching_area, earned, possible FROM area_daily ORDER BY ALL") == [
        ("Compliance", 0.0, 50.0),
        ("Etiquette", 50.0, 50.0),
    ]


def test_a_form_imported_later_gives_the_same(database: Database, tmp_path: Path) -> None:
    records = [
        conversation("k-1", Metrics=NAMED, **{"Kore Evaluation Score": None, "Evaluation Form Name": "Phone shop"}),
        conversation("k-2", Metrics=NAMED[:2], **{"Evaluation Form Name": "Phone shop"}),
        conversation("k-3", Metrics=[metric("q-blame", "YES", 5, isFatalError=False)], **{"Kore Evaluation Score": ""}),
    ]
    load(database, tmp_path / "1", {"form.json": FORM, "page.json": page(*records)})
    later = databases.fresh()
    load(later, tmp_path / "2", {"page.json": page(*records)})
    assert rows(later, "SELECT DISTINCT coaching_area FROM metrics") == [("Other",)]
    load(later, tmp_path / "3", {"form.json": FORM})
    assert snapshot(later) == snapshot(database)


def test_a_changed_form_changes_computed_scores_and_leaves_reported_ones(database: Database, tmp_path: Path) -> None:
    computed = conversation(
        "k-1", Metrics=NAMED, **{"Kore Evaluation Score": None, "Evaluation Form Name": "Phone shop"}
    )
    reported = conversation("k-2", Metrics=NAMED, **{"Evaluation Form Name": "Phone shop"})
    load(database, tmp_path / "1", {"form.json": FORM, "page.json": page(computed, reported)})
    milder = {**FORM, "metrics": [{**one, "fatal": False, "coaching_area": "All"} for one in FORM["metrics"]]}
    load(database, tmp_path / "2", {"form.json": milder})
    assert rows(database, "SELECT kore_evaluation_score, fatal FROM interactions ORDER BY interaction_id") == [
        (50.0, False),
        (60.0, False),
    ]
    assert rows(database, "SELECT coaching_area, earned, possible, interactions FROM area_daily") == [
        ("All", 100.0, 200.0, 2)
    ]


@pytest.mark.parametrize("reported", [True, False, None])
@pytest.mark.parametrize("qualification", ["YES", "NO", "NA"])
def test_only_a_failed_metric_is_fatal_whenever_the_form_says_what_fails(
    database: Database, tmp_path: Path, reported: bool | None, qualification: str
) -> None:
    metrics = [metric("q-hello", "YES"), metric("q-blame", qualification, isFatalError=reported)]
    record = conversation(Metrics=metrics, **{"Kore Evaluation Score": None})
    load(database, tmp_path / "1", {"page.json": page(record)})
    found = "SELECT fatal, kore_evaluation_score, fatal_error FROM interactions, metric_results WHERE position = 2"
    failed = reported is True and qualification == "NO"
    assert rows(database, found)[0][::2] == (failed, failed)
    load(database, tmp_path / "2", {"form.json": FORM})
    failed = reported is True and qualification == "YES"
    assert rows(database, found)[0][::2] == (failed, failed)
    fatal = {**FORM["metrics"][2], "correct_response": "YES"}
    load(database, tmp_path / "2", {"form.json": {**FORM, "metrics": [FORM["metrics"][0], fatal]}})
    failed = reported is True and qualification == "NO"
    assert rows(database, found)[0][::2] == (failed, failed)

    at_once = databases.fresh()
    load(at_once, tmp_path / "3", {"form.json": FORM, "page.json": page(record)})
    in_turn = databases.fresh()
    load(in_turn, tmp_path / "1", {})
    load(in_turn, tmp_path / "4", {"form.json": FORM})
    assert snapshot(in_turn) == snapshot(at_once)


def test_a_changed_pass_score_counts_for_earlier_interactions(database: Database, tmp_path: Path) -> None:
    files = {
        "form.json": FORM,
        "page.json": page(
            conversation("k-1", **{"Evaluation Form Name": "Phone shop"}),
            conversation("k-2", **{"Evaluation Form Name": "Phone shop", "Pass Score": 70}),
        ),
    }
    load(database, tmp_path, files)
    assert rows(database, "SELECT pass_score FROM interactions ORDER BY interaction_id") == [(None,), (70.0,)]
    assert rows(database, "SELECT below_pass_score FROM agent_daily") == [(2,)]
    load(database, tmp_path, {"form.json": {**FORM, "pass_score": 50}})
    assert rows(database, "SELECT below_pass_score FROM agent_daily") == [(1,)]
    load(database, tmp_path, {"form.json": {**FORM, "pass_score": None}})
    assert rows(database, "SELECT below_pass_score FROM agent_daily") == [(1,)]
    load(database, tmp_path, files)
    assert rows(database, "SELECT below_pass_score FROM agent_daily") == [(2,)]


@pytest.mark.parametrize(
    ("field", "value"), [("coaching_area", "Manners"), ("correct_response", "NO"), ("fatal", True), ("weight", 99)]
)
def test_two_forms_that_define_a_metric_differently_are_named_unless_it_is_its_weight(
    database: Database, tmp_path: Path, field: str, value: object
) -> None:
    changed = {**FORM["metrics"][0], field: value}
    other = {**FORM, "name": "Chat shop", "metrics": [{**FORM["metrics"][1], "metric_id": "own"}, changed]}
    for _ in range(2):
        report = load(database, tmp_path / "1", {"form-1.json": FORM, "form-2.json": other})
        assert report.refusals == []
        assert rows(database, "SELECT count(*) FROM metrics") == [(4,)]
        if field == "weight":
            assert report.notes == []
        else:
            assert report.is_incomplete
            assert all(named in report.notes[0] for named in ("q-hello", field, '"Phone shop" says', '"Chat shop"'))
    # Changed in both at once it is a change as any other.
    both = [{**form, "metrics": [changed]} for form in (FORM, other)]
    assert load(database, tmp_path / "2", {"form-1.json": both[0], "form-2.json": both[1]}).notes == []


SHARED = """
    SELECT metric_id, form_id, m.name, coaching_area, m.weight, r.weight, fatal_error
    FROM metrics m JOIN metric_results r USING (metric_id)"""


def test_a_form_keeps_its_weight_and_name_of_a_metric_that_another_form_defines(
    database: Database, tmp_path: Path
) -> None:
    """The form whose name comes last, with numbers as numbers, says what the metric is, until it has it no more."""
    asked_here: dict[str, Any] = {"metric_id": "q-1", "name": "Greets", "weight": 5, "coaching_area": "Manners"}
    old = {"name": "Service 9", "metrics": [asked_here]}
    again = {**asked_here, "name": "Says hello", "weight": 7, "fatal": True}
    new = {"name": "Service 10", "metrics": [again]}
    record = conversation(
        Metrics=[{"Metric Name": "Greets", "Qualification": "NO"}], **{"Evaluation Form Name": "service 9"}
    )
    load(database, tmp_path / "1", {"form.json": new})
    load(database, tmp_path / "2", {"page.json": page(record)})
    load(database, tmp_path / "3", {"form.json": old})
    assert rows(database, SHARED) == [("q-1", "Service 10", "Says hello", "Manners", 7, 5, True)]
    # The advice of the note is followed: an id of its own in one of the two forms.
    load(database, tmp_path / "4", {"form.json": {**new, "metrics": [{**again, "metric_id": "q-2"}]}})
    assert rows(database, SHARED) == [("q-1", "Service 9", "Greets", "Manners", 5, 5, False)]


def greeting(**more: Any) -> dict[str, Any]:
    return {"metric_id": "q-1", "name": "Greets", "weight": 5, "coaching_area": "Manners"} | more


@pytest.mark.parametrize("together", [True, False])
def test_what_a_form_has_dropped_says_nothing_of_another_forms_metric(
    database: Database, tmp_path: Path, together: bool
) -> None:
    load(database, tmp_path / "1", {"form.json": {"name": "Service", "metrics": [greeting()]}})
    without = {"name": "Service", "metrics": [greeting(metric_id="q-2", name="Listens")]}
    sales = {"name": "Sales", "metrics": [greeting(coaching_area="Selling", weight=7)]}
    if together:
        assert not load(database, tmp_path / "2", {"a.json": sales, "b.json": without}).is_incomplete
    else:
        load(database, tmp_path / "2", {"b.json": without})
        assert not load(database, tmp_path / "3", {"a.json": sales}).is_incomplete
    before = snapshot(database)
    of_it = "SELECT form_id, coaching_area FROM metrics WHERE metric_id = 'q-1'"
    assert rows(database, of_it) == [("Sales", "Selling")]
    load(database, tmp_path / "4", {"b.json": without, "a.json": sales})
    assert snapshot(database) == before
    load(database, tmp_path / "5", {"c.json": {"name": "Service", "metrics": [greeting(weight=9)]}})
    assert rows(database, of_it) == [("Service", "Manners")]
    assert rows(database, "FROM dropped_metrics") == [("q-2",)]


def test_results_without_a_record_weigh_as_the_form_of_their_interaction_says(
    database: Database, tmp_path: Path
) -> None:
    """Those of the demo, and those that were stored before records were kept."""
    record = conversation("c-1", Metrics=[{"Metric ID": "q-1", "Qualification": "NO"}])
    record["Evaluation Form Name"] = "Service 9"
    service_9 = {"name": "Service 9", "metrics": [greeting()]}
    load(database, tmp_path / "1", {"form.json": service_9, "page.json": page(record)})
    with database.transaction() as cursor:
        cursor.execute("DELETE FROM interaction_records")
    load(database, tmp_path / "2", {"form.json": {"name": "Service 10", "metrics": [greeting(weight=7)]}})
    assert rows(database, "SELECT weight FROM metric_results") == [(5,)]


def test_an_audit_asks_for_a_metric_that_another_form_defines(database: Database, tmp_path: Path) -> None:
    asked_here = {"metric_id": "q-1", "name": "Greets", "weight": 5}
    files = {
        "people.json": [
            person("nia@example.com", "Nia Novak", supervisor_email="sol@example.com"),
            person("sol@example.com", "Sol", permissions=["coaching_assignments", "qa_functionalities"]),
        ],
        "page.json": page(conversation("c-1", **{"Evaluation Form Name": "Service 9"})),
        "form-9.json": {"name": "Service 9", "metrics": [asked_here]},
        "form-10.json": {"name": "Service 10", "metrics": [{**asked_here, "name": "Says hello", "weight": 7}]},
    }
    load(database, tmp_path, files)
    asked = auditing.metrics_to_audit(database, "sol@example.com", "c-1")
    assert asked[["metric_id", "name", "weight"]].values.tolist() == [["q-1", "Greets", 5]]
    assert auditing.submit(database, "sol@example.com", "c-1", {"q-1": Answer("YES")}, "") == 100
    assert rows(database, "SELECT weight FROM metric_results") == [(5,)]


def test_people_json_overrides_exports_whatever_comes_first(database: Database, tmp_path: Path) -> None:
    people = [
        person("Nia@example.com", "Nia N.", supervisor_email="uma@example.com", permissions=["agent_dashboard"]),
        person("uma@example.com", "Uma Udo", team=None, permissions=["coaching_monitor", "cross_team_access"]),
    ]
    export: dict[str, Any] = {
        "page.json": page(conversation()),
        "assignments.json": [assignment()],
    }
    load(database, tmp_path / "1", {"people.json": people})
    load(database, tmp_path / "2", export)
    later = databases.fresh()
    load(later, tmp_path / "2", {})
    assert rows(later, "SELECT supervisor_id FROM supervisions") == [("ravi@example.com",)]
    load(later, tmp_path / "1", {})
    assert snapshot(later) == snapshot(database)
    assert rows(database, "SELECT name, team, source_ids, permissions FROM people WHERE email = 'nia@example.com'") == [
        ("Nia N.", "Harbour", ["a-nia"], ["agent_dashboard"])
    ]
    assert rows(database, "FROM supervisions") == [("uma@example.com", "nia@example.com")]


def test_whoever_assigned_becomes_a_supervisor_of_the_agent_and_an_unlisted_auditor_does_not(
    database: Database, tmp_path: Path
) -> None:
    audits = [
        {"conversation_id": interaction, "auditor_email": auditor, "audited_at": "2026-03-05", "score": 5}
        for interaction, auditor in (("k-1", "sol@example.com"), ("k-2", "nia@example.com"))
    ]
    records = page(conversation("k-1"), conversation("k-2", Agents=OTHER_AGENT))
    load(database, tmp_path, {"page.json": records, "audits.json": audits, "assignments.json": [assignment()]})
    assert rows(database, "SELECT supervisor_id, agent_id FROM supervisions ORDER BY ALL") == [
        ("ravi@example.com", "nia@example.com")
    ]
    supervisor = ["coaching_assignments", "coaching_monitor", "qa_functionalities"]
    assert rows(database, "SELECT person_id, name, permissions FROM people ORDER BY ALL") == [
        ("nia@example.com", "Nia Novak", ["agent_dashboard", "coaching_assignments"]),
        ("olu@example.com", "Olu Obi", ["agent_dashboard", "coaching_assignments"]),
        ("ravi@example.com", "Ravi Rossi", supervisor),
        ("sol@example.com", "sol@example.com", []),
    ]


def test_the_newest_audit_with_a_score_counts(database: Database, tmp_path: Path) -> None:
    def audit(on: str, score: int | str | None, **more: Any) -> dict[str, Any]:
        return {
            "conversation_id": "k-1",
            "auditor_email": "sol@example.com",
            "audited_at": f"2026-03-{on}T10:00:00Z",
            "supervisor_audit_score": score,
            **more,
        }

    judged = [{"metric_id": "q-id", "qualification": "NO", "comment": "Not asked."}]
    load(
        database,
        tmp_path / "1",
        {
            "form.json": FORM,
            "page.json": page(conversation(Metrics=[metric("q-id", "YES", 40)])),
            "audits.json": [
                audit("05", 50),
                audit("09", None),
                audit("07", "70", metrics=judged, comment="Look again."),
            ],
        },
    )
    assert rows(database, "SELECT supervisor_audit_score, kore_evaluation_score, fatal FROM interactions") == [
        (70.0, 60.0, False)
    ]
    load(database, tmp_path / "2", {"audits.json": [audit("09", "NA", metrics=judged), audit("08", 80)]})
    assert rows(database, "SELECT supervisor_audit_score FROM interactions") == [(80.0,)]
    assert rows(database, "SELECT count(*), count(score), count(comment) FROM audits") == [(4, 3, 1)]
    by_sol = "SELECT weight, fatal_error, justification FROM metric_results WHERE auditor_id = 'sol@example.com'"
    assert rows(database, by_sol) == [(40.0, True, "Not asked.")]


@pytest.mark.parametrize("assigned_at", ["2026-03-05T20:00:00-05:00", "2026-03-06T01:00:00Z", 1772758800000])
def test_a_follow_up_may_be_on_the_day_of_the_assignment_as_it_is_written(
    database: Database, tmp_path: Path, assigned_at: object
) -> None:
    days = ("2026-03-04", "2026-03-05", "2026-03-06")
    files = {
        "page.json": page(conversation()),
        "assignments.json": [assignment(day, assigned_at=assigned_at, follow_up_on=day) for day in days],
    }
    load(database, tmp_path, files)
    first = 1 if str(assigned_at).endswith("-05:00") else 2
    assert rows(database, "SELECT assignment_id FROM assignments ORDER BY ALL") == [(day,) for day in days[first:]]


def test_an_assignment_as_it_is_stored_and_updated(database: Database, tmp_path: Path) -> None:
    records = page(conversation("k-1"), conversation("k-2"), conversation("k-3", Agents=OTHER_AGENT))
    first = assignment(
        coaching_areas=["Etiquette", "Compliance", "Etiquette"],
        interactions=["k-2", "k-1", "k-2"],
        best_responses=["k-3"],
        action_plan=["One.", "Two."],
    )
    load(database, tmp_path / "1", {"page.json": records, "assignments.json": [first]})
    imported = (
        "* EXCLUDE (said_agent, said_by, version, withdrawn_at, chosen_because, period_first, period_last, group_id, "
        "without_feedback_because, draft_id)"
    )
    assert rows(database, f"SELECT {imported} FROM assignments") == [
        ("as-1", "Greeting", "nia@example.com", "ravi@example.com", datetime(2026, 3, 4, 8), date(2026, 3, 11),
         "Quick.", "The first sentence.", ["One.", "Two."])
    ]  # fmt: skip
    assert rows(database, "FROM assignment_areas ORDER BY position") == [
        ("as-1", "Etiquette", 1),
        ("as-1", "Compliance", 2),
    ]
    assert rows(database, "FROM assignment_interactions ORDER BY kind DESC, position") == [
        ("as-1", "k-2", "marked", 1, "nia@example.com"),
        ("as-1", "k-1", "marked", 2, "nia@example.com"),
        ("as-1", "k-3", "best_response", 1, "olu@example.com"),
    ]
    changed = assignment(name="Greeting, again", feedback=None, action_plan="Only this.", follow_up_on="2026-03-04")
    load(database, tmp_path / "2", {"assignments.json": [changed]})
    assert rows(database, "SELECT name, work_on, action_plan FROM assignments") == [
        ("Greeting, again", "", ["Only this."])
    ]
    assert rows(database, "SELECT interaction_id FROM assignment_interactions") == [("k-1",)]


@pytest.mark.parametrize("how", ["changed", "withdrawn"])
def test_what_a_supervisor_changed_or_withdrew_stays_when_the_same_comes_again(
    database: Database, tmp_path: Path, how: str
) -> None:
    load(database, tmp_path / "1", {"page.json": page(conversation("k-1")), "assignments.json": [assignment()]})
    supervisor = "ravi@example.com"
    if how == "withdrawn":
        withdrawing.withdraw(database, supervisor, "as-1", "A mistake")
    else:
        found = assigning.assignment_to_edit(database, supervisor, "as-1")
        assert found is not None
        _, draft, version = found
        assigning.edit(database, supervisor, "as-1", replace(draft, name="Renamed here"), version, date(2026, 3, 5))
    before = snapshot(database)
    load(database, tmp_path / "2", {"assignments.json": [assignment(name="Renamed there")]})
    assert snapshot(database) == before
