"""`python -m coaching import` while the app runs: real processes, a real socket, real signals."""

import os
import select
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coaching.__main__ import STOPPED, main
from coaching.importers.run import import_paths
from coaching.intake import listener, meeting_place, messages
from coaching.intake.handing_over import APP_ENDED, OWN_TO_A_PROCESS, WAITS
from coaching.storage.database import Database
from tests import databases, servers
from tests.importers.export import FORM, conversation, page, rows, snapshot, transcript, turn, write
from tests.intake.running_app import command, connected, running_app, said, stop, wait_until_importing

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="needs sockets and signals as POSIX has them"),
    databases.about_files,
]

MANY = {f"page-{part}.json": page(*(conversation(f"k-{part}-{n}") for n in range(1000))) for part in range(4)}
CHAT = transcript(turn("USER", "Hello", 1772442000000), turn("AGENT", "Hello", 1772442001000))


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    write(folder, MANY | {"k-3-999.json": CHAT})
    return folder


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "coaching.duckdb")


def noted(address: str) -> list[tuple[object, ...]]:
    with closing(Database(address)) as database:
        noted = "SELECT came_by, outcome, loaded > 0 FROM imports WHERE NOT ends_with(files[1], 'nowhere')"
        return rows(database, f"{noted} ORDER BY begun_at")


def is_completed_by(address: str, export: Path) -> bool:
    """Whether not all is there, and the same import without the app loads the rest."""
    with closing(Database(address)) as half:
        ((found,),) = rows(half, "SELECT count(*) FROM interactions")
    assert found < 4000
    assert main(["import", str(export), "--database", address]) == 0
    with closing(Database(address)) as completed, closing(Database(":memory:")) as untroubled:
        import_paths(untroubled, [export])
        return snapshot(completed) == snapshot(untroubled)


def test_a_running_server_imports_and_the_command_says_what_it_says_without(tmp_path: Path, address: str) -> None:
    bad = conversation("k-2", **{"Conversation Start Time": "abc"})
    export = tmp_path / "export"
    write(export, {"page.json": page(conversation("k-1"), bad), "k-1.json": CHAT, "form.json": FORM})
    without = said(command(export, "--database", tmp_path / "other.duckdb"))
    write(tmp_path, {"people.json": []})
    said(command(tmp_path / "people.json", "--database", address))
    with servers.running(address):
        assert os.stat(f"{address}.socket").st_mode & 0o777 == 0o600
        assert said(command("export", "--database", address, folder=tmp_path)) == without
        nothing = said(command("nowhere", "--database", address, folder=tmp_path))
        assert nothing == (1, "", f"There is no file or folder {tmp_path / 'nowhere'}.\n")
    assert not Path(f"{address}.socket").exists()
    assert without[0] == 2
    assert noted(address)[-1] == ("command", "incomplete", True)


def test_options_are_handed_over(tmp_path: Path, address: str) -> None:
    scored = conversation("k-1", **{"Sentiment Score": 10})
    write(tmp_path, {"page.json": page(scored), "bad.toml": "nonsense"})
    with running_app(address):
        code, _, _ = said(command("page.json", "--sentiment-scale", "-20..20", "--database", address, folder=tmp_path))
        mapped = said(command("page.json", "--mapping", "bad.toml", "--database", address, folder=tmp_path))
    assert code == 0
    assert mapped[0] == 1
    assert str(tmp_path / "bad.toml") in mapped[2] or "bad.toml" in mapped[2]
    with closing(Database(address)) as database:
        assert rows(database, "SELECT sentiment_score FROM interactions") == [(5,)]


def test_ctrl_c_stops_after_a_batch_and_says_what_is_loaded(export: Path, address: str) -> None:
    with running_app(address):
        process = command(export, "--database", address)
        wait_until_importing(address)
        os.killpg(process.pid, signal.SIGINT)
        code, out, errors = said(process)
        assert (code, errors) == (130, STOPPED["import"] + "\n")
        assert out.startswith("Read: ")
        assert " conversations\n" in out
        assert said(command(export / "k-3-999.json", "--database", address))[0] in (0, 2)  # the app goes on
    assert noted(address)[0] == ("command", "stopped", True)
    assert is_completed_by(address, export)


def test_an_import_whose_command_is_killed_stops(export: Path, address: str) -> None:
    with running_app(address):
        process = command(export, "--database", address)
        wait_until_importing(address)
        process.kill()
        process.communicate()
        said(command(export / "k-3-999.json", "--database", address))  # waits until it has stopped
    assert noted(address)[0] == ("command", "stopped", True)
    assert is_completed_by(address, export)


