"""Writes docs/permissions.md: who may do what with whose data, as coaching/people/permissions.py says it.

.venv/bin/python docs/write_permissions.py
"""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from coaching.people.permissions import ACTIONS, CROSS_TEAM_ACCESS, PERMISSIONS, Grant  # noqa: E402

PAGE = DOCS / "permissions.md"
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


def _needed(grant: Grant) -> str:
    every = " and ".join(f"`{permission}`" for permission in grant.all_of)
    either = " or ".join(f"`{permission}`" for permission in grant.any_of)
    return f"{every}, and {either}" if either else every


if __name__ == "__main__":
    PAGE.write_text(page())
