from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from coaching.assignments import assignments, discussion
from coaching.assignments.draft import ChosenBecause
from coaching.people.permissions import Action, needed
from coaching.storage import change_log
from coaching.storage.database import Database
from coaching.words import wording
from coaching.words.days import utc_now
from coaching.words.formatting import as_label, day, escape, plain
from coaching.words.refusals import NotAllowedError
from tests.pages.screens import everything_sent, html_of, open_page, rows_of, shown

PAGE = "pages/agent/assignment.py"
ANA, SAM, KIM = "ana@example.com", "sam@example.com", "kim@example.com"
ACKNOWLEDGE = "discussion_acknowledge_ca-ana"
STEP_2 = "discussion_step_2_ca-ana"
NOTE = "discussion_note_ca-ana"
OUTCOME = "discussion_outcome_ca-ana-old"
OUTCOME_NOTE = "discussion_outcome_note_ca-ana-old"


def only_look(centre: Database, viewer: str = SAM) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] WHERE person_id = ?", [viewer]
        )


def withdraw(centre: Database, assignment: str) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET withdrawn_at = ? WHERE assignment_id = ?", [utc_now(), assignment])


def keys(page: object) -> set[str]:
    return {widget.key for kind in ("button", "checkbox", "text_area") for widget in getattr(page, kind) if widget.key}


