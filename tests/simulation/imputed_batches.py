"""Multiple imputation by arm where people are lost for good, many trials at once.

Columns of a person are 1, baseline and the visits; `last` is the last one seen. That draws and
pools are those of `analysis.longitudinal` is a test of its own (test_missing_data_small.py).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from analysis.longitudinal.arm_draws import FEWEST_DF
from analysis.longitudinal.rubin import rubin_parts

LEVEL, GIVEN = 0.95, 2
P = (1 + LEVEL) / 2


class Arm(NamedTuple):
    """One arm of many trials: `columns` (trials, people, width), `last` (trials, people)."""

    columns: np.ndarray
    last: np.ndarray

    def seen(self, column: int) -> np.ndarray:
        return self.last >= column


class Drawn(NamedTuple):
    """Regressions by column: slopes (trials, m, column) and SD (trials, m)."""

    slopes: dict[int, np.ndarray]
    sd: dict[int, np.ndarray]


class Pooled(NamedTuple):
    value: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray


def can_be_imputed(arm: Arm) -> np.ndarray:
    """Trials in which every visit's regression has enough people, or nobody is lost."""
    end = arm.columns.shape[2] - 1
    enough = [arm.seen(j).sum(axis=1) - j >= FEWEST_DF for j in range(GIVEN, end + 1)]
    return np.asarray(np.all(enough, axis=0) | arm.seen(end).all(axis=1))


def draw_regressions(rng: np.random.Generator, arm: Arm, m: int) -> Drawn:
    """Each column on those before it among the people seen there, prior 1 / sigma."""
    found = Drawn({}, {})
    for j in range(GIVEN, arm.columns.shape[2]):
        rows = np.where(arm.seen(j)[:, :, None], arm.columns[:, :, : j + 1], 0.0)
        root = np.linalg.cholesky(np.swapaxes(rows, 1, 2) @ rows)
        chi2 = rng.chisquare((arm.seen(j).sum(axis=1) - j)[:, None], (len(rows), m))
        sd = root[:, None, j, j] / np.sqrt(chi2)
        target = root[:, None, j, :j] + rng.standard_normal((len(rows), m, j)) * sd[:, :, None]
        found.slopes[j], found.sd[j] = target @ np.linalg.inv(root[:, :j, :j]), sd
    return found


def complete_last(
    rng: np.random.Generator, arm: Arm, drawn: Drawn, m: int, own: Drawn | None = None
) -> np.ndarray:
    """The last visit of everybody, (trials, m, people).

    As missing at random in the arm whose regressions are `drawn`; with `own` those are the
    reference arm's, and a history counts from its own mean (jump to reference).
    """
    end = arm.columns.shape[2] - 1
    scores = np.repeat(arm.columns[:, None, :, -1], m, axis=1)
    trial, person = np.nonzero(arm.last < end)
    last = arm.last[trial, person]
    history = np.repeat(arm.columns[trial, person][:, None], m, axis=1)
    if own is not None:
        history[:, :, GIVEN:] += _means(history, drawn, trial) - _means(history, own, trial)
    for j in range(GIVEN, end + 1):
        gone = np.flatnonzero(last < j)
        mean = np.einsum("lmj,lmj->lm", history[gone, :, :j], drawn.slopes[j][trial[gone]])
        noise = rng.standard_normal(mean.shape) * drawn.sd[j][trial[gone]]
        history[gone, :, j] = mean + noise
    scores[trial, :, person] = history[:, :, -1]
    return scores


def _means(history: np.ndarray, arm: Drawn, trial: np.ndarray) -> np.ndarray:
    """Each lost person's mean at every visit given baseline, (lost, m, visits)."""
    columns = history.copy()
    for j in range(GIVEN, columns.shape[2]):
        columns[:, :, j] = np.einsum("lmj,lmj->lm", columns[:, :, :j], arm.slopes[j][trial])
    return columns[:, :, GIVEN:]


def pool_ancova(y: np.ndarray, baseline: np.ndarray, treated: np.ndarray) -> Pooled:
    """ANCOVA with HC3 in each data set of y (trials, m, people), Rubin's rules."""
    weights, design, back, leverage = _contrast(baseline, treated, np.ones_like(baseline))
    estimates = (y @ weights[:, :, None])[:, :, 0]
    rest = y - y @ back @ np.swapaxes(design, 1, 2)
    variances = ((weights / (1 - leverage))[:, None] * rest) ** 2
    parts = rubin_parts(estimates, variances.sum(axis=2), baseline.shape[1] - 3)
    se = np.sqrt(parts.t)
    half = stdtrit(parts.df, P) * se
    return Pooled(parts.qbar, se, parts.qbar - half, parts.qbar + half)


def compare_seen(
    y: np.ndarray, baseline: np.ndarray, treated: np.ndarray, seen: np.ndarray
) -> Pooled:
    """ANCOVA with HC3 among those seen."""
    weights, design, back, leverage = _contrast(baseline, treated, seen * 1.0)
    y = np.where(seen, y, 0.0)
    value = (weights * y).sum(axis=1)
    rest = np.where(seen, y - (design @ np.swapaxes(back, 1, 2) @ y[:, :, None])[:, :, 0], 0.0)
    se = np.sqrt(((weights * rest / (1 - leverage)) ** 2).sum(axis=1))
    half = stdtrit(seen.sum(axis=1) - 3, P) * se
    return Pooled(value, se, value - half, value + half)


def _contrast(
    baseline: np.ndarray, treated: np.ndarray, counted: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The arm's weights (trials, people), design, its rows of coefficients, leverage."""
    columns = (np.ones_like(baseline), np.broadcast_to(treated, baseline.shape), baseline)
    design = np.stack(columns, axis=2) * counted[:, :, None]
    back = design @ np.linalg.inv(np.swapaxes(design, 1, 2) @ design)
    return back[:, :, 1], design, back, (back * design).sum(axis=2)


def pool_risks(met: np.ndarray, treated: np.ndarray) -> Pooled:
    """Difference in the share who met a definition, met (trials, m, people)."""
    one, other = (_share(met[:, :, arm]) for arm in (treated, ~treated))
    between = (one[1] - other[1]).var(axis=1, ddof=1)
    value = one[0].value - other[0].value
    variance = one[0].se ** 2 + other[0].se ** 2 + (1 + 1 / met.shape[1]) * between
    low = value - np.hypot(one[0].value - one[0].low, other[0].high - other[0].value)
    high = value + np.hypot(one[0].high - one[0].value, other[0].value - other[0].low)
    return Pooled(value, np.sqrt(variance), np.maximum(low, -1), np.minimum(high, 1))


def _share(met: np.ndarray) -> tuple[Pooled, np.ndarray]:
    """Lott and Reiter's limits of an arm's share (SE: within), and each data set's share."""
    n, each = met.shape[2], met.mean(axis=2)
    variances = each * (1 - each) / n
    parts = rubin_parts(each, np.maximum(variances, 1e-300), float(max(n - 1, 1)))
    some = variances.mean(axis=1) > 0
    riv, df = np.where(some, parts.riv, 0.0), np.where(some, parts.df, n - 1)
    share, a = each.mean(axis=1), stdtrit(df, P) ** 2 * (1 + riv) / n
    half = np.sqrt(a * (a + 4 * share * (1 - share)))
    low, high = ((2 * share + a + sign * half) / (2 * (1 + a)) for sign in (-1, 1))
    within = np.sqrt(variances.mean(axis=1))
    return Pooled(share, within, np.maximum(low, 0), np.minimum(high, 1)), each
