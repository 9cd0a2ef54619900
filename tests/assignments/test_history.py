from dataclasses import replace
from datetime import date

from coaching.assignments import history
from coaching.assignments.history import Choice
from coaching.storage import change_log
from coaching.storage.database import Database
from coaching.words.days import utc_now
from tests.centre import PEOPLE
from tests.permission_marks import permission_of

ANA, SAM = "ana@example.com", "sam@example.com"


def test_history_is_newest_first_in_the_order_of_each_change(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        change_log.append(cursor, "assignment", ["ca-ana"], SAM, utc_now(), {"created": (None, "Coaching ca-ana")})
        change_log.append(
            cursor,
            "assignment",
            ["ca-ana"],
            "gone@example.com",
            utc_now(),
            {"name": ("A", "B"), "work_on": ("C", None)},
        )
        change_log.append(cursor, "group", ["ca-ana"], SAM, utc_now(), {"name": ("not", "this")})
        change_log.append(cursor, "assignment", ["ca-ben"], SAM, utc_now(), {"name": ("nor", "this")})
    rows = history.history(small_centre, SAM, "ca-ana")
    assert list(rows.columns) == ["changed_at", "changed_by", "field", "was", "becomes"]
    told = rows[["changed_by", "field", "was", "becomes"]].astype(object)
    assert list(told.where(told.notna(), None).itertuples(index=False, name=None)) == [
        ("gone@example.com", "name", "A", "B"),
        ("gone@example.com", "work_on", "C", None),
        ("Sam Soto", "created", None, "Coaching ca-ana"),
    ]


def test_why_an_agent_was_chosen_is_never_for_that_agent(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        cursor.execute(
            "UPDATE assignments SET chosen_because = 'judgement', period_first = DATE '2026-11-01', "
            "period_last = DATE '2026-11-07', group_id = 'g-1' WHERE assignment_id = 'ca-ana'"
        )
        cursor.execute("INSERT INTO groups VALUES ('g-1', 'New starters', '', [], ?, now()::TIMESTAMP, 1, NULL)", [SAM])
        # Ana now supervises others, and herself by mistake: her own assignment still is not for her.
        cursor.execute("INSERT INTO supervisions VALUES (?, ?)", [ANA, ANA])
        cursor.execute("UPDATE people SET permissions = permissions || ['coaching_monitor'] WHERE person_id = ?", [ANA])
        change_log.append(cursor, "assignment", ["ca-ana"], SAM, utc_now(), {"created": (None, "Coaching ca-ana")})
    chosen = Choice(
        chosen_because="judgement",
        period_first=date(2026, 11, 1),
        period_last=date(2026, 11, 7),
        without_feedback_because=None,
        in_group=True,
        group_name="New starters",
    )
    assert history.choice(small_centre, SAM, "ca-ana") == chosen
    assert history.choice(small_centre, ANA, "ca-ana") is None
    assert history.history(small_centre, ANA, "ca-ana").empty
    assert history.choice(small_centre, SAM, "ca-ben") == Choice(
        chosen_because=None,
        period_first=None,
        period_last=None,
        without_feedback_because=None,
        in_group=False,
        group_name=None,
    )
    # a group with a member whom Sam does not supervise, made by somebody else: that it is one, and no name
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE groups SET created_by = 'kim@example.com'")
        cursor.execute("INSERT INTO group_members SELECT group_id, 'cleo@example.com' FROM groups")
    assert history.choice(small_centre, SAM, "ca-ana") == replace(chosen, group_name=None)


@permission_of(history.history)
def test_only_supervisors_of_its_agent_read_the_history(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        change_log.append(cursor, "assignment", ["ca-ana"], SAM, utc_now(), {"created": (None, "Coaching ca-ana")})
    everybody = [email for email, *_ in PEOPLE] + ["stranger@example.com", ""]
    readers = {viewer for viewer in everybody if not history.history(small_centre, viewer, "ca-ana").empty}
    assert readers == {SAM, "kim@example.com"}
