"""Signing in and out with a real provider on this machine: there and back, in two tabs, and who may not come in."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest
from oidc_provider_mock import User
from playwright.sync_api import Browser, expect
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from coaching import log_lines
from coaching.ui.shell import oidc
from coaching.words import wording
from tests import databases
from tests.browser.waiting import PATIENCE_MILLISECONDS
from tests.servers import running

SECRET = "by chance" * 4
ANA = {"email": "ANA@example.com", "email_verified": True}
PEOPLE = {
    "ana": ANA,
    "nobody": ANA | {"email": "nobody@example.com"},
    "for another app": ANA | {"aud": "another", "azp": "coaching"},
    "of another provider": ANA | {"iss": "http://localhost:1"},
    "long ago": ANA | {"iat": 1_000_000_000},
}


class Served(NamedTuple):
    """A server, and where it writes its log."""

    address: str
    log: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the small centre where a provider says who somebody is."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(databases.of_small_centre().file(), folder / "centre.duckdb")
    users = [User(sub=name, claims=dict(claims)) for name, claims in PEOPLE.items()]
    with (
        oidc_provider_mock.run_server_in_thread(user_claims=users) as provider,
        running(
            str(folder / "centre.duckdb"),
            folder / "server.log",
            COACHING_SIGN_IN="oidc",
            COACHING_PUBLIC_ADDRESS="http://127.0.0.1:{port}",
            COACHING_OIDC_ISSUER=f"http://localhost:{provider.server_port}",
            COACHING_OIDC_CLIENT_ID="coaching",
            COACHING_OIDC_CLIENT_SECRET="secret",
            COACHING_COOKIE_SECRET=SECRET,
            COACHING_LOG="json",
        ) as address,
    ):
        yield Served(address, folder / "server.log")


def _says_who_came_and_went(log: str) -> None:
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    ana = log_lines.id_of("ana@example.com")
    assert {"event": "signed_in", "person": ana, "by": "oidc"}.items() <= _first(lines, "signed_in").items()
    assert _first(lines, "signed_out")["person"] == ana
    assert _first(lines, "refused")["why"] == "over"
    assert "example.com" not in log
    assert SECRET not in log


def _first(lines: list[dict[str, Any]], event: str) -> dict[str, Any]:
    return next(line for line in lines if line["event"] == event)


def test_one_signs_in_comes_to_the_page_that_was_wanted_and_signs_out_everywhere(
    browser: Browser, served: Served
) -> None:
    app = served.address
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = context.new_page()
    page.goto(f"{app}/my-dashboard")
    page.get_by_role("link", name=wording.SIGN_IN, exact=True).click()
    page.get_by_role("button", name="ana", exact=True).click()
    expect(page).to_have_url(re.compile(f"^{app}/my-dashboard"))
    expect(page.get_by_role("heading", name=wording.MY_DASHBOARD)).to_be_visible()
    (kept,) = [cookie for cookie in context.cookies(app) if cookie["name"] == USER_COOKIE_NAME]
    assert kept["httpOnly"]
    assert kept["sameSite"] == "Lax"

    second = context.new_page()  # it is signed in by the cookie
    second.goto(f"{app}/my-coaching")
    expect(second.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, exact=True)).to_be_visible()

    page.get_by_role("button", name="Ana Alves").click()
    page.get_by_role("button", name=wording.SIGN_OUT).click()
    page.wait_for_url("**/oauth2/end_session**")  # at the provider as well, which asks
    assert not [cookie for cookie in context.cookies(app) if cookie["name"].startswith(USER_COOKIE_NAME)]
    second.get_by_role("link", name=wording.MY_DASHBOARD).first.click()
    expect(second.get_by_text(wording.NOT_SIGNED_IN_BECAUSE["over"])).to_be_visible()
    context.add_cookies([kept])  # type: ignore[list-item]  # whoever has kept a copy
    third = context.new_page()
    third.goto(f"{app}/my-coaching")
    expect(third.get_by_text(wording.NOT_SIGNED_IN_BECAUSE["over"])).to_be_visible()
    context.close()
    _says_who_came_and_went(served.log.read_text())


@pytest.mark.parametrize(
    ("name", "comes_to", "has_claims"),
    [
        ("ana", "/my-coaching", True),
        ("for another app", "/my-coaching", True),  # the library lets it in; sign_in.address_in() does not
        ("of another provider", "/?sign_in=failed", False),
        ("long ago", "/my-coaching", True),
    ],
)
def test_what_the_way_back_brings(served: Served, name: str, comes_to: str, has_claims: bool) -> None:
    app = served.address
    with httpx.Client(base_url=app, timeout=30) as client:
        away = client.get("/auth/begin?to=my-coaching")
        there = client.get(away.headers["location"])
        asked = parse_qs(urlsplit(there.headers["location"]).query)
        assert asked["redirect_uri"] == [f"{app}/oauth2callback"]
        assert {"state", "nonce"} <= asked.keys()
        allowed = httpx.post(there.headers["location"], data={"sub": name}, timeout=30)
        back = client.get(allowed.headers["location"])
        assert (back.status_code, back.headers["location"]) == (302, comes_to)
        assert bool(oidc.claims_in_cookie(dict(client.cookies), SECRET)) is has_claims
        again = client.get(allowed.headers["location"])  # whoever sees the address may not use it once more
        assert again.headers["location"] == "/?sign_in=failed"
