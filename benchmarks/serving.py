"""A server of its own and viewers that talk to it as browsers do, over Streamlit's websocket protocol."""

import asyncio
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import websockets
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

from tests import servers
from tests.places import ROOT

HEADER = "X-Forwarded-Email"
PATIENCE_SECONDS = 120
WARMING = 5  # redraws that are not counted

# What a page costs that does nothing: what every figure of a page is held against.
EMPTY_PAGE = """
import streamlit as st
st.title("Empty")
"""


@dataclass(frozen=True)
class Measured:
    """A running server: where it listens ("127.0.0.1:8501") and the number of its process."""

    host: str
    pid: int

    def processor_seconds(self) -> float:
        """How long it has kept processors busy since it started, whatever else the machine does."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """What it keeps in memory now (resident set)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@dataclass(frozen=True)
class Page:
    """One page as one person opens it."""

    name: str
    email: str = ""
    query: str = ""


@dataclass(frozen=True)
class Redraw:
    """What one run of a page took: from the request to the server's "script finished"."""

    milliseconds: float
    bytes: int
    failed: bool


@contextmanager
def serving(database: str | None, folder: Path) -> Iterator[Measured]:
    """The app over this database, behind a sign-in header; without a database the empty page, with the same settings.

    `folder`: where the empty page and the server's log may be written.
    """
    log = folder / "server.log"
    if database is None:
        (folder / ".streamlit").mkdir(exist_ok=True)
        (folder / ".streamlit" / "config.toml").write_bytes((ROOT / ".streamlit" / "config.toml").read_bytes())
        (folder / "app.py").write_text(EMPTY_PAGE)
        server = servers.start("", log, folder)
    else:
        server = servers.start(database, log, COACHING_SIGN_IN="proxy", COACHING_PROXY_HEADER=HEADER)
    try:
        server.wait_until_healthy()
        yield Measured(server.address.removeprefix("http://"), server.process.pid)
    finally:
        server.stop()


async def _view(
    server: Measured,
    pages: Sequence[Page],
    until: Callable[[int], bool],
    think: Callable[[], float],
    into: list[Redraw],
) -> None:
    """One person who opens these pages one after the other, again and again, until told to stop."""
    done = 0
    async with websockets.connect(
        f"ws://{server.host}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=60,
        origin=Origin(f"http://{server.host}"), additional_headers={HEADER: pages[0].email} if pages[0].email else {},
    ) as connection:  # fmt: skip
        while not until(done):
            await asyncio.sleep(think())  # before the first one too: they do not all come at the same instant
            page = pages[done % len(pages)]
            ask = BackMsg()
            ask.rerun_script.query_string, ask.rerun_script.page_name = page.query, page.name
            start, size, failed = time.perf_counter(), 0, False
            await connection.send(ask.SerializeToString())
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    data = await connection.recv()
                    size += len(data)
                    message = ForwardMsg()
                    message.ParseFromString(data)
                    element = message.delta.new_element
                    failed |= element.WhichOneof("type") == "exception" or element.alert.format == element.alert.ERROR
                    if message.WhichOneof("type") == "script_finished":
                        break
            into.append(Redraw(1000 * (time.perf_counter() - start), size, failed))
            done += 1


def redraws(server: Measured, page: Page, times: int) -> list[Redraw]:
    """What one viewer alone gets, who asks again as soon as the page has come; without the first ones."""
    found: list[Redraw] = []
    asyncio.run(_view(server, [page], lambda done: done >= times + WARMING, lambda: 0, found))
    return found[WARMING:]


def redraws_of_all(server: Measured, viewers: Sequence[Sequence[Page]], times: int) -> None:
    """Lets these viewers, together, redraw their pages so many times."""

    async def all_of_them() -> None:
        each = -(-times // len(viewers))
        await asyncio.gather(*(_view(server, pages, lambda done: done >= each, lambda: 0, []) for pages in viewers))

    asyncio.run(all_of_them())


def visit(server: Measured, viewers: Sequence[Sequence[Page]]) -> None:
    """Lets everybody see their pages once, one after the other: what is measured then are redraws, not the rush to a
    server that knows nothing yet."""
    for pages in viewers:
        redraws_of_all(server, [pages], len(pages))


def rate(server: Measured, viewers: Sequence[Sequence[Page]], seconds: float) -> tuple[float, list[Redraw]]:
    """How many redraws a second the server makes for viewers who ask again at once, and the redraws."""
    found, elapsed = together(server, viewers, seconds, lambda: 0)
    return len(found) / elapsed, found


def together(
    server: Measured, viewers: Sequence[Sequence[Page]], seconds: float, think: Callable[[], float]
) -> tuple[list[Redraw], float]:
    """What these viewers get at the same time, each with pages of their own, and how long it took altogether."""

    async def all_of_them() -> None:
        end = time.monotonic() + seconds
        await asyncio.gather(
            *(_view(server, pages, lambda _: time.monotonic() > end, think, found) for pages in viewers)
        )

    found: list[Redraw] = []
    start = time.perf_counter()
    asyncio.run(all_of_them())
    return found, time.perf_counter() - start


def every(seconds: float) -> Callable[[], float]:
    """A pause of about so long between two actions, never the same for two people."""
    chance = random.Random(1)
    return lambda: chance.uniform(0.5, 1.5) * seconds


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def first_paints(server: Measured, page: Page, waits_for: str, times: int = 9) -> list[float]:
    """Milliseconds from entering the address, in a browser that has never been there, until this heading is visible."""
    took = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for _ in range(times + 1):
            context = browser.new_context(locale="en-GB", extra_http_headers={HEADER: page.email} if page.email else {})
            start = time.perf_counter()
            opened = context.new_page()
            opened.goto(f"http://{server.host}/{page.name}?{page.query}")
            opened.get_by_role("heading", name=waits_for, exact=True).wait_for()
            took.append(1000 * (time.perf_counter() - start))
            context.close()
        browser.close()
    return took[1:]
