"""Where tests keep their data: in files, or with COACHING_TEST_DUCKLAKE=1 in DuckLakes of a real PostgreSQL, which is
started for this process, in a folder of its own, and goes with it.

Databases are copied from templates, which are made once (files for the whole test run, lakes for a process): making one
takes five to a hundred times as long.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from coaching import demo
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from coaching.storage.ducklake import PREFIX, SETTINGS
from coaching.words.days import utc_now
from tests import centre, once
from tests.places import SHARED_DATA

ON_LAKE = os.environ.get("COACHING_TEST_DUCKLAKE") == "1"
AGAIN = ON_LAKE or os.environ.get("COACHING_TEST_AGAIN") == "1"  # a run after the first, on another database
EXAMPLES_AGAIN = 2  # of a property then: the simplest one of all, and one more
MUST_RUN = ON_LAKE or os.environ.get("COACHING_TEST_CLUSTER") == "1"
PACKAGES = ("duckdb_extension_ducklake", "duckdb_extension_postgres_scanner", "psycopg")
if ON_LAKE:
    SETTINGS["allow_unsigned_extensions"] = True  # checking the same signatures for every test doubles its time

about_files = pytest.mark.skipif(ON_LAKE, reason="is about a database file")
PASSWORD = "back\\slash: and 'quote'"  # what a connection string and a password file must escape


def examples(many: int) -> int:
    """How many examples a test tries that needs a database for each. CI tries the same ones every time, so a third must
    do there, and two in a run after the first, which asks another database (COACHING_TEST_AGAIN=1) or a lake, where
    one takes seconds. Elsewhere all are tried, and new ones each time; in the profile "many" as many as that says."""
    if hypothesis.settings.get_current_profile_name() == "many":
        return hypothesis.settings().max_examples
    if AGAIN:
        return min(many, EXAMPLES_AGAIN)
    return max(5, many // 3) if os.environ.get("CI") == "true" else many


# Waits for its input to end, which it does however the tests end, and clears up.
KEEPER = """
cat > /dev/null
server=$(head -n 1 data/postmaster.pid) && kill -QUIT "$server" && while kill -0 "$server"; do sleep 0.1; done
rm -rf "$PWD"
"""


class Postgres:
    """A PostgreSQL server in a folder, asked through a socket there, and gone with this process.

    Run by root, it is started as the user postgres, because PostgreSQL refuses to be root's.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._user = "postgres" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        (self.folder / "password").write_text(PASSWORD)
        access = ("-U", "postgres", "-A", "scram-sha-256", "--pwfile=password")
        self._run("initdb", "-D", "data", *access, "--no-sync", "-E", "UTF8", "--locale=C")
        self.start()
        self._keeper = subprocess.Popen(
            ["sh", "-c", KEEPER],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def start(self) -> None:
        """Starts it and waits until it answers."""
        quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=200 {quick}"
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stops it; `how` as pg_ctl has it."""
        self._run("pg_ctl", "-D", "data", "-w", "-m", how, "stop")

    def remove(self) -> None:
        """Stops it, and its folder goes."""
        self._keeper.communicate()

    def conninfo(self, database: str) -> str:
        """The libpq string of one of its databases."""
        from psycopg.conninfo import make_conninfo

        return str(make_conninfo("", host=self.folder, user="postgres", password=PASSWORD, dbname=database))

    def execute(self, sql: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Runs one statement and returns its rows."""
        import psycopg

        with psycopg.connect(self.conninfo(database), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *arguments: str) -> None:
        found = _program(program)
        assert found is not None
        done = subprocess.run(
            [found, *arguments],
            cwd=self.folder,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server runs
            stderr=subprocess.DEVNULL,
            check=False,
            start_new_session=True,  # Ctrl-C ends the tests, and only then the server
        )
        if done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program} failed: {log.read_text() if log.exists() else 'it left no log'}")


@functools.cache
def postgres() -> Postgres:
    """The server of this process, which its tests may disturb. Skips the test where this machine lacks what a lake
    needs."""
    need_cluster()
    return Postgres()


def need_cluster() -> None:
    """Skips the test on a machine without PostgreSQL or the packages of requirements-cluster.txt.

    Where they must be there (COACHING_TEST_CLUSTER=1, or COACHING_TEST_DUCKLAKE=1), it fails instead.
    """
    missing = _lacking()
    if missing:
        (pytest.fail if MUST_RUN else pytest.skip)(f"a lake needs what is not installed: {', '.join(missing)}")


def _lacking() -> list[str]:
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    return missing if _program("pg_ctl") else [*missing, "PostgreSQL"]


