"""How often the person with the higher predicted hazard had the event first."""

import numpy as np

from analysis.core import CannotEstimate

from .cox import CoxFit


def concordance(fit: CoxFit, time: np.ndarray, event: np.ndarray, strata: np.ndarray) -> float:
    """Probability that of two people the one with the higher predicted hazard has the event first.

    Parameters
    ----------
    fit : CoxFit
    time, event, strata : ndarray, shape (n,)
        As given to `fit_cox`.

    Returns
    -------
    float
        Between 0 and 1; people with equal predictions count one half. Two events at one time are
        not compared; someone censored at the time of an event outlived it.

    Raises
    ------
    CannotEstimate
        "no_pairs" when no two people can be compared.

    References
    ----------
    Harrell et al. 1982, JAMA 247:2543-2546.
    """
    order = fit.sets.order
    t, died, block = time[order], event[order].astype(bool), strata[order]
    risk = np.round(np.log(fit.risk), 12)
    higher = pairs = 0.0
    for row in np.flatnonzero(died):
        later = (block == block[row]) & ((t > t[row]) | ((t == t[row]) & ~died))
        higher += (risk[row] > risk[later]).sum() + (risk[row] == risk[later]).sum() / 2
        pairs += later.sum()
    if not pairs:
        raise CannotEstimate("no_pairs", "No two people can be put in order.",
                             "Wait for longer follow-up.")  # fmt: skip
    return float(higher / pairs)
