"""What is a file, judged by its content?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from coaching.importers import almost_json, limits, tables, workbooks
from coaching.importers.containers import HEAD_BYTES, Part, Unreadable, Workbook, kind_of_archive, read
from coaching.importers.encodings import Decoded, decoded, decoded_beginning
from coaching.importers.format import COMMAS, Format, Likeness, Look, Shape, SourceFile, Table
from coaching.importers.refused_records import Refusal, shown
from coaching.importers.registry import all_formats
from coaching.importers.report import PassedOver
from coaching.importers.spellings import normalised
from coaching.words import wording

# Enough of the file to recognise a list even if its first records are broken.
KEYS_LOOKED_AT = 200
_LOOKED_AT = 5 * limits.MEGABYTE  # characters in which keys are looked for
_MOST_INSIDE = 4  # levels of objects around records
_NAMED = 8  # columns or keys that a refusal names
_FEWEST_COLUMNS = 3  # of a table of which no column is known
_NUMBERED_TURNS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"\d+"\s*:\s*\{')
_TOKEN = re.compile(r'("(?:[^"\\]++|(?:\\.)++)*+"?)(\s*+:)?|[{}\[\]]', re.DOTALL)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|[a-z]+[ >])", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0e-\x19\x1c-\x1f]")
_SAMPLE = re.compile(r"(?:^|[^a-z])(?:sample|template)(?:[^a-z]|$)", re.IGNORECASE)
_READABLE = (".json", ".jsonl", ".ndjson", ".csv", ".tsv")
_EMPTY_LIST = re.compile(r"\[\s*\]\s*\Z")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a file may be: how it looks, and how it is written where it is a table."""

    look: Look
    table: Table = COMMAS


_TURNS = Seen(look=Look(shape=Shape.OBJECT, names={"1": "1"}))


def recognise(part: Part | Workbook | Unreadable, *, explicit: bool) -> Iterator[SourceFile | Refusal | PassedOver]:
    """What the file is; a refusal for one that should be readable and is not; otherwise why it is passed over.

    `explicit`: the file was named itself rather than found in a folder.
    """
    if isinstance(part, Unreadable):
        yield Refusal(file=part.name, position="", field="", reason=part.reason)
    elif isinstance(part, Workbook):
        yield from _of_workbook(part, explicit)
    else:
        yield _of_part(part, explicit)


def _of_part(part: Part, explicit: bool) -> SourceFile | Refusal | PassedOver:
    is_expected = explicit or part.name.lower().removesuffix(".gz").endswith(_READABLE)
    is_blank = not part.head.strip(b"\xef\xbb\xbf \r\n\t")
    if is_blank and len(part.head) < HEAD_BYTES:
        return _unknown(part.name, wording.PASSED_OVER_EMPTY, is_expected)
    if _is_binary(part.head):
        return _unknown(part.name, wording.PASSED_OVER_NO_TEXT, is_expected)
    if _NUMBERED_TURNS.match(part.head):  # an import has thousands of these, and all their keys are numbers
        text, seen, best = Decoded("", "UTF-8"), [_TURNS], _best_of_turns()
    else:
        text = decoded_beginning(part.head)
        seen = _seen(text.text)
        best = _best(seen)
    if best is None and len(part.head) == HEAD_BYTES and (is_blank or _is_json(seen)):
        try:
            text = decoded(read(part.place))
        except limits.UnreadableFileError as error:
            return Refusal(file=part.name, position="", field="", reason=str(error))
        seen = _seen(text.text)
        best = _best(seen)
    if best is not None:
        found, one = best
        if not explicit and _SAMPLE.search(part.name.replace("\\", "/").rpartition("/")[2]):
            return PassedOver(file=part.name, reason=wording.PASSED_OVER_SAMPLE)
        return SourceFile(format=found, name=part.name, place=part.place, bytes=part.size, table=one.table)
    if _EMPTY_LIST.match(text.text.lstrip("\ufeff \r\n\t")):
        return PassedOver(file=part.name, reason=wording.PASSED_OVER_EMPTY_LIST)
    if not text.text.strip("\ufeff \r\n\t"):
        return _unknown(part.name, wording.PASSED_OVER_EMPTY, is_expected)
    return _unknown(part.name, _what_was_seen(text, seen), is_expected or _is_json(seen))


def _of_workbook(part: Workbook, explicit: bool) -> Iterator[SourceFile | Refusal | PassedOver]:
    try:
        for title, is_visible in workbooks.sheets(part.place).items():
            place = part.place.of_sheet(title)
            name = f"{part.name}/{title}"
            if not is_visible:
                yield PassedOver(file=name, reason=wording.PASSED_OVER_HIDDEN)
                continue
            seen = [
                Seen(look=_look(Shape.TABLE, header.columns), table=header.table)
                for header in tables.headers_of_sheet(list(workbooks.rows(place, tables.TITLES)))
            ]
            best = _best(seen)
            if best is None:
                yield _unknown(name, _what_was_seen(None, seen), explicit)
            else:
                yield SourceFile(format=best[0], name=name, place=place, bytes=part.size, table=best[1].table)
    except limits.UnreadableFileError as error:
        yield Refusal(file=part.name, position="", field="", reason=str(error))


def _unknown(name: str, reason: str, is_expected: bool) -> Refusal | PassedOver:
    if not is_expected:
        return PassedOver(file=name, reason=reason)
    return Refusal(file=name, position="", field="", reason=reason)


def _best(seen: Sequence[Seen]) -> tuple[Format, Seen] | None:
    """The format that knows most of the names, of those that the file has by one of its looks; among equals the look
    that comes first."""
    fitting = [(one, each, likeness) for one, each, likeness in _likenesses(seen) if not likeness.missing]
    if not fitting:
        return None
    best, each, _ = max(fitting, key=lambda found: found[2].known)
    return best, each


