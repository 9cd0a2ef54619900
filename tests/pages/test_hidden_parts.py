"""The pages of an agent can be drawn, and have none of it, where the centre hides all that it can."""

import pytest

from coaching.quality.hidden_parts import Part
from coaching.storage.database import Database
from coaching.ui.shell import navigation
from coaching.words import wording
from tests.centre import decide
from tests.pages.monitored import ANA, SAM
from tests.pages.screens import everything_sent, open_page

SHAPES: dict[str, tuple[str, dict[str, str]]] = {
    "list": (navigation.MY_COACHING, {}),
    "dashboard": (navigation.MY_DASHBOARD, {}),
    "assignment": (navigation.ASSIGNMENT, {"assignment": "ca-ana"}),
    "audited": (navigation.INTERACTION, {"interaction": "c-ana-1", "assignment": "ca-ana"}),
    "not audited": (navigation.INTERACTION, {"interaction": "c-ana-2", "assignment": "ca-ana"}),
    "compare": (navigation.COMPARE, {"assignment": "ca-ana", "interaction": "c-ana-2", "best": "c-cleo-1"}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_agent_s_page_has_none_of_what_is_hidden(centre: Database, shape: str) -> None:
    address, parameters = SHAPES[shape]
    decide(centre, **dict.fromkeys(Part, "no"))
    page = open_page(navigation.FILES[address], viewer=ANA, **parameters)
    assert not page.exception
    assert page.title
    sent = everything_sent(page)
    assert not [words for words in ("Why m-", "−1.2", "+3.4") if words in sent]  # reasons and sentiment scores
    if shape == "not audited":
        assert wording.NOT_AUDITED_YET in sent
        assert wording.NOT_AUDITED_YET not in everything_sent(
            open_page(navigation.FILES[address], viewer=SAM, **parameters)
        )
    if shape == "audited":
        assert wording.ANONYMOUS in sent
