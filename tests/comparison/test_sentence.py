import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.comparison.differences import ComparedMetric
from coaching.comparison.sentence import Facts, sentence
from tests.comparisons import answer, metric

YES, NO, NA = answer("YES"), answer("NO"), answer("NA")
VERIFIES = metric("Verifies who the customer is", NO, YES, "Compliance", coached=True)
OFFERS = metric("Offers further help", NO, YES, "Etiquette")
CLOSES = metric("Closes politely", NO, YES, "Etiquette")
GREETS = metric("Greets the customer", YES, NO, "Etiquette", coached=True)
BOTH = metric("Explains", YES, YES)

THIS = Facts(kore_evaluation_score=62, area_scores={"Compliance": 0, "Etiquette": 50}, channel="chat")
BEST = Facts(kore_evaluation_score=98, area_scores={"Compliance": 100, "Etiquette": 100}, channel="chat")


def facts(kore: float | None, reply: float | None = None, channel: str = "chat", **areas: float | None) -> Facts:
    return Facts(
        kore_evaluation_score=kore, area_scores=areas, audit_area_scores={}, reply_seconds=reply, channel=channel
    )


def test_the_example_of_the_product() -> None:
    assert sentence([VERIFIES], facts(62, 48, Compliance=0), facts(98, 14, Compliance=100)) == (
        "The best response verified who the customer is (Compliance 100 against 0) "
        "and replied in 14 s instead of 48 s on average."
    )


def test_an_areas_scores_stand_behind_its_last_metric() -> None:
    assert sentence([OFFERS, VERIFIES, CLOSES], THIS, BEST) == (
        "The best response offered further help, closed politely (Etiquette 100 against 50) "
        "and verified who the customer is (Compliance 100 against 0)."
    )


def test_at_most_three_metrics_are_named() -> None:
    others = [metric(f"Names the thing {number}", NO, YES, "Accuracy") for number in range(4)]
    told = sentence([VERIFIES, *others], THIS, BEST)
    assert told.endswith("named the thing 0, named the thing 1 and met 2 more metrics.")
    assert sentence([VERIFIES, *others[:3]], THIS, BEST).endswith("and met 1 more metric.")


@pytest.mark.parametrize(
    ("name", "unwanted", "told"),
    [
        ("Customer Verification", False, "met “Customer Verification”"),
        ("CrossTalk", True, "avoided “CrossTalk”"),
        ("Speaks over the caller", True, "avoided “Speaks over the caller”"),
        ("Asks first. Then answers!", False, "asked first Then answers"),
        ("!!", False, "met “unnamed”"),
    ],
)
def test_names_of_every_kind(name: str, unwanted: bool, told: str) -> None:
    assert sentence([metric(name, NO, YES, unwanted=unwanted)], THIS, BEST) == f"The best response {told}."


@pytest.mark.parametrize(
    ("this", "best", "end"),
    [
        (48.0, 14.0, " but the best response replied in 14 s instead of 48 s on average."),
        (14.0, 48.0, " though it took 48 s instead of 14 s to reply on average."),
        (20.0, 16.0, None),  # less than 5 s
        (100.0, 90.0, None),  # less than a quarter
        (48.0, None, None),
        (None, 14.0, None),
    ],
)
def test_reply_times_count_where_they_matter(this: float | None, best: float | None, end: str | None) -> None:
    told = sentence([BOTH], facts(90, this), facts(90, best))
    if end is None:
        assert told == "No metric tells them apart: both have a Kore Evaluation Score of 90."
    else:
        assert told.endswith(end)


def test_reply_times_of_a_chat_and_an_email_are_not_compared() -> None:
    assert "replied" not in sentence([VERIFIES], facts(62, 7200, "email"), facts(98, 14, "chat"))


def test_a_metric_about_replying_carries_the_times() -> None:
    replies = metric("Replies within 30 seconds on average", NO, YES, "Responsiveness", coached=True)
    this, best = facts(1, 58, Responsiveness=0), facts(2, 20, Responsiveness=100)
    assert sentence([replies], this, best) == (
        "The best response replied within 30 seconds on average (20 s instead of 58 s; Responsiveness 100 against 0)."
    )


