-- The coaching areas that an interaction met and failed are lists, as areas are everywhere else: empty where none was met
-- or failed, NULL where no metric applied. They were one text with a bar around each name, NULL for none; in it \p stood
-- for a bar that is part of a name, \b for a backslash and \e for an empty name.

ALTER TABLE interactions ALTER COLUMN met_areas TYPE VARCHAR[] USING CASE
    WHEN met_areas IS NOT NULL THEN list_transform(string_split(met_areas[2:-2], '|'),
        lambda part: replace(replace(replace(part, '\e', ''), '\p', '|'), '\b', '\'))
    WHEN failed_areas IS NOT NULL THEN [] END;

ALTER TABLE interactions ALTER COLUMN failed_areas TYPE VARCHAR[] USING CASE
    WHEN failed_areas IS NOT NULL THEN list_transform(string_split(failed_areas[2:-2], '|'),
        lambda part: replace(replace(replace(part, '\e', ''), '\p', '|'), '\b', '\'))
    WHEN met_areas IS NOT NULL THEN [] END;
