"""Bootstrap and permutation of the distance between two arms, resampled within arm."""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.core import CannotEstimate
from analysis.core.formulas import upper

from .arm_scores import require_arms
from .redrawn import STATISTICS, Statistic

REPLICATES, SEED = 10_000, 20_240_229

_AT_ONCE, _MOST = 130_000, 4_000_000
"""Counts held at once: what a processor keeps at hand; and the most, for slopes or deals."""

_FEWEST, _FOR_SLOPES = 2, 20
"""Replicates a person: under which slopes cannot be told, and above which more tell little."""


@dataclass(frozen=True)
class Bootstrapped:
    """An estimate with its BCa and its percentile limits; `values` are the redraws, rising."""

    value: float
    bca: tuple[float, float]
    percentile: tuple[float, float]
    replicates: int
    values: np.ndarray = field(default_factory=lambda: np.zeros(0), repr=False, compare=False)


def bootstrap(
    treatment: np.ndarray, control: np.ndarray, statistic: Statistic = STATISTICS["mean_diff"],
    level: float = 0.95, replicates: int = REPLICATES, seed: int = SEED,
) -> Bootstrapped:  # fmt: skip
    """Limits of a distance between two arms without assuming a distribution.

    Parameters
    ----------
    treatment, control : ndarray, shapes (n_t,), (n_c,)
        Scores, none missing; people are redrawn within their arm.
    statistic : Statistic
        One of `STATISTICS`.
    level : float
        Confidence level.
    replicates, seed : int
        Redraws, and the seed they come from.

    Raises
    ------
    CannotEstimate
        "too_few" under three people in an arm, "not_finite" with a missing or infinite score,
        "no_variation" when no redraw differs.

    Notes
    -----
    BCa: bias z0 from the share of replicates below the estimate, acceleration from the influence l
    of each person within the arm, a = sum (l/n)^3 / (6 (sum (l/n)^2)^1.5). The influence is the
    formula's; of a median, which has none that holds, the regression of the replicates on how often
    each person was drawn (Davison & Hinkley, section 2.7.4). Limits are held to the replicates
    there are: under arms of about ten they cover less than the level says.

    References
    ----------
    Efron B (1987). JASA 82:171-185; Davison AC, Hinkley DV (1997), section 5.3.2.
    """
    t, c = (np.sort(scores) for scores in require_arms(treatment, control, least=3))
    value = statistic.of(t, c)
    values, slopes = _redraw(t, c, statistic, replicates, seed)
    if not np.isfinite(value) or not len(values) or np.ptp(values) == 0:
        raise CannotEstimate("no_variation", "Scores do not vary enough to be redrawn.",
                             "Choose another score.")  # fmt: skip
    tails = np.array([1 - upper(level), upper(level)])
    below = np.mean(values < value)
    z0, z = ndtri(np.clip(below, 1e-9, 1 - 1e-9)), ndtri(tails)
    a = _accelerate(statistic.influence(t, c) if statistic.influence else slopes)
    adjusted = ndtr(z0 + (z0 + z) / (1 - a * (z0 + z)))
    values.sort()
    bca, percentile = (_at(values, p) for p in (adjusted, tails))
    return Bootstrapped(value, bca, percentile, replicates, values)


