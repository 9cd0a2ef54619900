"""Everything leaves the product: every table of every page as a file, all its rows, and none that the viewer may not
see."""

import re
from collections.abc import Sequence

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from coaching.charts import chart_files
from coaching.charts.chart_specs import Spec
from coaching.quality import listed_rows
from coaching.quality.interaction_list import By
from coaching.storage.database import Database
from coaching.ui.pages import agent_coaching_view, my_coaching_view, to_do_view
from coaching.ui.pages.effect_view import By as EffectBy
from coaching.ui.pages.team_view import Show
from coaching.ui.pieces import downloads, pager
from coaching.ui.pieces.downloads import Kind
from coaching.ui.shell import navigation
from coaching.words import spreadsheets, wording
from tests.charts.test_chart_files import texts_of
from tests.pages.downloaded import handed_over, menus_of, press, tables_on, taken
from tests.pages.monitored import ANA, KIM, SAM, change
from tests.pages.screens import open_page, rows_of, tables_of
from tests.pages.test_strangers import PARAMETERS
from tests.places import ROOT

EVALUATION = navigation.FILES[navigation.EVALUATION]
EVALUATED = "evaluation_table"
# The pages in the shapes in which they have tables of their own: each page at least once.
SHAPES: dict[str, tuple[str, dict[str, str | list[str]]]] = {
    **{address: (address, {**parameters}) for address, parameters in PARAMETERS.items()},
    "leaderboard": (navigation.TEAM, {"team_show": Show.LEADERBOARD}),
    "calibration": (navigation.TEAM, {"team_show": Show.CALIBRATION}),
    "over time": (navigation.TEAM, {"team_show": Show.OVER_TIME}),
    "crossed": (navigation.EFFECT, {"effect_by": EffectBy.AREA_AND_SUPERVISOR}),
    "groups": (navigation.MARKED_FOR_COACHING, {"marked_show": "groups"}),
    "metrics": (navigation.MY_DASHBOARD, {"my_dashboard_area": "Accuracy"}),
    "under the pass score": (navigation.COVERAGE, {"coverage_show": "under_pass_score"}),
    "never coached": (navigation.COVERAGE, {"coverage_show": "never_coached"}),
    "open": (navigation.COVERAGE, {"coverage_show": "open"}),
    "line": (navigation.TEAM, {"team_show": Show.OVER_TIME, "team_over": "Accuracy"}),
    "any time": (navigation.EVALUATION, {"evaluation_period": "any_time"}),
}
# Those with a chart.
CHARTED_OF_AGENTS = (navigation.MY_DASHBOARD, navigation.INTERACTION, navigation.COMPARE)
CHARTED = (*CHARTED_OF_AGENTS, navigation.AGENT_PAGE, navigation.PROGRESS, navigation.COVERAGE, "line")
OF_AGENTS = (navigation.MY_COACHING, navigation.MY_DASHBOARD, navigation.ASSIGNMENT, navigation.COMPARE, "metrics")
# Names and words that somebody must not find in a file, whatever it is of.
OUT_OF_SCOPE = {SAM: ("Cleo", "c-cleo", "ca-cleo"), ANA: ("Ben", "Cleo", "c-ben", "ca-ben", "ca-cleo")}


def open_shape(name: str, viewer: str) -> AppTest:
    address, parameters = SHAPES[name]
    return open_page(navigation.FILES[address], viewer=viewer, **parameters)


@pytest.mark.parametrize(
    ("viewer", "shape"), [*((SAM, shape) for shape in SHAPES), *((ANA, shape) for shape in OF_AGENTS)]
)
def test_every_table_leaves_with_the_rows_that_its_viewer_may_see(scored: Database, viewer: str, shape: str) -> None:
    page = open_shape(shape, viewer)
    assert not page.exception
    drawn = tables_on(page)
    assert {key: menus_of(page).get(key) for key in drawn} == {key: ["CSV", "XLSX"] for key in drawn}
    for key in (key for key, offered in menus_of(page).items() if "CSV" in offered):
        file = taken(page, key, Kind.CSV)
        said = file.name + file.content.decode("utf-8-sig")
        assert not [words for words in OUT_OF_SCOPE[viewer] if words in said]
        if key in drawn and key != "monitor_table":  # that one has a row a coached area
            assert len(file.table) == sum(len(table["rows"]) for table in tables_of(page, key))


