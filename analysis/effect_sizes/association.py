"""Whether two shares differ at all, and by how much in units that know no direction of risk."""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc

from .score_intervals import read_tables


class ChiSquare(NamedTuple):
    """Pearson's statistic with 1 degree of freedom, and its p; nan where a margin is empty."""

    statistic: float
    p: float


def chi_square(e_t: int, n_t: int, e_c: int, n_c: int, corrected: bool = False) -> ChiSquare:
    """Pearson's test that two shares are the same, with Yates's correction if asked.

    Notes
    -----
    sum((|O - E| - y)^2 / E) over the four cells, y = 0, or min(1/2, |O - E|) corrected.

    References
    ----------
    Pearson K (1900). Philos Mag 50:157-175; Yates F (1934). J R Stat Soc Suppl 1:217-235.
    """
    cells, expected = _cells(e_t, n_t, e_c, n_c)
    if (expected == 0).any():
        return ChiSquare(math.nan, math.nan)
    distance = np.abs(cells - expected)
    if corrected:
        distance = distance - min(0.5, float(distance.min()))
    statistic = float((distance**2 / expected).sum())
    return ChiSquare(statistic, float(chdtrc(1, statistic)))


def phi_coefficient(e_t: int, n_t: int, e_c: int, n_c: int) -> float:
    """Correlation of arm and event, positive where the treatment has more; nan without variation.

    Notes
    -----
    (ad - bc) / sqrt of the product of the four margins.
    """
    (a, b), (c, d) = _cells(e_t, n_t, e_c, n_c)[0]
    product = (a + b) * (c + d) * (a + c) * (b + d)
    return float((a * d - b * c) / math.sqrt(product)) if product > 0 else math.nan


def cohen_h(e_t: int, n_t: int, e_c: int, n_c: int) -> float:
    """Difference of the two shares on the arcsine scale (treatment - comparator).

    Notes
    -----
    2 asin sqrt(p_t) - 2 asin sqrt(p_c).

    References
    ----------
    Cohen J (1988). Statistical Power Analysis, 2nd ed., ch. 6.
    """
    read_tables(e_t, n_t, e_c, n_c)
    return 2 * math.asin(math.sqrt(e_t / n_t)) - 2 * math.asin(math.sqrt(e_c / n_c))


def _cells(e_t: int, n_t: int, e_c: int, n_c: int) -> tuple[np.ndarray, np.ndarray]:
    read_tables(e_t, n_t, e_c, n_c)
    cells = np.array([[e_t, n_t - e_t], [e_c, n_c - e_c]], dtype=float)
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum()
    return cells, expected
