"""Writes docs/permissions.md, and the short table of the README: who may do what with whose data.

.venv/bin/python docs/write_permissions.py
"""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from coaching.people.permissions import ACTIONS, CROSS_TEAM_ACCESS, PERMISSIONS, Grant, Whose  # noqa: E402

PAGE = DOCS / "permissions.md"
README = DOCS.parent / "README.md"
START = f"""# Who may do what, and with whose data

Made from the map `ACTIONS` in `coaching/people/permissions.py` by `docs/write_permissions.py`; do not edit this page by
hand. Guards of pages, the menu and the SQL come from the same map.

The permissions are {", ".join(f"`{permission}`" for permission in PERMISSIONS)}.

Who has which is said in `people.json`. Supervisors reach the agents whom they supervise, with `{CROSS_TEAM_ACCESS}`
everybody who is known. Nobody coaches or measures an agent whom they may not see.

| what | with the permissions | whose data |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rows = (
        f"| {'or' if place else action.value} | {_needed(grant)} | {grant.whose.value} |\n"
        for action, grants in ACTIONS.items()
        for place, grant in enumerate(grants)
    )
    return START + "".join(rows)


def short_table() -> str:
    """The table of the README: a row for each way to be allowed something, with all that it allows."""
    allowed: dict[Grant, list[str]] = {}
    for action, grants in ACTIONS.items():
        for grant in grants:
            allowed.setdefault(grant, []).append(action.name.lower().replace("_", " "))
    rows = (
        f"| {_needed(grant)} | {', '.join(actions)} | {grant.whose.value} |\n"
        for grant, actions in allowed.items()
        if grant.whose is not Whose.NOBODYS
    )
    head = f"| with the permissions | one may | whose data (`{CROSS_TEAM_ACCESS}`: everybody's) |\n|---|---|---|\n"
    return head + "".join(rows)


def readme() -> str:
    """The README with the short table as it is now."""
    before, begin, after = README.read_text().partition("| with the permissions |")
    rest = after[after.index("\n\n") + 1 :]
    return f"{before}{short_table()}{rest}" if begin else before


def _needed(grant: Grant) -> str:
    every = " and ".join(f"`{permission}`" for permission in grant.all_of)
    either = " or ".join(f"`{permission}`" for permission in grant.any_of)
    return f"{every}, and {either}" if either else every


if __name__ == "__main__":
    PAGE.write_text(page())
    README.write_text(readme())
