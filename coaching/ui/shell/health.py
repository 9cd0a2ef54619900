"""May this process be given visitors? A load balancer asks that, and learns yes or no, and in one line why not.

Streamlit's own /_stcore/health says only that the process lives. Behind it the database may be gone.
"""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from coaching.storage.database import Database
from coaching.storage.database_file import DatabaseLockedError
from coaching.storage.errors import NotSavedError
from coaching.ui.shell.session import database
from coaching.words import wording

ADDRESS = "/ready"
PATIENCE_SECONDS = 3.0
READY, NOT_READY = 200, 503

# One thread, so that questions which hang on a silent database never pile up: they wait for it, and time out.
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ready")


GONE = "The database file was replaced or is gone."
LOCKED = "Another process holds the database."
FULL = "The disk is full."
READ_ONLY = "The database is read-only."
DAMAGED = "The database is damaged, or is none of this app's."
AWAY = "The database cannot be reached."
SILENT = "The database does not answer."
# What is found in the words of an error, and what is said then. Paths and addresses stay out of it.
_MEANINGS = (
    (re.compile(r"No space left|File too large|quota|DiskFull"), FULL),
    (re.compile(r"[Rr]ead-only|ReadOnly|not permitted|Permission denied"), READ_ONLY),
    (re.compile(r"[Cc]onnect|terminat|HTTP"), AWAY),
)


async def answers(opened: Callable[[], Database], seconds: float) -> bool:
    """Whether the database that `opened` returns is read and written within so many seconds."""
    return await trouble(opened, seconds) is None


async def trouble(opened: Callable[[], Database], seconds: float) -> str | None:
    """Why the database that `opened` returns is not read or written within so many seconds; None where it is."""
    try:
        answer = asyncio.get_running_loop().run_in_executor(_asking, _ask, opened)
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        return SILENT


def route() -> Route:
    """GET /ready: 200 without a body when the database is read and written, 503 with a line when it is not."""
    return Route(ADDRESS, _ready, methods=["GET"])


async def _ready(_request: Request) -> Response:
    found = await trouble(database, PATIENCE_SECONDS)
    status = READY if found is None else NOT_READY
    return PlainTextResponse(f"{found}\n" if found else "", status, headers={"Cache-Control": "no-store"})


def _ask(opened: Callable[[], Database]) -> str | None:
    try:
        asked = opened()
        with asked.snapshot() as cursor:  # never answered from what is kept in memory
            cursor.execute("SELECT 1 FROM migrations LIMIT 1").fetchall()
        asked.check_writable()
        return None
    except Exception as error:
        return _meaning(error)


def _meaning(error: BaseException) -> str:
    if isinstance(error, DatabaseLockedError):
        return LOCKED
    if isinstance(error, NotSavedError) and error.sentence == wording.DATABASE_REPLACED:
        return GONE
    words = f"{type(error).__name__} {error} {type(error.__cause__).__name__} {error.__cause__}"
    return next((said for pattern, said in _MEANINGS if pattern.search(words)), DAMAGED)
