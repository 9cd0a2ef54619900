"""What supervisors and agents do in the demo hangs together: whom they chose, marks, groups, history, conversation."""

import pandas as pd

from coaching.assignments import assigning, facts, groups
from coaching.assignments.discussion import Outcome
from coaching.assignments.draft import ChosenBecause
from coaching.storage.database import Database
from tests.demo.demo_of_a_day import count


def test_marks_and_what_came_of_them(database: Database) -> None:
    marks = database.query("""
        SELECT m.*, c.closed_by, c.closed_at, c.assignment_id, c.reason, i.agent_id AS handled_by, i.ended_at,
               i.failed_areas, s.supervisor_id, i.interaction_id IN (SELECT interaction_id FROM turns) AS told
        FROM marks m JOIN interactions i USING (interaction_id) JOIN supervisions s ON s.agent_id = m.agent_id
        LEFT JOIN mark_closings c USING (mark_id)""")
    assert (marks["agent_id"] == marks["handled_by"]).all()
    assert ((marks["marked_by"] == marks["agent_id"]) | (marks["marked_by"] == marks["supervisor_id"])).all()
    assert (marks["marked_at"] > marks["ended_at"]).all()
    assert marks["told"].all()
    assert all(set(areas) <= set(failed) and len(areas)
               for areas, failed in zip(marks["coaching_areas"], marks["failed_areas"], strict=True))  # fmt: skip
    asked = marks["marked_by"] == marks["agent_id"]
    is_open, coached = marks["closed_at"].isna(), marks["assignment_id"].notna()
    for state in (is_open, coached, ~is_open & ~coached):
        assert (state & asked).sum() >= 3
        assert (state & ~asked).sum() >= 3
    assert (marks.loc[~is_open, "closed_at"] > marks.loc[~is_open, "marked_at"]).all()
    assert (marks.loc[~is_open & ~coached, "reason"] != "").all()
    unmarked = """
        SELECT c.mark_id FROM mark_closings c JOIN marks m USING (mark_id) WHERE c.assignment_id IS NOT NULL
          AND NOT EXISTS (FROM assignment_interactions x JOIN assignments a USING (assignment_id)
                          WHERE x.assignment_id = c.assignment_id AND x.interaction_id = m.interaction_id
                            AND x.kind = 'marked' AND a.agent_id = m.agent_id AND a.assigned_at = c.closed_at)"""
    assert count(database, unmarked) == 0
    wrongly_asked = """
        SELECT a.assignment_id FROM assignments a
        WHERE (a.chosen_because = 'asked_for_by_agent') <> EXISTS (
            FROM mark_closings c JOIN marks m USING (mark_id)
            WHERE c.assignment_id = a.assignment_id AND m.marked_by = a.agent_id)"""
    assert count(database, wrongly_asked) == 0


def test_groups_are_of_those_whom_their_maker_may_see_and_one_is_ready(database: Database) -> None:
    found: dict[str, int] = {}
    for boss in database.query("SELECT DISTINCT created_by FROM groups")["created_by"]:
        rows = groups.groups(database, boss)
        found |= {row.group_id: row.ready - row.members for row in rows.itertuples()}
        assert all(groups.group(database, boss, group_id).others == 0 for group_id in rows["group_id"])  # type: ignore[union-attr]
    assert len(found) == 3
    assert 0 in found.values()
    assert min(found.values()) < 0


def test_assignments_say_why_and_what_was_looked_at(database: Database) -> None:
    assignments = database.query("FROM assignments")
    assert set(assignments["chosen_because"]) == set(ChosenBecause)
    first, last = pd.to_datetime(assignments["period_first"]), pd.to_datetime(assignments["period_last"])
    assert ((last - first).dt.days == 6).all()
    assert (last < assignments["assigned_at"].dt.normalize()).all()
    outside = """
        SELECT a.assignment_id FROM assignments a JOIN assignment_interactions x USING (assignment_id)
        JOIN interactions i USING (interaction_id)
        WHERE x.kind = 'marked' AND i.started_at::DATE NOT BETWEEN a.period_first AND a.period_last"""
    assert count(database, outside) == 0


