"""Reading many transcripts in several processes, ahead of the one that writes them."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice

from coaching.importers.recognition import SourceFile
from coaching.importers.transcripts import Transcripts, read_transcripts

FILES_A_CHUNK = 50
# Starting processes takes as long as reading a few hundred transcripts.
FILES_WORTH_A_POOL = 400
# What is read ahead is kept in memory.
CHUNKS_AHEAD = 80


@contextmanager
def reading(files: Sequence[SourceFile]) -> Iterator[Iterator[Transcripts]]:
    """Starts to read the transcripts and gives them in order, some files at a time."""
    chunks = [files[start : start + FILES_A_CHUNK] for start in range(0, len(files), FILES_A_CHUNK)]
    if len(files) < FILES_WORTH_A_POOL:
        yield map(read_transcripts, chunks)
        return
    # Never fork: DuckDB's threads are running, and a child would inherit their locks without them.
    context = multiprocessing.get_context("spawn")
    processes = max(1, (os.cpu_count() or 2) - 1)  # one core is busy with the rest of the import
    with ProcessPoolExecutor(processes, context, _initialise_worker) as pool:
        try:
            yield _in_order(pool, chunks)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, chunks: Sequence[Sequence[SourceFile]]) -> Iterator[Transcripts]:
    waiting = iter(chunks)
    ahead = deque(pool.submit(read_transcripts, chunk) for chunk in islice(waiting, CHUNKS_AHEAD))

    def results() -> Iterator[Transcripts]:
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(pool.submit(read_transcripts, chunk) for chunk in islice(waiting, 1))

    return results()


def _initialise_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the importing process decides what an interrupt stops
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Without this a worker outlives an import that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
