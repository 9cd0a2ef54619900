from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from coaching.assignments import assignments, groups, marks
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import NotAllowedError, NotFoundError, OutdatedError, RefusedError
from tests.assignments.test_marks import look_only
from tests.centre import PEOPLE
from tests.permission_marks import permission_of
from tests.refusals import complaints, refusal

ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"
TODAY = date.today()


def north(database: Database, viewer: str = SAM, name: str = "North", members: tuple[str, ...] = (ANA, BEN)) -> str:
    return groups.create(database, viewer, name, "Both of them", ["Accuracy"], members)


def test_a_group_is_made_and_read(small_centre: Database) -> None:
    group_id = groups.create(small_centre, SAM, "  North   team ", " Why ", ["Accuracy", "Etiquette"], [BEN, ANA, BEN])
    group = groups.group(small_centre, SAM, group_id)
    assert group is not None
    assert (group.name, group.description, group.created_by) == ("North team", "Why", "Sam Soto")
    assert group.coaching_areas == ["Accuracy", "Etiquette"]
    assert (group.version, group.others) == (1, 0)
    members = groups.members_of(small_centre, SAM, group_id)
    assert members["name"].tolist() == ["Ana Alves", "Ben Bauer"]
    assert members["team"].tolist() == ["North", "North"]
    (row,) = groups.groups(small_centre, SAM).to_dict("records")
    assert (row["members"], row["ready"], row["coaching_areas"]) == (2, 0, ["Accuracy", "Etiquette"])
    noted = small_centre.query("FROM changes WHERE subject = 'group' ORDER BY position")
    assert noted["field"].tolist() == ["created", "description", "coaching_areas", "members"]
    assert noted["becomes"].tolist() == ["North team", "Why", "Accuracy, Etiquette", "Ana Alves, Ben Bauer"]


def test_members_are_ready_when_they_have_an_open_mark(small_centre: Database) -> None:
    group_id = north(small_centre)
    marks.mark(small_centre, SAM, "c-ana-1", ["Accuracy"], "")
    marks.mark(small_centre, KIM, "c-ana-1", ["Accuracy"], "")
    marks.ask(small_centre, ANA, "c-ana-2", ["Accuracy"], "")
    closed = marks.mark(small_centre, SAM, "c-ben-1", ["Accuracy"], "")
    marks.set_aside(small_centre, SAM, closed, "Done")
    members = groups.members_of(small_centre, SAM, group_id)
    assert members["marks"].tolist() == [3, 0]
    assert members["interaction_ids"].tolist() == [["c-ana-2", "c-ana-1"], []]
    assert groups.groups(small_centre, SAM)["ready"].tolist() == [1]


