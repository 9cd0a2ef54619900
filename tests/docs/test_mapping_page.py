"""The worked examples of docs/mapping.md are what their commands give."""

from docs import write_mapping


def test_the_examples_are_those_that_the_commands_give() -> None:
    page = write_mapping.PAGE.read_text(encoding="utf-8")
    assert page.count("\n    python -m coaching import --mapping ") == 2
    assert page == write_mapping.page_as_run(), "run .venv/bin/python -m docs.write_mapping"


def test_the_figures_are_those_of_the_tables() -> None:
    """What a reader computes from the tables by hand; Berlin is an hour ahead of UTC in winter."""
    page = write_mapping.PAGE.read_text(encoding="utf-8")
    for line in (
        "c-1 nia@example.com 2026-01-31 08:15:00 2026-01-31 08:19:30 score 80: Greeted YES, Verified identity NO",
        "c-2 omar@example.com 2026-02-01 09:00:00 2026-02-01 09:12:00 score 100: Greeted YES, Verified identity NA",
        "t-1 77 2026-02-02 10:00:00 2026-02-02 10:01:35 score 80: Greets YES, Offers help NO",
        "t-2 78 2026-02-02 11:00:00 2026-02-02 11:05:00 score 100: Greets YES",
    ):
        assert f"\n{line}\n" in page
