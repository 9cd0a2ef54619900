"""What has somebody chosen for themselves, whatever page they are on? Each preference has one value a person.

Private: nobody reads or changes those of somebody else.
"""

from collections.abc import Mapping
from enum import StrEnum

from coaching.people.notices import Kind
from coaching.storage.database import Database, cached
from coaching.words import wording
from coaching.words.reader import LANGUAGES
from coaching.words.refusals import NotAllowedError, NotPossibleError

PREFERENCES = "SELECT name, value FROM preferences WHERE person_id = $viewer_id"

PERSON = "SELECT 1 FROM people WHERE person_id = $viewer_id"

TAKE_BACK = "DELETE FROM preferences WHERE person_id = $viewer_id AND name = $name"

CHOOSE = "INSERT INTO preferences SELECT $viewer_id, $name, $value"


class Preference(StrEnum):
    """What there is to choose."""

    LANGUAGE = "language"
    MAIL_ASSIGNED = "mail_assigned"
    MAIL_CHANGED = "mail_changed"
    MAIL_WITHDRAWN = "mail_withdrawn"
    MAIL_FOLLOW_UP_TOMORROW = "mail_follow_up_tomorrow"
    MAIL_OVERDUE = "mail_overdue"
    MAIL_NOTE = "mail_note"
    MAIL_OUTCOME = "mail_outcome"
    MAIL_REQUEST = "mail_request"
    MAIL_IMPORT_FAILED = "mail_import_failed"
    MAIL_DATA_TOO_OLD = "mail_data_too_old"
    MAIL_MAIL_FAILED = "mail_mail_failed"


class When(StrEnum):
    """When somebody gets the notices of one kind by e-mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


# Of which notices one is mailed at once where one has chosen nothing; of all others daily.
AT_ONCE = frozenset({Kind.ASSIGNED, Kind.IMPORT_FAILED, Kind.DATA_TOO_OLD, Kind.MAIL_FAILED})


def preference_of(kind: Kind) -> Preference:
    """Where it is kept when somebody gets the notices of this kind by e-mail."""
    return Preference(f"mail_{kind}")


def when_mailed(kind: Kind, chosen: Mapping[str, str]) -> When:
    """When somebody gets the notices of this kind. `chosen`: their preferences."""
    found = chosen.get(preference_of(kind))
    if found in set(When):
        return When(found)
    return When.AT_ONCE if kind in AT_ONCE else When.DAILY


# The values that there are.
VALUES: Mapping[Preference, tuple[str, ...]] = {
    Preference.LANGUAGE: tuple(LANGUAGES),
    **{preference_of(kind): tuple(When) for kind in Kind},
}


@cached
def preferences(database: Database, viewer_id: str) -> dict[str, str]:
    """What the viewer has chosen, by preference; what they left open is not there."""
    return {row["name"]: row["value"] for row in database.rows(PREFERENCES, {"viewer_id": viewer_id})}


def prefer(database: Database, viewer_id: str, preference: Preference, value: str | None) -> None:
    """From now on, the viewer's choice; None leaves it open again.

    Raises NotAllowedError for somebody who is not known, NotPossibleError for a value that there is not.
    """
    if value is not None and value not in VALUES[preference]:
        raise NotPossibleError(
            wording.NO_SUCH_LANGUAGE if preference is Preference.LANGUAGE else wording.NO_SUCH_CHOICE
        )
    asked = {"viewer_id": viewer_id, "name": preference.value}
    with database.transaction(writes={"preferences"}) as cursor:
        if not cursor.execute(PERSON, {"viewer_id": viewer_id}).fetchall():
            raise NotAllowedError()
        cursor.execute(TAKE_BACK, asked)
        if value is not None:
            cursor.execute(CHOOSE, asked | {"value": value})
