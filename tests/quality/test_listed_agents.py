"""Whose interactions does a list show? The same, however it is asked: of few by name, of everybody not at all."""

from collections.abc import Iterator
from contextlib import closing

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.people.visibility import sight
from coaching.quality import daily_totals, interaction_list, listed_agents
from coaching.quality.interaction_filter import InteractionFilter
from coaching.quality.interaction_list import By, Sorted, WideScope
from coaching.storage.database import Database
from tests import databases, varied_centre
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

pytestmark = pytest.mark.storage

SAM, KIM = "sam@example.com", "kim@example.com"  # a supervisor, and somebody who sees everybody
VARIED = databases.Template("varied_centre", lambda database: varied_centre.fill(database, seed=1))
VIEWERS = ["stranger@example.com", *(person for person, *_ in PEOPLE)]


@pytest.fixture(scope="module")
def varied() -> Iterator[Database]:
    with closing(databases.to_read(VARIED)) as database:
        yield database


def expected(database: Database, viewer: str, team: str | None) -> pd.DataFrame:
    """The interactions of others whom the viewer sees, straight from the tables, with what they must score."""
    seen, people = sight(database, viewer), database.query("FROM people").set_index("person_id")
    found = database.query("FROM interactions")
    others = [each for each in people.index if seen.oversees(each) and team in (None, people["team"][each])]
    found = found[found["agent_id"].isin(others) & found["started_at"].notna()]
    of_forms = database.query("FROM forms").set_index("form_id")["pass_score"]
    return found.assign(pass_score=found["pass_score"].fillna(found["form_id"].map(of_forms)))


@permission_of(listed_agents.whose, listed_agents.few)
@settings(deadline=None, max_examples=databases.examples(60))
@given(
    viewer=st.sampled_from(VIEWERS),
    team=st.sampled_from([None, None, "North", "South"]),
    below=st.booleans(),
    by_name=st.sampled_from([0, 1, listed_agents.MOST_BY_NAME]),
    order=st.builds(Sorted, st.sampled_from([By.DATE, By.KORE]), st.booleans()),
)
def test_a_list_has_what_the_tables_say(
    varied: Database, viewer: str, team: str | None, below: bool, by_name: int, order: Sorted
) -> None:
    filters = InteractionFilter(below_pass_score=True) if below else InteractionFilter()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(listed_agents, "MOST_BY_NAME", by_name)
        rows, total = interaction_list.interactions(
            varied, viewer, WideScope(team=team), filters, order, page=1, size=1_000
        )
        offered = interaction_list.choices(varied, viewer, None, team)
    wanted = expected(varied, viewer, team)
    assert set(offered.topics) == set(wanted["topic"].dropna())
    assert set(offered.queues) == set(wanted["queue_id"].dropna())
    if below:
        wanted = wanted[wanted["kore_evaluation_score"] < wanted["pass_score"]]
    assert sorted(rows["interaction_id"]) == sorted(wanted["interaction_id"])
    assert total == len(rows)


def test_the_quick_ways_are_taken(varied: Database) -> None:
    asked = {viewer: listed_agents.whose(varied, viewer, None, team) for viewer, team in ((SAM, None), (KIM, None))}
    assert asked[SAM] == listed_agents.OF_FEW_OTHERS
    assert asked[KIM] in listed_agents.OF_EVERYBODY
    assert set(listed_agents.few(varied, SAM) or []) == sight(varied, SAM).agents
    assert listed_agents.few(varied, KIM) is None
    assert listed_agents.whose(varied, KIM, None, "South") == listed_agents.OF_OTHERS


def test_whoever_sees_everybody_and_is_an_agent_sees_all_but_their_own(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET agent_id = ? WHERE interaction_id = 'c-ana-1'", [KIM])
        daily_totals.rebuild(cursor)
    ids = {row["interaction_id"] for row in small_centre.rows("SELECT interaction_id FROM interactions")}
    for filters, wanted in ((InteractionFilter(), ids - {"c-ana-1"}), (InteractionFilter(audited=False), None)):
        rows, total = interaction_list.interactions(small_centre, KIM, WideScope(), filters, page=1, size=100)
        assert total == len(rows)
        assert wanted in (None, set(rows["interaction_id"]))
        assert "c-ana-1" not in set(rows["interaction_id"])
    assert interaction_list.choices(small_centre, KIM, None, None).queues


def test_whoever_sees_everybody_and_is_no_agent_sees_all(small_centre: Database) -> None:
    rows, _ = interaction_list.interactions(
        small_centre, KIM, WideScope(), InteractionFilter(audited=False), page=1, size=100
    )
    unaudited = small_centre.rows("SELECT interaction_id FROM interactions WHERE supervisor_audit_score IS NULL")
    assert set(rows["interaction_id"]) == {row["interaction_id"] for row in unaudited}
    assert interaction_list.choices(small_centre, KIM, None, None).queues