def test_the_agent_acknowledges_once(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    page.button(key=ACKNOWLEDGE).click().run()
    assert not page.exception
    assert ACKNOWLEDGE not in keys(page)
    (told,) = [caption.value for caption in page.caption if wording.ACKNOWLEDGED in caption.value]
    assert day(utc_now().date()) in told
    assert told in [caption.value for caption in open_page(PAGE, viewer=SAM, assignment="ca-ana").caption]
    assert any("0 of 3 reviewed" in line.value for line in page.markdown)


def test_a_supervisor_reads_that_it_is_not_acknowledged() -> None:
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana")
    assert wording.NOT_ACKNOWLEDGED in [caption.value for caption in page.caption]
    assert ACKNOWLEDGE not in keys(page)


def test_the_agent_ticks_a_step_and_takes_it_back(centre: Database) -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert [(box.label, box.value) for box in page.checkbox] == [("1. Read it", False), ("2. Do it", False)]
    page.checkbox(key=STEP_2).check().run()
    assert [box.value for box in page.checkbox] == [False, True]
    assert [step.done for step in discussion.steps(centre, ANA, "ca-ana")] == [False, True]
    seen = open_page(PAGE, viewer=SAM, assignment="ca-ana")
    assert not seen.checkbox
    texts = [text.value for text in seen.text]
    assert "○ 1. Read it" in texts
    assert any(text.startswith("✓ 2. Do it · done ") for text in texts)
    page.checkbox(key=STEP_2).uncheck().run()
    assert [step.done for step in discussion.steps(centre, ANA, "ca-ana")] == [False, False]


def test_an_agent_reads_what_is_new_once(centre: Database) -> None:
    open_page(PAGE, viewer=ANA, assignment="ca-ana-old")
    discussion.write_note(centre, ANA, "ca-ana-old", "I have read it.")
    discussion.write_note(centre, SAM, "ca-ana-old", "How was it?")
    discussion.record_outcome(centre, SAM, "ca-ana-old", "training", "A course.", utc_now().date())
    mark = f'<strong class="new">{wording.NEW}</strong>'
    said = [wording.NEWS_HERE["concluded"], wording.NEWS_HERE["answered"]]
    assert mark not in html_of(open_page(PAGE, viewer=SAM, assignment="ca-ana-old"))
    sent = html_of(open_page(PAGE, viewer=ANA, assignment="ca-ana-old"))
    assert sent.count(mark) == 3  # above, at the note of another, at the outcome
    assert " ".join(said) in sent
    later = html_of(open_page(PAGE, viewer=ANA, assignment="ca-ana-old"))
    assert mark not in later
    assert said[0] not in later


def test_an_agent_reads_which_parts_were_changed_but_not_what_is_for_supervisors(centre: Database) -> None:
    open_page(PAGE, viewer=ANA, assignment="ca-ana")
    with centre.transaction() as cursor:
        at = change_log.next_instant(cursor, "assignment", ["ca-ana"])
        fields = {"follow_up_on": ("1 Mar 2026", "8 Mar 2026"), "chosen_because": (None, "judgement")}
        change_log.append(cursor, "assignment", ["ca-ana"], SAM, at, fields)
    sent = html_of(open_page(PAGE, viewer=ANA, assignment="ca-ana"))
    assert wording.NEWS_HERE["changed"].format(fields=wording.HISTORY_FIELDS["follow_up_on"]) in sent
    assert wording.HISTORY_FIELDS["chosen_because"] not in sent


def test_a_tick_from_elsewhere_shows() -> None:
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    other = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    other.checkbox(key=STEP_2).check().run()
    assert page.run().checkbox(key=STEP_2).value


def test_both_write_and_both_read(centre: Database) -> None:
    words = "Could we <b>talk</b> on *Friday*?\nI have [time](http://evil)."
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert page.text_area(key=NOTE).label == wording.NOTE_BY_AGENT
    page.text_area(key=NOTE).set_value(words).run()
    page.button(key=f"{NOTE}_send").click().run()
    assert page.text_area(key=NOTE).value == ""
    assert escape(words) in html_of(page)
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana")
    assert escape(words) in html_of(page)
    assert not [part.value for part in page.markdown if "Friday" in part.value]
    assert page.text_area(key=NOTE).label == "Write to Ana Alves"
    page.text_area(key=NOTE).set_value("Friday is fine.").run()
    page.button(key=f"{NOTE}_send").click().run()
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    said = html_of(page)
    assert said.index("Ana Alves") < said.index(escape(words)) < said.index("Sam Soto") < said.index("Friday is fine.")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("   ", wording.EMPTY_NOTE),
        ("x" * 4_001, wording.LONG_NOTE.format(length="4,001", longest="4,000")),
    ],
)
@pytest.mark.parametrize("viewer", [ANA, SAM])
def test_a_refused_note_says_why_and_loses_nothing(centre: Database, viewer: str, words: str, complaint: str) -> None:
    page = open_page(PAGE, viewer=viewer, assignment="ca-ana")
    page.text_area(key=NOTE).set_value(words).run()
    page.button(key=f"{NOTE}_send").click().run()
    assert [error.value for error in page.error] == [plain(complaint)]
    assert page.text_area(key=NOTE).value == words
    assert centre.query("FROM notes").empty
    page.text_area(key=NOTE).set_value("Better.").run()
    page.button(key=f"{NOTE}_send").click().run()
    assert not page.error
    assert [note.text for note in discussion.notes(centre, viewer, "ca-ana")] == ["Better."]


def test_a_supervisor_who_may_only_look_has_nowhere_to_write(centre: Database) -> None:
    only_look(centre)
    discussion.write_note(centre, ANA, "ca-ana-old", "Well.")
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana-old")
    assert not keys(page)
    assert "Well." in html_of(page)
    assert wording.OUTCOME not in html_of(page)
    assert wording.OUTCOME not in [heading.value for heading in page.header]


