-- A list of ten million interactions is narrowed to those that fail an area eight times as fast by a text as by a list:
-- of a text DuckDB compares the different ones of a block, of which there are few. stored_scores.judge_areas writes both.
ALTER TABLE interactions ADD COLUMN failed_areas_text VARCHAR;  -- failed_areas with a bar around each name; empty: none

UPDATE interactions
SET failed_areas_text = CASE WHEN len(failed_areas) = 0 THEN '' ELSE '|' || array_to_string(
    [replace(replace(name, '\', '\b'), '|', '\p') FOR name IN failed_areas], '|') || '|' END
WHERE failed_areas IS NOT NULL;
