"""Whether coaching.measuring.effect keeps its promises, on simulated centres whose true effect is known.

    python benchmarks/effect.py promises --runs 200
    python benchmarks/effect.py stress --runs 200
    python benchmarks/effect.py limits --runs 200
    python benchmarks/effect.py speed

prints a line a cell: mean error in points / share of 95 % intervals that cover the truth, for the estimate, the plain
7-day change and the comparison with peers only (in the first 50 runs). `--only` names stories
(noisy,gap,both,lasting,passing), `--effects` true effects (--effects=5,-3). The exit code says whether every promise
was met. One process; OMP_NUM_THREADS=1 leaves the other cores alone.

**The simulated centre.** 300 agents; 13 weeks of history, 8 weeks in which a quarter of them are coached on one area, 4
weeks more. An agent has a lasting level (mean 78, standard deviation 5 points); drifting ones walk randomly by 0.8
points a week. Interactions are Poisson (5 or 20 a week); one has a standard deviation of 15 points. Scores are not
clipped to 0..100, except in `limits`. Every week, on the agent's own weekday, the supervisor looks at the last 7 days
of agents who were never coached (at least 3 interactions). What they see is blurred by 12 points of their own reasons.
- noisy: the lowest week is coached.
- gap: a quarter of the agents is 6 points lower all the time, and exactly they are coached, in any week.
- both: 40 % are 6 points lower, and among them the lowest week is coached.
- lasting, passing: agents fall by 10 points, 3 % of them a week from week 10 on, for good or for 14 days; the largest
  drop from the 28 days before is coached.
All but the gap are chosen by what the scores show, which is what the estimate assumes.
Effects start the day after, last, and differ: an agent's is the true effect times a normal (1, 0.5). The truth is the
true effect; for a fading one its mean over the 28 days, for scores between 0 and 100 what the run's coached gained.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coaching.measuring import effect, effect_peers, effect_windows

STORIES = ("noisy", "gap", "both", "lasting", "passing")
RATES = (5, 20)
TRUE_EFFECTS = (0.0, 2.0, 5.0, -3.0)
COACHING_WEEKS, FOLLOW_UP_DAYS = 8, 28
FIRST_DAY = np.datetime64("2026-01-05", "s")
LEVEL, BETWEEN_AGENTS, WITHIN_AGENT, BLUR = 78.0, 5.0, 15.0, 12.0
RUNS_OF_PEERS_ONLY = 50  # of each cell; it is only there to be compared with
MOST_BIAS, LEAST_COVERAGE, MOST_COVERAGE, AVERAGE_COVERAGE = 0.7, 0.86, 0.99, (0.92, 0.97)


@dataclass(frozen=True)
class Centre:
    """What is assumed of a simulated centre."""

    story: str
    drift: str = "steady"  # steady, drifting (a random walk), wavering (around the lasting level)
    rate: float = 5.0
    effect: float = 0.0
    agents: int = 300
    coached_share: float = 0.25
    history_days: int = 91
    gap: float = 6.0
    dip: float = 10.0
    seasons: bool = False
    shift: float = 0.0
    uneven: bool = False
    fading: bool = False
    bounded: bool = False
    known: bool = False  # the supervisor sees the dip itself


@dataclass(frozen=True)
class Simulated:
    """Agents are rows, days columns."""

    earned: np.ndarray
    interactions: np.ndarray
    assigned: np.ndarray  # the day, -1 for never
    added: np.ndarray  # points that coaching added

    def score(self, agents: np.ndarray, first: np.ndarray, behind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        days = np.arange(self.earned.shape[1])
        within = (days >= first[:, None]) & (days < behind[:, None])
        count = (self.interactions[agents] * within).sum(1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return 100 * (self.earned[agents] * within).sum(1) / count, count

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """What estimate takes; agents and the one area are numbers, which is faster."""
        agent, day = np.nonzero(self.interactions)
        daily = pd.DataFrame(
            {
                "agent_id": agent,
                "coaching_area": 0,
                "day": FIRST_DAY + day.astype("timedelta64[D]"),
                "earned": self.earned[agent, day],
                "possible": self.interactions[agent, day].astype(float),
                "interactions": self.interactions[agent, day],
            }
        )
        coached = np.flatnonzero(self.assigned >= 0)
        assignments = pd.DataFrame(
            {
                "agent_id": coached,
                "coaching_area": 0,
                "assigned_on": FIRST_DAY + self.assigned[coached].astype("timedelta64[D]"),
            }
        )
        return daily, assignments


def simulate(centre: Centre, rng: np.random.Generator) -> Simulated:
    agents, start = centre.agents, centre.history_days
    days = start + 7 * COACHING_WEEKS + FOLLOW_UP_DAYS + 1
    everybody, day = np.arange(agents), np.arange(days)
    level, low = _levels(centre, rng, days)
    rates = np.full(agents, centre.rate)
    if centre.uneven:
        rates = centre.rate * np.exp(0.7 * rng.standard_normal(agents) - 0.245)
    busy = np.array([1.2, 1.1, 1.0, 1.0, 1.2, 0.8, 0.7]) if centre.seasons else np.ones(7)
    interactions = rng.poisson(rates[:, None] / 7 * busy[day % 7])
    noise = WITHIN_AGENT * np.sqrt(interactions) * rng.standard_normal((agents, days))
    # One draw for an agent-day whatever its level, so that coaching changes the score by what it adds.
    luck = rng.random((agents, days))

    def earned(points: np.ndarray) -> np.ndarray:
        if not centre.bounded:
            return np.asarray((interactions * points + noise) / 100)
        # Four metrics an interaction, each adhered or not.
        return np.asarray(stats.binom.ppf(luck, 4 * interactions, np.clip(points, 1, 99) / 100) / 4)

    seen = Simulated(earned(level), interactions, np.full(agents, -1), np.zeros((agents, days)))
    assigned, weekday = np.full(agents, -1), rng.integers(0, 5, agents)
    if centre.story == "gap":
        assigned[low] = (start + 7 * rng.integers(0, COACHING_WEEKS, agents) + weekday)[low]
    else:
        for week in range(COACHING_WEEKS):
            today = start + 7 * week + weekday
            this_week, count = seen.score(everybody, today - 7, today)
            looks = level[everybody, today - 1] if centre.known else this_week
            if centre.story in ("lasting", "passing"):
                looks = looks - (
                    level[everybody, today - 21] if centre.known else seen.score(everybody, today - 35, today - 7)[0]
                )
            looks = looks + (0.0 if centre.known else BLUR) * rng.standard_normal(agents)
            may_be = (count >= 3) & (assigned < 0) & np.isfinite(looks) & (low | (centre.story != "both"))
            lowest = np.argsort(np.where(may_be, looks, np.inf))
            chosen = lowest[: rng.poisson(centre.coached_share * agents / COACHING_WEEKS)]
            chosen = chosen[may_be[chosen]]
            assigned[chosen] = today[chosen]
    since = day - assigned[:, None]
    own = centre.effect * (1 + 0.5 * rng.standard_normal(agents))
    left = _left(since) if centre.fading else 1.0
    added = np.where((assigned[:, None] >= 0) & (since > 0), own[:, None] * left, 0.0)
    if centre.bounded:
        improved = earned(level + added)
        with np.errstate(invalid="ignore", divide="ignore"):
            added = np.where(interactions > 0, 100 * (improved - seen.earned) / interactions, 0.0)
        return Simulated(improved, interactions, assigned, added)
    return Simulated(seen.earned + interactions * added / 100, interactions, assigned, added)


def _left(since: np.ndarray) -> np.ndarray:
    """The part of a fading effect that is left so many days after."""
    return np.maximum(0, 1 - 0.8 * since / FOLLOW_UP_DAYS)


def _levels(centre: Centre, rng: np.random.Generator, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Each agent's true level on each day, and who has the lasting gap."""
    agents, start, day = centre.agents, centre.history_days, np.arange(days)
    level = LEVEL + BETWEEN_AGENTS * rng.standard_normal((agents, 1)) + np.zeros(days)
    steps = rng.standard_normal((agents, days))
    if centre.drift == "drifting":
        level += 0.8 / np.sqrt(7) * steps.cumsum(1)
    elif centre.drift == "wavering":
        stays, wave = np.exp(-1 / 40), steps[:, 0]
        for one in range(days):
            wave = stays * wave + np.sqrt(1 - stays**2) * steps[:, one]
            level[:, one] += 4 * wave
    low = np.zeros(agents, bool)
    if centre.story in ("gap", "both"):
        low[: round(agents * (centre.coached_share if centre.story == "gap" else 0.4))] = True
        level -= centre.gap * low[:, None]
    if centre.story in ("lasting", "passing"):
        falls = rng.geometric(0.03 / 7, agents)[:, None] + start - 28
        lasts = days if centre.story == "lasting" else 14
        level -= centre.dip * ((day >= falls) & (day < falls + lasts))
    if centre.seasons:
        level += np.array([-3.0, -1.0, 0.0, 1.0, 2.0, 4.0, -3.0])[day % 7]
    return level + centre.shift * (day >= start + 25), low


