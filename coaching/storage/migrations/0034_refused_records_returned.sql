-- What an import has refused, as it came: a zip file, for whoever mends it and imports it again. Emptied after 30 days.
ALTER TABLE imports ADD COLUMN returned BLOB;
