"""When has a page finished? For tests that look at it, or do the next thing: conditions, and no fixed times."""

from playwright.sync_api import Error, Locator, Page, expect

from coaching.words import wording

# Other tests share the cores: what is expected comes, but not always soon.
PATIENCE_MILLISECONDS = 60_000
# How long a condition must have held. It covers the moment between an event and what the page makes of it.
QUIET_MILLISECONDS = 150
# `isSo` holds and nothing in the page has changed for a while. Playwright's wait_for_function() would need a script of
# the page, and pages allow none but their own.
UNTIL = """async ([patience, quiet, given]) => {
    const isSo = %s;
    const begun = performance.now();
    let changed = begun;
    const observer = new MutationObserver(() => { changed = performance.now(); });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    try {
        while (performance.now() - changed < quiet) {
            if (performance.now() - begun > patience) return false;
            await new Promise((done) => setTimeout(done, 20));
            if (!isSo(given)) changed = performance.now();
        }
    } finally {
        observer.disconnect();
    }
    return true;
}"""
# The server has answered, and what is loaded late (charts) is there.
SETTLED = """() => {
    const { testConnectionState, testScriptState } = document.querySelector('[data-testid=stApp]')?.dataset ?? {};
    return testConnectionState === 'CONNECTED' && testScriptState === 'notRunning'
        && document.querySelector('[data-testid=stMainBlockContainer] [data-testid=stElementContainer]')
        && !document.querySelector('[data-testid=stSkeleton], [aria-busy=true]');
}"""
# What is typed stays in this tab until the server has it (typed.js); where another tab was faster, until somebody
# decides.
KEPT = """(elsewhere) => document.body.innerText.includes(elsewhere)
    || !Object.keys(sessionStorage).some((key) => key.startsWith('coaching-typed:'))"""


def settled(page: Page) -> None:
    """Waits until the server has finished and the page has drawn it."""
    _wait_until(page, SETTLED, None)


def drawn(page: Page) -> None:
    """Waits until the page no longer changes, whatever the server still does."""
    _wait_until(page, "() => true", None)


def kept_by_the_server(page: Page) -> None:
    """Waits until the server has what was typed and chosen, and has answered."""
    _wait_until(page, KEPT, wording.TYPED_ELSEWHERE)
    settled(page)


def _wait_until(page: Page, is_so: str, given: str | None) -> None:
    while True:
        try:
            held = page.evaluate(UNTIL % is_so, [PATIENCE_MILLISECONDS, QUIET_MILLISECONDS, given])
        except Error as error:
            if "context was destroyed" in error.message:  # another page is being loaded: wait for that one
                continue
            raise
        assert held, f"After {PATIENCE_MILLISECONDS / 1000} seconds this is still not so, or the page moves: {is_so}"
        return


def main(page: Page) -> Locator:
    """What a page itself shows: without the bar's place at which changes are said aloud."""
    return page.get_by_test_id("stMainBlockContainer")


def open_filters(page: Page) -> None:
    """Opens what is behind the button of a list's filters."""
    settled(page)
    folded = main(page).locator(".st-key-more_filters details")
    if folded.get_attribute("open") is None:
        folded.locator("summary").click()
    expect(folded).to_have_attribute("open", "")
    settled(page)
