"""Suggested best responses: who qualifies, who comes first and why, for whom; and on real chats."""

from datetime import datetime, timedelta
from typing import Any

import duckdb
import pandas as pd
import pytest

from coaching.assignments import best_responses
from coaching.assignments.best_responses import MOST_COMPARED, suggest
from coaching.quality import stored_scores
from coaching.storage.database import Database

ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"
EVERYTHING = ["Accuracy", "Compliance", "Etiquette"]
METRICS = ("m-greet", "m-verify", "m-answer")


def newest(database: Database) -> datetime:
    [row] = database.rows("SELECT max(started_at) AS newest FROM interactions")
    found: datetime = row["newest"]
    return found


def add_results(
    cursor: duckdb.DuckDBPyConnection,
    key: str,
    qualifications: tuple[str, str, str],
    audited: dict[str, tuple[str, bool]],
) -> None:
    """What the automatic evaluation and an auditor answered of an interaction."""
    results: list[tuple[str, str | None, str, bool]] = [
        (metric, None, qualification, False) for metric, qualification in zip(METRICS, qualifications, strict=True)
    ]
    results += [(metric, SAM, answer, is_fatal) for metric, (answer, is_fatal) in audited.items()]
    for position, (metric, auditor, qualification, is_fatal) in enumerate(results, 1):
        cursor.execute(
            """INSERT INTO metric_results BY NAME
               SELECT $1 AS interaction_id, $2 AS metric_id, $3 AS auditor_id, $4 AS position,
                      $5 AS qualification, 10 AS weight, 0 AS negative_weight, $6 AS fatal_error""",
            [key, metric, auditor, position, qualification, is_fatal],
        )
    if audited:
        cursor.execute(
            "INSERT INTO audits (audit_id, interaction_id, auditor_id, audited_at) VALUES ($1, $1, $2, $3)",
            [key, SAM, datetime(2026, 1, 1)],
        )
    for metric, (answer, _) in audited.items():
        cursor.execute("INSERT INTO audit_answers VALUES ($1, $2, 1, $3, NULL)", [key, metric, answer])


def add(
    database: Database,
    key: str,
    agent: str = CLEO,
    *,
    qualifications: tuple[str, str, str] = ("YES", "YES", "YES"),
    queue: str | None = "q-1",
    topic: str | None = "Room booking",
    days_ago: float | None = 1,
    kore: float | None = 80,
    audit: float | None = None,
    fatal: bool = False,
    says: tuple[str, ...] = (),
    audited: dict[str, tuple[str, bool]] | None = None,
) -> None:
    """One more interaction in small_centre, `days_ago` before its newest one; it has turns only of what it `says`.

    `audited` is what an auditor answered: metric → (qualification, fatal error).
    """
    started = None if days_ago is None else newest(database) - timedelta(days=days_ago)
    with database.transaction() as cursor:
        cursor.execute(
            """INSERT INTO interactions BY NAME
               SELECT $key AS interaction_id, $agent AS agent_id, $queue AS queue_id, 'chat' AS channel,
                      $topic AS topic, $started AS started_at, 'Service' AS form_id, $kore AS kore_evaluation_score,
                      FALSE AS evaluation_computed, $audit AS supervisor_audit_score, FALSE AS sentiment_estimated,
                      $fatal AS fatal""",
            {"key": key, "agent": agent, "queue": queue, "topic": topic, "started": started, "kore": kore,
             "audit": audit, "fatal": fatal},
        )  # fmt: skip
        for position, text in enumerate(says, 1):
            cursor.execute(
                """INSERT INTO turns (interaction_id, position, speaker, said_at, text)
                VALUES ($1, $2, 'customer', $3, $4)""",
                [key, position, (started or datetime(2026, 1, 1)) + timedelta(seconds=position), text],
            )
        add_results(cursor, key, qualifications, audited or {})
        stored_scores.judge_areas(cursor, "interactions")


def suggested(database: Database, marked: list[str], areas: list[str], viewer: str = SAM, limit: int = 10) -> list[str]:
    with database.transaction() as cursor:
        stored_scores.judge_areas(cursor, "interactions")
    return list(suggest(database, viewer, marked, areas, limit)["interaction_id"])


