import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from coaching.assignments.draft import Draft
from coaching.measuring.score_map import By
from coaching.quality import daily_totals
from coaching.storage.database import Database
from coaching.ui.pages import calibration_view, evaluation_view, leaderboard_view, team_time_view, team_view
from coaching.ui.shell import access, navigation
from coaching.words import wording
from coaching.words.formatting import day
from tests import kept_drafts
from tests.pages.screens import follow, open_page, shown, tables_of

PAGE = navigation.FILES[navigation.TEAM]
ANA, BEN, CLEO, SAM, KIM = (f"{name}@example.com" for name in ("ana", "ben", "cleo", "sam", "kim"))
EVALUATION_TABLE = evaluation_view.TABLE


@pytest.fixture
def failing(centre: Database) -> Database:
    """Ben has six more chats like c-ben-1, the newest a minute before it, which fail Etiquette and nothing else."""
    with centre.transaction() as cursor:
        cursor.execute("INSERT INTO interactions BY NAME SELECT i.* REPLACE ('more-' || n AS interaction_id, "
                       "started_at - to_minutes(n) AS started_at) "
                       "FROM interactions i, range(1, 7) r(n) WHERE interaction_id = 'c-ben-1'")  # fmt: skip
        cursor.execute("INSERT INTO metric_results BY NAME SELECT r.* REPLACE ('more-' || n AS interaction_id) "
                       "FROM metric_results r, range(1, 7) t(n) WHERE interaction_id = 'c-ben-1'")  # fmt: skip
        daily_totals.rebuild(cursor)
    return centre


def the_map(page: AppTest) -> dict[str, Any]:
    (told,) = tables_of(page, team_view.MAP)
    return told


def row_of(page: AppTest, name: str) -> dict[str, Any]:
    found = [row for row in the_map(page)["rows"] if row["head"]["text"] == name]
    assert len(found) == 1
    row: dict[str, Any] = found[0]
    return row


def cell(page: AppTest, name: str, column: str) -> dict[str, Any]:
    found: dict[str, Any] = row_of(page, name)["cells"][f"{team_view.COLUMN}{column}"]
    return found


def names(page: AppTest) -> list[str]:
    return [row["head"]["text"] for row in the_map(page)["rows"]]


def pressed(page: AppTest, **asked: str) -> AppTest:
    """A press in the map, which AppTest cannot do: as the page finds it afterwards."""
    page.session_state[team_view.MAP] = asked
    return page.run()


def sent(page: AppTest) -> str:
    return " ".join(element.value for element in (*page.markdown, *page.caption))


