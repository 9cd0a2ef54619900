"""Which settings does the app have? Every environment variable with its default, its meaning and its check.

Nothing else in the app reads the environment. The tables of settings in README.md and deploy/README.md are made from
here by docs/write_settings.py.
"""

import functools
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SignIn = Literal["demo", "proxy"]


class PlaceInTeam(StrEnum):
    """What an agent reads of their place in the team: nothing, how many score higher, or also all scores, nameless."""

    NO = "no"
    COUNT = "yes"
    FIGURES = "figures"


# Made, with demo data, where there is none. Every other database must be there.
DEFAULT_DATABASE = str(Path(__file__).parents[1] / "data" / "coaching.duckdb")

_AMOUNT = re.compile(r"\d+(\.\d+)? *([KMGT]i?B|B)", re.IGNORECASE)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class WorkingDays:
    """On which days the centre works: days of the week (0 is Monday), without the holidays."""

    weekdays: frozenset[int]
    holidays: frozenset[date] = frozenset()

    def include(self, day: date) -> bool:
        """Whether the centre works on this day."""
        return day.weekday() in self.weekdays and day not in self.holidays


MONDAY_TO_FRIDAY = WorkingDays(frozenset(range(5)))


class SettingError(ValueError):
    """A setting has a value that it cannot have, or contradicts another one. One sentence with the variable's name."""


def _text(name: str, written: str) -> str:
    return written


def _yes_or_no(name: str, written: str) -> bool:
    meant = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(written.lower())
    if meant is None:
        raise SettingError(f"{name} is {written!r}; it must be yes or no.")
    return meant


def _place_in_team(name: str, written: str) -> PlaceInTeam:
    if written.lower() == PlaceInTeam.FIGURES:
        return PlaceInTeam.FIGURES
    try:
        return PlaceInTeam.COUNT if _yes_or_no(name, written) else PlaceInTeam.NO
    except SettingError as error:
        raise SettingError(f"{name} is {written!r}; it must be yes, no or figures.") from error


def _sign_in(name: str, written: str) -> SignIn:
    if written not in ("demo", "proxy"):
        raise SettingError(f"{name} is {written!r}; it must be demo or proxy.")
    return "demo" if written == "demo" else "proxy"


def _amount(name: str, written: str) -> str:
    if not _AMOUNT.fullmatch(written):
        raise SettingError(f"{name} is {written!r}; it must be an amount such as 200MB or 2GB.")
    return written


def _time_zone(name: str, written: str) -> ZoneInfo:
    try:
        return ZoneInfo(written)
    except (ValueError, OSError, KeyError) as error:  # OSError: a folder of zones such as Europe; KeyError: no zone
        raise SettingError(f"{name} is {written!r}; it must be a time zone such as Europe/Berlin.") from error


def _working_days(name: str, written: str) -> WorkingDays:
    weekdays: set[int] = set()
    holidays: set[date] = set()
    try:
        for part in (each.strip() for each in written.split(",")):
            if part.startswith("-"):
                holidays.add(date.fromisoformat(part[1:]))
                continue
            first, _, last = part.partition("-")
            begun, end = _WEEKDAYS.index(first.strip().lower()), _WEEKDAYS.index((last or first).strip().lower())
            weekdays |= {day % 7 for day in range(begun, end + (8 if end < begun else 1))}
    except ValueError as error:
        raise SettingError(
            f"{name} is {written!r}; it must be days of the week and holidays such as Mon-Fri,-2026-12-25."
        ) from error
    if not weekdays:
        raise SettingError(f"{name} is {written!r}, which leaves no day of the week to work on.")
    return WorkingDays(frozenset(weekdays), frozenset(holidays))


def _networks(name: str, written: str) -> tuple[Network, ...]:
    try:
        networks = tuple(ipaddress.ip_network(part.strip()) for part in written.split(","))
    except ValueError as error:
        raise SettingError(
            f"{name} is {written!r}; it must be addresses or networks such as 10.0.0.5,10.1.0.0/16."
        ) from error
    if any(network.prefixlen == 0 for network in networks):
        raise SettingError(f"{name} is {written!r}, which trusts every address there is.")
    return networks


