from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.quality import auditing, daily_totals, interactions
from coaching.quality.auditing import Answer, ChangedAnswer
from coaching.quality.scoring import EARNED, POSSIBLE, evaluation_score
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotPossibleError, RefusedError
from tests import centre, databases, kept_drafts
from tests.centre import PEOPLE
from tests.importers.export import DAILY_TOTALS, rows, snapshot
from tests.metric_results import metric_result
from tests.permission_marks import permission_of

SAM, KIM, LEE, ANA = "sam@example.com", "kim@example.com", "lee@example.com", "ana@example.com"
ALL_GOOD = {"m-greet": Answer("YES"), "m-verify": Answer("YES"), "m-answer": Answer("YES")}
CHANGED_BY_AN_AUDIT = ("interactions", "metric_results", "audits", "audit_answers", "agent_daily", "drafts")


def answers(greet: str, verify: str, answer: str) -> dict[str, Answer]:
    return {"m-greet": Answer(greet), "m-verify": Answer(verify), "m-answer": Answer(answer)}


def shown(database: Database, interaction: str = "c-ana-1") -> float | None:
    found = interactions.interaction(database, SAM, interaction)
    assert found is not None
    return found.supervisor_audit_score


def judged(database: Database, interaction: str) -> tuple[list[str] | None, list[str] | None, bool]:
    row = database.first(
        "SELECT met_areas, failed_areas, fails_fatally FROM interactions WHERE interaction_id = $id",
        {"id": interaction},
    )
    assert row is not None
    return row["met_areas"], row["failed_areas"], row["fails_fatally"]


def check_daily_totals(database: Database) -> None:
    before = snapshot(database, DAILY_TOTALS)
    with database.transaction() as cursor:
        daily_totals.rebuild(cursor)
    assert snapshot(database, DAILY_TOTALS) == before


def test_what_an_audit_asks(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO metrics VALUES ('m-end', 'Service', 'Ends politely', 'Etiquette', 5, 2, FALSE, 'YES', 4), "
            "('m-else', 'Other form', 'Else', 'Other', 5, 0, FALSE, 'YES', 1)"
        )
        cursor.execute("UPDATE metric_results SET weight = 30 WHERE metric_id = 'm-verify'")
        cursor.execute("UPDATE metrics SET expected_response = 'NO' WHERE metric_id = 'm-answer'")
    auditing.submit(small_centre, SAM, "c-ana-1", {**answers("NA", "YES", "NO"), "m-end": Answer("NO", " Abrupt ")}, "")
    asked = auditing.metrics_to_audit(small_centre, SAM, "c-ana-1")
    columns = ["metric_id", "coaching_area", "weight", "negative_weight", "fatal", "expected_response", "automatic"]
    assert asked[columns].values.tolist() == [
        ["m-greet", "Etiquette", 10, 0, False, "YES", "YES"],
        ["m-end", "Etiquette", 5, 2, False, "YES", None],
        ["m-verify", "Compliance", 30, 0, True, "YES", "YES"],
        ["m-answer", "Accuracy", 50, 10, False, "NO", "NO"],
    ]
    assert asked["answered"].tolist() == ["NA", "NO", "YES", "NO"]
    assert asked["commented"].tolist() == [None, "Abrupt", None, None]
    assert asked["evidence"].tolist() == [[], [], [], [4]]
    assert asked["justification"].tolist() == [
        "Why m-greet of c-ana-1",
        None,
        "Why m-verify of c-ana-1",
        "Why m-answer of c-ana-1",
    ]
    assert auditing.metrics_to_audit(small_centre, KIM, "c-ana-1")["answered"].isna().all()


