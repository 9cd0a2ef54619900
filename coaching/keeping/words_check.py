"""Does the index of words say what was said? It is held against the turns, a block of transcripts after another."""

from collections.abc import Callable, Iterator

import duckdb

from coaching.keeping.finding import IMPORT_AGAIN, MOST_OF_A_KIND, RESTORE, Finding, each_row
from coaching.quality.transcript_words import DIGEST, TRANSCRIPTS_A_BLOCK, WORDS
from coaching.storage.frames import rows_read

SAME_NUMBER = """
    SELECT transcript_number FROM interactions WHERE transcript_number IS NOT NULL
    GROUP BY transcript_number HAVING count(*) > 1 ORDER BY transcript_number LIMIT {most}"""

OTHER_DIGEST = f"""
    SELECT interaction_id
    FROM (SELECT interaction_id, {DIGEST} AS digest FROM turns GROUP BY interaction_id) t
    FULL JOIN (SELECT interaction_id, transcript_digest, transcript_number FROM interactions
               WHERE transcript_digest IS NOT NULL OR transcript_number IS NOT NULL) i USING (interaction_id)
    WHERE t.digest IS DISTINCT FROM i.transcript_digest OR i.transcript_number IS NULL
    ORDER BY interaction_id LIMIT {{most}}"""

BLOCKS = """
    SELECT DISTINCT transcript_number // $a_block AS block FROM interactions
    WHERE transcript_number IS NOT NULL ORDER BY block"""

# The numbers of transcripts that have changed since stay in the index, and belong to no interaction.
OTHER_WORDS = f"""
    WITH numbered AS (
        SELECT interaction_id, transcript_number AS number FROM interactions
        WHERE transcript_number BETWEEN $first AND $last
    ),
    said AS (
        SELECT DISTINCT n.number, t.speaker, unnest({WORDS}) AS word FROM turns t JOIN numbered n USING (interaction_id)
    ),
    indexed AS (
        SELECT number, speaker, word
        FROM (SELECT speaker, word, unnest(transcripts) AS number FROM transcript_words WHERE block = $block)
        WHERE number IN (SELECT number FROM numbered)
    )
    SELECT DISTINCT interaction_id FROM numbered JOIN (
        SELECT number FROM (FROM said EXCEPT SELECT number, speaker, word FROM indexed) UNION
        SELECT number FROM (FROM indexed EXCEPT SELECT number, speaker, word FROM said)) USING (number)
    ORDER BY interaction_id LIMIT {{most}}"""


def of_words(cursor: duckdb.DuckDBPyConnection, after_step: Callable[[], None]) -> Iterator[Finding]:
    """What is wrong with the index of words. `after_step`: as check.check()."""
    after_step()
    most = MOST_OF_A_KIND + 1
    twice = rows_read(cursor.execute(SAME_NUMBER.format(most=most)))
    yield from each_row("interactions", twice, "several transcripts have this number in the index of words", RESTORE)
    others = rows_read(cursor.execute(OTHER_DIGEST.format(most=most)))
    what = "the index of words does not know its transcript as it is"
    yield from each_row("interactions", others, what, IMPORT_AGAIN)
    what = "the index of words has other words than its transcript"
    for (block,) in cursor.execute(BLOCKS, {"a_block": TRANSCRIPTS_A_BLOCK}).fetchall():
        after_step()
        bounds = {"first": block * TRANSCRIPTS_A_BLOCK, "last": (block + 1) * TRANSCRIPTS_A_BLOCK - 1, "block": block}
        rows = rows_read(cursor.execute(OTHER_WORDS.format(most=most), bounds))
        yield from each_row("transcript_words", rows, what, RESTORE)
