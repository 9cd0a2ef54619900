import pandas as pd
import pytest

from coaching.assignments import assignments, discussion
from coaching.assignments.status import Standing, Status
from coaching.storage.database import Database
from coaching.ui.pieces import table
from coaching.words import wording
from coaching.words.days import Span, utc_now
from coaching.words.formatting import day
from tests.pages.screens import open_page, rows_of, shown

PAGE = "pages/agent/my_coaching.py"
TABLE = "my_coaching_table"
ANA, SAM, KIM = "ana@example.com", "sam@example.com", "kim@example.com"


def test_an_agent_reads_their_assignments_newest_first() -> None:
    page = open_page(PAGE, viewer=ANA)
    assert not page.exception
    assert page.title[0].value == wording.COACHING_ASSIGNMENTS
    assert shown(page, TABLE, "name") == ["Coaching ca-ana", "Coaching ca-ana-old"]
    assert shown(page, TABLE, "status") == [wording.status_label("not_started", reads_as_agent=True)] * 2
    assert [(metric.label, metric.value) for metric in page.metric] == [
        *zip(wording.FIGURES, ("2", "0", "1", "0"), strict=True),
    ]
    first, second = rows_of(page, TABLE)
    assert first["areas"] == table.tags(["Accuracy", "Compliance", "Etiquette"])
    assert (first["reviewed"]["done"], first["reviewed"]["total"]) == (0, 3)
    assert "overdue" in second["follow_up"]["text"]
    assert "⚠" in second["follow_up"]["text"]
    assert "2 of 2 assignments" in [caption.value for caption in page.caption]
    assert any("data as of" in caption.value and "UTC" in caption.value for caption in page.caption)


def test_the_next_action_is_the_overdue_assignment() -> None:
    page = open_page(PAGE, viewer=ANA)
    assert "Coaching ca\\-ana\\-old" in page.markdown[0].value
    assert "6 days overdue" in page.markdown[0].value
    page = page.button[0].click().run()
    assert page.title[0].value == "Coaching ca\\-ana\\-old"


def test_all_caught_up(centre: Database) -> None:
    for assignment, interactions in (("ca-ana", ("c-ana-1", "c-ana-2", "c-cleo-1")), ("ca-ana-old", ("c-ana-3",))):
        for interaction in interactions:
            assignments.record_opening(centre, ANA, assignment, interaction)
    page = open_page(PAGE, viewer=ANA)
    assert page.success[0].value == wording.ALL_CAUGHT_UP
    assert [metric.value for metric in page.metric] == ["0", "0", "0", "2"]
    assert shown(page, TABLE, "status") == [wording.status_label("completed", reads_as_agent=True)] * 2


def test_what_is_over_is_never_the_next_action_and_neither_to_start_nor_overdue(centre: Database) -> None:
    discussion.record_outcome(centre, SAM, "ca-ana-old", "training", "A course.", utc_now().date())
    page = open_page(PAGE, viewer=ANA)
    assert "Coaching ca\\-ana**" in page.markdown[0].value  # not the older one
    assert [metric.value for metric in page.metric] == ["1", "0", "0", "0"]
    old = rows_of(page, TABLE)[1]
    assert (old["status"]["text"], old["status"]["note"]) == (f"■ {wording.OVER}", "Training")
    assert "overdue" not in old["follow_up"]["text"]
    page.button_group(key="my_coaching_status").set_value(Status.NOT_STARTED).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana"]
    page.button_group(key="my_coaching_status").set_value(Standing.OVER).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
    for interaction in ("c-ana-1", "c-ana-2", "c-cleo-1"):
        assignments.record_opening(centre, ANA, "ca-ana", interaction)
    assert open_page(PAGE, viewer=ANA).success[0].value == wording.ALL_DONE_OR_OVER


def test_the_figures_follow_the_filters_but_for_the_status(centre: Database) -> None:
    def figures() -> list[str]:
        return [metric.value for metric in page.metric]

    page = open_page(PAGE, viewer=ANA)
    assert figures() == ["2", "0", "1", "0"]
    page.button_group(key="my_coaching_status").set_value(Standing.OVERDUE).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
    assert figures() == ["2", "0", "1", "0"]
    page.multiselect(key="my_coaching_area").set_value(["Compliance"]).run()
    assert figures() == ["1", "0", "0", "0"]
    assert rows_of(page, TABLE) == []


