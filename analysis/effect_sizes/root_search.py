"""Brent's root search, step for step as R's `uniroot` takes it."""

from collections.abc import Callable
from typing import Final

import numpy as np

EPSILON: Final = float(np.finfo(float).eps)
R_TOLERANCE: Final = EPSILON**0.25
"""How near to a root R stops unless told otherwise: 1.2e-4."""

_MOST_STEPS = 1000


def find_root(
    function: Callable[[float], float], low: float, high: float, tolerance: float = 0.0
) -> float:
    """Where a continuous function changes sign between `low` and `high`.

    Parameters
    ----------
    function : callable
        Of one number.
    low, high : float
        Ends at which the function has opposite signs (or is zero).
    tolerance : float
        The root is known to within this much; 0 for as near as floating point goes.

    Raises
    ------
    ValueError
        When the function has the same sign at both ends.

    Notes
    -----
    Bisection, the secant, or inverse quadratic interpolation, whichever is safe. With
    `R_TOLERANCE` it stops at the same point as R's `uniroot`, whose answer is that far from the
    root.

    References
    ----------
    Brent RP (1973). Algorithms for Minimization without Derivatives, ch. 4.
    """
    a, b = low, high
    at_a, at_b = function(a), function(b)
    if at_a == 0:
        return a
    if at_b == 0:
        return b
    if (at_a > 0) == (at_b > 0):
        raise ValueError("the function has the same sign at both ends")
    c, at_c = a, at_a
    for _ in range(_MOST_STEPS):
        last = b - a
        if abs(at_c) < abs(at_b):
            a, b, c = b, c, b
            at_a, at_b, at_c = at_b, at_c, at_b
        smallest = 2 * EPSILON * abs(b) + tolerance / 2
        step = (c - b) / 2
        if abs(step) <= smallest or at_b == 0:
            break
        if abs(last) >= smallest and abs(at_a) > abs(at_b):
            step = _interpolate((a, b, c), (at_a, at_b, at_c), last, step, smallest)
        if abs(step) < smallest:
            step = smallest if step > 0 else -smallest
        a, at_a = b, at_b
        b += step
        at_b = function(b)
        if (at_b > 0) == (at_c > 0):
            c, at_c = a, at_a
    return b


def _interpolate(
    points: tuple[float, float, float],
    values: tuple[float, float, float],
    last: float,
    half: float,
    smallest: float,
) -> float:
    """The interpolated step where it stays inside and shrinks fast enough, else the half one."""
    a, b, c = points
    at_a, at_b, at_c = values
    ratio = at_b / at_a
    if a == c:
        top, bottom = 2 * half * ratio, 1 - ratio
    else:
        q, t = at_a / at_c, at_b / at_c
        top = ratio * (2 * half * q * (q - t) - (b - a) * (t - 1))
        bottom = (q - 1) * (t - 1) * (ratio - 1)
    if top > 0:
        bottom = -bottom
    else:
        top = -top
    inside = top < 1.5 * half * bottom - abs(smallest * bottom) / 2
    return top / bottom if inside and top < abs(last * bottom / 2) else half
