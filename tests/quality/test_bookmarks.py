import pytest

from coaching.quality import bookmarks
from coaching.storage.database import Database
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, RefusedError
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

SAM, KIM, LEE = "sam@example.com", "kim@example.com", "lee@example.com"


def note(database: Database, viewer: str, interaction: str) -> str | None:
    found = bookmarks.bookmark(database, viewer, interaction)
    return found.note if found else None


def test_a_bookmark_is_made_its_note_changed_and_it_is_taken_away(small_centre: Database) -> None:
    bookmarks.add(small_centre, SAM, "c-ana-1", "  Listen to the ending  ")
    assert note(small_centre, SAM, "c-ana-1") == "Listen to the ending"
    bookmarks.add(small_centre, SAM, "c-ana-1", "")
    assert note(small_centre, SAM, "c-ana-1") == ""
    assert len(small_centre.query("FROM bookmarks")) == 1
    bookmarks.remove(small_centre, SAM, "c-ana-1")
    bookmarks.remove(small_centre, SAM, "c-ana-1")
    assert note(small_centre, SAM, "c-ana-1") is None


@permission_of(bookmarks.bookmark, bookmarks.bookmarked, bookmarks.remove)
def test_a_bookmark_is_its_makers_alone(small_centre: Database) -> None:
    bookmarks.add(small_centre, SAM, "c-ana-1", "Sam's")
    assert note(small_centre, KIM, "c-ana-1") is None
    bookmarks.remove(small_centre, KIM, "c-ana-1")
    bookmarks.add(small_centre, KIM, "c-ana-1", "Kim's")
    assert note(small_centre, SAM, "c-ana-1") == "Sam's"
    assert bookmarks.bookmarked(small_centre, SAM)["note"].tolist() == ["Sam's"]
    assert bookmarks.bookmarked(small_centre, KIM)["note"].tolist() == ["Kim's"]
    assert bookmarks.bookmarked(small_centre, LEE).empty


def test_the_list_has_the_newest_bookmark_first(small_centre: Database) -> None:
    for interaction in ("c-cleo-1", "c-ana-1", "c-ben-1"):
        bookmarks.add(small_centre, KIM, interaction, interaction)
    bookmarks.add(small_centre, KIM, "c-cleo-1", "again")
    rows = bookmarks.bookmarked(small_centre, KIM)
    assert rows["interaction_id"].tolist() == ["c-cleo-1", "c-ben-1", "c-ana-1"]
    assert rows["agent_name"].tolist() == ["Cleo Costa", "Ben Bauer", "Ana Alves"]
    assert rows["note"].tolist() == ["again", "c-ben-1", "c-ana-1"]


@permission_of(bookmarks.add)
@pytest.mark.parametrize("viewer", [email for email, *_ in PEOPLE] + ["stranger@example.com", ""])
@pytest.mark.parametrize("interaction", ["c-ana-1", "c-cleo-1", "no-such"])
def test_only_interactions_of_agents_whom_one_may_coach(small_centre: Database, viewer: str, interaction: str) -> None:
    allowed = {"c-ana-1": {SAM, KIM}, "c-cleo-1": {LEE, KIM}}.get(interaction, set())
    if viewer in allowed:
        bookmarks.add(small_centre, viewer, interaction, "")
        assert note(small_centre, viewer, interaction) == ""
        return
    with pytest.raises(NotAllowedError):
        bookmarks.add(small_centre, viewer, interaction, "")
    assert small_centre.query("FROM bookmarks").empty


@pytest.mark.storage
def test_whoever_may_only_look_bookmarks_nothing_and_finds_nothing(small_centre: Database) -> None:
    bookmarks.add(small_centre, SAM, "c-ana-1", "")
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = ?", [SAM]
        )
    with pytest.raises(RefusedError):
        bookmarks.add(small_centre, SAM, "c-ana-2", "")
    assert bookmarks.bookmarked(small_centre, SAM).empty
    assert note(small_centre, SAM, "c-ana-1") is None
    bookmarks.remove(small_centre, SAM, "c-ana-1")  # one's own may always go
    assert small_centre.query("FROM bookmarks").empty


def test_a_note_that_is_too_long_is_refused_and_the_one_before_stays(small_centre: Database) -> None:
    bookmarks.add(small_centre, SAM, "c-ana-1", "before")
    bookmarks.add(small_centre, SAM, "c-ana-2", "n" * bookmarks.MOST_NOTE)
    with pytest.raises(InvalidFieldsError) as refused:
        bookmarks.add(small_centre, SAM, "c-ana-1", "n" * (bookmarks.MOST_NOTE + 1))
    assert set(refused.value.complaints) == {"note"}
    assert note(small_centre, SAM, "c-ana-1") == "before"
