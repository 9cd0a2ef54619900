"""Roles are names for permissions: nothing is lost and nothing gained by saying permissions as roles."""

from hypothesis import given
from hypothesis import strategies as st

from coaching.people.permissions import PERMISSIONS, Action, met_grants
from coaching.people.roles import GIVES, Role, beyond, permissions_of, roles_of
from coaching.words import wording

held = st.sets(st.sampled_from(PERMISSIONS))
some_roles = st.sets(st.sampled_from(Role))


@given(held)
def test_roles_and_what_is_beyond_them_are_the_permissions_that_somebody_has(permissions: set[str]) -> None:
    assert permissions_of(roles_of(permissions)) | set(beyond(permissions)) == permissions
    assert not permissions_of(roles_of(permissions)) & set(beyond(permissions))


@given(some_roles)
def test_whoever_is_given_roles_has_their_permissions_and_nothing_beyond_them(roles: set[Role]) -> None:
    permissions = permissions_of(roles)
    assert permissions == permissions_of(roles_of(permissions))
    assert beyond(permissions) == []
    assert len(roles_of(permissions)) <= len(roles)


def test_each_role_is_itself_has_words_and_allows_what_it_is_for() -> None:
    assert all(roles_of(GIVES[role]) == [role] for role in Role)
    assert wording.ROLES.keys() == set(Role)
    assert met_grants(Action.BE_COACHED, GIVES[Role.AGENT])
    assert met_grants(Action.COACH, GIVES[Role.SUPERVISOR])
    assert met_grants(Action.COACH, GIVES[Role.TEAM_LEAD])
    assert met_grants(Action.BE_COACHED, GIVES[Role.TEAM_LEAD])
    assert met_grants(Action.MEASURE, GIVES[Role.OBSERVER])
    assert not met_grants(Action.COACH, GIVES[Role.OBSERVER])
    assert met_grants(Action.ADMINISTER, GIVES[Role.ADMINISTRATOR])
