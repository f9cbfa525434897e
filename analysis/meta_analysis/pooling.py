"""A random-effects mean with Knapp and Hartung's interval."""

import math

import numpy as np
from scipy.special import chdtrc

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import normal_quantile, t_quantile, t_tail, upper
from analysis.core.results import Pooled

from .tau2 import reml_tau2


def pool(y: np.ndarray, v: np.ndarray, level: float, names: tuple[str, ...]) -> Pooled:
    """Mean of the true effects of independent sites or studies, and how much they differ.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Standardised effects and their sampling variances.
    level : float
        Confidence level.
    names : tuple of str
        The sites or studies, for messages.

    Raises
    ------
    CannotEstimate
        When there is nothing to pool, or a site has no effect with a variance above zero.

    Notes
    -----
    tau2 by REML, weights 1/(v + tau2); Knapp-Hartung: SE^2 = sum w (y - mu)^2 / ((k-1) sum w),
    t(k - 1). I2 (percent) = 100 tau2 / (tau2 + s2), s2 = (k-1) sum w / ((sum w)^2 - sum w^2) with
    w = 1/v; Q = sum (y - mu)^2 / v against chi2(k - 1). Prediction interval from k = 5 on: mu +-
    t(k - 1) sqrt(tau2 + SE^2), the Knapp-Hartung SE. One site pools to itself (normal limits).

    References
    ----------
    Viechtbauer W (2005). J Educ Behav Stat 30:261-293; Knapp G, Hartung J (2003). Stat Med
    22:2693-2710; Higgins JPT, Thompson SG (2002). Stat Med 21:1539-1558.
    """
    y, v = np.asarray(y, dtype=float), np.asarray(v, dtype=float)
    _require_studies(y, v, names)
    tau2 = reml_tau2(y, v)
    q, q_p, i2 = _heterogeneity(y, v, tau2)
    estimate = _pool_one(y, v, level) if len(y) == 1 else _knapp_hartung(y, v, tau2, level)
    prediction = _predict(estimate, tau2, len(y))
    return Pooled(
        estimate=estimate,
        tau2=tau2,
        i2=i2,
        q=q,
        q_p=q_p,
        prediction_low=prediction[0] if prediction else None,
        prediction_high=prediction[1] if prediction else None,
        prediction_method="t(k - 1), Knapp-Hartung standard error; approximate with few sites"
        if prediction
        else "",
    )


def _require_studies(y: np.ndarray, v: np.ndarray, names: tuple[str, ...]) -> None:
    if len(y) == 0:
        raise CannotEstimate(
            "nothing_to_pool", "There is no estimate to pool.", "Choose a visit with more people."
        )
    good = np.isfinite(y) & np.isfinite(v) & (v > 0)
    if not good.all():
        bad = ", ".join(name for name, ok in zip(names, good, strict=True) if not ok)
        raise CannotEstimate(
            "no_variance",
            f"No effect with a variance above zero: {bad}.",
            "Leave it out, or choose a visit with more people.",
        )


def _heterogeneity(y: np.ndarray, v: np.ndarray, tau2: float) -> tuple[float, float, float]:
    """Q, its p, and I2 in percent from tau2 and the typical sampling variance."""
    df = len(y) - 1
    if df == 0:
        return 0.0, 1.0, 0.0
    weight = 1 / v
    mu = (weight @ y) / weight.sum()
    q = float(weight @ (y - mu) ** 2)
    typical = df * weight.sum() / (weight.sum() ** 2 - (weight**2).sum())
    return q, float(chdtrc(df, q)), float(100 * tau2 / (tau2 + typical))


def _knapp_hartung(y: np.ndarray, v: np.ndarray, tau2: float, level: float) -> Estimate:
    weight, k = 1 / (v + tau2), len(y)
    mu = float((weight @ y) / weight.sum())
    variance = float(weight @ (y - mu) ** 2) / ((k - 1) * float(weight.sum()))
    how = "Knapp-Hartung, t(k - 1)"
    if variance <= 1e-24 * (1 + mu**2):
        variance = 1 / float(weight.sum())
        how = "all estimates are the same, so the standard error is the classic one, t(k - 1)"
    se = math.sqrt(variance)
    half = t_quantile(upper(level), k - 1) * se
    return Estimate(
        measure="pooled",
        value=mu,
        low=mu - half,
        high=mu + half,
        level=level,
        counts={"k": k},
        method=f"Random effects, tau2 by REML; {how}.",
        source="Viechtbauer 2005, J Educ Behav Stat 30:261-293; Knapp & Hartung 2003, "
        "Stat Med 22:2693-2710",
        unit="sd",
        se=se,
        df=float(k - 1),
        p=t_tail(mu / se, k - 1),
    )


def _pool_one(y: np.ndarray, v: np.ndarray, level: float) -> Estimate:
    value, se = float(y[0]), math.sqrt(float(v[0]))
    half = normal_quantile(upper(level)) * se
    return Estimate(
        measure="pooled",
        value=value,
        low=value - half,
        high=value + half,
        level=level,
        counts={"k": 1},
        method="One site only: its own estimate, normal interval.",
        source="Viechtbauer 2005, J Educ Behav Stat 30:261-293",
        unit="sd",
        se=se,
    )


def _predict(estimate: Estimate, tau2: float, k: int) -> tuple[float, float] | None:
    if k < settings.PREDICTION_INTERVAL_FROM or estimate.se is None:
        return None
    half = t_quantile(upper(estimate.level), k - 1) * math.sqrt(tau2 + estimate.se**2)
    return estimate.value - half, estimate.value + half
