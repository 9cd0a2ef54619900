"""Drawing a page writes nothing: what is stored changes by commands and by typing, and by opening an interaction."""

import pytest

from coaching.assignments import proposals
from coaching.storage.database import Database
from coaching.ui.shell import navigation
from tests.pages.screens import open_page
from tests.pages.test_strangers import PARAMETERS

SAM, ANA = "sam@example.com", "ana@example.com"
# What looking at a page does mean something: an agent's first opening of an interaction from an assignment, also beside
# a best response, is a review; what is new in an assignment has been read by its agent then; and what is suggested to a
# supervisor is theirs to look at from then on.
WRITTEN_BY_DRAWING = {
    navigation.ASSIGNMENT: {"news_read"},
    navigation.INTERACTION: {"openings"},
    navigation.COMPARE: {"openings"},
    navigation.ASSIGN: {"best_response_offers"},
}


def contents(database: Database) -> dict[str, str]:
    """All rows of every table, as text, by table."""
    tables = database.query("SELECT table_name FROM duckdb_tables() WHERE NOT temporary")["table_name"]
    return {table: database.query(f"FROM {table} ORDER BY ALL").to_csv() for table in tables}


@pytest.mark.parametrize("address", navigation.FILES)
@pytest.mark.parametrize("viewer", [SAM, ANA])
def test_drawing_a_page_twice_writes_nothing(centre: Database, viewer: str, address: str) -> None:
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])  # the coaching form has a draft to propose more to
    before = contents(centre)
    page = open_page(navigation.FILES[address], viewer=viewer, **PARAMETERS[address])
    page.run()
    assert not page.exception
    after = contents(centre)
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= WRITTEN_BY_DRAWING.get(address, set())


def test_what_is_new_is_read_once(centre: Database) -> None:
    """By whoever is told that it is new, and by nobody else."""
    before = contents(centre)
    open_page(navigation.FILES[navigation.ASSIGNMENT], viewer=SAM, **PARAMETERS[navigation.ASSIGNMENT])
    assert contents(centre)["news_read"] == before["news_read"]
    open_page(navigation.FILES[navigation.ASSIGNMENT], viewer=ANA, **PARAMETERS[navigation.ASSIGNMENT])
    read = contents(centre)["news_read"]
    assert read != before["news_read"]
    open_page(navigation.FILES[navigation.ASSIGNMENT], viewer=ANA, **PARAMETERS[navigation.ASSIGNMENT])
    assert contents(centre)["news_read"] == read


def test_the_look_of_an_agent_is_what_it_would_find(centre: Database) -> None:
    before = contents(centre)
    open_page(navigation.FILES[navigation.INTERACTION], viewer=ANA, **PARAMETERS[navigation.INTERACTION])
    after = contents(centre)
    assert {table for table in before if before[table] != after[table]} == {"openings"}
