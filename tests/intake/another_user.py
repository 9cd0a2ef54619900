"""What a user of the machine who is not root finds, told by a process that has become one."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65_534


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into; those of pytest are their user's alone."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def as_nobody(look: Callable[[], str]) -> str:
    """What `look` returns, or the error that it raises, as somebody else than root."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            try:
                found = look()
            except OSError as error:
                found = str(error)
            os.write(write, found.encode())
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as heard:
        return heard.read()
