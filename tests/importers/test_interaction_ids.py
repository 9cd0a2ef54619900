"""Does everything that is stored of an interaction follow it, and which id does a conversation have?"""

from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importers.interaction_ids import OF_CONVERSATION, OF_INTERACTION, ConversationIds
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import rows

# Worked out anew: interactions from their records, and these with them.
WORKED_OUT = {"interactions", "interaction_records"}
IDS = ("a", "b", "c", "d")


def test_every_table_with_an_interaction_is_renamed(database: Database) -> None:
    tables = rows(
        database,
        """SELECT DISTINCT table_name FROM information_schema.columns
           WHERE column_name = 'interaction_id' AND table_catalog = current_database()""",
    )
    renamed = {*OF_INTERACTION, *(table for table, _ in OF_CONVERSATION)}
    assert {table for (table,) in tables} - WORKED_OUT == renamed


def test_every_column_with_a_conversation_is_known(database: Database) -> None:
    """joining.py gives the first two another conversation; conversation_ids are what says so."""
    tables = rows(
        database,
        """SELECT table_name FROM information_schema.columns
           WHERE column_name = 'conversation_id' AND table_catalog = current_database()""",
    )
    assert {table for (table,) in tables} == {"interaction_records", "audits", "conversation_ids"}


links = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1]), max_size=5
)


def linked(database: Database, batches: list[list[tuple[str, str]]]) -> dict[str, str]:
    """The id of each conversation after links were found a batch at a time."""
    for batch in batches:
        with database.transaction() as cursor:
            ids = ConversationIds(cursor, {each for pair in batch for each in pair})
            for system_id, other_id in batch:
                ids.link(system_id, other_id)
            ids.store(cursor)
    return dict(rows(database, "SELECT other_id, conversation_id FROM conversation_ids"))


@settings(max_examples=databases.examples(60), deadline=None)
@given(found=links, order=st.randoms())
def test_the_order_of_links_does_not_matter(found: list[tuple[str, str]], order: object) -> None:
    shuffled = list(found)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    with closing(databases.fresh()) as together, closing(databases.fresh()) as apart:
        assert linked(together, [found]) == linked(apart, [[pair] for pair in shuffled])


@settings(max_examples=databases.examples(60), deadline=None)
@given(found=links)
def test_what_is_linked_is_one_conversation_under_the_first_id_of_the_system(found: list[tuple[str, str]]) -> None:
    with closing(databases.fresh()) as database:
        stored = linked(database, [found])
    together = {each: {each} for each in IDS}
    for pair in found:
        united = together[pair[0]] | together[pair[1]]
        together |= dict.fromkeys(united, united)
    for each in IDS:
        systems = sorted(system_id for system_id, _ in found if system_id in together[each])
        assert stored.get(each, each) == (systems[0] if systems else each)
