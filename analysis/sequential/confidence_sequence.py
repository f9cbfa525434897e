"""A difference between arms with limits that hold however often one looks."""

from collections.abc import Iterable

import numpy as np

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import normal_quantile, upper
from analysis.core.results import Look, WatchedDifference

from .boundary import boundary, mixture_scale
from .influence import Running, running_adjusted, running_means

NOT_VALID_AFTER = (
    "Valid at every look for one outcome, visit and model; not after changing any of them.",
    "The unit is the person with a mature primary visit, in order of enrolment.",
)
_SOURCE = "Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2021, arXiv:2103.06476"


def confidence_sequence(
    y: np.ndarray,
    is_treatment: np.ndarray,
    order: np.ndarray | None = None,
    *,
    adjust: np.ndarray | None = None,
    probability: np.ndarray | float | None = None,
    level: float = settings.LEVEL,
    tightest_at: int = settings.SEQUENCE_TIGHTEST_AT,
    from_per_arm: int = settings.SEQUENCE_FROM_PER_ARM,
) -> WatchedDifference:
    """Difference in mean score (treatment - comparator), watched as people come in.

    Parameters
    ----------
    y : ndarray, shape (people,)
        Points at the primary visit; people without a score are not there yet and are left out.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    order : ndarray, shape (people,), optional
        Enrolment rank; the order given where None.
    adjust : ndarray, shape (people, columns), optional
        Baseline and covariates of the regression-adjusted difference.
    probability : ndarray or float, optional
        Probability of the treatment arm: a number where people were randomised, each person's own
        where it was estimated; the share so far where None. Used by the adjusted difference.
    level : float
        Confidence level of the whole sequence.
    tightest_at : int
        People at whom the limits are tightest.
    from_per_arm : int
        People in each arm before limits are given: they are asymptotic.

    Returns
    -------
    WatchedDifference
        Every look from the first valid one, the latest, and the ordinary interval beside it.

    Raises
    ------
    CannotEstimate
        "too_few_to_watch" below `from_per_arm` in an arm; "no_variation"; "infinite";
        "bad_probability" when one is not between 0 and 1; "collinear".

    Notes
    -----
    difference_n +- sd_n sqrt(2 (n rho^2 + 1)/(n^2 rho^2) log(sqrt(n rho^2 + 1)/alpha)), sd_n the SD
    of one person's part in the difference (see `influence`). Time-uniform coverage is asymptotic:
    1 - alpha for all n from a start that grows. At n* the limits are about 1.55 times as wide as
    the ordinary ones; looking at those again and again misleads far more often than 1 time in 20.

    References
    ----------
    Waudby-Smith I, Arbour D, Sinha R, Kennedy EH, Ramdas A (2021). arXiv:2103.06476; Robbins H
    (1970). Ann Math Stat 41:1397-1409; Lin W (2013). Ann Appl Stat 7:295-318.
    """
    y, arm, adjust, chance = _put_in_order(y, is_treatment, order, adjust, probability)
    start = _first_valid(arm, from_per_arm)
    found: Iterable[Running]
    if adjust is None:
        found = running_means(y, arm, start)
    else:
        found = running_adjusted(y, arm, adjust, chance, start)
    running = list(found)
    sd = np.array([one.sd for one in running])
    if not running[-1].sd > 1e-12 * (np.abs(y).max() or 1.0):
        raise CannotEstimate("no_variation", "Scores do not vary, so there are no limits.",
                             "Check that the right column is mapped.")  # fmt: skip
    people = np.array([one.people for one in running])
    half = sd * boundary(people, mixture_scale(tightest_at, level), level)
    looks = tuple(
        Look(one.people, one.treated, one.people - one.treated, one.value,
             one.value - float(h), one.value + float(h))
        for one, h in zip(running, half, strict=True)
    )  # fmt: skip
    named = "Regression-adjusted difference" if adjust is not None else "Difference in means"
    latest = _as_estimate(looks[-1], float(sd[-1]), float(half[-1]), level,
                          f"{named}; asymptotic confidence sequence, tightest at {tightest_at} "
                          f"people, from {from_per_arm} an arm.", _SOURCE)  # fmt: skip
    ordinary = normal_quantile(upper(level)) * float(sd[-1]) / np.sqrt(len(y))
    fixed = _as_estimate(looks[-1], float(sd[-1]), float(ordinary), level,
                         f"{named}; ordinary interval, for one look only.", "")  # fmt: skip
    return WatchedDifference(looks, latest, fixed, tightest_at, from_per_arm, NOT_VALID_AFTER)


def _put_in_order(
    y: np.ndarray, is_treatment: np.ndarray, order: np.ndarray | None, adjust: np.ndarray | None,
    probability: np.ndarray | float | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray | None]:  # fmt: skip
    """People with everything recorded, by enrolment rank."""
    y, arm = np.asarray(y, dtype=float), np.asarray(is_treatment).astype(float)
    rank = np.arange(len(y)) if order is None else np.asarray(order, dtype=float)
    columns = np.zeros((len(y), 0)) if adjust is None else np.asarray(adjust, dtype=float)
    chance = None if probability is None else np.broadcast_to(
        np.asarray(probability, dtype=float), y.shape)  # fmt: skip
    together = np.column_stack([y, rank, columns, *([] if chance is None else [chance])])
    if np.isinf(together).any():
        raise CannotEstimate("infinite", "A number among the scores is infinite.",
                             "Correct it, or leave it out.")  # fmt: skip
    rows = np.flatnonzero(~np.isnan(together).any(axis=1))
    rows = rows[np.argsort(rank[rows], kind="stable")]
    if chance is not None and not ((chance[rows] > 0) & (chance[rows] < 1)).all():
        raise CannotEstimate(
            "bad_probability",
            "A probability of an arm is not between 0 and 1.",
            "Only people who could have been in either arm are compared.",
        )
    return (y[rows], arm[rows], None if adjust is None else columns[rows],
            None if chance is None else chance[rows])  # fmt: skip


def _first_valid(arm: np.ndarray, from_per_arm: int) -> int:
    """People when both arms first have enough."""
    enough = (np.cumsum(arm) >= from_per_arm) & (np.cumsum(1 - arm) >= from_per_arm)
    if not enough.any() or from_per_arm < 2:
        fewer = int(min(arm.sum(), (1 - arm).sum()))
        raise CannotEstimate(
            "too_few_to_watch",
            f"Limits for repeated looks start at {max(from_per_arm, 2)} people in each arm; the "
            f"smaller has {fewer}.",
            "Wait for more people with the visit.",
        )
    return int(enough.argmax()) + 1


def _as_estimate(
    look: Look, sd: float, half: float, level: float, method: str, source: str
) -> Estimate:
    counts = {"n_treatment": look.n_treatment, "n_comparator": look.n_comparator}
    return Estimate("difference", look.value, look.value - half, look.value + half, level, counts,
                    method, source, "points", float(sd / np.sqrt(look.people)))  # fmt: skip
