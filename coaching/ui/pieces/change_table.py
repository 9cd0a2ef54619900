"""How does a history look: who changed what, when, from what to what?"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from coaching.ui.pieces import table
from coaching.words import wording
from coaching.words.formatting import day_and_time

COLUMNS = (
    table.Column("when", lambda: wording.COLUMN_WHEN, align="tight"),
    table.Column("who", lambda: wording.COLUMN_WHO),
    table.Column("what", lambda: wording.COLUMN_WHAT),
    table.Column("was", lambda: wording.COLUMN_FROM),
    table.Column("becomes", lambda: wording.COLUMN_TO),
)


def draw(key: str, changes: pd.DataFrame, fields: Mapping[str, str], page: str, zone: ZoneInfo) -> None:
    """`changes`: changed_at (naive UTC), changed_by (name), field, was, becomes. `fields`: what the fields are called.

    `page` is the address of the page that it stands on.
    """
    rows = [
        table.Row(
            str(place),
            {},
            {
                "when": table.text(day_and_time(row.changed_at, zone)),
                "who": table.text(row.changed_by),
                "what": table.text(fields.get(row.field, row.field.replace("_", " "))),
                "was": _words(row.was),
                "becomes": _words(row.becomes),
            },
        )
        for place, row in enumerate(changes.itertuples())
    ]
    table.draw(key, wording.HISTORY, COLUMNS, rows, page=page)


def _words(value: Any) -> dict[str, Any]:
    return table.text("–", "quiet") if pd.isna(value) else table.text(value)
