"""Who is known to the centre, as an administrator reads it: search, filters, one person. Nothing for others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from coaching.people import people
from coaching.people.people import DEACTIVATED
from coaching.people.permissions import AGENT_DASHBOARD, OVERSIGHT_PERMISSIONS, Action
from coaching.people.roles import Role, beyond, roles_of
from coaching.people.visibility import viewer_may
from coaching.storage.database import Database, cached
from coaching.storage.paging import skipped
from coaching.words.name_key import name_key

# Whoever is deactivated has no permissions in people; the identity that says who they are keeps those they had.
EVERYBODY = f"""
    SELECT p.person_id, p.name, p.email, p.team, p.supervisor_id, d.person_id IS NOT NULL AS is_deactivated,
           CASE WHEN d.person_id IS NULL THEN p.permissions ELSE coalesce(i.permissions, []) END AS permissions,
           coalesce(s.supervisors, []) AS supervisors,
           list_concat(p.source_ids, coalesce(o.identities, [])) AS also
    FROM people p
    LEFT JOIN identities i ON i.identity = p.person_id
    LEFT JOIN (SELECT DISTINCT person_id FROM ({DEACTIVATED})) d ON d.person_id = p.person_id
    LEFT JOIN (SELECT person_id, list(identity ORDER BY identity) AS identities FROM identities
               WHERE identity <> person_id GROUP BY person_id) o ON o.person_id = p.person_id
    LEFT JOIN (SELECT agent_id, list(DISTINCT supervisor_id ORDER BY supervisor_id) AS supervisors FROM supervisions
               GROUP BY agent_id) s ON s.agent_id = p.person_id
    WHERE {viewer_may(Action.ADMINISTER)}
    ORDER BY p.name, p.person_id"""

LISTED = [
    "person_id", "label", "email", "team", "supervised_by", "roles", "beyond", "is_deactivated", "is_unsupervised",
]  # fmt: skip
MOST_NAMED = 3  # supervisors of one agent


class Standing(StrEnum):
    """Which people a list has."""

    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    UNSUPERVISED = "unsupervised"
    """Agents whom nobody supervises."""
    WITHOUT_ROLE = "without_role"
    EVERYBODY = "everybody"


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """Which people a list has. `text`: a part of the name, the address or an id."""

    text: str = ""
    team: str | None = None
    role: Role | None = None
    standing: Standing = Standing.ACTIVE


@dataclass(frozen=True, kw_only=True)
class Administered:
    """One person, as an administrator reads it."""

    person_id: str
    label: str
    name: str
    email: str | None
    team: str | None
    supervisor_id: str | None
    """Who is said to supervise them; `supervisors` has whoever does."""
    supervisors: tuple[str, ...]
    permissions: frozenset[str]
    """Those they had where they are deactivated."""
    is_deactivated: bool
    also: tuple[str, ...]
    """What else files call them."""

    @property
    def roles(self) -> list[Role]:
        """The roles that these permissions are."""
        return roles_of(self.permissions)

    @property
    def beyond(self) -> list[str]:
        """Permissions that are no role's."""
        return beyond(self.permissions)


@cached
def _everybody(database: Database, viewer_id: str) -> pd.DataFrame:
    rows = database.query(EVERYBODY, {"viewer_id": viewer_id})
    rows = people.with_labels(database, rows.assign(label=rows["name"]), label="person_id")
    labels = dict(zip(rows["person_id"], rows["label"], strict=True))
    called = [
        [labels.get(each, each) for each in supervisors[:MOST_NAMED]] for supervisors in rows["supervisors"].tolist()
    ]
    return rows.assign(
        supervised_by=pd.Series(called, rows.index, dtype=object),
        roles=pd.Series([roles_of(held) for held in rows["permissions"]], rows.index, dtype=object),
        beyond=pd.Series([beyond(held) for held in rows["permissions"]], rows.index, dtype=object),
        is_unsupervised=_each(rows, lambda row: AGENT_DASHBOARD in row.permissions and not len(row.supervisors)),
        searched=pd.Series(
            [
                "\n".join(map(name_key, (row.name_, row.email or "", row.person_id, *row.also)))
                for row in rows.rename(columns={"name": "name_"}).itertuples()
            ],
            rows.index,
            dtype=object,
        ),
    )


def people_listed(
    database: Database, viewer_id: str, asked: PeopleFilter, *, page: int, size: int
) -> tuple[pd.DataFrame, int]:
    """A page of the people whom the filter asks for, by name, and how many there are.

    Columns: person_id, label, email, team, supervised_by (labels), roles, beyond (permissions of no role),
    is_deactivated, is_unsupervised (an agent whom nobody supervises).
    """
    rows = _everybody(database, viewer_id)
    keep = _standing(rows, asked.standing)
    if key := name_key(asked.text):
        keep &= rows["searched"].str.contains(key, regex=False)
    if asked.team is not None:
        keep &= rows["team"] == asked.team
    if asked.role is not None:
        keep &= pd.Series([asked.role in roles for roles in rows["roles"]], rows.index, dtype=bool)
    found = rows[keep]
    begin = skipped(page, len(found), size)
    return found[LISTED].iloc[begin : begin + size].reset_index(drop=True), len(found)


def _standing(rows: pd.DataFrame, standing: Standing) -> "pd.Series[bool]":
    """Which rows are of such people."""
    active = ~rows["is_deactivated"]
    if standing is Standing.EVERYBODY:
        return active | True
    if standing is Standing.DEACTIVATED:
        return ~active
    if standing is Standing.UNSUPERVISED:
        return active & rows["is_unsupervised"]
    if standing is Standing.WITHOUT_ROLE:
        return active & _each(rows, lambda row: not len(row.permissions))
    return active


def _each(rows: pd.DataFrame, holds: Callable[[Any], object]) -> "pd.Series[bool]":
    return pd.Series([bool(holds(row)) for row in rows.itertuples()], rows.index, dtype=bool)


def person(database: Database, viewer_id: str, person_id: str) -> Administered | None:
    """One person; None where there is none, or for who may not administer."""
    rows = _everybody(database, viewer_id)
    found = rows[rows["person_id"] == person_id]
    if found.empty:
        return None
    row = found.iloc[0]
    return Administered(
        person_id=row["person_id"],
        label=row["label"],
        name=row["name"],
        email=row["email"],
        team=row["team"],
        supervisor_id=row["supervisor_id"],
        supervisors=tuple(row["supervised_by"]),
        permissions=frozenset(row["permissions"]),
        is_deactivated=bool(row["is_deactivated"]),
        also=tuple(dict.fromkeys(row["also"])),
    )


@cached
def teams(database: Database, viewer_id: str) -> list[str]:
    """The teams that there are, by name."""
    return sorted(_everybody(database, viewer_id)["team"].dropna().unique())


@cached
def overseers(database: Database, viewer_id: str) -> Mapping[str, str]:
    """What those are called who may supervise, by person_id."""
    rows = _everybody(database, viewer_id)
    may = _each(rows, lambda row: not row.is_deactivated and set(row.permissions) & set(OVERSIGHT_PERMISSIONS))
    return dict(zip(rows[may]["person_id"], rows[may]["label"], strict=True))
