"""What are the figures of the effect of coaching: the estimate, its interval and its words? Pure.

How they come about stands in effect.py.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from coaching.measuring.effect_peers import LEAST_PEERS_A_DAY, LEFT_OUT, Account, Assigned
from coaching.measuring.effect_regression import LEAST_PEERS, Fit
from coaching.words import wording
from coaching.words.formatting import counted

LEAST_COACHED = 8
POINTS = ("plain_change", "expected_change", "effect", "low", "high")
COUNTS = ("coached_agents", "peers", "left_out")


def figures(assigned: Assigned, account: Account, follow_up: tuple[int, int]) -> pd.DataFrame:
    """A row a group; the columns are those of effect.estimate()."""
    rows = []
    for group, name in enumerate(assigned.groups):
        left_out = {why: int(count[group]) for why, count in account.left_out.items()}
        of_group = _of_group(account.fits, group, account.agents)
        reason = _reason(of_group, left_out, follow_up)
        points = {point: getattr(of_group, point) if reason is None else np.nan for point in POINTS}
        rows.append(
            ({assigned.by: name} if assigned.by else {})
            | points
            | {"coached_agents": of_group.coached_agents, "peers": of_group.peers, "left_out": sum(left_out.values())}
            | left_out
            | {"reason": reason, "caution": _caution(of_group) if reason is None else None}
        )
    columns = [*([assigned.by] if assigned.by else []), *POINTS, *COUNTS, *LEFT_OUT, "reason", "caution"]
    return with_none(pd.DataFrame(rows, columns=columns), "reason", "caution")


@dataclass(frozen=True, kw_only=True)
class _Found:
    """The figures of one group."""

    plain_change: float
    expected_change: float
    effect: float
    low: float
    high: float
    coached_agents: int
    peers: int
    rows: int
    short_rows: int
    mixed_rows: int


def _of_group(fits: list[Fit], group: int, agents: int) -> _Found:
    """The figures of one group over all areas, as linear sums with what each agent adds to them."""
    mine = [(fit, fit.rows.group == group) for fit in fits]
    mine = [(fit, rows) for fit, rows in mine if rows.any()]
    weight = float(sum(fit.rows.weight[rows].sum() for fit, rows in mine))
    effect = plain = 0.0
    coached, peers = np.zeros(agents, bool), np.zeros(agents, bool)
    for fit, rows in mine:
        shares = fit.rows.weight[rows] / weight
        effect += float(shares @ fit.residual[rows])
        plain += float(shares @ (fit.rows.follow_up[rows] - fit.rows.week[rows]))
        coached[fit.rows.agent[rows]] = True
    of_coached, of_peers = np.zeros(agents), np.zeros(agents)
    for fit, rows in mine:
        shares = fit.rows.weight[rows] / weight
        np.add.at(of_coached, fit.rows.agent[rows], shares * (fit.residual[rows] - effect))
        in_cells = np.bincount(fit.rows.cell[rows], shares, minlength=len(fit.peers_a_cell)) / fit.peers_a_cell
        peer = (fit.rows.group < 0) & (in_cells[fit.rows.cell] > 0)
        peers[fit.rows.agent[peer]] = True
        of_cells = np.bincount(
            fit.rows.agent[peer], (in_cells[fit.rows.cell] * fit.rows.weight * fit.residual)[peer], minlength=agents
        )
        of_slopes = fit.scores_of_agents @ (fit.bread @ (shares @ fit.deviations[rows]))
        of_peers -= np.sqrt(fit.factor) * (of_cells + of_slopes)
    count = int(coached.sum())
    # Fewer than two coached agents have no spread; they get no number either.
    margin = np.nan
    if count > 1:
        variance = float(((of_coached * np.sqrt(count / (count - 1)) + of_peers) ** 2).sum())
        margin = float(stats.t.ppf(0.975, count - 1)) * np.sqrt(variance)
    return _Found(
        plain_change=plain,
        expected_change=plain - effect,
        effect=effect,
        low=effect - margin,
        high=effect + margin,
        coached_agents=count,
        peers=int(peers.sum()),
        rows=sum(int(rows.sum()) for _, rows in mine),
        short_rows=sum(int(fit.rows.short[rows].sum()) for fit, rows in mine),
        mixed_rows=sum(int(fit.rows.mixed[rows].sum()) for fit, rows in mine),
    )


def _reason(figures: _Found, left_out: dict[str, int], follow_up: tuple[int, int]) -> str | None:
    """Why there is no number, None where there is one."""
    if figures.coached_agents < LEAST_COACHED:
        said = [counted(figures.coached_agents, wording.TOO_FEW_COACHED, least=LEAST_COACHED)]
        if left_out["too_recent"]:
            days = follow_up[1] - 1
            said.append(wording.TOO_RECENT_TO_SAY.format(coachings=left_out["too_recent"], days=days))
        elif left_out["no_peers"]:
            said.append(wording.NO_PEERS_TO_SAY.format(coachings=left_out["no_peers"]))
        return " ".join(said)
    if figures.peers < LEAST_PEERS:
        return wording.TOO_FEW_PEERS.format(peers=figures.peers, least=LEAST_PEERS)
    return None


def _caution(figures: _Found) -> str | None:
    """What to keep in mind, None where there is nothing."""
    sentences = []
    if figures.short_rows:
        sentences.append(wording.SHORT_PAST.format(some=figures.short_rows, all=figures.rows))
    if figures.mixed_rows:
        said = wording.MIXED_QUEUES.format(some=figures.mixed_rows, all=figures.rows, least=LEAST_PEERS_A_DAY)
        sentences.append(said)
    return " ".join(sentences) or None


def with_none(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Says None where a column has no text; pandas says NaN as soon as another row has one."""
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), None) for name in columns})
