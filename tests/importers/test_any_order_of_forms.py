"""Whatever the order in which forms and the records that name their metrics come: the same rows in all tables.

Several forms may call metrics of their own alike, and a record may name neither the form nor the id of a metric.
"""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from coaching.quality import auditing
from coaching.quality.auditing import Answer
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import assignment, conversation, load, page, person, rows
from tests.importers.test_any_permutation import check_any_permutation

SETTINGS = settings(
    max_examples=databases.examples(30), deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)


def asked(name: str, metric_id: str | None = None, /, **more: Any) -> dict[str, Any]:
    """One metric of a form."""
    return {"metric_id": metric_id, "name": name, "coaching_area": "Etiquette", "weight": 20} | more


FORMS: dict[str, dict[str, Any]] = {
    "Phone shop": {
        "pass_score": 75,
        "metrics": [
            asked("Says hello", "q-hello"),
            asked("Checks the account", "q-id", weight=50, fatal=True, coaching_area="Compliance"),
        ],
    },
    "Bakery": {
        "metrics": [
            asked("says\u00a0 HELLO", "b-hello", weight=5, correct_response="NO"),
            asked("Wraps the bread"),
        ],
    },
    "Butcher": {"metrics": [asked("Says Hello", weight=7, negative_weight=3, fatal=True), asked("Sings", "s-1")]},
    "Chorus": {"metrics": [asked("Sings", "s-2"), asked("SINGS", "s-3"), asked("Wraps the bread", "w-1", weight=9)]},
    # Its metrics have ids of other forms' metrics, and say other things of them.
    "Market 9": {
        "pass_score": 60,
        "metrics": [
            asked("Greets", "q-hello", weight=8, coaching_area="etiquette"),
            asked("Sings", "q-id", weight=3, correct_response="NO", coaching_area="Tone"),
            asked("Wraps the bread", "s-1", fatal=True),
        ],
    },
    "Market 10": {"metrics": [asked("Welcomes", "q-hello", weight=2, negative_weight=1, coaching_area="ETIQUETTE")]},
}
NAMED_FORMS = ("Phone shop", "BAKERY", "Butcher", "Chorus", "Market 9", "market  10")
NAMED = (
    {"Metric Name": "Says hello"},
    {"Metric Name": "SAYS hello"},
    {"Metric ID": "q-hello"},
    {"Metric ID": "b-hello", "Metric Name": "Says hello"},
    {"Metric ID": "q-hello", "Metric Name": "Greets"},
    {"Metric ID": "q-hello", "Metric Name": "Welcomes"},
    {"Metric Name": "Checks the account"},
    {"Metric Name": "Wraps the bread"},
    {"Metric Name": "Sings"},
    {"Metric Name": "Greets"},
)
WEIGHTS: tuple[dict[str, float], ...] = (
    {},
    {},
    {"Metric Weight": 12.5},
    {"Metric Negative Weight": 4},
    {"Metric Weight": 0, "Metric Negative Weight": 1},
)
answers = st.builds(
    lambda named, qualification, response, weight, fatal, at: {
        **named,
        "Qualification": qualification,
        "Auditor Response": response,
        **weight,
        "isFatalError": fatal,
        "justification": [{"timestamp": [f"2026-03-02T09:00:0{at}Z"], "justification": "So."}],
    },
    st.sampled_from(NAMED),
    st.sampled_from(("YES", "NO", "NA")),
    st.sampled_from((None, None, "YES", "NO")),
    st.sampled_from(WEIGHTS),
    st.sampled_from((None, True)),
    st.integers(1, 4),
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    record = conversation(draw(st.sampled_from(("c-1", "c-2"))))
    record["Evaluation Form Name"] = draw(st.sampled_from((None, None, *NAMED_FORMS)))
    record["Kore Evaluation Score"] = draw(st.sampled_from((None, 80)))
    record["Metrics"] = draw(st.lists(answers, max_size=4))
    if draw(st.booleans()):
        record |= {"Auditor Name": "Sol Soto", "Audit Date": f"2026-03-0{draw(st.integers(3, 4))}T10:00:00Z"}
    return record


@st.composite
def exports(draw: st.DrawFn) -> dict[str, Any]:
    forms = draw(st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=5, unique=True))
    files: dict[str, Any] = {f"form {name}.json": {"name": name, **FORMS[name]} for name in forms}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        files[f"raw/page-{number}.json"] = page(*draw(st.lists(records(), min_size=1, max_size=2)))
    if areas := draw(st.lists(st.sampled_from(("TONE", "etiquette\u00a0", "Rest")), max_size=2)):
        files["assignments.json"] = [assignment(interactions=["c-1"], best_responses=[], coaching_areas=areas)]
    return files


HELLO = {"Metric Name": "Says hello", "Qualification": "NO", "Auditor Response": "NO"}
TWO_OF_ONE_NAME = {
    "form Bakery.json": {"name": "Bakery", **FORMS["Bakery"]},
    "form Phone shop.json": {"name": "Phone shop", **FORMS["Phone shop"]},
    "raw/page-1.json": page(conversation("c-1", Metrics=[HELLO], **{"Auditor Name": "Sol Soto"})),
}


