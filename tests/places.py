"""Where the project is, and the data beside it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data" / "quality-ai"
FIELD_CASES = ROOT.parent / "shared" / "data" / "field-cases"


def need(folder: Path) -> None:
    """Skips the test where the folder is not beside the project; in CI, where it must be, the test fails."""
    if folder.is_dir():
        return
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{folder} is not beside the project")
