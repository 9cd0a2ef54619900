"""`python -m coaching map FILE`: which mapping does a table seem to need?"""

from itertools import islice
from pathlib import Path

from coaching.importers.mapping import tables
from coaching.importers.mapping.mapping import MappingError
from coaching.importers.mapping.proposal import propose
from coaching.importers.mapping.writing import written
from coaching.importers.refused_records import Refusal
from coaching.words import wording

# Rows from which a proposal is made.
ROWS = 10_000


def proposed(path: Path) -> str:
    """The mapping that is proposed for a table, as TOML. Raises MappingError where the table cannot be read."""
    if not path.exists():
        raise MappingError(f"There is no file {path}.")
    read = list(islice(tables.rows(path, str(path)), ROWS))
    rows = [row for each in read if not isinstance(each, Refusal) for row in [each[1]]]
    if not rows:
        refused = next((each for each in read if isinstance(each, Refusal)), None)
        raise MappingError(str(refused) if refused else wording.MAPPING_NO_ROWS.format(file=path))
    return written(propose(rows), path.name)


def write(text: str, to: Path, table: Path) -> str:
    """Writes a mapping into a file of its own, and returns the sentence about it. Raises MappingError where the file is
    there already, and OSError."""
    try:
        with to.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise MappingError(wording.MAPPING_THERE_ALREADY.format(file=to)) from None
    return wording.MAPPING_WRITTEN.format(file=to, table=table)
