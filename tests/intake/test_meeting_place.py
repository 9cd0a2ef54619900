"""Where a command and the app meet: found, believed, and taken over from an app that was killed."""

import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coaching.intake import meeting_place
from coaching.intake.meeting_place import NotTheAppError, connect, leave, listen, place_of
from tests.intake.another_user import as_nobody, open_folder

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs sockets in the file system")


@pytest.fixture
def address(tmp_path: Path) -> str:
    (tmp_path / "coaching.duckdb").write_text("")
    return str(tmp_path / "coaching.duckdb")


def place(address: str) -> Path:
    found = place_of(address)
    assert found is not None
    return found


def test_it_is_beside_the_file_wherever_a_link_leads(tmp_path: Path, address: str) -> None:
    (tmp_path / "link.duckdb").symlink_to(address)
    assert place_of(str(tmp_path / "link.duckdb")) == place(address) == Path(f"{os.path.realpath(address)}.socket")
    assert place_of("ducklake:postgres:dbname=x") is None


def test_only_the_user_of_the_app_may_connect(address: str) -> None:
    with closing(listen(place(address))):
        assert place(address).stat().st_mode & 0o777 == 0o600
        found = connect(address)
        assert found is not None
        found.close()
        assert [file.name for file in place(address).parent.iterdir() if "socket" in file.name] == [place(address).name]


def test_the_socket_of_a_killed_app_is_no_app_and_the_next_takes_its_place(address: str) -> None:
    listen(place(address)).close()
    assert place(address).exists()
    assert connect(address) is None
    listening = listen(place(address))
    found = connect(address)
    assert found is not None
    found.close()
    leave(place(address), listening)
    assert not place(address).exists()
    assert connect(address) is None


def test_a_path_too_long_for_a_socket_is_reached_through_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    address = str(folder / "coaching.duckdb")
    Path(address).write_text("")
    with closing(listen(place(address))):
        found = connect(address)
        assert found is not None
        found.close()


def test_what_is_no_socket_is_not_overwritten_and_not_believed(address: str) -> None:
    place(address).write_text("mine")
    with pytest.raises(FileExistsError):
        listen(place(address))
    with pytest.raises(NotTheAppError):
        connect(address)
    assert place(address).read_text() == "mine"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="gives files to other users")
@pytest.mark.may_not_run("gives files to other users")
def test_a_socket_of_another_user_is_not_believed(address: str) -> None:
    with closing(listen(place(address))):
        os.chown(place(address), 12345, 12345)
        with pytest.raises(NotTheAppError, match="does not belong to whom"):
            connect(address)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="runs as another user")
@pytest.mark.may_not_run("runs as another user")
def test_another_user_is_told_whose_app_it_is() -> None:
    with open_folder() as folder:
        address = str(folder / "coaching.duckdb")
        Path(address).write_text("")
        with closing(listen(place(address))):
            told = as_nobody(lambda: str(connect(address)))
    assert told == meeting_place.OF_THE_APP_ONLY.format(address=address, owner="root")


def test_a_command_that_hands_over_loads_no_database() -> None:
    loaded = "import sys, coaching.intake.handing_over; print('duckdb' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
