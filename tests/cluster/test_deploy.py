"""The files of deploy/ say what the code reads, and name what is there."""

import configparser
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coaching.settings import NAMES, VARIABLES, SettingError, read
from coaching.storage.ducklake import PREFIX
from coaching.ui.shell import health, network_access
from tests.cluster import nginx
from tests.databases import MUST_RUN
from tests.places import ROOT
from tests.test_settings import OIDC

DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
SETTING = re.compile(r"\bCOACHING_[A-Z0-9_]*[A-Z0-9]\b")
EXAMPLE = (DEPLOY / ".env.example").read_text()
# ${NAME}, ${NAME:-default} or ${NAME:?what to do}
PLACEHOLDER = re.compile(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}")
REPLICAS = ("app-1", "app-2", "app-3")


def parsed(name: str) -> list[Any]:
    """The documents of a YAML file."""
    if importlib.util.find_spec("yaml") is None:
        (pytest.fail if MUST_RUN else pytest.skip)("PyYAML is not installed (requirements-cluster.txt)")
    import yaml

    return list(yaml.safe_load_all((DEPLOY / name).read_text()))


def of_kind(kind: str) -> dict[str, Any]:
    (found,) = [document for document in parsed("kubernetes.yaml") if document["kind"] == kind]
    return dict(found)


def test_compose_gives_the_app_only_settings_that_it_reads() -> None:
    services = parsed("compose.yaml")[0]["services"]
    for replica in REPLICAS:
        settings = services[replica]["environment"]
        assert {name for name in settings if name.startswith("COACHING_")} <= set(NAMES)
        assert settings["COACHING_DATABASE"].startswith(PREFIX)
        assert f":8501{health.ADDRESS}" in " ".join(services[replica]["healthcheck"]["test"])


def test_the_app_can_start_with_the_settings_that_it_is_given() -> None:
    example = dict(line.split("=", 1) for line in EXAMPLE.splitlines() if line and not line.startswith("#"))
    given = parsed("compose.yaml")[0]["services"]["app-1"]["environment"]
    written = {
        name: PLACEHOLDER.sub(lambda found: example[found[1]] or "secret", value) for name, value in given.items()
    }
    for settings in (read(written), read(of_kind("ConfigMap")["data"] | of_kind("Secret")["stringData"])):
        assert settings.sign_in == "proxy"
        assert settings.trusted_proxies
        assert settings.data_path == "s3://coaching/lake/"
        assert settings.s3_endpoint
        assert settings.s3_secret


def test_replicas_that_ask_a_provider_need_one_secret_for_their_cookies() -> None:
    given = {name: value for name, value in of_kind("ConfigMap")["data"].items() if "PROX" not in name} | OIDC
    assert read(given).cookie_secret == OIDC["COACHING_COOKIE_SECRET"]
    del given["COACHING_COOKIE_SECRET"]
    with pytest.raises(SettingError, match="COACHING_COOKIE_SECRET, which signs the cookies and is the same for all"):
        read(given)
    text = (DEPLOY / "README.md").read_text()
    assert "`COACHING_COOKIE_SECRET` is one and the same for all replicas" in text


def test_a_default_of_compose_and_of_the_example_is_the_app_s_own() -> None:
    defaults = {variable.metadata["name"]: variable.metadata["default"] for variable in VARIABLES}
    filled_in = [
        *PLACEHOLDER.findall((DEPLOY / "compose.yaml").read_text()),
        *re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.M),
    ]
    compared = [(name, value) for name, value in filled_in if value and defaults.get(name) is not None]
    assert [(name, defaults[name]) for name, _ in compared] == compared


def test_compose_gives_nginx_every_name_of_its_template_and_the_replicas_addresses() -> None:
    services = parsed("compose.yaml")[0]["services"]
    settings = {name for name in services["nginx"]["environment"] if name.startswith("COACHING_")}
    assert settings == set(re.findall(r"\$\{(\w+)\}", nginx.TEMPLATE.read_text()))
    for number, replica in enumerate(REPLICAS, 1):
        address = services[replica]["networks"]["default"]["ipv4_address"]
        assert services["nginx"]["environment"][f"COACHING_APP_{number}"] == f"{address}:8501"


def test_the_replicas_believe_the_proxy_in_front_of_them_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    services = parsed("compose.yaml")[0]["services"]
    nginx_at = services["nginx"]["networks"]["default"]["ipv4_address"]
    for settings, peer in ((services["app-1"]["environment"], nginx_at), (of_kind("ConfigMap")["data"], "10.244.3.9")):
        for name in ("COACHING_SIGN_IN", "COACHING_PROXY_HEADER", "COACHING_TRUSTED_PROXIES"):
            monkeypatch.setenv(name, settings[name])
        closed = network_access.from_settings()
        network_access.check(closed, "0.0.0.0")
        assert closed.may_say_who_somebody_is(peer, "172.30.7.11")
        assert not closed.may_say_who_somebody_is("192.0.2.7", "172.30.7.11")
    assert '"--server.address", "0.0.0.0"' in CONTAINERFILE


