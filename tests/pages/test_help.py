"""Help: every page has questions, and the words mean what docs/glossary.md says."""

import re

import pytest

from coaching.storage.database import Database
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.formatting import escape
from tests.pages.monitored import change
from tests.pages.screens import everything_sent, open_page
from tests.places import ROOT

PAGE = navigation.FILES[navigation.HELP]


def test_every_page_has_questions() -> None:
    assert wording.HELP_OF.keys() == navigation.FILES.keys() - {navigation.HELP}


def test_words_mean_what_the_glossary_says() -> None:
    written = (ROOT / "docs" / "glossary.md").read_text()
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", written, re.MULTILINE))
    assert {word: rows.get(word) for word, _ in wording.GLOSSARY} == dict(wording.GLOSSARY)


@pytest.mark.usefixtures("centre")
def test_the_questions_of_the_page_that_somebody_comes_from_stand_first() -> None:
    page = open_page(PAGE, viewer="ana@example.com", about=navigation.INTERACTION)
    assert page.header[0].value == wording.HELP_ABOUT.format(page=wording.INTERACTION)
    assert page.header[1].value == wording.HELP_OTHERS


def test_each_question_stands_once(centre: Database) -> None:
    change(centre, "UPDATE people SET permissions = permissions || ['administration'] WHERE name = 'Sam Soto'")
    for about in ("", *wording.HELP_OF):
        said = everything_sent(open_page(PAGE, viewer="sam@example.com", about=about))
        asked = {each for page in wording.HELP_OF for each in wording.HELP_OF[page]}
        questions = [wording.HELP_ANSWERS[each][0] for each in asked]
        assert {said.count(f"<dt>{escape(question)}</dt>") for question in questions} == {1}, about


@pytest.mark.usefixtures("centre")
def test_agents_read_nothing_about_pages_that_they_may_not_open() -> None:
    page = open_page(PAGE, viewer="ana@example.com", about=navigation.PLANNER)
    assert page.header[0].value == wording.HELP_OTHERS
    lot = wording.HELP_ANSWERS[wording.HELP_OF[navigation.PLANNER][0]][0]
    assert lot not in everything_sent(page)
    assert lot in everything_sent(open_page(PAGE, viewer="sam@example.com", about=navigation.PLANNER))
