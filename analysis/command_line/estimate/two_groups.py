"""`two-group`: two arms' scores side by side, and every distance between them."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from analysis.core import CannotEstimate, say_approximate
from analysis.core.formulas import (
    noncentral_t_interval,
    normal_quantile,
    small_sample_factor,
    t_quantile,
    t_tail,
    upper,
    welch,
)
from analysis.effect_sizes import compare_pairs, hodges_lehmann, mann_whitney

from .request import Request

METHOD = "Hedges g: difference in means over the pooled SD, times J; J times noncentral-t limits."
SOURCE = "Hedges 1981, J Educ Stat 6:107-128"


def scores_of_arms(request: Request) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """(treatment, control) scores that are there, and how many are missing in each.

    Raises
    ------
    CannotEstimate
        "too_few" with under two scores in an arm; "no_variation" when no score differs;
        "not_finite" with an infinite score.
    """
    score, group = request.column("score"), request.labels("group")
    arms = [score[np.array([g == arm for g in group], dtype=bool)] for arm in request.arms()]
    there = [arm[~np.isnan(arm)] for arm in arms]
    require_finite(there)
    if min(len(arm) for arm in there) < 2:
        raise CannotEstimate("too_few", "Each arm needs at least two scores.",
                             "Check --score, --group and --where.")  # fmt: skip
    if all(np.ptp(arm) == 0 for arm in there):
        raise CannotEstimate("no_variation", "No score differs from the others in its arm, so "
                             "nothing can be standardised.", "Choose another score.")  # fmt: skip
    return there[0], there[1], [len(a) - len(b) for a, b in zip(arms, there, strict=True)]


def require_finite(arms: Iterable[np.ndarray]) -> None:
    """Refuse an infinite score, however it came about."""
    if any(np.isinf(arm).any() for arm in arms):
        raise CannotEstimate("not_finite", "A score is infinite.",
                             "Mend the file, or see whether --derive divides by 0.")  # fmt: skip


def two_group_verb(request: Request) -> dict[str, Any]:
    """Everything the two-group reference entries hold."""
    treatment, control, missing = scores_of_arms(request)
    level = request.level
    return {
        **_describe((treatment, control)),
        **_compare_means(treatment, control, level),
        **_standardise(treatment, control, level),
        **_compare_ranks(treatment, control, level),
        **_compare_pairs(treatment, control, level),
        "missing": missing,
        "method": METHOD + say_approximate("hodges_lehmann"),
        "source": SOURCE,
    }


def _describe(arms: tuple[np.ndarray, np.ndarray]) -> dict[str, Any]:
    return {
        "n": [len(a) for a in arms],
        "mean": [a.mean() for a in arms],
        "sd": [a.std(ddof=1) for a in arms],
        "se": [a.std(ddof=1) / np.sqrt(len(a)) for a in arms],
        "median": [np.median(a) for a in arms],
        "q1_type7": [np.quantile(a, 0.25) for a in arms],
        "q3_type7": [np.quantile(a, 0.75) for a in arms],
        "min": [a.min() for a in arms],
        "max": [a.max() for a in arms],
    }


def _compare_means(t: np.ndarray, c: np.ndarray, level: float) -> dict[str, Any]:
    difference, df = t.mean() - c.mean(), len(t) + len(c) - 2
    sd = pooled(t, c)
    se = sd * np.sqrt(1 / len(t) + 1 / len(c))
    half = t_quantile(upper(level), df) * se
    w = welch(t.mean(), t.std(ddof=1), len(t), c.mean(), c.std(ddof=1), len(c), level)
    return {
        "mean_diff": difference, "sd_pooled": sd, "student_t": difference / se, "student_df": df,
        "student_p": t_tail(difference / se, df),
        "student_ci": [difference - half, difference + half],
        "welch_t": w.difference / w.se, "welch_df": w.df, "welch_p": w.p,
        "welch_ci": [w.low, w.high], "welch_se": w.se,
    }  # fmt: skip


def pooled(t: np.ndarray, c: np.ndarray) -> float:
    """Pooled SD of two samples."""
    total = ((t - t.mean()) ** 2).sum() + ((c - c.mean()) ** 2).sum()
    return float(np.sqrt(total / (len(t) + len(c) - 2)))


def _standardise(t: np.ndarray, c: np.ndarray, level: float) -> dict[str, Any]:
    n_t, n_c = len(t), len(c)
    n, m, base = n_t + n_c, n_t + n_c - 2, 1 / n_t + 1 / n_c
    d = (t.mean() - c.mean()) / pooled(t, c)
    low, high = noncentral_t_interval(d / np.sqrt(base), m, np.sqrt(base), level)
    j, j_near = small_sample_factor(m), 1 - 3 / (4 * m - 1)
    g, sd_c = j * d, c.std(ddof=1)
    large, metafor = base + d**2 / (2 * n), base + g**2 / (2 * n)
    wald = normal_quantile(upper(level)) * np.sqrt(metafor)
    glass = (t.mean() - c.mean()) / sd_c if sd_c else np.nan
    delta = small_sample_factor(n_c - 1) * glass if n_c > 2 else np.nan
    both = np.sqrt((t.var(ddof=1) + c.var(ddof=1)) / 2)
    return {
        "cohen_d": d, "d_ci_noncentral_t": [low, high], "J_exact": j, "J_approx": j_near,
        "hedges_g": g, "hedges_g_approxJ": j_near * d,
        "g_ci_noncentral_t_timesJ": [j * low, j * high],
        "var_d_large": large, "var_d_df2": base + d**2 / (2 * m), "var_g_J2": j**2 * large,
        "var_g_metafor_LS": metafor, "var_g_revman": base + (j_near * d) ** 2 / (2 * (n - 3.94)),
        "g_ci_wald_metafor_LS": [g - wald, g + wald],
        "glass_delta_ctrlSD": glass, "glass_delta_J": delta,
        "glass_delta_ci": _glass_limits(t, c, glass, level),
        "d_average_variance": (t.mean() - c.mean()) / both,
        "d": d, "d_ci": [low, high], "g": g, "g_ci": [j * low, j * high],
    }  # fmt: skip


def _glass_limits(t: np.ndarray, c: np.ndarray, glass: float, level: float) -> list[float]:
    """Bonett's (2008) interval of Glass's delta, variances not assumed equal."""
    if not np.isfinite(glass):
        return [np.nan, np.nan]
    ratio = t.var(ddof=1) / c.var(ddof=1)
    var = glass**2 / (2 * (len(c) - 1)) + ratio / (len(t) - 1) + 1 / (len(c) - 1)
    half = normal_quantile(upper(level)) * np.sqrt(var)
    return [glass - half, glass + half]


def _compare_ranks(t: np.ndarray, c: np.ndarray, level: float) -> dict[str, Any]:
    found, shift = mann_whitney(t, c), hodges_lehmann(t, c, level)
    return {
        "wilcoxon_W": found.statistic, "wilcoxon_p_normal_cc": found.p_corrected,
        "wilcoxon_p_normal_nocc": found.p, "wilcoxon_p_exact": found.p_exact,
        "hodges_lehmann": shift.value, "hodges_lehmann_ci": [shift.low, shift.high],
        "ties": found.ties, "U": found.statistic,
    }  # fmt: skip


def _compare_pairs(t: np.ndarray, c: np.ndarray, level: float) -> dict[str, Any]:
    found = compare_pairs(t, c)
    delta, z = 2 * found.value - 1, normal_quantile(upper(level))
    biserial = z * np.sqrt((len(t) + len(c) + 1) / (3 * len(t) * len(c)))
    centre = np.arctanh(delta) if abs(delta) < 1 else np.nan
    logit = found.limits(level, "logit")
    return {
        "prob_superiority": found.value, "cliff_delta": delta, "se_placement": found.se,
        "se_delong": found.se, "brunner_munzel_t": found.t, "brunner_munzel_df": found.df,
        "brunner_munzel_p": found.p, "ps_ci_bm_t": found.limits(level, "plain", "t"),
        "ps_ci_normal": found.limits(level), "ps_ci_logit_normal": logit,
        "ps_ci_logit_t": found.limits(level, "logit", "t"),
        "se_hanley_mcneil": found.hanley_mcneil_se, "cliff_se_unbiased": found.cliff_se,
        "cliff_ci_asymmetric": found.cliff_limits(level),
        "cliff_ci_from_logit_normal": [2 * limit - 1 for limit in logit],
        "rank_biserial": delta,
        "rb_ci": [np.tanh(centre - biserial), np.tanh(centre + biserial)],
    }  # fmt: skip
