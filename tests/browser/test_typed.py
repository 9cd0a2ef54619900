"""What somebody types is a draft at once: it survives a reload, leaving, another tab, another device and a withdrawal,
and nobody else finds it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from coaching.assignments import proposals
from coaching.storage.database import Database
from coaching.words import wording
from tests.browser.held_messages import HeldMessages
from tests.browser.waiting import kept_by_the_server, settled

ANA, SAM = "ana@example.com", "sam@example.com"
ASSIGNMENT = "assignment?assignment=ca-ana"
PAUSE_MILLISECONDS = 700  # of typed.js
COMPONENTS = "**/BidiComponent*.js"


def opened(page: Page, server: str, viewer: str, address: str = ASSIGNMENT) -> Page:
    page.goto(f"{server}/{address}&viewer={viewer}")
    page.get_by_test_id("stMainBlockContainer").wait_for()
    settled(page)
    return page


def note(page: Page, viewer: str = ANA) -> Any:
    label = wording.NOTE_BY_AGENT if viewer == ANA else wording.NOTE_BY_SUPERVISOR.format(name="Ana Alves")
    return page.get_by_role("textbox", name=label)


def test_a_reload_or_leaving_in_the_middle_of_a_word_loses_nothing(page: Page, server: str) -> None:
    opened(page, server, ANA)
    note(page).press_sequentially("Half a sent")
    page.reload()  # at once, without leaving the field
    expect(note(page)).to_have_value("Half a sent")
    note(page).press_sequentially("ence")
    expect(note(page)).to_have_value(re.compile("ence"))
    page.get_by_role("link", name=wording.MY_DASHBOARD).first.click()
    expect(page.get_by_role("heading", name=wording.MY_DASHBOARD)).to_be_visible()
    opened(page, server, ANA)
    expect(note(page)).to_have_value(re.compile("ence"))


def test_a_dialog_is_not_drawn_anew_for_what_was_typed(
    page: Page, serve: Callable[[str], str], centre_file: str
) -> None:
    """A run would close it and open it again under its reader, who loses the place, or whose Escape is lost."""
    database = Database(centre_file)
    proposals.add_to_draft(database, "kim@example.com", "cleo@example.com", ["c-cleo-2"])
    database.close()
    asked: list[str | bytes] = []
    page.on("websocket", lambda line: line.on("framesent", lambda message: asked.append(message)))
    opened(page, serve(centre_file), "kim@example.com", "assign?agent=cleo@example.com")
    page.get_by_role("textbox", name="Name").fill("Answer what was asked")
    page.get_by_role("button", name=wording.LOOK).first.click()
    expect(page.get_by_role("dialog").get_by_text("The answer of c-")).to_be_visible()
    asked.clear()
    page.wait_for_timeout(3 * PAUSE_MILLISECONDS)
    assert asked == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    kept_by_the_server(page)
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Answer what was asked")


def test_what_is_typed_in_a_menu_that_is_open_is_kept(page: Page, server: str) -> None:
    """What folds out of a button is no dialog for this: its words are sent when the typing pauses."""
    opened(page, server, SAM, "interaction?interaction=c-ana-1")
    page.get_by_role("button", name=wording.BOOKMARK).click()
    note = page.get_by_label(wording.BOOKMARK_NOTE)
    note.fill("For the next round")
    kept_by_the_server(page)
    page.evaluate("sessionStorage.clear()")
    opened(page, server, SAM, "interaction?interaction=c-ana-1")
    page.get_by_role("button", name=wording.BOOKMARK).click()
    expect(note).to_have_value("For the next round")


@contextmanager
def slow_line(page: Page) -> Iterator[None]:
    """Fields are there and Streamlit's code for components is not: it comes at the end."""
    held: list[Route] = []
    page.route(COMPONENTS, lambda route: held.append(route))
    yield
    expect(page.get_by_test_id("stSkeleton").first).to_be_visible()
    assert held
    for route in held:
        route.continue_()
    page.unroute(COMPONENTS)
    settled(page)


def test_what_is_typed_before_the_script_is_there_is_kept(page: Page, server: str) -> None:
    with slow_line(page):
        page.goto(f"{server}/{ASSIGNMENT}&viewer={ANA}")
        note(page).press_sequentially("Typed early")
    kept_by_the_server(page)
    page.reload()
    expect(note(page)).to_have_value("Typed early")


@pytest.mark.parametrize(("key", "left"), [("End", "Half a sentence"), ("Home", "Half a sent\nenceHalf")])
def test_what_is_typed_before_what_was_there_is_put_back_stays_with_it(
    page: Page, server: str, key: str, left: str
) -> None:
    """After a reload in the middle of a word the server has less than this tab. What is typed at the end goes on."""
    opened(page, server, ANA)
    note(page).press_sequentially("Half")
    kept_by_the_server(page)
    note(page).press_sequentially(" a sent")
    with slow_line(page):
        page.reload()
        expect(note(page)).to_have_value("Half")
        note(page).press(key)
        note(page).press_sequentially("ence")
    expect(note(page)).to_have_value(left)
    kept_by_the_server(page)
    page.reload()
    expect(note(page)).to_have_value(left)


