"""Opening a page without a browser, and reading everything that it would send to one."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from coaching.storage.database import Database
from coaching.ui.shell import navigation
from tests.places import ROOT


def open_page(file: str | None, /, **parameters: str | list[str]) -> AppTest:
    """Runs the app at the page in `file` (the bare address for None), with query parameters."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    if file:
        app.run().switch_page(file)  # the first run tells AppTest which pages there are
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def follow(address: str) -> AppTest:
    """The page that a link leads to, with the query parameters in its address."""
    page, _, query = address.partition("?")
    return open_page(navigation.FILES[page], **dict(parse_qsl(query)))


def everything_sent(app: AppTest) -> str:
    """Every word of every element, whatever its kind, as one text: of the page, the sidebar and an open dialog."""
    return "\n".join(str(element.proto) for block in app._tree.children.values() for element in elements_in(block))


def elements_of(app: AppTest, component: str) -> list[Any]:
    """What the page draws with the component of this name."""
    drawn = (element for element in elements_in(app.main) if getattr(element, "type", "") == "bidi_component")
    return [element for element in drawn if element.proto.component_name == component]


def tables_of(app: AppTest, key: str) -> list[dict[str, Any]]:
    """What the browser is told of the tables in the element with this key, from top to bottom."""
    for element in elements_in(app.main):
        if getattr(element, "type", "") == "bidi_component" and element.proto.id.endswith(key):
            told: list[dict[str, Any]] = json.loads(element.proto.json)
            return told
    return []


def rows_of(app: AppTest, key: str, place: int = 0) -> list[dict[str, Any]]:
    """The rows of the table with this key (of several, the one at `place`): each maps columns to what they show."""
    return [row["cells"] for table in tables_of(app, key)[place : place + 1] for row in table["rows"]]


def shown(app: AppTest, key: str, column: str, place: int = 0) -> list[str]:
    """What a text column of a table shows, from top to bottom; `place` as for rows_of()."""
    return [cells[column]["text"] for cells in rows_of(app, key, place)]


def shows_names_as_text(page_file: str, table: str, database: Database, words: str) -> None:
    """Asserts that a list of assignments shows these words as text: as the first one's name and the second one's agent.

    `database`: the small centre, where ca-ana and Ben come to be called so.
    """
    with database.transaction() as cursor:
        cursor.execute("UPDATE assignments SET name = ? WHERE assignment_id = 'ca-ana'", [words])
        cursor.execute("UPDATE people SET name = ? WHERE person_id = 'ben@example.com'", [words])
    page = open_page(page_file, viewer="sam@example.com")
    assert shown(page, table, "name")[0] == words
    assert shown(page, table, "agent")[1] == words


def html_of(app: AppTest) -> str:
    """The HTML parts of the page."""
    return "\n".join(element.proto.body for element in elements_in(app.main) if getattr(element, "type", "") == "html")


def measured(app: AppTest) -> dict[str, tuple[str, str]]:
    """The figures of a period by what they are called: the number, and what is said of its change."""
    figures = re.findall('<span class="name">(.*?)</span><b>(.*?)</b><small[^>]*>(.*?)</small>', html_of(app))
    return {name: (number, change) for name, number, change in figures}


def scores_of(app: AppTest) -> dict[str, str]:
    """The scores in the header of an interaction, by what they are called."""
    return dict(re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", html_of(app)))


def elements_in(block: Any) -> Any:
    return (element for element in block if not hasattr(element, "children"))
