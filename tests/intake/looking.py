"""Looks at an inbox when a clock says so that the test sets."""

from pathlib import Path

from coaching.importers.run import Silent
from coaching.intake import inbox as inboxes
from coaching.intake.inbox import Inbox
from tests.importers.export import transcript, turn

CHAT = transcript(turn("USER", "Hello", 1772442000000), turn("AGENT", "Hello", 1772442001000))
NOTED = "SELECT came_by, outcome, len(files) FROM imports ORDER BY begun_at"


class Clock:
    """Stands still until it is set on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Watching(Silent):
    def waits(self) -> None:
        """Waits."""


def look(inbox: Inbox, clock: Clock, after: float = 0.0) -> bool:
    """Whether something is imported when so many seconds have gone by."""
    clock.seconds += after
    return inbox.look(Watching()) is not None


def put_away(folder: Path) -> dict[str, list[str]]:
    """What is in done/ and refused/, without the names of the folders of each import."""
    found = {}
    for place in (inboxes.DONE, inboxes.REFUSED):
        files = [(run, path) for run in (folder / place).glob("*") for path in run.rglob("*") if path.is_file()]
        found[place] = sorted(str(path.relative_to(run)) for run, path in files)
    return found
