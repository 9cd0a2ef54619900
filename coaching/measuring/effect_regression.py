"""The regression of the effect estimate: what peers teach about how a score goes on. Pure.

Why it is what it is stands in effect.py.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
import statsmodels.api as sm

from coaching.measuring.effect_windows import Codes, Flags, Numbers

LEAST_PEERS = 20
MOST_CALIBRATION = 0.7
ROUNDING = 1e-9  # points


@dataclass(frozen=True)
class Rows:
    """Agents on days on which somebody was coached on one area; coached ones have a group of 0 or more."""

    agent: Codes
    cell: Codes  # the same day and kind of work
    group: Codes
    weight: Numbers
    follow_up: Numbers
    week: Numbers
    month: Numbers
    past: Numbers
    noise: Numbers
    short: Flags  # less than 12 weeks of data before
    mixed: Flags  # compared with agents of other queues

    @classmethod
    def joined(cls, parts: "list[Rows]") -> "Rows":
        """All of them, one after the other."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


@dataclass(frozen=True)
class Fit:
    """One area's regression and what each group's figures take from it."""

    rows: Rows
    residual: Numbers  # follow-up less expected
    peers_a_cell: Numbers
    bread: Numbers  # windows x windows
    scores_of_agents: Numbers  # agents x windows: what each contributes to the estimating equations
    deviations: Numbers  # of the windows from those of the peers of the same cell
    factor: float  # small-sample factor for the peers


def learn(rows: Rows, windows: int, agents: int, regress: bool) -> Fit | None:
    """Learns from the peers what to expect; None where there are too few of them. `agents`: how many there are at all.

    Without `regress` the expected change from the month is that of the peers.
    """
    peer = rows.group < 0
    clusters = np.count_nonzero(np.bincount(rows.agent[peer]))
    if clusters < LEAST_PEERS:
        return None
    cell = (np.bincount(rows.cell) > 0).cumsum()[rows.cell] - 1
    weight = np.where(peer, rows.weight, 0.0)
    peers_a_cell = np.bincount(cell, weight).astype(float)

    def within(values: Numbers) -> Numbers:
        """Less the mean of the peers of the same cell."""
        deviation: Numbers = values - (np.bincount(cell, weight * values) / peers_a_cell)[cell]
        return deviation

    follow_up = within(rows.follow_up)
    columns = [within(rows.week)]
    if windows > 1:
        month = within(rows.month)
        drop = columns[0] - month
        spread = np.sqrt(np.average(drop[peer] ** 2, weights=weight[peer]))
        columns += [month, within(np.minimum(drop + spread, 0.0))]
    if windows > 2:
        columns.append(within(rows.past))
    deviations = np.column_stack(columns)
    # Where all peers are alike only rounding is left, and nothing can be learned from that.
    differs: Flags = np.abs(deviations[peer]).max(axis=0) > ROUNDING
    if regress:
        deviations = deviations[:, differs]
    x, y, w = deviations[peer], follow_up[peer], weight[peer]
    noise = np.zeros(len(y))
    if not regress:
        slopes = np.zeros(x.shape[1])
        slopes[min(windows, 2) - 1] = 1.0
        bread = np.zeros_like(x.T @ x)
    elif x.shape[1] == 0:
        slopes, bread = np.zeros(0), np.zeros((0, 0))
    else:
        observed = x.T @ (x * w[:, None])
        inverse = np.linalg.pinv(observed)
        calibrated = observed.copy()
        total = float(w @ rows.noise[peer])
        if total > 0 and differs[-1]:
            noise = rows.noise[peer] * min(1.0, MOST_CALIBRATION / inverse[-1, -1] / total)
            calibrated[-1, -1] -= float(w @ noise)
        # Regressing on these instead of x takes the noise out of the past: (x'x - noise) b = x'y.
        expected = x @ inverse @ calibrated
        slopes = np.asarray(sm.WLS(y, expected, weights=w).fit().params)
        bread = np.asarray(np.linalg.pinv(calibrated), dtype=np.float64)
    residual = follow_up - deviations @ slopes
    equations = x * residual[peer][:, None]
    equations[:, -1:] += noise[:, None] * slopes[-1:]
    equations *= w[:, None]
    by_agent = np.zeros((agents, x.shape[1]))
    for number, column in enumerate(equations.T):
        by_agent[:, number] = np.bincount(rows.agent[peer], column, minlength=agents)
    count, used = len(y), x.shape[1] + len(peers_a_cell)
    factor = clusters / (clusters - 1) * (count - 1) / max(count - used, 1)
    return Fit(
        replace(rows, cell=cell), residual, peers_a_cell, bread, by_agent, deviations, factor,
    )  # fmt: skip
