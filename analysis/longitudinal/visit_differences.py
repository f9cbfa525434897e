"""Two arms at every visit, by one repeated-measures model adjusted for baseline."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate, Estimate, say_approximate
from analysis.core.formulas import standardise_difference
from analysis.core.results import (
    Correction,
    CovarianceName,
    JointTest,
    RepeatedMeasures,
    VisitDifference,
)

from .contrasts import Contrast
from .mmrm import fit_mmrm

_FEWEST_AT_A_VISIT = 2
_SOURCE = "Mallinckrodt et al. 2008, Drug Inf J 42:303-319"
_SAID = {
    "satterthwaite": ("Satterthwaite df", "Fai & Cornelius 1996, J Stat Comput Simul 54:363-378"),
    "kenward-roger": ("Kenward-Roger", "Kenward & Roger 1997, Biometrics 53:983-997"),
    "kenward-roger-expected": (
        "Kenward-Roger, expected information", "Kenward & Roger 1997, Biometrics 53:983-997",
    ),
    "kenward-roger-mar": (
        "Kenward-Roger, whole observed information",
        "Kenward & Roger 1997, Biometrics 53:983-997; Kenward & Molenberghs 1998, Stat Sci "
        "13:236-247",
    ),
}  # fmt: skip
STRUCTURES = {
    "us": "unstructured", "toep": "Toeplitz", "toeph": "heterogeneous Toeplitz",
    "ar1": "autoregressive", "ar1h": "heterogeneous autoregressive",
    "cs": "compound-symmetric", "csh": "heterogeneous compound-symmetric",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class _People:
    """Those with a baseline, all covariates and a score."""

    baseline: np.ndarray
    scores: np.ndarray
    treated: np.ndarray
    covariates: np.ndarray
    visits: tuple[str, ...]
    without_baseline: int
    without_scores: int


def mmrm_by_visit(
    baseline: np.ndarray,
    scores: np.ndarray,
    is_treatment: np.ndarray,
    covariates: np.ndarray,
    level: float,
    correction: Correction = "kenward-roger",
    covariance: CovarianceName = "us",
    visits: Sequence[str] | None = None,
    by_arm: bool = False,
) -> RepeatedMeasures:
    """Difference in score at each visit between people with the same baseline and covariates.

    Parameters
    ----------
    baseline : ndarray, shape (people,)
        Points; a person without one is left out and counted.
    scores : ndarray, shape (people, visits)
        Points, visits in order of time; NaN where a person was not seen.
    is_treatment : ndarray of bool, shape (people,)
        Who was in the treatment arm.
    covariates : ndarray, shape (people, q)
        Further columns (dummies of factors), possibly none; missing as baseline.
    level : float
        Confidence level.
    correction : "satterthwaite", "kenward-roger", "...-expected" or "...-mar"
        Of the small-sample error. With 12 an arm Satterthwaite's intervals are a little narrow and
        its joint test is wrong in one case of ten (see the simulations).
    covariance : "us", "toep", "toeph", "ar1", "ar1h", "cs" or "csh"
        Structure over visits.
    visits : sequence of str, optional
        Names of the columns of `scores`.
    by_arm : bool
        Whether each arm has a covariance of its own. Where the smaller arm varies more, a shared
        one makes intervals too narrow.

    Raises
    ------
    CannotEstimate
        "arm_unseen" where a visit has fewer than two people of an arm; else as `fit_mmrm`.

    Notes
    -----
    REML; visit, arm x visit and baseline x visit, covariates with one coefficient each. Arm x visit
    is the difference, treatment - comparator; means are at the mean baseline and covariates of
    everyone in the model. Standardised: J(m) b / S, S the pooled baseline SD, m = n_t + n_c - 2,
    SE = J sqrt(SE^2 / S^2 + (b/S)^2 / (2m)), with the df of the difference.

    References
    ----------
    Mallinckrodt CH et al. (2008). Drug Inf J 42:303-319; delta method on b / S.
    """
    people = _choose(baseline, scores, is_treatment, covariates, visits)
    design, differences, means = _design(people)
    n, t = people.scores.shape
    fit = fit_mmrm(
        design, people.scores.ravel(), np.repeat(np.arange(n), t), np.tile(np.arange(t), n),
        covariance, group=np.repeat(people.treated, t) if by_arm else None,
    )  # fmt: skip
    found = fit.contrasts(np.vstack([differences, *means]), level, correction)
    try:
        joint: JointTest | None = fit.joint(differences, correction)
    except CannotEstimate:  # intervals at each visit stand without it
        joint = None
    return RepeatedMeasures(
        visits=tuple(
            _compare(people, at, found[at::t], level, correction, covariance, by_arm)
            for at in range(t)
        ),
        n_treatment=int(people.treated.sum()), n_comparator=int((~people.treated).sum()),
        joint=joint,
        covariance=covariance, correction=correction,
        sigmas=tuple(tuple(tuple(map(float, row)) for row in one) for one in fit.sigmas),
        minus2_reml=fit.minus2_loglik, n_scores=fit.n_obs,
        without_baseline=people.without_baseline, without_scores=people.without_scores,
    )  # fmt: skip


def _choose(
    baseline: np.ndarray, scores: np.ndarray, is_treatment: np.ndarray, covariates: np.ndarray,
    visits: Sequence[str] | None,
) -> _People:  # fmt: skip
    baseline, scores = np.asarray(baseline, dtype=float), np.asarray(scores, dtype=float)
    treated, covariates = np.asarray(is_treatment, dtype=bool), np.asarray(covariates, dtype=float)
    names = tuple(visits) if visits is not None else tuple(f"visit {k + 1}" for k in
                                                           range(scores.shape[1]))  # fmt: skip
    known = ~np.isnan(baseline) & ~np.isnan(covariates).any(axis=1)
    seen = ~np.isnan(scores)
    kept = known & seen.any(axis=1)
    for arm, there in (("treatment", kept & treated), ("comparator", kept & ~treated)):
        few = np.flatnonzero(seen[there].sum(axis=0) < _FEWEST_AT_A_VISIT)
        if len(few):
            raise CannotEstimate(
                "arm_unseen", f"Fewer than two people of the {arm} arm with a baseline score were "
                f"seen at {names[few[0]]}.", f"Leave out {names[few[0]]}.",
            )  # fmt: skip
    return _People(
        baseline[kept], scores[kept], treated[kept], covariates[kept],
        names, int((~known).sum()), int((known & ~kept).sum()),
    )  # fmt: skip


def _design(people: _People) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Rows of the design, and the contrasts of difference and of both arms' means by visit."""
    n, t = people.scores.shape
    visit = np.tile(np.eye(t), (n, 1))
    arm, before = np.repeat(people.treated, t), np.repeat(people.baseline, t)
    design = np.hstack(
        [visit, visit * arm[:, None], visit * before[:, None],
         np.repeat(people.covariates, t, axis=0)]
    )  # fmt: skip
    q = people.covariates.shape[1]
    differences = np.hstack([np.zeros((t, t)), np.eye(t), np.zeros((t, t + q))])
    average = np.tile(people.covariates.mean(axis=0), (t, 1))
    mean = np.hstack([np.eye(t), np.zeros((t, t)), np.eye(t) * people.baseline.mean(), average])
    return design, differences, (mean + differences, mean)


