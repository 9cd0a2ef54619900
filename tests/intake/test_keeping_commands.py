"""`python -m coaching backup`, `restore` and `check`: beside the running app and alone, with the same words."""

import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coaching.intake import keeping_orders, listener, messages
from coaching.intake.messages import MessageError
from coaching.storage import backing_up, backup_file
from coaching.storage.database import Database
from tests import databases
from tests.intake.running_app import PATIENCE_SECONDS, connected, running_app, stop
from tests.places import ROOT
from tests.servers import environment

pytestmark = databases.about_files


def begun(*arguments: str | Path, folder: Path = ROOT) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "coaching", *map(str, arguments)],
        cwd=folder,
        env=environment("none") | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str | Path, folder: Path = ROOT) -> tuple[int, str, str]:
    process = begun(*arguments, folder=folder)
    out, errors = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out, errors


@pytest.fixture
def address(tmp_path: Path) -> str:
    return databases.address_of_small_centre(tmp_path / "coaching.duckdb")


def test_backups_and_checks_say_the_same_beside_the_app_and_alone(address: str, tmp_path: Path) -> None:
    commands = (("backup", "one.zip"), ("backup", "one.zip"), ("backup", "."), ("check",))

    def all_said(place: str) -> list[tuple[str, ...]]:
        (tmp_path / place).mkdir()
        said = [run(*each, "--database", address, folder=tmp_path / place) for each in commands]
        return [tuple(without_times(f"{each}").replace(f"/{place}", "/HERE") for each in one) for one in said]

    with running_app(address) as app:
        beside = all_said("beside")
        code, _, said = run("restore", tmp_path / "beside" / "one.zip", "--replace", "--database", address)
        assert (code, said.startswith("Another process is using")) == (3, True)
        assert "Traceback" not in stop(app)
    assert beside == all_said("alone")
    assert [code for code, _, _ in beside] == ["0", "1", "0", "0"]
    assert beside[3][1] == keeping_orders.NOTHING_FOUND + "\n"
    for place in ("beside", "alone"):
        made = sorted(each.name for each in (tmp_path / place).iterdir())
        assert [without_times(name) for name in made] == ["coaching-THEN.zip", "one.zip"]
        assert all(os.stat(tmp_path / place / name).st_mode & 0o777 == 0o600 for name in made)
    code, out, _ = run("restore", tmp_path / "alone" / "one.zip", "--replace", "--database", address)
    assert (code, "Restored" in out, "What was there before is" in out) == (0, True, True)


def without_times(text: str) -> str:
    """The same text on any day."""
    return re.sub(r"[\d,.]+ MB", "SIZE", re.sub(r"\d{4}-\d\d-\d\d[T ][\d:]+Z?", "THEN", text))


def test_what_is_wrong_is_one_line_each_and_the_exit_code_says_so(address: str) -> None:
    with closing(Database(address)) as database, database.transaction() as cursor:
        cursor.execute("UPDATE evidence SET position = 99 WHERE interaction_id = 'c-ana-1'")
    code, out, errors = run("check", "--database", address)
    assert (code, errors) == (1, "")
    assert out.splitlines() == [
        "evidence (interaction_id = c-ana-1, position = 99): turns has no such row. Import the files again that have "
        "it; where that does not help, restore a backup.",
        keeping_orders.FINDINGS.format(count=1),
    ]


def begun_backup(address: str, destination: Path) -> subprocess.Popen[str]:
    """A backup of the running app that is being written, and takes a while."""
    process = begun("backup", destination, "--database", address)
    while not destination.with_name(destination.name + backing_up.PART).exists():
        assert process.poll() is None
    return process


@pytest.fixture
def large(address: str) -> str:
    """A database whose backup takes a while."""
    with closing(Database(address)) as database, database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO acknowledgements SELECT 'ca-ana', uuid()::VARCHAR, '2026-01-01' FROM range(1500000)"
        )
    return address


def test_a_backup_that_is_stopped_leaves_nothing_and_says_so(large: str, tmp_path: Path) -> None:
    with running_app(large) as app:
        process = begun_backup(large, tmp_path / "one.zip")
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert (process.returncode, out, errors) == (130, "", "Stopped. No backup was made.\n")
        assert not list(tmp_path.glob("one.zip*"))
        process = begun_backup(large, tmp_path / "two.zip")
        stop(app)
        assert process.communicate(timeout=PATIENCE_SECONDS)[1] == listener.STOPPED + "\n"
        assert process.returncode == 1
        assert not list(tmp_path.glob("two.zip*"))


@pytest.mark.parametrize(
    "message",
    [
        {"backup": {"folder": "here", "destination": "b.zip"}},
        {"backup": {"folder": "/", "destination": 7}},
        {"backup": {"folder": "/"}},
        {"backup": {"folder": "/", "destination": "b\0.zip"}},
        {"backup": {"folder": "/", "destination": "b.zip"}, "more": 1},
        {"check": {"more": 1}},
        {"check": 7},
    ],
)
def test_an_order_that_is_none_is_refused(message: messages.Message, address: str) -> None:
    with closing(Database(address)) as database:
        try:
            assert keeping_orders.ordered(database, message) is None
        except MessageError:
            return
        with pytest.raises(MessageError):
            messages.understood(message)


def test_a_backup_says_how_far_it_is(address: str, tmp_path: Path) -> None:
    with running_app(address), closing(connected(address)) as connection:
        connection.send({"backup": {"folder": str(tmp_path), "destination": "b.zip"}})
        heard = []
        while (message := connection.next(PATIENCE_SECONDS)) is not None:
            heard.append(message)
    assert heard[0] == messages.HEARD
    assert heard[1] == {"files": backup_file.read(tmp_path / "b.zip").rows}
    assert heard[-1] == {"code": 0, "stopped": False}
    assert backing_up.PART not in "".join(map(str, tmp_path.iterdir()))
