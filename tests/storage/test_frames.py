from datetime import datetime

import pandas as pd
import pytest

from coaching.storage.frames import records

pytestmark = pytest.mark.storage


def test_rows_are_python_values_and_the_frame_stays_as_it_was() -> None:
    frame = pd.DataFrame(
        {"name": ["a", "b"], "at": pd.to_datetime(["2026-01-02 03:04", None]), "areas": [["x"], None], "n": [1, 2]}
    )
    first, second = records(frame)
    assert first == {"name": "a", "at": datetime(2026, 1, 2, 3, 4), "areas": ["x"], "n": 1}
    assert type(first["at"]) is datetime
    assert second["at"] is None
    assert frame["at"].dtype.kind == "M"
    assert records(frame.head(0)) == []
