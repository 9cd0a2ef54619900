"""A real browser: Chromium as the system has it. Without one these tests are skipped, in CI they fail."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import databases
from tests.servers import running

FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip

# Other tests share the cores: what is expected comes, but not always within Playwright's own five seconds.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test that fails is tried once more. What failed the first time is counted as a rerun at the end of the
    run: look into it, these are races."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


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


@pytest.fixture
def server(centre_file: str) -> Iterator[str]:
    """A server of its own over the small centre."""
    with running(centre_file) as address:
        yield address


@pytest.fixture(scope="session")
def server_to_look_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server over the small centre for all tests that look at pages and do not care what others have opened."""
    folder = tmp_path_factory.mktemp("looked_at")
    database = databases.address_of_small_centre(folder / "centre.duckdb")
    with running(database, log=folder / "server.log") as address:
        yield address
    databases.drop(database)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile; a script error in it fails the test."""
    context = browser.new_context(timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
