from coaching.assignments import proposals, templates
from coaching.storage.database import Database
from coaching.words import wording
from tests.pages.screens import everything_sent, open_page, rows_of, shown
from tests.pages.test_marked_for_coaching import labels, look_only, press, texts

PAGE = "pages/supervisor/templates.py"
ANA, SAM, KIM = "ana@example.com", "sam@example.com", "kim@example.com"


def test_a_template_is_written_and_its_history_shown(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    assert not page.exception
    assert wording.NO_TEMPLATE.format(area="Accuracy") in texts(page)
    page.text_area(key="templates_Accuracy_went_well").set_value("You *know* the products.")
    page.text_area(key="templates_Accuracy_action_plan").set_value("Read it\n\nDo it")
    page = press(page, wording.SAVE_TEMPLATE)
    assert templates.template(centre, SAM, "Accuracy") == templates.Template(
        coaching_area="Accuracy",
        went_well="You *know* the products.",
        work_on="",
        action_plan=["Read it", "Do it"],
        version=1,
    )
    assert page.text_area(key="templates_Accuracy_action_plan").value == "Read it\nDo it"
    assert wording.TEMPLATE_UNSAVED not in texts(page)
    assert shown(page, "templates_history", "what") == ["made", "what went well", "action plan"]
    assert rows_of(page, "templates_history")[1]["becomes"]["text"] == "You *know* the products."


def test_what_is_typed_survives_a_look_at_another_area(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    page = page.text_area(key="templates_Accuracy_work_on").set_value("Half a sen").run()
    assert wording.TEMPLATE_UNSAVED in texts(page)
    page = page.button_group(key="templates_area").set_value("Etiquette").run()
    assert page.text_area(key="templates_Etiquette_work_on").value == ""
    page = page.button_group(key="templates_area").set_value("Accuracy").run()
    assert page.text_area(key="templates_Accuracy_work_on").value == "Half a sen"
    page = press(page, wording.PUT_BACK)
    assert page.text_area(key="templates_Accuracy_work_on").value == ""
    assert templates.template(centre, SAM, "Accuracy") is None


def test_an_empty_template_is_refused(centre: Database) -> None:
    page = press(open_page(PAGE, viewer=SAM), wording.SAVE_TEMPLATE)
    assert "Write at least one" in page.error[0].value
    assert centre.query("FROM templates").empty


def test_the_second_of_two_editors_is_told_and_loses_nothing(centre: Database) -> None:
    templates.save(centre, SAM, "Accuracy", 0, "First", "", [])
    page = open_page(PAGE, viewer=SAM)
    page.text_area(key="templates_Accuracy_went_well").set_value("Mine")
    templates.save(centre, KIM, "Accuracy", 1, "Kim's", "", [])
    page = press(page, wording.SAVE_TEMPLATE)
    assert "Kim Kaur has changed this" in page.error[0].value
    assert page.text_area(key="templates_Accuracy_went_well").value == "Mine"
    assert "Kim's" in [text.value for text in page.text]
    found = templates.template(centre, SAM, "Accuracy")
    assert found is not None
    assert found.went_well == "Kim's"
    page = press(page, wording.REPLACE_TEMPLATE)
    found = templates.template(centre, SAM, "Accuracy")
    assert found is not None
    assert (found.went_well, found.version) == ("Mine", 3)
    assert not page.error


def test_where_nothing_is_typed_what_others_saved_appears(centre: Database) -> None:
    page = open_page(PAGE, viewer=SAM)
    templates.save(centre, KIM, "Accuracy", 0, "Kim's", "", [])
    page = page.run()
    assert page.text_area(key="templates_Accuracy_went_well").value == "Kim's"


def test_a_template_is_removed(centre: Database) -> None:
    templates.save(centre, SAM, "Accuracy", 0, "First", "", [])
    page = press(open_page(PAGE, viewer=SAM), wording.REMOVE_TEMPLATE)
    assert templates.template(centre, SAM, "Accuracy") is None
    assert page.text_area(key="templates_Accuracy_went_well").value == ""
    assert shown(page, "templates_history", "what")[0] == "removed"


def test_who_may_only_look_reads(centre: Database) -> None:
    templates.save(centre, SAM, "Accuracy", 0, "<b>First</b>", "", ["Do it"])
    look_only(centre)
    page = open_page(PAGE, viewer=SAM)
    assert {"<b>First</b>", "1. Do it"} <= {text.value for text in page.text}
    assert not page.text_area
    assert wording.SAVE_TEMPLATE not in labels(page)
    assert wording.LOOK_ONLY_TEMPLATES in texts(page)


def test_agents_read_no_template(centre: Database) -> None:
    templates.save(centre, SAM, "Accuracy", 0, "A supervisor's words", "", [])
    page = open_page(PAGE, viewer=ANA)
    assert page.error
    assert "A supervisor's words" not in everything_sent(page)


def test_the_words_of_another_supervisor_are_replaced_only_after_a_question(centre: Database) -> None:
    templates.save(centre, KIM, "Accuracy", 0, "Kim's", "", [])
    page = open_page(PAGE, viewer=SAM)
    assert wording.TEMPLATE_OF_ANOTHER.format(name="Kim Kaur") in texts(page)
    page.text_area(key="templates_Accuracy_went_well").set_value("Sam's")
    page.button(key="templates_save_own").click().run()
    team, own = (templates.template(centre, SAM, "Accuracy", own=own) for own in (False, True))
    assert team is not None
    assert own is not None
    assert (team.went_well, own.went_well) == ("Kim's", "Sam's")
    assert page.text_area(key="templates_Accuracy_went_well").value == "Kim's"
    assert wording.REPLACE_OWN_TEMPLATE in labels(page)
    page.text_area(key="templates_Accuracy_went_well").set_value("Better")
    page.button(key="templates_save").click().run()
    team = templates.template(centre, KIM, "Accuracy")
    assert team is not None
    assert (team.went_well, team.changed_by) == ("Better", "Sam Soto")
    # what is one's own is saved at once
    page = open_page(PAGE, viewer=SAM)
    assert wording.TEMPLATE_OF_ANOTHER.format(name="Kim Kaur") not in texts(page)


def test_ones_own_template_is_written_beside_that_of_the_team(centre: Database) -> None:
    templates.save(centre, KIM, "Accuracy", 0, "Kim's", "", [])
    page = open_page(PAGE, viewer=SAM, templates_whose="own")
    assert page.text_area(key="templates_own_Accuracy_went_well").value == ""
    page.text_area(key="templates_own_Accuracy_went_well").set_value("Sam's")
    page = press(page, wording.SAVE_TEMPLATE)
    assert page.text_area(key="templates_own_Accuracy_went_well").value == "Sam's"
    page = press(page, wording.REMOVE_TEMPLATE)
    assert templates.template(centre, SAM, "Accuracy", own=True) is None
    assert templates.template(centre, SAM, "Accuracy") is not None


def test_the_coaching_form_offers_both(centre: Database) -> None:
    templates.save(centre, KIM, "Accuracy", 0, "Kim's", "", [])
    templates.save(centre, SAM, "Accuracy", 0, "Sam's", "", [], own=True)
    proposals.add_to_draft(centre, SAM, ANA, ["c-ana-1"])
    page = open_page("pages/supervisor/assign.py", viewer=SAM, agent=ANA)
    page.button(key="assign_template_own_Accuracy").click().run()
    assert page.text_area(key="assign_went_well").value == "Sam's"
    kims = open_page("pages/supervisor/assign.py", viewer=KIM, agent=ANA)
    assert "Sam's" not in everything_sent(kims)
