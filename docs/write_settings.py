"""Writes the tables of settings into README.md, deploy/README.md and docs/operations.md, from coaching/settings.py.

.venv/bin/python docs/write_settings.py
"""

import re
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from coaching.settings import VARIABLES  # noqa: E402

HEADER = "| environment variable | default | meaning |\n|---|---|---|\n"
# A table stands alone below this heading; further text may follow it.
TABLE = re.compile(r"(?<=\n## Settings\n\n)(\|.*\n)+")


def table(name: str) -> str:
    """The table of these settings in Markdown."""
    rows = ""
    for variable in VARIABLES:
        known = variable.metadata
        if known["table"] == name:
            default = f"`{known['shown_default']}`" if known["shown_default"] else "–"
            rows += f"| `{known['name']}` | {default} | {known['meaning']} |\n"
    return HEADER + rows


def tables() -> dict[Path, str]:
    """Which file has which table."""
    return {
        PROJECT / "README.md": table("readme"),
        PROJECT / "deploy" / "README.md": table("deploy"),
        PROJECT / "docs" / "operations.md": table("operations"),
    }


if __name__ == "__main__":
    for file, written in tables().items():
        text, found = TABLE.subn(lambda _, written=written: written, file.read_text())  # type: ignore[misc]
        if found != 1:
            raise SystemExit(f"{file} has no single table below a heading 'Settings'.")
        file.write_text(text)