@dataclass(frozen=True)
class Template:
    """A database that is made once and then copied. Templates of one name have one content."""

    name: str
    fill: Callable[[Database], object] | None = field(default=None, compare=False)

    def file(self) -> Path:
        """It as a database file."""
        return once.made(f"{self.name}.duckdb", self._make_file)

    def _make_file(self, path: Path) -> None:
        self.make(str(path))

    def make(self, address: str) -> None:
        """Makes it at an address where nothing is."""
        opened = Database(address)
        if self.fill is not None:
            self.fill(opened)
        opened.close()


EMPTY = Template("empty")


def of_small_centre() -> Template:
    """The centre of tests/centre.py as it is today."""
    return Template(f"small_centre_{utc_now():%Y%m%d}", centre.fill)


def of_shared_data() -> Template:
    """What the exports beside the project hold."""
    return Template("shared_data", lambda database: import_paths(database, [SHARED_DATA]))


def of_demo(today: date) -> Template:
    """The demo that is made on this day."""
    return Template(f"demo_{today:%Y%m%d}", lambda database: demo.create(database, today))


class LakeOfATest(Database):
    """A lake that goes when it is closed."""

    def __init__(self, template: Template) -> None:
        self._given = new_lake(template)
        super().__init__(self._given)

    def close(self) -> None:
        """Closes and drops it."""
        super().close()
        drop(self._given)


class FileOfATest(Database):
    """A database file that goes when it is closed."""

    def __init__(self, template: Template) -> None:
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name) / "test.duckdb"
        shutil.copy(template.file(), file)
        super().__init__(str(file))

    def close(self) -> None:
        """Closes and removes it."""
        super().close()
        self._folder.cleanup()


def like(template: Template) -> Database:
    """A database of a test's own, like the template. It goes when it is closed."""
    return LakeOfATest(template) if ON_LAKE else FileOfATest(template)


def fresh() -> Database:
    """An empty database. It goes when it is closed."""
    return like(EMPTY)


def small_centre() -> Database:
    """The centre of tests/centre.py. It goes when it is closed."""
    return like(of_small_centre())


def to_read(template: Template) -> Database:
    """A database like the template, for many tests: one that writes to it fails, as the next one would read it."""
    opened = like(template)
    for writes in ("transaction", "append"):
        setattr(opened, writes, _refuse)
    return opened


def _refuse(*_arguments: object, **_more: object) -> None:
    pytest.fail("Other tests read this database. A test that writes needs one of its own.")


def address(file: Path) -> str:
    """Where a test can have an empty database and open it more than once: this file, or a lake until drop()."""
    return new_lake() if ON_LAKE else str(file)


def address_of_small_centre(file: Path) -> str:
    """The same with the centre of tests/centre.py in it."""
    if ON_LAKE:
        return new_lake(of_small_centre())
    shutil.copy(of_small_centre().file(), file)
    return str(file)


def new_lake(template: Template = EMPTY) -> str:
    """The address of a new lake like the template. It stays until drop()."""
    server, original = postgres(), _lake_of(template)
    name = f"lake_{uuid.uuid4().hex[:12]}"
    data = server.folder / "lakes" / name
    shutil.copytree(server.folder / "lakes" / original, data)
    server.execute(f"CREATE DATABASE {name} TEMPLATE {original}")
    server.execute(f"UPDATE ducklake_metadata SET value = '{data}/' WHERE key = 'data_path'", name)
    return PREFIX + server.conninfo(name)


@functools.cache
def _lake_of(template: Template) -> str:
    """The name of the PostgreSQL database, and of the folder with data, that hold the template as a lake."""
    server, name = postgres(), f"template_{template.name}"
    server.execute(f"CREATE DATABASE {name}")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COACHING_DATA_PATH", str(server.folder / "lakes" / name))
        template.make(PREFIX + server.conninfo(name))
    return name


def new_database() -> str:
    """The address of a lake still to be made: its PostgreSQL database is empty. It stays until drop()."""
    name = f"empty_{uuid.uuid4().hex[:12]}"
    postgres().execute(f"CREATE DATABASE {name}")
    return PREFIX + postgres().conninfo(name)


def drop(address: str) -> None:
    """Drops a lake; a file stays where it is."""
    if address.startswith(PREFIX):
        name = address.rpartition("dbname=")[2].split()[0]
        postgres().execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        shutil.rmtree(postgres().folder / "lakes" / name, ignore_errors=True)


def _program(name: str) -> str | None:
    """A program of PostgreSQL's; Debian keeps them out of the PATH."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(newest[-1]) if newest else shutil.which(name)
