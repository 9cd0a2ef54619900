"""How is a sample changed into an input? By structure (values, keys, cells), by how it is written, and by its bytes.

Everything follows from the seed of the input, so that a failing one can be made again.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.importers.fuzzing.odd_values import AS_IT_IS, BYTES, ENCODINGS, NAMES, ODD, WORDS
from tests.importers.fuzzing.packing import packed, parquet, workbook
from tests.importers.fuzzing.samples import SAMPLES, Sample

# Inputs are at most so large: what is larger is refused early, and takes long to write.
MOST_BYTES = 200_000


@dataclass(frozen=True, kw_only=True)
class Input:
    """A file as an import is given it. `seed` makes it again; `in_folder`: the import is given the folder of the file.

    `mapping` is the TOML with which the file is read; None: the file is recognised by its content.
    """

    seed: int
    file: str
    content: bytes
    mapping: str | None = None
    in_folder: bool = False


# json.dumps() writes no key twice, so this character makes keys differ until it is taken out of the text.
_AGAIN = "\ue000"
_AS_IT_IS_IN_TEXT = re.compile(r'"\\ue001((?:[^"\\]|\\.)*)"')

_DEEP = ((4, 4), (30, 30), (1_200, 1_200), (5_000, 0))


def made(seed: int) -> Input:
    """The input of a seed."""
    random = Random(seed)
    sample = random.choice(SAMPLES)
    content = _json_file(random, sample) if sample.json else _table_file(random, sample)
    name = sample.file
    if random.random() < 0.06:
        name = random.choice(NAMES).format(name=sample.file)
    if random.random() < 0.04:
        name, content = packed(random, name, content)
    if random.random() < 0.25:
        content = _bytes(random, content)
    mapping = sample.mapping
    if mapping is not None and random.random() < 0.1:
        mapping = _bytes(random, mapping.encode()).decode("utf-8", "replace")
    return Input(seed=seed, file=name, content=content[:MOST_BYTES], mapping=mapping, in_folder=random.random() < 0.3)


def _times(random: Random, most: int) -> range:
    """How often something is done: mostly once, so that the rest of a record is still read."""
    return range(min(most, 1 + int(random.expovariate(0.6))))


def _odd(random: Random) -> Any:
    return deepcopy(random.choice(random.choice(ODD)))


# JSON


def _json_file(random: Random, sample: Sample) -> bytes:
    content = json.loads(sample.json)
    holder = [content]
    for _ in _times(random, 6):
        places = list(_places(holder))
        if places:
            random.choice(_CHANGES)(random, *random.choice(places))
    content = holder[0] if holder else None
    text = json.dumps(content, ensure_ascii=random.random() < 0.7, indent=random.choice((None, None, None, 1)))
    text = text.replace("\\ue000", "").replace(_AGAIN, "")
    if "ue001" in text or AS_IT_IS in text:
        text = _AS_IT_IS_IN_TEXT.sub(lambda found: found[1].replace('\\"', '"'), text.replace(AS_IT_IS, "\\ue001"))
    shape = random.random()
    if shape < 0.06:
        text = _other_shape(random, text, content)
    return _encoded(random, text)


def _places(container: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value: the list or object that it is in, with its index or key."""
    waiting = [container]
    while waiting:
        around = waiting.pop()
        for key, value in around.items() if isinstance(around, dict) else enumerate(around):
            yield around, key
            if isinstance(value, dict | list) and value:
                waiting.append(value)


def _replace(random: Random, container: Any, key: Any) -> None:
    container[key] = _odd(random) if random.random() < 0.9 else random.choice(WORDS)


def _remove(random: Random, container: Any, key: Any) -> None:
    del container[key]


def _twice(random: Random, container: Any, key: Any) -> None:
    """A key twice, or an element."""
    value = container[key] if random.random() < 0.5 else _odd(random)
    if isinstance(container, dict):
        container[f"{key}{_AGAIN}"] = value
    else:
        container.insert(key, value)


