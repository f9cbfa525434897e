"""Made-up trials whose truth is known: many at once, one row a replicate."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.core.formulas import least_squares
from analysis.effect_sizes import Covariates, encode_covariates

CORRELATION = 0.6
"""Between baseline and visit."""

HIGHEST_LEVERAGE = 0.95


@dataclass(frozen=True)
class Trials:
    """Scores of many trials: `before_t` and the others have shape (replicates, people)."""

    before_t: np.ndarray
    after_t: np.ndarray
    before_c: np.ndarray
    after_c: np.ndarray

    @property
    def arm(self) -> np.ndarray:
        """1 for the people of the treatment arm, who stand first; shape (people,)."""
        return np.repeat([1.0, 0.0], [self.before_t.shape[1], self.before_c.shape[1]])

    @property
    def baseline(self) -> np.ndarray:
        return np.concatenate([self.before_t, self.before_c], axis=1)

    @property
    def score(self) -> np.ndarray:
        return np.concatenate([self.after_t, self.after_c], axis=1)


def draw_trials(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], sd: tuple[float, float], d: float
) -> Trials:
    """Normal scores, baseline SD 1 in both arms, visit SD `sd` by arm, true difference `d`."""
    drawn = []
    for people, spread, shift in zip(n, sd, (d, 0.0), strict=True):
        before = rng.standard_normal((replicates, people))
        rest = rng.standard_normal((replicates, people))
        after = CORRELATION * before + np.sqrt(1 - CORRELATION**2) * rest
        drawn += [before, shift + spread * after]
    return Trials(*drawn)


def draw_covariates(rng: np.random.Generator, arm: np.ndarray) -> Covariates:
    """Age band, sex, employment and prior treatment, as unequal as in a clinic.

    Drawn again where one person alone decides a coefficient: the estimator refuses that.
    """
    while True:
        drawn = _draw_categories(rng, len(arm))
        design = np.column_stack([np.ones(len(arm)), arm, drawn.matrix])
        if least_squares(design, arm).leverage.max() < HIGHEST_LEVERAGE:
            return drawn


def _draw_categories(rng: np.random.Generator, people: int) -> Covariates:
    shares = {
        "age_band": [0.3, 0.45, 0.25],
        "sex": [0.6, 0.4],
        "employment": [0.5, 0.3, 0.2],
        "prior_treatment": [0.4, 0.35, 0.25],
    }
    drawn = {
        name: rng.choice(list("abc")[: len(share)], people, p=share)
        for name, share in shares.items()
    }
    return encode_covariates(pd.DataFrame(drawn))


@dataclass(frozen=True)
class Outcomes:
    """Binary outcomes of many cohorts, baselines higher in the treatment arm by `shift`."""

    baseline: np.ndarray
    met: np.ndarray
    arm: np.ndarray


def draw_outcomes(
    rng: np.random.Generator, replicates: int, n: tuple[int, int], beta: np.ndarray, shift: float
) -> Outcomes:
    """Outcomes from a logistic model of arm and baseline: `beta` is constant, arm, baseline."""
    arm = np.repeat([1.0, 0.0], n)
    baseline = rng.standard_normal((replicates, sum(n))) + shift * arm
    share = expit(beta[0] + beta[1] * arm + beta[2] * baseline)
    return Outcomes(baseline, (rng.random(share.shape) < share).astype(float), arm)


def true_risk_difference(n: tuple[int, int], beta: np.ndarray, shift: float) -> float:
    """The difference `standardised_risks` estimates in the people `draw_outcomes` draws."""
    node, weight = np.polynomial.hermite_e.hermegauss(60)
    weight = weight / weight.sum()
    differences = []
    for mean in (shift, 0.0):
        line = beta[0] + beta[2] * (node + mean)
        differences.append(float(weight @ (expit(line + beta[1]) - expit(line))))
    return float(np.average(differences, weights=n))
