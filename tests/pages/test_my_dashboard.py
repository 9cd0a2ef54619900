import re
from html import unescape

import pytest

from coaching.measuring import agent_figures
from coaching.measuring.score_change import Verdict
from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.ui.pages import dashboard_areas_view, dashboard_view
from coaching.words import wording
from coaching.words.days import Span
from coaching.words.reader import reader_of, reading_as
from tests.centre import decide
from tests.pages.screens import everything_sent, follow, html_of, measured, open_page, rows_of, shown, tables_of

PAGE = "pages/agent/my_dashboard.py"
ANA, SAM = "ana@example.com", "sam@example.com"


def test_an_agent_reads_their_figures_areas_and_interactions() -> None:
    page = open_page(PAGE, viewer=ANA)
    assert not page.exception
    assert page.title[0].value == wording.MY_DASHBOARD
    assert {name: number for name, (number, _) in measured(page).items()} == {
        "Interactions": "3",
        wording.FIGURE_NAMES[agent_figures.Figure.KORE]: "46.7",
        "Supervisor audits": "1",
        wording.FIGURE_NAMES[agent_figures.Figure.AUDIT]: "45",
        "Coaching assignments": "0",
        wording.FIGURE_NAMES[agent_figures.Figure.BELOW_PASS]: "2",
        "Fatal interactions": "1",
    }
    assert {change for _, change in measured(page).values()} == {wording.NO_EARLIER_DATA}
    assert len(rows_of(page, dashboard_view.INTERACTIONS_TABLE)) == 3
    assert shown(page, dashboard_view.INTERACTIONS_TABLE, "kore") == ["100", "0 ✖ fatal", "40"]
    assert any("data as of" in caption.value for caption in page.caption)