def _rename(random: Random, container: Any, key: Any) -> None:
    if not isinstance(container, dict):
        random.shuffle(container)
        return
    other = random.choice((key.upper(), key.replace(" ", "_"), f" {key}\u00a0", f"{key}s", key[:-1], str(_odd(random))))
    container[other] = container.pop(key)


def _edit(random: Random, container: Any, key: Any) -> None:
    """A value that is a little different, or written otherwise."""
    value = container[key]
    if isinstance(value, str):
        at = random.randrange(len(value) + 1)
        odd = random.choice(("\0", " ", "\u00a0", "\u200b", "\ud800", "\n", "'", "9", "-", ".", "@", "/", "\u202e", ""))
        ways = (value[:at] + odd + value[at:], value[:at], value * 2, value.upper(), f" {value} ", value[at:])
        container[key] = random.choice(ways)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        others: tuple[object, ...] = (
            -value,
            value * 1000,
            value / 3,
            str(value),
            f"{value}%",
            value + 0.5,
            str(value).replace(".", ","),
        )
        container[key] = random.choice(others)
    else:
        container[key] = str(value)


def _wrap(random: Random, container: Any, key: Any) -> None:
    value = container[key]
    ways = ([value], {"value": value}, [[value]], {"1": value}, [value, None], json.dumps(value, default=str))
    container[key] = random.choice(ways)


def _unwrap(random: Random, container: Any, key: Any) -> None:
    value = container[key]
    if isinstance(value, dict | list) and value:
        container[key] = random.choice(list(value.values())) if isinstance(value, dict) else value[0]
    else:
        _replace(random, container, key)


def _swap(random: Random, container: Any, key: Any) -> None:
    keys = list(container) if isinstance(container, dict) else range(len(container))
    other = random.choice(list(keys))
    container[key], container[other] = container[other], container[key]


def _deepen(random: Random, container: Any, key: Any) -> None:
    opened, closed = random.choice(_DEEP)
    left, right = random.choice((("[", "]"), ('{"1":', "}")))
    container[key] = AS_IT_IS + left * opened + ("" if left == "[" else "0") + right * closed


def _many(random: Random, container: Any, key: Any) -> None:
    value = container[key]
    if len(str(value)) > 5_000:
        return
    if isinstance(value, list) and value:
        container[key] = value * random.choice((2, 3, 40))
    elif isinstance(value, dict) and value:
        container[key] = {**value, **{f"{each}{number}": value[each] for each in list(value) for number in range(9)}}
    else:
        container[key] = [value] * random.choice((2, 300))


_CHANGES: tuple[Callable[[Random, Any, Any], None], ...] = (
    _replace, _replace, _replace, _replace, _replace, _edit, _edit, _edit, _remove, _twice, _rename, _wrap, _unwrap,
    _swap, _deepen, _many,
)  # fmt: skip


def _other_shape(random: Random, text: str, content: Any) -> str:
    """Pages and records as other systems write them, and JSON that is almost none."""
    lines = content if isinstance(content, list) else [content]
    ways = (
        lambda: f"[{text}, {text}]",
        lambda: f"[{text}]",
        lambda: f'{{"data": {text}}}',
        lambda: f'{{"data": {{"page": [{text}, null]}}}}',
        lambda: "\n".join(json.dumps(line, default=str) for line in lines),
        lambda: f"{text}\n{text}",
        lambda: f"callback({text});",
        lambda: f"// exported\n{text}",
        lambda: f"/* x {text}",
        lambda: text.replace("}", ",}", 3),
        lambda: text.replace('"', "'"),
        lambda: f"<html>{text}</html>",
        lambda: f"\ufeff\n {text}",
        lambda: f")]}}',\n{text}",
    )
    changed = random.choice(ways)()
    return changed.replace("\\ue000", "").replace("\\ue001", "")


# Tables


