"""Two-by-two tables put together over strata: Mantel and Haenszel's weights, the margins' null."""

import numpy as np


def mantel_haenszel_difference(
    e_t: np.ndarray, n_t: np.ndarray, e_c: np.ndarray, n_c: np.ndarray, *, sato: bool = True
) -> tuple[float, float]:
    """Risk difference over strata (treatment - comparator) and its variance.

    Parameters
    ----------
    e_t, n_t, e_c, n_c : ndarray of float, shape (strata,)
        Events and people in the treatment and in the comparator arm, nobody's arm empty.
    sato : bool
        Sato's variance, consistent for few large strata and for many small ones; without it
        Greenland and Robins's, for few large ones.

    Notes
    -----
    sum(w d) / sum(w), w = n_t n_c / N.

    References
    ----------
    Greenland S, Robins JM (1985). Biometrics 41:55-68; Sato T (1989). Biometrics 45:1323-1324.
    """
    n = n_t + n_c
    weights = n_t * n_c / n
    total = float(weights.sum())
    value = float((weights * (e_t / n_t - e_c / n_c)).sum()) / total
    if sato:
        p = (n_t**2 * e_c - n_c**2 * e_t + n_t * n_c * (n_c - n_t) / 2) / n**2
        q = (e_t * (n_c - e_c) + e_c * (n_t - e_t)) / (2 * n)
        variance = float(value * p.sum() + q.sum())
    else:
        spread = e_t * (n_t - e_t) * n_c**3 + e_c * (n_c - e_c) * n_t**3
        variance = float((spread / (n_t * n_c * n**2)).sum())
    return value, max(variance, 0.0) / total**2


def mantel_haenszel_log_risk_ratio(
    e_t: np.ndarray, n_t: np.ndarray, e_c: np.ndarray, n_c: np.ndarray
) -> tuple[float, float] | None:
    """Logarithm of the risk ratio over strata and its variance; None where an arm has no events.

    Parameters
    ----------
    e_t, n_t, e_c, n_c : ndarray of float, shape (strata,)
        As in `mantel_haenszel_difference`.

    References
    ----------
    Greenland S, Robins JM (1985). Biometrics 41:55-68.
    """
    n = n_t + n_c
    top, bottom = float((e_t * n_c / n).sum()), float((e_c * n_t / n).sum())
    if top == 0 or bottom == 0:
        return None
    spread = ((e_t + e_c) * n_t * n_c - e_t * e_c * n) / n**2
    return float(np.log(top / bottom)), max(float(spread.sum()), 0.0) / (top * bottom)


def mantel_haenszel_log_odds_ratio(
    e_t: np.ndarray, n_t: np.ndarray, e_c: np.ndarray, n_c: np.ndarray
) -> tuple[float, float] | None:
    """Logarithm of the odds ratio over strata and its variance; None where a sum is nil.

    Parameters
    ----------
    e_t, n_t, e_c, n_c : ndarray of float, shape (strata,)
        As in `mantel_haenszel_difference`.

    References
    ----------
    Mantel N, Haenszel W (1959). J Natl Cancer Inst 22:719-748; Robins J, Breslow N, Greenland S
    (1986). Biometrics 42:311-323.
    """
    n = n_t + n_c
    r, s = e_t * (n_c - e_c) / n, e_c * (n_t - e_t) / n
    p, q = (e_t + n_c - e_c) / n, (e_c + n_t - e_t) / n
    top, bottom = float(r.sum()), float(s.sum())
    if top == 0 or bottom == 0:
        return None
    variance = (
        (p * r).sum() / (2 * top**2)
        + (p * s + q * r).sum() / (2 * top * bottom)
        + (q * s).sum() / (2 * bottom**2)
    )
    return float(np.log(top / bottom)), float(variance)


def hypergeometric_excess(
    e_t: np.ndarray, n_t: np.ndarray, e_c: np.ndarray, n_c: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Events of the treatment arm above those its margins lead one to expect, and their variance.

    Parameters
    ----------
    e_t, n_t, e_c, n_c : ndarray of float, shape (strata,)
        As in `mantel_haenszel_difference`.

    Returns
    -------
    excess, variance : ndarray, shape (strata,)
        Variance zero where nobody or everybody in a stratum had the event.
    """
    n, events = n_t + n_c, e_t + e_c
    variance = n_t * n_c * events * (n - events) / (n**2 * np.maximum(n - 1, 1))
    return e_t - n_t * events / n, variance
