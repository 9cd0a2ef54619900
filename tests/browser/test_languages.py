"""Each reader has their own language, with days and numbers as they are written there."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coaching.ui.pages.team_assignments_view import AREAS
from coaching.words import catalogue, wording
from coaching.words.reader import reader_of, reading_as
from tests.browser.waiting import PATIENCE_MILLISECONDS, open_filters, settled

ANA, BEN, SAM = "viewer=ana@example.com", "viewer=ben@example.com", "viewer=sam@example.com"
LOOKED_AT = f"interaction=c-ana-1&assignment=ca-ana&{ANA}"
PAGES = (
    f"my-coaching?{ANA}",
    f"assignment?assignment=ca-ana&{ANA}",
    f"interaction?{LOOKED_AT}",
    f"compare?{LOOKED_AT}",
    f"my-dashboard?{ANA}",
    f"to-do?{SAM}",
    f"team?{SAM}",
    f"assign?agent=ana@example.com&{SAM}",
    f"help?about=my-coaching&{ANA}",
)
# How a day is written there.
DAY = {"de-DE": re.compile(r"\d{1,2}\.\s[A-Z]\w{2,3}\.? 20\d\d"), "es-ES": re.compile(r"\d{1,2} [a-z]{3,4} 20\d\d")}
# What Streamlit says itself, in English only, mostly to screen readers; the last are names of icons, drawn as pictures.
STREAMLITS = {"search"}
# All that the page says: texts, and what screen readers and pointers get.
SAID = """() => {
    const said = [];
    const within = (node) => {
        for (const each of node.childNodes) {
            if (each.nodeType === Node.TEXT_NODE && !/^(STYLE|SCRIPT)$/.test(node.tagName)) said.push(each.textContent);
            if (each.nodeType !== Node.ELEMENT_NODE) continue;
            const names = ["aria-label", "aria-valuetext", "title", "placeholder"];
            said.push(...names.map((name) => each.getAttribute(name) ?? ""));
            if (each.shadowRoot) within(each.shadowRoot);
            within(each);
        }
    };
    within(document.querySelector(".stApp"));
    return said.map((text) => text.trim()).filter(Boolean);
}"""
# A month of the calendar in English only, with what Streamlit says of it.
ENGLISH_DAY = re.compile(
    r".*\b(?:January|February|March|May|June|July|October|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b.*"
)
UNTRANSLATED = {"mm", "dd"}  # a month or day not filled in: short for their names in other languages as well
FIELD = re.compile(r"\{\w+\}")


@pytest.fixture(params=sorted(DAY))
def tag(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def foreign(browser: Browser, tag: str) -> Iterator[BrowserContext]:
    """A browser that asks for another language."""
    context = browser.new_context(locale=tag, timezone_id="Europe/Berlin", viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield context
    context.close()


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    settled(page)


def forms(text: object) -> list[str]:
    return list(text) if isinstance(text, tuple) else [str(text)]


def is_telling(text: str) -> bool:
    """Whether a text can be told from what people write. One that something is filled into has three words of its
    own."""
    words = re.findall(r"[A-Za-z]{2,}", FIELD.sub("", text))
    return len(words) > 2 if FIELD.search(text) else any(word != word.upper() for word in words)


def english_only(tag: str) -> list[re.Pattern[str]]:
    """What says in English what is said otherwise in this language."""
    english = [form for _, text in catalogue.texts(vars(wording)) for form in forms(text)]
    with reading_as(reader_of(None, tag)):
        constants = {name: getattr(wording, name) for name in vars(wording) if name.isupper()}
    translated = {form for _, text in catalogue.texts(constants) for form in forms(text)}
    telling = [text for text in english if text not in translated | STREAMLITS and is_telling(text)]
    return [re.compile(".+".join(map(re.escape, FIELD.split(text))), re.DOTALL) for text in telling]


def test_pages_are_in_the_language_of_the_browser(foreign: BrowserContext, tag: str, server_to_look_at: str) -> None:
    english = english_only(tag)
    assert len(english) > 1_000
    page = foreign.new_page()
    for address in PAGES:
        open_page(page, f"{server_to_look_at}/{address}")
        said = set(page.evaluate(SAID))
        left = [text for text in said if any(pattern.fullmatch(text) for pattern in english)]
        assert (address, left) == (address, [])
        expect(page.locator("html")).to_have_attribute("lang", tag)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        if address.startswith("my-"):
            assert any(DAY[tag].search(text) for text in said), address


def test_what_streamlit_says_itself_is_in_the_language_of_the_page(
    foreign: BrowserContext, tag: str, server_to_look_at: str
) -> None:
    with reading_as(reader_of(None, tag)):
        ours, area = dict(wording.STREAMLIT_SAYS), wording.COACHING_AREA
    page = foreign.new_page()
    open_page(page, f"{server_to_look_at}/assignments?assignments_assigned=own_dates&{SAM}")
    page.get_by_role("combobox", name=area).press_sequentially("xyz")
    expect(page.get_by_text(ours["no_results"], exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    settled(page)
    open_filters(page)
    page.get_by_role("button", name=ours["choose_days"], exact=True).click()
    expect(page.get_by_role("button", name=ours["next_month"], exact=True)).to_be_visible()
    everywhere = SAID.replace('querySelector(".stApp")', "body")
    assert set(page.evaluate(everywhere)) & set(wording.STREAMLIT_SAYS.values()) - UNTRANSLATED == set()
    page.keyboard.press("PageUp")  # a month before
    page.keyboard.press("Enter")  # the first day of two
    expect(page.get_by_text(ours["chosen_day"].format(what=""))).to_be_attached()
    said = "\n".join(page.evaluate(everywhere))
    assert ENGLISH_DAY.findall(said) == []
    assert set(said.splitlines()) & set(wording.STREAMLIT_SAYS.values()) - UNTRANSLATED == set()
    # Whoever reads English now reads what Streamlit says, not what was said instead.
    page.evaluate("document.querySelector('.bar').lang = 'en-GB'")
    expect(page.get_by_role("button", name=wording.STREAMLIT_SAYS["next_month"], exact=True)).to_be_visible()
    assert not set(page.evaluate(everywhere)) & {ours[name] for name in ("choose_days", "next_month", "to_heading")}


def test_the_cross_of_a_choice_is_named_by_what_people_wrote(
    foreign: BrowserContext, tag: str, server_to_look_at: str
) -> None:
    with reading_as(reader_of(None, tag)):
        remove = wording.STREAMLIT_SAYS["remove"].format(what="Accuracy")
    page = foreign.new_page()
    open_page(page, f"{server_to_look_at}/assignments?{AREAS}=Accuracy&{SAM}")
    expect(page.get_by_role("button", name=remove, exact=True)).to_be_attached()
    page.evaluate("document.querySelector('.bar').lang = 'en-GB'")
    expect(page.get_by_role("button", name="Remove Accuracy", exact=True)).to_be_attached()


def test_the_search_for_english_finds_it(page: Page, server_to_look_at: str) -> None:
    open_page(page, f"{server_to_look_at}/my-coaching?{ANA}")
    said = page.evaluate(SAID)
    english = english_only("de-DE")
    assert len([text for text in said if any(pattern.fullmatch(text) for pattern in english)]) > 20


def test_a_choice_stays_and_is_nobody_elses(page: Page, profile: BrowserContext, server: str) -> None:
    with reading_as(reader_of("de", None)):
        heading, dashboard, as_the_browser = (
            wording.COACHING_ASSIGNMENTS,
            wording.MY_DASHBOARD,
            wording.AS_THE_BROWSER_SAYS,
        )
        field, hint = wording.LANGUAGE_OF_APP, wording.NAME_AREA_OR_FEEDBACK
    open_page(page, f"{server}/my-coaching?{ANA}")
    choose(page, wording.LANGUAGE_OF_APP, "Deutsch")
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    expect(page.get_by_placeholder(hint)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    page.get_by_role("link", name=dashboard).first.click()
    expect(page.get_by_role("heading", name=dashboard, level=1)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de-DE")
    other = profile.new_page()
    open_page(other, f"{server}/my-coaching?{BEN}")
    expect(other.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS, level=1)).to_be_visible()
    other.close()
    choose(page, field, as_the_browser)
    expect(page.get_by_role("heading", name=wording.MY_DASHBOARD, level=1)).to_be_visible()


def choose(page: Page, field: str, option: str) -> None:
    """Chooses a language in the menu of the person."""
    page.locator("[class*=st-key-sign_in_menu] button").first.click()
    page.get_by_role("combobox", name=field).click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize("locale", ["en-US", "en-GB"])
def test_days_are_in_the_language_of_the_page_in_an_english_browser(
    browser: Browser, locale: str, server_to_look_at: str
) -> None:
    context = browser.new_context(locale=locale, timezone_id="Europe/Berlin")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = context.new_page()
    open_page(page, f"{server_to_look_at}/assignments?assignments_assigned=own_dates&{SAM}")
    page.evaluate("""() => {
        document.querySelector('.bar').lang = 'de-DE';
        document.body.insertAdjacentHTML('beforeend', '<p data-tag title="Empty" aria-label="Empty">Empty</p>');
    }""")
    with reading_as(reader_of(None, "de-DE")):
        ours = dict(wording.STREAMLIT_SAYS)
    open_filters(page)
    page.get_by_role("button", name=ours["choose_days"], exact=True).click()
    expect(page.get_by_role("button", name=ours["next_month"], exact=True)).to_be_visible()
    grid = page.get_by_role("grid").first
    days = [day.get_attribute("aria-label") or "" for day in grid.locator("[role=button][aria-label]").all()]
    assert [day for day in days if ENGLISH_DAY.match(day) or re.search(r"selected|available|Today|\bto\b", day)] == []
    assert any(day.endswith("ausgewählt") for day in days)
    assert any(day.startswith(ours["chosen_days"].format(what="")) for day in days)
    page.keyboard.press("PageUp")
    page.keyboard.press("Enter")
    expect(page.get_by_text(ours["end_days"])).to_be_attached()
    chosen = page.get_by_text(ours["chosen_day"].format(what=""))
    expect(chosen).to_be_attached()
    said = chosen.text_content() or ""
    assert re.search(r"\d\. \w+ \d{4}", said), said
    assert ENGLISH_DAY.findall(said) == []
    tag = page.locator("[data-tag]").last  # somebody has called it so
    expect(tag).to_have_text("Empty")
    expect(tag).to_have_attribute("title", "Empty")
    context.close()
