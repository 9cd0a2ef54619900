"""Whose turn it is to import: one at a time, in one process and on a lake among all of them."""

import threading
from contextlib import closing, suppress

import pytest

from coaching.storage.database import Database
from tests import databases

pytestmark = pytest.mark.storage


class GaveUpError(Exception):
    """Raised by whoever waits no longer."""


def give_up() -> None:
    raise GaveUpError


def test_the_turn_is_taken_by_one_and_given_back_whatever_happens(database: Database) -> None:
    with suppress(ZeroDivisionError), database.importing.taken(give_up):
        with pytest.raises(GaveUpError), database.importing.taken(give_up):
            pass
        raise ZeroDivisionError
    with database.importing.taken(give_up):
        pass


def test_whoever_waits_gets_it_when_the_other_has_ended(database: Database) -> None:
    waited, order = threading.Event(), []

    def second() -> None:
        with database.importing.taken(waited.set):
            order.append("second")

    thread = threading.Thread(target=second)
    with database.importing.taken(give_up):
        thread.start()
        assert waited.wait(30)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


@pytest.mark.skipif(not databases.ON_LAKE, reason="a file belongs to one process")
def test_on_a_lake_one_of_all_processes_imports(centre_file: str) -> None:
    with closing(Database(centre_file)) as one, closing(Database(centre_file)) as other:
        with one.importing.taken(give_up), pytest.raises(GaveUpError), other.importing.taken(give_up):
            pass
        with other.importing.taken(give_up):
            pass


@pytest.mark.skipif(not databases.ON_LAKE, reason="a file belongs to one process")
def test_on_a_lake_whoever_has_lost_the_turn_finds_out(centre_file: str) -> None:
    import psycopg

    with closing(Database(centre_file)) as one, closing(Database(centre_file)) as other:
        with one.importing.taken(give_up):
            one.importing.confirm()
            databases.postgres().execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
            with other.importing.taken(give_up), pytest.raises(psycopg.OperationalError):
                one.importing.confirm()
        with one.importing.taken(give_up):
            one.importing.confirm()
