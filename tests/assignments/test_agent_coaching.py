"""All coaching of one agent at once says what is said of each assignment."""

from coaching.assignments import agent_coaching, discussion
from coaching.measuring import to_do
from coaching.storage.database import Database
from coaching.words.days import utc_now

ANA, SAM = "ana@example.com", "sam@example.com"


def test_steps_are_those_of_each_assignment(small_centre: Database) -> None:
    discussion.tick_step(small_centre, ANA, "ca-ana", "Do it", True)
    discussion.tick_step(small_centre, ANA, "ca-ana-old", "Do it", True)
    discussion.tick_step(small_centre, ANA, "ca-ana-old", "Do it", False)
    found = agent_coaching.plans(small_centre, SAM, ANA)
    assert found == {each: discussion.steps(small_centre, SAM, each) for each in ("ca-ana", "ca-ana-old")}
    assert [[step.done for step in found[each]] for each in ("ca-ana", "ca-ana-old")] == [[False, True], [False, False]]


def test_who_waits_is_on_the_list_of_what_is_to_do(small_centre: Database) -> None:
    assert agent_coaching.waiting_since(small_centre, SAM, ANA) == {}
    for assignment in ("ca-ana", "ca-ana-old"):
        discussion.write_note(small_centre, ANA, assignment, "Could we talk?")
    discussion.write_note(small_centre, SAM, "ca-ana", "Yes.")
    listed = to_do.notes_to_answer(to_do.assignments_to_see_to(small_centre, SAM, utc_now().date()))
    expected = {row.assignment_id: row.waits_since.to_pydatetime() for row in listed.itertuples()}
    assert list(expected) == ["ca-ana-old"]
    assert agent_coaching.waiting_since(small_centre, SAM, ANA) == expected
