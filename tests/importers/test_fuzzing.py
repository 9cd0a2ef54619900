"""Does an import stand any file? A thousand changed samples in each run, and what has failed once."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from coaching.importers.registry import all_formats
from coaching.importers.report import Report
from coaching.importers.run import import_paths
from coaching.storage.database import Database
from coaching.storage.query_cache import EVERY_TABLE
from tests.importers.fuzzing.judging import Verdict, judged
from tests.importers.fuzzing.mutations import Input, made
from tests.importers.fuzzing.reading import WrongError, read
from tests.importers.fuzzing.samples import MAPPED, SAMPLES, Sample
from tests.importers.fuzzing.trying import keep, tried
from tests.importers.fuzzing.whole_imports import check

HELD = Path(__file__).parent / "fuzzing" / "failed_once"
NOTES = ("mapping.toml", "wrong.txt")


def test_every_format_has_a_sample() -> None:
    assert {sample.format for sample in SAMPLES} == {MAPPED, *(each.name for each in all_formats())}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_a_sample_is_read_as_its_format_and_stored_entirely(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / sample.file
    path.write_text(sample.text, encoding="utf-8")
    outcome = read(path, sample.mapping, in_folder=False)
    assert outcome is not None
    assert (outcome.report.lines(), [file.format.name for file in outcome.files]) == ([], [sample.format])
    assert not outcome.is_empty
    check(path, sample.mapping, outcome, in_folder=False)


@pytest.mark.parametrize(
    ("file", "sql"),
    [
        ("k-1.json", "DELETE FROM turns WHERE position = 2"),
        ("page-2.json", "DELETE FROM interactions WHERE interaction_id = 'k-8'"),
        ("page-2.json", "DELETE FROM interaction_topics WHERE interaction_id = 'k-7' AND position = 1"),
        ("page-2.json", "DELETE FROM metric_results WHERE interaction_id = 'k-8'"),
        ("page-2.json", "UPDATE interactions SET kore_evaluation_score = 1 WHERE interaction_id = 'k-8'"),
        ("page-2.json", "DELETE FROM area_daily"),
        ("metadata.csv", "UPDATE interactions SET agent_id = 'nobody' WHERE interaction_id = 'k-7'"),
        ("form.json", "DELETE FROM metrics WHERE form_id = 'Repairs' AND position = 2"),
        ("assignments.json", "DELETE FROM assignment_areas"),
        ("audits.json", "DELETE FROM audits"),
    ],
)
def test_a_record_that_is_there_in_part_is_noticed(
    file: str, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_part(database: Database, *given: Any, **settings: Any) -> Report:
        report = import_paths(database, *given, **settings)
        if file in str(given):
            with database.transaction(writes=[EVERY_TABLE]) as cursor:
                cursor.execute(sql)
        return report

    sample = next(each for each in SAMPLES if each.file == file)
    path = tmp_path / file
    path.write_text(sample.text, encoding="utf-8")
    outcome = read(path, sample.mapping, in_folder=False)
    assert outcome is not None
    monkeypatch.setattr("tests.importers.fuzzing.whole_imports.import_paths", in_part)
    with pytest.raises(WrongError):
        check(path, sample.mapping, outcome, in_folder=False)


def test_a_record_that_names_its_agent_and_is_lost_in_silence_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file tells two agents by their names: one is known, the other is refused, and said to be."""
    path = Path(shutil.copy(HELD / "an-agent-by-a-name-that-nobody-has" / "report.csv", tmp_path))
    outcome = read(path, None, in_folder=False)
    assert outcome is not None
    check(path, None, outcome, in_folder=False)

    def in_silence(*given: Any, **settings: Any) -> Report:
        report = import_paths(*given, **settings)
        report.refusals.clear()
        return report

    monkeypatch.setattr("tests.importers.fuzzing.whole_imports.import_paths", in_silence)
    with pytest.raises(WrongError, match="'k-8' is stored 0 times"):
        check(path, None, outcome, in_folder=False)


@pytest.mark.parametrize("block", range(4))
def test_a_thousand_changed_samples_are_read_or_refused(block: int) -> None:
    tally = tried(range(block * 250, block * 250 + 250), whole_import_every=125)
    assert (tally.inputs, tally.whole_imports) == (250, 2)
    assert [(one.seed, one.file, verdict.wrong) for one, verdict in tally.failing] == []


@pytest.mark.parametrize("folder", sorted(HELD.iterdir()), ids=lambda folder: folder.name)
def test_what_failed_once_is_read_or_refused(folder: Path, tmp_path: Path) -> None:
    (file,) = (each for each in folder.iterdir() if each.name not in NOTES)
    mapping = folder / "mapping.toml"
    toml = mapping.read_text(encoding="utf-8") if mapping.exists() else None
    one = Input(seed=0, file=file.name, content=file.read_bytes(), mapping=toml)
    assert judged(one, tmp_path, whole=True).wrong == ""


def test_an_input_follows_from_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [made(seed) for seed in range(50)]
    assert len({each.content for each in now}) > 45
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    assert [made(seed) for seed in range(50)] == now


def test_a_failing_input_is_kept_with_what_was_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr("tests.importers.fuzzing.reading.find_files", broken)
    one = made(1)
    with tempfile.TemporaryDirectory() as folder:
        verdict = judged(one, Path(folder))
    assert "ZeroDivisionError: on purpose" in verdict.wrong
    keep(tmp_path, one, verdict)
    assert (tmp_path / "1" / one.file).read_bytes() == one.content
    assert "on purpose" in (tmp_path / "1" / "wrong.txt").read_text()


def test_what_takes_too_long_is_stopped_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        while True:
            try:
                sum(range(100))
            except Exception:  # as a reader might: being stopped is no exception of this kind
                continue

    monkeypatch.setattr("tests.importers.fuzzing.reading.find_files", endless)
    monkeypatch.setattr("tests.importers.fuzzing.judging.STOPPED_AFTER", 0.2)
    verdict: Verdict = judged(made(1), tmp_path)
    assert "TooLongError" in verdict.wrong
