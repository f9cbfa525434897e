"""What a contour-enhanced funnel plot draws."""

from dataclasses import dataclass

import numpy as np

from analysis.core.formulas import normal_quantile, normal_tail

from .studies import require_studies


@dataclass(frozen=True, eq=False)
class Funnel:
    """Studies by effect and standard error, and where significance changes.

    `contours` gives, for each p-value, the half width around `null` at the standard errors `se`
    (from 0 to a little above the largest); `pseudo_half` that of the pseudo confidence limits
    around `centre`. `p` is each study's own two-sided p-value against `null`.
    """

    y: np.ndarray
    study_se: np.ndarray
    p: np.ndarray
    se: np.ndarray
    contours: dict[float, np.ndarray]
    centre: float
    pseudo_half: np.ndarray
    null: float


def funnel_contours(
    y: np.ndarray, v: np.ndarray, centre: float, level: float = 0.95,
    at: tuple[float, ...] = (0.10, 0.05, 0.01), null: float = 0.0, points: int = 101,
) -> Funnel:  # fmt: skip
    """Regions of a funnel plot in which a study's effect is, or is not, told from `null`.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Effects and sampling variances.
    centre : float
        Pooled effect, around which the pseudo limits stand.
    level : float
        Level of the pseudo limits.
    at : tuple of float
        Two-sided p-values at which contours are drawn.
    null : float
        The effect of no difference.

    Raises
    ------
    CannotEstimate
        "nothing_to_pool" or "no_variance".

    References
    ----------
    Peters JL et al. (2008). J Clin Epidemiol 61:991-996.
    """
    y, v = require_studies(y, v)
    study_se = np.sqrt(v)
    se = np.linspace(0, 1.05 * study_se.max(), points)
    return Funnel(
        y=y, study_se=study_se,
        p=np.array([normal_tail(z) for z in (y - null) / study_se]), se=se,
        contours={p: normal_quantile(1 - p / 2) * se for p in at},
        centre=centre, pseudo_half=normal_quantile((1 + level) / 2) * se, null=null,
    )  # fmt: skip
