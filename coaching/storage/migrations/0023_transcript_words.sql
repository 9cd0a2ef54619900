-- Which words stand in which transcripts, so that words are found without reading all that was said.

ALTER TABLE interactions ADD COLUMN transcript_number INTEGER;        -- NULL: no transcript. Never given twice
ALTER TABLE interactions ADD COLUMN transcript_digest BIGINT;         -- of what was said; tells whether it has changed

CREATE TABLE transcript_words (
    word        VARCHAR NOT NULL,        -- what stands between two blanks, in lower case and without accents
    speaker     VARCHAR NOT NULL,
    block       INTEGER NOT NULL,        -- the number of a transcript // 2,000
    transcripts INTEGER[] NOT NULL       -- the numbers of those in which the speaker says the word
);

UPDATE interactions i SET transcript_number = n.number, transcript_digest = n.digest
FROM (
    SELECT interaction_id, row_number() OVER (ORDER BY interaction_id)::INTEGER AS number,
           (bit_xor(hash(position, speaker, text)) >> 1)::BIGINT AS digest
    FROM turns GROUP BY interaction_id
) n
WHERE i.interaction_id = n.interaction_id;

INSERT INTO transcript_words BY NAME
SELECT word, speaker, number // 2000 AS block, list(number) AS transcripts
FROM (
    SELECT DISTINCT i.transcript_number AS number, t.speaker,
           unnest(string_split(regexp_replace(strip_accents(lower(t.text)), '[\t\n\v\f\r]', ' ', 'g'), ' ')) AS word
    FROM turns t JOIN interactions i ON i.interaction_id = t.interaction_id
)
GROUP BY word, speaker, block;
