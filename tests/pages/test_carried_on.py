"""What leads on from a page by itself takes along what the reader looks at, as its links do in the browser."""

import pytest

from coaching.storage.database import Database
from coaching.ui.pieces.agent_picker import chosen_agent
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import Span
from tests.pages.monitored import change
from tests.pages.screens import open_page

SAM, ANA = "sam@example.com", "ana@example.com"


@pytest.mark.parametrize("address", [navigation.TEAM, navigation.EVALUATION, navigation.MY_DASHBOARD])
def test_a_period_of_one_page_is_a_period_of_the_others(centre: Database, address: str) -> None:
    field = f"{address.replace('-', '_')}_period"
    for span in (Span.TODAY, Span.YESTERDAY, Span.THIS_WEEK, Span.LAST_MONTH, Span.LAST_90_DAYS):
        page = open_page(navigation.FILES[address], viewer=SAM, agent=ANA, **{field: span})
        assert not page.exception
        (chosen,) = (each.value for each in (*page.selectbox, *page.button_group) if each.key == field)
        assert chosen in (span, [span])


def test_a_button_that_leads_on_carries_what_is_looked_at(centre: Database) -> None:
    page = open_page(navigation.FILES[navigation.EVALUATION], viewer=SAM, evaluation_period="last_7_days")
    page.switch_page(navigation.FILES[navigation.ASSIGNMENTS])
    del page.query_params["evaluation_period"]
    page.query_params.update({"viewer": SAM, "agent": ANA, "assignments_team": "North", "period": "last_90_days"})
    page.run()
    next(button for button in page.button if button.label == wording.ADD_ASSIGNMENT).click().run()
    asked = ("agent", "evaluation_team", "evaluation_period")
    assert [page.query_params[name] for name in asked] == [ANA, "North", "last_90_days"]
    # and not what was chosen there before
    assert page.selectbox(key="evaluation_period").value == Span.LAST_90_DAYS


def test_whom_a_supervisor_looks_at_follows_the_assignment_they_open(centre: Database) -> None:
    for address, parameters in (
        (navigation.ASSIGNMENT, {"assignment": "ca-ben"}),
        (navigation.INTERACTION, {"interaction": "c-ben-1"}),
        (navigation.PROGRESS, {"assignment": "ca-ben"}),
        (navigation.AUDIT, {"interaction": "c-ben-1"}),
    ):
        page = open_page(navigation.FILES[address], viewer=SAM, agent=ANA, **parameters)
        assert page.query_params["agent"] == "ben@example.com"
    own = open_page(navigation.FILES[navigation.ASSIGNMENT], viewer=ANA, assignment="ca-ana")
    assert "agent" not in own.query_params


def test_a_supervisor_who_looks_at_themselves_takes_nobody_along(centre: Database) -> None:
    change(centre, "UPDATE people SET permissions = list_append(permissions, 'agent_dashboard') "
                   "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_page(navigation.FILES[navigation.MY_COACHING], viewer=SAM, agent=ANA)
    page.selectbox(key=chosen_agent(navigation.MY_COACHING)).set_value(SAM).run()
    assert page.selectbox(key=chosen_agent(navigation.MY_COACHING)).value == SAM
    assert "agent" not in page.query_params  # pages that are only about others would refuse it
    page.selectbox(key=chosen_agent(navigation.MY_COACHING)).set_value(ANA).run()
    assert page.query_params["agent"] == ANA
