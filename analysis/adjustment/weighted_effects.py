"""Difference between two weighted means, with weights that were estimated and as if known."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate
from analysis.core.formulas import normal_quantile, t_tail, upper

from .propensity import Propensity
from .weights import POPULATIONS, SOURCES, BalancingWeights, effective_n


@dataclass(frozen=True)
class WeightedMeans:
    """Two weighted means, and the error of their difference if the weights were known.

    `se_hc0`, `se_hc1` and `se_hc3` are sandwich errors of weighted least squares of the score on
    the arm, `se_survey` the design-based one of a sample with these weights; `ess` are Kish's
    effective numbers of people.
    """

    mean_treatment: float
    mean_comparator: float
    se_hc0: float
    se_hc1: float
    se_hc3: float
    se_survey: float
    ess_treatment: float
    ess_comparator: float

    @property
    def difference(self) -> float:
        """Treatment - comparator."""
        return self.mean_treatment - self.mean_comparator


def weighted_means(
    score: np.ndarray, is_treatment: np.ndarray, weights: np.ndarray
) -> WeightedMeans:
    """Means of two arms with weights taken as known.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Points, none missing.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    weights : ndarray, shape (n,)
        Positive weights, on any scale.

    Raises
    ------
    CannotEstimate
        "too_few" with under two people of some weight in an arm, "no_variation", "not_finite".

    Notes
    -----
    HC0: sum over both arms of sum w^2 r^2 / (sum w)^2, r the distance from the arm's mean; HC1
    times n / (n - 2); HC3 with r / (1 - w / sum w); survey times n / (n - 1).

    References
    ----------
    Hernan MA, Robins JM, Causal Inference: What If, ch. 12; MacKinnon & White 1985.
    """
    score, treated = check_scores(score, is_treatment)
    n, means, hc0, hc3, ess = len(score), [], 0.0, 0.0, []
    for there in (treated, ~treated):
        ess.append(effective_n(weights[there]))
        share = weights[there] / weights[there].sum()
        means.append(float(share @ score[there]))
        rest = share * (score[there] - means[-1])
        hc0 += float(rest @ rest)
        with np.errstate(divide="ignore", invalid="ignore"):
            hc3 += float(np.square(rest / (1 - share)).sum())
    se = require_spread(hc0, score)
    return WeightedMeans(means[0], means[1], se, se * math.sqrt(n / (n - 2)), math.sqrt(hc3),
                         se * math.sqrt(n / (n - 1)), ess[0], ess[1])  # fmt: skip


def weighted_difference(
    score: np.ndarray,
    is_treatment: np.ndarray,
    propensity: Propensity,
    weights: BalancingWeights,
    level: float,
) -> Estimate:
    """Difference in weighted means, its error counting that the propensity was estimated.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Points, none missing.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    propensity : Propensity
        From `estimate_propensity`, of the same people.
    weights : BalancingWeights
        From `balancing_weights`.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "too_few", "no_variation" or "not_finite".

    Notes
    -----
    Normalised (Hajek) means. M-estimation: the estimating equations of the propensity and of both
    means are stacked, and the sandwich of all of them gives the variance: the sum over people of
    the squared influence. Normal limits.

    References
    ----------
    Lunceford JK, Davidian M (2004). Stat Med 23:2937-2960; Stefanski LA, Boos DD (2002). Am Stat
    56:29-38; for overlap weights Li F, Thomas LE, Li F (2019). Am J Epidemiol 188:250-257.
    """
    score, treated = check_scores(score, is_treatment)
    value, influence = mean_difference_influence(score, treated, propensity, weights)
    return normal_estimate(
        measure=f"{weights.kind}_difference",
        value=value,
        se=require_spread(float(influence @ influence), score),
        level=level,
        counts=count_people(treated),
        method=f"Difference in weighted means among {POPULATIONS[weights.kind]}; propensity by "
        f"{propensity.method}; sandwich error that counts the propensity's, normal interval."
        + say_approximate(f"{weights.kind}_difference", *count_people(treated).values()),
        source=SOURCES[weights.kind],
    )


def mean_difference_influence(
    score: np.ndarray, treated: np.ndarray, propensity: Propensity, weights: BalancingWeights
) -> tuple[float, np.ndarray]:
    """Treatment - comparator of weighted means of `score`, and each person's influence on it."""
    sign = np.where(treated, 1.0, -1.0)
    total = np.where(treated, weights.values[treated].sum(), weights.values[~treated].sum())
    share = weights.values / total
    means = [float(share[arm] @ score[arm]) for arm in (treated, ~treated)]
    rest = sign * (score - np.where(treated, *means))
    gradient = propensity.design.T @ (weights.slope / total * rest)
    return means[0] - means[1], share * rest + propensity.influence @ gradient


def check_scores(score: np.ndarray, is_treatment: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores and arms, refused with under two people in an arm or a score that is no number."""
    score, treated = np.asarray(score, dtype=float), np.asarray(is_treatment, dtype=bool)
    if not np.isfinite(score).all():
        raise CannotEstimate("not_finite", "A score is missing or infinite.",
                             "Leave out people without a score first.")  # fmt: skip
    if min(treated.sum(), (~treated).sum()) < 2:
        raise CannotEstimate("too_few", "An arm has fewer than two people with a score.",
                             "Choose a visit or an instrument with more people.")  # fmt: skip
    return score, treated


def require_spread(variance: float, score: np.ndarray) -> float:
    """Standard error from a variance, refused where scores do not vary within the arms."""
    scale = float(np.square(score).mean()) or 1.0
    if not variance > 1e-24 * scale:
        raise CannotEstimate(
            "no_variation",
            "Scores do not vary within the arms, so there is no interval.",
            "Check that the right column is mapped, or choose another visit.",
        )
    return math.sqrt(variance)


def count_people(treated: np.ndarray) -> dict[str, int]:
    """People by arm, as an estimate names them."""
    return {"n_treatment": int(treated.sum()), "n_comparator": int((~treated).sum())}


def normal_estimate(
    *, measure: str, value: float, se: float, level: float, counts: dict[str, int], method: str,
    source: str,
) -> Estimate:  # fmt: skip
    """An estimate in points with normal limits."""
    half = normal_quantile(upper(level)) * se
    return Estimate(measure, value, value - half, value + half, level, counts, method, source,
                    se=se, p=t_tail(value / se, math.inf))  # fmt: skip
