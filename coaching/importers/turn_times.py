"""When was a turn said whose source gives no instant, but a number from the start of the conversation?"""

import duckdb

# A transcript may go on for a while after the end that its record gives. Where no end is known, this many seconds.
LONGER_BY, LONGEST = 60, 14_400
# No conversation is over in less than 2 seconds: numbers below these are no milliseconds or microseconds.
FEWEST = 2
UNITS = {1.0: "seconds", 1e-3: "milliseconds", 1e-6: "microseconds"}

# Seconds, unless the conversation would then take more than twice as long as its record says.
_UNITS = f"""
    SELECT interaction_id, any_value(i.started_at) AS started_at, any_value(t.since_start_unit) AS known_unit,
           coalesce(2 * nullif(epoch(any_value(i.ended_at - i.started_at)), 0) + {LONGER_BY}, {LONGEST}) AS longest,
           max(t.since_start) AS most,
           coalesce(known_unit,
                    CASE WHEN most <= longest OR most < {FEWEST} * 1e3 THEN 1
                         WHEN most / 1e3 <= longest OR most < {FEWEST} * 1e6 THEN 1e-3
                         ELSE 1e-6 END) AS unit
    FROM turns t JOIN interactions i USING (interaction_id)
    WHERE t.since_start IS NOT NULL AND t.interaction_id IN (SELECT interaction_id FROM {{interactions}})
    GROUP BY interaction_id"""


def place_turns(cursor: duckdb.DuckDBPyConnection, interactions: str) -> dict[str, int]:
    """Sets `said_at` of the turns of the interactions in the table or view `interactions` that have a number from the
    start: NULL where no start is known. Returns how many transcripts were read as seconds, milliseconds, …, of those
    whose file leaves that open."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE turn_units AS {_UNITS.format(interactions=interactions)}")
    cursor.execute("""
        UPDATE turns t SET said_at = u.started_at + to_microseconds(round(t.since_start * u.unit * 1e6)::BIGINT)
        FROM turn_units u WHERE t.interaction_id = u.interaction_id AND t.since_start IS NOT NULL""")
    told = cursor.execute("SELECT unit, count(*) FROM turn_units WHERE known_unit IS NULL GROUP BY unit").fetchall()
    return {UNITS[unit]: count for unit, count in told}


def follow_times(cursor: duckdb.DuckDBPyConnection, interactions: str) -> None:
    """Places turns anew where a record may have changed when a conversation began or ended: those of the interactions
    in this table or view that have a number from the start."""
    found = cursor.execute(f"""
        FROM turns WHERE since_start IS NOT NULL AND interaction_id IN (SELECT interaction_id FROM {interactions})
        LIMIT 1""").fetchall()
    if found:
        place_turns(cursor, interactions)
