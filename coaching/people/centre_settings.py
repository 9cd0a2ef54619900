"""What has the centre decided for everybody? The settings that administrators change while the app runs.

Each setting is a field of CentreSettings: its default, its kind (setting_kinds.py) and the group in which the page
shows it. Its label and meaning stand in SETTING_LABELS and SETTING_MEANINGS (wording.py) under the name of the field.
What must be known before the database is open, or is a secret, is an environment variable (coaching/settings.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from coaching.people.people import with_labels
from coaching.people.permissions import Action, needed
from coaching.people.setting_kinds import Days, Kind, KindError, Line, OneOf, Weekdays, WholeNumber, YesOrNo, Zone
from coaching.people.visibility import viewer_may
from coaching.storage import change_log
from coaching.storage.database import Database, Reader, cached
from coaching.words import wording
from coaching.words.days import MONDAY_TO_FRIDAY, UTC_ZONE, WorkingDays
from coaching.words.refusals import InvalidFieldsError, NotAllowedError, NotFoundError

STORED = "SELECT name, value FROM centre_settings"

MAY_CHANGE = f"SELECT 1 WHERE {viewer_may(Action.ADMINISTER)}"

TAKE_BACK = "DELETE FROM centre_settings WHERE name = $name"

DECIDE = "INSERT INTO centre_settings SELECT $name, $value"

HISTORY = f"""
    SELECT c.changed_at, c.changed_by, coalesce(p.name, c.changed_by) AS name, c.subject_id AS setting, c.was, c.becomes
    FROM changes c LEFT JOIN people p ON p.person_id = c.changed_by
    WHERE c.subject = 'setting' AND {viewer_may(Action.ADMINISTER)}
    ORDER BY c.changed_at DESC, c.subject_id"""

MOST_CHARACTERS = 10_000  # of a value


class Group(StrEnum):
    """Under which heading the page shows a setting."""

    AGENTS_SEE = "agents_see"
    TIME = "time"
    SIGN_IN = "sign_in"
    TELLING = "telling"
    DATA = "data"
    KEEPING = "keeping"


class PlaceInTeam(StrEnum):
    """What an agent reads of their place in the team: nothing, how many score higher, or also all scores, nameless."""

    NO = "no"
    COUNT = "count"
    FIGURES = "figures"


def _of(kind: Kind, group: Group) -> dict[str, Any]:
    return {"kind": kind, "group": group}


@dataclass(frozen=True, kw_only=True)
class CentreSettings:
    """The settings of the centre as they are now. Without arguments: the defaults."""

    agents_see_best_response_agent: bool = field(default=False, metadata=_of(YesOrNo(), Group.AGENTS_SEE))
    agents_see_auditors: bool = field(default=True, metadata=_of(YesOrNo(), Group.AGENTS_SEE))
    agents_see_automatic_scores: bool = field(default=True, metadata=_of(YesOrNo(), Group.AGENTS_SEE))
    agents_see_justifications: bool = field(default=True, metadata=_of(YesOrNo(), Group.AGENTS_SEE))
    agents_see_sentiment: bool = field(default=True, metadata=_of(YesOrNo(), Group.AGENTS_SEE))
    place_in_team: PlaceInTeam = field(default=PlaceInTeam.NO, metadata=_of(OneOf(PlaceInTeam), Group.AGENTS_SEE))
    time_zone: ZoneInfo = field(default=UTC_ZONE, metadata=_of(Zone(), Group.TIME))
    weekdays: frozenset[int] = field(default=MONDAY_TO_FRIDAY.weekdays, metadata=_of(Weekdays(), Group.TIME))
    holidays: frozenset[date] = field(default=frozenset(), metadata=_of(Days(), Group.TIME))
    whom_to_ask: str = field(
        default="", metadata=_of(Line(most=200, example="Uma Udo, uma.udo@example.com"), Group.SIGN_IN)
    )
    pull_every_hours: int | None = field(
        default=None, metadata=_of(WholeNumber(least=1, most=720, example=24, may_be_open=True), Group.DATA)
    )
    data_too_old_hours: int = field(
        default=72, metadata=_of(WholeNumber(least=1, most=9_999, example=72), Group.TELLING)
    )
    mail_says_more: bool = field(default=False, metadata=_of(YesOrNo(), Group.TELLING))
    keep_conversations_days: int | None = field(
        default=None, metadata=_of(WholeNumber(least=30, most=9_999, example=730, may_be_open=True), Group.KEEPING)
    )
    backup_hour: int | None = field(
        default=2, metadata=_of(WholeNumber(least=0, most=23, example=2, may_be_open=True), Group.KEEPING)
    )
    backups_kept: int = field(default=14, metadata=_of(WholeNumber(least=1, most=365, example=14), Group.KEEPING))

    @property
    def working_days(self) -> WorkingDays:
        """On which days the centre works."""
        return WorkingDays(self.weekdays, self.holidays)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is known of one setting, whatever its value is now."""

    name: str
    kind: Kind
    group: Group
    default: Any

    def complaint(self, written: str) -> str | None:
        """Why a text is no value of this setting: its name, what was there, what it must be and an example."""
        try:
            self.kind.read(written)
        except KindError as error:
            shown = written if len(written) <= 60 else written[:60] + "…"
            return wording.SETTING_CANNOT_BE.format(
                setting=wording.SETTING_LABELS[self.name], written=shown, must=error.must, example=error.example
            )
        return None


