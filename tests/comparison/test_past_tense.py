import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.comparison.past_tense import past_tense


@pytest.mark.parametrize(
    ("metric", "told"),
    [
        ("Verifies who the customer is", "verified who the customer is"),
        ("Reports what the system says", "reported what the system says"),
        ("Leaves no unexplained silence", "left no unexplained silence"),
        ("Keeps to the point", "kept to the point"),
        ("Is polite and gives dates and times", "was polite and gave dates and times"),
        ("Speaks over or hurries the caller", "spoke over or hurried the caller"),
        ("Resolves the request or names the next step", "resolved the request or named the next step"),
        ("Greets/welcomes the caller", "greeted/welcomed the caller"),
        ("Greets, verifies and closes", "greeted, verified and closed"),
        ("Checks and notes", "checked and noted"),
        ("States price, term and right to cancel", "stated price, term and right to cancel"),
        ("Does not interrupt", "did not interrupt"),
        ("Never takes card details", "never took card details"),
        ("Clearly explains the next step", "clearly explained the next step"),
        ("VERIFIES ID", "verified ID"),
        ("Follows the procedure's order", "followed the procedure's order"),
    ],
)
def test_a_leading_verb_and_those_joined_to_it(metric: str, told: str) -> None:
    assert past_tense(metric) == told


@pytest.mark.parametrize(
    "metric",
    ["Customer Verification", "CrossTalk", "Dead Air", "SMS sent", "Process followed", "Questions answered",
     "Notes are complete", "Doesn't argue", "Warmth & Tone", "Sales", "", " ", "123", "?"],
)  # fmt: skip
def test_a_name_that_starts_with_something_else_has_none(metric: str) -> None:
    assert past_tense(metric) is None


@given(st.text(max_size=60))
def test_any_name_has_an_answer(metric: str) -> None:
    told = past_tense(metric)
    assert told is None or told.strip()