@pytest.mark.parametrize(
    ("marked", "areas", "expected"),
    [
        (["c-ana-1"], ["Accuracy"], {"c-ben-1", "c-cleo-1"}),
        (["c-ana-1"], ["Etiquette"], {"c-cleo-1"}),
        (["c-ana-1"], ["Compliance"], {"c-ben-1", "c-cleo-1"}),  # c-cleo-2 does not pass
        (["c-ana-1"], EVERYTHING, {"c-cleo-1"}),
        (["c-ana-1"], ["Etiquette", "Etiquette"], {"c-cleo-1"}),
        (["c-ana-1", "c-ana-1", "c-ana-2"], ["Accuracy"], {"c-ben-1", "c-cleo-1"}),
        (["c-ana-1", "no-such"], ["Accuracy"], {"c-ben-1", "c-cleo-1"}),
        (["c-ana-1", "c-ben-1"], ["Accuracy"], {"c-cleo-1"}),  # not by an agent of any of them
        (["c-ben-1"], ["Etiquette"], {"c-ana-3", "c-cleo-1"}),  # c-ana-1 fails, c-ana-2 has a fatal error
        (["no-such"], ["Accuracy"], set()),
        ([], ["Accuracy"], set()),
        (["c-ana-1"], [], set()),
        (["c-ana-1"], ["No such area"], set()),
        (["c-ana-1"], ["No such area", "Etiquette"], {"c-cleo-1"}),
    ],
)
def test_who_is_suggested(small_centre: Database, marked: list[str], areas: list[str], expected: set[str]) -> None:
    assert set(suggested(small_centre, marked, areas)) == expected


@pytest.mark.parametrize(
    ("change", "qualifies"),
    [
        ({}, True),
        ({"agent": BEN}, True),
        ({"agent": ANA}, False),
        ({"fatal": True}, False),
        ({"queue": "q-2"}, False),
        ({"queue": None}, False),
        ({"topic": None}, True),
        ({"days_ago": 179.9}, True),
        ({"days_ago": 180.1}, False),
        ({"days_ago": None}, False),
        ({"kore": None}, False),
        ({"kore": 69.9}, False),  # below the form's pass score
        ({"kore": 90, "audit": 60}, False),
        ({"kore": None, "audit": 80}, True),
        ({"qualifications": ("YES", "NO", "YES")}, False),
        ({"qualifications": ("YES", "NA", "YES")}, True),
        ({"qualifications": ("NA", "NA", "YES")}, False),
        ({"qualifications": ("YES", "YES", "NO")}, True),
        ({"audited": {"m-greet": ("YES", False)}}, True),
        ({"audited": {"m-greet": ("NO", False)}}, False),
        ({"audited": {"m-answer": ("NO", False)}}, True),
        ({"audited": {"m-answer": ("NO", True)}}, False),
    ],
)
def test_what_makes_a_candidate(small_centre: Database, change: dict[str, Any], qualifies: bool) -> None:
    add(small_centre, "c-new", **change)
    assert ("c-new" in suggested(small_centre, ["c-ana-1"], ["Etiquette", "Compliance"])) is qualifies


