"""The report of a quarter as a page: what it says, and which quarter and team its address asks for."""

from coaching.measuring import team_effect
from coaching.measuring.effect_figures import LEAST_COACHED
from coaching.measuring.team_effect import EffectFilter
from coaching.storage.database import Database
from coaching.ui.pages import effect_view, report_view
from coaching.words import wording
from coaching.words.days import quarter_of
from coaching.words.formatting import between, signed
from tests.pages.screens import open_page, rows_of, shown
from tests.simulated_centre import KIM

PAGE = "pages/supervisor/report.py"
SAM = "sam@example.com"


def text_of(page) -> str:  # type: ignore[no-untyped-def]
    return "\n".join(each.value for each in (*page.header, *page.markdown, *page.caption, *page.info, *page.text))


def test_the_effect_of_the_quarter_stands_on_the_sheet(simulated: Database) -> None:
    (first,) = simulated.rows("SELECT min(assigned_at)::DATE AS day FROM assignments")
    quarter = quarter_of(first["day"])
    page = open_page(PAGE, viewer=KIM, report_quarter=report_view.address_of(quarter))
    assert not page.exception
    filters = EffectFilter(assigned=quarter)
    overall = team_effect.overall(simulated, KIM, filters).iloc[0]
    assert not overall["reason"]
    said = text_of(page)
    assert effect_view.headline(overall) in said
    assert wording.REPORT_METHOD_SAYS in said
    of_area = team_effect.by_area(simulated, KIM, filters).set_index("coaching_area")
    assert shown(page, report_view.AREAS_TABLE, "area") != []
    for cells in rows_of(page, report_view.AREAS_TABLE):
        if cells["area"]["text"] not in of_area.index:
            assert cells["effect"]["text"] == "–"  # nobody was coached on it
            continue
        row = of_area.loc[cells["area"]["text"]]
        assert cells["effect"]["text"] == signed(row["effect"])
        assert between(row["low"], row["high"]) in cells["effect"]["note"]
        assert f"{row['coached_agents']} coached agents" in cells["effect"]["note"]
    assert sum(cells["effect"]["text"] != "–" for cells in rows_of(page, report_view.AREAS_TABLE)) == len(of_area) == 1


def test_too_few_to_tell_says_what_it_would_take(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    notes = [cells["effect"] for cells in rows_of(page, report_view.AREAS_TABLE)]
    told = [note for note in notes if note["text"] == wording.VERDICTS["too_few"]]
    assert told
    takes = wording.REPORT_TAKES_AT_LEAST.format(count=LEAST_COACHED)
    assert all(takes in note["note"] for note in told)


def test_a_quarter_without_coaching_says_so_and_shows_the_areas_all_the_same(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM assignments")
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert wording.REPORT_NOTHING_COACHED in text_of(page)
    assert shown(page, report_view.AREAS_TABLE, "area")
    assert set(shown(page, report_view.AREAS_TABLE, "effect")) == {"–"}


def test_the_team_in_the_address_narrows_everything(centre: Database) -> None:
    everybody, north = (open_page(PAGE, viewer=KIM, **team) for team in ({}, {"report_team": "North"}))
    for page, agents in ((everybody, 3), (north, 2)):
        assert f"for {agents} agents, on" in text_of(page)
    assert "team North" in text_of(north)
    assert "Kim Kaur" in text_of(everybody)
