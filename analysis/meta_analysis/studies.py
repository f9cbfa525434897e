"""What can be pooled: effects with a sampling variance above zero, and the design over them."""

from collections.abc import Sequence

import numpy as np

from analysis.core import CannotEstimate

_MOST_RATIO = 1e7
"""Variances further apart leave too little of the smaller weight in double precision; metafor
calls results beyond the same ratio unstable."""

_SCALE = (1e-40, 1e40)


def require_studies(
    y: np.ndarray, v: np.ndarray, names: Sequence[str] | None = None, at_least: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Effects and variances as floats, every one usable.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and their sampling variances.
    names : sequence of str, optional
        The studies, for messages; by default their numbers.
    at_least : int
        Studies below which nothing can be told.

    Raises
    ------
    CannotEstimate
        "nothing_to_pool" without studies, "too_few_studies" below `at_least`, "no_variance" where
        an effect is missing or infinite, or its variance is not above zero, "unstable_variances"
        where double precision does not hold them.
    """
    y, v = np.asarray(y, dtype=float), np.asarray(v, dtype=float)
    if len(y) == 0:
        raise CannotEstimate(
            "nothing_to_pool", "There is no estimate to pool.", "Choose a visit with more people."
        )
    good = np.isfinite(y) & np.isfinite(v) & (v > 0)
    if not good.all():
        names = [f"study {i + 1}" for i in range(len(y))] if names is None else names
        bad = ", ".join(str(name) for name, ok in zip(names, good, strict=True) if not ok)
        raise CannotEstimate(
            "no_variance",
            f"No effect with a variance above zero: {bad}.",
            "Leave it out, or choose a visit with more people.",
        )
    if v.max() > _MOST_RATIO * v.min() or not _SCALE[0] < v.min() <= v.max() < _SCALE[1]:
        raise CannotEstimate(
            "unstable_variances",
            "The sampling variances are too far apart, or too small or large, to be computed with.",
            "Check the columns' units.",
        )
    if len(y) < at_least:
        raise CannotEstimate(
            "too_few_studies",
            f"This needs at least {at_least} studies; there are {len(y)}.",
            "Add studies, or leave this out.",
        )
    return y, v


def intercept(k: int) -> np.ndarray:
    """The design without moderators, shape (k, 1)."""
    return np.ones((k, 1))


def require_design(design: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """A design of full rank with more studies than coefficients.

    Raises
    ------
    CannotEstimate
        "too_few_studies", "moderator_missing" or "moderators_overlap".
    """
    design = np.asarray(design, dtype=float)
    k, p = design.shape
    if not np.isfinite(design).all():
        raise CannotEstimate("moderator_missing", "A moderator is missing for a study.",
                             "Leave that study out.")  # fmt: skip
    if k <= p:
        raise CannotEstimate(
            "too_few_studies",
            f"{p} coefficients need more than {p} studies; there are {k}.",
            "Use fewer moderators.",
        )
    scale = np.abs(design).max(axis=0)
    if (scale == 0).any() or np.linalg.matrix_rank(design / scale) < p:
        raise CannotEstimate(
            "moderators_overlap",
            f"The moderators tell the same thing twice: {', '.join(names)}.",
            "Leave one out; one that is the same in every study cannot be used.",
        )
    return design


def orthonormal(design: np.ndarray) -> np.ndarray:
    """The same model with orthonormal columns: nothing that does not name a coefficient differs."""
    return np.linalg.qr(design)[0]
