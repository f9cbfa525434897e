"""`bootstrap`, `permutation` and `equivalence`: a difference without, or against, an assumption."""

from typing import Any

import numpy as np
from scipy.special import stdtr

from analysis.core import CannotEstimate, say_approximate
from analysis.core.formulas import t_quantile, welch
from analysis.effect_sizes import STATISTICS, Bootstrapped, Statistic, bootstrap, permutation_p

from .request import Request
from .two_groups import scores_of_arms

SEED, SEEDS, REPLICATES = 1, 5, 9999


def bootstrap_verb(request: Request) -> dict[str, Any]:
    """BCa and percentile limits of four distances, over five seeds as the reference has them."""
    treatment, control, _ = scores_of_arms(request)
    first = request.given("seed", SEED)
    replicates = request.given("replicates", REPLICATES)
    if replicates < 100:
        raise CannotEstimate("too_few_replicates", "At least 100 replicates are needed.",
                             "Give --replicates 9999.")  # fmt: skip
    seeds = range(first, first + SEEDS)
    answered: dict[str, Any] = {
        name: _over_seeds(treatment, control, statistic, request.level, replicates, seeds)
        for name, statistic in STATISTICS.items()
    }
    return answered | {
        "n": [len(treatment), len(control)], "replicates": replicates,
        "seeds": list(seeds),
        "method": "People redrawn within arm; BCa and percentile limits of the first seed, with "
        "mean and range over the seeds."
        + say_approximate("bootstrap_bca", len(treatment), len(control)),
        "source": "Efron 1987, JASA 82:171-185",
    }  # fmt: skip


def _over_seeds(
    t: np.ndarray, c: np.ndarray, statistic: Statistic, level: float, replicates: int, seeds: range
) -> dict[str, Any]:
    """One distance; limits nan where no redraw differs, as of superiority in arms far apart."""
    undefined = Bootstrapped(statistic.of(t, c), (np.nan, np.nan), (np.nan, np.nan), replicates)
    try:
        runs = [bootstrap(t, c, statistic, level, replicates, seed) for seed in seeds]
    except CannotEstimate as fault:
        if fault.refusal.code != "no_variation":
            raise
        runs = [undefined]
    limits: dict[str, Any] = {"estimate": runs[0].value}
    for kind, pick in (("bca", lambda run: run.bca), ("perc", lambda run: run.percentile)):
        for side, place in (("lower", 0), ("upper", 1)):
            found = [pick(run)[place] for run in runs]
            limits |= {
                f"{kind}_{side}": found[0],
                f"{kind}_{side}_mean": np.mean(found),
                f"{kind}_{side}_range": [min(found), max(found)],
            }
    return limits


def permutation_verb(request: Request) -> dict[str, Any]:
    """Two-sided p of the difference in means by dealing the arms anew."""
    treatment, control, _ = scores_of_arms(request)
    replicates = request.given("replicates", REPLICATES)
    return {
        "n": [len(treatment), len(control)], "mean_diff": treatment.mean() - control.mean(),
        "p": permutation_p(treatment, control, replicates, request.given("seed", SEED)),
        "replicates": replicates,
        "method": "Arms dealt anew among the same scores; p = (b + 1) / (m + 1)."
        + say_approximate("permutation"),
        "source": "Phipson & Smyth 2010, Stat Appl Genet Mol Biol 9:39",
    }  # fmt: skip


def equivalence_verb(request: Request) -> dict[str, Any]:
    """Whether the difference lies within the margin: by its interval, and by two tests."""
    t, c, _ = scores_of_arms(request)
    margin = float(request.needed("margin"))
    if not np.isfinite(margin) or margin <= 0:
        raise CannotEstimate("bad_margin", "A margin is a positive number of points.",
                             "Give --margin, for example 2.5.")  # fmt: skip
    w = welch(t.mean(), t.std(ddof=1), len(t), c.mean(), c.std(ddof=1), len(c), request.level)
    alpha = 1 - request.level
    half = t_quantile(1 - alpha, w.df) * w.se
    p_low, p_high = (_one_sided(distance / w.se, w.df)
                     for distance in (w.difference + margin, margin - w.difference))  # fmt: skip
    return {
        "n": [len(t), len(c)], "mean_diff": w.difference, "se": w.se, "df": w.df,
        "ci": [w.low, w.high], "margin": margin,
        "ci_within_margin": bool(-margin < w.low and w.high < margin),
        "tost_ci": [w.difference - half, w.difference + half],
        "p_lower": p_low, "p_upper": p_high, "p_tost": max(p_low, p_high),
        "equivalent": bool(max(p_low, p_high) < alpha),
        "method": f"Welch; the {100 * request.level:g}% interval against the margin (as the "
        "verdict does), and two one-sided tests.",
        "source": "Schuirmann 1987, J Pharmacokinet Biopharm 15:657-680",
    }  # fmt: skip


def _one_sided(t: float, df: float) -> float:
    return float(stdtr(df, -t))
