"""Whom the claims of a provider name, and how long: rules, without a server."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.settings import Settings, read
from coaching.ui.shell import sign_in
from coaching.ui.shell.sign_in import NotIn, address_in
from tests.test_settings import OIDC

NOW = datetime(2026, 11, 30, 12)
KNOWN = read(OIDC)


def claims(**changed: object) -> dict[str, Any]:
    """What a provider says of Ana, who signed in an hour ago. None: it does not say that."""
    issued = (NOW - timedelta(hours=1)).replace(tzinfo=UTC).timestamp()
    said = {"iss": "https://login.example.com", "aud": "coaching", "sub": "1", "iat": issued, "nonce": "n",
            "email": "ana@example.com", "email_verified": True} | changed  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "ana@example.com"),
        ({"email": " Ana@EXAMPLE.com "}, "Ana@EXAMPLE.com"),  # whom that is, people.viewer_with_email() finds out
        ({"iss": "https://login.example.com/"}, "ana@example.com"),
        ({"aud": ["coaching", "other"]}, "ana@example.com"),
        ({"email_verified": "true"}, "ana@example.com"),
        ({"email": "jörg@example.com"}, "jörg@example.com"),
        ({"iss": "https://login.example.org"}, NotIn.OF_ANOTHER),
        ({"iss": "https://login.example.com.evil"}, NotIn.OF_ANOTHER),
        ({"iss": None}, NotIn.OF_ANOTHER),
        ({"aud": "other"}, NotIn.OF_ANOTHER),
        ({"aud": "other", "azp": "coaching"}, NotIn.OF_ANOTHER),
        ({"aud": ["coaching", "other"], "azp": "other"}, NotIn.OF_ANOTHER),
        ({"aud": None}, NotIn.OF_ANOTHER),
        ({"email_verified": None}, NotIn.UNVERIFIED),
        ({"email_verified": False}, NotIn.UNVERIFIED),
        ({"email_verified": "false"}, NotIn.UNVERIFIED),
        ({"email_verified": 1}, NotIn.UNVERIFIED),
        ({"email": "mar\N{KELVIN SIGN}@example.com"}, NotIn.UNVERIFIED),  # lower() makes it Mark's
        ({"email": None}, NotIn.WITHOUT_ADDRESS),
        ({"email": ["ana@example.com"]}, NotIn.WITHOUT_ADDRESS),
        ({"email": "ana"}, NotIn.WITHOUT_ADDRESS),
        ({"iat": None}, NotIn.OVER),
        ({"iat": "1"}, NotIn.OVER),
        ({"iat": True}, NotIn.OVER),
    ],
)
def test_claims_vouch_for_an_address_or_for_nobody(changed: dict[str, object], expected: object) -> None:
    assert address_in(claims(**changed), KNOWN, NOW) == expected


@pytest.mark.parametrize("verified", [None, False, True])
def test_where_all_addresses_of_the_provider_are_trusted_none_need_be_verified(verified: bool | None) -> None:
    trusting: Settings = read(OIDC | {"COACHING_OIDC_TRUST_ADDRESSES": "yes"})
    assert address_in(claims(email_verified=verified), trusting, NOW) == "ana@example.com"


@given(st.floats(0.01, 720), st.timedeltas(-timedelta(hours=2), timedelta(days=40)))
def test_a_session_is_over_after_its_hours_whatever_the_cookie_says(hours: float, passed: timedelta) -> None:
    said = claims()
    now = datetime.fromtimestamp(said["iat"], UTC).replace(tzinfo=None) + passed
    lasts = -sign_in.CLOCKS_DIFFER <= passed < timedelta(hours=hours)
    assert sign_in.is_over(said, hours, now) is not lasts


def test_whoever_signs_out_is_out_with_every_copy_of_the_cookie_and_nobody_else() -> None:
    said, of_another_day, of_another = claims(sub="2"), claims(sub="2", nonce="m"), claims(sub="3")
    sign_in.sign_out(said)
    assert address_in(dict(said), KNOWN, NOW) == NotIn.OVER
    assert [address_in(each, KNOWN, NOW) for each in (of_another_day, of_another)] == ["ana@example.com"] * 2
