"""Transcripts are read by other processes, which start quickly."""

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool

import pytest

from coaching.importers import registry, transcript_pool
from coaching.importers.format import SourceFile
from coaching.importers.transcripts import Transcripts


def test_a_process_that_reads_transcripts_loads_neither_duckdb_nor_pandas() -> None:
    """Each of them would take a large part of a second of every process."""
    code = """
import sys
from coaching.importers import registry, transcripts
registry.all_formats()
print(*{"duckdb", "numpy", "pandas", "pyarrow"} & set(sys.modules))"""
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def ends_while_it_hands_over(_files: Sequence[SourceFile]) -> Transcripts:
    """Begins to write a result to the importing process, and is killed before the rest of it."""
    queue = sys._getframe(1).f_locals["result_queue"]  # of the pool's function that called
    os.write(queue._writer.fileno(), struct.pack("!i", 1_000) + b"the rest never comes")
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_a_reader_that_is_killed_while_it_hands_over_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_pool, "read_transcripts", ends_while_it_hands_over)
    monkeypatch.setattr(transcript_pool, "FILES_WORTH_A_POOL", 1)
    file = SourceFile(format=registry.all_formats()[0], name="k-1.json")
    with pytest.raises(BrokenProcessPool), transcript_pool.reading([file]) as read:
        next(read)
