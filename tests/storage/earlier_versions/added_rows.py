"""Which rows has a file of an earlier version that no import wrote? Added to it by write.py."""

import json
from typing import Any

# The rows that no import writes: table -> rows. A table or a column that a version does not know is left out.
ADDED: dict[str, list[dict[str, Any]]] = {
    # Recorded twice, and once by somebody who is not the agent.
    "openings": [
        {"assignment_id": assignment, "interaction_id": interaction, "person_id": person, "opened_at": opened}
        for assignment, interaction, person, opened in (
            ("as-read", "k-ana-1", "ana@example.com", "2026-03-11 09:00:00"),
            ("as-read", "k-ana-1", "ana@example.com", "2026-03-11 09:00:01"),
            ("as-read", "k-ana-2", "ana@example.com", "2026-03-12 09:00:00"),
            ("as-read", "k-jo-s", "ana@example.com", "2026-03-12 09:01:00"),
            ("as-begun", "k-ana-1", "ana@example.com", "2026-03-12 09:30:00"),
            ("as-new", "k-jo-n", "sam@example.com", "2026-03-12 10:00:00"),
        )
    ],
    "shared_metrics": [
        {"metric_id": "m-a", "form_id": "Sales", "name": "First of all", "coaching_area": "A", "weight": 30,
         "negative_weight": 0, "fatal": False, "expected_response": "YES", "position": 1}
    ],
    "dropped_metrics": [{"metric_id": "m-z"}],
    "participants": [
        {"interaction_id": "k-ana-1", "position": 1, "kind": "bot", "name": "Helper | bot"},
        {"interaction_id": "k-ana-1", "position": 2, "kind": "agent", "name": "Ana Alves", "email": "ana@example.com",
         "source_id": "a-ana", "role": "Tier 1", "joined_at": "2026-03-02 09:00:30"},
    ],
    "interaction_topics": [
        {"interaction_id": "k-ana-1", "position": 1, "kind": "topic", "path": ["Rooms", "Room | booking"],
         "resolution": "resolved", "sentiment": "positive"}
    ],
    "interaction_details": [
        {"interaction_id": "k-ana-1", "kind": "emotion", "position": 1, "speaker": "customer", "value": "Happy",
         "number": 56.25},
        {"interaction_id": "k-ana-1", "kind": "custom_field", "position": 1, "name": "Region", "value": "<b>US</b>"},
    ],
    "conversation_ids": [{"other_id": "given | at upload", "conversation_id": "k-ana-1"}],
    "waiting_records": [
        {"kind": "audit", "digest": "00ff", "file": "audits.json", "position": "record 9", "record_order": "/",
         "record": json.dumps({"format": "`audits.json`", "record": {"conversation_id": "k-none"}})}
    ],
    "centre_settings": [{"name": "agents_see_best_response_agent", "value": "yes"}],
    "erasures": [
        {"reason": "asked", "erased_at": "2026-03-11 01:00:00", "erased_by": "kim@example.com", "conversations": 1}
    ],
    "erased_ids": [{"digest": "00ff"}],
    # Of a table of totals that there is not: added to one that there is, it would count nobody's interaction.
    "erased_totals": [
        {"totals": "weekly", "agent_id": "ana@example.com", "day": "2025-03-02", "sums": [1, 0, 0, 0, 0, 0, 0]}
    ],
    "imports": [
        {"import_id": "i-1", "came_by": "command", "account": "centre", "begun_at": "2026-03-11 02:00:00",
         "ended_at": "2026-03-11 02:05:00", "files": ["/export/page | 1.json"], "outcome": "incomplete", "loaded": 7,
         "set_aside": 1, "refused": 2, "left_out": 3, "report": "7 loaded, 3 refused"},
        {"import_id": "i-2", "came_by": "page", "begun_by": "kim@example.com", "begun_at": "2026-03-12 02:00:00",
         "files": [], "outcome": "killed"},
    ],
    "notices": [
        {"notice_id": "no-1", "person_id": "ana@example.com", "kind": "assigned", "about": "as-read", "occasion": "",
         "caused_by": "sam@example.com", "written_at": "2026-03-10 08:00:00"}
    ],
    "notices_read": [{"person_id": "ana@example.com", "notice_id": "no-1", "read_at": "2026-03-11 09:00:00"}],
    "mails": [
        {"mail_id": "ma-1", "person_id": "ana@example.com", "notice_ids": ["no-1"], "queued_at": "2026-03-10 08:00:10",
         "try_at": "2026-03-10 08:00:10", "tries": 1, "claimed_at": "2026-03-10 08:00:20",
         "ended_at": "2026-03-10 08:00:21", "outcome": "sent"}
    ],
    "calendar_addresses": [
        {"calendar_id": "cal-1", "person_id": "ana@example.com", "secret_sha256": "00ff",
         "made_at": "2026-03-10 09:00:00", "revoked_at": "2026-03-11 09:00:00"}
    ],
    "preferences": [{"person_id": "ana@example.com", "name": "language", "value": "de"}],
    "bookmarks": [
        {"person_id": "sam@example.com", "interaction_id": "k-ana-1", "note": "",
         "bookmarked_at": "2026-03-08 08:00:00"}
    ],
    "best_response_offers": [
        {"person_id": "sam@example.com", "interaction_id": "k-jo-s", "offered_at": "2026-03-10 07:55:00"}
    ],
    "changes": [
        {"subject": "assignment", "subject_id": "as-withdrawn", "changed_by": "sam@example.com",
         "changed_at": "2026-03-11 08:00:00", "position": 1, "field": "withdrawn", "was": None, "becomes": "a mistake"}
    ],
    "drafts": [
        {"person_id": "sam@example.com", "form": "assignment", "subject_id": "jo@north.example",
         "content": json.dumps({"name": "Half | filled", "coaching_areas": ["A|B"], "interactions": ["k-jo-n"],
                                "follow_up_on": "2026-03-20"}),
         "saved_at": "2026-03-12 12:00:00"},
        {"person_id": "kim@example.com", "form": "audit", "subject_id": "k-jo-n",
         "content": json.dumps({"qualifications": {"m-a": "YES"}, "comment": "So far."}),
         "saved_at": "2026-03-12 12:30:00"},
    ],
    "marks": [
        {"mark_id": f"mark-{number}", "agent_id": "jo@north.example", "interaction_id": "k-jo-n", "marked_by": by,
         "marked_at": f"2026-03-0{number + 5} 08:00:00", "coaching_areas": areas, "note": note}
        for number, by, areas, note in (
            (1, "sam@example.com", ["A", "A|B"], "Look at this"),
            (2, "jo@north.example", [], ""),
            (3, "kim@example.com", ["Rules"], ""),
        )
    ],
    "mark_closings": [
        {"mark_id": "mark-1", "closed_by": "sam@example.com", "closed_at": "2026-03-10 08:00:00",
         "assignment_id": "as-new", "reason": ""},
        {"mark_id": "mark-3", "closed_by": "kim@example.com", "closed_at": "2026-03-09 08:00:00",
         "assignment_id": None, "reason": "Not needed"},
    ],
    "groups": [
        {"group_id": "g-1", "name": "New | starters", "description": "Since March", "coaching_areas": ["A|B", "B"],
         "created_by": "sam@example.com", "created_at": "2026-03-09 08:00:00", "version": 2, "removed_at": None},
        {"group_id": "g-2", "name": "Gone", "description": "", "coaching_areas": [],
         "created_by": "kim@example.com", "created_at": "2026-03-01 08:00:00", "version": 1,
         "removed_at": "2026-03-02 08:00:00"},
    ],
    "group_members": [{"group_id": "g-1", "agent_id": agent} for agent in ("ana@example.com", "jo@north.example")],
    "templates": [
        {"coaching_area": "A|B", "went_well": "Both.", "work_on": "Either.", "action_plan": ["One.", "Two."],
         "version": 3}
    ],
    "own_templates": [
        {"person_id": "sam@example.com", "coaching_area": "A|B", "went_well": "Mine.", "work_on": "Mine, too.",
         "action_plan": ["One of mine."], "version": 2}
    ],
    "acknowledgements": [
        {"assignment_id": "as-read", "person_id": "ana@example.com", "acknowledged_at": "2026-03-12 09:05:00"}
    ],
    "step_ticks": [
        {"assignment_id": "as-read", "step": "Ask first.", "person_id": "ana@example.com", "done": done,
         "ticked_at": f"2026-03-12 09:0{minute}:00"}
        for minute, done in ((6, True), (7, False), (8, True))
    ],
    "notes": [
        {"note_id": "n-1", "assignment_id": "as-read", "person_id": "ana@example.com",
         "written_at": "2026-03-12 09:10:00", "text": "What about <b>A|B</b>?"},
        {"note_id": "n-2", "assignment_id": "as-begun", "person_id": "sam@example.com",
         "written_at": "2026-03-12 10:10:00", "text": "How is it going?"},
    ],
    "agent_notes": [
        {"note_id": "an-1", "agent_id": "ana@example.com", "written_by": "sam@example.com",
         "written_at": "2026-03-12 12:00:00", "private": True, "text": "Wants to lead a team.", "removed_at": None}
    ],
    "named_filters": [
        {"filter_id": "nf-1", "person_id": "sam@example.com", "name": "Rooms", "shared": True,
         "content": json.dumps({"evaluation_topic": ["Rooms"]})}
    ],
    "rounds": [
        {"round_id": "r-1", "drawn_by": "sam@example.com", "drawn_at": "2026-03-12 12:30:00",
         "first_day": "2026-02-13", "last_day": "2026-03-12", "places": 1, "seed": 7}
    ],
    "round_agents": [
        {"round_id": "r-1", "agent_id": agent, "coaching_area": "A|B", "stratum": 1, "need": "below",
         "waited": False, "score": 55.5, "interactions": 12, "place": place, "drawn": place == 1}
        for place, agent in enumerate(("ana@example.com", "jo@north.example"), start=1)
    ],
    "notes_set_aside": [
        {"assignment_id": "as-read", "person_id": "sam@example.com", "set_aside_at": "2026-03-12 11:00:00",
         "written_until": "2026-03-12 09:10:00"}
    ],
    "news_read": [
        {"assignment_id": "as-read", "person_id": "ana@example.com", "read_until": "2026-03-17 08:00:00"}
    ],
    "outcomes": [
        {"assignment_id": "as-read", "person_id": "sam@example.com", "recorded_at": "2026-03-17 08:00:00",
         "outcome": "continue_coaching", "note": "Much better."}
    ],
    "saved_filters": [
        {"person_id": "sam@example.com", "page": "coaching-monitor",
         "content": json.dumps(
             {"monitor_by": "Follow-up", "monitor_period": "Next 28 days", "monitor_dates": None,
              "monitor_area": ["A|B"], "monitor_team": "North", "monitor_agent": ["ana@example.com"],
              "monitor_compare": True, "monitor_verdict": []}), "saved_at": "2026-03-12 13:00:00"}
    ],
}  # fmt: skip

# What a supervisor did to assignments that were imported: id -> columns.
CHANGED: dict[str, dict[str, Any]] = {
    "as-withdrawn": {"withdrawn_at": "2026-03-11 08:00:00", "version": 2},
    "as-new": {
        "chosen_because": "below_pass_score",
        "period_first": "2026-03-01",
        "period_last": "2026-03-09",
        "group_id": "g-1",
        "draft_id": "d-1",
    },
}
