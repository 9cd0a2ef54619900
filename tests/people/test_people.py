import pytest

from coaching.people import people, visibility
from coaching.storage.database import Database


def test_email_is_matched_whatever_its_case(small_centre: Database) -> None:
    viewer = people.viewer_with_email(small_centre, " Ana@Example.COM ")
    assert viewer is not None
    assert (viewer.person_id, viewer.name, viewer.supervises) == ("ana@example.com", "Ana Alves", False)
    assert people.viewer_with_email(small_centre, "nobody@example.com") is None
    assert people.viewer_with_email(small_centre, "") is None


def test_sign_in_choices_have_supervisors_first(small_centre: Database) -> None:
    choices = people.sign_in_choices(small_centre)
    assert list(choices.columns) == ["person_id", "email", "name", "team", "supervises", "coached"]
    assert choices["name"].tolist()[:3] == ["Kim Kaur", "Lee Lang", "Sam Soto"]
    assert choices.set_index("name").loc["Ana Alves", "coached"]
    assert not choices.set_index("name").loc["Ned Nunes", "coached"]


def test_a_supervisor_sees_their_agents_by_name(small_centre: Database) -> None:
    assert visibility.agents_visible_to(small_centre, "sam@example.com")["name"].tolist() == ["Ana Alves", "Ben Bauer"]
    everybody = visibility.agents_visible_to(small_centre, "kim@example.com")["name"].tolist()
    assert everybody == ["Ana Alves", "Ben Bauer", "Cleo Costa", "Eve Eriksen"]


def change(database: Database, sql: str) -> None:
    with database.transaction() as cursor:
        cursor.execute(sql)


def test_people_who_share_a_name_are_told_apart_by_team_then_address_then_id(small_centre: Database) -> None:
    change(
        small_centre, "UPDATE people SET name = 'Ana Alves' WHERE split_part(email, '@', 1) IN ('ben', 'cleo', 'dan')"
    )
    change(small_centre, "UPDATE people SET email = 'cleo@example.com' WHERE person_id = 'dan@example.com'")
    called = {
        who: people.name_or_id(small_centre, f"{who}@example.com") for who in ("ana", "ben", "cleo", "dan", "eve")
    }
    assert called == {
        "ana": "Ana Alves (North, ana@example.com)",
        "ben": "Ana Alves (North, ben@example.com)",
        "cleo": "Ana Alves (South, cleo@example.com)",
        "dan": "Ana Alves (South, dan@example.com)",
        "eve": "Eve Eriksen",
    }
    assert people.name_or_id(small_centre, "nobody") == "nobody"


@pytest.mark.storage
def test_whoever_shares_an_address_is_chosen_by_id_and_signed_in_by_nobody_else(small_centre: Database) -> None:
    change(small_centre, "UPDATE people SET email = 'ana@example.com' WHERE person_id = 'ben@example.com'")
    for person in ("ana@example.com", "ben@example.com"):
        chosen = people.viewer_chosen(small_centre, person)
        assert chosen is not None
        assert chosen.person_id == person
    assert people.viewer_with_email(small_centre, "ana@example.com") is None
    assert people.share_address(small_centre, "ANA@example.com")
    assert not people.share_address(small_centre, "sam@example.com")
    labels = people.sign_in_labels(small_centre)
    assert len(set(labels.values())) == len(labels) == 9


def test_an_address_chooses_nobody_in_the_demo(small_centre: Database) -> None:
    change(small_centre, "UPDATE people SET person_id = 'a-1' WHERE person_id = 'ana@example.com'")
    assert people.viewer_chosen(small_centre, "ana@example.com") is None
    chosen = people.viewer_chosen(small_centre, "a-1")
    assert chosen is not None
    assert chosen.email == "ana@example.com"