def test_a_permission_taken_away_while_the_page_is_open_is_refused(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana")
    page.text_area(key=NOTE).set_value("Friday is fine.").run()
    only_look(centre)
    page.button(key=f"{NOTE}_send").click().run()
    assert centre.query("FROM notes").empty
    assert [error.value for error in page.error] == [plain(str(NotAllowedError(*needed(Action.COACH))))]
    assert NOTE not in keys(page)


def test_withdrawn_while_the_agent_has_it_open(centre: Database) -> None:
    for act in ("acknowledge", "tick", "note"):
        with centre.transaction() as cursor:
            cursor.execute("UPDATE assignments SET withdrawn_at = NULL")
        page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
        page.text_area(key=NOTE).set_value("Hello").run()
        withdraw(centre, "ca-ana")
        if act == "acknowledge":
            page.button(key=ACKNOWLEDGE).click().run()
        elif act == "tick":
            page.checkbox(key=STEP_2).check().run()
        else:
            page.button(key=f"{NOTE}_send").click().run()
        assert [error.value for error in page.error] == [wording.NO_SUCH_ASSIGNMENT]
        assert [title.value for title in page.title] == [wording.NOT_HERE]
    for table in ("acknowledgements", "step_ticks", "notes"):
        assert centre.query(f"FROM {table}").empty


def test_a_withdrawn_assignment_is_read_by_the_supervisor_and_takes_nothing_more(centre: Database) -> None:
    discussion.write_note(centre, ANA, "ca-ana-old", "Well.")
    withdraw(centre, "ca-ana-old")
    assert open_page(PAGE, viewer=ANA, assignment="ca-ana-old").error[0].value == wording.NO_SUCH_ASSIGNMENT
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana-old")
    assert f"✕ {wording.WITHDRAWN}" in everything_sent(page)
    assert "overdue" not in " ".join(line.value for line in page.markdown)
    assert "Well." in html_of(page)
    assert not [key for key in keys(page) if key.startswith("discussion_")]


def test_before_the_follow_up_day_the_page_says_from_when(centre: Database) -> None:
    follow_up_on = date.today() + timedelta(days=2)
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET follow_up_on = ? WHERE assignment_id = 'ca-ana'", [follow_up_on])
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana")
    assert wording.OUTCOME_FROM.format(day=day(follow_up_on)) in [caption.value for caption in page.caption]
    assert "discussion_outcome_ca-ana_record" not in keys(page)
    assert wording.OUTCOME not in everything_sent(open_page(PAGE, viewer=ANA, assignment="ca-ana"))


def test_the_supervisor_records_the_outcome_and_another_one(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana-old")
    page.button(key=f"{OUTCOME}_record").click().run()
    assert [error.value for error in page.error] == [plain(wording.CHOOSE_OUTCOME)]
    page.button_group(key=OUTCOME).set_value("training").run()
    assert wording.OUTCOME_MEANINGS[discussion.Outcome.TRAINING] in [caption.value for caption in page.caption]
    page.button(key=f"{OUTCOME}_record").click().run()
    assert [error.value for error in page.error] == [plain(wording.OUTCOME_NEEDS_NOTE)]
    assert page.button_group(key=OUTCOME).value == "training"
    page.text_area(key=OUTCOME_NOTE).set_value("A <b>course</b>.").run()
    page.button(key=f"{OUTCOME}_record").click().run()
    assert not page.error
    assert page.text_area(key=OUTCOME_NOTE).value == ""
    assert "A &lt;b&gt;course&lt;/b&gt;." in html_of(page)
    assert wording.NEW_OUTCOME in [expander.label for expander in page.expander]
    page.button_group(key=OUTCOME).set_value("recognise").run()
    page.text_area(key=OUTCOME_NOTE).set_value("It worked.").run()
    page.button(key=f"{OUTCOME}_record").click().run()
    outcomes = discussion.outcomes(centre, SAM, "ca-ana-old")
    assert [each.outcome for each in outcomes] == ["recognise", "training"]
    for viewer in (ANA, SAM):
        page = open_page(PAGE, viewer=viewer, assignment="ca-ana-old")
        words = html_of(page)
        assert words.index("Goal reached") < words.index(wording.EARLIER_OUTCOMES) < words.index("Training")
    assert f"{OUTCOME}_record" not in keys(open_page(PAGE, viewer=ANA, assignment="ca-ana-old"))
    found = assignments.assignment(centre, ANA, "ca-ana-old")
    assert found is not None
    assert found.reviewed == 0


def test_supervisors_read_why_and_what_changed_and_the_agent_never(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE assignments SET chosen_because = 'audit_finding', period_first = DATE '2026-11-01', "
            "period_last = DATE '2026-11-07', group_id = 'g-1' WHERE assignment_id = 'ca-ana'"
        )
        cursor.execute("INSERT INTO groups VALUES ('g-1', 'New starters', '', [], ?, now()::TIMESTAMP, 1, NULL)", [SAM])
        cursor.execute("INSERT INTO group_members VALUES ('g-1', ?)", [ANA])
        change_log.append(cursor, "assignment", ["ca-ana"], SAM, utc_now(), {"created": (None, "Coaching ca-ana")})
        change_log.append(cursor, "assignment", ["ca-ana"], SAM, utc_now(), {"work_on": ("Before, **bold**", "After")})
    page = open_page(PAGE, viewer=KIM, assignment="ca-ana")
    (why,) = [text.value for text in page.text if "looked at" in text.value]
    because = wording.CHOSEN[ChosenBecause.AUDIT_FINDING]
    assert why == f"{because} · looked at 1 Nov 2026 to 7 Nov 2026 · with the group New starters"
    assert [expander.label for expander in page.expander] == [wording.HISTORY]
    table = "assignment_history"
    assert shown(page, table, "what") == ["what to work on", "assigned"]
    assert shown(page, table, "who") == ["Sam Soto", "Sam Soto"]
    assert shown(page, table, "was") == ["Before, **bold**", "–"]
    assert shown(page, table, "becomes") == ["After", "Coaching ca-ana"]
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert rows_of(page, table) == []
    assert not page.expander
    sent = everything_sent(page)
    assert not [word for word in ("audit finding", "looked at", "New starters", "Before") if word in sent]


def test_without_history_it_says_so() -> None:
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana")
    assert wording.NOT_SAID_WHY in [text.value for text in page.text]
    assert wording.NO_HISTORY in [caption.value for caption in page.caption]


def test_the_words_of_a_step_are_never_markdown(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE assignments SET action_plan = [':red[x] **b**'] WHERE assignment_id = 'ca-ana'")
    page = open_page(PAGE, viewer=ANA, assignment="ca-ana")
    assert page.checkbox[0].label == as_label("1. :red[x] **b**")
    assert "\\" not in page.checkbox[0].label  # it is read out as it is
    assert "**" not in page.checkbox[0].label


def test_who_measures_coaching_finds_the_way_to_the_progress(centre: Database) -> None:
    progress = "Progress of Ana Alves"
    assert progress in everything_sent(open_page(PAGE, viewer="sam@example.com", assignment="ca-ana"))
    assert progress not in everything_sent(open_page(PAGE, viewer="ana@example.com", assignment="ca-ana"))
    with centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['coaching_assignments', 'qa_functionalities'] "
                       "WHERE person_id = 'sam@example.com'")  # fmt: skip
    assert progress not in everything_sent(open_page(PAGE, viewer="sam@example.com", assignment="ca-ana"))


def test_a_supervisor_finds_the_way_back_to_the_team_and_the_agent() -> None:
    page = open_page(PAGE, viewer=SAM, assignment="ca-ana")
    sent = everything_sent(page)
    assert f'<a href="assignments?viewer=sam%40example.com">{wording.COACHING_ASSIGNMENTS}</a></li>' in html_of(page)
    assert "All coaching of Ana Alves" in sent
    assert "All coaching of" not in everything_sent(open_page(PAGE, viewer=ANA, assignment="ca-ana"))


@pytest.mark.parametrize(("viewer", "assignment"), [(SAM, "ca-ana-old"), (ANA, "ca-ana-old"), (SAM, "ca-ana")])
def test_a_page_reads_once_what_several_of_its_parts_show(
    centre: Database, monkeypatch: pytest.MonkeyPatch, viewer: str, assignment: str
) -> None:
    discussion.record_outcome(centre, SAM, "ca-ana-old", "training", "A course.", utc_now().date())
    page = open_page(PAGE, viewer=viewer, assignment=assignment)
    asked: list[str] = []
    for one in (discussion.viewer_role, discussion.outcomes):

        def noting(*who: Any, answer: Callable[..., Any] = one) -> Any:
            asked.append(answer.__name__)
            return answer(*who)

        monkeypatch.setattr(discussion, one.__name__, noting)
    page.run()
    assert not page.exception
    assert sorted(asked) == ["outcomes", "viewer_role"]
