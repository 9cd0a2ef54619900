"""What an import could not use, said so that the reader finds the place in the file."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One record that was not loaded, and why.

    `position` is where in the file ("record 3", "turn 12", "line 40"), empty for the file as a whole; `field` is the
    key at fault as the file spells it, empty where no single one is.
    """

    file: str
    position: str
    field: str
    reason: str

    def __str__(self) -> str:
        """One line: file, position, field, reason."""
        line = f"{', '.join(part for part in (self.file, self.position, self.field) if part)}: {self.reason}"
        return "".join(character if character.isprintable() else " " for character in line)


class UnusableRecordError(Exception):
    """A record has a value that cannot be used. `field` is the name this project has for it.

    `reason` is the whole sentence: what was there (`was`), what is the matter with it, and what would be read
    (`wanted`), with an example.
    """

    def __init__(self, field: str, problem: str, *, was: str = "", wanted: str = "") -> None:
        self.field = field
        self.was = was
        self.wanted = wanted or problem.partition(": ")[2] or problem
        self.reason = f"{was} {problem}".strip() + (f": {wanted}" if wanted else "")
        super().__init__(f"{field}: {self.reason}")


class NotThereYetError(UnusableRecordError):
    """A record names something that no import has brought so far. It waits, and the next import tries it again."""


def unusable(field: str, value: object, problem: str, wanted: str = "") -> UnusableRecordError:
    """The error for a value that cannot be used: what is the matter with it, and what would be read."""
    return UnusableRecordError(field, problem, was=shown(value), wanted=wanted)


def shown(value: object) -> str:
    """A value as a refusal quotes it, cut to a readable length."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    words = f'"{value[:60]}"' if isinstance(value, str) else str(value)
    return words if len(words) <= 60 else words[:57] + "..."
