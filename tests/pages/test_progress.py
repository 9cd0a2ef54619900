"""The page about one agent's progress."""

from datetime import date

import pytest

from coaching.measuring import monitor, progress, team_effect
from coaching.storage.database import Database
from coaching.ui.pages import progress_view
from coaching.ui.shell import session
from coaching.words import wording
from coaching.words.formatting import plain, score
from tests import simulated_centre
from tests.pages.screens import everything_sent, open_page, rows_of, shown
from tests.simulated_centre import KIM, LEE, SAM, Simulation

PAGE = "pages/supervisor/progress.py"
AREAS = ("Accuracy", "Compliance", "Etiquette")


@pytest.fixture
def simulation(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Simulation:
    address = str(tmp_path_factory.mktemp("simulated") / "centre.duckdb")
    monkeypatch.setenv("COACHING_DATABASE", address)
    Database(address).close()  # the app itself makes none
    return simulated_centre.fill(session.database())


def test_then_and_now_the_course_and_what_was_expected(simulation: Simulation) -> None:
    assignment = simulation.assignments.sort_values("assigned_on").iloc[0]
    page = open_page(PAGE, viewer=KIM, assignment=assignment["assignment_id"])
    assert not page.exception
    number = int(assignment["agent_id"][6:9])
    assert page.title[0].value == wording.PROGRESS_OF.format(name=f"Agent {number}")
    changes = monitor.changes_of(session.database(), KIM, [assignment["assignment_id"]], simulation.newest).iloc[0]
    row = rows_of(page, progress_view.THEN_AND_NOW_TABLE)[0]
    assert (row["area"]["text"], row["then"]["text"], row["now"]["text"]) == (
        "Empathy", score(changes["before"]), score(changes["after"]),
    )  # fmt: skip
    course = team_effect.course(session.database(), KIM, assignment["assignment_id"])
    table = progress_view.COURSE_TABLE.format(number=0)
    assert shown(page, table, "weeks") == course["weeks"].tolist()
    assert shown(page, table, "score") == [score(came) for came in course["score"]]
    assert wording.COURSE_MEANS in [caption.value for caption in page.caption]
    assert shown(page, table, "expected")[0].startswith(score(course["expected"][0]))


def test_only_who_supervises_the_agent_opens_it(simulation: Simulation) -> None:
    assignment = simulation.assignments.iloc[0]
    other = LEE if assignment["supervisor"] == SAM else SAM
    page = open_page(PAGE, viewer=other, assignment=assignment["assignment_id"])
    assert [error.value for error in page.error] == [wording.NO_SUCH_ASSIGNMENT]
    assert [title.value for title in page.title] == [wording.NOT_HERE]
    assert not rows_of(page, progress_view.THEN_AND_NOW_TABLE)


@pytest.mark.parametrize("parameters", [{}, {"assignment": "no-such"}])
def test_no_such_assignment(parameters: dict[str, str]) -> None:
    page = open_page(PAGE, viewer="sam@example.com", **parameters)
    assert page.error[0].value == wording.NO_SUCH_ASSIGNMENT


def test_little_data_is_said_area_by_area(centre: Database) -> None:
    page = open_page(PAGE, viewer="sam@example.com", assignment="ca-ana")
    assert not page.exception
    assert [head.value for head in page.header] == [wording.THEN_AND_NOW, wording.WEEK_BY_WEEK]
    assert [part.value for part in page.subheader] == list(AREAS)
    assert "data as of" in "".join(caption.value for caption in page.caption)
    assert wording.COURSE_LEFT_OUT["too_recent"] in everything_sent(page)
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM area_daily WHERE coaching_area = 'Compliance'")
    page.run()
    assert plain(wording.NO_SCORES_OF_AREA.format(area="Compliance")) in [info.value for info in page.info]


def test_a_withdrawn_assignment_is_shown_without_an_expectation(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = assigned_at WHERE assignment_id = 'ca-ana'")
    page = open_page(PAGE, viewer="sam@example.com", assignment="ca-ana")
    assert not page.exception
    assert [info.value for info in page.info] == [wording.COURSE_WITHDRAWN]
    assert wording.THEN_AND_NOW not in [head.value for head in page.header]
    assert not rows_of(page, progress_view.COURSE_TABLE.format(number=0))
    assert not progress.weekly(centre, "sam@example.com", "ca-ana", date.today()).empty


def test_other_peoples_words_are_text(centre: Database) -> None:
    words = "**bold** [x](http://evil) <b>"
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET name = ? WHERE assignment_id = 'ca-ana'", [words])
        cursor.execute("UPDATE people SET name = ? WHERE person_id = 'ana@example.com'", [words])
    page = open_page(PAGE, viewer="sam@example.com", assignment="ca-ana")
    assert words in [text.value for text in page.text]
    assert page.title[0].value == plain(wording.PROGRESS_OF.format(name=words))
