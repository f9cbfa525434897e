"""Mixed model for repeated measures: scores at visits, their covariance estimated, none imputed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.core import CannotEstimate

from .contrasts import MixedFit
from .covariance import COVARIANCES, by_group, make_structure
from .fitting import maximise
from .orthogonal import orthogonalise
from .patterns import Patterns, gather

_FEWEST_TOGETHER = 2
"""People seen at both of two visits, for their covariance to be estimated by itself."""


@dataclass(frozen=True, eq=False)
class MMRMFit(MixedFit):
    """An MMRM. `rows_missing` had no score or covariate; `people_unseen` had no row left.

    `groups` are those with a covariance of their own, one without a name where all share it.
    """

    visits: tuple[str, ...] = ()
    groups: tuple[str, ...] = ("",)
    rows_missing: int = 0
    people_unseen: int = 0

    @property
    def sigmas(self) -> np.ndarray:
        """Covariance of one person's scores over visits in each group, (groups, visits, visits)."""
        one = make_structure(self.structure.name, len(self.visits))
        parts = np.split(self.parameters, len(self.groups))
        return np.stack([one.matrices(part)[0] for part in parts])

    @property
    def sigma(self) -> np.ndarray:
        """The covariance that all people share (of the first group where they do not)."""
        return np.asarray(self.sigmas[0])

    @property
    def n_obs(self) -> int:
        return self.data.n_obs

    @property
    def n_people(self) -> int:
        return self.data.n_people


def fit_mmrm(
    design: np.ndarray,
    score: np.ndarray,
    person: np.ndarray,
    visit: np.ndarray,
    covariance: str = "us",
    reml: bool = True,
    visits: Sequence[str] | None = None,
    group: np.ndarray | None = None,
) -> MMRMFit:
    """Coefficients of a linear model of scores that are correlated within a person over visits.

    Parameters
    ----------
    design : ndarray, shape (rows, p)
        The model's columns, a constant among them; a row with a missing value is left out.
    score : ndarray, shape (rows,)
        Points; NaN where a person was not seen.
    person, visit : ndarray, shape (rows,)
        Who and when; no two rows share both.
    covariance : "us", "toep", "toeph", "ar1", "ar1h", "cs" or "csh"
        Unstructured, Toeplitz, autoregressive, compound symmetry; h: variances differ by visit.
    reml : bool
        Restricted maximum likelihood, else maximum likelihood.
    visits : sequence of str, optional
        Visits in order of time; by default in their sorted order.
    group : ndarray, shape (rows,), optional
        Groups (arms) with a covariance each; the same in all rows of a person.

    Raises
    ------
    CannotEstimate
        "no_covariance", "visit_twice", "nobody", "too_few", "collinear", "no_variation",
        "too_few_together", "infinite", "singular_covariance", "not_converged", "no_maximum",
        "too_large", with what to try. No simpler model is ever put in its place.

    Notes
    -----
    y_i ~ N(X_i b, Sigma over the visits at which person i was seen), independent between people;
    valid where missing scores depend on what was seen. Maximum by Fisher scoring and Newton steps
    with exact derivatives from sums of products by pattern of visits.

    References
    ----------
    Mallinckrodt CH et al. (2008). Drug Inf J 42:303-319; Jennrich RI, Schluchter MD (1986).
    Biometrics 42:805-820.
    """
    if covariance not in COVARIANCES:
        raise CannotEstimate("no_covariance", f"There is no covariance “{covariance}”.",
                             f"Choose one of: {', '.join(COVARIANCES)}.")  # fmt: skip
    design, score = np.asarray(design, dtype=float), np.asarray(score, dtype=float)
    names, slot = _order(np.asarray(visit), visits)
    everyone, who = np.unique(person, return_inverse=True)
    kept = ~np.isnan(score) & ~np.isnan(design).any(axis=1) & (slot >= 0)
    if not kept.any():
        raise CannotEstimate("nobody", "There is nobody with a score.", "Check the columns named.")
    seen, who = np.unique(who[kept], return_inverse=True)
    slot = slot[kept]
    names, slot = _drop_unseen(names, slot)
    _require_once(who, slot, len(names))
    columns = orthogonalise(design[kept], score[kept])
    labels = np.zeros(len(who), dtype=int) if group is None else np.asarray(group)[kept]
    groups, part = np.unique(labels, return_inverse=True)
    data = gather(columns, who, slot, len(names), part)
    belongs = np.empty(len(seen), dtype=int)
    belongs[who] = part
    belongs = belongs[data.representatives]
    structure = by_group(make_structure(covariance, len(names)), belongs, len(groups))
    rough = []
    for at in range(len(groups)):
        _require_together(data.both_seen(belongs == at), names, covariance)
        rough.append(pairwise_covariance(data, belongs == at))
    optimum = maximise(data, structure, structure.start(np.stack(rough)), reml)
    return MMRMFit(
        data, structure, optimum, reml, names, ("",) if group is None else tuple(map(str, groups)),
        int((~kept).sum()), len(everyone) - len(seen),
    )  # fmt: skip