def permutation_p(
    treatment: np.ndarray, control: np.ndarray, replicates: int = REPLICATES, seed: int = SEED
) -> float:
    """Two-sided p of the difference in means when arms are dealt anew, the dealt one counted.

    Parameters
    ----------
    treatment, control : ndarray, shapes (n_t,), (n_c,)
        Scores, none missing.
    replicates, seed : int
        Deals, and the seed they come from.

    Raises
    ------
    CannotEstimate
        "too_few" with nobody in an arm, "not_finite" with a missing or infinite score,
        "no_variation" where everybody has the same score, "too_few_replicates" without a deal.

    Notes
    -----
    It tests that the arms are alike, not that their means are: with twice the SD in the smaller of
    two unequal arms it rejects equal means at 5 % in about one trial of nine.

    References
    ----------
    Phipson B, Smyth GK (2010). Stat Appl Genet Mol Biol 9:39: p = (b + 1) / (m + 1).
    """
    t, c = require_arms(treatment, control)
    if replicates < 1:
        raise CannotEstimate("too_few_replicates", "A permutation test needs deals.",
                             "Give --replicates 9999.")  # fmt: skip
    together, rng = np.concatenate([t, c]), np.random.default_rng(seed)
    together -= together.mean()  # then a deal's difference follows from its treated people's sum
    scale = 1 / len(t) + 1 / len(c)
    observed = abs(together[: len(t)].sum() * scale)
    size, further = max(1, _MOST // len(together)), 0
    for done in range(0, replicates, size):
        rows = min(size, replicates - done)
        dealt = rng.permuted(np.broadcast_to(together, (rows, len(together))), axis=1)
        seen = np.abs(dealt[:, : len(t)].sum(axis=1) * scale)
        further += int((seen >= observed - 1e-12 * np.abs(together).max()).sum())
    return (further + 1) / (replicates + 1)


def _redraw(
    t: np.ndarray, c: np.ndarray, statistic: Statistic, replicates: int, seed: int
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """The replicates that are defined, and slopes on the first part's counts where wanted."""
    rng, parts, slopes = np.random.default_rng(seed), [], (np.zeros(1), np.zeros(1))
    size = max(100, (_AT_ONCE if statistic.influence else _MOST) // (len(t) + len(c)))
    for done in range(0, replicates, size):
        rows = min(size, replicates - done)
        in_t, in_c = (_draw_people(rng, rows, len(scores)) for scores in (t, c))
        values = statistic.redrawn(t, c, in_t, in_c)
        if done == 0 and statistic.influence is None:
            slopes = _regress(values, in_t, in_c)
        parts.append(values[np.isfinite(values)])
    return np.concatenate(parts), slopes


def _draw_people(rng: np.random.Generator, rows: int, n: int) -> np.ndarray:
    """How often each of n people is drawn in each of `rows` redraws, (rows, n)."""
    cells = rng.integers(n, size=(rows, n))
    cells += np.arange(rows)[:, None] * n
    return np.bincount(cells.ravel(), minlength=rows * n).reshape(rows, n).astype(float)


def _regress(
    values: np.ndarray, in_t: np.ndarray, in_c: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes of the replicates on everyone's share of their arm, each arm's first person at 0."""
    n_t, n_c = in_t.shape[1], in_c.shape[1]
    if len(values) < _FEWEST * (n_t + n_c):
        return np.zeros(n_t), np.zeros(n_c)
    used = slice(_FOR_SLOPES * (n_t + n_c))
    values, in_t, in_c = values[used], in_t[used], in_c[used]
    columns = np.hstack([in_t[:, 1:] / n_t, in_c[:, 1:] / n_c])
    columns -= columns.mean(axis=0)
    found = np.linalg.solve(columns.T @ columns, columns.T @ (values - values.mean()))
    return np.append(0.0, found[: n_t - 1]), np.append(0.0, found[n_t - 1 :])


def _accelerate(influence: tuple[np.ndarray, np.ndarray]) -> float:
    each = np.concatenate([(part - part.mean()) / len(part) for part in influence])
    most = np.abs(each).max()
    if most == 0:
        return 0.0
    each /= most
    return float((each**3).sum() / (6 * (each**2).sum() ** 1.5))


def _at(values: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    """Order statistics at (R + 1) p, between them on the normal scale, as R's boot does."""
    n = len(values)
    place = np.clip((n + 1) * p, 1, n)
    k = np.minimum(place.astype(int), n - 1)
    low, high = ndtri(k / (n + 1)), ndtri((k + 1) / (n + 1))
    share = np.clip((ndtri(place / (n + 1)) - low) / (high - low), 0, 1)
    found = values[k - 1] + share * (values[k] - values[k - 1])
    return float(found[0]), float(found[1])
