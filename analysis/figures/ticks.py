"""Round numbers for an axis."""

import math

from analysis.core import format_number

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def choose_step(span: float, most: int) -> float:
    """The smallest step of 1, 2, 2.5 or 5 times a power of ten with at most `most` in a span."""
    raw = span / most if span > 0 else 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in _STEPS if step * power >= raw * (1 - 1e-9))


def place_ticks(low: float, high: float, step: float) -> list[float]:
    """Multiples of a step inside limits."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 10) + 0.0 for i in range(first, last + 1)]


def label_ticks(values: list[float], step: float) -> list[str]:
    """Ticks with a true minus sign and as many decimals as the step needs."""
    decimals = next(d for d in range(7) if abs(round(step, d) - step) < 1e-9 or d == 6)
    return [format_number(value, decimals) for value in values]
