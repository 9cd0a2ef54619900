"""What does wording.py say in another language? As languages/LANGUAGE.po has it, by the name of each constant.

A message of that file is one text. Its context says whose: NAME is a constant, NAME.KEY a value of a dict or a tuple.
What a file has no translation of stays English; a test sees to it that nothing is left out.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LANGUAGES = Path(__file__).parent / "languages"
# No text of these is translated: what is there are signs, or words for whoever runs an import.
SIGNS = frozenset({"SEPARATORS", "TONE_ORDER", "STATUS_SHAPES", "OVER_SHAPE", "HELP_OF"})


class Counted(NamedTuple):
    """Words that say how many, for one and for several; formatting.counted() chooses, and fills in {count}."""

    one: str
    several: str


def texts(constants: Mapping[str, Any]) -> Iterator[tuple[str, str | Counted]]:
    """Every text of wording.py that can be translated, with its context. `constants`: what the module has."""
    for name, value in constants.items():
        if name.isupper() and name not in SIGNS:
            yield from _within(name, value)


def _within(context: str, value: Any) -> Iterator[tuple[str, str | Counted]]:
    if isinstance(value, str | Counted):
        if value:
            yield context, value
    else:
        for key, part in _parts(value):
            yield from _within(f"{context}.{key}", part)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What a dict or a tuple holds, by the last part of its context."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield ".".join(map(str, key)) if isinstance(key, tuple) else str(key), part
    elif isinstance(value, tuple):
        for place, part in enumerate(value):
            yield str(place), part


def file_of(language: str) -> Path:
    """The file with the translations into a language."""
    return LANGUAGES / f"{language}.po"


def read(language: str) -> Catalog:
    """The translations into a language."""
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language)


def is_translated(message: Message) -> bool:
    """Whether a text has a translation that may be shown: of one with a singular and a plural, both."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(message.id) and not message.fuzzy and all(forms)


def translated(constants: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The constants of wording.py in another language, by their names."""
    found = read(language)
    said = {message.context: message for message in found if is_translated(message)}

    def into(context: str, value: Any) -> Any:
        if isinstance(value, Counted):
            message = said.get(context)
            return Counted(*message.string) if message and isinstance(message.string, tuple) else value
        if isinstance(value, str):
            message = said.get(context)
            return message.string if message else value
        if isinstance(value, dict):
            return {
                key: into(f"{context}.{name}", value[key]) for key, (name, _) in zip(value, _parts(value), strict=True)
            }
        if isinstance(value, tuple):
            return tuple(into(f"{context}.{name}", part) for name, part in _parts(value))
        return value

    return {name: value if name in SIGNS else into(name, value) for name, value in constants.items() if name.isupper()}
