"""Verbs `mi` and `tipping-point`."""

from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import judge
from analysis.core.results import TippingPoint
from analysis.longitudinal import (
    ImputedScores,
    IncompleteScores,
    RubinPool,
    add_delta,
    compare_imputed,
    excludes_zero,
    find_tipping_points,
    impute_scores,
    pool_imputed,
    pool_supplied,
)

from .for_whom import brief, read_covariates
from .request import Request, split_names
from .visit_scores import TwoArmVisits, by_number, read_two_arms

_MARGIN_SAID = {
    "worthwhile": "above the margin",
    "small_difference_likely": "within the margins, excludes zero",
    "no_meaningful_difference": "within the margins, includes zero",
    "better_possibly_too_little": "above zero, possibly within the margin",
    "meaningfully_worse": "below minus the margin",
    "worse_possibly_too_little": "below zero, possibly within the margin",
    "too_imprecise": "too imprecise to say",
}
"""Verdicts in the raw sign, where above is not known to be better."""


def mi_verb(request: Request) -> dict[str, Any]:
    """Pool imputed data sets: those in the file (--imputation), else imputed here by arm."""
    if request.options.imputation:
        return _pool_stacked(request)
    arms = read_two_arms(request)
    imputed = impute(request, arms)
    pool, estimates, variances = pool_imputed(imputed, arms.visit)
    found = compare_imputed(imputed, request.level, arms.visit)
    seen = found.observed_cases
    return {
        **_say_pool(pool, estimates, variances, request.level),
        "n": dict(found.difference.counts),
        "imputed": dict(found.imputed),
        "imputations": found.imputations,
        "imputations_wanted": found.imputations_wanted,
        "monte_carlo_se": found.monte_carlo_se,
        "observed_cases": brief(seen) if seen else None,
        "visit": arms.visits[arms.visit], "treatment": arms.treatment, "control": arms.control,
        "assumption": found.assumption, "seed": found.seed,
        "method": found.difference.method, "source": found.difference.source,
    }  # fmt: skip


def tipping_point_verb(request: Request) -> dict[str, Any]:
    """How many points the imputed scores of an arm must be moved for the finding to change."""
    arms = read_two_arms(request)
    imputed = impute(request, arms)
    margin = request.options.margin
    finding = excludes_zero if margin is None else _against(margin)
    curve = find_tipping_points(imputed, request.level, _read_deltas(request), finding, arms.visit)
    start = compare_imputed(imputed, request.level, arms.visit).difference
    return {
        "at_zero": brief(start),
        "finding": curve.tipping[0].finding,
        "sd": curve.tipping[0].sd,
        "tipping": {one.arm: _say_tipping(one) for one in curve.tipping},
        "curve": {
            "delta": curve.deltas,
            "treatment": _columns(curve.treatment),
            "comparator": _columns(curve.comparator),
        },
        "visit": arms.visits[arms.visit], "treatment": arms.treatment, "control": arms.control,
        "assumption": imputed.assumption, "imputations": imputed.m, "seed": imputed.seed,
        "method": "Points added to every imputed score of one arm at the visit. " + start.method,
        "source": "Yan, Lee & Li 2009, J Biopharm Stat 19:1085-1098; Cro et al. 2020, "
        "Stat Med 39:2815-2842",
    }  # fmt: skip


def impute(request: Request, arms: TwoArmVisits) -> ImputedScores:
    """The scores imputed as --method, --imputations, --seed and --delta ask."""
    incomplete = IncompleteScores(
        arms.scores, arms.baseline, arms.treated, arms.covariates, arms.visits
    )
    imputed = impute_scores(
        incomplete, request.given("method", "mar").lower(),
        request.given("imputations", settings.IMPUTATIONS), request.given("seed", 1),
    )  # fmt: skip
    delta = request.given("delta", 0.0), request.given("delta_control", 0.0)
    return add_delta(imputed, *delta) if any(delta) else imputed


def _pool_stacked(request: Request) -> dict[str, Any]:
    """ANCOVA of --score on --baseline in each data set that --imputation numbers."""
    designs, y = _read_stacked(request)
    pool, estimates, variances = pool_supplied(designs, y, "classic")
    robust, _, _ = pool_supplied(designs, y, "hc3")
    low, high = robust.limits(request.level)
    return {
        **_say_pool(pool, estimates, variances, request.level),
        "hc3": {"se": robust.se, "df": robust.df, "p": robust.p, "fmi": robust.fmi,
                "ci": [low, high]},
        "imputations": pool.m,
        "monte_carlo_se": pool.monte_carlo_se,
        "n": {"n_treatment": int(designs[0, :, 1].sum()),
              "n_comparator": int((designs[0, :, 1] == 0).sum())},
        "method": "Least squares in each imputed data set, Rubin's rules, t with Barnard-Rubin df; "
        "`hc3` pools the same estimates with HC3 errors.",
        "source": "Rubin 1987; Barnard & Rubin 1999, Biometrika 86:948-955",
    }  # fmt: skip