# The metric that the auditor answered has an id, and another one the name that this metric has in a form.
ANSWERED_BY_ID = TWO_OF_ONE_NAME | {
    "raw/page-1.json": page(
        conversation(
            "c-1",
            Metrics=[
                {"Metric ID": "q-hello", "Metric Name": "Greets", "Qualification": "NO", "Auditor Response": "YES"},
                {"Metric Name": "Says hello", "Qualification": "NO"},
            ],
            **{"Auditor Name": "Sol Soto"},
        )
    ),
}


# Two forms have a metric of one id; the record says neither what it weighs nor a score.
ONE_ID = {
    "form Market 9.json": {"name": "Market 9", **FORMS["Market 9"]},
    "form Phone shop.json": {"name": "Phone shop", **FORMS["Phone shop"]},
    "raw/page-1.json": page(
        conversation(
            "c-1",
            Metrics=[{"Metric ID": "q-hello", "Qualification": "NO"}, {"Metric Name": "Greets", "Qualification": "NO"}],
            **{"Evaluation Form Name": "Phone shop", "Kore Evaluation Score": None},
        )
    ),
}


# Only a form whose definition of the metric does not count has the area of the assignment.
AREA_OF_SHARED = {
    "assignments.json": [assignment(interactions=["c-1"], best_responses=[], coaching_areas=["TONE"])],
    "form Market 9.json": {"name": "Market 9", **FORMS["Market 9"]},
    "form Phone shop.json": {"name": "Phone shop", **FORMS["Phone shop"]},
    "raw/page-1.json": page(conversation("c-1")),
}


def audited_on_market_9(*metrics: dict[str, Any]) -> dict[str, Any]:
    """The form, and a record of a conversation that was audited by it."""
    said = {"Evaluation Form Name": "Market 9", "Auditor Name": "Sol Soto", "Audit Date": "2026-03-03T10:00:00Z"}
    return {
        "form Market 9.json": {"name": "Market 9", **FORMS["Market 9"]},
        "raw/page-1.json": page(conversation("c-1", Metrics=list(metrics), **said)),
    }


NO = {"Qualification": "NO", "Auditor Response": "NO"}
# A record says an id under two names, and one of these names without the id: whichever comes last counts, in its place.
ONE_ID_OF_TWO_NAMES = audited_on_market_9(
    {"Metric ID": "q-hello", "Metric Name": "Greets", **NO},
    {"Metric ID": "q-hello", "Metric Name": "Welcomes", **NO},
    {"Metric Name": "Greets", **NO},
    {"Metric ID": "q-hello", "Metric Name": "Welcomes", **NO},
)
# A record says a metric twice, and the auditor answers where it is said first: by its name, while no form is known.
ANSWERED_ONCE_OF_TWICE = audited_on_market_9(
    {"Metric Name": "Greets", "Qualification": "NA", "Auditor Response": "YES"},
    {"Metric ID": "q-hello", "Metric Name": "Greets", "Qualification": "NO", "Auditor Response": None},
)


def named_without_a_form(*metrics: dict[str, Any]) -> dict[str, Any]:
    """Two forms that give one metric two names, and a record of an audited conversation that names no form."""
    said = {"Evaluation Form Name": None, "Auditor Name": "Sol Soto", "Audit Date": "2026-03-03T10:00:00Z"}
    return {
        "form Market 9.json": {"name": "Market 9", **FORMS["Market 9"]},
        "form Phone shop.json": {"name": "Phone shop", **FORMS["Phone shop"]},
        "raw/page-1.json": page(conversation("c-1", Metrics=list(metrics), **said)),
    }


GREETS = {"Metric Name": "Greets", "Qualification": "NA", "Auditor Response": "NO"}
# One metric by both names that forms have for it: which of them counts could not be taken back when a third form comes.
ONE_METRIC_BY_TWO_NAMES = named_without_a_form(HELLO, GREETS)
# By a name, which the auditor answers, and by its id, which the auditor does not.
ONE_METRIC_BY_NAME_AND_ID = named_without_a_form(GREETS, {"Metric ID": "q-hello", "Qualification": "YES"})
# And a third form has a metric with one of the two names: the other one leads to the metric alone.
A_NAME_OF_A_THIRD_FORM = ONE_METRIC_BY_TWO_NAMES | {"form Bakery.json": {"name": "Bakery", **FORMS["Bakery"]}}
# One file has two audited records of a conversation. Only the second names no form: its metrics may be another form's.
TWO_AUDITED_RECORDS = {
    "form Phone shop.json": {"name": "Phone shop", **FORMS["Phone shop"]},
    "raw/page-1.json": page(
        *(
            conversation(
                "c-1",
                Metrics=[{"Metric Name": name, **NO}],
                **{"Evaluation Form Name": form, "Auditor Name": "Sol Soto", "Audit Date": f"2026-03-0{day}T10:00:00Z"},
            )
            for name, form, day in (("Checks the account", "Butcher", 3), ("Says hello", None, 4))
        )
    ),
}


