"""Where the server may be reached from, and who is believed about who somebody is."""

import ipaddress
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.ui.shell import network_access
from coaching.ui.shell.network_access import Doors
from tests.places import ROOT
from tests.servers import environment, free_port

DEMO, PROXY = "COACHING_SIGN_IN to oidc or proxy, or, with demo data only", "COACHING_TRUSTED_PROXIES"
SIGN_IN = {"COACHING_SIGN_IN": "proxy", "COACHING_PROXY_HEADER": "X-Forwarded-Email"}
ON_THIS_MACHINE = ("127.0.0.1", "127.8.9.1", "::1", "localhost", "::ffff:127.0.0.1", "127.1", "0:0:0:0:0:0:0:1")
ON_THE_NETWORK = ("0.0.0.0", "::", "", None, "0", "10.0.0.5", "::ffff:10.0.0.5", "fe80::1%eth0", "no such name", "*")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIGN_IN", "PROXY_HEADER", "TRUSTED_PROXIES", "DEMO_EVERYWHERE"):
        monkeypatch.delenv(f"COACHING_{name}", raising=False)


@pytest.mark.parametrize("listens_at", ON_THE_NETWORK)
def test_doors_that_would_be_open_are_refused(listens_at: str | None) -> None:
    with pytest.raises(ValueError, match=DEMO):
        network_access.check(Doors(header=None, trusted=None, demo_everywhere=False), listens_at)
    with pytest.raises(ValueError, match=PROXY):
        network_access.check(Doors(header="X-Forwarded-Email", trusted=None, demo_everywhere=False), listens_at)
    network_access.check(Doors(header=None, trusted=None, demo_everywhere=True), listens_at)
    network_access.check(
        Doors(header="X-Forwarded-Email", trusted=(ipaddress.ip_network("10.0.0.5"),), demo_everywhere=False),
        listens_at,
    )


@pytest.mark.parametrize("listens_at", ON_THE_NETWORK)
def test_where_a_provider_says_who_somebody_is_every_machine_may_come(listens_at: str | None) -> None:
    doors = Doors(header=None, trusted=None, demo_everywhere=False, oidc=True)
    network_access.check(doors, listens_at)
    assert doors.lets_in("192.0.2.7")


@pytest.mark.parametrize("listens_at", ON_THIS_MACHINE)
def test_this_machine_alone_needs_no_more_settings(listens_at: str) -> None:
    network_access.check(Doors(header=None, trusted=None, demo_everywhere=False), listens_at)
    network_access.check(Doors(header="X-Forwarded-Email", trusted=None, demo_everywhere=False), listens_at)


@given(st.ip_addresses())
def test_an_address_is_of_this_machine_or_refused(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    demo, proxy = (
        Doors(header=None, trusted=None, demo_everywhere=False),
        Doors(header="X-Forwarded-Email", trusted=None, demo_everywhere=False),
    )
    assert demo.lets_in(str(address)) == network_access.is_loopback(str(address))
    assert proxy.may_say_who_somebody_is("127.0.0.1", str(address)) == network_access.is_loopback(str(address))


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_only_the_trusted_are_believed(peer: ipaddress.IPv4Address, trusted: ipaddress.IPv4Address) -> None:
    some = Doors(header="X-Forwarded-Email", trusted=(ipaddress.ip_network(str(trusted)),), demo_everywhere=False)
    for written in (str(peer), f"::ffff:{peer}"):
        assert some.may_say_who_somebody_is(written, "127.0.0.1") == (peer == trusted)
    assert some.may_say_who_somebody_is(f"::ffff:{trusted}", "::")
    assert not some.may_say_who_somebody_is(None, "127.0.0.1")


def test_the_settings_say_who_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert network_access.from_settings() == Doors(header=None, trusted=None, demo_everywhere=False)
    for name, value in (SIGN_IN | {"COACHING_TRUSTED_PROXIES": "10.1.0.0/16"}).items():
        monkeypatch.setenv(name, value)
    trusted = (ipaddress.ip_network("10.1.0.0/16"),)
    assert network_access.from_settings() == Doors(header="X-Forwarded-Email", trusted=trusted, demo_everywhere=False)


@pytest.mark.parametrize(
    ("arguments", "settings", "complaint"),
    [
        (["--server.address", "0.0.0.0"], {}, DEMO),
        ([], {"STREAMLIT_SERVER_ADDRESS": "::"}, DEMO),
        ([], {"COACHING_PROXY_HEADER": "X-Forwarded-Email"}, "COACHING_SIGN_IN is not proxy"),
        (["--server.address="], SIGN_IN, PROXY),
    ],
)
def test_a_server_with_an_open_door_does_not_start(
    centre_file: str, arguments: list[str], settings: dict[str, str], complaint: str
) -> None:
    port = ["--server.port", str(free_port()), "--server.headless", "true", "--logger.hideWelcomeMessage", "true"]
    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", *port, *arguments],
        cwd=ROOT,
        env=environment(centre_file, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert complaint in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