def _read_stacked(request: Request) -> tuple[np.ndarray, np.ndarray]:
    """Designs (m, people, coefficients) and scores (m, people) of a stacked file."""
    y, number = request.column("score"), request.labels("imputation")
    treatment, control = request.arms()
    arm = request.labels("group")
    before = [request.column("baseline")[:, None]] if request.options.baseline else []
    design = np.column_stack(
        [np.ones(len(y)), (arm == treatment).astype(float), *before, read_covariates(request)]
    )
    of_arms, whole = np.isin(arm, [treatment, control]), np.isfinite(y)
    whole &= np.isfinite(design).all(axis=1)
    sets = [(one, of_arms & (number == one)) for one in by_number(number)]
    # mice writes the data as they were, missing scores and all, as data set 0.
    rows = [some & whole for one, some in sets if one != "0" or whole[some].all()]
    sizes = {int(some.sum()) for some in rows}
    if len(rows) < 2 or len(sizes) > 1:
        raise CannotEstimate(
            "uneven_imputations",
            f"{len(rows)} imputed data sets were found"
            + (", and they do not hold the same number of complete rows." if rows else "."),
            "Give a file that stacks at least two complete data sets.",
        )
    return np.stack([design[some] for some in rows]), np.stack([y[some] for some in rows])


def _say_pool(
    pool: RubinPool, estimates: np.ndarray, variances: np.ndarray, level: float
) -> dict[str, Any]:
    low, high = pool.limits(level)
    tail = 100 * (1 - level) / 2
    return {
        "pooled": {
            "estimate": pool.qbar, "std.error": pool.se, "statistic": pool.statistic,
            "df": pool.df, "p.value": pool.p,
            f"{tail:g} %": low, f"{100 - tail:g} %": high,
        },
        "rubin": {
            "qbar": pool.qbar, "ubar": pool.ubar, "b": pool.b, "t": pool.t, "se": pool.se,
            "lambda": pool.share, "riv": pool.riv, "df_old": pool.df_old,
            "df_complete": pool.df_complete, "df_barnard_rubin": pool.df, "fmi": pool.fmi,
        },
        "per_imputation_est": estimates,
        "per_imputation_var": variances,
    }  # fmt: skip


def _against(text: str) -> Callable[[float, float], str]:
    """The finding against a margin, in the raw sign."""
    try:
        margin = abs(float(text))
    except ValueError:
        margin = 0.0
    if not margin > 0:
        raise CannotEstimate("bad_margin", "A margin is a number of points above zero.",
                             "Write --margin 3.")  # fmt: skip
    return lambda low, high: _MARGIN_SAID[judge(low, high, margin)]


def _read_deltas(request: Request) -> np.ndarray | None:
    """Points of the curve as given with --values."""
    if not request.options.values:
        return None
    try:
        return np.array([float(text) for text in split_names(request.options.values)])
    except ValueError:
        raise CannotEstimate("bad_values", "--values lists numbers of points.",
                             "Write --values=-2,0,2.") from None  # fmt: skip


def _limits(one: Estimate) -> dict[str, Any]:
    return {"estimate": one.value, "se": one.se, "ci": [one.low, one.high], "p": one.p}


def _columns(estimates: tuple[Estimate, ...]) -> dict[str, Any]:
    return {
        "estimate": [one.value for one in estimates], "low": [one.low for one in estimates],
        "high": [one.high for one in estimates], "p": [one.p for one in estimates],
    }  # fmt: skip


def _say_tipping(one: TippingPoint) -> dict[str, Any]:
    return {
        "lost": one.lost, "delta": one.delta, "in_sd": one.in_sd, "size": one.size,
        "searched_to": one.searched_to, "finding_beyond": one.finding_beyond,
        "mean_seen": one.mean_seen, "mean_imputed": one.mean_imputed,
        "mean_at_tipping": one.mean_at_tipping,
        "at_tipping": _limits(one.at_tipping) if one.at_tipping else None,
    }  # fmt: skip
