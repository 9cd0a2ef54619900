"""Which audit an interaction shows, and what tells two audits apart."""

import duckdb

from coaching import daily_totals

AUDIT_ID = "md5(concat_ws(chr(31), interaction_id, auditor_id, epoch_us(audited_at)))"


def show_newest_scores(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Gives the interactions in the table or view `touched` the score of their newest audit that has one."""
    with daily_totals.in_step(cursor, touched):
        cursor.execute(f"""
            UPDATE interactions i SET supervisor_audit_score = newest.score
            FROM (
                SELECT interaction_id, arg_max(score, (audited_at, audit_id)) AS score
                FROM audits
                WHERE score IS NOT NULL AND interaction_id IN (SELECT interaction_id FROM {touched})
                GROUP BY interaction_id
            ) newest
            WHERE i.interaction_id = newest.interaction_id""")
