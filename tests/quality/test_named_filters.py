"""Filters with a name: everybody has their own, and finds those of others that are shared and name nobody unseen."""

import pytest

from coaching.quality import named_filters
from coaching.storage.database import Database
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError
from tests.permission_marks import permission_of

SAM, LEE, KIM, ANA = "sam@example.com", "lee@example.com", "kim@example.com", "ana@example.com"


def names(database: Database, viewer: str) -> dict[str, str | None]:
    return {each.name: each.shared_by for each in named_filters.named_filters(database, viewer)}


@pytest.mark.storage
def test_a_name_is_given_taken_and_given_anew(small_centre: Database) -> None:
    asked = {"evaluation_topic": ["Room booking"], "evaluation_only": ["fatal", "bookmarked"]}
    named_filters.save(small_centre, SAM, " Bad  rooms ", asked, shared=False)
    (found,) = named_filters.named_filters(small_centre, SAM)
    assert (found.name, found.shared, found.shared_by, found.parameters) == ("Bad rooms", False, None, asked)
    again = named_filters.save(small_centre, SAM, "BAD ROOMS", {"evaluation_sort": ["kore"]}, shared=True)
    (found,) = named_filters.named_filters(small_centre, SAM)
    assert (found.filter_id, found.name, found.parameters) == (again, "BAD ROOMS", {"evaluation_sort": ["kore"]})
    named_filters.remove(small_centre, SAM, again)
    assert named_filters.named_filters(small_centre, SAM) == []
    for name in ("", "  ", "x" * (named_filters.NAME_LENGTH + 1)):
        with pytest.raises(InvalidFieldsError):
            named_filters.save(small_centre, SAM, name, {}, shared=False)


@permission_of(named_filters.named_filters, named_filters.save, named_filters.remove)
def test_who_finds_what(small_centre: Database) -> None:
    named_filters.save(small_centre, SAM, "Mine", {}, shared=False)
    shared = named_filters.save(small_centre, SAM, "Fatal", {"evaluation_only": ["fatal"]}, shared=True)
    named_filters.save(small_centre, SAM, "Ana", {"agent": [ANA]}, shared=True)
    named_filters.save(small_centre, SAM, "North", {"evaluation_team": ["North"]}, shared=True)
    assert names(small_centre, SAM) == {"Mine": None, "Fatal": None, "Ana": None, "North": None}
    assert names(small_centre, KIM) == {"Fatal": "Sam Soto", "Ana": "Sam Soto", "North": "Sam Soto"}
    assert names(small_centre, LEE) == {"Fatal": "Sam Soto"}
    for viewer in (ANA, "ned@example.com", "nobody", ""):
        assert names(small_centre, viewer) == {}
        with pytest.raises(NotAllowedError):
            named_filters.save(small_centre, viewer, "Name", {}, shared=True)
    for viewer in (LEE, KIM, ANA, "nobody"):
        with pytest.raises(NotFoundError):
            named_filters.remove(small_centre, viewer, shared)
    assert "Fatal" in names(small_centre, SAM)
