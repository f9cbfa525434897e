"""Distances between two arms in many redraws at once, from how often each person was drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.core.formulas import small_sample_factor

_FLAT = 1e-12
"""Share of the variance under which a redraw holds one score only, but for rounding."""

Redrawn = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""From both arms' scores in rising order, (n_t,) and (n_c,), and from how often each person was
drawn, (replicates, n_t) and (replicates, n_c), to one value a replicate."""

Influence = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
"""From both arms' scores to each person's influence, within their arm."""


@dataclass(frozen=True)
class Statistic:
    """A distance between two arms; `influence` None where no formula holds (a median)."""

    redrawn: Redrawn
    influence: Influence | None

    def of(self, treatment: np.ndarray, control: np.ndarray) -> float:
        """Its value in the people themselves; nan where it is not defined."""
        t, c = np.sort(treatment), np.sort(control)
        return float(self.redrawn(t, c, np.ones((1, len(t))), np.ones((1, len(c))))[0])


def _sums(scores: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Sum of each redraw; not by @, whose threads cost more than they save here."""
    return np.asarray(np.einsum("ri,i->r", drawn, scores))


def _redraw_means(t: np.ndarray, c: np.ndarray, in_t: np.ndarray, in_c: np.ndarray) -> np.ndarray:
    return _sums(t, in_t) / len(t) - _sums(c, in_c) / len(c)


def _influence_means(t: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return t - t.mean(), c.mean() - c


def _redraw_g(t: np.ndarray, c: np.ndarray, in_t: np.ndarray, in_c: np.ndarray) -> np.ndarray:
    """Hedges g; nan where a redraw does not vary."""
    gap, squares = np.full(len(in_t), t.mean() - c.mean()), np.zeros(len(in_t))
    for sign, scores, drawn in ((1, t, in_t), (-1, c, in_c)):
        apart, n = scores - scores.mean(), len(scores)  # squares of large scores lose digits
        shift = _sums(apart, drawn) / n
        gap, squares = gap + sign * shift, squares + _sums(apart**2, drawn) - n * shift**2
    m, least = len(t) + len(c) - 2, _FLAT * (len(t) * t.var() + len(c) * c.var())
    sd = np.sqrt(np.where(squares > least, squares, np.nan) / m)
    return np.asarray(small_sample_factor(m) * gap / sd)


def _influence_g(t: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    m = len(t) + len(c) - 2
    sd, gap = np.sqrt((len(t) * t.var() + len(c) * c.var()) / m), t.mean() - c.mean()
    parts = []
    for sign, scores in ((1, t), (-1, c)):
        apart = scores - scores.mean()
        spread = len(scores) * (apart**2 - scores.var()) / m
        parts.append(small_sample_factor(m) * (sign * apart / sd - gap * spread / (2 * sd**3)))
    return parts[0], parts[1]


def _redraw_medians(t: np.ndarray, c: np.ndarray, in_t: np.ndarray, in_c: np.ndarray) -> np.ndarray:
    return _median(t, in_t) - _median(c, in_c)


def _median(scores: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    n, reached = len(scores), np.cumsum(drawn, axis=1)
    middle = [(reached < place).sum(axis=1) for place in ((n + 1) // 2, n // 2 + 1)]
    return np.asarray((scores[middle[0]] + scores[middle[1]]) / 2)


def _redraw_superiority(
    t: np.ndarray, c: np.ndarray, in_t: np.ndarray, in_c: np.ndarray
) -> np.ndarray:
    """Share of pairs with the treated person higher, ties half."""
    below = np.zeros((len(in_c), len(c) + 1))
    np.cumsum(in_c, axis=1, out=below[:, 1:])
    left, right = np.searchsorted(c, t, "left"), np.searchsorted(c, t, "right")
    lower = below[:, left]
    lower += below[:, right]
    return np.asarray(np.einsum("ri,ri->r", in_t, lower) / (2 * len(t) * len(c)))


def _influence_superiority(t: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    in_c = (np.searchsorted(c, t, "left") + np.searchsorted(c, t, "right")) / (2 * len(c))
    in_t = 1 - (np.searchsorted(t, c, "left") + np.searchsorted(t, c, "right")) / (2 * len(t))
    return in_c - in_c.mean(), in_t - in_t.mean()


STATISTICS: Mapping[str, Statistic] = {
    "mean_diff": Statistic(_redraw_means, _influence_means),
    "hedges_g": Statistic(_redraw_g, _influence_g),
    "median_diff": Statistic(_redraw_medians, None),
    "prob_superiority": Statistic(_redraw_superiority, _influence_superiority),
}
