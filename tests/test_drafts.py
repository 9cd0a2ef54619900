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
