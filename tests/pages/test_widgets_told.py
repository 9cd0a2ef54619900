"""A page tells a widget what to show only where that differs from what it shows.

Streamlit sends the browser each value that a page sets. Where the reader has changed the widget meanwhile, the answer
to an earlier run would set it back, and the next run would take that for the reader's doing: a tick was lost.
"""

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments import discussion, groups
from coaching.storage.database import Database
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.pages.filled_form import group_of_two
from tests.pages.monitored import change
from tests.pages.screens import elements_in, open_page
from tests.pages.test_strangers import PARAMETERS

ANA, BEN, SAM = "ana@example.com", "ben@example.com", "sam@example.com"
OTHERS = [
    (navigation.ASSIGN, {"group": "g-1"}),
    (navigation.ASSIGN, {"assignment": "ca-ana"}),
    (navigation.MARKED_FOR_COACHING, {"group": "g-1"}),
    (navigation.MARKED_FOR_COACHING, {"group": "g-1", "edit": "yes"}),
]


IN_THE_MENU = {wording.SIGN_IN_AS, wording.LANGUAGE_OF_APP}  # which is closed: a closed one is told again when it opens


def told(page: AppTest) -> list[str]:
    """What the widgets of the page are called to which it sends what they are to show."""
    sent = [each.proto for block in page._tree.children.values() for each in elements_in(block)]
    return [str(each.label) for each in sent if getattr(each, "set_value", False) and each.label not in IN_THE_MENU]


@pytest.mark.parametrize("viewer", [ANA, SAM])
def test_a_page_that_is_drawn_again_tells_no_widget_anything(centre: Database, viewer: str) -> None:
    group_of_two(centre)
    again = {}
    for address, parameters in [*PARAMETERS.items(), *OTHERS]:
        page = open_page(navigation.FILES[address], viewer=viewer, **parameters)
        assert not page.exception
        again[address, *parameters.items()] = told(page.run())
    assert not {where: labels for where, labels in again.items() if labels}


def test_neither_do_the_assignments_of_a_group(centre: Database) -> None:
    made = groups.create(centre, SAM, "North", "", ["Accuracy"], [ANA, BEN])
    change(centre, f"UPDATE assignments SET group_id = '{made}' WHERE assignment_id IN ('ca-ana', 'ca-ben')")
    page = open_page(navigation.FILES[navigation.MARKED_FOR_COACHING], viewer=SAM, group=made)
    assert page.multiselect(key=f"together_{made}_chosen").value == ["ca-ana", "ca-ben"]
    assert told(page.run()) == []


def test_a_box_is_told_of_a_tick_from_elsewhere(centre: Database) -> None:
    page = open_page(navigation.FILES[navigation.ASSIGNMENT], viewer=ANA, assignment="ca-ana")
    discussion.tick_step(centre, ANA, "ca-ana", "Do it", done=True)
    assert told(page.run()) == ["2. Do it"]
