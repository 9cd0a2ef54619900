"""Whom do the claims of a provider name, and is their session over? Rules, without Streamlit; oidc.py asks them.

The provider signs its claims, and Streamlit signs the cookie that keeps them: neither is believed about how long. Each
time somebody does something, the session is held against the clock and against those who have signed out.
"""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum

from coaching.settings import Settings

Claims = Mapping[str, object]

# By so much a provider's clock may be ahead of ours.
CLOCKS_DIFFER = timedelta(minutes=5)


class NotIn(Enum):
    """Why nobody is signed in though the browser brings claims."""

    OVER = "over"
    OF_ANOTHER = "of_another"  # provider, or for another app
    UNVERIFIED = "unverified"
    WITHOUT_ADDRESS = "without_address"


def address_in(claims: Claims, known: Settings, now: datetime) -> str | NotIn:
    """The e-mail address that these claims vouch for, or why they vouch for none. `now`: naive UTC."""
    if not _are_for_us(claims, known):
        return NotIn.OF_ANOTHER
    if is_over(claims, known.session_hours, now):
        return NotIn.OVER
    written = claims.get("email")
    address = written.strip() if isinstance(written, str) else ""
    if "@" not in address:
        return NotIn.WITHOUT_ADDRESS
    # Some providers write the word instead of the value.
    is_verified = claims.get("email_verified") is True or claims.get("email_verified") == "true"
    if not is_verified and not known.oidc_trust_addresses:
        return NotIn.UNVERIFIED
    # Without regard to upper and lower case the sign of Kelvin is a k: whoever has one in their address is not who has
    # the letter.
    return NotIn.UNVERIFIED if any(not sign.isascii() and sign != sign.lower() for sign in address) else address


def is_over(claims: Claims, hours: float, now: datetime) -> bool:
    """Whether the session is over that began when the provider issued these claims: by the clock, because somebody has
    signed out, or because nothing says when it began. `now`: naive UTC."""
    began = claims.get("iat")
    if isinstance(began, bool) or not isinstance(began, int | float):
        return True
    since = now.replace(tzinfo=UTC).timestamp() - began
    return not -CLOCKS_DIFFER.total_seconds() <= since < hours * 3600 or _signed_out.has(claims)


def sign_out(claims: Claims) -> None:
    """The session is over from now on, in every tab, and for whoever has kept a copy of the cookie."""
    _signed_out.add(claims)


def _are_for_us(claims: Claims, known: Settings) -> bool:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    issuer = claims.get("iss")
    return (
        isinstance(issuer, str)
        and issuer.rstrip("/") == known.oidc_issuer
        and known.oidc_client_id in audiences
        and claims.get("azp", known.oidc_client_id) == known.oidc_client_id
    )


class _SignedOut:
    """The sessions that were ended before their time, as this process knows them. A cookie that was copied before comes
    to life again when the server is started anew, until its hours are over."""

    MOST = 100_000

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], None] = {}  # in the order in which they ended
        self._changing = threading.Lock()

    def add(self, claims: Claims) -> None:
        with self._changing:
            self._found[self._key(claims)] = None
            if len(self._found) > self.MOST:
                del self._found[next(iter(self._found))]

    def has(self, claims: Claims) -> bool:
        return self._key(claims) in self._found

    @staticmethod
    def _key(claims: Claims) -> tuple[str, ...]:
        return tuple(repr(claims.get(name)) for name in ("iss", "sub", "iat", "nonce"))


_signed_out = _SignedOut()
