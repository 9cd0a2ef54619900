"""Where the data is kept: the only room that opens DuckDB."""