def test_a_field_that_is_closed_in_the_middle_of_a_word_and_opened_again(page: Page, server: str) -> None:
    opened(page, server, SAM)
    reason = page.get_by_role("textbox", name=wording.WITHDRAW_REASON)
    page.get_by_role("button", name=wording.WITHDRAW).first.click()
    reason.press_sequentially("Half a thought")
    page.keyboard.press("Escape")  # at once
    expect(reason).to_have_count(0)
    page.get_by_role("button", name=wording.WITHDRAW).first.click()
    expect(reason).to_have_value("Half a thought")
    kept_by_the_server(page)
    page.reload()
    settled(page)
    page.get_by_role("button", name=wording.WITHDRAW).first.click()
    expect(reason).to_have_value("Half a thought")


def test_leaving_while_the_typing_pauses_leads_to_the_other_page(page: Page, server: str) -> None:
    """The pause comes before the other page: what is asked for then must not be drawn in place of it."""
    messages = HeldMessages(page)
    opened(page, server, ANA)
    note(page).press_sequentially("Half a sentence")
    messages.hold()
    page.get_by_role("link", name=wording.MY_DASHBOARD).first.click()
    page.wait_for_timeout(PAUSE_MILLISECONDS + 300)
    assert messages.held
    messages.let_go()
    expect(page.get_by_role("heading", name=wording.MY_DASHBOARD)).to_be_visible()
    settled(page)
    expect(page.get_by_role("heading", name=wording.MY_DASHBOARD)).to_be_visible()
    opened(page, server, ANA)
    expect(note(page)).to_have_value("Half a sentence")


def test_a_part_of_a_page_that_was_left_is_not_drawn_in_place_of_the_next(server: str) -> None:
    """As a browser asks for it that has not heard yet of the page it is led to."""
    host = server.removeprefix("http://")
    with connect(
        f"ws://{host}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], origin=Origin(server), max_size=None
    ) as connection:
        read = as_long_as_it_runs(connection, page_name="assignment", query_string=f"assignment=ca-ana&viewer={ANA}")
        pages = {each.url_pathname: each.page_script_hash for told in read for each in told.navigation.app_pages}
        part = next(told.delta.fragment_id for told in read if told.delta.fragment_id)
        ask(connection, page_script_hash=pages["my-dashboard"], query_string=f"viewer={ANA}")
        read = [answer(connection)]
        while read[-1].new_session.page_script_hash != pages["my-dashboard"]:
            read.append(answer(connection))
        while not read[-1].HasField("delta"):  # it has begun to draw the next page
            read.append(answer(connection))
        ask(connection, page_script_hash=pages["assignment"], query_string=f"viewer={ANA}", fragment_id=part)
        with suppress(TimeoutError):
            while True:
                read.append(answer(connection, timeout=2))
    assert any(told.delta.new_element.heading.body == wording.MY_DASHBOARD for told in read)
    assert not any(told.delta.fragment_id == part for told in read)
    begun = [told.new_session.page_script_hash for told in read if told.HasField("new_session")]
    assert begun[-1] == pages["my-dashboard"]


def ask(connection: ClientConnection, **asked: str) -> None:
    message = BackMsg()
    for name, value in asked.items():
        setattr(message.rerun_script, name, value)
    connection.send(message.SerializeToString())


def answer(connection: ClientConnection, timeout: float = 60) -> ForwardMsg:
    message = ForwardMsg()
    message.ParseFromString(connection.recv(timeout=timeout, decode=False))
    return message


def as_long_as_it_runs(connection: ClientConnection, **asked: str) -> list[ForwardMsg]:
    ask(connection, **asked)
    read = [answer(connection)]
    while not read[-1].HasField("script_finished"):
        read.append(answer(connection))
    return read


def test_the_browsers_back_in_the_middle_of_a_word(page: Page, server: str) -> None:
    page.goto(f"{server}/my-coaching?viewer={ANA}")
    page.get_by_role("link", name="Coaching ca-ana", exact=True).click()
    expect(page.get_by_role("heading", name="Coaching ca-ana")).to_be_visible()
    settled(page)
    note(page).press_sequentially("Typed before going back")
    page.go_back()
    expect(page.get_by_role("heading", name=wording.COACHING_ASSIGNMENTS)).to_be_visible()
    page.get_by_role("link", name="Coaching ca-ana", exact=True).click()
    expect(note(page)).to_have_value("Typed before going back")


def test_another_device_finds_it_and_nobody_else_at_this_browser(browser: Browser, page: Page, server: str) -> None:
    opened(page, server, ANA)
    note(page).press_sequentially("Only mine")
    kept_by_the_server(page)
    elsewhere = browser.new_context(locale="en-GB")
    other = opened(elsewhere.new_page(), server, ANA)
    expect(note(other)).to_have_value("Only mine")
    note(page).press_sequentially(" and more")
    opened(page, server, SAM)
    expect(note(page, SAM)).to_have_value("")
    assert page.evaluate("() => JSON.stringify(sessionStorage)").count("Only mine") == 0
    elsewhere.close()


