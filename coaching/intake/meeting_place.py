"""Where do a command and the running app meet? At a socket beside the database file, which the app's user alone opens.

Whoever has the database file open owns the place, so the app puts its socket where one of an app that was killed is
left. A command believes a socket that belongs to whom the database file belongs to: nobody else can pose as the app.
"""

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SUFFIX = ".socket"
PRIVATE = 0o600
LONGEST = 100  # bytes of a path that the system takes for a socket; a longer one is named by way of its folder
MOST_WAITING = 16
SECONDS_TO_QUEUE = 20
OF_ANOTHER_USER = "{place} does not belong to whom {address} belongs to. Remove it, and start the app anew."
OF_THE_APP_ONLY = "The app that has {address} open takes imports from its own user ({owner}) only."


class NotTheAppError(OSError):
    """What is found at the place is not to be talked to, or does not talk to this user. One sentence."""

    @property
    def is_of_its_user_only(self) -> bool:
        """Whether it may well be the app, which takes nothing from this user."""
        return isinstance(self.__cause__, PermissionError)


def place_of(address: str) -> Path | None:
    """Where the socket of the app with this database is; None for a database that is no file."""
    if address == ":memory:" or address.startswith("ducklake:"):
        return None
    return Path(os.path.realpath(Path(address).expanduser()) + SUFFIX)


def listen(place: Path) -> socket.socket:
    """A socket at this place that listens, in place of any that an app has left. Raises OSError."""
    with suppress(FileNotFoundError):
        if not stat.S_ISSOCK(os.lstat(place).st_mode):
            raise FileExistsError(f"{place} is no socket.")
    own = place.with_name(f"{place.name}.{os.getpid()}")
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with suppress(FileNotFoundError):
            own.unlink()
        before = os.umask(0o177)  # nobody else may connect between this and chmod()
        try:
            with _named_short(own) as name:
                listening.bind(name)
        finally:
            os.umask(before)
        os.chmod(own, PRIVATE)
        listening.listen(MOST_WAITING)
        os.rename(own, place)
    except BaseException:
        listening.close()
        raise
    return listening


def connect(address: str) -> socket.socket | None:
    """A connection to the app that has this database open; None where no app listens.

    Raises NotTheAppError where something else lies at its place, or the app belongs to another user.
    """
    place = place_of(address)
    if place is None or not hasattr(socket, "AF_UNIX"):
        return None
    try:
        found, of_database = os.lstat(place), os.stat(Path(address).expanduser())
    except OSError:
        return None
    if not stat.S_ISSOCK(found.st_mode) or found.st_uid != of_database.st_uid:
        raise NotTheAppError(OF_ANOTHER_USER.format(place=place, address=address))
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # A whole queue of an app that hangs: its database is locked, which says so.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SECONDS_TO_QUEUE, 0))
        with _named_short(place) as name:
            connection.connect(name)
    except PermissionError as error:
        connection.close()
        raise NotTheAppError(OF_THE_APP_ONLY.format(address=address, owner=_name_of(found.st_uid))) from error
    except OSError:  # left by an app that was killed, or too long for this system
        connection.close()
        return None
    return connection


def leave(place: Path, listening: socket.socket) -> None:
    """Takes the socket away when the app stops."""
    listening.close()
    with suppress(OSError):
        place.unlink()


@contextmanager
def _named_short(place: Path) -> Iterator[str]:
    """A name of the place that the system takes for a socket. Raises OSError where there is none."""
    if len(os.fsencode(place)) <= LONGEST:
        yield str(place)
        return
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{place.name}"
    finally:
        os.close(folder)


def _name_of(user: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
