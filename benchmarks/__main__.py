"""What is held against a limit, in one run and one table: now, limit, ratio.

    python -m benchmarks                          10,000,000 interactions; about half an hour, and 6 GB in TMPDIR
    python -m benchmarks --keep FOLDER            the centres are kept there and used again
    python -m benchmarks --check                  a small one (200,000 against 100,000): fails where a ratio has doubled
                                                  since ratios.json was written
    python -m benchmarks --check --remember       writes ratios.json

Ratios of one run on one machine say something; milliseconds are for orientation. Where the machine may be busy with
other things, processor time is compared instead of time.
"""

import argparse
import json
import math
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import centre, queries, serving, supervising
from benchmarks.centre import Centre
from benchmarks.serving import Measured, Page
from coaching.words import wording

LARGE, SMALL = 10_000_000, 100_000
CHECKED_LARGE, CHECKED_SMALL = 200_000, 100_000
RATIOS = Path(__file__).parent / "ratios.json"
ALLOWED_GROWTH = 2.0

VIEWERS, AT_WORK, SECONDS_AN_ACTION = 50, 200, 5.0
AGENT_PAGES = ("my-coaching", "assignment", "interaction", "compare", "my-dashboard")
RATE_TARGETS = {"my-coaching": 0.25, "assignment": 0.20, "compare": 0.15}
MOST_KILOBYTES = 40
MOST_MEGABYTES = 600
MOST_MILLISECONDS = 500
REDRAWS = 10_000
ROUNDS = 5


@dataclass(frozen=True)
class Line:
    """One line of the table. `ratio` is what is compared with the target and with ratios.json."""

    what: str
    now: str
    limit: str
    ratio: float
    target: str
    met: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "met", False: "NOT MET"}[self.met]
        ratio = "" if math.isnan(self.ratio) else f"{self.ratio:.2f}"
        return f"| {self.what} | {self.now} | {self.limit} | {ratio} | {self.target} | {verdict} |"


def at_agents_pages(large: Centre, small: Centre) -> Iterator[Line]:
    """Every query behind an agent page in a large centre against the same in a small one."""
    slowest, steepest = 0.0, 0.0
    for page in AGENT_PAGES:
        for name, in_large, in_small in queries.compared(page, large, small):
            slowest, steepest = max(slowest, in_large), max(steepest, in_large / in_small)
            met = in_large <= 20 and in_large / in_small <= 1.5
            yield Line(
                f"{page}: {name}", f"{in_large:.1f} ms", f"{in_small:.1f} ms", in_large / in_small,
                "1.5 times, 20 ms", met,
            )  # fmt: skip


def redrawing(large: Centre, folder: Path, times: int) -> Iterator[Line]:
    """What one viewer alone costs: processor time against an empty page, bytes."""
    with serving.serving(None, folder) as empty, serving.serving(large.file, folder) as server:
        for page in AGENT_PAGES:
            ratio, took, limit, kilobytes = _cost(empty, server, large.page(page), times)
            most = 3.0 if page == "my-coaching" else None
            yield Line(
                f"redraw of {page}, one viewer, processor time", f"{took:.1f} ms", f"empty page {limit:.1f} ms",
                ratio, "3 times" if most else "", ratio <= most if most else None,
            )  # fmt: skip
            yield Line(
                f"bytes a redraw of {page}", f"{kilobytes:.1f} kB", f"{MOST_KILOBYTES} kB", kilobytes / MOST_KILOBYTES,
                "1", kilobytes <= MOST_KILOBYTES,
            )  # fmt: skip


