import time

from hypothesis import given
from hypothesis import strategies as st

from coaching.comparison.alignment import Block, Transcript, aligned
from coaching.comparison.differences import ComparedMetric
from coaching.comparison.stages import Stage, Turn
from tests.comparisons import answer, metric, transcript
from tests.metric_results import metric_result

GOOD = transcript(
    "c Hi",
    "a Hello, how may I help?",
    "c My balance please",
    "a Your account number and date of birth?",
    "c 1234, 1 May",
    "a It is 40 pounds.",
    "c Thanks",
    "a Anything else I can do?",
    "c No",
)
LATE = transcript(
    "c Hi",
    "a Hello, how may I help?",
    "c My balance please",
    "a It is 40 pounds.",
    "c Oh",
    "a And your date of birth?",
    "c 1 May",
    "a Noted.",
    "c Thanks",
    "a Bye!",
)


def shape(blocks: list[Block]) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    return [(block.stage.value, block.this, block.best) for block in blocks]


def test_the_same_parts_stand_beside_each_other() -> None:
    blocks = aligned(GOOD, GOOD, [])
    assert shape(blocks) == [
        ("opening", (1, 2, 3), (1, 2, 3)),
        ("verification", (4, 5), (4, 5)),
        ("solving", (6, 7), (6, 7)),
        ("closing", (8, 9), (8, 9)),
    ]
    assert not any(block.differs for block in blocks)


def test_a_verification_that_came_too_late_stands_alone() -> None:
    verifies = metric("Verifies who the customer is", answer("NO", 6), answer("YES", 4), coached=True)
    blocks = aligned(LATE, GOOD, [verifies])
    assert ("opening", (1, 2, 3), (1, 2, 3)) in shape(blocks)
    assert ("verification", (6, 7), (4, 5)) in shape(blocks)
    assert ("solving", (4, 5), ()) in shape(blocks)  # answered before anybody knew who was asking
    without_evidence = aligned(LATE, GOOD, [])
    assert [block.stage for block in without_evidence if not block.best or not block.this]


def test_evidence_of_one_metric_starts_on_one_line() -> None:
    informs = metric("Gives correct information", answer("NO", 4), answer("YES", 6), coached=True)
    this = transcript("c Hi", "a Hello", "c Price?", "a Ten.", "c Sure?", "a Yes.")
    best = transcript("c Hi", "a Hello", "c Price?", "a Let me look.", "c Fine", "a It is twelve.")
    blocks = aligned(this, best, [informs])
    cut = next(block for block in blocks if block.metric == informs.name)
    assert (cut.this[0], cut.best[0], cut.differs) == (4, 6, True)


def test_the_more_important_metric_wins_where_orders_cross() -> None:
    first = metric("Gives correct information", answer("NO", 2), answer("YES", 3), coached=True)
    second = metric("Names the next step", answer("YES", 3), answer("YES", 2))
    this = transcript("c Hi", "a One.", "a Two.", "a Three.")
    blocks = aligned(this, this, [second, first])
    assert [block.metric for block in blocks if block.metric] == [first.name]


def test_pace_aligns_only_where_it_is_coached() -> None:
    this = transcript("c Hi", "a One.", "c Ok", "a Two.")
    for coached, expected in ((False, []), (True, ["Replies quickly"])):
        replies = metric("Replies quickly", answer("NO", 2), answer("YES", 4), coached=coached)
        explains = metric("Explains", answer("YES", 2, 4), answer("YES", 2, 4))
        found = [block.metric for block in aligned(this, this, [replies, explains]) if block.metric]
        assert [name for name in found if name.startswith("Replies")] == expected


def test_a_long_wait_on_one_side_only_differs() -> None:
    slow = Transcript(GOOD.turns, frozenset({6}))
    assert [block.stage for block in aligned(slow, GOOD, []) if block.differs] == [Stage.SOLVING]
    assert not any(block.differs for block in aligned(slow, slow, []))


def test_a_side_without_a_transcript() -> None:
    blocks = aligned(Transcript([]), GOOD, [])
    assert [turn for block in blocks for turn in block.best] == [turn.position for turn in GOOD.turns]
    assert all(block.this == () for block in blocks)
    assert aligned(Transcript([]), Transcript([]), []) == []


SAID = st.lists(
    st.tuples(
        st.sampled_from(["agent", "customer", "system"]),
        st.sampled_from(["Hello", "account number?", "It is 40 pounds.", "anything else?", "goodbye", ""]),
    ),
    max_size=25,
)
ANSWERS = st.none() | st.builds(
    metric_result,
    st.sampled_from(["YES", "NO", "NA"]),
    evidence=st.lists(st.integers(-1, 30), max_size=4).map(tuple),
)
METRICS = st.builds(
    metric,
    st.sampled_from(["Greets", "Verifies the customer", "Explains", "Closes", "Replies fast", "Informs"]),
    ANSWERS,
    ANSWERS,
    coached=st.booleans(),
)


@given(SAID, SAID, st.lists(METRICS, max_size=6), st.sets(st.integers(1, 25)))
def test_every_turn_appears_once_in_its_order(
    this: list[tuple[str, str]], best: list[tuple[str, str]], metrics: list[ComparedMetric], pauses: set[int]
) -> None:
    left, right = (
        Transcript([Turn(3 * place, *turn) for place, turn in enumerate(said, 1)], frozenset(pauses))
        for said in (this, best)
    )
    blocks = aligned(left, right, metrics)
    assert [position for block in blocks for position in block.this] == [turn.position for turn in left.turns]
    assert [position for block in blocks for position in block.best] == [turn.position for turn in right.turns]
    assert all(block.this or block.best for block in blocks)


def test_a_hundred_turns_with_thirty_metrics_do_not_explode() -> None:
    """It takes 0.04 s of processor time: to try every way to put turns side by side would take for ever."""
    said = [f"{'ac'[place % 2]} {words}" for place, words in enumerate(["account number?", "so", "well", "bye"] * 25)]
    metrics = [metric(f"Explains {n}", answer("NO", n, n + 9), answer("YES", n + 3)) for n in range(1, 90, 3)]
    start = time.process_time()
    aligned(transcript(*said), transcript(*said), metrics)
    assert time.process_time() - start < 0.5
