"""A draft that Sam may assign to Ana as it stands, and the marks and groups it is assigned from."""

from datetime import date

from coaching.assignments.draft import ChosenBecause, Draft
from coaching.storage.database import Database
from coaching.words.days import utc_now

ANA, BEN, CLEO = "ana@example.com", "ben@example.com", "cleo@example.com"
SAM, LEE, KIM = "sam@example.com", "lee@example.com", "kim@example.com"
TODAY = date(2026, 11, 24)
GOOD = Draft(
    name="  Answer   the question ",
    coaching_areas=["Accuracy"],
    interactions=["c-ana-1", "c-ana-3", "c-ana-1"],
    best_responses=["c-ben-1"],
    chosen_because=ChosenBecause.AUDIT_FINDING,
    period_first=date(2026, 11, 1),
    period_last=date(2026, 11, 20),
    went_well="You greet everybody.",
    work_on="Answer first.",
    action_plan=["Read it", "", "Read it", "Do it"],
    follow_up_on=date(2026, 12, 1),
    # These interactions fail other areas than the coached one, and are coached on all the same.
    confirmed=[
        "\n".join((f"{interaction.split('-')[1]}@example.com", "fails none", interaction, "Accuracy"))
        for interaction in ("c-ana-2", "c-ana-3", "c-ben-1")
    ],
)
EVERYTHING = ("assignments", "assignment_areas", "assignment_interactions", "changes", "mark_closings", "drafts")


def contents(database: Database) -> dict[str, list[str]]:
    return {
        table: sorted(str(row) for row in database.query(f"FROM {table}").to_dict("records")) for table in EVERYTHING
    }


def mark(database: Database, interaction: str, agent: str, mark_id: str = "", by: str = SAM) -> None:
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ['Accuracy'], 'Could we look at this one?')",
            [mark_id or f"m-{interaction}", agent, interaction, by, utc_now()],
        )


def group_of(database: Database, members: list[str], group: str = "g-1") -> None:
    with database.transaction() as cursor:
        cursor.execute(
            "INSERT INTO groups VALUES (?, 'New hires', '', ['Accuracy'], ?, ?, 1, NULL)", [group, SAM, utc_now()]
        )
        for member in members:
            cursor.execute("INSERT INTO group_members VALUES (?, ?)", [group, member])


def end(database: Database, assignment_id: str) -> None:
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO outcomes VALUES (?, ?, ?, 'closed', 'Over')", [assignment_id, SAM, utc_now()])
