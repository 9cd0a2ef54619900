"""What does whoever watches the server learn? Figures for Prometheus at /metrics, which name no person.

Each process has its own figures. What only the database knows is looked up when somebody asks: while /ready says no,
those figures are left out, and `coaching_database_up` is 0.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, exposition
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime import exists, get_instance
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

from coaching.keeping import backups, freshness
from coaching.keeping.backup_keeper import BackupKeeper
from coaching.quality import interactions
from coaching.storage.database import Database
from coaching.telling import outbox
from coaching.ui.shell import health, page_shown
from coaching.ui.shell.session import backup_keeper, database
from coaching.words.days import utc_now

ADDRESS = "/metrics"
BEFORE_A_PAGE = "none"  # the page of a run that ended before Streamlit knew which it is
SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PAGES = Histogram(
    "coaching_page_seconds", "Seconds that a whole page took to be made, by page", ["page"],
    buckets=SECONDS, registry=REGISTRY,
)  # fmt: skip
ERRORS = Counter(
    "coaching_errors", "Pages that ended with an error whose number the reader and the log have", registry=REGISTRY
)
SESSIONS = Gauge("coaching_sessions", "Browser tabs that are connected", registry=REGISTRY)
DATABASE_UP = Gauge(
    "coaching_database_up", "1 where the database is read and written, as /ready says it, else 0", registry=REGISTRY
)

# One thread, so that questions which hang on a silent database never pile up: they wait for it, and time out.
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="figures")


@contextmanager
def timed() -> Iterator[None]:
    """Notes how long the page took that is made within."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        PAGES.labels(page_shown.address() or BEFORE_A_PAGE).observe(time.perf_counter() - begun)


def route() -> Route:
    """GET /metrics: the figures as Prometheus reads them."""
    return Route(ADDRESS, _answer, methods=["GET"])


def of_database(asked: Database) -> CollectorRegistry:
    """What the database knows: seconds since the newest interaction began, and the bytes of a database file."""
    found = CollectorRegistry()
    newest = interactions.data_as_of(asked)
    if newest is not None:
        age = Gauge("coaching_data_age_seconds", "Seconds since the newest interaction began", registry=found)
        age.set((utc_now() - newest).total_seconds())
        old = Gauge("coaching_data_too_old", "1 where that is more than the centre allows, else 0", registry=found)
        old.set(freshness.alarm(asked, utc_now()) is not None)
    waiting = Gauge("coaching_mails_waiting", "Mails that are not sent yet", registry=found)
    waiting.set(outbox.unsent(asked))
    if os.path.isfile(asked.address):
        size = Gauge("coaching_database_bytes", "Bytes of the database file and of its log", registry=found)
        files = (asked.address, f"{asked.address}.wal")
        size.set(sum(os.path.getsize(file) for file in files if os.path.isfile(file)))
    return found


def of_backups(keeper: BackupKeeper | None) -> CollectorRegistry:
    """What the folder of backups shows: seconds since the newest whole one, and whether the last one failed."""
    found = CollectorRegistry()
    if keeper is None:
        return found
    failed = Gauge("coaching_backup_failed", "1 where the last backup failed, else 0", registry=found)
    failed.set(keeper.failed is not None)
    newest = next((each.made_at for each in backups.kept(keeper.folder) if each.manifest is not None), None)
    if newest is not None:
        age = Gauge("coaching_backup_age_seconds", "Seconds since the newest whole backup was made", registry=found)
        age.set((utc_now() - newest).total_seconds())
    return found


async def _answer(_request: Request) -> Response:
    registries = [REGISTRY]
    is_up = await health.trouble(database, health.PATIENCE_SECONDS) is None
    DATABASE_UP.set(is_up)
    if is_up:
        with suppress(Exception):  # it can go away between the two questions; that is told the next time
            asked = asyncio.get_running_loop().run_in_executor(_asking, lambda: of_database(database()))
            registries.append(await asyncio.wait_for(asked, health.PATIENCE_SECONDS))
    with suppress(Exception):  # a folder that cannot be read: the log and the page say so
        asked = asyncio.get_running_loop().run_in_executor(_asking, lambda: of_backups(backup_keeper()))
        registries.append(await asyncio.wait_for(asked, health.PATIENCE_SECONDS))
    SESSIONS.set(_connected())
    body = b"".join(map(exposition.generate_latest, registries))
    return Response(body, media_type=exposition.CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _connected() -> int:
    if not exists():
        return 0
    known = get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY]).get(ACTIVE_SESSIONS_FAMILY, ())
    return sum(each.value for each in known if isinstance(each, GaugeStat))
