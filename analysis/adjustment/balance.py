"""How alike the arms are in what was known before treatment, before and after weighting."""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np

from analysis.core.results import BalanceKind, BalanceRow


def check_balance(
    is_treatment: np.ndarray,
    weights: np.ndarray,
    modelled: np.ndarray,
    names: Sequence[str],
    outside: np.ndarray | None = None,
    outside_names: Sequence[str] = (),
) -> tuple[BalanceRow, ...]:
    """Standardised differences of covariates, their squares and products, before and after.

    Parameters
    ----------
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    weights : ndarray, shape (n,)
        Each person's weight.
    modelled : ndarray, shape (n, q)
        Columns of the propensity model, without the constant.
    names : sequence of str, length q
        Their names.
    outside : ndarray, shape (n, r), optional
        Covariates that are not in the model.
    outside_names : sequence of str, length r
        Their names.

    Returns
    -------
    tuple of BalanceRow
        Modelled covariates, squares of those with more than two values, products of every pair
        that varies, covariates outside the model.

    Notes
    -----
    (weighted mean, treatment - weighted mean, comparator) / sqrt((s_t^2 + s_c^2) / 2), with the SDs
    without weights (divisor n - 1) before and after. Squares and products are of centred columns,
    so that they do not depend on where a scale begins.

    References
    ----------
    Austin PC (2009). Stat Med 28:3083-3107; Austin PC, Stuart EA (2015). Stat Med 34:3661-3679.
    """
    treated = np.asarray(is_treatment, dtype=bool)
    modelled = np.asarray(modelled, dtype=float)
    centred = modelled - modelled.mean(axis=0)
    squares = [i for i, column in enumerate(modelled.T) if len(np.unique(column)) > 2]
    pairs = [
        (i, j)
        for i, j in combinations(range(modelled.shape[1]), 2)
        if _are_apart(modelled[:, i], modelled[:, j])
    ]
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    blocks: list[tuple[BalanceKind, np.ndarray, list[str]]] = [
        ("modelled", modelled, list(names)),
        ("square", centred[:, squares] ** 2, [f"{names[i]} squared" for i in squares]),
        ("interaction", centred[:, left] * centred[:, right],
         [f"{names[i]} x {names[j]}" for i, j in pairs]),
    ]  # fmt: skip
    if outside is not None and len(outside_names):
        blocks.append(("outside", np.asarray(outside, dtype=float), list(outside_names)))
    return tuple(row for block in blocks for row in _rows(treated, weights, *block))


def standardised_differences(
    columns: np.ndarray, is_treatment: np.ndarray, weights: np.ndarray | None = None
) -> np.ndarray:
    """Differences in (weighted) means over the average SD without weights, treatment - comparator.

    Parameters
    ----------
    columns : ndarray, shape (n, q)
        Covariates.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    weights : ndarray, shape (n,), optional
        Weights of the means; 1 for everyone without.

    Returns
    -------
    ndarray, shape (q,)
        0 where both arms have one and the same value, infinite where each has another, nan where
        an arm has under two people.
    """
    treated = np.asarray(is_treatment, dtype=bool)
    if min(treated.sum(), (~treated).sum()) < 2:
        return np.full(columns.shape[1], np.nan)
    centred = columns - columns.mean(axis=0)
    weights = np.ones(len(treated)) if weights is None else weights
    means = [weights[a] @ centred[a] / weights[a].sum() for a in (treated, ~treated)]
    spread = np.sqrt(sum(centred[a].var(axis=0, ddof=1) for a in (treated, ~treated)) / 2)
    flat = spread <= 1e-12 * np.abs(columns).max(axis=0, initial=1)
    apart = means[0] - means[1]
    same = np.abs(apart) <= 1e-9 * np.abs(columns).max(axis=0, initial=1)
    found = apart / np.where(flat, 1.0, spread)
    return np.where(flat, np.where(same, 0.0, np.copysign(np.inf, apart)), found)


def _rows(
    treated: np.ndarray, weights: np.ndarray, kind: BalanceKind, columns: np.ndarray,
    names: list[str],
) -> list[BalanceRow]:  # fmt: skip
    before = standardised_differences(columns, treated)
    after = standardised_differences(columns, treated, weights)
    return [
        BalanceRow(
            name,
            kind,
            _finite(b),
            _finite(a),
            _level_n(column),
            _absent_in(column, treated),
            arms=_count_arms(column, treated),
        )
        for name, column, b, a in zip(names, columns.T, before, after, strict=True)
    ]


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _is_level(column: np.ndarray) -> bool:
    return bool(((column == 0) | (column == 1)).all())


def _level_n(column: np.ndarray) -> int | None:
    return int(column.sum()) if _is_level(column) else None


def _count_arms(column: np.ndarray, treated: np.ndarray) -> tuple[tuple[int, int], ...]:
    """People with a level and people in all, in the treatment and in the comparator arm."""
    if not _is_level(column):
        return ()
    return tuple((int(column[arm].sum()), int(arm.sum())) for arm in (treated, ~treated))


def _absent_in(
    column: np.ndarray, treated: np.ndarray
) -> Literal["treatment", "comparator"] | None:
    if not _is_level(column) or not column.any():
        return None
    if not column[treated].any():
        return "treatment"
    return "comparator" if not column[~treated].any() else None


def _are_apart(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether a product tells more than its factors: not two levels of one factor."""
    if _is_level(one) and _is_level(other):
        return bool((one * other).any())
    return True