@pytest.mark.parametrize("viewer", [SAM, ANA])
def test_every_chart_leaves_with_its_title_period_and_number(
    scored: Database, monkeypatch: pytest.MonkeyPatch, viewer: str
) -> None:
    """What each is given to say; that a picture says it tests/charts/test_chart_files.py holds."""
    given: list[tuple[str, list[str]]] = []

    def noted(spec: Spec, title: str, lines: Sequence[str], kind: str) -> bytes:
        given.append((title, [*lines]))
        return b"a picture"

    monkeypatch.setattr(chart_files, "picture", noted)
    seen = set()
    for shape in CHARTED if viewer == SAM else CHARTED_OF_AGENTS:
        page = open_shape(shape, viewer)
        charts = page.get("vega_lite_chart")
        keys = [key for key, offered in menus_of(page).items() if offered == ["PNG", "SVG"]]
        assert len(charts) == len(keys) > 0, shape
        for key in keys:
            given.clear()
            file = taken(page, key, Kind.SVG)
            title, (period, number, intervals, told) = given[0]
            assert title, key
            assert re.search(r"^Period: (.*\d{4}|any time)", period), (key, period)
            assert re.search(r"^n: .*\d", number), (key, number)
            assert intervals
            assert told
            assert (file.content, file.type) == (b"a picture", "image/svg+xml")
            assert not [words for words in OUT_OF_SCOPE[viewer] if words in " ".join([title, *given[0][1]])]
            seen.add(key)
    assert len(seen) == (10 if viewer == SAM else 4)


def test_a_chart_leaves_as_the_picture_that_it_is(scored: Database) -> None:
    page = open_shape(navigation.INTERACTION, ANA)
    told = texts_of(taken(page, "interaction_sentiment", Kind.SVG).content)
    assert any(line.startswith("Period: ") for line in told)
    assert "n: 3 messages of the customer" in told
    assert taken(page, "interaction_scores", Kind.PNG).content.startswith(b"\x89PNG")


