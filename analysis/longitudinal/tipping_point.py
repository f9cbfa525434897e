"""How much worse would those lost have to be for the finding to vanish?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate
from analysis.core.results import Shift, TippingCurve, TippingPoint

from .imputation import ImputedScores
from .imputed_ancova import contrast_arms, design_of
from .shifted_difference import ShiftedDifference, shift_arm

Finding = Callable[[float, float], str]
"""What an interval (low, high; raw sign, points) is said to show."""

SEARCHED_SD = 3.0
"""The search ends at this many pooled SDs of the scores seen at the visit."""

_STEPS = 121
"""Deltas tried in a direction before the root is closed in on: 0.025 SD apart."""

_HALVINGS = 40


def excludes_zero(low: float, high: float) -> str:
    """The finding by default: on which side of zero the whole interval lies."""
    return "above zero" if low > 0 else "below zero" if high < 0 else "includes zero"


def find_tipping_points(
    imputed: ImputedScores,
    level: float,
    deltas: np.ndarray | None = None,
    finding: Finding = excludes_zero,
    visit: int = -1,
) -> TippingCurve:
    """Points by which those lost from an arm must have done otherwise for the finding to change.

    Parameters
    ----------
    imputed : ImputedScores
        From `impute_scores`; delta zero is its own assumption.
    level : float
        Confidence level.
    deltas : ndarray, optional
        Points at which the curve is given; 21 from -2 to +2 pooled SDs by default.
    finding : callable
        What limits are said to show; by default whether the interval excludes zero. For the
        verdict against a margin pass a function of the limits, as in `judge`.
    visit : int
        Column of the visit; the last by default.

    Returns
    -------
    TippingCurve
        For each arm the smallest delta, in points, at which the finding is another one. Where the
        interval excludes zero only the direction that weakens it is searched, else both.

    Raises
    ------
    CannotEstimate
        As `compare_imputed`; "nobody_lost" when no score at the visit was imputed.

    Notes
    -----
    Delta is added to every score of the arm imputed at the visit, the same in each data set; the
    pooled difference and its variance are a line and a parabola in it, so the curve is exact.
    A grid in steps of 0.025 SD finds the first change, halving closes in on it. The change is
    called small under half a pooled SD and large over one: a convention, not a threshold.

    References
    ----------
    Yan X, Lee S, Li N (2009). J Biopharm Stat 19:1085-1098; Cro S, Morris TP, Kenward MG,
    Carpenter JR (2020). Stat Med 39:2815-2842.
    """
    sd = _seen_sd(imputed, visit)
    contrast = contrast_arms(design_of(imputed))
    treated = imputed.is_treatment
    arms = {
        "treatment": shift_arm(contrast, imputed, treated, visit),
        "comparator": shift_arm(contrast, imputed, ~treated, visit),
    }
    grid = np.linspace(-2, 2, 21) * sd if deltas is None else np.asarray(deltas, dtype=float)
    curves = {
        name: tuple(one.estimate(float(d), imputed, level, name) for d in grid)
        for name, one in arms.items()
    }
    search = _Search(imputed, level, finding, visit, sd)
    return TippingCurve(
        tuple(float(d) for d in grid), curves["treatment"], curves["comparator"],
        (search.run("treatment", arms["treatment"]), search.run("comparator", arms["comparator"])),
    )  # fmt: skip


def _seen_sd(imputed: ImputedScores, visit: int) -> float:
    """Pooled SD of the scores seen at the visit."""
    if not imputed.missing[:, visit].any():
        raise CannotEstimate(
            "nobody_lost",
            "Everybody has a score at this visit, so nothing rests on those lost.",
            "Choose a visit at which scores are missing.",
        )
    squares, df = 0.0, 0
    for arm in (imputed.is_treatment, ~imputed.is_treatment):
        scores = imputed.scores[0, arm & ~imputed.missing[:, visit], visit]
        if len(scores) > 1:
            squares += float(((scores - scores.mean()) ** 2).sum())
            df += len(scores) - 1
    if not (df and squares > 0):
        raise CannotEstimate(
            "no_variation",
            "The scores seen at this visit do not vary, so there is no SD to measure by.",
            "Choose another visit.",
        )
    return float(np.sqrt(squares / df))


@dataclass(frozen=True, eq=False)
class _Search:
    """What stays the same in the search of either arm."""

    imputed: ImputedScores
    level: float
    finding: Finding
    visit: int
    sd: float

    def run(
        self, arm: Literal["treatment", "comparator"], shifted: ShiftedDifference
    ) -> TippingPoint:
        in_arm = self.imputed.is_treatment == (arm == "treatment")
        lost = in_arm & self.imputed.missing[:, self.visit]
        delta = self._root(shifted) if lost.any() else None
        mean_lost = self._mean(lost)
        return TippingPoint(
            arm=arm,
            lost=int(lost.sum()),
            delta=delta,
            in_sd=None if delta is None else delta / self.sd,
            size=_size(delta, self.sd, bool(lost.any())),
            sd=self.sd,
            searched_to=SEARCHED_SD * self.sd,
            mean_seen=self._mean(in_arm & ~lost),
            mean_imputed=mean_lost,
            mean_at_tipping=None if delta is None or mean_lost is None else mean_lost + delta,
            finding=self._says(shifted, 0.0),
            finding_beyond=None if delta is None else self._says(shifted, delta),
            at_tipping=None if delta is None
            else shifted.estimate(delta, self.imputed, self.level, arm),
        )  # fmt: skip

    def _mean(self, people: np.ndarray) -> float | None:
        return float(self.imputed.scores[:, people, self.visit].mean()) if people.any() else None

    def _says(self, shifted: ShiftedDifference, delta: float) -> str:
        low, high = shifted.limits(np.array([delta]), self.level)
        return self.finding(float(low[0]), float(high[0]))

    def _root(self, shifted: ShiftedDifference) -> float | None:
        """The change nearest to zero, on its far side."""
        now = self._says(shifted, 0.0)
        found = [self._first_change(shifted, now, way) for way in self._directions(shifted)]
        return min((one for one in found if one is not None), key=abs, default=None)

    def _directions(self, shifted: ShiftedDifference) -> tuple[int, ...]:
        low, high = shifted.limits(np.zeros(1), self.level)
        if low[0] <= 0 <= high[0]:
            return (1, -1)
        towards_zero = -np.sign(low[0]) * np.sign(shifted.slope.mean())
        return (int(towards_zero),)

    def _first_change(self, shifted: ShiftedDifference, now: str, way: int) -> float | None:
        grid = way * np.linspace(0, SEARCHED_SD * self.sd, _STEPS)
        limits = zip(*shifted.limits(grid, self.level), strict=True)
        changed = [self.finding(float(low), float(high)) != now for low, high in limits]
        if not any(changed):
            return None
        at = changed.index(True)
        same, other = float(grid[at - 1]), float(grid[at])
        for _ in range(_HALVINGS):
            middle = (same + other) / 2
            if self._says(shifted, middle) == now:
                same = middle
            else:
                other = middle
        return other


def _size(delta: float | None, sd: float, anybody: bool) -> Shift:
    if not anybody:
        return "nobody_lost"
    if delta is None:
        return "beyond_search"
    in_sd = abs(delta) / sd
    return "under_half_sd" if in_sd < 0.5 else "half_to_one_sd" if in_sd <= 1 else "over_one_sd"
