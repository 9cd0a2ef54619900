"""How is it said how an agent scores in a coaching area or a metric, and how that changed?

For the dashboard and for the page of one agent.
"""

from typing import Any

import pandas as pd

from coaching.measuring import score_map
from coaching.measuring.score_change import Verdict
from coaching.storage.frames import rows_of
from coaching.ui.pages.monitor_view import change_words
from coaching.ui.pieces import table
from coaching.words import wording
from coaching.words.formatting import counted, isolated, numeral, plain, score

CHANGE = table.Column("change", lambda: wording.COLUMN_CHANGE)
SCORED = (
    table.Column("score", lambda: wording.COLUMN_SCORE, align="right"),
    table.Column("n", lambda: wording.COLUMN_N, align="right"),
    CHANGE,
)


def scored(row: Any) -> dict[str, dict[str, Any]]:
    """The cells of SCORED. `row`: score, interactions, judged, below, and the columns of score_change.changes(), all
    NaN where no change may be told."""
    shown = f"⚠ {score(row.score)}" if row.below else score(row.score)
    cells = {
        "score": table.text(shown, "warn" if row.below else "" if row.judged else "quiet"),
        "n": table.text(numeral(row.interactions), "" if row.judged else "quiet"),
    }
    if pd.isna(row.verdict):
        return cells
    change, tone, detail = change_words(row)
    return cells | {"change": table.text(change, tone, title=detail)}


def below(areas: pd.DataFrame, *, with_coaching: bool = False) -> str:
    """How many of the areas are low, and which is the lowest, in a sentence. Columns of `areas`: name, score,
    interactions, judged, below; live as well where it is said whether coaching on the lowest is live."""
    judged, low = int(areas["judged"].sum()), areas[areas["below"]]
    bar = score(score_map.BAR)
    if not judged:
        return wording.AGENT_NONE_JUDGED.format(fewest=score_map.FEWEST_JUDGED)
    if low.empty:
        return counted(judged, wording.AGENT_NONE_BELOW, bar=bar)
    lowest = low.iloc[0]
    filled = {
        "judged": numeral(judged),
        "bar": bar,
        "area": plain(isolated(lowest["name"])),
        "score": score(lowest["score"]),
        "interactions": counted(int(lowest["interactions"]), wording.INTERACTIONS_COUNTED),
    }
    if not with_coaching:
        return counted(len(low), wording.AREAS_BELOW, **filled)
    coaching = wording.AGENT_LIVE if lowest["live"] else wording.AGENT_NOTHING_LIVE
    return counted(len(low), wording.AGENT_BELOW, **filled, coaching=coaching)


def moved(areas: pd.DataFrame) -> str:
    """What has changed beyond noise, in a sentence. Columns of `areas`: name, and those of score_change.changes()."""
    beyond_noise = areas[areas["verdict"].isin([Verdict.BETTER, Verdict.WORSE])]
    told = [
        wording.AGENT_AREA_MOVED.format(area=plain(isolated(row.name)), change=change_words(row)[0])
        for row in rows_of(beyond_noise)
    ]
    return wording.AGENT_MOVED.format(areas=wording.COMMA.join(told)) if told else wording.AGENT_MOVED_NOT
