"""P-values of several tests taken together."""

from collections.abc import Sequence

import numpy as np

from analysis.core import CannotEstimate


def holm(p: Sequence[float]) -> np.ndarray:
    """P-values adjusted so that the chance of any false finding keeps the level (Holm 1979)."""
    values = np.asarray(p, dtype=float)
    order, m = np.argsort(values, kind="stable"), len(values)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1, np.maximum.accumulate((m - np.arange(m)) * values[order]))
    return adjusted


def benjamini_hochberg(p: Sequence[float]) -> np.ndarray:
    """P-values adjusted so that the expected share of false findings keeps the level (1995)."""
    values = np.asarray(p, dtype=float)
    order, m = np.argsort(values, kind="stable")[::-1], len(values)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(m / (m - np.arange(m)) * values[order]))
    return adjusted


def bonferroni(p: Sequence[float]) -> np.ndarray:
    """P-values times the number of tests, at most 1."""
    values = np.asarray(p, dtype=float)
    return np.asarray(np.minimum(1, len(values) * values))


def hochberg(p: Sequence[float]) -> np.ndarray:
    """P-values adjusted step-up for independent tests (Hochberg 1988, Biometrika 75:800)."""
    values = np.asarray(p, dtype=float)
    order, m = np.argsort(values, kind="stable")[::-1], len(values)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1, np.minimum.accumulate((np.arange(m) + 1) * values[order]))
    return adjusted


def hommel(p: Sequence[float]) -> np.ndarray:
    """P-values adjusted by closed Simes tests (Hommel 1988, Biometrika 75:383).

    Notes
    -----
    Wright SP (1992), Biometrics 48:1005-1013, whose algorithm this is.
    """
    values = np.asarray(p, dtype=float)
    order, n = np.argsort(values, kind="stable"), len(values)
    ranked = values[order]
    found = np.full(n, (n * ranked / (np.arange(n) + 1)).min())
    for m in range(n - 1, 1, -1):
        first, last = ranked[: n - m + 1], ranked[n - m + 1 :]
        least = (m * last / np.arange(2, m + 1)).min()
        stage = np.minimum(m * first, least)
        found = np.maximum(found, np.concatenate([stage, np.full(m - 1, stage[-1])]))
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(1, np.maximum(found, ranked))
    return adjusted


def benjamini_yekutieli(p: Sequence[float]) -> np.ndarray:
    """As Benjamini-Hochberg, whatever the dependence (Benjamini & Yekutieli 2001, 29:1165)."""
    values = np.asarray(p, dtype=float)
    order, m = np.argsort(values, kind="stable")[::-1], len(values)
    harmonic = (1 / (np.arange(m) + 1)).sum()
    adjusted = np.empty(m)
    stepped = harmonic * m / (m - np.arange(m)) * values[order]
    adjusted[order] = np.minimum(1, np.minimum.accumulate(stepped))
    return adjusted


METHODS = {
    "holm": holm,
    "hochberg": hochberg,
    "hommel": hommel,
    "bonferroni": bonferroni,
    "BH": benjamini_hochberg,
    "BY": benjamini_yekutieli,
}
"""Every adjustment by the name R gives it."""


def adjust_p_values(p: Sequence[float]) -> dict[str, np.ndarray]:
    """P-values of one family of tests, adjusted in every way, in the order given.

    Parameters
    ----------
    p : sequence of float
        P-values, from 0 to 1, none missing.

    Returns
    -------
    dict
        Adjusted p-values by the name of the adjustment: holm, hochberg, hommel, bonferroni (all
        keep the chance of any false finding), BH and BY (the expected share of false findings).

    Raises
    ------
    CannotEstimate
        "no_p_values" without any; "bad_p_value" when one is missing or outside 0 to 1.

    References
    ----------
    Holm S (1979). Scand J Stat 6:65-70; Benjamini Y, Hochberg Y (1995). JRSSB 57:289-300; and
    those of each function.
    """
    values = np.asarray(p, dtype=float)
    if len(values) == 0:
        raise CannotEstimate("no_p_values", "There are no p-values.", "Give at least one.")
    if not ((values >= 0) & (values <= 1)).all():
        raise CannotEstimate("bad_p_value", "A p-value is missing or outside 0 to 1.",
                             "Correct it, or leave it out.")  # fmt: skip
    return {name: method(list(values)) for name, method in METHODS.items()}