def test_an_audit_as_it_is_stored(small_centre: Database) -> None:
    before = utc_now()
    given = answers("NO", "YES", "NA") | {"m-greet": Answer("NO", "No name given")}
    assert auditing.submit(small_centre, SAM, "c-ana-2", given, "  Better than it looks ") == 80
    assert shown(small_centre, "c-ana-2") == 80
    [(auditor, audited_at, score, comment, computed)] = rows(
        small_centre,
        "SELECT auditor_id, audited_at, score, comment, score_computed FROM audits WHERE interaction_id = 'c-ana-2'",
    )
    assert (auditor, score, comment, computed) == (SAM, 80, "Better than it looks", True)
    assert before <= audited_at <= utc_now()
    stored = rows(
        small_centre,
        "SELECT metric_id, qualification, weight, negative_weight, fatal_error, justification FROM metric_results "
        "WHERE auditor_id = 'sam@example.com' ORDER BY metric_id",
    )
    assert stored == [
        ("m-answer", "NA", 50, 10, False, None),
        ("m-greet", "NO", 10, 0, False, "No name given"),
        ("m-verify", "YES", 40, 0, False, None),
    ]
    # the automatic evaluation failed Compliance, fatally, and met Accuracy: the auditor overruled both
    assert judged(small_centre, "c-ana-2") == (["Compliance"], ["Etiquette"], False)
    check_daily_totals(small_centre)
    totals = rows(small_centre, f"SELECT sum(audited), sum(audit_total) FROM agent_daily WHERE agent_id = '{ANA}'")
    assert totals == [(2, 125)]


def test_a_failed_fatal_metric_makes_it_0_and_is_marked(small_centre: Database) -> None:
    metrics = auditing.metrics_to_audit(small_centre, SAM, "c-ana-1")
    given = answers("YES", "NO", "YES")
    assert auditing.audit_score(metrics, given) == 0
    assert auditing.fatal_failures(metrics, given) == ["Verifies the customer"]
    assert auditing.fatal_failures(metrics, answers("YES", "NA", "NO")) == []
    assert auditing.submit(small_centre, SAM, "c-ana-1", given, "") == 0
    assert shown(small_centre) == 0
    assert judged(small_centre, "c-ana-1") == (["Accuracy", "Etiquette"], ["Compliance"], True)
    found = interactions.interaction(small_centre, SAM, "c-ana-1")
    assert found is not None
    assert not found.fatal  # what the automatic evaluation found stays what it was
    auditing.submit(small_centre, SAM, "c-ana-1", ALL_GOOD, "")
    assert judged(small_centre, "c-ana-1") == (["Accuracy", "Compliance", "Etiquette"], [], False)


