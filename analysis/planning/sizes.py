"""People needed: the fewest with the visit, and how many to enrol for them."""

import math
from collections.abc import Callable

from analysis.core import settings
from analysis.core.results import ArmSizes

from .design import Design, refuse, require_power
from .difference import (
    half_width,
    power_not_worse,
    power_of_difference,
    power_to_exclude,
    require_margin,
)

_MOST = 10_000_000


def people_for_difference(
    design: Design,
    difference: float,
    power: float = settings.PLANNED_POWER,
    *,
    ratio: float = 1.0,
    dropout_treatment: float = 0.0,
    dropout_comparator: float = 0.0,
) -> ArmSizes:
    """Fewest people whose interval leaves out zero with the wanted power.

    Parameters
    ----------
    design : Design
        Spread, adjustment and clusters.
    difference : float
        True difference to find, not zero: the margin, never the effect observed.
    power : float
        Chance wanted.
    ratio : float
        People in the comparator arm for each in the treatment arm.
    dropout_treatment, dropout_comparator : float
        Share expected to have no visit, by arm.

    Returns
    -------
    ArmSizes
        Whole people; where therapists are counted, whole therapists.

    Raises
    ------
    CannotEstimate
        "bad_power", "bad_margin" (no difference), "bad_ratio", "bad_dropout", or "never" where no
        number of people is enough.

    Notes
    -----
    The smallest n_t whose exact power, with n_c = ceil(ratio n_t), reaches the wanted one. One SD
    at 90 %: 22.02 an arm (R's `power.t.test`), so 23 (22 have 89.96 %).
    """
    require_power(power)
    require_margin(abs(difference))
    return _fewest(design, lambda t, c: power_of_difference(design, difference, t, c), power, ratio,
                   dropout_treatment, dropout_comparator)  # fmt: skip


def people_to_exclude(
    design: Design, margin: float, power: float = settings.PLANNED_POWER, *, true: float = 0.0,
    ratio: float = 1.0, dropout_treatment: float = 0.0, dropout_comparator: float = 0.0,
) -> ArmSizes:  # fmt: skip
    """Fewest people whose interval lies within the margins with the wanted power (equivalence).

    Parameters, errors and returns are those of `people_for_difference`; `true` is the true
    difference, inside the margins.
    """
    require_power(power)
    require_margin(margin)
    require_margin(margin - abs(true))
    return _fewest(design, lambda t, c: power_to_exclude(design, margin, t, c, true), power, ratio,
                   dropout_treatment, dropout_comparator)  # fmt: skip


def people_not_worse(
    design: Design, margin: float, power: float = settings.PLANNED_POWER, *, true: float = 0.0,
    ratio: float = 1.0, dropout_treatment: float = 0.0, dropout_comparator: float = 0.0,
) -> ArmSizes:  # fmt: skip
    """Fewest people whose interval lies above minus the margin (non-inferiority).

    Parameters, errors and returns are those of `people_for_difference`; `true` is the true
    difference, above minus the margin.
    """
    require_power(power)
    require_margin(margin)
    require_margin(margin + true)
    return _fewest(design, lambda t, c: power_not_worse(design, margin, t, c, true), power, ratio,
                   dropout_treatment, dropout_comparator)  # fmt: skip


def people_to_bound(
    design: Design, margin: float, *, ratio: float = 1.0, dropout_treatment: float = 0.0,
    dropout_comparator: float = 0.0,
) -> ArmSizes:  # fmt: skip
    """Fewest people whose interval is expected to reach less than the margin either way.

    Such an interval cannot hold zero and the margin on both sides at once, whatever comes out: the
    verdict is never "too imprecise to say" for want of people. `power` in the answer is the power
    for a difference of the margin. Errors are those of `people_for_difference`.

    References
    ----------
    Rothman KJ, Greenland S (2018). Epidemiology 29:599-603.
    """
    require_margin(margin)
    sizes = _fewest(design, lambda t, c: float(half_width(design, t, c) < margin), 1.0, ratio,
                    dropout_treatment, dropout_comparator)  # fmt: skip
    power = power_of_difference(design, margin, sizes.n_treatment, sizes.n_comparator)
    return ArmSizes(sizes.n_treatment, sizes.n_comparator, sizes.enrol_treatment,
                    sizes.enrol_comparator, sizes.therapists, power)  # fmt: skip


def inflate_for_dropout(n: int, dropout: float) -> int:
    """People to enrol so that `n` are expected to have the visit: n / (1 - dropout), up.

    Raises
    ------
    CannotEstimate
        "bad_dropout" where the share does not lie from 0 to below 1.
    """
    if not 0 <= dropout < 1:
        raise refuse("bad_dropout", "The share lost lies from 0 to below 1.",
                     "For 20 % give 0.20.")  # fmt: skip
    return math.ceil(n / (1 - dropout) - 1e-9)


def _fewest(
    design: Design, reached: Callable[[int, int], float], wanted: float, ratio: float,
    lost_t: float, lost_c: float,
) -> ArmSizes:  # fmt: skip
    """Doubling, then halving: all of it grows with people. Steps are whole therapists."""
    if not (math.isfinite(ratio) and ratio > 0):
        raise refuse("bad_ratio", "People in one arm for each in the other: above zero.")
    step = design.cluster_size if design.icc > 0 else 1.0

    def sizes(k: int) -> tuple[int, int]:
        n_t = math.ceil(k * step - 1e-9)
        return n_t, max(2, math.ceil(n_t * ratio - 1e-9))

    def enough(k: int) -> bool:
        n_t, n_c = sizes(k)
        return n_t >= 2 and design.df(n_t, n_c) > 0.5 and reached(n_t, n_c) >= wanted

    low, high = 0, 1
    while not enough(high):
        low, high = high, 2 * high
        if high * step > _MOST:
            raise refuse(
                "never", "Not even ten million people an arm are enough.", "Widen the margin."
            )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    n_t, n_c = sizes(high)
    enrol_t, enrol_c = inflate_for_dropout(n_t, lost_t), inflate_for_dropout(n_c, lost_c)
    therapists = high if design.icc > 0 else None
    return ArmSizes(n_t, n_c, enrol_t, enrol_c, therapists, reached(n_t, n_c))
