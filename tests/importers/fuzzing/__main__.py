"""Tries many inputs: `python -m tests.importers.fuzzing --inputs 100000 --seed 1 --processes 2`.

Prints how many were tried, the slowest and the most memory; keeps every failing input with its seed. Exit code 1 where
there was any.
"""

import argparse
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from tests.importers.fuzzing.trying import WHOLE_IMPORT_EVERY, Tally, bounded, keep, tried

INPUTS_A_BLOCK = 2_000
KEPT = Path("test-results/fuzzing")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries as many inputs as the arguments say, and returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.importers.fuzzing", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="the seed of the first input; each next one is larger by 1")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--whole-import-every", type=int, default=WHOLE_IMPORT_EVERY)
    parser.add_argument("--keep", type=Path, default=KEPT, help="the folder for failing inputs")
    given = parser.parse_args(arguments)
    end = given.seed + given.inputs
    blocks = [range(at, min(at + INPUTS_A_BLOCK, end)) for at in range(given.seed, end, INPUTS_A_BLOCK)]
    tally, died = Tally(), False
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(given.processes, context, bounded) as pool:
        waiting: dict[Future[Tally], range] = {
            pool.submit(tried, block, whole_import_every=given.whole_import_every): block for block in blocks
        }
        for done in as_completed(waiting):
            try:
                block = done.result()
            except BrokenProcessPool:
                died = True
                print(f"a process died; what it tried last was among the seeds from {waiting[done][0]} on", flush=True)
                break
            tally.add(block)
            for one, verdict in block.failing:
                keep(given.keep, one, verdict)
                print(f"seed {one.seed}, {one.file}: {verdict.wrong.strip().splitlines()[-1][:300]}", flush=True)
            print(tally, flush=True)
    if tally.failing:
        print(f"The failing inputs are in {given.keep}, each in a folder that is named after its seed.")
    return int(died or bool(tally.failing))


if __name__ == "__main__":
    raise SystemExit(main())
