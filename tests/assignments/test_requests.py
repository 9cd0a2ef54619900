import pytest

from coaching.assignments import marks, requests
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.refusals import AlreadyDoneError, NotAllowedError, NotFoundError
from tests.centre import PEOPLE
from tests.permission_marks import permission_of
from tests.refusals import refusal

ANA, BEN, CLEO, SAM = "ana@example.com", "ben@example.com", "cleo@example.com", "sam@example.com"


@pytest.mark.storage
def test_what_was_asked_for_is_listed_with_what_came_of_it(small_centre: Database) -> None:
    became = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "How should I have said it?")
    aside = marks.ask(small_centre, ANA, "c-ana-2", ["Etiquette"], "")
    back = marks.ask(small_centre, ANA, "c-ana-3", [], "")
    marks.mark(small_centre, SAM, "c-ana-3", ["Compliance"], "Not hers to read")
    with small_centre.transaction() as cursor:
        marks.close_for_assignments(cursor, SAM, [("ca-ana", "c-ana-1")], utc_now())
    marks.set_aside(small_centre, SAM, aside, "We spoke about it.")
    requests.take_back(small_centre, ANA, back)
    waiting = marks.ask(small_centre, ANA, "c-ana-3", [], "Again")

    listed = requests.own_requests(small_centre, ANA)
    assert listed["mark_id"].tolist() == [waiting, aside, became]  # open first, then the newest
    assert listed["note"].tolist() == ["Again", "", "How should I have said it?"]
    assert listed["coaching_areas"].tolist() == [[], ["Etiquette"], ["Accuracy"]]
    assert listed["queue"].tolist() == ["Hotel booking"] * 3
    assert listed["closed_at"].isna().tolist() == [True, False, False]
    assert listed["closed_by"].tolist() == [None, "Sam Soto", "Sam Soto"]
    assert listed["reason"].tolist() == ["", "We spoke about it.", ""]
    assert listed["assignment_id"].tolist() == [None, None, "ca-ana"]
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = now()::TIMESTAMP WHERE assignment_id = 'ca-ana'")
    assert requests.own_requests(small_centre, ANA)["assignment_id"].tolist() == [None] * 3


def test_what_was_taken_back_waits_for_nobody_and_can_be_asked_again(small_centre: Database) -> None:
    request = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    assert marks.number_asking(small_centre, SAM) == 1
    requests.take_back(small_centre, ANA, request)
    assert marks.number_asking(small_centre, SAM) == 0
    assert marks.open_marks(small_centre, SAM).empty
    own = marks.own_mark(small_centre, ANA, "c-ana-1")
    assert own is not None
    assert (own.taken_back, own.became_coaching, own.reason) == (True, False, "")
    assert own.closed_at is not None
    assert own.closed_at > own.marked_at
    marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "After all")
    assert marks.number_asking(small_centre, SAM) == 1


def test_what_was_answered_is_not_taken_back(small_centre: Database) -> None:
    request = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    marks.set_aside(small_centre, SAM, request, "We spoke about it.")
    error = refusal(requests.take_back, small_centre, ANA, request)
    assert isinstance(error, AlreadyDoneError)
    assert error.sentence == wording.REQUEST_SET_ASIDE.format(name="Sam Soto")
    again = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    requests.take_back(small_centre, ANA, again)
    error = refusal(requests.take_back, small_centre, ANA, again)
    assert isinstance(error, AlreadyDoneError)
    assert error.sentence == wording.REQUEST_TAKEN_BACK_ALREADY
    assert len(small_centre.query("FROM mark_closings")) == 2


def test_a_request_lapses_when_the_interaction_was_somebody_elses(small_centre: Database) -> None:
    marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET agent_id = $ben WHERE interaction_id = 'c-ana-1'", {"ben": BEN})
    assert requests.own_requests(small_centre, ANA).empty


@permission_of(requests.own_requests, requests.take_back)
def test_nobody_reads_or_takes_back_what_somebody_else_asked_for(small_centre: Database) -> None:
    request = marks.ask(small_centre, ANA, "c-ana-1", ["Accuracy"], "")
    mark = marks.mark(small_centre, SAM, "c-ana-2", ["Accuracy"], "")
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    assert {viewer for viewer in everybody if len(requests.own_requests(small_centre, viewer))} == {ANA}
    for viewer in everybody:
        if viewer != ANA:
            error = refusal(requests.take_back, small_centre, viewer, request)
            assert isinstance(error, NotFoundError | NotAllowedError)
    for other in (mark, "no-such"):  # a supervisor's mark about her is not hers
        assert isinstance(refusal(requests.take_back, small_centre, ANA, other), NotFoundError)
    assert small_centre.query("FROM mark_closings").empty
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['agent_dashboard'] WHERE person_id = $ana", {"ana": ANA})
    assert requests.own_requests(small_centre, ANA).empty
    assert isinstance(refusal(requests.take_back, small_centre, ANA, request), NotAllowedError)
