"""Loading a contact centre's exports: one module a format, `run.import_paths` to load files and folders.

README.md beside this file describes the exchange files. Nothing is imported here, so that the processes that read
transcripts start without DuckDB.
"""
