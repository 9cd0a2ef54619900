"""Whoever moves about by keyboard sees where they are: an outline of 2 px whose contrast to the page is 3:1 or more."""

from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.test_agent import SCHEMES
from tests.browser.waiting import settled

ADDRESSES = (
    "my-coaching?viewer=ana@example.com",
    "assignment?assignment=ca-ana&viewer=ana@example.com",
    "interaction?interaction=c-ana-1&assignment=ca-ana&viewer=ana@example.com",
    "compare?assignment=ca-ana&viewer=ana@example.com",
    "assignments?viewer=sam@example.com",
    "evaluation?agent=ana@example.com&viewer=sam@example.com",
)
FOCUSED = """() => {
    let each = document.activeElement;
    while (each?.shadowRoot?.activeElement) each = each.shadowRoot.activeElement;
    if (!each || each === document.body) return null;
    const label = each.closest('label'), shown = each.matches('input') && label ? label : each;
    const outlined = [each, shown].map((one) => getComputedStyle(one))
        .find((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
    let behind = each, ground = 'rgba(0, 0, 0, 0)';
    while (behind && (ground.startsWith('rgba') || ground.includes(' / '))) {
        behind = behind.parentElement ?? behind.getRootNode().host;
        ground = behind ? getComputedStyle(behind).backgroundColor : 'rgb(255, 255, 255)';
    }
    return { tag: each.tagName, type: each.type ?? '', role: each.getAttribute('role') ?? '',
             name: (each.getAttribute('aria-label') ?? each.textContent ?? '').slice(0, 40),
             width: outlined ? parseFloat(outlined.outlineWidth) : 0, colour: outlined?.outlineColor ?? '', ground };
}"""


def luminance(colour: str) -> float:
    parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def tabbed_through(page: Page) -> list[dict[str, object]]:
    """What has the focus, one press of Tab after the other."""
    found = []
    for _ in range(70):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is not None:
            found.append(focused)
    return found


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_is_seen_on_every_link_and_button(
    page: Page, server_to_look_at: str, address: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server_to_look_at}/{address}")
    page.get_by_test_id("stMainBlockContainer").wait_for()
    settled(page)
    seen = [
        each for each in tabbed_through(page) if each["tag"] in ("A", "BUTTON", "SUMMARY") or each["type"] == "checkbox"
    ]
    assert {"A", "BUTTON"} <= {each["tag"] for each in seen}
    for each in seen:
        assert float(str(each["width"])) >= 2, each
        assert contrast(str(each["colour"]), str(each["ground"])) >= 3, each