@pytest.mark.parametrize(
    ("name", "description", "areas", "members", "field", "words"),
    [
        ("", "", ["Accuracy"], [ANA], "name", "Give the group a name"),
        (" \n ", "", ["Accuracy"], [ANA], "name", "Give the group a name"),
        ("x" * 81, "", ["Accuracy"], [ANA], "name", "at most 80"),
        ("NORTH", "", ["Accuracy"], [ANA], "name", "of this name already"),
        ("ΝΌΡΤΗ", "", ["Accuracy"], [ANA], "name", "of this name already"),
        ("South", "x" * 501, ["Accuracy"], [ANA], "description", "at most 500"),
        ("South", "", [], [ANA], "areas", "at least one"),
        ("South", "", ["Juggling"], [ANA], "areas", "no coaching area Juggling"),
        ("South", "", ["Accuracy"], [], "members", "at least one"),
        ("South", "", ["Accuracy"], [ANA, CLEO], "members", "1 of these"),
        ("South", "", ["Accuracy"], [SAM], "members", "1 of these"),
        ("South", "", ["Accuracy"], ["no-such"], "members", "1 of these"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    small_centre: Database,
    name: str,
    description: str,
    areas: list[str],
    members: list[str],
    field: str,
    words: str,
) -> None:
    north(small_centre, KIM)
    north(small_centre, KIM, "νόρτη")
    before = len(small_centre.query("FROM changes"))
    found = complaints(groups.create, small_centre, SAM, name, description, areas, members)
    assert list(found) == [field]
    assert words in found[field]
    assert len(small_centre.query("FROM groups")) == 2
    assert len(small_centre.query("FROM changes")) == before


def test_a_name_of_eighty_characters_is_taken(small_centre: Database) -> None:
    assert north(small_centre, name="x" * 80)


@permission_of(groups.create, groups.possible_members)
def test_only_those_who_may_coach_make_groups(small_centre: Database) -> None:
    for viewer in (ANA, "ned@example.com", "stranger@example.com", ""):
        assert isinstance(refusal(groups.create, small_centre, viewer, "G", "", ["Accuracy"], [ANA]), NotAllowedError)
    look_only(small_centre, SAM)
    assert isinstance(refusal(groups.create, small_centre, SAM, "G", "", ["Accuracy"], [ANA]), NotAllowedError)
    assert small_centre.query("FROM groups").empty
    assert groups.possible_members(small_centre, SAM).empty


def test_possible_members_are_those_who_may_be_coached(small_centre: Database) -> None:
    assert groups.possible_members(small_centre, SAM)["name"].tolist() == ["Ana Alves", "Ben Bauer"]
    assert ANA not in groups.possible_members(small_centre, LEE)["agent_id"].tolist()


@permission_of(groups.groups, groups.group, groups.members_of)
def test_who_sees_a_group(small_centre: Database) -> None:
    of_sam, mixed = north(small_centre), north(small_centre, KIM, "Mixed", (ANA, CLEO))
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    seen = {viewer: set(groups.groups(small_centre, viewer)["group_id"]) for viewer in everybody}
    assert seen == {viewer: set() for viewer in everybody} | {SAM: {of_sam}, KIM: {of_sam, mixed}}
    for viewer in everybody:
        for group_id in (of_sam, mixed):
            allowed = group_id in seen[viewer]
            assert (groups.group(small_centre, viewer, group_id) is not None) == allowed
            assert groups.members_of(small_centre, viewer, group_id).empty != allowed


def test_a_member_never_learns_of_the_group_not_even_as_its_only_one(small_centre: Database) -> None:
    group_id = north(small_centre, members=(ANA,))
    assert groups.groups(small_centre, ANA).empty
    assert groups.group(small_centre, ANA, group_id) is None
    assert groups.members_of(small_centre, ANA, group_id).empty
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET group_id = $group WHERE assignment_id = 'ca-ana'", {"group": group_id})
    read = [
        str(assignments.assignments_of_agent(small_centre, ANA, ANA, TODAY).to_dict("records")),
        str(assignments.assignment(small_centre, ANA, "ca-ana")),
        str(assignments.interactions_of_assignment(small_centre, ANA, "ca-ana").to_dict("records")),
    ]
    assert "ca-ana" in read[0]
    assert not [text for text in read if group_id in text or "North" in text]


def transfer(database: Database, agent: str, boss: str) -> None:
    with database.transaction() as cursor:
        moved = {"agent": agent, "boss": boss}
        cursor.execute("UPDATE supervisions SET supervisor_id = $boss WHERE agent_id = $agent", moved)


def test_members_who_moved_on_are_counted_and_not_named(small_centre: Database) -> None:
    group_id = north(small_centre)
    marks.mark(small_centre, SAM, "c-ben-1", ["Accuracy"], "")
    transfer(small_centre, BEN, LEE)
    group = groups.group(small_centre, SAM, group_id)  # he made it, so he sees it still
    assert group is not None
    assert group.others == 1
    assert groups.members_of(small_centre, SAM, group_id)["name"].tolist() == ["Ana Alves"]
    assert groups.groups(small_centre, SAM)[["members", "ready"]].to_numpy().tolist() == [[2, 0]]
    assert groups.group(small_centre, LEE, group_id) is None
    # they stay in it when he edits it, and are not his to choose
    groups.edit(small_centre, SAM, group_id, 1, "North", "", ["Accuracy"], [])
    assert groups.members_of(small_centre, KIM, group_id)["name"].tolist() == ["Ben Bauer"]
    assert "members" in complaints(groups.edit, small_centre, SAM, group_id, 2, "North", "", ["Accuracy"], [BEN])


def test_an_edit_changes_what_it_says_and_notes_from_what_to_what(small_centre: Database) -> None:
    group_id = north(small_centre)
    groups.edit(small_centre, KIM, group_id, 1, "north", "Both of them", ["Compliance"], [BEN, CLEO])
    group = groups.group(small_centre, KIM, group_id)
    assert group is not None
    assert (group.name, group.coaching_areas, group.version) == ("north", ["Compliance"], 2)
    assert groups.members_of(small_centre, KIM, group_id)["agent_id"].tolist() == [BEN, CLEO]
    noted = small_centre.query("FROM changes WHERE changed_by = 'kim@example.com' ORDER BY position")
    assert noted[["field", "was", "becomes"]].to_numpy().tolist() == [
        ["name", "North", "north"],
        ["coaching_areas", "Accuracy", "Compliance"],
        ["members", "Ana Alves, Ben Bauer", "Ben Bauer, Cleo Costa"],
    ]
    assert groups.group(small_centre, LEE, group_id) is None


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(small_centre: Database) -> None:
    group_id = north(small_centre)
    groups.edit(small_centre, KIM, group_id, 1, "Kim's", "Both of them", ["Accuracy"], [ANA])
    with pytest.raises(OutdatedError) as refused:
        groups.edit(small_centre, SAM, group_id, 1, "Sam's", "", ["Compliance"], [BEN])
    assert refused.value.changed_by == "Kim Kaur"
    assert refused.value.version == 2
    assert "Kim Kaur has changed this (name, members)" in str(refused.value)
    group = groups.group(small_centre, SAM, group_id)
    assert group is not None
    assert (group.name, group.version) == ("Kim's", 2)
    assert groups.members_of(small_centre, SAM, group_id)["agent_id"].tolist() == [ANA]
    with pytest.raises(OutdatedError):
        groups.remove(small_centre, SAM, group_id, 1)
    groups.edit(small_centre, SAM, group_id, refused.value.version, "Sam's", "", ["Compliance"], [BEN])  # knowing it
    group = groups.group(small_centre, SAM, group_id)
    assert group is not None
    assert (group.name, group.version) == ("Sam's", 3)


def test_saving_what_is_there_already_changes_nothing(small_centre: Database) -> None:
    group_id = north(small_centre)
    before = groups.group(small_centre, SAM, group_id)
    assert before is not None
    members = groups.members_of(small_centre, SAM, group_id)["agent_id"].tolist()
    groups.edit(small_centre, KIM, group_id, 1, before.name, before.description, before.coaching_areas, members)
    assert groups.group(small_centre, SAM, group_id) == before


@permission_of(groups.edit, groups.remove)
def test_a_refused_edit_changes_nothing(small_centre: Database) -> None:
    group_id = north(small_centre)
    before = [small_centre.query(f"FROM {table} ORDER BY ALL") for table in ("groups", "group_members", "changes")]
    for viewer, members in ((ANA, [ANA]), (LEE, [CLEO]), ("stranger@example.com", [ANA])):
        edit = (small_centre, viewer, group_id, 1, "Mine", "", ["Accuracy"], members)
        assert isinstance(refusal(groups.edit, *edit), NotFoundError)
        assert isinstance(refusal(groups.remove, small_centre, viewer, group_id, 1), NotFoundError)
    assert "members" in complaints(groups.edit, small_centre, SAM, group_id, 1, "North", "", ["Accuracy"], [])
    assert "members" in complaints(groups.edit, small_centre, SAM, group_id, 1, "North", "", ["Accuracy"], [ANA, CLEO])
    look_only(small_centre, SAM)
    assert isinstance(refusal(groups.edit, small_centre, SAM, group_id, 1, "N", "", ["Accuracy"], [ANA]), NotFoundError)
    assert isinstance(refusal(groups.remove, small_centre, SAM, group_id, 1), NotFoundError)
    assert groups.group(small_centre, SAM, group_id) is not None  # he may still look
    after = [small_centre.query(f"FROM {table} ORDER BY ALL") for table in ("groups", "group_members", "changes")]
    assert all(one.equals(other) for one, other in zip(before, after, strict=True))


@pytest.mark.storage
def test_a_removed_group_is_gone_and_its_name_free(small_centre: Database) -> None:
    group_id = north(small_centre)
    groups.remove(small_centre, KIM, group_id, 1)
    assert groups.groups(small_centre, SAM).empty
    assert groups.group(small_centre, SAM, group_id) is None
    assert groups.members_of(small_centre, SAM, group_id).empty
    error = refusal(groups.edit, small_centre, SAM, group_id, 1, "N", "", ["Accuracy"], [ANA])
    assert isinstance(error, NotFoundError)
    assert "Kim Kaur has removed this group" in error.sentence
    lees = refusal(groups.edit, small_centre, LEE, group_id, 1, "N", "", ["Accuracy"], [CLEO])
    assert lees.sentence == wording.NO_GROUP_TO_CHANGE
    assert north(small_centre, name="NORTH")


def test_keeping_its_own_name_is_no_clash(small_centre: Database) -> None:
    group_id = north(small_centre)
    groups.edit(small_centre, SAM, group_id, 1, "NORTH", "", ["Accuracy"], [ANA])
    other = north(small_centre, name="Other")
    assert "name" in complaints(groups.edit, small_centre, SAM, other, 1, "north", "", ["Accuracy"], [ANA])


def test_two_making_the_same_name_at_once_end_with_one(small_centre: Database) -> None:
    def make(viewer: str) -> Any:
        try:
            return north(small_centre, viewer)
        except RefusedError as refused:
            return refused

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(make, [SAM, KIM] * 4))
    assert sum(isinstance(one, str) for one in made) == 1
    assert len(small_centre.query("FROM groups")) == 1
