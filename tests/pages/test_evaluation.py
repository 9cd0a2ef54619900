import pytest

from coaching.assignments import groups, proposals
from coaching.quality import bookmarks, daily_totals, interaction_list, interactions, named_filters, said_in_a_row
from coaching.storage.database import Database
from coaching.ui.pages import evaluation_list_view, evaluation_sample_view, evaluation_view
from coaching.ui.pieces import pager
from coaching.ui.pieces.downloads import Kind
from coaching.ui.shell import navigation
from coaching.words import wording
from coaching.words.days import Span
from coaching.words.formatting import plain
from tests import kept_drafts
from tests.pages.downloaded import taken
from tests.pages.screens import everything_sent, open_page, rows_of, shown

PAGE = navigation.FILES[navigation.EVALUATION]
SAM, ANA, BEN, KIM = "sam@example.com", "ana@example.com", "ben@example.com", "kim@example.com"
EVER = Span.LAST_90_DAYS


def ticked(page, *ids: str, of: tuple[str, ...] = ("c-ana-3", "c-ana-2", "c-ana-1")):  # type: ignore[no-untyped-def]
    """A tick in the table, which AppTest cannot click: as the page finds it afterwards."""
    page.session_state[evaluation_list_view.SELECTION] = {ANA: list(ids)}
    assert set(ids) <= set(of)
    return page.run()


def take_permission(centre: Database, *left: str) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE people SET permissions = ? WHERE person_id = ?", [list(left), SAM])


def test_one_agents_interactions_newest_first() -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert not page.exception
    assert page.title[0].value == wording.EVALUATION
    assert shown(page, evaluation_view.TABLE, "kore") == ["100", "0 ✖ fatal", "40"]
    assert shown(page, evaluation_view.TABLE, "audit") == ["NA", "NA", "45"]
    fails = [cells["fails"] for cells in rows_of(page, evaluation_view.TABLE)]
    assert [cell.get("shown", cell.get("text")) for cell in fails] == ["nothing", ["Compliance"], ["Accuracy"]]
    assert any("data as of" in caption.value for caption in page.caption)
    assert page.selectbox(key="evaluation_period").value == Span.LAST_28_DAYS


def test_the_agent_is_one_whom_the_viewer_supervises(centre: Database) -> None:
    refused = open_page(PAGE, viewer=SAM, agent="cleo@example.com")
    assert refused.error[0].value == wording.NO_SUCH_AGENT
    assert "c-cleo" not in everything_sent(refused)
    take_permission(centre, "agent_dashboard", "coaching_assignments", "coaching_monitor")
    page = open_page(PAGE, viewer=SAM)
    assert [option.split(" ·")[0] for option in page.selectbox(key="evaluation_chosen_agent").options] == [
        "Ana Alves",
        "Ben Bauer",
    ]
    assert {cells["agent"]["text"] for cells in rows_of(page, evaluation_view.TABLE)} == {"Ana Alves", "Ben Bauer"}
    assert open_page(PAGE, viewer=SAM, agent=SAM).error[0].value == wording.NO_SUCH_AGENT


def test_filters() -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    page.button_group(key=evaluation_view.AUDITED).set_value("audited").run()
    assert shown(page, evaluation_view.TABLE, "audit") == ["45"]
    page.button_group(key=evaluation_view.AUDITED).set_value("not_audited").run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["100", "0 ✖ fatal"]
    page.button_group(key=evaluation_view.ONLY).set_value(["below_pass_score"]).run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["0 ✖ fatal"]
    page.selectbox(key=evaluation_view.AREA).set_value("Accuracy").run()
    assert page.info[0].value == wording.NO_INTERACTION_MATCHES
    page.button_group(key=evaluation_view.AUDITED).set_value(None).run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["40"]
    page.selectbox(key="evaluation_queue").set_value("q-1").run()
    page.selectbox(key="evaluation_channel").set_value("chat").run()
    assert len(rows_of(page, evaluation_view.TABLE)) == 1


