"""Quantiles and tails of the t and normal distributions (scipy.special: quick to import)."""

from scipy.special import ndtr, ndtri, stdtr, stdtrit


def normal_quantile(p: float) -> float:
    """Standard normal quantile of probability `p`."""
    return float(ndtri(p))


def normal_tail(z: float) -> float:
    """Two-sided p-value of a standard normal statistic."""
    return float(2 * ndtr(-abs(z)))


def t_quantile(p: float, df: float) -> float:
    """Quantile of Student's t with `df` degrees of freedom at probability `p`."""
    return float(stdtrit(df, p))


def t_tail(t: float, df: float) -> float:
    """Two-sided p-value of a t statistic with `df` degrees of freedom."""
    return float(2 * stdtr(df, -abs(t)))


def upper(level: float) -> float:
    """Probability below the upper limit of a two-sided interval: 0.975 for level 0.95."""
    return (1 + level) / 2
