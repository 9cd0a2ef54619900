"""What do peers teach about how a score goes on? The regression of the effect estimate. Pure.

Why it is what it is stands in effect.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
from statsmodels.regression.linear_model import WLS  # all of statsmodels.api takes half a second more to load

from coaching.measuring.effect_windows import Codes, Flags, Numbers

LEAST_PEERS = 20
MOST_CALIBRATION = 0.7
ROUNDING = 1e-9  # points


@dataclass(frozen=True, kw_only=True)
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
        return cls(
            **{field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)}
        )


@dataclass(frozen=True, kw_only=True)
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
    rows = replace(rows, cell=(np.bincount(rows.cell) > 0).cumsum()[rows.cell] - 1)
    weight = np.where(peer, rows.weight, 0.0)
    peers_a_cell = np.bincount(rows.cell, weight).astype(float)

    def within(values: Numbers) -> Numbers:
        """Less the mean of the peers of the same cell."""
        deviation: Numbers = values - (np.bincount(rows.cell, weight * values) / peers_a_cell)[rows.cell]
        return deviation

    follow_up, deviations = within(rows.follow_up), _deviations(rows, windows, within)
    # Where all peers are alike only rounding is left, and nothing can be learned from that.
    differs: Flags = np.abs(deviations[peer]).max(axis=0) > ROUNDING
    if regress:
        deviations = deviations[:, differs]
    x, w = deviations[peer], weight[peer]
    if regress:
        noise = rows.noise[peer] if differs[-1] else np.zeros(len(w))
        slopes = _regressed(x, follow_up[peer], w, noise)
    else:
        slopes = _change_from_the_month(x, windows)
    residual = follow_up - deviations @ slopes.slopes
    count, used = len(w), x.shape[1] + len(peers_a_cell)
    return Fit(
        rows=rows,
        residual=residual,
        peers_a_cell=peers_a_cell,
        bread=slopes.bread,
        scores_of_agents=_scores_of_agents(x, residual[peer], w, slopes, rows.agent[peer], agents),
        deviations=deviations,
        factor=clusters / (clusters - 1) * (count - 1) / max(count - used, 1),
    )


def _deviations(rows: Rows, windows: int, within: Callable[[Numbers], Numbers]) -> Numbers:
    """What explains the follow-up, as deviations within a cell: a column for the week, and with more windows for the
    month, the part of a deep drop that goes beyond one standard deviation, and the past. The last column is the one
    that calibration is about."""
    columns = [within(rows.week)]
    if windows > 1:
        peer = rows.group < 0
        month = within(rows.month)
        drop = columns[0] - month
        spread = np.sqrt(np.average(drop[peer] ** 2, weights=rows.weight[peer]))
        columns += [month, within(np.minimum(drop + spread, 0.0))]
    if windows > 2:
        columns.append(within(rows.past))
    return np.column_stack(columns)


@dataclass(frozen=True)
class _Slopes:
    """How far the follow-up goes along with each window, by the peers."""

    slopes: Numbers
    bread: Numbers  # windows x windows
    noise: Numbers  # of each peer: what calibration takes out of the last window


def _change_from_the_month(x: Numbers, windows: int) -> _Slopes:
    """No regression: whatever an agent's month was above the peers', the follow-up is as well."""
    slopes = np.zeros(x.shape[1])
    slopes[min(windows, 2) - 1] = 1.0
    return _Slopes(slopes, np.zeros((x.shape[1], x.shape[1])), np.zeros(len(x)))


def _regressed(x: Numbers, y: Numbers, w: Numbers, noise: Numbers) -> _Slopes:
    """Weighted least squares, with the noise of the last window taken out (regression calibration: Carroll et al.,
    Measurement Error in Nonlinear Models, 2006), up to MOST_CALIBRATION of what the other windows do not tell."""
    if x.shape[1] == 0:
        return _Slopes(np.zeros(0), np.zeros((0, 0)), np.zeros(len(y)))
    observed = x.T @ (x * w[:, None])
    inverse = np.linalg.pinv(observed)
    calibrated = observed.copy()
    total = float(w @ noise)
    if total > 0:
        noise = noise * min(1.0, MOST_CALIBRATION / inverse[-1, -1] / total)
        calibrated[-1, -1] -= float(w @ noise)
    else:
        noise = np.zeros(len(y))
    # Regressing on these instead of x takes the noise out of the past: (x'x - noise) b = x'y.
    expected = x @ inverse @ calibrated
    slopes = np.asarray(WLS(y, expected, weights=w).fit().params)
    return _Slopes(slopes, np.asarray(np.linalg.pinv(calibrated), dtype=np.float64), noise)


def _scores_of_agents(x: Numbers, residual: Numbers, w: Numbers, found: _Slopes, agent: Codes, agents: int) -> Numbers:
    """What each agent contributes to the estimating equations of the slopes: agents x windows."""
    equations = x * residual[:, None]
    equations[:, -1:] += found.noise[:, None] * found.slopes[-1:]
    equations *= w[:, None]
    by_agent = np.zeros((agents, x.shape[1]))
    for number, column in enumerate(equations.T):
        by_agent[:, number] = np.bincount(agent, column, minlength=agents)
    return by_agent
