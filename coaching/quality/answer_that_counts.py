"""Which answer counts for a metric of an interaction? The newest audit's, otherwise the automatic evaluation's.

"Fails", of a metric, an area or an interaction, means this answer everywhere. Scores are another matter: the automatic
and the audit score are always shown apart, and the daily totals of areas and metrics (daily_totals.py) are of the
automatic evaluation.

The rule:

- Of an interaction's audits the newest one that answered any metric counts: by the time of the audit, then by its id,
  as for the audit score that the interaction shows. It overrules every older audit as a whole, whoever made it and
  whenever it was imported.
- A metric that this audit did not answer keeps its automatic answer, because nobody overruled that one. An audit with
  a score and no answers, as exports often have it, overrules nothing.

The rule stands here twice, for one interaction in Python and for many in SQL; a property test holds the two together.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

Row = TypeVar("Row", bound=Mapping[str, object])

# From which number of decimals on sums of weights are the same: sums of fractions depend on their order.
DECIMALS = 6


class AnsweredAudit(NamedTuple):
    """An audit that answered at least one metric, in the order in which audits overrule each other."""

    audited_at: datetime
    audit_id: str
    auditor_id: str


def auditor_that_counts(audits: Iterable[AnsweredAudit]) -> str | None:
    """Whose audit of an interaction counts, from all its audits with answers; None where there are none."""
    newest = max(audits, default=None)
    return None if newest is None else newest.auditor_id


def answers_that_count(results: Sequence[Row], auditor: str | None) -> list[Row]:
    """Of all metric results of one interaction those that count, one a metric at most, in the order given.

    `results`: with metric_id and auditor_id, None for the automatic ones, otherwise of each auditor's newest audit.
    `auditor`: as auditor_that_counts() says.
    """
    audited = {row["metric_id"] for row in results if row["auditor_id"] is not None and row["auditor_id"] == auditor}
    return [row for row in results if row["auditor_id"] == (auditor if row["metric_id"] in audited else None)]


def fatal_then_costliest(failures: Iterable[tuple[str, float, bool]]) -> list[str]:
    """The coaching areas of these failures: those of a failed fatal metric first, then by points lost, then by name.

    `failures`: of each failed metric its area, the points that were lost with it, whether it was fatal.
    """
    lost: dict[str, float] = {}
    fatal: set[str] = set()
    for area, points, is_fatal in failures:
        lost[area] = lost.get(area, 0.0) + points
        if is_fatal:
            fatal.add(area)
    return sorted(lost, key=lambda area: (area not in fatal, -round(lost[area], DECIMALS), area))


# The same in SQL, as a table in brackets: the rows of metric_results that count, of the interactions that
# {interactions} lists (a SELECT of interaction_id).
_AUDITORS = """
    SELECT interaction_id, arg_max(auditor_id, (audited_at, audit_id)) AS auditor_id
    FROM audits a SEMI JOIN audit_answers w ON w.audit_id = a.audit_id
    WHERE interaction_id IN ({interactions})
    GROUP BY interaction_id"""

ANSWERS_THAT_COUNT = f"""
    (SELECT r.*
     FROM metric_results r
     LEFT JOIN ({_AUDITORS}) newest ON newest.interaction_id = r.interaction_id
     LEFT JOIN (
         SELECT o.interaction_id, o.metric_id
         FROM metric_results o
         JOIN ({_AUDITORS}) n ON n.interaction_id = o.interaction_id AND n.auditor_id = o.auditor_id
         WHERE o.interaction_id IN ({{interactions}})
     ) overruled ON overruled.interaction_id = r.interaction_id AND overruled.metric_id = r.metric_id
     WHERE r.interaction_id IN ({{interactions}})
       AND CASE WHEN r.auditor_id IS NULL THEN overruled.metric_id IS NULL ELSE r.auditor_id = newest.auditor_id END)"""

# The same of interactions without such an audit, in half the time.
AUTOMATIC_ANSWERS = """
    (SELECT r.* FROM metric_results r WHERE r.interaction_id IN ({interactions}) AND r.auditor_id IS NULL)"""
AUDITED = f"SELECT 1 FROM ({_AUDITORS}) LIMIT 1"
