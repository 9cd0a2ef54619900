"""What is due and what waits for an answer: found in one click, gone at once when it is dealt with, in a browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from coaching.assignments import discussion
from coaching.assignments.discussion import Outcome
from coaching.storage.database import Database
from coaching.words import wording

ANA, BEN, SAM = "ana@example.com", "ben@example.com", "sam@example.com"


def menu(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("navigation", name=wording.MENU)


def test_a_note_is_counted_in_the_menu_until_it_is_answered_or_set_aside(
    page: Page, serve: Callable[[str], str], centre_file: str
) -> None:
    database = Database(centre_file)
    discussion.write_note(database, ANA, "ca-ana-old", "Could we look at this one together?")
    discussion.write_note(database, BEN, "ca-ben", "Thank you.")
    database.close()
    server = serve(centre_file)
    page.goto(f"{server}/evaluation?viewer={SAM}")
    menu(page).get_by_text(f"{wording.COACHING_ASSIGNMENTS} (2)").click()
    expect(page).to_have_title(
        f"{wording.COACHING_ASSIGNMENTS} · {wording.PRODUCT}"
    )  # a tab is called the same all day
    page.get_by_role("link", name=re.compile(f"^{wording.TO_ANSWER_ONLY}")).click()
    rows = page.get_by_role("row").filter(has_text=wording.NOTE_TO_ANSWER)
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Coaching ca-ana-old")  # it waits longest
    page.get_by_role("link", name=re.compile("^Open Coaching ca-ben")).click()
    page.get_by_role("button", name=wording.NO_ANSWER_NEEDED).click()
    expect(menu(page).get_by_text(f"{wording.COACHING_ASSIGNMENTS} (1)")).to_be_visible()
    expect(page.get_by_role("button", name=wording.NO_ANSWER_NEEDED)).to_have_count(0)
    page.goto(f"{server}/assignment?assignment=ca-ana-old&viewer={SAM}")
    page.get_by_label(wording.NOTE_BY_SUPERVISOR.format(name="Ana Alves")).fill("Yes, on Friday.")
    page.get_by_role("button", name=wording.SEND).click()
    expect(menu(page).get_by_text(wording.COACHING_ASSIGNMENTS, exact=True)).to_be_visible()
    page.goto(f"{server}/my-coaching?viewer={ANA}")
    expect(page.get_by_role("row").filter(has_text="Coaching ca-ana-old")).to_contain_text("✉")


def test_an_outcome_takes_an_assignment_off_every_list_at_once(
    page: Page, serve: Callable[[str], str], centre_file: str
) -> None:
    server = serve(centre_file)
    page.goto(f"{server}/my-coaching?viewer={ANA}")
    expect(page.get_by_text("days overdue")).to_be_visible()
    page.goto(f"{server}/assignments?viewer={SAM}")
    page.get_by_role("link", name=re.compile("^Follow-up due")).click()
    expect(page.get_by_role("link", name=wording.FOLLOW_UP_DUE_ONLY)).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("row").filter(has_text="Coaching ca-")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Open Coaching ca-ana-old")).click()
    expect(page.get_by_text("days overdue")).to_be_visible()
    page.get_by_text(wording.OUTCOMES[Outcome.TRAINING], exact=True).click()
    page.get_by_label(wording.OUTCOME_NOTE).fill("A course on the tools.")
    page.get_by_role("button", name=wording.RECORD_OUTCOME).click()
    expect(page.get_by_text(f"■ {wording.OVER}")).to_be_visible()  # at the top of the page, without a reload
    expect(page.get_by_text("days overdue")).to_have_count(0)
    page.goto(f"{server}/assignments?assignments_follow_up_due=true&viewer={SAM}")
    expect(page.get_by_text(wording.NO_TEAM_MATCH)).to_be_visible()
    page.goto(f"{server}/my-coaching?viewer={ANA}")
    expect(page.get_by_text("Coaching ca-ana", exact=True).first).to_be_visible()
    expect(page.get_by_text("overdue", exact=False).filter(has_text="days")).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text="Coaching ca-ana-old")).to_contain_text(f"■ {wording.OVER}")
