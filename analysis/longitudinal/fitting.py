"""Covariance parameters that maximise the (restricted) likelihood, by scoring and Newton steps."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate

from .covariance import Structure
from .likelihood import Evaluation, evaluate
from .patterns import Patterns

_MOST_EVALUATIONS = 300
_CONVERGED = 1e-16
"""Newton decrement g' H^-1 g, in units of the deviance, at which the search ends."""

_SCORING_UNTIL = 100.0
"""Decrement below which the observed second derivatives lead, not the expected ones."""

_DAMPING = (0.0, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e4, 1e6)
"""Added to the curvatures (in units of expected information) until a step is not uphill."""

_MOST_CORRELATED = 1e-9
"""Smallest eigenvalue of the correlations below which a covariance is singular."""

_LEAST_CURVATURE = 1e-10
"""Smallest eigenvalue of the observed in units of the expected information, for a maximum."""

SIMPLER = (
    "Try a simpler covariance: heterogeneous Toeplitz (toeph), heterogeneous autoregressive (ar1h) "
    "or compound symmetry (csh, cs); or leave out a visit that few people reached."
)


@dataclass(frozen=True, eq=False)
class Optimum:
    """Where the search ended, and after how many evaluations of the likelihood."""

    evaluation: Evaluation
    evaluations: int


def maximise(
    data: Patterns, structure: Structure, start: np.ndarray, reml: bool, mend: str = SIMPLER
) -> Optimum:
    """Fisher scoring, then Newton steps, each damped until the likelihood does not fall.

    Raises
    ------
    CannotEstimate
        "singular_covariance", "not_converged" or "no_maximum", with what to try.

    References
    ----------
    Jennrich RI, Sampson PF (1976). Technometrics 18:11-17; Marquardt DW (1963). J Soc Ind Appl
    Math 11:431-441.
    """
    now, used = evaluate(data, structure, start, reml), 1
    while used < _MOST_EVALUATIONS:
        allowed = now.deviance + 1e-10 * max(1.0, abs(now.deviance))
        for step, decrement in _steps(now, mend):
            if decrement < _CONVERGED:
                _require_maximum(now, structure, mend)
                return Optimum(now, used)
            used += 1
            try:
                found = evaluate(data, structure, now.parameters + step, reml)
            except np.linalg.LinAlgError:
                continue
            if found.deviance <= allowed:
                break
        else:
            break
        now = found
        _require_regular(now, structure, mend)
    raise CannotEstimate(
        "not_converged", "The covariance of the scores over visits could not be estimated: the "
        "search for the most likely one did not end.", mend,
    )  # fmt: skip


def _steps(now: Evaluation, mend: str) -> Iterator[tuple[np.ndarray, float]]:
    """Steps to try, ever shorter, each with twice the fall of the deviance that it promises."""
    information = np.diag(now.expected)
    if not (information > 0).all():
        raise CannotEstimate(
            "no_maximum", "Nothing is left over in the scores of some visits to tell how much they "
            "vary.", mend,
        )  # fmt: skip
    scale = 1 / np.sqrt(information)
    gradient = scale * now.gradient
    values, vectors = np.linalg.eigh(scale[:, None] * now.expected * scale)
    observed, axes = np.linalg.eigh(scale[:, None] * now.observed * scale)
    if observed[0] > 0 and ((axes.T @ gradient) ** 2 / observed).sum() < _SCORING_UNTIL:
        values, vectors = observed, axes
    turned = vectors.T @ gradient
    floor = max(values[-1], 1.0) * 1e-12
    for damping in _DAMPING:
        along = turned / (np.maximum(values, floor) + damping)
        yield -scale * (vectors @ along), float(turned @ along)


def _require_regular(now: Evaluation, structure: Structure, mend: str) -> None:
    """Refuse a covariance on its way to be singular."""
    matrices = structure.matrices(now.parameters)
    spread = np.sqrt(np.diagonal(matrices, axis1=1, axis2=2))
    correlations = matrices / (spread[:, :, None] * spread[:, None, :])
    if np.linalg.eigvalsh(correlations)[:, 0].min() < _MOST_CORRELATED:
        raise CannotEstimate(
            "singular_covariance", "The scores of some visits follow from those of others, so the "
            "covariance over visits cannot be estimated.", mend,
        )  # fmt: skip


def _require_maximum(now: Evaluation, structure: Structure, mend: str) -> None:
    """Refuse an end that is no maximum: its second derivatives are not positive definite."""
    _require_regular(now, structure, mend)
    scale = 1 / np.sqrt(np.diag(now.expected))
    least = min(
        float(np.linalg.eigvalsh(scale[:, None] * curvature * scale)[0])
        for curvature in (now.observed, now.expected)
    )
    if least < _LEAST_CURVATURE:
        raise CannotEstimate(
            "no_maximum", "Several covariances over visits are as likely as each other.", mend
        )
