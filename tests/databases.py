"""Where tests keep their data: in memory or in a file, or with COACHING_TEST_DUCKLAKE=1 in DuckLakes of a real
PostgreSQL. That one is started for this process, in a folder of its own, and goes with it.

The small centre is made once a process and then copied: making it takes ten times as long.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import tempfile
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coaching.storage.database import Database
from coaching.storage.ducklake import PREFIX, SETTINGS
from coaching.words.days import utc_now
from tests import centre

ON_LAKE = os.environ.get("COACHING_TEST_DUCKLAKE") == "1"
MUST_RUN = ON_LAKE or os.environ.get("COACHING_TEST_CLUSTER") == "1"
PACKAGES = ("duckdb_extension_ducklake", "duckdb_extension_postgres_scanner", "psycopg")
if ON_LAKE:
    SETTINGS["allow_unsigned_extensions"] = True  # checking the same signatures for every test doubles its time

about_files = pytest.mark.skipif(ON_LAKE, reason="is about a database file")
EMPTY, SMALL_CENTRE = "empty_lake", "small_centre_lake"  # made once, then copied for every test
PASSWORD = "back\\slash: and 'quote'"  # what a connection string and a password file must escape


def examples(many: int) -> int:
    """How many examples a test tries that needs a database for each: fewer on a lake, which takes seconds for one."""
    return min(many, 3) if ON_LAKE else many


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

        return make_conninfo("", host=self.folder, user="postgres", password=PASSWORD, dbname=database)

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
    """The server of this process. Skips the test where this machine lacks what a lake needs."""
    need_cluster()
    return Postgres()


def need_cluster() -> None:
    """Skips the test on a machine without PostgreSQL or the packages of requirements-cluster.txt.

    Where they must be there (COACHING_TEST_CLUSTER=1, or COACHING_TEST_DUCKLAKE=1), it fails instead.
    """
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if _program("pg_ctl") is None:
        missing.append("PostgreSQL")
    if missing:
        (pytest.fail if MUST_RUN else pytest.skip)(f"a lake needs what is not installed: {', '.join(missing)}")


class LakeOfATest(Database):
    """A lake that goes when it is closed."""

    def __init__(self, template: str) -> None:
        self._given = new_lake(template)
        super().__init__(self._given)

    def close(self) -> None:
        """Closes and drops it."""
        super().close()
        drop(self._given)


class FileOfATest(Database):
    """The small centre in a file that goes when it is closed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        super().__init__(address_of_small_centre(Path(self._folder.name) / "centre.duckdb"))

    def close(self) -> None:
        """Closes and removes it."""
        super().close()
        self._folder.cleanup()


def fresh() -> Database:
    """An empty database: in memory, or a lake that goes when it is closed."""
    return LakeOfATest(EMPTY) if ON_LAKE else Database(":memory:")


def small_centre() -> Database:
    """The centre of tests/centre.py, in a file or a lake that goes when it is closed."""
    return LakeOfATest(SMALL_CENTRE) if ON_LAKE else FileOfATest()


def address(file: Path) -> str:
    """Where a test can have an empty database and open it more than once: this file, or a lake until drop()."""
    return new_lake() if ON_LAKE else str(file)


def address_of_small_centre(file: Path) -> str:
    """The same with the centre of tests/centre.py in it."""
    if ON_LAKE:
        return new_lake(SMALL_CENTRE)
    shutil.copy(Path(_template_folder(utc_now().date()).name) / "centre.duckdb", file)
    return str(file)


@functools.cache
def _template_folder(_today: date) -> "tempfile.TemporaryDirectory[str]":
    """A folder with the small centre of today in centre.duckdb, gone when this process ends."""
    folder: tempfile.TemporaryDirectory[str] = tempfile.TemporaryDirectory(prefix="coaching-")
    opened = Database(str(Path(folder.name) / "centre.duckdb"))
    centre.fill(opened)
    opened.close()
    return folder


def new_lake(template: str = EMPTY) -> str:
    """The address of a new lake like one of the templates. It stays until drop()."""
    server = postgres()
    _make_template(template)
    name = f"lake_{uuid.uuid4().hex[:12]}"
    data = server.folder / "lakes" / name
    shutil.copytree(server.folder / "lakes" / template, data)
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    server.execute(f"UPDATE ducklake_metadata SET value = '{data}/' WHERE key = 'data_path'", name)
    return PREFIX + server.conninfo(name)


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


@functools.cache
def _make_template(name: str) -> None:
    server = postgres()
    server.execute(f"CREATE DATABASE {name}")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COACHING_DATA_PATH", str(server.folder / "lakes" / name))
        opened = Database(PREFIX + server.conninfo(name))
    if name == SMALL_CENTRE:
        centre.fill(opened)
    opened.close()


def _program(name: str) -> str | None:
    """A program of PostgreSQL's; Debian keeps them out of the PATH."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(newest[-1]) if newest else shutil.which(name)