def test_history_ends_with_what_is(database: Database) -> None:
    newest = database.query("""
        SELECT subject, subject_id, field, arg_max(becomes, changed_at) AS becomes FROM changes GROUP BY ALL""")
    newest = newest.set_index(["subject", "subject_id", "field"])["becomes"].sort_index()
    assignments = database.query("FROM assignments")
    for row in assignments.itertuples():
        history = newest["assignment", row.assignment_id]
        assert "created" in history.index
        assert history.get("name", row.name) == row.name
        assert history.get("follow_up_on", "") in ("", f"{row.follow_up_on.day} {row.follow_up_on:%b %Y}")
        assert history.get("action_plan", "\n".join(row.action_plan)) == "\n".join(row.action_plan)
        assert ("withdrawn" in history.index) == (not pd.isna(row.withdrawn_at))
    assert (assignments["version"] > 1).sum() >= 10
    assert assignments["withdrawn_at"].notna().sum() == 3
    assert (assignments[assignments["withdrawn_at"].isna()].groupby("agent_id").size()).size == 60
    for row in database.query("FROM templates").itertuples():
        history = newest["template", row.coaching_area]
        said = (history["went_well"], history["work_on"], history["action_plan"])
        assert said == (row.went_well, row.work_on, "\n".join(row.action_plan))
    areas = count(database, "SELECT DISTINCT coaching_area FROM metrics")
    assert count(database, "FROM templates") == areas


def test_the_conversation_fits_its_assignment(database: Database) -> None:
    assert (
        count(database, "FROM step_ticks t JOIN assignments a USING (assignment_id) WHERE t.step NOT IN a.action_plan")
        == 0
    )
    for table, column in (("acknowledgements", "acknowledged_at"), ("step_ticks", "ticked_at")):
        early = f"""
            SELECT s.assignment_id FROM {table} s JOIN assignments a USING (assignment_id)
            WHERE s.person_id <> a.agent_id OR NOT EXISTS (
                FROM openings o WHERE o.assignment_id = a.assignment_id AND o.person_id = a.agent_id
                  AND o.opened_at < s.{column})"""
        assert count(database, early) == 0
    strangers = """
        SELECT n.note_id FROM notes n JOIN assignments a USING (assignment_id)
        WHERE n.person_id NOT IN (a.agent_id, a.assigned_by) OR n.written_at <= a.assigned_at"""
    assert count(database, strangers) == 0
    waiting = """
        SELECT assignment_id FROM notes n JOIN assignments a USING (assignment_id)
        GROUP BY assignment_id HAVING arg_max(n.person_id = a.agent_id, n.written_at)"""
    assert 1 <= count(database, waiting) <= 10
    early = """
        SELECT o.assignment_id FROM outcomes o JOIN assignments a USING (assignment_id)
        WHERE o.recorded_at::DATE < a.follow_up_on OR o.person_id <> a.assigned_by OR a.withdrawn_at IS NOT NULL"""
    assert count(database, early) == 0
    assert set(database.query("SELECT DISTINCT outcome FROM outcomes")["outcome"]) == set(Outcome)


def test_coached_agents_were_chosen_after_a_bad_week(database: Database) -> None:
    weeks = database.query("""
        SELECT a.assignment_id,
               avg(i.kore_evaluation_score) FILTER (WHERE i.started_at >= a.assigned_at - INTERVAL 9 DAY) AS recent,
               avg(i.kore_evaluation_score) FILTER (WHERE i.started_at < a.assigned_at - INTERVAL 9 DAY) AS usual
        FROM assignments a JOIN interactions i USING (agent_id)
        WHERE i.started_at < a.assigned_at
          AND NOT EXISTS (  -- those drawn by lot were not chosen
              FROM rounds r JOIN round_agents d USING (round_id)
              WHERE d.agent_id = a.agent_id AND d.drawn AND a.assigned_at::DATE = r.drawn_at::DATE)
        GROUP BY ALL""").dropna()
    assert (weeks["recent"] < weeks["usual"]).mean() > 0.7


def test_assignments_follow_the_rules_of_the_coaching_form(database: Database) -> None:
    """Feedback and a plan are there, the scores bear the reason out, and each interaction fails a coached area."""
    made = database.query("SELECT assignment_id, agent_id, assigned_by, chosen_because FROM assignments")
    for row in made.itertuples():
        found = assigning.assignment_to_edit(database, row.assigned_by, row.assignment_id)
        if found is None:  # withdrawn
            continue
        agent, draft, _ = found
        assert not draft.misses_feedback
        assert not draft.misses_plan
        ((doubts, contradicted),) = facts.fitting(
            database, row.assigned_by, {agent: draft}, assignment_id=row.assignment_id
        ).values()
        assert not contradicted, row
        assert [doubt.sentence for doubt in doubts if "open coaching" not in doubt.sentence] == [], row
    assert count(database, "FROM assignments WHERE went_well = '' AND work_on = '' OR action_plan = []") == 0
    settled_by_withdrawn = """
        SELECT c.mark_id FROM mark_closings c JOIN assignments a USING (assignment_id)
        WHERE a.withdrawn_at IS NOT NULL AND c.reopened_at IS NULL"""
    assert count(database, settled_by_withdrawn) == 0