@SETTINGS
@given(files=exports(), seed=st.integers(0, 10_000))
@example(files=TWO_AUDITED_RECORDS, seed=0)
@example(files=TWO_AUDITED_RECORDS, seed=1)
@example(files=ONE_METRIC_BY_TWO_NAMES, seed=1)
@example(files=ONE_METRIC_BY_TWO_NAMES, seed=3)
@example(files=ONE_METRIC_BY_NAME_AND_ID, seed=1)
@example(files=ONE_METRIC_BY_NAME_AND_ID, seed=3)
@example(files=A_NAME_OF_A_THIRD_FORM, seed=1)
@example(files=A_NAME_OF_A_THIRD_FORM, seed=2)
@example(files=A_NAME_OF_A_THIRD_FORM, seed=3)
@example(files=A_NAME_OF_A_THIRD_FORM, seed=4)
@example(files=ANSWERED_BY_ID, seed=0)
@example(files=ANSWERED_BY_ID, seed=1)
@example(files=ANSWERED_BY_ID, seed=2)
@example(files=AREA_OF_SHARED, seed=0)
@example(files=AREA_OF_SHARED, seed=1)
@example(files=AREA_OF_SHARED, seed=2)
@example(files=ONE_ID, seed=0)
@example(files=ONE_ID, seed=1)
@example(files=ONE_ID, seed=2)
@example(files=ONE_ID_OF_TWO_NAMES, seed=0)
@example(files=ONE_ID_OF_TWO_NAMES, seed=1)
@example(files=ONE_ID_OF_TWO_NAMES, seed=2)
@example(files=ANSWERED_ONCE_OF_TWICE, seed=0)
@example(files=ANSWERED_ONCE_OF_TWICE, seed=1)
@example(files=ANSWERED_ONCE_OF_TWICE, seed=2)
@example(files=TWO_OF_ONE_NAME, seed=0)
@example(files=TWO_OF_ONE_NAME, seed=1)
@example(files=TWO_OF_ONE_NAME, seed=2)
def test_any_order_of_forms_and_records_gives_the_same_database(files: dict[str, Any], seed: int) -> None:
    check_any_permutation(files, seed)


ANSWERED = """
    SELECT metric_id, coaching_area, r.weight, fatal_error FROM metric_results r JOIN metrics m USING (metric_id)
    ORDER BY auditor_id NULLS FIRST"""


def form(name: str) -> dict[str, Any]:
    return {f"form {name}.json": {"name": name, **FORMS[name]}}


def test_a_name_that_a_second_form_has_is_the_metric_of_neither(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, {"page.json": page(conversation("c-1", Metrics=[HELLO]))})
    assert rows(database, ANSWERED) == [("name:says hello", "Other", 0, False)]
    load(database, tmp_path, form("Butcher"))
    assert rows(database, ANSWERED) == [("Butcher|Says Hello", "Etiquette", 7, True)]
    load(database, tmp_path, form("Bakery"))
    assert rows(database, ANSWERED) == [("name:says hello", "Other", 0, False)]


@pytest.mark.parametrize(
    "said", [pytest.param({"Metric Name": "Says hello"}, marks=pytest.mark.storage), {"Metric ID": "q-hello"}]
)
def test_an_audit_made_here_follows_the_results_that_it_is_about(
    database: Database, tmp_path: Path, said: dict[str, str]
) -> None:
    people = [
        person("nia@example.com", "Nia Novak", supervisor_email="sol@example.com"),
        person("sol@example.com", "Sol", permissions=["coaching_assignments", "qa_functionalities"]),
    ]
    record = conversation("c-1", Metrics=[{**said, "Qualification": "YES"}])
    load(database, tmp_path, {"people.json": people, "page.json": page(record), **form("Phone shop")})
    assert auditing.submit(database, "sol@example.com", "c-1", {"q-hello": Answer("NO")}, "") == 0
    load(database, tmp_path, form("Bakery"))
    metric_id = said.get("Metric ID", "name:says hello")
    assert rows(database, "SELECT metric_id FROM audit_answers") == [(metric_id,)]
    assert rows(database, "SELECT metric_id FROM metric_results") == [(metric_id,)] * 2
    assert rows(database, "SELECT supervisor_audit_score FROM interactions") == [(0,)]


def test_a_metric_of_no_form_is_fatal_only_where_its_record_says_so(database: Database, tmp_path: Path) -> None:
    """Whether another record does, and when, makes no difference."""
    asked_here = {"Metric ID": "x", "Qualification": "NO", "Auditor Response": "NO", "Metric Weight": 5}
    fatal = conversation("c-2", Metrics=[{**asked_here, "isFatalError": True}])
    audited = conversation("c-1", Metrics=[asked_here], **{"Auditor Name": "Sol"})
    found = []
    for name, records in (("1", [fatal, audited]), ("2", [audited, fatal])):
        with closing(databases.fresh()) as other:
            for place, record in enumerate(records):
                load(other, tmp_path / name / str(place), {"page.json": page(record)})
            found.append(rows(other, "SELECT interaction_id, auditor_id, fatal_error FROM metric_results ORDER BY ALL"))
    assert found[0] == found[1]
    assert found[0][0][-1] is found[0][1][-1] is False