def test_each_agent_by_each_coaching_area(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert page.title[0].value == wording.TEAM
    assert names(page) == [wording.MAP_WHOLE, "Ben Bauer", "Ana Alves"]
    assert [each["label"] for each in the_map(page)["headings"]] == [
        wording.MAP_ROW[By.AGENT], "Below 80", "Accuracy", "Compliance", "Etiquette",
    ]  # fmt: skip
    assert team_view.BELOW not in row_of(page, wording.MAP_WHOLE)["cells"]  # how many scores of whom?
    etiquette = cell(page, "Ben Bauer", "Etiquette")
    assert (etiquette["text"], etiquette["mark"], etiquette["tone"]) == ("0", "⚠", "warn")
    assert etiquette["lines"][0]["text"] == "n 7"  # nothing before to compare with
    # Ana has three interactions: too few to be judged, and quiet. One of two that needed it was not verified.
    compliance = cell(page, "Ana Alves", "Compliance")
    assert (compliance["text"], compliance["mark"], compliance["tone"]) == ("50", "", "quiet")
    assert compliance["lines"][0]["text"] == "n 2"
    assert cell(page, wording.MAP_WHOLE, "Etiquette")["lines"][0]["text"] == "n 10"
    assert row_of(page, "Ben Bauer")["cells"][team_view.BELOW]["text"] == "1"


def test_coaching_on_that_area_is_marked_with_its_day(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    live = cell(page, "Ben Bauer", "Etiquette")
    assigned = failing.rows("SELECT assigned_at::DATE AS day FROM assignments WHERE assignment_id = 'ca-ben'")[0]["day"]
    assert live["lines"][1]["text"] == wording.MAP_LIVE.format(day=day(assigned))
    assert live["lines"][2]["text"] == "coached once"
    assert not live["asks_always"]  # something is being done already
    assert len(cell(page, "Ben Bauer", "Accuracy")["lines"]) == 1
    assert cell(page, "Ana Alves", "Etiquette")["lines"][2]["text"] == "coached 2 times, again"
    assert "1 score of 3 is below 80, 0 without live coaching on that area." in sent(page)
    with failing.transaction() as cursor:  # overdue is not live
        cursor.execute("UPDATE assignments SET follow_up_on = DATE '2020-01-01' WHERE assignment_id = 'ca-ben'")
    page = open_page(PAGE, viewer=SAM)
    over = cell(page, "Ben Bauer", "Etiquette")
    assert over["lines"][1]["text"] == wording.MAP_LAST.format(day=day(assigned))
    assert over["asks_always"]
    assert "1 score of 3 is below 80, 1 without live coaching on that area." in sent(page)
    assert "The lowest of these: Ben Bauer, Etiquette, 0 in 7 interactions." in sent(page)


def test_a_cell_leads_to_what_fails_in_it(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_period="last_90_days", team_queue="q-1", team_channel="chat")
    there = follow(cell(page, "Ben Bauer", "Etiquette")["address"])
    assert there.title[0].value == wording.EVALUATION
    assert len(shown(there, EVALUATION_TABLE, "date")) == 7
    asked = ("agent", "evaluation_period", "evaluation_queue", "evaluation_area")
    assert [there.query_params[key] for key in asked] == [BEN, "last_90_days", "q-1", "Etiquette"]
    accuracy = follow(cell(page, "Ana Alves", "Accuracy")["address"])
    assert len(shown(accuracy, EVALUATION_TABLE, "date")) == 1


@pytest.mark.storage
def test_a_cell_of_a_metric_leads_to_what_fails_that_metric(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_period="last_90_days", team_across="metrics")
    assert [each["label"] for each in the_map(page)["headings"]][2:] == [
        "Answers the question", "Verifies the customer", "Greets the customer",
    ]  # fmt: skip
    there = follow(cell(page, "Ana Alves", "m-verify")["address"])
    assert there.selectbox(key=evaluation_view.METRIC).value == "m-verify"
    assert len(shown(there, EVALUATION_TABLE, "date")) == 1
    page = open_page(PAGE, viewer=SAM, team_period="last_90_days", team_across="metrics", team_area="Accuracy")
    assert [each["key"] for each in the_map(page)["headings"]][2:] == ["in:m-answer"]


def test_own_dates_are_carried_to_evaluation(failing: Database) -> None:
    newest = failing.rows("SELECT max(started_at)::DATE AS day FROM interactions")[0]["day"]
    days = [newest.isoformat(), newest.isoformat()]
    page = open_page(PAGE, viewer=SAM, team_period="own_dates", team_dates=days)
    assert f"{day(newest)} to {day(newest)}" in sent(page)
    address = cell(page, "Ben Bauer", "Etiquette")["address"]
    assert "evaluation_period=own_dates" in address
    assert address.count(f"evaluation_dates={newest.isoformat()}") == 2


def test_assign_fills_the_form_with_agent_area_and_evidence(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_period="last_90_days")
    button = cell(page, "Ben Bauer", "Etiquette")
    assert button["asks_label"] == "Assign Ben Bauer coaching on Etiquette"
    pressed(page, asked=button["asks"])
    assert not page.exception
    assert page.title[0].value == wording.NEW_COACHING.format(name="Ben Bauer")
    kept = kept_drafts.content_of(failing, SAM, "assignment", f"agent:{BEN}")
    assert kept is not None
    draft = Draft.from_json(kept)
    assert draft.coaching_areas == ["Etiquette"]
    assert draft.interactions == ["c-ben-1", *(f"more-{number}" for number in range(1, 5))]
    assert draft.period_last == failing.rows("SELECT max(started_at)::DATE AS day FROM interactions")[0]["day"]
    assert page.multiselect(key="assign_coaching_areas").value == ["Etiquette"]


def test_assign_from_two_cells_coaches_on_both(failing: Database) -> None:
    for column in ("Accuracy", "Compliance"):
        page = open_page(PAGE, viewer=SAM, team_period="last_90_days")
        pressed(page, asked=json.dumps([ANA, column]))
    kept = kept_drafts.content_of(failing, SAM, "assignment", f"agent:{ANA}")
    assert kept is not None
    assert Draft.from_json(kept).coaching_areas == ["Accuracy", "Compliance"]
    assert Draft.from_json(kept).interactions == ["c-ana-1", "c-ana-2"]


@pytest.mark.parametrize(
    "asked",
    ["", "[]", "{", "null", '["ana@example.com"]', '["ana@example.com", "Nothing"]', '[1, "Accuracy"]', '[["a"], {}]'],
)
def test_nonsense_asked_of_the_map_is_ignored(failing: Database, asked: str) -> None:
    page = pressed(open_page(PAGE, viewer=SAM), asked=asked)
    assert not page.exception
    assert page.title[0].value == wording.TEAM


def test_nobody_can_be_assigned_to_who_is_not_supervised(failing: Database) -> None:
    page = pressed(open_page(PAGE, viewer=SAM), asked=json.dumps([CLEO, "Accuracy"]))
    assert page.error[0].value == wording.NO_SUCH_FORM
    assert "c-cleo" not in str(kept_drafts.content_of(failing, SAM, "assignment", f"agent:{CLEO}"))


def test_who_may_only_measure_cannot_assign(failing: Database) -> None:
    with failing.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ['coaching_assignments', 'coaching_monitor'] "
                       "WHERE person_id = 'sam@example.com'")  # fmt: skip
    page = open_page(PAGE, viewer=SAM)
    assert {each["asks"] for row in the_map(page)["rows"] for each in row["cells"].values()} == {""}
    assert wording.LOOK_ONLY_ASSIGN in sent(page)
    page = pressed(page, asked=json.dumps([BEN, "Etiquette"]))
    assert page.title[0].value == wording.TEAM
    assert kept_drafts.content_of(failing, SAM, "assignment", f"agent:{BEN}") is None


def test_headings_sort_and_sort_back(failing: Database) -> None:
    page = open_page(PAGE, viewer=KIM)
    assert names(page)[1:] == ["Ben Bauer", "Ana Alves", "Cleo Costa"]
    pressed(page, sorted=team_view.ROW_COLUMN)
    assert names(page)[1:] == ["Ana Alves", "Ben Bauer", "Cleo Costa"]
    assert page.query_params[team_view.SORT] == team_view.ROW_COLUMN
    again = open_page(PAGE, viewer=KIM, team_sort="in:Etiquette", team_backwards="true")
    # Of all three only Ben is judged.
    assert names(again)[1:] == ["Ben Bauer", "Ana Alves", "Cleo Costa"]
    assert [each["sorted"] for each in the_map(again)["headings"]] == ["", "", "", "", "descending"]
    nothing = open_page(PAGE, viewer=KIM, team_sort="in:Nothing")
    assert [each["sorted"] for each in the_map(nothing)["headings"]][:2] == ["", "descending"]


@pytest.mark.parametrize(
    ("by", "named"),
    [
        ("team", ["North", "South"]),
        ("lead", ["Sam Soto", "Lee Lang"]),
        ("queue", ["Hotel booking"]),
        ("channel", ["chat"]),
    ],
)
def test_the_same_map_by_what_agents_have_in_common(failing: Database, by: str, named: list[str]) -> None:
    page = open_page(PAGE, viewer=KIM, team_by=by)
    assert names(page)[1:] == named
    assert {each["asks"] for row in the_map(page)["rows"] for each in row["cells"].values()} == {""}
    address = the_map(page)["rows"][1]["head"]["address"]
    if by == "lead":
        assert not address
        return
    behind = follow(address)
    assert "Ben Bauer" in names(behind)
    assert ("Cleo Costa" in names(behind)) == (by != "team")


def test_filters_narrow_the_map_and_an_empty_one_says_so(failing: Database) -> None:
    page = open_page(PAGE, viewer=KIM, team_team="South")
    assert names(page)[1:] == ["Cleo Costa"]
    assert "No score rests on at least 5 interactions" in sent(page)
    with failing.transaction() as cursor:
        cursor.execute("DELETE FROM area_daily")
    assert open_page(PAGE, viewer=KIM).info[0].value == wording.MAP_NOTHING


@pytest.mark.storage
def test_nothing_of_another_team_is_sent(failing: Database) -> None:
    for by in By:
        page = open_page(PAGE, viewer=SAM, team_by=by, team_across="metrics")
        fields = [field for field in page.main.selectbox if field.key != access.PICKED]
        choices = [option for field in fields for option in field.options]
        words = " ".join([json.dumps(the_map(page)), sent(page), *choices])
        assert "North" in words
        assert not [secret for secret in ("Cleo", "cleo", "South", "Lee") if secret in words]


def test_a_change_says_whether_it_is_noise(failing: Database) -> None:
    newest = failing.rows("SELECT max(day) AS day FROM area_daily")[0]["day"]
    with failing.transaction() as cursor:
        for back in range(56):
            earned = (20 if back < 28 else 40) + back % 3
            row = [ANA, newest, back, earned]
            cursor.execute("INSERT INTO area_daily SELECT ?, 'q-1', 'chat', 'Accuracy', ?::DATE - ?, ?, 50, 1", row)
    page = open_page(PAGE, viewer=SAM)
    line = cell(page, "Ana Alves", "Accuracy")["lines"][0]
    assert line["before"].startswith("n 31")
    assert line["text"].startswith("▼ −")
    assert line["tone"] == "warn"
    assert line["detail"].startswith("worse: between")


def steps_of(page: AppTest) -> dict[str, Any]:
    (told,) = tables_of(page, team_time_view.TABLE)
    return told


def test_a_trend_leads_to_since_when(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_period="last_90_days")
    over = row_of(page, "Ben Bauer")["head"]["lines"][1]
    assert over["text"] == wording.MAP_OVER_TIME
    there = follow(over["address"])
    assert not there.exception
    assert there.header[0].value == "Ben Bauer"
    assert [row["head"]["text"] for row in steps_of(there)["rows"]] == ["Accuracy", "Compliance", "Etiquette"]
    assert len(steps_of(there)["headings"]) == 14
    newest = steps_of(there)["rows"][2]["cells"][steps_of(there)["headings"][-1]["key"]]
    assert (newest["text"], newest["mark"]) == ("0", "⚠")
    assert [line["text"] for line in newest["lines"]] == ["n 7", "others 100"]
    # the cell leads to what Ben failed in that week
    failed = follow(newest["address"])
    assert len(shown(failed, EVALUATION_TABLE, "date")) == 7
    there.button(key="team_all").click().run()
    assert there.header[0].value == wording.MAP_WHOLE
    assert steps_of(there)["rows"][2]["cells"][steps_of(there)["headings"][-1]["key"]]["lines"][0]["text"] == "n 10"


def test_one_area_over_time_is_drawn_with_the_days_of_coaching(failing: Database) -> None:
    with failing.transaction() as cursor:  # within the weeks that are shown
        cursor.execute("UPDATE assignments SET assigned_at = (SELECT max(started_at) FROM interactions) "
                       "WHERE assignment_id = 'ca-ben'")  # fmt: skip
    day_of_coaching = failing.rows("SELECT max(started_at)::DATE AS day FROM interactions")[0]["day"]
    page = open_page(PAGE, viewer=SAM, team_show="over_time", team_row=BEN, team_over="Etiquette", team_step="day")
    assert len(page.get("vega_lite_chart")) == 1
    assert wording.STEPS_COACHED_ON.format(area="Etiquette", days=day(day_of_coaching)) in sent(page)
    newest = steps_of(page)["rows"][2]["cells"][day_of_coaching.isoformat()]
    assert wording.STEPS_COACHED.format(day=day(day_of_coaching)) in [line["text"] for line in newest["lines"]]


def test_single_metrics_over_time_are_a_heat_map_in_ten_steps(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_show="over_time", team_across="metrics")
    cells = [cell for row in steps_of(page)["rows"] for cell in row["cells"].values()]
    scored = [cell for cell in cells if cell["text"] != "–"]
    assert len({cell["tenths"] for cell in scored}) > 2
    assert all(cell["tenths"] == float(cell["text"]) // 10 for cell in scored)
    assert {cell["tenths"] for cell in cells if cell["text"] == "–"} <= {None}
    assert wording.HEAT_MAP_MEANS in " ".join(caption.value for caption in page.caption)
    areas = open_page(PAGE, viewer=SAM, team_show="over_time")
    assert {cell["tenths"] for row in steps_of(areas)["rows"] for cell in row["cells"].values()} == {None}


def test_nothing_of_somebody_elses_agent_over_time(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_show="over_time", team_row=CLEO)
    assert page.info[0].value == wording.STEPS_NOTHING
    assert "Cleo" not in " ".join(element.value for element in (*page.header, *page.markdown, *page.caption))


def test_other_rows_forget_the_row_that_was_looked_at(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_show="over_time", team_row=BEN)
    page.selectbox(key=team_view.BY).set_value("queue").run()
    assert page.header[0].value == wording.MAP_WHOLE


def test_topics_are_rows_of_the_map(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_by="topic")
    assert not page.exception
    assert names(page) == [wording.MAP_WHOLE, "Room booking"]
    assert cell(page, "Room booking", "Accuracy")["text"] == cell(page, wording.MAP_WHOLE, "Accuracy")["text"]
    assert wording.TOPIC_IS in sent(page)


def test_answers_of_audits_beside_automatic_ones_lead_to_the_conversations_that_differ(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM audit_answers")
        cursor.execute("INSERT INTO audit_answers SELECT audit_id, 'm-greet', 1, 'NO', NULL FROM audits")
        cursor.execute("INSERT INTO metric_results BY NAME SELECT interaction_id, auditor_id, 'm-greet' AS metric_id, "
                       "1 AS position, 'NO' AS qualification, 1 AS weight, 0 AS negative_weight, FALSE AS fatal_error "
                       "FROM audits WHERE interaction_id = 'c-ana-1'")  # fmt: skip
    page = open_page(PAGE, viewer=SAM, team_show="calibration")
    assert not page.exception
    (told,) = tables_of(page, calibration_view.TABLE)
    (row,) = told["rows"]
    assert (row["head"]["text"], row["cells"]["agreement"]["text"]) == ("Greets the customer", "0 %")
    assert (row["cells"]["too_strict"]["text"], row["cells"]["too_lenient"]["text"]) == ("0", "1")
    assert wording.CALIBRATION_NONE_JUDGED.format(fewest=5) in sent(page)
    there = follow(row["cells"]["differing"]["address"])
    assert shown(there, calibration_view.DIFFERING, "agent") == ["Ana Alves"]
    assert shown(there, calibration_view.DIFFERING, "automatic") == ["YES"]
    assert shown(there, calibration_view.DIFFERING, "audited") == ["NO"]
    there.button("team_all_metrics").click().run()
    assert not tables_of(there, calibration_view.DIFFERING)


def test_the_leaderboard_is_sorted_by_any_column(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_show="leaderboard")
    assert not page.exception

    def agents() -> list[str]:
        return [row["head"]["text"] for row in tables_of(page, leaderboard_view.TABLE)[0]["rows"]]

    assert agents() == ["Ben Bauer", "Ana Alves"]  # 90 and 46.7
    assert "2 agents: Kore Evaluation Score from 46.7" in sent(page)
    ana = tables_of(page, leaderboard_view.TABLE)[0]["rows"][1]["cells"]
    assert {key: cell["text"] for key, cell in ana.items()} == {
        "interactions": "3", "kore_evaluation_score": "46.7", "supervisor_audit_score": "45", "below_share": "66.7 %",
        "fatal": "1", "assignments": "0", "change": "–",
    }  # fmt: skip
    page.session_state[leaderboard_view.TABLE] = {"sorted": "fatal"}
    page.run()
    assert agents() == ["Ben Bauer", "Ana Alves"]
    page.session_state[leaderboard_view.TABLE] = {"sorted": "fatal"}
    page.run()
    assert agents() == ["Ana Alves", "Ben Bauer"]
    there = follow(tables_of(page, leaderboard_view.TABLE)[0]["rows"][0]["head"]["address"])
    assert there.query_params["agent"] == ANA


def test_a_cell_of_a_topic_leads_to_the_interactions_of_everybody_that_fail_in_it(failing: Database) -> None:
    page = open_page(PAGE, viewer=SAM, team_by="topic", team_period="last_90_days")
    there = follow(cell(page, "Room booking", "Etiquette")["address"])
    asked = ("evaluation_topic", "evaluation_area", "evaluation_period")
    assert [there.query_params[key] for key in asked] == ["Room booking", "Etiquette", "last_90_days"]
    assert shown(there, EVALUATION_TABLE, "agent") == ["Ben Bauer"] * 7
    everything = follow(row_of(page, "Room booking")["head"]["address"])
    assert set(shown(everything, EVALUATION_TABLE, "agent")) == {"Ana Alves", "Ben Bauer"}
    together = follow(cell(page, wording.MAP_WHOLE, "Accuracy")["address"])
    assert shown(together, EVALUATION_TABLE, "agent") == ["Ana Alves"]
    page = open_page(PAGE, viewer=SAM, team_by="lead")
    assert not cell(page, "Sam Soto", "Accuracy")["address"]  # Evaluation has no filter for team leads
