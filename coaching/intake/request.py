"""What does somebody want to have imported? Nothing here loads DuckDB: a command that hands over does without."""

import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from coaching.importers.sentiment_scale import STORED, SentimentScale

LOADED, FAILED, INCOMPLETE = 0, 1, 2  # exit codes


class CameBy(StrEnum):
    """By which way files came in."""

    COMMAND = "command"
    INBOX = "inbox"
    PAGE = "page"
    PULL = "pull"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is to be imported and how, and who says so.

    `begun_by`: a person, of a page. `account`: a user of the machine, of a command. `pulled_until`: of a pull, the end
    of the time that it is about (naive UTC).
    """

    paths: tuple[Path, ...]
    came_by: CameBy
    sentiment_scale: SentimentScale = STORED
    mapping: Path | None = None
    begun_by: str | None = None
    account: str | None = None
    pulled_until: datetime | None = None


def account() -> str:
    """The user of the machine who runs this process: the name, or a number that has none."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return str(os.getuid()) if hasattr(os, "getuid") else ""
