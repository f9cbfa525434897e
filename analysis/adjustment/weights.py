"""Weights that make two arms alike: overlap, inverse probability, treated; trimmed by name."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate

from .propensity import Propensity

WeightKind = Literal["overlap", "iptw", "att"]

POPULATIONS: dict[WeightKind, str] = {
    "overlap": "people who might have been in either arm (overlap population)",
    "iptw": "everyone analysed",
    "att": "people like those in the treatment arm",
}
"""Whom the weighted difference speaks of."""

SOURCES: dict[WeightKind, str] = {
    "overlap": "Li, Morgan & Zaslavsky 2018, J Am Stat Assoc 113:390-400",
    "iptw": "Lunceford & Davidian 2004, Stat Med 23:2937-2960",
    "att": "Hirano, Imbens & Ridder 2003, Econometrica 71:1161-1189",
}


@dataclass(frozen=True, eq=False)
class BalancingWeights:
    """A weight for each person, and how it moves with the propensity; all of shape (n,).

    `slope` is the derivative of `values` by the log odds of the treatment arm; `tilt` is what the
    target population is weighted by (1 for everyone), `tilt_slope` its derivative.
    """

    kind: WeightKind
    values: np.ndarray
    slope: np.ndarray
    tilt: np.ndarray
    tilt_slope: np.ndarray
    truncated_at: tuple[float, float] | None = None


def balancing_weights(
    kind: WeightKind, is_treatment: np.ndarray, propensity: Propensity
) -> BalancingWeights:
    """Weights under which both arms stand for the same population.

    Parameters
    ----------
    kind : {"overlap", "iptw", "att"}
        Which population: those who might have been in either arm, everyone, the treated.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    propensity : Propensity
        Their probabilities of it.

    Raises
    ------
    CannotEstimate
        "no_overlap" when a weight is infinite: someone's probability of their arm is 0.

    Notes
    -----
    With e the propensity, treated and untreated weigh: overlap 1 - e and e; iptw 1/e and
    1/(1 - e); att 1 and e/(1 - e). Overlap weights from maximum likelihood make weighted means of
    every modelled covariate the same in both arms, exactly.

    References
    ----------
    Li F, Morgan KL, Zaslavsky AM (2018). J Am Stat Assoc 113:390-400.
    """
    e, treated = propensity.probabilities, np.asarray(is_treatment, dtype=bool)
    both, ones = e * (1 - e), np.ones(len(e))
    if kind == "overlap":
        values, slope = np.where(treated, 1 - e, e), np.where(treated, -both, both)
        return BalancingWeights(kind, values, slope, both, both * (1 - 2 * e))
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        odds = e / (1 - e)
        if kind == "iptw":
            values = np.where(treated, 1 / e, 1 / (1 - e))
            found = BalancingWeights(
                kind, values, np.where(treated, -1 / odds, odds), ones, 0 * ones
            )
        else:
            values = np.where(treated, 1.0, odds)
            found = BalancingWeights(kind, values, np.where(treated, 0.0, odds), e, both)
    if not np.isfinite(found.values).all():
        raise CannotEstimate("no_overlap", "Someone could not have been in the other arm, so their "
                             "weight is infinite.", "Use overlap weights, or trim.")  # fmt: skip
    return found


def truncate_weights(
    weights: BalancingWeights, quantiles: tuple[float, float] = (0.01, 0.99)
) -> BalancingWeights:
    """The same weights, those beyond two quantiles set to the quantile.

    Parameters
    ----------
    weights : BalancingWeights
        From `balancing_weights`.
    quantiles : tuple of float
        Shares of people below the lower and the upper limit, between 0 and 1.

    Notes
    -----
    The limits count as fixed in the standard error: a truncated weight no longer moves with the
    propensity.

    References
    ----------
    Cole SR, Hernan MA (2008). Am J Epidemiol 168:656-664.
    """
    if not 0 <= quantiles[0] < quantiles[1] <= 1:
        raise CannotEstimate("bad_quantiles", "Two quantiles lie between 0 and 1, the lower first.",
                             "For the outer 1 % give 0.01 and 0.99.")  # fmt: skip
    low, high = np.quantile(weights.values, quantiles)
    inside = (weights.values >= low) & (weights.values <= high)
    return replace(
        weights,
        values=np.clip(weights.values, low, high),
        slope=np.where(inside, weights.slope, 0.0),
        truncated_at=(float(low), float(high)),
    )


def within_limits(propensity: Propensity, low: float = 0.1, high: float = 0.9) -> np.ndarray:
    """Who has a propensity within two limits; the propensity is to be estimated again in them.

    References
    ----------
    Crump RK, Hotz VJ, Imbens GW, Mitnik OA (2009). Biometrika 96:187-199, for 0.1 and 0.9.
    """
    e = propensity.probabilities
    return np.asarray((e >= low) & (e <= high))


def effective_n(weights: np.ndarray) -> float:
    """How many people of equal weight would tell as much: (sum w)^2 / sum w^2.

    References
    ----------
    Kish L (1965). Survey Sampling, Wiley.
    """
    total = float(np.sum(weights))
    if not total > 0:
        raise CannotEstimate("no_weight", "Nobody in an arm has any weight.",
                             "Leave out the covariate that tells the arms apart.")  # fmt: skip
    scaled = np.asarray(weights) / total
    return 1 / float(scaled @ scaled)
