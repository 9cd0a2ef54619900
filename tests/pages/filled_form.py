"""The coaching form as tests open it, fill it in and send it."""

from streamlit.testing.v1 import AppTest

from coaching.assignments import assignments
from coaching.storage.database import Database
from coaching.words.days import utc_now
from tests.pages.screens import open_page

PAGE, ASSIGNMENT = "pages/supervisor/assign.py", "pages/agent/assignment.py"
ANA, BEN, SAM, KIM, LEE = (f"{name}@example.com" for name in ("ana", "ben", "sam", "kim", "lee"))


def write_feedback(page: AppTest) -> AppTest:
    page.text_area(key="assign_work_on").set_value("Answer first.").run()
    return page.text_area(key="assign_action_plan").set_value("Read the example").run()


def opened(**parameters: str) -> AppTest:
    page = open_page(PAGE, **({"viewer": SAM, "agent": ANA} | parameters))
    assert not page.exception
    return page


def newest_of_ana(centre: Database) -> str:
    """The assignment_id of the assignment that Ana was given last."""
    listed = assignments.assignments_of_agent(centre, ANA, ANA, utc_now().date())
    return str(listed["assignment_id"].iloc[0])


def submit(page: AppTest) -> AppTest:
    return page.button(key="assign_submit").click().run()


def complaints(page: AppTest) -> list[str]:
    return [part.value for part in page.markdown if part.value.startswith(":red[")]


def count(centre: Database, table: str = "assignments") -> int:
    return len(centre.query(f"FROM {table}"))


def group_of_two(centre: Database, marked_by: str | None = None, note: str = "Could we *look* at this one?") -> None:
    """Ana and Ben in a group, an interaction of each marked: by themselves, unless it says by whom."""
    with centre.transaction() as cursor:
        cursor.execute(
            "INSERT INTO groups VALUES ('g-1', 'New hires', '', ['Accuracy'], ?, ?, 1, NULL)", [SAM, utc_now()]
        )
        for agent, interaction in ((ANA, "c-ana-1"), (BEN, "c-ben-1")):
            cursor.execute("INSERT INTO group_members VALUES ('g-1', ?)", [agent])
            cursor.execute(
                "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ['Accuracy'], ?)",
                [interaction, agent, interaction, marked_by or agent, utc_now(), note],
            )
