"""What are the steps of an action plan, from the lines that somebody typed or pasted? Are they short enough? Pure."""

import re
from collections.abc import Iterable, Sequence

from coaching.words import wording

MOST_STEP, MOST_STEPS = 500, 20
# What a word processor puts before a line of a list: "1.", "(2)", "b)", "Step 3:", a bullet, a dash, a box to tick.
LIST_MARK = re.compile(
    r"""(?: (?:step[ ])? \(? \d{1,2} (?:\.\d{1,2})* [.):]   # 1. 1.2. (2) 3: Step 4.
          | \(? [a-z] \)                                     # b)
          | [-–—*]
          | (?<=[ ]) \[ [ x]? \]                              # a box that follows another mark
        ) (?=[ ]|$)
      | [•▪◦‣●○■□✓✔☐☑➢►·]""",
    re.IGNORECASE | re.VERBOSE,
)


def plan_steps(lines: Iterable[str]) -> list[str]:
    """The steps of an action plan from the lines that were typed or pasted: without blanks around, repetitions, empty
    ones, and the numbers or bullets of a list. The page numbers the steps itself.

    "1. Read it" and "• Read it" are "Read it"; "3 calls a day" and "1.5 hours" stay as they are.
    """
    steps = (_without_marks(" ".join(line.split())) for line in lines)
    return list(dict.fromkeys(step for step in steps if step))


def _without_marks(line: str) -> str:
    place = 0
    while mark := LIST_MARK.match(line, place):
        place = mark.end()
        while line[place : place + 1] == " ":
            place += 1
    return line[place:]


def about_plan(steps: Sequence[str]) -> str:
    """What is wrong with the steps of an action plan; nothing where all is well."""
    if len(steps) > MOST_STEPS:
        return wording.TOO_MANY_STEPS.format(most=MOST_STEPS, steps=len(steps))
    long = [number for number, step in enumerate(steps, 1) if len(step) > MOST_STEP]
    return wording.LONG_STEP.format(number=long[0], most=MOST_STEP) if long else ""
