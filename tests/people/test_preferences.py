"""What people choose for themselves."""

import pytest

from coaching.people import preferences
from coaching.people.preferences import Preference
from coaching.storage.database import Database
from coaching.words.refusals import NotAllowedError, NotPossibleError
from tests.permission_marks import permission_of

ANA, BEN = "ana@example.com", "ben@example.com"


@permission_of(preferences.preferences, preferences.prefer)
def test_a_choice_is_of_the_one_who_made_it(small_centre: Database) -> None:
    preferences.prefer(small_centre, ANA, Preference.LANGUAGE, "de")
    assert preferences.preferences(small_centre, ANA) == {Preference.LANGUAGE: "de"}
    assert preferences.preferences(small_centre, BEN) == {}
    with pytest.raises(NotAllowedError):
        preferences.prefer(small_centre, "nobody@example.com", Preference.LANGUAGE, "de")
    assert preferences.preferences(small_centre, "nobody@example.com") == {}


@pytest.mark.storage
def test_the_last_choice_counts_and_can_be_left_open_again(small_centre: Database) -> None:
    for language in ("de", "es"):
        preferences.prefer(small_centre, ANA, Preference.LANGUAGE, language)
    assert preferences.preferences(small_centre, ANA) == {Preference.LANGUAGE: "es"}
    preferences.prefer(small_centre, ANA, Preference.LANGUAGE, None)
    assert preferences.preferences(small_centre, ANA) == {}


def test_a_language_that_there_is_not_is_refused(small_centre: Database) -> None:
    with pytest.raises(NotPossibleError):
        preferences.prefer(small_centre, ANA, Preference.LANGUAGE, "xx")
    assert preferences.preferences(small_centre, ANA) == {}
