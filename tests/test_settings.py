"""Every setting has one name, default and meaning, and whoever writes about one says the same."""

import ast
import ipaddress
import re
import runpy
from pathlib import Path

import pytest

from coaching import settings as settings_module
from coaching.settings import NAMES, VARIABLES, SettingError, settings
from tests.places import ROOT

OIDC = {
    "COACHING_SIGN_IN": "oidc",
    "COACHING_PUBLIC_ADDRESS": "https://coaching.example.com/",
    "COACHING_OIDC_ISSUER": "https://login.example.com/",
    "COACHING_OIDC_CLIENT_ID": "coaching",
    "COACHING_OIDC_CLIENT_SECRET": "hush",
    "COACHING_COOKIE_SECRET": "hush" * 8,
}
PROXY = {"COACHING_SIGN_IN": "proxy", "COACHING_PROXY_HEADER": "X-Forwarded-Email"}
READS_ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv"}


def test_without_any_variable_the_defaults_count() -> None:
    found = settings_module.read({})
    assert found.database == str(ROOT / "data" / "coaching.duckdb")
    assert (found.sign_in, found.demo_everywhere) == ("demo", False)
    assert (found.memory, found.s3_use_ssl) == ("256MB", True)
    assert [found.public_address, found.oidc_issuer, found.cookie_secret, found.session_hours] == [None, None, None, 12]
    assert [found.data_path, found.proxy_header, found.trusted_proxies] == [None] * 3
    assert [found.s3_endpoint, found.s3_key_id, found.s3_secret, found.s3_region] == [None] * 4


def test_an_empty_variable_counts_as_unset() -> None:
    assert settings_module.read(dict.fromkeys(NAMES, "")) == settings_module.read({})


