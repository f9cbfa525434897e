"""Tests of a mixed model in small samples: Satterthwaite and Kenward-Roger."""

from dataclasses import dataclass
from typing import get_args

import numpy as np

from analysis.core.results import Correction

from .covariance import Structure
from .likelihood import Evaluation
from .patterns import Patterns

CORRECTIONS: tuple[str, ...] = get_args(Correction)


@dataclass(frozen=True, eq=False)
class Adjusted:
    """What a correction makes of a fit, in orthogonal columns.

    `reported` (p, p) is the covariance behind standard errors, `plain` the (X'V^-1X)^-1 behind df;
    `spread` (k, k) is the covariance of the covariance parameters; `slopes` as in `Evaluation`.
    """

    correction: Correction
    reported: np.ndarray
    plain: np.ndarray
    spread: np.ndarray
    slopes: np.ndarray


def adjust(
    data: Patterns, structure: Structure, at: Evaluation, correction: Correction
) -> Adjusted:
    """Standard errors and what df need, by one of the corrections.

    Notes
    -----
    Satterthwaite: covariance Phi = (X'V^-1X)^-1 as it is, df from the inverse of the observed
    information of the covariance parameters. Kenward-Roger: Phi + 2 Phi [sum_ab w_ab (Q_ab -
    P_a Phi P_b - R_ab / 4)] Phi with w the inverse of the observed information (as SAS) or of the
    expected one ("kenward-roger-expected", as pbkrtest); R is zero where Sigma is linear in its
    parameters (us, toep, cs, random effects), else it is that of variances and correlations.
    Both take coefficients and covariance for independent, which they are not where drop-out
    depends on scores: "kenward-roger-mar" adds Phi E' w E Phi, E = X'V^-1 (dV) V^-1 r, so that
    Phi becomes the block of the inverse of the whole observed information.

    References
    ----------
    Kenward MG, Roger JH (1997). Biometrics 53:983-997; Fai AH, Cornelius PL (1996). J Stat Comput
    Simul 54:363-378; Kenward MG, Molenberghs G (1998). Stat Sci 13:236-247; Halekoh U, Hojsgaard S
    (2014). J Stat Softw 59(9).
    """
    curvature = at.expected if correction == "kenward-roger-expected" else at.observed
    spread = 2 * np.linalg.inv(curvature)
    plain, reported = at.covariance, at.covariance
    if correction != "satterthwaite":
        reported = plain + 2 * plain @ _inflate(data, structure, at, spread) @ plain
    if correction == "kenward-roger-mar":
        reported = reported + plain @ at.pulls.T @ spread @ at.pulls @ plain
    return Adjusted(correction, reported, plain, spread, at.slopes)


def _inflate(
    data: Patterns, structure: Structure, at: Evaluation, spread: np.ndarray
) -> np.ndarray:
    """sum_ab w_ab (Q_ab - P_a Phi P_b - R_ab / 4); the sums over a, b come first, slot by slot."""
    unfolded, basis, w = structure.unfold(at.parameters), structure.basis, at.inverse
    second = np.zeros_like(w)
    if unfolded.first is not None and unfolded.second is not None:
        by_phi = np.tensordot(unfolded.second, spread, axes=2)
        second = second + np.tensordot(basis, by_phi, axes=([1], [0]))
        basis = np.einsum("gaij,ak->gkij", basis, unfolded.first)
    mixed = np.einsum("ab,gaij->gbij", spread, basis)
    middle = (mixed @ w[:, None] @ basis).sum(axis=1) - second / 4
    p = len(at.covariance)
    whole = data.weighted((w @ middle @ w)[None])[0, :p, :p]
    weighted = np.tensordot(spread, at.slopes, axes=1)
    inflated = whole - (weighted @ at.covariance @ at.slopes).sum(axis=0)
    return np.asarray((inflated + inflated.T) / 2)


def single_df(adjusted: Adjusted, rows: np.ndarray) -> np.ndarray:
    """Degrees of freedom of each row of contrasts by itself, shape (rows,).

    2 v^2 / (g' A g), v = L Phi L', g its gradient and A the covariance of the parameters; the
    Kenward-Roger df of one contrast is the same with its own A.
    """
    moved = rows @ adjusted.plain
    variance = np.einsum("ri,ri->r", moved, rows)
    gradient = np.einsum("ri,aij,rj->ra", moved, adjusted.slopes, moved)
    return np.asarray(
        2 * variance**2 / np.einsum("ra,ab,rb->r", gradient, adjusted.spread, gradient)
    )


def joint_test(
    adjusted: Adjusted, rows: np.ndarray, values: np.ndarray
) -> tuple[float, float, float]:
    """(F, df1, df2) of the hypothesis that all rows of contrasts are zero together."""
    if len(rows) > 1 and adjusted.correction != "satterthwaite":
        return _kenward_roger_f(adjusted, rows, values)
    return _satterthwaite_f(adjusted, rows, values)


def _satterthwaite_f(
    adjusted: Adjusted, rows: np.ndarray, values: np.ndarray
) -> tuple[float, float, float]:
    """Independent rows by eigenvectors, each with its df, pooled as Fai and Cornelius do."""
    variance, vectors = np.linalg.eigh(rows @ adjusted.reported @ rows.T)
    q = len(rows)
    f = float(((vectors.T @ values) ** 2 / variance).sum()) / q
    df = single_df(adjusted, vectors.T @ rows)
    if q == 1 or np.ptp(df) < 1e-8 * df.mean():
        return f, q, float(df.mean())
    expectation = float((df[df > 2] / (df[df > 2] - 2)).sum())
    return f, q, 2 * expectation / (expectation - q) if expectation > q else 2.0


def _kenward_roger_f(
    adjusted: Adjusted, rows: np.ndarray, values: np.ndarray
) -> tuple[float, float, float]:
    """Scaled F whose two moments match; formulas of Kenward & Roger 1997, page 987."""
    q = len(rows)
    moved = rows @ adjusted.plain
    inner = np.linalg.solve(
        moved @ rows.T, np.einsum("ri,aij,sj->ars", moved, adjusted.slopes, moved)
    )
    traces = np.einsum("aii->a", inner)
    a1 = float(traces @ adjusted.spread @ traces)
    a2 = float(np.einsum("ab,aij,bji->", adjusted.spread, inner, inner))
    b = (a1 + 6 * a2) / (2 * q)
    g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2)
    below = 3 * q + 2 * (1 - g)
    c1, c2, c3 = g / below, (q - g) / below, (q + 2 - g) / below
    mean = 1 / (1 - a2 / q)
    variance = 2 / q * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    rho = variance / (2 * mean**2)
    df = 4 + (q + 2) / (q * rho - 1)
    scale = df / (mean * (df - 2))
    f = float(values @ np.linalg.solve(rows @ adjusted.reported @ rows.T, values)) / q
    return scale * f, q, df
