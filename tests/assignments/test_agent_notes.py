"""Notes about an agent: who writes them, who reads which, and who takes them back."""

from contextlib import suppress

import pytest

from coaching.assignments import agent_notes
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

ANA, BEN, SAM, LEE, KIM = (f"{name}@example.com" for name in ("ana", "ben", "sam", "lee", "kim"))
EVERYBODY = [*(person for person, *_ in PEOPLE), "stranger@example.com", ""]


def texts(database: Database, viewer: str, agent: str = ANA) -> list[str]:
    return [note.text for note in agent_notes.notes_about(database, viewer, agent)]


@permission_of(agent_notes.notes_about)
def test_shared_notes_are_for_the_agent_and_private_ones_for_who_coaches_them(small_centre: Database) -> None:
    agent_notes.write(small_centre, SAM, ANA, " We agreed on Friday. ", private=False)
    agent_notes.write(small_centre, KIM, ANA, "Trouble at home.", private=True)
    shared, both = ["We agreed on Friday."], ["Trouble at home.", "We agreed on Friday."]
    expected = {ANA: shared, SAM: both, KIM: both}
    assert {viewer: found for viewer in EVERYBODY if (found := texts(small_centre, viewer))} == expected
    with small_centre.transaction() as cursor:  # whoever may only look at the coaching of an agent
        cursor.execute("UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                       "WHERE person_id = ?", [SAM])  # fmt: skip
    assert texts(small_centre, SAM) == shared


def test_nobody_reads_private_notes_about_themselves(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:  # Ana supervises Ben, and is in everybody's reach
        cursor.execute(
            "UPDATE people SET permissions = permissions || "
            "['qa_functionalities', 'coaching_monitor', 'cross_team_access'] WHERE person_id = ?",
            [ANA],
        )
    agent_notes.write(small_centre, SAM, ANA, "About Ana", private=True)
    agent_notes.write(small_centre, SAM, BEN, "About Ben", private=True)
    assert texts(small_centre, ANA) == []
    assert texts(small_centre, ANA, BEN) == ["About Ben"]


@permission_of(agent_notes.write)
def test_only_who_coaches_the_agent_writes(small_centre: Database) -> None:
    written = set()
    for viewer in EVERYBODY:
        with suppress(NotAllowedError):
            agent_notes.write(small_centre, viewer, ANA, f"By {viewer}", private=True)
            written.add(viewer)
    assert written == {SAM, KIM}
    assert sorted(texts(small_centre, SAM)) == [f"By {KIM}", f"By {SAM}"]


@pytest.mark.parametrize("text", ["", " \n", "x" * (agent_notes.LONGEST_NOTE + 1)])
def test_a_note_has_some_words_and_not_too_many(small_centre: Database, text: str) -> None:
    with pytest.raises(InvalidFieldsError) as refusal:
        agent_notes.write(small_centre, SAM, ANA, text, private=True)
    assert list(refusal.value.complaints) == ["note"]
    assert texts(small_centre, SAM) == []


def test_a_second_click_writes_nothing_and_other_readers_are_another_note(small_centre: Database) -> None:
    assert agent_notes.write(small_centre, SAM, ANA, "Once", private=True)
    assert agent_notes.write(small_centre, SAM, ANA, "Once", private=True) is None
    assert agent_notes.write(small_centre, SAM, ANA, "Once", private=False)
    assert [note.private for note in agent_notes.notes_about(small_centre, SAM, ANA)] == [False, True]


@pytest.mark.storage
@permission_of(agent_notes.remove)
def test_only_its_writer_takes_a_note_back(small_centre: Database) -> None:
    note = agent_notes.write(small_centre, SAM, ANA, "By mistake", private=False)
    assert note
    for viewer in [*(person for person in EVERYBODY if person != SAM), LEE]:
        with pytest.raises(NotFoundError, match=wording.NO_SUCH_NOTE):
            agent_notes.remove(small_centre, viewer, note)
    assert texts(small_centre, ANA) == ["By mistake"]
    assert [each.own for each in agent_notes.notes_about(small_centre, KIM, ANA)] == [False]
    agent_notes.remove(small_centre, SAM, note)
    assert texts(small_centre, ANA) == texts(small_centre, SAM) == []
    with pytest.raises(NotFoundError):
        agent_notes.remove(small_centre, SAM, note)
