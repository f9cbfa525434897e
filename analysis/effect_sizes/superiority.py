"""How often a person of one arm scores higher than one of the other."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.core import CannotEstimate, Estimate
from analysis.core.formulas import normal_quantile, t_quantile, t_tail, upper

from .arm_scores import require_arms
from .rank_tests import rank

_UNDEFINED = (math.nan, math.nan)


@dataclass(frozen=True)
class Superiority:
    """Share of pairs in which the treated person scores higher, ties half.

    `se` is from placements (DeLong's), `df` Brunner and Munzel's; `hanley_mcneil_se` that of
    exponential scores, `cliff_se` that of delta = 2 value - 1, unbiased. Where nobody's place among
    the other arm differs from the next one's, `se` is 0 and what rests on it is nan.
    """

    value: float
    se: float
    df: float
    hanley_mcneil_se: float
    cliff_se: float

    @property
    def t(self) -> float:
        """Brunner and Munzel's statistic, positive where the control is the higher."""
        return (0.5 - self.value) / self.se if self.se else math.nan

    @property
    def p(self) -> float:
        """Two-sided p of Brunner and Munzel's test."""
        return t_tail(self.t, self.df) if self.se else math.nan

    def limits(
        self,
        level: float,
        scale: Literal["plain", "logit"] = "plain",
        by: Literal["normal", "t"] = "normal",
    ) -> tuple[float, float]:
        """Limits as they are or on the log-odds, normal or with t of Brunner and Munzel's df."""
        if self.se == 0:
            return _UNDEFINED
        q = t_quantile(upper(level), self.df) if by == "t" else normal_quantile(upper(level))
        share = self.value
        if scale == "plain":
            return share - q * self.se, share + q * self.se
        middle, half = math.log(share / (1 - share)), q * self.se / (share * (1 - share))
        return (1 + math.tanh((middle - half) / 2)) / 2, (1 + math.tanh((middle + half) / 2)) / 2

    def cliff_limits(self, level: float) -> tuple[float, float]:
        """Cliff's asymmetric limits of delta."""
        d, z = 2 * self.value - 1, normal_quantile(upper(level))
        if abs(d) == 1:
            return _UNDEFINED
        spread = (z * self.cliff_se) ** 2
        middle, whole = d - d**3, 1 - d**2 + spread
        half = z * self.cliff_se * math.sqrt((1 - d**2) ** 2 + spread)
        return (middle - half) / whole, (middle + half) / whole


def compare_pairs(treatment: np.ndarray, control: np.ndarray) -> Superiority:
    """Every pair of a treated and a control person, by who scores higher.

    Parameters
    ----------
    treatment, control : ndarray, shapes (n_t,), (n_c,)
        Scores, none missing, at least two an arm.

    Raises
    ------
    CannotEstimate
        "too_few" with under two people in an arm, "not_finite" with a missing or infinite score,
        "no_variation" where everybody has the same score.

    Notes
    -----
    A = U / (n_t n_c). With v_i = P(control < t_i) and w_j = P(treated > c_j), ties half:
    SE^2 = var(v)/n_t + var(w)/n_c, df by Satterthwaite. Hanley and McNeil: A(1 - A) +
    (n_t - 1)(Q1 - A^2) + (n_c - 1)(Q2 - A^2), over n_t n_c, Q1 = A/(2 - A), Q2 = 2A^2/(1 + A).
    Cliff, d_ij the sign of t_i - c_j: (n_c^2 S(d_i. - d)^2 + n_t^2 S(d_.j - d)^2 -
    SS(d_ij - d)^2) / (n_t n_c (n_t - 1)(n_c - 1)), at least (1 - d^2)/(n_t n_c - 1).

    References
    ----------
    Brunner E, Munzel U (2000). Biom J 42:17-25; DeLong ER et al. (1988). Biometrics 44:837-845;
    Hanley JA, McNeil BJ (1982). Radiology 143:29-36; Cliff N (1993). Psychol Bull 114:494-509.
    """
    treatment, control = require_arms(treatment, control, least=2)
    n_t, n_c = len(treatment), len(control)
    together = rank(np.concatenate([treatment, control]))
    v = (together[:n_t] - rank(treatment)) / n_c
    w = 1 - (together[n_t:] - rank(control)) / n_t
    share = float(v.mean())
    part_t, part_c = float(v.var(ddof=1)) / n_t, float(w.var(ddof=1)) / n_c
    spread = part_t**2 / (n_t - 1) + part_c**2 / (n_c - 1)
    df = (part_t + part_c) ** 2 / spread if spread else math.nan
    cliff = _cliff_se(treatment, control, v, w, share)
    return Superiority(share, math.sqrt(part_t + part_c), df, _hanley_se(share, n_t, n_c), cliff)


def probability_of_superiority(
    treatment: np.ndarray, control: np.ndarray, level: float
) -> Estimate:
    """Probability that a person of the treatment arm scores higher than one of the control.

    Parameters
    ----------
    treatment, control : ndarray, shapes (n_t,), (n_c,)
        Scores in points, none missing.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "too_few", "not_finite" and "no_variation" as in `compare_pairs`; "separated" when no
        person's place among the other arm differs from the next one's, as where all of one arm
        score above the other.

    Notes
    -----
    P(T > C) + P(T = C)/2; a half means no difference. Limits on the log-odds, with t of Brunner
    and Munzel's df: logit A -+ q SE / (A(1 - A)). Variances need not be equal, nor scores normal.

    References
    ----------
    Ruscio J (2008). Psychol Methods 13:19-30; Brunner E, Munzel U (2000). Biom J 42:17-25.
    """
    found = compare_pairs(treatment, control)
    if found.se == 0:
        raise CannotEstimate(
            "separated",
            "Every person of an arm has the same place among the other arm's scores, so how often "
            "one scores higher has no interval.",
            "Read the difference in points.",
        )
    low, high = found.limits(level, "logit", "t")
    return Estimate(
        measure="probability_of_superiority",
        value=found.value,
        low=low,
        high=high,
        level=level,
        counts={"n_treatment": len(treatment), "n_comparator": len(control)},
        method="Share of pairs in which the treated person scores higher, ties half; limits on the "
        "log-odds with t of Brunner and Munzel's df.",
        source="Brunner & Munzel 2000, Biom J 42:17-25; Ruscio 2008, Psychol Methods 13:19-30",
        unit="probability",
        se=found.se,
        df=found.df,
        p=found.p,
    )


def _hanley_se(share: float, n_t: int, n_c: int) -> float:
    q1, q2 = share / (2 - share), 2 * share**2 / (1 + share)
    both = share * (1 - share) + (n_t - 1) * (q1 - share**2) + (n_c - 1) * (q2 - share**2)
    return math.sqrt(max(both, 0.0) / (n_t * n_c))


def _cliff_se(t: np.ndarray, c: np.ndarray, v: np.ndarray, w: np.ndarray, share: float) -> float:
    n_t, n_c, d = len(t), len(c), 2 * share - 1
    rows, columns = 2 * v - 1 - d, 2 * w - 1 - d
    ordered = np.sort(c)
    shared = np.searchsorted(ordered, t, "right") - np.searchsorted(ordered, t, "left")
    pairs = n_t * n_c * (1 - d**2) - float(shared.sum())
    above = n_c**2 * float(rows @ rows) + n_t**2 * float(columns @ columns) - pairs
    variance = above / (n_t * n_c * (n_t - 1) * (n_c - 1))
    return math.sqrt(max(variance, (1 - d**2) / (n_t * n_c - 1)))
