"""What a query's values are in a frame, and a frame that Python has put together."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from coaching.storage.database import Database
from coaching.storage.frames import frame, rows_of

AT = datetime(2026, 1, 2, 3, 4, 5, 600)

pytestmark = pytest.mark.storage


@pytest.mark.parametrize(
    ("kind", "value", "dtype", "dtype_where_missing"),
    [
        ("VARCHAR", "Ä", "object", "object"),
        ("VARCHAR[]", ["a", None, "b"], "object", "object"),
        ("INTEGER[]", [1, 2], "object", "object"),
        ("DATE", date(2026, 1, 2), "object", "object"),
        ("TIMESTAMP", AT, "datetime64[us]", "datetime64[us]"),
        ("DOUBLE", 1.5, "float64", "float64"),
        ("BIGINT", 7, "int64", "Int64"),
        ("INTEGER", 7, "int32", "Int32"),
        ("BOOLEAN", True, "bool", "boolean"),
    ],
)
def test_what_a_value_of_the_database_is_in_a_frame(
    database: Database, kind: str, value: Any, dtype: str, dtype_where_missing: str
) -> None:
    all_there = database.query(f"SELECT $value::{kind} AS value FROM range(2)", {"value": value})
    with_missing = database.query(
        f"SELECT CASE WHEN n = 0 THEN $value::{kind} END AS value FROM range(2) r(n) ORDER BY n", {"value": value}
    )
    nothing = database.query(f"SELECT $value::{kind} AS value WHERE FALSE", {"value": value})
    assert all_there["value"].tolist() == [value, value]
    assert str(all_there["value"].dtype) == str(nothing["value"].dtype) == dtype
    assert str(with_missing["value"].dtype) == dtype_where_missing
    first, second = with_missing["value"].tolist()
    assert first == value
    assert type(first) is type(value) or isinstance(first, pd.Timestamp)
    if dtype == "object":
        assert second is None
    else:
        assert pd.isna(second)


def test_a_frame_has_its_dtypes_whatever_the_rows() -> None:
    dtypes = {"name": "object", "areas": "object", "at": "datetime64[us]", "score": "float64", "n": "int64"}
    rows: list[dict[str, Any]] = [
        {"name": "a", "areas": ["x", "y"], "at": AT, "score": 1.5, "n": 1, "not asked for": 0},
        {"name": None, "areas": None, "at": None, "score": None, "n": 2},
    ]
    for some in (rows, rows[:1], rows[1:], []):
        found = frame(some, dtypes)
        assert {name: str(dtype) for name, dtype in found.dtypes.items()} == dtypes
        assert len(found) == len(some)
    assert frame(rows, dtypes)["areas"].tolist() == [["x", "y"], None]
    assert frame(rows, dtypes)["name"].tolist() == ["a", None]


def test_rows_are_named_tuples_of_python_values() -> None:
    dtypes = {"name": "object", "at": "datetime64[us]", "score": "float64", "n": "int64", "is_over": "bool"}
    first = {"name": "a", "at": AT, "score": 1.5, "n": 1, "is_over": True}
    found = frame([first, {"name": None, "at": None, "score": 2.0, "n": 2, "is_over": False}], dtypes)
    one, two = rows_of(found)
    assert one._asdict() == first
    assert [type(value) for value in one] == [str, datetime, float, int, bool]
    assert (two.name, two.at, two.n) == (None, None, 2)
    assert rows_of(found.head(0)) == []
