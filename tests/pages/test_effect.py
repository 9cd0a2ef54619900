"""The page about the effect of coaching, over a simulated centre and over one with too little data."""

import functools

import pandas as pd
import pytest

from coaching.measuring import effect_figures, team_effect
from coaching.measuring.team_effect import EffectFilter
from coaching.storage.database import Database
from coaching.ui.pages import effect_view
from coaching.ui.pieces.downloads import Kind
from coaching.ui.shell import page_limit
from coaching.words import wording
from coaching.words.days import Span
from coaching.words.formatting import between, signed
from tests.charts.test_chart_files import texts_of
from tests.pages.downloaded import menus_of, taken
from tests.pages.screens import everything_sent, open_page, rows_of, shown, tables_of
from tests.simulated_centre import KIM, LEE, SAM

PAGE = "pages/supervisor/effect.py"


@pytest.mark.parametrize(
    ("name", "file", "parameters"),
    [("overall", PAGE, {}), ("course", "pages/supervisor/progress.py", {"assignment": "ca-001"})],
)
def test_what_takes_seconds_holds_up_nobody(
    simulated: Database, monkeypatch: pytest.MonkeyPatch, name: str, file: str, parameters: dict[str, str]
) -> None:
    free = []
    answer = getattr(team_effect, name)

    @functools.wraps(answer)
    def noting(*asked: object) -> object:
        free.append(page_limit._places._value)
        return answer(*asked)

    monkeypatch.setattr(team_effect, name, noting)
    page = open_page(file, viewer=KIM, **parameters)
    assert not page.exception
    assert not page.error
    assert free
    assert set(free) == {page_limit.MOST_AT_ONCE}


def captions(page) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(caption.value for caption in page.caption)


def test_the_answer_comes_first_and_every_number_is_the_estimates(simulated: Database) -> None:
    page = open_page(PAGE, viewer=KIM)
    assert not page.exception
    asked = (simulated, KIM, EffectFilter())
    row = team_effect.overall(*asked).iloc[0]
    between = f"between {signed(row['low'])} and {signed(row['high'])} points"
    assert page.header[0].value == wording.HELPED.format(between=between)
    assert wording.TWO_SENTENCES in [text.value for text in page.text]
    assert f"{row['coached_agents']} coached agents, compared with {row['peers']} agents" in captions(page)
    assert shown(page, effect_view.GROUPS_TABLE, "group") == ["1–2", "3–4", "5–8", "9–12"]
    assert menus_of(page).keys() >= {"effect_summary", "effect_chart", effect_view.GROUPS_TABLE}
    told = " ".join(texts_of(taken(page, "effect_summary", Kind.SVG).content))
    number = f"n: {row['coached_agents']} coached agents"
    for said in (wording.EFFECT, "Period: any time, up to ", number, "95 % interval", between):
        assert said in told
    assert shown(page, effect_view.GROUPS_TABLE, "effect")[0] == signed(team_effect.by_weeks(*asked)["effect"][0])
    behind = shown(page, effect_view.ESTIMATES_TABLE, "effect")
    answers = (team_effect.overall, team_effect.placebo, team_effect.peers_only)
    assert behind == [signed(answer(*asked)["effect"][0]) for answer in answers]
    assert shown(page, effect_view.ESTIMATES_TABLE, "plain")[0] == signed(row["plain_change"])
    assert "significan" not in everything_sent(page).lower()


def test_by_area_and_by_supervisor(simulated: Database) -> None:
    page = open_page(PAGE, viewer=KIM, effect_by=effect_view.By.SUPERVISOR)
    assert shown(page, effect_view.GROUPS_TABLE, "group") == ["Lee Lang", "Sam Soto"]
    page.button_group(key=effect_view.BY).set_value(effect_view.By.COACHING_AREA).run()
    assert shown(page, effect_view.GROUPS_TABLE, "group") == ["Empathy"]
    page.button_group(key=effect_view.BY).set_value(effect_view.By.REASON).run()
    assert shown(page, effect_view.GROUPS_TABLE, "group") == [wording.REASONS[""]]


