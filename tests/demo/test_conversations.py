"""The conversations of the demo: transcripts, sentiment, evidence and texts."""

import json
from pathlib import Path

import pytest

from coaching.demo.content import FOLDER
from coaching.storage.database import Database
from tests.demo.demo_of_a_day import count

TEXTS = """
    SELECT text FROM turns
    UNION SELECT justification FROM metric_results WHERE justification IS NOT NULL
    UNION SELECT comment FROM audits
    UNION SELECT name FROM assignments
    UNION SELECT went_well FROM assignments
    UNION SELECT work_on FROM assignments
    UNION SELECT unnest(action_plan) FROM assignments
    UNION SELECT note FROM marks
    UNION SELECT reason FROM mark_closings WHERE assignment_id IS NULL
    UNION SELECT note FROM bookmarks WHERE note <> ''
    UNION SELECT name FROM groups
    UNION SELECT description FROM groups
    UNION SELECT text FROM notes
    UNION SELECT note FROM outcomes
    UNION SELECT coalesce(was, becomes) FROM changes WHERE subject <> 'template'
    UNION SELECT becomes FROM changes WHERE subject <> 'template' AND becomes IS NOT NULL"""  # templates have [gaps]


def test_what_can_be_opened_from_a_list_has_a_transcript(database: Database) -> None:
    assert (
        count(database, "SELECT interaction_id FROM assignment_interactions EXCEPT SELECT interaction_id FROM turns")
        == 0
    )
    newest = database.query("""
        SELECT interaction_id IN (SELECT interaction_id FROM turns) AS told FROM interactions
        QUALIFY row_number() OVER (PARTITION BY agent_id ORDER BY started_at DESC) <= 3""")
    assert len(newest) == 180
    assert newest["told"].all()


def test_at_least_forty_different_conversations_are_told(database: Database) -> None:
    told = (
        "SELECT DISTINCT queue_id, topic FROM interactions WHERE interaction_id IN (SELECT interaction_id FROM turns)"
    )
    assert count(database, told) >= 40
    texts = database.query(
        "SELECT interaction_id, string_agg(text, ' ' ORDER BY position) AS text FROM turns GROUP BY 1"
    )
    assert texts["text"].nunique() > 0.98 * len(texts)


def test_turns_are_a_conversation(database: Database) -> None:
    turns = database.query("""
        SELECT t.*, i.started_at, i.ended_at, i.channel, i.kore_evaluation_score IS NOT NULL AS evaluated
        FROM turns t JOIN interactions i USING (interaction_id)
        ORDER BY t.interaction_id, t.position""")
    lengths = turns[turns["evaluated"]].groupby(["channel", "interaction_id"]).size()
    assert lengths["voice"].between(8, 36).all()
    assert lengths["chat"].between(8, 36).all()
    assert lengths["email"].between(4, 8).all()
    for _, conversation in turns.groupby("interaction_id"):
        assert conversation["position"].tolist() == list(range(1, len(conversation) + 1))
        assert conversation["said_at"].is_monotonic_increasing
        assert conversation["said_at"].is_unique
        assert conversation["said_at"].iloc[0] == conversation["started_at"].iloc[0]
        assert conversation["said_at"].iloc[-1] <= conversation["ended_at"].iloc[0]
        assert {"agent", "customer"} <= set(conversation["speaker"])
    assert turns["sentiment"].notna().equals(turns["speaker"] == "customer")


def test_sentiment_is_estimated_where_there_is_a_transcript(database: Database) -> None:
    sentiment = database.query("""
        SELECT i.*, interaction_id IN (SELECT interaction_id FROM turns) AS told FROM interactions i""")
    assert (sentiment["sentiment_estimated"] == sentiment["told"]).all()
    assert sentiment["sentiment_score"].between(-10, 10).all()


def test_evidence_points_at_messages(database: Database) -> None:
    missing = """
        SELECT e.* FROM evidence e LEFT JOIN turns t USING (interaction_id, position)
        WHERE t.said_at IS DISTINCT FROM e.said_at"""
    assert count(database, missing) == 0
    unshown = """
        SELECT interaction_id, metric_id FROM metric_results r
        WHERE auditor_id IS NULL AND qualification <> 'NA' AND interaction_id IN (SELECT interaction_id FROM turns)
        EXCEPT SELECT interaction_id, metric_id FROM evidence"""
    assert count(database, unshown) == 0
    assert (
        count(
            database,
            """FROM evidence JOIN metric_results USING (interaction_id, metric_id)
               WHERE qualification = 'NA' AND auditor_id IS NULL""",
        )
        == 0
    )


def test_a_missed_check_is_missing_in_the_transcript(database: Database) -> None:
    opened_too_early = database.query("""
        SELECT t.text FROM evidence e JOIN metric_results r USING (interaction_id, metric_id)
        JOIN turns t ON t.interaction_id = e.interaction_id AND t.position = e.position
        WHERE e.metric_id = 'v-verification' AND r.qualification = 'NO' AND r.auditor_id IS NULL
          AND t.speaker = 'agent'""")["text"]
    assert len(opened_too_early) > 0
    assert not opened_too_early.str.contains("password|security answer|last bill", regex=True).any()


def test_no_placeholder_is_left_in_any_text(database: Database) -> None:
    texts = database.query(TEXTS)["text"]
    assert not texts.str.contains(r"[{}\[\]|]|lorem|TODO|\bnan\b", regex=True).any()
    assert not texts.str.contains(r"  |\s[.,;!?](?:\s|$)", regex=True).any()
    assert (texts.str.strip() == texts).all()
    assert (texts.str.len() > 1).all()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("conversations/*.json")), ids=lambda path: path.stem)
def test_every_queue_has_four_conversations_of_its_own(path: Path) -> None:
    stories = json.loads(path.read_text(encoding="utf-8"))
    assert len({story["conversation"] for story in stories}) >= 4
    assert len({story["about"] for story in stories}) == len(stories)