def test_a_metric_may_expect_a_no(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE metrics SET expected_response = 'NO' WHERE metric_id = 'm-greet'")
    assert suggested(small_centre, ["c-ana-1"], ["Etiquette"]) == ["c-ben-1"]


@pytest.mark.parametrize(
    ("queue", "topic", "expected"),
    [
        ("q-1", "Breakfast", {"c-cleo-1": True}),
        ("q-2", "Breakfast", {}),  # the only other chat about breakfast did not meet the area
        ("q-2", "Room booking", {"c-cleo-1": False}),
        (None, "Room booking", {"c-cleo-1": False}),
        (None, None, {}),
    ],
)
def test_a_queue_without_candidate_falls_back_on_the_topic(
    small_centre: Database, queue: str | None, topic: str | None, expected: dict[str, bool]
) -> None:
    add(small_centre, "c-marked", ANA, queue=queue, topic=topic)
    add(small_centre, "c-failed", CLEO, queue="q-2", topic="Breakfast", qualifications=("NO", "YES", "YES"))
    frame = suggest(small_centre, SAM, ["c-marked"], ["Etiquette"], 10)
    assert dict(zip(frame["interaction_id"], frame["same_queue"], strict=True)) == expected


@pytest.mark.storage
def test_each_marked_interaction_falls_back_on_its_own(small_centre: Database) -> None:
    add(small_centre, "c-marked", ANA, queue="q-2", topic="Breakfast")
    add(small_centre, "c-breakfast", queue="q-3", topic="Breakfast")
    add(small_centre, "c-elsewhere", queue="q-3", topic="Room booking")
    frame = suggest(small_centre, SAM, ["c-marked", "c-ana-1"], ["Etiquette"], 10)
    assert dict(zip(frame["interaction_id"], frame["same_queue"], strict=True)) == {
        "c-cleo-1": True,  # the queue of c-ana-1, which therefore needs no topic
        "c-breakfast": False,
    }


def test_the_most_like_come_first_then_the_higher_scores_then_the_newer(small_centre: Database) -> None:
    ask = "My breakfast voucher is missing"
    add(small_centre, "c-marked", ANA, queue="q-2", says=(ask, "And the pool?"))
    alike: dict[str, dict[str, Any]] = {
        "c-same": {"says": (ask, "And the pool?"), "kore": 71},
        "c-alike": {"says": ("A voucher for breakfast, please", "Where is it?"), "kore": 99},
        "c-audited": {"kore": 60, "audit": 95},
        "c-newer": {"kore": 90, "days_ago": 1},
        "c-older": {"kore": 90, "days_ago": 2},
        "c-doubted": {"kore": 100, "audit": 75},
    }
    for key, more in alike.items():
        add(small_centre, key, queue="q-2", **more)
    ranked = ["c-same", "c-alike", "c-audited", "c-newer", "c-older", "c-doubted"]
    assert suggested(small_centre, ["c-marked"], ["Etiquette"]) == ranked
    for limit in (0, 1, 3):
        assert suggested(small_centre, ["c-marked"], ["Etiquette"], limit=limit) == ranked[:limit]
    assert suggested(small_centre, ["c-marked"], ["Etiquette"], limit=-1) == []


def test_like_one_of_the_marked_is_enough(small_centre: Database) -> None:
    add(small_centre, "c-pool", ANA, says=("When does the pool open?",))
    add(small_centre, "c-voucher", ANA, says=("My breakfast voucher is missing",))
    add(small_centre, "c-about-vouchers", says=("My breakfast voucher is missing",))
    first = suggest(small_centre, SAM, ["c-pool", "c-voucher"], ["Etiquette"], 1).iloc[0]
    assert first["interaction_id"] == "c-about-vouchers"
    assert first["similarity"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("marked", "areas", "candidate", "reason"),
    [
        (
            {"says": ("Is breakfast included?",)},
            ["Compliance", "Etiquette"],
            {"says": ("Is breakfast included?",), "kore": 98},
            "Same queue, Compliance and Etiquette fully met, Kore Evaluation Score 98, "
            "the customer asks for much the same",
        ),
        (
            {"says": ("Is breakfast included?",)},
            EVERYTHING,
            {"says": ("Where is the pool?",), "kore": 97.25, "audit": 90},
            "Same queue, Accuracy, Compliance and Etiquette fully met, Kore Evaluation Score 97.3, "
            "Supervisor Audit Score 90, the customer uses other words",
        ),
        (
            {"says": ("Is breakfast included?",)},
            ["Compliance", "Etiquette"],
            {"queue": "q-3", "kore": None, "audit": 88, "qualifications": ("YES", "NA", "YES")},
            "Same topic, Etiquette fully met, Compliance not applicable, Supervisor Audit Score 88, "
            "no transcript to compare",
        ),
        (
            {},
            ["Etiquette"],
            {"says": ("Is breakfast included?",), "kore": 70},
            "Same queue, Etiquette fully met, Kore Evaluation Score 70, "
            "no transcript of what was marked to compare with",
        ),
        (
            {"says": ("?!",)},
            ["Etiquette"],
            {"says": ("?!",), "kore": 70},
            "Same queue, Etiquette fully met, Kore Evaluation Score 70, the customer uses other words",
        ),
    ],
)
def test_the_reason(
    small_centre: Database, marked: dict[str, Any], areas: list[str], candidate: dict[str, Any], reason: str
) -> None:
    add(small_centre, "c-marked", ANA, **{"queue": "q-2", "topic": "Breakfast", **marked})
    add(small_centre, "c-new", **{"queue": "q-2", "topic": "Breakfast", **candidate})
    [suggestion] = suggest(small_centre, SAM, ["c-marked"], areas, 10).itertuples()
    assert suggestion.interaction_id == "c-new"
    assert suggestion.reason == reason


def test_times_may_be_unknown_for_what_is_marked(small_centre: Database) -> None:
    add(small_centre, "c-marked", ANA, days_ago=None, says=("Is breakfast included?",))
    add(small_centre, "c-new", says=("Is breakfast included?",))
    assert suggest(small_centre, SAM, ["c-marked"], ["Etiquette"], 1)["similarity"][0] == pytest.approx(1)


def test_only_so_many_are_compared(small_centre: Database) -> None:
    """The queue first, then the higher scores: what is beyond the bound is not seen, however like it is."""
    add(small_centre, "c-marked", ANA, queue="q-2", topic="Breakfast", says=("Is breakfast included?",))
    add(small_centre, "c-low", queue="q-2", topic="Breakfast", kore=70, says=("Is breakfast included?",))
    assert suggested(small_centre, ["c-marked"], ["Etiquette"]) == ["c-low"]
    with small_centre.transaction() as cursor:
        cursor.execute(
            f"""INSERT INTO interactions BY NAME
                SELECT * EXCLUDE (n) REPLACE ('c-many-' || n AS interaction_id, 71 + n / 20 AS kore_evaluation_score)
                FROM interactions, range({MOST_COMPARED}) numbers(n) WHERE interaction_id = 'c-low'"""
        )
        cursor.execute(
            f"""INSERT INTO metric_results BY NAME
                SELECT * EXCLUDE (n) REPLACE ('c-many-' || n AS interaction_id)
                FROM metric_results, range({MOST_COMPARED}) numbers(n) WHERE interaction_id = 'c-low'"""
        )
    found = suggested(small_centre, ["c-marked"], ["Etiquette"], limit=2 * MOST_COMPARED)
    assert len(found) == MOST_COMPARED
    assert found[0] == f"c-many-{MOST_COMPARED - 1}"
    assert "c-low" not in found


@pytest.mark.parametrize("marked", [["c-ana-1"], ["no-such"], []])
def test_the_columns_are_always_the_same(small_centre: Database, marked: list[str]) -> None:
    frame = suggest(small_centre, SAM, marked, ["Accuracy"], 10)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == best_responses.COLUMNS


def test_nothing_comes_of_nothing(database: Database) -> None:
    assert suggest(database, SAM, ["c-ana-1"], ["Accuracy"], 10).empty


def test_the_agent_of_a_suggestion_is_not_named(small_centre: Database) -> None:
    frame = suggest(small_centre, SAM, ["c-ana-1"], ["Etiquette"], 10)
    assert not frame.empty
    shown = frame.drop(columns="interaction_id").to_csv()
    assert not any(word in shown.lower() for word in ("cleo", "costa", "@"))


@pytest.mark.parametrize(
    ("viewer", "marked", "answered"),
    [
        (SAM, ["c-ana-1", "c-ben-1"], True),
        (SAM, ["c-ana-1", "c-cleo-2"], False),  # Cleo is on Lee's team
        (LEE, ["c-ana-1", "c-cleo-2"], False),
        (KIM, ["c-ana-1", "c-cleo-2"], True),
        (ANA, ["c-ana-1"], False),  # sees it, but is no supervisor of herself
        (ANA, ["c-cleo-1"], False),  # sees it as a best response
    ],
)
def test_all_marked_interactions_must_be_of_agents_one_supervises(
    small_centre: Database, viewer: str, marked: list[str], answered: bool
) -> None:
    assert (suggested(small_centre, marked, ["Compliance"], viewer) != []) is answered


@pytest.mark.parametrize("viewer", [SAM, KIM])
def test_supervisors_get_nothing_for_their_own_interactions(small_centre: Database, viewer: str) -> None:
    add(small_centre, "c-own", viewer)
    assert suggested(small_centre, ["c-own"], ["Etiquette"], viewer) == []
    assert suggested(small_centre, ["c-own", "c-ana-1"], ["Etiquette"], viewer) == []


@pytest.mark.parametrize("left", [["qa_functionalities"], ["coaching_monitor"], []])
def test_a_supervisor_without_coaching_assignments_gets_nothing(small_centre: Database, left: list[str]) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = $1 WHERE person_id = $2", [left, SAM])
    assert suggested(small_centre, ["c-ana-1"], ["Accuracy"]) == []


def test_on_shared_centre_the_first_suggestion_is_from_the_queue_and_meets_every_coached_metric(
    shared_centre: Database,
) -> None:
    """Who qualifies is worked out here anew, in pandas, for each marked interaction of each assignment."""
    chats = shared_centre.query("FROM interactions").set_index("interaction_id")
    results = shared_centre.query("FROM metric_results JOIN metrics USING (metric_id)")
    applicable = results[results["qualification"] != "NA"]
    adhered = applicable["qualification"] == applicable["expected_response"]
    # A row an interaction, a column an area: whether all its applicable metrics were adhered to, missing without one.
    met = adhered.groupby([applicable["interaction_id"], applicable["coaching_area"]]).all().unstack()
    marked = shared_centre.query(
        """SELECT DISTINCT ai.interaction_id, a.assigned_by, aa.areas
           FROM assignment_interactions ai JOIN assignments a USING (assignment_id)
           JOIN (SELECT assignment_id, list(coaching_area ORDER BY coaching_area) AS areas
                 FROM assignment_areas GROUP BY assignment_id) aa USING (assignment_id)
           WHERE ai.kind = 'marked'"""
    )
    possible, good = 0, 0
    for row in marked.itertuples():
        areas = met[list(row.areas)]
        qualifying = chats.index.isin(met.index[areas.notna().any(axis=1) & areas.fillna(True).all(axis=1)])
        own = chats.loc[row.interaction_id]
        in_queue = chats[
            qualifying
            & ~chats["fatal"]
            & (chats["queue_id"] == own["queue_id"])
            & (chats["agent_id"] != own["agent_id"])
        ]
        if in_queue.empty:
            continue
        possible += 1
        first = suggest(shared_centre, row.assigned_by, [row.interaction_id], list(row.areas), 1)
        good += bool(first["interaction_id"].isin(in_queue.index).all()) and len(first) == 1
    assert possible > 150
    assert good >= 0.9 * possible, f"{good} of {possible}"


def test_on_shared_centre_suggestions_are_alike_and_come_with_their_reason(shared_centre: Database) -> None:
    marked = shared_centre.query(
        """SELECT ai.interaction_id, any_value(a.assigned_by) AS assigned_by
           FROM assignment_interactions ai JOIN assignments a USING (assignment_id)
           WHERE ai.kind = 'marked' GROUP BY ai.interaction_id ORDER BY ai.interaction_id LIMIT 20"""
    )
    frames = [
        suggest(shared_centre, row.assigned_by, [row.interaction_id], ["Etiquette"], 5) for row in marked.itertuples()
    ]
    for frame in frames:
        assert frame["similarity"].is_monotonic_decreasing
        assert frame["similarity"].between(0, 1).all()
        assert frame["reason"].str.contains("Etiquette fully met, Kore Evaluation Score ").all()
    assert pd.concat(frames)["similarity"].gt(0).all()
