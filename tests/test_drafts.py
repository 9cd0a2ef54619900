import threading
import time
from typing import Any

import pytest

from coaching import drafts
from coaching.database import Database

SAM, KIM = "sam@example.com", "kim@example.com"


def test_a_draft_is_kept_for_its_writer_alone_until_it_is_discarded(small_centre: Database) -> None:
    drafts.save(small_centre, SAM, "assignment", "ana", {"name": "Half"})
    drafts.save(small_centre, SAM, "assignment", "ana", {"name": "Half a name", "areas": ["Accuracy"]})
    drafts.save(small_centre, SAM, "audit", "ana", {"answers": {}})
    assert drafts.draft(small_centre, SAM, "assignment", "ana") == {"name": "Half a name", "areas": ["Accuracy"]}
    assert drafts.draft(small_centre, KIM, "assignment", "ana") is None
    drafts.discard(small_centre, KIM, "assignment", "ana")
    assert drafts.draft(small_centre, SAM, "assignment", "ana") is not None
    drafts.discard(small_centre, SAM, "assignment", "ana")
    assert drafts.draft(small_centre, SAM, "assignment", "ana") is None
    assert drafts.draft(small_centre, SAM, "audit", "ana") == {"answers": {}}


def test_a_stranger_keeps_nothing(small_centre: Database) -> None:
    drafts.save(small_centre, "stranger@example.com", "assignment", "ana", {"name": "x"})
    assert small_centre.query("FROM drafts").empty


def test_changes_that_overlap_lose_nothing_of_each_other(small_centre: Database) -> None:
    """As when somebody fills in one field after the other while the server is busy."""
    fields = [f"field {number}" for number in range(8)]
    begin = threading.Barrier(len(fields))

    def fill_in(field: str) -> None:
        def added(content: dict[str, Any] | None) -> dict[str, Any]:
            time.sleep(0.01)
            return (content or {}) | {field: "filled in"}

        begin.wait()
        drafts.change(small_centre, SAM, "assignment", "ana", added)

    threads = [threading.Thread(target=fill_in, args=(field,)) for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drafts.draft(small_centre, SAM, "assignment", "ana") == dict.fromkeys(fields, "filled in")
    drafts.change(small_centre, SAM, "assignment", "ana", lambda _: None)
    assert drafts.draft(small_centre, SAM, "assignment", "ana") is None


def test_a_change_that_fails_keeps_what_there_was(small_centre: Database) -> None:
    drafts.save(small_centre, SAM, "assignment", "ana", {"name": "Half"})
    with pytest.raises(KeyError):
        drafts.change(small_centre, SAM, "assignment", "ana", lambda content: {"name": (content or {})["no such"]})
    assert drafts.draft(small_centre, SAM, "assignment", "ana") == {"name": "Half"}


NOTE = "note:ca-ana"


def keep(database: Database, text: str, writer: str, known: str = "", viewer: str = SAM) -> str | None:
    return drafts.keep_words(database, viewer, NOTE, "note", text, writer=writer, known=known)


def test_what_is_typed_is_kept_for_its_writer_alone(small_centre: Database) -> None:
    assert keep(small_centre, "Half", "tab 1") is None
    assert drafts.words(small_centre, SAM, NOTE).texts == {"note": "Half"}
    assert drafts.words(small_centre, KIM, NOTE).texts == {}
    assert drafts.words_about(small_centre, KIM, ["ca-ana"]) == {}
    assert list(drafts.words_about(small_centre, SAM, ["ca-ana", "other"])) == [NOTE]
    assert drafts.words_about(small_centre, SAM, ["ca-ben"]) == {}
    assert not drafts.has_any(small_centre, KIM, [NOTE])
    drafts.discard_all(small_centre, KIM, [NOTE])
    drafts.drop_words(small_centre, KIM, NOTE, writer="tab 1", known={"note": ["Half"]})
    assert drafts.has_any(small_centre, SAM, [NOTE])
    drafts.discard_all(small_centre, SAM, [NOTE])
    assert not drafts.has_any(small_centre, SAM, [NOTE])
    assert keep(small_centre, "x", "tab 1", viewer="stranger@example.com") is None
    assert small_centre.query("FROM drafts").empty


def test_another_tab_is_told_and_overwrites_nothing(small_centre: Database) -> None:
    assert keep(small_centre, "First", "tab 1") is None
    assert keep(small_centre, "Second", "tab 2") == "First"
    assert drafts.words(small_centre, SAM, NOTE).texts == {"note": "First"}
    assert keep(small_centre, "First and more", "tab 1", "First") is None
    assert keep(small_centre, "Second", "tab 2", "First and more") is None  # it has seen that one
    drafts.drop_words(small_centre, SAM, NOTE, writer="tab 1", known={"note": ["First and more"]})
    assert drafts.words(small_centre, SAM, NOTE).texts == {"note": "Second"}  # sent was the other one
    drafts.drop_words(small_centre, SAM, NOTE, writer="tab 2", known={"note": ["Second"]})
    assert small_centre.query("FROM drafts").empty


def test_an_emptied_field_is_no_draft(small_centre: Database) -> None:
    keep(small_centre, "Half", "tab 1")
    keep(small_centre, "", "tab 1", "Half")
    assert small_centre.query("FROM drafts").empty