def test_what_nobody_opened_is_said_and_shown_apart(simulated: Database) -> None:
    with simulated.transaction() as cursor:
        cursor.execute(
            "INSERT INTO openings SELECT assignment_id, 'c-1', agent_id, assigned_at FROM assignments "
            "WHERE assigned_by = 'sam@example.com'"
        )
    page = open_page(PAGE, viewer=KIM, effect_by=effect_view.By.READ)
    assert not page.exception
    reading = team_effect.reading(simulated, KIM, EffectFilter())
    assert 0 < reading.unread < reading.assignments
    told = wording.NOT_READ.format(assignments=f"{reading.assignments} coaching assignments", unread=reading.unread)
    assert told in captions(page)
    assert wording.READ_MEANS in captions(page)
    assert shown(page, effect_view.GROUPS_TABLE, "group") == list(wording.READ.values())
    effects = team_effect.by_read(simulated, KIM, EffectFilter())["effect"]
    assert shown(page, effect_view.GROUPS_TABLE, "effect") == [signed(value) for value in effects]
    page = open_page(PAGE, viewer=SAM, effect_by=effect_view.By.READ)
    assert "all had been opened" in captions(page)
    assert shown(page, effect_view.GROUPS_TABLE, "group") == [wording.READ[True]]


def test_filters_narrow_and_clear_brings_all_back(simulated: Database) -> None:
    page = open_page(PAGE, viewer=KIM)
    everything = page.header[0].value
    page.selectbox(key=effect_view.SUPERVISOR).set_value(LEE).run()
    found = team_effect.overall(simulated, KIM, EffectFilter(supervisor_id=LEE))
    assert shown(page, effect_view.ESTIMATES_TABLE, "effect")[0] == signed(found["effect"][0])
    assert page.header[0].value != everything
    assert page.selectbox(key=effect_view.TEAM).options == []  # nobody here has one
    page.selectbox(key=effect_view.PERIOD).set_value(Span.OWN_DATES).run()
    assert not page.exception
    next(button for button in page.button if button.label == wording.CLEAR).click().run()
    assert page.header[0].value == everything


def test_filters_stand_in_the_address(simulated: Database) -> None:
    page = open_page(
        PAGE, viewer=KIM, effect_supervisor="Sam Soto", effect_area="Empathy", effect_assigned=Span.LAST_180_DAYS
    )
    assert page.selectbox(key=effect_view.SUPERVISOR).value == SAM
    assert page.selectbox(key=effect_view.AREA).value == "Empathy"
    assert page.selectbox(key=effect_view.PERIOD).value == Span.LAST_180_DAYS


def test_a_supervisor_reads_of_their_own_coaching_only(simulated: Database) -> None:
    page = open_page(PAGE, viewer=SAM, effect_by=effect_view.By.SUPERVISOR)
    assert shown(page, effect_view.GROUPS_TABLE, "group") == ["Sam Soto"]
    assert "Lee Lang" not in everything_sent(page).replace("Lee Lang · supervisor", "")
    assert page.selectbox(key=effect_view.SUPERVISOR).options == ["Sam Soto"]


def test_a_change_of_the_scores_is_seen_at_once(simulated: Database) -> None:
    page = open_page(PAGE, viewer=KIM)
    before = shown(page, effect_view.ESTIMATES_TABLE, "plain")
    with simulated.transaction() as cursor:
        cursor.execute("UPDATE area_daily SET earned = 0.9 * earned WHERE day > DATE '2026-05-01'")
    page.run()
    assert shown(page, effect_view.ESTIMATES_TABLE, "plain") != before


