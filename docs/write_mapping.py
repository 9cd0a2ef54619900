"""Writes the proposals, figures and the list of columns in docs/mapping.md, by running what the page says.

.venv/bin/python -m docs.write_mapping
"""

import re
import shlex
import tempfile
from collections.abc import Callable
from contextlib import chdir, closing, redirect_stdout
from io import StringIO
from pathlib import Path

from coaching.__main__ import main
from coaching.importers.mapping.columns import DESCRIPTIONS
from coaching.storage.database import Database

PAGE = Path(__file__).parent / "mapping.md"
DATABASE = "centre.duckdb"
_PART = re.compile(
    r"<!-- (?P<what>\w+)(?: (?P<name>[\w.]+))? -->\n(?:```\w+\n(?P<text>.*?)```\n|(?P<table>(?:\n?\|[^\n]*\n)*))"
    r"|^    python -m coaching (?P<command>[^\n]+)$",
    re.DOTALL | re.MULTILINE,
)
FIGURES = """
    SELECT format('{} {} {} {} score {:g}: {}', interaction_id, agent_id, started_at, ended_at, kore_evaluation_score,
                  string_agg(name || ' ' || qualification, ', ' ORDER BY name))
    FROM interactions JOIN metric_results USING (interaction_id) JOIN metrics USING (metric_id)
    GROUP BY interaction_id, agent_id, started_at, ended_at, kore_evaluation_score ORDER BY interaction_id"""


def page_as_run() -> str:
    """The page as it is when all its commands are run, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        return _PART.sub(_run, PAGE.read_text(encoding="utf-8"))


def _run(part: re.Match[str]) -> str:
    if part["command"] is not None:
        with redirect_stdout(StringIO()):
            code = main(shlex.split(part["command"]))
        if code != 0:
            raise RuntimeError(f"{part['command']} ended with {code}")
        return part[0]
    run: dict[str, Callable[[str, str], str]] = {
        "file": _file, "proposal": _proposal, "change": _change, "figures": _figures, "columns": _columns
    }  # fmt: skip
    text = run[part["what"]](part["name"] or "", part["text"] or "")
    mark = part[0].partition("\n")[0]
    if part["what"] == "columns":
        return f"{mark}\n{text}"
    fence = part[0].split("\n")[1]
    return f"{mark}\n{fence}\n{text}```\n"


def _file(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return text


def _proposal(name: str, text: str) -> str:
    return Path(name).read_text(encoding="utf-8")


def _change(name: str, text: str) -> str:
    """Puts lines of a mapping in the place of those with the same key."""
    content = Path(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        key = line.partition(" =")[0]
        before = re.search(rf"^{re.escape(key)} =.*$", content, re.MULTILINE)
        if before is None:
            raise RuntimeError(f"{name} has no {key}")
        content = content.replace(before[0], line)
    Path(name).write_text(content, encoding="utf-8")
    return text


def _figures(name: str, text: str) -> str:
    """What is in the database of the conversations of the last import."""
    with closing(Database(DATABASE)) as database:
        lines = database.query(FIGURES).iloc[:, 0].tolist()
    Path(DATABASE).unlink()
    return "".join(f"{line}\n" for line in lines)


def _columns(name: str, text: str) -> str:
    lines = [
        f"| `{column}` | {each.means} | {', '.join(each.spellings[:3])} |\n" for column, each in DESCRIPTIONS.items()
    ]
    return "".join(["| `[columns]` | says | found as, for example |\n", "|---|---|---|\n", *lines])


if __name__ == "__main__":
    PAGE.write_text(page_as_run(), encoding="utf-8")
