"""Sentiments on other scales than -10 to 10."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching.__main__ import main
from coaching.importers.run import import_paths
from coaching.importers.sentiment_scale import NotAScaleError, SentimentScale, read_scale
from coaching.storage.database import Database
from tests import databases
from tests.importers.export import conversation, page, refused, rows, snapshot, write

SENTIMENT = "SELECT sentiment_score, sentiment_estimated FROM interactions"
WHOLE = st.integers(-1000, 1000)


@pytest.mark.parametrize(
    ("scale", "value", "stored"),
    [
        ("-10..10", -3.5, -3.5),
        ("1..10", 1, -10),
        ("1..10", 3, -5),
        ("1..10", 5, 0),
        ("1..10", 7.5, 5),
        ("1..10", 10, 10),
        ("-5..5", 3.1, 6.2),
        ("-5..5", 0, 0),
        ("0..100", 25, -5),
        ("1..5", 3, 0),
        ("-1..1", 0.25, 2.5),
    ],
)
def test_values_of_known_scales(scale: str, value: float, stored: float) -> None:
    assert read_scale(scale).convert(value) == stored


@given(WHOLE, WHOLE, st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_the_ends_and_the_order_of_any_scale_are_kept(low: int, high: int, shares: list[float]) -> None:
    if low >= high:
        with pytest.raises(NotAScaleError):
            read_scale(f"{low}..{high}")
        return
    scale = read_scale(f"{low}..{high}")
    assert read_scale(str(scale)) == scale
    assert (scale.convert(low), scale.convert(scale.neutral), scale.convert(high)) == (-10, 0, 10)
    smaller, greater = (scale.convert(min(low + share * (high - low), high)) for share in sorted(shares))
    assert -10 <= smaller <= greater <= 10


@pytest.mark.parametrize(
    "written", ["", "5", "1-10", "10..1", "1..1", "a..b", "nan..1", "1..10..20", "1e9..2e9", "٣..٤"]
)
def test_what_is_no_scale_says_what_one_is(written: str) -> None:
    with pytest.raises(NotAScaleError, match=r"-5\.\.5"):
        read_scale(written)


def test_the_scale_is_kept_with_the_record_and_the_value_converted(database: Database, tmp_path: Path) -> None:
    paths = write(tmp_path, {"p.json": page(conversation(**{"Sentiment Score": 7.5}))})
    import_paths(database, paths, sentiment_scale=SentimentScale(low=1, high=10))
    assert rows(database, SENTIMENT) == [(5.0, False)]
    assert rows(database, "SELECT unnest(gives) FROM interaction_records") == [
        ("evaluation",),
        ("sentiment_scale:1..10",),
    ]


def test_the_same_file_with_another_scale_is_read_anew(database: Database, tmp_path: Path) -> None:
    paths = write(tmp_path, {"p.json": page(conversation(**{"Sentiment Score": 3}))})
    amazon = SentimentScale(low=-5, high=5)
    import_paths(database, paths)
    assert rows(database, SENTIMENT) == [(3.0, False)]
    for _ in range(2):
        import_paths(database, paths, sentiment_scale=amazon)
        assert rows(database, SENTIMENT) == [(6.0, False)]
    before = snapshot(database, ["interaction_records"])
    import_paths(database, paths, sentiment_scale=amazon)
    assert snapshot(database, ["interaction_records"]) == before
    import_paths(database, paths)
    assert rows(database, SENTIMENT) == [(3.0, False)]


def test_a_value_outside_of_the_scale_is_named(database: Database, tmp_path: Path) -> None:
    paths = write(tmp_path, {"p.json": page(conversation(**{"Sentiment Score": 7.5}))})
    report = import_paths(database, paths, sentiment_scale=SentimentScale(low=-5, high=5))
    named = [*map(str, refused(report)), *map(str, report.dropped.values())]
    assert "Sentiment Score" in " ".join(named)
    assert "-5" in " ".join(named)


@pytest.mark.parametrize("option", [["--sentiment-scale", "-5..5"], ["--sentiment-scale=-5..5"]])
def test_the_scale_is_an_option_of_the_import(tmp_path: Path, option: list[str]) -> None:
    (path,) = write(tmp_path, {"p.json": page(conversation(**{"Sentiment Score": -2.5}))})
    address = databases.address(tmp_path / "coaching.duckdb")
    assert main(["import", str(path), *option, "--database", address]) == 0
    database = Database(address)
    assert rows(database, SENTIMENT) == [(-5.0, False)]
    database.close()


def test_an_option_that_is_no_scale_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import", "x.json", "--sentiment-scale", "1-10"])
    assert "such as -10..10, 1..10 or -5..5" in capsys.readouterr().err
