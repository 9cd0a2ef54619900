"""What people read who come from a provider: their pages, why not, and that their session is over."""

from datetime import datetime, timedelta

import pytest

from coaching.administration import changing_people
from coaching.storage.database import Database
from coaching.ui.shell import access, navigation, oidc
from coaching.words import wording
from coaching.words.formatting import plain
from tests.centre import let_administer
from tests.pages.monitored import change
from tests.pages.screens import html_of, open_page
from tests.test_settings import OIDC
from tests.ui.shell.test_sign_in import NOW, claims

MY_COACHING = navigation.FILES[navigation.MY_COACHING]


@pytest.fixture(autouse=True)
def _provider(monkeypatch: pytest.MonkeyPatch, settings_of_app: None) -> None:
    for name, value in OIDC.items():
        monkeypatch.setenv(name, value)


def comes(monkeypatch: pytest.MonkeyPatch, now: datetime = NOW, **changed: object) -> None:
    """From here on the provider says this of whoever comes."""
    monkeypatch.setattr(access, "utc_now", lambda: now)
    monkeypatch.setattr(oidc, "claims", lambda: claims(**changed))


def test_a_stranger_is_led_to_the_provider_and_back_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "claims", dict)
    page = open_page(MY_COACHING, my_coaching_search="a&b")
    assert [info.value for info in page.info] == [wording.SIGN_IN_FIRST]
    assert "/auth/begin?to=my-coaching%3Fmy_coaching_search%3Da%2526b" in html_of(page)
    page = open_page(None, sign_in="failed")
    assert [error.value for error in page.error] == [wording.SIGN_IN_FAILED]
    assert "/auth/begin?to=&quot;" not in html_of(page)
    assert 'href="/auth/begin?to="' in html_of(page)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"iss": "https://evil.example"}, wording.NOT_SIGNED_IN_BECAUSE["of_another"]),
        ({"email_verified": False}, wording.NOT_SIGNED_IN_BECAUSE["unverified"]),
        ({"email": ""}, wording.NOT_SIGNED_IN_BECAUSE["without_address"]),
        ({"iat": 0}, wording.NOT_SIGNED_IN_BECAUSE["over"]),
        ({"email": "nobody@example.com"}, wording.NOT_KNOWN.format(email=plain("nobody@example.com"))),
    ],
)
def test_who_is_not_let_in_reads_why(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, object], sentence: str
) -> None:
    comes(monkeypatch, NOW, **changed)
    page = open_page(MY_COACHING, viewer="ana@example.com")  # the demo's way to say who one is counts for nothing
    assert [error.value for error in page.error] == [sentence]
    assert "/auth/begin" in html_of(page)
    assert "Coaching Assignments" not in [title.value for title in page.title]


def test_who_was_deactivated_is_out_at_the_next_run(monkeypatch: pytest.MonkeyPatch, centre: Database) -> None:
    comes(monkeypatch)
    page = open_page(MY_COACHING)
    assert not page.error
    let_administer(centre, "sam@example.com")
    changing_people.deactivate(centre, "sam@example.com", ["ana@example.com"])
    assert [error.value for error in page.run().error] == [wording.DEACTIVATED]


@pytest.mark.parametrize("changed", [{"email": "nobody@example.com"}, {"email_verified": False}])
def test_who_is_not_let_in_reads_whom_to_ask(
    monkeypatch: pytest.MonkeyPatch, centre: Database, changed: dict[str, object]
) -> None:
    comes(monkeypatch, NOW, **changed)
    assert "Whom to ask" not in str([each.value for each in open_page(MY_COACHING).markdown])
    change(centre, "INSERT INTO centre_settings VALUES ('whom_to_ask', 'Uma *Udo*, 0171')")
    said = wording.WHOM_TO_ASK.format(whom=plain("Uma *Udo*, 0171"))
    assert said in [each.value for each in open_page(MY_COACHING).markdown]


def test_two_who_share_an_address_are_let_in_by_none(monkeypatch: pytest.MonkeyPatch, centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE people SET email = 'ana@example.com' WHERE person_id = 'ben@example.com'")
    comes(monkeypatch)
    page = open_page(MY_COACHING)
    assert page.error[0].value == wording.SHARED_ADDRESS_BEHIND_PROXY.format(email=plain("ana@example.com"))


def test_an_open_page_refuses_its_next_run_when_the_session_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    comes(monkeypatch, email="ANA@Example.com")
    page = open_page(MY_COACHING)
    assert not page.error
    assert "Ana" in html_of(page) or page.title
    comes(monkeypatch, NOW + timedelta(hours=11))
    page = page.run()
    assert [error.value for error in page.error] == [wording.NOT_SIGNED_IN_BECAUSE["over"]]
