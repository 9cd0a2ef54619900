"""Which settings does the app have? Every environment variable with its default, its meaning and its check.

Nothing else in the app reads the environment. docs/write_settings.py makes the tables of settings from here.
"""

import functools
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from coaching import setting_checks
from coaching.setting_checks import SettingError as SettingError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SignIn = Literal["demo", "proxy", "oidc"]
# Which has a setting in its table: README.md, deploy/README.md or docs/operations.md.
Table = Literal["readme", "deploy", "operations"]


# Made, with demo data, where there is none. Every other database must be there.
DEFAULT_DATABASE = str(Path(__file__).parents[1] / "data" / "coaching.duckdb")

_AMOUNT = re.compile(r"\d+(\.\d+)? *([KMGT]i?B|B)", re.IGNORECASE)


def _text(name: str, written: str) -> str:
    return written


def _yes_or_no(name: str, written: str) -> bool:
    meant = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(written.lower())
    if meant is None:
        raise SettingError(f"{name} is {written!r}; it must be yes or no.")
    return meant


def _one_of(*known: str) -> Callable[[str, str], str]:
    def read(name: str, written: str) -> str:
        if written not in known:
            raise SettingError(f"{name} is {written!r}; it must be {', '.join(known[:-1])} or {known[-1]}.")
        return written

    return read


def _web_address(name: str, written: str) -> str:
    """Without the slash at its end: as whoever has it gives it to browsers."""
    if not setting_checks.is_web_address(written):
        raise SettingError(
            f"{name} is {written!r}; it must begin with https:// and have neither spaces nor a question mark; http:// "
            "is for this machine only."
        )
    return written.rstrip("/")


def _port(name: str, written: str) -> int:
    if not written.isascii() or not written.isdecimal() or not 0 < int(written[:6]) <= setting_checks.MOST_PORT:
        raise SettingError(f"{name} is {written!r}; it must be a port from 1 to 65535, such as 587.")
    return int(written)


def _mail_address(name: str, written: str) -> str:
    if not setting_checks.MAIL_ADDRESS.fullmatch(written):
        raise SettingError(f"{name} is {written!r}; it must be an e-mail address such as coaching@example.com.")
    return written


def _secret(name: str, written: str) -> str:
    if len(written) < setting_checks.SECRET_CHARACTERS:
        raise SettingError(
            f"{name} is too short; it must have {setting_checks.SECRET_CHARACTERS} characters or more, by chance, as "
            "python -c 'import secrets; print(secrets.token_hex())' makes them."
        )
    return written


def _hours(name: str, written: str) -> float:
    try:
        hours = float(written)
    except ValueError:
        hours = 0
    if not 0 < hours <= setting_checks.MOST_HOURS:
        raise SettingError(f"{name} is {written!r}; it must be hours, more than 0 and at most 720, such as 12 or 0.5.")
    return hours


