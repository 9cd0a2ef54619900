"""How is the text of an environment variable read? One function a kind, which is given the variable's name and its
text, and raises SettingError where that is no such thing. See coaching/settings.py."""

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from coaching.setting_checks import SettingError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SECRET_CHARACTERS = 32
MOST_HOURS = 720
MOST_PORT = 65_535
# An address that can stand in a mail as it is: nothing in it ends a line, a bracket or a list.
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_AMOUNT = re.compile(r"\d+(\.\d+)? *([KMGT]i?B|B)", re.IGNORECASE)
_ADDRESS = re.compile(r"[!-~]+")


def text(name: str, written: str) -> str:
    """Any text, as it is."""
    return written


def yes_or_no(name: str, written: str) -> bool:
    """yes, true or 1; no, false or 0."""
    meant = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(written.lower())
    if meant is None:
        raise SettingError(f"{name} is {written!r}; it must be yes or no.")
    return meant


def one_of(*known: str) -> Callable[[str, str], str]:
    """What reads one of these texts."""

    def read(name: str, written: str) -> str:
        if written not in known:
            raise SettingError(f"{name} is {written!r}; it must be {', '.join(known[:-1])} or {known[-1]}.")
        return written

    return read


def web_address(name: str, written: str) -> str:
    """A web address, without the slash at its end: as whoever has it gives it to browsers."""
    if not _is_web_address(written):
        raise SettingError(
            f"{name} is {written!r}; it must begin with https:// and have neither spaces nor a question mark; http:// "
            "is for this machine only."
        )
    return written.rstrip("/")


def port(name: str, written: str) -> int:
    """A port of TCP."""
    if not written.isascii() or not written.isdecimal() or not 0 < int(written[:6]) <= MOST_PORT:
        raise SettingError(f"{name} is {written!r}; it must be a port from 1 to 65535, such as 587.")
    return int(written)


def mail_address(name: str, written: str) -> str:
    """An e-mail address, as it can stand in a mail."""
    if not MAIL_ADDRESS.fullmatch(written):
        raise SettingError(f"{name} is {written!r}; it must be an e-mail address such as coaching@example.com.")
    return written


def secret(name: str, written: str) -> str:
    """A secret that is long enough not to be guessed."""
    if len(written) < SECRET_CHARACTERS:
        raise SettingError(
            f"{name} is too short; it must have {SECRET_CHARACTERS} characters or more, by chance, as "
            "python -c 'import secrets; print(secrets.token_hex())' makes them."
        )
    return written


def hours(name: str, written: str) -> float:
    """Hours, also parts of them."""
    try:
        hours = float(written)
    except ValueError:
        hours = 0
    if not 0 < hours <= MOST_HOURS:
        raise SettingError(f"{name} is {written!r}; it must be hours, more than 0 and at most 720, such as 12 or 0.5.")
    return hours


def amount(name: str, written: str) -> str:
    """An amount of memory, as DuckDB takes it."""
    if not _AMOUNT.fullmatch(written):
        raise SettingError(f"{name} is {written!r}; it must be an amount such as 200MB or 2GB.")
    return written


def networks(name: str, written: str) -> tuple[Network, ...]:
    """Addresses and networks with commas between them; never all that there are."""
    try:
        networks = tuple(ipaddress.ip_network(part.strip()) for part in written.split(","))
    except ValueError as error:
        raise SettingError(
            f"{name} is {written!r}; it must be addresses or networks such as 10.0.0.5,10.1.0.0/16."
        ) from error
    if any(network.prefixlen == 0 for network in networks):
        raise SettingError(f"{name} is {written!r}, which trusts every address there is.")
    return networks


def _is_web_address(written: str) -> bool:
    """Whether this is a web address that nobody on the way can change: of https, or of this machine."""
    try:
        parts = urlsplit(written)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not _ADDRESS.fullmatch(written) or not host or parts.query or parts.fragment or parts.username:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
