"""Cumulative incidence of one kind of event in two arms: Gray's test and differences at visits."""

from collections.abc import Sequence

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate, settings
from analysis.core.formulas import normal_quantile, normal_tail, upper

from .competing_risks import cumulative_incidence


def compare_incidence(
    control: tuple[np.ndarray, np.ndarray],
    treatment: tuple[np.ndarray, np.ndarray],
    cause: int,
    at: Sequence[float],
    level: float = settings.LEVEL,
) -> tuple[Estimate, ...]:
    """Difference in cumulative incidence of one kind of event at each time, treatment - control.

    Parameters
    ----------
    control, treatment : tuple of ndarray, shape (n,)
        (time, kind) of each arm, as `cumulative_incidence` takes them.
    cause : int
    at : sequence of float
        Times, at which both arms must still be followed.
    level : float

    Returns
    -------
    tuple of Estimate
        One a time, in order; differences of probabilities.

    Raises
    ------
    CannotEstimate
        As `cumulative_incidence`; "after_follow_up" for a time nobody of an arm was followed to;
        "no_spread" where neither arm had the event yet.

    Notes
    -----
    Aalen-Johansen in each arm, delta-method variances added, normal limits cut at -1 and 1.

    References
    ----------
    Aalen & Johansen 1978, Scand J Stat 5:141-150. Zhang & Fine 2008, Stat Med 27:6218-6230.
    """
    wanted = np.asarray(at, float)
    first, second = (cumulative_incidence(*arm, cause, wanted) for arm in (control, treatment))
    if len(first.time) < len(wanted) or len(second.time) < len(wanted):
        raise CannotEstimate("after_follow_up", "At a time asked for an arm is not followed any "
                             "more.", "Ask for earlier times.")  # fmt: skip
    z, found = normal_quantile(upper(level)), []
    for row, time in enumerate(wanted):
        value = float(second.share[row] - first.share[row])
        se = float(np.hypot(first.se[row], second.se[row]))
        if se == 0:
            raise CannotEstimate("no_spread", f"Nobody had the event by {time:g}.",
                                 "Ask for later times.")  # fmt: skip
        found.append(
            Estimate("incidence_difference", value, max(value - z * se, -1.0),
                     min(value + z * se, 1.0), level, {"n_treatment": second.n,
                     "n_comparator": first.n}, f"Aalen-Johansen by {time:g}, normal limits."
                     + say_approximate("incidence_difference", second.n, first.n),
                     "Aalen & Johansen 1978; Zhang & Fine 2008", "probability", se,
                     p=normal_tail(value / se))
        )  # fmt: skip
    return tuple(found)