def test_the_socket_of_a_killed_app_is_in_nobodys_way(export: Path, address: str) -> None:
    with running_app(address) as app:
        process = command(export, "--database", address)
        wait_until_importing(address)
        app.kill()
        assert said(process) == (1, "", APP_ENDED + "\n")
    assert Path(f"{address}.socket").exists()
    assert is_completed_by(address, export)
    assert noted(address)[0] == ("command", "killed", None)
    with running_app(address):
        assert said(command(export / "k-3-999.json", "--database", address))[0] == 0


def test_a_second_command_waits_and_is_told_so(export: Path, address: str) -> None:
    with running_app(address):
        first = command(export, "--database", address)
        wait_until_importing(address)
        second = command(export / "page-1.json", "--database", address)
        assert said(first)[0] == 0
        code, out, errors = said(second)
        assert (code, errors) == (0, WAITS + "\n")
        assert out.startswith("Read: 1,000 conversations\n")


def test_an_import_stops_with_the_app_and_says_so(export: Path, address: str) -> None:
    with running_app(address) as app:
        process = command(export, "--database", address)
        wait_until_importing(address)
        assert stop(app) == ""
        code, out, errors = said(process)
    assert (code, errors) == (1, listener.APP_STOPS + "\n")
    assert out.startswith("Read: ")
    assert noted(address)[0] == ("command", "stopped", True)


def test_another_process_than_the_app_is_still_said(tmp_path: Path, address: str) -> None:
    holder = "import sys, coaching.storage.database as d; d.Database(sys.argv[1]); print('open', flush=True); input()"
    write(tmp_path, {"page.json": page(conversation())})
    with subprocess.Popen(
        [sys.executable, "-c", holder, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        code, out, errors = said(command(tmp_path / "page.json", "--database", address))
        process.kill()
    assert (code, out) == (3, "")
    assert "Another process is using" in errors


def test_too_many_commands_are_told_to_come_again(address: str) -> None:
    with running_app(address):
        waiting = [connected(address) for _ in range(listener.MOST_AT_ONCE)]
        for each in waiting:
            assert each.next(60) == messages.HEARD
        nothing = Path(address).with_name("nowhere")
        assert said(command(nothing, "--database", address)) == (1, "", listener.TOO_MANY + "\n")
        for each in waiting:
            each.close()


@pytest.mark.skipif(sys.platform != "linux", reason="limits what another process may open")
def test_an_app_that_has_too_many_files_open_hears_commands_again_afterwards(tmp_path: Path, address: str) -> None:
    import resource

    write(tmp_path, {"page.json": page(conversation())})
    with running_app(address) as app:
        assert app.stderr is not None
        before = resource.prlimit(app.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(app.pid, resource.RLIMIT_NOFILE, (3, before[1]))
        with closing(connected(address)) as unheard:
            assert select.select([app.stderr], [], [], 30)[0]
            assert "A command that would import is not heard" in app.stderr.readline()
            assert not unheard.has_news()
            resource.prlimit(app.pid, resource.RLIMIT_NOFILE, before)
            assert unheard.next(60) == messages.HEARD
        assert said(command(tmp_path / "page.json", "--database", address))[0] == 0
        assert stop(app) == ""


def test_what_is_another_file_in_the_app_is_not_handed_over(tmp_path: Path, address: str) -> None:
    write(tmp_path, {"page.json": page(conversation())})
    with running_app(address), open(tmp_path / "page.json") as file:
        given = command("/dev/stdin", "--database", address, stdin=file)
        assert said(given) == (1, "", OWN_TO_A_PROCESS.format(path="/dev/stdin") + "\n")
    with open(tmp_path / "page.json") as file:  # without the app nothing has changed
        assert said(command("/dev/stdin", "--database", address, stdin=file))[0] == 0


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="gives files to other users")
@pytest.mark.may_not_run("gives files to other users")
def test_a_socket_of_another_user_is_in_the_way_only_while_an_app_runs(tmp_path: Path, address: str) -> None:
    write(tmp_path, {"page.json": page(conversation())})
    with running_app(address) as app:
        os.chown(f"{address}.socket", 12345, 12345)
        code, _, errors = said(command(tmp_path / "page.json", "--database", address))
        assert (code, "does not belong to whom" in errors) == (1, True)
        app.kill()
    assert Path(f"{address}.socket").exists()
    assert said(command(tmp_path / "page.json", "--database", address))[0] == 0


def test_where_no_socket_can_be_the_app_goes_without(address: str) -> None:
    Path(f"{address}.socket").write_text("mine")
    with running_app(address) as app:
        logged = stop(app)
    assert "Imports are not taken from commands" in logged
    assert Path(f"{address}.socket").read_text() == "mine"
    assert meeting_place.place_of(":memory:") is None
