"""Which words stand in which transcripts? An index over turns: words are found without reading all that was said.

A word is what stands between two blanks, folded (FOLDED): "Refund," and "refund" are two words, and a part of a word is
found by looking through the words of the index, of which there are few. A transcript has a number,
interactions.transcript_number, and transcript_words has a row for each word and speaker of a block of transcripts, with
their numbers. Words with a blank are looked for in the turns of the transcripts that have all their parts.

Whoever writes turns calls index() in the same transaction: then the index is right whatever happens to an import, in a
copied file and on a DuckLake. A transcript that changes gets a new number, and one that does not keeps it; numbers are
never given twice, so what the index has of an old one belongs to no interaction any more.
"""

import re

import duckdb

TRANSCRIPTS_A_BLOCK = 2_000
BLOCKS_AT_ONCE = 50  # while everything is indexed anew: bounds the memory

FOLDED = "strip_accents(lower({text}))"
BLANK = re.compile(r"[ \t\n\v\f\r]")
WORDS = f"string_split(regexp_replace({FOLDED.format(text='t.text')}, '[\\t\\n\\v\\f\\r]', ' ', 'g'), ' ')"

# Numbers grow from batch to batch, so the newest block has the highest one that was ever given.
HIGHEST_NUMBER = """
    SELECT greatest(
        coalesce((SELECT max(transcript_number) FROM interactions), 0),
        coalesce((SELECT max(list_max(transcripts)) FROM transcript_words
                  WHERE block = (SELECT max(block) FROM transcript_words)), 0))"""

DIGEST = "(bit_xor(hash(position, speaker, text)) >> 1)::BIGINT"  # of the turns of a transcript

TOUCHED = f"""
    CREATE OR REPLACE TEMP TABLE touched_transcripts AS
    SELECT interaction_id, {DIGEST} AS digest
    FROM {{turns}} WHERE interaction_id IN (SELECT interaction_id FROM {{touched}})
    GROUP BY interaction_id"""

NUMBERED = """
    CREATE OR REPLACE TEMP TABLE numbered_transcripts AS
    SELECT t.interaction_id, t.digest, ($highest + row_number() OVER (ORDER BY t.interaction_id))::INTEGER AS number
    FROM touched_transcripts t JOIN interactions i ON i.interaction_id = t.interaction_id
    WHERE i.transcript_digest IS DISTINCT FROM t.digest"""

KEEP_NUMBERS = """
    UPDATE interactions i SET transcript_number = n.number, transcript_digest = n.digest
    FROM numbered_transcripts n WHERE i.interaction_id = n.interaction_id"""

FORGET_NUMBERS = """
    UPDATE interactions SET transcript_number = NULL, transcript_digest = NULL
    WHERE transcript_number IS NOT NULL AND interaction_id IN (SELECT interaction_id FROM {touched})
      AND interaction_id NOT IN (SELECT interaction_id FROM touched_transcripts)"""

ADD_WORDS = f"""
    INSERT INTO transcript_words BY NAME
    SELECT word, speaker, number // $a_block AS block, list(number) AS transcripts
    FROM (SELECT DISTINCT n.number, t.speaker, unnest({WORDS}) AS word
          FROM {{turns}} t JOIN numbered_transcripts n ON n.interaction_id = t.interaction_id
          WHERE n.number BETWEEN $first AND $last)
    GROUP BY word, speaker, block"""

UNITED_BLOCK = """
    CREATE OR REPLACE TEMP TABLE united_block AS
    SELECT word, speaker, block, flatten(list(transcripts)) AS transcripts
    FROM transcript_words WHERE block = $block GROUP BY word, speaker, block"""

KEPT_NUMBERS = f"""
    CREATE OR REPLACE TEMP TABLE forgotten_blocks AS
    SELECT DISTINCT transcript_number // {TRANSCRIPTS_A_BLOCK} AS block FROM interactions
    WHERE transcript_number IS NOT NULL AND interaction_id IN (SELECT interaction_id FROM {{touched}});
    CREATE OR REPLACE TEMP TABLE kept_numbers AS
    SELECT transcript_number AS number FROM interactions
    WHERE transcript_number // {TRANSCRIPTS_A_BLOCK} IN (SELECT block FROM forgotten_blocks)
      AND interaction_id NOT IN (SELECT interaction_id FROM {{touched}})"""

KEPT_WORDS = """
    CREATE OR REPLACE TEMP TABLE kept_words AS
    SELECT word, speaker, block, list(number) AS transcripts
    FROM (SELECT word, speaker, block, unnest(transcripts) AS number FROM transcript_words
          WHERE block IN (SELECT block FROM forgotten_blocks))
    WHERE number IN (SELECT number FROM kept_numbers)
    GROUP BY word, speaker, block"""

# The numbers of the transcripts in which one of some words was said: {said} is a condition on w.word and w.speaker.
NUMBERS = "SELECT unnest(w.transcripts) FROM transcript_words w WHERE {said}"


def index(cursor: duckdb.DuckDBPyConnection, touched: str, turns: str = "turns") -> None:
    """Brings the index up to date after the turns of the interactions in `touched` (a table or view with
    interaction_id) were written, moved or deleted. `turns`: a table or view that holds the turns of all of them as they
    are now.

    Costs 3 microseconds a turn, however large the index is.
    """
    cursor.execute(TOUCHED.format(turns=turns, touched=touched))
    cursor.execute(FORGET_NUMBERS.format(touched=touched))
    highest = _one(cursor, HIGHEST_NUMBER)
    cursor.execute(NUMBERED, {"highest": highest})
    many = _one(cursor, "SELECT count(*) FROM numbered_transcripts")
    if not many:
        return
    cursor.execute(KEEP_NUMBERS)
    first_block, last_block = ((highest + place) // TRANSCRIPTS_A_BLOCK for place in (0, many))
    for block in range(first_block, last_block + 1, BLOCKS_AT_ONCE):
        first, end = (each * TRANSCRIPTS_A_BLOCK for each in (block, block + BLOCKS_AT_ONCE))
        cursor.execute(ADD_WORDS.format(turns=turns), {"first": first, "last": end - 1, "a_block": TRANSCRIPTS_A_BLOCK})
    if last_block > first_block:
        _unite(cursor, first_block)


def forget(cursor: duckdb.DuckDBPyConnection, touched: str) -> None:
    """Takes the transcripts of the interactions in `touched` (a table with interaction_id) out of the index, before
    they are erased, and with them, of the same blocks, those that were replaced by newer ones."""
    cursor.execute(KEPT_NUMBERS.format(touched=touched))
    cursor.execute(KEPT_WORDS)
    cursor.execute("DELETE FROM transcript_words WHERE block IN (SELECT block FROM forgotten_blocks)")
    cursor.execute("INSERT INTO transcript_words BY NAME FROM kept_words")


def rebuild(cursor: duckdb.DuckDBPyConnection) -> None:
    """Makes the whole index anew."""
    cursor.execute("DELETE FROM transcript_words")
    cursor.execute("UPDATE interactions SET transcript_number = NULL, transcript_digest = NULL")
    index(cursor, "interactions")


def _unite(cursor: duckdb.DuckDBPyConnection, block: int) -> None:
    """Makes one row of those that several imports have written of a word, in a block that is full now."""
    cursor.execute(UNITED_BLOCK, {"block": block})
    cursor.execute("DELETE FROM transcript_words WHERE block = $block", {"block": block})
    cursor.execute("INSERT INTO transcript_words BY NAME FROM united_block")


def _one(cursor: duckdb.DuckDBPyConnection, select: str) -> int:
    [(number,)] = cursor.execute(select).fetchall()
    return int(number)
