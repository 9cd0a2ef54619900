"""Three replicas behind nginx over one DuckLake: sixty agents at work, imports beside them, and one replica killed."""

import random
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGCONT, SIGSTOP, Signals

import pytest

from coaching.assignments import assignments
from coaching.assignments.status import Status
from coaching.storage.database import Database
from coaching.storage.ducklake import PREFIX
from coaching.ui.shell import health, navigation
from tests import servers
from tests.cluster import exports, nginx
from tests.cluster.nginx import Nginx
from tests.cluster.viewers import HEADER, PageFailedError, Viewer
from tests.databases import Postgres
from tests.places import ROOT
from tests.servers import Server

pytestmark = pytest.mark.slow

SIGN_IN = {"COACHING_SIGN_IN": "proxy", "COACHING_PROXY_HEADER": HEADER}
PROGRESS = re.compile(rb"(\d+) of (\d+) reviewed")
SEEN_EVERYWHERE_SECONDS = 1.0
LONGEST_SECONDS = 600


@pytest.fixture
def lake(postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty lake."""
    postgres.execute("CREATE DATABASE coaching")
    monkeypatch.setenv("COACHING_DATA_PATH", str(tmp_path / "parquet"))
    address = PREFIX + postgres.conninfo("coaching")
    Database(address).close()
    return address


@contextmanager
def replicas(lake: str, folder: Path, count: int) -> Iterator[list[Server]]:
    """So many processes of the app, started at the same moment; ends them."""
    settings = SIGN_IN | {"COACHING_DATA_PATH": str(folder / "parquet")}
    with ExitStack() as stack:
        started = []
        for number in range(1, count + 1):
            started.append(servers.start(lake, folder / f"replica-{number}.log", ROOT, "127.0.0.1", **settings))
            stack.callback(started[-1].stop)
        for server in started:
            server.wait_until_healthy()
        yield started


def run_import(lake: str, parquet: Path, exported: Path) -> subprocess.CompletedProcess[str]:
    """`python -m coaching import`, a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "coaching", "import", str(exported)],
        cwd=ROOT,
        env=servers.environment(lake, COACHING_DATA_PATH=str(parquet)),
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )


