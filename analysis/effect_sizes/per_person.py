"""Person by person: did somebody change by more than measurement error, and to where?"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate

Better = Literal["lower", "higher"]
Cutoff = Literal["a", "b", "c"]

_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class ReliableChange:
    """Reliable and clinically significant change of n people, all with both scores.

    `index`, `improved`, `deteriorated` and `crossed` have shape (n,); `crossed` is whether the
    second score is on the functional side of `cutoff` and the first was not. `arrived` is whether
    the second score is there, wherever the first was.
    """

    sd_pre: float
    se_measurement: float
    s_diff: float
    index: np.ndarray
    improved: np.ndarray
    deteriorated: np.ndarray
    cutoff: float
    crossed: np.ndarray
    arrived: np.ndarray

    @property
    def n(self) -> int:
        """People with both scores."""
        return len(self.index)

    @property
    def recovered(self) -> np.ndarray:
        """Reliably improved and crossed the cutoff, shape (n,)."""
        return self.improved & self.crossed


def judge_change(
    pre: np.ndarray,
    post: np.ndarray,
    reliability: float,
    functional_mean: float | None,
    functional_sd: float | None,
    *,
    cutoff: Cutoff = "c",
    better: Better = "lower",
    critical: float = 1.96,
) -> ReliableChange:
    """Reliable change of each person, and whether they crossed into the functional range.

    Parameters
    ----------
    pre, post : ndarray, shape (n,)
        Scores in points; people without both are left out.
    reliability : float
        Of the instrument, above 0 and below 1.
    functional_mean, functional_sd : float or None
        Of the functional population, in points; the mean is needed for cutoff b, both for c.
    cutoff : {"a", "b", "c"}
        a: two SDs of the patients beyond their mean; b: within two SDs of the functional mean;
        c: midway between both means, each in its SDs.
    better : {"lower", "higher"}
        Which way scores improve.
    critical : float
        Size of the index beyond which change is reliable.

    Raises
    ------
    CannotEstimate
        "too_few" with fewer than two people; "no_spread" when all first scores are the same;
        "bad_reliability", "bad_functional", "option_missing".

    Notes
    -----
    Index = (post - pre) / (sqrt(2) SD_pre sqrt(1 - reliability)).
    Cutoff c = (SD_0 M_1 + SD_1 M_0) / (SD_0 + SD_1), 0 functional, 1 patients before.

    References
    ----------
    Jacobson NS, Truax P (1991). J Consult Clin Psychol 59:12-19.
    """
    before, after = _both_scores(pre, post)
    if not 0 < reliability < 1:
        raise CannotEstimate("bad_reliability", "A reliability lies between 0 and 1.",
                             "Give the published reliability, 0.80 for example.")  # fmt: skip
    sd_pre = float(before.std(ddof=1))
    if not sd_pre > _ROUNDING * max(1.0, float(np.abs(before).max())):
        raise CannotEstimate("no_spread", "Everybody has the same score before.",
                             "Use another visit as the first.")  # fmt: skip
    error = sd_pre * math.sqrt(1 - reliability)
    index = (after - before) / (math.sqrt(2) * error)
    sign = -1.0 if better == "lower" else 1.0
    limit = _find_cutoff(cutoff, float(before.mean()), sd_pre, functional_mean, functional_sd, sign)
    arrived = sign * (after - limit) > 0
    return ReliableChange(
        sd_pre=sd_pre,
        se_measurement=error,
        s_diff=math.sqrt(2) * error,
        index=index,
        improved=sign * index > critical,
        deteriorated=sign * index < -critical,
        cutoff=limit,
        crossed=arrived & ~(sign * (before - limit) > 0),
        arrived=arrived,
    )


def _both_scores(pre: np.ndarray, post: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    before, after = np.asarray(pre, dtype=float), np.asarray(post, dtype=float)
    if np.isinf(before).any() or np.isinf(after).any():
        raise CannotEstimate("not_finite", "A score is infinite.", "Correct the score.")
    both = ~(np.isnan(before) | np.isnan(after))
    if both.sum() < 2:
        raise CannotEstimate("too_few", "Fewer than two people have both scores.",
                             "Choose visits with more people.")  # fmt: skip
    return before[both], after[both]


def _find_cutoff(
    cutoff: Cutoff, mean: float, sd: float, functional_mean: float | None,
    functional_sd: float | None, sign: float,
) -> float:  # fmt: skip
    if cutoff == "a":
        return mean + sign * 2 * sd
    if functional_mean is None or functional_sd is None:
        raise CannotEstimate(
            "option_missing", f"Cutoff {cutoff} needs the mean and SD of the functional people.",
            "Give --functional-mean and --functional-sd, or take cutoff a.",
        )  # fmt: skip
    if not (math.isfinite(functional_mean) and 0 < functional_sd < math.inf):
        raise CannotEstimate("bad_functional", "The functional SD must be above zero.",
                             "Correct --functional-mean and --functional-sd.")  # fmt: skip
    if cutoff == "b":
        return functional_mean - sign * 2 * functional_sd
    return (functional_sd * mean + sd * functional_mean) / (functional_sd + sd)
