"""What has somebody chosen for themselves, whatever page they are on? Each preference has one value a person.

Private: nobody reads or changes those of somebody else.
"""

from enum import StrEnum

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


# The values that there are.
VALUES = {Preference.LANGUAGE: tuple(LANGUAGES)}


@cached
def preferences(database: Database, viewer_id: str) -> dict[str, str]:
    """What the viewer has chosen, by preference; what they left open is not there."""
    return {row["name"]: row["value"] for row in database.rows(PREFERENCES, {"viewer_id": viewer_id})}


def prefer(database: Database, viewer_id: str, preference: Preference, value: str | None) -> None:
    """From now on, the viewer's choice; None leaves it open again.

    Raises NotAllowedError for somebody who is not known, NotPossibleError for a value that there is not.
    """
    if value is not None and value not in VALUES[preference]:
        raise NotPossibleError(wording.NO_SUCH_LANGUAGE)
    asked = {"viewer_id": viewer_id, "name": preference.value}
    with database.transaction(writes={"preferences"}) as cursor:
        if not cursor.execute(PERSON, {"viewer_id": viewer_id}).fetchall():
            raise NotAllowedError()
        cursor.execute(TAKE_BACK, asked)
        if value is not None:
            cursor.execute(CHOOSE, asked | {"value": value})