def test_a_supervisors_last_word_is_marked_until_the_agent_writes(centre: Database) -> None:
    def note() -> str | None:
        found: str | None = rows_of(open_page(PAGE, viewer=ANA), TABLE)[0]["status"]["note"]
        return found

    assert note() is None
    discussion.write_note(centre, SAM, "ca-ana", "How is it going?")
    assert note() == wording.SUPERVISOR_WROTE.format(when=day(utc_now().date()))
    discussion.write_note(centre, ANA, "ca-ana", "Well.")
    assert note() is None


def test_filters_narrow_the_list_and_clear_brings_it_back(centre: Database) -> None:
    assignments.record_opening(centre, ANA, "ca-ana", "c-ana-1")
    page = open_page(PAGE, viewer=ANA)
    page.button_group(key="my_coaching_status").set_value(Status.IN_PROGRESS).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana"]
    assert "1 of 2 assignments" in [caption.value for caption in page.caption]
    page.text_input(key="my_coaching_search").set_value("no such thing").run()
    assert rows_of(page, TABLE) == []
    assert page.info[0].value == wording.NO_MATCH.format(total=2)
    next(button for button in page.button if button.label == wording.CLEAR).click()
    page.run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana", "Coaching ca-ana-old"]


def test_filters_by_area_period_and_text() -> None:
    page = open_page(PAGE, viewer=ANA)
    page.multiselect(key="my_coaching_area").set_value(["Compliance"]).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana"]
    page.multiselect(key="my_coaching_area").set_value([]).run()
    page.selectbox(key="my_coaching_assigned").set_value(Span.LAST_7_DAYS).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana"]
    page.selectbox(key="my_coaching_assigned").set_value(Span.OWN_DATES).run()
    day = (pd.Timestamp.now("UTC") - pd.Timedelta(days=20)).date()
    page.date_input(key="my_coaching_dates").set_value((day, day)).run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]
    page.selectbox(key="my_coaching_assigned").set_value(Span.ANY_TIME).run()
    page.text_input(key="my_coaching_search").set_value("ETIQUETTE").run()
    assert len(rows_of(page, TABLE)) == 2
    page.text_input(key="my_coaching_search").set_value("ana-OLD").run()
    assert shown(page, TABLE, "name") == ["Coaching ca-ana-old"]


def test_no_assignments_at_all(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM assignments WHERE agent_id = ?", [ANA])
    assert open_page(PAGE, viewer=ANA).info[0].value == wording.NO_ASSIGNMENTS
    assert open_page(PAGE, viewer=SAM, agent=ANA).info[0].value == wording.NO_ASSIGNMENTS_OF_AGENT


def test_many_assignments_come_in_part_until_asked_for(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO assignments BY NAME SELECT a.* REPLACE ('more-' || i AS assignment_id, 'More ' || i AS name) "
            "FROM assignments a, range(30) r(i) "
            "WHERE assignment_id = 'ca-ana'"
        )
    page = open_page(PAGE, viewer=ANA)
    assert len(rows_of(page, TABLE)) == 25
    next(button for button in page.button if button.label == "Show all 32").click()
    assert len(rows_of(page.run(), TABLE)) == 32


@pytest.mark.parametrize(("viewer", "agents"), [(SAM, 2), (KIM, 4)])
def test_a_supervisor_looks_on_in_their_own_words(viewer: str, agents: int) -> None:
    page = open_page(PAGE, viewer=viewer, agent=ANA)
    assert page.title[0].value == wording.ASSIGNMENTS_OF_AGENT
    assert len(page.selectbox(key="my_coaching_agent").options) == agents
    assert shown(page, TABLE, "status") == [wording.status_label("not_started", reads_as_agent=False)] * 2
    assert wording.START not in [button.label for button in page.button]
    page.selectbox(key="my_coaching_agent").set_value("ben@example.com").run()
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