def test_the_change_from_the_period_before_is_said_in_words(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE agent_daily SET day = day - 8 WHERE agent_id = ?", [ANA])
        cursor.execute("INSERT INTO agent_daily SELECT * REPLACE (day + 8 AS day, 2 AS interactions, "
                       "1 AS below_pass_score, 200 AS evaluation_total) "
                       "FROM agent_daily WHERE agent_id = ?", [ANA])  # fmt: skip
    page = open_page(PAGE, viewer=ANA)
    told = {name: change for name, (_, change) in measured(page).items()}
    assert told["Interactions"] == "-1 fewer than before"
    assert told[wording.FIGURE_NAMES[agent_figures.Figure.BELOW_PASS]] == "-1 too few to judge"
    assert told[wording.FIGURE_NAMES[agent_figures.Figure.KORE]] == "+20 too few to judge"
    assert told["Fatal interactions"] == "unchanged"
    takes = wording.SCORES_TOO_FEW.format(points="5", count="140")
    assert takes in " ".join(caption.value for caption in page.caption)


def test_an_area_opens_to_its_metrics_and_a_metric_to_its_failures() -> None:
    page = open_page(PAGE, viewer=ANA)
    assert "Accuracy" in shown(page, dashboard_areas_view.TABLE, "name")
    page = open_page(PAGE, viewer=ANA, my_dashboard_area="Accuracy")
    assert shown(page, dashboard_view.METRICS_TABLE, "name") == ["Answers the question"]
    assert shown(page, dashboard_view.METRICS_TABLE, "adherence") == ["66.7 %"]
    page = open_page(PAGE, viewer=ANA, my_dashboard_failed="m-answer")
    assert shown(page, dashboard_view.INTERACTIONS_TABLE, "kore") == ["40"]
    page = next(button for button in page.button if "Answers the question" in button.label).click().run()
    assert len(rows_of(page, dashboard_view.INTERACTIONS_TABLE)) == 3


def test_an_area_shows_the_conversations_that_fail_it_with_what_they_fail(centre: Database) -> None:
    assert shown(open_page(PAGE, viewer=ANA), dashboard_view.INTERACTIONS_TABLE, "kore") == ["100", "0 ✖ fatal", "40"]
    page = open_page(PAGE, viewer=ANA, my_dashboard_area="Accuracy")
    assert page.header[1].value == wording.FAILING_INTERACTIONS.format(area="Accuracy")
    (row,) = rows_of(page, dashboard_view.INTERACTIONS_TABLE)
    assert (row["kore"]["text"], row["audit"]["text"]) == ("40", "45")
    assert [line["label"] for line in row["metrics"]["lines"]] == ["Answers the question"]
    of_ben = open_page(PAGE, viewer="ben@example.com", my_dashboard_area="Accuracy")
    assert "c-ana" not in everything_sent(of_ben)


def test_each_figure_leads_to_what_it_counts_and_back() -> None:
    page = open_page(PAGE, viewer=ANA)
    links = [unescape(address) for address in re.findall('<a href="([^"]*)"[^>]*><span class="name">', html_of(page))]
    assert len(links) == 7
    for (name, (number, _)), address in zip(measured(page).items(), links, strict=True):
        there = follow(address)
        assert not there.exception
        if name == wording.FIGURE_ASSIGNMENTS:
            assert there.title[0].value == wording.COACHING_ASSIGNMENTS
            continue
        rows = rows_of(there, dashboard_view.INTERACTIONS_TABLE)
        if name not in (wording.FIGURE_NAMES[each] for each in (agent_figures.Figure.KORE, agent_figures.Figure.AUDIT)):
            assert len(rows) == int(number), name
        (back,) = re.findall('<a href="([^"]*)"[^>]* aria-current="true"', html_of(there))
        assert "my_dashboard_figure" not in back


def test_areas_are_one_list_the_lowest_first_with_their_number_and_change(centre: Database) -> None:
    with centre.transaction() as cursor:  # enough to be judged, in this week and in the one before
        cursor.execute("UPDATE area_daily SET interactions = 7 * interactions WHERE agent_id = ?", [ANA])
    page = open_page(PAGE, viewer=ANA)
    scores = [float(said.removeprefix("⚠ ")) for said in shown(page, dashboard_areas_view.TABLE, "score")]
    assert scores == sorted(scores)
    assert len(scores) > 1
    for said, number in zip(
        shown(page, dashboard_areas_view.TABLE, "score"), shown(page, dashboard_areas_view.TABLE, "n"), strict=True
    ):
        assert said.startswith("⚠") == (float(said.removeprefix("⚠ ")) < 80)
        assert int(number) >= 5
    below = sum(said.startswith("⚠") for said in shown(page, dashboard_areas_view.TABLE, "score"))
    assert below
    assert f"**{below} of {len(scores)} judged areas" in page.markdown[0].value


@pytest.mark.storage
def test_an_area_takes_the_place_of_a_figure(centre: Database) -> None:
    """A row of the areas asks for its own interactions, whatever was listed before; so does a figure."""
    page = open_page(PAGE, viewer=ANA, my_dashboard_figure="audits", my_dashboard_failed="m-answer",
                     my_dashboard_audited="audited", my_dashboard_page="2")  # fmt: skip
    (areas,) = tables_of(page, dashboard_areas_view.TABLE)
    asked = next(str(row) for row in areas["rows"] if row["cells"]["name"]["text"] == "Accuracy")
    assert "my_dashboard_area=Accuracy" in asked
    assert not [name for name in ("figure", "failed", "audited", "page") if f"my_dashboard_{name}=" in asked]
    both = open_page(PAGE, viewer=ANA, my_dashboard_figure="audits", my_dashboard_area="Accuracy")
    assert not both.exception
    assert [each.value for each in both.header].count(wording.FAILING_INTERACTIONS.format(area="Accuracy")) == 1


def test_an_area_that_failed_without_metrics_lists_its_interactions_all_the_same(centre: Database) -> None:
    """An interaction says itself which areas it fails; which metrics is not known of every one."""
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM metric_results")
    page = open_page(PAGE, viewer=ANA, my_dashboard_area="Accuracy")
    assert not page.exception
    found = rows_of(page, dashboard_view.INTERACTIONS_TABLE)
    assert found
    assert [cells["metrics"]["lines"] for cells in found] == [[]] * len(found)
    assert all("sentiment" not in cells for cells in found)


def test_how_areas_changed_is_told_to_the_agent_and_to_whoever_may_measure(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = list_filter(permissions, lambda each: each <> "
                       "'coaching_monitor') WHERE person_id = 'sam@example.com'")  # fmt: skip
    for viewer, are_told in ((ANA, True), ("kim@example.com", True), ("sam@example.com", False)):
        page = open_page(PAGE, viewer=viewer, **({} if viewer == ANA else {"agent": ANA}))
        (table,) = tables_of(page, dashboard_areas_view.TABLE)
        assert table["rows"]
        assert ("change" in {column["key"] for column in table["columns"]}) == are_told
        assert (wording.AGENT_MOVED_NOT in page.markdown[0].value) == are_told


def test_filters() -> None:
    page = open_page(PAGE, viewer=ANA)
    page.button_group(key=dashboard_areas_view.AUDITED).set_value("audited").run()
    assert shown(page, dashboard_view.INTERACTIONS_TABLE, "audit") == ["45"]
    page.selectbox(key=dashboard_view.CHANNEL).set_value("chat").run()
    page.selectbox(key=dashboard_view.QUEUE).set_value("Hotel booking").run()
    assert measured(page)[wording.FIGURE_INTERACTIONS][0] == "3"
    page.button_group(key=dashboard_view.GRAIN).set_value("month").run()
    assert not page.exception


def test_an_empty_period_and_no_data_at_all(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM agent_daily")
    assert open_page(PAGE, viewer=ANA).info[0].value == wording.NOTHING_IN_PERIOD
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM interactions")
    assert open_page(PAGE, viewer=ANA).info[0].value == wording.NO_DATA


def test_a_list_longer_than_a_page_turns(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO interactions SELECT i.* REPLACE ('more-' || n AS interaction_id) "
            "FROM interactions i, range(21) r(n) WHERE interaction_id = 'c-ana-1'"
        )
        daily_totals.rebuild(cursor)
    page = open_page(PAGE, viewer=ANA)
    assert "24 interactions, page 1 of 3" in [caption.value for caption in page.caption]
    page = page.button(key="my_dashboard_page_older").click().run()
    page = page.button(key="my_dashboard_page_older").click().run()
    assert len(rows_of(page, dashboard_view.INTERACTIONS_TABLE)) == 4
    assert page.button(key="my_dashboard_page_older").disabled


@pytest.mark.parametrize("agent", [ANA, "ben@example.com"])
def test_a_supervisor_looks_at_their_agents_only(agent: str) -> None:
    page = open_page(PAGE, viewer=SAM, agent=agent)
    assert page.title[0].value == wording.DASHBOARD_OF_AGENT
    assert measured(page)[wording.FIGURE_INTERACTIONS][0] == ("3" if agent == ANA else "1")
    refused = open_page(PAGE, viewer=SAM, agent="cleo@example.com")
    assert refused.error[0].value == wording.NO_SUCH_AGENT
    assert "c-cleo" not in everything_sent(refused)


@pytest.mark.parametrize(
    ("label", "value", "previous", "earlier", "reading", "delta", "description", "colour"),
    [
        (agent_figures.Figure.KORE, 80.0, 70.0, True, Verdict.BETTER, "+10", "higher than before", "normal"),
        (agent_figures.Figure.KORE, 60.0, 70.0, True, Verdict.WORSE, "-10", "lower than before", "normal"),
        (agent_figures.Figure.KORE, 80.0, 70.0, True, Verdict.WITHIN_NOISE, "+10", "within noise", "off"),
        (agent_figures.Figure.AUDIT, 95.0, 40.0, True, Verdict.TOO_FEW, "+55", "too few to judge", "off"),
        (agent_figures.Figure.BELOW_PASS, 2, 9, True, Verdict.BETTER, "-7", "fewer than before", "inverse"),
        (agent_figures.Figure.BELOW_PASS, 9, 2, True, Verdict.WORSE, "+7", "more than before", "inverse"),
        (agent_figures.Figure.BELOW_PASS, 2, 9, True, Verdict.WITHIN_NOISE, "-7", "within noise", "off"),
        # fewer of far fewer interactions, but a larger share of them
        (agent_figures.Figure.BELOW_PASS, 2, 9, True, Verdict.WORSE, "-7", wording.LARGER_SHARE, "off"),
        ("Interactions", 10, 4, True, None, "+6", "more than before", "off"),
        ("Coaching assignments", 0, 4, True, None, "-4", "fewer than before", "off"),
        # One way to say that there is nothing to compare with, for scores as for counts.
        (agent_figures.Figure.KORE, None, None, False, Verdict.NO_DATA, wording.NO_EARLIER_DATA, None, "off"),
        ("Coaching assignments", 0, 4, False, None, wording.NO_EARLIER_DATA, None, "off"),
        (agent_figures.Figure.KORE, None, 72.5, True, Verdict.NO_DATA, "72.5 before", None, "off"),
        (agent_figures.Figure.AUDIT, 90.0, None, True, Verdict.NO_DATA, "NA before", None, "off"),
    ],
)
def test_a_change_is_painted_only_where_it_is_more_than_noise(
    label: agent_figures.Figure | None,
    value: float | None,
    previous: float | None,
    earlier: bool,
    reading: Verdict | None,
    delta: str,
    description: str | None,
    colour: str,
) -> None:
    found = dashboard_view.changed(label, value, previous, earlier, reading)
    assert (found.delta, found.description, found.colour) == (delta, description, colour)


def test_a_change_is_written_as_the_reader_writes_numbers() -> None:
    with reading_as(reader_of("de", None)):
        found = dashboard_view.changed(agent_figures.Figure.KORE, 65.9, 62.5, True, Verdict.BETTER)
    assert found.delta == "+3,4"


def test_an_agent_reads_their_place_in_the_team_where_the_centre_says_so(centre: Database) -> None:
    with centre.transaction() as cursor:  # five of a team, of whom Ana has the lowest score
        cursor.execute("UPDATE agent_daily SET evaluated = 5, evaluation_total = 250, "
                       "day = (SELECT max(day) FROM agent_daily) WHERE agent_id = ?", [ANA])  # fmt: skip
        for name in ("one", "two", "three", "four"):
            cursor.execute("INSERT INTO people BY NAME SELECT * REPLACE (? AS person_id, ? AS email) FROM people "
                           "WHERE person_id = ?", [name, f"{name}@example.com", ANA])  # fmt: skip
            cursor.execute("INSERT INTO agent_daily SELECT * REPLACE (? AS agent_id, 400 AS evaluation_total) "
                           "FROM agent_daily WHERE agent_id = ?", [name, ANA])  # fmt: skip
    said = wording.PLACE_IN_TEAM.format(others=4, above=4)
    assert said not in everything_sent(open_page(PAGE, viewer=ANA))
    decide(centre, place_in_team="count")
    page = open_page(PAGE, viewer=ANA)
    assert said in everything_sent(page)
    assert tables_of(page, dashboard_view.PLACES_TABLE) == []
    decide(centre, place_in_team="figures")
    page = open_page(PAGE, viewer=ANA)
    assert said in everything_sent(page)
    assert shown(page, dashboard_view.PLACES_TABLE, "whose") == [wording.SOMEBODY_OF_TEAM] * 4 + [wording.YOUR_PLACE]
    assert shown(page, dashboard_view.PLACES_TABLE, "place") == ["1", "1", "1", "1", "5"]
    assert shown(page, dashboard_view.PLACES_TABLE, "score") == ["80"] * 4 + ["50"]
    told = str(tables_of(page, dashboard_view.PLACES_TABLE))
    assert not [name for name in ("one", "two", "three", "four") if f"{name}@example.com" in told or "Alves" in told]
    with centre.transaction() as cursor:  # in a team of four everybody knows who is meant
        cursor.execute("DELETE FROM agent_daily WHERE agent_id = 'four'")
    assert tables_of(open_page(PAGE, viewer=ANA), dashboard_view.PLACES_TABLE) == []


@pytest.mark.usefixtures("read_in_new_york")
def test_dates_that_were_chosen_where_days_are_those_of_utc_stay() -> None:
    """West of it the newest day of UTC may be one that has not come yet."""
    dates = ["2026-03-01", "2026-03-02"]
    page = open_page(PAGE, viewer=ANA, my_dashboard_period=Span.OWN_DATES, my_dashboard_dates=dates)
    assert not page.exception
    assert measured(page)["Interactions"][0] == "1"
    assert page.query_params["my_dashboard_dates"] == dates
