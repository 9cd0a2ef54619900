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
