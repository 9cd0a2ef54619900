"""Which settings does the app have? Every environment variable with its default, its meaning and its check.

Nothing else in the app reads the environment. docs/write_settings.py makes the tables of settings from here.
"""

import functools
import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from coaching import setting_checks, variable_kinds
from coaching.setting_checks import SettingError as SettingError
from coaching.variable_kinds import Network as Network

# Which has a setting in its table: README.md, deploy/README.md or docs/operations.md.
Table = Literal["readme", "deploy", "operations"]

# Made, with demo data, where there is none. Every other database must be there.
DEFAULT_DATABASE = str(Path(__file__).parents[1] / "data" / "coaching.duckdb")


def _variable(
    name: str,
    meaning: str,
    *,
    read: Callable[[str, str], Any] = variable_kinds.text,
    default: str | None = None,
    shown_default: str | None = None,
    table: Table = "readme",
    secret: bool = False,
) -> Any:
    """The field of one environment variable, which stands in the table `table`.

    `read`: makes the value out of the variable's name and its text, and raises SettingError where it cannot.
    `default`: the text that counts where the variable is unset or empty; without one the value is None.
    `shown_default`: how the tables name the default, where that is not the text itself. `secret`: it may hold a
    password.
    """
    known = {
        "name": name,
        "meaning": meaning,
        "read": read,
        "default": default,
        "shown_default": shown_default or default,
        "table": table,
    }
    return field(repr=not secret, metadata=known)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings as they are now. A variable that is empty counts as unset. What may hold a password is left out of
    the text of this object."""

    database: str = _variable(
        "COACHING_DATABASE",
        "the database file, which must be there (an import makes one) and is made readable for its user only. Or "
        "`ducklake:postgres:` and a libpq connection string: a DuckLake for many machines, see `deploy/`",
        default=DEFAULT_DATABASE,
        shown_default="data/coaching.duckdb",
        secret=True,
    )
    data_path: str | None = _variable(
        "COACHING_DATA_PATH",
        "where a new DuckLake puts its Parquet files: a folder every machine sees, or `s3://…`",
    )
    sign_in: Literal["demo", "proxy", "oidc"] = _variable(
        "COACHING_SIGN_IN",
        "`demo`: anybody may choose anybody. `oidc`: an OpenID Connect provider says who it is, see "
        "`docs/operations.md`. `proxy`: a header does",
        read=variable_kinds.one_of("demo", "proxy", "oidc"),
        default="demo",
    )
    demo_everywhere: bool = _variable(
        "COACHING_DEMO_EVERYWHERE",
        "`yes`: other machines may reach a demo (with `--server.address`). For demo data only",
        read=variable_kinds.yes_or_no,
        default="no",
    )
    public_address: str | None = _variable(
        "COACHING_PUBLIC_ADDRESS",
        "where browsers find the app, e.g. `https://coaching.example.com`. The provider sends people back to "
        "`/oauth2callback` below it: register that there. The links in mails begin with it",
        read=variable_kinds.web_address,
        table="operations",
    )
    oidc_issuer: str | None = _variable(
        "COACHING_OIDC_ISSUER",
        "what the provider calls itself, e.g. `https://login.example.com`; below it lies "
        "`/.well-known/openid-configuration`",
        read=variable_kinds.web_address,
        table="operations",
    )
    oidc_client_id: str | None = _variable(
        "COACHING_OIDC_CLIENT_ID", "what the provider calls this app", table="operations"
    )
    oidc_client_secret: str | None = _variable(
        "COACHING_OIDC_CLIENT_SECRET", "the secret that the provider gave this app", table="operations", secret=True
    )
    oidc_trust_addresses: bool = _variable(
        "COACHING_OIDC_TRUST_ADDRESSES",
        "`yes`: an address counts that the provider does not call verified (`email_verified`). Only where nobody "
        "can choose their own address there, such as in your own tenant of Entra ID",
        read=variable_kinds.yes_or_no,
        default="no",
        table="operations",
    )
    quality_ai_address: str = _variable(
        "COACHING_QUALITY_AI_ADDRESS",
        "where Quality AI is asked by `python -m coaching pull quality-ai`",
        read=variable_kinds.web_address,
        default="https://platform.kore.ai",
        table="operations",
    )
    quality_ai_stream_id: str | None = _variable(
        "COACHING_QUALITY_AI_STREAM_ID",
        "whose data: the `streamId` of the Raw Data API",
        table="operations",
    )
    quality_ai_account_id: str | None = _variable(
        "COACHING_QUALITY_AI_ACCOUNT_ID", "its `accountId`", table="operations"
    )
    quality_ai_org_id: str | None = _variable("COACHING_QUALITY_AI_ORG_ID", "its `orgId`", table="operations")
    quality_ai_client_id: str | None = _variable(
        "COACHING_QUALITY_AI_CLIENT_ID",
        "the client id of an app there with the scope Quality Management Analytics; with its secret each request "
        "is signed anew (HS256)",
        table="operations",
    )
    quality_ai_client_secret: str | None = _variable(
        "COACHING_QUALITY_AI_CLIENT_SECRET", "the secret of that app", table="operations", secret=True
    )
    quality_ai_jwt: str | None = _variable(
        "COACHING_QUALITY_AI_JWT",
        "in place of both: a token, which expires when it says",
        table="operations",
        secret=True,
    )
    cookie_secret: str | None = _variable(
        "COACHING_COOKIE_SECRET",
        "what signs the cookies of people who are signed in: 32 characters or more, by chance, the same for all "
        "replicas. Another one signs everybody out",
        read=variable_kinds.secret,
        table="operations",
        secret=True,
    )
    session_hours: float = _variable(
        "COACHING_SESSION_HOURS",
        "how long one is signed in, whatever the cookie says; then one signs in again",
        read=variable_kinds.hours,
        default="12",
        table="operations",
    )
    proxy_header: str | None = _variable(
        "COACHING_PROXY_HEADER",
        "with `proxy`: the header that carries the e-mail address, e.g. `X-Forwarded-Email`",
    )
    trusted_proxies: tuple[Network, ...] | None = _variable(
        "COACHING_TRUSTED_PROXIES",
        "with `proxy`: the addresses and networks whose header is believed, e.g. `10.0.0.5,10.1.0.0/16`. Needed "
        "where other machines reach the server; without it, this machine is believed",
        read=variable_kinds.networks,
    )
    memory: str = _variable(
        "COACHING_MEMORY",
        "what the app's DuckDB may hold in memory; the default is enough for ten million interactions. With too "
        "little, queries fail",
        read=variable_kinds.amount,
        default="256MB",
    )
    inbox: str | None = _variable(
        "COACHING_INBOX",
        "a folder of its own whose files the app imports once they have not changed for five seconds and moves to "
        "`done/` or `refused/` in it, beside a report",
    )
    smtp_host: str | None = _variable(
        "COACHING_SMTP_HOST",
        "the mail server that takes the app's mails, e.g. `mail.example.com`; without it, none are sent",
        table="operations",
    )
    smtp_port: int = _variable(
        "COACHING_SMTP_PORT", "its port", read=variable_kinds.port, default="587", table="operations"
    )
    smtp_security: Literal["starttls", "tls", "none"] = _variable(
        "COACHING_SMTP_SECURITY",
        "`starttls`, `tls` (mostly port 465), or `none`: without encryption, for a server on this machine",
        read=variable_kinds.one_of("starttls", "tls", "none"),
        default="starttls",
        table="operations",
    )
    smtp_user: str | None = _variable("COACHING_SMTP_USER", "who the app is to the mail server", table="operations")
    smtp_password: str | None = _variable(
        "COACHING_SMTP_PASSWORD", "the password of that user", table="operations", secret=True
    )
    smtp_from: str | None = _variable(
        "COACHING_SMTP_FROM",
        "the address that the mails come from, e.g. `coaching@example.com`",
        read=variable_kinds.mail_address,
        table="operations",
    )
    backups: str | None = _variable(
        "COACHING_BACKUPS",
        "a folder in which the app keeps a backup of each day, best on another disk; the settings of the centre "
        "say when, and how many",
        table="operations",
    )
    log: Literal["text", "json"] = _variable(
        "COACHING_LOG",
        "`json`: each line of the log is a JSON object; `text`: as people read it",
        read=variable_kinds.one_of("text", "json"),
        default="text",
        table="operations",
    )
    s3_endpoint: str | None = _variable(
        "COACHING_S3_ENDPOINT",
        "host and port of the object storage, e.g. `minio:9000`; without it, Amazon's",
        table="deploy",
    )
    s3_key_id: str | None = _variable(
        "COACHING_S3_KEY_ID",
        "the id of the access key, which may read and write the bucket",
        table="deploy",
    )
    s3_secret: str | None = _variable("COACHING_S3_SECRET", "the secret of that key", table="deploy", secret=True)
    s3_region: str | None = _variable(
        "COACHING_S3_REGION", "the region of the bucket, e.g. `us-east-1`", table="deploy"
    )
    s3_use_ssl: bool = _variable(
        "COACHING_S3_USE_SSL",
        "`no`: the object storage is asked without TLS, within one machine or network",
        read=variable_kinds.yes_or_no,
        default="yes",
        table="deploy",
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
