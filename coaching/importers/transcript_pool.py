"""Reading many transcripts in several processes, ahead of the one that writes them."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker

from coaching.importers import limits
from coaching.importers.format import SourceFile
from coaching.importers.transcripts import Transcripts, read_transcripts

FILES_A_CHUNK = 50
# Starting processes takes as long as reading a few hundred transcripts.
FILES_WORTH_A_POOL = 400
BYTES_A_CHUNK = limits.MEGABYTE
# After so long without a result it is looked whether all readers are there.
SECONDS_WITHOUT_RESULT = 1.0
# Bounds the memory: what is read ahead and what waits to be written are both kept in it.
CHUNKS_AHEAD = 80


@contextmanager
def reading(files: Sequence[SourceFile]) -> Iterator[Iterator[Transcripts]]:
    """Starts to read the transcripts and gives them in order, some files at a time."""
    chunks = list(_chunks(files))
    if len(files) < FILES_WORTH_A_POOL:
        yield map(read_transcripts, chunks)
        return
    # Never fork: DuckDB's threads are running, and a child would inherit their locks without them.
    context = multiprocessing.get_context("spawn")
    processes = max(1, (os.cpu_count() or 2) - 1)  # one core does the rest of the import
    others = set(multiprocessing.active_children())
    resource_tracker.ensure_running()  # Ctrl-C works again once the process is started
    with ProcessPoolExecutor(processes, context, _initialise_worker) as pool:
        try:
            yield _in_order(pool, chunks)
        except BaseException:  # nobody needs what they are reading now
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _chunks(files: Sequence[SourceFile]) -> Iterator[list[SourceFile]]:
    """Some files at a time; large ones alone."""
    chunk: list[SourceFile] = []
    for file in files:
        if len(chunk) == FILES_A_CHUNK or sum(one.bytes for one in chunk) + file.bytes > BYTES_A_CHUNK:
            if chunk:
                yield chunk
            chunk = []
        chunk.append(file)
    if chunk:
        yield chunk


def _in_order(pool: ProcessPoolExecutor, chunks: Sequence[Sequence[SourceFile]]) -> Iterator[Transcripts]:
    waiting = deque(chunks)
    ahead: deque[tuple[int, Future[Transcripts]]] = deque()

    def read_ahead() -> None:
        while waiting and len(ahead) < CHUNKS_AHEAD:
            size = sum(file.bytes for file in waiting[0])
            if ahead and sum(before for before, _ in ahead) + size > limits.BYTES_IN_MEMORY:
                break
            with _interrupts_waiting():
                ahead.append((size, pool.submit(read_transcripts, waiting.popleft())))

    def results() -> Iterator[Transcripts]:
        while ahead:
            yield _result(ahead.popleft()[1], pool)
            read_ahead()

    read_ahead()
    return results()


def _result(reading: Future[Transcripts], pool: ProcessPoolExecutor) -> Transcripts:
    """What one reader has read. Raises BrokenProcessPool where one was ended from outside.

    The pool notices that by itself, unless a reader is ended while it hands something over: then the pool waits for the
    rest of it for ever, because others could still write it. So these are ended, and this process lets go as well.
    """
    while True:
        try:
            return reading.result(SECONDS_WITHOUT_RESULT)
        except TimeoutError:
            if reading.done():  # just now, or it is the reader's own error
                return reading.result()
            readers = list((pool._processes or {}).values())
            if all(reader.is_alive() for reader in readers):
                continue
            for reader in readers:
                reader.terminate()
            pool._result_queue._writer.close()  # type: ignore[attr-defined]


@contextmanager
def _interrupts_waiting() -> Iterator[None]:
    """Blocks Ctrl-C while a process is started, so that the new process never receives it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _initialise_worker() -> None:
    gc.freeze()  # no look for cycles goes through the modules again, nor the one when the process ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the importing process decides what an interrupt stops
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Without this a worker outlives an import that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
