"""What is made once for all the processes of a test run, and how they wait for the one that makes it.

pytest-xdist runs the tests in several processes. What takes seconds to make (a database with the demo in it) is made by
the first that asks; the others wait and then copy it.
"""

import functools
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

VARIABLE = "COACHING_TEST_FOLDER"  # tests/conftest.py sets it before the other processes start, and clears up


def folder() -> Path:
    """The folder that all processes of this run share. Outside a test run: one of this process, gone when it ends."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else Path(_own_folder().name)


@functools.cache
def _own_folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="coaching-tests-")


def made(name: str, make: Callable[[Path], None]) -> Path:
    """The file `name` in the shared folder, made by `make` where it is not there yet.

    `make` writes another path, which is renamed when it is done: a process that is stopped half way leaves nothing
    that others would take for finished.
    """
    path = folder() / name
    if not path.exists():
        with FileLock(f"{path}.lock"):
            if not path.exists():
                unfinished = path.with_name(f"unfinished-{name}")
                make(unfinished)
                unfinished.rename(path)
    return path
