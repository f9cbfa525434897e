"""Structures of the covariance of one person's scores over visits, with their derivatives.

Every structure is Sigma = sum_a phi_a B_a with fixed matrices B (`basis`). Unstructured, Toeplitz
and compound symmetry are linear: their parameters are the phi themselves. The others have variances
and correlations as parameters, and `unfold` gives phi with its first and second derivatives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, get_args

import numpy as np

from analysis.core.results import CovarianceName

COVARIANCES: tuple[str, ...] = get_args(CovarianceName)


class Unfolded(NamedTuple):
    """phi (m,), its derivatives (m, k) and second derivatives (m, k, k) by the parameters.

    Derivatives are None where the parameters are phi themselves.
    """

    phi: np.ndarray
    first: np.ndarray | None = None
    second: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Structure:
    """A covariance with parameters.

    `basis` has shape (1, m, slots, slots), or (patterns, m, slots, slots) where it differs between
    patterns; `unfold` maps parameters to phi; `start` makes parameters of a rough covariance.
    """

    name: str
    basis: np.ndarray
    unfold: Callable[[np.ndarray], Unfolded]
    start: Callable[[np.ndarray], np.ndarray]

    def matrices(self, parameters: np.ndarray) -> np.ndarray:
        """Covariances, shape (1 or patterns, slots, slots)."""
        return np.tensordot(self.basis, self.unfold(parameters).phi, axes=([1], [0]))


def make_structure(name: str, visits: int) -> Structure:
    """The structure of a name ("us", "toep", "toeph", "ar1", "ar1h", "cs", "csh")."""
    if name == "us":
        return _linear(name, _element_basis(visits))
    lag = np.abs(np.subtract.outer(np.arange(visits), np.arange(visits)))
    if name == "toep":
        return _linear(name, np.stack([lag == k for k in range(visits)]).astype(float))
    if name == "cs":
        return _linear(name, np.stack([lag == 0, lag > 0])[: min(visits, 2)].astype(float))
    return _scaled_correlations(name, visits)


def by_group(one: Structure, group: np.ndarray, groups: int) -> Structure:
    """The same structure with parameters of its own in each group.

    `group` (patterns,) says whose pattern it is. Parameters are those of the groups in order;
    `start` takes a rough covariance of each, shape (groups, slots, slots).
    """
    m = one.basis.shape[1]
    basis = np.zeros((len(group), groups, *one.basis.shape[1:]))
    basis[np.arange(len(group)), group] = one.basis[0]

    def unfold(parameters: np.ndarray) -> Unfolded:
        parts = [one.unfold(part) for part in np.split(parameters, groups)]
        phi = np.concatenate([part.phi for part in parts])
        if parts[0].first is None:
            return Unfolded(phi)
        k = len(parameters) // groups
        first, second = (
            np.zeros((groups * m, groups * k)),
            np.zeros((groups * m, *2 * [groups * k])),
        )
        for at, part in enumerate(parts):
            rows, own = slice(at * m, at * m + m), slice(at * k, at * k + k)
            first[rows, own], second[rows, own, own] = part.first, part.second
        return Unfolded(phi, first, second)

    def start(rough: np.ndarray) -> np.ndarray:
        return np.concatenate([start_from(one, each) for each in rough])

    return Structure(
        one.name, basis.reshape(len(group), groups * m, *basis.shape[3:]), unfold, start
    )


def start_from(structure: Structure, rough: np.ndarray) -> np.ndarray:
    """Parameters near a rough covariance, its correlations shrunk until it is one."""
    for share in (1.0, 0.8, 0.6, 0.4, 0.2, 0.0):
        shrunk = share * rough + (1 - share) * np.diag(np.diag(rough))
        try:
            theta = structure.start(shrunk)
            if np.linalg.eigvalsh(structure.matrices(theta)[0])[0] > 0.02 * np.diag(rough).min():
                return theta
        except np.linalg.LinAlgError:
            continue
    return structure.start(np.diag(np.diag(rough)))


def _linear(name: str, basis: np.ndarray) -> Structure:
    size = basis.sum(axis=(1, 2))

    def start(rough: np.ndarray) -> np.ndarray:
        return np.asarray(np.tensordot(basis, rough, axes=2) / size)

    return Structure(name, basis[None], Unfolded, start)


def _element_basis(visits: int) -> np.ndarray:
    """One matrix for each element on and above the diagonal, row by row."""
    rows, columns = np.triu_indices(visits)
    basis = np.zeros((len(rows), visits, visits))
    at = np.arange(len(rows))
    basis[at, rows, columns] = basis[at, columns, rows] = 1
    return basis


def _scaled_correlations(name: str, visits: int) -> Structure:
    """Variances (one, or one a visit: names in h), then correlations by lag.

    phi_jk = sqrt(v_j v_k) R_jk; `power` holds the exponents of the variances in it.
    """
    rows, columns = np.triu_indices(visits)
    at, lag = np.arange(len(rows)), columns - rows
    power = np.zeros((len(rows), visits if name.endswith("h") else 1))
    np.add.at(power, (at, rows * name.endswith("h")), 0.5)
    np.add.at(power, (at, columns * name.endswith("h")), 0.5)
    variances = power.shape[1]
    correlate = _CORRELATIONS[name.removesuffix("h")]

    def unfold(parameters: np.ndarray) -> Unfolded:
        v, rho = parameters[:variances], parameters[variances:]
        if (v <= 0).any():
            raise np.linalg.LinAlgError("a variance is not positive")
        r, dr, ddr = correlate(rho, lag)
        scale, share = np.exp(power @ np.log(v)), power / v
        phi = scale * r
        first = np.hstack([phi[:, None] * share, scale[:, None] * dr])
        by_v = share[:, :, None] * share[:, None, :]
        by_v[:, range(variances), range(variances)] -= share / v
        mixed = (scale[:, None, None] * share[:, :, None]) * dr[:, None, :]
        second = np.block(
            [[phi[:, None, None] * by_v, mixed],
             [mixed.transpose(0, 2, 1), scale[:, None, None] * ddr]]
        )  # fmt: skip
        return Unfolded(phi, first, second)

    def start(rough: np.ndarray) -> np.ndarray:
        v = np.diag(rough) if name.endswith("h") else np.array([np.diag(rough).mean()])
        spread = np.sqrt(np.diag(rough))
        flat = (rough / np.outer(spread, spread))[rows, columns]
        by_lag = np.array([flat[lag == k].mean() for k in range(1, visits)])
        return np.concatenate([v, _pick(name, by_lag)])

    return Structure(name, _element_basis(visits)[None], unfold, start)


def _pick(name: str, by_lag: np.ndarray) -> np.ndarray:
    """First correlations out of the mean one at each lag."""
    if name == "toeph":
        return by_lag
    if name == "csh":
        return np.array([by_lag.mean()]) if len(by_lag) else by_lag
    return by_lag[:1]


_Correlation = tuple[np.ndarray, np.ndarray, np.ndarray]


def _autoregressive(rho: np.ndarray, lag: np.ndarray) -> _Correlation:
    if not len(rho):
        return _constant(lag)
    if abs(rho[0]) >= 1:
        raise np.linalg.LinAlgError("a correlation is not below one")
    first = lag * rho[0] ** np.maximum(lag - 1, 0)
    second = lag * (lag - 1) * rho[0] ** np.maximum(lag - 2, 0)
    return rho[0] ** lag, first[:, None], second[:, None, None]


def _compound(rho: np.ndarray, lag: np.ndarray) -> _Correlation:
    if not len(rho):
        return _constant(lag)
    apart = (lag > 0).astype(float)
    return np.where(lag > 0, rho[0], 1.0), apart[:, None], np.zeros((len(lag), 1, 1))


def _toeplitz(rho: np.ndarray, lag: np.ndarray) -> _Correlation:
    first = (lag[:, None] == np.arange(1, len(rho) + 1)).astype(float)
    return np.concatenate([[1.0], rho])[lag], first, np.zeros((len(lag), len(rho), len(rho)))


def _constant(lag: np.ndarray) -> _Correlation:
    """A single visit has no correlation."""
    return np.ones(len(lag)), np.zeros((len(lag), 0)), np.zeros((len(lag), 0, 0))


_CORRELATIONS = {"ar1": _autoregressive, "cs": _compound, "toep": _toeplitz}