def test_a_filter_in_the_address_is_in_force() -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA, evaluation_audited="audited", evaluation_area="Accuracy")
    assert shown(page, evaluation_view.TABLE, "audit") == ["45"]


def test_the_period_ends_with_the_newest_day_of_data_and_may_be_any(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "UPDATE interactions SET started_at = started_at - INTERVAL 40 DAY WHERE interaction_id = 'c-ana-1'"
        )
        daily_totals.rebuild(cursor)
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert len(rows_of(page, evaluation_view.TABLE)) == 2
    page.selectbox(key="evaluation_period").set_value(EVER).run()
    assert len(rows_of(page, evaluation_view.TABLE)) == 3
    page.selectbox(key="evaluation_period").set_value(Span.OWN_DATES).run()
    then = centre.first("SELECT started_at::DATE AS day FROM interactions WHERE interaction_id = 'c-ana-1'")
    assert then is not None
    page.date_input(key="evaluation_dates").set_value((then["day"], then["day"])).run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["40"]


def test_bookmarks_carry_a_star_and_their_note(centre: Database) -> None:
    bookmarks.add(centre, SAM, "c-ana-2", "The *ending*")
    bookmarks.add(centre, KIM, "c-ana-1", "Kim's own")
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    dates = [cells["date"] for cells in rows_of(page, evaluation_view.TABLE)]
    assert [cell["text"].startswith("★ ") for cell in dates] == [False, True, False]
    assert dates[1]["title"] == "The *ending*"
    assert dates[1]["label"].endswith("bookmarked")
    assert "Kim's own" not in everything_sent(page)
    page.button_group(key=evaluation_view.ONLY).set_value(["bookmarked"]).run()
    assert shown(page, evaluation_view.TABLE, "kore") == ["0 ✖ fatal"]


@pytest.mark.parametrize(("audit", "flag"), [(54.9, None), (55.0, "15"), (62.0, "22"), (25.0, "15"), (25.1, None)])
def test_scores_that_differ_are_flagged_in_words(centre: Database, audit: float, flag: str | None) -> None:
    with centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET supervisor_audit_score = ? WHERE interaction_id = 'c-ana-1'", [audit])
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    notes = [cells["audit"].get("note") for cells in rows_of(page, evaluation_view.TABLE)]
    assert notes == [None, None, flag and wording.SCORES_DIFFER.format(points=flag)]