SETTINGS: dict[str, Setting] = {
    each.name: Setting(name=each.name, kind=each.metadata["kind"], group=each.metadata["group"], default=each.default)
    for each in fields(CentreSettings)
}


@cached
def centre_settings(database: Reader) -> CentreSettings:
    """The settings as they are now, the same for everybody. Where what is stored is of another version of the app and
    no value any more, the default counts."""
    values: dict[str, Any] = {}
    for row in database.rows(STORED):
        setting = SETTINGS.get(row["name"])
        if setting is not None and setting.complaint(row["value"]) is None:
            values[setting.name] = setting.kind.read(row["value"])
    return CentreSettings(**values)


def written(known: CentreSettings) -> dict[str, str]:
    """Each setting's value as text, by name: what a form starts from and what change() takes."""
    return {name: setting.kind.write(getattr(known, name)) for name, setting in SETTINGS.items()}


def change(database: Database, viewer_id: str, wanted: Mapping[str, str]) -> list[str]:
    """Gives settings other values, all or none, and notes who did it. `wanted`: the new values as text, by name.

    Returns the names of those that have changed; one that has this value already is none of them. Raises
    NotAllowedError, NotFoundError for a name that there is not, and InvalidFieldsError with a sentence by name.
    """
    with database.transaction(writes={"centre_settings", "changes"}) as cursor:
        if not cursor.execute(MAY_CHANGE, {"viewer_id": viewer_id}).fetchall():
            raise NotAllowedError(*needed(Action.ADMINISTER))
        return _change(cursor, viewer_id, _new_values(wanted))


def _new_values(wanted: Mapping[str, str]) -> dict[str, str]:
    """The values as their kinds write them."""
    if not wanted.keys() <= SETTINGS.keys():
        raise NotFoundError(wording.NO_SUCH_SETTING)
    said = {name: SETTINGS[name].complaint(text) for name, text in wanted.items()}
    said |= {name: wording.SETTING_TOO_LONG for name, text in wanted.items() if len(text) > MOST_CHARACTERS}
    complaints = {name: complaint for name, complaint in said.items() if complaint is not None}
    if complaints:
        raise InvalidFieldsError(complaints)
    return {name: SETTINGS[name].kind.write(SETTINGS[name].kind.read(text)) for name, text in wanted.items()}


def _change(cursor: duckdb.DuckDBPyConnection, viewer_id: str, new: Mapping[str, str]) -> list[str]:
    stored = dict(cursor.execute(STORED).fetchall())
    changed = []
    for name, value in new.items():
        default = SETTINGS[name].kind.write(SETTINGS[name].default)
        was = stored.get(name, default)
        if was == value:
            continue
        cursor.execute(TAKE_BACK, {"name": name})
        if value != default:
            cursor.execute(DECIDE, {"name": name, "value": value})
        instant = change_log.next_instant(cursor, "setting", [name])
        change_log.append(cursor, "setting", [name], viewer_id, instant, {name: (was, value)})
        changed.append(name)
    return changed


def history(database: Database, viewer_id: str) -> pd.DataFrame:
    """Every change of a setting, the newest first, for who may administer; nothing for others.

    Columns: changed_at (naive UTC), changed_by, name (of who changed it), setting (its name), was, becomes (as text).
    """
    return with_labels(database, database.query(HISTORY, {"viewer_id": viewer_id}), name="changed_by")