def test_what_compose_asks_of_the_environment_stands_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()))
    offered = set(re.findall(r"^(\w+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE))
    assert asked == offered


def test_the_files_that_compose_names_are_there() -> None:
    services = parsed("compose.yaml")[0]["services"]
    build = services["app-1"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"
    mounted = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])]
    named = set(parsed("compose.yaml")[0]["volumes"])
    assert {name for name in mounted if not name.startswith(".")} == named
    assert all((DEPLOY / name).is_file() for name in mounted if name.startswith("."))


def test_kubernetes_gives_only_settings_that_the_app_reads_and_asks_where_it_answers() -> None:
    settings = of_kind("ConfigMap")["data"] | of_kind("Secret")["stringData"]
    assert {name for name in settings if name.startswith("COACHING_")} <= set(NAMES)
    assert settings["COACHING_DATABASE"].startswith(PREFIX)
    (container,) = of_kind("Deployment")["spec"]["template"]["spec"]["containers"]
    assert container["readinessProbe"]["httpGet"]["path"] == health.ADDRESS
    assert container["livenessProbe"]["httpGet"]["path"] == health.ADDRESS
    assert container["startupProbe"]["httpGet"]["path"] == "/_stcore/health"


def test_kubernetes_finds_the_replicas_and_leaves_two_of_them_running() -> None:
    labels = of_kind("Deployment")["spec"]["template"]["metadata"]["labels"]
    for selector in (
        of_kind("Deployment")["spec"]["selector"]["matchLabels"],
        of_kind("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        of_kind("Service")["spec"]["selector"],
        of_kind("NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()
    assert of_kind("PodDisruptionBudget")["spec"]["minAvailable"] < of_kind("Deployment")["spec"]["replicas"]


def test_the_image_gets_what_the_app_needs_and_nothing_that_is_not_there() -> None:
    copied = [path for line in re.findall(r"^COPY (.+) \S+$", CONTAINERFILE, re.MULTILINE) for path in line.split()]
    assert all((ROOT / path).exists() for path in copied)
    assert {"app.py", "coaching", "pages", ".streamlit", "data/demo"} <= set(copied)
    assert health.ADDRESS in CONTAINERFILE


def test_the_image_leaves_out_what_the_tests_run_on() -> None:
    installed = (ROOT / "requirements.txt").read_text() + (ROOT / "requirements-cluster.txt").read_text()
    assert "RUN pip install -r requirements-cluster.txt\n" in CONTAINERFILE
    assert "-r requirements.txt\n" in installed
    assert "streamlit==" in installed
    assert "pytest" not in installed


def test_every_setting_that_the_chapter_names_is_read() -> None:
    readable = set(NAMES) | set(re.findall(r"\$\{(\w+)\}", nginx.TEMPLATE.read_text()))
    readable |= {"COACHING_PORT", "COACHING_TEST_CLUSTER"}
    assert set(SETTING.findall((DEPLOY / "README.md").read_text())) <= readable


def test_what_the_chapter_points_at_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", (DEPLOY / "README.md").read_text()):
        assert target.startswith("https://") or (DEPLOY / target).exists(), target


def test_the_service_starts_the_app_as_the_image_does() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "coaching.service")
    started = unit["Service"]["ExecStart"].removeprefix("/opt/coaching/.venv/bin/").split()
    image = re.sub(r"\\\n *", "", CONTAINERFILE)
    in_image = json.loads(image[image.rindex("\nCMD ") :].removeprefix("\nCMD "))
    assert started == [part for part in in_image if part not in ("--server.address", "0.0.0.0")]
    assert unit["Service"]["StateDirectoryMode"] == "0700"
    operations = (ROOT / "docs" / "operations.md").read_text()
    for path in ("/etc/coaching/coaching.env", "/var/lib/coaching", "/opt/coaching"):
        assert path in (DEPLOY / "coaching.service").read_text()
        assert path in operations


def test_systemd_understands_the_service(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        return
    unit = tmp_path / "coaching.service"
    unit.write_text((DEPLOY / unit.name).read_text().replace("/opt/coaching/.venv/bin/streamlit", sys.executable))
    found = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_in_front_of_one_machine_stands_what_stands_in_front_of_several() -> None:
    several, one = nginx.TEMPLATE.read_text(), (DEPLOY / "one-machine.conf").read_text()
    needed = re.findall(r"^ +(?:proxy_(?:http|set|read|send)|gzip)\w* .*?;|^ +location = .*", several, re.M)
    assert len(needed) > 12
    assert [line for line in needed if line not in one] == []