def _amount(name: str, written: str) -> str:
    if not _AMOUNT.fullmatch(written):
        raise SettingError(f"{name} is {written!r}; it must be an amount such as 200MB or 2GB.")
    return written


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
    table: Table = "readme",
) -> dict[str, Any]:
    """What is known of one environment variable, which stands in the table `table`.

    `read`: makes the value out of the variable's name and its text, and raises SettingError where it cannot.
    `default`: the text that counts where the variable is unset or empty; without one the value is None.
    `shown_default`: how the tables name the default, where that is not the text itself.
    """
    return {
        "name": name,
        "meaning": meaning,
        "read": read,
        "default": default,
        "shown_default": shown_default or default,
        "table": table,
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
            "`demo`: anybody may choose anybody. `oidc`: an OpenID Connect provider says who it is, see "
            "`docs/operations.md`. `proxy`: a header does",
            read=_one_of("demo", "proxy", "oidc"),
            default="demo",
        )
    )
    demo_everywhere: bool = field(
        metadata=_variable(
            "COACHING_DEMO_EVERYWHERE",
            "`yes`: other machines may reach a demo (with `--server.address`). For demo data only",
            read=_yes_or_no,
            default="no",
        )
    )
    public_address: str | None = field(
        metadata=_variable(
            "COACHING_PUBLIC_ADDRESS",
            "where browsers find the app, e.g. `https://coaching.example.com`. The provider sends people back to "
            "`/oauth2callback` below it: register that there. The links in mails begin with it",
            read=_web_address,
            table="operations",
        )
    )
    oidc_issuer: str | None = field(
        metadata=_variable(
            "COACHING_OIDC_ISSUER",
            "what the provider calls itself, e.g. `https://login.example.com`; below it lies "
            "`/.well-known/openid-configuration`",
            read=_web_address,
            table="operations",
        )
    )
    oidc_client_id: str | None = field(
        metadata=_variable("COACHING_OIDC_CLIENT_ID", "what the provider calls this app", table="operations")
    )
    oidc_client_secret: str | None = field(
        repr=False,
        metadata=_variable(
            "COACHING_OIDC_CLIENT_SECRET", "the secret that the provider gave this app", table="operations"
        ),
    )
    oidc_trust_addresses: bool = field(
        metadata=_variable(
            "COACHING_OIDC_TRUST_ADDRESSES",
            "`yes`: an address counts that the provider does not call verified (`email_verified`). Only where nobody "
            "can choose their own address there, such as in your own tenant of Entra ID",
            read=_yes_or_no,
            default="no",
            table="operations",
        )
    )
    quality_ai_address: str = field(
        metadata=_variable(
            "COACHING_QUALITY_AI_ADDRESS",
            "where Quality AI is asked by `python -m coaching pull quality-ai`",
            read=_web_address,
            default="https://platform.kore.ai",
            table="operations",
        )
    )
    quality_ai_stream_id: str | None = field(
        metadata=_variable(
            "COACHING_QUALITY_AI_STREAM_ID",
            "whose data: the `streamId` of the Raw Data API",
            table="operations",
        )
    )
    quality_ai_account_id: str | None = field(
        metadata=_variable("COACHING_QUALITY_AI_ACCOUNT_ID", "its `accountId`", table="operations")
    )
    quality_ai_org_id: str | None = field(
        metadata=_variable("COACHING_QUALITY_AI_ORG_ID", "its `orgId`", table="operations")
    )
    quality_ai_client_id: str | None = field(
        metadata=_variable(
            "COACHING_QUALITY_AI_CLIENT_ID",
            "the client id of an app there with the scope Quality Management Analytics; with its secret each request "
            "is signed anew (HS256)",
            table="operations",
        )
    )
    quality_ai_client_secret: str | None = field(
        repr=False,
        metadata=_variable("COACHING_QUALITY_AI_CLIENT_SECRET", "the secret of that app", table="operations"),
    )
    quality_ai_jwt: str | None = field(
        repr=False,
        metadata=_variable(
            "COACHING_QUALITY_AI_JWT", "in place of both: a token, which expires when it says", table="operations"
        ),
    )
    cookie_secret: str | None = field(
        repr=False,
        metadata=_variable(
            "COACHING_COOKIE_SECRET",
            "what signs the cookies of people who are signed in: 32 characters or more, by chance, the same for all "
            "replicas. Another one signs everybody out",
            read=_secret,
            table="operations",
        ),
    )
    session_hours: float = field(
        metadata=_variable(
            "COACHING_SESSION_HOURS",
            "how long one is signed in, whatever the cookie says; then one signs in again",
            read=_hours,
            default="12",
            table="operations",
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
    inbox: str | None = field(
        metadata=_variable(
            "COACHING_INBOX",
            "a folder of its own whose files the app imports once they have not changed for five seconds and moves to "
            "`done/` or `refused/` in it, beside a report",
        )
    )
    smtp_host: str | None = field(
        metadata=_variable(
            "COACHING_SMTP_HOST",
            "the mail server that takes the app's mails, e.g. `mail.example.com`; without it, none are sent",
            table="operations",
        )
    )
    smtp_port: int = field(
        metadata=_variable("COACHING_SMTP_PORT", "its port", read=_port, default="587", table="operations")
    )
    smtp_security: Literal["starttls", "tls", "none"] = field(
        metadata=_variable(
            "COACHING_SMTP_SECURITY",
            "`starttls`, `tls` (mostly port 465), or `none`: without encryption, for a server on this machine",
            read=_one_of("starttls", "tls", "none"),
            default="starttls",
            table="operations",
        )
    )
    smtp_user: str | None = field(
        metadata=_variable("COACHING_SMTP_USER", "who the app is to the mail server", table="operations")
    )
    smtp_password: str | None = field(
        repr=False,
        metadata=_variable("COACHING_SMTP_PASSWORD", "the password of that user", table="operations"),
    )
    smtp_from: str | None = field(
        metadata=_variable(
            "COACHING_SMTP_FROM",
            "the address that the mails come from, e.g. `coaching@example.com`",
            read=_mail_address,
            table="operations",
        )
    )
    backups: str | None = field(
        metadata=_variable(
            "COACHING_BACKUPS",
            "a folder in which the app keeps a backup of each day, best on another disk; the settings of the centre "
            "say when, and how many",
            table="operations",
        )
    )
    log: Literal["text", "json"] = field(
        metadata=_variable(
            "COACHING_LOG",
            "`json`: each line of the log is a JSON object; `text`: as people read it",
            read=_one_of("text", "json"),
            default="text",
            table="operations",
        )
    )
    s3_endpoint: str | None = field(
        metadata=_variable(
            "COACHING_S3_ENDPOINT",
            "host and port of the object storage, e.g. `minio:9000`; without it, Amazon's",
            table="deploy",
        )
    )
    s3_key_id: str | None = field(
        metadata=_variable(
            "COACHING_S3_KEY_ID",
            "the id of the access key, which may read and write the bucket",
            table="deploy",
        )
    )
    s3_secret: str | None = field(
        repr=False, metadata=_variable("COACHING_S3_SECRET", "the secret of that key", table="deploy")
    )
    s3_region: str | None = field(
        metadata=_variable("COACHING_S3_REGION", "the region of the bucket, e.g. `us-east-1`", table="deploy")
    )
    s3_use_ssl: bool = field(
        metadata=_variable(
            "COACHING_S3_USE_SSL",
            "`no`: the object storage is asked without TLS, within one machine or network",
            read=_yes_or_no,
            default="yes",
            table="deploy",
        )
    )

    def __post_init__(self) -> None:
        """Raises SettingError where two settings contradict each other."""
        setting_checks.check(self)


VARIABLES: tuple[Field[Any], ...] = fields(Settings)
NAMES: tuple[str, ...] = tuple(variable.metadata["name"] for variable in VARIABLES)


def settings() -> Settings:
    """The settings of this moment; the same object as long as no variable changes. Raises SettingError."""
    return read(os.environ)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment has: variable -> text. Raises SettingError."""
    setting_checks.refuse_old_names(environment)
    return _read(tuple(map(environment.get, NAMES)))


@functools.lru_cache(maxsize=8)
def _read(written: tuple[str | None, ...]) -> Settings:
    """`written`: the text of each of VARIABLES, None where it is unset."""
    values: dict[str, Any] = {}
    for variable, text in zip(VARIABLES, written, strict=True):
        counts = text or variable.metadata["default"]
        values[variable.name] = None if counts is None else variable.metadata["read"](variable.metadata["name"], counts)
    return Settings(**values)
