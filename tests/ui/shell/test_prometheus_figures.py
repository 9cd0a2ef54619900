"""Figures for whoever watches the server: they are true, they name nobody, and they come when the data is away."""

import os
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from coaching.keeping.backup_keeper import BackupKeeper, Failed
from coaching.storage.database import Database
from coaching.ui.shell import failures, navigation, prometheus_figures
from coaching.words.days import utc_now
from tests import databases
from tests.servers import running
from tests.ui.shell.test_cold_start import HEADER, SECRETS, visit


def figures(text: str) -> dict[str, float]:
    """Each figure by its name and the values of its labels."""
    samples = [each for family in text_string_to_metric_families(text) for each in family.samples]
    return {" ".join((each.name, *each.labels.values())): each.value for each in samples}


def asked(server: str) -> str:
    """What Prometheus is told."""
    with urllib.request.urlopen(server + prometheus_figures.ADDRESS, timeout=20) as response:
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        return str(response.read().decode())


def test_pages_are_counted_by_address_and_nobody_is_named(centre_file: str) -> None:
    with running(centre_file, COACHING_SIGN_IN="proxy", COACHING_PROXY_HEADER=HEADER) as server:
        assert figures(asked(server))["coaching_sessions"] == 0
        for _ in range(2):
            visit(server, navigation.MY_COACHING, {HEADER: "ana@example.com"})
        visit(server, "canary-of-a-page", {HEADER: "canary@example.com"}, "agent=canary-of-an-agent")
        host = server.removeprefix("http://")
        with connect(f"ws://{host}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], origin=Origin(server)):
            text = asked(server)
    found = figures(text)
    assert found[f"coaching_page_seconds_count {navigation.MY_COACHING}"] == 2
    assert 0 < found[f"coaching_page_seconds_sum {navigation.MY_COACHING}"] < 60
    pages = {name.split()[1] for name in found if name.startswith("coaching_page_seconds_count")}
    assert pages <= {*navigation.FILES, "start", prometheus_figures.BEFORE_A_PAGE}
    assert found["coaching_sessions"] == 1
    assert found["coaching_database_up"] == 1
    assert found["coaching_errors_total"] == 0
    assert not [said for said in (*SECRETS, "canary", "@", str(Path(centre_file).parent)) if said in text]


@pytest.mark.storage
def test_the_age_of_the_data_is_that_of_the_newest_interaction(small_centre: Database) -> None:
    for age in (timedelta(hours=5), timedelta(minutes=1)):
        with small_centre.transaction() as cursor:
            cursor.execute("UPDATE interactions SET started_at = least(started_at, $begun)", {"begun": utc_now() - age})
            cursor.execute("UPDATE interactions SET started_at = $begun WHERE interaction_id = 'c-ana-1'",
                           {"begun": utc_now() - age})  # fmt: skip
        found = figures(generate_latest(prometheus_figures.of_database(small_centre)).decode())
        assert found["coaching_mails_waiting"] == 0
        assert age.total_seconds() <= found["coaching_data_age_seconds"] < age.total_seconds() + 60


def test_data_that_is_too_old_and_backups_that_fail_are_told(small_centre: Database, tmp_path: Path) -> None:
    for hours, is_too_old in ((9_999, 0), (1, 1)):
        with small_centre.transaction() as cursor:
            cursor.execute("DELETE FROM centre_settings")
            cursor.execute("INSERT INTO centre_settings VALUES ('data_too_old_hours', $hours)", {"hours": str(hours)})
        told = figures(generate_latest(prometheus_figures.of_database(small_centre)).decode())
        assert told["coaching_data_too_old"] == is_too_old

    assert generate_latest(prometheus_figures.of_backups(None)) == b""
    keeper = BackupKeeper(small_centre, tmp_path)
    none = figures(generate_latest(prometheus_figures.of_backups(keeper)).decode())
    assert none == {"coaching_backup_failed": 0}
    keeper.look()
    found = figures(generate_latest(prometheus_figures.of_backups(keeper)).decode())
    assert 0 <= found["coaching_backup_age_seconds"] < 120
    keeper.failed = Failed(at=utc_now(), sentence="There is no room.")
    assert figures(generate_latest(prometheus_figures.of_backups(keeper)).decode())["coaching_backup_failed"] == 1


@pytest.mark.storage
def test_without_interactions_no_age_is_told(database: Database) -> None:
    assert "coaching_data_age_seconds" not in generate_latest(prometheus_figures.of_database(database)).decode()


@databases.about_files
def test_the_size_is_that_of_the_file_and_of_its_log(centre_file: str) -> None:
    opened = Database(centre_file)
    with opened.transaction() as cursor:
        cursor.execute("CREATE TABLE grown AS SELECT random() FROM range(20000)")
    on_disk = sum(os.path.getsize(Path(centre_file).parent / name) for name in os.listdir(Path(centre_file).parent))
    found = figures(generate_latest(prometheus_figures.of_database(opened)).decode())
    opened.close()
    assert found["coaching_database_bytes"] == on_disk


@databases.about_files
def test_a_database_that_is_away_is_told_and_the_other_figures_stay(tmp_path: Path) -> None:
    centre = Path(databases.address_of_small_centre(tmp_path / "centre.duckdb"))
    with running(str(centre), COACHING_SIGN_IN="proxy", COACHING_PROXY_HEADER=HEADER) as server:
        visit(server, navigation.MY_COACHING, {HEADER: "ana@example.com"})
        centre.unlink()
        time.sleep(2.1)  # what was written a moment ago is believed
        found = figures(asked(server))
    assert found["coaching_database_up"] == 0
    assert "coaching_data_age_seconds" not in found
    assert found[f"coaching_page_seconds_count {navigation.MY_COACHING}"] == 1


def test_an_error_that_has_a_number_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.error", lambda *_, **__: None)
    before = figures(generate_latest(prometheus_figures.REGISTRY).decode())["coaching_errors_total"]
    failures.answer(RuntimeError("broken"))
    assert figures(generate_latest(prometheus_figures.REGISTRY).decode())["coaching_errors_total"] == before + 1