def test_too_little_is_a_sentence_and_no_number() -> None:
    page = open_page(PAGE, viewer=SAM)
    assert page.info[0].value.startswith("Too few to say: ")
    assert page.info[0].value.endswith("coachings, 28 days have not passed.")
    for row in rows_of(page, effect_view.ESTIMATES_TABLE):
        assert [row[column]["text"] for column in ("plain", "expected", "effect")] == ["–"] * 3
        assert row["between"]["text"].startswith("Too few to say")


def test_nothing_to_measure(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM assignments")
    page = open_page(PAGE, viewer=SAM)
    assert page.info[0].value == wording.NO_COACHING_TO_MEASURE


def test_too_few_without_a_filter_lead_on_to_where_coaching_is_needed(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.info[0].value.startswith("Too few")
    assert "nothing_clear" not in [button.key for button in page.button]
    assert wording.COVERAGE in [link.proto.label for link in page.get("page_link")]


def test_filters_that_match_nothing() -> None:
    page = open_page(PAGE, viewer=SAM, effect_area="Compliance", effect_assigned=Span.LAST_90_DAYS)
    assert not page.exception
    page.selectbox(key=effect_view.SUPERVISOR).set_value(SAM).run()
    page.selectbox(key=effect_view.PERIOD).set_value(Span.OWN_DATES).run()
    dates = page.date_input(key=effect_view.DATES).value
    assert isinstance(dates, tuple)
    first = min(dates)
    page.date_input(key=effect_view.DATES).set_value((first, first)).run()
    assert page.info[0].value == wording.NO_COACHING_MATCHES


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(0.8, 4.1, wording.HELPED), (-4.1, -0.8, wording.HARMED), (-1.0, 2.0, wording.CANNOT_BE_TOLD)],
)
def test_harm_is_said_as_plainly_as_help(low: float, high: float, says: str) -> None:
    row = pd.Series({"reason": None, "low": low, "high": high}, dtype=object)
    between = f"between {signed(low)} and {signed(high)} points"
    assert effect_view.headline(row) == says.format(between=between)


def test_area_by_supervisor_in_one_table(simulated: Database) -> None:
    page = open_page(PAGE, viewer=KIM, effect_by=effect_view.By.AREA_AND_SUPERVISOR)
    assert not page.exception
    (told,) = tables_of(page, effect_view.CROSSED_TABLE)
    (area,) = told["rows"]
    effects = team_effect.by_supervisor(simulated, KIM, EffectFilter()).set_index("supervisor")
    assert [each["label"] for each in told["headings"][1:]] == list(effects.index)
    for _, row in effects.iterrows():
        cell = area["cells"][f"by:{row['supervisor_id']}"]
        assert cell["text"] == signed(row["effect"])
        assert cell["lines"][0]["text"] == between(row["low"], row["high"])


def test_a_cell_of_too_few_agents_says_how_many_it_would_take(centre: Database) -> None:
    page = open_page(PAGE, viewer=KIM, effect_by=effect_view.By.AREA_AND_SUPERVISOR)
    (told,) = tables_of(page, effect_view.CROSSED_TABLE)
    cells = [cell for row in told["rows"] for cell in row["cells"].values()]
    assert cells
    for cell in cells:
        assert cell["text"] == wording.VERDICTS["too_few"]
        assert cell["lines"][-1]["text"] == wording.REPORT_TAKES_AT_LEAST.format(count=effect_figures.LEAST_COACHED)


def test_where_no_effect_can_be_told_it_says_what_would_show() -> None:
    row = pd.Series({"reason": None, "low": -2.0, "high": 3.0, "coached_agents": 30}, dtype=object)
    assert effect_view.what_it_takes(row) == [
        "With 30 coached agents an effect of 3.5 points would show in four of five cases.",
        "To tell one of 2 points takes about 90 coached agents with as many interactions each.",
    ]
    assert effect_view.what_it_takes(pd.Series({**row, "low": 1.0}, dtype=object)) == []
    assert effect_view.what_it_takes(pd.Series({"reason": "Too few to say."})) == []
