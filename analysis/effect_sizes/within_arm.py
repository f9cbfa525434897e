"""Change within one arm, standardised five ways, each by its name."""

from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate
from analysis.core.formulas import (
    noncentral_t_interval,
    normal_quantile,
    small_sample_factor,
    t_quantile,
    t_tail,
    upper,
)


@dataclass(frozen=True)
class WithinArm:
    """Before and after in the same people: summaries and every standardised mean change.

    `d_z` divides by the SD of change, `d_rm` by that SD over sqrt(2 (1 - r)), `d_av` by the mean of
    both SDs (`d_av_root` by the root of the mean variance), `d_pre` by the SD before (Becker's,
    `becker` with the small-sample factor). None of them is a difference between arms.
    """

    n: int
    mean_pre: float
    mean_post: float
    sd_pre: float
    sd_post: float
    r: float
    change: Estimate
    sd_change: float
    d_z: Estimate
    d_av: float
    d_av_root: float
    d_rm: float
    d_pre: float
    becker: Estimate


def change_within(pre: np.ndarray, post: np.ndarray, level: float) -> WithinArm:
    """Mean change of one arm from before to after, in points and standardised.

    Parameters
    ----------
    pre, post : ndarray, shape (n,)
        Scores of the same people in the same order; people with either missing are left out.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "too_few" under three people with both; "no_variation" where scores or changes do not vary;
        "not_finite" with an infinite score.

    Notes
    -----
    Change = after - before. Limits of d_z: noncentral t over sqrt(n). Becker's g = J(n - 1) d_pre
    with variance 2 (1 - r)/n + g^2 / (2n), which supposes the same SD before and after: where the
    SD doubles, its 95 % limits hold the truth in about three of four samples.

    References
    ----------
    Becker BJ (1988). Br J Math Stat Psychol 41:257-278; Lakens D (2013). Front Psychol 4:863,
    equations 6 to 10; Morris SB, DeShon RP (2002). Psychol Methods 7:105-125.
    """
    pre, post = _require_pairs(pre, post)
    n, change = len(pre), post - pre
    sd_pre, sd_post, sd_change = (float(v.std(ddof=1)) for v in (pre, post, change))
    r, mean = float(np.corrcoef(pre, post)[0, 1]), float(change.mean())
    t = mean / (sd_change / np.sqrt(n))
    half = t_quantile(upper(level), n - 1) * sd_change / np.sqrt(n)
    d_z = mean / sd_change
    low, high = noncentral_t_interval(t, n - 1, 1 / np.sqrt(n), level)
    becker = small_sample_factor(n - 1) * mean / sd_pre
    se = float(np.sqrt(2 * (1 - r) / n + becker**2 / (2 * n)))
    wald, counts = normal_quantile(upper(level)) * se, {"participants": n}
    return WithinArm(
        n, float(pre.mean()), float(post.mean()), sd_pre, sd_post, r,
        Estimate("change", mean, mean - half, mean + half, level, counts,
                 "Mean change, after - before; paired t interval.", "Student 1908",
                 se=sd_change / np.sqrt(n), df=n - 1, p=t_tail(t, n - 1)),
        sd_change,
        Estimate("d_z", d_z, low, high, level, counts,
                 "Mean change over the SD of change; noncentral-t limits.",
                 "Lakens 2013, Front Psychol 4:863, equation 6", "sd", df=n - 1,
                 standardiser="SD of change"),
        2 * mean / (sd_pre + sd_post), mean / np.sqrt((sd_pre**2 + sd_post**2) / 2),
        d_z * float(np.sqrt(2 * (1 - r))), mean / sd_pre,
        Estimate("becker_g", becker, becker - wald, becker + wald, level, counts,
                 "Mean change over the SD before, times J; normal limits."
                 + say_approximate("becker_g"),
                 "Becker 1988, Br J Math Stat Psychol 41:257-278", "sd", se=se,
                 standardiser="SD before"),
    )  # fmt: skip


def _require_pairs(pre: np.ndarray, post: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if np.isinf(pre).any() or np.isinf(post).any():
        raise CannotEstimate("not_finite", "A score is infinite.", "Mend it, or leave it out.")
    both = ~(np.isnan(pre) | np.isnan(post))
    pre, post = pre[both], post[both]
    if len(pre) < 3:
        raise CannotEstimate("too_few", f"{len(pre)} people have both scores; three are needed.",
                             "Choose another visit.")  # fmt: skip
    rounding = 1e-12 * max(np.abs(pre).max(), np.abs(post).max())
    if any(np.ptp(v) <= rounding for v in (pre, post, post - pre)):
        raise CannotEstimate("no_variation", "Scores or changes are the same in everybody, so "
                             "nothing can be standardised.", "Choose another score.")  # fmt: skip
    return pre, post
