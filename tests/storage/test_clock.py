"""What was written last counts, also when the system clock is set back by up to a day between any two writes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import coaching
from coaching.assignments import assigning, assignments, discussion, groups, marks, templates, withdrawing
from coaching.assignments.discussion import Outcome
from coaching.assignments.draft import ChosenBecause, Draft
from coaching.quality import auditing, bookmarks, interactions
from coaching.quality.auditing import Answer
from coaching.storage import change_log, clock, saved_filters
from coaching.storage.database import Database
from coaching.words import days
from coaching.words.days import utc_now
from tests import kept_drafts
from tests.databases import examples, small_centre

pytestmark = pytest.mark.storage

ANA, SAM, KIM = "ana@example.com", "sam@example.com", "kim@example.com"
START = utc_now()  # what the small centre has is older
LATER = START.date() + timedelta(days=4000)
A_DAY = timedelta(days=1)

# How far the clock has moved when the next thing is written: an hour back on a host with the wrong time zone, a little
# back by NTP, not at all within a microsecond, and years ahead. Altogether it is never set back by more than a day.
moves = st.lists(
    st.sampled_from([timedelta(hours=-1), timedelta(milliseconds=-40), timedelta(0), timedelta(seconds=3)])
    | st.timedeltas(-A_DAY, timedelta(days=4000)),
    min_size=2,
    max_size=5,
)
jumping = settings(max_examples=examples(6), deadline=None)


@contextmanager
def centre_with_clock() -> Iterator[tuple[Database, Callable[[timedelta], None]]]:
    """The small centre, and what moves its clock."""
    now = [START]
    furthest = [START]

    def move(by: timedelta) -> None:
        now[0] = max(furthest[0] - A_DAY, min(now[0] + by, datetime(2100, 1, 1)))
        furthest[0] = max(furthest[0], now[0])

    opened = small_centre()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(days, "utc_now", lambda: now[0])
        try:
            yield opened, move
        finally:
            opened.close()


STORED = "SELECT unnest($stored::TIMESTAMP[]) AS instant"


@given(st.lists(st.timedeltas(-A_DAY, timedelta(days=4000)), min_size=1, max_size=8))
@example([-A_DAY, timedelta(0), timedelta(0)])
@settings(max_examples=examples(100), deadline=None)
def test_each_instant_is_later_than_the_one_before(moved: list[timedelta]) -> None:
    with duckdb.connect() as cursor, pytest.MonkeyPatch.context() as patch:  # it asks no table
        stored = [START]
        furthest = reading = START
        for by in moved:
            reading = max(furthest - A_DAY, reading + by)
            furthest = max(furthest, reading)
            patch.setattr(days, "utc_now", lambda reading=reading: reading)
            stored.append(clock.instant_after(cursor, STORED, {"stored": stored}))
            assert stored[-1] >= reading
    assert stored == sorted(set(stored))


@given(
    st.lists(st.timedeltas(timedelta(days=1, seconds=2), timedelta(days=30_000))),
    st.lists(st.timedeltas(timedelta(days=-4000), A_DAY)),
)
@settings(max_examples=examples(100), deadline=None)
def test_an_instant_more_than_a_day_ahead_moves_no_other(wrong: list[timedelta], right: list[timedelta]) -> None:
    with duckdb.connect() as cursor, pytest.MonkeyPatch.context() as patch:  # it asks no table
        patch.setattr(days, "utc_now", lambda: START)
        stored = [START + ahead for ahead in (*wrong, *right)]
        found = clock.instant_after(cursor, STORED, {"stored": stored})
    assert found == max([START, *(START + ahead + clock.SMALLEST_STEP for ahead in right)])


@given(moves, st.data())
@jumping
def test_the_newest_tick_counts(moved: list[timedelta], data: st.DataObject) -> None:
    with centre_with_clock() as (centre, move):
        for by in moved:
            move(by)
            done = data.draw(st.booleans())
            discussion.tick_step(centre, ANA, "ca-ana", "Read it", done)
            assert discussion.steps(centre, SAM, "ca-ana")[0].done == done


@given(moves)
@jumping
def test_notes_and_outcomes_stay_in_the_order_of_writing(moved: list[timedelta]) -> None:
    with centre_with_clock() as (centre, move):
        outcomes = list(Outcome)
        for number, by in enumerate(moved):
            move(by)
            discussion.write_note(centre, ANA, "ca-ana", f"Note {number}")
            assert note_to_answer(centre)
            move(by)
            outcome = outcomes[number % len(outcomes)]
            discussion.record_outcome(centre, SAM, "ca-ana", outcome, f"Outcome {number}", LATER)
            assert not note_to_answer(centre), "the outcome came after the note"
            assert discussion.outcomes(centre, SAM, "ca-ana")[0].outcome == outcome
        written = [note.text for note in discussion.notes(centre, SAM, "ca-ana")]
        assert written == [f"Note {number}" for number in range(len(moved))]
        concluded = [one.note for one in discussion.outcomes(centre, SAM, "ca-ana")]
        assert concluded == [f"Outcome {number}" for number in reversed(range(len(moved)))]


def note_to_answer(centre: Database) -> bool:
    row = centre.first(
        "SELECT (SELECT max(written_at) FROM notes) > coalesce((SELECT max(recorded_at) FROM outcomes), '2000-01-01') "
        "AS waits"
    )
    assert row is not None
    return bool(row["waits"])


@given(moves)
@jumping
def test_the_audit_made_last_is_the_one_shown(moved: list[timedelta]) -> None:
    with centre_with_clock() as (centre, move):
        for number, by in enumerate(moved):
            move(by)
            auditor = (SAM, KIM)[number % 2]
            given = {metric: Answer(("YES", "NO")[number // 2 % 2]) for metric in ("m-greet", "m-verify", "m-answer")}
            auditing.submit(centre, auditor, "c-ana-1", given, f"Audit {number}")
            newest = interactions.audits(centre, SAM, "c-ana-1")[0]
            assert newest.comment == f"Audit {number}"
            shown = centre.first("SELECT supervisor_audit_score FROM interactions WHERE interaction_id = 'c-ana-1'")
            assert shown == {"supervisor_audit_score": newest.score}


@given(moves)
@jumping
def test_versions_of_a_template_are_never_used_twice(moved: list[timedelta]) -> None:
    """Also not when it was removed and is written anew, which counts the changes there were."""
    with centre_with_clock() as (centre, move):
        seen = {0}
        for number, by in enumerate(moved):
            move(by)
            kept = templates.template(centre, SAM, "Accuracy")
            templates.save(centre, SAM, "Accuracy", kept.version if kept else 0, f"Words {number}", "", [])
            now = templates.template(centre, SAM, "Accuracy")
            assert now is not None
            assert now.version not in seen
            seen.add(now.version)
            if number % 2:
                move(by)
                templates.remove(centre, SAM, "Accuracy", now.version)
        fields = templates.history(centre, SAM, "Accuracy")
        assert fields["changed_at"].is_monotonic_decreasing


DRAFT = Draft(
    name="First name",
    coaching_areas=["Accuracy"],
    interactions=["c-ana-1"],
    chosen_because=ChosenBecause.JUDGEMENT,
    period_first=START.date() - timedelta(days=30),
    period_last=START.date() - timedelta(days=5),
    work_on="Answer first.",
    action_plan=["Do it"],
    follow_up_on=START.date() + timedelta(days=14 - START.weekday()),  # a Monday
)


@given(moves)
@jumping
def test_the_history_and_the_lists_have_the_newest_first(moved: list[timedelta]) -> None:
    with centre_with_clock() as (centre, move):
        with centre.transaction() as cursor:
            cursor.execute("UPDATE assignments SET withdrawn_at = '2026-01-01'")  # nothing else is open
        made: list[str] = []
        for by in moved:
            move(by)
            made.insert(0, assigning.create(centre, SAM, ANA, DRAFT, START.date()))
            move(by)
            found = assigning.assignment_to_edit(centre, SAM, made[0])
            assert found is not None
            changed = Draft.from_json(found[1].to_json() | {"name": f"Name {len(made)}"})
            assigning.edit(centre, SAM, made[0], changed, found[2], START.date())
            assert changes_of(centre, made[0])[0] == f"Name {len(made)}"
            listed = assignments.assignments_of_agent(centre, ANA, ANA, START.date())
            assert listed["assignment_id"].tolist() == [made[0]]
            move(by)
            discussion.record_outcome(centre, SAM, made[0], Outcome.CLOSED, "Over", LATER)
            move(by)
            withdrawing.withdraw(centre, SAM, made[0], f"Reason {len(made)}")
            assert changes_of(centre, made[0])[0] == f"Reason {len(made)}"
        rows = centre.query("SELECT assignment_id FROM assignments WHERE assignment_id NOT IN "
                            "('ca-ana', 'ca-ana-old', 'ca-ben', 'ca-cleo') ORDER BY assigned_at DESC")  # fmt: skip
        assert rows["assignment_id"].tolist() == made


def changes_of(centre: Database, assignment_id: str) -> list[str]:
    rows = centre.query(
        "SELECT becomes FROM changes WHERE subject_id = $made ORDER BY changed_at DESC, position",
        {"made": assignment_id},
    )
    return list(rows["becomes"])


@given(moves)
@jumping
def test_marks_bookmarks_drafts_and_filters_have_the_newest_first(moved: list[timedelta]) -> None:
    with centre_with_clock() as (centre, move):
        for number, by in enumerate(moved):
            interaction, agent = (("c-ana-1", ANA), ("c-ben-1", "ben@example.com"))[number % 2]
            move(by)
            mark = marks.mark(centre, SAM, interaction, ["Accuracy"], f"Mark {number}")
            assert marks.marked_agents(centre, SAM, page=1, size=5)[0]["agent_id"].iloc[0] == agent
            newest = marks.own_mark(centre, SAM, interaction)
            assert newest is not None
            assert (newest.note, newest.closed_at) == (f"Mark {number}", None)
            move(by)
            marks.set_aside(centre, SAM, mark, "No")
            move(by)
            marks.mark(centre, SAM, interaction, ["Accuracy"], f"Mark {number} again")
            newest = marks.own_mark(centre, SAM, interaction)
            assert newest is not None
            assert newest.note == f"Mark {number} again"
            marks.set_aside(centre, SAM, newest.mark_id, "No")
            move(by)
            bookmarks.add(centre, SAM, interaction, f"Bookmark {number}")
            assert bookmarks.bookmarked(centre, SAM)["note"].iloc[0] == f"Bookmark {number}"
            move(by)
            kept_drafts.keep(centre, SAM, "assignment", "agent:x", {"number": number})
            assert kept_drafts.content_of(centre, SAM, "assignment", "agent:x") == {"number": number}
            saved_filters.save(centre, SAM, "monitor", {"number": number})
            assert saved_filters.saved(centre, SAM, "monitor") == {"number": number}


@given(moves)
@jumping
def test_who_changed_a_group_last_is_named(moved: list[timedelta]) -> None:
    with centre_with_clock() as (centre, move):
        group = groups.create(centre, KIM, "New hires", "", ["Accuracy"], [ANA])
        for number, by in enumerate(moved):
            move(by)
            who = (SAM, KIM)[number % 2]
            known = groups.group(centre, who, group)
            assert known is not None
            groups.edit(centre, who, group, known.version, "New hires", f"Number {number}", ["Accuracy"], [ANA])
            with centre.transaction() as cursor:
                assert change_log.newest(cursor, "group", group) == (who, ["description"])


def test_an_opening_is_never_before_the_assignment(small_centre: Database) -> None:
    with small_centre.transaction() as cursor:
        ahead = utc_now() + timedelta(hours=1)
        cursor.execute("UPDATE assignments SET assigned_at = ? WHERE assignment_id = 'ca-ana'", [ahead])
    assignments.record_opening(small_centre, ANA, "ca-ana", "c-ana-1")
    assert small_centre.first("SELECT opened_at FROM openings WHERE assignment_id = 'ca-ana'") == {"opened_at": ahead}


FAR = datetime(2099, 1, 1)
SOON = timedelta(minutes=5)


@pytest.fixture
def misdated(small_centre: Database) -> Database:
    """The small centre, in which everything that is written at a time was once written in 2099 as well."""
    with small_centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = '2026-01-01' WHERE assignment_id = 'ca-ben'")
        cursor.execute("UPDATE assignments SET assigned_at = ? WHERE assignment_id IN ('ca-ana', 'ca-cleo')", [FAR])
        for statement in (
            "INSERT INTO marks VALUES ('mark-far', 'cleo@example.com', 'c-cleo-2', 'lee@example.com', $far, [], '')",
            "INSERT INTO marks VALUES ('mark-her', 'ana@example.com', 'c-ana-3', 'sam@example.com', $far, [], '')",
            "INSERT INTO audits BY NAME SELECT 'audit-far' AS audit_id, 'c-ana-2' AS interaction_id, "
            "'kim@example.com' AS auditor_id, $far AS audited_at, 50 AS score",
            "INSERT INTO bookmarks VALUES ('sam@example.com', 'c-ben-1', '', $far)",
            "INSERT INTO notes VALUES ('note-far', 'ca-ana-old', 'ana@example.com', $far, 'Far away')",
            "INSERT INTO changes VALUES ('template', 'Accuracy', 'sam@example.com', $far, 1, 'name', NULL, 'Far')",
            "INSERT INTO drafts VALUES ('sam@example.com', 'assignment', 'agent:x', '{}', $far)",
            "INSERT INTO saved_filters VALUES ('sam@example.com', 'monitor', '{}', $far)",
        ):
            cursor.execute(statement, {"far": FAR})
    return small_centre


def test_one_instant_in_the_far_future_moves_nothing_there(misdated: Database) -> None:
    """Neither of the same agent nor of the same supervisor, nor of anything else that is written."""
    until = utc_now() + SOON
    about_ben = replace(DRAFT, coaching_areas=["Etiquette"], interactions=["c-ben-1"])
    made = assigning.create(misdated, SAM, "ben@example.com", about_ben, START.date())
    discussion.write_note(misdated, ANA, "ca-ana-old", "Now")
    discussion.tick_step(misdated, ANA, "ca-ana-old", "Read it", True)
    auditing.submit(misdated, SAM, "c-ana-2", dict.fromkeys(("m-greet", "m-verify", "m-answer"), Answer("YES")), "")
    mark = marks.mark(misdated, SAM, "c-ana-1", ["Accuracy"], "")
    marks.set_aside(misdated, SAM, mark, "No")
    bookmarks.add(misdated, SAM, "c-ana-1", "")
    templates.save(misdated, SAM, "Accuracy", 0, "Words", "", [])
    kept_drafts.keep(misdated, SAM, "assignment", "agent:x", {"number": 1})
    saved_filters.save(misdated, SAM, "monitor", {"number": 1})
    assignments.record_opening(misdated, ANA, "ca-ana", "c-ana-1")
    written = {
        "assignments": ("assigned_at", f"assignment_id = '{made}'"),
        "changes": ("changed_at", f"subject_id IN ('{made}', 'Accuracy')"),
        "notes": ("written_at", "text = 'Now'"),
        "step_ticks": ("ticked_at", "TRUE"),
        "audits": ("audited_at", "auditor_id = 'sam@example.com' AND interaction_id = 'c-ana-2'"),
        "marks": ("marked_at", f"mark_id = '{mark}'"),
        "mark_closings": ("closed_at", "TRUE"),
        "bookmarks": ("bookmarked_at", "interaction_id = 'c-ana-1'"),
        "drafts": ("saved_at", "TRUE"),
        "saved_filters": ("saved_at", "TRUE"),
        "openings": ("opened_at", "assignment_id = 'ca-ana'"),
    }
    for table, (column, which) in written.items():
        found = misdated.query(f"SELECT {column} AS instant FROM {table} WHERE {which}")["instant"]
        found = found[found != FAR]
        assert len(found), table
        assert (found < until).all(), table


# Modules that read the clock themselves, and why that cannot turn an order.
MAY_READ_THE_CLOCK = {
    "clock": "decides all other instants",
    "schema": "notes when a migration was applied",
    "days": "has the clock",
    "assignments": "openings count whenever they were",
    "news": "leaves out what is dated in a future that nobody believes",
    "best_responses": "offers count whenever they were made",
    "interactions": "asks which interactions have begun, and writes nothing",
    "backing_up": "notes when a backup was made, for its name and its manifest",
    "restoring": "names the file that was replaced",
    "lake_catalogue": "notes that something was written, for nobody to sort by",
}


def test_no_other_command_reads_the_clock() -> None:
    rooms = ("storage", "people", "quality", "assignments", "measuring", "words", "comparison")
    files = [path for room in rooms for path in (Path(coaching.__file__).parent / room).rglob("*.py")]
    assert len(files) > 50
    reads = {
        path.stem
        for path in files
        if re.search(
            r"utc_now\(|datetime\.now|datetime\.utcnow|time\.time\(|\bnow\(\)|current_timestamp", path.read_text()
        )
    }
    assert reads - set(MAY_READ_THE_CLOCK) == set()
