"""People added, changed, deactivated and reactivated: who may, what is refused, what stays after an import."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.administration import administered, changing_people, joining_people
from coaching.administration.changing_people import PersonChange
from coaching.measuring import coverage, rounds, uncovered
from coaching.people import people, visibility
from coaching.people.permissions import ADMINISTRATION, PERMISSIONS, Action
from coaching.people.roles import GIVES, Role
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.refusals import (
    InvalidFieldsError,
    NotAllowedError,
    NotFoundError,
    NotPossibleError,
    RefusedError,
)
from tests.administration import conftest
from tests.administration.people import (
    AGENT,
    ANA,
    BEN,
    CLEO,
    KIM,
    LEE,
    NED,
    SAM,
    changes_of,
    everything,
    stored,
    supervised_by,
)
from tests.importers.export import conversation, load, page, person, snapshot
from tests.measuring.test_rounds import SCOPE, TODAY, need_coaching
from tests.permission_marks import permission_of

NEW: dict[str, Any] = {"team": "North", "supervisor_id": SAM, "permissions": AGENT}


def add(centre: Database, name: str = "Nia Novak", email: str = "nia@example.com", **more: Any) -> str:
    return changing_people.add_person(centre, KIM, name=name, email=email, **(NEW | more))


@permission_of(
    changing_people.add_person, changing_people.change_people, changing_people.deactivate, changing_people.reactivate
)
@pytest.mark.storage
@pytest.mark.parametrize("viewer", [ANA, SAM, NED, "stranger@example.com", ""])
def test_who_may_not_administer_changes_nobody(centre: Database, viewer: str) -> None:
    before = everything(centre)
    for command, arguments in (
        (changing_people.change_people, ([ANA], PersonChange(team="South"))),
        (changing_people.deactivate, ([ANA],)),
        (changing_people.reactivate, ([ANA],)),
    ):
        with pytest.raises(NotAllowedError):
            command(centre, viewer, *arguments)
    with pytest.raises(NotAllowedError):
        changing_people.add_person(centre, viewer, name="Nia", email="nia@example.com", **NEW)
    assert everything(centre) == before


@permission_of(changing_people.changing, changing_people.found_people, changing_people.store, changing_people.note)
@pytest.mark.storage
def test_a_new_person_signs_in_and_is_supervised_at_once(centre: Database) -> None:
    assert add(centre, "  Nia\u00a0 Novak ", "Nia <NIA@Example.com>") == "nia@example.com"
    viewer = people.viewer_with_email(centre, "nia@example.com")
    assert viewer is not None
    assert (viewer.name, viewer.permissions) == ("Nia Novak", AGENT)
    assert supervised_by(centre, SAM) == {ANA, BEN, "nia@example.com"}
    assert ("kim@example.com", "added", None, "nia@example.com") in changes_of(centre, "nia@example.com")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"email": "nia"}, "email", wording.NO_ADDRESS),
        ({"email": "nia@example.com, olu@example.com"}, "email", wording.NO_ADDRESS),
        ({"email": " ANA@example.com"}, "email", wording.ADDRESS_TAKEN),
        ({"name": " \u200b "}, "name", wording.NO_NAME),
        ({"name": "NA"}, "name", wording.NO_NAME),
        ({"team": "x" * 2_000}, "team", wording.NO_NAME),
        ({"supervisor_id": "nobody@example.com"}, "supervisor_id", wording.NO_SUCH_PERSON),
        ({"permissions": frozenset({"everything"})}, "permissions", wording.NO_SUCH_PERMISSION),
    ],
)
def test_what_an_import_would_refuse_is_refused(
    centre: Database, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    before = everything(centre)
    with pytest.raises(InvalidFieldsError) as refused:
        add(centre, **wrong)
    assert refused.value.complaints == {field: sentence}
    assert everything(centre) == before


@pytest.mark.storage
def test_several_are_changed_at_once_or_none(centre: Database) -> None:
    change = PersonChange(team="West", supervisor_id=LEE, permissions=GIVES[Role.TEAM_LEAD])
    with pytest.raises(NotFoundError):
        changing_people.change_people(centre, KIM, [ANA, "nobody@example.com"], change)
    with pytest.raises(InvalidFieldsError):
        changing_people.change_people(centre, KIM, [ANA, LEE], change)
    assert changing_people.change_people(centre, KIM, [ANA, BEN], change) == [ANA, BEN]
    assert changing_people.change_people(centre, KIM, [ANA, BEN], change) == []
    for person_id in (ANA, BEN):
        row = stored(centre, person_id)
        assert row is not None
        assert (row["team"], row["supervisor_id"], frozenset(row["permissions"])) == (
            "West", LEE, GIVES[Role.TEAM_LEAD],
        )  # fmt: skip
    assert supervised_by(centre, SAM) == set()
    assert supervised_by(centre, LEE) >= {ANA, BEN}
    assert changes_of(centre, ANA)[:2] == [(KIM, "team", "North", "West"), (KIM, "supervisor", SAM, LEE)]


@pytest.mark.storage
def test_who_is_deactivated_is_nobody_any_more_until_reactivated(centre: Database) -> None:
    before = stored(centre, SAM), supervised_by(centre, SAM)
    assert changing_people.deactivate(centre, KIM, [SAM, ANA]) == [SAM, ANA]
    assert people.viewer_with_email(centre, SAM) is None
    assert people.viewer_chosen(centre, SAM) is None
    assert people.is_deactivated(centre, "SAM@example.com")
    assert SAM not in people.sign_in_labels(centre)
    assert supervised_by(centre, SAM) == set()
    assert not visibility.may_see(centre, SAM, BEN)
    assert not visibility.may(centre, KIM, Action.COACH, ANA)
    assert visibility.may(centre, KIM, Action.SEE, ANA)
    assert visibility.may(centre, KIM, Action.COACH, BEN)
    changing_people.change_people(centre, KIM, [SAM], PersonChange(permissions=GIVES[Role.QUALITY]))
    assert people.viewer_with_email(centre, SAM) is None
    changing_people.change_people(centre, KIM, [SAM], PersonChange(permissions=GIVES[Role.SUPERVISOR]))
    assert changing_people.reactivate(centre, LEE, [SAM, ANA, BEN]) == [SAM, ANA]
    assert (stored(centre, SAM), supervised_by(centre, SAM)) == before
    assert changes_of(centre, ANA) == [(KIM, "deactivated", None, "yes"), (LEE, "deactivated", "yes", None)]


def to_coach(centre: Database) -> list[set[str]]:
    """Whom the pages Coverage, To do and Planner name as those to coach."""
    return [
        set(coverage.agents(centre, KIM, SCOPE.period)["agent_id"]),
        set(uncovered.uncovered_areas(centre, KIM, SCOPE.period, TODAY)["agent_id"]),
        set(rounds.needs_now(centre, KIM, SCOPE, TODAY)["agent_id"]),
    ]


@pytest.mark.storage
def test_whoever_is_deactivated_is_named_nowhere_as_one_to_coach(centre: Database) -> None:
    need_coaching(centre)
    assert all(named >= {ANA, BEN, CLEO} for named in to_coach(centre))
    changing_people.deactivate(centre, KIM, [CLEO])
    assert all(named & {ANA, BEN, CLEO} == {ANA, BEN} for named in to_coach(centre))
    assert rounds.draw(centre, KIM, SCOPE, 1, TODAY).waiting == 1  # nobody is drawn who may not be coached
    changing_people.reactivate(centre, KIM, [CLEO])
    assert all(CLEO in named for named in to_coach(centre)[:2])


@pytest.mark.storage
def test_nobody_takes_the_right_to_administer_from_themselves(centre: Database) -> None:
    with pytest.raises(NotPossibleError):
        changing_people.deactivate(centre, KIM, [ANA, KIM])
    with pytest.raises(NotPossibleError):
        changing_people.change_people(centre, KIM, [KIM, ANA], PersonChange(permissions=AGENT))
    assert people.viewer_with_email(centre, ANA) is not None
    changing_people.deactivate(centre, KIM, [LEE])
    with pytest.raises(NotAllowedError):
        changing_people.deactivate(centre, LEE, [KIM])


def administrators(centre: Database) -> set[str]:
    held = centre.rows("SELECT person_id FROM people WHERE email IS NOT NULL AND list_contains(permissions, $right)",
                       {"right": ADMINISTRATION})  # fmt: skip
    return {row["person_id"] for row in held if people.viewer_chosen(centre, row["person_id"]) is not None}


anybody = st.sampled_from([ANA, BEN, SAM, LEE, KIM, NED, "nia@example.com"])
some = st.lists(anybody, min_size=1, max_size=3, unique=True)
held = st.sets(st.sampled_from(PERMISSIONS)).map(frozenset)
steps = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(["nia@example.com", "NIA@example.com", "ana@example.com"]), held),
    st.tuples(st.just("change"), some, held),
    st.tuples(st.just("deactivate"), some, held),
    st.tuples(st.just("reactivate"), some, held),
    st.tuples(st.just("join"), st.tuples(anybody, anybody), held),
)


def carry_out(centre: Database, actor: str, step: tuple[str, Any, frozenset[str]]) -> None:
    kind, about, permissions = step
    match kind:
        case "add":
            changing_people.add_person(
                centre, actor, name="Nia", email=about, team=None, supervisor_id=SAM, permissions=permissions
            )
        case "change":
            changing_people.change_people(
                centre, actor, about, PersonChange(supervisor_id=LEE, permissions=permissions)
            )
        case "deactivate":
            changing_people.deactivate(centre, actor, about)
        case "reactivate":
            changing_people.reactivate(centre, actor, about)
        case "join":
            joining_people.join_people(centre, actor, gone_id=about[0], kept_id=about[1])


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from([KIM, LEE, ANA, "nia@example.com"]), steps), max_size=6))
def test_whatever_administrators_do_somebody_still_may_and_addresses_stay_apart(steps: list[Any]) -> None:
    centre = conftest.administered()
    try:
        for actor, step in steps:
            before = everything(centre)
            try:
                carry_out(centre, actor, step)
            except RefusedError:
                assert everything(centre) == before
            rows = centre.rows("FROM people")
            assert administrators(centre)
            addresses = [row["email"] for row in rows if row["email"] is not None]
            assert len(set(addresses)) == len(addresses)
            assert all(set(row["permissions"]) <= set(PERMISSIONS) for row in rows)
            away = {row["person_id"] for row in centre.rows(people.DEACTIVATED)}
            assert not [row for row in rows if row["person_id"] in away and row["permissions"]]
            known = {row["person_id"] for row in rows}
            overseen = centre.rows("FROM supervisions")
            assert all({row["supervisor_id"], row["agent_id"]} <= known for row in overseen)
            assert not [row for row in overseen if row["supervisor_id"] == row["agent_id"]]
    finally:
        centre.close()


@pytest.mark.storage
def test_what_an_administrator_has_set_stays_after_imports_and_the_report_says_so(
    database: Database, tmp_path: Path
) -> None:
    listed = [
        person(KIM, "Kim Kaur", permissions=[ADMINISTRATION]),
        person(ANA, "Ana Alves", team="North", permissions=sorted(AGENT)),
        person(BEN, "Ben Bauer", team="North", permissions=sorted(AGENT)),
        person(SAM, "Sam Soto", permissions=sorted(GIVES[Role.SUPERVISOR])),
    ]
    load(database, tmp_path / "1", {"people.json": listed})
    changing_people.change_people(
        database, KIM, [ANA], PersonChange(name="Ana A.", team="West", supervisor_id=SAM, permissions=frozenset())
    )
    changing_people.deactivate(database, KIM, [BEN])
    added = add(database, supervisor_id=SAM)
    before = [database.rows(f"FROM {table} ORDER BY ALL") for table in ("people", "supervisions")]
    calls = page(
        conversation("k-1", Agents=[{"Agent Name": "Ana Alves", "Agent Email": ANA, "Team": "North"}]),
        conversation("k-2", Agents=[{"Agent Name": "Ben Bauer", "Agent Email": BEN}]),
    )
    report = load(database, tmp_path / "2", {"people.json": listed, "page.json": calls})
    assert [note for note in report.notes if ANA in note and "1 person" in note]
    assert report.left == []
    assert [database.rows(f"FROM {table} ORDER BY ALL") for table in ("people", "supervisions")] == before
    assert people.viewer_with_email(database, BEN) is None
    assert people.viewer_with_email(database, added) is not None


@permission_of(
    administered.people_listed,
    administered.person,
    administered.teams,
    administered.overseers,
    joining_people.what_moves,
)
@pytest.mark.storage
@pytest.mark.parametrize("viewer", [ANA, SAM, NED, "stranger@example.com", "", KIM])
def test_only_administrators_read_who_there_is(centre: Database, viewer: str) -> None:
    may = viewer == KIM
    everybody = administered.PeopleFilter()
    assert bool(administered.people_listed(centre, viewer, everybody, page=1, size=9)[1]) == may
    assert (administered.person(centre, viewer, ANA) is not None) == may
    assert bool(administered.teams(centre, viewer)) == may
    assert bool(administered.overseers(centre, viewer)) == may
    assert bool(joining_people.what_moves(centre, viewer, ANA)) == may


def listed(centre: Database, **asked: Any) -> list[str]:
    rows, total = administered.people_listed(centre, KIM, administered.PeopleFilter(**asked), page=1, size=99)
    assert total == len(rows)
    return list(rows["person_id"])


def test_people_are_found_by_what_they_are_called_and_by_what_they_are(centre: Database) -> None:
    assert len(listed(centre)) == 9
    assert listed(centre, text="  ANA ") == [ANA]
    assert listed(centre, text="cleo@") == [CLEO]
    assert listed(centre, team="North") == [ANA, BEN]
    assert listed(centre, role=Role.AGENT) == [ANA, BEN, CLEO]
    assert listed(centre, role=Role.ADMINISTRATOR) == [KIM, LEE]
    assert listed(centre, standing=administered.Standing.WITHOUT_ROLE) == [NED]
    assert listed(centre, standing=administered.Standing.UNSUPERVISED) == []
    changing_people.deactivate(centre, KIM, [SAM])
    assert listed(centre, standing=administered.Standing.UNSUPERVISED) == [ANA, BEN]
    assert listed(centre, standing=administered.Standing.DEACTIVATED, role=Role.SUPERVISOR) == [SAM]
    assert SAM not in listed(centre)
    assert SAM in listed(centre, standing=administered.Standing.EVERYBODY)
    found = administered.person(centre, KIM, SAM)
    assert found is not None
    assert (found.roles, found.is_deactivated) == ([Role.SUPERVISOR], True)
    assert SAM not in administered.overseers(centre, KIM)
    rows, total = administered.people_listed(centre, KIM, administered.PeopleFilter(), page=2, size=3)
    assert (len(rows), total) == (3, 8)


@permission_of(joining_people.join_people)
@pytest.mark.storage
def test_joining_moves_everything_and_cannot_be_undone_by_an_import(database: Database, tmp_path: Path) -> None:
    files = {
        "people.json": [
            person(KIM, "Kim Kaur", permissions=[ADMINISTRATION]),
            person(ANA, "Ana Alves", permissions=sorted(AGENT)),
            person(BEN, "Ben Bauer", permissions=sorted(AGENT)),
        ],
        "page.json": page(*(conversation(f"k-{each}", Agents=[{"Agent Email": each}]) for each in (ANA, BEN))),
    }
    load(database, tmp_path / "1", files)
    moved = joining_people.what_moves(database, KIM, BEN)
    assert moved["interactions"] == 1
    with pytest.raises(NotAllowedError):
        joining_people.join_people(database, ANA, gone_id=BEN, kept_id=ANA)
    with pytest.raises(NotPossibleError):
        joining_people.join_people(database, KIM, gone_id=ANA, kept_id=ANA)
    with pytest.raises(NotFoundError):
        joining_people.join_people(database, KIM, gone_id=ANA, kept_id="nobody@example.com")
    with pytest.raises(NotPossibleError):
        joining_people.join_people(database, KIM, gone_id=KIM, kept_id=ANA)
    joining_people.join_people(database, KIM, gone_id=BEN, kept_id=ANA)
    assert stored(database, BEN) is None
    assert database.rows("SELECT DISTINCT agent_id FROM interactions") == [{"agent_id": ANA}]
    assert database.rows("SELECT DISTINCT agent_id FROM agent_daily") == [{"agent_id": ANA}]
    viewer = people.viewer_with_email(database, BEN)
    assert viewer is not None
    assert viewer.person_id == ANA
    assert changes_of(database, ANA) == [(KIM, "joined", BEN, ANA)]
    before = snapshot(database)
    load(database, tmp_path / "2", files)
    assert stored(database, BEN) is None
    assert stored(database, ANA) in database.rows("FROM people")
    assert snapshot(database)["interactions"] == before["interactions"]
