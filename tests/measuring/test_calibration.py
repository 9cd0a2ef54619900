"""Automatic answers against audited ones: every figure against one from the raw tables, in plain pandas."""

from datetime import datetime

import pandas as pd

from coaching.measuring import calibration
from coaching.measuring.score_map import TeamScope
from coaching.quality.forms import Metric
from coaching.storage.database import Database
from coaching.words.days import Period

DAY = datetime(2026, 4, 1, 12)


def independent(database: Database, period: Period) -> pd.DataFrame:
    """Both answers of every interaction and metric: of all audits with answers the newest counts."""
    audits = database.query("""
        SELECT a.interaction_id, a.audit_id, a.auditor_id, a.audited_at, i.started_at
        FROM audits a, interactions i WHERE i.interaction_id = a.interaction_id""")
    answered = set(database.query("SELECT DISTINCT audit_id FROM audit_answers")["audit_id"])
    audits = audits[audits["audit_id"].isin(answered)]
    audits = audits[(audits["started_at"] >= pd.Timestamp(period.first))
                    & (audits["started_at"] < pd.Timestamp(period.end))]  # fmt: skip
    newest = audits.sort_values(["audited_at", "audit_id"]).groupby("interaction_id").tail(1)
    answers = database.query("SELECT audit_id, metric_id, qualification AS audited FROM audit_answers")
    automatic = database.query("""
        SELECT interaction_id, metric_id, qualification AS automatic FROM metric_results WHERE auditor_id IS NULL""")
    expected = database.query("SELECT metric_id, expected_response FROM metrics")
    return (
        newest[["interaction_id", "audit_id"]]
        .merge(answers, on="audit_id")
        .merge(automatic, on=["interaction_id", "metric_id"])
        .merge(expected, on="metric_id")
    )


def boss_and_newest(database: Database) -> tuple[str, Period]:
    (boss,) = database.rows("SELECT person_id FROM people WHERE list_contains(permissions, 'cross_team_access')")
    (newest,) = database.rows("SELECT max(started_at)::DATE AS day FROM interactions")
    return boss["person_id"], Period.of_last_days(90, newest["day"])


def test_every_figure_of_the_demo_is_that_of_the_raw_answers(demo_centre: Database) -> None:
    boss, period = boss_and_newest(demo_centre)
    scope = TeamScope(period=period)
    answers = independent(demo_centre, period)
    fails = {side: ~answers[side].isin(["NA"]) & (answers[side] != answers["expected_response"])
             for side in ("automatic", "audited")}  # fmt: skip
    expected = answers.assign(
        agreeing=answers["automatic"] == answers["audited"],
        too_strict=fails["automatic"] & ~fails["audited"],
        too_lenient=fails["audited"] & ~fails["automatic"],
    ).groupby("metric_id")
    found = calibration.by_metric(demo_centre, boss, scope)
    assert len(found) > 20
    assert {row[0]: row[1:] for row in found.itertuples(index=False)} == {
        metric: (len(rows), rows["agreeing"].sum(), rows["too_strict"].sum(), rows["too_lenient"].sum())
        for metric, rows in expected
    }
    for metric in found.loc[found["interactions"] > found["agreeing"], "metric_id"][:3]:
        differ = answers[(answers["metric_id"] == metric) & (answers["automatic"] != answers["audited"])]
        rows, total = calibration.that_differ(demo_centre, boss, scope, metric, page=1, size=100)
        assert total == len(differ) == len(rows)
        assert {(each.interaction_id, each.automatic, each.audited) for each in rows.itertuples()} == set(
            differ[["interaction_id", "automatic", "audited"]].itertuples(index=False, name=None)
        )


def test_the_newest_audit_with_answers_is_compared(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM audits")
        cursor.execute("DELETE FROM metric_results WHERE auditor_id IS NOT NULL")
        for audit, auditor, days, answers in (
            ("old", "sam@example.com", 0, {"m-greet": "YES", "m-verify": "NO"}),
            ("new", "kim@example.com", 1, {"m-greet": "NO"}),
            ("score-only", "lee@example.com", 2, {}),
        ):
            cursor.execute("INSERT INTO audits BY NAME SELECT ? AS audit_id, 'c-ana-1' AS interaction_id, "
                           "? AS auditor_id, ?::TIMESTAMP + to_days(?) AS audited_at, 50 AS score",
                           [audit, auditor, DAY, days])  # fmt: skip
            for metric, answer in answers.items():
                cursor.execute("INSERT INTO audit_answers VALUES (?, ?, 1, ?, NULL)", [audit, metric, answer])
                cursor.execute("INSERT INTO metric_results BY NAME SELECT 'c-ana-1' AS interaction_id, ? AS metric_id, "
                               "? AS auditor_id, 1 AS position, ? AS qualification, 1 AS weight, 0 AS negative_weight, "
                               "FALSE AS fatal_error", [metric, auditor, answer])  # fmt: skip
    automatic = {row["metric_id"]: row["qualification"] for row in small_centre.rows(
        "SELECT metric_id, qualification FROM metric_results WHERE interaction_id = 'c-ana-1' AND auditor_id IS NULL"
    )}  # fmt: skip
    ever = TeamScope(period=Period.of_days(DAY.date().replace(year=2020), DAY.date().replace(year=2030)))
    found = calibration.by_metric(small_centre, "kim@example.com", ever)
    assert found["metric_id"].tolist() == ["m-greet"]  # of m-verify the newest audit says nothing
    assert found["agreeing"].tolist() == [int(automatic["m-greet"] == "NO")]
    for narrowed in (TeamScope(period=ever.period, team="South"), TeamScope(period=ever.period, channel="voice")):
        assert calibration.by_metric(small_centre, "kim@example.com", narrowed).empty


def test_least_agreement_comes_first_and_what_too_few_say_comes_last() -> None:
    counted = pd.DataFrame(
        [("m-1", 10, 8, 1, 1), ("m-2", 4, 0, 4, 0), ("m-3", 100, 50, 0, 50), ("m-4", 10, 10, 0, 0)],
        columns=["metric_id", "interactions", "agreeing", "too_strict", "too_lenient"],
    )
    called = {f"m-{number}": f"Metric {number}" for number in range(1, 5)}
    metrics = {each: Metric(metric_id=each, name=name, coaching_area="Area", fatal=False, expected_response="YES")
               for each, name in called.items()}  # fmt: skip
    found = calibration.agreement(counted, metrics, called).set_index("metric_id")
    assert found.index.tolist() == ["m-3", "m-1", "m-4", "m-2"]
    assert found["judged"].tolist() == [True, True, True, False]
    # The examples of Wilson's interval: 8 of 10, 50 of 100, 10 of 10.
    assert found.loc["m-1", ["agreement", "low", "high"]].tolist() == [80.0, 49.0, 94.3]
    assert found.loc["m-3", ["agreement", "low", "high"]].tolist() == [50.0, 40.4, 59.6]
    assert found.loc["m-4", ["agreement", "low", "high"]].tolist() == [100.0, 72.2, 100.0]
    assert found["differing"].to_dict() == {"m-3": 50, "m-1": 2, "m-4": 0, "m-2": 4}