def test_what_was_sent_does_not_come_back(page: Page, server: str) -> None:
    opened(page, server, ANA)
    note(page).press_sequentially("Sent at once")
    page.get_by_role("button", name=wording.SEND).click()
    expect(page.locator(".notes").get_by_text("Sent at once")).to_be_visible()
    expect(note(page)).to_have_value("")
    page.reload()
    expect(page.locator(".notes").get_by_text("Sent at once")).to_be_visible()
    settled(page)
    expect(note(page)).to_have_value("")


@pytest.mark.parametrize(
    ("choice", "left"), [(wording.TAKE_THAT_ONE, "In the first"), (wording.KEEP_THIS_ONE, "In the second")]
)
def test_a_second_tab_overwrites_nothing_in_silence(browser: Browser, server: str, choice: str, left: str) -> None:
    context = browser.new_context(locale="en-GB")
    first, second = opened(context.new_page(), server, ANA), opened(context.new_page(), server, ANA)
    note(first).press_sequentially("In the first")
    kept_by_the_server(first)
    note(second).press_sequentially("In the second")
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_be_visible()
    expect(second.get_by_text("In the first")).to_be_visible()
    expect(note(second)).to_have_value("In the second")
    second.get_by_role("button", name=choice).click()
    expect(second.get_by_text(wording.TYPED_ELSEWHERE)).to_have_count(0)
    expect(note(second)).to_have_value(left)
    settled(second)
    first.reload()
    expect(note(first)).to_have_value(left)
    context.close()


def test_after_a_withdrawal_what_was_typed_is_handed_back(browser: Browser, page: Page, server: str) -> None:
    opened(page, server, ANA)
    note(page).press_sequentially("I was about to say")
    kept_by_the_server(page)
    context = browser.new_context(locale="en-GB")
    supervisor = opened(context.new_page(), server, SAM)
    note(supervisor, SAM).press_sequentially("A supervisor's half sentence")
    kept_by_the_server(supervisor)
    supervisor.get_by_role("button", name=wording.WITHDRAW).first.click()
    supervisor.get_by_role("textbox", name=wording.WITHDRAW_REASON).press_sequentially("Not needed")
    supervisor.get_by_test_id("stPopoverBody").get_by_role("button", name=wording.WITHDRAW).click()
    expect(supervisor.get_by_text(wording.WITHDRAWN).first).to_be_visible()
    expect(supervisor.get_by_text("A supervisor's half sentence")).to_be_visible()
    context.close()
    page.get_by_role("button", name=wording.SEND).click()
    expect(page.get_by_text("I was about to say")).to_be_visible()
    opened(page, server, ANA)
    expect(page.get_by_text(wording.NO_SUCH_ASSIGNMENT)).to_be_visible()
    expect(page.get_by_text("I was about to say")).to_be_visible()
    page.get_by_role("button", name=wording.DISCARD_DRAFT).click()
    expect(page.get_by_text(wording.DISCARD_MEANS)).to_be_visible()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=wording.DISCARD_DRAFT).click()
    expect(page.get_by_text("I was about to say")).to_have_count(0)


OTHERS = [
    ("interaction?interaction=c-ana-1", wording.BOOKMARK, wording.BOOKMARK_NOTE),
    ("interaction?interaction=c-ana-1", wording.MARK_FOR_COACHING, wording.MARK_NOTE),
    (ASSIGNMENT, wording.WITHDRAW, wording.WITHDRAW_REASON),
    ("assignment?assignment=ca-ana-old", "", wording.OUTCOME_NOTE),
    ("marked-for-coaching?group=new", "", wording.GROUP_DESCRIPTION),
    ("templates?templates_area=Accuracy", "", wording.WORK_ON),
    ("assign?agent=ana@example.com", "", wording.WORK_ON),
    ("audit?interaction=c-ana-1", "", wording.AUDIT_COMMENT),
]


@pytest.mark.parametrize(("address", "behind", "field"), OTHERS)
def test_every_field_keeps_what_is_typed(page: Page, server: str, address: str, behind: str, field: str) -> None:
    def box() -> Any:
        if behind:
            page.get_by_role("button", name=behind).first.click()
        return page.get_by_role("textbox", name=field, exact=True).first

    opened(page, server, SAM, address)
    box().press_sequentially("Half a thought")
    page.reload()  # at once, without leaving the field
    settled(page)
    expect(box()).to_have_value("Half a thought")


def test_chosen_areas_and_members_of_a_group_survive_a_reload(page: Page, server: str) -> None:
    opened(page, server, SAM, "marked-for-coaching?group=new")
    for label, choice in ((wording.MARK_AREAS, "Accuracy"), (wording.GROUP_MEMBERS, "Ana Alves")):
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=re.compile(choice)).first.click()
        page.keyboard.press("Escape")
        kept_by_the_server(page)
    page.reload()
    for choice in ("Accuracy", "Ana Alves"):
        expect(page.get_by_test_id("stMultiSelect").get_by_text(choice)).to_be_visible()