def errors(centre: Centre, rng: np.random.Generator, with_peers_only: bool = True) -> dict[str, tuple[float, bool]]:
    """Of one centre: each method's error in points, and whether its interval covers the truth."""
    simulated = simulate(centre, rng)
    coached = np.flatnonzero(simulated.assigned >= 0)
    day = simulated.assigned[coached]
    week, in_week = simulated.score(coached, day - 7, day)
    follow_up, in_follow_up = simulated.score(coached, day + 1, day + 1 + FOLLOW_UP_DAYS)
    kept = (in_week >= effect_windows.LEAST_IN_WEEK) & (in_follow_up >= effect_peers.LEAST_IN_FOLLOW_UP)
    truth = centre.effect
    if centre.fading:
        truth *= float(_left(np.arange(1, FOLLOW_UP_DAYS + 1)).mean())
    if centre.bounded:
        ahead = day[:, None] + 1 + np.arange(FOLLOW_UP_DAYS)
        weights, added = (table[coached[:, None], ahead] for table in (simulated.interactions, simulated.added))
        truth = float(((weights * added).sum(1) / np.maximum(in_follow_up, 1))[kept].mean())
    change = (follow_up - week)[kept]
    margin = stats.t.ppf(0.975, len(change) - 1) * change.std(ddof=1) / np.sqrt(len(change))
    plain = change.mean() - truth
    daily, assignments = simulated.frames()
    scores = effect.Scores.of(daily)
    found = {"plain": (plain, bool(abs(plain) <= margin))}
    methods = {"estimate": effect.estimate} | ({"peers only": effect.peers_only} if with_peers_only else {})
    for name, method in methods.items():
        row = method(scores, assignments).iloc[0]
        if row["reason"] is None:
            found[name] = (row["effect"] - truth, bool(row["low"] <= truth <= row["high"]))
    return found


