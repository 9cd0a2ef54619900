"""What is done with several interactions at once: all of it or nothing, and only by whom it is for."""

import pandas as pd
import pytest

from coaching.assignments import groups, marks, selected
from coaching.quality import bookmarks
from coaching.storage.database import Database
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError
from tests.permission_marks import permission_of

SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"
ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
OURS = ["c-ana-2", "c-ben-1", "c-ana-1"]


def marked(database: Database) -> pd.DataFrame:
    return database.query("FROM marks")


def test_interactions_by_the_agents_they_are_of(small_centre: Database) -> None:
    assert selected.by_agent(small_centre, SAM, [*OURS, "c-cleo-1"]) == {ANA: ["c-ana-2", "c-ana-1"], BEN: ["c-ben-1"]}


@permission_of(selected.mark, marks.add)
def test_all_are_marked_or_none(small_centre: Database) -> None:
    marks.mark(small_centre, SAM, "c-ben-1", ["Accuracy"], "before")
    assert selected.mark(small_centre, SAM, [*OURS, "c-ana-1"], ["Etiquette"], " Talk ") == 2
    rows = marked(small_centre).set_index("interaction_id")
    assert rows["note"].to_dict() == {"c-ben-1": "before", "c-ana-2": "Talk", "c-ana-1": "Talk"}
    assert rows["agent_id"].to_dict() == {"c-ben-1": BEN, "c-ana-2": ANA, "c-ana-1": ANA}
    for viewer, ids in ((SAM, ["c-ana-3", "c-cleo-1"]), (ANA, ["c-ana-3"]), ("nobody", ["c-ana-3"]), (LEE, OURS)):
        with pytest.raises(NotAllowedError):
            selected.mark(small_centre, viewer, ids, ["Etiquette"], "")
    with pytest.raises(InvalidFieldsError):
        selected.mark(small_centre, SAM, ["c-ana-3"], [], "")
    assert len(marked(small_centre)) == 3


@pytest.mark.storage
@permission_of(selected.bookmark)
def test_all_are_bookmarked_or_none(small_centre: Database) -> None:
    bookmarks.add(small_centre, SAM, "c-ben-1", "mine")
    for viewer, ids in ((SAM, ["c-ana-3", "c-cleo-1"]), (ANA, ["c-ana-3"]), ("nobody", ["c-ana-3"]), (LEE, OURS)):
        with pytest.raises(NotAllowedError):
            selected.bookmark(small_centre, viewer, ids)
    assert selected.bookmark(small_centre, SAM, [*OURS, "c-ana-1"]) == 2
    found = bookmarks.bookmarked(small_centre, SAM)
    assert dict(zip(found["interaction_id"], found["note"], strict=True)) == {
        "c-ben-1": "mine", "c-ana-2": "", "c-ana-1": "",
    }  # fmt: skip


@permission_of(selected.add_to_group, groups.add_members)
def test_agents_join_a_group_with_their_interactions(small_centre: Database) -> None:
    group_id = groups.create(small_centre, SAM, "Prices", "", ["Accuracy"], [BEN])
    assert selected.add_to_group(small_centre, SAM, group_id, OURS) == 1
    members = groups.members_of(small_centre, SAM, group_id).set_index("agent_id")
    assert members["marks"].to_dict() == {ANA: 2, BEN: 1}
    assert set(marked(small_centre)["coaching_areas"].map(tuple)) == {("Accuracy",)}
    assert selected.add_to_group(small_centre, SAM, group_id, OURS) == 0
    for viewer in (LEE, ANA, "nobody"):
        with pytest.raises(NotFoundError):
            selected.add_to_group(small_centre, viewer, group_id, ["c-cleo-1"])
    with pytest.raises(NotAllowedError):
        selected.add_to_group(small_centre, SAM, group_id, ["c-cleo-1"])
    assert set(groups.members_of(small_centre, KIM, group_id)["agent_id"]) == {ANA, BEN}


@permission_of(selected.make_group, groups.add)
def test_a_group_is_made_of_a_selection_and_can_be_assigned_to(small_centre: Database) -> None:
    for viewer, ids in ((SAM, [*OURS, "c-cleo-1"]), (ANA, OURS), ("nobody", OURS), (LEE, OURS)):
        with pytest.raises((NotAllowedError, InvalidFieldsError)):
            selected.make_group(small_centre, viewer, ids, "Prices", ["Accuracy"])
    for name, areas in (("", ["Accuracy"]), ("Prices", []), ("Prices", ["No such area"])):
        with pytest.raises(InvalidFieldsError):
            selected.make_group(small_centre, SAM, OURS, name, areas)
    assert marked(small_centre).empty
    assert groups.groups(small_centre, KIM).empty
    group_id = selected.make_group(small_centre, SAM, OURS, "Prices", ["Accuracy"])
    (group,) = groups.groups(small_centre, SAM).itertuples()
    assert (group.group_id, group.name, group.members, group.ready) == (group_id, "Prices", 2, 2)
    assert set(marked(small_centre)["coaching_areas"].map(tuple)) == {("Accuracy",)}


def test_nothing_is_marked_for_a_group_that_cannot_be_changed(small_centre: Database) -> None:
    group_id = groups.create(small_centre, SAM, "Prices", "", ["Accuracy"], [BEN])
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE groups SET description = ?", ["x" * (groups.DESCRIPTION_LENGTH + 1)])
    with pytest.raises(InvalidFieldsError):
        selected.add_to_group(small_centre, SAM, group_id, OURS)
    assert marked(small_centre).empty
    assert list(groups.members_of(small_centre, SAM, group_id)["agent_id"]) == [BEN]
