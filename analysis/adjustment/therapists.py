"""Therapists in one arm only: the partially nested model, and what to do without their names."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import fdtri

from analysis.core import CannotEstimate, Estimate, settings
from analysis.core.formulas import t_quantile, t_tail, upper

from .nested_reml import NestedData, NestedFit, fit_nested
from .weighted_effects import check_scores, count_people

SOURCE = "Roberts & Roberts 2005, Clin Trials 2:152-162; Candlish et al. 2018, BMC Med Res Methodol"


@dataclass(frozen=True)
class TherapistEffect:
    """Difference between arms when the people of one therapist are alike, and how alike they are.

    SDs are of therapists' means, of people within a therapist, and of people in the comparator arm;
    `icc` is the share of the treatment arm's variance that lies between therapists.
    """

    difference: Estimate
    icc: Estimate
    sd_therapists: float
    sd_treatment: float
    sd_comparator: float
    therapists: int


def partially_nested_difference(
    score: np.ndarray,
    is_treatment: np.ndarray,
    covariates: np.ndarray,
    therapist: Sequence[object] | np.ndarray,
    level: float,
) -> TherapistEffect:
    """Adjusted difference where only the treatment arm has therapists, who may differ.

    Parameters
    ----------
    score : ndarray, shape (n,)
        Points, none missing.
    is_treatment : ndarray of bool, shape (n,)
        Who was in the treatment arm.
    covariates : ndarray, shape (n, q)
        Columns adjusted for, without a constant; q may be 0.
    therapist : sequence, length n
        Therapist of everyone in the treatment arm (None where not recorded); not read elsewhere.
    level : float
        Confidence level.

    Raises
    ------
    CannotEstimate
        "no_therapist" when one is not recorded, "few_therapists" with fewer than two, or nobody
        who shares one; "too_few", "collinear", "no_variation", "not_finite", "not_converged".

    Notes
    -----
    y = X b + u (treatment arm) + e; u ~ N(0, t), e ~ N(0, s_t) in the treatment arm and N(0, s_c)
    in the comparator, whose people are clusters of their own. REML with t >= 0; the arm's t test
    has Satterthwaite's df from the expected information of (s_c, s_t, t), which counts t as
    estimated even where it is 0. ICC = t / (t + s_t); its limits invert the F test of therapists
    (exact for therapists of equal size without covariates).

    References
    ----------
    Roberts C, Roberts SA (2005). Clin Trials 2:152-162; Candlish J et al. (2018). BMC Med Res
    Methodol 18:105; Searle SR (1971). Linear Models, ch. 9, for the limits of the ICC.
    """
    score, treated = check_scores(score, is_treatment)
    groups = _group(therapist, treated)
    design = np.column_stack([np.ones(len(score)), treated, covariates])
    data = NestedData.of(design, score, treated, groups)
    fit = fit_nested(data)
    value, se, df = fit.coefficients[1], math.sqrt(fit.covariance[1, 1]), fit.df(1)
    half = t_quantile(upper(level), df) * se
    therapists = len(data.sizes)
    counts = {**count_people(treated), "therapists": therapists}
    difference = Estimate(
        measure="therapist_difference",
        value=float(value),
        low=float(value) - half,
        high=float(value) + half,
        level=level,
        counts=counts,
        method="Partially nested mixed model: random therapist in the treatment arm alone, a "
        "variance for each arm, REML, Satterthwaite t interval.",
        source=SOURCE,
        se=se,
        df=df,
        p=t_tail(float(value) / se, df),
    )
    residual = (score - design @ fit.coefficients)[treated]
    icc = _icc(fit, residual, groups, level, counts)
    between, within, comparator = (math.sqrt(v) for v in (fit.between, fit.within, fit.comparator))
    return TherapistEffect(difference, icc, between, within, comparator, therapists)


def design_effect(people_per_therapist: float, icc: float = settings.PLANNED_ICC) -> float:
    """How many times therapists widen the variance of their arm's mean: 1 + (m - 1) ICC.

    Parameters
    ----------
    people_per_therapist : float
        Mean number of people of one therapist, 1 or more.
    icc : float
        Share of the variance between therapists; by default a convention.

    References
    ----------
    Donner A, Klar N (2000). Design and Analysis of Cluster Randomization Trials.
    """
    if not (people_per_therapist >= 1 and 0 <= icc <= 1):
        raise CannotEstimate(
            "bad_cluster",
            "A therapist sees one person or more, and an ICC lies between 0 and 1.",
            "Give, for example, 8 people and 0.05.",
        )
    return 1 + (people_per_therapist - 1) * icc


def widen_for_therapists(
    estimate: Estimate, people_per_therapist: float, icc: float = settings.PLANNED_ICC
) -> Estimate:
    """A difference widened for therapists who were not recorded.

    Parameters
    ----------
    estimate : Estimate
        With `se`, and `n_treatment` and `n_comparator` among its counts.
    people_per_therapist : float
        Assumed mean number of people of one therapist.
    icc : float
        Assumed share of variance between therapists.

    Notes
    -----
    The treatment arm's part of the variance, n_c / (n_t + n_c) where both arms vary alike, is
    multiplied by the design effect; the interval keeps its df.
    """
    if estimate.se is None:
        raise ValueError("widening needs a standard error")
    n_t, n_c = estimate.counts["n_treatment"], estimate.counts["n_comparator"]
    inflation = 1 + (design_effect(people_per_therapist, icc) - 1) * n_c / (n_t + n_c)
    se, df = estimate.se * math.sqrt(inflation), math.inf if estimate.df is None else estimate.df
    half = t_quantile(upper(estimate.level), df) * se
    return replace(
        estimate,
        low=estimate.value - half,
        high=estimate.value + half,
        se=se,
        p=t_tail(estimate.value / se, df),
        method=f"{estimate.method} Widened for therapists, who are not recorded: "
        f"{people_per_therapist:g} people each, ICC {icc:g}.",
    )


def _group(therapist: Sequence[object] | np.ndarray, treated: np.ndarray) -> np.ndarray:
    """Number of each treated person's therapist, from 0."""
    names = [name for name, there in zip(therapist, treated, strict=True) if there]
    missing = sum(name is None or name == "" or name != name for name in names)
    if missing:
        raise CannotEstimate(
            "no_therapist",
            f"{missing} people of the treatment arm have no therapist recorded.",
            "Leave them out, or use the design effect.",
        )
    numbers = {name: i for i, name in enumerate(dict.fromkeys(names))}
    if not 2 <= len(numbers) < len(names):
        raise CannotEstimate(
            "few_therapists",
            "Therapists are told apart from people only with two therapists or more, one of them "
            "with several people.",
            "Leave the therapist out, or use the design effect.",
        )
    return np.array([numbers[name] for name in names])


def _icc(
    fit: NestedFit, residual: np.ndarray, groups: np.ndarray, level: float, counts: dict[str, int]
) -> Estimate:
    sizes = np.bincount(groups).astype(float)
    n, k = len(residual), len(sizes)
    means = np.bincount(groups, residual) / sizes
    between = float((sizes * (means - residual.mean()) ** 2).sum()) / (k - 1)
    within = float(np.square(residual - means[groups]).sum()) / (n - k)
    size = (n - float((sizes**2).sum()) / n) / (k - 1)
    ratio = between / within
    tails = (fdtri(k - 1, n - k, p) for p in (upper(level), 1 - upper(level)))
    low, high = (max(0.0, (ratio / f - 1) / (ratio / f + size - 1)) for f in tails)
    value = fit.between / (fit.between + fit.within)
    return Estimate(
        measure="icc",
        value=value,
        low=float(min(low, value)),
        high=float(max(high, value)),
        level=level,
        counts=counts,
        method="REML variances; limits by inverting the F test of therapists.",
        source="Searle 1971, Linear Models, ch. 9",
        unit="ratio",
    )