def test_what_the_source_called_fatal_is_fatal_for_auditors_too(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE metric_results SET fatal_reported = TRUE WHERE metric_id = 'm-greet'")
    assert auditing.submit(small_centre, SAM, "c-ana-1", answers("NO", "YES", "YES"), "") == 0
    assert judged(small_centre, "c-ana-1")[2]


def test_where_nothing_applies_the_score_is_na_whatever_it_was_before(small_centre: Database) -> None:
    assert shown(small_centre) == 45
    assert auditing.submit(small_centre, SAM, "c-ana-1", answers("NA", "NA", "NA"), "Wrong form") is None
    assert shown(small_centre) is None
    check_daily_totals(small_centre)
    assert auditing.submit(small_centre, SAM, "c-ana-1", ALL_GOOD, "") == 100
    assert shown(small_centre) == 100
    check_daily_totals(small_centre)


def test_the_newest_audit_counts_whoever_made_it_and_all_are_kept(small_centre: Database) -> None:
    auditing.submit(small_centre, SAM, "c-ana-1", answers("YES", "YES", "NO"), "first")
    auditing.submit(small_centre, KIM, "c-ana-1", ALL_GOOD, "second")
    auditing.submit(small_centre, SAM, "c-ana-1", answers("NO", "YES", "YES"), "third")
    found = interactions.audits(small_centre, SAM, "c-ana-1")
    assert [audit.comment for audit in found] == ["third", "second", "first", "Comment on c-ana-1"]
    assert [audit.score for audit in found] == [90, 100, 40, 45]
    assert shown(small_centre) == 90
    results = interactions.metric_results(small_centre, SAM, "c-ana-1")
    assert {result.metric_id: result.qualification for result in results if result.auditor == "Sam Soto"} == {
        "m-greet": "NO",
        "m-verify": "YES",
        "m-answer": "YES",
    }
    assert len(results) == 9
    assert len(auditing.answers_of_audits(small_centre, SAM, "c-ana-1")) == 9
    # Sam takes everything back that failed: nothing of the first audit's failures is left
    assert judged(small_centre, "c-ana-1")[1] == ["Etiquette"]


def test_an_audit_made_here_is_the_newest_even_when_a_sources_clock_is_a_little_ahead(small_centre: Database) -> None:
    ahead = utc_now() + timedelta(hours=20)
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE audits SET audited_at = ? WHERE interaction_id = 'c-ana-1'", [ahead])
    auditing.submit(small_centre, SAM, "c-ana-1", ALL_GOOD, "")
    assert shown(small_centre) == 100
    assert [audit.score for audit in interactions.audits(small_centre, SAM, "c-ana-1")] == [100, 45]


@pytest.mark.storage
def test_what_changed_between_two_audits(small_centre: Database) -> None:
    auditing.submit(small_centre, SAM, "c-ana-1", answers("YES", "YES", "NO"), "")
    auditing.submit(
        small_centre, KIM, "c-ana-1", answers("YES", "NA", "NO") | {"m-answer": Answer("NO", "Still wrong")}, ""
    )
    ids = [audit.audit_id for audit in interactions.audits(small_centre, SAM, "c-ana-1")]
    found = auditing.answers_of_audits(small_centre, SAM, "c-ana-1")
    assert auditing.changed_answers(found, ids[0], ids[1]) == [
        ChangedAnswer(metric="Verifies the customer", was="YES", becomes="NA", comment_was=None, comment_becomes=None),
        ChangedAnswer(
            metric="Answers the question", was="NO", becomes="NO", comment_was=None, comment_becomes="Still wrong"
        ),
    ]
    assert auditing.changed_answers(found, ids[1], ids[2]) == []  # of the imported one nobody knows the answers


def test_the_draft_is_done_with(small_centre: Database) -> None:
    for viewer, subject in ((SAM, "c-ana-1"), (SAM, "c-ana-2"), (KIM, "c-ana-1")):
        kept_drafts.keep(small_centre, viewer, "audit", subject, {"answers": {}})
    auditing.submit(small_centre, SAM, "c-ana-1", ALL_GOOD, "")
    assert kept_drafts.content_of(small_centre, SAM, "audit", "c-ana-1") is None
    assert kept_drafts.content_of(small_centre, SAM, "audit", "c-ana-2") is not None
    assert kept_drafts.content_of(small_centre, KIM, "audit", "c-ana-1") is not None


@pytest.mark.parametrize(
    ("given", "comment", "complaints"),
    [
        ({}, "", dict.fromkeys(ALL_GOOD, wording.CHOOSE_AN_ANSWER)),
        ({**ALL_GOOD, "m-greet": Answer(None, "Why")}, "", {"m-greet": wording.CHOOSE_AN_ANSWER}),
        ({**ALL_GOOD, "m-greet": Answer("yes")}, "", {"m-greet": wording.CHOOSE_AN_ANSWER}),
        ({**ALL_GOOD, "m-greet": Answer("")}, "", {"m-greet": wording.CHOOSE_AN_ANSWER}),
        ({**ALL_GOOD, "m-other": Answer("YES")}, "", {"m-other": wording.METRIC_NOT_ASKED}),
        (
            {**ALL_GOOD, "m-greet": Answer("YES", "n" * 2001)},
            "n" * 2001,
            dict.fromkeys(("m-greet", "comment"), "Use at most 2,000 characters: these are 2,001."),
        ),
    ],
)
def test_what_is_refused_changes_nothing(
    small_centre: Database, given: Mapping[str, Answer], comment: str, complaints: dict[str, str]
) -> None:
    kept_drafts.keep(small_centre, SAM, "audit", "c-ana-1", {"answers": {"m-greet": "YES"}})
    before = snapshot(small_centre, CHANGED_BY_AN_AUDIT)
    with pytest.raises(InvalidFieldsError) as refused:
        auditing.submit(small_centre, SAM, "c-ana-1", given, comment)
    assert refused.value.complaints == complaints
    assert snapshot(small_centre, CHANGED_BY_AN_AUDIT) == before


def test_an_interaction_without_metrics_cannot_be_audited(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("DELETE FROM metric_results WHERE interaction_id = 'c-ana-1'")
        cursor.execute("UPDATE interactions SET form_id = NULL WHERE interaction_id = 'c-ana-1'")
    with pytest.raises(NotPossibleError, match=wording.NOTHING_TO_AUDIT):
        auditing.submit(small_centre, SAM, "c-ana-1", {}, "")


@permission_of(auditing.submit)
@pytest.mark.parametrize("viewer", [email for email, *_ in PEOPLE] + ["stranger@example.com", ""])
@pytest.mark.parametrize("interaction", ["c-ana-1", "c-cleo-1", "no-such"])
def test_only_agents_whom_one_may_coach_are_audited(small_centre: Database, viewer: str, interaction: str) -> None:
    allowed = {"c-ana-1": {SAM, KIM}, "c-cleo-1": {LEE, KIM}}.get(interaction, set())
    if viewer in allowed:
        assert auditing.submit(small_centre, viewer, interaction, ALL_GOOD, "") == 100
        return
    before = snapshot(small_centre, CHANGED_BY_AN_AUDIT)
    with pytest.raises(NotAllowedError):
        auditing.submit(small_centre, viewer, interaction, ALL_GOOD, "")
    assert snapshot(small_centre, CHANGED_BY_AN_AUDIT) == before


def test_whoever_may_only_look_audits_nothing(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = ?", [SAM]
        )
    assert auditing.metrics_to_audit(small_centre, SAM, "c-ana-1").empty
    with pytest.raises(RefusedError):
        auditing.submit(small_centre, SAM, "c-ana-1", ALL_GOOD, "")
    assert len(interactions.audits(small_centre, SAM, "c-ana-1")) == 1


forms = st.lists(
    st.tuples(
        st.sampled_from((0.0, 5.0, 12.5, 30.0)),  # weight
        st.sampled_from((0.0, 20.0)),  # negative weight
        st.booleans(),  # fatal
        st.sampled_from(("YES", "NO")),  # expected response
        st.sampled_from(("YES", "NO", "NA")),  # the auditor's answer
        st.sampled_from((None, 7.5)),  # weight of the automatic evaluation, if there is one
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=databases.examples(50), deadline=None)
@given(forms)
def test_the_score_is_that_of_the_rule_in_python_and_in_sql(
    form: list[tuple[float, float, bool, str, str, float | None]],
) -> None:
    with closing(databases.fresh()) as database:
        centre.fill(database)
        with database.transaction() as cursor:
            cursor.execute("DELETE FROM metric_results")
            cursor.execute("DELETE FROM metrics")
            for place, (weight, negative, fatal, expected, _, of_result) in enumerate(form):
                cursor.execute(
                    "INSERT INTO metrics VALUES (?, 'Service', ?, 'Area', ?, ?, ?, ?, ?)",
                    [f"m-{place}", f"M {place}", weight, negative, fatal, expected, place],
                )
                if of_result is not None:
                    cursor.execute(
                        "INSERT INTO metric_results (interaction_id, metric_id, position, qualification, weight, "
                        "negative_weight, fatal_error) VALUES ('c-ana-1', ?, ?, 'YES', ?, 1, FALSE)",
                        [f"m-{place}", place, of_result],
                    )
        given_answers = {f"m-{place}": Answer(row[4]) for place, row in enumerate(form)}
        score = auditing.submit(database, SAM, "c-ana-1", given_answers, "")
        rule = evaluation_score(
            metric_result(
                answer,
                weight if of_result is None else of_result,
                negative if of_result is None else 1,
                fatal,
                expected,
            )
            for weight, negative, fatal, expected, answer, of_result in form
        )
        [(in_sql,)] = rows(
            database,
            f"SELECT 100 * {EARNED} / {POSSIBLE} FROM metric_results r JOIN metrics m USING (metric_id) "
            "WHERE r.auditor_id IS NOT NULL",
        )
        expected_score = None if rule is None else pytest.approx(rule)
        assert (score, in_sql, shown(database)) == (expected_score, expected_score, expected_score)


@pytest.mark.storage
def test_nothing_is_stored_half(small_centre: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(small_centre, CHANGED_BY_AN_AUDIT)
    monkeypatch.setattr("coaching.storage.drafts.DISCARD", "no SQL at all")
    with pytest.raises(duckdb.Error):
        auditing.submit(small_centre, SAM, "c-ana-1", ALL_GOOD, "")
    assert snapshot(small_centre, CHANGED_BY_AN_AUDIT) == before