def test_every_variable_that_is_set_counts() -> None:
    found = settings_module.read(
        PROXY
        | {
            "COACHING_DATABASE": "/data/mine.duckdb",
            "COACHING_DATA_PATH": "s3://bucket/lake/",
            "COACHING_TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16",
            "COACHING_SESSION_HOURS": "0.5",
            "COACHING_MEMORY": "1.5 GiB",
            "COACHING_INBOX": "/data/inbox",
            "COACHING_PUBLIC_ADDRESS": "https://coaching.example.com",
            "COACHING_SMTP_HOST": "mail.example.com",
            "COACHING_SMTP_PORT": "465",
            "COACHING_SMTP_SECURITY": "tls",
            "COACHING_SMTP_USER": "app",
            "COACHING_SMTP_PASSWORD": "hush",
            "COACHING_SMTP_FROM": "coaching@example.com",
            "COACHING_BACKUPS": "/data/backups",
            "COACHING_LOG": "json",
            "COACHING_QUALITY_AI_STREAM_ID": "st-1",
            "COACHING_S3_ENDPOINT": "minio:9000",
            "COACHING_S3_KEY_ID": "key",
            "COACHING_S3_SECRET": "secret",
            "COACHING_S3_REGION": "us-east-1",
            "COACHING_S3_USE_SSL": "false",
        }
    )
    assert found == settings_module.Settings(
        database="/data/mine.duckdb",
        data_path="s3://bucket/lake/",
        sign_in="proxy",
        demo_everywhere=False,
        public_address="https://coaching.example.com",
        smtp_host="mail.example.com",
        smtp_port=465,
        smtp_security="tls",
        smtp_user="app",
        smtp_password="hush",
        smtp_from="coaching@example.com",
        oidc_issuer=None,
        oidc_client_id=None,
        oidc_client_secret=None,
        oidc_trust_addresses=False,
        quality_ai_address="https://platform.kore.ai",
        quality_ai_stream_id="st-1",
        quality_ai_account_id=None,
        quality_ai_org_id=None,
        quality_ai_client_id=None,
        quality_ai_client_secret=None,
        quality_ai_jwt=None,
        cookie_secret=None,
        session_hours=0.5,
        proxy_header="X-Forwarded-Email",
        trusted_proxies=(ipaddress.ip_network("10.0.0.5"), ipaddress.ip_network("10.1.0.0/16")),
        memory="1.5 GiB",
        inbox="/data/inbox",
        backups="/data/backups",
        s3_endpoint="minio:9000",
        s3_key_id="key",
        s3_secret="secret",
        s3_region="us-east-1",
        s3_use_ssl=False,
        log="json",
    )


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"COACHING_SIGN_IN": "none"}, "COACHING_SIGN_IN is 'none'; it must be demo, proxy or oidc."),
        ({"COACHING_SIGN_IN": "proxy"}, "COACHING_SIGN_IN=proxy needs COACHING_PROXY_HEADER"),
        ({"COACHING_PROXY_HEADER": "X-Forwarded-Email"}, "COACHING_SIGN_IN is not proxy"),
        ({"COACHING_SIGN_IN": "demo", "COACHING_PROXY_HEADER": "X"}, "COACHING_SIGN_IN is not proxy"),
        ({"COACHING_TRUSTED_PROXIES": "10.0.0.5"}, "counts only with COACHING_SIGN_IN=proxy"),
        ({"COACHING_DEMO_EVERYWHERE": "perhaps"}, "COACHING_DEMO_EVERYWHERE is 'perhaps'; it must be yes or no."),
        ({"COACHING_S3_USE_SSL": "on"}, "COACHING_S3_USE_SSL is 'on'; it must be yes or no."),
        ({"COACHING_MEMORY": "much"}, "COACHING_MEMORY is 'much'; it must be an amount such as 200MB or 2GB."),
        ({"COACHING_MEMORY": "-1"}, "COACHING_MEMORY is '-1'"),
        ({"COACHING_DEMO_ON_NETWORK": "yes"}, "COACHING_DEMO_ON_NETWORK is called COACHING_DEMO_EVERYWHERE now"),
        ({"COACHING_TIME_ZONE": "UTC"}, "decide it in the app, under Administration, Settings"),
        (OIDC | {"COACHING_DEMO_EVERYWHERE": "yes"}, "COACHING_SIGN_IN is oidc"),
        (OIDC | {"COACHING_PROXY_HEADER": "X"}, "COACHING_SIGN_IN is not proxy"),
        (OIDC | {"COACHING_COOKIE_SECRET": ""}, "COACHING_SIGN_IN=oidc needs COACHING_COOKIE_SECRET"),
        (OIDC | {"COACHING_COOKIE_SECRET": "hush" * 7}, "COACHING_COOKIE_SECRET is too short"),
        (OIDC | {"COACHING_OIDC_ISSUER": ""}, "COACHING_SIGN_IN=oidc needs COACHING_OIDC_ISSUER"),
        (OIDC | {"COACHING_OIDC_ISSUER": "http://login.example.com"}, "COACHING_OIDC_ISSUER is 'http://login.example"),
        (OIDC | {"COACHING_OIDC_CLIENT_ID": ""}, "COACHING_SIGN_IN=oidc needs COACHING_OIDC_CLIENT_ID"),
        (OIDC | {"COACHING_OIDC_CLIENT_SECRET": ""}, "COACHING_SIGN_IN=oidc needs COACHING_OIDC_CLIENT_SECRET"),
        (OIDC | {"COACHING_PUBLIC_ADDRESS": ""}, "COACHING_SIGN_IN=oidc needs COACHING_PUBLIC_ADDRESS"),
        (OIDC | {"COACHING_PUBLIC_ADDRESS": "coaching.example.com"}, "it must begin with https://"),
        (OIDC | {"COACHING_PUBLIC_ADDRESS": "https://a b"}, "it must begin with https://"),
        (OIDC | {"COACHING_PUBLIC_ADDRESS": "https://[::1"}, "it must begin with https://"),
        ({"COACHING_SMTP_PORT": "70000"}, "COACHING_SMTP_PORT is '70000'; it must be a port"),
        ({"COACHING_SMTP_HOST": "a"}, "COACHING_SMTP_HOST needs COACHING_SMTP_FROM"),
        ({"COACHING_SMTP_HOST": "a", "COACHING_SMTP_FROM": "a@b.example"}, "COACHING_SMTP_HOST needs COACHING_PUBLIC"),
        ({"COACHING_SMTP_HOST": "a", "COACHING_SMTP_FROM": "a@b\r\nBcc: c"}, "must be an e-mail address"),
        ({"COACHING_SMTP_PASSWORD": "hush"}, "COACHING_SMTP_PASSWORD is set, which counts only with"),
        ({"COACHING_LOG": "xml"}, "COACHING_LOG is 'xml'; it must be text or json."),
        ({"COACHING_SESSION_HOURS": "nan"}, "COACHING_SESSION_HOURS is 'nan'; it must be hours"),
        ({"COACHING_SESSION_HOURS": "0"}, "COACHING_SESSION_HOURS is '0'; it must be hours"),
        ({"COACHING_OIDC_TRUST_ADDRESSES": "yes"}, "COACHING_OIDC_TRUST_ADDRESSES is set, which counts only with"),
        (PROXY | {"COACHING_DEMO_EVERYWHERE": "yes"}, "COACHING_SIGN_IN is proxy"),
        (PROXY | {"COACHING_TRUSTED_PROXIES": "proxy.example.com"}, "must be addresses or networks"),
        (PROXY | {"COACHING_TRUSTED_PROXIES": "10.0.0.5,"}, "must be addresses or networks"),
        (PROXY | {"COACHING_TRUSTED_PROXIES": "10.0.0.5/16"}, "must be addresses or networks"),
        (PROXY | {"COACHING_TRUSTED_PROXIES": "10.0.0.5, ::/0"}, "trusts every address"),
    ],
)
def test_a_wrong_value_is_one_sentence_with_the_name_of_the_variable(
    environment: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SettingError, match=re.escape(complaint)) as refused:
        settings_module.read(environment)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_what_may_hold_a_password_is_not_in_the_text_of_the_settings() -> None:
    secret = OIDC | {"COACHING_DATABASE": "ducklake:postgres:password=hush", "COACHING_S3_SECRET": "hush"}
    assert "hush" not in repr(settings_module.read(secret))


