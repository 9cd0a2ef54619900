"""Which lines of a field are drafted sentences as the form wrote them, and which has nobody read yet? Pure.

A drafted sentence that somebody has changed is theirs: it is found by its words, and these are others now.
"""

from collections.abc import Collection, Mapping, Sequence

from coaching.words import wording


def lines_of(words: str | Sequence[str]) -> list[str]:
    """The lines of a text, or of the steps of an action plan."""
    return words.split("\n") if isinstance(words, str) else list(words)


def brought_up_to_date(lines: Sequence[str], known: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The lines with each drafted sentence as it is now, and without those that nothing gives any more.

    `known`: the sentences that were drafted when somebody last changed these lines, by key; `now`: those of now. All
    other lines stay as they are. A blank line before one that goes, goes with it.
    """
    key_of = {text: key for key, text in known.items()}
    found: list[str] = []
    for line in lines:
        key = key_of.get(line.strip())
        if key is None:
            found.append(line)
        elif key in now:
            found.append(now[key])
        elif found and not found[-1].strip():
            found.pop()
    went = len(found) < len(lines)
    while went and found and not found[0].strip():
        found.pop(0)
    return found


def with_line(lines: Sequence[str], sentence: str, *, apart: bool) -> list[str]:
    """The lines and a sentence below them; `apart`: with a blank line between."""
    written = [*lines]
    while written and not written[-1].strip():
        written.pop()
    return [*written, *([""] if written and apart else []), sentence]


def holds(lines: Sequence[str], sentence: str) -> bool:
    """Whether a drafted sentence is one of the lines, word for word."""
    return any(line.strip() == sentence for line in lines)


def unread_complaint(words: str | Sequence[str], unread: Collection[str]) -> str:
    """What to say of a text or a plan with a drafted sentence that nobody has read; nothing of others."""
    return wording.DRAFT_UNREAD if any(line.strip() in unread for line in lines_of(words)) else ""
