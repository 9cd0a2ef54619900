"""Where the project is, and the data beside it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data" / "quality-ai"
FIELD_CASES = ROOT.parent / "shared" / "data" / "field-cases"
