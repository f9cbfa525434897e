"""-2 log (restricted) likelihood of scores with a structured covariance, with its derivatives."""

import math
from dataclasses import dataclass

import numpy as np

from .covariance import Structure
from .patterns import Patterns


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The objective at one value of the covariance parameters.

    `deviance` is -2 log L with all constants; `gradient` (k,), `observed` and `expected` (k, k) are
    its derivatives and the expectation of the second; `pulls` (k, p) are X'V^-1 (dV) V^-1 r, the
    information that coefficients and parameters share; `coefficients` (p,) and `covariance` (p, p),
    (X'V^-1X)^-1, are in orthogonal columns; `slopes` (k, p, p) is minus the derivative of X'V^-1X.
    `inverse` (patterns, slots, slots) is V^-1, zero where not seen.
    """

    parameters: np.ndarray
    deviance: float
    gradient: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    coefficients: np.ndarray
    covariance: np.ndarray
    slopes: np.ndarray
    pulls: np.ndarray
    inverse: np.ndarray


def evaluate(data: Patterns, structure: Structure, theta: np.ndarray, reml: bool) -> Evaluation:
    """-2 log L and its derivatives, from the sums of the patterns alone.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where a covariance is not positive definite.

    Notes
    -----
    REML: log|V| + log|X'V^-1X| + r'V^-1 r + (N - p) log 2 pi with r = y - X b and b generalised
    least squares; ML: log|V| + r'V^-1 r + N log 2 pi. With W = V^-1, P = W - W X Phi X'W and
    Phi = (X'WX)^-1, V linear in phi: the gradient is tr(P B_a) - r'W B_a W r, the second derivative
    -tr(P B_a P B_b) + 2 r'W B_a P B_b W r, its expectation tr(P B_a P B_b); parameters that phi is
    not linear in follow by the chain rule.

    References
    ----------
    Jennrich RI, Schluchter MD (1986). Biometrics 42:805-820; Lindstrom MJ, Bates DM (1988). J Am
    Stat Assoc 83:1014-1022.
    """
    inverse, log_det = _invert(data, structure.matrices(theta))
    p = data.columns.size
    total = data.weighted(inverse[None])[0]
    lower = np.linalg.cholesky(total[:p, :p])
    half = np.linalg.inv(lower)
    phi = half.T @ half
    coefficients = phi @ total[:p, p]
    deviance = log_det + total[p, p] - total[:p, p] @ coefficients
    if reml:
        deviance += 2 * np.log(np.diag(lower)).sum() + data.columns.log_volume
    deviance += (data.n_obs - reml * p) * math.log(2 * math.pi)
    first, observed, expected, slopes, pulls = _derive(
        data, structure.basis, inverse, coefficients, phi, reml
    )
    unfolded = structure.unfold(theta)
    if unfolded.first is not None and unfolded.second is not None:
        jacobian = unfolded.first
        observed = jacobian.T @ observed @ jacobian + np.tensordot(first, unfolded.second, axes=1)
        expected = jacobian.T @ expected @ jacobian
        slopes, pulls = np.tensordot(jacobian.T, slopes, axes=1), jacobian.T @ pulls
        first = jacobian.T @ first
    return Evaluation(
        theta, float(deviance), first, observed, expected, coefficients, phi, slopes, pulls, inverse
    )


def _invert(data: Patterns, covariances: np.ndarray) -> tuple[np.ndarray, float]:
    """V^-1 of each pattern with zeros where a slot was not seen, and log |V| over all people."""
    both = data.seen[:, :, None] & data.seen[:, None, :]
    filled = np.where(both, covariances, np.eye(data.slots))
    lower = np.linalg.cholesky(filled)
    diagonal = np.diagonal(lower, axis1=1, axis2=2)
    half = np.linalg.inv(lower)
    inverse = np.where(both, half.transpose(0, 2, 1) @ half, 0.0)
    return inverse, 2 * float(data.people @ np.log(diagonal).sum(axis=1))


def _derive(
    data: Patterns, basis: np.ndarray, inverse: np.ndarray, coefficients: np.ndarray,
    phi: np.ndarray, reml: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Gradient, observed and expected second derivatives by phi, X'W B_a W X and X'W B_a W r."""
    p, n = len(phi), data.people[:, None, None]
    w = inverse[:, None]
    wb = w @ basis
    weighted = data.weighted((wb @ w).transpose(1, 0, 2, 3))
    residual = np.append(-coefficients, 1.0)
    pulled = weighted @ residual
    scores, slopes = pulled[:, :p], weighted[:, :p, :p]
    right = _flatten(wb.transpose(0, 1, 3, 2))

    def trace(middle: np.ndarray) -> np.ndarray:
        """sum over patterns of tr(B_a W B_b A)."""
        return np.asarray(_flatten(middle[:, None] @ basis) @ right.T)

    spread = inverse @ data.between_slots(np.outer(residual, residual)) @ inverse
    gradient = np.einsum("g,gaii->a", data.people, wb) - pulled @ residual
    plain = trace(n * inverse)
    observed = 2 * trace(spread) - plain - 2 * scores @ phi @ scores.T
    expected = plain
    if reml:
        form = np.zeros((p + 1, p + 1))
        form[:p, :p] = phi
        taken = 2 * trace(inverse @ data.between_slots(form) @ inverse)
        product = phi @ slopes
        taken -= _flatten_rows(product) @ _flatten_rows(product.transpose(0, 2, 1)).T
        gradient = gradient - np.einsum("aii->a", product)
        observed, expected = observed + taken, expected - taken
    return gradient, observed, expected, slopes, scores


def _flatten(batch: np.ndarray) -> np.ndarray:
    """(patterns, m, slots, slots) to (m, patterns slots slots)."""
    return batch.transpose(1, 0, 2, 3).reshape(batch.shape[1], -1)


def _flatten_rows(stack: np.ndarray) -> np.ndarray:
    return stack.reshape(len(stack), -1)
