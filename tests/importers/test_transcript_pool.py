"""Transcripts are read by other processes, which start quickly."""

import subprocess
import sys


def test_a_process_that_reads_transcripts_loads_neither_duckdb_nor_pandas() -> None:
    """Each of them would take a large part of a second of every process."""
    code = """
import sys
from coaching.importers import registry, transcripts
registry.all_formats()
print(*{"duckdb", "numpy", "pandas", "pyarrow"} & set(sys.modules))"""
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