def _table_file(random: Random, sample: Sample) -> bytes:
    rows = [list(row) for row in sample.rows]
    for _ in _times(random, 6):
        _change_table(random, rows)
    way = random.random()
    if way < 0.05:
        return workbook(random, rows, spoil=0.3)
    if way < 0.12 and sample.mapping is not None and rows:
        with suppress(ValueError):
            return parquet(rows)
    return _encoded(random, _as_text(random, rows))


def _as_text(random: Random, rows: list[list[str]]) -> str:
    separator = random.choice(",,,,;\t|:") if random.random() < 0.3 else ","
    end = random.choice(("\n", "\n", "\r\n", "\r", "\n\n", "\x0b")) if random.random() < 0.2 else "\n"
    dialect = random.choice((csv.excel, csv.unix_dialect))
    written = io.StringIO(newline="")
    if random.random() < 0.1:  # without care
        written.write(end.join(separator.join(row) for row in rows))
    else:
        try:
            csv.writer(written, dialect, delimiter=separator, lineterminator=end).writerows(rows)
        except csv.Error:
            written.write(end.join(separator.join(row) for row in rows))
    before = random.choice(
        (f"sep={separator}{end}", f"sep=;{end}", f"Export{end}{end}", f'"Report{end}of May"{end}', "\x00")
    )
    return (before if random.random() < 0.08 else "") + written.getvalue()


def _change_table(random: Random, rows: list[list[str]]) -> None:
    if not rows:
        rows.append([])
    row = random.choice(rows)
    cell = random.randrange(len(row)) if row else 0
    column = random.randrange(len(rows[0])) if rows[0] else 0
    change = random.randrange(12)
    if change < 5 and row:
        row[cell] = _cell(random)
    elif change == 5:
        for each in rows:
            del each[column : column + 1]
    elif change == 6:
        for each in rows:
            each[column:column] = each[column : column + 1] if random.random() < 0.9 else [_cell(random)]
    elif change == 7:
        rows.insert(random.randrange(len(rows) + 1), random.choice((list(row), [""] * len(row), [], [_cell(random)])))
    elif change == 8:
        row.extend([_cell(random) if random.random() < 0.5 else ""] * random.choice((1, 3, 40)))
    elif change == 9:
        del row[cell:]
    elif change == 10 and row:
        odd = random.choice(('"', '""', "\n", "\r", "\0", ",", ";", "'", "\u00a0", "\u200b", "\ud800", "\t", "="))
        at = random.randrange(len(row[cell]) + 1)
        row[cell] = row[cell][:at] + odd + row[cell][at:]
    else:
        rows.remove(row)


def _cell(random: Random) -> str:
    value = _odd(random) if random.random() < 0.85 else random.choice(WORDS)
    return str(value).replace(AS_IT_IS, "")


# How it is written


def _encoded(random: Random, text: str) -> bytes:
    if random.random() < 0.05:
        encoding = random.choice(ENCODINGS)
        return text[:MOST_BYTES].encode(encoding, "replace")
    return text[:MOST_BYTES].encode("utf-8", random.choice(("surrogatepass", "replace")))


def _bytes(random: Random, content: bytes) -> bytes:
    """Bytes changed, taken out, doubled, cut off or put in."""
    found = bytearray(content)
    for _ in _times(random, 8):
        at = random.randrange(len(found) + 1)
        size = min(len(found) - at, int(random.expovariate(0.1)) + 1)
        way = random.randrange(7)
        if way == 0 and at < len(found):
            found[at] ^= 1 << random.randrange(8)
        elif way == 1:
            del found[at : at + size]
        elif way == 2:
            found[at:at] = found[at : at + size] * random.choice((1, 1, 2, 50))
        elif way == 3 and random.random() < 0.5:
            del found[at:]
        elif way == 4:
            found[at:at] = random.choice(BYTES)
        elif way == 5:
            found[at : at + size] = random.randbytes(size)
        elif way == 6:
            other = random.randrange(len(found) + 1)
            found[at : at + size] = found[other : other + size]
    return bytes(found)
