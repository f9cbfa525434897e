"""Sites or studies pooled as the pages show them: REML with Knapp and Hartung's interval."""

import numpy as np

from analysis.core import Estimate, say_approximate, settings
from analysis.core.results import Pooled

from .random_effects import RandomEffects, estimate_one, pool_studies
from .studies import require_studies


def pool(y: np.ndarray, v: np.ndarray, level: float, names: tuple[str, ...]) -> Pooled:
    """Mean of the true effects of independent sites or studies, and how much they differ.

    Parameters
    ----------
    y, v : ndarray, shape (k,)
        Standardised effects and their sampling variances.
    level : float
        Confidence level.
    names : tuple of str
        The sites or studies, for messages.

    Raises
    ------
    CannotEstimate
        When there is nothing to pool, or a site has no effect with a variance above zero.

    Notes
    -----
    tau2 by REML, Knapp-Hartung with t(k - 1), I2 from tau2 (see `pool_studies`). Prediction
    interval from k = 5 on: mu +- t(k - 1) sqrt(tau2 + SE^2), the Knapp-Hartung SE. One site pools
    to itself (normal limits).

    References
    ----------
    Viechtbauer W (2005). J Educ Behav Stat 30:261-293; Knapp G, Hartung J (2003). Stat Med
    22:2693-2710; Higgins JPT, Thompson SG (2002). Stat Med 21:1539-1558.
    """
    y, v = require_studies(y, v, names)
    if len(y) == 1:
        return _pool_one(estimate_one(float(y[0]), float(v[0]), level))
    found = pool_studies(y, v, "REML", level, names)
    prediction = _predict(found)
    return Pooled(
        estimate=found.knapp_hartung,
        tau2=found.tau2,
        i2=found.heterogeneity.i2,
        q=found.heterogeneity.q,
        q_p=found.heterogeneity.p,
        prediction_low=prediction[0] if prediction else None,
        prediction_high=prediction[1] if prediction else None,
        prediction_method="t(k - 1), Knapp-Hartung standard error."
        + say_approximate("prediction_interval")
        if prediction
        else "",
    )


def _pool_one(estimate: Estimate) -> Pooled:
    return Pooled(estimate=estimate, tau2=0.0, i2=0.0, q=0.0, q_p=1.0)


def _predict(found: RandomEffects) -> tuple[float, float] | None:
    if found.k < settings.PREDICTION_INTERVAL_FROM:
        return None
    return found.predictions["knapp_hartung_t_km1"]