def _variable(
    name: str,
    meaning: str,
    *,
    read: Callable[[str, str], Any] = _text,
    default: str | None = None,
    shown_default: str | None = None,
    of_object_storage: bool = False,
) -> dict[str, Any]:
    """What is known of one environment variable.

    `read`: makes the value out of the variable's name and its text, and raises SettingError where it cannot.
    `default`: the text that counts where the variable is unset or empty; without one the value is None.
    `shown_default`: how the tables name the default, where that is not the text itself.
    `of_object_storage`: it stands in the table of deploy/README.md, not in that of README.md.
    """
    return {
        "name": name,
        "meaning": meaning,
        "read": read,
        "default": default,
        "shown_default": shown_default or default,
        "of_object_storage": of_object_storage,
    }


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings as they are now. A variable that is empty counts as unset. What may hold a password is left out of
    the text of this object."""

    database: str = field(
        repr=False,
        metadata=_variable(
            "COACHING_DATABASE",
            "the database file, which must be there (an import makes one) and is made readable for its user only. Or "
            "`ducklake:postgres:` and a libpq connection string: a DuckLake for many machines, see `deploy/`",
            default=DEFAULT_DATABASE,
            shown_default="data/coaching.duckdb",
        ),
    )
    data_path: str | None = field(
        metadata=_variable(
            "COACHING_DATA_PATH",
            "where a new DuckLake puts its Parquet files: a folder every machine sees, or `s3://…`",
        )
    )
    sign_in: SignIn = field(
        metadata=_variable(
            "COACHING_SIGN_IN",
            "`demo`: a person picker, anybody may choose anybody. `proxy`: a header says who it is",
            read=_sign_in,
            default="demo",
        )
    )
    demo_on_network: bool = field(
        metadata=_variable(
            "COACHING_DEMO_ON_NETWORK",
            "`yes`: other machines may reach a demo (with `--server.address`). For demo data only",
            read=_yes_or_no,
            default="no",
        )
    )
    proxy_header: str | None = field(
        metadata=_variable(
            "COACHING_PROXY_HEADER",
            "with `proxy`: the header that carries the e-mail address, e.g. `X-Forwarded-Email`",
        )
    )
    trusted_proxies: tuple[Network, ...] | None = field(
        metadata=_variable(
            "COACHING_TRUSTED_PROXIES",
            "with `proxy`: the addresses and networks whose header is believed, e.g. `10.0.0.5,10.1.0.0/16`. Needed "
            "where other machines reach the server; without it, this machine is believed",
            read=_networks,
        )
    )
    memory: str = field(
        metadata=_variable(
            "COACHING_MEMORY",
            "what the app's DuckDB may hold in memory; the default is enough for ten million interactions. With too "
            "little, queries fail",
            read=_amount,
            default="256MB",
        )
    )
    time_zone: ZoneInfo = field(
        metadata=_variable(
            "COACHING_TIME_ZONE",
            "for browsers that do not tell theirs, e.g. `Europe/Berlin`",
            read=_time_zone,
            default="UTC",
        )
    )
    working_days: WorkingDays = field(
        metadata=_variable(
            "COACHING_WORKING_DAYS",
            "days on which follow-ups may be, and holidays on which not, e.g. `Mon-Sat,-2026-12-25`; `Mon-Sun`: any",
            read=_working_days,
            default="Mon-Fri",
        )
    )
    inbox: str | None = field(
        metadata=_variable(
            "COACHING_INBOX",
            "a folder of its own whose files the app imports once they have not changed for five seconds and moves to "
            "`done/` or `refused/` in it, beside a report",
        )
    )
    place_in_team: PlaceInTeam = field(
        metadata=_variable(
            "COACHING_PLACE_IN_TEAM",
            "`yes`: agents read how many others of their team score above them, without names or figures. `figures`: "
            "also all scores of the team in order, with theirs marked and without names",
            read=_place_in_team,
            default="no",
        )
    )
    s3_endpoint: str | None = field(
        metadata=_variable(
            "COACHING_S3_ENDPOINT",
            "host and port of the object storage, e.g. `minio:9000`; without it, Amazon's",
            of_object_storage=True,
        )
    )
    s3_key_id: str | None = field(
        metadata=_variable(
            "COACHING_S3_KEY_ID",
            "the id of the access key, which may read and write the bucket",
            of_object_storage=True,
        )
    )
    s3_secret: str | None = field(
        repr=False, metadata=_variable("COACHING_S3_SECRET", "the secret of that key", of_object_storage=True)
    )
    s3_region: str | None = field(
        metadata=_variable("COACHING_S3_REGION", "the region of the bucket, e.g. `us-east-1`", of_object_storage=True)
    )
    s3_use_ssl: bool = field(
        metadata=_variable(
            "COACHING_S3_USE_SSL",
            "`no`: the object storage is asked without TLS, within one machine or network",
            read=_yes_or_no,
            default="yes",
            of_object_storage=True,
        )
    )

    def __post_init__(self) -> None:
        """Raises SettingError where two settings contradict each other."""
        if self.sign_in == "proxy":
            if not self.proxy_header:
                raise SettingError(
                    "COACHING_SIGN_IN=proxy needs COACHING_PROXY_HEADER, the header that carries the e-mail."
                )
            if self.demo_on_network:
                raise SettingError(
                    "COACHING_DEMO_ON_NETWORK=yes is for the demo sign-in, but COACHING_SIGN_IN is proxy."
                )
            return
        if self.proxy_header:
            raise SettingError(
                "COACHING_PROXY_HEADER is set, but COACHING_SIGN_IN is not proxy: with the demo sign-in anybody may be "
                "anybody."
            )
        if self.trusted_proxies:
            raise SettingError("COACHING_TRUSTED_PROXIES is set, which counts only with COACHING_SIGN_IN=proxy.")


VARIABLES: tuple[Field[Any], ...] = fields(Settings)
NAMES: tuple[str, ...] = tuple(variable.metadata["name"] for variable in VARIABLES)


def settings() -> Settings:
    """The settings of this moment; the same object as long as no variable changes. Raises SettingError."""
    return read(os.environ)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment has: variable -> text. Raises SettingError."""
    return _read(tuple(map(environment.get, NAMES)))


@functools.lru_cache(maxsize=8)
def _read(written: tuple[str | None, ...]) -> Settings:
    """`written`: the text of each of VARIABLES, None where it is unset."""
    values: dict[str, Any] = {}
    for variable, text in zip(VARIABLES, written, strict=True):
        counts = text or variable.metadata["default"]
        values[variable.name] = None if counts is None else variable.metadata["read"](variable.metadata["name"], counts)
    return Settings(**values)