def readiness(server: Server) -> int:
    try:
        with urllib.request.urlopen(server.address + health.ADDRESS, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def send_to_all(postgres: Postgres, signal: Signals) -> None:
    """Sends it to PostgreSQL and to each of its processes."""
    first = (postgres.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    subprocess.run(["kill", f"-{int(signal)}", first, *children], check=False)


def test_a_replica_is_not_ready_while_its_postgresql_is_silent(postgres: Postgres, lake: str, tmp_path: Path) -> None:
    with replicas(lake, tmp_path, 1) as (server,):
        assert readiness(server) == health.READY
        send_to_all(postgres, SIGSTOP)
        try:
            assert readiness(server) == health.NOT_READY
            assert urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=5).status == 200
        finally:
            send_to_all(postgres, SIGCONT)
        assert readiness(server) == health.READY
        postgres.stop()
        assert readiness(server) == health.NOT_READY
        postgres.start()
        assert readiness(server) == health.READY


@dataclass
class Shift:
    """Sixty agents at work at once. What they do, and what the servers acknowledged."""

    front: Nginx
    alive: list[Server]
    acknowledged: list[tuple[str, str, str]] = field(default_factory=list)  # assignment, interaction, person
    faults: list[str] = field(default_factory=list)
    viewers: list[Viewer] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # from asking for an interaction until its page was finished
    looks: list[float] = field(default_factory=list)  # seconds after an opening at which a replica was asked for it
    over: threading.Event = field(default_factory=threading.Event)  # everybody goes home before their next page

    def work(self, number: int) -> None:
        """One agent: looks at the list and the assignment, then opens what is to be opened, one after the other."""
        chance = random.Random(number)
        viewer = Viewer(self.front.address, exports.email(number))
        self.viewers.append(viewer)
        try:
            viewer.arrive()
            self.over.wait(chance.uniform(0, 3))
            self._expect(number, viewer.visit(navigation.MY_COACHING), 0)
            for opened, interaction in enumerate(to_open(number), 1):
                if self.over.wait(chance.uniform(1, 4)):
                    return
                self._open(number, viewer, interaction)
                if number % 5 == 0 and opened == 1 + number % 2:
                    self._see_on_every_replica(number, opened)
            if number % 3 == 0 and not self.over.is_set():
                seen = viewer.visit(navigation.ASSIGNMENT, assignment=exports.assignment_id(number))
                self._expect(number, seen, len(to_open(number)))
        except Exception as error:
            self.faults.append(f"{exports.sign(number)}: {error!r}")
        finally:
            viewer.leave()

    def _open(self, number: int, viewer: Viewer, interaction: str) -> None:
        started = time.monotonic()
        assignment = exports.assignment_id(number)
        page = viewer.visit(navigation.INTERACTION, interaction=interaction, assignment=assignment)
        self.seconds.append(time.monotonic() - started)
        self.acknowledged.append((assignment, interaction, exports.email(number)))
        if f"What was said in {interaction}.".encode() not in page:
            self.faults.append(f"{exports.sign(number)} opened {interaction} and read something else")

    def _expect(self, number: int, page: bytes, reviewed: int) -> None:
        found = progress(page)
        if found != (reviewed, exports.TOTAL_EACH) or exports.sign(number).encode() not in page:
            self.faults.append(f"{exports.sign(number)} has opened {reviewed} and is told {found}")

    def _see_on_every_replica(self, number: int, reviewed: int) -> None:
        """What was just acknowledged stands in the page of each replica, asked for within a second."""
        acknowledged, alive = time.monotonic(), tuple(self.alive)

        def look(server: Server) -> None:
            viewer = Viewer(server.address, exports.email(number), comes_back=False)
            found, asked_after = None, 0.0
            try:
                while found != (reviewed, exports.TOTAL_EACH) and asked_after < SEEN_EVERYWHERE_SECONDS:
                    asked_after = time.monotonic() - acknowledged
                    found = progress(viewer.visit(navigation.ASSIGNMENT, assignment=exports.assignment_id(number)))
            except PageFailedError:
                if server in self.alive:
                    raise
                return  # killed meanwhile
            finally:
                viewer.leave()
            self.viewers.append(viewer)
            self.looks.append(asked_after)
            if found != (reviewed, exports.TOTAL_EACH):
                self.faults.append(f"{exports.sign(number)}: {server.address} says {found} instead of {reviewed}")

        with ThreadPoolExecutor(len(alive)) as at_once:
            list(at_once.map(look, alive))


def to_open(number: int) -> list[str]:
    """Every second agent leaves the last one for another day, so that both states are there at the end."""
    return exports.interactions(number)[: None if number % 2 else -1]


def progress(page: bytes) -> tuple[int, int] | None:
    found = PROGRESS.search(page)
    return (int(found[1]), int(found[2])) if found else None


def _wait_until(shift: Shift, openings: int) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while len(shift.acknowledged) < openings:
        assert not shift.faults, shift.faults
        assert time.monotonic() < until, f"only {len(shift.acknowledged)} openings within {LONGEST_SECONDS} seconds"
        time.sleep(0.05)


@pytest.mark.usefixtures("needs_nginx")
def test_sixty_agents_lose_nothing_and_see_only_their_own_while_a_replica_dies_and_imports_run(
    lake: str, tmp_path: Path
) -> None:
    parquet = tmp_path / "parquet"
    exports.write(tmp_path / "first")
    for wave in range(exports.WAVES):
        exports.write_later(tmp_path / f"wave-{wave}", wave)
    loaded = run_import(lake, parquet, tmp_path / "first")
    assert loaded.returncode == 0, loaded.stderr

    all_openings = sum(len(to_open(number)) for number in range(exports.AGENTS))
    with ExitStack() as stack:
        started = stack.enter_context(replicas(lake, tmp_path, 3))
        hosts = [server.address.removeprefix("http://") for server in started]
        shift = Shift(stack.enter_context(nginx.running(tmp_path, hosts)), list(started))
        pool = stack.enter_context(ThreadPoolExecutor(exports.AGENTS + 1))
        stack.callback(shift.over.set)
        began = time.monotonic()
        agents = [pool.submit(shift.work, number) for number in range(exports.AGENTS)]
        _wait_until(shift, all_openings // 3)
        imports = pool.submit(_import_waves, lake, tmp_path)
        time.sleep(2)
        assert imports.running()
        killed = shift.alive.pop(1)
        killed.process.kill()
        for agent in agents:
            agent.result(LONGEST_SECONDS)
        took = time.monotonic() - began
        imported = imports.result(LONGEST_SECONDS)

    print(f"{len(shift.acknowledged)} openings in {took:.0f} s; {len(shift.looks)} looks at a replica")
    print(f"seconds a page: {statistics.median(shift.seconds):.1f} in the median, {max(shift.seconds):.1f} at most")
    assert not shift.faults, "\n".join(shift.faults)
    assert len(shift.acknowledged) == all_openings
    assert [(done.returncode, done.stderr) for done in imported] == [(0, "")] * exports.WAVES
    assert max(shift.looks) < SEEN_EVERYWHERE_SECONDS
    assert _moved(shift.front, hosts[1]) >= 5
    for viewer in shift.viewers:
        assert set(exports.SIGN.findall(viewer.received)) == {viewer.email.partition("@")[0].encode()}
    _check_openings(lake, shift.acknowledged)
    _check_imports(lake)


def _import_waves(lake: str, folder: Path) -> list[subprocess.CompletedProcess[str]]:
    return [run_import(lake, folder / "parquet", folder / f"wave-{wave}") for wave in range(exports.WAVES)]


def _moved(front: Nginx, killed: str) -> int:
    """How many visitors the killed replica served first and another one last; nobody else moved."""
    moved = 0
    for served in front.replicas_by_visitor("/_stcore/stream").values():
        if len(set(served)) > 1:
            assert served[0] == killed
            assert served[-1] != killed
            moved += 1
    return moved


def _check_openings(lake: str, acknowledged: Sequence[tuple[str, str, str]]) -> None:
    database = Database(lake)
    try:
        kept = database.query("SELECT DISTINCT assignment_id, interaction_id, person_id FROM openings")
        assert set(kept.itertuples(index=False, name=None)) == set(acknowledged)
        for number in range(exports.AGENTS):
            assignment = assignments.assignment(database, exports.email(number), exports.assignment_id(number))
            assert assignment is not None
            assert (assignment.reviewed, assignment.total) == (len(to_open(number)), exports.TOTAL_EACH)
            assert assignment.status is (Status.COMPLETED if number % 2 else Status.IN_PROGRESS)
    finally:
        database.close()


def _check_imports(lake: str) -> None:
    everybody, waves = range(exports.AGENTS), range(exports.WAVES)
    expected = {one for number in everybody for one in exports.interactions(number)}
    expected |= {one for number in everybody for wave in waves for one in exports.later(number, wave)}
    database = Database(lake)
    try:
        there = database.query("SELECT interaction_id FROM interactions")["interaction_id"].tolist()
        assert sorted(there) == sorted(expected)
        turns = database.query("SELECT interaction_id, count(*) AS turns FROM turns GROUP BY ALL")
        assert set(turns["interaction_id"]) == expected
        assert set(turns["turns"]) == {exports.TURNS_EACH}
        first = [exports.interactions(number)[0] for number in everybody]
        rows = database.query(
            "SELECT kore_evaluation_score AS score FROM interactions WHERE interaction_id IN (SELECT unnest($first))",
            {"first": first},
        )
        assert rows["score"].tolist() == [exports.later_score(exports.WAVES - 1)] * exports.AGENTS
    finally:
        database.close()