def _cost(empty: Measured, server: Measured, page: Page, times: int) -> tuple[float, float, float, float]:
    """One redraw of this page against one of the empty page: ratio, milliseconds of both, kilobytes.

    The two take turns, because the processor is not as fast as a moment ago. The round in the middle counts, because
    what a server does once in the background (modules loaded, garbage collected) falls into one of them.
    """
    serving.redraws(empty, Page(""), times)  # a young process is slower
    serving.redraws(server, page, times // 2)
    rounds, sizes = [], []
    for _ in range(ROUNDS):
        limit, _ = _processor_milliseconds(empty, Page(""), times // 2)
        took, found = _processor_milliseconds(server, page, times // ROUNDS)
        rounds.append((took / limit, took, limit))
        sizes += found
    return *statistics.median_low(rounds), statistics.median(sizes) / 1000


def _processor_milliseconds(server: Measured, page: Page, times: int) -> tuple[float, list[int]]:
    """Processor time of one redraw, and the bytes of each."""
    before = server.processor_seconds()
    found = serving.redraws(server, page, times)
    assert not any(each.failed for each in found), f"{page} shows an error"
    took = 1000 * (server.processor_seconds() - before) / (times + serving.WARMING)
    return took, [each.bytes for each in found]


def first_paint(large: Centre, folder: Path) -> Iterator[Line]:
    """How long a new visitor looks at nothing, on a server that is warm."""
    with serving.serving(None, folder) as server:
        empty = statistics.median(serving.first_paints(server, Page(""), "Empty"))
    with serving.serving(large.file, folder) as server:
        took = statistics.median(serving.first_paints(server, large.page("my-coaching"), wording.COACHING_ASSIGNMENTS))
    yield Line(
        "first paint of my-coaching", f"{took:.0f} ms", f"empty page {empty:.0f} ms", took / empty, "1.5 times",
        took <= 1.5 * empty,
    )  # fmt: skip


def lasting(large: Centre, folder: Path, redraws: int) -> Iterator[Line]:
    """What the server keeps in memory after many redraws, against a fifth of them."""
    pages = [[large.page(name, place) for name in AGENT_PAGES] for place in range(VIEWERS)]
    with serving.serving(large.file, folder) as server:
        serving.redraws_of_all(server, pages, redraws // 5)
        early = server.megabytes()
        serving.redraws_of_all(server, pages, redraws - redraws // 5)
        late = server.megabytes()
    yield Line(
        f"memory after {redraws:,} redraws of all agent pages", f"{late:.0f} MB", f"after a fifth {early:.0f} MB",
        late / early, "1.05", late <= 1.05 * early,
    )  # fmt: skip


def many_viewers(large: Centre, folder: Path, seconds: float) -> Iterator[Line]:
    """Redraws a second of viewers who ask again at once, people at work, and what all of it leaves in memory."""
    with serving.serving(None, folder) as empty, serving.serving(large.file, folder) as server:
        for page, share in RATE_TARGETS.items():
            viewers = [[large.page(page, place)] for place in range(VIEWERS)]
            serving.visit(server, viewers)
            rounds, failed = [], 0
            for _ in range(ROUNDS):  # one after the other, because the machine is not as fast as a minute ago
                limit, _ = serving.rate(empty, [[Page("")]] * VIEWERS, seconds)
                got, found = serving.rate(server, viewers, seconds)
                failed += sum(each.failed for each in found)
                rounds.append((got / limit, got, limit))
            ratio, got, limit = statistics.median_low(rounds)
            yield Line(
                f"{VIEWERS} viewers on {page}" + (f", {failed} failed" if failed else ""), f"{got:.0f}/s",
                f"empty page {limit:.0f}/s", ratio, f"at least {share:.0%}", ratio >= share and not failed,
            )  # fmt: skip
        days = [
            [large.page(page, place) for page in ("my-coaching", "assignment", "interaction", "compare")]
            for place in range(AT_WORK)
        ]
        for first in (True, False):
            # At first all come within a few seconds to pages that nobody has seen, then to pages they have been on.
            if not first:
                serving.visit(server, days)
            found, _ = serving.together(server, days, 8 * seconds, serving.every(SECONDS_AN_ACTION))
            slow = serving.quantile([each.milliseconds for each in found], 0.95)
            failed = sum(each.failed for each in found)
            yield Line(
                f"{AT_WORK} agents, an action every {SECONDS_AN_ACTION:.0f} s" + (", all new" if first else ""),
                f"p95 {slow:.0f} ms, {failed} failed", f"{MOST_MILLISECONDS} ms", slow / MOST_MILLISECONDS,
                "" if first else "1, none failed", None if first else slow <= MOST_MILLISECONDS and not failed,
            )  # fmt: skip
        used = server.megabytes()
        yield Line(
            "memory after that", f"{used:.0f} MB", f"{MOST_MEGABYTES} MB", used / MOST_MEGABYTES, "1",
            used <= MOST_MEGABYTES,
        )  # fmt: skip


def supervisors_pages(large: str) -> Iterator[Line]:
    """The Coaching monitor against a bare scan of what it reads; the others for orientation."""
    for what, took, limit in supervising.measured(large):
        if limit is None:
            yield Line(what, f"{took:.0f} ms", "", float("nan"), "")
        else:
            yield Line(
                what, f"{took:.0f} ms", f"bare scan {limit:.0f} ms", took / limit, "3 times, 300 ms",
                took <= 3 * limit and took <= 300,
            )  # fmt: skip


@contextmanager
def centres(keep: Path | None, sizes: Sequence[int]) -> Iterator[list[Centre]]:
    """Files with centres of these sizes, made where `keep` does not have them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / f"centre-{size}.duckdb" for size in sizes]
        for file, size in zip(files, sizes, strict=True):
            if not file.exists():
                centre.make(str(file), size)
        yield [centre.at(str(file)) for file in files]


def told(lines: Iterator[Line]) -> list[Line]:
    """All of these lines, each printed as soon as it is known."""
    kept = []
    for line in lines:
        print(line, flush=True)
        kept.append(line)
    return kept


def doubled(lines: Sequence[Line], before: Mapping[str, float]) -> list[str]:
    """What has become worse by more than ALLOWED_GROWTH since `before`, in words."""
    return [
        f"{line.what}: {line.ratio:.2f}, it was {before[line.what]:.2f}"
        for line in lines
        if line.what in before and line.ratio > ALLOWED_GROWTH * before[line.what]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--remember", action="store_true")
    options = parser.parse_args()
    sizes = (CHECKED_LARGE, CHECKED_SMALL) if options.check else (LARGE, SMALL)
    print("| what | now | limit | ratio | target | |\n|---|---:|---:|---:|---|---|")
    with centres(options.keep, sizes) as (large, small), tempfile.TemporaryDirectory() as folder:
        parts: list[Callable[[], Iterator[Line]]] = [
            lambda: at_agents_pages(large, small),
            lambda: redrawing(large, Path(folder), 100 if options.check else 200),
        ]
        if not options.check:
            parts += [
                lambda: supervisors_pages(large.file),
                lambda: first_paint(large, Path(folder)),
                lambda: many_viewers(large, Path(folder), 5),
                lambda: lasting(large, Path(folder), REDRAWS),
            ]
        lines = [line for part in parts for line in told(part())]
    if not options.check:
        return 0
    ratios = {line.what: round(line.ratio, 3) for line in lines}
    if options.remember:
        RATIOS.write_text(json.dumps(ratios, indent=1, sort_keys=True) + "\n")
        return 0
    worse = doubled(lines, json.loads(RATIOS.read_text()))
    print("\n".join(["Twice as slow as it was:", *worse] if worse else ["Nothing is twice as slow as it was."]))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
