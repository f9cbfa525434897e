"""Most likely shares in two arms when their difference or ratio is held at a value."""

from typing import NamedTuple

import numpy as np

_POLISHING_ROUNDS = 2


class Tables(NamedTuple):
    """Events and people in both arms, as floats; all of one shape, or single numbers."""

    e_t: np.ndarray
    n_t: np.ndarray
    e_c: np.ndarray
    n_c: np.ndarray

    @property
    def share_t(self) -> np.ndarray:
        return self.e_t / self.n_t

    @property
    def share_c(self) -> np.ndarray:
        return self.e_c / self.n_c


def hold_difference(tables: Tables, difference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares (treatment, comparator) that maximise the likelihood with this difference.

    Notes
    -----
    The root of Miettinen & Nurminen's cubic L3 p^3 + L2 p^2 + L1 p + L0 in the comparator's share,
    by the cosine. Their formula takes a root of the sign of q, which is undefined at q = 0: there
    either sign will do, and the positive one is taken. Where all three roots fall together
    the angle is undefined and irrelevant. Newton steps on the cubic then remove what the
    arccosine rounds off.

    References
    ----------
    Miettinen O, Nurminen M (1985). Stat Med 4:213-226, appendix I.
    """
    e_t, n_t, e_c, n_c = tables
    d, n, events = difference, n_t + n_c, e_t + e_c
    l2 = (n_t + 2 * n_c) * d - n - events
    l1 = (n_c * d - n - 2 * e_c) * d + events
    l0 = e_c * d * (1 - d)
    middle = l2 / (3 * n)
    q = middle**3 - l1 * l2 / (6 * n**2) + l0 / (2 * n)
    radius = np.sqrt(np.maximum(middle**2 - l1 / (3 * n), 0))
    root = np.where(q < 0, -radius, radius)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = np.where(radius > 0, q / root**3, 0.0)
    angle = (np.pi + np.arccos(np.clip(cosine, -1, 1))) / 3
    low, high = np.maximum(0, -d), np.minimum(1, 1 - d)
    share = np.clip(2 * root * np.cos(angle) - middle, low, high)
    for _ in range(_POLISHING_ROUNDS):
        height = ((n * share + l2) * share + l1) * share + l0
        slope = (3 * n * share + 2 * l2) * share + l1
        with np.errstate(divide="ignore", invalid="ignore"):
            better = np.clip(share - height / slope, low, high)
        left = np.abs(((n * better + l2) * better + l1) * better + l0)
        share = np.where(left < np.abs(height), better, share)
    return np.clip(share + d, 0, 1), share


def hold_ratio(tables: Tables, ratio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares (treatment, comparator) that maximise the likelihood with this ratio.

    References
    ----------
    Miettinen O, Nurminen M (1985). Stat Med 4:213-226, equation 12.
    """
    e_t, n_t, e_c, n_c = tables
    events = e_t + e_c
    middle = ratio * (n_t + e_c) + e_t + n_c
    under = np.sqrt(np.maximum(middle**2 - 4 * (n_t + n_c) * ratio * events, 0))
    share = np.minimum(np.minimum(1, 1 / ratio), 2 * events / (middle + under))
    return np.clip(ratio * share, 0, 1), share


def hold_odds_ratio(tables: Tables, ratio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares (treatment, comparator) that maximise the likelihood with this odds ratio.

    References
    ----------
    Miettinen O, Nurminen M (1985). Stat Med 4:213-226, equation 16.
    """
    e_t, n_t, e_c, n_c = tables
    events = e_t + e_c
    a = n_c * (ratio - 1)
    b = n_t * ratio + n_c - events * (ratio - 1)
    under = np.sqrt(np.maximum(b**2 + 4 * a * events, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        small = 2 * events / (b + under)
        large = (under - b) / (2 * a)
    share = np.clip(np.where(b >= 0, small, large), 0, 1)
    # Not 1 + share (ratio - 1): that is nil by rounding where nearly all have the event.
    return share * ratio / (1 - share + share * ratio), share
