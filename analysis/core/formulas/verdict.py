"""What an interval says against a margin."""

from ..results.effects import VerdictCode


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
