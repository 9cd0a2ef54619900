"""From where may the server be reached, and whom does it believe about who somebody is?

The demo's sign-in lets anybody be anybody, and a proxy's header can be sent by whoever reaches the port. So the server
does not start where that would let strangers in, and every connection is looked at once more (see http_gate.py).
"""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from streamlit import config

from coaching.settings import Network, settings
from coaching.ui.shell import oidc

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
DEMO_EVERYWHERE = (
    "The demo sign-in lets anybody be anybody, and the server would listen at {address}, where other machines reach "
    "it. Start it with --server.address 127.0.0.1, or set COACHING_SIGN_IN to oidc or proxy, or, with demo data only, "
    "COACHING_DEMO_EVERYWHERE=yes."
)
PROXY_ON_NETWORK = (
    "The server would listen at {address}, where other machines reach it, and believe whoever sends the header "
    "{header}. Set COACHING_TRUSTED_PROXIES to the addresses of the proxy, such as 10.0.0.5,10.1.0.0/16, or start it "
    "with --server.address 127.0.0.1."
)


@dataclass(frozen=True, kw_only=True)
class Doors:
    """`header`: the proxy's header that says who somebody is, None for the demo's picker. `trusted`: who may send it;
    None for whoever reaches a loopback address. `demo_everywhere`: the demo may be reached from other machines.
    `oidc`: a provider says who somebody is, so every machine may come in. `options`: what Streamlit is told because of
    it."""

    header: str | None
    trusted: tuple[Network, ...] | None
    demo_everywhere: bool
    oidc: bool = False
    options: Mapping[str, object] = field(default_factory=dict)

    def may_say_who_somebody_is(self, peer: str | None, arrived_at: str | None) -> bool:
        """Whether the proxy's header is believed of a connection from `peer` to this machine's address `arrived_at`."""
        if self.trusted is None:
            return is_loopback(arrived_at)
        found = address(peer)
        return found is not None and any(found in network for network in self.trusted)

    def lets_in(self, arrived_at: str | None) -> bool:
        """Whether a connection to this machine's address `arrived_at` is answered at all."""
        return self.header is not None or self.oidc or self.demo_everywhere or is_loopback(arrived_at)


def from_settings() -> Doors:
    """As the settings say. Raises SettingError where one of them is wrong, or two contradict each other."""
    known = settings()
    return Doors(
        header=known.proxy_header,
        trusted=known.trusted_proxies,
        demo_everywhere=known.demo_everywhere,
        oidc=known.sign_in == "oidc",
    )


def check(doors: Doors, listens_at: str | None) -> None:
    """Raises ValueError where a server that listens at this address (Streamlit's server.address) would let strangers
    in."""
    if is_loopback(listens_at or "") or doors.oidc:
        return
    shown = listens_at or "every address of this machine"
    if doors.header is None and not doors.demo_everywhere:
        raise ValueError(DEMO_EVERYWHERE.format(address=shown))
    if doors.header is not None and doors.trusted is None:
        raise ValueError(PROXY_ON_NETWORK.format(address=shown, header=doors.header))


def close() -> Doors:
    """The doors as the settings and the server's address have them. Raises ValueError as above.

    A session is bound to whom the proxy names, so that nobody goes on with another one's by its id. A demo that only
    this machine reaches answers to this machine's names only: another site's name may be pointed here.
    """
    doors, listens_at = from_settings(), config.get_option("server.address")
    check(doors, listens_at)
    if doors.header is not None:
        doors = replace(doors, options={"server.trustedUserHeaders": {doors.header: "email"}})
    elif doors.oidc:
        doors = replace(doors, options=oidc.options(settings()))
    elif is_loopback(listens_at or "") and not config.get_option("server.allowedHosts"):
        doors = replace(doors, options={"server.allowedHosts": sorted({*LOOPBACK_NAMES, str(listens_at)})})
    tell_streamlit(doors)
    return doors


def tell_streamlit(doors: Doors) -> None:
    """Sets Streamlit's options; again and again, for it forgets them when somebody edits config.toml meanwhile."""
    for option, value in doors.options.items():
        if config.get_option(option) != value:
            config.set_option(option, value)


def is_loopback(host: str | None) -> bool:
    """Whether an address, or every address of a name, is reached from this machine only."""
    found = address(host)
    if found is not None:
        return found.is_loopback
    try:  # as binding to it takes it: a name, or a number such as 127.1
        known = {known[4][0] for known in socket.getaddrinfo(host, None)} if host else set()
    except (OSError, UnicodeError):
        return False
    addresses = [address(str(each)) for each in known]
    return bool(addresses) and all(each is not None and each.is_loopback for each in addresses)


def address(host: str | None) -> Address | None:
    """An IP address, of IPv4 also where it is written as one of IPv6 (::ffff:10.0.0.5); None for anything else."""
    try:
        found = ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