def test_views_draw_charts_by_the_piece_alone() -> None:
    drawn = re.compile(r"\.(vega_lite_chart|altair_chart)\(|st\.\w+_chart\(")
    files = [*(ROOT / "coaching" / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    found = {str(file.relative_to(ROOT)) for file in files if drawn.search(file.read_text())}
    assert found == {"coaching/ui/pieces/chart.py"}


def test_views_draw_tables_by_the_pieces_alone() -> None:
    """What draws a table in another way has to offer its rows by itself: it is named here with where it does."""
    by_hand = re.compile(r"st\.(dataframe|table|data_editor)\(|<table")
    files = [*(ROOT / "coaching" / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    found = {str(file.relative_to(ROOT)) for file in files if by_hand.search(file.read_text())}
    assert found == {"coaching/ui/pages/comparison_html.py"}  # comparison_view.scores() offers it
    page = open_shape(navigation.COMPARE, SAM)
    assert menus_of(page).keys() >= {"compare_scores", "compare_metrics"}


def test_a_file_has_all_rows_that_the_filters_find_in_their_order(
    scored: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pager, "ROWS_OF_EVALUATION", 2)
    monkeypatch.setattr(listed_rows, "LOOKED_UP_AT_ONCE", 2)
    asked = {"viewer": SAM, "evaluation_period": "any_time", "evaluation_sort": By.KORE, "evaluation_page": "2"}
    page = open_page(EVALUATION, **asked)
    in_sight = rows_of(page, EVALUATED)
    file = taken(page, EVALUATED, Kind.CSV)
    assert rows_of(page, EVALUATED) == in_sight  # the reader stays on the second page
    assert len(in_sight) == 2
    raw = scored.query(
        "SELECT interaction_id, agent_id, kore_evaluation_score FROM interactions WHERE agent_id IN ($ana, $ben)",
        {"ana": ANA, "ben": "ben@example.com"},
    )
    scores = sorted(raw["kore_evaluation_score"].dropna())
    assert [float(score) for score in file.table[wording.KORE_EVALUATION_SCORE]] == scores
    assert len(file.table) == len(raw) == 5
    assert sorted(file.table[wording.COLUMN_AGENT]) == 3 * ["Ana Alves"] + 2 * ["Ben Bauer"]
    assert wording.ACTION not in file.table
    filtered = open_page(EVALUATION, **asked, evaluation_only="fatal")
    assert taken(filtered, EVALUATED, Kind.CSV).table[wording.KORE_EVALUATION_SCORE].tolist() == ["0"]


def one_row_a_page(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pager, "ROWS", 1)
    patch.setattr(my_coaching_view, "FIRST_ROWS", 1)
    patch.setattr(to_do_view, "FIRST_ROWS", 1)
    patch.setattr(agent_coaching_view, "MOST_PAST", 0)
    patch.setattr(agent_coaching_view, "MOST_AUDITS", 0)


@pytest.mark.parametrize(
    ("address", "key", "said"),
    [
        (navigation.ASSIGNMENTS, "assignments_table", {"Coaching ca-ana", "Coaching ca-ben", "Coaching ca-ana-old"}),
        (navigation.MY_COACHING, "my_coaching_table", {"Coaching ca-ana", "Coaching ca-ana-old"}),
        (navigation.TEAM, "team_map", {"All together", "Ana Alves", "Ben Bauer", "Cleo Costa"}),
        (navigation.COVERAGE, "coverage_flow", {"All", "Sam Soto", "Lee Lang"}),
    ],
)
def test_lists_that_show_a_part_leave_whole(
    centre: Database, monkeypatch: pytest.MonkeyPatch, address: str, key: str, said: set[str]
) -> None:
    one_row_a_page(monkeypatch)
    page = open_page(navigation.FILES[address], viewer=KIM, **(PARAMETERS[address] | {"agent": ANA}))
    in_sight = tables_of(page, key)
    file = taken(page, key, Kind.CSV)
    assert tables_of(page, key) == in_sight
    assert len(file.table) > sum(len(table["rows"]) for table in in_sight)
    assert said <= {cell for column in file.table for cell in file.table[column]}


def test_the_first_sheet_says_what_the_file_is_about(centre: Database) -> None:
    page = open_page(EVALUATION, viewer=SAM, evaluation_only="below_pass_score", agent=ANA)
    file = taken(page, EVALUATED, Kind.XLSX)
    about = file.about
    assert about[wording.ABOUT_TABLE] == wording.EVALUATED_INTERACTIONS
    assert about[wording.COLUMN_AGENT].startswith("Ana Alves")
    assert about[wording.PERIOD] == "Last 28 days"
    assert re.fullmatch(r"\d+ \w+ \d{4} to \d+ \w+ \d{4}", about[wording.DATES])
    assert about[wording.ONLY] == wording.ONLY_CHOICES["below_pass_score"]
    assert about[wording.SORTED_BY] == "Date, ▼ descending"
    assert about[wording.ABOUT_BY] == "Sam Soto"
    assert re.fullmatch(r"\d+ \w+ \d{4}, \d\d:\d\d \(UTC\)", about[wording.ABOUT_MADE])
    rows = file.sheets[wording.TABLE_SHEET][1:]
    assert about[wording.ABOUT_ROWS] == str(len(rows)) == "2"
    assert {row[1] for row in rows} <= {"Hotel booking · chat"}
    for part in ("Sam-Soto", "2-rows", "Last-28-days", "UTC"):
        assert part in file.name


def test_no_file_is_made_before_it_is_wanted(centre: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[pd.DataFrame] = []
    write = spreadsheets.csv

    def noted(frame: pd.DataFrame) -> bytes:
        made.append(frame)
        return write(frame)

    monkeypatch.setattr(spreadsheets, "csv", noted)
    page = open_page(EVALUATION, viewer=SAM)
    page.run()
    assert not made
    assert not handed_over(page)
    assert len(handed_over(press(page, EVALUATED, Kind.CSV))) == len(made) == 1
    assert not handed_over(page.run())
    assert len(made) == 1


def test_rights_are_asked_again_when_a_file_is_made(centre: Database) -> None:
    page = open_page(EVALUATION, viewer=SAM)
    change(centre, "DELETE FROM supervisions WHERE agent_id = 'ben@example.com'",
           "UPDATE people SET supervisor_id = NULL WHERE person_id = 'ben@example.com'")  # fmt: skip
    assert set(taken(page, EVALUATED, Kind.CSV).table[wording.COLUMN_AGENT]) == {"Ana Alves"}
    change(centre, f"UPDATE people SET permissions = [] WHERE person_id = '{SAM}'")
    assert not handed_over(press(page, EVALUATED, Kind.CSV))
    assert page.error


def test_more_rows_than_a_file_may_have_are_refused(centre: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MOST_ROWS", 2)
    page = press(open_page(EVALUATION, viewer=SAM), EVALUATED, Kind.CSV)
    assert not handed_over(page)
    assert page.warning[0].value == wording.TOO_MANY_ROWS.format(most="2")
    assert len(rows_of(page, EVALUATED)) >= 2


def test_words_of_others_are_no_formulas_and_numbers_stay_numbers(scored: Database) -> None:
    change(scored, "UPDATE people SET name = '=1+1' WHERE person_id = 'ana@example.com'")
    page = open_page(EVALUATION, viewer=SAM, evaluation_period="any_time")
    table = taken(page, EVALUATED, Kind.CSV).table
    assert set(table[wording.COLUMN_AGENT]) == {"'=1+1", "Ben Bauer"}
    assert {"-1.2", "3.4"} <= set(table[wording.SENTIMENT_SCORE])
