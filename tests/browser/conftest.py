"""A real browser: Chromium as the system has it. Without one these tests are skipped, in CI they fail."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import databases
from tests.browser.waiting import PATIENCE_MILLISECONDS
from tests.servers import ServerOfManyTests, running

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--process-per-site")  # fmt: skip

expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No Chromium on this machine: in CI the browser tests must run.")
        pytest.skip("No Chromium on this machine (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def server_of_many_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerOfManyTests]:
    """The server of this process. Use `server`, `serve` or `server_to_look_at`."""
    folder = tmp_path_factory.mktemp("served")
    file = folder / "centre.duckdb"
    shutil.copy(databases.of_small_centre().file(), file)
    with running(str(file), log=folder / "server.log") as address:
        yield ServerOfManyTests(address, file)


@pytest.fixture
def serve(server_of_many_tests: ServerOfManyTests) -> Callable[[str], str]:
    """Has the database file that it is given shown, as it is now, and returns the address. What is done on the pages is
    written into a copy of it."""

    def show(file: str) -> str:
        server_of_many_tests.show(Path(file))
        return server_of_many_tests.address

    return show


@pytest.fixture
def server(serve: Callable[[str], str], centre_file: str) -> str:
    """The address of a server over the small centre, in which nobody has done anything."""
    return serve(centre_file)


@pytest.fixture
def server_to_look_at(server_of_many_tests: ServerOfManyTests) -> str:
    """The address of a server over the small centre, for a test that does not care what others have opened in it."""
    server_of_many_tests.show_to_look_at(databases.of_small_centre().file())
    return server_of_many_tests.address


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """The profile of `page`. Its pages share a process, in which Streamlit's scripts are compiled: that takes twice as
    long as all that a page does afterwards."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield context
    context.close()


@pytest.fixture(scope="session")
def stays_open(profile: BrowserContext, server_of_many_tests: ServerOfManyTests) -> Page:
    """A page without a script in the profile of `page`: the process of the site ends with the last of its pages."""
    opened = profile.new_page()
    opened.goto(f"{server_of_many_tests.address}/_stcore/health")
    return opened


@pytest.fixture
def page(profile: BrowserContext, stays_open: Page) -> Iterator[Page]:
    """A page in a tab of its own that finds nothing stored; a script error in it fails the test."""
    profile.clear_cookies()
    stays_open.evaluate("localStorage.clear()")
    opened = profile.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []
