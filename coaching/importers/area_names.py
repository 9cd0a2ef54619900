"""Which spelling of a coaching area counts? Names with one key are one area, everywhere.

Where forms have the area, that is the spelling of the form whose name comes last (shared_metrics.py); otherwise it is
that of the newest assignment.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from coaching.importers.staging import TEXT, staged
from coaching.quality import daily_totals, stored_scores
from coaching.words.name_key import name_key

OF_METRICS = "SELECT coaching_area FROM metrics UNION SELECT coaching_area FROM shared_metrics"
OF_ASSIGNMENTS = """
    SELECT coaching_area FROM assignment_areas JOIN assignments USING (assignment_id)
    GROUP BY coaching_area ORDER BY max(assigned_at), coaching_area"""

# Every table that names areas besides those worked out from answers: those with one in a row, and those with a list.
IN_ROWS = ("metrics", "shared_metrics", "assignment_areas", "templates", "own_templates", "round_agents")
IN_LISTS = ("groups", "marks")
# Tables whose `content` is JSON that names areas, and the keys under which it does: of the addresses of filters, and of
# forms that are being filled in. What somebody has typed stands under other keys and stays.
IN_JSON: Mapping[str, Collection[str]] = {
    "named_filters": ("evaluation_area",),
    "saved_filters": ("monitor_area",),
    "drafts": ("coaching_areas", "confirmed", "drafted"),
}

# An assignment that has two spellings of one area keeps the first.
REPEATED = """
    DELETE FROM assignment_areas a USING (
        SELECT assignment_id, a.coaching_area
        FROM assignment_areas a LEFT JOIN renamed_areas r ON r.old_name = a.coaching_area
        QUALIFY row_number() OVER (
            PARTITION BY assignment_id, coalesce(r.new_name, a.coaching_area) ORDER BY a.position) > 1
    ) twice
    WHERE a.assignment_id = twice.assignment_id AND a.coaching_area = twice.coaching_area"""

CHANGES_OF_TEMPLATES = """
    UPDATE changes c SET subject_id = r.new_name FROM renamed_areas r
    WHERE c.subject = 'template' AND c.subject_id = r.old_name"""

# What is being typed into the form of a template is kept as "template 3:Empathy", or "own_template 3:Empathy".
DRAFTS_OF_TEMPLATES = """
    UPDATE drafts d SET subject_id = concat(split_part(d.subject_id, ':', 1), ':', r.new_name) FROM renamed_areas r
    WHERE d.form = 'words' AND regexp_matches(split_part(d.subject_id, ':', 1), '^(own_)?template [0-9]+$')
      AND d.subject_id = concat(split_part(d.subject_id, ':', 1), ':', r.old_name)"""

TOUCHED = """
    CREATE OR REPLACE TEMP TABLE interactions_of_areas AS
    SELECT DISTINCT r.interaction_id
    FROM metric_results r JOIN metrics m USING (metric_id) JOIN renamed_areas a ON a.old_name = m.coaching_area"""


def spell_as(cursor: duckdb.DuckDBPyConnection, areas: Collection[str]) -> None:
    """Gives what is stored of these areas, however they are spelled there, the spellings here."""
    wanted = {name_key(area): area for area in areas}
    _rename(cursor, [(old, wanted[name_key(old)]) for old in _stored(cursor) if name_key(old) in wanted])


def settle_assigned(cursor: duckdb.DuckDBPyConnection) -> None:
    """Gives every area of an assignment one spelling."""
    wanted = {name_key(area): area for (area,) in cursor.execute(OF_ASSIGNMENTS).fetchall()}
    wanted |= {name_key(area): area for (area,) in cursor.execute(OF_METRICS).fetchall()}
    _rename(cursor, [(old, wanted[name_key(old)]) for old in _stored(cursor) if name_key(old) in wanted])


def _stored(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    of_each = " UNION ".join(f"SELECT coaching_area FROM {table}" for table in IN_ROWS)
    return [area for (area,) in cursor.execute(of_each).fetchall() if area is not None]


def _rename(cursor: duckdb.DuckDBPyConnection, pairs: list[tuple[str, str]]) -> None:
    renamed = sorted((old, new) for old, new in pairs if old != new)
    if not renamed:
        return
    with staged(cursor, "renamed_areas", {"old_name": TEXT, "new_name": TEXT}, renamed):
        cursor.execute(REPEATED)
        cursor.execute(TOUCHED)
        for table in IN_ROWS:
            cursor.execute(f"""
                UPDATE {table} t SET coaching_area = r.new_name FROM renamed_areas r
                WHERE t.coaching_area = r.old_name""")
        cursor.execute(CHANGES_OF_TEMPLATES)
        cursor.execute(DRAFTS_OF_TEMPLATES)
    for table in IN_LISTS:
        for old, new in renamed:
            cursor.execute(
                f"""
                UPDATE {table}
                SET coaching_areas = list_transform(
                    coaching_areas, lambda area: CASE WHEN area = $old THEN $new ELSE area END)
                WHERE list_contains(coaching_areas, $old)""",
                {"old": old, "new": new},
            )
    for table, keys in IN_JSON.items():
        _rename_in_json(cursor, table, keys, dict(renamed))
    if cursor.execute("FROM interactions_of_areas LIMIT 1").fetchall():
        stored_scores.judge_areas(cursor, "interactions_of_areas")
        daily_totals.rebuild(cursor)


def _rename_in_json(
    cursor: duckdb.DuckDBPyConnection, table: str, keys: Collection[str], renamed: Mapping[str, str]
) -> None:
    respelled = []
    for (content,) in cursor.execute(f"SELECT DISTINCT content FROM {table}").fetchall():
        try:
            before = json.loads(content)
        except ValueError:
            continue  # it is read as if nothing were there
        after = _respelled(before, keys, renamed)
        if after != before:
            respelled.append((content, json.dumps(after)))
    if not respelled:
        return
    with staged(cursor, "respelled_contents", {"before": TEXT, "after": TEXT}, respelled):
        cursor.execute(f"UPDATE {table} t SET content = r.after FROM respelled_contents r WHERE t.content = r.before")


def _respelled(value: Any, keys: Collection[str], renamed: Mapping[str, str], *, named: bool = False) -> Any:
    """What JSON held, with new names of areas below these keys (`named`: it is below one): also where an area is a line
    of a text or of a key there, as it is in what tells one doubt or one drafted sentence from another."""
    if isinstance(value, dict):
        return {
            _line_by_line(key, renamed) if named else key: _respelled(
                each, keys, renamed, named=key in keys or (named and isinstance(each, dict))
            )
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_respelled(each, keys, renamed, named=named) for each in value]
    return _line_by_line(value, renamed) if named and isinstance(value, str) else value


def _line_by_line(text: str, renamed: Mapping[str, str]) -> str:
    return "\n".join(renamed.get(line, line) for line in text.split("\n"))
