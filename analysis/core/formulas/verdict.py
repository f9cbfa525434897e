"""What an interval says against a margin."""

from typing import Literal

from ..results.effects import VerdictCode

ContrastCode = Literal["cannot_tell", "alike", "another"]


def judge(low: float, high: float, margin: float) -> VerdictCode:
    """What an interval, signed so that positive is better, says against a margin.

    Parameters
    ----------
    low, high : float
        Limits of the difference, positive when the arm with more support did better.
    margin : float
        Smallest difference between groups that matters, same unit, above zero.

    Notes
    -----
    First match: low >= M worthwhile; low > -M and high < M no meaningful difference (a small one
    is likely when 0 lies outside the interval); low > 0 better, possibly too little to matter;
    high <= -M meaningfully worse; high < 0 worse, possibly too little to matter; else too
    imprecise to say.
    """
    if not (low <= high and margin > 0):
        raise ValueError("a verdict needs limits in order and a margin above zero")
    if low >= margin:
        return "worthwhile"
    if low > -margin and high < margin:
        holds_zero = low <= 0 <= high
        return "no_meaningful_difference" if holds_zero else "small_difference_likely"
    if low > 0:
        return "better_possibly_too_little"
    if high <= -margin:
        return "meaningfully_worse"
    if high < 0:
        return "worse_possibly_too_little"
    return "too_imprecise"


def judge_contrast(low: float, high: float, margin: float) -> ContrastCode:
    """What an interval of the difference between two differences says against a margin.

    Parameters
    ----------
    low, high : float
        Limits of one level's arm difference minus another's.
    margin : float
        Smallest difference that matters, same unit, above zero.

    Notes
    -----
    "alike" where the whole interval lies within the margins (also where it leaves out zero),
    "another" where it leaves out zero and reaches beyond them, else "cannot_tell".
    """
    code = judge(low, high, margin)
    if code == "too_imprecise":
        return "cannot_tell"
    within = code in ("no_meaningful_difference", "small_difference_likely")
    return "alike" if within else "another"
