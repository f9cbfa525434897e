"""The parts of the answer of verb `meta`, as metafor names them."""

import math
from typing import Any

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.meta_analysis import (
    MetaRegression,
    PooledTables,
    RandomEffects,
    Tau2Estimator,
    begg_rank_test,
    describe_heterogeneity,
    egger_line,
    egger_mixed,
    funnel_contours,
    higgins_thompson,
    leave_one_out,
    pool_fixed,
    pool_studies,
    profile_q,
    trim_and_fill,
)

_PROFILED = ("DL", "REML", "PM")
_SEARCHED_UP_TO = 100.0
"""metafor looks for the upper limit of tau2 up to this, or ten times tau2, and says ">" beyond."""


def say_fixed(y: np.ndarray, v: np.ndarray, level: float) -> dict[str, Any]:
    """The fixed-effect mean with Q and I2."""
    found, spread = pool_fixed(y, v, level), describe_heterogeneity(y, v, 0.0)
    return {**_say_z(found), "Q": spread.q, "I2": spread.i2_q}


def say_random(
    y: np.ndarray, v: np.ndarray, estimator: Tau2Estimator, level: float
) -> dict[str, Any]:
    """One random-effects pooling, with every interval by its convention."""
    found = pool_studies(y, v, estimator, level)
    spread, hk, hoc, pi = (found.heterogeneity, found.knapp_hartung, found.ad_hoc,
                           found.predictions)  # fmt: skip
    return {
        "k": found.k, **_say_z(found.wald), "tau2": found.tau2, "tau": math.sqrt(found.tau2),
        "se_tau2": found.tau2_se, "I2_metafor": spread.i2, "H2_metafor": spread.h2,
        "Q": spread.q, "Q_df": spread.df, "Q_p": spread.p, "I2_Q": spread.i2_q,
        "H2_Q": spread.h2_q, **_say_profile(y, v, found, level),
        "knha": {"se": hk.se, "t": _ratio(hk), "df": spread.df, "p": hk.p, "ci": _ci(hk)},
        "knha_adhoc": {"se": hoc.se, "p": hoc.p, "ci": _ci(hoc)},
        "pi_metafor_z": pi["classic_z"], "pi_t_km2": pi["classic_t_km2"],
        "pi_t_km1": pi["classic_t_km1"], "pi_knha_t_km1": pi["knapp_hartung_t_km1"],
        "pi_knha_t_km2": pi["knapp_hartung_t_km2"], "weights_pct": found.weights,
    }  # fmt: skip


def say_test_based(y: np.ndarray, v: np.ndarray, level: float) -> dict[str, Any]:
    """H and I2 with Higgins and Thompson's interval."""
    found = higgins_thompson(describe_heterogeneity(y, v, 0.0).q, len(y), level)
    if found is None:
        return {"H": None, "H_ci": None, "I2_ci_HigginsThompson": None}
    return {"H": found.h, "H_ci": found.h_limits, "I2_ci_HigginsThompson": found.i2_limits}


def say_bias(y: np.ndarray, v: np.ndarray, level: float) -> dict[str, Any]:
    """Small-study effects; a refusal in their place where they cannot be told."""
    try:
        line, peese = egger_line(y, v, level), egger_line(y, v, level, over_variances=True)
        mixed, ranks = egger_mixed(y, v, "REML", level), begg_rank_test(y, v)
        slope = mixed.coefficients["sei"]
        return {
            "egger_classic": {
                "intercept_bias": line.slope.value, "se": line.slope.se, "t": _ratio(line.slope),
                "df": len(y) - 2, "p": line.slope.p, "slope": line.limit.value,
            },
            "egger_regtest_lm": {
                "t": _ratio(line.slope), "df": len(y) - 2, "p": line.slope.p,
                "limit_estimate": line.limit.value,
            },
            "egger_regtest_rma": {
                "z": _ratio(slope), "p": slope.p,
                "limit_estimate": {"intrcpt": mixed.coefficients["intrcpt"].value},
            },
            "begg": {"tau": {"tau": ranks.tau}, "p": ranks.p},
            **{f"trimfill_{count}_{pooling}": _say_filled(y, v, count, pooling, level)
               for count, pooling in (("L0", "REML"), ("R0", "REML"), ("L0", "DL"), ("L0", "FE"))},
            "pet": {"est": line.limit.value, "se": line.limit.se, "p": line.limit.p},
            "peese": {"est": peese.limit.value, "se": peese.limit.se},
        }  # fmt: skip
    except CannotEstimate as fault:
        return {"refused": {"code": fault.refusal.code, "message": fault.refusal.sentence}}


