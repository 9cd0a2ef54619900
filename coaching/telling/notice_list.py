"""What was somebody told that they may still see, and what of it have they read?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from coaching.people.notices import Kind
from coaching.people.people import name_or_id
from coaching.people.permissions import Action, met_grants
from coaching.people.visibility import may, may_coach, sight
from coaching.storage.database import Database, Reader, cached, look_up
from coaching.telling.rules import ASSIGNMENT, PAGES, Standing, may_read, parameters_of
from coaching.words.days import utc_now

MOST = 200  # of the newest

# These SELECTs check no permission: rules.py does. They look rows up by keys.
NOTICES = """
    SELECT notice_id, kind, about, occasion, caused_by, written_at FROM notices WHERE person_id = $viewer_id"""

READ = "SELECT notice_id FROM notices_read WHERE person_id = $viewer_id"

ASSIGNMENTS = """
    SELECT assignment_id, agent_id, name, assigned_by, assigned_at, follow_up_on, withdrawn_at FROM assignments
    WHERE assignment_id IN ({keys})"""

REQUESTS = """
    SELECT m.mark_id, m.agent_id, i.interaction_id IS NULL AS lapsed, EXISTS (
               FROM mark_closings c WHERE c.mark_id = m.mark_id AND c.reopened_at IS NULL AND c.closed_by = m.agent_id
           ) AS taken_back
    FROM marks m LEFT JOIN interactions i ON i.interaction_id = m.interaction_id AND i.agent_id = m.agent_id
    WHERE m.mark_id IN ({keys})"""

RECORD_READ = """
    INSERT INTO notices_read
    SELECT n.person_id, n.notice_id, $now::TIMESTAMP FROM notices n
    WHERE n.person_id = $viewer_id AND list_contains($notice_ids::VARCHAR[], n.notice_id)
      AND NOT EXISTS (FROM notices_read r WHERE r.person_id = n.person_id AND r.notice_id = n.notice_id)"""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice, as its reader may see it now. Names are other people's words; instants are naive UTC."""

    notice_id: str
    kind: Kind
    written_at: datetime
    read: bool
    occasion: str
    assignment_id: str | None
    name: str | None  # of the assignment that it is about
    agent: str | None  # whom it is about; None where that is the reader
    caused_by: str | None  # the name of whoever did it
    follow_up_on: date | None
    page: str
    parameters: Mapping[str, str]

    def is_at(self, page: str, query: Mapping[str, str]) -> bool:
        """Whether a page with these parameters is what the notice is about: whoever opens it has read the notice. About
        an assignment is also each of its interactions."""
        here = page == self.page or self.page == ASSIGNMENT
        return here and bool(self.parameters) and self.parameters.items() <= query.items()


@cached
def notices(database: Reader, viewer_id: str) -> tuple[Notice, ...]:
    """What the viewer was told and may still see, of their newest MOST notices; the newest first."""
    kinds = set(Kind)  # another version of the app may have written others
    rows = [row for row in database.rows(NOTICES, {"viewer_id": viewer_id}) if row["kind"] in kinds]
    rows.sort(key=lambda row: (row["written_at"], row["notice_id"]), reverse=True)
    rows = rows[:MOST]
    if not rows:
        return ()
    read = {row["notice_id"] for row in database.rows(READ, {"viewer_id": viewer_id})}
    subjects = _subjects(database, rows)
    found = []
    for row in rows:
        subject, kind = subjects.get(row["about"], {}), Kind(row["kind"])
        if may_read(kind, _standing(database, viewer_id, subject), row["occasion"]):
            found.append(_notice(database, viewer_id, row, subject, row["notice_id"] in read))
    return tuple(found)


def unread(database: Database, viewer_id: str) -> list[Notice]:
    """Those of notices() that the viewer has not read."""
    return [each for each in notices(database, viewer_id) if not each.read]


def record_read(database: Database, viewer_id: str, notice_ids: Collection[str]) -> None:
    """Appends that the viewer has read these notices of theirs; nothing for those of others, and the second time."""
    asked: dict[str, Any] = {"viewer_id": viewer_id, "notice_ids": list(notice_ids), "now": utc_now()}
    database.append(RECORD_READ, asked, writes={"notices_read"})


def _subjects(database: Reader, rows: Collection[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What is stored of the assignments and requests that these notices are about, by id."""
    of_assignments = {row["about"] for row in rows if PAGES[Kind(row["kind"])] == ASSIGNMENT}
    of_assignments |= {row["about"] for row in rows if row["kind"] == Kind.WITHDRAWN}
    requests = {row["about"] for row in rows if row["kind"] == Kind.REQUEST}
    found = {row["assignment_id"]: row for row in look_up(database, ASSIGNMENTS, sorted(of_assignments))}
    return found | {row["mark_id"]: row for row in look_up(database, REQUESTS, sorted(requests))}


def _standing(database: Reader, viewer_id: str, subject: Mapping[str, Any]) -> Standing:
    agent_id = subject.get("agent_id")
    is_own = agent_id == viewer_id
    withdrawn = subject.get("withdrawn_at") is not None or subject.get("taken_back") or subject.get("lapsed")
    return Standing(
        is_own=is_own and may(database, viewer_id, Action.BE_COACHED, viewer_id),
        coaches=agent_id is not None and not is_own and may_coach(database, viewer_id, agent_id),
        withdrawn=bool(withdrawn),
        follow_up_on=subject.get("follow_up_on"),
        administers=bool(met_grants(Action.ADMINISTER, sight(database, viewer_id).permissions)),
    )


def _notice(database: Reader, viewer_id: str, row: Mapping[str, Any], subject: Mapping[str, Any], read: bool) -> Notice:
    kind, agent_id = Kind(row["kind"]), subject.get("agent_id")
    return Notice(
        notice_id=row["notice_id"],
        kind=kind,
        written_at=row["written_at"],
        read=read,
        occasion=row["occasion"],
        assignment_id=subject.get("assignment_id"),
        name=subject.get("name"),
        agent=None if agent_id in (None, viewer_id) else name_or_id(database, agent_id),
        caused_by=name_or_id(database, row["caused_by"]) if row["caused_by"] else None,
        follow_up_on=subject.get("follow_up_on"),
        page=PAGES[kind],
        parameters=parameters_of(kind, row["about"], agent_id),
    )