def test_what_this_one_did_better_is_said() -> None:
    this, best = facts(62, Compliance=0, Etiquette=100), facts(98, Compliance=100, Etiquette=50)
    assert sentence([VERIFIES, GREETS], this, best) == (
        "The best response verified who the customer is (Compliance 100 against 0), "
        "while this one greeted the customer (Etiquette 100 against 50)."
    )
    elsewhere = metric("Greets the customer", YES, NO, "Etiquette")
    assert "this one" not in sentence([VERIFIES, elsewhere], this, best)
    assert sentence([elsewhere], this, best) == (
        "The best response did better at no metric, while this one greeted the customer (Etiquette 100 against 50)."
    )


@pytest.mark.parametrize(
    ("automatic", "audits", "told"),
    [
        ((33.3, 33.3), (None, 0.0), None),  # one side was audited: like is held against like
        ((33.3, 33.3), (0.0, None), None),
        ((100, 33.3), (None, 0.0), "Compliance 100 against 33.3"),
        ((100, 33.3), (66.7, 0.0), "Compliance (audit) 66.7 against 0"),
        ((33.3, 33.3), (66.7, 0.0), "Compliance (audit) 66.7 against 0"),
        ((100, 33.3), (50.0, 50.0), None),  # the audits decided, and they agree
        ((None, 33.3), (None, 0.0), None),
        ((33.32, 33.28), (None, None), None),  # the same as they are shown
    ],
)
def test_an_audit_is_never_held_against_an_automatic_evaluation(
    automatic: tuple[float | None, float | None], audits: tuple[float | None, float | None], told: str | None
) -> None:
    best, this = (
        Facts(
            kore_evaluation_score=90,
            area_scores={"Compliance": of_area},
            audit_area_scores={} if audit is None else {"Compliance": audit},
        )
        for of_area, audit in zip(automatic, audits, strict=True)
    )
    scores = f" ({told})" if told else ""
    assert sentence([VERIFIES], this, best) == f"The best response verified who the customer is{scores}."


@pytest.mark.parametrize(
    ("metrics", "this", "best", "told"),
    [
        ([BOTH], 90, 90.0, "No metric tells them apart: both have a Kore Evaluation Score of 90."),
        ([BOTH], 62, 98, "No metric tells them apart: the Kore Evaluation Score is 98 against 62."),
        ([BOTH], 62, None, "No metric tells them apart; the best response has no Kore Evaluation Score."),
        ([BOTH], None, 98, "No metric tells them apart; this one has no Kore Evaluation Score."),
        ([BOTH], None, None, "No metric tells them apart; neither has a Kore Evaluation Score."),
        ([metric("Explains", NA, YES)], 1, 2, "No metric applies to both of them, so none tells them apart."),
        ([metric("Explains", NA, NA)], 1, 2, "No metric applies to both of them, so none tells them apart."),
        ([metric("Explains", None, YES)], 1, 2, "This one has not been evaluated, so no metric tells them apart."),
        ([metric("Explains", NO, None)], 1, 2,
         "The best response has not been evaluated, so no metric tells them apart."),
        ([], None, None,
         "Neither of the two has been evaluated, so no metric tells them apart; "
         "neither has a Kore Evaluation Score."),
    ],
)  # fmt: skip
def test_ties_and_missing_scores_are_said(
    metrics: list[ComparedMetric], this: float | None, best: float | None, told: str
) -> None:
    assert sentence(metrics, Facts(kore_evaluation_score=this), Facts(kore_evaluation_score=best)) == told


def is_one_sentence(told: str) -> bool:
    return told.endswith(".") and len(re.findall(r"[.!?](?=\s|$)", told)) == 1 and "\n" not in told


ANSWERS = st.none() | st.builds(answer, st.sampled_from(["YES", "NO", "NA"]))
METRICS = st.builds(
    metric, st.text(max_size=20), ANSWERS, ANSWERS, st.text(max_size=9), coached=st.booleans(), unwanted=st.booleans()
)
SCORES = st.none() | st.floats(0, 100)
FACTS = st.builds(
    Facts,
    kore_evaluation_score=SCORES,
    area_scores=st.dictionaries(st.text(max_size=9), SCORES, max_size=3),
    audit_area_scores=st.dictionaries(st.text(max_size=9), SCORES, max_size=3),
    reply_seconds=st.none() | st.floats(0, 1e6),
    channel=st.sampled_from([None, "chat"]),
)


@given(st.lists(METRICS, max_size=6), FACTS, FACTS)
def test_it_is_always_one_sentence(metrics: list[ComparedMetric], this: Facts, best: Facts) -> None:
    assert is_one_sentence(sentence(metrics, this, best))