def _compare(
    people: _People, at: int, found: Sequence[Contrast], level: float, correction: Correction,
    covariance: CovarianceName, by_arm: bool,
) -> VisitDifference:  # fmt: skip
    seen = ~np.isnan(people.scores[:, at])
    seen_t, seen_c = int((seen & people.treated).sum()), int((seen & ~people.treated).sum())
    n_t, n_c = int(people.treated.sum()), int((~people.treated).sum())
    counts = {"n_treatment": n_t, "n_comparator": n_c, "seen_treatment": seen_t,
              "seen_comparator": seen_c}  # fmt: skip
    said, source = _SAID[correction]
    whose = " of each arm" if by_arm else ""
    how = (f"REML, {STRUCTURES[covariance]} covariance{whose} over {len(people.visits)} visits, "
           f"{said}")  # fmt: skip

    rough = say_approximate(f"mmrm_{correction}", n_t, n_c)

    def estimate(measure: str, one: Contrast, method: str) -> Estimate:
        return Estimate(
            measure=measure, value=one.estimate, low=one.low, high=one.high, level=level,
            counts=counts, method=f"{method} {how}.{rough}", source=f"{_SOURCE}; {source}",
            unit="points", se=one.se, df=one.df, p=one.p,
        )  # fmt: skip

    difference, treatment, comparator = found
    points = estimate(
        "mmrm_difference", difference,
        "Repeated-measures model with arm x visit and baseline x visit"
        + (" and covariates;" if people.covariates.shape[1] else ";"),
    )  # fmt: skip
    return VisitDifference(
        people.visits[at], seen_t, seen_c, points, _standardise(points, people),
        estimate("mmrm_mean", treatment, "Least-squares mean at the mean baseline;"),
        estimate("mmrm_mean", comparator, "Least-squares mean at the mean baseline;"),
    )  # fmt: skip


def _standardise(difference: Estimate, people: _People) -> Estimate:
    """The difference in pooled baseline SDs of those in the model, with the error of the SD."""
    arms = people.baseline[people.treated], people.baseline[~people.treated]
    return standardise_difference(
        difference, float(arms[0].std(ddof=1)), len(arms[0]),
        float(arms[1].std(ddof=1)), len(arms[1]),
        measure="mmrm_g",
        method="Repeated-measures difference over the pooled baseline SD of those in the model, "
        "times J; delta-method error, t interval with the df of the difference.",
        standardiser="pooled baseline SD of those in the model",
    )  # fmt: skip