def test_settings_are_those_of_the_moment_and_the_same_object_until_one_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = settings()
    assert settings() is first
    monkeypatch.setenv("COACHING_MEMORY", "1GB")
    assert settings().memory == "1GB"
    monkeypatch.undo()
    assert settings().memory == first.memory


def sources() -> list[Path]:
    """The Python files that run in production."""
    folders = (ROOT / "coaching", ROOT / "pages", ROOT / "deploy")
    return [ROOT / "app.py", *(file for folder in folders for file in folder.rglob("*.py"))]


def test_nothing_else_reads_the_environment() -> None:
    readers = set()
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text())):
            name = node.attr if isinstance(node, ast.Attribute) else node.name if isinstance(node, ast.alias) else None
            if name in READS_ENVIRONMENT:
                readers.add(file.relative_to(ROOT).as_posix())
    assert len(sources()) > 150
    assert readers == {"coaching/settings.py"}


def test_every_variable_is_named_like_its_field() -> None:
    assert [variable.metadata["name"] for variable in VARIABLES] == list(NAMES)
    assert all(variable.metadata["name"] == f"COACHING_{variable.name.upper()}" for variable in VARIABLES)


def test_the_tables_of_settings_are_current() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "write_settings.py"))
    for file, table in script["tables"]().items():
        (written,) = [found[0] for found in script["TABLE"].finditer(file.read_text())]
        assert written == table, f"{file.name} is behind: run .venv/bin/python docs/write_settings.py"


def test_everything_that_the_documents_call_a_setting_is_one() -> None:
    """deploy/ has variables of its own besides, which tests/cluster/test_deploy.py looks at."""
    for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        assert set(re.findall(r"\bCOACHING_[A-Z0-9_]*[A-Z0-9]\b", file.read_text())) <= {*NAMES, *OF_TESTS}, file


OF_TESTS = ("COACHING_TEST_DUCKLAKE", "COACHING_TEST_CLUSTER")
