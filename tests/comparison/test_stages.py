import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.comparison.stages import Stage, Turn, stage_of_metric, stages
from tests.comparisons import answer, turns

O, V, S, C = Stage.OPENING, Stage.VERIFICATION, Stage.SOLVING, Stage.CLOSING  # noqa: E741


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("Greets the customer", O),
        ("Agent introduces themselves", O),
        ("Customer Verification", V),
        ("Verifies identity before opening the account", V),
        ("Security question asked", V),
        ("Closes courteously", C),
        ("Offers further help", C),
        ("Reports what the system says", S),
        ("Whatever this is", S),
        ("Replies within 30 seconds on average", None),
        ("CrossTalk", None),
        ("Acknowledges the inconvenience", None),
    ],
)
def test_where_the_messages_of_a_metric_stand(name: str, stage: Stage | None) -> None:
    assert stage_of_metric(name) is stage


CHAT = turns(
    "c Hi there",
    "a Hello, how may I help you?",
    "c I cannot get into my account",
    "a May I have your account number, please?",
    "c 1234",
    "a I have reset it, please try again.",
    "c That works",
    "a Glad to hear it.",
    "a Is there anything else I can do?",
    "c No, thanks",
    "a Have a nice day!",
)


def test_words_and_place_say_it_where_metrics_do_not() -> None:
    assert stages(CHAT, []) == [O, O, O, V, V, S, S, S, C, C, C]


def test_evidence_says_it_better_than_words() -> None:
    answers = [("Verifies the customer", answer("YES", 6)), ("Greets the customer", answer("YES", 2))]
    assert stages(CHAT, answers) == [O, O, O, S, S, V, V, S, C, C, C]


def test_a_late_verification_stays_late() -> None:
    said = turns(
        "c Hi", "a Hello", "c Balance?", "a It is 40 pounds.", "c And?", "a What is your date of birth?", "c 1 May"
    )
    assert stages(said, []) == [O, O, O, S, S, V, V]


def test_what_was_done_outweighs_what_was_missed() -> None:
    said = turns("c Hi", "a Your full name?", "c Jo Doe", "a Done.")
    answers = [("Greets the customer", answer("NO", 2)), ("Verifies the customer", answer("YES", 2))]
    assert stages(said, answers) == [O, V, V, S]
    assert stages(said, [("Greets the customer", answer("NA", 2))]) == [O, V, V, S]


def test_one_long_reply_that_does_everything_is_the_solving() -> None:
    said = turns("c My bill is wrong", "a Hello Jo, you are right. I have refunded it. Kind regards")
    names = ["Greets the customer", "Answers every question", "Gives correct information", "Closes politely"]
    assert stages(said, [(name, answer("YES", 2)) for name in names]) == [O, S]
    assert stages(said, []) == [O, S]


@given(
    st.lists(st.tuples(st.sampled_from(["agent", "customer", "system", "other"]), st.text(max_size=20)), max_size=30),
    st.lists(st.tuples(st.text(max_size=12), st.booleans(), st.lists(st.integers(-2, 40), max_size=4)), max_size=6),
)
def test_every_turn_has_one_stage(said: list[tuple[str, str]], answered: list[tuple[str, bool, list[int]]]) -> None:
    spoken = [Turn(position, speaker, text) for position, (speaker, text) in enumerate(said, 1)]
    answers = [(name, answer("YES" if yes else "NO", *at)) for name, yes, at in answered]
    assert len(stages(spoken, answers)) == len(spoken)