def say_leave_one_out(
    y: np.ndarray, v: np.ndarray, estimator: Tau2Estimator
) -> dict[str, Any] | None:
    """The pooled effect without each study; None below three."""
    if len(y) < 3:
        return None
    found = leave_one_out(y, v, estimator)
    return {"estimate": found.estimate, "se": found.se, "tau2": found.tau2, "I2": found.i2}


def say_tables(found: PooledTables, measure: str) -> dict[str, Any]:
    """A Mantel-Haenszel pooling; ratios on their own scale as well."""
    value, short = found.estimate, measure.lower()
    if measure == "RD":
        return {"rd": value.value, "se": value.se, "ci": _ci(value)}
    return {
        f"log_{short}": value.value, "se": value.se, short: math.exp(value.value),
        "ci": [math.exp(value.low), math.exp(value.high)],
    }  # fmt: skip


def say_count_pooling(found: PooledTables) -> dict[str, Any]:
    """A pooling of counts as metafor prints it."""
    value = found.estimate
    return {"b": {"intrcpt": value.value}, "se": value.se, "Q": found.q, "Q_df": found.df,
            "Q_p": found.p, "z": _ratio(value), "p": value.p, "ci": _ci(value)}  # fmt: skip


def say_regression(found: MetaRegression) -> dict[str, Any]:
    """A meta-regression: coefficients by name, the rest in their order."""
    each = found.coefficients.values()
    return {
        "coef": {name: one.value for name, one in found.coefficients.items()},
        "se": [one.se for one in each], "stat": [_ratio(one) for one in each],
        "p": [one.p for one in each], "ci_lb": [one.low for one in each],
        "ci_ub": [one.high for one in each], "tau2": found.tau2, "I2": found.heterogeneity.i2,
        "R2": found.r2, "QM": found.statistic, "QMp": found.p, "QE": found.heterogeneity.q,
        "QEp": found.heterogeneity.p, "k": found.k,
    }  # fmt: skip


def say_group(found: RandomEffects | Estimate, y: np.ndarray) -> dict[str, Any]:
    """One subgroup; a level with one study has that study's effect."""
    if isinstance(found, Estimate):
        return {"k": 1, "estimate": found.value, "se": found.se, "ci": _ci(found),
                "ci_knha": None, "tau2": 0.0, "I2": 0.0, "Q": 0.0}  # fmt: skip
    return {
        "k": len(y), "estimate": found.wald.value, "se": found.wald.se, "ci": _ci(found.wald),
        "ci_knha": _ci(found.knapp_hartung), "tau2": found.tau2, "I2": found.heterogeneity.i2,
        "Q": found.heterogeneity.q,
    }  # fmt: skip


def say_funnel(y: np.ndarray, v: np.ndarray, level: float) -> dict[str, Any]:
    """Each study's p against no effect, and the half widths of the contours a standard error."""
    found = funnel_contours(y, v, 0.0, level, points=2)
    widths = {f"{p:g}": float(half[-1] / found.se[-1]) for p, half in found.contours.items()}
    return {"p": found.p, "contour_half_width_per_se": widths}


def _say_profile(
    y: np.ndarray, v: np.ndarray, found: RandomEffects, level: float
) -> dict[str, Any]:
    """Q-profile limits beside the estimators that have them in R, up to where R searches."""
    if found.estimator not in _PROFILED:
        return {"tau2_ci_QP": None, "I2_ci_from_QP": None}
    profile = profile_q(y, v, level)
    if profile.tau2 is None:
        return {"tau2_ci_QP": [0.0, 0.0], "I2_ci_from_QP": [0.0, 0.0], "tau2_ci_empty": True}
    most = max(_SEARCHED_UP_TO, 10 * found.tau2)
    limits = [min(limit, most) for limit in profile.tau2]
    typical = found.heterogeneity.typical
    told = {"tau2_ci_QP": limits, "I2_ci_from_QP": [100 * t / (t + typical) for t in limits]}
    beyond = {"tau2_ci_QP_beyond": profile.tau2[1]} if profile.tau2[1] > most else {}
    return {**told, **beyond}


def _say_filled(
    y: np.ndarray, v: np.ndarray, count: Any, pooling: Any, level: float
) -> dict[str, Any]:
    found = trim_and_fill(y, v, count, pooling, level)
    return {
        "k0": found.missing, "side": found.side, "estimate": found.estimate.value,
        "se": found.estimate.se, "ci": _ci(found.estimate), "tau2": found.tau2,
    }  # fmt: skip


def _say_z(one: Estimate) -> dict[str, Any]:
    return {"estimate": one.value, "se": one.se, "z": _ratio(one), "p": one.p, "ci": _ci(one)}


def _ci(one: Estimate) -> list[float]:
    return [one.low, one.high]


def _ratio(one: Estimate) -> float:
    return one.value / one.se if one.se else math.nan
