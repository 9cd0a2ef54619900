"""Whether this process may be given visitors: what a load balancer asks. It learns yes or no, and nothing else.

Streamlit's own /_stcore/health says only that the process lives. Behind it the database may be gone.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import duckdb
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coaching.database import Database
from coaching.database_file import DatabaseLockedError, DatabaseUnusableError
from coaching.ui.session import database

ADDRESS = "/ready"
PATIENCE_SECONDS = 3.0
READY, NOT_READY = 200, 503

# One thread, so that questions which hang on a silent database never pile up: they wait for it, and time out.
_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ready")


async def answers(opened: Callable[[], Database], seconds: float) -> bool:
    """Whether the database that `opened` returns gives a row within so many seconds."""
    try:
        answer = asyncio.get_running_loop().run_in_executor(_asking, _ask, opened)
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        return False


def route() -> Route:
    """GET /ready: 200 when the database answers, 503 when it does not; never a body."""
    return Route(ADDRESS, _ready, methods=["GET"])


async def _ready(_request: Request) -> Response:
    ready = await answers(database, PATIENCE_SECONDS)
    return Response(status_code=READY if ready else NOT_READY, headers={"Cache-Control": "no-store"})


def _ask(opened: Callable[[], Database]) -> bool:
    try:
        with opened().snapshot() as cursor:  # never answered from what is kept in memory
            return bool(cursor.execute("SELECT 1 FROM migrations LIMIT 1").fetchall())
    except (duckdb.Error, DatabaseLockedError, DatabaseUnusableError):
        return False
