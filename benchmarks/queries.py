"""What the queries behind a page cost in a large centre, held against the same in a small one."""

import os
import re
import statistics
import sys
import time
import unittest.mock
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from benchmarks.centre import Centre
from benchmarks.serving import Page
from coaching.people.people import SIGN_IN_CHOICES
from coaching.storage.database import Database
from coaching.ui.shell import navigation, session

ROOT = Path(__file__).resolve().parents[1]
RUNS = 15


@dataclass(frozen=True)
class Asked:
    """One statement that a page sent, and what it asked for."""

    sql: str
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What its SQL is called in the code, such as "assignments.ASSIGNMENT"."""
        sql = re.sub(r"\$key_0\b.*\)", "{keys})", self.sql)  # as database.look_up has written it out
        for module in [module for name, module in sys.modules.items() if name.startswith("coaching.")]:
            for constant, value in vars(module).items():
                if isinstance(value, str) and value == sql:
                    return f"{module.__name__.rsplit('.', 1)[1]}.{constant}"
        return " ".join(self.sql.split())[:60]


@contextmanager
def recorded() -> Iterator[list[Asked]]:
    """Notes every SELECT that goes through Database while it is open."""
    found: list[Asked] = []
    read = Database._read

    def noted(self: Database, sql: str, parameters: Mapping[str, Any] | None, *more: Any) -> Any:
        found.append(Asked(sql, dict(parameters or {})))
        return read(self, sql, parameters, *more)

    with unittest.mock.patch.object(Database, "_read", noted):
        yield found


def compared(page: str, large: Centre, small: Centre) -> Iterator[tuple[str, float, float]]:
    """Each SELECT behind an agent page: what it reads, and its milliseconds in the large and in the small centre.

    Asked in turns, so that a busy moment of the machine hits both; the median of RUNS. The list of all people in the
    demo's person picker is left out: behind a proxy there is none.
    """
    with ExitStack() as stack:
        asked = [behind(one.file, one.page(page)) for one in (large, small)]
        databases = [stack.enter_context(closing(Database(one.file))) for one in (large, small)]
        in_small_of = {one.sql: one for one in asked[1]}
        for in_large in asked[0]:
            in_small = in_small_of.get(in_large.sql)
            if in_small is None or in_large.sql == SIGN_IN_CHOICES:
                continue
            took: tuple[list[float], list[float]] = ([], [])
            for _ in range(RUNS + 1):
                for database, one, times in zip(databases, (in_large, in_small), took, strict=True):
                    start = time.perf_counter()
                    with database.snapshot() as cursor:  # an answer that is known already says nothing
                        cursor.execute(one.sql, dict(one.parameters)).df()
                    times.append(1000 * (time.perf_counter() - start))
            slow, quick = (statistics.median(times[1:]) for times in took)
            yield in_large.name, slow, quick


def behind(address: str, page: Page) -> list[Asked]:
    """The distinct statements that one page sends when this person opens it over the database at `address`."""
    os.environ["COACHING_DATABASE"] = address
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["viewer"] = page.email
    app.run().switch_page(navigation.FILES[page.name])
    for name, value in parse_qsl(page.query):
        app.query_params[name] = value
    app.query_params["viewer"] = page.email
    session.database().forget()
    with recorded() as found:
        app.run()
    session.close_database()
    if app.exception or app.error:
        raise RuntimeError(f"{page} shows an error.")
    return list({asked.sql: asked for asked in found}.values())
