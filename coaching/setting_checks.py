"""Which settings contradict each other, and which names are no longer theirs? See coaching/settings.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coaching.settings import Settings

# What a setting was called, and is called now.
RENAMED = {"COACHING_DEMO_ON_NETWORK": "COACHING_DEMO_EVERYWHERE"}
# What the centre decides now, on the page Settings (coaching/people/centre_settings.py).
DECIDED_BY_CENTRE = (
    "COACHING_SHOW_BEST_RESPONSE_AGENT",
    "COACHING_TIME_ZONE",
    "COACHING_WORKING_DAYS",
    "COACHING_PLACE_IN_TEAM",
)

# What the sign-in of a provider needs, by field.
NEEDED_FOR_OIDC = {
    "public_address": "COACHING_PUBLIC_ADDRESS, where browsers find the app",
    "oidc_issuer": "COACHING_OIDC_ISSUER, what the provider calls itself",
    "oidc_client_id": "COACHING_OIDC_CLIENT_ID, what the provider calls this app",
    "oidc_client_secret": "COACHING_OIDC_CLIENT_SECRET, the secret that the provider gave it",
    "cookie_secret": "COACHING_COOKIE_SECRET, which signs the cookies and is the same for all replicas",
}
_FOR_OIDC_ONLY = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "oidc_trust_addresses")


class SettingError(ValueError):
    """A setting has a value that it cannot have, or contradicts another one. One sentence with the variable's name."""


def refuse_old_names(environment: Mapping[str, str]) -> None:
    """Raises SettingError where a setting is called as an earlier version called it: ignored, it would be missed."""
    for name in filter(environment.get, DECIDED_BY_CENTRE):
        raise SettingError(
            f"{name} is no variable any more: take it away, and decide it in the app, under Administration, Settings."
        )
    for was, becomes in RENAMED.items():
        if environment.get(was):
            raise SettingError(f"{was} is called {becomes} now: set that instead.")


def check(known: Settings) -> None:
    """Raises SettingError where two settings contradict each other."""
    if known.demo_everywhere and known.sign_in != "demo":
        raise SettingError(
            f"COACHING_DEMO_EVERYWHERE=yes is for the demo sign-in, but COACHING_SIGN_IN is {known.sign_in}."
        )
    _check_proxy(known)
    _check_mail(known)
    if known.sign_in == "oidc":
        for field, what in NEEDED_FOR_OIDC.items():
            if not getattr(known, field):
                raise SettingError(f"COACHING_SIGN_IN=oidc needs {what}.")
        return
    for field in _FOR_OIDC_ONLY:
        if getattr(known, field):
            raise SettingError(f"COACHING_{field.upper()} is set, which counts only with COACHING_SIGN_IN=oidc.")


def _check_proxy(known: Settings) -> None:
    if known.sign_in == "proxy":
        if not known.proxy_header:
            raise SettingError(
                "COACHING_SIGN_IN=proxy needs COACHING_PROXY_HEADER, the header that carries the e-mail."
            )
        return
    if known.proxy_header:
        raise SettingError(
            "COACHING_PROXY_HEADER is set, but COACHING_SIGN_IN is not proxy: "
            + (
                "the header would not be read."
                if known.sign_in == "oidc"
                else "with the demo sign-in anybody may be anybody."
            )
        )
    if known.trusted_proxies:
        raise SettingError("COACHING_TRUSTED_PROXIES is set, which counts only with COACHING_SIGN_IN=proxy.")


def _check_mail(known: Settings) -> None:
    if known.smtp_host is None:
        for field in ("smtp_user", "smtp_password", "smtp_from"):
            if getattr(known, field):
                raise SettingError(f"COACHING_{field.upper()} is set, which counts only with COACHING_SMTP_HOST.")
        return
    if known.smtp_from is None:
        raise SettingError("COACHING_SMTP_HOST needs COACHING_SMTP_FROM, the address that the mails come from.")
    if known.public_address is None:
        raise SettingError("COACHING_SMTP_HOST needs COACHING_PUBLIC_ADDRESS, with which the links in mails begin.")
    if (known.smtp_user is None) != (known.smtp_password is None):
        raise SettingError("COACHING_SMTP_USER and COACHING_SMTP_PASSWORD are set both or neither.")
