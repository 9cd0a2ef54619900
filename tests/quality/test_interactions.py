import pytest

from coaching.quality import interactions
from coaching.storage.database import Database
from tests import databases
from tests.metric_results import store_auditors_answer

ANA, SAM, LEE = "ana@example.com", "sam@example.com", "lee@example.com"


def test_the_header_of_one_interaction(small_centre: Database) -> None:
    found = interactions.interaction(small_centre, ANA, "c-ana-1")
    assert found is not None
    assert (found.agent_name, found.queue, found.channel) == ("Ana Alves", "Hotel booking", "chat")
    assert (found.kore_evaluation_score, found.supervisor_audit_score, found.sentiment_score) == (40, 45, -1.2)
    assert found.pass_score == 70  # the form's
    assert found.duration_seconds == 360
    assert found.sentiment_estimated


def test_missing_scores_and_times_are_none(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET started_at = NULL, kore_evaluation_score = NULL, queue_id = NULL")
    found = interactions.interaction(small_centre, ANA, "c-ana-3")
    assert found is not None
    assert (found.kore_evaluation_score, found.supervisor_audit_score, found.sentiment_score) == (None, None, None)
    assert (found.started_at, found.duration_seconds, found.queue) == (None, None, None)


@pytest.mark.parametrize(
    ("viewer", "name_others", "expected"),
    [(ANA, False, None), (ANA, True, "Cleo Costa"), (SAM, False, None), (LEE, False, "Cleo Costa")],
)
def test_the_agent_of_a_best_response_is_named_by_a_setting(
    small_centre: Database, viewer: str, name_others: bool, expected: str | None
) -> None:
    found = interactions.interaction(small_centre, viewer, "c-cleo-1", name_others)
    assert found is not None
    assert found.agent_name == expected


def test_metric_results_say_what_failed_and_where(small_centre: Database) -> None:
    results = interactions.metric_results(small_centre, ANA, "c-ana-1")
    assert [result.name for result in results] == [
        "Greets the customer",
        "Verifies the customer",
        "Answers the question",
    ]
    assert [result.failed for result in results] == [False, False, True]
    assert [result.evidence for result in results] == [(), (), (4,)]
    assert [result.fatal for result in results] == [False, True, False]
    assert not any(result.audited for result in results)


def test_an_auditors_answers_come_after_the_automatic_ones(small_centre: Database) -> None:
    store_auditors_answer(small_centre, "c-ana-1", "sam@example.com", "Curt")
    results = interactions.metric_results(small_centre, ANA, "c-ana-1")
    assert [result.auditor for result in results] == [None, None, None, "Sam Soto"]
    assert [result.failed for result in results] == [False, False, True, True]
    assert [result.automatic for result in results] == [None, None, None, results[0]]
    assert interactions.area_scores(results)["Etiquette"] == 100


def test_area_scores(small_centre: Database) -> None:
    def scores(interaction: str) -> dict[str, float | None]:
        return interactions.area_scores(interactions.metric_results(small_centre, ANA, interaction))

    assert scores("c-ana-1") == {"Etiquette": 100, "Compliance": 100, "Accuracy": 0}
    assert scores("c-ana-2") == {"Etiquette": 100, "Compliance": 0, "Accuracy": 100}
    assert scores("c-ana-3") == {"Etiquette": 100, "Compliance": None, "Accuracy": 100}


def test_sentiment_and_long_pauses_along_the_conversation(small_centre: Database) -> None:
    turns = interactions.turns(small_centre, ANA, "c-ana-1")
    felt = interactions.sentiment_along(turns)
    assert felt["sentiment"].tolist() == [1, -2, 4]
    assert felt["minutes"].round(2).tolist() == [0, 0.5, 2.33]
    pauses = interactions.long_pauses(turns, "chat")
    assert (pauses["position"].tolist(), pauses["pause_seconds"].tolist()) == ([4], [90])
    assert interactions.long_pauses(turns, "email").empty
    assert interactions.long_pauses(turns, None).empty
    assert interactions.sentiment_along(turns.head(0)).empty


def test_audits_and_data_as_of(small_centre: Database) -> None:
    audits = interactions.audits(small_centre, ANA, "c-ana-1")
    assert [(audit.auditor, audit.score, audit.comment) for audit in audits] == [("Sam Soto", 45, "Comment on c-ana-1")]
    newest = small_centre.query("SELECT max(started_at) AS newest FROM interactions")["newest"].iloc[0]
    assert interactions.data_as_of(small_centre) == newest
    assert interactions.data_as_of(databases.fresh()) is None
