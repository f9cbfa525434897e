"""The mean of true effects over studies: random effects, and the fixed-effect mean beside it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.core import Estimate, say_approximate
from analysis.core.formulas import normal_quantile, normal_tail, t_quantile, t_tail, upper

from .heterogeneity import Heterogeneity, describe_heterogeneity, standard_error_of_tau2
from .studies import intercept, require_studies
from .tau2 import Tau2Estimator, estimate_tau2
from .weighted import weigh

Limits = tuple[float, float]
NO_SPREAD = "all effects are as the model has them, so the standard error is the classic one"
TAU2_SOURCE: Mapping[str, str] = {
    "DL": "DerSimonian & Laird 1986, Control Clin Trials 7:177-188",
    "REML": "Viechtbauer 2005, J Educ Behav Stat 30:261-293",
    "PM": "Paule & Mandel 1982, J Res Natl Bur Stand 87:377-385",
    "ML": "Hardy & Thompson 1996, Stat Med 15:619-629",
    "EB": "Morris 1983, J Am Stat Assoc 78:47-55",
    "SJ": "Sidik & Jonkman 2005, J R Stat Soc C 54:367-384",
    "HS": "Hunter & Schmidt 1990; Viechtbauer 2005, J Educ Behav Stat 30:261-293",
    "HE": "Hedges 1983, Psychol Bull 93:388-395",
}
KNAPP_HARTUNG = "Knapp & Hartung 2003, Stat Med 22:2693-2710"


@dataclass(frozen=True, eq=False)
class RandomEffects:
    """One random-effects pooling.

    `wald` has the classic standard error and normal limits, `knapp_hartung` the adjusted one with
    t(k - 1), `ad_hoc` the larger of both with t(k - 1). `predictions` are named by standard error
    and reference distribution; one without degrees of freedom is None. `weights` in percent.
    """

    estimator: Tau2Estimator
    k: int
    tau2: float
    tau2_se: float
    heterogeneity: Heterogeneity
    wald: Estimate
    knapp_hartung: Estimate
    ad_hoc: Estimate
    predictions: Mapping[str, Limits | None]
    weights: np.ndarray


def pool_studies(
    y: np.ndarray, v: np.ndarray, estimator: Tau2Estimator = "REML", level: float = 0.95,
    names: Sequence[str] | None = None, tau2: float | None = None,
) -> RandomEffects:  # fmt: skip
    """Mean of the true effects of independent studies, and where a new study's may lie.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects (any scale; ratios as logarithms) and their sampling variances.
    estimator : str
        Estimator of tau2, see `estimate_tau2`.
    level : float
        Confidence level.
    names : sequence of str, optional
        The studies, for messages.
    tau2 : float, optional
        The variance between studies, where it is taken as known.

    Returns
    -------
    RandomEffects

    Raises
    ------
    CannotEstimate
        "nothing_to_pool", "no_variance", or "too_few_studies" below two.

    Notes
    -----
    Weights w = 1 / (v + tau2); classic SE^2 = 1 / sum w. Knapp-Hartung: that times
    s2 = sum w (y - mu)^2 / (k - 1), with t(k - 1); ad hoc: s2 is not let below 1. Prediction:
    mu +- c sqrt(tau2 + SE^2) with the classic SE and z, t(k - 2) or t(k - 1), or the
    Knapp-Hartung SE and t(k - 1) or t(k - 2).

    References
    ----------
    DerSimonian R, Laird N (1986). Control Clin Trials 7:177-188; Knapp G, Hartung J (2003). Stat
    Med 22:2693-2710; Higgins JPT, Thompson SG, Spiegelhalter DJ (2009). J R Stat Soc A
    172:137-159.
    """
    y, v = require_studies(y, v, names, at_least=2)
    k = len(y)
    tau2 = float(estimate_tau2(y, v, estimator)) if tau2 is None else tau2
    fit = weigh(y, v, intercept(k), tau2)
    total, mu = float(fit.weight.sum()), float(fit.coefficients[0])
    spread = float(fit.q) / (k - 1)
    classic = 1 / math.sqrt(total)
    same = spread <= 1e-24 * (1 + mu**2) * total
    adjusted = classic if same else classic * math.sqrt(spread)
    larger = max(classic, adjusted)
    base = f"Random effects, tau2 by {estimator}; "
    how = NO_SPREAD if same else "Knapp-Hartung"
    source = f"{TAU2_SOURCE[estimator]}; {KNAPP_HARTUNG}"
    plain = f"{base}Wald, normal.{say_approximate('pool_wald')}"
    wald = _around(mu, classic, None, level, k, plain, TAU2_SOURCE[estimator])
    return RandomEffects(
        estimator=estimator, k=k, tau2=tau2,
        tau2_se=standard_error_of_tau2(y, v, tau2, estimator),
        heterogeneity=describe_heterogeneity(y, v, tau2),
        wald=wald,
        knapp_hartung=_around(mu, adjusted, k - 1, level, k, f"{base}{how}, t(k - 1).", source),
        ad_hoc=_around(mu, larger, k - 1, level, k,
                       f"{base}the larger of classic and Knapp-Hartung, t(k - 1).", source),
        predictions=predict(mu, tau2, classic, adjusted, k, level),
        weights=100 * fit.weight / total,
    )  # fmt: skip


def predict(
    mu: float, tau2: float, classic: float, adjusted: float, k: int, level: float
) -> dict[str, Limits | None]:
    """Where the true effect of one more study lies, by standard error and distribution."""
    conventions = {
        "classic_z": (classic, math.inf),
        "classic_t_km2": (classic, k - 2),
        "classic_t_km1": (classic, k - 1),
        "knapp_hartung_t_km1": (adjusted, k - 1),
        "knapp_hartung_t_km2": (adjusted, k - 2),
    }
    found: dict[str, Limits | None] = {}
    for name, (se, df) in conventions.items():
        if df < 1:
            found[name] = None
            continue
        quantile = normal_quantile(upper(level)) if df == math.inf else t_quantile(upper(level), df)
        half = quantile * math.sqrt(tau2 + se**2)
        found[name] = (mu - half, mu + half)
    return found


def pool_fixed(
    y: np.ndarray, v: np.ndarray, level: float = 0.95, names: Sequence[str] | None = None
) -> Estimate:
    """Inverse-variance mean of the studies' effects: one common effect, or these studies' mean.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.

    Raises
    ------
    CannotEstimate
        "nothing_to_pool" or "no_variance".

    References
    ----------
    Hedges LV, Vevea JL (1998). Psychol Methods 3:486-504.
    """
    y, v = require_studies(y, v, names)
    weight = 1 / v
    mu, se = float(weight @ y / weight.sum()), 1 / math.sqrt(float(weight.sum()))
    return _around(mu, se, None, level, len(y), "Fixed effect, inverse variance; Wald, normal.",
                   "Hedges & Vevea 1998, Psychol Methods 3:486-504")  # fmt: skip


def estimate_one(value: float, variance: float, level: float) -> Estimate:
    """One study: its own effect, normal limits."""
    return _around(value, math.sqrt(variance), None, level, 1,
                   "One study only: its own estimate, normal interval.",
                   TAU2_SOURCE["REML"])  # fmt: skip


def _around(
    value: float, se: float, df: float | None, level: float, k: int, method: str, source: str
) -> Estimate:
    quantile = normal_quantile(upper(level)) if df is None else t_quantile(upper(level), df)
    return Estimate(
        measure="pooled", value=value, low=value - quantile * se, high=value + quantile * se,
        level=level, counts={"k": k}, method=method, source=source, unit="sd", se=se,
        df=None if df is None else float(df),
        p=normal_tail(value / se) if df is None else t_tail(value / se, df),
    )  # fmt: skip
