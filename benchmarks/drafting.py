"""How much is left to type where the coaching form drafts? `python benchmarks/drafting.py`, on ten of the demo.

For each assignment the form is given what its supervisor chose (areas, interactions, best responses, days) and drafts.
Typed without a draft: the feedback and the plan that the demo's supervisor wrote. Left to type with it, twice:

- until it could be signed: praise, and for each coached area that fails in the interactions what failed with a moment,
  and a step. A part that the draft lacks costs as many characters as it has in the supervisor's own words (of the
  feedback and the plan an equal share for each area); one that the form offers costs a click.
- until it says what the supervisor had written, word for word: the characters of that which no common passage of
  PASSAGE characters or more saves. Nobody needs the same words, so this is the most that it can be.

The demo's supervisors are invented: this measures what the form leaves open, not whether its sentences are good ones.
"""

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coaching import demo
from coaching.assignments import assigning
from coaching.assignments.draft import Draft
from coaching.assignments.drafting import Sentence
from coaching.assignments.form_draft import FormDraft
from coaching.storage.database import Database
from coaching.ui.pages import coaching_form_drafting

MANY, PASSAGE = 10, 12
ZONE = ZoneInfo("Europe/London")

# Spread over the half year.
CHOSEN = """
    SELECT assignment_id, assigned_by FROM (
        SELECT *, row_number() OVER (ORDER BY assigned_at, assignment_id) AS place, count(*) OVER () AS of_all
        FROM assignments WHERE withdrawn_at IS NULL AND went_well <> '' AND work_on <> '')
    WHERE place % (of_all // $many) = 0 ORDER BY place LIMIT $many"""


@dataclass(frozen=True, kw_only=True)
class Typing:
    """Characters of one assignment: typed without a draft, drafted, left until it could be signed, and left until it
    says the same; `clicks`: to put offered sentences in, and one to say that the draft was read."""

    areas: int
    without: int
    drafted: int
    to_sign: int
    clicks: int
    to_the_same: int


def measured(database: Database, many: int = MANY) -> Iterator[Typing]:
    """The typing of so many assignments of the demo."""
    for row in database.rows(CHOSEN, {"many": many}):
        found = assigning.assignment_to_edit(database, row["assigned_by"], row["assignment_id"])
        if found is not None:
            agent_id, signed, _ = found
            yield _typing(database, row["assigned_by"], agent_id, signed)


def _typing(database: Database, viewer_id: str, agent_id: str, signed: Draft) -> Typing:
    chosen = Draft(
        coaching_areas=signed.coaching_areas, interactions=signed.interactions, best_responses=signed.best_responses,
        period_first=signed.period_first, period_last=signed.period_last,
    )  # fmt: skip
    sentences = coaching_form_drafting.sentences(database, viewer_id, chosen, {agent_id: chosen}, ZONE)
    draft = FormDraft().filled(chosen, sentences)
    failing = [area for area in signed.coaching_areas if any(_is_of(area, each) for each in sentences)]
    clicks, to_sign = 1, 0 if draft.went_well else len(signed.went_well)
    for area in failing:
        about = [each for each in sentences if _is_of(area, each)]
        if not any(each.text in draft.work_on for each in about):
            clicks += 1  # it is offered, and its step comes with it
        if not any(each.goes_with in {of.key for of in about} for each in sentences):
            to_sign += len("".join(signed.action_plan)) // len(failing)
    if not failing:
        to_sign += len(signed.work_on) + len("".join(signed.action_plan))
    written, own = ("\n".join((of.went_well, of.work_on, *of.action_plan)) for of in (draft, signed))
    same = SequenceMatcher(None, written, own, autojunk=False).get_matching_blocks()
    saved = sum(block.size for block in same if block.size >= PASSAGE)
    return Typing(
        areas=len(failing), without=len(own), drafted=len(written), to_sign=to_sign, clicks=clicks,
        to_the_same=len(own) - saved,
    )  # fmt: skip


def _is_of(area: str, sentence: Sentence) -> bool:
    return sentence.key.startswith(f"failed\n{area}\n")


def main() -> None:
    """Prints a row an assignment, and the sums."""
    with closing(Database(":memory:")) as database:
        demo.create(database)
        rows = list(measured(database))
    print("| areas that fail | typed without | drafted | left to sign | clicks | left to say the same |")
    print("|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        print(f"| {row.areas} | {row.without} | {row.drafted} | {row.to_sign} | {row.clicks} | {row.to_the_same} |")
    columns = ("without", "drafted", "to_sign", "clicks", "to_the_same")
    print("| together | " + " | ".join(str(sum(getattr(row, name) for row in rows)) for name in columns) + " |")


if __name__ == "__main__":
    main()
