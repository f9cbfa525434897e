"""Where a falling function crosses zero, for many at once."""

from collections.abc import Callable

import numpy as np

_ROUNDS = 200
_CLOSE = 1e-15


def find_crossing(
    function: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
    low: np.ndarray, high: np.ndarray, start: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """The point in [low, high] above which the function is negative; `low` if it starts there.

    Parameters
    ----------
    function : callable
        From points, shape (...), to values and slopes.
    low, high : ndarray, shape (...)
        Limits; where the function is still positive at `high`, `high` is the answer.
    start : ndarray, optional
        First guess.

    Notes
    -----
    Newton's step where it falls inside the limits, which close in with every value; else half of
    what is left. Never stops before the step is lost in rounding.
    """
    floor, low, high = low, low.astype(float).copy(), high.astype(float).copy()
    starts_negative = function(low)[0] <= 0
    point = (low + high) / 2 if start is None else np.clip(start, low, high)
    for _ in range(_ROUNDS):
        value, slope = function(point)
        low, high = np.where(value > 0, point, low), np.where(value > 0, high, point)
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = point - value / slope
        inside = (slope < 0) & (moved >= low) & (moved <= high)
        moved = np.where(inside, moved, (low + high) / 2)
        moved = np.where(value == 0, point, moved)
        step, point = np.abs(moved - point), moved
        settled = (step <= _CLOSE * np.abs(point)) | (high - low <= _CLOSE * high)
        if (starts_negative | settled).all():
            break
    return np.where(starts_negative, floor, point)
