"""How much the true effects differ: Q, I2, H2, and intervals for them."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, chdtri, ndtri

from analysis.core.formulas import upper

from .studies import intercept, orthonormal, require_studies
from .tau2 import ceiling, solve_q
from .weighted import weigh, weigh_by

Limits = tuple[float, float]


@dataclass(frozen=True)
class Heterogeneity:
    """Q with its test, and I2 and H2 by both definitions (I2 in percent).

    `i2`, `h2` come from tau2 and the typical sampling variance (`typical`), `i2_q` and `h2_q`
    from Q and its df.
    """

    q: float
    df: int
    p: float
    typical: float
    i2: float
    h2: float
    i2_q: float
    h2_q: float


def describe_heterogeneity(
    y: np.ndarray, v: np.ndarray, tau2: float, design: np.ndarray | None = None
) -> Heterogeneity:
    """Share of the variance between studies that sampling does not explain.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.
    tau2 : float
        Variance between studies (residual, with moderators).
    design : ndarray, shape (k, p), optional
        Moderators with the constant.

    Notes
    -----
    Q = y'Py at weights 1/v, against chi2(k - p). I2 = tau2 / (tau2 + s2), s2 = (k - p) / tr P, and
    H2 = 1 + tau2 / s2; or I2 = max(0, (Q - df) / Q) and H2 = Q / df. They differ unless tau2 is
    DerSimonian and Laird's.

    References
    ----------
    Higgins JPT, Thompson SG (2002). Stat Med 21:1539-1558.
    """
    base = orthonormal(intercept(len(y)) if design is None else design)
    df = base.shape[0] - base.shape[1]
    if df == 0:
        return Heterogeneity(0.0, 0, 1.0, math.nan, 0.0, 1.0, 0.0, 1.0)
    fit = weigh(y, v, base, 0.0)
    q, typical = float(fit.q), df / float(fit.trace())
    return Heterogeneity(
        q=q, df=df, p=float(chdtrc(df, q)), typical=typical,
        i2=100 * tau2 / (tau2 + typical), h2=1 + tau2 / typical,
        i2_q=100 * max(0.0, (q - df) / q) if q > 0 else 0.0, h2_q=q / df,
    )  # fmt: skip


@dataclass(frozen=True)
class TestBased:
    """H and I2 (percent) with the test-based interval of Higgins and Thompson."""

    h: float
    h_limits: Limits
    i2_limits: Limits


def higgins_thompson(q: float, k: int, level: float) -> TestBased | None:
    """H = sqrt(Q / (k - 1)), at least 1, with an interval on the log scale; None below k = 3.

    Notes
    -----
    SE(log H) = (log Q - log(k - 1)) / (2 (sqrt(2Q) - sqrt(2k - 3))) where Q > k, else
    sqrt((1 - 1 / (3 (k - 2)^2)) / (2 (k - 2))). I2 = 1 - 1 / H^2 at each limit.

    References
    ----------
    Higgins JPT, Thompson SG (2002). Stat Med 21:1539-1558.
    """
    if k < 3:
        return None
    if q > k:
        se = 0.5 * (math.log(q) - math.log(k - 1)) / (math.sqrt(2 * q) - math.sqrt(2 * k - 3))
    else:
        se = math.sqrt((1 - 1 / (3 * (k - 2) ** 2)) / (2 * (k - 2)))
    h = max(1.0, math.sqrt(q / (k - 1)))
    wide = float(ndtri(upper(level))) * se
    limits = max(1.0, h * math.exp(-wide)), max(1.0, h * math.exp(wide))
    low, high = (100 * (1 - 1 / limit**2) for limit in limits)
    return TestBased(h, limits, (low, high))


@dataclass(frozen=True)
class Profile:
    """Limits of tau2 by Q-profile, and of I2 (percent) from them.

    Both limits are None where even no variance at all is too much (Q is below the lower quantile).
    """

    tau2: Limits | None
    i2: Limits | None


def profile_q(
    y: np.ndarray, v: np.ndarray, level: float, design: np.ndarray | None = None
) -> Profile:
    """Interval for the variance between studies by the Q-profile method.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.
    level : float
        Confidence level.
    design : ndarray, shape (k, p), optional
        Moderators with the constant.

    Raises
    ------
    CannotEstimate
        "too_few_studies" without a degree of freedom.

    Notes
    -----
    The tau2 at which y'Py, weights 1 / (v + tau2), equals the upper and the lower quantile of
    chi2(k - p).

    References
    ----------
    Viechtbauer W (2007). Stat Med 26:37-52.
    """
    base = orthonormal(intercept(len(y)) if design is None else design)
    k, p = base.shape
    y, v = require_studies(y, v, at_least=p + 1)
    tail, df = 1 - upper(level), k - p
    typical = df / float(weigh(y, v, base, 0.0).trace())
    smallest = float(chdtri(df, 1 - tail))
    if float(weigh(y, v, base, 0.0).q) < smallest:
        return Profile(None, None)
    top = np.asarray(ceiling(y, base) * df / smallest)
    low = float(solve_q(y, v, base, float(chdtri(df, tail)), top))
    high = float(solve_q(y, v, base, smallest, top))
    return Profile((low, high), _as_i2((low, high), typical))


def standard_error_of_tau2(
    y: np.ndarray, v: np.ndarray, tau2: float, estimator: str, design: np.ndarray | None = None
) -> float:
    """Large-sample standard error of tau2, as each estimator's information or moments give it.

    Notes
    -----
    REML sqrt(2 / tr PP); ML sqrt(2 / sum w^2); PM and EB sqrt(2 k^2 / (k - p)) / sum w, weights at
    tau2; DL, HS, HE and SJ from the variance of their quadratic form.

    References
    ----------
    Viechtbauer W, Lopez-Lopez JA, Sanchez-Meca J, Marin-Martinez F (2015). Psychol Methods
    20:360-374.
    """
    base = orthonormal(intercept(len(y)) if design is None else design)
    k, p = base.shape
    at = weigh(y, v, base, tau2)
    if estimator == "REML":
        return math.sqrt(2 / float(at.trace_square()))
    if estimator == "ML":
        return math.sqrt(2 / float((at.weight**2).sum()))
    if estimator in ("PM", "EB"):
        return math.sqrt(2 * k**2 / (k - p)) / float(at.weight.sum())
    if estimator in ("DL", "HS"):
        plain = weigh(y, v, base, 0.0)
        trace, square = float(plain.trace()), float(plain.trace_square())
        scale = trace if estimator == "DL" else float(plain.weight.sum())
        return math.sqrt(2 * (k - p) + 4 * tau2 * trace + 2 * tau2**2 * square) / scale
    if estimator == "HE":
        trace, _, square = map(float, weigh_by(y, v, base, np.ones(k)).trace_with_v())
        return math.sqrt(2 * square + 4 * tau2 * trace + 2 * tau2**2 * (k - p)) / (k - p)
    first = float(np.var(y))
    two = weigh(y, v, base, first)
    _, mixed, square = map(float, two.trace_with_v())
    spread = 2 * square + 4 * tau2 * mixed + 2 * tau2**2 * float(two.trace_square())
    return first / (k - p) * math.sqrt(spread)


def _as_i2(limits: Limits, typical: float) -> Limits:
    low, high = (100 * tau2 / (tau2 + typical) for tau2 in limits)
    return low, high