def cells(what: str) -> Iterator[tuple[str, Centre]]:
    """What is simulated, with its name."""
    if what == "promises":
        for true, drift, rate, story in product(TRUE_EFFECTS, ("steady", "drifting"), RATES, STORIES):
            yield f"{story}, {drift}, {rate} a week, effect {true:+.0f}", Centre(story, drift, rate, true)
        return
    plain = Centre("", "drifting", effect=2.0)
    varied = {
        "stress": {
            "60 agents": replace(plain, agents=60),
            "weekly seasons": replace(plain, seasons=True),
            "everybody 5 points lower from one day on": replace(plain, shift=-5.0),
            "uneven volumes": replace(plain, uneven=True),
            "fading effect": replace(plain, effect=4.0, fading=True),
            "1,000 agents": replace(plain, agents=1000),
        },
        "limits": {
            "levels that waver and return": replace(plain, drift="wavering"),
            "the supervisor knows of the dip": replace(plain, known=True),
            "scores between 0 and 100": replace(plain, bounded=True),
            "6 weeks of history": replace(plain, history_days=42),
        },
    }[what]
    for (name, centre), rate, story in product(varied.items(), RATES, STORIES):
        if not centre.known or story in ("lasting", "passing"):
            yield f"{name}: {story}, {rate} a week", replace(centre, story=story, rate=rate)


