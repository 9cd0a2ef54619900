"""Which form's definition of a metric counts where several forms have a metric with one id?

That of the form whose name comes last, so that a newer version ("Service 10" after "Service 9") counts over an older
one, and the order of imports makes no difference. The table `metrics` has that definition, shared_metrics the others:
each form keeps its own name and weights of the metric, but area, expected response and what is fatal are the metric's.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import chain

import duckdb

from coaching.importers.formats.evaluation_form_json import MetricRow
from coaching.importers.staging import COUNT, FLAG, NUMBER, TEXT, staged
from coaching.words.name_key import name_key

COLUMNS = {
    "metric_id": TEXT,
    "form_id": TEXT,
    "name": TEXT,
    "coaching_area": TEXT,
    "weight": NUMBER,
    "negative_weight": NUMBER,
    "fatal": FLAG,
    "expected_response": TEXT,
    "position": COUNT,
}
# What every form says of its metrics.
DEFINITIONS = f"""
    (SELECT {", ".join(COLUMNS)} FROM metrics WHERE form_id IS NOT NULL
     UNION ALL SELECT {", ".join(COLUMNS)} FROM shared_metrics)"""

ALIKE = {"coaching_area": 3, "fatal": 6, "correct_response": 7}  # where a row has what forms should agree on
_DIGITS = re.compile(r"\d+")


def place(form_id: str) -> tuple[str, str]:
    """Where a form's name comes among others: by its key, in which numbers are compared as numbers."""
    key = _DIGITS.sub(lambda digits: digits[0].lstrip("0").zfill(20), name_key(form_id))
    return key, form_id


def definitions(cursor: duckdb.DuckDBPyConnection, metrics: Collection[str]) -> dict[str, list[MetricRow]]:
    """What the forms say of each of these metrics, by metric_id; last is what counts."""
    with staged(cursor, "staged_ids", {"metric_id": TEXT}, [(metric_id,) for metric_id in metrics]):
        rows = cursor.execute(f"FROM {DEFINITIONS} SEMI JOIN staged_ids USING (metric_id)").fetchall()
    found: defaultdict[str, list[MetricRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: place(row[1])):
        found[row[0]].append(row)
    return dict(found)


def store(
    cursor: duckdb.DuckDBPyConnection, form_id: str, metrics: Sequence[MetricRow]
) -> tuple[list[MetricRow], set[str]]:
    """Stores those definitions that do not count, now that a form has these metrics. Returns those that do, and by what
    names the metrics are or were called; nothing where the form has said all of it before.

    A metric that the form had and has no more is the other forms', where any has it; otherwise it stays as it was,
    until a form has it again.
    """
    own = cursor.execute(f"SELECT metric_id FROM {DEFINITIONS} WHERE form_id = ?", [form_id]).fetchall()
    known = definitions(cursor, {metric[0] for metric in metrics}.union(metric_id for (metric_id,) in own))
    dropped = {metric_id for (metric_id,) in cursor.execute("FROM dropped_metrics").fetchall()}
    said = {metric[0]: [metric] for metric in metrics}
    for metric_id, rows in known.items():
        others = [row for row in rows if row[1] != form_id and metric_id not in dropped]
        if others:
            said.setdefault(metric_id, []).extend(others)
    _note_dropped(cursor, (dropped | known.keys()) - said.keys())
    for rows in said.values():
        rows.sort(key=lambda row: place(row[1]))
    if all(known.get(metric_id) == rows for metric_id, rows in said.items()):
        return [], set()
    with staged(cursor, "staged_ids", {"metric_id": TEXT}, [(metric_id,) for metric_id in said]):
        cursor.execute("DELETE FROM shared_metrics WHERE metric_id IN (SELECT metric_id FROM staged_ids)")
    with staged(cursor, "staged_others", COLUMNS, [row for rows in said.values() for row in rows[:-1]]):
        cursor.execute("INSERT INTO shared_metrics BY NAME FROM staged_others")
    return [rows[-1] for rows in said.values()], {row[2] for row in chain(*said.values(), *known.values())}


def _note_dropped(cursor: duckdb.DuckDBPyConnection, metrics: Collection[str]) -> None:
    with staged(cursor, "staged_ids", {"metric_id": TEXT}, [(metric_id,) for metric_id in metrics]):
        cursor.execute("DELETE FROM dropped_metrics WHERE metric_id NOT IN (SELECT metric_id FROM staged_ids)")
        cursor.execute("INSERT INTO dropped_metrics SELECT metric_id FROM staged_ids EXCEPT FROM dropped_metrics")


def spelled(cursor: duckdb.DuckDBPyConnection, form_id: str, metrics: Sequence[MetricRow]) -> list[MetricRow]:
    """The metrics with the spellings of areas that count: those of the form whose name comes last among all that have
    the area."""
    rows = cursor.execute(
        f"SELECT DISTINCT form_id, coaching_area FROM {DEFINITIONS} WHERE form_id <> ?", [form_id]
    ).fetchall()
    later = {name_key(area): area for other, area in rows if place(other) > place(form_id)}
    return [(*metric[:3], later.get(name_key(metric[3]), metric[3]), *metric[4:]) for metric in metrics]


def disagreements(cursor: duckdb.DuckDBPyConnection, forms: Collection[str]) -> list[tuple[str, str, str, str]]:
    """The metrics of these forms of which two forms say what cannot be true of one metric. Of each its metric_id, the
    field, the form of which it counts, and the other form."""
    with staged(cursor, "staged_forms", {"form_id": TEXT}, [(form,) for form in forms]):
        rows = cursor.execute(f"SELECT DISTINCT metric_id FROM {DEFINITIONS} SEMI JOIN staged_forms USING (form_id)")
        metrics = [metric_id for (metric_id,) in rows.fetchall()]
    found = []
    for metric_id, (*others, counts) in sorted(definitions(cursor, metrics).items()):
        wrong = ((field, other[1]) for other in others for field, at in ALIKE.items() if other[at] != counts[at])
        found += [(metric_id, field, counts[1], other) for field, other in list(wrong)[:1]]
    return found
