"""Which tests did not run in any of the runs of `.ci/run`?

`.ci/run` runs the tests several times: with different databases, and with different tests chosen by their markers.
With COACHING_TEST_RUNS set to a folder, each run notes there which tests ran. `python -m tests.ran_nowhere FOLDER` then
names the tests that ran in none of them, and fails where one has no marker `may_not_run` that says why.
"""

import json
import os
import sys
from pathlib import Path
from uuid import uuid4

import pytest

_ran: dict[str, dict[str, str]] = {}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Sends along with the report of a test why it may run nowhere."""
    marker = item.get_closest_marker("may_not_run")
    if marker is not None:
        item.user_properties.append(("may_not_run", marker.args[0]))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notes what came of a test."""
    noted = _ran.setdefault(report.nodeid, {"outcome": "not run", "skipped": "", "reason": ""})
    noted["reason"] = str(dict(report.user_properties).get("may_not_run", ""))
    if report.skipped:
        noted["skipped"] = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    elif report.when == "call":
        noted["outcome"] = "ran"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Writes what was noted; of several processes the one that hears of all tests."""
    folder = os.environ.get("COACHING_TEST_RUNS")
    if folder and not hasattr(session.config, "workerinput"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{uuid4().hex}.json").write_text(json.dumps(_ran))


def ran_nowhere(runs: list[dict[str, dict[str, str]]]) -> dict[str, dict[str, str]]:
    """What was noted of the tests that ran in none of the runs, by their ids."""
    ran = {test for run in runs for test, noted in run.items() if noted["outcome"] == "ran"}
    return {test: noted for run in runs for test, noted in sorted(run.items()) if test not in ran}


def main(folder: Path) -> int:
    """Names the tests that ran nowhere; returns 1 where one of them does not say why, or where no run is noted."""
    runs = [json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))]
    found = ran_nowhere(runs)
    for test, noted in found.items():
        print(f"{test}: {noted['reason'] or 'NO REASON GIVEN, skipped because ' + noted['skipped']}")
    print(f"{len(found)} of {len(set().union(*runs))} tests ran in none of {len(runs)} runs.")
    return 1 if not runs or any(not noted["reason"] for noted in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
