"""The README stays short and true."""

import re
import tomllib

from coaching.ui.shell import network_access
from tests.places import ROOT

README = (ROOT / "README.md").read_text()


def test_it_is_short_and_has_the_two_commands() -> None:
    assert len(README.splitlines()) < 120
    commands = re.findall(r"^    (python3 -m venv .*)$", README, flags=re.MULTILINE)
    assert [command.rpartition(" && ")[2] for command in commands] == [
        ".venv/bin/streamlit run app.py",
        ".venv/bin/pytest",
    ]
    assert all(" -r requirements.txt" in command for command in commands)


def test_what_it_points_at_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_requirement_is_pinned_and_said() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    requirements = [line for line in lines if line and not line.startswith("#")] + groups["test"]
    for requirement in requirements:
        name, _, version = requirement.partition("==")
        assert version, f"{requirement} is not pinned"
        assert name.lower() in README.lower(), f"the README does not say why {name} is there"


def test_the_first_command_serves_the_demo_to_this_machine_only() -> None:
    command = README.partition("## Try it")[2].partition("## ")[0]
    assert "streamlit run app.py" in command
    assert "--server.address" not in command
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert network_access.is_loopback(config["server"]["address"])
