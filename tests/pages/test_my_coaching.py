from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import assignments, discussion, marks
from coaching.storage.database import Database
from coaching.ui.pages import requests_view
from coaching.ui.pieces import table
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import counted, day, plain, status_label
from tests.pages.screens import everything_sent, open_page, rows_of, shown, tables_of

PAGE = "pages/agent/my_coaching.py"
TABLE = "my_coaching_table"
ANA, SAM, KIM = "ana@example.com", "sam@example.com", "kim@example.com"


def drawn(page: AppTest) -> dict[str, Any]:
    """What the browser is told of the list."""
    assert not page.exception
    found: dict[str, Any] = tables_of(page, TABLE)[0]
    return found


def opened(**asked: str | list[str]) -> AppTest:
    return open_page(PAGE, viewer=ANA, **{f"my_coaching_{name}": value for name, value in asked.items()})


def names(**asked: str | list[str]) -> list[str]:
    return shown(opened(**asked), TABLE, "name")


def tabs(page: AppTest) -> dict[str, int]:
    return {tab["label"]: tab["count"] for tab in drawn(page)["tabs"]}


def review_all_of(centre: Database, *assignment_ids: str) -> None:
    for assignment in assignment_ids:
        for interaction in assignments.interactions_of_assignment(centre, ANA, assignment)["interaction_id"]:
            assignments.record_opening(centre, ANA, assignment, interaction)


def test_an_agent_reads_their_assignments_newest_first() -> None:
    page = opened()
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS
    assert shown(page, TABLE, "name") == ["Coaching ca-ana", "Coaching ca-ana-old"]
    assert shown(page, TABLE, "status") == [status_label("not_started", reads_as_agent=True)] * 2
    assert tabs(page) == {"All": 2, "Not started": 2, "In progress": 0, "Overdue": 1, "Completed": 0}
    first, second = rows_of(page, TABLE)
    assert first["areas"] == table.tags(["Accuracy", "Compliance", "Etiquette"])
    assert (first["reviewed"]["done"], first["reviewed"]["total"]) == (0, 3)
    assert "overdue" in second["follow_up"]["text"]
    assert "⚠" in second["follow_up"]["text"]
    found = drawn(page)
    assert [label for _, label, *_ in found["columns"][:5]] == [
        wording.NAME, wording.COACHING_AREA, wording.ASSIGNED_DATE, wording.FOLLOW_UP_DATE, wording.STATUS,
    ]  # fmt: skip
    assert found["counted"] == f"2 of 2 assignments · {counted(2, wording.WITH_NEWS)}"
    assert "data as of" in found["as_of"]
    assert "UTC" in found["as_of"]
    assert found["rows"][0]["address"].startswith("assignment?assignment=ca-ana&viewer=")


def test_next_are_the_overdue_assignment_and_those_due_soonest(centre: Database) -> None:
    discussion.tick_step(centre, ANA, "ca-ana-old", "Do it", True)
    found = drawn(opened())["next"]["items"]
    assert [(one["name"], one["overdue"]) for one in found] == [
        ("Coaching ca-ana-old", True),
        ("Coaching ca-ana", False),
    ]
    first = found[0]
    assert first["due"] == "follow-up 6 days overdue"
    assert first["areas"] == table.tags(["Etiquette"])
    assert "by Sam Soto" in first["assigned"]
    assert first["reviewed"]["label"] == "0 of 1 reviewed"
    assert first["steps"] == "1 of 2 steps done"
    assert first["action"] == wording.START
    review_all_of(centre, "ca-ana-old")
    assert [one["name"] for one in drawn(opened())["next"]["items"]] == ["Coaching ca-ana"]


def test_the_steps_done_stand_in_the_row_and_the_list_is_sorted_by_any_column(centre: Database) -> None:
    discussion.tick_step(centre, ANA, "ca-ana-old", "Do it", True)
    assert shown(opened(), TABLE, "steps") == ["0 of 2", "1 of 2"]
    oldest_first = ["Coaching ca-ana-old", "Coaching ca-ana"]
    for by, way in (("name", "descending"), ("assigned", ""), ("follow_up", "ascending"), ("steps", "descending")):
        assert names(sort=by, way=way) == oldest_first, by
    assert names(sort="steps") == names(sort="nonsense", way="sideways") == oldest_first[::-1]
    assert drawn(opened(sort="steps"))["sorted"] == {"by": "steps", "way": "ascending"}


def test_all_caught_up(centre: Database) -> None:
    review_all_of(centre, "ca-ana", "ca-ana-old")
    page = opened()
    assert drawn(page)["next"] == {"nothing": wording.ALL_CAUGHT_UP, "items": []}
    assert tabs(page) == {"All": 2, "Not started": 0, "In progress": 0, "Overdue": 0, "Completed": 2}
    assert shown(page, TABLE, "status") == [status_label("completed", reads_as_agent=True)] * 2