def report(what: str, stories: list[str], effects: list[float], runs: int) -> bool:
    """Prints the table; whether all was met."""
    print("| simulated centres | estimate | plain 7-day | peers only |")
    print("|---|---:|---:|---:|", flush=True)
    met, covered = True, []
    for number, (name, centre) in enumerate(cells(what)):
        if centre.story not in stories or (what == "promises" and centre.effect not in effects):
            continue
        rng = np.random.default_rng([number, 20260105])
        found = [errors(centre, rng, run < RUNS_OF_PEERS_ONLY) for run in range(runs)]
        shown: list[str] = []
        bias, coverage = np.nan, np.nan
        for method in ("peers only", "plain", "estimate"):
            known = [one[method] for one in found if method in one]
            bias, coverage = (float(np.mean([one[i] for one in known])) if known else np.nan for i in (0, 1))
            shown.insert(0, f"{bias:+.2f} / {coverage:.3f}")
        answered = sum("estimate" in one for one in found)
        covered.append(coverage)
        good = coverage >= LEAST_COVERAGE and (
            what == "stress" or (abs(bias) <= MOST_BIAS and coverage <= MOST_COVERAGE)
        )
        met &= good
        estimate, plain, peers = shown[0], shown[1], shown[2]
        remark = "" if good else " **missed**"
        remark += "" if answered == runs else f" ({runs - answered} of {runs} without a number)"
        print(f"| {name} | {estimate}{remark} | {plain} | {peers} |", flush=True)
    average = float(np.mean(covered))
    print(f"\nCoverage {min(covered):.3f} to {max(covered):.3f}, {average:.3f} on average.")
    return met and (what != "promises" or AVERAGE_COVERAGE[0] <= average <= AVERAGE_COVERAGE[1])


def large_centre() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Daily scores of 5,000 agents on 180 days in 6 areas, 5.4 million rows, and 4,000 assignments."""
    agents, days, areas, coached = 5000, 180, 6, 4000
    rng = np.random.default_rng(1)
    number = rng.permutation(agents * days * areas)
    ids = np.array([f"agent-{n}" for n in range(agents)], dtype=object)
    names = np.array([f"Area {n}" for n in range(areas)], dtype=object)
    possible = 10.0 * rng.integers(1, 4, len(number))
    daily = pd.DataFrame(
        {
            "agent_id": pd.array(ids[number % agents], dtype="str"),
            "coaching_area": pd.array(names[number // (agents * days)], dtype="str"),
            "day": FIRST_DAY + (number // agents % days).astype("timedelta64[D]"),
            "earned": possible * np.clip(0.8 + 0.15 * rng.standard_normal(len(number)), 0, 1),
            "possible": possible,
        }
    )
    assignments = pd.DataFrame(
        {
            "agent_id": ids[rng.integers(0, agents, coached)],
            "coaching_area": names[rng.integers(0, areas, coached)],
            "assigned_on": FIRST_DAY + rng.integers(91, 151, coached).astype("timedelta64[D]"),
            "supervisor": rng.integers(0, 50, coached),
        }
    )
    return daily, assignments


def speed() -> bool:
    """On a large centre the best of three estimates takes less than 3 s."""
    daily, assignments = large_centre()

    def best(run: Callable[[], object]) -> tuple[float, float]:
        taken = []
        for _ in range(3):
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            taken.append((time.perf_counter() - wall, time.process_time() - cpu))
        return min(taken)

    scores = effect.Scores.of(daily)
    asked: dict[str, Callable[[], object]] = {
        "estimate": lambda: effect.estimate(daily, assignments),
        "Scores.of alone": lambda: effect.Scores.of(daily),
        "from Scores: estimate": lambda: effect.estimate(scores, assignments),
        "from Scores: estimate by area": lambda: effect.estimate(scores, assignments, "coaching_area"),
        "from Scores: estimate by supervisor (50)": lambda: effect.estimate(scores, assignments, "supervisor"),
        "from Scores: by_weeks": lambda: effect.by_weeks(scores, assignments),
        "from Scores: peers_only": lambda: effect.peers_only(scores, assignments),
        "from Scores: placebo": lambda: effect.placebo(scores, assignments),
    }
    print("| asked | seconds | of the processor |\n|---|---:|---:|")
    taken = {}
    for name, run in asked.items():
        taken[name] = best(run)
        print(f"| {name} | {taken[name][0]:.2f} | {taken[name][1]:.2f} |", flush=True)
    return taken["estimate"][0] < 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["promises", "stress", "limits", "speed"])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--only", default=",".join(STORIES), help="stories, separated by commas")
    parser.add_argument("--effects", default=",".join(f"{true:g}" for true in TRUE_EFFECTS), help="for promises")
    chosen = parser.parse_args()
    if chosen.what == "speed":
        met = speed()
    else:
        effects = [float(true) for true in chosen.effects.split(",")]
        stories = chosen.only.split(",")
        if unknown := set(stories) - set(STORIES):
            parser.error(f"there is no story {', '.join(sorted(unknown))}; there are {', '.join(STORIES)}")
        met = report(chosen.what, stories, effects, chosen.runs)
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
