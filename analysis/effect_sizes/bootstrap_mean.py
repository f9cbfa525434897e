"""Bootstrap of one arm's mean."""

import numpy as np

from .bootstrap import REPLICATES, SEED, Bootstrapped, bootstrap

_CONSTANT = np.zeros(3)


def bootstrap_mean(
    scores: np.ndarray, level: float = 0.95, replicates: int = REPLICATES, seed: int = SEED
) -> Bootstrapped:
    """Limits of one arm's mean (a mean change) without assuming a distribution.

    Parameters
    ----------
    scores : ndarray, shape (n,)
        Scores or changes of people, none missing.
    level : float
        Confidence level.
    replicates, seed : int
        Redraws, and the seed they come from.

    Raises
    ------
    CannotEstimate
        "too_few" under three people, "not_finite" with a missing or infinite score,
        "no_variation" when no redraw differs.

    Notes
    -----
    The difference from an arm in which everybody has zero: it adds nothing to the mean, to any
    redraw of it or to its acceleration, so these are the BCa limits of the mean alone.

    References
    ----------
    Efron B (1987). JASA 82:171-185.
    """
    return bootstrap(scores, _CONSTANT, level=level, replicates=replicates, seed=seed)