def test_what_is_over_is_never_next_and_neither_to_start_nor_overdue(centre: Database) -> None:
    discussion.record_outcome(centre, SAM, "ca-ana-old", "training", "A course.", utc_now().date())
    page = opened()
    assert [one["name"] for one in drawn(page)["next"]["items"]] == ["Coaching ca-ana"]
    assert tabs(page) == {"All": 2, "Not started": 1, "In progress": 0, "Overdue": 0, "Completed": 0, wording.OVER: 1}
    old = rows_of(page, TABLE)[1]
    assert (old["status"]["text"], old["status"]["note"]) == (f"■ {wording.OVER}", "Training")
    assert "overdue" not in old["follow_up"]["text"]
    assert names(status="not_started") == ["Coaching ca-ana"]
    assert names(status="over") == ["Coaching ca-ana-old"]
    review_all_of(centre, "ca-ana")
    assert drawn(opened())["next"]["nothing"] == wording.ALL_DONE_OR_OVER


def test_the_tabs_follow_the_filters_but_for_the_status() -> None:
    counts = {"All": 2, "Not started": 2, "In progress": 0, "Overdue": 1, "Completed": 0}
    page = opened(status="overdue")
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
    assert tabs(page) == counts
    assert [tab["label"] for tab in drawn(page)["tabs"] if tab["chosen"]] == ["Overdue"]
    page = opened(status="overdue", area="Compliance")
    assert tabs(page) == counts | {"All": 1, "Not started": 1, "Overdue": 0}
    assert rows_of(page, TABLE) == []


def test_a_supervisors_last_word_is_marked_until_the_agent_writes(centre: Database) -> None:
    def note() -> str | None:
        found: str | None = rows_of(opened(), TABLE)[0]["status"].get("note")
        return found

    assert note() is None
    discussion.write_note(centre, SAM, "ca-ana", "How is it going?")
    assert note() == wording.SUPERVISOR_WROTE.format(when=day(utc_now().date()))
    discussion.write_note(centre, ANA, "ca-ana", "Well.")
    assert note() is None


def test_what_is_new_is_said_in_words_until_the_assignment_was_open(centre: Database) -> None:
    def news() -> dict[str, str]:
        return {row["name"]["text"]: row["name"].get("news", "") for row in rows_of(opened(), TABLE)}

    new = wording.NEWS["assigned"]
    assert news() == {"Coaching ca-ana": new, "Coaching ca-ana-old": new}
    assert drawn(opened())["counted"].endswith(counted(2, wording.WITH_NEWS))
    assert [one["news"] for one in drawn(opened())["next"]["items"]] == [new, new]
    open_page("pages/agent/my_coaching.py", viewer=SAM, agent=ANA)
    open_page("pages/agent/assignment.py", viewer=SAM, assignment="ca-ana")
    assert news()["Coaching ca-ana"] == new  # a supervisor's look does not count
    open_page("pages/agent/assignment.py", viewer=ANA, assignment="ca-ana")
    assert news()["Coaching ca-ana"] == ""
    discussion.write_note(centre, SAM, "ca-ana", "How is it going?")
    assert news()["Coaching ca-ana"] == wording.NEWS["answered"]
    as_supervisor = open_page("pages/agent/my_coaching.py", viewer=SAM, agent=ANA)
    assert {row["name"].get("news", "") for row in rows_of(as_supervisor, TABLE)} == {""}


def test_filters_narrow_the_list_and_where_nothing_is_left_it_says_so(centre: Database) -> None:
    assignments.record_opening(centre, ANA, "ca-ana", "c-ana-1")
    page = opened(status="in_progress")
    assert shown(page, TABLE, "name") == ["Coaching ca-ana"]
    assert drawn(page)["counted"] == "1 of 2 assignments"
    assert drawn(page)["filtered"]
    page = opened(status="in_progress", search="no such thing")
    assert rows_of(page, TABLE) == []
    assert drawn(page)["nothing"] == wording.NO_MATCH.several.format(count=2)
    assert not drawn(opened())["filtered"]


