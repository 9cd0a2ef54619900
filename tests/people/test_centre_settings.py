"""The settings of the centre: who may change them, what is noted of it, and what is no value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.people import centre_settings
from coaching.people.centre_settings import SETTINGS, CentreSettings, Group
from coaching.people.setting_kinds import OneOf
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError
from tests.centre import PEOPLE, decide, let_administer
from tests.permission_marks import permission_of

KIM = "kim@example.com"
NAME = "agents_see_best_response_agent"


@pytest.fixture
def administered(small_centre: Database) -> Database:
    let_administer(small_centre, KIM)
    return small_centre


@permission_of(centre_settings.change, centre_settings.history)
def test_only_who_may_administer_changes_a_setting_and_reads_who_did(administered: Database) -> None:
    for viewer in [*(email for email, *_ in PEOPLE if email != KIM), "stranger@example.com", ""]:
        with pytest.raises(NotAllowedError, match="administration"):
            centre_settings.change(administered, viewer, {NAME: "yes"})
    assert centre_settings.centre_settings(administered) == CentreSettings()
    assert centre_settings.change(administered, KIM, {NAME: "yes"}) == [NAME]
    assert centre_settings.history(administered, "sam@example.com").empty
    assert len(centre_settings.history(administered, KIM)) == 1


@pytest.mark.storage
def test_a_change_counts_at_once_and_is_noted(administered: Database) -> None:
    assert not centre_settings.centre_settings(administered).agents_see_best_response_agent
    centre_settings.change(administered, KIM, {NAME: "YES"})
    assert centre_settings.centre_settings(administered).agents_see_best_response_agent
    assert centre_settings.change(administered, KIM, {NAME: "yes"}) == []
    centre_settings.change(administered, KIM, {NAME: "no"})
    assert centre_settings.centre_settings(administered) == CentreSettings()
    told = centre_settings.history(administered, KIM)
    assert told[["changed_by", "name", "setting", "was", "becomes"]].to_numpy().tolist() == [
        [KIM, "Kim Kaur", NAME, "yes", "no"],
        [KIM, "Kim Kaur", NAME, "no", "yes"],
    ]


def test_a_value_that_cannot_be_is_refused_with_the_setting_what_was_there_and_an_example(
    administered: Database,
) -> None:
    with pytest.raises(InvalidFieldsError) as refused:
        centre_settings.change(administered, KIM, {NAME: "perhaps"})
    said = refused.value.complaints[NAME]
    assert all(part in said for part in (wording.SETTING_LABELS[NAME], "“perhaps”", "example: yes"))
    with pytest.raises(InvalidFieldsError):
        centre_settings.change(administered, KIM, {NAME: "yes" + " " * centre_settings.MOST_CHARACTERS})
    with pytest.raises(NotFoundError):
        centre_settings.change(administered, KIM, {"no_such": "yes"})
    assert centre_settings.centre_settings(administered) == CentreSettings()


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_stored_the_settings_can_be_read(small_centre: Database, name: str, value: str) -> None:
    decide(small_centre, **{name: value, NAME: value})
    known = centre_settings.centre_settings(small_centre)
    assert known.agents_see_best_response_agent is (value.strip().lower() == "yes")


def test_every_setting_has_its_words() -> None:
    assert set(wording.SETTING_LABELS) == set(wording.SETTING_MEANINGS) == set(SETTINGS)
    assert {each.group for each in SETTINGS.values()} == set(Group) == set(wording.SETTING_GROUPS)
    choices = {name: each.kind.choices for name, each in SETTINGS.items() if isinstance(each.kind, OneOf)}
    assert {name: set(words) for name, words in wording.SETTING_CHOICES.items()} == {
        name: set(values) for name, values in choices.items()
    }
    assert set(centre_settings.written(CentreSettings())) == set(SETTINGS)
