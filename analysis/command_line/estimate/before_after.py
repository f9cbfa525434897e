"""`paired` and `pre-post`: change within an arm, and against another arm."""

from typing import Any

import numpy as np

from analysis.core import CannotEstimate, say_approximate
from analysis.effect_sizes import change_within, morris_d, pre_post_control, signed_rank

from .request import Request, split_names

SEED = 20_240_229


def scores_of_people(request: Request) -> tuple[np.ndarray, np.ndarray]:
    """Before and after, by --pre and --post or by --baseline and --score."""
    options = request.options
    before = "pre" if options.pre or not options.baseline else "baseline"
    after = "post" if options.post or not options.score else "score"
    return request.column(before), request.column(after)


def paired_verb(request: Request) -> dict[str, Any]:
    """Change of the rows chosen, before and after in the same people."""
    pre, post = scores_of_people(request)
    found = change_within(pre, post, request.level)
    both = ~np.isnan(pre) & ~np.isnan(post)
    ranks = signed_rank(post[both] - pre[both])
    change, d_z, becker = found.change, found.d_z, found.becker
    return {
        "n": found.n, "mean_pre": found.mean_pre, "mean_post": found.mean_post,
        "sd_pre": found.sd_pre, "sd_post": found.sd_post, "r": found.r,
        "mean_change": change.value, "sd_change": found.sd_change,
        "t": change.value / (change.se or 1.0), "df": change.df, "p": change.p,
        "ci": [change.low, change.high], "d_z": d_z.value,
        "d_z_ci_noncentral_t": [d_z.low, d_z.high],
        "g_z_exactJ": becker.value / found.d_pre * d_z.value if found.d_pre else 0.0,
        "d_av_mean_of_SDs": found.d_av, "d_av_root_mean_var": found.d_av_root,
        "d_rm": found.d_rm, "d_pre": found.d_pre, "g_pre_SMCR_exactJ": becker.value,
        "var_SMCR_metafor": (becker.se or 0.0) ** 2, "g_pre_ci": [becker.low, becker.high],
        "wilcoxon_V": ranks.statistic, "wilcoxon_p_cc": ranks.p_corrected,
        "wilcoxon_p_nocc": ranks.p, "missing": int((~both).sum()),
        "method": f"{change.method} {becker.method}", "source": becker.source,
    }  # fmt: skip


def pre_post_verb(request: Request) -> dict[str, Any]:
    """Morris' standardised difference in change between two arms.

    From people (--pre, --post, --group), or from printed summaries without a file: --values with
    mean before, mean after, SD before and n of the treatment, then of the control arm.
    """
    if request.options.values:
        return _from_summaries(request)
    group = request.labels("group")
    scores = np.column_stack(scores_of_people(request))
    there = ~np.isnan(scores).any(axis=1)
    treatment, control = (
        scores[there & np.array([g == arm for g in group], dtype=bool)] for arm in request.arms()
    )
    found = pre_post_control(treatment, control, request.level, request.given("seed", SEED))
    return {
        "n": [found.n_treatment, found.n_control], "d_ppc2": found.d_ppc2,
        "d_ppc2_exactJ": found.d_ppc2_exact, "d_ppc2_ci_bootstrap": found.d_ppc2_limits,
        "sd_pre_pooled": found.sd_pre_pooled, "delta_change": found.delta_change,
        "g_T_minus_g_C": found.g_difference,
        "g_T_minus_g_C_ci_bootstrap": found.g_difference_limits,
        "method": "Difference in mean change over the pooled SD before, times cP; percentile "
        "bootstrap within arm." + say_approximate("d_ppc2", found.n_treatment, found.n_control),
        "source": "Morris 2008, Organ Res Methods 11:364-386",
    }  # fmt: skip


def _from_summaries(request: Request) -> dict[str, Any]:
    try:
        numbers = np.array([float(text) for text in split_names(request.options.values)])
        arms = numbers.reshape(2, 4)
    except ValueError:
        raise CannotEstimate(
            "bad_values", "--values has four numbers of each arm.",
            "Write mean before, mean after, SD before, n; treatment, then control.",
        ) from None  # fmt: skip
    d, g = morris_d(arms[:, :2], arms[:, 2], arms[:, 3])
    return {
        "n": arms[:, 3].astype(int), "d_ppc2": d, "g_T_minus_g_C": g,
        "method": "Difference in mean change over the pooled SD before, times cP; from summaries, "
        "so without an interval.",
        "source": "Morris 2008, Organ Res Methods 11:364-386",
    }  # fmt: skip