def _order(visit: np.ndarray, visits: Sequence[str] | None) -> tuple[tuple[str, ...], np.ndarray]:
    """Names of the visits, and each row's place among them (-1: not one of them)."""
    if visits is None:
        found, slot = np.unique(visit, return_inverse=True)
        return tuple(map(str, found)), slot
    place = {name: at for at, name in enumerate(visits)}
    return tuple(visits), np.array([place.get(one, -1) for one in visit], dtype=int)


def _drop_unseen(names: tuple[str, ...], slot: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """The visits at which anybody was seen."""
    there, slot = np.unique(slot, return_inverse=True)
    return tuple(names[at] for at in there), slot


def _require_once(person: np.ndarray, slot: np.ndarray, visits: int) -> None:
    cell = person * visits + slot
    if len(np.unique(cell)) < len(cell):
        raise CannotEstimate(
            "visit_twice", "A person has two scores at one visit.",
            "Leave one of them out, or name the column of the visit.",
        )  # fmt: skip


def _require_together(both: np.ndarray, names: tuple[str, ...], covariance: str) -> None:
    """Refuse where a parameter rests on visits at which nearly nobody was seen both times."""
    lone = [names[at] for at in range(len(names)) if both[at, at] < _FEWEST_TOGETHER]
    rare = [
        (names[j], names[k])
        for j in range(len(names)) for k in range(j) if both[j, k] < _FEWEST_TOGETHER
    ]  # fmt: skip
    if lone and covariance in ("us", "toeph", "ar1h", "csh"):
        raise CannotEstimate(
            "too_few_together", f"Only one person was seen at {lone[0]}, so nothing tells how much "
            "scores vary there.", f"Leave out {lone[0]}, or try --covariance cs.",
        )  # fmt: skip
    if rare and covariance == "us":
        raise CannotEstimate(
            "too_few_together", f"Fewer than two people were seen both at {rare[0][1]} and at "
            f"{rare[0][0]}, so nothing tells how those scores go together.",
            "Try a covariance with fewer parameters (toeph, ar1h, csh or cs), or leave out a visit "
            "that few reached.",
        )  # fmt: skip


def pairwise_covariance(data: Patterns, among: np.ndarray) -> np.ndarray:
    """Products of least-squares residuals of two visits, averaged over those seen at both."""
    q = data.columns.size + 1
    form = np.zeros((q, q))
    form[-1, -1] = 1
    total = data.between_slots(form)[among].sum(axis=0)
    rough = np.asarray(total / np.maximum(data.both_seen(among), 1))
    least = 1e-8 * np.diag(rough).max()
    if np.diag(rough).min() <= least:
        raise CannotEstimate(
            "no_variation", "At one visit everybody's score is what the model says.",
            "Leave out that visit, or check its column.",
        )  # fmt: skip
    return rough