def test_selected_interactions_go_into_the_draft_and_the_form_opens(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert page.button(key="evaluation_add").disabled
    assert wording.NOTHING_SELECTED in [caption.value for caption in page.caption]
    page = ticked(page, "c-ana-1", "c-ana-2")
    assert "2 selected" in [text.value for text in page.text]
    page = page.button(key="evaluation_add").click().run()
    assert not page.exception
    draft = kept_drafts.content_of(centre, SAM, "assignment", proposals.subject_of_agent(ANA))
    assert draft is not None
    assert draft["interactions"] == ["c-ana-1", "c-ana-2"]
    newest = interactions.data_as_of(centre)
    assert newest is not None
    assert draft["period_last"] == newest.date().isoformat()
    assert page.query_params["agent"] == ANA
    assert page.title[0].value != wording.EVALUATION
    assert page.session_state[evaluation_list_view.SELECTION] == {}


def test_the_selection_can_be_cleared_and_is_one_agents() -> None:
    page = ticked(open_page(PAGE, viewer=SAM, agent=ANA), "c-ana-1")
    page = page.button(key="evaluation_clear").click().run()
    assert page.button(key="evaluation_add").disabled
    page = ticked(page, "c-ana-1")
    assert not page.button(key="evaluation_add").disabled
    page.selectbox(key="evaluation_chosen_agent").set_value(BEN).run()
    assert page.button(key="evaluation_add").disabled
    assert shown(page, evaluation_view.TABLE, "kore") == ["90"]
    page.selectbox(key="evaluation_chosen_agent").set_value(ANA).run()
    assert not page.button(key="evaluation_add").disabled


def test_ticks_are_kept_across_pages_of_the_list_and_filters(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO interactions SELECT i.* REPLACE ('more-' || n AS interaction_id) "
            "FROM interactions i, range(21) r(n) WHERE interaction_id = 'c-ana-1'"
        )
        daily_totals.rebuild(cursor)
    page = ticked(open_page(PAGE, viewer=SAM, agent=ANA), "c-ana-3")
    page = page.button(key=f"{evaluation_view.PAGE}_older").click().run()
    assert "1 selected" in [text.value for text in page.text]
    assert "24 interactions, page 2 of 2" in [caption.value for caption in page.caption]
    page.button_group(key=evaluation_view.AUDITED).set_value("not_audited").run()
    assert "1 selected" in [text.value for text in page.text]


def test_whoever_may_only_look_has_nothing_to_tick_and_no_button(centre: Database) -> None:
    take_permission(centre, "coaching_assignments", "coaching_monitor")
    page = open_page(PAGE, viewer=SAM, agent=ANA)
    assert len(rows_of(page, evaluation_view.TABLE)) == 3
    assert "evaluation_add" not in [button.key for button in page.button]
    assert '"align": "tick"' not in everything_sent(page)
    assert '"align":"tick"' not in everything_sent(page)


def test_looking_is_not_reviewing(centre: Database) -> None:
    open_page(PAGE, viewer=SAM, agent=ANA)
    assert centre.query("FROM openings").empty


def test_without_any_data(centre: Database) -> None:
    with centre.transaction() as cursor:
        cursor.execute("DELETE FROM interactions")
    assert open_page(PAGE, viewer=SAM, agent=ANA).info[0].value == wording.NO_DATA


def test_five_at_random_stand_in_the_address_and_stay_once_audited(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page = page.button(key="evaluation_draw").click().run()
    drawn = page.query_params[evaluation_sample_view.SAMPLE]
    assert set(drawn) == {"c-ana-2", "c-ana-3", "c-ben-1"}
    assert len(rows_of(page, evaluation_view.TABLE)) == 3
    with centre.transaction() as cursor:
        cursor.execute("UPDATE interactions SET supervisor_audit_score = 50 WHERE interaction_id = 'c-ben-1'")
    again = open_page(PAGE, viewer=SAM, evaluation_sample=drawn)
    assert sorted(shown(again, evaluation_view.TABLE, "audit")) == ["50", "NA", "NA"]
    of_another = open_page(PAGE, viewer="lee@example.com", evaluation_sample=drawn)
    assert of_another.info[0].value == wording.NO_INTERACTION_MATCHES
    page = page.button(key="evaluation_all").click().run()
    assert len(rows_of(page, evaluation_view.TABLE)) == 4


def test_a_selection_of_several_agents_is_marked_bookmarked_grouped_and_drafted(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page.session_state[evaluation_list_view.SELECTION] = {"": ["c-ana-1", "c-ben-1"]}
    page = page.run()
    page = page.button(key="evaluation_bookmark").click().run()
    assert len(bookmarks.bookmarked(centre, SAM)) == 2
    page = page.button(key="evaluation_mark_send").click().run()
    assert page.error[0].value == plain(wording.AREA_WANTED)
    page.multiselect(key="evaluation_mark_areas").set_value(["Accuracy"]).run()
    page = page.button(key="evaluation_mark_send").click().run()
    assert not page.error
    assert set(centre.query("FROM marks")["interaction_id"]) == {"c-ana-1", "c-ben-1"}
    group_id = groups.create(centre, SAM, "Prices", "", ["Etiquette"], ["ben@example.com"])
    page = page.run().selectbox(key="evaluation_group_chosen").set_value(group_id).run()
    page = page.button(key="evaluation_group_send").click().run()
    assert set(groups.members_of(centre, SAM, group_id)["agent_id"]) == {ANA, BEN}
    page = page.button(key="evaluation_add").click().run()
    for agent, own in ((ANA, "c-ana-1"), (BEN, "c-ben-1")):
        draft = kept_drafts.content_of(centre, SAM, "assignment", proposals.subject_of_agent(agent))
        assert draft is not None
        assert draft["interactions"] == [own]
    assert page.query_params["agent"] == ANA


def test_a_new_group_is_made_of_a_selection(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, evaluation_area="Etiquette")
    page.session_state[evaluation_list_view.SELECTION] = {"": ["c-ana-1", "c-ben-1"]}
    page = page.run()
    assert page.selectbox(key="evaluation_group_chosen").value == groups.NEW
    assert page.multiselect(key="evaluation_group_areas").value == ["Etiquette"]
    page = page.button(key="evaluation_group_make").click().run()
    assert page.error[0].value == plain(wording.GROUP_NEEDS_NAME)
    page.text_input(key="evaluation_group_name").set_value("Manners")
    page = page.button(key="evaluation_group_make").click().run()
    assert page.title[0].value == "Manners"
    (group,) = groups.groups(centre, SAM).itertuples()
    assert page.query_params["group"] == group.group_id
    assert (group.members, group.ready, list(group.coaching_areas)) == (2, 2, ["Etiquette"])
    assert not open_page(PAGE, viewer=SAM).exception


def test_ticks_stand_in_the_address_of_the_list_they_belong_to() -> None:
    page = ticked(open_page(PAGE, viewer=SAM, agent=ANA), "c-ana-1", "c-ana-2")
    assert page.query_params[evaluation_view.SELECTED] == ["c-ana-1", "c-ana-2"]
    page = open_page(PAGE, viewer=SAM, agent=ANA, evaluation_selected=["c-ana-1", "c-ana-2", "c-ana-1"])
    assert "2 selected" in [text.value for text in page.text]
    page = page.button(key="evaluation_clear").click().run()
    assert wording.NOTHING_SELECTED in [caption.value for caption in page.caption]
    assert evaluation_view.SELECTED not in page.query_params
    page = open_page(PAGE, viewer=SAM, agent=ANA, evaluation_selected=["c-ana-1"])
    page = page.selectbox(key=evaluation_view.CHOSEN_AGENT).set_value(BEN).run()
    assert wording.NOTHING_SELECTED in [caption.value for caption in page.caption]
    assert evaluation_view.SELECTED not in page.query_params


def test_an_address_that_names_what_the_viewer_may_not_see_adds_nothing(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, agent=ANA, evaluation_selected=["c-cleo-1", "nonsense"])
    page = page.button(key="evaluation_add").click().run()
    assert not page.exception
    assert centre.first("FROM drafts") is None


@pytest.mark.storage
def test_words_said_stand_in_the_address_and_are_cleared() -> None:
    page = open_page(PAGE, viewer=SAM, evaluation_said='"answer of" c-ben', evaluation_said_by="agent")
    assert [cells["agent"]["text"] for cells in rows_of(page, evaluation_view.TABLE)] == ["Ben Bauer"]
    page.selectbox(key=evaluation_view.SAID_BY).set_value("customer").run()
    assert page.info[0].value == wording.NO_INTERACTION_MATCHES
    page = page.button(key=evaluation_view.CLEAR).click().run()
    assert len(rows_of(page, evaluation_view.TABLE)) == 4
    assert page.text_input(key=evaluation_view.SAID).value == ""


def test_a_list_that_is_not_counted_to_the_end_says_so_and_leads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pager, "ROWS_OF_EVALUATION", 1)
    monkeypatch.setattr(said_in_a_row, "TRANSCRIPTS_AT_ONCE", 2)
    monkeypatch.setattr(interaction_list, "FEW", 3)
    monkeypatch.setattr(interaction_list, "LOOKED_UP", 3)

    def counted(number: int) -> str:
        page = open_page(PAGE, viewer=SAM, evaluation_said='"answer of"', evaluation_page=str(number))
        assert len(rows_of(page, evaluation_view.TABLE)) == 1
        assert page.button("evaluation_page_older").disabled == (number == 4)
        [said] = [each.value for each in page.caption if "interactions, page" in each.value]
        return str(said)

    assert counted(1) == counted(2).replace("page 2", "page 1") == "At least 2 interactions, page 1"
    assert [counted(number) for number in (3, 4)] == [
        "At least 3 interactions, page 3",
        "4 interactions, page 4 of 4",
    ]
    page = open_page(PAGE, viewer=SAM, evaluation_said='"answer of"')
    assert len(taken(page, evaluation_view.TABLE, Kind.CSV).table) == 4


def test_words_that_are_too_many_to_look_for_are_named() -> None:
    many = " ".join([f"c{n:02}" for n in range(12)])
    page = open_page(PAGE, viewer=SAM, evaluation_said=many)
    assert "left out" not in " ".join(each.value for each in page.caption)
    page = open_page(PAGE, viewer=SAM, evaluation_said=f"{many} [one] c03 two", evaluation_said_none=f"{many} three")
    [said] = [each.value for each in page.caption if "left out" in each.value]
    assert said.replace("\\", "") == "Only 12 words are looked for at once. These 3 are left out: [one], two, three."


def test_words_that_are_too_short_to_look_for_are_named() -> None:
    page = open_page(PAGE, viewer=SAM, evaluation_said="c-ben of", evaluation_said_none="a *")
    assert [cells["agent"]["text"] for cells in rows_of(page, evaluation_view.TABLE)] == ["Ben Bauer"]
    [said] = [each.value for each in page.caption if "letters" in each.value]
    assert said.replace("\\", "") == "Type at least 3 letters of a word. Not looked for: of, a, *."
    assert len(rows_of(open_page(PAGE, viewer=SAM, evaluation_said="of"), evaluation_view.TABLE)) == 4


def test_filters_get_a_name_and_others_open_them(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM, evaluation_topic="Room booking", evaluation_only=["fatal"])
    page.text_input(key=evaluation_view.FILTER_NAME).set_value("Fatal *rooms*")
    page.checkbox(key=evaluation_view.FILTER_SHARED).set_value(True)
    page = page.button(key="evaluation_save").click().run()
    assert page.text_input(key=evaluation_view.FILTER_NAME).value == ""
    there = open_page(PAGE, viewer="lee@example.com")
    (link,) = [each.proto for each in there.get("page_link") if "rooms" in each.proto.label]
    assert "*rooms*" not in link.label.replace("\\*", "")
    assert "evaluation_topic=Room+booking" in link.query_string
    assert "evaluation_only=fatal" in link.query_string
    page = page.button(key="evaluation_save").click().run()
    assert page.error[0].value == plain(wording.FILTER_NEEDS_NAME)
    (saved,) = named_filters.named_filters(centre, SAM)
    page = page.button(key=f"evaluation_remove_{saved.filter_id}").click().run()
    assert named_filters.named_filters(centre, SAM) == []


@pytest.mark.usefixtures("read_in_new_york")
def test_days_are_the_readers_for_one_agent_and_those_of_utc_for_several() -> None:
    """As on the pages that lead here: where a day of one agent has three failures, its link lists these three."""
    own: dict[str, str | list[str]] = {
        "evaluation_period": Span.OWN_DATES, "evaluation_dates": ["2026-03-02", "2026-03-02"]
    }  # fmt: skip
    of_all = open_page(PAGE, viewer=SAM, **own)
    assert len(rows_of(of_all, evaluation_view.TABLE)) == 1
    assert any("UTC" in caption.value for caption in of_all.caption)
    assert rows_of(open_page(PAGE, viewer=SAM, agent=ANA, **own), evaluation_view.TABLE) == []
    own["evaluation_dates"] = ["2026-03-01", "2026-03-01"]
    of_ana = open_page(PAGE, viewer=SAM, agent=ANA, **own)
    assert len(rows_of(of_ana, evaluation_view.TABLE)) == 1
    assert any("counted in America" in caption.value for caption in of_ana.caption)
