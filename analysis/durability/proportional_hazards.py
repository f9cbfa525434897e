"""Whether hazard ratios stay the same over time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from analysis.core import CannotEstimate

from .cox import CoxFit
from .kaplan_meier import kaplan_meier
from .risk_sets import sum_risk_sets


@dataclass(frozen=True)
class ProportionalHazards:
    """A score test of one constant hazard ratio (or of all of them)."""

    chisq: float
    df: int
    p: float


def check_proportional_hazards(
    fit: CoxFit, time: np.ndarray, event: np.ndarray, groups: Sequence[Sequence[int]]
) -> tuple[tuple[ProportionalHazards, ...], ProportionalHazards]:
    """Test that log hazard ratios do not change with the share who have had the event.

    Parameters
    ----------
    fit : CoxFit
    time, event : ndarray, shape (n,)
        As given to `fit_cox`.
    groups : sequence of sequence of int
        Places of each term's coefficients.

    Returns
    -------
    terms : tuple of ProportionalHazards
        One for each group, in order.
    together : ProportionalHazards
        All coefficients.

    Raises
    ------
    CannotEstimate
        "no_change_over_time" when all events came at one time.

    Notes
    -----
    Score test of beta + theta g(t), g(t) = 1 - S(t-) of Kaplan-Meier over everybody, as cox.zph
    of R's survival from version 3.

    References
    ----------
    Grambsch & Therneau 1994, Biometrika 81:515-526.
    """
    sets = fit.sets
    curve = kaplan_meier(time, event)
    moments = time[sets.order][sets.dead]
    before = np.searchsorted(curve.time, moments, side="left")
    g = 1 - np.concatenate([[1.0], curve.survival])[before]
    g = g - g.mean()
    if np.abs(g).max() < 1e-12:
        raise CannotEstimate(
            "no_change_over_time", "All events came at one time, so change cannot be told.",
            "Wait for longer follow-up.",
        )  # fmt: skip
    sums = sum_risk_sets(sets, fit.x, fit.risk)
    score = g @ (fit.x[sets.dead] - sums.mean)
    own, mixed, changing = (
        np.einsum("m,mij->ij", weight, sums.spread) for weight in (np.ones(len(g)), g, g**2)
    )
    left = changing - mixed @ np.linalg.solve(own, mixed)
    everything = [place for group in groups for place in group]
    return tuple(_test(score, left, group) for group in groups), _test(score, left, everything)


def _test(score: np.ndarray, information: np.ndarray, places: Sequence[int]) -> ProportionalHazards:
    part = information[np.ix_(places, places)]
    if np.linalg.matrix_rank(part) < len(places):
        raise CannotEstimate("no_change_over_time", "Too few event times to tell a change by.",
                             "Wait for longer follow-up.")  # fmt: skip
    chisq = float(score[list(places)] @ np.linalg.solve(part, score[list(places)]))
    return ProportionalHazards(chisq, len(places), float(chdtrc(len(places), chisq)))
