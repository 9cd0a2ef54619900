from coaching import people
from coaching.database import Database


def test_email_is_matched_whatever_its_case(small_centre: Database) -> None:
    viewer = people.viewer_with_email(small_centre, " Ana@Example.COM ")
    assert viewer is not None
    assert (viewer.person_id, viewer.name, viewer.supervises) == ("ana@example.com", "Ana Alves", False)
    assert people.viewer_with_email(small_centre, "nobody@example.com") is None
    assert people.viewer_with_email(small_centre, "") is None


def test_sign_in_choices_have_supervisors_first(small_centre: Database) -> None:
    choices = people.sign_in_choices(small_centre)
    assert list(choices.columns) == ["email", "name", "team", "supervises", "coached"]
    assert choices["name"].tolist()[:3] == ["Kim Kaur", "Lee Lang", "Sam Soto"]
    assert choices.set_index("name").loc["Ana Alves", "coached"]
    assert not choices.set_index("name").loc["Ned Nunes", "coached"]


def test_a_supervisor_sees_their_agents_by_name(small_centre: Database) -> None:
    assert people.agents_visible_to(small_centre, "sam@example.com")["name"].tolist() == ["Ana Alves", "Ben Bauer"]
    everybody = people.agents_visible_to(small_centre, "kim@example.com")["name"].tolist()
    assert everybody == ["Ana Alves", "Ben Bauer", "Cleo Costa", "Eve Eriksen"]


def test_people_who_share_a_name_are_told_apart() -> None:
    names = {"b": "Bo", "a1": "Ann", "c": "Cy", "a2": "Ann"}
    assert people.told_apart(names) == {"b": "Bo", "a1": "Ann (a1)", "c": "Cy", "a2": "Ann (a2)"}
    assert people.told_apart({}) == {}