def test_filters_by_area_period_and_text(centre: Database) -> None:
    newest, old = "Coaching ca-ana", "Coaching ca-ana-old"
    assert names(area="Compliance") == [newest]
    assert names(area=["Compliance", "Etiquette"]) == [newest, old]
    assert names(assigned="last_7_days") == names(assigned="Last 7 days") == [newest]  # as version 0.5 wrote it
    then = (pd.Timestamp.now("UTC") - pd.Timedelta(days=20)).date().isoformat()
    assert names(assigned="own_dates", dates=[then, then]) == [old]
    assert names(assigned="own_dates") == names(dates=[then, then]) == [newest, old]  # no days, or none asked for
    assert names(search="ETIQUETTE") == [newest, old]
    assert names(search=" ana-OLD ") == [old]
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET work_on = 'Say the next Step first' WHERE assignment_id = 'ca-ana-old'")
    assert names(search="next step") == [old]


def test_no_assignments_at_all(centre: Database) -> None:
    marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM assignments WHERE agent_id = ?", [ANA])
    page = opened()
    assert page.info[0].value == wording.NO_ASSIGNMENTS
    assert wording.SEE_MY_CONVERSATIONS in everything_sent(page)
    assert tables_of(page, TABLE) == []
    assert len(tables_of(page, requests_view.REQUESTS)) == 1
    assert open_page(PAGE, viewer=SAM, agent=ANA).info[0].value == wording.NO_ASSIGNMENTS_OF_AGENT


def test_many_assignments_come_in_part_until_asked_for(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO assignments BY NAME SELECT a.* REPLACE ('more-' || i AS assignment_id, 'More ' || i AS name) "
            "FROM assignments a, range(300) r(i) "
            "WHERE assignment_id = 'ca-ana'"
        )
    page = opened()
    assert len(rows_of(page, TABLE)) == 25
    assert len(drawn(page)["next"]["items"]) == 3
    assert drawn(page)["more"] == "Show all 302"
    page = opened(rows="all")
    assert len(rows_of(page, TABLE)) == 302
    assert not drawn(page)["more"]


@pytest.mark.parametrize(("viewer", "agents"), [(SAM, 2), (KIM, 4)])
def test_a_supervisor_looks_on_in_their_own_words(centre: Database, viewer: str, agents: int) -> None:
    marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "How?")
    page = open_page(PAGE, viewer=viewer, agent=ANA)
    assert page.title[0].value == wording.ASSIGNMENTS_OF_AGENT
    assert len(page.selectbox(key="my-coaching_chosen_agent").options) == agents
    assert shown(page, TABLE, "status") == [status_label("not_started", reads_as_agent=False)] * 2
    assert drawn(page)["next"] is None
    assert wording.TEAM_FIGURES[0] in tabs(page)
    assert tables_of(page, requests_view.REQUESTS) == []
    page.selectbox(key="my-coaching_chosen_agent").set_value("ben@example.com").run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ben"]
    assert page.query_params["agent"] == ["ben@example.com"] or page.query_params["agent"] == "ben@example.com"


@pytest.mark.parametrize("agent", ["cleo@example.com", "nobody@example.com", "ned@example.com"])
def test_a_supervisor_cannot_look_at_somebody_elses_agent(agent: str) -> None:
    page = open_page(PAGE, viewer=SAM, agent=agent)
    assert page.error[0].value == wording.NO_SUCH_AGENT
    assert rows_of(page, TABLE) == []


def test_an_agent_who_types_another_agent_sees_their_own() -> None:
    page = open_page(PAGE, viewer=ANA, agent="cleo@example.com")
    assert shown(page, TABLE, "name") == ["Coaching ca-ana", "Coaching ca-ana-old"]


def test_what_was_asked_for_is_listed_and_taken_back(centre: Database) -> None:
    def listed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = tables_of(page, requests_view.REQUESTS)[0]["requests"]
        return found

    aside = marks.ask(centre, ANA, "c-ana-2", ["Etiquette"], "")
    marks.set_aside(centre, SAM, aside, "We spoke about it.")
    open_one = marks.ask(centre, ANA, "c-ana-1", ["Accuracy"], "How should I have said it?")
    page = opened()
    waiting, answered = listed()
    assert (waiting["id"], waiting["open"], waiting["note"]) == (open_one, True, "How should I have said it?")
    assert waiting["about"].startswith("Hotel booking · chat · ")
    assert waiting["address"].startswith("interaction?interaction=c-ana-1")
    assert not answered["open"]
    assert "Sam Soto set it aside" in answered["said"]
    assert "We spoke about it." in answered["said"]

    page.session_state[requests_view.REQUESTS] = {"asked": aside}  # a forged one: it is answered
    page.run()
    assert page.error[0].value == plain(wording.REQUEST_SET_ASIDE.format(name="Sam Soto"))
    page.session_state[requests_view.REQUESTS] = {"asked": open_one}
    page.run()
    assert not page.error
    assert [one["id"] for one in listed()] == [aside]
    assert marks.number_asking(centre, SAM) == 0
