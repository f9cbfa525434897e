"""Change in one arm against change in another, standardised by the SD before treatment."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.formulas import small_sample_factor, upper

REPLICATES, SEED = 10_000, 20_240_229


@dataclass(frozen=True)
class PrePostControl:
    """Morris' d_ppc2 and g_T - g_C with bootstrap limits; `delta_change` in points."""

    d_ppc2: float
    d_ppc2_exact: float
    d_ppc2_limits: tuple[float, float]
    g_difference: float
    g_difference_limits: tuple[float, float]
    sd_pre_pooled: float
    delta_change: float
    n_treatment: int
    n_control: int


def pre_post_control(
    treatment: np.ndarray, control: np.ndarray, level: float, seed: int = SEED
) -> PrePostControl:
    """Difference between two arms' mean changes in SDs before treatment.

    Parameters
    ----------
    treatment, control : ndarray, shape (n, 2)
        Before and after, people with both.
    level, seed : float, int
        Level and seed of the percentile bootstrap (within arm, 10,000 replicates).

    Raises
    ------
    CannotEstimate
        "too_few" under three people in an arm; "no_variation" where nobody differed before;
        "not_finite" with a missing or infinite score.

    Notes
    -----
    d_ppc2 = cP (change_T - change_C) / pooled SD before, cP = 1 - 3 / (4 (n_T + n_C - 2) - 1);
    g_T - g_C uses each arm's own SD before and the exact J(n - 1), Becker's.

    References
    ----------
    Morris SB (2008). Organ Res Methods 11:364-386, equations 8 to 10 and 4; Becker BJ (1988).
    Br J Math Stat Psychol 41:257-278.
    """
    for arm in (treatment, control):
        if not np.isfinite(arm).all():
            raise CannotEstimate("not_finite", "A score is missing or infinite.",
                                 "Leave such rows out, or mend them.")  # fmt: skip
        if len(arm) < 3:
            raise CannotEstimate("too_few", "Each arm needs three people with both scores.",
                                 "Choose another visit.")  # fmt: skip
        if np.ptp(arm[:, 0]) == 0:
            raise CannotEstimate("no_variation", "Scores before treatment do not vary in an arm.",
                                 "Choose another score.")  # fmt: skip
    n_t, n_c = len(treatment), len(control)
    m = n_t + n_c - 2
    delta, sd, separate = _statistics(treatment[None], control[None])
    near = 1 - 3 / (4 * m - 1)
    rng = np.random.default_rng(seed)
    drawn = _statistics(*(a[rng.integers(len(a), size=(REPLICATES, len(a)))]
                          for a in (treatment, control)))  # fmt: skip
    raw = delta[0] / sd[0]
    return PrePostControl(
        float(near * raw), float(small_sample_factor(m) * raw),
        _percentiles(near * drawn[0] / drawn[1], level), float(separate[0]),
        _percentiles(drawn[2], level), float(sd[0]), float(delta[0]), n_t, n_c,
    )  # fmt: skip


def morris_d(means: np.ndarray, sds_pre: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    """(d_ppc2, g_T - g_C) from printed summaries.

    Parameters
    ----------
    means : ndarray, shape (2, 2)
        Rows treatment, control; columns before, after.
    sds_pre, n : ndarray, shape (2,)
        SD before and people, treatment then control.

    Raises
    ------
    CannotEstimate
        "too_few" under three people in an arm, "no_variation" with an SD that is not positive,
        "not_finite" with a number that is missing or infinite.
    """
    if not all(np.isfinite(values).all() for values in (means, sds_pre, n)):
        raise CannotEstimate("not_finite", "A mean, SD or number of people is missing or infinite.",
                             "Give every number the paper prints.")  # fmt: skip
    if (n < 3).any():
        raise CannotEstimate("too_few", "Each arm needs three people.", "Choose other arms.")
    if (sds_pre <= 0).any():
        raise CannotEstimate("no_variation", "An SD before treatment is not positive.",
                             "Give the SDs the paper prints.")  # fmt: skip
    changes = means[:, 1] - means[:, 0]
    m = n.sum() - 2
    sd = np.sqrt(((n - 1) * sds_pre**2).sum() / m)
    d = (1 - 3 / (4 * m - 1)) * (changes[0] - changes[1]) / sd
    own = np.array([small_sample_factor(k - 1) for k in n]) * changes / sds_pre
    return float(d), float(own[0] - own[1])


def _statistics(t: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Difference in change, pooled SD before and g_T - g_C of (replicates, n, 2) arrays.

    nan where a redraw does not vary before: a few of every thousand in an arm of four.
    """
    changes, variances = [], []
    for arm in (t, c):
        before = arm[..., 0]
        changes.append((arm[..., 1] - before).mean(axis=1))
        differs = (before != before[:, :1]).any(axis=1)
        variances.append(np.where(differs, before.var(axis=1, ddof=1), np.nan))
    n_t, n_c = t.shape[1], c.shape[1]
    within = [np.nan_to_num(v) * (n - 1) for n, v in zip((n_t, n_c), variances, strict=True)]
    pooled = np.sqrt((within[0] + within[1]) / (n_t + n_c - 2))
    own = [small_sample_factor(n - 1) * change / np.sqrt(v)
           for n, change, v in zip((n_t, n_c), changes, variances, strict=True)]  # fmt: skip
    return changes[0] - changes[1], np.where(pooled > 0, pooled, np.nan), own[0] - own[1]


def _percentiles(values: np.ndarray, level: float) -> tuple[float, float]:
    kept = values[np.isfinite(values)]
    low, high = np.quantile(kept, [1 - upper(level), upper(level)])
    return float(low), float(high)
