"""The commands `erase` and `hand-over`: what administrators do on pages, by the machine's owner, without the app."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from coaching.administration import erasing, stored_about
from coaching.storage.database import Database

DONE, NOT_DONE = 0, 2
NOT_CONFIRMED = "Nothing was erased: it cannot be undone. Say --for-good as well."
NO_CONVERSATION = "Nothing was erased: there is no conversation with any of these ids."
ERASED = "Erased {count:,} interactions for good. Backups that were made before still hold them."
NOBODY = "There is nobody with the id {person_id!r}."
WROTE = "Wrote {path}: all that is stored about one person."


def erase(address: str, conversation_ids: Sequence[str], *, for_good: bool) -> int:
    """Erases conversations by any of their ids, says how many interactions they had, and returns the exit code."""
    if not for_good:
        print(NOT_CONFIRMED, file=sys.stderr)
        return NOT_DONE
    with closing(Database(address, must_exist=True)) as database:
        count = erasing.erase_by_command(database, conversation_ids)
    if not count:
        print(NO_CONVERSATION, file=sys.stderr)
        return NOT_DONE
    print(ERASED.format(count=count))
    return DONE


def hand_over(address: str, person_id: str, path: Path) -> int:
    """Writes what is stored about a person into a new file, and returns the exit code. Raises OSError."""
    with closing(Database(address, must_exist=True)) as database:
        made = stored_about.stored_about_by_command(database, person_id)
    if made is None:
        print(NOBODY.format(person_id=person_id), file=sys.stderr)
        return NOT_DONE
    with path.open("xb") as file:
        file.write(made)
    print(WROTE.format(path=path))
    return DONE
