"""What do many inputs come to? They are made, judged and counted; the failing ones are kept."""

import faulthandler
import resource
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.importers.fuzzing.judging import Verdict, judged
from tests.importers.fuzzing.mutations import Input, made

# Every so many inputs one is imported into a database as well, which takes a hundred times as long as reading it.
WHOLE_IMPORT_EVERY = 500
# What a process may have of memory, the libraries that it has loaded included.
MEMORY_BYTES = 4_000_000_000


@dataclass(kw_only=True)
class Tally:
    """What some inputs came to: how many, the slowest and its seed, the most memory of a process in megabytes, and the
    failing ones with what was wrong."""

    inputs: int = 0
    whole_imports: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    megabytes: float = 0.0
    failing: list[tuple[Input, Verdict]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Adds what more inputs came to."""
        self.inputs += other.inputs
        self.whole_imports += other.whole_imports
        self.slowest = max(self.slowest, other.slowest)
        self.megabytes = max(self.megabytes, other.megabytes)
        self.failing += other.failing

    def __str__(self) -> str:
        """One line."""
        seconds, seed = self.slowest
        return (
            f"{self.inputs:,} inputs, {self.whole_imports:,} of them imported as a whole, {len(self.failing)} failing; "
            f"the slowest took {seconds:.2f} s (seed {seed}), the largest process {self.megabytes:,.0f} MB"
        )


def tried(seeds: Sequence[int], *, whole_import_every: int = WHOLE_IMPORT_EVERY) -> Tally:
    """Tries the inputs of these seeds."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="coaching-fuzzing-") as folder:
        for seed in seeds:
            one, whole = made(seed), seed % whole_import_every == 0
            verdict = judged(one, Path(folder), whole=whole)
            tally.inputs += 1
            tally.whole_imports += whole
            tally.slowest = max(tally.slowest, (verdict.seconds, seed))
            if verdict.wrong:
                tally.failing.append((one, verdict))
    tally.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return tally


def keep(folder: Path, one: Input, verdict: Verdict) -> None:
    """Writes a failing input into a folder of its own, with what was wrong."""
    kept = folder / str(one.seed)
    kept.mkdir(parents=True, exist_ok=True)
    (kept / one.file).write_bytes(one.content)
    if one.mapping is not None:
        (kept / "mapping.toml").write_text(one.mapping, encoding="utf-8")
    (kept / "wrong.txt").write_text(verdict.wrong, encoding="utf-8", errors="replace")


def bounded() -> None:
    """Bounds the memory of a process, and lets it say where it was if it dies."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    faulthandler.enable()