@cache
def _best_of_turns() -> tuple[Format, Seen] | None:
    return _best([_TURNS])


def _likenesses(seen: Sequence[Seen]) -> list[tuple[Format, Seen, Likeness]]:
    return [(one, each, one.likeness(each.look)) for each in seen for one in all_formats()]


def _is_json(seen: Sequence[Seen]) -> bool:
    return bool(seen) and seen[0].look.shape is not Shape.TABLE


def _is_binary(head: bytes) -> bool:
    """Whether the bytes are no text: control characters are in none, and NUL only in UTF-16 and UTF-32, or here and
    there as a fault of an export, or filling up the end. Readers of values leave it out."""
    if b"\0" not in head:
        return kind_of_archive(head) is not None
    if decoded_beginning(head).encoding in ("UTF-16", "UTF-32"):
        return False
    return _CONTROLS.search(head) is not None or head.rstrip(b"\0").count(0) > 1 + len(head) // 100


def _look(shape: Shape, names: Sequence[str], *, is_inside: bool = False) -> Look:
    spelled: dict[str, str] = {}
    for name in names:
        spelled.setdefault(normalised(name), name)
    return Look(shape=shape, names=spelled, is_inside=is_inside)


def _seen(text: str) -> list[Seen]:
    """What the beginning of a text may be, the likeliest first."""
    json_text = almost_json.beginning(text)
    if json_text[:1] in ("{", "["):
        return list(_seen_in_json(json_text))
    if _MARKUP.match(json_text):
        return []
    lines = tables.first_lines(text)
    return [Seen(look=_look(Shape.TABLE, one.columns), table=one.table) for one in tables.headers(lines)]


def _seen_in_json(text: str) -> Iterator[Seen]:
    for path, names in sorted(_keys(text).items(), key=lambda found: len(found[0])):
        if path == ():
            yield Seen(look=_look(Shape.OBJECT, names))
        yield Seen(look=_look(Shape.LIST, names, is_inside=path not in ((), ("[]",))))


def _keys(text: str) -> dict[tuple[str, ...], list[str]]:
    """The first keys of the objects in a text that may end anywhere, by the way to them: the keys around them, and []
    for a list."""
    found: dict[tuple[str, ...], list[str]] = {(): []} if text[0] == "{" else {("[]",): []}
    around: list[tuple[str, str]] = []  # each bracket that is open, and its key or [] in what it is in
    key = ""
    for match in _TOKEN.finditer(text, 0, _LOOKED_AT):
        string, colon = match.groups()
        if string is not None:
            if colon:
                key = string[1:-1]
                _note_key(found, around, key)
        elif match.group() in "{[":
            if len(around) > limits.COLUMNS:
                break
            around.append((match.group(), "[]" if around and around[-1][0] == "[" else key))
        elif around:
            around.pop()
    return found


def _note_key(found: dict[tuple[str, ...], list[str]], around: list[tuple[str, str]], key: str) -> None:
    if 0 < len(around) <= _MOST_INSIDE + 1:
        names = found.setdefault(tuple(label for _, label in around[1:]), [])
        if len(names) < KEYS_LOOKED_AT:
            names.append(key)


def _what_was_seen(text: Decoded | None, seen: Sequence[Seen]) -> str:
    """Why the file is of no known format: what it looks like, which format it comes nearest to, and what it lacks."""
    nearest = max(
        ((one, each, likeness) for one, each, likeness in _likenesses(seen) if each.look.names),
        key=lambda found: (found[2].known, -len(found[2].missing)),
        default=None,
    )
    encoding = "" if text is None else wording.SEEN_ENCODING.format(encoding=text.encoding)
    if nearest is None or _is_prose(nearest[1], nearest[2]):
        return wording.PASSED_OVER_UNKNOWN.format(seen=_seen_as_text(text, seen, encoding))
    found, one, likeness = nearest
    names = list(one.look.names.values())
    shown_names = ", ".join(map(shown, names[:_NAMED])) + (", …" if len(names) > _NAMED else "")
    if one.look.shape is Shape.TABLE:
        separator = wording.SEPARATORS.get(one.table.separator, shown(one.table.separator))
        words = wording.SEEN_TABLE if text is None else wording.SEEN_TEXT_TABLE
        what = words.format(columns=shown_names, encoding=encoding, separator=separator)
    else:
        what = wording.SEEN_JSON.format(shape=one.look.shape.value, keys=shown_names, encoding=encoding)
    reason = wording.PASSED_OVER_UNKNOWN.format(seen=what)
    if not likeness.known:
        return reason + (wording.MAP_IT if one.look.shape is Shape.TABLE else "")
    missing = ", ".join(likeness.missing).replace("`", "")
    return reason + wording.NEAREST_FORMAT.format(format=found.name.replace("`", ""), missing=missing)


def _is_prose(one: Seen, likeness: Likeness) -> bool:
    """Whether a table is rather a text of which some line has a comma."""
    if one.look.shape is not Shape.TABLE or likeness.known:
        return False
    return one.table.above > 0 or len(one.look.names) < _FEWEST_COLUMNS


def _seen_as_text(text: Decoded | None, seen: Sequence[Seen], encoding: str) -> str:
    if _is_json(seen):
        return f"{seen[0].look.shape.value}{encoding}"
    if text is not None and _MARKUP.match(text.text.lstrip("\ufeff")):
        return wording.SEEN_MARKUP.format(encoding=encoding)
    line = "" if text is None else next((line for line in text.text.splitlines() if line.strip()), "")
    if not line:
        return wording.SEEN_NOTHING
    return wording.SEEN_TEXT.format(begins=shown(line.strip()), encoding=encoding)
