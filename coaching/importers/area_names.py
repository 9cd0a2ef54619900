"""Which spelling of a coaching area counts? Names with one key are one area, everywhere.

Where a form has the area, that is the spelling of the form that was imported last; otherwise it is that of the newest
assignment.
"""

from collections.abc import Collection

import duckdb

from coaching.importers.staging import TEXT, staged
from coaching.quality import daily_totals, stored_scores
from coaching.words.name_key import name_key

OF_METRICS = "SELECT DISTINCT coaching_area FROM metrics"
OF_ASSIGNMENTS = """
    SELECT coaching_area FROM assignment_areas JOIN assignments USING (assignment_id)
    GROUP BY coaching_area ORDER BY max(assigned_at), coaching_area"""

# Every table that names areas besides area_daily: those with one in a row, and those with a list.
IN_ROWS = ("metrics", "assignment_areas", "templates")
IN_LISTS = ("groups", "marks")

# An assignment that has two spellings of one area keeps the first.
REPEATED = """
    DELETE FROM assignment_areas a USING (
        SELECT assignment_id, a.coaching_area
        FROM assignment_areas a LEFT JOIN renamed_areas r ON r.old_name = a.coaching_area
        QUALIFY row_number() OVER (
            PARTITION BY assignment_id, coalesce(r.new_name, a.coaching_area) ORDER BY a.position) > 1
    ) twice
    WHERE a.assignment_id = twice.assignment_id AND a.coaching_area = twice.coaching_area"""

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
    for table in IN_LISTS:
        for old, new in renamed:
            spelled = "list_transform(coaching_areas, lambda area: CASE WHEN area = $old THEN $new ELSE area END)"
            cursor.execute(
                f"UPDATE {table} SET coaching_areas = {spelled} WHERE list_contains(coaching_areas, $old)",
                {"old": old, "new": new},
            )
    if cursor.execute("FROM interactions_of_areas LIMIT 1").fetchall():
        stored_scores.judge_areas(cursor, "interactions_of_areas")
        daily_totals.rebuild(cursor)
